//! The site as it is planned now, file by file as the browser asks.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex};

use serde_json::{Value, json};

use super::answer::{Question, Shown};
use super::editor::Editor;
use super::moves::Moves;
use super::report::{self, Telling};
use super::{locate, status};
use crate::config::Config;
use crate::diag::{self, Diag, MessageLang, Severity};
use crate::edit::{self, StatusFile};
use crate::input;
use crate::memo::Key;
use crate::paths::{OutPath, UrlPath};
use crate::pipeline::{self, Early, Memo, PictureStore, Plan};
use crate::render::Body;
use crate::site::Page;
use crate::views::{Job, JobKind, SEARCH_FOLDER};

/// Pages whose last good form is kept.
const MOST_KEPT: usize = 500;
/// A site with more pages than this shows the first before it has read them all.
const LARGE: usize = 1_500;
/// Plans after which a rendered file that nobody asked for again is forgotten.
const PLANS_KEPT: u64 = 20;

/// What the one who starts the preview decides.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The language of findings.
    pub lang: MessageLang,
    /// The site's folder, from the root of the disk.
    pub folder: PathBuf,
    pub editor: Editor,
    pub read_only: bool,
}

impl Settings {
    pub fn new(lang: MessageLang, folder: &Path) -> Settings {
        Settings { lang, folder: folder.to_path_buf(), editor: Editor::default(), read_only: false }
    }
}

/// What the server shows. Planning goes on beside it; each request is answered from the last whole plan.
#[derive(Debug)]
pub struct Preview {
    memo: Memo,
    state: Mutex<State>,
    /// Told when the state has become another.
    became: Condvar,
    /// Pages as they last were without an error.
    good: Mutex<HashMap<OutPath, Arc<[u8]>>>,
    moves: Mutex<Moves>,
    /// All findings of a plan: they take a while, and several tabs may ask.
    found: Mutex<Option<(Arc<Plan>, Arc<Vec<Diag>>)>>,
    telling: Telling,
    read_only: bool,
    token: String,
}

/// How much of the site is known.
#[derive(Clone, Debug)]
enum State {
    Nothing,
    /// The pages without what only bodies tell.
    Early(Arc<Early>),
    Whole(Arc<Plan>),
}

impl Preview {
    /// A preview of a site that is planned already. Versions of pictures are kept in `pictures`.
    pub fn new(snapshot: &input::Snapshot, settings: Settings, pictures: PictureStore) -> Preview {
        let preview = Preview::opening(settings, pictures);
        preview.show(snapshot.clone(), || ());
        preview
    }

    /// A preview that lets those who ask wait until [`Preview::show`] has something to show.
    pub fn opening(settings: Settings, pictures: PictureStore) -> Preview {
        let Settings { lang, folder, editor, read_only } = settings;
        Preview {
            memo: Memo::keeping().with_pictures(pictures),
            state: Mutex::new(State::Nothing),
            became: Condvar::new(),
            good: Mutex::default(),
            moves: Mutex::default(),
            found: Mutex::default(),
            telling: Telling { lang, editor, folder },
            read_only,
            token: uuid::Uuid::new_v4().simple().to_string(),
        }
    }

    /// Shows the first pages of a large site before all are read.
    pub fn show_early(&self, snapshot: &input::Snapshot) {
        if snapshot.files.len() > LARGE {
            self.turn(State::Early(Arc::new(Early::of(snapshot, &self.memo))), || ());
        }
    }

    /// Plans again and shows the new plan from now on. `announce` tells those who listen: whoever sees a page of the new plan
    /// can ask for its number already.
    pub fn show(&self, snapshot: input::Snapshot, announce: impl FnOnce()) -> Arc<Plan> {
        let plan = Arc::new(pipeline::plan(snapshot, &self.memo));
        let before = self.state.lock().expect("state lock").clone();
        if let State::Whole(before) = &before
            && !before.site.shares_structure(&plan.site)
        {
            self.moves.lock().expect("moves lock").note(&before.site, &plan.site);
        }
        self.turn(State::Whole(Arc::clone(&plan)), announce);
        plan
    }

    fn turn(&self, next: State, announce: impl FnOnce()) {
        let mut state = self.state.lock().expect("state lock");
        *state = next;
        announce();
        drop(state);
        self.became.notify_all();
    }

    /// What the configuration says, as soon as it is read: pages that are shown early wait for nothing else.
    fn setting<T>(&self, read: impl FnOnce(&Config) -> T) -> T {
        match self.early() {
            Some(early) => read(early.config()),
            None => read(&self.plan().site.config),
        }
    }

    /// Forgets what nobody asked for in a while. Apart from [`Preview::show`], since nobody need wait for it.
    pub fn sweep(&self) {
        pipeline::sweep_rendered(&self.memo, PLANS_KEPT);
    }

