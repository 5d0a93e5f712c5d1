//! Pairs of `~`, and of the signs that Hugo's extras add: text struck out, inserted, marked, set below and above the line.
//!
//! Source: goldmark's `parser/delimiter.go` and `extension/strikethrough.go`, and hugo-goldmark-extensions' `extras`.
//! pulldown-cmark pairs `*` and `_`; these signs it leaves in the text.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::Options;
use super::mask::Masked;
use super::tape::{Item, is_inline};
use super::unicode::{is_punct_or_symbol, is_space};

/// The tape with an element for each pair of signs.
pub fn pair<'a>(masked: &Masked<'_>, tape: Vec<Item<'a>>, options: &Options) -> Vec<Item<'a>> {
    let signs = Signs::of(options);
    if !signs.stand_in(masked.text.as_bytes()) {
        return tape;
    }
    let mut cuts = Vec::new();
    let mut levels = vec![Level::default()];
    let mut literal = 0;
    for (index, item) in tape.iter().enumerate() {
        match &item.event {
            Event::Start(tag) if is_literal(tag) => literal += 1,
            Event::End(end) if literal > 0 && ends_literal(end) => literal -= 1,
            Event::Text(CowStr::Borrowed(text)) if literal == 0 => {
                if let (Some(level), Some(place)) = (levels.last_mut(), masked.place(&CowStr::Borrowed(text))) {
                    signs.scan(level, masked.source, index, text, place);
                }
            }
            Event::Start(_) if is_inline(&item.event) => levels.push(Level::default()),
            Event::End(_) if is_inline(&item.event) && levels.len() > 1 => {
                levels.pop().unwrap_or_default().resolve(&mut cuts);
            }
            event if !is_inline(event) => levels.drain(..).for_each(|level| level.resolve(&mut cuts)),
            _ => {}
        }
        if levels.is_empty() {
            levels.push(Level::default());
        }
    }
    levels.into_iter().for_each(|level| level.resolve(&mut cuts));
    if cuts.is_empty() { tape } else { cut(masked, tape, cuts) }
}

/// Whether text in an element is not read: code, raw HTML, autolinks.
fn is_literal(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::Link { link_type: LinkType::Autolink | LinkType::Email, .. })
}

fn ends_literal(end: &TagEnd) -> bool {
    matches!(end, TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::Link)
}

/// A longer run of signs is text.
const LONGEST: usize = 2;

/// A sign, and what a pair of it makes.
struct Sign {
    byte: u8,
    least: usize,
    name: &'static str,
}

/// Those that the configuration has, in the order in which they are asked.
struct Signs(Vec<Sign>);

impl Signs {
    fn of(options: &Options) -> Signs {
        let goldmark = &options.goldmark;
        let extras = &goldmark.extras;
        let sign = |on: bool, byte, least, name| on.then_some(Sign { byte, least, name });
        let signs = [
            sign(extras.delete, b'~', 2, "del"),
            sign(extras.subscript, b'~', 1, "sub"),
            sign(goldmark.strikethrough, b'~', 1, "del"),
            sign(extras.insert, b'+', 2, "ins"),
            sign(extras.mark, b'=', 2, "mark"),
            sign(extras.superscript, b'^', 1, "sup"),
        ];
        Signs(signs.into_iter().flatten().collect())
    }

    /// Whether any stands in a text: this is asked of every page, and most have none.
    fn stand_in(&self, text: &[u8]) -> bool {
        let mut bytes: Vec<u8> = self.0.iter().map(|sign| sign.byte).collect();
        bytes.dedup();
        bytes.into_iter().any(|byte| memchr::memchr(byte, text).is_some())
    }

    fn is_one(&self, byte: u8) -> bool {
        self.0.iter().any(|sign| sign.byte == byte)
    }

    /// Adds the runs of signs in a text that stands at `place` in the source.
    fn scan(&self, level: &mut Level, source: &str, index: usize, text: &str, place: Range<usize>) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(found) = bytes[at..].iter().position(|byte| self.is_one(*byte)) {
            at += found;
            let length = bytes[at..].iter().take_while(|byte| **byte == bytes[at]).count();
            let is_escaped = at == 0 && place.start > level.end && source[..place.start].ends_with('\\');
            if !is_escaped {
                let run = place.start + at..place.start + at + length;
                let delimiter = self.0.iter().find_map(|sign| sign.delimiter(source, run.clone()));
                level.open.extend(delimiter.map(|delimiter| Delimiter { index, at, ..delimiter }));
            }
            at += length;
        }
        level.end = place.end;
    }
}

