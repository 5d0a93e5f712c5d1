//! The search room from outside: an index kept by difference answers like a fresh one, survives
//! what happens to files, and finds the right page on the real site.

mod oracle;

use std::fs;
use std::path::Path;

use loft::config::Overrides;
use loft::input::Input;
use loft::pipeline::{self, Memo};
use loft::search::{Actor, Document, Index, Options, Section, Status, Thesaurus, UpdateReport};
use loft::views::search::documents;
use proptest::prelude::*;

use crate::support::site_of;

fn page(url: &str, title: &str, text: &str) -> Document {
    let sections = text
        .split('#')
        .enumerate()
        .map(|(number, part)| match number {
            0 => Section { anchor: None, heading: String::new(), text: part.trim().to_string() },
            _ => {
                let (heading, text) = part.split_once(':').unwrap_or((part, ""));
                Section { anchor: Some(heading.trim().to_lowercase()), heading: heading.trim().into(), text: text.trim().into() }
            }
        })
        .collect();
    Document { url: url.into(), lang: "nb".into(), title: title.into(), link_title: title.into(), sections, ..Document::default() }.keyed()
}

/// A small site with something for each kind of question.
fn site() -> Vec<Document> {
    let mut register =
        page("/behov/register/", "Nasjonalt utdanningsregister", "Et register over all utdanning. # Bakgrunn: Data deles i dag ikke.");
    register.status =
        Some(Status { id: "tidlig-utkast".into(), symbol: "◔".into(), label: "Tidlig utkast".into(), since: String::new() });
    register.actors =
        vec![Actor { id: "hk-dir".into(), name: "HK-dir".into(), aliases: ["Direktoratet for høyere utdanning".into()].into() }];
    register.page_type = "case".into();
    let mut moving = page("/behov/flytting/", "Flytting av elever", "Når elever flytter, følger ikke opplysningene med.");
    moving.status = Some(Status { id: "godkjent".into(), symbol: "⏺".into(), label: "Godkjent".into(), since: "2026-08-04".into() });
    moving.page_type = "case".into();
    vec![
        register.keyed(),
        moving.keyed(),
        page("/behov/barn/", "Tjenester til barn", "Barn og unge trenger tjenester som henger sammen. # Løsning: En dataplattform."),
        page("/om/", "Om prosjektet", "Tidlig innsats hjelper. Innsats tidlig er noe annet enn sen innsats."),
        page("/om/innsats/", "Sen innsats", "Tidlig i prosjektet ble all innsats målt."),
        page("/samtykke/", "Samtykkeportal", "Oversikt over samtykker. Data hører til en eier."),
        page("/utdanning/", "Utdanning", "Om utdanning og registeret."),
    ]
}

fn index_of(documents: &[Document]) -> Index {
    let mut index = Index::in_memory();
    index.update(documents).expect("an index");
    index
}

fn urls(index: &Index, query: &str) -> Vec<String> {
    index.urls("nb", query, &Options::default()).expect("an answer")
}

#[test]
fn the_first_page_is_the_right_one() {
    let index = index_of(&site());
    for (query, first) in [
        ("samtykkeportal", "/samtykke/"),
        ("samtykkeportalen", "/samtykke/"),
        ("samtykeportal", "/samtykke/"),
        ("samtykkep", "/samtykke/"),
        ("eleven flyttet", "/behov/flytting/"),
        ("elevar som flyttar", "/behov/flytting/"),
        ("tenester til born", "/behov/barn/"),
        ("register utdanning", "/behov/register/"),
        ("utdanning register", "/behov/register/"),
        ("data plattform", "/behov/barn/"),
        ("dataplattformen", "/behov/barn/"),
        ("loesning", "/behov/barn/"),
        ("hkdir", "/behov/register/"),
        ("HK-dir", "/behov/register/"),
        ("hva er en samtykkeportal?", "/samtykke/"),
        ("\"tidlig innsats\"", "/om/"),
        ("status:godkjent", "/behov/flytting/"),
        ("aktør:hk-dir data", "/behov/register/"),
    ] {
        assert_eq!(urls(&index, query).first().map(String::as_str), Some(first), "{query}");
    }
}

