//! The site's structure is made of everything but the bodies: it is recalled while only sentences change, and with it
//! all that was made from it alone.

use std::sync::Arc;

use rayon::prelude::*;

use crate::diag::Diag;
use crate::doc::Doc;
use crate::input::{History, Snapshot};
use crate::memo::Key;
use crate::render::Engine;
use crate::site::{PageId, Site, day_of};
use crate::views::Common;

use super::jobs::UniqueJobs;
use super::naming::Finders;
use super::pictures::Shown;

/// The last structure, with all that it was made from.
#[derive(Debug)]
pub(super) struct Structure {
    key: Key,
    git: Arc<History>,
    /// Content files that are no pages but files of one: their content counts as any file's.
    resources: Key,
    site: Site,
    diags: Vec<Diag>,
    /// By doc: its page.
    places: Vec<Option<PageId>>,
    /// What views share, by the key of the engine whose strings they hold.
    common: Option<(Key, Arc<Common>)>,
    pub finders: Arc<Finders>,
    pub jobs: Option<UniqueJobs>,
    pub shown: Shown,
}

impl Structure {
    /// The structure of these docs: the kept one, or a new one.
    pub fn of<'k>(kept: &'k mut Option<Structure>, snapshot: &Snapshot, docs: &[Arc<Doc>]) -> &'k mut Structure {
        let key = key(snapshot, docs);
        match kept.take() {
            Some(structure) if structure.holds(key, snapshot, docs) => kept.insert(structure),
            _ => kept.insert(Structure::new(key, snapshot, docs)),
        }
    }

    /// What views share: titles, statuses and addresses, never a body.
    pub fn common(&mut self, engine: &Engine) -> Arc<Common> {
        match &self.common {
            Some((key, common)) if *key == engine.key() => Arc::clone(common),
            _ => {
                let strings = |lang: &str, name: &str| engine.string(lang, name).unwrap_or(name).to_string();
                let common = Arc::new(Common::new(&self.site, &strings));
                self.common = Some((engine.key(), Arc::clone(&common)));
                self.jobs = None;
                common
            }
        }
    }

    /// The site with the docs' own bodies.
    pub fn site(&mut self, snapshot: &Snapshot, docs: &[Arc<Doc>]) -> (Site, Vec<Diag>) {
        self.set_bodies(snapshot, docs);
        let (site, mut diags) = (self.site.clone(), self.diags.clone());
        site.check_bodies(&mut diags);
        (site, diags)
    }

    fn new(key: Key, snapshot: &Snapshot, docs: &[Arc<Doc>]) -> Structure {
        let outlines = docs.par_iter().map(|doc| Arc::new(doc.outline())).collect();
        let (site, diags) = Site::build(snapshot, outlines);
        let places: Vec<Option<PageId>> = docs.iter().map(|doc| site.by_file(&doc.path).map(|page| page.id)).collect();
        let resources = resources(&places, docs);
        let finders = Arc::new(Finders::of(&site));
        let git = Arc::clone(&snapshot.git);
        Structure { key, git, resources, site, diags, places, common: None, finders, jobs: None, shown: Shown::default() }
    }

    /// Whether the structure is the one that these values give.
    fn holds(&self, key: Key, snapshot: &Snapshot, docs: &[Arc<Doc>]) -> bool {
        self.key == key
            && Arc::ptr_eq(&self.git, &snapshot.git)
            && self.site.holds.contains(&snapshot.now)
            && self.site.today == day_of(snapshot.now)
            && self.resources == resources(&self.places, docs)
    }

    fn set_bodies(&mut self, snapshot: &Snapshot, docs: &[Arc<Doc>]) {
        self.site.files = Arc::clone(&snapshot.files);
        for (doc, place) in docs.iter().zip(&self.places) {
            let Some(id) = *place else { continue };
            if self.site.page(id).doc.as_ref().is_none_or(|before| !Arc::ptr_eq(before, doc)) {
                self.site.set_doc(id, doc);
            }
        }
    }
}

/// The key of all that a structure is made from, but the moment and what [`Structure::holds`] compares by itself.
fn key(snapshot: &Snapshot, docs: &[Arc<Doc>]) -> Key {
    let config = &snapshot.config;
    let outlines: Vec<Key> = docs.iter().map(|doc| doc.outline_key).collect();
    let dates = &config.front_matter_dates;
    let rules = [&dates.date, &dates.lastmod, &dates.publish_date, &dates.expiry_date];
    let by_time = rules.iter().any(|sources| sources.iter().any(|source| source.eq_ignore_ascii_case(":filemodtime")));
    let files: Vec<Key> = snapshot
        .files
        .iter()
        .filter_map(|(path, blob)| match blob.is_page {
            true => by_time.then(|| Key::of(&(path, blob.modified))),
            false => Some(Key::of(&(path, &blob.shown, blob.key, blob.size))),
        })
        .collect();
    // Pages in languages that are switched off are no docs, yet their files are known.
    let count = snapshot.files.len();
    Key::of(&(config, outlines, files, count))
}

fn resources(places: &[Option<PageId>], docs: &[Arc<Doc>]) -> Key {
    let keys: Vec<Key> = docs.iter().zip(places).filter(|(_, place)| place.is_none()).map(|(doc, _)| doc.key).collect();
    Key::of(&keys)
}
