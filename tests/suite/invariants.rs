//! What holds of every site (HOUSE: invariants 2, 4, 5, 6, 7).

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use scraper::{Html, Selector};

use loft::site::{Page, PageKind};
use loft::views;

use crate::support::{Dice, Made, copy, corpus, fresh, own_site, sites};

fn loft(args: &[&str], site: &Path) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_loft")).args(args).arg("-s").arg(site).output().expect("loft runs")
}

/// All files below a folder with their contents.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![folder.to_path_buf()];
    while let Some(at) = waiting.pop() {
        for entry in fs::read_dir(&at).expect("a folder").flatten() {
            if entry.path().is_dir() {
                waiting.push(entry.path());
            } else {
                let name = entry.path().strip_prefix(folder).expect("below").to_string_lossy().replace('\\', "/");
                found.insert(name, fs::read(entry.path()).expect("a file"));
            }
        }
    }
    found
}

#[test]
fn one_thread_and_many_and_two_processes_give_equal_bytes() {
    let site = copy(&own_site());
    let build = |threads: &str, to: &str| {
        let run = Command::new(env!("CARGO_BIN_EXE_loft"))
            .env("RAYON_NUM_THREADS", threads)
            .args(["build", "--no-cache", "-d", to, "-s"])
            .arg(site.path())
            .output()
            .expect("loft runs");
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        tree(&site.path().join(to))
    };
    let one = build("1", "en");
    assert!(one.len() > 120);
    assert_eq!(one, build("4", "fire"));
    assert_eq!(one, build("4", "igjen"));
}

#[test]
fn a_second_build_writes_nothing_and_a_deleted_page_goes() {
    let site = copy(&own_site());
    assert!(loft(&["build"], site.path()).status.success());
    let first = tree(&site.path().join("public"));
    let stamps = |folder: &Path| -> BTreeMap<String, std::time::SystemTime> {
        tree(folder)
            .into_keys()
            .map(|name| (name.clone(), fs::metadata(folder.join(&name)).and_then(|metadata| metadata.modified()).expect("a time")))
            .collect()
    };
    let before = stamps(&site.path().join("public"));
    fs::write(site.path().join("public/fremmed.txt"), "ikke Lofts").expect("write");
    assert!(loft(&["build"], site.path()).status.success());
    let after = stamps(&site.path().join("public"));
    assert_eq!(before, after.into_iter().filter(|(name, _)| name != "fremmed.txt").collect());

    let gone = "forord/uten";
    assert!(first.contains_key(&format!("{gone}/index.html")));
    fs::remove_file(site.path().join(format!("content/{gone}.md"))).expect("remove");
    assert!(loft(&["build"], site.path()).status.success());
    assert!(!site.path().join(format!("public/{gone}/index.html")).exists());
    assert_eq!(fs::read_to_string(site.path().join("public/fremmed.txt")).ok().as_deref(), Some("ikke Lofts"));
}

#[test]
fn output_paths_are_unique_whatever_the_case() {
    for site in sites("unique output paths") {
        let (plan, _) = fresh(&site);
        let folded: BTreeSet<String> = plan.jobs.iter().map(|job| job.out.as_str().to_lowercase()).collect();
        assert_eq!(folded.len(), plan.jobs.len());
    }
}

/// References that lead nowhere, found by parsing the pages: `page → target`.
fn broken(made: &Made, host: &str, base: &str) -> BTreeSet<String> {
    let links = Selector::parse("a[href], img[src], link[href], script[src]").expect("a selector");
    let with_id = Selector::parse("[id], a[name]").expect("a selector");
    let pages: BTreeMap<&str, Html> = made
        .files
        .iter()
        .filter(|(name, _)| name.ends_with(".html"))
        .map(|(name, bytes)| (name.as_str(), Html::parse_document(&String::from_utf8_lossy(bytes))))
        .collect();
    let ids: BTreeMap<&str, BTreeSet<String>> = pages
        .iter()
        .map(|(name, html)| {
            (*name, html.select(&with_id).filter_map(|element| element.attr("id").or(element.attr("name"))).map(str::to_string).collect())
        })
        .collect();
    let mut broken = BTreeSet::new();
    for (name, html) in &pages {
        for element in html.select(&links) {
            let Some(href) = element.attr("href").or(element.attr("src")) else { continue };
            let href = href.strip_prefix(host).unwrap_or(href);
            if href.is_empty() || href.starts_with("//") || href.split(['/', '?', '#']).next().is_some_and(|first| first.contains(':')) {
                continue;
            }
            let (path, fragment) = href.split_once('#').map_or((href, ""), |(path, fragment)| (path, fragment));
            let path = loft::paths::decode_path(path.split('?').next().unwrap_or(path));
            let folder = format!("{base}{}", loft::paths::folder(name));
            let absolute = if path.starts_with('/') {
                path.clone()
            } else if path.is_empty() {
                format!("{base}{}", name.trim_end_matches("index.html"))
            } else {
                format!("{folder}/{path}")
            };
            let within = loft::paths::clean(&absolute);
            let within = within.strip_prefix(base).unwrap_or("..outside..");
            let target = if made.files.contains_key(within) { within.to_string() } else { loft::paths::join(within, "index.html") };
            let has_anchor =
                || fragment.is_empty() || ids.get(target.as_str()).is_none_or(|ids| ids.contains(&loft::paths::decode_path(fragment)));
            if !made.files.contains_key(&target) || !has_anchor() {
                broken.insert(format!("{name} → {href}"));
            }
        }
    }
    broken
}

