//! The template engine: a theme's files, checked and ready, and the values that a page gives them.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tera::{Context, ErrorKind, Tera, Value};

use super::theme::{ThemeFile, ThemeFiles};
use super::values::{DrawnLists, Generations, SharedValues};
use super::{actor, escape, filters, frame, sidebar};
use crate::config::Markup;
use crate::diag::{Diag, Span};
use crate::doc::markdown::Options;
use crate::memo::{Key, Shared};
use crate::views::{PageView, SiteView, ViewData};

/// A theme, ready to render.
pub struct Engine {
    tera: Tera,
    /// Loft's own templates alone: they stand in when a site's fail.
    own: Tera,
    /// Template name → the version in use.
    sources: BTreeMap<String, ThemeFile>,
    strings: BTreeMap<String, Strings>,
    pub(super) shared: SharedValues,
    pub(super) drawn: DrawnLists,
    /// By the site's key.
    pub(super) frames: Generations<Arc<frame::Frame>>,
    pub(super) markup: Markup,
    key: Key,
}

/// A language's strings, for Rust and for Tera.
struct Strings {
    texts: BTreeMap<String, String>,
    value: Value,
}

/// One page's values, converted when first asked for, and the engine that they are for.
pub struct Scope<'a> {
    pub(super) engine: &'a Engine,
    pub(super) site: &'a Shared<SiteView>,
    pub(super) page: &'a PageView,
    values: OnceCell<ScopeValues>,
}

#[derive(Clone)]
pub(super) struct ScopeValues {
    pub site: Value,
    pub page: Value,
    pub params: Value,
    pub strings: Value,
    /// What drawing the shared parts found.
    diags: Vec<Diag>,
}

impl Engine {
    /// Checks every template. One with an error is a finding with its line, and the next version of the
    /// same file stands in: in the end Loft's own, so that the rest of the site builds. Where one of Loft's
    /// own templates does not fit a site's (it fills a block that the site's lacks), it is used with Loft's.
    pub fn new(files: &ThemeFiles, markup: &Markup) -> (Engine, Vec<Diag>) {
        let mut diags = Vec::new();
        let (tera, sources) = load(files, markup, &mut diags);
        let (own, _) = load_own(files, markup);
        let strings = strings(files, &mut diags);
        let key = key_of(&sources, files, markup);
        (
            Engine {
                tera,
                own,
                sources,
                strings,
                shared: SharedValues::default(),
                drawn: DrawnLists::default(),
                frames: Generations::default(),
                markup: markup.clone(),
                key,
            },
            diags,
        )
    }

    /// Key of everything that rendering depends on besides the view: templates, strings, `[markup]`.
    pub fn key(&self) -> Key {
        self.key
    }

    /// Whether there is a template of this name below `templates/`, or of a shortcode with its folder.
    pub fn has_template(&self, name: &str) -> bool {
        self.is_loaded(name) || self.own.contains_template(&format!("{OWN}{name}"))
    }

    fn is_loaded(&self, name: &str) -> bool {
        self.sources.contains_key(name) || self.sources.contains_key(&format!("{OWN}{name}"))
    }

    /// A string of the theme in a language: nynorsk falls back on bokmål, all else on English.
    pub fn string(&self, lang: &str, name: &str) -> Option<&str> {
        self.strings_for(lang)?.texts.get(name).map(String::as_str)
    }

    /// The theme's texts whose names begin so, by the rest of their names.
    pub fn strings_beginning(&self, lang: &str, prefix: &str) -> BTreeMap<String, String> {
        let texts = self.strings_for(lang).map(|strings| &strings.texts);
        let named = texts.into_iter().flatten().filter_map(|(name, text)| Some((name.strip_prefix(prefix)?.to_string(), text.clone())));
        named.collect()
    }

    fn strings_for(&self, lang: &str) -> Option<&Strings> {
        let base = lang.split('-').next().unwrap_or(lang);
        let fallback = if base == "nn" || base == "no" { "nb" } else { "en" };
        [lang, base, fallback, "en"].into_iter().find_map(|lang| self.strings.get(lang))
    }

