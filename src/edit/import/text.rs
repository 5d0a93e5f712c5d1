//! Plain text, as copied from a web page, read as headings, paragraphs, lists and tables.
//!
//! Such a copy has lost its marks, so they are inferred: a short line without a full stop that is followed by
//! running text was a heading; lines with a bullet were a list, deeper ones a list in it.

use std::sync::LazyLock;

use regex::Regex;

use super::block::{Block, Item, Line as Lines};
use super::case;

/// The longest line that can be a heading, in characters.
const HEADING: usize = 120;
/// The longest question that can be a heading.
const QUESTION: usize = 50;
/// From this length on, a line is running text whatever it ends with.
const RUNNING: usize = 60;
/// Text whose lines are longer than this was not broken by hand: each line is a paragraph.
const UNBROKEN: usize = 120;

const BULLETS: &[char] = &['•', '◦', '▪', '●', '○', '‣', '·', '*', '-', '–', '—', '\u{f0b7}', '\u{f0a7}'];

/// What every copy of a web page begins with, and what page breaks leave behind.
const CHROME: &[&str] = &["hopp til hovedinnhold", "hopp til hovudinnhald", "hopp til innhold", "hopp til innhald", "skip to main content"];

/// A line of the text.
struct Line<'a> {
    indent: usize,
    text: &'a str,
    /// Its words stand in columns, below or above others that do.
    is_aligned: bool,
}

/// The columns of a line in which several spaces part them.
pub(super) fn columns(line: &str) -> Vec<&str> {
    line.trim().split("  ").map(str::trim).filter(|column| !column.is_empty()).collect()
}

impl Line<'_> {
    fn is_blank(&self) -> bool {
        self.text.is_empty()
    }

    /// The text after a bullet.
    fn bullet(&self) -> Option<&str> {
        let rest = self.text.strip_prefix(BULLETS)?;
        let inner = rest.trim_start();
        (rest.len() != inner.len() && !inner.is_empty()).then_some(inner)
    }

    /// Number and text of `1. text`.
    fn numbered(&self) -> Option<(u32, &str)> {
        let (number, rest) = self.text.split_once(['.', ')'])?;
        let short = (1..=2).contains(&number.len()) && rest.starts_with(' ');
        number.parse().ok().filter(|_| short).map(|number| (number, rest.trim_start()))
    }

    fn is_item(&self) -> bool {
        self.bullet().is_some() || self.numbered().is_some()
    }

    fn is_case(&self) -> bool {
        case::is_case(self.text)
    }

    fn cells(&self) -> Option<Vec<String>> {
        if self.is_aligned {
            return Some(columns(self.text).into_iter().map(str::to_string).collect());
        }
        let cells: Vec<String> = self.text.split('\t').map(|cell| cell.trim().to_string()).collect();
        (cells.len() > 1).then_some(cells)
    }

    /// `…kartlegging. Arbeidet`: a full stop after a word that is no abbreviation.
    fn holds_the_end_of_a_sentence(&self) -> bool {
        let ends = |part: &&str| part.chars().rev().take_while(|c| c.is_lowercase()).count() > 4;
        let parts: Vec<&str> = self.text.split(". ").collect();
        parts.iter().take(parts.len() - 1).any(|part| ends(part))
    }

    /// `Report 2024        4`: what stands at the top or the bottom of a page.
    fn ends_in_a_number_apart(&self) -> bool {
        let columns = columns(self.text);
        columns.len() > 1 && columns.last().is_some_and(|last| last.bytes().all(|b| b.is_ascii_digit()))
    }

    /// `Publisert 12. mars 2024`: stands below a title.
    fn says_when(&self) -> bool {
        let lower = self.text.to_lowercase();
        let names = ["publisert", "sist ", "oppdatert", "published", "last ", "updated"];
        names.iter().any(|name| lower.starts_with(name)) && self.text.contains(|c: char| c.is_ascii_digit())
    }

    /// Whether the line is running text: long, or a sentence.
    fn is_running(&self) -> bool {
        self.text.chars().count() >= RUNNING || self.text.ends_with(['.', ':', '!', '?'])
    }

    /// Whether the line itself could be a heading, whatever stands around it.
    fn could_be_heading(&self) -> bool {
        let length = self.text.chars().count();
        let mut first = self.text.chars();
        let longest = if self.is_case() { 2 * HEADING } else { HEADING };
        (2..=longest).contains(&length)
            // eFormidling is a name.
            && (first.next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit()) || first.next().is_some_and(char::is_uppercase))
            && self.text.chars().any(char::is_alphabetic)
            && !self.text.ends_with(['.', ',', ';', ':', '!', '-'])
            && (!self.text.ends_with('?') || length < QUESTION)
            && (self.is_case() || !self.text.contains(": "))
            && (self.is_case() || !self.holds_the_end_of_a_sentence())
            && !self.ends_in_a_number_apart()
            && !self.text.contains("://")
            && !self.says_when()
            && !self.is_item()
            && self.cells().is_none()
    }
}

