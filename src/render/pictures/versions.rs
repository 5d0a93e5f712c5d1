//! Versions of a picture for screens that need fewer pixels, kept only where they cost less to fetch.

use std::borrow::Cow;

use fast_image_resize::images::{Image as Pixels, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::{DynamicImage, RgbImage, RgbaImage};

use super::{Decoded, decode, encode, is_transparent};
use crate::input::picture::{Format, Picture};

/// Widths in pixels: a phone, the text's width (43 rem), and the same on screens with one and a half and two dots a pixel.
const WIDTHS: [u32; 4] = [400, 700, 1050, 1400];
/// Pictures that are no wider than the text, or of fewer bytes, are fetched as they are.
const LARGE_WIDTH: u32 = 700;
const LARGE_FILE: u64 = 32 << 10;
/// A version must spare this share of the next larger one, or it is not worth a file.
const WORTH: f64 = 0.9;
const QUALITY: u8 = 80;

/// A version as a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    pub width: u32,
    pub height: u32,
    pub format: Format,
    pub bytes: Vec<u8>,
}

/// Whether versions of a picture are worth trying: large PNG and JPEG.
pub fn wants_versions(picture: &Picture, size: u64) -> bool {
    let kind = matches!(picture.format, Format::Png | Format::Jpeg);
    kind && picture.fault.is_none() && !picture.is_animated && picture.width > LARGE_WIDTH && size > LARGE_FILE
}

/// The versions that spare something, from the widest. `None` where the file is damaged.
pub fn versions(bytes: &[u8], picture: &Picture) -> Option<Vec<Version>> {
    let Decoded { image, profile } = decode(bytes, picture.format)?;
    let (width, height) = (image.width(), image.height());
    let kind = Kind {
        format: if picture.format == Format::Png { Format::Webp } else { Format::Jpeg },
        has_color: image.color().has_color(),
        has_alpha: is_transparent(&image),
        profile,
    };
    let (mut wider, mut resizer) = (of_four_channels(image), Resizer::new());
    // A PNG of full width as WebP: the same pixels.
    let full = (picture.format == Format::Png).then(|| kind.version(&wider)).flatten();
    // Each version is made of the next wider one: a third of the work of making all of the original, and no difference is seen.
    let smaller = WIDTHS.iter().rev().filter(|wanted| f64::from(**wanted) <= f64::from(width) * 0.85).filter_map(|wanted| {
        let tall = (u64::from(height) * u64::from(*wanted) + u64::from(width) / 2) / u64::from(width);
        wider = resized(&mut resizer, &wider, *wanted, u32::try_from(tall.max(1)).ok()?, kind.has_alpha)?;
        kind.version(&wider)
    });
    let mut kept: Vec<Version> = Vec::new();
    let mut limit = bytes.len();
    for version in full.into_iter().chain(smaller) {
        if (version.bytes.len() as f64) < limit as f64 * WORTH {
            limit = version.bytes.len();
            kept.push(version);
        }
    }
    Some(kept)
}

/// What all versions of a picture have in common.
struct Kind {
    format: Format,
    has_color: bool,
    has_alpha: bool,
    profile: Option<Vec<u8>>,
}

impl Kind {
    /// A picture of four channels as a file.
    fn version(&self, image: &DynamicImage) -> Option<Version> {
        let bytes = encode(&self.ready(image), self.format, QUALITY, self.profile.as_deref())?;
        Some(Version { width: image.width(), height: image.height(), format: self.format, bytes })
    }

    /// With the channels that its encoder takes fastest: WebP has four in any case, and makes them slowly where there are three.
    fn ready<'a>(&self, image: &'a DynamicImage) -> Cow<'a, DynamicImage> {
        match (self.has_color, self.has_alpha) {
            (true, _) if self.format == Format::Webp => Cow::Borrowed(image),
            (true, _) => Cow::Owned(image.as_rgba8().map_or_else(|| image.to_rgb8(), without_alpha).into()),
            (false, true) => Cow::Owned(image.to_luma_alpha8().into()),
            (false, false) => Cow::Owned(image.to_luma8().into()),
        }
    }
}

/// The picture in another size. The colour behind what is transparent must not bleed into its edge, so that colours are
/// weighed by how much they show.
fn resized(resizer: &mut Resizer, image: &DynamicImage, width: u32, height: u32, has_alpha: bool) -> Option<DynamicImage> {
    let source = ImageRef::new(image.width(), image.height(), image.as_bytes(), PixelType::U8x4).ok()?;
    let mut target = Pixels::new(width, height, PixelType::U8x4);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::CatmullRom)).use_alpha(has_alpha);
    resizer.resize(&source, &mut target, &options).ok()?;
    RgbaImage::from_raw(width, height, target.into_vec()).map(DynamicImage::from)
}

/// Every channel, whatever the source has.
fn of_four_channels(image: DynamicImage) -> DynamicImage {
    match image {
        // By far the most pictures; the crate's conversion between any two kinds of pixels takes several times as long.
        DynamicImage::ImageRgb8(pixels) => {
            let (threes, _) = pixels.as_raw().as_chunks();
            let raw = threes.iter().map(|[red, green, blue]| [*red, *green, *blue, 255]).collect::<Vec<_>>().into_flattened();
            RgbaImage::from_raw(pixels.width(), pixels.height(), raw).unwrap_or_default().into()
        }
        other => other.into_rgba8().into(),
    }
}

/// The colours alone.
pub(super) fn without_alpha(image: &RgbaImage) -> RgbImage {
    let (fours, _) = image.as_raw().as_chunks();
    let raw = fours.iter().map(|[red, green, blue, _]| [*red, *green, *blue]).collect::<Vec<_>>().into_flattened();
    RgbImage::from_raw(image.width(), image.height(), raw).unwrap_or_default()
}
