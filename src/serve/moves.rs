//! Where pages went that were renamed while somebody looked at them.

use std::collections::{BTreeMap, HashMap};

use crate::memo::Key;
use crate::paths::{OutPath, SourcePath};
use crate::site::{Page, Site};

/// Old addresses that are remembered.
const MOST: usize = 2_000;

/// Old address → the file that has the page now.
#[derive(Debug, Default)]
pub(super) struct Moves {
    to: BTreeMap<OutPath, SourcePath>,
    /// Pages that went and have not come again.
    gone: Vec<(Mark, OutPath, SourcePath)>,
}

/// By what a page is known again: its `id`, else its words, in its language.
type Mark = Key;

impl Moves {
    /// Compares two plans' pages.
    pub fn note(&mut self, before: &Site, after: &Site) {
        for page in &before.pages {
            let Some(doc) = &page.doc else { continue };
            match after.by_file(&doc.path) {
                Some(now) if now.out == page.out => {}
                Some(_) => drop(self.to.insert(page.out.clone(), doc.path.clone())),
                None => self.gone.extend(marks(page).map(|mark| (mark, page.out.clone(), doc.path.clone()))),
            }
        }
        if self.gone.is_empty() {
            return;
        }
        let new = after.pages.iter().filter(|page| page.doc.as_ref().is_some_and(|doc| before.by_file(&doc.path).is_none()));
        let new: HashMap<Mark, &SourcePath> =
            new.flat_map(|page| marks(page).filter_map(move |mark| Some((mark, &page.doc.as_ref()?.path)))).collect();
        self.gone.retain(|(mark, out, file)| match new.get(mark) {
            None => true,
            Some(now) => {
                self.to.values_mut().filter(|to| *to == file).for_each(|to| *to = (*now).clone());
                self.to.insert(out.clone(), (*now).clone());
                false
            }
        });
        let excess = self.gone.len().saturating_sub(MOST);
        self.gone.drain(..excess);
        while self.to.len() > MOST {
            self.to.pop_first();
        }
    }

    /// Where the page of an old address is now.
    pub fn of<'s>(&self, out: &OutPath, site: &'s Site) -> Option<&'s Page> {
        self.to.get(out).and_then(|file| site.by_file(file))
    }
}

/// A page's marks: both, since an `id` may be given or taken away on the move.
fn marks(page: &Page) -> impl Iterator<Item = Mark> {
    let doc = page.doc.as_deref();
    let id = doc.and_then(|doc| doc.meta.id.as_deref()).map(|id| Key::of(&(page.lang.as_str(), "id", id)));
    let text = doc.map(|doc| doc.content.text.as_str()).filter(|text| !text.is_empty());
    let words = text.map(|text| Key::of(&(page.lang.as_str(), "words", &page.title, text)));
    id.into_iter().chain(words)
}
