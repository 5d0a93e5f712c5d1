use image::{GenericImageView, ImageBuffer, Rgb, RgbImage, Rgba, RgbaImage};

use super::*;
use crate::input::picture::look;
use crate::paths::SourcePath;

fn saved(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    image.write_to(&mut Cursor::new(&mut bytes), format).expect("an encoded picture");
    bytes
}

fn seen(bytes: &[u8]) -> Picture {
    look(&SourcePath::new("static/a.png"), bytes.to_vec())
}

/// Red at the left, blue at the right, brighter downwards, with some noise: neither flat nor a photo.
fn landscape(width: u32, height: u32) -> RgbImage {
    ImageBuffer::from_fn(width, height, |x, y| {
        let noise = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)) >> 13 & 31;
        Rgb([(255 - x * 255 / width) as u8, (y * 200 / height + noise) as u8, (x * 255 / width) as u8])
    })
}

/// Lines of dark signs on fields of light colours.
fn screenshot(width: u32, height: u32) -> RgbImage {
    ImageBuffer::from_fn(width, height, |x, y| {
        let sign = (x / 3).wrapping_mul(2_654_435_761) ^ (y / 4).wrapping_mul(40_503_001);
        let field = (x / 230 + y / 170) as u8 % 9;
        if y % 22 < 12 && sign >> 11 & 3 == 0 { Rgb([40, 50, 60]) } else { Rgb([255 - field * 5, 240 + field, 250 - field * 9]) }
    })
}