    /// The plan that is shown, once there is one.
    pub fn plan(&self) -> Arc<Plan> {
        let mut state = self.state.lock().expect("state lock");
        loop {
            match &*state {
                State::Whole(plan) => return Arc::clone(plan),
                _ => state = self.became.wait(state).expect("state lock"),
            }
        }
    }

    /// What there is of the site before the plan; `None` when the plan is there.
    fn early(&self) -> Option<Arc<Early>> {
        let mut state = self.state.lock().expect("state lock");
        loop {
            match &*state {
                State::Whole(_) => return None,
                State::Early(early) => return Some(Arc::clone(early)),
                State::Nothing => state = self.became.wait(state).expect("state lock"),
            }
        }
    }

    /// A file of the search export, all of which are made when the first is asked for.
    fn search_file(&self, plan: &Plan, out: &OutPath) -> Option<Arc<[u8]>> {
        let is_of_search = out.as_str().strip_prefix(SEARCH_FOLDER).is_some_and(|rest| rest.starts_with('/'));
        is_of_search.then(|| pipeline::search_file(plan, out, &self.memo)).flatten()
    }

    /// The last good form of a page with an error, the present one otherwise.
    fn best(&self, plan: &Plan, job: &Job, bytes: Arc<[u8]>, found: &[Diag]) -> Arc<[u8]> {
        if !matches!(job.kind, JobKind::Page(_) | JobKind::Generated(_)) {
            return bytes;
        }
        let mut good = self.good.lock().expect("good pages lock");
        if found.iter().chain(of_page(plan, job)).any(|diag| diag.severity == Severity::Error) {
            return good.get(&job.out).cloned().unwrap_or(bytes);
        }
        if good.len() >= MOST_KEPT && !good.contains_key(&job.out) {
            good.clear();
        }
        good.insert(job.out.clone(), Arc::clone(&bytes));
        bytes
    }

    /// What is wrong with a page, and with what all pages share.
    fn findings(&self, plan: &Plan, job: Option<&Job>) -> Vec<Diag> {
        let mut found: Vec<Diag> = site_wide(plan).filter(|diag| diag.severity == Severity::Error).cloned().collect();
        if let Some(job) = job {
            found.extend(of_page(plan, job).cloned());
            let mut rendered = pipeline::render(plan, job, &self.memo).diags.clone();
            crate::check::weigh(&plan.site, &mut rendered);
            found.extend(rendered);
        }
        diag::sort(&mut found);
        found
    }

    fn tell_page(&self, out: &OutPath) -> Value {
        let plan = self.plan();
        let job = plan.job(out);
        let found = self.findings(&plan, job);
        let mut told = match job.and_then(|job| page_of(&plan, job)) {
            Some(page) => self.telling.page(&plan.site, page, &found),
            None => json!({ "findings": self.telling.findings(&found), "errors": found.len() }),
        };
        told["texts"] = report::texts(self.telling.lang);
        told["read_only"] = self.read_only.into();
        told
    }

    fn tell_site(&self) -> Value {
        let plan = self.plan();
        let mut kept = self.found.lock().expect("findings lock");
        let found = match kept.as_ref().filter(|(of, _)| Arc::ptr_eq(of, &plan)) {
            Some((_, found)) => Arc::clone(found),
            // Every page is rendered for this, and none is worth keeping afterwards.
            None => Arc::new(pipeline::findings(&plan, &Memo::keeping())),
        };
        *kept = Some((Arc::clone(&plan), Arc::clone(&found)));
        self.telling.site(&plan, &found)
    }

    fn tell_source(&self, out: &OutPath, text: &str, nth: usize) -> Value {
        let plan = self.plan();
        let page = plan.job(out).and_then(|job| page_of(&plan, job));
        let Some(doc) = page.and_then(|page| page.doc.as_ref()) else { return Value::Null };
        let source = input::read_file(&self.telling.disk(&doc.shown)).unwrap_or_default();
        let line = locate::line_of(&String::from_utf8_lossy(&source), text, nth).unwrap_or(doc.meta.body_line.max(1));
        json!({ "path": &*doc.shown, "line": line, "href": self.telling.link(&doc.shown, line, 1) })
    }

    fn write_status(&self, out: &OutPath, wanted: &Value) -> Result<(), Diag> {
        let plan = self.plan();
        let site = &plan.site;
        let changed = || Diag::error("status-file-changed").with("path", out);
        let page = plan.job(out).and_then(|job| page_of(&plan, job)).ok_or_else(changed)?;
        let vocabulary = &site.config.loft.statuses;
        let id = wanted.get("status").and_then(Value::as_str).unwrap_or_default();
        let new = vocabulary.statuses.iter().find(|def| def.id == id).ok_or_else(changed)?;
        let seen: HashMap<&str, Key> = wanted.get("files").and_then(Value::as_array).into_iter().flatten().filter_map(seen_file).collect();
        let mut files = Vec::new();
        for version in std::iter::once(page).chain(page.translations.iter().map(|id| site.page(*id))) {
            let Some(doc) = &version.doc else { continue };
            let Some(old) = &doc.meta.status else { continue };
            let gone = || Diag::error("status-file-changed").in_file(&*doc.shown).with("path", &doc.shown);
            files.push(StatusFile {
                shown: doc.shown.to_string(),
                disk: site.files.get(&doc.path).ok_or_else(gone)?.disk.to_path_buf(),
                seen: *seen.get(&*doc.shown).ok_or_else(gone)?,
                status: status::in_words(vocabulary, old, new, version.lang.as_str()),
            });
        }
        if files.is_empty() { Err(changed()) } else { edit::set_status(&files) }
    }
}