/// The real site's own broken references, counted by hand in its sources; Loft adds none.
#[test]
fn every_link_and_anchor_leads_somewhere() {
    let Some(corpus) = corpus("links and anchors of the real site") else { return };
    let (_, made) = fresh(&corpus.join("samt-bu"));
    let known: BTreeSet<String> = KNOWN_BROKEN.iter().map(|fault| fault.to_string()).collect();
    let found = broken(&made, "https://docs.samt-bu.no", "/");
    let unexpected: Vec<&String> = found.symmetric_difference(&known).collect();
    assert!(unexpected.is_empty(), "broken now and not before, or the other way: {unexpected:#?}");
}

/// Our own site below a path of its host. What leads nowhere does so on purpose.
#[test]
fn every_link_of_our_own_site_leads_somewhere() {
    let (_, made) = fresh(&own_site());
    let known: BTreeSet<String> = KNOWN_BROKEN_OF_OURS.iter().map(|fault| fault.to_string()).collect();
    let found = broken(&made, "https://docs.example.org", "/felles/");
    let unexpected: Vec<&String> = found.symmetric_difference(&known).collect();
    assert!(unexpected.is_empty(), "broken now and not before, or the other way: {unexpected:#?}");
}

/// Links and pictures that the site has wrong on purpose, a picture that is not published, and the same on the pages that
/// stand in for missing translations. One is Loft's own: a relative address that nothing resolves (`../dok.pdf`) is left as
/// written on such a stand-in, whose neighbours are elsewhere.
const KNOWN_BROKEN_OF_OURS: &[&str] = &[
    "bygg/ressurser/index.html → /felles/bygg/ressurser/a.png",
    "en/bunter/gren/side/index.html → ../dok.pdf",
    "en/bygg/ressurser/index.html → /felles/bygg/ressurser/a.png",
    "en/kortkoder/figur/index.html → merke.svg",
    "en/markdown/bilder/index.html → ../../merke.svg",
    "en/markdown/bilder/index.html → merke.svg",
    "en/markdown/lenker/index.html → ../lister/%20x",
    "en/markdown/lenker/index.html → ../lister/?a=1&b=2#x",
    "en/markdown/lenker/index.html → finnes-ikke.md",
    "en/markdown/overskrifter/index.html → merke.svg",
    "kortkoder/figur/index.html → merke.svg",
    "markdown/bilder/index.html → merke.svg",
    "markdown/lenker/index.html → ../lister/%20x",
    "markdown/lenker/index.html → ../lister/?a=1&b=2#x",
    "markdown/lenker/index.html → finnes-ikke.md",
    "markdown/overskrifter/index.html → merke.svg",
];

/// Six images, five links and an anchor that the sources themselves have wrong.
const KNOWN_BROKEN: &[&str] = &[
    "en/innsikt/begrepsapparat-og-konsepter/index.html → /en/utkast/temaer/konseptbeskrivelser/",
    "en/pilotering/pilot-4/om-pilot-4/index.html → bilde-1785396781497.png",
    "en/pilotering/pilot-4/om-pilot-4/index.html → bilde-1785396847637.png",
    "en/prosjektleveranser/loesninger/cms-loesninger/samt-bu-docs/teknisk-dokumentasjon/dokumentasjonspraksis/index.html → ../../veikart/legg-til-underkapittel/",
    "innsikt/begrepsapparat-og-konsepter/index.html → /utkast/temaer/konseptbeskrivelser/",
    "innsikt/eu-relatert/data-spaces/norsk-deltakelse/index.html → /innsikt/eu-relatert/data-spaces/norsk-deltakelse/#kilder",
    "pilotering/pilot-4/om-pilot-4/index.html → bilde-1785396781497.png",
    "pilotering/pilot-4/om-pilot-4/index.html → bilde-1785396847637.png",
    "pilotering/pilot-4/om-pilot-4/index.html → bilde-1785739861703.png",
    "pilotering/pilot-4/om-pilot-4/index.html → bilde-1785739890507.png",
    "prosjektleveranser/loesninger/cms-loesninger/samt-bu-docs/teknisk-dokumentasjon/ci-cd-pipeline/index.html → /prosjektleveranser/loesninger/cms-loesninger/samt-bu-docs/veikart/nytt-modulrepo/",
    "prosjektleveranser/loesninger/cms-loesninger/samt-bu-docs/teknisk-dokumentasjon/dokumentasjonspraksis/index.html → ../../veikart/legg-til-underkapittel/",
];