/// What was learnt from sites that the ranking had not met.
#[test]
fn other_words_for_the_same_find_their_page() {
    let index = index_of(&[
        page("/innlogging/", "Innlogging", "Bruk brukernavn og passord."),
        page("/utfylling/", "Utfylling av skjema", "Felter som er ferdig utfylt."),
        page("/betaling/", "Betaling", "Et gebyr kreves."),
        page("/skatt/", "Skatt og merverdiavgift", "Hva som betales til staten."),
        page("/oppdatering/", "Oppdateringer", "Nye utgaver av programvaren. Her logges feil, og skjermen fylles."),
        page("/post/", "Post og arkiv", "Den som står for mottak av brev, logger dem."),
        page("/arkiv/", "Mottakere", "Mottak av varer, mottak av gods."),
        page("/om/", "Om", "Noen betaler, og noen blir logget."),
    ]);
    let options = Options { thesaurus: Thesaurus::new(&[]), ..Options::default() };
    for (query, first) in [
        ("hvordan logger jeg inn", "/innlogging/"),
        ("fylle ut", "/utfylling/"),
        ("betale", "/betaling/"),
        ("mva", "/skatt/"),
        ("moms", "/skatt/"),
        ("tryggleiksoppdateringar", "/oppdatering/"),
        ("postmottaket", "/post/"),
    ] {
        let found = index.urls("nb", query, &options).expect("an answer");
        assert_eq!(found.first().map(String::as_str), Some(first), "{query}");
    }
}

/// The titles and texts that a test is about, among twelve pages on applications and as many on other things.
fn among_others(pages: &[(&str, &str, &str)]) -> Index {
    let other = |at: usize| {
        let title = if at < 12 { format!("Søknad {at}") } else { format!("Annet {at}") };
        page(&format!("/side-{at}/"), &title, "# Bakgrunn: Her står det noe om saken, og så noe mer om den.")
    };
    let own = pages.iter().map(|(url, title, text)| page(url, title, text));
    index_of(&(0..60).map(other).chain(own).collect::<Vec<_>>())
}

#[test]
fn other_words_for_the_same_do_not_outdo_the_one_that_was_typed() {
    let other = ("/kurs/", "Kurs", "# Pålogging: Om pålogging for ansatte. Pålogging er enkelt.");
    let typed = ("/tilgang/", "Tilgang", "# Innlogging: Om innlogging for ansatte.");
    let index =
        among_others(&[other, typed, ("/a/", "Drift", "Innlogging."), ("/b/", "Ansatte", "Innlogging."), ("/c/", "Hjelp", "Innlogging.")]);
    assert_eq!(urls(&index, "innlogging")[0], "/tilgang/");
    assert_eq!(urls(&index, "pålogging")[0], "/kurs/");
}

#[test]
fn a_word_is_found_in_the_text_whatever_its_stem_looks_like() {
    let index = among_others(&[("/handel/", "Handel", "Kommunen kjøper varer."), ("/buss/", "Buss", "Føreren åpner døren.")]);
    assert_eq!(urls(&index, "varene"), ["/handel/"]);
    assert_eq!(urls(&index, "føreren"), ["/buss/"]);
}

#[test]
fn an_agency_is_not_met_by_a_verb() {
    let index = among_others(&[("/kontor/", "Direktorat", "Her er NAV."), ("/kart/", "Kart", "Naviger hit. Slik navigerer du.")]);
    assert_eq!(urls(&index, "NAV")[0], "/kontor/");
    assert_eq!(urls(&index, "naviger"), ["/kart/"]);
}

#[test]
fn a_compound_with_both_parts_in_the_other_written_form_is_found() {
    let index = among_others(&[("/tall/", "Tall", "En regnskapsfører svarer."), ("/hjelp/", "Hjelp", "Hjemmesykepleie gis etter vedtak.")]);
    assert_eq!(urls(&index, "rekneskapsførar"), ["/tall/"]);
    assert_eq!(urls(&index, "heimesjukepleie"), ["/hjelp/"]);
}

