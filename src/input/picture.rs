//! What a picture file is, as far as its structure tells: its kind, its size, whether it says more than it shows.
//! No pixel is decoded here, so that a file made to fill the memory costs no more than its bytes.

mod drawing;
mod words;

use imagesize::ImageType;
use img_parts::jpeg::Jpeg;
use img_parts::png::Png;
use img_parts::webp::WebP;
use img_parts::{Bytes, ImageEXIF};

use crate::paths::SourcePath;

/// A picture as found, without its pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Picture {
    pub format: Format,
    /// As shown, in pixels: after the turn that EXIF asks for. 0 where the file does not say.
    pub width: u32,
    pub height: u32,
    /// The turn that EXIF asks for: 1 for none, to 8.
    pub orientation: u8,
    /// It holds EXIF, XMP or texts: where and when a photo was taken, with what, by whom.
    pub has_metadata: bool,
    /// Several pictures in one file.
    pub is_animated: bool,
    pub fault: Option<Fault>,
}

/// Kinds of pictures that are treated apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    Png,
    Jpeg,
    Webp,
    Svg,
    /// GIF, AVIF and others: shown and sized, and otherwise left as they are.
    Other,
}

/// What is wrong with a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// Its name says picture, its content does not.
    NotAPicture,
    /// A drawing that holds a program.
    Script,
    /// More pixels, or more bytes, than is sensible to show anybody.
    TooLarge,
}

/// The longest side, and the most pixels, that Loft decodes. A good camera makes fifty million pixels.
pub const LONGEST_SIDE: u32 = 20_000;
pub const MOST_PIXELS: u64 = 64_000_000;
/// Pictures larger than this are not read into memory.
pub(super) const LARGEST_FILE: u64 = 40 << 20;

const ENDINGS: [&str; 13] = ["png", "jpg", "jpeg", "webp", "svg", "gif", "avif", "bmp", "ico", "tif", "tiff", "heic", "jxl"];

impl Format {
    /// The usual ending of a file's name.
    pub fn ending(self) -> &'static str {
        match self {
            Format::Png => "png",
            Format::Jpeg => "jpg",
            Format::Webp => "webp",
            Format::Svg => "svg",
            Format::Other => "",
        }
    }
}

impl Picture {
    fn faulty(fault: Fault) -> Picture {
        Picture { format: Format::Other, width: 0, height: 0, orientation: 1, has_metadata: false, is_animated: false, fault: Some(fault) }
    }

    /// How many pixels it has, as far as is known.
    pub fn pixels(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }

    /// Width and height, where both are known.
    pub fn size(&self) -> Option<(u32, u32)> {
        (self.width > 0 && self.height > 0).then_some((self.width, self.height))
    }
}

/// Whether a file's name says that it is a picture, in a place from which pictures are published.
pub(super) fn is_named_so(path: &SourcePath) -> bool {
    matches!(path.component(), "content" | "static") && ending(path).is_some()
}

fn ending(path: &SourcePath) -> Option<&'static str> {
    let (_, own) = path.file_name().rsplit_once('.')?;
    ENDINGS.into_iter().find(|ending| own.eq_ignore_ascii_case(ending))
}

/// What a file with such a name is.
pub(crate) fn look(path: &SourcePath, bytes: Vec<u8>) -> Picture {
    if ending(path) == Some("svg") {
        return drawing::look(&bytes);
    }
    let (Ok(kind), Ok(size)) = (imagesize::image_type(&bytes), imagesize::blob_size(&bytes)) else {
        return Picture::faulty(Fault::NotAPicture);
    };
    let (Ok(width), Ok(height)) = (u32::try_from(size.width), u32::try_from(size.height)) else {
        return Picture::faulty(Fault::NotAPicture);
    };
    if width == 0 || height == 0 {
        return Picture::faulty(Fault::NotAPicture);
    }
    let structure = structure(kind, Bytes::from(bytes));
    let turned = structure.orientation > 4;
    let too_large = width.max(height) > LONGEST_SIDE || u64::from(width) * u64::from(height) > MOST_PIXELS;
    Picture {
        width: if turned { height } else { width },
        height: if turned { width } else { height },
        fault: too_large.then_some(Fault::TooLarge),
        ..structure
    }
}

