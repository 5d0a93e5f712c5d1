//! Operations on pictures: smaller versions for smaller screens, and the picture without what it says beside what it
//! shows. From bytes to bytes; the same bytes give the same.

mod versions;

use std::io::Cursor;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, Limits};
use img_parts::jpeg::Jpeg;
use img_parts::png::Png;
use img_parts::webp::WebP;
use img_parts::{Bytes, ImageEXIF};

use crate::input::picture::{self, Format, Picture};

pub use versions::{Version, versions, wants_versions};

/// What JPEG keeps where a photo is turned: no difference is seen.
const TURNED_QUALITY: u8 = 90;
/// Working memory of one decoder, in bytes.
const MOST_MEMORY: u64 = 512 << 20;

/// The picture without EXIF and the like. The turn that EXIF asks for is made, or where pixels cannot be turned without
/// loss of more than that (WebP, a picture too large), asked for again, and nothing else. `None` where the file's parts
/// cannot be told apart: then nothing is known to be in it.
pub fn clean(bytes: &[u8], picture: &Picture) -> Option<Vec<u8>> {
    let turn = picture.orientation > 1;
    let can_turn = turn && picture.fault.is_none() && !picture.is_animated && matches!(picture.format, Format::Png | Format::Jpeg);
    let turned = || {
        let Decoded { image, profile } = decode(bytes, picture.format)?;
        encode(&without_needless_alpha(image), picture.format, TURNED_QUALITY, profile.as_deref())
    };
    can_turn.then(turned).flatten().or_else(|| bare(bytes, picture))
}

/// The same pixels, byte for byte, without anything beside them.
fn bare(bytes: &[u8], picture: &Picture) -> Option<Vec<u8>> {
    let source = Bytes::copy_from_slice(bytes);
    let turn = (picture.orientation > 1).then(|| Bytes::from(only_orientation(picture.orientation)));
    let bytes = match picture.format {
        Format::Jpeg => {
            let end = picture::end_of_jpeg(&source).unwrap_or(source.len());
            let mut file = Jpeg::from_bytes(source.slice(..end)).ok()?;
            file.segments_mut().retain(|segment| !picture::says_more(segment));
            file.set_exif(turn);
            file.encoder().bytes()
        }
        Format::Png => {
            let mut file = Png::from_bytes(source).ok()?;
            file.chunks_mut().retain(|chunk| !picture::tells_more(chunk));
            file.set_exif(turn);
            file.encoder().bytes()
        }
        Format::Webp => {
            let mut file = WebP::from_bytes(source).ok()?;
            file.remove_chunks_by_id(*b"XMP ");
            file.set_exif(turn);
            file.encoder().bytes()
        }
        Format::Svg | Format::Other => return None,
    };
    Some(bytes.to_vec())
}

/// EXIF that says how the picture is turned and nothing else.
pub fn only_orientation(orientation: u8) -> Vec<u8> {
    // TIFF, little-endian; one field, 0x0112, one short number; no more directories.
    let mut exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
    exif
}

struct Decoded {
    /// Upright, with eight bits a channel.
    image: DynamicImage,
    /// The colour profile that the pixels need.
    profile: Option<Vec<u8>>,
}

/// The pixels, if the file holds them whole and they are not too many.
fn decode(bytes: &[u8], format: Format) -> Option<Decoded> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), of_crate(format)?);
    let mut limits = Limits::default();
    limits.max_image_width = Some(picture::LONGEST_SIDE);
    limits.max_image_height = Some(picture::LONGEST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > picture::MOST_PIXELS {
        return None;
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten();
    let mut image = of_eight_bits(DynamicImage::from_decoder(decoder).ok()?);
    image.apply_orientation(orientation);
    // A profile for other colours than the decoder gave would make them wrong.
    let fits = |profile: &Vec<u8>| profile.get(16..20) == Some(if image.color().has_color() { b"RGB " } else { b"GRAY" });
    if profile.as_ref().is_some_and(|profile| !fits(profile)) {
        return None;
    }
    Some(Decoded { image, profile })
}

fn of_crate(format: Format) -> Option<ImageFormat> {
    match format {
        Format::Png => Some(ImageFormat::Png),
        Format::Jpeg => Some(ImageFormat::Jpeg),
        Format::Webp => Some(ImageFormat::WebP),
        Format::Svg | Format::Other => None,
    }
}

fn of_eight_bits(image: DynamicImage) -> DynamicImage {
    match (image.color().bytes_per_pixel() > image.color().channel_count(), image.color().has_color(), image.color().has_alpha()) {
        (false, ..) => image,
        (true, true, true) => image.into_rgba8().into(),
        (true, true, false) => image.into_rgb8().into(),
        (true, false, true) => image.into_luma_alpha8().into(),
        (true, false, false) => image.into_luma8().into(),
    }
}

/// Whether anything shows through a picture of eight bits a channel.
fn is_transparent(image: &DynamicImage) -> bool {
    match image {
        DynamicImage::ImageLumaA8(pixels) => pixels.as_raw().as_chunks().0.iter().any(|[_, alpha]| *alpha != 255),
        DynamicImage::ImageRgba8(pixels) => pixels.as_raw().as_chunks().0.iter().any(|[_, _, _, alpha]| *alpha != 255),
        _ => false,
    }
}

fn without_needless_alpha(image: DynamicImage) -> DynamicImage {
    match image {
        image if is_transparent(&image) => image,
        DynamicImage::ImageLumaA8(_) => image.into_luma8().into(),
        DynamicImage::ImageRgba8(ref pixels) => versions::without_alpha(pixels).into(),
        image => image,
    }
}

/// WebP without loss, PNG, or JPEG of a quality.
fn encode(image: &DynamicImage, format: Format, quality: u8, profile: Option<&[u8]>) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let written = match format {
        Format::Png => write(image, image::codecs::png::PngEncoder::new(&mut bytes), profile),
        Format::Jpeg => write(image, image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, quality), profile),
        Format::Webp => write(image, image::codecs::webp::WebPEncoder::new_lossless(&mut bytes), profile),
        Format::Svg | Format::Other => return None,
    };
    written.map(|()| bytes)
}

fn write(image: &DynamicImage, mut encoder: impl ImageEncoder, profile: Option<&[u8]>) -> Option<()> {
    if let Some(profile) = profile {
        encoder.set_icc_profile(profile.to_vec()).ok()?;
    }
    image.write_with_encoder(encoder).ok()
}

#[cfg(test)]
mod tests;
