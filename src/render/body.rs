//! A body's parts → HTML: links, images, code and shortcodes put in where the Markdown left room for them.

use super::engine::Scope;
use super::escape::escaped;
use super::highlight::{self, Block};
use super::shortcodes;
use crate::config::Highlight;
use crate::diag::Diag;
use crate::doc::shortcodes::replace_tokens;
use crate::doc::{CodeSlot, ImageSlot, LinkSlot, Part};
use crate::views::page::NameLink;
use crate::views::{BodyView, ImageAnswer, LinkAnswer};

/// How wide an image in running text is: the text's measure in `loft.css`, or the window but for its margins.
pub(super) const SIZES: &str = "(min-width: 46rem) 43rem, calc(100vw - 2rem)";

/// A page's body as HTML. Findings have their place but no path: the caller knows the file.
pub fn body(view: &BodyView, scope: &Scope) -> (String, Vec<Diag>) {
    let mut diags = Vec::new();
    let html = nested(view, scope, &mut diags);
    (html, diags)
}

/// The same for a body within a shortcode.
pub(super) fn nested(view: &BodyView, scope: &Scope, diags: &mut Vec<Diag>) -> String {
    let outputs = shortcodes::outputs(&view.calls, scope, diags);
    assemble(view, &outputs, scope)
}

/// Puts a body together from its parts and the output of its calls.
pub(super) fn assemble(view: &BodyView, outputs: &[String], scope: &Scope) -> String {
    assemble_until(view, view.content.parts.len(), outputs, scope)
}

/// The first `end` parts of a body; findings of its shortcodes are told where the whole is rendered.
pub(super) fn until(view: &BodyView, end: usize, scope: &Scope) -> String {
    let outputs = shortcodes::outputs(&view.calls, scope, &mut Vec::new());
    assemble_until(view, end, &outputs, scope)
}

fn assemble_until(view: &BodyView, end: usize, outputs: &[String], scope: &Scope) -> String {
    let mut writer = Writer::new(outputs, &view.names, view.enrich);
    let (mut links, mut images) = (view.links.iter(), view.images.iter());
    let highlight = &scope.engine.markup.highlight;
    writer.write(view.content.parts.get(..end).unwrap_or(&view.content.parts), |writer, part| match part {
        Part::Link(slot) => writer.link(slot, links.next()),
        Part::Image(slot) => writer.image(slot, images.next()),
        Part::Code(slot) => writer.code(slot, highlight),
        _ => {}
    });
    writer.out
}

struct Writer<'a> {
    out: String,
    outputs: &'a [String],
    names: &'a [NameLink],
    enrich: bool,
    images: usize,
    code_blocks: usize,
}

