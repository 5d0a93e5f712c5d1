//! `{#id .class key=value}`: reading and writing attributes. Source: goldmark's `parser/attribute.go`.

/// Attribute names and values, in the order written; classes are joined.
pub type Attributes = Vec<(String, String)>;

/// Reads an attribute list at the start of `text`, which may begin with spaces. Gives the attributes and
/// the number of bytes read.
pub fn read(text: &str) -> Option<(Attributes, usize)> {
    let mut reader = Reader { text, at: 0, depth: 0 };
    let attributes = reader.list()?;
    Some((attributes, reader.at))
}

/// How deep `{a={b={…}}}` and `[[…]]` are read; beyond it they are text.
const MAX_DEPTH: u32 = 16;

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: u32,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_spaces(&mut self) {
        while self.peek().is_some_and(is_space) {
            self.at += 1;
        }
    }

    fn take(&mut self, accept: impl Fn(u8) -> bool) -> &str {
        let start = self.at;
        while self.peek().is_some_and(&accept) {
            self.at += 1;
        }
        &self.text[start..self.at]
    }

    fn list(&mut self) -> Option<Attributes> {
        self.skip_spaces();
        if self.peek() != Some(b'{') || self.depth == MAX_DEPTH {
            return None;
        }
        self.at += 1;
        self.depth += 1;
        let mut attributes = Attributes::new();
        loop {
            if self.peek() == Some(b'}') {
                self.at += 1;
                self.depth -= 1;
                return Some(attributes);
            }
            let (name, value) = self.attribute()?;
            match attributes.iter_mut().find(|(other, _)| name == "class" && other == "class") {
                Some((_, classes)) => {
                    classes.push(' ');
                    classes.push_str(&value);
                }
                None => attributes.push((name, value)),
            }
            self.skip_separator();
        }
    }

    fn skip_separator(&mut self) {
        self.skip_spaces();
        if self.peek() == Some(b',') {
            self.at += 1;
            self.skip_spaces();
        }
    }

    fn attribute(&mut self) -> Option<(String, String)> {
        self.skip_spaces();
        let first = self.peek()?;
        if first == b'#' || first == b'.' {
            self.at += 1;
            let value = self.take(|c| !is_space(c) && (!c.is_ascii_punctuation() || matches!(c, b'_' | b'-' | b':' | b'.')));
            let name = if first == b'#' { "id" } else { "class" };
            return Some((name.to_string(), value.to_string()));
        }
        if !is_name_start(first) {
            return None;
        }
        let name = self.take(is_name).to_string();
        self.skip_spaces();
        if self.peek()? != b'=' {
            return None;
        }
        self.at += 1;
        self.skip_spaces();
        let quoted_or_word = !matches!(self.peek()?, b'{' | b'[' | b'-' | b'+' | b'0'..=b'9');
        let value = self.value()?;
        (name != "class" || quoted_or_word).then_some((name, value))
    }

    /// A value as text: strings without their quotes, lists and maps as written.
    fn value(&mut self) -> Option<String> {
        self.skip_spaces();
        let start = self.at;
        match self.peek()? {
            b'{' => {
                self.list()?;
            }
            b'[' => self.array()?,
            b'"' => return self.string(),
            b'-' | b'+' | b'0'..=b'9' => {
                self.at += 1;
                self.take(|c| c.is_ascii_digit() || matches!(c, b'.' | b'e' | b'E' | b'+' | b'-'));
            }
            first if is_name_start(first) => {
                self.take(is_name);
            }
            _ => return None,
        }
        Some(self.text[start..self.at].to_string())
    }

    fn array(&mut self) -> Option<()> {
        if self.depth == MAX_DEPTH {
            return None;
        }
        self.at += 1;
        self.depth += 1;
        loop {
            self.skip_spaces();
            if self.peek()? == b']' {
                self.at += 1;
                self.depth -= 1;
                return Some(());
            }
            self.value()?;
            self.skip_separator();
        }
    }

    fn string(&mut self) -> Option<String> {
        self.at += 1;
        let mut value = String::new();
        loop {
            let rest = &self.text[self.at..];
            let stop = rest.find(['"', '\\'])?;
            value.push_str(&rest[..stop]);
            self.at += stop + 1;
            if rest.as_bytes()[stop] == b'"' {
                return Some(value);
            }
            let escaped = self.text[self.at..].chars().next()?;
            self.at += escaped.len_utf8();
            if !matches!(escaped, '"' | '\\' | '/') {
                value.push('\\');
            }
            value.push(escaped);
        }
    }
}

fn is_space(c: u8) -> bool {
    matches!(c, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)
}

fn is_name_start(c: u8) -> bool {
    c.is_ascii_alphabetic() || matches!(c, b'_' | b':')
}

fn is_name(c: u8) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, b'_' | b':' | b'.' | b'-')
}

/// ` id="x" class="y"`: escaped, with a space before each. Event handlers (`onclick`) are left out, as Hugo does.
pub fn to_html(attributes: &[(String, String)]) -> String {
    let mut html = String::new();
    for (name, value) in attributes.iter().filter(|(name, _)| !name.to_ascii_lowercase().starts_with("on")) {
        html.push(' ');
        html.push_str(name);
        html.push_str("=\"");
        super::escape::html(&mut html, value);
        html.push('"');
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str) -> Option<(String, usize)> {
        read(text).map(|(attributes, length)| (to_html(&attributes).trim_start().to_string(), length))
    }

    #[test]
    fn reads_goldmarks_forms() {
        let cases = [
            ("{#a .b .c key=v}", Some((r#"id="a" class="b c" key="v""#, 16))),
            ("  {a=\"x \\\"y\\\"\", b=1.5}z", Some((r#"a="x &quot;y&quot;" b="1.5""#, 22))),
            ("{hl_lines=[1,\"3-4\"]}", Some((r#"hl_lines="[1,&quot;3-4&quot;]""#, 20))),
            ("{#æøå}", Some((r#"id="æøå""#, 9))),
            ("{onclick=\"x\" .a}", Some((r#"class="a""#, 16))),
            ("{}", Some(("", 2))),
            ("{bare}", None),
            ("{class=1}", None),
            ("{a=\"open}", None),
            ("text", None),
        ];
        for (text, expected) in cases {
            assert_eq!(pairs(text), expected.map(|(html, length)| (html.to_string(), length)), "{text}");
        }
    }

    #[test]
    fn deep_nesting_is_text() {
        assert_eq!(read(&format!("{{a={}", "[".repeat(100_000))), None);
        assert_eq!(read(&"{a=".repeat(100_000)), None);
    }
}
