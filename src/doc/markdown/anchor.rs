//! The text from which a heading's id is made. Source: Hugo's `markup/goldmark/internal/render`, `TextPlain`.

/// Text as it is gathered. At the top all text counts; of emphasis, links and the like only the first node, if that is
/// text, and Goldmark ends a text node at each delimiter (`_`, `*`, `~`, `[`), paired or not.
#[derive(Debug, Default)]
pub struct Anchor {
    pub text: String,
    open: Vec<Node>,
}

/// How far an open node has come.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Node {
    /// Nothing of it has been met.
    New,
    /// In its first text.
    InText,
    /// Within the run of delimiters at the end of its first text.
    InDelimiter(u8),
    /// Past its first node: the rest does not count.
    Done,
}

impl Anchor {
    /// Text within the current node.
    pub fn text(&mut self, mut text: &str) {
        let Some(node) = self.open.last_mut() else { return self.text.push_str(text) };
        if text.is_empty() {
            return;
        }
        if matches!(node, Node::New | Node::InText) {
            *node = Node::InText;
            let before = text.find(['_', '*', '~', '[', '`']).unwrap_or(text.len());
            self.text.push_str(&text[..before]);
            text = &text[before..];
            match text.bytes().next() {
                // backticks without a partner are a node of their own
                Some(b'`') => *node = Node::Done,
                Some(delimiter) => *node = Node::InDelimiter(delimiter),
                None => {}
            }
        }
        if let Node::InDelimiter(delimiter) = *node {
            let length = text.bytes().take_while(|c| *c == delimiter).count();
            self.text.push_str(&text[..length]);
            if length < text.len() {
                *node = Node::Done;
            }
        }
    }

    /// What is one node whatever is in it: code, a typographic sign.
    pub fn whole(&mut self, text: &str) {
        if self.open.last().is_none_or(|node| *node == Node::New) {
            self.text.push_str(text);
        }
        self.end_text();
    }

    /// A node that is not text stands here.
    pub fn end_text(&mut self) {
        if let Some(node) = self.open.last_mut() {
            *node = Node::Done;
        }
    }

    pub fn open(&mut self) {
        let counts = self.open.last().is_none_or(|node| *node == Node::New);
        self.open.push(if counts { Node::New } else { Node::Done });
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
    fn a_run_of_delimiters_is_part_of_the_text_before_it() {
        for (texts, expected) in [(&["_", "_", "x"][..], "__"), (&["a[b"], "a["), (&["a*", "_b"], "a*"), (&["ab", "c"], "abc")] {
            let mut anchor = Anchor::default();
            anchor.open();
            texts.iter().for_each(|text| anchor.text(text));
            assert_eq!(anchor.text, expected);
        }
    }

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
