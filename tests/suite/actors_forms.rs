//! Every form in which pages list actors, and every heading that looks like such a list and is none.
//! One case: a body, and the mentions it must give, as `line name [actor] role`.

use loft::config::ActorVocabulary;
use loft::doc::actors;
use loft::site::actors::{Register, mentions};
use proptest::prelude::*;

fn read(body: &str) -> Vec<String> {
    let entries = actors::read(body, 1, &ActorVocabulary::standard());
    let shown = |mention: loft::site::actors::Mention| {
        let actor = mention.actor.as_deref().map(|actor| format!(" [{actor}]")).unwrap_or_default();
        format!("{} {}{actor} {}", mention.line, mention.name, mention.role)
    };
    mentions(&entries, &Register::built_in()).into_iter().map(shown).collect()
}

fn expect(cases: &[(&str, &[&str])]) {
    for (body, expected) in cases {
        assert_eq!(read(body), *expected, "\n{body}");
    }
}

#[test]
fn headings_open_a_list_in_any_dress() {
    let list = "\n- Udir\n";
    for heading in [
        "# Aktører",
        "## 2. Aktører",
        "### 3.1 Berørte aktører:",
        "## **Aktører**",
        "Aktører\n-------",
        "## Hvem er de primære aktørene som berøres?",
        "## Kven er dei primære aktørane som vert råka",
        "## Aktørar",
        "## Who are the primary actors affected?",
        "## Affected actors {#who}",
        "## Relevante og sentrale aktører (foreløpig)",
        "## Hvem er involvert?",
        "## Kven er involvert?",
        "## Who is involved",
        "## Key actors and stakeholders",
        "## Involverte parter",
        "## Stakeholders",
        "## Aktører og ansvar",
    ] {
        let found = read(&format!("{heading}\n{list}"));
        assert_eq!(found.len(), 1, "{heading}: {found:?}");
        assert!(found[0].ends_with("Udir [udir] berort"), "{heading}: {found:?}");
    }
}

#[test]
fn headings_that_look_alike_open_nothing() {
    for heading in [
        "## Hva er konsekvensene for aktørene av dagens situasjon?",
        "## Hvordan berøres aktørene av dagens situasjon?",
        "## What are the consequences for the actors under the current situation?",
        "### For sluttbrukere (elever og foresatte)",
        "### For ansatte i tjenestene",
        "### For organisations",
        "### Sluttbrukere",
        "## Gevinster",
        "## Deling av data mellom aktørene",
        "## Udirs eksisterende løsning",
        "For kommuner og skoler:",
        "**Norsk aktør**",
        "## Aktørkart",
        "## Aktørenes ansvar",
        "## Aktører utenfor omfang",
        "## Aktører og gevinster",
        "## Interessentanalyse",
        "## Stakeholder consequences",
        "## Actors' current systems",
        "## Dialog med pilotdeltakerne",
        "## Mål og målgrupper for kommunikasjonen",
        "## Partnerskap",
        "## Stakeholder engagement",
        "## Referansegruppe",
        "## Steering group",
    ] {
        assert_eq!(read(&format!("{heading}\n\n- **Udir:** tekst\n- KS\n")), [""; 0], "{heading}");
    }
}

#[test]
fn a_section_ends_at_the_next_heading_of_its_level() {
    expect(&[
        ("## Aktører\n\n- KS\n\n## Forutsetninger\n\n- **Udir:** må delta\n", &["3 KS [ks] berort"]),
        ("## Aktører\n\n### Sluttbrukere\n\n- Elever\n\n### Gevinster\n\n- Udir\n", &["5 Elever [sluttbruker-elev] sluttbruker"]),
        (
            "## Aktører\n\n### Premissgivere\n\n#### Direktorater\n\n- Udir\n\n### Konsekvenser\n\n#### For skoler\n\n- KS\n",
            &["7 Udir [udir] premissgiver"],
        ),
    ]);
}