impl<'a> Writer<'a> {
    fn new(outputs: &'a [String], names: &'a [NameLink], enrich: bool) -> Writer<'a> {
        Writer { out: String::new(), outputs, names, enrich, images: 0, code_blocks: 0 }
    }

    /// Writes the parts; `slot` writes those that are neither HTML nor shortcodes.
    ///
    /// Markdown wraps a token that stands alone in `<p>`; the output takes the paragraph's place, as in Hugo.
    fn write(&mut self, parts: &[Part], mut slot: impl FnMut(&mut Self, &Part)) {
        self.out.reserve(parts.iter().map(room).sum());
        let mut paragraph_end_dropped = false;
        for (n, part) in parts.iter().enumerate() {
            match part {
                Part::Html(html) => {
                    let start = if std::mem::take(&mut paragraph_end_dropped) { "</p>".len() } else { 0 };
                    self.html(n, html, start);
                }
                Part::Shortcode(n_call) => {
                    paragraph_end_dropped = self.out.ends_with("<p>") && ends_paragraph(parts.get(n + 1));
                    if paragraph_end_dropped {
                        self.out.truncate(self.out.len() - "<p>".len());
                    }
                    let output = self.outputs.get(*n_call).map_or("", String::as_str);
                    let inside = one_paragraph(output).filter(|_| self.is_in_paragraph());
                    self.out.push_str(inside.unwrap_or(output));
                }
                _ => slot(self, part),
            }
        }
    }

    fn is_in_paragraph(&self) -> bool {
        let opened = self.out.rfind("<p>").max(self.out.rfind("<p "));
        opened.is_some() && opened > self.out.rfind("</p>")
    }

    /// Part number `part` from byte `start` on, with its names as links.
    fn html(&mut self, part: usize, html: &str, start: usize) {
        let mut at = start;
        let first = self.names.partition_point(|name| name.part < part);
        for name in self.names[first..].iter().take_while(|name| name.part == part) {
            self.text(&html[at..name.start]);
            self.out.push_str("<a class=\"actor\"");
            self.attribute("href", &name.href);
            self.out.push('>');
            self.text(&html[name.start..name.end]);
            self.out.push_str("</a>");
            at = name.end;
        }
        self.text(&html[at..]);
    }

    /// Finished HTML; tokens in attributes and raw HTML are filled here.
    fn text(&mut self, html: &str) {
        match self.outputs {
            [] => self.out.push_str(html),
            outputs => self.out.push_str(&replace_tokens(html, &|n| outputs.get(n).map(String::as_str))),
        }
    }

    fn link(&mut self, slot: &LinkSlot, answer: Option<&LinkAnswer>) {
        self.out.push_str("<a");
        self.attribute("href", answer.map_or(&slot.dest, |answer| &answer.href));
        if !slot.title.is_empty() {
            self.attribute("title", &slot.title);
        }
        self.text(&slot.attrs);
        self.out.push('>');
    }

    /// With `enrich`, the size that the file has, and all but the first wait until they are near.
    fn image(&mut self, slot: &ImageSlot, answer: Option<&ImageAnswer>) {
        self.images += 1;
        self.out.push_str("<img");
        self.attribute("src", answer.map_or(&slot.dest, |answer| &answer.src));
        self.attribute("alt", &slot.alt);
        if !slot.title.is_empty() {
            self.attribute("title", &slot.title);
        }
        self.text(&slot.attrs);
        if self.enrich {
            self.image_size(slot, answer);
        }
        self.out.push('>');
    }

    /// Size and versions only where the writer has not said how large the image is.
    fn image_size(&mut self, slot: &ImageSlot, answer: Option<&ImageAnswer>) {
        let sized = slot.attrs.contains(" width=") || slot.attrs.contains(" height=");
        if let (false, Some((Some(width), Some(height)))) = (sized, answer.map(|answer| (answer.width, answer.height))) {
            self.attribute("width", &width.to_string());
            self.attribute("height", &height.to_string());
        }
        if let (false, Some(answer)) = (sized, answer.filter(|answer| !answer.srcset.is_empty())) {
            self.attribute("srcset", &answer.srcset);
            self.attribute("sizes", SIZES);
        }
        if self.images > 1 && !slot.attrs.contains(" loading=") {
            self.attribute("loading", "lazy");
        }
    }

    fn code(&mut self, slot: &CodeSlot, defaults: &Highlight) {
        if self.enrich && slot.lang == "mermaid" {
            self.diagram(&slot.code);
            return;
        }
        if !slot.fenced || !defaults.code_fences {
            self.text(&highlight::plain_block(&slot.lang, &slot.code, slot.fenced && defaults.code_fences));
            return;
        }
        let code = slot.code.trim_end_matches(['\r', '\n']);
        let block = Block { lang: &slot.lang, attrs: &slot.attrs, code, ordinal: self.code_blocks, end_line: true };
        self.code_blocks += 1;
        self.text(&highlight::block(&block, defaults));
    }

    /// For a local script that draws it; without one the reader sees its text.
    fn diagram(&mut self, code: &str) {
        self.out.push_str("<pre class=\"mermaid\">");
        self.text(&escaped(code));
        self.out.push_str("</pre>");
    }

    fn attribute(&mut self, name: &str, value: &str) {
        let value = escaped(value);
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        self.text(&value);
        self.out.push('"');
    }
}

/// What stands in the one paragraph that a shortcode writes: two on a line are in a paragraph already, and none may hold another.
fn one_paragraph(output: &str) -> Option<&str> {
    let rest = output.trim().strip_prefix("<p").filter(|rest| rest.starts_with(['>', ' ']))?;
    let inside = rest.split_once('>')?.1.strip_suffix("</p>")?;
    (!inside.contains("<p>") && !inside.contains("<p ") && !inside.contains("</p>")).then_some(inside)
}

/// About how long a part is as HTML, in bytes.
fn room(part: &Part) -> usize {
    match part {
        Part::Html(html) => html.len(),
        Part::Code(slot) => 256 + 3 * slot.code.len(),
        _ => 128,
    }
}

fn ends_paragraph(part: Option<&Part>) -> bool {
    matches!(part, Some(Part::Html(html)) if html.starts_with("</p>"))
}

#[cfg(test)]
mod tests;
