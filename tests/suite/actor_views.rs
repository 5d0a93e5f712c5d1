//! From pages to the views of actors and statuses: figures, links, and what the command line prints.

use std::sync::Arc;

use loft::cli::Voice;
use loft::cli::actors::{ActorsArgs, FileEntries, run_on};
use loft::cli::listing::Format;
use loft::config::{ActorVocabulary, Markup, StatusVocabulary};
use loft::diag::MessageLang;
use loft::doc::actors::{self, ActorEntry};
use loft::doc::{FrontMatter, front_matter};
use loft::memo::Shared;
use loft::paths::Lang;
use loft::render::{Engine, Scope, ThemeFiles};
use loft::site::actors::{Actors, Register, Source, mentions};
use loft::site::statuses::PageStatus;
use loft::views::actor::{CasePage, Surroundings, actor_view, actors_view};
use loft::views::status::status_view;
use loft::views::{PageView, SiteView, ViewData};
use scraper::{Html, Selector};

const CASE_A: &str = "---
title: Flytting
status: Godkjent
innmelder: [bergen]
---
## Aktører

### Sluttbrukere

- Elever og foresatte

### Premissgivere

- **Udir** (der relevant) – fagdirektorat 1 < 2 \"fag\"
- Folkeregisteret
";
const CASE_B: &str = "---
title: Innsyn
status: Ny
aktorer: [{id: ks, rolle: pilotdeltaker}, {id: udir, rolle: partner}]
---
Tekst.
";
const OTHER: &str = "---
title: Om
---
## Partnere

| Partner | Rolle |
|---|---|
| KS / KS Digital | part |
";

/// A site of three pages, two of them cases.
struct Site {
    pages: Vec<(FrontMatter, Vec<ActorEntry>)>,
    actors: Actors,
    vocabulary: ActorVocabulary,
    lang: Lang,
}

impl Site {
    fn new() -> Site {
        let vocabulary = ActorVocabulary::standard();
        let lang = Lang::new("nb");
        let pages: Vec<(FrontMatter, Vec<ActorEntry>)> = [CASE_A, CASE_B, OTHER]
            .iter()
            .map(|text| {
                let (meta, body, _) = front_matter::read(text, "side.md");
                let entries = actors::read(body, meta.body_line, &vocabulary);
                (meta, entries)
            })
            .collect();
        let source = |(page, (meta, entries))| Source { page, lang: &lang, path: "side.md", meta, entries };
        let sources: Vec<Source<'_>> = pages.iter().map(|(meta, entries)| (meta, entries.as_slice())).enumerate().map(source).collect();
        let (actors, diags) = Actors::gather(&sources, Arc::new(Register::built_in()), &vocabulary, std::slice::from_ref(&lang));
        assert_eq!(diags, []);
        Site { pages, actors, vocabulary, lang }
    }

    fn link(&self, page: usize) -> Option<CasePage> {
        let meta = &self.pages.get(page)?.0;
        Some(CasePage {
            title: meta.title.clone().unwrap_or_default(),
            url: format!("/behov/{page}/"),
            status: self.status(page).map(|status| status_view(&status, &StatusVocabulary::standard(), "nb")),
        })
    }

    fn status(&self, page: usize) -> Option<PageStatus> {
        let raw = self.pages[page].0.status.clone()?;
        Some(PageStatus { id: StatusVocabulary::standard().find(&raw).map(|def| def.id.clone()), raw })
    }

