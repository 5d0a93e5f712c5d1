//! Paths, URLs and language keys, and every rule by which one becomes another.
//!
//! Pure text: nothing here touches the disk or knows a site. All paths use `/`, whatever the
//! operating system.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde::Serialize;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

macro_rules! text_newtype {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            pub fn new(text: impl AsRef<str>) -> $name {
                $name(Arc::from(text.as_ref()))
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:?}", &*self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> $name {
                $name::new(text)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    };
}

text_newtype! {
    /// A language key as the configuration spells it, in lower case: `nb`, `nn`, `en`.
    Lang
}

text_newtype! {
    /// Where a source file stands after mounts: `content/behov/_index.nb.md`, `static/logo.svg`,
    /// `data/aktorer.yaml`. The first part is the component, the rest is Hugo's `.File.Path`.
    SourcePath
}

text_newtype! {
    /// A path below the output folder: `en/behov/index.html`. Never absolute, never with `..`.
    OutPath
}

text_newtype! {
    /// A URL path from the site's root, not percent-encoded and without the base URL's own path:
    /// `/behov/use-cases/`.
    UrlPath
}

impl SourcePath {
    /// `content` of `content/behov/_index.nb.md`.
    pub fn component(&self) -> &str {
        self.0.split('/').next().unwrap_or("")
    }

    /// `behov/_index.nb.md` of `content/behov/_index.nb.md`.
    pub fn within(&self) -> &str {
        self.0.split_once('/').map_or("", |(_, rest)| rest)
    }

    pub fn file_name(&self) -> &str {
        file_name(&self.0)
    }

    /// The folder, without a trailing slash: `content/behov`.
    pub fn folder(&self) -> &str {
        folder(&self.0)
    }
}

impl OutPath {
    /// The file that answers a URL path: `/en/` → `en/index.html`, `/robots.txt` → `robots.txt`.
    pub fn of_url(url: &UrlPath) -> OutPath {
        let path = url.as_str().trim_start_matches('/');
        if path.is_empty() || path.ends_with('/') { OutPath::new(format!("{path}index.html")) } else { OutPath::new(path) }
    }
}

/// What file systems allow for one name, in bytes, and what is left for a path below a folder.
const LONGEST_NAME: usize = 255;
const LONGEST_PATH: usize = 3_000;

impl OutPath {
    /// Whether a file of this path can be written on every system, and within the output folder: no `..`, no backslash or
    /// drive letter (Windows would leave the folder), no control characters, no name too long, nothing in a repository's `.git`.
    pub fn is_writable(&self) -> bool {
        let bytes = self.0.as_bytes();
        let has_drive = bytes.first().is_some_and(u8::is_ascii_alphabetic) && bytes.get(1) == Some(&b':');
        let is_name = |name: &str| !matches!(name, "" | "." | "..") && !name.eq_ignore_ascii_case(".git") && name.len() <= LONGEST_NAME;
        bytes.len() <= LONGEST_PATH
            && !has_drive
            && !self.0.contains(|c: char| c == '\\' || c.is_control())
            && self.0.split('/').all(is_name)
    }
}

/// The last part of a path.
pub fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Everything before the last part of a path, without a trailing slash; empty at the top.
pub fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// `_index.nb` → (`_index`, nb); a part that is no language of the site belongs to the name.
pub fn split_language<'a>(stem: &'a str, languages: &[Lang]) -> (&'a str, Option<Lang>) {
    let by_suffix = stem.rsplit_once('.').and_then(|(base, suffix)| {
        let lang = languages.iter().find(|lang| lang.as_str().eq_ignore_ascii_case(suffix))?;
        Some((base, lang.clone()))
    });
    by_suffix.map_or((stem, None), |(base, lang)| (base, Some(lang)))
}

/// A file's path in its component, called as it is on disk, where its folder alone may give it a language.
pub fn as_named<'a>(path: &'a SourcePath, shown: &str) -> Cow<'a, str> {
    let within = path.within();
    let name: String = file_name(shown).nfc().collect();
    let given = || {
        let (stem, extension) = name.rsplit_once('.')?;
        let between = path.file_name().strip_prefix(stem)?.strip_suffix(extension)?;
        (between.len() > 1).then(|| join(folder(within), &name))
    };
    given().map_or(within.into(), Into::into)
}

/// `a/plan.nn.svg` → `a/plan.svg`; nothing for a name without one of the languages.
pub fn without_language(path: &str, languages: &[Lang]) -> Option<String> {
    let (stem, extension) = file_name(path).rsplit_once('.')?;
    let (base, lang) = split_language(stem, languages);
    lang.map(|_| join(folder(path), &format!("{base}.{extension}")))
}

/// The other way: `a/plan.svg` → `a/plan.nn.svg`; as it is where a language stands there already, or no ending.
pub fn with_language(path: &str, lang: &Lang, languages: &[Lang]) -> String {
    match file_name(path).rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && split_language(stem, languages).1.is_none() => {
            join(folder(path), &format!("{stem}.{lang}.{extension}"))
        }
        _ => path.to_string(),
    }
}

/// Joins two paths with one slash; either may be empty.
pub fn join(left: &str, right: &str) -> String {
    match (left.is_empty(), right.is_empty()) {
        (true, _) => right.to_string(),
        (_, true) => left.to_string(),
        _ => format!("{}/{}", left.trim_end_matches('/'), right.trim_start_matches('/')),
    }
}

