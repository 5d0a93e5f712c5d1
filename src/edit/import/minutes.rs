//! Minutes split into decisions: each case with a number becomes a page of its own.

use std::sync::LazyLock;

use regex::Regex;

use super::block::{Block, Item, Line};
use super::case;
use super::text::level;
use crate::dates::month_by_name;

static DATE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b(\d{1,2})\.?\s?(\d{1,2}\.|[a-z]{3,9} |[A-Z][a-z]{2,8} )(\d{4})\b").expect("a pattern"));
static MEMBERS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^(?:Medlemmar|Medlemmer|Members) (?:av|of) (\S.*)$").expect("a pattern"));
static MEETING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:møte|møtet|meeting) (?:i|of)(?: the)? (\S.*?)(?:,| –| -|\s+(?:den\s+)?\d|$)").expect("a pattern")
});
static LABELLED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?im)^[ \t]*(vedtak|beslutning|avgjerd|konklusjon|decision|resolution)[ \t]*:[ \t]*(.*)$").expect("a pattern")
});
static FOLLOW_UP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?im)^[ \t]*((?:oppfølging|oppfølgjing|ansvar|ansvarlig|ansvarleg|frist|aksjon|tiltak|follow-up|action)[ \t]*:.*)$")
        .expect("a pattern")
});

static ACCOUNT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)\b(behandling|orientering)s?sak\b").expect("a pattern"));

/// Headings under which a decision stands.
const DECISION: &[&str] = &["vedtak", "beslutning", "avgjerd", "konklusjon", "decision", "resolution"];

/// One case of a meeting.
#[derive(Debug, PartialEq)]
pub(super) struct Case {
    pub number: String,
    pub title: String,
    /// `behandling` or `orientering`.
    pub kind: Option<String>,
    pub decisions: Vec<String>,
    pub body: Vec<Block>,
}

/// A meeting's own facts and its cases.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Minutes {
    /// Year, month and day.
    pub date: Option<String>,
    pub organ: Option<String>,
    /// What belongs to no case.
    pub body: Vec<Block>,
    pub cases: Vec<Case>,
}

/// The text with each decision that follows its label on the same line, and what is said after it, on lines of their own.
pub(super) fn with_decisions_apart(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let apart = LABELLED.replace_all(&text, "\n$1\n\n$2\n");
    FOLLOW_UP.replace_all(&apart, "\n$1\n").into_owned()
}

/// Splits a text at its cases' headings.
pub(super) fn split(title: Option<&str>, blocks: Vec<Block>) -> Minutes {
    let agenda = agenda(&blocks);
    let first = |found: fn(&str) -> Option<String>| title.into_iter().chain(blocks.iter().flat_map(texts)).find_map(found);
    let mut minutes = Minutes { date: first(date), organ: first(members).or_else(|| first(meeting)), ..Minutes::default() };
    for block in blocks {
        match (&block, minutes.cases.last_mut()) {
            (Block::Heading { text, .. }, _) if case::is_case(text) => minutes.cases.push(opened(text, &agenda)),
            (_, Some(case)) => case.body.push(block),
            (_, None) => minutes.body.push(block),
        }
    }
    let ends: Vec<Option<usize>> = minutes.cases.iter_mut().map(settle).collect();
    if let (Some(last), Some(Some(end))) = (minutes.cases.last_mut(), ends.last()) {
        // What follows the last decision, such as when the meeting ended, belongs to the meeting; who follows it up does not.
        let is_follow_up = |block: &&Block| texts(block).first().is_some_and(|text| FOLLOW_UP.is_match(text));
        let own = last.body[*end..].iter().take_while(is_follow_up).count();
        minutes.body.extend(last.body.split_off(end + own));
    }
    // A list of cases without marks names each case once before it comes.
    let numbers: Vec<String> = minutes.cases.iter().map(|case| case.number.clone()).collect();
    let mut position = 0;
    minutes.cases.retain(|case| {
        position += 1;
        !(numbers[position..].contains(&case.number) && case.body.is_empty() && case.decisions.is_empty())
    });
    level(&mut minutes.body);
    minutes.cases.iter_mut().for_each(|case| level(&mut case.body));
    minutes
}

/// Numbers and titles in the list of cases, where a title stands without who presents it.
fn agenda(blocks: &[Block]) -> Vec<(String, String)> {
    let items = blocks.iter().flat_map(|block| if let Block::List(items) = block { items.as_slice() } else { &[] });
    items.filter_map(|item| case::read(item.lines.first()?)).map(|(number, title)| (number.to_string(), title.to_string())).collect()
}

