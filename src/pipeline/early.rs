//! Pages before the whole site is read. Whoever opens the preview of a large site need not wait for the bodies of pages
//! that nobody looks at: front matter tells where each page stands, and a page that is asked for is read by itself.
//!
//! What only other pages' bodies tell of a page may be missing until the whole plan is there and is shown in place of this.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::naming::Finders;
use super::{Memo, engine, naming, pages, pictures, read, theme_assets};
use crate::config::Config;
use crate::doc::{self, Doc};
use crate::input::{Blob, Snapshot};
use crate::memo::Key;
use crate::paths::{OutPath, SourcePath};
use crate::render::{self, Engine, Rendered};
use crate::site::{PageId, Site};
use crate::views::{self, Common, Job, JobKind};

/// A site whose pages have no bodies yet.
#[derive(Debug)]
pub struct Early {
    snapshot: Snapshot,
    site: Site,
    common: Common,
    engine: Arc<Engine>,
    finders: Finders,
    jobs: HashMap<OutPath, JobKind>,
}

impl Early {
    /// Reads every file as far as its place among the others needs.
    pub fn of(snapshot: &Snapshot, memo: &Memo) -> Early {
        let ((engine, _), outlines) = rayon::join(|| engine(snapshot, memo), || outlines(snapshot, memo));
        let (site, _) = Site::build(snapshot, outlines);
        let common = Common::new(&site, &|lang, name| engine.string(lang, name).unwrap_or(name).to_string());
        // Where two want one path the first has it.
        let jobs = views::jobs(&site, &common, &theme_assets()).into_iter().rev().map(|job| (job.out, job.kind)).collect();
        Early { snapshot: snapshot.clone(), finders: Finders::of(&site), site, common, engine, jobs }
    }

    pub fn config(&self) -> &Config {
        &self.site.config
    }

    pub fn has(&self, out: &OutPath) -> bool {
        self.jobs.contains_key(out)
    }

    /// A file that can be made by itself; `None` where the answer needs the whole site.
    pub fn file(&self, out: &OutPath, memo: &Memo) -> Option<Arc<Rendered>> {
        let kind = self.jobs.get(out)?;
        let view = match kind {
            JobKind::Page(id) => self.page_view(*id, out, memo)?,
            JobKind::Asset(_) | JobKind::HighlightCss | JobKind::Copy(_) => self.view(&self.site, out, kind),
            _ => return None,
        };
        Some(memo.rendered.get_or(view.key(self.engine.key()), memo.generation(), || render::file(&view, &self.engine)))
    }

    fn view(&self, site: &Site, out: &OutPath, kind: &JobKind) -> views::View {
        views::of(site, &self.common, &Job { out: out.clone(), kind: kind.clone() })
    }

    /// The view of a page with its body. Shortcodes may ask for other pages', so a page with any waits for the whole site,
    /// and so does one with findings.
    fn page_view(&self, id: PageId, out: &OutPath, memo: &Memo) -> Option<views::View> {
        let path = &self.site.page(id).doc.as_ref()?.path;
        let blob = self.snapshot.files.get(path)?;
        let options = doc::read::Options::new(&self.snapshot.config);
        let doc = read(path, blob, (&options, Key::of(&options)), memo, memo.generation());
        if !doc.content.calls.is_empty() || !doc.diags.is_empty() {
            return None;
        }
        let mut site = self.site.clone();
        site.set_doc(id, &doc);
        if !doc.actor_entries.is_empty() {
            // Its own entries know their headings now.
            site.gather_actors();
        }
        pictures::recall(&mut site, id, memo.pictures.as_ref());
        naming::name_in(&mut site, id, &self.finders);
        Some(self.view(&site, out, &JobKind::Page(id)))
    }
}

fn outlines(snapshot: &Snapshot, memo: &Memo) -> Vec<Arc<Doc>> {
    let options = doc::read::Options::new(&snapshot.config);
    let options_key = Key::of(&options);
    let glance = |(path, blob): &(&SourcePath, &Blob)| {
        let bytes = blob.bytes.as_deref().unwrap_or_default();
        let glance = doc::read::glance(path, &blob.shown, bytes, blob.lang.as_ref(), &options);
        Arc::new(glance.unwrap_or_else(|| read(path, blob, (&options, options_key), memo, memo.generation()).outline()))
    };
    pages(snapshot).par_iter().map(glance).collect()
}
