//! Which file a place belongs to, once values of several files lie in one map: the lines of all files
//! are numbered on, one stretch a file.

use super::{Located, Node};
use crate::diag::{Diag, Span};

#[derive(Debug, Default)]
pub(super) struct Sources {
    files: Vec<Stretch>,
    lines: u32,
}

#[derive(Debug)]
struct Stretch {
    path: String,
    /// Lines of the files before it.
    before: u32,
}

impl Sources {
    /// Gives a file its stretch and its values places there.
    pub fn add(&mut self, path: &str, text: &str, mut node: Node) -> Node {
        shift(&mut node, self.lines);
        self.files.push(Stretch { path: path.to_string(), before: self.lines });
        self.lines += text.matches('\n').count() as u32 + 2;
        node
    }

    /// Gives a finding its file and the line there.
    pub fn resolve(&self, diag: Diag) -> Diag {
        let Some(span) = diag.span.filter(|span| span.line > 0) else { return Diag { span: None, ..diag } };
        match self.files.iter().rev().find(|stretch| stretch.before < span.line) {
            Some(stretch) => diag.at(&stretch.path, Span { line: span.line - stretch.before, ..span }),
            None => diag,
        }
    }
}

fn shift(node: &mut Node, lines: u32) {
    let moved = |value: &mut Located<Node>| {
        value.span.line += lines;
        shift(&mut value.value, lines);
    };
    match node {
        Node::List(items) => items.iter_mut().for_each(moved),
        Node::Map(entries) => {
            for (key, value) in entries {
                key.span.line += lines;
                moved(value);
            }
        }
        _ => {}
    }
}