fn opened(heading: &str, agenda: &[(String, String)]) -> Case {
    let (number, full) = case::read(heading).map(|(number, title)| (number.to_string(), title.to_string())).expect("the heading of a case");
    let listed = agenda.iter().find(|(listed, title)| *listed == number && full.starts_with(title.as_str())).map(|(_, title)| title);
    let title = listed.cloned().unwrap_or_else(|| full.clone());
    let rest = full[title.len()..].trim();
    let body = if rest.is_empty() { Vec::new() } else { vec![Block::Paragraph(Line::Running(rest.to_string()))] };
    Case { number, title, kind: None, decisions: Vec::new(), body }
}

/// Takes what is a field out of a case's text: its kind and its decision. Gives how many blocks stand before the decision.
fn settle(case: &mut Case) -> Option<usize> {
    let mut body = Vec::new();
    let mut end = None;
    let mut deciding = false;
    for block in std::mem::take(&mut case.body) {
        match block {
            Block::Heading { ref text, .. } if DECISION.contains(&text.to_lowercase().as_str()) => {
                deciding = true;
                end = Some(body.len());
            }
            Block::Paragraph(Line::Kept(ref lines)) if lines.len() == 1 && DECISION.contains(&lines[0].to_lowercase().as_str()) => {
                deciding = true;
                end = Some(body.len());
            }
            Block::Heading { ref text, .. } | Block::Paragraph(Line::Running(ref text)) if kind(text).is_some() => {
                case.kind = kind(text);
                deciding = false;
            }
            Block::Heading { .. } => {
                deciding = false;
                body.push(block);
            }
            Block::List(items) if deciding && case.decisions.is_empty() => case.decisions = sentences(&items),
            Block::Paragraph(Line::Running(text)) if deciding && case.decisions.is_empty() => case.decisions = vec![text],
            Block::Paragraph(Line::Kept(lines)) if deciding && case.decisions.is_empty() => case.decisions = vec![lines.join(" ")],
            other => body.push(other),
        }
    }
    case.body = body;
    end
}

/// `Saka gjeld - Behandlingssak`: a short line that says what kind of case it is.
fn kind(text: &str) -> Option<String> {
    let found = ACCOUNT.captures(text).filter(|_| text.chars().count() < 60)?;
    Some(found[1].to_lowercase())
}

/// Items as sentences; those below an item follow it, after a colon.
fn sentences(items: &[Item]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut below = 0;
    for item in items {
        let text = item.lines.join(" ");
        match found.last_mut().filter(|_| item.depth > 0) {
            Some(sentence) => {
                sentence.push_str(if below == 0 { ": " } else { "; " });
                sentence.push_str(&text);
                below += 1;
            }
            None => {
                found.push(text);
                below = 0;
            }
        }
    }
    found
}

fn texts(block: &Block) -> Vec<&str> {
    match block {
        Block::Heading { text, .. } | Block::Paragraph(Line::Running(text)) => vec![text],
        Block::Paragraph(Line::Kept(lines)) => lines.iter().map(String::as_str).collect(),
        _ => Vec::new(),
    }
}

/// `03.02.2024`, `3. februar 2024`, `3 February 2024`.
fn date(text: &str) -> Option<String> {
    let found = DATE.captures(text)?;
    let day: u32 = found[1].parse().ok()?;
    let written = found[2].trim_end_matches(['.', ' ']).to_lowercase();
    let month = written.parse().ok().or_else(|| month_by_name(&written))?;
    ((1..=31).contains(&day) && (1..=12).contains(&month)).then(|| format!("{}-{month:02}-{day:02}", &found[3]))
}

fn members(text: &str) -> Option<String> {
    Some(MEMBERS.captures(text)?[1].to_string())
}

/// The organ in «Referat fra møte i styringsgruppen 14. mars 2025».
fn meeting(text: &str) -> Option<String> {
    Some(MEETING.captures(text).filter(|_| text.chars().count() < 100)?[1].to_string())
}

#[cfg(test)]
mod tests {
    use super::super::{block::markdown, text};
    use super::*;

    const MINUTES: &str = "Møtested: Oslo

Medlemmer av Rådet
• Kari
Saker
• 1/24 Felles register
Ola, Etaten
• 2/24 Neste møte
Godkjenning av agenda 03.02.2024

Agendaen ble godkjent.

1/24 Felles register Ola, Etaten

Sak - Behandlingssak
Rådet drøftet saken i full bredde og kom med innspill.

Innspill
Om innhold

• Bra
Vedtak

• Rådet støtter
 • registeret
 • planen
• Etaten følger opp
2/24 Neste møte

Dette er en orienteringssak
Datoen er satt.

Vedtak

Tas til orientering.

Møtet sluttet kl. 12.
";

