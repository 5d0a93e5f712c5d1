//! The site as it is planned now, file by file as the browser asks.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, RwLock};

use serde_json::json;

use super::answer::Shown;
use crate::diag::{self, Diag, MessageLang, Severity};
use crate::input;
use crate::paths::{OutPath, UrlPath};
use crate::pipeline::{self, Memo, PictureStore, Plan};
use crate::render::Body;
use crate::views::{Job, JobKind, SEARCH_FOLDER};

/// Pages whose last good form is kept.
const MOST_KEPT: usize = 500;
/// Plans after which a rendered file that nobody asked for again is forgotten.
const PLANS_KEPT: u64 = 20;

/// What the server shows. Planning goes on beside it; each request is answered from the last whole plan.
#[derive(Debug)]
pub struct Preview {
    memo: Memo,
    plan: RwLock<Arc<Plan>>,
    /// Pages as they last were without an error.
    good: Mutex<HashMap<OutPath, Arc<[u8]>>>,
    lang: MessageLang,
}

impl Preview {
    /// Plans for the first time. `lang` is the language of findings; versions of pictures are kept in `pictures`.
    pub fn new(snapshot: &input::Snapshot, lang: MessageLang, pictures: PictureStore) -> Preview {
        let memo = Memo::keeping().with_pictures(pictures);
        let plan = RwLock::new(Arc::new(pipeline::plan(snapshot.clone(), &memo)));
        Preview { memo, plan, good: Mutex::default(), lang }
    }

    /// Plans again and shows the new plan from now on.
    pub fn show(&self, snapshot: &input::Snapshot) -> Arc<Plan> {
        let plan = Arc::new(pipeline::plan(snapshot.clone(), &self.memo));
        *self.plan.write().expect("plan lock") = Arc::clone(&plan);
        pipeline::sweep_rendered(&self.memo, PLANS_KEPT);
        plan
    }

    /// The plan that is shown.
    pub fn plan(&self) -> Arc<Plan> {
        Arc::clone(&self.plan.read().expect("plan lock"))
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
}

impl Shown for Preview {
    fn base_path(&self) -> String {
        self.plan().site.config.base_path().to_string()
    }

    fn has(&self, out: &OutPath) -> bool {
        self.plan().job(out).is_some()
    }

    fn make(&self, out: &OutPath) -> Option<Arc<[u8]>> {
        let plan = self.plan();
        let Some(job) = plan.job(out) else { return self.search_file(&plan, out) };
        let rendered = pipeline::render(&plan, job, &self.memo);
        match &rendered.body {
            Body::Bytes(bytes) => Some(self.best(&plan, job, bytes.as_slice().into(), &rendered.diags)),
            Body::File(source) => input::read_file(source).ok().map(Into::into),
        }
    }

    fn not_found(&self, url: &UrlPath) -> Option<Arc<[u8]>> {
        let config = Arc::clone(&self.plan().site.config);
        let prefixes = config.languages.iter().map(|language| config.language_prefix(&language.lang));
        let below = url.as_str().trim_start_matches('/');
        let own = prefixes.filter(|prefix| below.starts_with(prefix.as_str())).max_by_key(String::len);
        self.make(&OutPath::new(format!("{}404.html", own.unwrap_or_default())))
    }

    fn findings(&self, out: &OutPath) -> String {
        let plan = self.plan();
        let mut found: Vec<Diag> = site_wide(&plan).cloned().collect();
        if let Some(job) = plan.job(out) {
            found.extend(of_page(&plan, job).cloned());
            found.extend(pipeline::render(&plan, job, &self.memo).diags.iter().cloned());
        }
        found.retain(|diag| diag.severity == Severity::Error);
        diag::sort(&mut found);
        let findings: Vec<_> = found.iter().map(|diag| diag::to_json(diag, self.lang)).collect();
        let (title, close) = match self.lang {
            MessageLang::Nb => ("Noe må rettes før siden kan vises slik den nå er", "Lukk"),
            MessageLang::En => ("Something must be put right before the page can be shown as it now is", "Close"),
        };
        json!({ "title": title, "close": close, "findings": findings }).to_string()
    }
}

/// Findings in the file that a page comes from.
fn of_page<'p>(plan: &'p Plan, job: &Job) -> impl Iterator<Item = &'p Diag> {
    let source = match job.kind {
        JobKind::Page(id) => plan.site.page(id).doc.as_ref().map(|doc| Arc::clone(&doc.shown)),
        _ => None,
    };
    plan.diags.iter().filter(move |diag| source.as_deref().is_some_and(|source| diag.path.as_deref() == Some(source)))
}

/// Findings that concern every page: configuration, templates, strings.
fn site_wide(plan: &Plan) -> impl Iterator<Item = &Diag> {
    let pages: std::collections::HashSet<&str> =
        plan.site.pages.iter().filter_map(|page| page.doc.as_ref()).map(|doc| doc.shown.as_ref()).collect();
    let is_shared = |path: &str| ["layouts/", "themes/", "i18n/"].iter().any(|folder| path.starts_with(folder)) || !path.contains('/');
    plan.diags.iter().filter(move |diag| diag.path.as_deref().is_none_or(|path| !pages.contains(path) && is_shared(path)))
}
