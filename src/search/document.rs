//! What the room is given: one page as a searcher sees it, and nothing of the site around it.

use std::sync::Arc;

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
    /// What the page says of itself in a line or two; empty when it says nothing. It is part of the text as well.
    pub description: String,
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
    #[serde(skip)]
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
    pub id: Arc<str>,
    /// As the page's language has it.
    pub name: String,
    /// Abbreviations and former names: the same on every page, which share them.
    pub aliases: Arc<[String]>,
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

    /// The document, without its key, in one text: a line of JSON for the page, one for what its sections are called and how long each is, and
    /// their texts as they are, which are nearly all of it.
    pub fn to_stored(&self) -> String {
        let texts = self.sections.iter().map(|section| section.text.as_str());
        let sections: Vec<StoredSection> =
            self.sections.iter().map(|section| (section.anchor.clone(), section.heading.clone(), section.text.len())).collect();
        let mut out = String::with_capacity(texts.clone().map(str::len).sum::<usize>() + ROOM_FOR_THE_REST);
        for line in [serde_json::to_string(self), serde_json::to_string(&sections)] {
            out.push_str(&line.unwrap_or_default());
            out.push('\n');
        }
        out.extend(texts);
        out
    }

    /// What [`Document::to_stored`] was made from; none when the text is damaged.
    pub fn of_stored(stored: &str) -> Option<Document> {
        let (page, rest) = stored.split_once('\n')?;
        let (sections, mut texts) = rest.split_once('\n')?;
        let mut document: Document = serde_json::from_str(page).ok()?;
        for (anchor, heading, length) in serde_json::from_str::<Vec<StoredSection>>(sections).ok()? {
            let (text, others) = texts.split_at_checked(length)?;
            document.sections.push(Section { anchor, heading, text: text.to_string() });
            texts = others;
        }
        Some(document)
    }
}

/// Anchor, heading, bytes of the text.
type StoredSection = (Option<String>, String, usize);

/// Bytes for what a page has beside its text.
const ROOM_FOR_THE_REST: usize = 1 << 10;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_comes_back_unless_it_was_cut() {
        let section = |anchor: Option<&str>, heading: &str, text: &str| Section {
            anchor: anchor.map(str::to_string),
            heading: heading.into(),
            text: text.into(),
        };
        let document = Document {
            url: "/behov/".into(),
            title: "Behov på \"tvers\"\n".into(),
            status: Some(Status { id: "qa".into(), label: "Til QA".into(), ..Status::default() }),
            tags: vec!["å".into()],
            sections: vec![section(None, "", "Først\n\nså"), section(Some("mål"), "Mål\n", ""), section(Some("b"), "B", "æ \u{0} ø")],
            ..Document::default()
        };
        let stored = document.to_stored();
        assert_eq!(Document::of_stored(&stored), Some(document));
        assert_eq!(Document::of_stored(&Document::default().to_stored()), Some(Document::default()));
        for (end, _) in stored.char_indices() {
            assert_eq!(Document::of_stored(&stored[..end]), None, "{end}");
        }
    }
}