impl Sign {
    /// The run of bytes at `run` as a delimiter.
    fn delimiter(&self, source: &str, run: Range<usize>) -> Option<Delimiter> {
        let length = run.len();
        if source.as_bytes().get(run.start) != Some(&self.byte) || !(self.least..=LONGEST).contains(&length) {
            return None;
        }
        let before = source[..run.start].chars().next_back().unwrap_or('\n');
        let after = source[run.end..].chars().next().unwrap_or(' ');
        let (space_before, space_after) = (is_space(before), is_space(after));
        let (punct_before, punct_after) = (is_punct_or_symbol(before), is_punct_or_symbol(after));
        let can_open = !space_after && (!punct_after || space_before || punct_before);
        let can_close = !space_before && (!punct_before || space_after || punct_after);
        Some(Delimiter { index: 0, at: 0, byte: self.byte, length, used: 0, written: length, can_open, can_close, name: self.name })
    }
}

/// The signs among the children of one element.
#[derive(Default)]
struct Level {
    open: Vec<Delimiter>,
    /// Where the last text ended.
    end: usize,
}

#[derive(Clone, Debug)]
struct Delimiter {
    /// Of its text on the tape, and where in that text.
    index: usize,
    at: usize,
    byte: u8,
    /// What is left of it for more pairs, and how many signs at its front are used.
    length: usize,
    used: usize,
    written: usize,
    can_open: bool,
    can_close: bool,
    name: &'static str,
}

/// Signs that become a tag.
#[derive(Debug)]
struct Cut {
    index: usize,
    at: usize,
    length: usize,
    name: &'static str,
    opens: bool,
}

impl Level {
    /// Finds for each closing sign the nearest that opens.
    fn resolve(mut self, cuts: &mut Vec<Cut>) {
        // Where nothing was found before is not looked again.
        let mut bottoms: HashMap<(u8, usize, bool), usize> = HashMap::new();
        let mut active: Vec<usize> = Vec::new();
        for closer in 0..self.open.len() {
            while self.open[closer].can_close && self.open[closer].length > 0 {
                let delimiter = &self.open[closer];
                let class = (delimiter.byte, delimiter.written, delimiter.can_open);
                let bottom = bottoms.get(&class).copied().unwrap_or(0).min(active.len());
                let found = active[bottom..].iter().rposition(|opener| self.open[*opener].consumes(delimiter) > 0);
                let Some(found) = found.map(|found| bottom + found) else {
                    bottoms.insert(class, active.len());
                    break;
                };
                active.truncate(found + 1);
                for bottom in bottoms.values_mut() {
                    *bottom = (*bottom).min(active.len());
                }
                self.match_pair(active[found], closer, cuts);
                if self.open[active[found]].length == 0 {
                    active.pop();
                }
            }
            if self.open[closer].can_open && self.open[closer].length > 0 {
                active.push(closer);
            }
        }
    }

    fn match_pair(&mut self, opener: usize, closer: usize, cuts: &mut Vec<Cut>) {
        let length = self.open[opener].consumes(&self.open[closer]);
        let name = self.open[opener].name;
        let open = &mut self.open[opener];
        open.length -= length;
        cuts.push(Cut { index: open.index, at: open.at + open.used + open.length, length, name, opens: true });
        let close = &mut self.open[closer];
        cuts.push(Cut { index: close.index, at: close.at + close.used, length, name, opens: false });
        close.length -= length;
        close.used += length;
    }
}

impl Delimiter {
    /// How many signs of each make a pair of this and a closing one; 0 where they are none.
    fn consumes(&self, closer: &Delimiter) -> usize {
        let is_odd = (self.can_close || closer.can_open) && (self.written + closer.written) % 3 == 0 && closer.written % 3 != 0;
        match () {
            () if self.byte != closer.byte || !self.can_open || is_odd => 0,
            () if self.length >= 2 && closer.length >= 2 => 2,
            () => 1,
        }
    }
}

/// Puts the tags in.
fn cut<'a>(masked: &Masked<'_>, tape: Vec<Item<'a>>, mut cuts: Vec<Cut>) -> Vec<Item<'a>> {
    cuts.sort_by_key(|cut| (cut.index, cut.at));
    let mut cuts = cuts.into_iter().peekable();
    let mut out = Vec::with_capacity(tape.len() + 16);
    for (index, item) in tape.into_iter().enumerate() {
        let Event::Text(CowStr::Borrowed(text)) = item.event else {
            out.push(item);
            continue;
        };
        let mut at = 0;
        let piece = |range: Range<usize>, event: Option<(Event<'a>, &'static str)>| {
            let piece = CowStr::Borrowed(&text[range]);
            let place = masked.place(&piece).unwrap_or(item.range.clone());
            let (event, name) = event.unwrap_or((Event::Text(piece), ""));
            Item { name, ..Item::new(event, place) }
        };
        while let Some(cut) = cuts.next_if(|cut| cut.index == index) {
            if cut.at > at {
                out.push(piece(at..cut.at, None));
            }
            at = cut.at + cut.length;
            let event = if cut.opens { Event::Start(Tag::Strikethrough) } else { Event::End(TagEnd::Strikethrough) };
            out.push(piece(cut.at..at, Some((event, cut.name))));
        }
        if at < text.len() {
            out.push(piece(at..text.len(), None));
        }
    }
    out
}
