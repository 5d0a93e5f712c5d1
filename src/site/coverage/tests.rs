use super::*;
use crate::doc::markdown;

fn content(text: &str) -> Content {
    markdown::parse(text, 1, &markdown::Options::new(&crate::config::Markup::default(), false))
}

fn judged(source: &str, translation: &str) -> Verdict {
    compare(&content(source), &content(translation)).verdict
}

const SOURCE: &str = "Piloten ble gjennomført av Bergen kommune i 2025.\n\n## Bakgrunn\n\nDet finnes 12 systemer som ikke deler data med hverandre, og foreldre må \
    derfor oppgi de samme opplysningene flere ganger.\n\n- Skolen bruker Vigo.\n- Kommunen bruker Visma Flyt Skole.\n\n## Videre arbeid\n\nKS følger opp sammen med \
    Udir innen 2026-06-01. Alle kommuner blir invitert til å delta i neste runde, og leverandørene får tilbud om testdata.\n\n![Skisse](skisse.png)\n";

#[test]
fn verdicts_follow_what_is_there() {
    let whole = "The pilot was carried out by the City of Bergen in 2025.\n\n## Background\n\nThere are 12 systems that do not share data with each other, so \
        parents have to give the same information several times.\n\n- The school uses Vigo.\n- The municipality uses Visma Flyt Skole.\n\n## Further work\n\nKS follows \
        up with Udir by 2026-06-01. All municipalities are invited to take part in the next round, and vendors are offered test data.\n\n![Sketch](skisse.png)\n";
    let parted: Vec<&str> = whole.split("## Further").collect();
    for (what, translation, expected) in [
        ("whole", whole.to_string(), Verdict::Full),
        ("a paragraph divided in two", whole.replace("2025.\n", "2025.\n").replace("2026-06-01. All", "2026-06-01.\n\nAll"), Verdict::Full),
        ("the last section missing", parted[0].to_string(), Verdict::Partial),
        ("the first sections missing", format!("## Further{}", parted[1]), Verdict::Partial),
        ("a summary", "A pilot in Bergen.".to_string(), Verdict::Stub),
        ("a remark", "*English translation TBD.*".to_string(), Verdict::Stub),
        ("headings alone", "## Background\n\n## Further work\n".to_string(), Verdict::Stub),
        ("headings with remarks", "## Background\n\nTBD\n\n## Further work\n\nTBD\n".to_string(), Verdict::Stub),
        ("nothing", String::new(), Verdict::Stub),
        (
            "everything at half the length",
            whole
                .replace("so parents have to give the same information several times", "")
                .replace("All municipalities are invited to take part in the next round, and vendors are offered test data.", ""),
            Verdict::Partial,
        ),
    ] {
        assert_eq!(judged(SOURCE, &translation), expected, "{what}");
    }
}

/// A short page is judged as any other: what is left out is not hidden in a longer neighbour.
#[test]
fn a_paragraph_left_out_of_a_short_page_is_missed() {
    let source = "## Foreløpig beskrivelse\n\nKI-løsninger som bygger på felles og strukturerte informasjonsmodeller, i samarbeid med andre.\n\n\
        En oversikt over sentre for forskning ligger på nettet.\n";
    let start = "## Preliminary description\n\nAI solutions that are based on common and structured information models, in collaboration with others.\n";
    let whole = format!("{start}\nAn overview of centres for research is on the web.\n");
    assert_eq!((judged(source, start), judged(source, &whole)), (Verdict::Partial, Verdict::Full));
    // One paragraph that became two, and two that became one.
    let joined = whole.replace("others.\n\nAn", "others. An");
    assert_eq!(judged(source, &joined), Verdict::Full);
    assert_eq!(judged(&source.replace("andre.\n\nEn", "andre. En"), &whole), Verdict::Full);
}

#[test]
fn nothing_needs_no_translation() {
    assert_eq!(judged("", ""), Verdict::Full);
    assert_eq!(judged("", "*English translation TBD.*"), Verdict::Stub);
    assert_eq!(judged("*(Innhold kommer)*", "*(Content to be added)*"), Verdict::Full);
    assert_eq!(judged("*(Innhold kommer)*", ""), Verdict::Stub);
}

#[test]
fn what_is_missing_is_told_by_section() {
    let compared = compare(
        &content(SOURCE),
        &content("The pilot was carried out by the City of Bergen in 2025.\n\n## Background\n\n- The school uses Vigo."),
    );
    let missing: Vec<(&str, &str)> = compared.missing.iter().map(|section| (section.heading.as_str(), section.anchor.as_str())).collect();
    assert_eq!(missing, [("Bakgrunn", "bakgrunn"), ("Videre arbeid", "videre-arbeid")]);
    assert!(compared.missing[1].words >= 25, "{:?}", compared.missing);
}

#[test]
fn pictures_count() {
    let source = "Kort.\n\n![a](a.png)\n\n![b](b.png)\n\n![c](c.png)\n";
    assert_eq!(judged(source, "Short.\n\n![a](a.png)\n\n![b](b-en.png)\n\n![c](c.png)\n"), Verdict::Full);
    assert_eq!(judged(source, "Short.\n\n![a](a.png)\n"), Verdict::Partial);
}

#[test]
fn a_verdict_does_not_depend_on_which_language_it_is() {
    let english = "The pilot was carried out by the City of Bergen in 2025.\n\n## Background\n\nThere are 12 systems that do not share data with each other.";
    let norwegian =
        "Piloten ble gjennomført av Bergen kommune i 2025.\n\n## Bakgrunn\n\nDet finnes 12 systemer som ikke deler data med hverandre.";
    assert_eq!((judged(english, norwegian), judged(norwegian, english)), (Verdict::Full, Verdict::Full));
}
