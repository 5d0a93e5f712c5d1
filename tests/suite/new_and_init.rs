//! `loft new` and `loft init`: what is written, and that nothing is written over.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use loft::config::Overrides;
use loft::diag::{Diag, MessageLang};
use loft::doc::front_matter;
use loft::edit::{Request, init, new_page};
use loft::input::{Input, Snapshot};
use loft::paths::Lang;

use crate::support::{checked, fresh, site_of};

fn snapshot(site: &Path) -> Snapshot {
    Input::open_cold(site, Overrides::default()).snapshot(None)
}

fn make(site: &Path, path: &str) -> Result<Vec<(String, String)>, Diag> {
    make_with(site, Request { path: path.to_string(), ..Request::default() }).map(|(files, diags)| {
        assert_eq!(diags, []);
        files
    })
}

fn make_with(site: &Path, request: Request) -> Result<(Vec<(String, String)>, Vec<Diag>), Diag> {
    let (files, diags) = new_page(site, &snapshot(site), &request)?;
    for file in &files {
        assert_eq!(fs::read_to_string(site.join(&file.path)).unwrap(), file.text);
    }
    Ok((files.into_iter().map(|file| (file.path, file.text)).collect(), diags))
}

/// A text with its identity replaced, so that it can be compared.
fn without_id(text: &str) -> String {
    let (meta, ..) = front_matter::read(text, "");
    let id = meta.id.expect("a new page has an id");
    assert!(uuid::Uuid::parse_str(&id).is_ok(), "{id}");
    text.replace(&id, "ID")
}

const TWO_LANGUAGES: &str =
    "baseURL = 'https://x.no/'\ndefaultContentLanguage = 'nb'\n[languages.nb]\nweight = 1\n[languages.en]\nweight = 2\n";

#[test]
fn a_page_in_all_languages_with_one_id_and_the_next_weight() {
    let site = site_of(&[
        ("hugo.toml", TWO_LANGUAGES),
        ("content/behov/_index.nb.md", "---\ntitle: B\nweight: 70\n---\n"),
        ("content/behov/a/_index.nb.md", "---\nweight: 10\n---\n"),
        ("content/behov/b/_index.nb.md", "---\nweight: 25\n---\n"),
        ("content/behov/b/deep/_index.nb.md", "---\nweight: 90\n---\n"),
    ]);
    let files = make(site.path(), "behov/12-ny-æøå_case").unwrap();
    let paths: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["content/behov/12-ny-æøå_case/_index.nb.md", "content/behov/12-ny-æøå_case/_index.en.md"]);
    assert_eq!(without_id(&files[0].1), "---\nid: ID\ntitle: \"Ny æøå case\"\nweight: 30\nstatus: Ny\n---\n\n");
    assert_eq!(without_id(&files[1].1), "---\nid: ID\ntitle: \"Ny æøå case\"\nweight: 30\nstatus: New\n---\n\n");
    let id = |text: &str| front_matter::read(text, "").0.id;
    assert_eq!(id(&files[0].1), id(&files[1].1));
    let again = make(site.path(), "content/behov/12-ny-æøå_case/_index.md").unwrap_err();
    assert_eq!(again.message(MessageLang::Nb), "Siden finnes fra før: content/behov/12-ny-æøå_case/_index.nb.md");
}

#[test]
fn a_missing_translation_shares_what_the_page_has() {
    let site =
        site_of(&[("hugo.toml", TWO_LANGUAGES), ("content/om/_index.nb.md", "---\nid: abc\ntitle: \"Om «oss»\"\nweight: 7\n---\nTekst\n")]);
    let files = make(site.path(), "om").unwrap();
    assert_eq!(
        files,
        [("content/om/_index.en.md".to_string(), "---\nid: abc\ntitle: \"Om «oss»\"\nweight: 7\nstatus: New\n---\n\n".to_string())]
    );
    assert_eq!(
        fs::read_to_string(site.path().join("content/om/_index.nb.md")).unwrap(),
        "---\nid: abc\ntitle: \"Om «oss»\"\nweight: 7\n---\nTekst\n"
    );
}