    fn with<T>(&self, ask: impl FnOnce(&Surroundings<'_>) -> T) -> T {
        ask(&Surroundings {
            lang: &self.lang,
            vocabulary: &self.vocabulary,
            root: "/aktorer/",
            link: &|page| self.link(page),
            other_type: &|_| None,
            is_case: &|page| page < 2,
            language_name: &|lang| lang.to_string(),
        })
    }

    fn command(&self, args: &ActorsArgs) -> String {
        let entries: Vec<FileEntries> = self
            .pages
            .iter()
            .enumerate()
            .map(|(page, (_, entries))| FileEntries { file: format!("{page}.md"), mentions: mentions(entries, &self.actors.register) })
            .collect();
        let mut out = Vec::new();
        let answer = self.with(|around| {
            run_on(
                &self.actors,
                around,
                &entries,
                &|id| actor_view(&self.actors, id, around),
                args,
                Voice::plain(MessageLang::En),
                &mut out,
            )
        });
        match answer {
            Ok(Ok(())) => String::from_utf8_lossy(&out).into_owned(),
            Ok(Err(diag)) => format!("{} {:?}", diag.code, diag.args),
            Err(error) => error.to_string(),
        }
    }
}

/// A template of the theme filled with a view; templates must not complain.
fn rendered(template: &str, view: &impl serde::Serialize) -> Html {
    drawn(template, &ViewData::Json(serde_json::to_value(view).unwrap_or_default()))
}

fn drawn(template: &str, view: &ViewData) -> Html {
    let (engine, diags) = Engine::new(&ThemeFiles::embedded(), &Markup::default());
    assert_eq!(diags, []);
    let site = Shared::new(SiteView { lang: "nb".to_string(), base_path: "/".to_string(), ..SiteView::default() });
    let page = PageView { title: "Oversikt".to_string(), url: "/x/".to_string(), ..PageView::default() };
    let (html, diags) = engine.page(template, &Scope::new(&engine, &site, &page), "", Some(view));
    let html = String::from_utf8_lossy(&html);
    assert_eq!(diags, [], "{html}");
    Html::parse_document(&html)
}

fn texts(html: &Html, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).expect("a selector");
    html.select(&selector).map(|found| found.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

fn attributes(html: &Html, selector: &str, name: &str) -> Vec<String> {
    let selector = Selector::parse(selector).expect("a selector");
    html.select(&selector).filter_map(|found| found.attr(name).map(str::to_string)).collect()
}

#[test]
fn organisations_user_groups_and_the_unknown_are_told_apart() {
    let site = Site::new();
    let view = site.with(|around| actors_view(&site.actors, around));
    let names = |actors: &[loft::views::actor::ActorRow]| actors.iter().map(|actor| actor.name.clone()).collect::<Vec<_>>();
    let groups: Vec<(&str, Vec<String>)> = view.groups.iter().map(|group| (group.label.as_str(), names(&group.actors))).collect();
    let expected: Vec<(&str, &[&str])> = vec![
        ("Direktorater", &["Utdanningsdirektoratet"]),
        ("Interesseorganisasjoner", &["KS"]),
        ("Fellestjenester", &["KS Digital"]),
        ("Kommuner", &["Bergen kommune"]),
    ];
    assert_eq!(
        groups,
        expected.into_iter().map(|(label, names)| (label, names.iter().map(|name| name.to_string()).collect())).collect::<Vec<_>>()
    );
    assert_eq!(
        (names(&view.user_groups), names(&view.others)),
        (vec!["Elever".into(), "Foresatte".into()], vec!["Folkeregisteret".into()])
    );
    assert_eq!(view.total, 7);
}

#[test]
fn the_list_shows_everyone_with_a_link_and_the_matrix_its_cells() {
    let site = Site::new();
    let html = rendered("actors.html", &site.with(|around| actors_view(&site.actors, around)));
    let links = attributes(&html, "main section:not([aria-labelledby=matrix]) tbody th a", "href");
    assert_eq!(links.len(), 7);
    assert!(links.contains(&"/aktorer/udir/".to_string()) && links.contains(&"/aktorer/folkeregisteret/".to_string()), "{links:?}");
    assert_eq!(texts(&html, "table.matrix thead th"), ["Aktør", "Flytting Godkjent", "Innsyn Ny"]);
    let row = |name: &str| attributes(&html, &format!("table.matrix tr:has(a[href='/aktorer/{name}/']) abbr"), "title");
    assert_eq!(row("udir"), ["Premissgiver", "Partner"]);
    assert_eq!(texts(&html, "table.matrix tr:has(a[href='/aktorer/ks/']) td"), ["", "D"]);
    assert!(attributes(&html, "table.matrix a", "href").iter().all(|href| !href.contains("folkeregisteret")));
}

#[test]
fn one_actor_shows_its_cases_by_role_with_sentence_and_status() {
    let site = Site::new();
    let view = site.with(|around| actor_view(&site.actors, "udir", around)).expect("Udir takes part");
    let html = drawn("actor.html", &ViewData::Actor(Some(Shared::new(view))));
    assert_eq!(texts(&html, "main section h2"), ["Premissgiver", "Partner"]);
    assert_eq!(attributes(&html, "#role-premissgiver + ul a", "href"), ["/behov/0/"]);
    assert_eq!(texts(&html, "#role-premissgiver + ul p"), ["Udir (der relevant) – fagdirektorat 1 < 2 \"fag\"", "Godkjent"]);
    assert_eq!(texts(&html, "#role-partner + ul .facts"), ["Nyoppgitt i sidehodet"]);
    let unknown = site.with(|around| actor_view(&site.actors, "folkeregisteret", around)).expect("is named");
    assert!(
        texts(&drawn("actor.html", &ViewData::Actor(Some(Shared::new(unknown)))), "main header p")
            .iter()
            .any(|text| text.contains("ikke i registeret"))
    );
    assert_eq!(site.with(|around| actor_view(&site.actors, "nsm", around)), None);
}

#[test]
fn the_command_answers_the_questions() {
    let site = Site::new();
    let args = |name: Option<&str>, format| ActorsArgs { name: name.map(str::to_string), format, ..ActorsArgs::default() };
    // Which approved cases involve Udir, and in which role?
    let approved = ActorsArgs { status: Some("Godkjent".to_string()), ..args(Some("Utdanningsdirektoratet"), Format::Csv) };
    let head = "actor,role,status,title,url,name,qualifier,text,declared,type\r\n";
    let row = "udir,premissgiver,Godkjent,Flytting,/behov/0/,Udir,der relevant,\"fagdirektorat 1 < 2 \"\"fag\"\"\",false,\r\n";
    assert_eq!(site.command(&approved), format!("{head}{row}"));
    // Which actors never take part in a pilot?
    let never = ActorsArgs { never: Some("pilotdeltaker".to_string()), ..args(None, Format::Ndjson) };
    let ids: Vec<String> = site
        .command(&never)
        .lines()
        .filter_map(|line| Some(serde_json::from_str::<serde_json::Value>(line).ok()?["id"].as_str()?.to_string()))
        .collect();
    assert_eq!(ids, ["udir", "ks-digital", "bergen", "sluttbruker-elev", "sluttbruker-foresatt", "folkeregisteret"]);
    let matrix = ActorsArgs { matrix: true, ..args(None, Format::Csv) };
    assert!(site.command(&matrix).starts_with("actor,Flytting,Innsyn\r\n"), "{}", site.command(&matrix));
    assert!(site.command(&matrix).contains("\r\nKS,,pilotdeltaker\r\n"), "{}", site.command(&matrix));
    assert_eq!(site.command(&args(Some("udri"), Format::Table)), "actor-nowhere-near [(\"actor\", \"udri\"), (\"near\", \"udir\")]");
}

#[test]
fn entries_are_printed_as_read() {
    let site = Site::new();
    let args = ActorsArgs { entries: true, format: Format::Ndjson, ..ActorsArgs::default() };
    let printed = site.command(&args);
    let first = r#"{"file":"0.md","line":10,"name":"Elever","actor":"sluttbruker-elev","role":"sluttbruker","group":"Sluttbrukere","qualifier":null,"text":null}"#;
    assert_eq!(printed.lines().next(), Some(first));
    assert_eq!(printed.lines().count(), 6, "{printed}");
}

/// The questions about actors that people ask, of a site in files, as the command line and the pages answer them.
#[test]
fn questions_about_actors_are_answered_on_the_terminal_and_on_screen() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, text).expect("written");
    };
    write("hugo.toml", "defaultContentLanguage = 'nb'\n[languages.nb]\n");
    let case = |title: &str, status: &str, more: &str| format!("---\ntitle: {title}\ntype: case\nstatus: {status}\n{more}---\n");
    let body = "## Aktører\n\n### Premissgivere\n\n- **Udir** – setter rammene\n\n### Tjenesteleverandører\n\n- KS\n";
    write("content/behov/a.md", &(case("Flytting", "Godkjent", "") + body));
    write("content/behov/b.md", &(case("Innsyn", "Ny", "innmelder: [udir]\n") + body));
    write("content/pilot/p.md", "---\ntitle: Pilot 1\ntype: pilot\naktorer: [{id: ks, rolle: pilotdeltaker}]\n---\n");
    write("content/vedtak/v.md", "---\ntitle: Vedtak 1\ntype: beslutning\norgan: udir\neier: udir\naktorer: [digdir]\n---\n");
    let answer = |args: &[&str]| {
        let run = crate::support::loft(folder.path(), &[&["actors"], args].concat());
        assert!(run.status.success(), "{}", crate::support::text(&run.stderr));
        crate::support::text(&run.stdout)
    };
    // 1. Which approved cases involve Udir, and in which role?
    let head = "actor,role,status,title,url,name,qualifier,text,declared,type\r\n";
    let approved = "udir,premissgiver,Godkjent,Flytting,/behov/a/#premissgivere,Udir,,setter rammene,false,\r\n";
    assert_eq!(answer(&["Udir", "--status", "godkjent", "--format", "csv"]), format!("{head}{approved}"));
    // 8. All that an actor does: cases by role, those it submitted, decisions, pages it owns, with what the page says.
    let all = answer(&["udir"]);
    let rows: Vec<String> = all.lines().skip(2).map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    let expected = [
        "premissgiver Godkjent Flytting setter rammene",
        "premissgiver Ny Innsyn setter rammene",
        "innmelder Ny Innsyn setter rammene",
        "owner Vedtak 1",
        "organ Vedtak 1",
    ];
    assert_eq!(rows, expected, "{all}");
    let pilots = answer(&["ks", "--format", "csv"]);
    assert!(pilots.ends_with("ks,pilotdeltaker,,Pilot 1,/pilot/p/,KS,,,true,pilot\r\n"), "{pilots}");
    // 9. The matrix.
    assert_eq!(
        answer(&["--matrix", "--format", "csv"]),
        "actor,Flytting,Innsyn\r\nKS,tjenesteleverandor,tjenesteleverandor\r\nUtdanningsdirektoratet,premissgiver,premissgiver innmelder\r\n"
    );
    // 10. Who never takes part in a pilot?
    let never: Vec<String> = answer(&["--never", "pilot", "--format", "csv"])
        .lines()
        .skip(1)
        .filter_map(|line| Some(line.split(',').next()?.to_string()))
        .collect();
    assert_eq!(never, ["digdir", "udir"]);
    // The same on the pages.
    let built = crate::support::loft(folder.path(), &["build", "--quiet"]);
    assert!(built.status.success(), "{}", crate::support::text(&built.stderr));
    let page = |path: &str| std::fs::read_to_string(folder.path().join("public").join(path)).expect("built");
    let udir = Html::parse_document(&page("aktorer/udir/index.html"));
    // 1 and 8.
    let parts = texts(&udir, "main section h2, main section li > a, main section .status");
    let expected =
        ["Premissgiver", "Flytting", "Godkjent", "Innsyn", "Ny", "Innmelder", "Innsyn", "Ny", "Eier", "Vedtak 1", "Organ", "Vedtak 1"];
    assert_eq!(parts, expected);
    assert!(texts(&udir, "#role-premissgiver + ul p").contains(&"Udir – setter rammene".to_string()));
    assert_eq!(texts(&Html::parse_document(&page("aktorer/ks/index.html")), "#type-pilot + ul a"), ["Pilot 1"]);
    // 9, on the page and as the file beside it.
    let all = Html::parse_document(&page("aktorer/index.html"));
    // On a phone a long name breaks with a hyphen.
    let udir = "Utdan\u{ad}nings\u{ad}di\u{ad}rek\u{ad}to\u{ad}ratet";
    assert_eq!(texts(&all, "table.matrix tbody :is(th, td)"), ["KS", "T", "T", udir, "P", "P I"]);
    assert_eq!(
        page("aktorer/matrise.csv"),
        ",Flytting,Innsyn\r\nKS,Tjenesteleverandør,Tjenesteleverandør\r\nUtdanningsdirektoratet,Premissgiver,Premissgiver; Innmelder\r\n"
    );
    // 10.
    let never: Vec<String> = attributes(&all, "#never-piloted a", "href");
    assert_eq!(never, ["/aktorer/digdir/", "/aktorer/udir/"]);
}

/// A role or a type that nobody knows is told, with the nearest that somebody does; it does not select everyone.
#[test]
fn an_unknown_role_is_a_finding() {
    let site = tempfile::tempdir().expect("a folder");
    std::fs::create_dir_all(site.path().join("content")).expect("folders");
    std::fs::write(site.path().join("hugo.toml"), "defaultContentLanguage = 'nb'\n[languages.nb]\n").expect("write");
    std::fs::write(site.path().join("content/a.md"), "---\ntitle: A\n---\n## Aktører\n\n- Udir\n").expect("write");
    let told = |args: &[&str]| {
        let run = crate::support::loft(site.path(), args);
        (run.status.success(), crate::support::text(&run.stdout), crate::support::text(&run.stderr))
    };
    let (done, out, err) = told(&["actors", "--never", "pilott"]);
    assert!(!done && out.is_empty() && err.contains("«pilott»") && err.contains("pilot."), "{out}{err}");
    let (done, out, err) = told(&["actors", "--role", "premisgiver"]);
    assert!(!done && out.is_empty() && err.contains("premissgiver."), "{out}{err}");
    let (done, out, _) = told(&["actors", "--never", "pilot"]);
    assert!(done && out.contains("udir"), "{out}");
}
