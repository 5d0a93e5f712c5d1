//! `loft import`: text as copied from a web page, and HTML, as pages. Nothing is written before it has been shown,
//! and nothing is written over.

mod around;
mod block;
mod case;
mod html;
mod layout;
mod minutes;
mod text;

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use encoding_rs::WINDOWS_1252;
use unicode_normalization::UnicodeNormalization;

use super::new::Place;
use super::{Written, write};
use crate::config::Config;
use crate::diag::Diag;
use crate::input::Snapshot;
use crate::paths::{self, Lang};

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct ImportRequest {
    /// The file to import.
    pub file: PathBuf,
    /// Where it goes, below `content/`; named after its title if not given.
    pub to: Option<String>,
    /// The pages' type. Minutes are split where it is `beslutning`.
    pub kind: Option<String>,
    pub title: Option<String>,
    pub lang: Option<Lang>,
    /// Year, month and day of a meeting; found in the minutes if not given.
    pub date: Option<String>,
    /// Who decided; found in the minutes if not given.
    pub organ: Option<String>,
    /// Where the text comes from.
    pub origin: Option<String>,
}

/// What an import would write.
#[derive(Clone, Debug, Default)]
pub struct Import {
    pub files: Vec<Written>,
    /// Images beside the file: from where, and to which path in the site.
    pub images: Vec<(PathBuf, String)>,
    pub diags: Vec<Diag>,
}

/// A page as read.
#[derive(Debug, PartialEq)]
struct Page {
    title: Option<String>,
    lang: Option<String>,
    markdown: String,
    images: Vec<String>,
    /// Links that lead nowhere without the site that the page comes from.
    links: Vec<String>,
    /// Lines that were taken for the site's own around the page.
    left_out: Vec<String>,
}

/// Reads a file and makes what would be written. Touches nothing.
///
/// # Errors
/// A file that cannot be read or has no text, a place outside the site, a language it does not have, minutes
/// without cases, or a page that is there already.
pub fn import(site: &Path, snapshot: &Snapshot, request: &ImportRequest) -> Result<Import, Diag> {
    let shown = request.file.display().to_string();
    let bytes = fs::read(&request.file).map_err(|error| Diag::error("import-not-read").with("path", &shown).because(&error))?;
    let (source, diags) = decoded(&bytes, &shown);
    if source.trim().is_empty() {
        return Err(Diag::error("import-empty").with("path", &shown));
    }
    let mut import = if request.kind.as_deref() == Some("beslutning") {
        decisions(&source, &shown, snapshot, request)?
    } else {
        page(&source, &shown, snapshot, request)?
    };
    import.diags.splice(0..0, diags);
    let paths = import.files.iter().map(|file| &file.path).chain(import.images.iter().map(|(_, path)| path));
    match paths.into_iter().find(|path| site.join(path).exists()) {
        Some(taken) => Err(Diag::error("new-exists").in_file(taken).with("path", taken)),
        None => Ok(import),
    }
}

/// Bytes as text; those of an older Windows program too, as most documents that are not UTF-8 are.
fn decoded<'a>(bytes: &'a [u8], shown: &str) -> (Cow<'a, str>, Vec<Diag>) {
    let is_utf16 = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    if is_utf16 || std::str::from_utf8(bytes).is_ok() {
        // A file from elsewhere may be in UTF-16: the page that is made of it is not.
        return (crate::text::decode(bytes, shown).0, Vec::new());
    }
    (WINDOWS_1252.decode_without_bom_handling(bytes).0, vec![Diag::note("import-encoding").in_file(shown).with("path", shown)])
}

/// Writes what [`import`] made.
///
/// # Errors
/// A file that is there by now, or that cannot be written.
pub fn write_import(site: &Path, import: &Import) -> Result<(), Diag> {
    write::create(site, &import.files)?;
    import.images.iter().try_for_each(|(from, to)| {
        let bytes = fs::read(from).map_err(|error| Diag::error("import-not-read").with("path", from.display()).because(&error))?;
        write::create_bytes(site, to, &bytes)
    })
}

/// One page of one file; with images beside it, in a folder of its own.
fn page(source: &str, shown: &str, snapshot: &Snapshot, request: &ImportRequest) -> Result<Import, Diag> {
    let folder = request.file.parent().unwrap_or(Path::new(""));
    let page = read(source, shown, folder)?;
    let language = language(&page.lang.clone().unwrap_or_else(|| guessed(source).to_string()), request, &snapshot.config)?;
    let mut diags = told(&page, shown);
    let title = request.title.clone().or(page.title).unwrap_or_else(|| name_of(&request.file));
    let images = beside(&page.images, folder, shown, &mut diags);
    let asked =
        request.to.clone().unwrap_or_else(|| format!("{}.md", if slug(&title).is_empty() { "import".to_string() } else { slug(&title) }));
    let asked = if images.is_empty() { asked } else { format!("{}/index.md", asked.trim_end_matches(".md").trim_end_matches('/')) };
    let place = Place::of(&asked, snapshot)?;
    let path = place.disk(&language.lang, snapshot);
    let head = Head::new(&title, &language, request);
    let images = images.into_iter().map(|(from, name)| (from, paths::join(paths::folder(&path), &name))).collect();
    Ok(Import { files: vec![Written { path, text: head.with(&page.markdown) }], images, diags })
}

