//! What comes along when somebody copies a whole web page as text: its menu above, its list of contents, its foot below.
//!
//! Only lines among words that such parts are known by are left out, and the writer is told which.

/// A line of this length or more is running text.
const RUNNING: usize = 60;
/// So many of the words below make short lines a menu or a foot.
const ENOUGH: usize = 2;

/// What menus hold.
const MENU: &[&str] = &[
    "meny",
    "søk",
    "søk i nettstedet",
    "logg inn",
    "min side",
    "hjem",
    "forside",
    "forsiden",
    "framside",
    "english",
    "lukk",
    "lukk meny",
    "hopp til innhold",
    "hopp til innhald",
    "hopp til hovedinnhold",
    "hopp til hovudinnhald",
    "menu",
    "search",
    "log in",
    "sign in",
    "home",
    "norsk",
    "close",
    "skip to content",
    "skip to main content",
];
/// What lists of a page's own headings are called.
const CONTENTS: &[&str] = &[
    "innhold",
    "innhald",
    "innholdsfortegnelse",
    "innhaldsliste",
    "innhold på denne siden",
    "innhald på denne sida",
    "på denne siden",
    "på denne sida",
    "contents",
    "table of contents",
    "on this page",
];
/// What the foot of a page begins its lines with.
const FOOT: &[&str] = &[
    "©",
    "fant du det du lette etter",
    "fann du det du leitte etter",
    "var denne siden nyttig",
    "var denne sida nyttig",
    "del på",
    "del siden",
    "kontakt oss",
    "om nettstedet",
    "personvern",
    "informasjonskapsler",
    "informasjonskapslar",
    "tilgjengelighetserklæring",
    "tilgjengeerklæring",
    "til toppen",
    "følg oss",
    "nyhetsbrev",
    "did you find",
    "was this page",
    "share on",
    "contact us",
    "privacy",
    "cookies",
    "accessibility",
    "back to top",
    "follow us",
];
/// What stands between a page's title and its text.
const BELOW_A_TITLE: &[&str] = &[
    "publisert",
    "sist",
    "oppdatert",
    "skrevet av",
    "skrive av",
    "written by",
    "del",
    "skriv ut",
    "published",
    "last",
    "updated",
    "share",
    "print",
];

/// The text without them, and the lines that were left out.
pub(super) fn removed(text: &str) -> (String, Vec<String>) {
    let lines: Vec<&str> = text.lines().collect();
    let mut is_out = vec![false; lines.len()];
    menu(&lines, &mut is_out);
    contents(&lines, &mut is_out);
    foot(&lines, &mut is_out);
    let part = |wanted: bool| lines.iter().zip(&is_out).filter(move |(_, out)| **out == wanted).map(|(line, _)| *line);
    let left_out = part(true).map(str::trim).filter(|line| !line.is_empty()).map(str::to_string).collect();
    (part(false).map(|line| format!("{line}\n")).collect(), left_out)
}

/// Everything before the title, when there is a menu before the text.
fn menu(lines: &[&str], is_out: &mut [bool]) {
    let is_below = |line: &&str| is_text(line) || CONTENTS.contains(&lower(line).as_str());
    let end = lines.iter().position(|line| is_below(&line)).unwrap_or(lines.len());
    let head: Vec<usize> = (0..end).filter(|at| !lines[*at].trim().is_empty()).collect();
    if head.iter().filter(|at| MENU.contains(&lower(lines[**at]).as_str())).count() < ENOUGH {
        return;
    }
    // A way down to the page ends with its title, and then the title stands by itself.
    let twice = head.windows(2).rev().find(|pair| lines[pair[0]].trim() == lines[pair[1]].trim()).map(|pair| pair[1]);
    let last = || head.iter().rev().copied().find(|at| !begins_with(lines[*at], BELOW_A_TITLE) && !is_question(lines[*at]));
    let Some(title) = twice.or_else(last) else { return };
    is_out[..title].fill(true);
}

