//! Paths, URLs and language keys, and every rule by which one becomes another.
//!
//! Pure text: nothing here touches the disk or knows a site. All paths use `/`, whatever the
//! operating system.

use std::fmt;
use std::sync::Arc;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use serde::Serialize;

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

/// The last part of a path.
pub fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Everything before the last part of a path, without a trailing slash; empty at the top.
pub fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
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

/// What Go's `net/url` leaves as it is in a path, so that URLs equal Hugo's `.RelPermalink`.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b']')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Percent-encodes a URL path as Hugo does: `/22-løpet/` → `/22-l%C3%B8pet/`.
pub fn encode_path(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

/// The reverse of [`encode_path`]; bytes that are not UTF-8 are left encoded.
pub fn decode_path(path: &str) -> String {
    percent_decode_str(path).decode_utf8().map_or_else(|_| path.to_string(), |text| text.into_owned())
}