/// A text's title, if it begins with one, and its blocks.
pub(super) fn read(text: &str) -> (Option<String>, Vec<Block>) {
    let text = with_steps_joined(&super::layout::undone(text));
    let mut lines: Vec<Line> = text.lines().map(line).filter(|line| !is_chrome(line.text)).collect();
    align(&mut lines);
    let announced = announced(&lines);
    let headings = headings(&lines, &announced);
    let mut reader = Reader { lines: &lines, headings: &headings, announced: &announced, at: 0, blocks: Vec::new() };
    while reader.at < lines.len() {
        reader.block();
    }
    let mut blocks = reader.blocks;
    let title = match blocks.first() {
        Some(Block::Heading { text, .. }) => Some(text.clone()),
        // A short line by itself at the beginning, whatever follows it.
        Some(Block::Paragraph(Lines::Kept(first))) if first.len() == 1 && line(&first[0]).could_be_heading() => Some(first[0].clone()),
        _ => None,
    };
    if title.is_some() {
        blocks.remove(0);
    }
    level(&mut blocks);
    (title, blocks)
}

/// `1` and `Logg inn` on lines of their own become `1. Logg inn`, where 2 follows in the same way.
fn with_steps_joined(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let step = |at: usize, number: u32| {
        let says = lines.get(at + 1).is_some_and(|next| next.trim().chars().any(char::is_alphabetic));
        says && lines[at].trim().trim_end_matches('.') == number.to_string()
    };
    let mut out = String::with_capacity(text.len());
    let (mut at, mut number) = (0, 0);
    while at < lines.len() {
        // The next step stands within the few lines of the one before it.
        let goes_on = |from: usize| (from..lines.len().min(from + LONGEST_STEP)).any(|at| step(at, number + 2));
        let begins = step(at, number + 1) && (number > 0 || goes_on(at + 2));
        if begins {
            number += 1;
            out.push_str(&format!("{number}. {}\n", lines[at + 1].trim()));
            at += 2;
            continue;
        }
        if number > 0 && !(at..lines.len().min(at + LONGEST_STEP)).any(|at| step(at, number + 1)) {
            number = 0;
        }
        out.push_str(lines[at]);
        out.push('\n');
        at += 1;
    }
    out
}

/// Lines that one step may have, number and all.
const LONGEST_STEP: usize = 4;

fn line(raw: &str) -> Line<'_> {
    let text = raw.trim_start_matches([' ', '\t', '\u{a0}', '\u{feff}']);
    let indent = raw[..raw.len() - text.len()].chars().map(|c| if c == '\t' { 4 } else { 1 }).sum();
    Line { indent, text: text.trim_end(), is_aligned: false }
}

/// Finds tables whose columns are parted by spaces: lines right below each other with as many columns, at least two lines
/// of three or three of two.
fn align(lines: &mut [Line]) {
    let counts: Vec<usize> = lines.iter().map(|line| if line.is_item() { 0 } else { columns(line.text).len() }).collect();
    let mut start = 0;
    while start < lines.len() {
        let end = (start..lines.len()).find(|at| counts[*at] != counts[start]).unwrap_or(lines.len());
        if (counts[start] == 2 && end - start > 2) || (counts[start] > 2 && end - start > 1) {
            lines[start..end].iter_mut().for_each(|line| line.is_aligned = true);
        }
        start = end;
    }
}