fn with_exif(bytes: Vec<u8>, orientation: u8) -> Vec<u8> {
    let mut file = Jpeg::from_bytes(bytes.into()).expect("a JPEG");
    let mut exif = only_orientation(orientation);
    exif.extend(b"GPS 59.91 10.75");
    file.set_exif(Some(exif.into()));
    file.encoder().bytes().to_vec()
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn a_photo_is_turned_and_forgets_where_it_was_taken() {
    let upright = saved(&landscape(60, 40).into(), ImageFormat::Jpeg);
    for orientation in 1..=8 {
        let source = with_exif(upright.clone(), orientation);
        let picture = seen(&source);
        let cleaned = clean(&source, &picture).expect("a cleaned picture");
        assert!(holds(&source, "GPS 59.91") && !holds(&cleaned, "GPS 59.91"), "{orientation}");
        let after = seen(&cleaned);
        assert_eq!((after.size(), after.orientation, after.has_metadata), (picture.size(), 1, false), "{orientation}");
        // Where the red edge is, worked out by hand from the table of EXIF.
        let shown = image::load_from_memory(&cleaned).expect("a picture");
        let (width, height) = shown.dimensions();
        let (x, y) = match orientation {
            1 | 4 => (1, height / 2),
            2 | 3 => (width - 2, height / 2),
            5 | 6 => (width / 2, 1),
            _ => (width / 2, height - 2),
        };
        let Rgba([red, _, blue, _]) = shown.get_pixel(x, y);
        assert!(red > 200 && blue < 60, "{orientation}: {red} {blue} at {x},{y}");
    }
}

#[test]
fn without_a_turn_not_a_pixel_changes() {
    let picture: DynamicImage = landscape(60, 40).into();
    let jpeg = saved(&picture, ImageFormat::Jpeg);
    let cleaned = clean(&with_exif(jpeg.clone(), 1), &seen(&with_exif(jpeg.clone(), 1))).expect("a JPEG");
    assert_eq!(cleaned, jpeg);

    let png = saved(&picture, ImageFormat::Png);
    let mut file = Png::from_bytes(png.clone().into()).expect("a PNG");
    let chunk = |kind: &[u8; 4], content: &'static [u8]| img_parts::png::PngChunk::new(*kind, Bytes::from_static(content));
    for (kind, content) in [
        (b"tEXt", &b"Raw profile type exif\0GPS 59.91"[..]),
        (b"tEXt", b"Author\0Kari Nordmann"),
        (b"tEXt", b"mxfilename\0Kari Nordmann"),
        (b"iTXt", b"Comment\0\0\0nb\0\0Kari Nordmann"),
        (b"zTXt", b"Source\0\0Kari Nordmann"),
        (b"tIME", b"\x07\xea\x08\x04\x0c\0\0"),
        (b"pHYs", b"\0\0\x0b\x13\0\0\x0b\x13\x01"),
        (b"tEXt", b"mxfile\0the drawing itself"),
        (b"iTXt", b"plantuml\0\0\0\0\0the drawing itself"),
    ] {
        file.chunks_mut().insert(1, chunk(kind, content));
    }
    file.set_exif(Some(only_orientation(1).into()));
    let told = file.encoder().bytes();
    let cleaned = clean(&told, &seen(&told)).expect("a PNG");
    assert!(holds(&cleaned, "mxfile\0the drawing itself") && holds(&cleaned, "plantuml") && holds(&cleaned, "pHYs"));
    for gone in ["GPS 59.91", "eXIf", "Kari Nordmann", "tIME"] {
        assert!(!holds(&cleaned, gone), "{gone}");
    }
    assert!(!seen(&cleaned).has_metadata, "there is nothing more to take out");
    assert_eq!(image::load_from_memory(&cleaned).expect("a PNG"), picture);

    let webp = saved(&picture, ImageFormat::WebP);
    let mut file = WebP::from_bytes(webp.into()).expect("a WebP");
    file.set_exif(Some([&only_orientation(6)[..], b"GPS 59.91"].concat().into()));
    let told = file.encoder().bytes();
    let cleaned = clean(&told, &seen(&told)).expect("a WebP");
    let after = seen(&cleaned);
    assert!(!holds(&cleaned, "GPS 59.91"));
    assert_eq!((after.orientation, after.size()), (6, Some((40, 60))), "the turn is still asked for");
    assert_eq!(clean(&cleaned, &after).expect("a WebP"), cleaned, "there is nothing more to take out");
}

/// Phones append whole films and second pictures after the first one's end.
#[test]
fn what_hangs_after_a_photo_goes_too() {
    let jpeg = saved(&landscape(60, 40).into(), ImageFormat::Jpeg);
    let appended = [with_exif(jpeg.clone(), 1), b"MotionPhoto GPS 59.91".to_vec()].concat();
    let cleaned = clean(&appended, &seen(&appended)).expect("a JPEG");
    assert!(!holds(&cleaned, "GPS 59.91"));
    assert!(seen(&[jpeg, b"MotionPhoto GPS".to_vec()].concat()).has_metadata, "also where there is no EXIF");
}

#[test]
fn versions_spare_bytes_and_keep_the_shape() {
    for (format, made) in [(ImageFormat::Png, Format::Webp), (ImageFormat::Jpeg, Format::Jpeg)] {
        let source = saved(&landscape(1600, 901).into(), format);
        let picture = seen(&source);
        assert!(wants_versions(&picture, source.len() as u64));
        let versions = versions(&source, &picture).expect("versions");
        assert!(versions.len() >= 3, "{format:?}: {}", versions.len());
        let mut limit = source.len();
        for version in &versions {
            assert!(version.bytes.len() < limit, "{format:?} {}", version.width);
            limit = version.bytes.len();
            let seen = seen(&version.bytes);
            assert_eq!((seen.format, seen.size()), (made, Some((version.width, version.height))));
            assert!((f64::from(version.width) / f64::from(version.height) - 1600.0 / 901.0).abs() < 0.01);
        }
    }
}

#[test]
fn a_picture_of_a_screen_is_the_same_in_fewer_bytes() {
    let source = saved(&screenshot(1600, 901).into(), ImageFormat::Png);
    let versions = versions(&source, &seen(&source)).expect("versions");
    assert_eq!((versions[0].width, versions[0].format), (1600, Format::Webp));
    assert_eq!(image::load_from_memory(&versions[0].bytes).expect("a WebP").to_rgb8(), screenshot(1600, 901));
}

/// A flat drawing is small as it is: no version of it spares anything that matters.
#[test]
fn nothing_is_made_that_spares_nothing() {
    let flat = saved(
        &RgbImage::from_fn(1600, 900, |x, y| Rgb(if (x / 2 + y / 3) % 40 == 0 { [0; 3] } else { [255; 3] })).into(),
        ImageFormat::Png,
    );
    for version in versions(&flat, &seen(&flat)).expect("versions") {
        assert!((version.bytes.len() as f64) < flat.len() as f64 * 0.9, "{} of {} bytes", version.width, flat.len());
    }
    for (width, size, format, wanted) in [
        (1600, 100_000, Format::Png, true),
        (1600, 100_000, Format::Jpeg, true),
        (700, 100_000, Format::Png, false),
        (1600, 30_000, Format::Png, false),
        (1600, 100_000, Format::Webp, false),
        (1600, 100_000, Format::Other, false),
    ] {
        let picture = Picture { width, format, ..seen(&flat) };
        assert_eq!(wants_versions(&picture, size), wanted, "{width} {size} {format:?}");
        assert!(!wants_versions(&Picture { is_animated: true, ..picture }, size));
        assert!(!wants_versions(&Picture { fault: Some(picture::Fault::TooLarge), ..picture }, size));
    }
}

/// Green shows nowhere: it is only the colour of what is fully transparent.
#[test]
fn what_is_transparent_does_not_bleed() {
    let sheet = RgbaImage::from_fn(1600, 800, |x, y| {
        let noise = ((x * 7919 + y * 104_729) % 64) as u8;
        if (x / 37 + y / 23) % 2 == 0 { Rgba([0, 255, 0, 0]) } else { Rgba([200 + noise / 2, 0, noise, 255]) }
    });
    let source = saved(&sheet.into(), ImageFormat::Png);
    let versions = versions(&source, &seen(&source)).expect("versions");
    let small = versions.iter().find(|version| version.width == 400).expect("a small version");
    for pixel in image::load_from_memory(&small.bytes).expect("a WebP").to_rgba8().pixels().filter(|pixel| pixel.0[3] > 40) {
        assert!(pixel.0[1] < 25, "green in {pixel:?}");
    }
}

#[test]
fn a_damaged_picture_has_no_versions() {
    let source = saved(&landscape(1600, 900).into(), ImageFormat::Png);
    let cut = &source[..source.len() / 2];
    assert!(versions(cut, &seen(&source)).is_none());
    let huge = Picture { width: 30_000, height: 30_000, ..seen(&source) };
    let mut header = source.clone();
    header[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
    assert!(versions(&header, &huge).is_none(), "too many pixels are never decoded");
}

#[test]
fn a_colour_profile_goes_along() {
    let mut jpeg = Jpeg::from_bytes(saved(&landscape(1600, 900).into(), ImageFormat::Jpeg).into()).expect("a JPEG");
    let mut profile = vec![0; 200];
    profile[16..20].copy_from_slice(b"RGB ");
    use img_parts::ImageICC;
    jpeg.set_icc_profile(Some(profile.clone().into()));
    let source = jpeg.encoder().bytes();
    for version in versions(&source, &seen(&source)).expect("versions") {
        let kept = Jpeg::from_bytes(version.bytes.into()).expect("a JPEG").icc_profile().expect("a profile");
        assert_eq!(kept, profile);
    }
}
