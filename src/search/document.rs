//! What the room is given: one page as a searcher sees it, and nothing of the site around it.

use serde::{Deserialize, Serialize};

use crate::memo::Key;

/// One page to be found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Document {
    /// Path from the site's root, with a trailing slash, not percent-encoded: `/behov/`.
    pub url: String,
    /// Language key: `nb`, `nn`, `en`. `nn` is kept in the `nb` part.
    pub lang: String,
    pub title: String,
    pub link_title: String,
    /// Titles of the ancestors, outermost first, without the home page.
    pub section_path: Vec<String>,
    pub status: Option<Status>,
    /// `page`, `section`, `home`, `term` …: how the page stands in the tree.
    pub kind: String,
    /// `case`, `erfaring`, `beslutning` …; empty when the page has none.
    pub page_type: String,
    pub actors: Vec<Actor>,
    /// Actor id of the owner; empty when there is none.
    pub owner: String,
    pub tags: Vec<String>,
    /// ISO date of the last change, or empty.
    pub date: String,
    /// By how many percent the page counts more than others; less, when negative.
    pub boost: i16,
    /// The body by headings, in reading order; what stands before the first heading has no anchor.
    pub sections: Vec<Section>,
    /// Key of everything above. Two documents with the same URL and key are the same.
    #[serde(skip)]
    pub key: Key,
}

/// A page's status: its identity in the vocabulary, and sign and label in the page's language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Status {
    pub id: String,
    #[serde(default)]
    pub symbol: String,
    pub label: String,
    /// The day on which it began, `2026-08-04`, or empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub since: String,
}

/// Someone the page names, with every name the register gives.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Actor {
    pub id: String,
    /// As the page's language has it.
    pub name: String,
    /// Abbreviations and former names.
    pub aliases: Vec<String>,
}

/// What stands under one heading.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Section {
    pub anchor: Option<String>,
    pub heading: String,
    /// Plain text, without the heading.
    pub text: String,
}

impl Document {
    /// Sets the key from the content. Call it last.
    pub fn keyed(mut self) -> Document {
        self.key = Key::default();
        self.key = Key::of(&self);
        self
    }
}