/// Path asked for, files of the site, files expected.
#[test]
fn names_follow_the_sites_custom() {
    let one = "baseURL = 'https://x.no/'\n";
    let own_folders = "defaultContentLanguage = 'nb'\n[languages.nb]\nweight = 1\ncontentDir = 'innhold'\n[languages.en]\nweight = 2\ncontentDir = 'contents'\n";
    let mounted = format!(
        "{TWO_LANGUAGES}[[module.mounts]]\nsource = 'content'\ntarget = 'content'\n[[module.mounts]]\nsource = 'modules/pilot/content'\ntarget = 'content/pilot'\n"
    );
    let cases: &[(&str, &str, &[&str], &[&str])] = &[
        (one, "x", &[], &["content/x/_index.md"]),
        (one, "posts/ny.md", &[], &["content/posts/ny.md"]),
        (one, "posts/ny", &["content/posts/gammel.md"], &["content/posts/ny.md"]),
        (one, "posts/ny/index.md", &[], &["content/posts/ny/index.md"]),
        (TWO_LANGUAGES, "a/ny.md", &["content/a/b.nb.md"], &["content/a/ny.nb.md", "content/a/ny.en.md"]),
        (TWO_LANGUAGES, "a/ny.en.md", &["content/a/b.md", "content/a/b.en.md"], &["content/a/ny.md", "content/a/ny.en.md"]),
        (TWO_LANGUAGES, "c/d", &["content/_index.md"], &["content/c/d/_index.md", "content/c/d/_index.en.md"]),
        (own_folders, "a/b", &["innhold/_index.md"], &["innhold/a/b/_index.md", "contents/a/b/_index.md"]),
        (
            &mounted,
            "pilot/x",
            &["modules/pilot/content/_index.nb.md"],
            &["modules/pilot/content/x/_index.nb.md", "modules/pilot/content/x/_index.en.md"],
        ),
    ];
    for (config, path, present, expected) in cases {
        let mut files = vec![("hugo.toml", *config)];
        files.extend(present.iter().map(|path| (*path, "---\ntitle: A\n---\n")));
        let site = site_of(&files);
        let made = make(site.path(), path).unwrap_or_else(|diag| panic!("{path}: {}", diag.message(MessageLang::En)));
        assert_eq!(made.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(), *expected, "{path} beside {present:?}");
    }
}

#[test]
fn archetypes_by_kind_type_section_and_language() {
    let site = site_of(&[
        ("hugo.toml", TWO_LANGUAGES),
        ("archetypes/default.md", "---\ntitle: default {{ lang }}\n---\n"),
        (
            "archetypes/case.md",
            "---\ntitle: \"{{ replace .Name \"-\" \" \" | title }}\"\ndate: {{ .Date }}\nstatus: Til QA\n{{ if .x }}\n---\n## Behov\n",
        ),
        ("archetypes/posts.en.md", "+++\ntitle = 'English {{ .Name }}'\n+++\n"),
        ("archetypes/posts.md", "title: no head\n"),
    ]);
    let with = |path: &str, kind: Option<&str>, lang: &str| {
        let request = Request { path: path.to_string(), kind: kind.map(str::to_string), langs: vec![Lang::new(lang)] };
        let (files, diags) = make_with(site.path(), request).unwrap();
        (
            without_id(&files[0].1),
            diags.iter().map(|diag| (diag.path.clone().unwrap_or_default(), diag.span.map(|span| span.line))).collect::<Vec<_>>(),
        )
    };
    assert_eq!(with("a", None, "en").0, "---\nid: ID\nweight: 10\nstatus: New\ntitle: default en\n---\n");
    let (text, diags) = with("b/use-cases/min-case", None, "nb");
    let (meta, body, _) = front_matter::read(&text, "");
    assert_eq!((meta.title.as_deref(), meta.status.as_deref(), meta.weight, body), (Some("Min Case"), Some("Til QA"), 10, "## Behov\n"));
    assert!(loft::dates::parse(meta.params["date"].as_str().unwrap()).is_some());
    assert_eq!(diags, [("archetypes/case.md".to_string(), Some(5))]);
    assert_eq!(with("posts/x.md", None, "en").0, "+++\nid = \"ID\"\nweight = 10\nstatus = \"New\"\ntitle = 'English x'\n+++\n");
    assert_eq!(with("posts/y.md", None, "nb").0, "---\nid: ID\nweight: 20\nstatus: Ny\n---\n\ntitle: no head\n");
    assert_eq!(with("posts/z", Some("default"), "nb").0.lines().nth(4), Some("title: default nb"));
}

