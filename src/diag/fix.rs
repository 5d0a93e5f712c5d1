//! What puts a finding right, where that is certain.

/// A change to the sources that a finding proposes; `edit` applies it and keeps every other byte.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fix {
    /// Puts `new` where `old` first stands at or after the finding's place, on the same line. If it does not, nothing is done.
    Replace { old: String, new: String },
    /// Adds a text at the end of another file, relative to the site's folder; made when it is not there. Equal texts are added once.
    Append { file: String, text: String },
}

impl Fix {
    pub fn replace(old: impl Into<String>, new: impl Into<String>) -> Fix {
        Fix::Replace { old: old.into(), new: new.into() }
    }

    pub fn append(file: impl Into<String>, text: impl Into<String>) -> Fix {
        Fix::Append { file: file.into(), text: text.into() }
    }
}