/// A file that is too large to be read: only that is known of it.
pub(super) fn too_large() -> Picture {
    Picture::faulty(Fault::TooLarge)
}

/// Kind, turn and what else there is besides the pixels. A file whose parts cannot be told apart has none.
fn structure(kind: ImageType, bytes: Bytes) -> Picture {
    let format = match kind {
        ImageType::Png => Format::Png,
        ImageType::Jpeg => Format::Jpeg,
        ImageType::Webp => Format::Webp,
        _ => Format::Other,
    };
    let plain = Picture { format, orientation: 1, fault: None, ..Picture::faulty(Fault::NotAPicture) };
    let with = |exif: Option<Bytes>, more: bool, is_animated: bool| {
        let orientation = exif.as_ref().and_then(|exif| image::metadata::Orientation::from_exif_chunk(exif));
        let orientation = orientation.map_or(1, image::metadata::Orientation::to_exif);
        Picture { orientation, has_metadata: exif.is_some() || more, is_animated, ..plain }
    };
    match format {
        Format::Jpeg => {
            let trails = end_of_jpeg(&bytes).is_some_and(|end| bytes[end..].iter().any(|byte| *byte != 0));
            Jpeg::from_bytes(bytes).map_or(plain, |file| with(file.exif(), trails || file.segments().iter().any(says_more), false))
        }
        Format::Png => Png::from_bytes(bytes).map_or(plain, |file| {
            let kinds = || file.chunks().iter().map(|chunk| chunk.kind());
            with(file.exif(), file.chunks().iter().any(tells_more), kinds().any(|kind| kind == *b"acTL"))
        }),
        Format::Webp => WebP::from_bytes(bytes).map_or(plain, |file| with(file.exif(), file.has_chunk(*b"XMP "), file.has_chunk(*b"ANIM"))),
        Format::Svg | Format::Other => plain,
    }
}

/// Where a JPEG ends. Phones append films and second pictures, with their own EXIF, after it.
pub fn end_of_jpeg(bytes: &[u8]) -> Option<usize> {
    let mut at = 2;
    loop {
        at += bytes.get(at..)?.iter().position(|byte| *byte == 0xff)?;
        match bytes.get(at + 1)? {
            // Fill bytes, a byte of the picture that happens to be 0xff, markers without content.
            0xff => at += 1,
            0x00 | 0x01 | 0xd0..=0xd8 => at += 2,
            0xd9 => return Some(at + 2),
            _ => {
                let length = [*bytes.get(at + 2)?, *bytes.get(at + 3)?];
                at += 2 + usize::from(u16::from_be_bytes(length));
            }
        }
    }
}

/// Whether a part of a JPEG is there for others than those who look at it: EXIF, XMP, captions, comments, makers' own.
/// What stays is needed for showing it: JFIF, colour profiles, Adobe's note on how colours are stored.
pub fn says_more(segment: &img_parts::jpeg::JpegSegment) -> bool {
    match segment.marker() {
        0xe0 | 0xee => false,
        0xe2 => !segment.contents().starts_with(b"ICC_PROFILE\0"),
        0xe1 | 0xe3..=0xef | 0xfe => true,
        _ => false,
    }
}

/// Names under which drawing programs keep the drawing itself in a PNG, so that it can be opened and changed.
const DRAWINGS: [&str; 4] = ["mxfile", "mxGraphModel", "application/vnd.excalidraw+json", "plantuml"];

/// The same of a PNG: EXIF, when it was last changed, and texts, which say who made it, when, with what, from which file.
pub fn tells_more(chunk: &img_parts::png::PngChunk) -> bool {
    let is_drawing = || {
        let name = chunk.contents().split(|byte| *byte == 0).next().unwrap_or_default();
        DRAWINGS.iter().any(|drawing| drawing.as_bytes() == name)
    };
    match &chunk.kind() {
        b"eXIf" | b"tIME" => true,
        b"tEXt" | b"zTXt" | b"iTXt" => !is_drawing(),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