fn is_chrome(text: &str) -> bool {
    CHROME.contains(&text.to_lowercase().as_str()) || is_page_number(text) || columns(text).last().is_some_and(|last| is_page_number(last))
}

/// `Side 3`, `Side 3 av 9`, `Page 3/9`: stands at the foot of each page, by itself or to the right of the report's name.
fn is_page_number(text: &str) -> bool {
    static NUMBER: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?i)^(?:side|page)\s+\d{1,4}(?:\s*(?:av|of|/)\s*\d{1,4})?$").expect("a pattern"));
    NUMBER.is_match(text)
}

/// Which lines stand deeper, straight below one that ends in a colon: no headings, but what the colon announces.
fn announced(lines: &[Line]) -> Vec<bool> {
    let mut announced: Vec<bool> = Vec::with_capacity(lines.len());
    for (at, line) in lines.iter().enumerate() {
        let above = at.checked_sub(1).map(|above| (&lines[above], announced[above]));
        let is_plain = !line.is_blank() && !line.is_item() && line.cells().is_none();
        announced.push(
            is_plain
                && above.is_some_and(|(above, is_announced)| match is_announced {
                    true => line.indent == above.indent,
                    false => above.text.ends_with(':') && line.indent > above.indent + 1,
                }),
        );
    }
    announced
}

/// Which lines are headings. From the last to the first, because a line's follower decides.
fn headings(lines: &[Line], announced: &[bool]) -> Vec<bool> {
    let mut headings = vec![false; lines.len()];
    let mut next: Option<usize> = None;
    for at in (0..lines.len()).rev() {
        if lines[at].is_blank() {
            continue;
        }
        let follows = next.is_some_and(|next| {
            let other = &lines[next];
            headings[next]
                || other.is_item()
                || (at + 1 == next && other.text.contains('\t'))
                || (other.is_running() && !(other.text.contains(": ") && other.text.len() < RUNNING))
        });
        let begins = at == 0 || {
            let before = &lines[at - 1];
            before.is_blank()
                || before.text.ends_with(['.', '!', '?'])
                || before.could_be_heading()
                || (before.is_item() && before.indent >= lines[at].indent)
        };
        // A long line with a short one right below it is running text, broken by hand.
        let goes_on = lines[at].text.chars().count() >= RUNNING
            && next == Some(at + 1)
            && next.is_some_and(|next| lines[next].text.chars().count() < RUNNING && !lines[next].is_item());
        // «Direktoratet/Kari Nordmann» stands under a heading and names who presents.
        let names_somebody = lines[at].text.contains('/')
            && !next.is_some_and(|next| lines[next].text.len() > RUNNING)
            && !lines[at].text.starts_with(|c: char| c.is_ascii_digit());
        // A question is a heading where it stands by itself, and what follows is the answer.
        let asks = lines[at].text.ends_with('?');
        let is_answered =
            (at == 0 || lines[at - 1].is_blank()) && next.is_some_and(|next| lines[next].is_running() && !lines[next].text.ends_with('?'));
        let may_be = lines[at].could_be_heading() && !announced[at] && (!asks || is_answered);
        headings[at] = may_be && (lines[at].is_case() || (follows && begins && !goes_on && !names_somebody));
        next = Some(at);
    }
    headings
}

struct Reader<'a> {
    lines: &'a [Line<'a>],
    headings: &'a [bool],
    announced: &'a [bool],
    at: usize,
    blocks: Vec<Block>,
}

