//! “Did you mean”: what an address that leads nowhere was meant to be.

use unicode_normalization::UnicodeNormalization;

use crate::check::{Destination, Facts, Kind, Reference};
use crate::doc::Doc;
use crate::paths;
use crate::site::Page;
use crate::text::edit_distance;
use crate::views::{self, JobKind};

/// What was probably meant, as it should be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Near {
    pub text: String,
    /// It differs in case, spaces or the like alone, and nothing else does.
    pub is_certain: bool,
}

/// The page, file or outside address that a link was probably meant for.
pub fn page(facts: &Facts<'_>, page: &Page, doc: &Doc, link: &Reference) -> Option<Near> {
    let (path, tail) = split(link.written.trim());
    outside(path, tail).or_else(|| {
        let own = facts.site.pages.iter().filter(|other| other.lang == page.lang && other.is_rendered());
        let candidates = own.map(|other| Candidate { key: folded(&other.path), of: Of::Page(other) });
        let files = files(facts, |_| true);
        let wanted = wanted(facts, page, doc, link, path);
        let near = best(&wanted, candidates.chain(files).collect(), |of| spelling(facts, page, doc, link, of, path, tail));
        near.or_else(|| stand_in(facts, page, &wanted, tail))
    })
}

/// The page exists in another language alone; this language shows it at an address of its own.
fn stand_in(facts: &Facts<'_>, page: &Page, wanted: &[String], tail: &str) -> Option<Near> {
    let other =
        facts.site.pages.iter().find(|other| other.lang != page.lang && other.is_rendered() && wanted.contains(&folded(&other.path)))?;
    let path = format!("/{}{}/", facts.site.config.language_prefix(&page.lang), other.path.trim_matches('/'));
    facts.published(&path).map(|_| Near { text: format!("{}{tail}", facts.site.href(&path)), is_certain: false })
}

/// The image that was probably meant.
pub fn image(facts: &Facts<'_>, page: &Page, doc: &Doc, image: &Reference) -> Option<Near> {
    let (path, tail) = split(image.written.trim());
    let files = files(facts, is_image);
    best(&wanted(facts, page, doc, image, path), files, |of| spelling(facts, page, doc, image, of, path, tail))
}

/// The anchor that is a slip of the pen away, or of which this is a part.
pub fn nearest_anchor<'a>(fragment: &str, anchors: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let anchors: Vec<&str> = anchors.collect();
    let fragment = fragment.to_lowercase();
    let longer: Vec<&str> = anchors.iter().filter(|anchor| anchor.starts_with(&format!("{fragment}-"))).copied().collect();
    match longer[..] {
        [one] => Some(one),
        _ => crate::text::nearest(&fragment, anchors),
    }
}

/// An address and what follows it from `?` or `#`.
fn split(written: &str) -> (&str, &str) {
    written.split_at(written.find(['?', '#']).unwrap_or(written.len()))
}

/// `www.udir.no` and `post@udir.no` lack only what stands before.
fn outside(path: &str, tail: &str) -> Option<Near> {
    let near = |text: String, is_certain| Some(Near { text, is_certain });
    let is_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "._+-".contains(c));
    if let Some((name, host)) = path.split_once('@') {
        return (is_name(name) && is_name(host) && host.contains('.')).then(|| Near { text: format!("mailto:{path}"), is_certain: true });
    }
    let host = path.split('/').next().unwrap_or("").to_lowercase();
    if host.starts_with("www.") && is_name(&host) {
        return near(format!("https://{path}{tail}"), true);
    }
    let domain = host.rsplit_once('.').filter(|(name, _)| is_name(name)).map(|(_, domain)| domain);
    let is_known = |domain: &str| ["com", "dk", "eu", "io", "net", "no", "org", "se"].contains(&domain);
    if domain.is_some_and(is_known) { near(format!("https://{path}{tail}"), false) } else { None }
}

enum Of<'a> {
    Page(&'a Page),
    /// A file, by its path from the site's root.
    File(&'a str),
}

struct Candidate<'a> {
    key: String,
    of: Of<'a>,
}

fn files<'a>(facts: &Facts<'a>, fits: fn(&str) -> bool) -> Vec<Candidate<'a>> {
    let is_copy = |kind: &JobKind| matches!(kind, JobKind::Copy(_));
    let jobs = facts.jobs;
    let of_site = jobs.iter().filter(move |job| is_copy(&job.kind) && fits(job.out.as_str()));
    of_site.map(|job| Candidate { key: folded(job.out.as_str()), of: Of::File(job.out.as_str()) }).collect()
}

fn is_image(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or(String::new(), |(_, extension)| extension.to_lowercase());
    ["avif", "gif", "jpeg", "jpg", "png", "svg", "webp"].contains(&extension.as_str())
}

/// Where the address may have been meant to lead: from the page's address, from its file, from the site's root.
fn wanted(facts: &Facts<'_>, page: &Page, doc: &Doc, reference: &Reference, path: &str) -> Vec<String> {
    let decoded = paths::decode_path(path).replace('\\', "/");
    let is_relative = !decoded.starts_with('/');
    let from_file = is_relative.then(|| paths::clean(&paths::join(paths::folder(doc.path.within()), &decoded)));
    let from_page = facts.target(page, &reference.href).map(|target| target.path);
    let mut wanted: Vec<String> = [from_file, from_page, Some(decoded)].into_iter().flatten().map(|path| folded(&path)).collect();
    wanted.dedup();
    wanted
}

