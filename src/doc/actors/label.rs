//! What a list item, a table row or a sentence says: the name, its qualifier, and the text about it.

use super::blocks::Inline;
use super::grammar;

/// The parts of an entry, as slices of what was written.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Label<'a> {
    /// The name without clause, parenthesis and closing punctuation.
    pub name: &'a str,
    /// The first parenthesis after the name, without its signs.
    pub qualifier: Option<&'a str>,
    /// What is said of the actor.
    pub text: &'a str,
}

/// Words beyond which a label is no name.
const LONGEST_NAME: usize = 30;

/// Reads an item: `**Name** – text`, `**Name:** text`, `**Name**\` + line, `Name` + line, `Name – text`, `Name (qualifier)`,
/// `Name`; and several names that each have a parenthesis: `Name (qualifier), Name (qualifier)`.
pub fn of_item(item: &Inline) -> Vec<Label<'_>> {
    if let Some((name, text)) = on_own_line(item) {
        return accept(named(name, Some(text))).into_iter().collect();
    }
    let several = of_several(&item.text);
    if !several.is_empty() {
        return several;
    }
    let bold_ends_label = item.bold > 0 && !continues(&item.text[item.bold..]);
    let one = if bold_ends_label { of_bold(item) } else { of_plain(&item.text) };
    one.into_iter().collect()
}

/// A name that has the first line to itself, and what the lines after it say. A name that goes on there has none to itself.
fn on_own_line(item: &Inline) -> Option<(&str, &str)> {
    let (second, _) = item.lines().nth(1)?;
    let (name, text) = (item.text[..second].trim_end(), item.text[second..].trim_start());
    let is_open = name.ends_with([',', '-', '/', ';', '&', '(']) || name.matches('(').count() != name.matches(')').count();
    let goes_on = name.split_whitespace().next_back().is_none_or(grammar::joins);
    let is_name = !is_open && !goes_on && !name.contains('\n') && split_at_separator(name).is_none() && first_sentence(name).1.is_empty();
    (is_name && !grammar::has_finite_verb(name) && grammar::begins_statement(text)).then_some((name, text))
}

/// Reads a sentence that lists one name or several.
pub fn of_sentence(text: &str) -> Vec<Label<'_>> {
    let several = of_several(text);
    if several.is_empty() { of_plain(text).into_iter().collect() } else { several }
}

/// Reads a sentence or an item without bold as one name.
pub fn of_plain(text: &str) -> Option<Label<'_>> {
    let (label, rest) = at_separator(text);
    let text = rest.trim();
    accept(named(label, if text.is_empty() { None } else { Some(text) })).filter(|label| !grammar::has_finite_verb(label.name))
}

/// Whether an item is a name or a label and nothing more.
pub fn is_bare(item: &Inline) -> bool {
    split_at_separator(item.text.trim()).is_none()
}

fn at_separator(text: &str) -> (&str, &str) {
    split_at_separator(text).unwrap_or_else(|| first_sentence(text))
}

/// "Visma (VIS), Novari (Vigo) og IST – leverer": each name with its own parenthesis and the same text; none where no name
/// follows a parenthesis.
fn of_several(text: &str) -> Vec<Label<'_>> {
    let (label, rest) = at_separator(text);
    let mut labels = Vec::new();
    let mut start = 0;
    while let Some((end, next)) = next_name(&label[start..]) {
        labels.extend(accept(named(&label[start..start + end], Some(rest.trim()))));
        start += next;
    }
    if start == 0 || grammar::has_finite_verb(label) {
        return Vec::new();
    }
    labels.extend(accept(named(&label[start..], Some(rest.trim()))));
    labels
}