#[test]
fn groups_give_roles_as_headings_bold_and_plain_labels() {
    expect(&[
        ("## Aktører\n\n### Sluttbrukere (av data)\n\n- Kommuner\n", &["5 Kommuner [kommuner] sluttbruker"]),
        ("## Premissgivere\n\n**Departementer (politiske)**\n\n- **KD**\n", &["5 KD [kd] premissgiver"]),
        ("## Actors\n\nService staff:\n\n- Teachers\n\nMinistries:\n\n- KD\n", &["5 Teachers ansatt", "9 KD [kd] premissgiver"]),
        ("## Aktørar\n\n### Tilsette i tenestene\n\n- Lærarar\n", &["5 Lærarar ansatt"]),
        ("## Actors who should participate in a pilot\n\n- KS\n", &["3 KS [ks] pilotdeltaker"]),
        (
            "## Aktører\n\n- Premissgivere:\n  - Udir\n  - KD\n- KS\n",
            &["4 Udir [udir] premissgiver", "5 KD [kd] premissgiver", "6 KS [ks] berort"],
        ),
        (
            "## Aktører\n\n- Sluttbrukere\n  - Elever\n- **Premissgivere**\n  - Udir – fag\n- Ansatte i skolen\n",
            &["4 Elever [sluttbruker-elev] sluttbruker", "6 Udir [udir] premissgiver", "7 Ansatte i skolen berort"],
        ),
        ("## Målgruppe\n\n- Elever\n", &["3 Elever [sluttbruker-elev] sluttbruker"]),
        ("## Target groups\n\n- Pupils\n", &["3 Pupils [sluttbruker-elev] sluttbruker"]),
        // A sentence that lists words under a group of people; one that tells of them lists nobody.
        (
            "## Målgruppe\n\nElever og foresatte.\n",
            &["3 Elever [sluttbruker-elev] sluttbruker", "3 foresatte [sluttbruker-foresatt] sluttbruker"],
        ),
        ("## Målgruppe\n\nTiltaket er for elever og foresatte.\n", &[]),
        ("## Aktører\n\nElever og foresatte.\n", &[]),
        // Stakeholders are a group beside others, and everyone when alone.
        ("## Actors\n\n### Stakeholders\n\n- KS\n", &["5 KS [ks] premissgiver"]),
        ("## Stakeholders\n\n- KS\n\n### Ministries\n\n- KD\n", &["3 KS [ks] berort", "7 KD [kd] premissgiver"]),
        ("## Aktuelle pilotdeltakarar\n\n- KS\n", &["3 KS [ks] pilotdeltaker"]),
        // Headings that divide without saying as what.
        (
            "## Aktører som bør delta\n\n### Kommuner\n\n- Bergen kommune\n\n### Andre\n\n- KS\n",
            &["5 Bergen kommune [bergen] pilotdeltaker", "9 KS [ks] pilotdeltaker"],
        ),
        (
            "## Aktørar\n\n**Sluttbrukarar** - elevar og føresette\n\n- **Leverandørar:** Visma og IST\n- Leverandørar: leverer system\n",
            &[
                "3 elevar [sluttbruker-elev] sluttbruker",
                "3 føresette [sluttbruker-foresatt] sluttbruker",
                "5 Visma [visma] leverandor",
                "5 IST [ist] leverandor",
                "6 Leverandørar berort",
            ],
        ),
        ("## Aktører\n\n**Systemer som inngår:**\n\n- Vigilo\n", &[]),
        ("## Aktører\n\nFor elever:\n\n- Færre innlogginger\n", &[]),
    ]);
}