fn read(source: &str, shown: &str, folder: &Path) -> Result<Page, Diag> {
    if html::is_html(shown, source) {
        let is_beside = |image: &str| is_inside(image) && folder.join(paths::decode_path(image)).is_file();
        return html::read(source, &is_beside).ok_or_else(|| Diag::error("import-too-deep").with("path", shown));
    }
    let (text, left_out) = around::removed(source);
    let (title, blocks) = text::read(&text);
    Ok(Page { title, lang: None, markdown: block::markdown(&blocks), images: Vec::new(), links: Vec::new(), left_out })
}

/// What a writer should know of what was read.
fn told(page: &Page, shown: &str) -> Vec<Diag> {
    let note = |code: &'static str, what: &[String]| {
        let some = what.iter().take(8).cloned().collect::<Vec<_>>().join(" · ");
        let more = if what.len() > 8 { " · …" } else { "" };
        Diag::note(code).in_file(shown).with("count", what.len()).with("some", some + more)
    };
    [("import-links", &page.links), ("import-left-out", &page.left_out)]
        .into_iter()
        .filter(|(_, what)| !what.is_empty())
        .map(|(code, what)| note(code, what))
        .collect()
}

/// Whether an image's address can be that of a file beside the page.
fn is_inside(image: &str) -> bool {
    let name = paths::decode_path(image);
    !name.contains(':') && !name.starts_with('/') && !name.contains('\\') && !name.split('/').any(|part| part == "..")
}

/// Images that lie beside the file; for others a note says that they stay where they are.
fn beside(images: &[String], folder: &Path, shown: &str, diags: &mut Vec<Diag>) -> Vec<(PathBuf, String)> {
    let mut found: Vec<(PathBuf, String)> = Vec::new();
    for image in images {
        let name = paths::decode_path(image);
        let disk = folder.join(&name);
        if !is_inside(image) || !disk.is_file() {
            diags.push(Diag::note("import-image-elsewhere").in_file(shown).with("image", image));
        } else if !found.iter().any(|(_, other)| *other == name) {
            found.push((disk, name));
        }
    }
    found
}

/// Minutes: a page for the meeting, and one for each of its cases.
fn decisions(source: &str, shown: &str, snapshot: &Snapshot, request: &ImportRequest) -> Result<Import, Diag> {
    let (title, blocks) = text::read(&minutes::with_decisions_apart(source));
    let minutes = minutes::split(title.as_deref(), blocks);
    if minutes.cases.is_empty() {
        return Err(Diag::error("import-no-cases").with("path", shown));
    }
    let language = language(guessed(source), request, &snapshot.config)?;
    let organ = request.organ.clone().or_else(|| minutes.organ.clone());
    let date = request.date.clone().or_else(|| minutes.date.clone());
    let meeting = [organ.clone(), date.clone()].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let title =
        request.title.clone().or(title).unwrap_or_else(|| if meeting.is_empty() { name_of(&request.file) } else { meeting.clone() });
    let to = request.to.clone().unwrap_or_else(|| format!("beslutninger/{}", slug(if meeting.is_empty() { &title } else { &meeting })));
    let to = to.trim_end_matches('/');

    let facts = [("organ", organ.map(|organ| slug(&organ))), ("dato", date)];
    let mut files = Vec::new();
    let place = Place::of(&format!("{to}/_index.md"), snapshot)?;
    let mut head = Head::new(&title, &language, &ImportRequest { kind: Some("referat".to_string()), ..request.clone() });
    head.add_all(&facts);
    files.push(Written { path: place.disk(&language.lang, snapshot), text: head.with(&block::markdown(&minutes.body)) });
    for (position, case) in minutes.cases.iter().enumerate() {
        let name = format!("{}-{}", case.number.replace('/', "-"), slug(&case.title));
        let place = Place::of(&format!("{to}/{name}.md"), snapshot)?;
        let mut head = Head::new(&case.title, &language, request);
        head.raw("weight", &((position + 1) * 10).to_string());
        head.add("saksnr", &case.number);
        head.add_all(&facts);
        head.add_all(&[("sakstype", case.kind.clone())]);
        head.list("vedtak", &case.decisions);
        files.push(Written { path: place.disk(&language.lang, snapshot), text: head.with(&block::markdown(&case.body)) });
    }
    Ok(Import { files, ..Import::default() })
}