#[test]
fn translations_are_symmetric_and_search_knows_every_page() {
    for site in sites("translations of the real site") {
        let (plan, _) = fresh(&site);
        for page in &plan.site.pages {
            for other in &page.translations {
                assert!(
                    plan.site.page(*other).translations.contains(&page.id),
                    "{} is a translation of {} but not the other way",
                    plan.site.page(*other).path,
                    page.path
                );
            }
        }
        let documents: BTreeSet<String> =
            views::search::documents(&plan.site).into_iter().map(|document| loft::paths::decode_path(&document.url)).collect();
        let pages: BTreeSet<String> = plan
            .site
            .pages
            .iter()
            .filter(|page| {
                page.doc.is_some() && page.is_rendered() && page.is_listed() && !matches!(page.kind, PageKind::Taxonomy | PageKind::Term)
            })
            .map(|page| loft::paths::decode_path(&page.rel_permalink))
            .collect();
        assert!(pages.len() > 100);
        assert_eq!(documents, pages);
    }
}

/// The dashboard's rows are the pages with a status, no more and no less.
#[test]
fn dashboard_rows_are_the_pages_with_a_status() {
    let (plan, made) = fresh(&own_site());
    for (lang, out) in [("nb", "status/index.html"), ("en", "en/status/index.html")] {
        let html = Html::parse_document(&String::from_utf8_lossy(&made.files[out]));
        let in_table = Selector::parse("main #pages tbody th a[href]").expect("a selector");
        let shown: BTreeSet<String> = html.select(&in_table).filter_map(|link| link.attr("href")).map(str::to_string).collect();
        // A page stands in the reader's language where it has one.
        let in_language = |page: &Page| {
            let versions = page.translations.iter().map(|id| plan.site.page(*id));
            versions.chain([page]).find(|page| page.lang.as_str() == lang).unwrap_or(page).rel_permalink.clone()
        };
        let have_status = plan.site.pages.iter().filter(|page| views::status_view(&plan.site, page).is_some());
        let with_status: BTreeSet<String> = have_status.map(in_language).collect();
        assert_eq!(with_status.len(), 10, "{lang}");
        assert_eq!(shown, with_status, "{out}");
    }
}

/// Every finding that stems from a source file says in which and where.
#[test]
fn findings_name_their_file_and_line() {
    for site in sites("findings of the real site") {
        for diag in fresh(&site).1.diags {
            // What is said of the whole site, such as that git is missing, stems from no file.
            let Some(path) = diag.path.as_deref() else { continue };
            let has_lines = [".md", ".toml", ".yaml", ".html"].iter().any(|ending| path.ends_with(ending));
            assert!(!has_lines || diag.span.is_some(), "{diag:?} has no line");
            assert!(!path.starts_with('/'), "{diag:?} names a place on this machine");
        }
    }
}

/// Killed at any moment, a build leaves whole files, and the next one completes it.
#[test]
fn a_killed_build_is_completed_by_the_next() {
    let site = copy(&own_site());
    let expected = {
        let whole = copy(&own_site());
        assert!(loft(&["build"], whole.path()).status.success());
        tree(&whole.path().join("public"))
    };
    let mut dice = Dice::new(3);
    let mut killed = 0;
    for round in 0..8 {
        // Every second round begins with nothing, the others with what an earlier one left.
        if round % 2 == 0 {
            let _ = fs::remove_dir_all(site.path().join("public"));
        }
        let mut run = Command::new(env!("CARGO_BIN_EXE_loft"))
            .args(["build", "--quiet", "--no-cache", "-s"])
            .arg(site.path())
            .stderr(std::process::Stdio::null())
            .spawn()
            .expect("loft runs");
        std::thread::sleep(std::time::Duration::from_millis(dice.below(160) as u64));
        let _ = run.kill();
        killed += usize::from(!run.wait().expect("an end").success());
        let public = site.path().join("public");
        for (name, bytes) in if public.is_dir() { tree(&public) } else { BTreeMap::new() } {
            // Files on their way have names that nothing publishes.
            if let Some(whole) = expected.get(&name) {
                assert_eq!(&bytes, whole, "{name} is neither the old one nor the new one");
            }
        }
        let next = loft(&["build"], site.path());
        assert!(next.status.success(), "{}", String::from_utf8_lossy(&next.stderr));
        let differing: Vec<String> =
            tree(&public).into_iter().filter(|(name, bytes)| expected.get(name) != Some(bytes)).map(|(name, _)| name).collect();
        assert!(differing.is_empty(), "left over or different after the next run: {differing:?}");
        assert_eq!(tree(&public).len(), expected.len());
    }
    println!("{killed} of 8 builds were killed before their end");
}