impl Reader<'_> {
    fn block(&mut self) {
        let line = &self.lines[self.at];
        if line.is_blank() {
            self.at += 1;
        } else if self.headings[self.at] {
            let text = line.text.split_whitespace().collect::<Vec<_>>().join(" ");
            self.blocks.push(Block::Heading { level: 2, text });
            self.at += 1;
        } else if self.announced[self.at] {
            self.announced();
        } else if line.is_item() {
            self.list();
        } else if line.cells().is_some() {
            self.table();
        } else {
            self.paragraph();
        }
    }

    /// Items and what stands deeper below them, also across empty lines.
    fn list(&mut self) {
        let mut items: Vec<Item> = Vec::new();
        let mut indents: Vec<usize> = Vec::new();
        while let Some(line) = self.lines.get(self.at) {
            let number = line.numbered().map(|(number, _)| number);
            if let Some(text) = line.bullet().or_else(|| line.numbered().map(|(_, text)| text)) {
                while indents.last().is_some_and(|indent| *indent > line.indent) {
                    indents.pop();
                }
                if indents.last() != Some(&line.indent) {
                    indents.push(line.indent);
                }
                items.push(Item { depth: indents.len() - 1, number, lines: vec![text.to_string()] });
            } else if !line.is_blank() && !self.headings[self.at] && indents.last().is_some_and(|indent| line.indent > *indent) {
                items.last_mut().into_iter().for_each(|item| item.lines.push(line.text.to_string()));
            } else if !(line.is_blank() && self.lines.get(self.at + 1).is_some_and(Line::is_item)) {
                break;
            }
            self.at += 1;
        }
        self.blocks.push(Block::List(items));
    }

    /// Short lines below a colon are a list whose bullets were lost; longer ones are a paragraph.
    fn announced(&mut self) {
        let count = self.announced[self.at..].iter().take_while(|announced| **announced).count();
        let texts: Vec<&str> = self.lines[self.at..self.at + count].iter().map(|line| line.text).collect();
        self.at += count;
        self.blocks.push(match count > 1 && texts.iter().all(|text| text.chars().count() < RUNNING) {
            true => Block::List(texts.into_iter().map(|text| Item { depth: 0, number: None, lines: vec![text.to_string()] }).collect()),
            false => Block::Paragraph(Lines::Running(texts.join(" "))),
        });
    }

    fn table(&mut self) {
        let rows: Vec<Vec<String>> = self.lines[self.at..].iter().map_while(Line::cells).collect();
        self.at += rows.len();
        self.blocks.push(Block::Table(rows));
    }

    /// Lines up to an empty one. Whole sentences on lines of their own were paragraphs; short lines stay lines.
    fn paragraph(&mut self) {
        let start = self.at;
        while self.lines.get(self.at).is_some_and(|line| !line.is_blank() && !line.is_item() && line.cells().is_none())
            && !(self.at > start && (self.headings[self.at] || self.announced[self.at]))
        {
            self.at += 1;
        }
        let texts: Vec<&str> = self.lines[start..self.at].iter().map(|line| line.text).collect();
        let longest = texts.iter().map(|text| text.chars().count()).max().unwrap_or(0);
        if is_list_without_bullets(&texts) {
            self.blocks.push(Block::Paragraph(Lines::Running(texts[0].to_string())));
            let items = texts[1..].iter().map(|text| Item { depth: 0, number: None, lines: vec![(*text).to_string()] });
            self.blocks.push(Block::List(items.collect()));
        } else if let Some(items) = self.indented_below(&self.lines[start..self.at]) {
            self.blocks.push(Block::Paragraph(Lines::Running(texts.join(" "))));
            self.blocks.push(Block::List(items));
        } else if longest > UNBROKEN {
            let mut open = String::new();
            for text in texts {
                open.push_str(if open.is_empty() { "" } else { " " });
                open.push_str(text);
                if text.ends_with(['.', '!', '?', ':', ' ']) {
                    self.blocks.push(Block::Paragraph(Lines::Running(std::mem::take(&mut open))));
                }
            }
            if !open.is_empty() {
                self.blocks.push(Block::Paragraph(Lines::Running(open)));
            }
        } else if longest < RUNNING {
            self.blocks.push(Block::Paragraph(Lines::Kept(texts.into_iter().map(str::to_string).collect())));
        } else {
            self.blocks.push(Block::Paragraph(Lines::Running(texts.join(" "))));
        }
    }
}

