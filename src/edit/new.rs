//! `loft new`: a page in all the site's languages, with one id, the next free weight, and the first status.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::archetype::{self, Facts};
use super::{Written, write};
use crate::config::{Config, FieldDef, TypeDef};
use crate::diag::Diag;
use crate::doc::FrontMatter;
use crate::doc::front_matter;
use crate::input::{Blob, Snapshot};
use crate::paths::{self, Lang, SourcePath};
use crate::text::capitalised;

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Below `content/`, with or without that, an extension, a language: `behov/use-cases/12-ny-case`.
    pub path: String,
    /// The archetype's name, if not that of the section.
    pub kind: Option<String>,
    /// Only these languages; empty means all.
    pub langs: Vec<Lang>,
}

/// Makes a page's files; those that are there already are left as they are, and give their id, weight
/// and title to the others.
///
/// # Errors
/// A path outside the site, a language or a type that the site does not have, a page that is there in every
/// language, or a file that cannot be written.
pub fn new_page(site: &Path, snapshot: &Snapshot, request: &Request) -> Result<(Vec<Written>, Vec<Diag>), Diag> {
    let config = &snapshot.config;
    let place = Place::of(&request.path, snapshot)?;
    let langs = languages(config, &request.langs)?;
    request.kind.as_deref().map_or(Ok(()), |kind| is_known(kind, snapshot))?;
    let taken: Vec<FrontMatter> =
        config.languages.iter().filter_map(|language| head(snapshot, &place.source(&language.lang, snapshot))).collect();
    let missing: Vec<&Lang> = langs.iter().filter(|lang| !snapshot.files.contains_key(&place.source(lang, snapshot))).collect();
    if missing.is_empty() {
        return Err(Diag::error("new-exists").with("path", place.source(&langs[0], snapshot)));
    }
    let shared = Shared::of(&taken, &place, snapshot);
    let mut diags = Vec::new();
    let mut files = Vec::new();
    for lang in missing {
        let facts = shared.facts(&place, lang, request, snapshot);
        let (text, found) = page(&place, &facts, request, snapshot);
        diags.extend(found);
        files.push(Written { path: place.disk(lang, snapshot), text });
    }
    write::create(site, &files)?;
    Ok((files, diags))
}

fn languages(config: &Config, wanted: &[Lang]) -> Result<Vec<Lang>, Diag> {
    if let Some(unknown) = wanted.iter().find(|lang| config.language(lang).is_none()) {
        let known: Vec<&str> = config.languages.iter().map(|language| language.lang.as_str()).collect();
        return Err(Diag::error("new-language").with("lang", unknown).with("known", known.join(", ")));
    }
    Ok(if wanted.is_empty() { config.languages.iter().map(|language| language.lang.clone()).collect() } else { wanted.to_vec() })
}

/// Whether there is a type of this name, or an archetype.
fn is_known(kind: &str, snapshot: &Snapshot) -> Result<(), Diag> {
    let types = &snapshot.config.loft.types;
    let archetypes = archetype_names(snapshot);
    if types.find(kind).is_some() || archetypes.contains(kind) || matches!(kind, "default" | "page") {
        return Ok(());
    }
    let own = types.defs.iter().map(|def| def.id.as_str());
    let known: BTreeSet<&str> = own.chain(archetypes.iter().map(String::as_str)).collect();
    let names = types.defs.iter().flat_map(|def| std::iter::once(&def.id).chain(&def.aliases)).chain(&archetypes);
    let diag = match crate::text::nearest(&kind.to_lowercase(), names.map(String::as_str)) {
        Some(near) => Diag::error("new-type-near").with("near", near),
        None => Diag::error("new-type"),
    };
    Err(diag.with("type", kind).with("known", known.into_iter().collect::<Vec<_>>().join(", ")))
}

/// The names of the archetypes that the site and its themes have: `archetypes/nyhet.nb.md` is `nyhet`.
fn archetype_names(snapshot: &Snapshot) -> BTreeSet<String> {
    let folders = archetype_folders(snapshot);
    let names = snapshot.files.keys().filter(|path| folders.iter().any(|folder| folder == path.folder()));
    names
        .filter_map(|path| path.file_name().strip_suffix(".md"))
        .map(|stem| without_lang(stem, &snapshot.config).to_string())
        .filter(|name| name != "default")
        .collect()
}

/// Where archetypes lie: the site's own first.
fn archetype_folders(snapshot: &Snapshot) -> Vec<String> {
    let themes = snapshot.config.theme.iter().map(|theme| format!("themes/{theme}/archetypes"));
    std::iter::once("archetypes".to_string()).chain(themes).collect()
}