/// Resolves `.` and `..` and doubled slashes in a slash path. `..` never climbs above the start.
pub fn clean(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    let body = parts.join("/");
    match (path.starts_with('/'), path.ends_with('/') && !body.is_empty()) {
        (true, true) => format!("/{body}/"),
        (true, false) => format!("/{body}"),
        (false, true) => format!("{body}/"),
        (false, false) => body,
    }
}

/// Bytes that Go's `net/url` never escapes in a path.
const GO_PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b',')
    .remove(b'/')
    .remove(b':')
    .remove(b';')
    .remove(b'=')
    .remove(b'@');

/// Percent-encodes a URL path as Go's `url.URL.EscapedPath` does, and so as Hugo's `.RelPermalink`:
/// a path that is already valid stays as it is (`b(1).png`), any other is escaped throughout
/// (`b (1).png` → `b%20%281%29.png`).
pub fn encode_path(path: &str) -> String {
    if is_valid_encoded(path) { path.to_string() } else { utf8_percent_encode(path, GO_PATH).to_string() }
}

fn is_valid_encoded(path: &str) -> bool {
    let is_valid = |byte| {
        matches!(byte, b'-' | b'_' | b'.' | b'~' | b'$' | b'&' | b'+' | b',' | b'/' | b':' | b';' | b'=' | b'@' | b'!')
            || matches!(byte, b'\'' | b'(' | b')' | b'*' | b'[' | b']')
    };
    path.bytes().all(|byte| byte.is_ascii_alphanumeric() || is_valid(byte))
}

/// The reverse of [`encode_path`]; bytes that are not UTF-8 are left encoded.
pub fn decode_path(path: &str) -> String {
    percent_decode_str(path).decode_utf8().map_or_else(|_| path.to_string(), |text| text.into_owned())
}

/// Makes a path fit for a URL as Hugo's `paths.Sanitize` does: letters, digits, marks and `./\_#+~-@`
/// stay, runs of white space become one hyphen, everything else goes. Case is kept.
pub fn sanitize(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let (mut hyphen_waits, mut was_hyphen) = (false, false);
    for (at, c) in path.char_indices() {
        if is_allowed_in_path(path, at, c) {
            was_hyphen = c == '-';
            if hyphen_waits && !was_hyphen {
                out.push('-');
            }
            hyphen_waits = false;
            out.push(c);
        } else if !out.is_empty() && !was_hyphen && c.is_whitespace() {
            hyphen_waits = true;
        }
    }
    out
}

fn is_allowed_in_path(path: &str, at: usize, c: char) -> bool {
    let is_escape = || path.as_bytes().get(at + 1..at + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
    c.is_alphanumeric() || "./\\_#+~-@".contains(c) || is_combining_mark(c) || (c == '%' && is_escape())
}

/// The page's logical path from its file's path: lower case, spaces as hyphens (Hugo's `.Path`).
pub fn logical(path: &str) -> String {
    path.to_lowercase().replace(' ', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_encoded_as_hugo_does() {
        for (plain, encoded) in [
            ("/22-løpet/", "/22-l%C3%B8pet/"),
            ("/a/b(1).png", "/a/b(1).png"),
            ("/a/b (1).png", "/a/b%20%281%29.png"),
            ("/a/c++--c#-x-y/", "/a/c++--c%23-x-y/"),
            ("/a/b,;'!*=&$@.png", "/a/b,;'!*=&$@.png"),
        ] {
            assert_eq!(encode_path(plain), encoded);
        }
    }

    #[test]
    fn names_are_sanitized_as_hugo_does() {
        for (name, slug) in [
            ("Min Slug", "Min-Slug"),
            ("c++-&-c#-(x),-y", "c++--c#-x-y"),
            ("  a   b  ", "a-b"),
            ("a - b", "a-b"),
            ("Hva skjer?", "Hva-skjer"),
            ("æøå", "æøå"),
        ] {
            assert_eq!(sanitize(name), slug, "{name}");
        }
    }

    #[test]
    fn a_url_has_one_file() {
        for (url, file) in [("/", "index.html"), ("/en/", "en/index.html"), ("/a/b.html", "a/b.html"), ("/robots.txt", "robots.txt")] {
            assert_eq!(OutPath::of_url(&UrlPath::new(url)).as_str(), file);
        }
    }

    #[test]
    fn files_are_written_only_where_they_can_be() {
        for path in ["index.html", "a/b.html", "a..b/x", "..a/x", ".well-known/x", ".gitignore", "ab:c/x", "æøå/ x"] {
            assert!(OutPath::new(path).is_writable(), "{path:?}");
        }
        let long = "a".repeat(256);
        for path in
            ["", "/a", "a//b", "../a", "a/../b", "a/.", "\\..\\a", "c:/a", "C:a", "a:b/x", "a\nb", "a\0", ".git/config", "a/.GIT/x", &long]
        {
            assert!(!OutPath::new(path).is_writable(), "{path:?}");
        }
    }

    #[test]
    fn dots_never_climb_above_the_start() {
        for (path, cleaned) in [("/a/../../b/", "/b/"), ("a/./b", "a/b"), ("/", "/"), ("..", "")] {
            assert_eq!(clean(path), cleaned);
        }
    }
}
