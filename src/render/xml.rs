//! Feeds and sitemaps as XML, in the form of Hugo's own.

use std::collections::BTreeMap;

use crate::views::feed::Feed;
use crate::views::sitemap::{Entry, Sitemap, SitemapIndex};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\n";

/// RSS 2.0; `summaries` are the items' as HTML, in order.
pub(super) fn feed(feed: &Feed, summaries: &[String]) -> String {
    let mut out = format!("{HEAD}<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\">\n\t<channel>\n");
    let channel = [
        ("title", Some(feed.title.as_str())),
        ("link", Some(&feed.link)),
        // A channel must say something of itself.
        ("description", Some(if feed.description.is_empty() { &feed.title } else { &feed.description })),
        ("generator", Some("Loft")),
        ("language", Some(&feed.site.lang_code)),
        ("copyright", Some(feed.site.copyright.as_str()).filter(|copyright| !copyright.is_empty())),
        ("lastBuildDate", feed.last_build.as_deref()),
    ];
    elements(&mut out, "\t\t", &channel);
    out.push_str(&format!("\t\t<atom:link href=\"{}\" rel=\"self\" type=\"application/rss+xml\" />\n", escaped(&feed.own_url)));
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for (item, summary) in feed.items.iter().zip(summaries) {
        out.push_str("\t\t<item>\n");
        let fields = [("title", Some(item.title.as_str())), ("link", Some(&item.link)), ("pubDate", item.date.as_deref())];
        elements(&mut out, "\t\t\t", &fields);
        let time = times.entry(&item.link).or_default();
        *time += 1;
        out.push_str(&guid(&item.link, *time));
        elements(&mut out, "\t\t\t", &[("description", Some(summary))]);
        out.push_str("\t\t</item>\n");
    }
    out.push_str("\t</channel>\n</rss>\n");
    out
}

/// What readers know an item by: its address, and where several items lead to one place, its number among them too.
fn guid(link: &str, time: usize) -> String {
    match time {
        1 => format!("\t\t\t<guid>{}</guid>\n", escaped(link)),
        _ => format!("\t\t\t<guid isPermaLink=\"false\">{} {time}</guid>\n", escaped(link)),
    }
}

pub(super) fn sitemap_index(index: &SitemapIndex) -> String {
    let mut out = format!("{HEAD}<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for (loc, lastmod) in &index.sitemaps {
        out.push_str("  <sitemap>\n");
        elements(&mut out, "    ", &[("loc", Some(loc)), ("lastmod", lastmod.as_deref())]);
        out.push_str("  </sitemap>\n");
    }
    out.push_str("</sitemapindex>\n");
    out
}

pub(super) fn sitemap(sitemap: &Sitemap) -> String {
    let mut out =
        format!("{HEAD}<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n");
    for entry in &sitemap.entries {
        url(&mut out, entry);
    }
    out.push_str("</urlset>\n");
    out
}

fn url(out: &mut String, entry: &Entry) {
    let given = |text: &'static str, value| (text, Some(value).filter(|value: &&str| !value.is_empty()));
    out.push_str("  <url>\n");
    let fields = [
        ("loc", Some(entry.loc.as_str())),
        ("lastmod", entry.lastmod.as_deref()),
        given("changefreq", &entry.change_freq),
        given("priority", &entry.priority),
    ];
    elements(out, "    ", &fields);
    for (code, address) in &entry.alternates {
        let (code, address) = (escaped(code), escaped(address));
        out.push_str(&format!("    <xhtml:link rel=\"alternate\" hreflang=\"{code}\" href=\"{address}\" />\n"));
    }
    out.push_str("  </url>\n");
}

/// An element a line, for those that have a value.
fn elements(out: &mut String, indent: &str, fields: &[(&str, Option<&str>)]) {
    for (name, text) in fields {
        if let Some(text) = text {
            out.push_str(&format!("{indent}<{name}>{}</{name}>\n", escaped(text)));
        }
    }
}

/// Text for XML. Characters that XML does not allow become `�`.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&#34;"),
            '\'' => out.push_str("&#39;"),
            '\n' => out.push_str("&#xA;"),
            '\r' => out.push_str("&#xD;"),
            '\t' => out.push_str("&#x9;"),
            '\0'..'\u{20}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_of_one_address_have_names_of_their_own() {
        for (time, expected) in
            [(1, "<guid>https://x.no/?a=1&amp;b</guid>"), (2, "<guid isPermaLink=\"false\">https://x.no/?a=1&amp;b 2</guid>")]
        {
            assert_eq!(guid("https://x.no/?a=1&b", time).trim(), expected);
        }
    }

    #[test]
    fn any_text_is_fit_for_xml() {
        for (text, expected) in
            [("a & b", "a &amp; b"), ("<b x=\"1\">'", "&lt;b x=&#34;1&#34;&gt;&#39;"), ("a\u{1}\u{ffff}\n", "a\u{fffd}\u{fffd}&#xA;")]
        {
            assert_eq!(escaped(text), expected);
        }
    }
}