/// Where the first parenthesis ends after which a further capitalised name comes, and where that name begins.
fn next_name(label: &str) -> Option<(usize, usize)> {
    let mut depth = 0usize;
    for (at, sign) in label.char_indices() {
        match sign {
            '(' => depth += 1,
            ')' if depth == 1 => {
                depth = 0;
                let after = &label[at + 1..];
                let joint = after.trim_start().trim_start_matches([',', '/', ';']).trim_start();
                let name = ["og ", "samt ", "and "].iter().find_map(|word| joint.strip_prefix(word)).unwrap_or(joint).trim_start();
                let is_joined = name.len() + 1 < after.len() && name.starts_with(char::is_uppercase);
                let is_listed = is_joined && !after.trim_start().starts_with(char::is_uppercase);
                if is_listed {
                    return Some((at + 1, label.len() - name.len()));
                }
            }
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// Whether a text has the form "Name – text".
pub fn has_dash(text: &str) -> bool {
    split_at_separator(text).is_some_and(|(label, _)| text[label.len()..].trim_start().starts_with(['-', '–', '—']))
}

/// "A – role, B – role": the sentence cut at commas after which a capitalised name and a dash come, with
/// offsets that count from `at`.
pub fn dashed_parts(at: usize, sentence: &str) -> Vec<(usize, &str)> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut seen_dash = false;
    let mut comma = None;
    for (word_at, word) in grammar::words(sentence) {
        match word {
            "-" | "–" | "—" | "--" => {
                if let Some(cut) = comma.filter(|cut| seen_dash && is_short_name(&sentence[*cut..word_at])) {
                    parts.push((at + start, sentence[start..cut].trim_end().trim_end_matches([',', ';'])));
                    start = cut;
                }
                (seen_dash, comma) = (true, None);
            }
            _ if word.ends_with([',', ';']) => {
                comma = Some((word_at + word.len() + 1).min(sentence.len())).filter(|cut| sentence.is_char_boundary(*cut))
            }
            _ => {}
        }
    }
    parts.push((at + start, &sentence[start..]));
    parts
}

fn is_short_name(text: &str) -> bool {
    text.trim_start().starts_with(char::is_uppercase) && text.split_whitespace().nth(8).is_none()
}

fn of_bold(item: &Inline) -> Option<Label<'_>> {
    let (bold, rest) = item.text.split_at(item.bold);
    let (outside, rest) = leading_parenthesis(rest);
    let text = strip_separator(rest);
    let label = named(bold, if text.is_empty() { None } else { Some(text) });
    accept(Label { qualifier: label.qualifier.or(outside), ..label })
}

/// The name in a label. Without another text, the clause after the name is what is said of it; a parenthesis inside
/// the clause belongs to the clause.
fn named<'a>(label: &'a str, text: Option<&'a str>) -> Label<'a> {
    let (outside, inside) = split_parenthesis(label);
    let start = tidy(outside);
    let name = grammar::before_clause(start);
    let clause = &label[offset(label, name) + name.len()..];
    let cut = name.len() < start.len();
    let said = if cut { strip_separator(clause) } else { "" };
    Label { name: tidy(name), qualifier: inside.filter(|_| !cut), text: text.unwrap_or(said) }
}

/// Where a slice of a text begins in it.
fn offset(text: &str, slice: &str) -> usize {
    (slice.as_ptr() as usize).saturating_sub(text.as_ptr() as usize).min(text.len())
}

/// Whether the text after a bold start goes on with the name: "**Udir** og **Digdir**", "**Elever** i skolen"; a verb does
/// not: "**Kommuner** har ansvaret".
fn continues(rest: &str) -> bool {
    let next = rest.trim_start_matches([' ', '\t']);
    let goes_on = next.starts_with([',', '/']) || (next.len() < rest.len() && next.starts_with(char::is_alphanumeric));
    goes_on && !grammar::begins_with_finite_verb(next)
}

/// The first separator outside parentheses: a spaced dash, a colon before a space, or a line break.
fn split_at_separator(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0usize;
    for (at, sign) in text.char_indices() {
        let after = &text[at + sign.len_utf8()..];
        match sign {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            '\n' => return Some((&text[..at], after)),
            ':' if depth == 0 && after.starts_with([' ', '\n']) => return Some((&text[..at], after)),
            '-' | '–' | '—' if depth == 0 && is_spaced_dash(&text[..at], after) => {
                return Some((&text[..at], after.trim_start_matches('-')));
            }
            _ => {}
        }
    }
    None
}

fn is_spaced_dash(before: &str, after: &str) -> bool {
    before.ends_with(' ') && after.strip_prefix('-').unwrap_or(after).starts_with(' ')
}

fn first_sentence(text: &str) -> (&str, &str) {
    match grammar::sentences(text).first() {
        Some((at, sentence)) => {
            let end = at + sentence.len();
            (&text[..end], text[end..].trim_start_matches(['.', '!', '?']))
        }
        None => (text, ""),
    }
}

/// "Bufdir (mindre relevant?)" → the name and what the first parenthesis holds.
fn split_parenthesis(label: &str) -> (&str, Option<&str>) {
    match label.find('(') {
        Some(open) => {
            let inside = &label[open + 1..];
            let close = closing(inside);
            (&label[..open], Some(inside[..close].trim()).filter(|inside| !inside.is_empty()))
        }
        None => (label, None),
    }
}

/// A parenthesis that the text begins with, and what follows it.
fn leading_parenthesis(text: &str) -> (Option<&str>, &str) {
    match text.trim_start().strip_prefix('(') {
        Some(inside) => {
            let close = closing(inside);
            (Some(inside[..close].trim()), inside[close..].trim_start_matches(')'))
        }
        None => (None, text),
    }
}

/// Where the parenthesis that is already open closes; the end when it never does.
fn closing(inside: &str) -> usize {
    let mut depth = 1usize;
    for (at, sign) in inside.char_indices() {
        match sign {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    inside.len()
}

fn strip_separator(text: &str) -> &str {
    text.trim_start_matches(|c: char| c.is_whitespace() || "-–—:.,;".contains(c)).trim_end()
}

/// Without the punctuation and quotation marks around it.
fn tidy(name: &str) -> &str {
    let closing = |c: char| c.is_whitespace() || ".,;:!?–—-*_\"«»“”".contains(c);
    name.trim_start_matches(|c: char| c.is_whitespace() || "*_\"«“".contains(c)).trim_end_matches(closing)
}

fn accept(label: Label<'_>) -> Option<Label<'_>> {
    let is_name = label.name.chars().any(char::is_alphabetic) && label.name.split_whitespace().nth(LONGEST_NAME).is_none();
    is_name.then_some(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_forms() {
        for (text, name, qualifier, about) in [
            ("Foresatte", "Foresatte", None, ""),
            ("Foresatte (der det er relevant)", "Foresatte", Some("der det er relevant"), ""),
            ("Kommuner – for å vurdere effekt", "Kommuner", None, "for å vurdere effekt"),
            ("Novari - Takes care", "Novari", None, "Takes care"),
            ("Helsedirektoratet (der relevant) -- Premissgiver", "Helsedirektoratet", Some("der relevant"), "Premissgiver"),
            ("KS-Digital: drift", "KS-Digital", None, "drift"),
            ("Leverandører (VIGO – og Visma)", "Leverandører", Some("VIGO – og Visma"), ""),
            ("Unge som går ut. De er mange", "Unge", None, "De er mange"),
            ("Støttetjenester som PPT og oppfølgingstjenesten (OT)", "Støttetjenester", None, "som PPT og oppfølgingstjenesten (OT)"),
            ("Barne- og familiedepartementet", "Barne- og familiedepartementet", None, ""),
        ] {
            assert_eq!(of_plain(text), Some(Label { name, qualifier, text: about }), "{text}");
        }
    }

    #[test]
    fn a_sentence_may_hold_several_actors() {
        let text = "KD – styrer, også Feide, Udir (U) – fag; Sikt – drift";
        let parts: Vec<&str> = dashed_parts(0, text).into_iter().map(|(at, part)| &text[at..at + part.len()]).collect();
        assert_eq!(parts, ["KD – styrer, også Feide", "Udir (U) – fag", "Sikt – drift"]);
        assert_eq!(dashed_parts(7, "Én, to – tre, fire"), [(7, "Én, to – tre, fire")]);
    }

    #[test]
    fn a_statement_is_no_name() {
        for text in ["Skolene må delta i arbeidet", "The data is shared", "", "–", "123"] {
            assert_eq!(of_plain(text), None, "{text}");
        }
    }
}
