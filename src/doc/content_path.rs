//! What a content file's name says: its language, its kind, and the page's logical path.

use crate::paths::{Lang, file_name, folder, join, logical, split_language};

/// How a content file takes part in a bundle. Source: Hugo's page bundles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ContentKind {
    /// `_index.md`: a section (or the home page, a taxonomy, a term).
    Branch,
    /// `index.md`: a page with its own folder.
    Leaf,
    /// `name.md`.
    Single,
}

/// A content file's name, read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ContentPath {
    pub kind: ContentKind,
    /// From the name (`_index.nb.md`), if it has one that the site knows.
    pub lang: Option<Lang>,
    /// The page's path before lower-casing, `/` for the home page: `/Behov/use-cases`.
    pub raw: String,
    /// Hugo's `.Path`: `/behov/use-cases`.
    pub logical: String,
    /// The file name without extension and language: `index`, `p1`.
    pub base: String,
}

/// Extensions that are pages. Others in `content/` are resources.
const CONTENT_EXTENSIONS: &[&str] = &["md", "markdown", "mdown", "html", "htm"];

impl ContentPath {
    /// Reads a path below `content/`; `None` when the file is not a page by its name.
    pub fn parse(within: &str, languages: &[Lang]) -> Option<ContentPath> {
        let (stem, extension) = file_name(within).rsplit_once('.')?;
        if !CONTENT_EXTENSIONS.contains(&extension.to_ascii_lowercase().as_str()) {
            return None;
        }
        let (base, lang) = split_language(stem, languages);
        let kind = match base {
            "_index" => ContentKind::Branch,
            "index" => ContentKind::Leaf,
            _ => ContentKind::Single,
        };
        let raw = match kind {
            ContentKind::Single => format!("/{}", join(folder(within), base)),
            ContentKind::Branch | ContentKind::Leaf => format!("/{}", folder(within)),
        };
        Some(ContentPath { kind, lang, logical: logical(&raw), raw, base: base.to_string() })
    }
}

/// Whether a file's name gives it one of the languages that are switched off.
pub fn is_switched_off(path: &str, disabled: &[Lang]) -> bool {
    let stem = || crate::paths::file_name(path).rsplit_once('.').map_or("", |(stem, _)| stem);
    !disabled.is_empty() && split_language(stem(), disabled).1.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_languages_that_are_switched_off() {
        let disabled = [Lang::new("nn")];
        for (path, off) in [("a/_index.nn.md", true), ("a/x.NN.md", true), ("a/x.nb.md", false), ("a/nn.md", false), ("a.nn/x.md", false)] {
            assert_eq!(is_switched_off(path, &disabled), off, "{path}");
        }
        assert!(!is_switched_off("a/x.nn.md", &[]));
    }

    #[test]
    fn names_say_kind_language_and_path() {
        let languages = [Lang::new("nb"), Lang::new("en")];
        for (path, kind, lang, logical) in [
            ("_index.md", ContentKind::Branch, None, "/"),
            ("_index.en.md", ContentKind::Branch, Some("en"), "/"),
            ("behov/Use Cases/_index.nb.md", ContentKind::Branch, Some("nb"), "/behov/use-cases"),
            ("a/leaf/index.md", ContentKind::Leaf, None, "/a/leaf"),
            ("a/P1.md", ContentKind::Single, None, "/a/p1"),
            ("a/nb.fr.md", ContentKind::Single, None, "/a/nb.fr"),
            ("a/nb.nb.md", ContentKind::Single, Some("nb"), "/a/nb"),
        ] {
            let read = ContentPath::parse(path, &languages).expect(path);
            assert_eq!((read.kind, read.lang.as_ref().map(Lang::as_str), read.logical.as_str()), (kind, lang, logical), "{path}");
        }
        assert_eq!(ContentPath::parse("a/no-extension", &languages), None);
        assert_eq!(ContentPath::parse("a/bilde.png", &languages), None);
    }
}