/// What is left of a path when case, spaces, the language and the file's ending do not count.
fn folded(path: &str) -> String {
    let path: String = path.nfc().collect::<String>().to_lowercase().replace([' ', '_'], "-").replace("%20", "-");
    let path = path.trim_matches('/');
    let path = [".md", ".markdown", ".html"].iter().find_map(|end| path.strip_suffix(end)).unwrap_or(path);
    let (folder, name) = path.rsplit_once('/').map_or(("", path), |(folder, name)| (folder, name));
    let stem = name.split('.').next().unwrap_or(name);
    if stem == "-index" || stem == "index" { folder.to_string() } else { path.to_string() }
}

/// The one candidate that is the same; else the nearest with the same name; else the nearest that is near.
fn best(wanted: &[String], candidates: Vec<Candidate<'_>>, spell: impl Fn(&Of<'_>) -> Option<String>) -> Option<Near> {
    let same: Vec<&Candidate> = candidates.iter().filter(|candidate| wanted.contains(&candidate.key)).collect();
    if let [one] = same[..] {
        return spell(&one.of).map(|text| Near { text, is_certain: true });
    }
    let name = |key: &str| key.rsplit('/').next().unwrap_or("").to_string();
    let distance = |candidate: &Candidate| wanted.iter().map(|wanted| edit_distance(wanted, &candidate.key)).min().unwrap_or(usize::MAX);
    let nearest = |near: &mut dyn Iterator<Item = &Candidate>| -> Option<String> {
        let mut near: Vec<(usize, &Candidate)> = near.map(|candidate| (distance(candidate), candidate)).collect();
        near.sort_by(|left, right| (left.0, &left.1.key).cmp(&(right.0, &right.1.key)));
        near.first().and_then(|(_, candidate)| spell(&candidate.of))
    };
    let has_name = |candidate: &&Candidate| {
        let own = name(&candidate.key);
        !own.is_empty() && wanted.iter().any(|wanted| name(wanted) == own)
    };
    let is_near = |candidate: &&Candidate| {
        let own = name(&candidate.key);
        let is_slip = |wanted: &String| edit_distance(&name(wanted), &own) * 4 <= own.chars().count();
        let length = candidate.key.chars().count();
        distance(candidate) * 4 <= length && wanted.iter().any(is_slip)
    };
    let text = nearest(&mut candidates.iter().filter(has_name)).or_else(|| nearest(&mut candidates.iter().filter(is_near)))?;
    Some(Near { text, is_certain: false })
}

/// How the writer would write it: in the way the broken address is written, and so that it leads there.
fn spelling(facts: &Facts<'_>, page: &Page, doc: &Doc, reference: &Reference, of: &Of<'_>, path: &str, tail: &str) -> Option<String> {
    let folder = paths::folder(doc.path.within());
    let (mut ways, out) = match of {
        Of::Page(other) => {
            let file = other.file().map(|file| relative(folder, &file)).filter(|_| path.to_lowercase().ends_with(".md"));
            let plain = file.as_ref().map(|file| file.replace(&format!(".{}.md", other.lang), ".md"));
            let by_path = format!("{}/", other.path.trim_end_matches('/'));
            let ways = plain.into_iter().chain(file).chain([by_path, other.rel_permalink.clone()]);
            (ways.collect::<Vec<String>>(), other.out.as_str())
        }
        Of::File(out) => {
            let own = page.resources.iter().find(|resource| resource.url.trim_start_matches('/') == *out);
            let by_name = own.map(|resource| paths::encode_path(&resource.name));
            (by_name.into_iter().chain([facts.site.href(out)]).collect(), *out)
        }
    };
    let leads = |way: &String| {
        let href = match (reference.is_raw, reference.kind) {
            (true, _) => way.clone(),
            (false, Kind::Link) => views::link_href(facts.site, page, way),
            (false, Kind::Image) => facts.site.resolve_image(page, way).href,
        };
        matches!(facts.follow(page, &href), Destination::File { job, .. } if job.out.as_str() == out)
    };
    ways.retain(|way| leads(way));
    ways.into_iter().next().map(|way| format!("{way}{tail}"))
}

/// A path as seen from a folder: `../b/c.md`.
fn relative(folder: &str, path: &str) -> String {
    let from: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = path.split('/').collect();
    let shared = from.iter().zip(&to[..to.len().saturating_sub(1)]).take_while(|(left, right)| left == right).count();
    let up = "../".repeat(from.len() - shared);
    format!("{up}{}", to[shared..].join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_count_in_a_path() {
        for (path, expected) in [
            ("/Behov/Use Cases/_index.nb.md", "behov/use-cases"),
            ("behov/use_cases/", "behov/use-cases"),
            ("a/b.md", "a/b"),
            ("a/B.PNG", "a/b.png"),
            ("", ""),
            ("index.md", ""),
        ] {
            assert_eq!(folded(path), expected, "{path}");
        }
    }

    #[test]
    fn paths_seen_from_a_folder() {
        for (folder, path, expected) in
            [("a/b", "a/c.md", "../c.md"), ("", "a.md", "a.md"), ("a", "a/b.md", "b.md"), ("a/b", "c.md", "../../c.md")]
        {
            assert_eq!(relative(folder, path), expected, "{folder} {path}");
        }
    }

    #[test]
    fn outside_addresses_without_their_beginning() {
        for (path, expected) in [
            ("www.udir.no/x", Some(("https://www.udir.no/x", true))),
            ("udir.no", Some(("https://udir.no", false))),
            ("post@udir.no", Some(("mailto:post@udir.no", true))),
            ("a.md", None),
            ("bilder/a@2x.png", None),
            ("kart.png", None),
        ] {
            let expected = expected.map(|(text, is_certain)| Near { text: text.to_string(), is_certain });
            assert_eq!(outside(path, ""), expected, "{path}");
        }
    }
}
