//! An SVG drawing: how large it is, and whether it holds a program.

use std::borrow::Cow;

use roxmltree::{Document, Node, ParsingOptions};

use super::{Fault, Format, Picture};

/// Larger drawings are shown without being looked into.
const LARGEST: usize = 8 << 20;
/// Elements looked at, at most.
const MOST_NODES: u32 = 500_000;

pub(super) fn look(bytes: &[u8]) -> Picture {
    if bytes.len() > LARGEST {
        return Picture::faulty(Fault::TooLarge);
    }
    let text = decoded(bytes);
    let options = ParsingOptions { allow_dtd: true, nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    // A browser may make more of a broken file than we can: nobody is to trust it.
    let Ok(document) = Document::parse_with_options(&text, options) else { return Picture::faulty(Fault::NotAPicture) };
    let root = document.root_element();
    if root.tag_name().name() != "svg" {
        return Picture::faulty(Fault::NotAPicture);
    }
    let (width, height) = size(root).unwrap_or((0, 0));
    let fault = root.descendants().any(runs).then_some(Fault::Script);
    Picture { format: Format::Svg, width, height, fault, ..Picture::faulty(Fault::Script) }
}

/// UTF-8, or UTF-16 with a mark at its start or with the zeros that plain letters have in it.
fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    let wide = |bytes: &[u8], read: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| read([pair[0], pair[1]])).collect();
        Cow::Owned(String::from_utf16_lossy(&units))
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        [b'<', 0, ..] => wide(bytes, u16::from_le_bytes),
        [0, b'<', ..] => wide(bytes, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest),
        _ => String::from_utf8_lossy(bytes),
    }
}

/// Whether a part of a drawing runs, or leads to something that does: a script, a handler, another document, an address
/// that is a program.
fn runs(node: Node<'_, '_>) -> bool {
    let named = |names: &[&str]| names.iter().any(|name| node.tag_name().name().eq_ignore_ascii_case(name));
    let handles = |name: &str| name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("on"));
    let is_program = |value: &str| {
        let plain: String = value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect::<String>().to_lowercase();
        plain.contains("javascript:") || plain.contains("data:text/html") || plain.contains("vbscript:")
    };
    node.is_element()
        && (named(&["script", "iframe", "embed", "object", "handler", "listener"])
            || node.attributes().any(|attribute| handles(attribute.name()) || is_program(attribute.value())))
}

/// From `width` and `height`; where one is missing or relative, from `viewBox`.
fn size(root: Node<'_, '_>) -> Option<(u32, u32)> {
    let side = |name: &str| root.attribute(name).and_then(pixels);
    let view: Option<Vec<f64>> = root.attribute("viewBox").map(|numbers| {
        numbers.split([' ', ',', '\t', '\n', '\r']).filter(|number| !number.is_empty()).map_while(|number| number.parse().ok()).collect()
    });
    let view = view.and_then(|numbers| <[f64; 4]>::try_from(numbers).ok()).filter(|[_, _, width, height]| *width > 0.0 && *height > 0.0);
    let (width, height) = match (side("width"), side("height"), view) {
        (Some(width), Some(height), _) => (width, height),
        (Some(width), None, Some([_, _, across, down])) => (width, width * down / across),
        (None, Some(height), Some([_, _, across, down])) => (height * across / down, height),
        (None, None, Some([_, _, across, down])) => (across, down),
        _ => return None,
    };
    let whole = |side: f64| (side.is_finite() && (0.5..1e6).contains(&side)).then(|| side.round() as u32);
    Some((whole(width)?, whole(height)?))
}

/// A length in pixels; nothing for shares of what is around.
fn pixels(length: &str) -> Option<f64> {
    let length = length.trim();
    let at = length.find(|c: char| c.is_ascii_alphabetic() || c == '%').unwrap_or(length.len());
    // `1e3` has a letter in its number.
    let (number, unit) = match length.parse() {
        Ok(number) => (number, ""),
        Err(_) => (length[..at].trim().parse::<f64>().ok()?, &length[at..]),
    };
    let scale = match unit {
        "" | "px" => 1.0,
        "pt" => 4.0 / 3.0,
        "pc" => 16.0,
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 96.0 / 25.4,
        "em" | "rem" => 16.0,
        _ => return None,
    };
    (number > 0.0).then_some(number * scale)
}