#[test]
fn a_type_that_is_not_there_is_refused_with_those_that_are() {
    let site =
        site_of(&[("hugo.toml", TWO_LANGUAGES), ("archetypes/nyhet.nb.md", "---\ntitle: x\n---\n"), ("archetypes/default.md", "x\n")]);
    let asked = |kind: &str| make_with(site.path(), Request { path: "a".into(), kind: Some(kind.into()), langs: vec![Lang::new("nb")] });
    let known = "Typene er: beslutning, case, erfaring, nyhet, pilot, rammeverk. \
                 En egen type trenger `archetypes/{}.md` eller en plass i konfigurasjonen.";
    for (kind, message) in [
        ("erfarng", "Typen `erfarng` finnes ikke. Mente du `erfaring`?"),
        ("Nyheter", "Typen `Nyheter` finnes ikke. Mente du `nyhet`?"),
        ("notat", "Typen `notat` finnes ikke."),
        ("", "Typen `` finnes ikke."),
    ] {
        let diag = asked(kind).unwrap_err();
        let words = (diag.message(MessageLang::Nb), diag.hint(MessageLang::Nb));
        assert_eq!(words, (message.to_string(), Some(known.replace("{}", kind))), "{kind}");
    }
    assert!(!site.path().join("content").exists());
    for kind in ["Erfaring", "experience", "nyhet", "page"] {
        asked(kind).unwrap_or_else(|diag| panic!("{kind}: {}", diag.message(MessageLang::En)));
        fs::remove_dir_all(site.path().join("content")).unwrap();
    }
}

#[test]
fn what_cannot_be_made_is_refused_in_plain_words() {
    let site = site_of(&[("hugo.toml", TWO_LANGUAGES), ("content/_index.nb.md", "Hei\n")]);
    for path in ["", "/", "../ute", "a/../../ute", "/etc/x", "C:\\x", "content", "content/"] {
        let diag = make(site.path(), path).unwrap_err();
        assert_eq!(diag.message(MessageLang::En), format!("`{}` is not a place in the site's content.", path.replace('\\', "/")), "{path}");
    }
    let unknown = make_with(site.path(), Request { path: "x".to_string(), kind: None, langs: vec![Lang::new("fr")] }).unwrap_err();
    assert_eq!(
        (unknown.message(MessageLang::En), unknown.hint(MessageLang::En)),
        ("The site has no language `fr`.".to_string(), Some("Its languages are: nb, en.".to_string()))
    );
    assert_eq!(fs::read_dir(site.path().join("content")).unwrap().count(), 1);
}

#[test]
fn a_starter_site_is_complete_and_without_findings() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("mitt-nettsted");
    let written = init(&folder, None).unwrap();
    assert!(written.len() > 10);
    let site = snapshot(&folder);
    assert_eq!(site.diags, []);
    assert_eq!((site.config.title.as_str(), site.config.languages.len()), ("Mitt nettsted", 2));
    let mut languages_by_id: BTreeMap<String, usize> = BTreeMap::new();
    for file in written.iter().filter(|file| file.path.starts_with("content/")) {
        let (meta, body, diags) = front_matter::read(&file.text, &file.path);
        assert_eq!(
            (diags, meta.title.is_some(), body.trim().is_empty(), file.text.contains("{{")),
            (vec![], true, false, false),
            "{}",
            file.path
        );
        if let Some(status) = &meta.status {
            assert!(site.config.loft.statuses.find(status).is_some(), "{status}");
        }
        if let Some(id) = meta.id {
            *languages_by_id.entry(id).or_default() += 1;
        }
    }
    assert!(languages_by_id.len() >= 4 && languages_by_id.values().all(|count| *count == 2), "{languages_by_id:?}");
    let made = make(&folder, "behov/use-cases/02-neste").unwrap();
    assert_eq!(made.iter().map(|(_, text)| front_matter::read(text, "").0.weight).collect::<Vec<_>>(), [20, 20]);
}

