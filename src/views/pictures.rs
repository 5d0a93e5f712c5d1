//! Pictures as pages show them: size, versions for smaller screens, and the files that these are.

use std::collections::BTreeSet;

use super::jobs::{Job, JobKind, PictureOp};
use super::page::ImageAnswer;
use crate::doc::{Call, CallArgs, Content, Part};
use crate::paths::{OutPath, SourcePath};
use crate::site::links::Target;
use crate::site::pictures::MadeFile;
use crate::site::{Page, Site};

/// Where versions are published. Their names hold the hash of what they were made from, so that they can be kept for ever.
pub const FOLDER: &str = "loft-images";

/// Shortcodes that show the picture in `src`.
const SHORTCODES: [&str; 2] = ["figure", "image"];

/// Every picture of the site that a page's body shows.
pub fn shown(site: &Site, page: &Page) -> BTreeSet<SourcePath> {
    let mut sources = BTreeSet::new();
    collect(site, page, &page.content, &mut sources);
    sources
}

fn collect(site: &Site, page: &Page, content: &Content, sources: &mut BTreeSet<SourcePath>) {
    let mut add = |dest: &str| {
        let target = site.resolve_image(page, dest).target;
        sources.extend(site.picture(&target).map(|(source, ..)| source.clone()));
    };
    for part in &content.parts {
        if let Part::Image(slot) = part {
            add(&slot.dest);
        }
    }
    content.calls.iter().filter(|call| SHORTCODES.contains(&call.name.as_str())).filter_map(source_of).for_each(add);
    for inner in content.calls.iter().filter_map(|call| call.inner.as_ref()) {
        collect(site, page, &inner.content, sources);
    }
}

/// The `src` of a shortcode that shows a picture.
fn source_of(call: &Call) -> Option<&str> {
    match &call.args {
        CallArgs::Positional(values) => values.first()?.as_str(),
        CallArgs::Named(values) => values.iter().find(|(name, _)| name.eq_ignore_ascii_case("src"))?.1.as_str(),
    }
}

/// An image on a page: its address, and with `enrich` its size and versions.
pub(super) fn image(site: &Site, page: &Page, dest: &str, enrich: bool) -> ImageAnswer {
    let resolved = site.resolve_image(page, dest);
    let resolved = if enrich { site.within_base(resolved) } else { resolved };
    let details = if enrich { details(site, &resolved.target, &resolved.href) } else { ImageAnswer::default() };
    ImageAnswer { src: resolved.href, ..details }
}

/// Size and versions of the picture that a reference shows; `href` is how the page names it.
pub(super) fn details(site: &Site, target: &Target, href: &str) -> ImageAnswer {
    let Some((source, _, picture)) = site.picture(target) else { return ImageAnswer::default() };
    let size = picture.size();
    ImageAnswer {
        src: String::new(),
        width: size.map(|(width, _)| width),
        height: size.map(|(_, height)| height),
        srcset: size.map_or_else(String::new, |(width, _)| srcset(site, source, href, width)),
    }
}

/// The versions from the narrowest, and the picture itself where no version has its width.
fn srcset(site: &Site, source: &SourcePath, href: &str, width: u32) -> String {
    let Some(made) = site.made_of(source).filter(|made| !made.versions.is_empty()) else { return String::new() };
    let of_version = |file: &MadeFile| format!("{} {}w", site.href(out(file).as_str()), file.width);
    // A comma would end the address.
    let itself = || format!("{} {width}w", href.replace(',', "%2C").replace(' ', "%20"));
    let full = made.versions.iter().all(|file| file.width < width).then(itself);
    made.versions.iter().rev().map(of_version).chain(full).collect::<Vec<_>>().join(", ")
}

/// The file of a version.
fn out(file: &MadeFile) -> OutPath {
    OutPath::new(format!("{FOLDER}/{}-{}.{}", &file.key.hex()[..16], file.width, file.format.ending()))
}

/// A file for each version; pictures that are alike share theirs.
pub(super) fn jobs(site: &Site) -> Vec<Job> {
    let mut seen = BTreeSet::new();
    let mut jobs = Vec::new();
    for (source, made) in &site.pictures {
        for file in made.versions.iter() {
            let out = out(file);
            if seen.insert(out.clone()) {
                jobs.push(Job { out, kind: JobKind::Image { source: source.clone(), op: PictureOp::Version(file.width) } });
            }
        }
    }
    jobs
}

/// A published file of the site: as it is, or a picture without what it says beside what it shows.
pub(super) fn published(site: &Site, source: &SourcePath) -> JobKind {
    match site.made_of(source).is_some_and(|made| made.clean.is_some()) {
        true => JobKind::Image { source: source.clone(), op: PictureOp::Clean },
        false => JobKind::Copy(source.clone()),
    }
}

/// The file that an operation made.
pub(super) fn made<'a>(site: &'a Site, source: &SourcePath, op: PictureOp) -> Option<&'a MadeFile> {
    let made = site.made_of(source)?;
    match op {
        PictureOp::Clean => made.clean.as_ref(),
        PictureOp::Version(width) => made.versions.iter().find(|file| file.width == width),
    }
}