#[test]
fn a_compound_written_in_half_is_found() {
    let index = among_others(&[
        ("/omsorg/", "Helse- og omsorgstjenester", "Hva kommunen gir."),
        ("/plan/", "Plan", "En kommune-, fylkes- og stat-/landsplan legges."),
        ("/lege/", "Lege", "En av flere helsetjenester."),
        ("/ord/", "Ord", "Av tjenester og planer."),
    ]);
    assert_eq!(urls(&index, "helsetjenesten"), ["/omsorg/", "/lege/"]);
    assert_eq!(urls(&index, "fylkesplaner"), ["/plan/"]);
    assert_eq!(urls(&index, "kommuneplan"), ["/plan/"]);
    assert!(urls(&index, "omsorgshelse").iter().all(|url| url == "/omsorg/"));
}

#[test]
fn a_word_that_no_page_has_is_searched_for_as_one_near_it() {
    let pages =
        [("/stopp/", "Avbrudd", "Her er avlysning av timer."), ("/brev/", "Brev", "Her kanselleres intet."), ("/bytte/", "Justering", "")];
    let index = among_others(&pages);
    assert_eq!(urls(&index, "endre"), ["/bytte/"], "no page has the word, nor one that begins so");
    assert_eq!(urls(&index, "endringene"), ["/bytte/"], "however it is inflected");
    assert_eq!(urls(&index, "korridor"), Vec::<String>::new(), "only what stands in the list is near");
    assert_eq!(urls(&index, "kansellere"), ["/brev/"], "what a page has is not searched for otherwise");
    let known = among_others(&[("/endre/", "Endre", ""), pages[2]]);
    assert_eq!(urls(&known, "endre"), ["/endre/"]);
    assert!(urls(&known, "~oppdatere").is_empty() && urls(&index, "end").is_empty(), "where near words are filed, nobody comes by");
}

#[test]
fn a_single_letter_of_a_query_is_no_ending_of_the_word_before() {
    let index =
        among_others(&[("/post/", "Skrive brev", "Slik endrer du din e-post."), ("/plan/", "Endringer", "Endre planen. Endre alt.")]);
    assert_eq!(urls(&index, "endre e-post")[0], "/post/");
    assert_eq!(urls(&index, "epost"), ["/post/"]);
}

#[test]
fn the_mark_of_the_infinitive_is_no_word_to_look_for() {
    let index =
        among_others(&[("/bygg/", "Bygging", "Søk før du bygger garasje."), ("/a/", "Å være her", "Det er fint å være her, å ja.")]);
    assert_eq!(urls(&index, "å bygge garasje"), ["/bygg/"]);
}

#[test]
fn former_names_and_abbreviations_of_an_actor_find_its_pages() {
    let mut tools = page("/verktoy/", "Verktøy", "Digitaliseringsdirektoratet har laget veilederen.");
    tools.actors =
        vec![Actor { id: "digdir".into(), name: "Digitaliseringsdirektoratet".into(), aliases: ["Digdir".into(), "Difi".into()].into() }];
    let mut documents = site();
    documents.push(tools.keyed());
    let index = index_of(&documents);
    for query in ["Difi", "difi veileder", "digdir", "aktør:difi", "Direktoratet for høyere utdanning"] {
        let expected = if query.starts_with("Dir") { "/behov/register/" } else { "/verktoy/" };
        assert_eq!(urls(&index, query).first().map(String::as_str), Some(expected), "{query}");
    }
}

