use super::*;

/// A picture of one colour in a format of the crate `image`.
pub(crate) fn painted(width: u32, height: u32, format: image::ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    let picture = image::RgbImage::from_pixel(width, height, image::Rgb([200, 30, 90]));
    picture.write_to(&mut std::io::Cursor::new(&mut bytes), format).expect("a picture");
    bytes
}

fn of(name: &str, bytes: &[u8]) -> Picture {
    look(&SourcePath::new(format!("static/{name}")), bytes.to_vec())
}

#[test]
fn a_picture_tells_its_kind_and_size() {
    for (format, expected) in
        [(image::ImageFormat::Png, Format::Png), (image::ImageFormat::Jpeg, Format::Jpeg), (image::ImageFormat::WebP, Format::Webp)]
    {
        // The name may lie; the content counts.
        let picture = of("x.gif", &painted(30, 20, format));
        assert_eq!((picture.format, picture.size(), picture.fault), (expected, Some((30, 20)), None));
        assert!(!picture.has_metadata && !picture.is_animated && picture.orientation == 1);
    }
    let gif = [b"GIF89a".as_slice(), &[3, 1, 4, 0, 0, 0, 0, b';']].concat();
    assert_eq!(of("x.gif", &gif).size(), Some((259, 4)));
}

#[test]
fn what_is_no_picture_is_told() {
    let html = b"<!doctype html><title>404</title>".as_slice();
    for (name, bytes) in
        [("a.png", html), ("a.svg", html), ("a.jpg", b"".as_slice()), ("a.webp", b"RIFF"), ("a.svg", b"<svg"), ("a.svg", b"<g/>")]
    {
        assert_eq!(of(name, bytes).fault, Some(Fault::NotAPicture), "{name} {bytes:?}");
    }
}

#[test]
fn drawings_have_a_size_where_they_say_it() {
    for (attributes, size) in [
        ("width='120' height='80'", Some((120, 80))),
        ("width='120px' height='2in'", Some((120, 192))),
        ("viewBox='0 0 300 150'", Some((300, 150))),
        ("viewBox='0,0,300,150' width='100'", Some((100, 50))),
        ("viewBox='0 0 300 150' width='100%' height='100%'", Some((300, 150))),
        ("viewBox='0 0 300 150' height='1e3'", Some((2000, 1000))),
        ("width='10mm' height='10mm'", Some((38, 38))),
        ("", None),
        ("width='100%'", None),
        ("viewBox='0 0 0 0'", None),
        ("viewBox='0 0 -1 5'", None),
        ("viewBox='0 0 1e400 5'", None),
        ("width='1e99' height='NaN'", None),
    ] {
        let picture = of("x.svg", format!("<svg xmlns='http://www.w3.org/2000/svg' {attributes}><rect/></svg>").as_bytes());
        assert_eq!((picture.size(), picture.fault), (size, None), "{attributes}");
    }
}

#[test]
fn a_drawing_that_runs_is_told_from_one_that_does_not() {
    let runs = [
        "<script>alert(1)</script>",
        "<SCRIPT/>",
        "<s:script xmlns:s='http://www.w3.org/2000/svg' href='x.js'/>",
        "<rect onload='x()'/>",
        "<rect OnClick='x()'/>",
        "<a href='javascript:x()'/>",
        "<a href=' java&#10;script:x()'/>",
        "<a xlink:href='javascript:x()'/>",
        "<set attributeName='href' to='javascript:x()'/>",
        "<foreignObject><iframe xmlns='http://www.w3.org/1999/xhtml'/></foreignObject>",
    ];
    let rests = [
        "<style>rect{fill:red}</style>",
        "<text>onload=x() &lt;script&gt;</text>",
        "<desc>javascript is a language</desc>",
        "<a href='https://example.org/'><text>x</text></a>",
        "<rect class='on' id='script'/>",
        "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>x</p></foreignObject>",
    ];
    let whole = |inner: &str| format!("<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink'>{inner}</svg>");
    for inner in runs {
        assert_eq!(of("x.svg", whole(inner).as_bytes()).fault, Some(Fault::Script), "{inner}");
    }
    for inner in rests {
        assert_eq!(of("x.svg", whole(inner).as_bytes()).fault, None, "{inner}");
    }
    let entity = "<!DOCTYPE svg [<!ENTITY x '<script>a</script>'>]><svg xmlns='http://www.w3.org/2000/svg'>&x;</svg>";
    assert_eq!(of("x.svg", entity.as_bytes()).fault, Some(Fault::Script), "an entity");
    let wide: Vec<u8> = whole(runs[0]).encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(of("x.svg", &wide).fault, Some(Fault::Script), "UTF-16");
    let bomb: String = (1..30).map(|n| format!("<!ENTITY a{n} '&a{0};&a{0};'>", n - 1)).collect();
    let bomb = format!("<!DOCTYPE svg [<!ENTITY a0 'x'>{bomb}]><svg xmlns='http://www.w3.org/2000/svg'>&a29;</svg>");
    assert_eq!(of("x.svg", bomb.as_bytes()).fault, Some(Fault::NotAPicture), "entities that multiply");
    let deep = format!("<svg xmlns='http://www.w3.org/2000/svg'>{}{}</svg>", "<g>".repeat(200_000), "</g>".repeat(200_000));
    assert!(of("x.svg", deep.as_bytes()).fault.is_none_or(|fault| fault == Fault::NotAPicture), "deep nesting does no harm");
}

#[test]
fn a_picture_of_thirty_thousand_pixels_costs_no_more_than_its_bytes() {
    let mut png = painted(4, 4, image::ImageFormat::Png);
    png[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
    let picture = of("x.png", &png);
    assert_eq!((picture.size(), picture.fault), (Some((30_000, 30_000)), Some(Fault::TooLarge)));
}

#[test]
fn turns_and_more_than_is_shown_are_seen() {
    for orientation in 1..=8u8 {
        let exif = crate::render::pictures::only_orientation(orientation);
        let mut jpeg = Jpeg::from_bytes(painted(30, 20, image::ImageFormat::Jpeg).into()).expect("a JPEG");
        jpeg.set_exif(Some(exif.into()));
        let picture = of("x.jpg", &jpeg.encoder().bytes());
        assert!(picture.has_metadata);
        assert_eq!(picture.size(), Some(if orientation > 4 { (20, 30) } else { (30, 20) }), "{orientation}");
    }
}

proptest::proptest! {
    /// Every kind, with bytes changed, cut off and put in.
    #[test]
    fn no_bytes_do_harm(kind in 0..4usize, edits in proptest::collection::vec((0..400usize, proptest::num::u8::ANY), 0..12), cut in 0..2000usize) {
        let formats = [image::ImageFormat::Png, image::ImageFormat::Jpeg, image::ImageFormat::WebP];
        let mut bytes = formats.get(kind).map_or_else(
            || b"<svg xmlns='http://www.w3.org/2000/svg' width='10' height='20'><g onload='x'/></svg>".to_vec(),
            |format| painted(12, 9, *format),
        );
        for (at, byte) in edits {
            let length = bytes.len().max(1);
            if let Some(place) = bytes.get_mut(at % length) { *place = byte }
        }
        bytes.truncate(cut);
        for name in ["a.png", "a.jpg", "a.webp", "a.svg", "a.heic", "a.ico"] {
            let _ = of(name, &bytes);
        }
    }
}