/// Where a page goes.
#[derive(Debug)]
pub(super) struct Place {
    /// The folder that holds the page's file, below `content/`: `behov/use-cases/12-ny-case`.
    folder: String,
    /// The file's name without language and extension: `_index`, `index`, `12-ny-case`.
    stem: String,
}

impl Place {
    pub(super) fn of(path: &str, snapshot: &Snapshot) -> Result<Place, Diag> {
        let path = path.replace('\\', "/");
        let outside = path.starts_with('/') || path.contains(':') || path.split('/').any(|part| part == "..");
        let tidy = paths::clean(&path);
        let below = tidy.strip_prefix("content/").unwrap_or(&tidy).trim_matches('/');
        if outside || below.is_empty() || below == "content" {
            return Err(Diag::error("new-path").with("path", path));
        }
        Ok(match below.strip_suffix(".md") {
            Some(file) => {
                Place { folder: paths::folder(file).to_string(), stem: without_lang(paths::file_name(file), &snapshot.config).to_string() }
            }
            None if in_files(paths::folder(below), snapshot) => {
                Place { folder: paths::folder(below).to_string(), stem: paths::file_name(below).to_string() }
            }
            None => Place { folder: below.to_string(), stem: "_index".to_string() },
        })
    }

    /// What the page is called: its file's name, or its folder's.
    fn name(&self) -> &str {
        if self.is_bundle() { paths::file_name(&self.folder) } else { &self.stem }
    }

    fn is_bundle(&self) -> bool {
        matches!(self.stem.as_str(), "_index" | "index")
    }

    /// The section that the page lies in, below `content/`.
    fn parent(&self) -> &str {
        if self.is_bundle() { paths::folder(&self.folder) } else { &self.folder }
    }

    /// The path in the site, with the language in the name unless the section's custom gives it.
    fn source(&self, lang: &Lang, snapshot: &Snapshot) -> SourcePath {
        let config = &snapshot.config;
        let is_bare = || !config.is_multilingual() || (*lang == config.default_language && default_is_bare(self.parent(), snapshot));
        let suffix = if !self.mount_lang(lang, config) && is_bare() { String::new() } else { format!(".{lang}") };
        SourcePath::new(paths::join("content", &paths::join(&self.folder, &format!("{}{suffix}.md", self.stem))))
    }

    fn mount_lang(&self, lang: &Lang, config: &Config) -> bool {
        mount(config, &paths::join("content", &self.folder), lang).is_some_and(|mount| mount.lang.is_some())
    }

    /// The path on disk, relative to the site's folder.
    pub(super) fn disk(&self, lang: &Lang, snapshot: &Snapshot) -> String {
        let source = self.source(lang, snapshot);
        match mount(&snapshot.config, source.folder(), lang) {
            Some(mount) => {
                let below = source.as_str()[mount.target.len()..].trim_start_matches('/');
                let bare = mount.lang.as_ref().and_then(|lang| paths::without_language(below, std::slice::from_ref(lang)));
                paths::join(&mount.source, bare.as_deref().unwrap_or(below))
            }
            None => source.to_string(),
        }
    }
}

/// The mount that a folder of the site lies in: the one that reaches deepest.
fn mount<'a>(config: &'a Config, folder: &str, lang: &Lang) -> Option<&'a crate::config::Mount> {
    let within = |target: &str| folder == target || folder.strip_prefix(target).is_some_and(|rest| rest.starts_with('/'));
    let fits = |mount: &&crate::config::Mount| within(&mount.target) && mount.lang.as_ref().is_none_or(|own| own == lang);
    config.mounts.iter().rev().filter(fits).max_by_key(|mount| mount.target.len())
}

/// `_index` of `_index.nb`.
fn without_lang<'a>(stem: &'a str, config: &Config) -> &'a str {
    match stem.rsplit_once('.') {
        Some((bare, lang)) if config.languages.iter().any(|language| language.lang.as_str().eq_ignore_ascii_case(lang)) => bare,
        _ => stem,
    }
}

/// Pages directly in a section: files in its folder, and the own pages of the folders in it.
fn children<'a>(section: &str, snapshot: &'a Snapshot) -> Vec<(&'a SourcePath, &'a Blob)> {
    let folder = paths::join("content", section);
    let is_index = |path: &SourcePath| matches!(path.file_name().split('.').next(), Some("_index" | "index"));
    let direct = |path: &SourcePath| if is_index(path) { paths::folder(path.folder()) == folder } else { path.folder() == folder };
    snapshot.files.iter().filter(|(path, _)| path.as_str().ends_with(".md") && direct(path)).collect()
}

/// Whether a section's pages are files rather than folders.
fn in_files(section: &str, snapshot: &Snapshot) -> bool {
    let children = children(section, snapshot);
    !children.is_empty() && children.iter().all(|(path, _)| !matches!(path.file_name().split('.').next(), Some("_index" | "index")))
}