/// A list of the headings that follow.
fn contents(lines: &[&str], is_out: &mut [bool]) {
    for at in (0..lines.len()).filter(|at| CONTENTS.contains(&lower(lines[*at]).as_str())) {
        let comes_again = |line: &str| lines.iter().filter(|other| other.trim() == line.trim()).count() > 1;
        let entries = lines[at + 1..].iter().take_while(|line| line.trim().is_empty() || comes_again(line)).count();
        let last = lines[at + 1..at + 1 + entries].iter().rposition(|line| !line.trim().is_empty());
        // The last entry is followed by the first heading itself, which comes again too: entries end where the first does.
        let first = lines[at + 1..].iter().find(|line| !line.trim().is_empty()).map(|line| line.trim());
        let again = lines[at + 1..].iter().enumerate().skip(1).find(|(_, line)| first == Some(line.trim())).map(|(again, _)| again);
        let (Some(last), Some(again)) = (last, again) else { continue };
        let until = last.min(again - 1);
        if lines[at + 1..=at + 1 + until].iter().filter(|line| !line.trim().is_empty()).count() >= ENOUGH {
            is_out[at..=at + 1 + until].fill(true);
        }
    }
}

/// What stands below the text, from the first line that feet have.
fn foot(lines: &[&str], is_out: &mut [bool]) {
    let below = lines.iter().rposition(|line| is_text(line)).map_or(lines.len(), |last| last + 1);
    let known: Vec<usize> = (below..lines.len()).filter(|at| begins_with(lines[*at], FOOT)).collect();
    if let (Some(first), true) = (known.first(), known.len() >= ENOUGH) {
        is_out[*first..].fill(true);
    }
}

/// Whether a line is part of a text, and not one of those around it.
fn is_text(line: &str) -> bool {
    let text = line.trim();
    let is_sentence = text.ends_with('.') && text.split_whitespace().count() > 3;
    let is_item = text.starts_with(['•', '-', '–', '*']) || text.contains('\t');
    text.chars().count() >= RUNNING || is_sentence || is_item || text.ends_with(':')
}

fn is_question(line: &str) -> bool {
    line.trim_end().ends_with('?')
}

fn begins_with(line: &str, words: &[&str]) -> bool {
    let line = lower(line);
    words.iter().any(|word| line.strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_alphabetic)))
}

fn lower(line: &str) -> String {
    line.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn menus_contents_and_feet_are_left_out_and_nothing_like_them() {
        let sentence = "Her får du vite hvordan du deler data på en trygg måte.";
        for (text, expected) in [
            (
                format!("Etaten\nMeny\nSøk\nForside\nDeling\nDeling\nPublisert 1. mai\n\n{sentence}"),
                format!("Deling\nPublisert 1. mai\n\n{sentence}\n"),
            ),
            (
                format!(
                    "Meny\nSøk\nHjem / Barnehage\nSøk om plass\nSkrevet av: Etaten\nPå denne siden\nHva\nHvem\n\nNoe annet enn det.\n\nHva\n{sentence}\n\nHvem\n{sentence}"
                ),
                format!("Søk om plass\nSkrevet av: Etaten\n\nNoe annet enn det.\n\nHva\n{sentence}\n\nHvem\n{sentence}\n"),
            ),
            (format!("Menu\nSearch\nSharing data\n\n{sentence}"), format!("Sharing data\n\n{sentence}\n")),
            // One of the words may be a title, and minutes begin with short lines too.
            (format!("Søk\n\n{sentence}"), format!("Søk\n\n{sentence}\n")),
            (
                format!("Referat\nMøte i rådet\nTid\nSted\nOslo\n\n{sentence}"),
                format!("Referat\nMøte i rådet\nTid\nSted\nOslo\n\n{sentence}\n"),
            ),
            (
                format!("T\n\n{sentence}\n\nPå denne siden\nHva\nHvem\n\nHva\n{sentence}\n\nHvem\n{sentence}"),
                format!("T\n\n{sentence}\n\nHva\n{sentence}\n\nHvem\n{sentence}\n"),
            ),
            // «Innhold» that no list of headings follows.
            (format!("T\n\nInnhold\n{sentence}\n\nHva\n{sentence}"), format!("T\n\nInnhold\n{sentence}\n\nHva\n{sentence}\n")),
            (format!("T\n\n{sentence}\n\nFant du det du lette etter?\nJa\nNei\nKontakt oss\n© Etaten"), format!("T\n\n{sentence}\n\n")),
            // One such line alone may be the text's own.
            (format!("T\n\n{sentence}\n\nKontakt oss\nKari Nordmann"), format!("T\n\n{sentence}\n\nKontakt oss\nKari Nordmann\n")),
        ] {
            assert_eq!(removed(&text).0, expected, "{text}");
        }
        assert_eq!(removed("Meny\nSøk\nTittel\n\nEn setning som er lang nok.").1, ["Meny", "Søk"]);
    }
}