impl Reader<'_> {
    /// The short lines that stand deeper, after an empty line, below one that ends in a colon: a list whose bullets were lost.
    fn indented_below(&mut self, above: &[Line]) -> Option<Vec<Item>> {
        let last = above.last().filter(|last| last.text.ends_with(':'))?;
        if self.announced.get(self.at).is_some_and(|announced| *announced) {
            return None;
        }
        let start = self.at + self.lines[self.at..].iter().take_while(|line| line.is_blank()).count();
        let is_item = |line: &&Line| !line.is_blank() && line.indent > last.indent + 1 && !line.is_item() && line.cells().is_none();
        let items: Vec<Item> = self.lines[start..]
            .iter()
            .take_while(is_item)
            .map(|line| Item { depth: 0, number: None, lines: vec![line.text.to_string()] })
            .collect();
        if items.len() < 2 {
            return None;
        }
        self.at = start + items.len();
        Some(items)
    }
}

/// «Det gjelder:» and short lines below it that begin small: a list whose bullets were lost.
fn is_list_without_bullets(lines: &[&str]) -> bool {
    let Some((first, items)) = lines.split_first() else { return false };
    let is_item = |line: &&str| line.starts_with(char::is_lowercase) && line.chars().count() < RUNNING && !line.contains(". ");
    first.ends_with(':') && items.len() > 1 && items.iter().all(is_item)
}

/// A heading with nothing between it and the one before is below that one.
pub(super) fn level(blocks: &mut [Block]) {
    let mut before: Option<u8> = None;
    for block in blocks {
        let Block::Heading { level, .. } = block else {
            before = None;
            continue;
        };
        *level = before.map_or(2, |before| (before + 1).min(4));
        before = Some(*level);
    }
}

#[cfg(test)]
mod tests {
    use super::super::block::markdown;
    use super::*;