#[test]
fn a_status_or_an_actor_in_plain_words_is_offered_as_a_filter() {
    let index = index_of(&site());
    for (query, expected) in [
        ("godkjent flytting", &["status:godkjent"][..]),
        ("saker med tidlig utkast", &["status:tidlig-utkast"]),
        ("HK-dir", &["actor:hk-dir"]),
        ("hva gjør direktoratet for høyere utdanning", &["actor:direktoratet-for-hoyere-utdanning"]),
        ("Godkjent og HK-dir", &["status:godkjent", "actor:hk-dir"]),
        ("godkjente", &[]),
        ("godkjent type:case", &[]),
        ("utdanning", &[]),
    ] {
        let answer = index.query("nb", query, &Options::default()).expect("an answer");
        let offers: Vec<String> = answer.offers.iter().map(|offer| format!("{}:{}", offer.field.name(true), offer.value)).collect();
        assert_eq!(offers, expected, "{query}");
        for offer in &offers {
            assert!(!urls(&index, offer).is_empty(), "{offer} finds pages");
        }
    }
}

#[test]
fn phrases_exclusions_and_filters_restrict() {
    let index = index_of(&site());
    for (query, expected) in [
        ("\"tidlig innsats\"", vec!["/om/"]),
        ("\"utdanning og registeret\"", vec!["/utdanning/"]),
        ("\"utdanning eller registeret\"", vec![]),
        ("\"utdanning registeret\"", vec![]),
        ("innsats -tidlig", vec![]),
        ("innsats -prosjektet", vec![]),
        ("data -samtykker", vec!["/behov/register/", "/behov/barn/"]),
        ("type:case", vec!["/behov/flytting/", "/behov/register/"]),
        ("type:case -status:godkjent", vec!["/behov/register/"]),
        ("seksjon:om innsats", vec!["/om/innsats/", "/om/"]),
        ("status:\"tidlig utkast\"", vec!["/behov/register/"]),
        ("tittel:utdanningsregister", vec!["/behov/register/"]),
        ("status:finnes-ikke", vec![]),
        ("qqqqq", vec![]),
        ("", vec![]),
    ] {
        assert_eq!(urls(&index, query), expected, "{query}");
    }
}

#[test]
fn a_hit_leads_to_its_section_and_marks_the_words() {
    let answer = index_of(&site()).query("nb", "dataplattform", &Options::default()).expect("an answer");
    let hit = &answer.hits[0];
    assert_eq!((hit.url.as_str(), hit.anchor.as_deref()), ("/behov/barn/", Some("løsning")));
    let (start, end) = hit.excerpt.marks[0];
    assert_eq!(&hit.excerpt.text[start..end], "dataplattform");
}

#[test]
fn nynorsk_and_bokmal_share_a_part_and_english_has_its_own() {
    let mut documents = site();
    documents.push(Document { lang: "nn".into(), ..page("/nn/tenester/", "Tenestekatalog", "Om tenester.") }.keyed());
    documents.push(Document { lang: "en".into(), ..page("/en/consent/", "Consent portal", "Consents of pupils.") }.keyed());
    let index = index_of(&documents);
    assert_eq!(index.parts().collect::<Vec<_>>(), ["en", "nb"]);
    assert_eq!(urls(&index, "tjenestekatalog"), ["/nn/tenester/"]);
    assert_eq!(index.urls("en", "pupil", &Options::default()).expect("an answer"), ["/en/consent/"]);
    assert_eq!(urls(&index, "språk:nn tjenester"), ["/nn/tenester/"]);
}

#[test]
fn what_a_page_says_of_itself_is_found_and_shown() {
    let page = |description: &str| format!("---\ntitle: Side\ndescription: {description}\n---\nTeksten.\n");
    let (said, repeated) = (page("Lister over pakker"), page("Teksten."));
    let site = site_of(&[("hugo.toml", "title = \"T\""), ("content/a.md", &said), ("content/b.md", &repeated)]);
    let plan = pipeline::plan(Input::open_cold(site.path(), Overrides::default()).snapshot(None), &Memo::passing());
    let documents = documents(&plan.site);
    let texts: Vec<&str> = documents.iter().filter_map(|document| Some(document.sections.first()?.text.as_str())).collect();
    assert_eq!(texts, ["Lister over pakker\nTeksten.", "Teksten."]);
    let answer = index_of(&documents).query("en", "pakker", &Options::default()).expect("an answer");
    assert_eq!(answer.hits.iter().map(|hit| hit.excerpt.text.as_str()).collect::<Vec<_>>(), ["Lister over pakker Teksten."]);
}