/// Whether pages of the default language carry no language in their names here, or, where nothing lies
/// here yet, anywhere.
fn default_is_bare(section: &str, snapshot: &Snapshot) -> bool {
    let config = &snapshot.config;
    let bare = |path: &SourcePath| {
        let stem = path.file_name().trim_end_matches(".md");
        path.as_str().starts_with("content/") && path.as_str().ends_with(".md") && without_lang(stem, config) == stem
    };
    let here = children(section, snapshot);
    if here.is_empty() { snapshot.files.keys().any(bare) } else { here.iter().any(|(path, _)| bare(path)) }
}

/// A page's front matter, if the page is there.
fn head(snapshot: &Snapshot, path: &SourcePath) -> Option<FrontMatter> {
    snapshot.files.get(path).and_then(read).map(|text| front_matter::read(&text, path.as_str()).0)
}

fn read(blob: &Blob) -> Option<String> {
    let bytes = blob.bytes.as_ref().map(|bytes| bytes.to_vec()).or_else(|| fs::read(blob.disk.as_ref()).ok())?;
    Some(crate::text::decode(&bytes, &blob.shown).0.into_owned())
}

/// What all languages of a page have in common.
struct Shared {
    id: String,
    weight: i64,
    title: Option<String>,
}

impl Shared {
    fn of(taken: &[FrontMatter], place: &Place, snapshot: &Snapshot) -> Shared {
        let id = taken.iter().find_map(|meta| meta.id.clone()).unwrap_or_else(|| uuid::Uuid::new_v4().to_string());
        let weight = taken.iter().map(|meta| meta.weight).find(|weight| *weight != 0);
        Shared {
            id,
            weight: weight.unwrap_or_else(|| next_weight(place.parent(), snapshot)),
            title: taken.iter().find_map(|meta| meta.title.clone()),
        }
    }

    fn facts(&self, place: &Place, lang: &Lang, request: &Request, snapshot: &Snapshot) -> Facts {
        let config = &snapshot.config;
        let first_status = config.loft.statuses.statuses.first();
        Facts {
            title: self.title.clone().unwrap_or_else(|| title(place.name())),
            name: place.name().to_string(),
            id: self.id.clone(),
            weight: self.weight,
            status: first_status.map(|status| status.label(lang.as_str()).to_string()).unwrap_or_default(),
            lang: lang.to_string(),
            section: place.folder.split('/').next().unwrap_or("").to_string(),
            kind: request
                .kind
                .as_deref()
                .map(|kind| known(kind, config))
                .or_else(|| kind(place, config))
                .unwrap_or_else(|| "page".to_string()),
            now: snapshot.now,
        }
    }
}

/// The next ten above the heaviest page of a section.
fn next_weight(section: &str, snapshot: &Snapshot) -> i64 {
    let weights = children(section, snapshot).into_iter().filter_map(|(path, _)| head(snapshot, path)).map(|meta| meta.weight);
    let heaviest = weights.max().unwrap_or(0).clamp(0, i64::MAX - 20);
    (heaviest / 10 + 1) * 10
}

/// `12-ny-case` → `Ny case`.
fn title(name: &str) -> String {
    let words = name.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '_' | '.' | ' '));
    let words = if words.is_empty() { name } else { words };
    capitalised(words.replace(['-', '_'], " ").trim())
}

/// The type that the configuration gives to pages below one of the folders.
fn kind(place: &Place, config: &Config) -> Option<String> {
    config.loft.types.of_path(place.parent().rsplit('/')).map(str::to_string)
}

/// A type as the configuration calls it; another name is an archetype's.
fn known(written: &str, config: &Config) -> String {
    config.loft.types.find(written).map_or(written, |def| def.id.as_str()).to_string()
}

/// A page's text: the archetype filled, and the fields that it lacks put in.
fn page(place: &Place, facts: &Facts, request: &Request, snapshot: &Snapshot) -> (String, Vec<Diag>) {
    let found = archetype_of(place, facts, request, snapshot);
    let def = snapshot.config.loft.types.get(&facts.kind);
    let (text, diags) = match &found {
        Some((shown, text)) => archetype::fill(text, shown, facts),
        None => archetype::fill(
            archetype::STANDARD,
            "",
            &Facts { title: facts.title.replace('\\', "\\\\").replace('"', "\\\""), ..facts.clone() },
        ),
    };
    let is_for_any = found.as_ref().is_none_or(|(shown, _)| paths::file_name(shown).starts_with("default."));
    let text = match def.filter(|_| is_for_any) {
        Some(def) => with_fields(&text, def, &facts.lang),
        None => text,
    };
    let inferred = kind(place, &snapshot.config).is_some_and(|inferred| inferred == facts.kind);
    let declared = def.filter(|_| !inferred).map_or("", |def| def.id.as_str());
    (with_missing(&text, facts, declared), diags)
}