    /// Text as copied, title, Markdown.
    #[test]
    fn marks_are_inferred() {
        let long = "En setning som er lang nok til at ingen tar den for en overskrift, slik løpende tekst er.";
        let cases = [
            ("Tittel\n\nTekst her.", Some("Tittel"), "Tekst her.\n"),
            ("Hopp til hovedinnhold\n\nTittel\n\nEn.\nSide 5\n\nTo.", Some("Tittel"), "En.\n\nTo.\n"),
            ("En setning.\n\nÉn til.", None, "En setning.\n\nÉn til.\n"),
            ("T\u{e6}\n\nAltinn\nAltinn er et system.", Some("Tæ"), "## Altinn\n\nAltinn er et system.\n"),
            (
                "Tittel\n\nStor\nLiten\nTekst her.\n\nNeste\n\nMer.",
                Some("Tittel"),
                "## Stor\n\n### Liten\n\nTekst her.\n\n## Neste\n\nMer.\n",
            ),
            ("A b.\n• en\n• to\n  ◦ under\n    mer\n• tre", None, "A b.\n\n- en\n- to\n  - under\n    mer\n- tre\n"),
            ("A b.\n\u{f0b7} en\n\u{f0b7} to", None, "A b.\n\n- en\n- to\n"),
            ("A b.\n1. en\n2. to", None, "A b.\n\n1. en\n2. to\n"),
            ("A b.\n\nNavn\tRolle\nDigdir\teier | leder", None, "A b.\n\n| Navn | Rolle |\n|---|---|\n| Digdir | eier \\| leder |\n"),
            ("A b.\n\nMed hilsen\n\nKari Nordmann\nsjef", None, "A b.\n\nMed hilsen\n\nKari Nordmann\\\nsjef\n"),
            ("A b.\n\nMøtested: Oslo\nMøtetid: 09:00", None, "A b.\n\nMøtested: Oslo\\\nMøtetid: 09:00\n"),
            (&format!("{long} {long}\n{long}"), None, &format!("{long} {long}\n\n{long}\n")),
            (
                "A b.\n\n# *ikke* [merket] <opp> a_b _c_ {{< x >}}\ni løpende tekst.",
                None,
                "A b.\n\n\\# \\*ikke\\* \\[merket\\] \\<opp> a_b \\_c\\_ {{\\< x >}} i løpende tekst.\n",
            ),
            ("Tittel\n\nNavn\tRolle\nKS\teier", Some("Tittel"), "| Navn | Rolle |\n|---|---|\n| KS | eier |\n"),
            (
                "A b.\n\nKommune     Innbyggere   Svar\nLiten            2 000      4\nStor           200 000      3",
                None,
                "A b.\n\n| Kommune | Innbyggere | Svar |\n|---|---|---|\n| Liten | 2 000 | 4 |\n| Stor | 200 000 | 3 |\n",
            ),
            (
                "Tittel\n\n1   Innledning\n\nDenne rapporten handler om hvordan kommu-\nnene samarbeider.",
                Some("Tittel"),
                "## 1 Innledning\n\nDenne rapporten handler om hvordan kommunene samarbeider.\n",
            ),
            (
                "A b.\n\nHva er deling?\nÅ dele er å gi andre tilgang til noe.\n\nHvem gjelder det?\n\nAlle som har data.",
                None,
                "A b.\n\n## Hva er deling?\n\nÅ dele er å gi andre tilgang til noe.\n\n## Hvem gjelder det?\n\nAlle som har data.\n",
            ),
            (
                "Tittel\n\nPublisert 1. mai 2024\nSist endret 2. mai 2024\n\nEn setning.",
                Some("Tittel"),
                "Publisert 1. mai 2024\\\nSist endret 2. mai 2024\n\nEn setning.\n",
            ),
            ("A b.\n\nHva nå?\nHvem skal?", None, "A b.\n\nHva nå?\\\nHvem skal?\n"),
            ("A b.\n\nDet gjelder:\nstat\nkommune og fylke", None, "A b.\n\nDet gjelder:\n\n- stat\n- kommune og fylke\n"),
            (
                "A b.\n\nDu kan søke hvis du:\n\n    bor her\n    har barn\n\nMer.",
                None,
                "A b.\n\nDu kan søke hvis du:\n\n- bor her\n- har barn\n\nMer.\n",
            ),
            (
                "A b.\n\nSlik søker du\n1\nLogg inn\n2\nSend inn\n\nMer.",
                None,
                "A b.\n\n## Slik søker du\n\n1. Logg inn\n2. Send inn\n\nMer.\n",
            ),
            ("A b.\n\n1\nEn side uten steg to.", None, "A b.\n\n1\\\nEn side uten steg to.\n"),
            ("A b.\n\nPriser\nPlass\tPris\nHel\t2 000", None, "A b.\n\n## Priser\n\n| Plass | Pris |\n|---|---|\n| Hel | 2 000 |\n"),
            ("A b.\n\nKrav:\n    Første krav\n    Andre krav\n\nMer.", None, "A b.\n\nKrav:\n\n- Første krav\n- Andre krav\n\nMer.\n"),
            ("A b.\n\nKrav:\n\tstat\n\tkommune\nDette er alt.", None, "A b.\n\nKrav:\n\n- stat\n- kommune\n\nDette er alt.\n"),
            (
                &format!("A b.\n\nRådet skriver:\n    {long}\n    Nok en linje\n\nMer."),
                None,
                &format!("A b.\n\nRådet skriver:\n\n{long} Nok en linje\n\nMer.\n"),
            ),
            (
                "En.\n\nSide 3 av 9\n\nTo.\n\nRapport 2024          Side 4/9\n\nPage 5 of 9\n\nSide 3 av rapporten er viktig.",
                None,
                "En.\n\nTo.\n\nSide 3 av rapporten er viktig.\n",
            ),
            ("A b.\n\nHilsen fra:\nKari\nOla", None, "A b.\n\nHilsen fra:\\\nKari\\\nOla\n"),
            ("A b.\n1. en\n   a) under\n   b) og", None, "A b.\n\n1. en\\\n   a) under\\\n   b) og\n"),
        ];
        for (text, title, expected) in cases {
            let (found, blocks) = read(text);
            assert_eq!((found.as_deref(), markdown(&blocks).as_str()), (title, expected), "{text}");
        }
    }
}
