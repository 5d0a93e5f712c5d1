//! `loft migrate`: what a repository made for Hugo holds, as Loft sees it: what works as it is, what something else takes the place
//! of, what nothing does. And the few settings that Loft cannot find by itself, as a `loft.toml`.

mod host;
mod settings;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::check::search_cases;
use crate::config::Config;
use crate::diag::{Diag, MessageLang};
use crate::doc::{Call, Doc};
use crate::site::actors::REGISTERS;
use crate::site::{Page, Site, history};

use super::{Written, write};

/// The report, each part in the order in which a reader wants it.
#[derive(Debug, Default)]
pub struct Report {
    pub works: Vec<Diag>,
    pub replaced: Vec<Diag>,
    pub missing: Vec<Diag>,
    /// `loft.toml`, when something must stand there.
    pub settings: Option<Written>,
    /// A `loft.toml` is there already, so the settings are for its owner to take in.
    pub has_settings_already: bool,
}

/// What the survey is made from.
pub struct Survey<'a> {
    pub folder: &'a Path,
    pub site: &'a Site,
    /// Findings of planning: among them what the configuration says to Hugo alone.
    pub diags: &'a [Diag],
    /// Whether the theme has a shortcode.
    pub has_shortcode: &'a dyn Fn(&str) -> bool,
    /// The language of the comments in what is written.
    pub lang: MessageLang,
}

impl Survey<'_> {
    fn say<'t>(&self, en: &'t str, nb: &'t str) -> &'t str {
        if self.lang == MessageLang::Nb { nb } else { en }
    }
}

/// Looks, and writes nothing.
pub fn survey(survey: &Survey<'_>) -> Report {
    let mut report = Report::default();
    pages(survey, &mut report);
    shortcodes(survey, &mut report);
    theme(survey, &mut report);
    outputs(survey, &mut report);
    host::look(survey.folder, &mut report);
    settings::look(survey, &mut report);
    ignored_settings(survey, &mut report);
    report.has_settings_already = survey.folder.join("loft.toml").exists();
    report
}

/// Writes the settings, if there are any and no file is in their place.
///
/// # Errors
/// When the file cannot be written.
pub fn write_settings(folder: &Path, report: &Report) -> Result<bool, Diag> {
    match &report.settings {
        Some(settings) if !report.has_settings_already => write::create(folder, std::slice::from_ref(settings)).map(|()| true),
        _ => Ok(false),
    }
}

fn note(code: &'static str) -> Diag {
    Diag::note(code)
}

fn written(site: &Site) -> impl Iterator<Item = (&Page, &Doc)> {
    site.pages.iter().filter_map(|page| Some((page, &**page.doc.as_ref()?)))
}

fn pages(survey: &Survey<'_>, report: &mut Report) {
    let site = survey.site;
    let per_language = site.config.languages.iter().map(|language| {
        let count = written(site).filter(|(page, _)| page.lang == language.lang).count();
        format!("{} {count}", language.lang)
    });
    let count = written(site).count();
    report.works.push(note("migrate-pages").with("count", count).with("languages", per_language.collect::<Vec<_>>().join(", ")));
    let mut counted = |code, count: usize| {
        if count > 0 {
            report.works.push(note(code).with("count", count));
        }
    };
    counted("migrate-aliases", site.pages.iter().map(|page| page.aliases.len()).sum());
    counted(
        "migrate-files",
        site.files.iter().filter(|(path, _)| path.component() == "static").count()
            + site.pages.iter().map(|page| page.resources.len()).sum::<usize>(),
    );
    counted("migrate-menus", site.menus.values().flat_map(BTreeMap::values).map(Vec::len).sum());
    counted("migrate-statuses", site.pages.iter().filter(|page| site.status_of(page).is_some_and(|status| status.id.is_some())).count());
    let default = &site.config.default_language;
    counted("migrate-actors", site.actors.profiles(default).len());
    let others = survey.site.files.keys().filter(|path| path.component() == "content" && is_other_markup(path.as_str()));
    let endings: BTreeSet<&str> = others.clone().filter_map(|path| path.as_str().rsplit_once('.')).map(|(_, ending)| ending).collect();
    let count = others.count();
    if count > 0 {
        let endings = endings.into_iter().collect::<Vec<_>>().join(", ");
        report.missing.push(note("migrate-markup").with("count", count).with("endings", endings));
    }
}

/// Content that Hugo hands to other programs.
fn is_other_markup(path: &str) -> bool {
    [".adoc", ".asciidoc", ".ad", ".rst", ".org", ".pandoc", ".pdc"].iter().any(|ending| path.ends_with(ending))
}