fn bytes_of(body: &Body) -> Option<Arc<[u8]>> {
    match body {
        Body::Bytes(bytes) => Some(bytes.as_slice().into()),
        Body::File(source) => input::read_file(source).ok().map(Into::into),
    }
}

/// A file's name and the key of its bytes, as the page that is shown had them.
fn seen_file(file: &Value) -> Option<(&str, Key)> {
    let key = u128::from_str_radix(file.get("key")?.as_str()?, 16).ok()?;
    Some((file.get("path")?.as_str()?, Key(key)))
}

impl Shown for Preview {
    fn base_path(&self) -> String {
        self.setting(|config| config.base_path().to_string())
    }

    fn search_origin(&self) -> Option<String> {
        self.setting(|config| config.loft.search.http.as_ref()?.origin().map(str::to_string))
    }

    fn has(&self, out: &OutPath) -> bool {
        self.early().is_some_and(|early| early.has(out)) || self.plan().job(out).is_some()
    }

    fn make(&self, out: &OutPath) -> Option<Arc<[u8]>> {
        if let Some(rendered) = self.early().and_then(|early| early.file(out, &self.memo))
            && rendered.diags.iter().all(|diag| diag.severity != Severity::Error)
        {
            return bytes_of(&rendered.body);
        }
        let plan = self.plan();
        let Some(job) = plan.job(out) else { return self.search_file(&plan, out) };
        let rendered = pipeline::render(&plan, job, &self.memo);
        match &rendered.body {
            Body::Bytes(bytes) => Some(self.best(&plan, job, bytes.as_slice().into(), &rendered.diags)),
            file => bytes_of(file),
        }
    }

    fn not_found(&self, url: &UrlPath) -> Option<Arc<[u8]>> {
        let config = Arc::clone(&self.plan().site.config);
        let prefixes = config.languages.iter().map(|language| config.language_prefix(&language.lang));
        let below = url.as_str().trim_start_matches('/');
        let own = prefixes.filter(|prefix| below.starts_with(prefix.as_str())).max_by_key(String::len);
        self.make(&OutPath::new(format!("{}404.html", own.unwrap_or_default())))
    }

    fn tell(&self, question: &Question<'_>) -> Value {
        match question {
            Question::Page(out) => self.tell_page(out),
            Question::Site => self.tell_site(),
            Question::Source(out, text, nth) => self.tell_source(out, text, *nth),
            Question::Moved(out) => {
                let plan = self.plan();
                self.moves.lock().expect("moves lock").of(out, &plan.site).map(|page| page.rel_permalink.as_str()).into()
            }
        }
    }

    fn set_status(&self, out: &OutPath, wanted: &Value) -> Result<(), Value> {
        self.write_status(out, wanted).map_err(|diag| diag::to_json(&diag, self.telling.lang))
    }

    fn token(&self) -> &str {
        &self.token
    }

    fn read_only(&self) -> bool {
        self.read_only
    }
}

/// The page that a file shows, with what its sources are.
fn page_of<'p>(plan: &'p Plan, job: &Job) -> Option<&'p Page> {
    match job.kind {
        JobKind::Page(id) => Some(plan.site.page(id)),
        _ => None,
    }
}

/// Findings in the file that a page comes from.
fn of_page<'p>(plan: &'p Plan, job: &Job) -> impl Iterator<Item = &'p Diag> {
    let source = page_of(plan, job).and_then(|page| page.doc.as_ref()).map(|doc| Arc::clone(&doc.shown));
    plan.diags.iter().filter(move |diag| source.as_deref().is_some_and(|source| diag.path.as_deref() == Some(source)))
}

/// Findings that concern every page: configuration, templates, strings.
fn site_wide(plan: &Plan) -> impl Iterator<Item = &Diag> {
    let pages: std::collections::HashSet<&str> =
        plan.site.pages.iter().filter_map(|page| page.doc.as_ref()).map(|doc| doc.shown.as_ref()).collect();
    let is_shared = |path: &str| ["layouts/", "themes/", "i18n/"].iter().any(|folder| path.starts_with(folder)) || !path.contains('/');
    plan.diags.iter().filter(move |diag| diag.path.as_deref().is_none_or(|path| !pages.contains(path) && is_shared(path)))
}