#[test]
fn a_starter_site_has_no_finding_whatever_it_is_called() {
    for title in ["Behov på tvers av sektorene", "Tjenester for barn og unge", "Innspill: \"nye\" løsninger", "Our services"] {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("site");
        init(&folder, Some(title)).unwrap();
        let (plan, _) = fresh(&folder);
        assert_eq!(checked(&plan), [], "{title}");
    }
}

#[test]
fn a_starter_site_is_never_put_into_a_folder_with_something_in_it() {
    let full = site_of(&[("brev.txt", "Viktig")]);
    let diag = init(full.path(), Some("X")).unwrap_err();
    assert_eq!(diag.message(MessageLang::Nb), format!("Mappen {} er ikke tom.", full.path().display()));
    assert_eq!(fs::read_dir(full.path()).unwrap().count(), 1);
    let file = full.path().join("brev.txt");
    assert_eq!(init(&file, None).unwrap_err().code, "new-not-written");
    let empty = tempfile::tempdir().unwrap();
    init(empty.path(), Some("Æ \"ø\" \\ å")).unwrap();
    assert_eq!((snapshot(empty.path()).config.title.as_str(), snapshot(empty.path()).diags), ("Æ \"ø\" \\ å", vec![]));
}

#[test]
fn a_page_of_a_type_begins_with_its_fields() {
    let config = format!(
        "{TWO_LANGUAGES}[params.loft.types.tjeneste]\naliases = ['service']\nfolders = ['tjenester']\n\
         [[params.loft.types.tjeneste.fields]]\nid = 'forvalter'\nkind = 'actor'\nlabels = {{ nb = 'Forvalter', en = 'Run by' }}\n\
         [[params.loft.types.tjeneste.fields]]\nid = 'modenhet'\nchoices = ['lav', 'hoy']\n\
         [[params.loft.types.tjeneste.fields]]\nid = 'brukere'\nkind = 'list'\nof = 'actor'\n"
    );
    let site = site_of(&[
        ("hugo.toml", config.as_str()),
        ("archetypes/default.md", "---\ntitle: \"{{ title }}\"\nmodenhet: lav\n---\n\nInnhold\n\n---\n"),
        ("archetypes/tjeneste.en.md", "---\ntitle: \"Service {{ title }}\"\n---\n"),
    ]);
    let fields = "forvalter: \"\" # Forvalter\nbrukere: [] # Brukere\n";
    let head = |of_type: &str| {
        format!("---\nid: ID\nweight: 10\nstatus: Ny\n{of_type}title: \"A\"\nmodenhet: lav\n{fields}---\n\nInnhold\n\n---\n")
    };
    let inferred = make(site.path(), "tjenester/a").unwrap();
    assert_eq!(without_id(&inferred[0].1), head(""));
    assert!(without_id(&inferred[1].1).contains("title: \"Service A\"\n---"), "an archetype of the type says all there is to say");
    let request = Request { path: "om/a".to_string(), kind: Some("Service".to_string()), langs: vec!["nb".into()] };
    let (asked, _) = make_with(site.path(), request).unwrap();
    assert_eq!(without_id(&asked[0].1), head("type: tjeneste\n"));
}

#[test]
fn a_lesson_begins_with_the_content_model_s_fields() {
    let site = site_of(&[("hugo.toml", TWO_LANGUAGES)]);
    let files = make(site.path(), "erfaringer/oppstart").unwrap();
    let (meta, _, diags) = front_matter::read(&files[1].1, "");
    assert_eq!(diags, []);
    let fields: Vec<&str> =
        meta.params.keys().map(String::as_str).filter(|key| !["id", "title", "weight", "status"].contains(key)).collect();
    assert_eq!(fields, ["laerdom", "anbefaling", "fase", "samhandlingsniva", "kilde"]);
    assert!(files[1].1.contains("fase: # velge, oppstart, drommereise,"));
}
