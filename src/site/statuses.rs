//! A page's status, which is the page's and not a language's.

use super::Site;
use crate::config::{StatusVocabulary, vocabulary::StatusDef};
use crate::diag::{Diag, Span};
use crate::paths::Lang;

/// A page's status as its front matter has it, in the language that counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct PageStatus {
    /// `None` when the vocabulary does not know it.
    pub id: Option<String>,
    pub raw: String,
}

impl PageStatus {
    /// What makes two statuses the same: the id, or, of an unknown one, what was written.
    pub fn identity(&self) -> (bool, &str) {
        match &self.id {
            Some(id) => (true, id),
            None => (false, &self.raw),
        }
    }

    pub fn def<'a>(&self, vocabulary: &'a StatusVocabulary) -> Option<&'a StatusDef> {
        vocabulary.statuses.iter().find(|def| Some(&def.id) == self.id.as_ref())
    }
}

/// What one language version of a page says.
#[derive(Clone, Copy, Debug)]
pub struct Version<'a> {
    pub lang: &'a Lang,
    /// The file as findings name it.
    pub path: &'a str,
    pub status: Option<&'a str>,
    pub span: Span,
}

/// The status of every page, by page number: one for all its languages.
pub(super) fn judge(site: &Site, diags: &mut Vec<Diag>) -> Vec<Option<PageStatus>> {
    let mut statuses = vec![None; site.pages.len()];
    for page in site.pages.iter().filter(|page| site.original(page) == page.id) {
        let group: Vec<_> = std::iter::once(page.id).chain(page.translations.iter().copied()).collect();
        let versions: Vec<Version<'_>> = group.iter().filter_map(|id| version(site.page(*id))).collect();
        let status = of_page(&versions, &site.config.default_language, &site.config.loft.statuses, diags);
        group.iter().for_each(|id| statuses[id.0 as usize].clone_from(&status));
    }
    statuses
}

fn version(page: &super::Page) -> Option<Version<'_>> {
    let doc = page.doc.as_ref()?;
    let span = doc.meta.places.get("status").copied().unwrap_or(Span::line(1));
    Some(Version { lang: &page.lang, path: &doc.shown, status: doc.meta.status.as_deref(), span })
}

/// The status of a page with these versions: the default language's counts, else the first that has one. Unknown
/// values, and versions that say another, are findings.
pub fn of_page(versions: &[Version<'_>], default: &Lang, vocabulary: &StatusVocabulary, diags: &mut Vec<Diag>) -> Option<PageStatus> {
    let said: Vec<(&Version<'_>, PageStatus)> =
        versions.iter().filter_map(|version| Some((version, read(version, vocabulary, diags)?))).collect();
    let (counts, status) = said.iter().find(|(version, _)| version.lang == default).or(said.first())?;
    for (version, other) in said.iter().filter(|(_, other)| differs(other, status)) {
        let shown = |status: &PageStatus, lang: &Lang| {
            status.def(vocabulary).map_or(status.raw.clone(), |def| def.label(lang.as_str()).to_string())
        };
        diags.push(
            Diag::warning("status-differs")
                .at(version.path, version.span)
                .with("status", shown(other, version.lang))
                .with("other", shown(status, counts.lang))
                .with("path", counts.path),
        );
    }
    Some(status.clone())
}

/// What a page's own file says.
pub(super) fn written(site: &Site, page: &super::Page) -> Option<PageStatus> {
    of_text(page.doc.as_ref()?.meta.status.as_deref(), &site.config.loft.statuses)
}

fn of_text(written: Option<&str>, vocabulary: &StatusVocabulary) -> Option<PageStatus> {
    let raw = written.map(str::trim).filter(|raw| !raw.is_empty())?;
    Some(PageStatus { id: vocabulary.find(raw).map(|def| def.id.clone()), raw: raw.to_string() })
}

fn read(version: &Version<'_>, vocabulary: &StatusVocabulary, diags: &mut Vec<Diag>) -> Option<PageStatus> {
    let status = of_text(version.status, vocabulary)?;
    if status.id.is_none() {
        let raw = status.raw.as_str();
        let lang = version.lang.as_str();
        let known: Vec<&str> = vocabulary.statuses.iter().map(|def| def.label(lang)).collect();
        let diag = match vocabulary.near(raw, lang) {
            Some(near) => Diag::warning("status-unknown-near").with("near", near),
            None => Diag::warning("status-unknown"),
        };
        diags.push(diag.at(version.path, version.span).with("status", raw).with("known", known.join(", ")));
    }
    Some(status)
}

/// Two known statuses that are not the same. An unknown one has a finding of its own.
pub(super) fn differs(one: &PageStatus, other: &PageStatus) -> bool {
    match (&one.id, &other.id) {
        (Some(one), Some(other)) => one != other,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `lang status` pairs → the id that counts (or `?raw`) and the codes of the findings with their file.
    fn judged(versions: &[(&str, &str)]) -> (Option<String>, Vec<String>) {
        let langs: Vec<Lang> = versions.iter().map(|(lang, _)| Lang::new(lang)).collect();
        let versions: Vec<Version<'_>> = versions
            .iter()
            .zip(&langs)
            .map(|((path, status), lang)| Version {
                lang,
                path,
                status: Some(status).filter(|status| **status != "-").copied(),
                span: Span::line(3),
            })
            .collect();
        let mut diags = Vec::new();
        let status = of_page(&versions, &"nb".into(), &StatusVocabulary::standard(), &mut diags);
        let shown = status.map(|status| status.id.unwrap_or_else(|| format!("?{}", status.raw)));
        (shown, diags.iter().map(|diag| format!("{} {}", diag.code, diag.path.as_deref().unwrap_or(""))).collect())
    }

    #[test]
    fn the_default_language_counts() {
        for (versions, status, findings) in [
            (&[("en", "New"), ("nb", "Ny")][..], Some("ny"), &[][..]),
            (&[("en", "◐ In progress"), ("nb", "Ny")], Some("ny"), &["status-differs en"]),
            (&[("en", "Approved"), ("nb", "-")], Some("godkjent"), &[]),
            (&[("en", "Nw"), ("nb", "Ny")], Some("ny"), &["status-unknown-near en"]),
            (&[("nb", "Ferdig"), ("en", "New")], Some("?Ferdig"), &["status-unknown nb"]),
            (&[("nb", " "), ("en", "-")], None, &[]),
            (&[("nb", "detaljering  gjenstår")], Some("ny"), &[]),
        ] {
            let (counted, found) = judged(versions);
            assert_eq!(
                (counted.as_deref(), found.iter().map(String::as_str).collect::<Vec<_>>()),
                (status, findings.to_vec()),
                "{versions:?}"
            );
        }
    }

    #[test]
    fn an_unknown_status_names_the_nearest_label() {
        let mut diags = Vec::new();
        let lang: Lang = "nb".into();
        let version = Version { lang: &lang, path: "x.md", status: Some("Godkjendt"), span: Span::line(4) };
        of_page(&[version], &lang, &StatusVocabulary::standard(), &mut diags);
        assert_eq!(diags[0].message(crate::diag::MessageLang::Nb), "«Godkjendt» er ikke en status. Mente du «Godkjent»?");
    }
}
