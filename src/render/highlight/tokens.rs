//! Code → lines of HTML, each run of characters in a `<span>` with its class.

use std::cell::RefCell;
use std::collections::HashMap;

use syntect::parsing::{ParseState, ScopeStack, SyntaxReference};

use super::classes::Classes;
use super::languages::{self, Language};
use crate::render::escape::push_escaped;

/// Above these sizes in bytes a block keeps its structure but gets no colours: grammars are slow on long lines.
const MAX_BLOCK: usize = 200_000;
const MAX_LINE: usize = 4_000;

/// Each line's HTML, without line ends; `None` if nobody knows the language.
pub(super) fn lines(lang: &str, code: &str) -> Option<Vec<String>> {
    let language = languages::find(lang)?;
    if code.is_empty() {
        return Some(Vec::new());
    }
    let coloured = match language {
        Language::Grammar(syntax) if code.len() <= MAX_BLOCK && code.lines().all(|line| line.len() <= MAX_LINE) => coloured(syntax, code),
        _ => None,
    };
    Some(coloured.unwrap_or_else(|| code.split('\n').map(escaped_line).collect()))
}

fn escaped_line(line: &str) -> String {
    crate::render::escape::escaped(line.strip_suffix('\r').unwrap_or(line))
}

fn coloured(syntax: &SyntaxReference, code: &str) -> Option<Vec<String>> {
    SEEN.with_borrow_mut(|seen| {
        let mut place = seen.place(Place { state: ParseState::new(syntax), stack: ScopeStack::new() });
        code.split('\n').map(|line| seen.line(&mut place, line.strip_suffix('\r').unwrap_or(line))).collect()
    })
}

thread_local! {
    static SEEN: RefCell<Seen> = RefCell::default();
}

/// Lines in all the places where they stood before. A grammar is slow, and in code every second line is one that is
/// seen again and again: an import, a closing brace, an empty one.
#[derive(Default)]
struct Seen {
    places: Vec<(Place, HashMap<Box<str>, Line>)>,
    classes: Classes,
    lines: usize,
}

/// Where a grammar stands between two lines.
#[derive(Clone, PartialEq)]
struct Place {
    state: ParseState,
    stack: ScopeStack,
}

/// A line's HTML, and the place after it.
struct Line {
    html: String,
    next: usize,
}

/// As many lines are remembered, of at most so many bytes, and as many places.
const MAX_SEEN: usize = 8_192;
const MAX_SEEN_LINE: usize = 200;
const MAX_PLACES: usize = 256;

impl Seen {
    fn place(&mut self, place: Place) -> usize {
        let known = self.places.iter().position(|(known, _)| *known == place);
        known.unwrap_or_else(|| {
            self.places.push((place, HashMap::new()));
            self.places.len() - 1
        })
    }

    /// A line's HTML. `place` moves behind it.
    fn line(&mut self, place: &mut usize, line: &str) -> Option<String> {
        if let Some(known) = self.places[*place].1.get(line) {
            *place = known.next;
            return Some(known.html.clone());
        }
        let mut after = self.places[*place].0.clone();
        let html = after.pass(&mut self.classes, line)?;
        if self.lines >= MAX_SEEN || self.places.len() >= MAX_PLACES {
            (self.lines, *place) = (0, 0);
            self.places = vec![(after, HashMap::new())];
            return Some(html);
        }
        let next = self.place(after);
        if line.len() <= MAX_SEEN_LINE {
            self.places[*place].1.insert(line.into(), Line { html: html.clone(), next });
            self.lines += 1;
        }
        *place = next;
        Some(html)
    }
}

impl Place {
    /// Reads a line and stands behind it.
    fn pass(&mut self, classes: &mut Classes, line: &str) -> Option<String> {
        // The grammars want line ends; they belong to no span.
        let changes = self.state.parse_line(&format!("{line}\n"), languages::set()).ok()?;
        let mut spans = Spans::default();
        let mut at = 0;
        for (offset, change) in &changes {
            let offset = (*offset).min(line.len());
            spans.push(classes.of(self.stack.as_slice()), &line[at..offset]);
            at = offset;
            self.stack.apply(change).ok()?;
        }
        spans.push(classes.of(self.stack.as_slice()), &line[at..]);
        Some(spans.finish())
    }
}

/// Runs of text, neighbours of one class joined, also across blanks.
#[derive(Default)]
struct Spans {
    out: String,
    open: Option<&'static str>,
    blanks: String,
}

impl Spans {
    fn push(&mut self, class: Option<&'static str>, text: &str) {
        if text.trim().is_empty() {
            self.blanks.push_str(text);
            return;
        }
        if class != self.open {
            self.close();
        }
        self.out.push_str(&std::mem::take(&mut self.blanks));
        if let (None, Some(class)) = (self.open, class) {
            self.out.push_str("<span class=\"");
            self.out.push_str(class);
            self.out.push_str("\">");
            self.open = Some(class);
        }
        push_escaped(&mut self.out, text);
    }

    fn close(&mut self) {
        if self.open.take().is_some() {
            self.out.push_str("</span>");
        }
    }

    fn finish(mut self) -> String {
        self.close();
        self.out + &self.blanks
    }
}