/// The type's fields that the front matter lacks at its end, empty, each with what it takes.
fn with_fields(text: &str, def: &TypeDef, lang: &str) -> String {
    let (meta, ..) = front_matter::read(text, "");
    let equals = match meta.format {
        Some(front_matter::Format::Yaml) => ":",
        Some(front_matter::Format::Toml) => " =",
        _ => return text.to_string(),
    };
    let missing = def.fields.iter().filter(|field| !field.names().any(|name| meta.params.contains_key(&name.to_lowercase())));
    let added: String = missing.map(|field| empty_field(field, equals, lang)).collect();
    let closing = (meta.body_line as usize).saturating_sub(2);
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let at = closing.min(lines.len());
    format!("{}{added}{}", lines[..at].concat(), lines[at..].concat())
}

/// `modenhet: "" # Modenhet: lav, hoy`
fn empty_field(field: &FieldDef, equals: &str, lang: &str) -> String {
    let choices: Vec<&str> = field.choices.iter().map(|choice| choice.id.as_str()).collect();
    let about = if choices.is_empty() { field.label(lang) } else { format!("{}: {}", field.label(lang), choices.join(", ")) };
    let value = if field.many { "[]" } else { "\"\"" };
    format!("{}{equals} {value} # {}\n", field.id, about.replace('\n', " "))
}

/// The archetype for a page, as Hugo looks for it: by type, by the sections above it, then Loft's own form for the type,
/// then `default`; a file for the language before one for all; the site's own before its themes'.
fn archetype_of(place: &Place, facts: &Facts, request: &Request, snapshot: &Snapshot) -> Option<(String, String)> {
    let sections: Vec<&str> =
        if request.kind.is_some() { Vec::new() } else { place.parent().rsplit('/').filter(|part| !part.is_empty()).collect() };
    let own = snapshot.config.loft.types.get(&facts.kind).map_or("", |def| def.archetype.as_str());
    let names = [own, facts.kind.as_str()].into_iter().filter(|name| !name.is_empty()).chain(sections);
    let form = || super::archetypes::form(&facts.kind, &facts.lang).map(|text| (format!("{}.md", facts.kind), text.to_string()));
    archetype_named(names, facts, snapshot).or_else(form).or_else(|| archetype_named(std::iter::once("default"), facts, snapshot))
}

/// The first of the site's archetypes that has one of the names.
fn archetype_named<'a>(names: impl Iterator<Item = &'a str>, facts: &Facts, snapshot: &Snapshot) -> Option<(String, String)> {
    let files: Vec<String> = names.flat_map(|name| [format!("{name}.{}.md", facts.lang), format!("{name}.md")]).collect();
    let blob = archetype_folders(snapshot)
        .iter()
        .flat_map(|folder| files.iter().map(move |file| SourcePath::new(format!("{folder}/{file}"))))
        .find_map(|path| snapshot.files.get(&path))?;
    Some((blob.shown.to_string(), read(blob)?))
}

/// Puts `id`, `weight`, `status` and, where the folder does not give it, `type` at the top of the front matter, where the archetype has none.
fn with_missing(text: &str, facts: &Facts, kind: &str) -> String {
    let (meta, ..) = front_matter::read(text, "");
    let weight = facts.weight.to_string();
    let fields = [
        ("id", facts.id.as_str(), true),
        ("weight", weight.as_str(), false),
        ("status", facts.status.as_str(), true),
        ("type", kind, true),
    ];
    let missing = fields.into_iter().filter(|(key, value, _)| !value.is_empty() && !meta.params.contains_key(*key));
    let lines = |toml: bool| missing.map(|(key, value, quoted)| line(key, value, quoted, toml)).collect::<String>();
    match (meta.format, text.find('\n')) {
        (Some(front_matter::Format::Yaml), Some(end)) => format!("{}{}{}", &text[..=end], lines(false), &text[end + 1..]),
        (Some(front_matter::Format::Toml), Some(end)) => format!("{}{}{}", &text[..=end], lines(true), &text[end + 1..]),
        (None, _) => format!("---\n{}---\n\n{text}", lines(false)),
        _ => text.to_string(),
    }
}

fn line(key: &str, value: &str, quoted: bool, toml: bool) -> String {
    match (toml, quoted) {
        (true, true) => format!("{key} = \"{}\"\n", value.replace('\\', "\\\\").replace('"', "\\\"")),
        (true, false) => format!("{key} = {value}\n"),
        (false, _) => format!("{key}: {value}\n"),
    }
}