#[test]
fn only_what_changed_is_written() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut documents = site();
    let report = Index::open(dir.path()).update(&documents).expect("a first index");
    assert_eq!(report, UpdateReport { added: 7, ..UpdateReport::default() });
    documents[0] = page("/behov/register/", "Register", "Nytt.");
    documents.remove(3);
    let mut index = Index::open(dir.path());
    assert_eq!(
        index.update(&documents).expect("an update"),
        UpdateReport { changed: 1, removed: 1, unchanged: 5, ..UpdateReport::default() }
    );
    assert_eq!(index.update(&documents).expect("no update"), UpdateReport { unchanged: 6, ..UpdateReport::default() });
    assert_eq!(urls(&index, "nytt"), ["/behov/register/"]);
    assert!(urls(&index, "tidlig hjelper").iter().all(|url| url != "/om/"));
}

#[test]
fn a_language_that_vanishes_takes_its_part_with_it() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut documents = site();
    documents.push(Document { lang: "en".into(), ..page("/en/", "Home", "Welcome.") }.keyed());
    Index::open(dir.path()).update(&documents).expect("an index");
    assert!(dir.path().join("en").is_dir());
    documents.pop();
    let report = Index::open(dir.path()).update(&documents).expect("an update");
    assert_eq!(report, UpdateReport { removed: 1, unchanged: 7, ..UpdateReport::default() });
    assert!(!dir.path().join("en").exists());
}

/// Does something to every file of the index in turn; each time the next update makes it whole.
fn survives(damage: impl Fn(&Path)) {
    let documents = site();
    let expected = urls(&index_of(&documents), "utdanning");
    let dir = tempfile::tempdir().expect("a folder");
    Index::open(dir.path()).update(&documents).expect("an index");
    let mut names: Vec<_> = fs::read_dir(dir.path().join("nb")).expect("files").flatten().map(|entry| entry.path()).collect();
    names.sort();
    assert!(names.len() > 5);
    for number in 0..names.len() {
        let fresh = tempfile::tempdir().expect("a folder");
        Index::open(fresh.path()).update(&documents).expect("an index");
        let mut files: Vec<_> = fs::read_dir(fresh.path().join("nb")).expect("files").flatten().map(|entry| entry.path()).collect();
        files.sort_by_key(|file| (file.extension().map(|kind| kind.to_owned()), file.clone()));
        let Some(file) = files.get(number) else { continue };
        damage(file);
        let mut index = Index::open(fresh.path());
        index.update(&documents).unwrap_or_else(|diag| panic!("{}: {diag:?}", file.display()));
        assert_eq!(urls(&index, "utdanning"), expected, "{}", file.display());
    }
}

#[test]
fn an_index_whose_files_are_cut_is_made_anew() {
    survives(|file| {
        let bytes = fs::read(file).expect("a file");
        fs::write(file, &bytes[..bytes.len() / 2]).expect("a cut file");
    });
}

#[test]
fn an_index_whose_files_are_garbage_is_made_anew() {
    survives(|file| fs::write(file, b"this is no index").expect("garbage"));
}

#[test]
fn an_index_whose_files_are_gone_is_made_anew() {
    survives(|file| fs::remove_file(file).expect("removed"));
}