#[test]
fn list_items_in_all_their_forms() {
    let item = |item: &str| read(&format!("## Aktører\n\n{item}\n"));
    for (text, expected) in [
        ("- **Udir**\\\n  Fagdirektorat.", "3 Udir [udir] berort"),
        ("* **Bufdir (mindre relevant?)**\\\n  Premissgiver.", "3 Bufdir [bufdir] berort"),
        ("- **Udir** -- fag", "3 Udir [udir] berort"),
        ("- **Helsedirektoratet** (der relevant) – fag", "3 Helsedirektoratet [hdir] berort"),
        ("* **Novari** - drift", "3 Novari [novari] berort"),
        ("- **Elev:** flytter", "3 Elev [sluttbruker-elev] berort"),
        ("- **Elev**: flytter", "3 Elev [sluttbruker-elev] berort"),
        ("- Kommuner – vurderer", "3 Kommuner [kommuner] berort"),
        ("- Kommuner: vurderer", "3 Kommuner [kommuner] berort"),
        ("- Foresatte (der det er relevant)", "3 Foresatte [sluttbruker-foresatt] berort"),
        ("- Lærere i grunnskolen.", "3 Lærere i grunnskolen berort"),
        ("1. [Udir](https://www.udir.no/) – fag", "3 Udir [udir] berort"),
        ("- [ ] KS", "3 KS [ks] berort"),
        ("- Ungdom som går på skole", "3 Ungdom [sluttbruker-elev] berort"),
        ("- Statistisk sentralbyrå (SSB) – tall", "3 Statistisk sentralbyrå [ssb] berort"),
        ("- Folkeregisteret (FREG)", "3 Folkeregisteret berort"),
        ("- Sikt, ansvarlig for registeret", "3 Sikt [sikt] berort"),
        ("- Udir\n\n  Fagdirektorat.", "3 Udir [udir] berort"),
        ("- Udir m.fl.", "3 Udir [udir] berort"),
        ("- Children aged 6–16", "3 Children [sluttbruker-elev] berort"),
        // An abbreviation after several names is not that of all of them.
        ("- Rådgivere, inntakskontoret i fylket og tjenesten (OT)", "3 Rådgivere, inntakskontoret i fylket og tjenesten berort"),
    ] {
        assert_eq!(item(text), [expected], "{text}");
    }
}

#[test]
fn several_names_with_a_parenthesis_each() {
    let all = ["3 Visma [visma] berort", "3 Novari [novari] berort", "3 IST [ist] berort"];
    for item in [
        "- Visma (VIS), Novari (Vigo) og IST",
        "- **Visma** (VIS), **Novari** (Vigo) og **IST** – leverer",
        "- Visma (VIS) / Novari / IST: leverer",
    ] {
        assert_eq!(read(&format!("## Aktører\n\n{item}\n")), all, "{item}");
    }
    assert_eq!(read("## Aktører\n\n- Udir (U), som styrer\n- KS (K) Digital\n"), ["3 Udir [udir] berort", "4 KS [ks] berort"]);
}

#[test]
fn items_that_name_nobody_are_left_out() {
    expect(&[(
        "## Aktører\n\nAktører som deltar, er de som leverer tjenester.\n\n- Viktige aktører for å forstå behovet\n- Andre relevante aktører\n- m.fl.\n- Skolene må delta\n- Udir\n  - har ansvar\n",
        &["9 Udir [udir] berort"],
    )]);
}

#[test]
fn prose_lists() {
    expect(&[
        (
            "### Aktører\n\nSluttbrukere:\n\nBarn og unge som flytter. Innbyggere i landet.\n\nPremissgivere:\n\nKD – eier. Digitaliseringsdirektoratet (Digdir) – eier av X; fører Y. KS og KS Digital – råd.\n",
            &[
                "5 Barn og unge [sluttbruker-elev] sluttbruker",
                "5 Innbyggere i landet sluttbruker",
                "9 KD [kd] premissgiver",
                "9 Digitaliseringsdirektoratet [digdir] premissgiver",
                "9 KS [ks] premissgiver",
                "9 KS Digital [ks-digital] premissgiver",
            ],
        ),
        ("## Premissgivere\n\nUdir – fag. Sikt – drift.\n", &["3 Udir [udir] premissgiver", "3 Sikt [sikt] premissgiver"]),
        ("## Premissgivere\n\nDirektorater som setter rammer. Udir – fag.\n", &[]),
        ("## Partnere\n\nUdir, KS og Sikt.\n", &["3 Udir [udir] partner", "3 KS [ks] partner", "3 Sikt [sikt] partner"]),
        ("## Aktører\n\nFølgende aktører er med: Udir og KS.\n", &["3 Udir [udir] berort", "3 KS [ks] berort"]),
        ("## Aktører\n\nDette er beskrevet i: Feide og VIGO.\n\nUdir, skoler og andre.\n\nUdir og KS. De samarbeider.\n", &[]),
        ("## Aktører\n\n**Udir** – fag.\n\n**KS:** råd.\n", &["3 Udir [udir] berort", "5 KS [ks] berort"]),
    ]);
}