    /// Renders a page. `content` is the body's HTML, `view` a generated view's own data.
    ///
    /// A template that fails is a finding with its line; Loft's own stands in, and if there is none, the
    /// bare body.
    pub fn page(&self, template: &str, scope: &Scope, content: &str, view: Option<&ViewData>) -> (Vec<u8>, Vec<Diag>) {
        let mut values = scope.values();
        let mut context = Context::new();
        context.insert_value("frame", frame::parts(scope, &values.site, &values.strings, &mut values.diags));
        context.insert_value("site", values.site);
        context.insert_value("page", values.page);
        context.insert_value("t", values.strings);
        context.insert_value("content", Value::safe_string(content));
        context.insert_value("view", view.map_or(Value::none(), |view| view_value(view, scope, &mut values.diags)));
        let mut html = Vec::with_capacity(content.len() + FRAME);
        match self.render_to(template, &context, &mut html) {
            Ok(()) => (html, values.diags),
            Err(diag) => (self.own.render(template, &context).unwrap_or_else(|_| bare(scope, content)).into_bytes(), vec![diag]),
        }
    }

    pub(super) fn render(&self, template: &str, context: &Context) -> Result<String, Diag> {
        self.with(template).render(template, context).map_err(|error| self.finding(&error))
    }

    fn render_to(&self, template: &str, context: &Context, html: &mut Vec<u8>) -> Result<(), Diag> {
        self.with(template).render_to(template, context, html).map_err(|error| self.finding(&error))
    }

    /// The templates that this one is among.
    fn with(&self, template: &str) -> &Tera {
        if self.is_loaded(template) { &self.tera } else { &self.own }
    }

    fn finding(&self, error: &tera::Error) -> Diag {
        match problems(error).first() {
            Some(problem) => problem.finding(&self.sources),
            None => Diag::error("template-error").with("reason", first_line(&error.to_string())),
        }
    }

    /// Draws a part of a page by its template, or by Loft's own where that fails. The template's values: `site`, `t` and the part
    /// by its name.
    pub(super) fn draw(
        &self,
        template: &str,
        site: &Value,
        strings: &Value,
        (name, part): (&'static str, Value),
    ) -> (String, Option<Diag>) {
        let mut context = context_of_part(site, strings);
        context.insert_value(name, part);
        match self.render(template, &context) {
            Ok(html) => (html, None),
            Err(diag) => (self.render_own(template, &context).unwrap_or_default(), Some(diag)),
        }
    }

    /// Draws a part that needs no more than `site` and `t`.
    ///
    /// # Errors
    /// When its template fails; with the finding when it is the site's own. Loft's own does where a site's component needs the page.
    pub(super) fn draw_alike(&self, template: &str, site: &Value, strings: &Value) -> Result<String, Option<Diag>> {
        self.render(template, &context_of_part(site, strings)).map_err(|diag| self.sources.contains_key(template).then_some(diag))
    }

    pub(super) fn render_own(&self, template: &str, context: &Context) -> Option<String> {
        self.own.render(template, context).ok()
    }

    /// Names of templates, `shortcodes/figure.html` among them.
    pub(super) fn template_names(&self) -> impl Iterator<Item = &str> {
        self.sources.keys().map(|name| name.strip_prefix(OWN).unwrap_or(name))
    }
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("key", &self.key).finish_non_exhaustive()
    }
}

