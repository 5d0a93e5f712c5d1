//! Versions of a picture for screens that need fewer pixels, kept only where they cost less to fetch.

use std::borrow::Cow;

use image::DynamicImage;
use image::imageops::FilterType;

use super::{Decoded, decode, encode};
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
    let decoded = decode(bytes, picture.format)?;
    let (width, height) = (decoded.image.width(), decoded.image.height());
    // A PNG of full width as WebP: the same pixels.
    let full = (picture.format == Format::Png).then(|| version(&decoded, &decoded.image, Format::Webp)).flatten();
    let format = if picture.format == Format::Png { Format::Webp } else { Format::Jpeg };
    // Each version is made of the next wider one: a third of the work of making all of the original, and no difference is seen.
    let mut wider = weighed(&decoded.image);
    let smaller = WIDTHS.iter().rev().filter(|wanted| f64::from(**wanted) <= f64::from(width) * 0.85).filter_map(|wanted| {
        let tall = (u64::from(height) * u64::from(*wanted) + u64::from(width) / 2) / u64::from(width);
        wider = Cow::Owned(wider.resize_exact(*wanted, u32::try_from(tall.max(1)).ok()?, FilterType::CatmullRom));
        version(&decoded, &restored(&wider), format)
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

fn version(decoded: &Decoded, image: &DynamicImage, format: Format) -> Option<Version> {
    let bytes = encode(image, format, QUALITY, decoded.profile.as_deref())?;
    Some(Version { width: image.width(), height: image.height(), format, bytes })
}

/// The colour behind what is transparent must not bleed into its edge, so that colours are weighed by how much they show.
fn weighed(image: &DynamicImage) -> Cow<'_, DynamicImage> {
    let weigh = |colour: u8, alpha: u8| ((u32::from(colour) * u32::from(alpha) + 127) / 255) as u8;
    if image.color().has_alpha() { Cow::Owned(recoloured(image, weigh)) } else { Cow::Borrowed(image) }
}

/// The colours as they were before they were weighed.
fn restored(image: &DynamicImage) -> Cow<'_, DynamicImage> {
    let restore = |colour: u8, alpha: u8| (u32::from(colour) * 255 / u32::from(alpha.max(1))).min(255) as u8;
    if image.color().has_alpha() { Cow::Owned(recoloured(image, restore)) } else { Cow::Borrowed(image) }
}

/// Every colour anew, from itself and how much of it shows.
fn recoloured(image: &DynamicImage, new: impl Fn(u8, u8) -> u8) -> DynamicImage {
    let mut pixels = image.to_rgba8();
    for pixel in pixels.pixels_mut() {
        let [red, green, blue, alpha] = pixel.0;
        pixel.0 = [new(red, alpha), new(green, alpha), new(blue, alpha), alpha];
    }
    pixels.into()
}