#[test]
fn tables_under_an_actor_heading() {
    let table = "| Partner | Rolle |\n| --- | --- |\n| **KS / KS Digital** | Part |\n| STAF | Behov |\n";
    expect(&[
        (&format!("## Partnere\n\n{table}"), &["5 KS [ks] partner", "5 KS Digital [ks-digital] partner", "6 STAF [staf] partner"]),
        (&format!("## Annet\n\n{table}"), &[]),
        // A column of roles, beside the actors or before them; a cell that says more than a role is what is said of the actor.
        (
            "## Aktører\n\n| Aktør | Rolle |\n|---|---|\n| Udir | Premissgiver |\n| Elever | Sluttbrukere |\n| KS | Premissgiver. Fremmer behov. |\n",
            &["5 Udir [udir] premissgiver", "6 Elever [sluttbruker-elev] sluttbruker", "7 KS [ks] berort"],
        ),
        ("## Aktørar\n\n| Rolle | Aktør |\n|---|---|\n| Innmeldar | Sikt |\n", &["5 Sikt [sikt] innmelder"]),
        ("## Actors\n\n| Name | Role |\n|---|---|\n| KS | Governing actor |\n", &["5 KS [ks] premissgiver"]),
        ("## Aktører\n\n| System | Eier |\n|---|---|\n| VIGO | Novari |\n", &[]),
    ]);
}

#[test]
fn submitters() {
    let case = |text: &str| read(&format!("### Hvem har spilt inn dette caset?\n\n{text}\n\n## Behov\n\nUdir.\n"));
    for (text, expected) in [
        ("Bergen kommune.", &["3 Bergen kommune [bergen] innmelder"][..]),
        ("Bergen kommune v/Kari Nordmann.", &["3 Bergen kommune [bergen] innmelder"]),
        (
            "Novari og HK-dir (Direktoratet for høyere utdanning og kompetanse), begge med.",
            &["3 Novari [novari] innmelder", "3 HK-dir [hk-dir] innmelder"],
        ),
        ("Prosjektgruppen i Prosjektet, basert på innsikt fra kommuner.", &["3 Prosjektgruppen i Prosjektet innmelder"]),
        (
            "Caset er spilt inn av Stavanger kommune (en person) og kvalitetssikret av noen i KS Digital.",
            &["3 Stavanger kommune [stavanger] innmelder"],
        ),
        ("Caset ble spilt inn i forbindelse med en søknad.", &[]),
        (
            "Behovet er senere bekreftet gjennom Fag- og prioriteringsutvalget. Alle vet det.",
            &["3 Fag- og prioriteringsutvalget [fag-og-prioriteringsutvalget] innmelder"],
        ),
        ("Sikt, basert på arbeid.\n\nEn gruppe – som består av flere – støtter dette.", &["3 Sikt [sikt] innmelder"]),
        (
            "Sikt.\n\nBergen kommune har også meldt inn et behov. Sikt mener det samme.",
            &["3 Sikt [sikt] innmelder", "5 Bergen kommune [bergen] innmelder"],
        ),
    ] {
        assert_eq!(case(text), expected, "{text}");
    }
    expect(&[
        ("## Kven har meldt inn caset\n\nMeldt inn av Stavanger kommune, v/sjefen.\n", &["3 Stavanger kommune [stavanger] innmelder"]),
        ("## Foreslått av\n\nBergen kommune\n", &["3 Bergen kommune [bergen] innmelder"]),
        ("## Submitted by\n\nProposed by KS.\n", &["3 KS [ks] innmelder"]),
        ("## Kven har meldt inn caset\n\nVestland fylkeskommune.\n", &["3 Vestland fylkeskommune [vestland] innmelder"]),
        ("## Who submitted this case?\n\nVestland FK (Vestland County).\n", &["3 Vestland FK [vestland] innmelder"]),
    ]);
}

#[test]
fn staffing_names_organisations_once_and_no_people() {
    let body = "## BEMANNING\n\n### Prosjektet\n\nKari Nordmann, Leder, [post@example.org, ](mailto:post@example.org)Sikt\\\nOla Nordmann, [post@example.org,](mailto:post@example.org) Sikt\\\nNils, Jurist, Udir\n";
    assert_eq!(read(body), ["5 Sikt [sikt] pilotdeltaker", "7 Udir [udir] pilotdeltaker"]);
}