/// A page that a language lacks stands at its address there, in its own language, with a notice and the original
/// as its canonical address; the list of pages does not count it.
#[test]
fn a_missing_translation_shows_the_original() {
    let site = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let path = site.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    write(
        "hugo.toml",
        "baseURL = \"https://x.no/\"\ndefaultContentLanguage = \"nb\"\n[languages.nb]\nlanguageCode = \"nb-NO\"\n[languages.en]\n",
    );
    write("content/_index.nb.md", "---\ntitle: Hjem\n---\n");
    write("content/_index.en.md", "---\ntitle: Home\n---\n");
    write("content/a/bare-norsk.nb.md", "---\ntitle: Bare norsk\n---\nEn norsk setning.\n");
    let (plan, made) = fresh(site.path());
    let html = String::from_utf8(made.files["en/a/bare-norsk/index.html"].to_vec()).expect("text");
    let page = Html::parse_document(&html);
    let attribute = |selector: &str, name: &str| {
        page.select(&Selector::parse(selector).expect("a selector")).next().and_then(|found| found.attr(name)).map(str::to_string)
    };
    assert_eq!(attribute("html", "lang").as_deref(), Some("en"));
    assert_eq!(attribute("link[rel=canonical]", "href").as_deref(), Some("https://x.no/a/bare-norsk/"));
    assert!(html.contains("En norsk setning.") && html.contains("not available in English"), "{html}");
    assert_eq!(plan.site.pages.iter().filter(|page| page.path == "/a/bare-norsk").count(), 1);
    let original = String::from_utf8(made.files["a/bare-norsk/index.html"].to_vec()).expect("text");
    assert!(original.contains("href=\"/en/a/bare-norsk/\""), "the language switcher leads to the stand-in");
}

/// `[checks]` turns findings off and makes them weigh more; a shortcode without its closing tag is one.
#[test]
fn a_site_weighs_its_findings() {
    let site = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(site.path().join("content")).expect("a folder");
    fs::write(site.path().join("content/_index.md"), "---\ntitle: A\nstatus: Tøys\n---\n\n{{< notice info >}}\n").expect("a file");
    let codes = |checks: &str| -> (Vec<String>, Option<i32>) {
        fs::write(site.path().join("loft.toml"), checks).expect("a file");
        let run = loft(&["build", "--quiet", "--color", "never"], site.path());
        let text = String::from_utf8_lossy(&run.stderr).to_string();
        (text.lines().filter(|line| line.starts_with("content/")).map(str::to_string).collect(), run.status.code())
    };
    let (found, code) = codes("");
    assert!(found.len() == 2 && found.iter().all(|line| line.contains("warning[")) && code == Some(0), "{found:?} {code:?}");
    assert!(found[1].starts_with("content/_index.md:6:1: warning[shortcode-not-closed]"), "{found:?}");
    let (found, code) = codes("[checks]\nstatus-unknown = \"off\"\nshortcode-not-closed = \"error\"\n");
    assert!(found.len() == 1 && found[0].contains("error[shortcode-not-closed]") && code == Some(1), "{found:?} {code:?}");
}

/// A link to a generated view, written in any language's form, leads to the view in the page's language.
#[test]
fn links_to_generated_views_follow_language_and_base_path() {
    let site = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(site.path().join("content")).expect("a folder");
    let config = "baseURL = \"https://x.no/docs/\"\ndefaultContentLanguage = \"nb\"\n[languages.nb]\n[languages.en]\n";
    fs::write(site.path().join("hugo.toml"), config).expect("a file");
    for (name, link) in [("_index.nb.md", "/status/#x"), ("_index.en.md", "/status/")] {
        fs::write(site.path().join("content").join(name), format!("---\ntitle: A\nstatus: Ny\n---\n[s]({link}) [t](/annet/)\n"))
            .expect("a file");
    }
    let (_, made) = fresh(site.path());
    let page = |name: &str| String::from_utf8(made.files[name].to_vec()).expect("text");
    assert!(page("index.html").contains("<a href=\"/docs/status/#x\">s</a>"), "{}", page("index.html"));
    assert!(
        page("en/index.html").contains("<a href=\"/docs/en/status/\">s</a>") && page("en/index.html").contains("<a href=\"/annet/\">t</a>")
    );
}
