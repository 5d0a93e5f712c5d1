//! The content model's own types: case, erfaring, beslutning, rammeverk, pilot.

use std::collections::BTreeMap;

use super::{ChoiceDef, FieldDef, FieldKind, TypeDef, TypeView, Types};

/// Folder names that give their pages a type; `x/*` gives it only to what lies directly in the folder.
const FOLDERS: [(&str, &str); 12] = [
    ("beslutningslogg", "beslutning"),
    ("beslutninger", "beslutning"),
    ("caser", "case"),
    ("decisions", "beslutning"),
    ("erfaringer", "erfaring"),
    ("experiences", "erfaring"),
    ("framework", "rammeverk"),
    ("pilotering/*", "pilot"),
    ("piloter/*", "pilot"),
    ("pilots/*", "pilot"),
    ("rammeverk", "rammeverk"),
    ("use-cases", "case"),
];

/// A word in bokmål, nynorsk and English.
type Label = (&'static str, &'static str, &'static str);

pub(super) fn types() -> Types {
    Types {
        defs: vec![case(), lesson(), decision(), framework(), pilot()],
        folders: FOLDERS.map(|(folder, id)| (folder.to_string(), id.to_string())).into(),
    }
}

fn case() -> TypeDef {
    TypeDef {
        views: vec![TypeView::Actors, TypeView::Needs],
        ..named("case", &["use-case"], ("Case", "Case", "Case"), ("Caser", "Casar", "Cases"))
    }
}

fn lesson() -> TypeDef {
    TypeDef {
        fields: vec![
            FieldDef { required: true, ..field("laerdom", &["lærdom", "lesson"], ("Lærdom", "Lærdom", "Lesson")) },
            field("anbefaling", &["recommendation"], ("Anbefaling", "Tilråding", "Recommendation")),
            choice(field("fase", &["phase"], ("Fase", "Fase", "Phase")), PHASES),
            FieldDef {
                many: true,
                ..choice(
                    field(
                        "samhandlingsniva",
                        &["samhandlingsnivå", "interoperability", "interoperability_level"],
                        ("Samhandlingsnivå", "Samhandlingsnivå", "Interoperability level"),
                    ),
                    LEVELS,
                )
            },
            FieldDef { kind: FieldKind::Page, ..field("kilde", &["source"], ("Kilde", "Kjelde", "Source")) },
        ],
        views: vec![TypeView::Experiences],
        ..named(
            "erfaring",
            &["lesson", "experience"],
            ("Erfaring", "Erfaring", "Lesson learned"),
            ("Erfaringer", "Erfaringar", "Lessons learned"),
        )
    }
}

fn decision() -> TypeDef {
    TypeDef {
        fields: vec![
            field("saksnr", &["case_number"], ("Saksnummer", "Saksnummer", "Case number")),
            FieldDef { kind: FieldKind::Date, ..field("dato", &["decided"], ("Dato", "Dato", "Date")) },
            choice(field("sakstype", &["case_type"], ("Sakstype", "Sakstype", "Kind of matter")), MATTERS),
            FieldDef { kind: FieldKind::Actor, ..field("organ", &["body"], ("Organ", "Organ", "Body")) },
            FieldDef { many: true, required: true, ..field("vedtak", &["resolution"], ("Vedtak", "Vedtak", "Decided")) },
        ],
        views: vec![TypeView::Decisions],
        ..named("beslutning", &["decision"], ("Beslutning", "Avgjerd", "Decision"), ("Beslutninger", "Avgjerder", "Decisions"))
    }
}

fn framework() -> TypeDef {
    TypeDef {
        views: vec![TypeView::Framework],
        ..named(
            "rammeverk",
            &["framework"],
            ("Del av rammeverket", "Del av rammeverket", "Part of the framework"),
            ("Rammeverk", "Rammeverk", "Framework"),
        )
    }
}

fn pilot() -> TypeDef {
    TypeDef { views: vec![TypeView::Pilots], ..named("pilot", &[], ("Pilot", "Pilot", "Pilot"), ("Piloter", "Pilotar", "Pilots")) }
}

/// When in a pilot's life a lesson was learned.
const PHASES: &[(&str, Label, &[&str])] = &[
    ("velge", ("Velge", "Velje", "Choose"), &["valg av pilot", "choosing", "selecting"]),
    ("oppstart", ("Oppstart", "Oppstart", "Start"), &["oppstarten", "start-up", "getting started", "initiation"]),
    ("drommereise", ("Drømmereise", "Draumereise", "Dream journey"), &["drømmereise", "dream"]),
    ("mvp", ("MVP", "MVP", "MVP"), &["prototype", "poc"]),
    ("lage", ("Lage", "Lage", "Build"), &["utvikling", "utvikle", "building", "development"]),
    ("evaluering", ("Evaluering", "Evaluering", "Evaluation"), &["evaluere", "evaluating"]),
    (
        "formidle",
        ("Formidle", "Formidle", "Communicate"),
        &["formidling", "fortelle", "fortelje", "kommunikasjon", "communication", "telling"],
    ),
    ("samarbeid", ("Samarbeid", "Samarbeid", "Collaboration"), &["prosjektgjennomføring", "cooperation", "project execution"]),
];

/// The four levels of the European Interoperability Framework.
const LEVELS: &[(&str, Label, &[&str])] = &[
    ("juridisk", ("Juridisk", "Juridisk", "Legal"), &[]),
    ("organisatorisk", ("Organisatorisk", "Organisatorisk", "Organisational"), &[]),
    ("semantisk", ("Semantisk", "Semantisk", "Semantic"), &[]),
    ("teknisk", ("Teknisk", "Teknisk", "Technical"), &[]),
];

const MATTERS: &[(&str, Label, &[&str])] = &[
    ("behandling", ("Behandling", "Handsaming", "For decision"), &[]),
    ("orientering", ("Orientering", "Orientering", "For information"), &[]),
];

fn named(id: &str, aliases: &[&str], one: Label, many: Label) -> TypeDef {
    TypeDef {
        id: id.to_string(),
        aliases: owned(aliases),
        labels: labels(one),
        plural: labels(many),
        is_standard: true,
        ..TypeDef::default()
    }
}

fn field(id: &str, aliases: &[&str], label: Label) -> FieldDef {
    FieldDef { id: id.to_string(), aliases: owned(aliases), labels: labels(label), ..FieldDef::default() }
}

fn choice(field: FieldDef, choices: &[(&str, Label, &[&str])]) -> FieldDef {
    let choices =
        choices.iter().map(|(id, label, aliases)| ChoiceDef { id: id.to_string(), labels: labels(*label), aliases: owned(aliases) });
    FieldDef { kind: FieldKind::Choice, choices: choices.collect(), ..field }
}

fn labels((nb, nn, en): Label) -> BTreeMap<String, String> {
    [("nb", nb), ("nn", nn), ("en", en)].map(|(lang, label)| (lang.to_string(), label.to_string())).into()
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| word.to_string()).collect()
}