#[test]
fn lists_of_duties_name_those_whom_the_register_knows() {
    expect(&[
        ("## Roller og ansvar\n\n- **Udir:** eier\n- **Produkteier:** leder\n- Kari Nordmann: jurist\n", &["3 Udir [udir] berort"]),
        ("## Roles and responsibilities\n\n| Who | Duty |\n|---|---|\n| KS | input |\n| Lead | runs |\n", &["5 KS [ks] berort"]),
        ("## Roller og tilganger\n\n- Udir: leser\n", &[]),
    ]);
}

#[test]
fn a_name_with_its_line_to_itself_ends_there() {
    expect(&[
        ("## Aktører\n\n- Udir\n  Forvalter læreplanene.\n", &["3 Udir [udir] berort"]),
        ("## Aktører\n\n- KS (der relevant)\n  Taler kommunenes sak.\n", &["3 KS [ks] berort"]),
        ("## Aktører\n\n- Ansatte i\n  Barnevernet.\n", &["3 Ansatte i Barnevernet berort"]),
        ("## Aktører\n\n- Barne-, ungdoms- og\n  familiedirektoratet\n", &["3 Barne-, ungdoms- og familiedirektoratet [bufdir] berort"]),
        (
            "## Actors\n\n- The Association of Local and Regional\n  Authorities\n",
            &["3 The Association of Local and Regional Authorities berort"],
        ),
        ("## Partnere\n\n**KS**\nTaler kommunenes sak.\n", &["3 KS [ks] partner"]),
    ]);
}

#[test]
fn a_group_and_its_names_may_share_a_paragraph() {
    expect(&[
        ("## Aktører\n\nLeverandører: Visma og IST\n", &["3 Visma [visma] leverandor", "3 IST [ist] leverandor"]),
        (
            "## Aktører\n\nPremissgivere: KD\\\nPartnere: KS og Sikt\n",
            &["3 KD [kd] premissgiver", "4 KS [ks] partner", "4 Sikt [sikt] partner"],
        ),
        ("## Aktører\n\nLeverandører: Avklares senere\n", &[]),
        ("## Aktører\n\nKilde: Udir og KS\n", &[]),
        ("## Bakgrunn\n\nLeverandører: Visma og IST\n", &[]),
    ]);
}

#[test]
fn quotations_code_and_comments_list_nobody() {
    expect(&[("## Aktører\n\n> - Udir\n\n```\n- KS\n```\n\n<!--\n- Sikt\n-->\n", &[])]);
}

#[test]
fn windows_line_ends_read_the_same() {
    let body = "## Aktører\n\n- **Udir**\\\n  fag\n- KS – råd\n";
    assert_eq!(read(&body.replace('\n', "\r\n")), read(body));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// No text whatever makes reading fail, name what the page does not hold, or point outside it.
    #[test]
    fn nothing_is_read_that_is_not_there(body in pieces()) {
        let lines = body.lines().count() as u32;
        let entries = actors::read(&body, 1, &ActorVocabulary::standard());
        for mention in mentions(&entries, &Register::built_in()) {
            let name: String = mention.name.chars().filter(|sign| sign.is_alphanumeric()).collect();
            let mut left = body.chars();
            prop_assert!(name.chars().all(|sign| left.any(|other| other == sign)), "{:?} is not in {body:?}", mention.name);
            prop_assert!(!name.is_empty() && (1..=lines).contains(&mention.line), "{mention:?} in {body:?}");
        }
    }
}

/// Bodies made of what matters to reading, and of anything.
fn pieces() -> impl Strategy<Value = String> {
    let marks = [
        "## Aktører\n",
        "## Partnere\n",
        "## Who submitted this case?\n",
        "## Bemanning\n",
        "Premissgivere:\n",
        "**Direktorater**\n",
        "\n\n",
        "\n",
        "- ",
        "  - ",
        "* **",
        "**",
        "** – ",
        ": ",
        " -- ",
        " (",
        ")",
        ", ",
        " / ",
        " og ",
        "KS",
        "Udir",
        "elever",
        "Barne- og",
        "som ",
        "f.eks. ",
        ". ",
        "\\\n  ",
        "| Aktør | Rolle |\n|---|---|\n",
        "| ",
        " |\n",
        "> ",
        "`",
        "&amp;",
        "🦀",
        "é",
        "[KS](x)",
        "<br>",
        "har ",
        "av ",
        "gjennom ",
    ];
    let piece = prop_oneof![8 => prop::sample::select(marks.to_vec()).prop_map(str::to_string), 1 => any::<String>()];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}