    #[test]
    fn each_case_is_by_itself() {
        let minutes = split(None, text::read(MINUTES).1);
        assert_eq!((minutes.date.as_deref(), minutes.organ.as_deref()), (Some("2024-02-03"), Some("Rådet")));
        let [first, second] = minutes.cases.as_slice() else { panic!("{minutes:#?}") };
        assert_eq!((first.number.as_str(), first.title.as_str(), first.kind.as_deref()), ("1/24", "Felles register", Some("behandling")));
        assert_eq!(first.decisions, ["Rådet støtter: registeret; planen", "Etaten følger opp"]);
        assert_eq!(
            markdown(&first.body),
            "Ola, Etaten\n\nRådet drøftet saken i full bredde og kom med innspill.\n\n## Innspill\n\n### Om innhold\n\n- Bra\n"
        );
        assert_eq!((second.number.as_str(), second.title.as_str(), second.kind.as_deref()), ("2/24", "Neste møte", Some("orientering")));
        assert_eq!(second.decisions, ["Tas til orientering."]);
        assert_eq!(markdown(&second.body), "Datoen er satt.\n");
        assert!(markdown(&minutes.body).ends_with("Møtet sluttet kl. 12.\n"), "{}", markdown(&minutes.body));
    }

    /// A municipality's record of a meeting, and a project's, with the words before the numbers that they use.
    #[test]
    fn cases_have_words_before_their_numbers() {
        for (text, number, title, decision) in [
            (
                "PS 3/25 Protokoll\n\nBehandling:\nIngen merknader.\n\nVedtak:\nGodkjent med 7 stemmer.\n",
                "3/25",
                "Protokoll",
                "Godkjent med 7 stemmer.",
            ),
            (
                "SAK 8/2025 STATUS\nLederen orienterte.\nBeslutning: Tas til orientering.\nAksjon: Per følger opp.\n",
                "8/2025",
                "STATUS",
                "Tas til orientering.",
            ),
            ("Saksnr. 14/25 Økonomi\nLederen orienterte.\n\nVedtak: Tas til orientering.\n", "14/25", "Økonomi", "Tas til orientering."),
            ("Sak nr. 14/25: Økonomi\nLederen orienterte.\n\nVedtak: Tas til orientering.\n", "14/25", "Økonomi", "Tas til orientering."),
        ] {
            let minutes = split(None, text::read(&with_decisions_apart(&format!("Referat\n\n{text}"))).1);
            let [case] = minutes.cases.as_slice() else { panic!("{text}: {minutes:#?}") };
            assert_eq!(
                (case.number.as_str(), case.title.as_str(), case.decisions.as_slice()),
                (number, title, &[decision.to_string()][..]),
                "{text}"
            );
        }
    }

    #[test]
    fn a_text_without_numbered_cases_has_none() {
        let minutes = split(None, text::read("Tittel\n\nTekst om 12/20 av dem.\n").1);
        assert_eq!((minutes.cases, minutes.body.len()), (Vec::new(), 1));
    }

    #[test]
    fn minutes_as_offices_write_them() {
        let minutes = "Referat fra møte i Styringsgruppen 14. mars 2025

Til stede: Kari Nordmann (Udir), Ola Hansen (KS)

Saksliste
Sak 12/25 Innkalling
Sak 13/25: Budsjett 2026

Sak 12/25 Innkalling
Innkallingen ble godkjent.

Sak 13/25: Budsjett 2026
Lederen orienterte.
Vedtak: Styringsgruppen godkjenner budsjettet.
Oppfølging: Lederen, innen 1. mai.
";
        let (title, blocks) = text::read(&with_decisions_apart(minutes));
        let minutes = split(title.as_deref(), blocks);
        assert_eq!((minutes.date.as_deref(), minutes.organ.as_deref()), (Some("2025-03-14"), Some("Styringsgruppen")));
        let found: Vec<(&str, &str, Vec<String>)> =
            minutes.cases.iter().map(|case| (case.number.as_str(), case.title.as_str(), case.decisions.clone())).collect();
        let budget = vec!["Styringsgruppen godkjenner budsjettet.".to_string()];
        assert_eq!(found, [("12/25", "Innkalling", Vec::new()), ("13/25", "Budsjett 2026", budget)]);
        assert_eq!(markdown(&minutes.cases[0].body), "Innkallingen ble godkjent.\n");
        assert_eq!(markdown(&minutes.cases[1].body), "Lederen orienterte.\n\nOppfølging: Lederen, innen 1. mai.\n");
    }

    #[test]
    fn dates_as_they_are_written() {
        for (text, expected) in [
            ("den 3.2.2024 kl. 9", Some("2024-02-03")),
            ("14. mars 2025", Some("2025-03-14")),
            ("9 December 2020", Some("2020-12-09")),
            ("1. oktober 2021", Some("2021-10-01")),
            ("32. mars 2025", None),
            ("14. måned 2025", None),
            ("i 2025", None),
        ] {
            assert_eq!(date(text).as_deref(), expected, "{text}");
        }
    }
}
