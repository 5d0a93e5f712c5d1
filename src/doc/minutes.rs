//! Decisions as written in minutes: a heading with a case number, and below it what was decided.
//!
//! ```markdown
//! ## Sak 18/20 Felles register
//! Saken ble drøftet.
//! **Vedtak:** Rådet støtter forslaget.
//! ```

use super::Heading;
use super::actors::blocks::{Block, blocks};

/// One case of a meeting.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct MinuteEntry {
    pub line: u32,
    /// `18/20`.
    pub number: String,
    pub title: String,
    pub anchor: Option<String>,
    pub decisions: Vec<String>,
    /// Whether the case says that it is for information only.
    pub is_information: bool,
}

/// Labels and headings under which a decision stands.
const DECISION: &[&str] = &["vedtak", "beslutning", "avgjerd", "konklusjon", "decision", "resolution"];

/// Reads the cases of a page of minutes, and what was decided in each.
pub fn read(body: &str, first_line: u32, headings: &[Heading]) -> Vec<MinuteEntry> {
    if !headings.iter().any(|heading| case(&heading.text).is_some()) {
        return Vec::new();
    }
    let mut reader = Reader::default();
    for block in blocks(body, first_line) {
        reader.take(&block);
    }
    for entry in &mut reader.entries {
        let own = headings.iter().find(|heading| heading.line == entry.line);
        entry.anchor = own.map(|heading| heading.id.clone()).filter(|id| !id.is_empty());
    }
    reader.entries
}

/// What a page says under a heading "Vedtak" or "Beslutning", for a page that is one decision.
pub fn decided(body: &str, first_line: u32, headings: &[Heading]) -> Vec<String> {
    if !headings.iter().any(|heading| is_decision(&heading.text)) {
        return Vec::new();
    }
    let mut reader = Reader { entries: vec![MinuteEntry::default()], ..Reader::default() };
    for block in blocks(body, first_line) {
        reader.take(&block);
    }
    reader.entries.into_iter().next().map(|entry| entry.decisions).unwrap_or_default()
}

/// Whether [`read`] or [`decided`] may find anything, told by headings as they are written.
pub fn may_be_in<'a>(mut headings: impl Iterator<Item = &'a str>) -> bool {
    headings.any(|heading| case(heading).is_some() || is_decision(heading))
}

/// Number and title of "Sak 18/20 Felles register" and "18/20: Felles register".
fn case(heading: &str) -> Option<(&str, &str)> {
    let rest = heading.trim();
    let rest = ["Sak ", "sak ", "Case ", "SAK "].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest).trim_start();
    let end = rest.find(|sign: char| !sign.is_ascii_digit() && sign != '/').unwrap_or(rest.len());
    let (number, title) = rest.split_at(end);
    let (first, second) = number.split_once('/')?;
    let fits = |digits: &str, most: usize| (1..=most).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let title = title.trim_start_matches([' ', ':', '.', '–', '-']).trim();
    (fits(first, 4) && fits(second, 4) && second.len() >= 2 && !title.is_empty()).then_some((number, title))
}

fn is_decision(label: &str) -> bool {
    let label = label.trim().trim_end_matches([':', '.']).to_lowercase();
    DECISION.contains(&label.as_str())
}

#[derive(Default)]
struct Reader {
    entries: Vec<MinuteEntry>,
    /// The level of the case's heading.
    level: u8,
    deciding: bool,
    /// The meeting's own text has come again.
    outside: bool,
}

impl Reader {
    fn take(&mut self, block: &Block) {
        match block {
            Block::Heading { level, text } => self.heading(*level, &text.text, text.line(0)),
            _ if self.outside => {}
            Block::Paragraph(text) => self.paragraph(&text.text, text.bold),
            Block::Item { depth: 1, text } if self.deciding => self.decided(&text.text),
            _ => {}
        }
    }

    fn heading(&mut self, level: u8, text: &str, line: u32) {
        if let Some((number, title)) = case(text) {
            self.entries.push(MinuteEntry { line, number: number.to_string(), title: title.to_string(), ..MinuteEntry::default() });
            (self.level, self.deciding, self.outside) = (level, false, false);
        } else {
            self.deciding = is_decision(text);
            self.outside |= self.level > 0 && level <= self.level && !self.deciding;
        }
    }

    /// `**Vedtak:** …` decides by itself; `Vedtak:` alone is a label of what follows.
    fn paragraph(&mut self, text: &str, bold: usize) {
        let label_end = if bold > 0 { bold } else { text.find(':').unwrap_or(text.len()) };
        let (label, rest) = text.split_at(label_end);
        if is_decision(label) {
            self.deciding = true;
            return self.decided(rest.trim_start_matches([':', ' ']));
        }
        if self.deciding {
            return self.decided(text);
        }
        if let Some(entry) = self.entries.last_mut() {
            entry.is_information |= text.chars().count() < 60 && text.to_lowercase().contains("orienteringssak");
        }
    }

    fn decided(&mut self, text: &str) {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some(entry) = self.entries.last_mut().filter(|_| !text.is_empty()) {
            entry.decisions.push(text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Markup;
    use crate::doc::markdown;

    fn headings(body: &str) -> Vec<Heading> {
        markdown::parse(body, 1, &markdown::Options::new(&Markup::default(), false)).headings
    }

    #[test]
    fn minutes_are_divided_by_their_headings() {
        let body = "Til stede: alle.\n\n## Sak 18/20 Felles register\n\nDrøftet.\n\n**Vedtak:** Rådet støtter\nforslaget.\n\n## 19/20: Budsjett\n\nDette er en orienteringssak.\n\n### Vedtak\n\n- Tas til orientering.\n- KS følger opp.\n\n## Eventuelt\n\n- Ingenting\n";
        let found: Vec<(u32, String, String, Option<String>, Vec<String>, bool)> = read(body, 1, &headings(body))
            .into_iter()
            .map(|entry| (entry.line, entry.number, entry.title, entry.anchor, entry.decisions, entry.is_information))
            .collect();
        let text = |text: &str| text.to_string();
        let expected = [
            (
                3,
                text("18/20"),
                text("Felles register"),
                Some(text("sak-1820-felles-register")),
                vec![text("Rådet støtter forslaget.")],
                false,
            ),
            (
                10,
                text("19/20"),
                text("Budsjett"),
                Some(text("1920-budsjett")),
                vec![text("Tas til orientering."), text("KS følger opp.")],
                true,
            ),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn case_numbers() {
        for (heading, expected) in [
            ("Sak 18/20 Register", Some(("18/20", "Register"))),
            ("1/2024 – Register", Some(("1/2024", "Register"))),
            ("18/20", None),
            ("24/7 support", None),
            ("Sak om register", None),
            ("2020/12/09 Møte", None),
        ] {
            assert_eq!(case(heading), expected, "{heading}");
        }
    }

    #[test]
    fn a_page_that_is_one_decision() {
        let body = "## Bakgrunn\n\nDet er slik.\n\n## Beslutning\n\nPiloten settes på pause.\n\n## Videre\n\nMer.\n";
        assert_eq!(decided(body, 1, &headings(body)), ["Piloten settes på pause."]);
    }
}
