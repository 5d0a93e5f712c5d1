//! The text from which a heading's id is made. Source: Hugo's `markup/goldmark/internal/render`, `TextPlain`.

/// Text as it is gathered. At the top all text counts; within emphasis, links and the like only the first text node,
/// and Goldmark ends a text node at each delimiter (`_`, `*`, `~`), paired or not.
#[derive(Debug, Default)]
pub struct Anchor {
    pub text: String,
    /// For each open node, whether more of its text counts, and whether it has had any.
    open: Vec<Node>,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    counts: bool,
    has_text: bool,
}

impl Anchor {
    /// Text within the current node.
    pub fn text(&mut self, text: &str) {
        let Some(node) = self.open.last_mut() else { return self.text.push_str(text) };
        if !node.counts || text.is_empty() {
            return;
        }
        node.has_text = true;
        let after_delimiter = text.find(['_', '*', '~']).map(|at| {
            let delimiter = text.as_bytes()[at];
            at + text[at..].bytes().take_while(|c| *c == delimiter).count()
        });
        self.text.push_str(&text[..after_delimiter.unwrap_or(text.len())]);
        node.counts = after_delimiter.is_none();
    }

    /// Code is one text, whatever is in it.
    pub fn code(&mut self, code: &str) {
        if self.open.last().is_none_or(|node| node.counts && !node.has_text) {
            self.text.push_str(code);
        }
        self.end_text();
    }

    /// A node that is not text stands here.
    pub fn end_text(&mut self) {
        if let Some(node) = self.open.last_mut() {
            node.counts = false;
        }
    }

    pub fn open(&mut self) {
        let counts = self.open.last().is_none_or(|node| node.counts && !node.has_text);
        self.open.push(Node { counts, has_text: false });
    }

    pub fn close(&mut self) {
        self.open.pop();
        self.end_text();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_text_of_a_node_counts() {
        let mut anchor = Anchor::default();
        anchor.text("a_b ");
        anchor.open();
        anchor.text("c_d");
        anchor.open();
        anchor.text("e");
        anchor.close();
        anchor.text("f");
        anchor.close();
        anchor.open();
        anchor.open();
        anchor.text("h");
        anchor.close();
        anchor.text("i");
        anchor.close();
        anchor.text(" g");
        assert_eq!(anchor.text, "a_b c_h g");
    }
}