impl<'a> Scope<'a> {
    pub fn new(engine: &'a Engine, site: &'a Shared<SiteView>, page: &'a PageView) -> Scope<'a> {
        Scope { engine, site, page, values: OnceCell::new() }
    }

    pub(super) fn values(&self) -> ScopeValues {
        self.values.get_or_init(|| self.convert()).clone()
    }

    fn convert(&self) -> ScopeValues {
        let shared = &self.engine.shared;
        let site = shared.get(self.site);
        let strings = self.engine.strings_for(&self.site.lang).map_or(Value::none(), |strings| strings.value.clone());
        let (nav, diags) = sidebar::levels(self, &site, &strings);
        let page = shared.page(self.page, nav);
        ScopeValues { site, page, params: Value::from_serializable(&self.page.params), strings, diags }
    }
}

/// What every part of a page that is drawn by itself has.
fn context_of_part(site: &Value, strings: &Value) -> Context {
    let mut context = Context::new();
    context.insert_value("site", site.clone());
    context.insert_value("t", strings.clone());
    context
}

/// A generated view's own data for its template. What is found on the way is added to `diags`.
fn view_value(view: &ViewData, scope: &Scope, diags: &mut Vec<Diag>) -> Value {
    match view {
        ViewData::Actor(Some(view)) => {
            let (value, found) = actor::value(view, scope);
            diags.extend(found);
            value
        }
        view => Value::from_serializable(view),
    }
}

/// What the frame of a page takes at most, as a rule, in bytes.
const FRAME: usize = 24 << 10;

/// Loft's own templates are there under this name too, so that a site's `page.html` can extend `loft/page.html`.
const OWN: &str = "loft/";

/// The name of a theme file as a template: `templates/` is left out, `shortcodes/` stays.
fn template_name(file: &str) -> Option<&str> {
    file.strip_prefix("templates/").or_else(|| file.starts_with("shortcodes/").then_some(file))
}

/// Loads the best version of each template, and steps back from those with errors.
fn load(files: &ThemeFiles, markup: &Markup, diags: &mut Vec<Diag>) -> (Tera, BTreeMap<String, ThemeFile>) {
    let mut skipped: BTreeSet<(String, String)> = BTreeSet::new();
    loop {
        let sources = choose(files, &skipped);
        let error = match build(&sources, markup) {
            Ok(tera) => return (tera, sources),
            Err(error) => error,
        };
        let known = skipped.len();
        let mut problems = problems(&error);
        // An error in a site's file may be why Loft's do not fit: mend that first.
        if problems.iter().any(|problem| problem.is_in_site(&sources)) {
            problems.retain(|problem| problem.is_in_site(&sources));
        }
        for problem in problems {
            diags.push(problem.finding(&sources));
            let culprit = problem.template.and_then(|name| Some((sources.get(&name)?.shown.clone(), name)));
            skipped.extend(culprit.map(|(shown, name)| (name, shown)));
        }
        if skipped.len() == known {
            return load_own(files, markup);
        }
    }
}

/// Loft's own theme alone. Its tests see to it that it loads.
fn load_own(files: &ThemeFiles, markup: &Markup) -> (Tera, BTreeMap<String, ThemeFile>) {
    let mut sources = choose(files, &BTreeSet::new());
    sources.retain(|_, file| file.embedded);
    match build(&sources, markup) {
        Ok(tera) => (tera, sources),
        Err(_) => (new_tera(markup), BTreeMap::new()),
    }
}

fn build(sources: &BTreeMap<String, ThemeFile>, markup: &Markup) -> tera::TeraResult<Tera> {
    let mut tera = new_tera(markup);
    // A last line end would be a blank in the middle of a sentence where a shortcode stands in one.
    tera.add_raw_templates(sources.iter().map(|(name, file)| (name, file.text.strip_suffix('\n').unwrap_or(&file.text))))?;
    Ok(tera)
}

fn choose(files: &ThemeFiles, skipped: &BTreeSet<(String, String)>) -> BTreeMap<String, ThemeFile> {
    let mut chosen = BTreeMap::new();
    for (file, versions) in &files.files {
        let Some(name) = template_name(file) else { continue };
        let usable = |name: &str, version: &ThemeFile| !skipped.contains(&(name.to_string(), version.shown.clone()));
        let own_name = format!("{OWN}{name}");
        let own = versions.iter().find(|version| version.embedded && usable(&own_name, version));
        chosen.extend(own.map(|version| (own_name, version.clone())));
        let laid = versions.iter().find(|version| !version.embedded && usable(name, version));
        chosen.extend(laid.map(|version| (name.to_string(), version.clone())));
    }
    chosen
}

fn new_tera(markup: &Markup) -> Tera {
    let mut tera = Tera::new();
    filters::register(&mut tera, &markup.highlight, &Options::new(markup, false));
    // Nothing is loaded yet, so that there is nothing to clash with.
    let _ = tera.set_fallback_prefixes([OWN]);
    tera
}

/// What Tera has to say, by template.
struct Problem {
    template: Option<String>,
    span: Option<Span>,
    reason: String,
}

fn problems(error: &tera::Error) -> Vec<Problem> {
    let about = |template: &str, span| vec![Problem { template: Some(template.to_string()), span, reason: first_line(&error.to_string()) }];
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let span = Span::at(report.span().start_line as u32, report.span().start_col as u32 + 1, 0);
            vec![Problem { template: Some(report.filename().to_string()), span: Some(span), reason: first_line(report.message()) }]
        }
        // The last of the chain is the one that closes the circle.
        ErrorKind::CircularExtend { tpl, inheritance_chain: chain } | ErrorKind::CircularInclude { tpl, include_chain: chain } => {
            about(chain.last().unwrap_or(tpl), None)
        }
        ErrorKind::MissingParent { current, .. } => about(current, None),
        _ => reported(&error.to_string()),
    }
}

