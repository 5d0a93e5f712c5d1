//! What a block's info string or a shortcode's options ask for. Source: Hugo's `markup/highlight/config.go`.

use crate::config::Highlight;
use crate::render::escape::push_escaped;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineNumbers {
    None,
    Inline,
    Table,
}

/// Options of one block.
pub(super) struct Options<'a> {
    pub line_numbers: LineNumbers,
    pub inline: bool,
    first: u32,
    marked: Vec<(usize, usize)>,
    anchors: bool,
    anchor_prefix: String,
    tab_width: Option<u32>,
    /// HTML attributes for the surrounding element.
    attributes: Vec<(&'a str, &'a str)>,
}

impl<'a> Options<'a> {
    pub(super) fn new(attrs: &'a [(String, String)], defaults: &Highlight, ordinal: usize) -> Options<'a> {
        let default_numbers = |table: bool| if table { LineNumbers::Table } else { LineNumbers::Inline };
        let mut options = Options {
            line_numbers: if defaults.line_nos { default_numbers(defaults.line_numbers_in_table) } else { LineNumbers::None },
            inline: defaults.hl_inline,
            first: defaults.line_no_start,
            marked: ranges(&defaults.hl_lines),
            anchors: defaults.anchor_line_nos,
            anchor_prefix: format!("hl-{ordinal}-"),
            tab_width: None,
            attributes: Vec::new(),
        };
        if !defaults.line_anchors.is_empty() {
            options.anchor_prefix = format!("{}-", defaults.line_anchors);
        }
        for (name, value) in attrs {
            let value = value.as_str();
            match name.to_ascii_lowercase().as_str() {
                "linenos" => {
                    options.line_numbers = match value {
                        "false" => LineNumbers::None,
                        "inline" => LineNumbers::Inline,
                        "table" => LineNumbers::Table,
                        _ => default_numbers(defaults.line_numbers_in_table),
                    }
                }
                "linenumbersintable" if options.line_numbers != LineNumbers::None => {
                    options.line_numbers = default_numbers(value != "false")
                }
                "hl_lines" => options.marked = ranges(value),
                "hl_inline" => options.inline = value == "true",
                "linenostart" => options.first = value.parse().unwrap_or(options.first),
                "anchorlinenos" => options.anchors = value == "true",
                "lineanchors" => options.anchor_prefix = format!("{value}-"),
                "tabwidth" => options.tab_width = value.parse().ok(),
                "style" | "noclasses" | "guesssyntax" | "linenumbersintable" | "nohl" | "wrapperclass" => {}
                attribute if attribute.starts_with("on") => {}
                _ => options.attributes.push((name, value)),
            }
        }
        options
    }

    /// Whether `hl_lines` names the line, counted from 1 in the block.
    pub(super) fn is_marked(&self, line: usize) -> bool {
        self.marked.iter().any(|(first, last)| (*first..=*last).contains(&line))
    }

    /// Ends the opening `class="highlight`, then any other attribute.
    pub(super) fn push_attributes(&self, out: &mut String) {
        for (_, class) in self.attributes.iter().filter(|(name, _)| *name == "class") {
            out.push(' ');
            push_escaped(out, class);
        }
        out.push('"');
        for (name, value) in self.attributes.iter().filter(|(name, _)| *name != "class" && is_attribute_name(name)) {
            out.push(' ');
            out.push_str(name);
            out.push_str("=\"");
            push_escaped(out, value);
            out.push('"');
        }
    }

    /// Tabs are as wide as the style sheet says, unless the block says otherwise.
    pub(super) fn push_tab_width(&self, out: &mut String) {
        if let Some(width) = self.tab_width {
            out.push_str(&format!(" style=\"tab-size:{width}\""));
        }
    }

    /// The number of line `n` (from 0) of `count`, right-aligned as the last is wide.
    pub(super) fn push_number(&self, out: &mut String, class: &str, n: usize, count: usize, end: &str) {
        let first = self.first as usize;
        let width = (first + count - 1).to_string().len();
        let number = first + n;
        out.push_str(&match self.anchors {
            true => {
                let id = format!("{}{number}", self.anchor_prefix);
                let id = crate::render::escape::escaped(&id);
                format!("<span class=\"{class}\" id=\"{id}\"><a class=\"lnlinks\" href=\"#{id}\">{number:>width$}</a>{end}</span>")
            }
            false => format!("<span class=\"{class}\">{number:>width$}{end}</span>"),
        });
    }
}

fn is_attribute_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.'))
}

/// The shortcode's options: `linenos=table,hl_lines=1 3-4,linenostart=199`.
pub fn parse_options(text: &str) -> Vec<(String, String)> {
    text.split(',')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (name.trim().to_lowercase(), value.trim().trim_matches('"').to_string()))
        .collect()
}

/// Line ranges however they are written: `1 3-4`, `["1", "3-4"]`, `[1,3]`.
fn ranges(text: &str) -> Vec<(usize, usize)> {
    text.split(|c: char| !c.is_ascii_digit() && c != '-')
        .filter_map(|range| {
            let (first, last) = range.split_once('-').unwrap_or((range, range));
            Some((first.parse().ok()?, last.parse().ok()?))
        })
        .collect()
}
