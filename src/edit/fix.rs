//! Fixes: changes that findings propose, applied to the sources as they are on disk now.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use super::write::replace;
use crate::diag::{Diag, Fix};

/// One file as it was read and as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// As findings name it.
    pub shown: String,
    disk: PathBuf,
    before: Option<Vec<u8>>,
    pub after: Vec<u8>,
    /// How many findings it puts right.
    pub count: usize,
}

/// What the fixes of some findings would change. `disk` says where a file that findings name lies.
pub fn plan(diags: &[Diag], disk: &dyn Fn(&str) -> PathBuf) -> Vec<Change> {
    let mut changes: BTreeMap<String, Change> = BTreeMap::new();
    // From the end of each file to its beginning, so that earlier places stay where they are.
    let mut fixes: Vec<(&Diag, &Fix)> = diags.iter().filter_map(|diag| Some((diag, diag.fix.as_ref()?))).collect();
    fixes.sort_by_key(|(diag, _)| std::cmp::Reverse((&diag.path, diag.span)));
    let mut appended: BTreeSet<&Fix> = BTreeSet::new();
    for (diag, fix) in fixes {
        let file = match fix {
            Fix::Replace { .. } => diag.path.as_deref().unwrap_or_default(),
            Fix::Append { file, .. } => file,
        };
        let change = changes.entry(file.to_string()).or_insert_with(|| read(file, disk(file)));
        let fixed = match (fix, diag.span) {
            (Fix::Replace { old, new }, Some(span)) => replaced(&change.after, span.line, span.col, old, new),
            (Fix::Replace { .. }, None) => None,
            (Fix::Append { text, .. }, _) if appended.insert(fix) => Some(with_end(&change.after, text)),
            (Fix::Append { .. }, _) => Some(change.after.clone()),
        };
        if let Some(after) = fixed {
            change.after = after;
            change.count += 1;
        }
    }
    changes.into_values().filter(|change| change.before.as_ref() != Some(&change.after) && change.count > 0).collect()
}

fn read(shown: &str, disk: PathBuf) -> Change {
    let before = fs::read(&disk).ok();
    Change { shown: shown.to_string(), disk, after: before.clone().unwrap_or_default(), before, count: 0 }
}

/// Writes the changes. A file that has changed since it was read is left as it is and told.
pub fn apply(changes: &[Change]) -> Vec<Diag> {
    let fails = |change: &Change| {
        let reason = if fs::read(&change.disk).ok() != change.before {
            Some("changed".to_string())
        } else {
            replace(&change.disk, &change.after).err().map(|error| error.kind().to_string())
        };
        reason.map(|reason| Diag::error("fix-not-written").in_file(&change.shown).with("path", &change.shown).with("reason", reason))
    };
    changes.iter().filter_map(fails).collect()
}

/// The bytes with `new` in the place of `old`, which stands at or after a place, on its line.
fn replaced(bytes: &[u8], line: u32, col: u32, old: &str, new: &str) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let line_start: usize = text.split_inclusive('\n').take(line.checked_sub(1)? as usize).map(str::len).sum();
    let this_line = text[line_start..].split_inclusive('\n').next()?;
    let this_line_start = this_line.strip_prefix('\u{feff}').map_or(0, |_| '\u{feff}'.len_utf8());
    let visible = &this_line[this_line_start..];
    let from = visible.char_indices().nth(col.checked_sub(1)? as usize).map(|(at, _)| at)?;
    let at = line_start + this_line_start + from + visible[from..].find(old)?;
    Some([&bytes[..at], new.as_bytes(), &bytes[at + old.len()..]].concat())
}

/// The bytes with a text after them, on a line of its own, with the file's own line ends.
fn with_end(bytes: &[u8], text: &str) -> Vec<u8> {
    let newline: &[u8] = if bytes.windows(2).any(|pair| pair == b"\r\n") { b"\r\n" } else { b"\n" };
    let mut all = bytes.to_vec();
    if !all.is_empty() && !all.ends_with(b"\n") {
        all.extend_from_slice(newline);
    }
    for line in text.lines() {
        all.extend_from_slice(line.as_bytes());
        all.extend_from_slice(newline);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replacement_happens_at_its_place_or_not_at_all() {
        // text, line, column, old, new, result
        let cases: &[(&str, u32, u32, &str, &str, Option<&str>)] = &[
            ("a b a\n", 1, 2, "a", "x", Some("a b x\n")),
            ("å b å\r\nå", 2, 1, "å", "x", Some("å b å\r\nx")),
            ("\u{feff}a\n", 1, 1, "a", "x", Some("\u{feff}x\n")),
            ("a\nb\n", 1, 1, "b", "x", None),
            ("a\n", 1, 9, "a", "x", None),
            ("a\n", 9, 1, "a", "x", None),
            ("a\n", 0, 0, "a", "x", None),
        ];
        for (text, line, col, old, new, expected) in cases {
            let found = replaced(text.as_bytes(), *line, *col, old, new).map(|bytes| String::from_utf8(bytes).unwrap());
            assert_eq!(found.as_deref(), *expected, "{text:?} {line}:{col}");
        }
    }

    #[test]
    fn what_is_added_stands_on_lines_of_its_own() {
        for (before, expected) in [("", "- x\n"), ("a\n", "a\n- x\n"), ("a", "a\n- x\n"), ("a\r\nb", "a\r\nb\r\n- x\r\n")] {
            assert_eq!(String::from_utf8(with_end(before.as_bytes(), "- x")).unwrap(), expected, "{before:?}");
        }
    }
}
