//! A status in the words of the file that it is written into.

use crate::config::StatusVocabulary;
use crate::config::vocabulary::StatusDef;

/// The new status as the old one is written: as id, symbol, label, or symbol and label, in the label's language.
pub(super) fn in_words(vocabulary: &StatusVocabulary, old: &str, new: &StatusDef, lang: &str) -> String {
    let before = vocabulary.find(old);
    let rest = vocabulary.statuses.iter().find_map(|def| old.trim().strip_prefix(def.symbol.as_str()));
    let word = rest.unwrap_or(old).trim();
    let same = |label: &str| label.eq_ignore_ascii_case(word) || label.to_lowercase() == word.to_lowercase();
    let label_lang = before.and_then(|def| {
        let own = Some(lang).filter(|lang| same(def.label(lang)));
        own.or_else(|| def.labels.iter().find(|(_, label)| same(label)).map(|(lang, _)| lang.as_str()))
    });
    let label = match (label_lang, before) {
        (None, Some(def)) if def.id == word => new.id.clone(),
        (written_in, _) => new.label(written_in.unwrap_or(lang)).to_string(),
    };
    match rest {
        Some(_) if word.is_empty() => new.symbol.clone(),
        Some(_) => format!("{} {label}", new.symbol),
        None => label,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_new_status_is_written_as_the_old_one() {
        let vocabulary = StatusVocabulary::standard();
        let new = vocabulary.find("godkjent").unwrap();
        let cases = [
            ("Ny", "nb", "Godkjent"),
            ("New", "en", "Approved"),
            ("Ny", "en", "Godkjent"),
            ("◍", "nb", "⏺"),
            ("◍ Ny", "nb", "⏺ Godkjent"),
            ("◐ In progress", "en", "⏺ Approved"),
            ("til-qa", "nb", "godkjent"),
            ("Detaljering gjenstår", "nb", "Godkjent"),
            ("noe ukjent", "en", "Approved"),
        ];
        for (old, lang, written) in cases {
            assert_eq!(in_words(&vocabulary, old, new, lang), written, "{old}");
        }
    }
}