/// Each shortcode with how often it is called, and where first.
fn calls(site: &Site) -> BTreeMap<String, (usize, String)> {
    let mut found: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for (_, doc) in written(site) {
        let mut waiting: Vec<&Call> = doc.content.calls.iter().collect();
        while let Some(call) = waiting.pop() {
            found.entry(call.name.clone()).or_insert_with(|| (0, format!("{}:{}", doc.shown, call.span.line))).0 += 1;
            waiting.extend(call.inner.iter().flat_map(|inner| &inner.content.calls));
        }
    }
    found
}

/// The site's own templates for shortcodes, by name: in its `layouts/` and in its theme's.
fn templates_of_shortcodes(site: &Site) -> BTreeMap<String, String> {
    let name = |path: &str| -> Option<String> {
        let (_, rest) = path.split_once("layouts/")?;
        let name = rest.strip_prefix("shortcodes/").or_else(|| rest.strip_prefix("_shortcodes/"))?;
        Some(name.rsplit_once('.')?.0.to_string())
    };
    site.files.iter().filter_map(|(path, blob)| Some((name(path.as_str())?, blob.shown.to_string()))).collect()
}

fn shortcodes(survey: &Survey<'_>, report: &mut Report) {
    let templates = templates_of_shortcodes(survey.site);
    let mut known = Vec::new();
    for (name, (count, first)) in calls(survey.site) {
        let diag = |code| note(code).with("name", &name).with("count", count).with("first", &first);
        match (templates.get(&name), (survey.has_shortcode)(&name)) {
            (None, true) => known.push(format!("{name} ({count})")),
            (Some(template), true) => report.replaced.push(diag("migrate-shortcode-same").with("template", template)),
            (Some(template), false) => report.replaced.push(diag("migrate-shortcode-own").with("template", template)),
            (None, false) => report.missing.push(diag("migrate-shortcode-unknown")),
        }
    }
    if !known.is_empty() {
        report.works.push(note("migrate-shortcodes").with("names", known.join(", ")));
    }
}

/// Whether Loft reads a file in `data/`.
fn is_read(path: &str) -> bool {
    REGISTERS.contains(&path) || [search_cases::FILE, history::WRITTEN_PATH].contains(&path)
}

fn theme(survey: &Survey<'_>, report: &mut Report) {
    let site = survey.site;
    for theme in &site.config.theme {
        let folder = format!("themes/{theme}/templates/");
        if !site.files.keys().any(|path| path.as_str().starts_with(&folder)) {
            report.replaced.push(note("migrate-theme").with("theme", theme));
        }
    }
    let is_shortcode = |path: &str| path.contains("layouts/shortcodes/") || path.contains("layouts/_shortcodes/");
    let own = site.files.keys().filter(|path| path.component() == "layouts" && !is_shortcode(path.as_str())).count();
    if own > 0 {
        report.replaced.push(note("migrate-layouts").with("count", own));
    }
    let count = |component: &str| site.files.keys().filter(|path| path.component() == component).count();
    for (code, count) in [("migrate-assets", count("assets")), ("migrate-texts", count("i18n"))] {
        if count > 0 {
            report.replaced.push(note(code).with("count", count));
        }
    }
    let data = site.files.keys().filter(|path| path.component() == "data" && !is_read(path.as_str())).count();
    if data > 0 {
        report.missing.push(note("migrate-data").with("count", data));
    }
}

/// Forms of output other than pages and feeds.
fn outputs(survey: &Survey<'_>, report: &mut Report) {
    let config: &Config = &survey.site.config;
    let mut others: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (kind, formats) in &config.outputs {
        for format in formats.iter().filter(|format| !matches!(format.as_str(), "html" | "rss")) {
            others.entry(format).or_default().insert(kind);
        }
    }
    for (format, kinds) in others {
        let kinds = kinds.into_iter().collect::<Vec<_>>().join(", ");
        report.missing.push(note("migrate-output").with("format", format.to_uppercase()).with("kinds", kinds));
    }
}

/// Settings for Hugo that change nothing here.
fn ignored_settings(survey: &Survey<'_>, report: &mut Report) {
    let is_silent = |diag: &&Diag| diag.code == "config-without-effect";
    let key = |diag: &Diag| diag.args.iter().find(|(name, _)| *name == "key").map(|(_, key)| key.clone());
    let keys: BTreeSet<String> = survey.diags.iter().filter(is_silent).filter_map(key).collect();
    if !keys.is_empty() {
        report.missing.push(note("migrate-settings-ignored").with("keys", keys.into_iter().collect::<Vec<_>>().join(", ")));
    }
}
