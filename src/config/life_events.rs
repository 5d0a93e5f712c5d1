//! Life events: moments at which people meet several public services at once. The seven that Norwegian public services
//! work with come with labels; others are shown as they are written.

const EVENTS: [(&str, &str, &str, &str); 7] = [
    ("faa-barn", "Få barn", "Få barn", "Having a child"),
    ("alvorlig-sykt-barn", "Alvorlig sykt barn", "Alvorleg sjukt barn", "A seriously ill child"),
    ("miste-og-finne-jobb", "Miste og finne jobb", "Miste og finne jobb", "Losing and finding a job"),
    ("ny-i-norge", "Ny i Norge", "Ny i Noreg", "New in Norway"),
    ("dodsfall-og-arv", "Dødsfall og arv", "Dødsfall og arv", "Death and inheritance"),
    ("starte-og-drive-bedrift", "Starte og drive en bedrift", "Starte og drive ei bedrift", "Starting and running a business"),
    (
        "starte-og-drive-frivillig-organisasjon",
        "Starte og drive en frivillig organisasjon",
        "Starte og drive ein frivillig organisasjon",
        "Starting and running a voluntary organisation",
    ),
];

/// What a life event is called in a language.
pub fn label(id: &str, lang: &str) -> String {
    let folded = id.trim().to_lowercase();
    let is = |known: &str| folded == known || known.strip_prefix("starte-og-drive-") == Some(folded.as_str());
    match EVENTS.iter().find(|(known, nb, nn, en)| is(known) || [nb, nn, en].iter().any(|label| label.to_lowercase() == folded)) {
        Some((_, nb, nn, en)) => match lang {
            "nb" | "no" => nb,
            "nn" => nn,
            _ => en,
        }
        .to_string(),
        None => super::types::from_id(id.trim()),
    }
}

#[cfg(test)]
mod tests {
    use super::label;

    #[test]
    fn known_and_other_life_events() {
        for (id, lang, expected) in [
            ("faa-barn", "nb", "Få barn"),
            ("frivillig-organisasjon", "en", "Starting and running a voluntary organisation"),
            ("Få barn", "en", "Having a child"),
            ("ny-i-norge", "nn", "Ny i Noreg"),
            ("begynne-paa-skole", "nb", "Begynne paa skole"),
        ] {
            assert_eq!(label(id, lang), expected);
        }
    }
}