/// A page's front matter, line by line.
struct Head(String);

impl Head {
    fn new(title: &str, language: &Language, request: &ImportRequest) -> Head {
        let mut head = Head(String::new());
        head.raw("id", &uuid::Uuid::new_v4().to_string());
        head.add("title", title);
        head.add_all(&[("type", request.kind.clone()), ("maalform", language.form.clone()), ("kilde", request.origin.clone())]);
        head
    }

    fn raw(&mut self, key: &str, value: &str) {
        self.0.push_str(&format!("{key}: {value}\n"));
    }

    fn add(&mut self, key: &str, value: &str) {
        self.raw(key, &quoted(value));
    }

    fn add_all(&mut self, fields: &[(&str, Option<String>)]) {
        for (key, value) in fields {
            value.iter().for_each(|value| self.add(key, value));
        }
    }

    fn list(&mut self, key: &str, values: &[String]) {
        if !values.is_empty() {
            let items: String = values.iter().map(|value| format!("  - {}\n", quoted(value))).collect();
            self.0.push_str(&format!("{key}:\n{items}"));
        }
    }

    fn with(&self, body: &str) -> String {
        format!("---\n{}---\n\n{body}", self.0)
    }
}

/// A text in YAML: JSON's quotation marks are YAML's too.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The language that a page is filed under, and its written form when that is another.
struct Language {
    lang: Lang,
    form: Option<String>,
}

/// The site's language for a text: its own, or for a written form that the site lacks, the default with `maalform`.
fn language(found: &str, request: &ImportRequest, config: &Config) -> Result<Language, Diag> {
    if let Some(asked) = &request.lang {
        let known = config.languages.iter().map(|language| language.lang.as_str());
        return match config.language(asked) {
            Some(_) => Ok(Language { lang: asked.clone(), form: (found == "nn" && asked.as_str() != "nn").then(|| "nn".to_string()) }),
            None => Err(Diag::error("new-language").with("lang", asked).with("known", known.collect::<Vec<_>>().join(", "))),
        };
    }
    let short = found.split(['-', '_']).next().unwrap_or(found).to_lowercase();
    let own = Lang::new(if short == "no" { "nb" } else { short.as_str() });
    Ok(match config.language(&own) {
        Some(_) => Language { lang: own, form: None },
        None => Language { lang: config.default_language.clone(), form: matches!(own.as_str(), "nn" | "nb").then(|| own.to_string()) },
    })
}

/// Small words that one of the languages has and the others lack.
const WORDS: [(&str, &[&str]); 3] = [
    ("nb", &["ikke", "fra", "hva", "hvordan", "noen", "en", "et", "ble", "disse", "mer"]),
    ("nn", &["ikkje", "frå", "kva", "korleis", "nokon", "ein", "eit", "vart", "desse", "meir"]),
    ("en", &["the", "and", "of", "is", "are", "with", "this", "which", "from", "not"]),
];

/// The language that most of a text's small words belong to; the first where there are none.
fn guessed(text: &str) -> &'static str {
    let lower = text.to_lowercase();
    let count = |words: &[&str]| lower.split(|c: char| !c.is_alphabetic()).filter(|word| words.contains(word)).count();
    WORDS.iter().rev().max_by_key(|(_, words)| count(words)).map_or("nb", |(lang, _)| lang)
}

fn name_of(file: &Path) -> String {
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().replace(['-', '_'], " ")).unwrap_or_default();
    crate::text::capitalised(stem.trim())
}

/// A file's name for a title: letters and digits, at most some fifty, cut at a word.
fn slug(title: &str) -> String {
    let mut slug = String::new();
    for word in title.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let word: String = word.replace('æ', "ae").replace('ø', "o").nfd().filter(char::is_ascii_alphanumeric).collect();
        if word.is_empty() {
            continue;
        }
        if !slug.is_empty() && slug.len() + word.len() > 50 {
            break;
        }
        slug.push_str(if slug.is_empty() { "" } else { "-" });
        slug.push_str(&word);
    }
    slug
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_from_titles() {
        let cases = [
            ("Møte i Skate, 9.12.2020", "mote-i-skate-9-12-2020"),
            ("Organisering, styring og finansiering av Digdir sine fellesløysingar", "organisering-styring-og-finansiering-av-digdir-sine"),
            ("Én digital sektor på nett", "en-digital-sektor-pa-nett"),
            ("…", ""),
        ];
        for (title, expected) in cases {
            assert_eq!(slug(title), expected);
        }
    }

    #[test]
    fn the_language_of_a_text() {
        for (text, lang) in
            [("Det er ikke en sak.", "nb"), ("Det er ikkje ei sak frå oss.", "nn"), ("This is not the case.", "en"), ("42", "nb")]
        {
            assert_eq!(guessed(text), lang, "{text}");
        }
    }
}
