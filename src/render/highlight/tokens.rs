//! Code → lines of HTML, each run of characters in a `<span>` with its class.

use syntect::parsing::{ParseState, ScopeStack};

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
        Language::Grammar(syntax) if code.len() <= MAX_BLOCK && code.lines().all(|line| line.len() <= MAX_LINE) => {
            coloured(ParseState::new(syntax), code)
        }
        _ => None,
    };
    Some(coloured.unwrap_or_else(|| code.split('\n').map(escaped_line).collect()))
}

fn escaped_line(line: &str) -> String {
    crate::render::escape::escaped(line.strip_suffix('\r').unwrap_or(line))
}

fn coloured(mut state: ParseState, code: &str) -> Option<Vec<String>> {
    let (mut stack, mut classes) = (ScopeStack::new(), Classes::default());
    code.split('\n').map(|line| coloured_line(&mut state, &mut stack, &mut classes, line.strip_suffix('\r').unwrap_or(line))).collect()
}

fn coloured_line(state: &mut ParseState, stack: &mut ScopeStack, classes: &mut Classes, line: &str) -> Option<String> {
    // The grammars want line ends; they belong to no span.
    let with_end = format!("{line}\n");
    let changes = state.parse_line(&with_end, languages::set()).ok()?;
    let mut spans = Spans::default();
    let mut at = 0;
    for (offset, change) in &changes {
        let offset = (*offset).min(line.len());
        spans.push(classes.of(stack.as_slice()), &line[at..offset]);
        at = offset;
        stack.apply(change).ok()?;
    }
    spans.push(classes.of(stack.as_slice()), &line[at..]);
    Some(spans.finish())
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
