//! What the preview tells of pages and of the site beside the pages themselves, as JSON for the script in the page.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::{Value, json};

use super::editor::Editor;
use crate::diag::{self, Diag, MessageLang, Severity};
use crate::input;
use crate::paths::Lang;
use crate::pipeline::Plan;
use crate::site::{Page, Site, Why};

/// At most so many entries of each list are told.
const MOST: usize = 500;
/// A source line longer than this is no line to be shown.
const LONGEST_EXCERPT: usize = 400;

/// How things are told: in which language, with links to which editor, from which folder.
#[derive(Clone, Debug)]
pub(super) struct Telling {
    pub lang: MessageLang,
    pub editor: Editor,
    pub folder: PathBuf,
}

impl Telling {
    /// Opens a file, named as findings name it.
    pub fn link(&self, shown: &str, line: u32, col: u32) -> String {
        self.editor.link(&self.disk(shown), line, col)
    }

    pub fn disk(&self, shown: &str) -> PathBuf {
        self.folder.join(Path::new(shown))
    }

    /// Findings with the line of source that each is about.
    pub fn findings(&self, found: &[Diag]) -> Vec<Value> {
        let mut sources: HashMap<&str, String> = HashMap::new();
        let mut told = Vec::new();
        for diag in found.iter().take(MOST) {
            let mut finding = diag::to_json(diag, self.lang);
            if let (Some(path), Value::Object(fields)) = (diag.path.as_deref(), &mut finding) {
                let (line, col) = diag.span.map_or((1, 1), |span| (span.line, span.col));
                let read =
                    || input::read_file(&self.disk(path)).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
                let source = sources.entry(path).or_insert_with(read);
                let excerpt = diag.span.and_then(|span| source.lines().nth(span.line.saturating_sub(1) as usize));
                fields.insert("href".into(), self.link(path, line, col).into());
                fields.insert("excerpt".into(), excerpt.filter(|line| line.len() <= LONGEST_EXCERPT).into());
            }
            told.push(finding);
        }
        told
    }

    /// A page and what can be done with it here.
    pub fn page(&self, site: &Site, page: &Page, findings: &[Diag]) -> Value {
        let versions: Vec<&Page> = std::iter::once(page).chain(page.translations.iter().map(|id| site.page(*id))).collect();
        let declares = |version: &&&Page| version.doc.as_ref().is_some_and(|doc| doc.meta.status.is_some());
        let files: Vec<Value> = versions
            .iter()
            .filter(declares)
            .filter_map(|version| {
                let doc = version.doc.as_ref()?;
                Some(json!({ "path": &*doc.shown, "key": site.files.get(&doc.path)?.key.hex() }))
            })
            .collect();
        let vocabulary = &site.config.loft.statuses;
        let status = site.status_of(page).and_then(|status| status.def(vocabulary)).map(|def| def.id.as_str());
        let lang = page.lang.as_str();
        let statuses: Vec<Value> =
            vocabulary.statuses.iter().map(|def| json!({ "id": def.id, "label": def.label(lang), "symbol": def.symbol })).collect();
        let translations: Vec<Value> =
            versions.iter().skip(1).map(|version| json!({ "lang": version.lang, "href": version.rel_permalink })).collect();
        let source =
            page.doc.as_ref().map(|doc| json!({ "path": &*doc.shown, "href": self.link(&doc.shown, doc.meta.body_line.max(1), 1) }));
        json!({
            "source": source, "lang": lang, "findings": self.findings(findings), "errors": errors(findings),
            "status": status, "statuses": statuses, "files": files, "translations": translations,
        })
    }

    /// The state of the whole site.
    pub fn site(&self, plan: &Plan, found: &[Diag]) -> Value {
        let site = &plan.site;
        let unpublished: Vec<Value> = site
            .unpublished
            .iter()
            .take(MOST)
            .map(|file| {
                let (why, date) = match file.why {
                    Why::Draft => ("draft", None),
                    Why::Expired => ("expired", None),
                    Why::Scheduled(date) => ("scheduled", Some(date.day())),
                };
                json!({ "path": &*file.shown, "title": file.title, "why": why, "date": date, "href": self.link(&file.shown, 1, 1) })
            })
            .collect();
        let untranslated = untranslated(site);
        let first: Vec<Value> = untranslated
            .iter()
            .take(MOST)
            .map(|(page, langs)| json!({ "title": page.name(), "page": page.rel_permalink, "langs": langs }))
            .collect();
        json!({
            "findings": self.findings(found), "count": found.len(), "errors": errors(found),
            "unpublished": unpublished, "unpublished_count": site.unpublished.len(),
            "untranslated": first, "untranslated_count": untranslated.len(),
        })
    }
}

fn errors(found: &[Diag]) -> usize {
    found.iter().filter(|diag| diag.severity == Severity::Error).count()
}

/// Pages with a file of their own that some language of the site lacks, each once.
fn untranslated(site: &Site) -> Vec<(&Page, Vec<&str>)> {
    let originals = site.pages.iter().filter(|page| page.doc.is_some() && page.is_rendered() && site.original(page) == page.id);
    originals.map(|page| (page, lacks(site, page))).filter(|(_, langs)| !langs.is_empty()).collect()
}

fn lacks<'s>(site: &'s Site, page: &Page) -> Vec<&'s str> {
    let has = |lang: &Lang| page.lang == *lang || page.translations.iter().any(|id| site.page(*id).lang == *lang);
    site.config.languages.iter().map(|language| &language.lang).filter(|lang| !has(lang)).map(Lang::as_str).collect()
}

/// The preview's own words in a language.
pub(super) fn texts(lang: MessageLang) -> Value {
    static TEXTS: OnceLock<BTreeMap<String, BTreeMap<String, String>>> = OnceLock::new();
    let texts = TEXTS.get_or_init(|| toml::from_str(include_str!("texts.toml")).unwrap_or_default());
    let key = match lang {
        MessageLang::Nb => "nb",
        MessageLang::En => "en",
    };
    texts
        .iter()
        .filter_map(|(name, by_lang)| Some((name.clone(), by_lang.get(key)?.clone().into())))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_there_in_both_languages() {
        let (nb, en) = (texts(MessageLang::Nb), texts(MessageLang::En));
        let names = |texts: &Value| texts.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert!(names(&nb).len() > 20);
        assert_eq!(names(&nb), names(&en));
    }
}
