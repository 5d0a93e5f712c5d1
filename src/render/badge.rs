//! A status as a small image, for pages elsewhere.

use super::escape::escaped;
use crate::views::status::Badge;

/// One colour a status, in the vocabulary's order: dark enough for white text.
const COLOURS: [&str; 8] = ["#5d6d7e", "#0a71c0", "#0062ba", "#9c5a00", "#068718", "#b5241f", "#6a3fa0", "#44515e"];

/// The image. A width is a guess from the number of letters, since no font can be measured here.
pub(super) fn svg(badge: &Badge) -> String {
    let width = |text: &str| 14 + text.chars().count() * 7;
    let (name, text) = (escaped(&badge.name), escaped(&badge.text));
    let (left, right) = (width(&badge.name), width(&badge.text));
    let whole = left + right;
    let colour = badge.place.map_or("#44515e", |place| COLOURS[place % COLOURS.len()]);
    let mut bar = String::new();
    for (place, x, part) in &badge.parts {
        let colour = COLOURS[place % COLOURS.len()];
        bar.push_str(&format!("<rect x=\"{x}%\" y=\"17\" width=\"{part}%\" height=\"3\" fill=\"{colour}\"/>"));
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{whole}\" height=\"20\" role=\"img\" aria-label=\"{name}: {text}\">\
         <title>{name}: {text}</title>\
         <rect width=\"{left}\" height=\"20\" fill=\"#2b3743\"/><rect x=\"{left}\" width=\"{right}\" height=\"20\" fill=\"{colour}\"/>{bar}\
         <g fill=\"#fff\" font-family=\"Verdana,DejaVu Sans,sans-serif\" font-size=\"11\" text-anchor=\"middle\">\
         <text x=\"{}\" y=\"14\">{name}</text><text x=\"{}\" y=\"14\">{text}</text></g></svg>\n",
        left / 2,
        left + right / 2
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_badge_is_well_formed_and_says_what_it_shows() {
        let badge =
            Badge { name: "status".into(), text: "<Til> & \"QA\"".into(), place: Some(3), parts: vec![(0, "0.00".into(), "50.00".into())] };
        let svg = svg(&badge);
        let read = scraper_free(&svg);
        assert_eq!(read, "status: &lt;Til&gt; &amp; &quot;QA&quot;");
        assert!(svg.contains("fill=\"#9c5a00\"/><rect x=\"0.00%\" y=\"17\" width=\"50.00%\""), "{svg}");
    }

    /// The label, as written between quotation marks.
    fn scraper_free(svg: &str) -> &str {
        svg.split("aria-label=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("")
    }
}
