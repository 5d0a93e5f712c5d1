//! Changing one value of a file's front matter, and not a byte besides: comments, quoting, the order of keys and the ends of
//! lines stay as they are.

use std::ops::Range;

use serde_json::Value;

use crate::doc::front_matter::{self, Format, FrontMatter};

/// The file with another text as the value of a key (in lower case) that it has, at the top or below `params`. `None` when the value cannot be changed alone: the
/// key is not there or stands in a form that Loft does not write (a text over several lines, a list, an anchor).
pub fn with_value(text: &str, key: &str, value: &str) -> Option<String> {
    let (before, body, _) = front_matter::read(text, "");
    let head = &text[..text.len() - body.len()];
    let range = match before.format? {
        Format::Yaml => yaml_value(head, key),
        Format::Toml => toml_value(head, key),
        Format::Json => json_value(head, key),
    }?;
    let written = rewritten(&head[range.clone()], value, before.format?);
    let after = format!("{}{written}{}", &text[..range.start], &text[range.end..]);
    is_only_change(&before, &after, body, key, value).then_some(after)
}

/// Whether the file now has the value, and is otherwise read as before.
fn is_only_change(before: &FrontMatter, after: &str, body: &str, key: &str, value: &str) -> bool {
    let (read, body_after, _) = front_matter::read(after, "");
    let others = |meta: &FrontMatter| {
        let mut others = meta.params.clone();
        if others.remove(key).is_none()
            && let Some(nested) = others.get_mut("params").and_then(Value::as_object_mut)
        {
            nested.remove(key);
        }
        others
    };
    let nested = || read.params.get("params").and_then(|params| params.get(key));
    let now = read.params.get(key).or_else(nested).and_then(Value::as_str);
    now == Some(value) && body_after == body && others(&read) == others(before) && read.body_line == before.body_line
}

/// The lines of a text with their offsets, without their ends.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        (start, line.trim_end_matches(['\n', '\r']))
    })
}

/// `key: value` at the left margin, else below `params:`. Quotes belong to the value, a comment does not.
fn yaml_value(head: &str, key: &str) -> Option<Range<usize>> {
    let nested = || {
        let below = lines(head).skip_while(|(_, line)| line.trim_end() != "params:").skip(1);
        let below = below.take_while(|(_, line)| line.starts_with(' ') || line.trim().is_empty() || line.starts_with('#'));
        let below: Vec<(usize, &str)> = below.filter(|(_, line)| line.starts_with(' ')).collect();
        let indent = |line: &str| line.len() - line.trim_start().len();
        let own = below.first().map(|(_, line)| indent(line))?;
        yaml_value_in(below.into_iter().filter(|(_, line)| indent(line) == own).map(|(start, line)| (start + own, &line[own..])), key)
    };
    yaml_value_in(lines(head), key).or_else(nested)
}

fn yaml_value_in<'a>(mut lines: impl Iterator<Item = (usize, &'a str)>, key: &str) -> Option<Range<usize>> {
    lines.find_map(|(start, line)| {
        let after_key = named(line, key)?;
        let value = &line[after_key..];
        let value = value.strip_prefix(':').filter(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))?;
        let from = start + line.len() - value.trim_start().len();
        let value = value.trim_start();
        let length = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => quoted(value, quote)?,
            Some('|' | '>' | '&' | '*' | '!' | '[' | '{' | '#') | None => return None,
            Some(_) => value.find(" #").or_else(|| value.find("\t#")).map_or(value, |comment| &value[..comment]).trim_end().len(),
        };
        Some(from..from + length)
    })
}

/// `key = "value"` before the first table, else in `[params]`.
fn toml_value(head: &str, key: &str) -> Option<Range<usize>> {
    let is_table = |line: &str| line.trim_start().starts_with('[');
    let nested = lines(head).skip_while(|(_, line)| line.trim() != "[params]").skip(1).take_while(|(_, line)| !is_table(line));
    toml_value_in(lines(head).take_while(|(_, line)| !is_table(line)), key).or_else(|| toml_value_in(nested, key))
}

fn toml_value_in<'a>(mut lines: impl Iterator<Item = (usize, &'a str)>, key: &str) -> Option<Range<usize>> {
    lines.find_map(|(start, line)| {
        let indent = line.len() - line.trim_start().len();
        let after_key = indent + named(&line[indent..], key)?;
        let value = line[after_key..].trim_start().strip_prefix('=')?.trim_start();
        let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        let from = start + line.len() - value.len();
        Some(from..from + quoted(value, quote)?)
    })
}