/// Tera gives several errors at once as text: `error: …` and below it ` --> name:line:column`.
fn reported(text: &str) -> Vec<Problem> {
    let chunks = text.split("error: ").map(str::trim).filter(|chunk| !chunk.is_empty());
    chunks
        .map(|chunk| {
            let place = chunk.lines().nth(1).and_then(|line| line.trim().strip_prefix("--> "));
            let parts = place.and_then(|place| {
                let mut parts = place.rsplitn(3, ':');
                let (col, line) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
                Some((parts.next()?.to_string(), Span::at(line, col, 0)))
            });
            // "Component `x` is defined in both `a` and `b`"
            let last_name = || chunk.strip_suffix('`').and_then(|rest| rest.rsplit('`').next()).map(str::to_string);
            let (template, span) = parts.map_or_else(|| (last_name(), None), |(name, span)| (Some(name), Some(span)));
            Problem { template, span, reason: first_line(chunk) }
        })
        .collect()
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_string()
}

impl Problem {
    fn is_in_site(&self, sources: &BTreeMap<String, ThemeFile>) -> bool {
        self.template.as_ref().and_then(|name| sources.get(name)).is_some_and(|file| !file.embedded)
    }

    fn finding(&self, sources: &BTreeMap<String, ThemeFile>) -> Diag {
        let file = self.template.as_ref().and_then(|name| sources.get(name));
        let diag = match (file, &self.template) {
            (Some(file), Some(name)) if file.embedded => {
                Diag::error("template-misfit").with("name", name.strip_prefix(OWN).unwrap_or(name))
            }
            (Some(file), _) => Diag::error("template-error").in_file(&file.shown),
            _ => Diag::error("template-error"),
        };
        let diag = diag.with("reason", &self.reason);
        match (file, self.span) {
            (Some(file), Some(span)) if !file.embedded => diag.span(span),
            _ => diag,
        }
    }
}

/// `strings/LANG.toml`, all versions laid over each other key by key, and over the language to fall back on.
fn strings(files: &ThemeFiles, diags: &mut Vec<Diag>) -> BTreeMap<String, Strings> {
    let written: BTreeMap<&str, BTreeMap<String, String>> = files
        .files
        .iter()
        .filter_map(|(name, versions)| Some((name.strip_prefix("strings/")?.strip_suffix(".toml")?, merged(versions, diags))))
        .collect();
    let with_fallbacks = |lang: &str| {
        let chain: &[&str] = if lang == "nn" { &["en", "nb", "nn"] } else { &["en", lang] };
        let texts: BTreeMap<String, String> =
            chain.iter().filter_map(|lang| written.get(lang)).flatten().map(|(name, text)| (name.clone(), text.clone())).collect();
        Strings { value: Value::from(texts.clone()), texts }
    };
    written.keys().map(|lang| (lang.to_string(), with_fallbacks(lang))).collect()
}

fn merged(versions: &[ThemeFile], diags: &mut Vec<Diag>) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for version in versions.iter().rev() {
        match toml::from_str::<BTreeMap<String, String>>(&version.text) {
            Ok(more) => texts.extend(more),
            Err(error) => {
                let at = error.span().map_or(0, |span| span.start);
                let span = Span::of_bytes(&version.text, at, at, 1);
                diags.push(Diag::error("theme-strings").at(&version.shown, span).with("reason", error.message()));
            }
        }
    }
    texts
}

fn key_of(sources: &BTreeMap<String, ThemeFile>, files: &ThemeFiles, markup: &Markup) -> Key {
    let strings: Vec<_> = files.files.iter().filter(|(name, _)| name.starts_with("strings/")).collect();
    Key::of(&(sources, strings, markup))
}

/// A page without a template: what the reader came for.
fn bare(scope: &Scope, content: &str) -> String {
    let title = escape::escaped(&scope.page.title);
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<meta charset=\"utf-8\">\n<title>{title}</title>\n<h1>{title}</h1>\n{content}\n",
        escape::escaped(&scope.site.lang_code)
    )
}

#[cfg(test)]
pub(super) mod tests;
