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
use crate::site::Site;
use crate::site::pictures::{MadeFile, MadeOfPicture};
use crate::views;

use budget::Budget;
pub use store::PictureStore;
use store::{New, Op};

/// Pixels in memory at one moment, over all threads: one picture of the largest size, or several smaller ones.
const PIXELS_AT_ONCE: u64 = input::picture::MOST_PIXELS;

/// Tells what is wrong with pictures, and with a store makes what pages need of them.
pub(super) fn prepare(site: &mut Site, store: Option<&PictureStore>) -> Vec<Diag> {
    let mut diags: Vec<Diag> = site.files.values().filter_map(fault).collect();
    let Some(store) = store else { return diags };
    let works = works(site, store);
    let budget = Budget::new(PIXELS_AT_ONCE);
    let done: Vec<Result<(), Diag>> = works.par_iter().map(|work| work.carry_out(store, &budget)).collect();
    diags.extend(done.into_iter().filter_map(Result::err));
    site.pictures = made(site, store);
    store.save();
    diags
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
fn works<'a>(site: &'a Site, store: &PictureStore) -> Vec<Work<'a>> {
    let mut seen = BTreeSet::new();
    needed(site)
        .into_iter()
        .filter(|(_, blob, _, op)| seen.insert((blob.key, *op)) && !store.knows(blob.key, *op))
        .map(|(_, blob, picture, op)| Work { blob, picture, op })
        .collect()
}

/// Every operation of every picture that asks for it, in the order of sources.
fn needed(site: &Site) -> Vec<(&SourcePath, &Blob, &Picture, Op)> {
    let shown: BTreeSet<SourcePath> =
        site.pages.par_iter().filter(|page| page.is_rendered()).flat_map_iter(|page| views::pictures::shown(site, page)).collect();
    let pictures = site.files.iter().filter_map(|(source, blob)| Some((source, blob, blob.picture.as_ref()?)));
    let operations = |(source, blob, picture): (&'_ SourcePath, &'_ Blob, &'_ Picture)| {
        let versions = shown.contains(source) && operations::wants_versions(picture, blob.size);
        [(versions, Op::Versions), (picture.has_metadata, Op::Clean)].map(|(wanted, op)| wanted.then_some(op))
    };
    pictures.flat_map(|one| operations(one).into_iter().flatten().map(move |op| (one.0, one.1, one.2, op))).collect()
}

/// What there is of each picture now.
fn made(site: &Site, store: &PictureStore) -> BTreeMap<SourcePath, MadeOfPicture> {
    let mut all: BTreeMap<SourcePath, MadeOfPicture> = BTreeMap::new();
    for (source, blob, _, op) in needed(site) {
        let Some(files) = store.recall(blob.key, op).filter(|files| !files.is_empty()) else { continue };
        let made = all.entry(source.clone()).or_default();
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
        let pixels = u64::from(self.picture.width) * u64::from(self.picture.height);
        let _room = budget.take(pixels);
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