/// `"key": "value"` in the outermost object.
fn json_value(head: &str, key: &str) -> Option<Range<usize>> {
    let mut depth = 0_u32;
    let mut at = 0;
    while at < head.len() {
        match head.as_bytes()[at] {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                let length = quoted(&head[at..], '"')?;
                let name = &head[at + 1..at + length - 1];
                let rest = &head[at + length..];
                if let (1, true, Some(value)) = (depth, name.eq_ignore_ascii_case(key), rest.trim_start().strip_prefix(':')) {
                    let value = value.trim_start();
                    let from = head.len() - value.len();
                    return value.starts_with('"').then(|| quoted(value, '"')).flatten().map(|length| from..from + length);
                }
                at += length - 1;
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// Where a key ends that begins a line, also one in quotes; case does not count, as in Hugo.
fn named(line: &str, key: &str) -> Option<usize> {
    [key.to_string(), format!("\"{key}\""), format!("'{key}'")].into_iter().find_map(|written| {
        let start = line.get(..written.len())?;
        let goes_on = line[written.len()..].starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
        (start.eq_ignore_ascii_case(&written) && !goes_on).then_some(written.len())
    })
}

/// How long a text in quotes is, with them.
fn quoted(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    let mut signs = text.char_indices().skip(1).peekable();
    while let Some((at, sign)) = signs.next() {
        match sign {
            _ if escaped => escaped = false,
            '\\' if quote == '"' => escaped = true,
            // YAML doubles the quote within.
            '\'' if quote == '\'' && signs.peek().is_some_and(|(_, next)| *next == '\'') => drop(signs.next()),
            _ if sign == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// The value in the quotes that the old one has; in double quotes where the old ones, or none, cannot hold it.
fn rewritten(old: &str, value: &str, format: Format) -> String {
    let double = || serde_json::Value::from(value).to_string();
    match old.chars().next() {
        Some('"') => double(),
        Some('\'') if format == Format::Yaml => format!("'{}'", value.replace('\'', "''")),
        Some('\'') if !value.contains('\'') => format!("'{value}'"),
        Some('\'') => double(),
        _ if is_plain(value) => value.to_string(),
        _ => double(),
    }
}

/// Whether YAML reads a text without quotes as that text. In doubt not.
fn is_plain(value: &str) -> bool {
    let is_word = |sign: char| sign.is_alphanumeric() || matches!(sign, ' ' | '◍' | '◔' | '◐' | '◕' | '⏺' | '⨂');
    let taken = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"];
    let begins = value.chars().next().is_some_and(|sign| sign.is_alphabetic() || !sign.is_ascii());
    begins && value.trim() == value && value.chars().all(is_word) && !taken.contains(&value.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_the_value_changes() {
        // before, key, value, after ("" where it must be left to the writer)
        let cases = [
            ("---\nstatus: Ny\n---\nx", "status", "Pågår", "---\nstatus: Pågår\n---\nx"),
            (
                "---\r\ntitle: A\r\nstatus:   Ny   # se saken\r\n---\r\nx",
                "status",
                "Til QA",
                "---\r\ntitle: A\r\nstatus:   Til QA   # se saken\r\n---\r\nx",
            ),
            ("---\nstatus: \"Ny\"\n---\n", "status", "◐ Pågår", "---\nstatus: \"◐ Pågår\"\n---\n"),
            ("---\nstatus: 'Ny'\n---\n", "status", "it's", "---\nstatus: 'it''s'\n---\n"),
            ("---\nstatus: Ny\n---\n", "status", "a: b #c", "---\nstatus: \"a: b #c\"\n---\n"),
            ("---\nstatus: Ny\n---\n", "status", "no", "---\nstatus: \"no\"\n---\n"),
            ("---\nStatus: Ny\n---\n", "status", "New", "---\nStatus: New\n---\n"),
            (
                "---\nparams:\n  status: Ny\nstatus: Ny\n---\nstatus: Ny\n",
                "status",
                "X",
                "---\nparams:\n  status: Ny\nstatus: X\n---\nstatus: Ny\n",
            ),
            ("\u{feff}---\nstatus: Ny\n---\n", "status", "X", "\u{feff}---\nstatus: X\n---\n"),
            (
                "+++\nstatus = 'Ny' # c\n[params]\nstatus = 'a'\n+++\n",
                "status",
                "it's",
                "+++\nstatus = \"it's\" # c\n[params]\nstatus = 'a'\n+++\n",
            ),
            ("+++\n[params]\nstatus = 'a'\n+++\n", "status", "X", "+++\n[params]\nstatus = 'X'\n+++\n"),
            ("+++\n[extra]\nstatus = 'a'\n+++\n", "status", "X", ""),
            (
                "---\nparams:\n  a:\n    status: b\n  status: Ny # c\n---\n",
                "status",
                "X",
                "---\nparams:\n  a:\n    status: b\n  status: X # c\n---\n",
            ),
            ("---\nother:\n  status: Ny\n---\n", "status", "X", ""),
            (
                "{\"a\": {\"status\": \"1\"}, \"status\" : \"Ny\"}\nx",
                "status",
                "X\"",
                "{\"a\": {\"status\": \"1\"}, \"status\" : \"X\\\"\"}\nx",
            ),
            ("---\ntitle: A\n---\nstatus: Ny\n", "status", "X", ""),
            ("---\nstatus: >\n  Ny\n---\n", "status", "X", ""),
            ("---\nstatus: Ny\n  på to linjer\n---\n", "status", "X", ""),
            ("---\nstatus: &a Ny\nb: *a\n---\n", "status", "X", ""),
            ("---\ntext: |\n  a\nstatus: Ny\nstatus2: b\n---\n", "status", "X", "---\ntext: |\n  a\nstatus: X\nstatus2: b\n---\n"),
            ("---\nstatus:\n---\n", "status", "X", ""),
            ("status: Ny", "status", "X", ""),
        ];
        for (before, key, value, after) in cases {
            assert_eq!(with_value(before, key, value).as_deref().unwrap_or(""), after, "{before:?}");
        }
    }

    proptest! {
        /// Any sequence of changes leaves every other byte as it was, and the last value stands.
        #[test]
        fn any_sequence_of_changes_keeps_every_other_byte(
            title in "[a-zæøå:#'\"]{0,8}",
            comment in "( # [a-z ]{0,9})?",
            quote in 0..3_usize,
            end in 0..2_usize,
            body in "[a-z:#\\-\n]{0,30}",
            values in proptest::collection::vec("[a-zA-ZæøåÆØÅ◐⏺:#'\" ,\\-\\\\]{1,12}", 1..6),
        ) {
            let end = ["\n", "\r\n"][end];
            let write = |value: &str| {
                let title = serde_json::Value::from(title.as_str());
                [&format!("---{end}a: [1, 2] # x{end}title: {title}{end}status: "), value, &format!("{comment}{end}b:{end}  status: c{end}---{end}{body}")].concat()
            };
            let first = ["Ny", "\"Ny\"", "'Ny'"][quote];
            let (start, rest) = (write("").find("status: ").unwrap() + 8, write("").len());
            let mut text = write(first);
            for value in values.iter().filter(|value| value.trim() == value.as_str()) {
                let after = with_value(&text, "status", value).expect("a value that can be changed");
                let tail = rest - start;
                prop_assert_eq!(&after[..start], &text[..start]);
                prop_assert_eq!(&after[after.len() - tail..], &text[text.len() - tail..]);
                let (meta, ..) = front_matter::read(&after, "");
                prop_assert_eq!(meta.params.get("status").and_then(|value| value.as_str()), Some(value.as_str()));
                text = after;
            }
        }

        /// The same in TOML and JSON, whose values stand in quotes.
        #[test]
        fn toml_and_json_keep_every_other_byte_too(
            title in "[a-zæøå:#']{0,8}",
            is_json in proptest::bool::ANY,
            quote in 0..2_usize,
            end in 0..2_usize,
            body in "[a-z:#\\-\n]{0,30}",
            values in proptest::collection::vec("[a-zA-ZæøåÆØÅ◐⏺:#'\" ,\\-\\\\]{1,12}", 1..6),
        ) {
            let end = ["\n", "\r\n"][end];
            let title = serde_json::Value::from(title.as_str());
            let write = |value: &str| match is_json {
                true => [&format!("{{{end}  \"title\": {title},{end}  \"status\" : "), value, &format!(",{end}  \"b\": {{\"status\": \"c\"}}{end}}}{end}{body}")].concat(),
                false => [&format!("+++{end}title = {title} # x{end}status = "), value, &format!(" # y{end}[b]{end}status = 'c'{end}+++{end}{body}")].concat(),
            };
            let first = ["\"Ny\"", if is_json { "\"Ny\"" } else { "'Ny'" }][quote];
            let (start, tail) = write("\0").split_once('\0').map(|(before, after)| (before.len(), after.len())).unwrap();
            let mut text = write(first);
            for value in values.iter().filter(|value| value.trim() == value.as_str()) {
                let after = with_value(&text, "status", value).expect("a value that can be changed");
                prop_assert_eq!(&after[..start], &text[..start]);
                prop_assert_eq!(&after[after.len() - tail..], &text[text.len() - tail..]);
                let (meta, ..) = front_matter::read(&after, "");
                prop_assert_eq!(meta.params.get("status").and_then(|value| value.as_str()), Some(value.as_str()));
                text = after;
            }
        }

        #[test]
        fn no_text_is_too_odd(text in "(---|\\+\\+\\+|\\{)?\n?.{0,20}\n?status[:=] ?.{0,20}\n(---|\\+\\+\\+|\\})?\n?.{0,20}", value in ".{0,12}") {
            if let Some(after) = with_value(&text, "status", &value) {
                prop_assert!(after.len() + text.len() >= value.len());
            }
        }
    }
}
