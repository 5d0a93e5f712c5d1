//! The stage that makes smaller versions of the pictures that pages show, and takes out of pictures what they say beside
//! what they show. Each picture is worked on once: what was made lies in `.loft/pictures/` under the hash of its content.

mod budget;
mod store;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::diag::Diag;
use crate::input::picture::{Fault, Picture};
use crate::input::{self, Blob};
use crate::memo::Key;
use crate::paths::SourcePath;
use crate::render::pictures as operations;
use crate::site::pictures::{MadeFile, MadeOfPicture};
use crate::site::{PageId, Site};
use crate::views;

use budget::Budget;
pub use store::PictureStore;
use store::{New, Op};

/// Pixels in memory at one moment, over all threads: one picture of the largest size, or several smaller ones.
const PIXELS_AT_ONCE: u64 = input::picture::MOST_PIXELS;

/// By page: the key of its body, and the pictures that this body shows in this structure.
#[derive(Debug, Default)]
pub(super) struct Shown(Vec<(Key, BTreeSet<SourcePath>)>);

impl Shown {
    /// Looks again into the bodies that are others than before.
    fn update(&mut self, site: &Site) {
        self.0.resize_with(site.pages.len(), Default::default);
        self.0.par_iter_mut().zip(site.pages.par_iter()).for_each(|((key, shown), page)| {
            if *key != page.content.key() {
                *key = page.content.key();
                *shown = views::pictures::shown(site, page);
            }
        });
    }

    /// The pictures that pages of the output show.
    fn all(&self, site: &Site) -> BTreeSet<&SourcePath> {
        self.0.iter().zip(&site.pages).filter(|(_, page)| page.is_rendered()).flat_map(|((_, shown), _)| shown).collect()
    }
}

/// Tells what is wrong with pictures, and with a store makes what pages need of them.
pub(super) fn prepare(site: &mut Site, shown: &mut Shown, store: Option<&PictureStore>) -> Vec<Diag> {
    let mut diags: Vec<Diag> = site.files.values().filter_map(fault).collect();
    let Some(store) = store else { return diags };
    shown.update(site);
    let needed = needed(site, &shown.all(site));
    let mut works = works(&needed, store);
    // The largest first, so that nobody waits for it at the end.
    works.sort_by_key(|work| std::cmp::Reverse(work.picture.pixels()));
    let budget = Budget::new(PIXELS_AT_ONCE);
    diags.extend(works.iter().par_bridge().filter_map(|work| work.carry_out(store, &budget).err()).collect::<Vec<_>>());
    let made = made(&needed, store);
    site.pictures = made;
    store.save();
    diags
}

/// Gives a site what was made earlier of one page's pictures, and makes nothing.
pub(super) fn recall(site: &mut Site, id: PageId, store: Option<&PictureStore>) {
    let Some(store) = store else { return };
    let shown = views::pictures::shown(site, site.page(id));
    let made = made(&needed(site, &shown.iter().collect()), store);
    site.pictures = made;
}

fn fault(blob: &Blob) -> Option<Diag> {
    let picture = blob.picture.as_ref()?;
    let diag = match picture.fault? {
        Fault::NotAPicture => Diag::warning("image-unreadable"),
        Fault::Script => Diag::warning("image-script"),
        Fault::TooLarge => {
            let size = match picture.size() {
                Some((width, height)) => format!("{width} × {height}"),
                None => format!("{} MB", blob.size.div_ceil(1 << 20)),
            };
            Diag::warning("image-too-large").with("size", size)
        }
    };
    Some(diag.in_file(&*blob.shown))
}

/// One operation on one picture.
struct Work<'a> {
    blob: &'a Blob,
    picture: &'a Picture,
    op: Op,
}

/// What the site needs and nobody has made yet; pictures that are alike are worked on once.
fn works<'a>(needed: &[Needed<'a>], store: &PictureStore) -> Vec<Work<'a>> {
    let mut seen = BTreeSet::new();
    needed
        .iter()
        .filter(|(_, blob, _, op)| seen.insert((blob.key, *op)) && !store.knows(blob.key, *op))
        .map(|(_, blob, picture, op)| Work { blob, picture, op: *op })
        .collect()
}

/// An operation, and the picture that asks for it.
type Needed<'a> = (&'a SourcePath, &'a Blob, &'a Picture, Op);

/// Every operation of every picture that asks for it, in the order of sources.
fn needed<'a>(site: &'a Site, shown: &BTreeSet<&SourcePath>) -> Vec<Needed<'a>> {
    let pictures = site.files.iter().filter_map(|(source, blob)| Some((source, blob, blob.picture.as_ref()?)));
    let operations = |(source, blob, picture): (&'_ SourcePath, &'_ Blob, &'_ Picture)| {
        let versions = shown.contains(source) && operations::wants_versions(picture, blob.size);
        [(versions, Op::Versions), (picture.has_metadata, Op::Clean)].map(|(wanted, op)| wanted.then_some(op))
    };
    pictures.flat_map(|one| operations(one).into_iter().flatten().map(move |op| (one.0, one.1, one.2, op))).collect()
}

/// What there is of each picture now.
fn made(needed: &[Needed<'_>], store: &PictureStore) -> BTreeMap<SourcePath, MadeOfPicture> {
    let mut all: BTreeMap<SourcePath, MadeOfPicture> = BTreeMap::new();
    for (source, blob, _, op) in needed {
        let Some(files) = store.recall(blob.key, *op).filter(|files| !files.is_empty()) else { continue };
        let made = all.entry((*source).clone()).or_default();
        match op {
            Op::Versions => made.versions = files,
            Op::Clean => made.clean = files.first().cloned(),
        }
    }
    all
}

impl Work<'_> {
    /// Reads the picture, does the work and keeps the result. A file that has changed since it was hashed is left alone:
    /// the next plan sees it.
    fn carry_out(&self, store: &PictureStore, budget: &Budget) -> Result<(), Diag> {
        let _room = budget.take(self.picture.pixels());
        let Some(bytes) = input::read_file(&self.blob.disk).ok().filter(|bytes| Key::of_bytes(bytes) == self.blob.key) else {
            return Ok(());
        };
        let files = match self.op {
            Op::Versions => operations::versions(&bytes, self.picture).map(|versions| versions.into_iter().map(New::from).collect()),
            Op::Clean => Some(operations::clean(&bytes, self.picture).into_iter().map(|bytes| New::clean(bytes, self.picture)).collect()),
        };
        match files {
            Some(files) => {
                store.keep(self.blob.key, self.op, files);
                Ok(())
            }
            None => Err(Diag::warning("image-damaged").in_file(&*self.blob.shown)),
        }
    }
}

/// The files of one operation, as the store gives them.
type Files = Arc<[MadeFile]>;

#[cfg(test)]
mod tests;
