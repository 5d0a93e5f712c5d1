//! Whether a title was left in the source's language.

/// Signs that only Norwegian, of the two, has.
const NORWEGIAN_LETTERS: [char; 3] = ['æ', 'ø', 'å'];

/// Words that are common in Norwegian titles and are no English words.
const NORWEGIAN_WORDS: &[&str] = &[
    "av",
    "avtaler",
    "behov",
    "bruk",
    "deling",
    "den",
    "det",
    "eller",
    "en",
    "er",
    "et",
    "felles",
    "fra",
    "hva",
    "hvem",
    "hvordan",
    "hvorfor",
    "i",
    "ikke",
    "ikkje",
    "innspill",
    "kva",
    "korleis",
    "med",
    "mellom",
    "mot",
    "nasjonal",
    "nasjonale",
    "nasjonalt",
    "norsk",
    "norske",
    "nye",
    "ny",
    "og",
    "om",
    "oversikt",
    "samlet",
    "skjer",
    "som",
    "til",
    "uten",
    "ved",
    "vi",
    "vår",
    "elever",
    "skole",
    "skoler",
    "barnehage",
    "tjenester",
];

/// Endings of Norwegian words that English words seldom have.
const NORWEGIAN_ENDINGS: &[&str] = &[
    "else", "elser", "ene", "erne", "het", "heter", "ingen", "inger", "ingene", "isk", "iske", "lig", "lige", "sjon", "sjoner", "skap",
    "skole", "tjeneste", "tur", "turer", "verk", "porter",
];

/// The same title in both languages, although the languages differ and it is words of the source's, not a name or a number.
pub(super) fn is_untranslated(source: &str, title: &str, source_lang: &str, lang: &str) -> bool {
    let fold = |title: &str| title.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let is_norwegian = |lang: &str| matches!(lang.split('-').next(), Some("nb" | "nn" | "no"));
    if fold(source) != fold(title) || source.trim().is_empty() || (is_norwegian(source_lang) && is_norwegian(lang)) {
        return false;
    }
    if is_norwegian(source_lang) { words(source).any(|word| is_norwegian_word(&word)) } else { words(source).count() > 1 }
}

/// Words of letters alone, in lower case; names in capitals (`SAMT-BU`) and what has digits say nothing.
fn words(title: &str) -> impl Iterator<Item = String> + '_ {
    title
        .split(|sign: char| !sign.is_alphanumeric())
        .filter(|word| word.chars().all(char::is_alphabetic) && word.chars().any(char::is_lowercase))
        .map(str::to_lowercase)
}

fn is_norwegian_word(word: &str) -> bool {
    let is_long = word.chars().count() >= 7;
    word.contains(NORWEGIAN_LETTERS)
        || NORWEGIAN_WORDS.contains(&word)
        || (is_long && NORWEGIAN_ENDINGS.iter().any(|ending| word.ends_with(ending)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_left_as_they_were() {
        for (source, title, expected) in [
            ("Nasjonale prøver", "Nasjonale prøver", true),
            ("Overgang barnehage – barneskole", "Overgang barnehage – barneskole", true),
            ("Hva skjer", "hva  skjer", true),
            ("Om Data Spaces", "Om Data Spaces", true),
            ("Hva skjer", "What is happening", false),
            ("Data", "Data", false),
            ("SAMT-BU Pilot 1", "SAMT-BU Pilot 1", false),
            ("Next Generation Internet Commons", "Next Generation Internet Commons", false),
            ("2.1", "2.1", false),
            ("", "", false),
        ] {
            assert_eq!(is_untranslated(source, title, "nb", "en"), expected, "{source}");
        }
        assert!(!is_untranslated("Hva skjer", "Hva skjer", "nb", "nn"));
        assert!(is_untranslated("What is going on", "What is going on", "en", "nb"));
    }
}