#[test]
fn queries_of_the_real_site_find_their_page() {
    let Some(documents) = oracle::documents() else { return };
    let index = index_of(&documents);
    for (lang, query, relevant) in [
        ("nb", "samtykkeportal", "/behov/use-cases/05-samtykkeportal/"),
        ("nb", "elevenes flytting", "/behov/use-cases/04-flytting-elever/"),
        ("nn", "elevar som flyttar", "/behov/use-cases/04-flytting-elever/"),
        ("nb", "utdaningsregister", "/behov/use-cases/27-nasjonalt-utdanningsregister/"),
        ("nb", "loesningsarkitektur", "/pilotering/pilot-1/loesningsarkitektur/"),
        ("nb", "leverandør marked", "/innsikt/fou-rapporter/ks-fou-256060-leverandormarkedet/"),
        ("nb", "tidlig utkast register", "/behov/use-cases/27-nasjonalt-utdanningsregister/"),
        ("en", "refugees identity number", "/en/behov/use-cases/03-id-haandtering-flyktninger/"),
    ] {
        let found = index.urls(lang, query, &Options::default()).expect("an answer");
        assert_eq!(found.first().map(String::as_str), Some(relevant), "{query}");
    }
}

#[test]
fn an_index_kept_by_difference_answers_like_a_fresh_one_on_the_real_site() {
    let Some(documents) = oracle::documents() else { return };
    let dir = tempfile::tempdir().expect("a folder");
    let mut kept = Index::open(dir.path());
    // Every third page is missing at first, every fifth is another page; then all is as it should be.
    let other = |document: &Document| Document { title: "Noe annet".into(), sections: Vec::new(), ..document.clone() }.keyed();
    let first: Vec<Document> = documents
        .iter()
        .enumerate()
        .filter(|(number, _)| number % 3 != 0)
        .map(|(number, document)| if number % 5 == 0 { other(document) } else { document.clone() })
        .collect();
    kept.update(&first).expect("a first index");
    kept.update(&documents).expect("an update");
    let fresh = index_of(&documents);
    for query in
        ["data", "elever", "pilot 1", "samtykeportal", "status:ny register", "\"tidlig innsats\"", "utdanning -barn", "leverandør marked"]
    {
        for lang in ["nb", "en"] {
            let ask = |index: &Index| {
                let answer = index.query(lang, query, &Options::default()).expect("an answer");
                (answer.total, answer.hits)
            };
            assert_eq!(ask(&kept), ask(&fresh), "{lang}: {query}");
        }
    }
}

#[test]
fn pages_written_by_several_threads_answer_like_those_that_came_a_few_at_a_time() {
    let many = |changed: usize| -> Vec<Document> {
        let text = |n: usize| {
            format!("Elever i skole {} flytter til by {} # Registeret: om data{}", n % 7, n % 11, if n < changed { " magenta" } else { "" })
        };
        (0..700).map(|n| page(&format!("/del-{}/side-{n}/", n % 5), &format!("Side {n}"), &text(n))).collect()
    };
    let documents = many(40);
    let mut kept = Index::in_memory();
    for upto in [100, 300, 500, 700] {
        kept.update(&many(0)[..upto]).expect("a few more");
    }
    let report = kept.update(&documents).expect("an update");
    assert_eq!(report, UpdateReport { changed: 40, unchanged: 660, ..UpdateReport::default() });
    let at_once = index_of(&documents);
    for (query, total) in [("elever", 700), ("\"flytter til by 3\"", 64), ("seksjon:del-2 skole", 140), ("magenta -\"by 3\"", 36)] {
        let ask = |index: &Index| {
            let answer = index.query("nb", query, &Options::default()).expect("an answer");
            (answer.total, answer.hits)
        };
        assert_eq!(ask(&kept), ask(&at_once), "{query}");
        assert_eq!(ask(&kept).0, total, "{query}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_query_and_no_text_is_too_strange(query in ".{0,60}", typed in "[-a-zæøå\"«»: ]{0,40}", text in ".{0,200}") {
        let mut documents = site();
        documents.push(page("/rart/", &query, &text));
        let index = index_of(&documents);
        for asked in [&query, &typed, &text] {
            let answer = index.query("nb", asked, &Options::default()).expect("an answer");
            for hit in &answer.hits {
                for marked in [&hit.title, &hit.heading, &hit.excerpt] {
                    prop_assert!(marked.marks.iter().all(|(start, end)| start < end && marked.text.get(*start..*end).is_some()));
                }
            }
        }
    }
}
