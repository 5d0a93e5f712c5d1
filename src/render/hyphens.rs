//! Soft hyphens in headings: long words break where a hyphen may stand, also in browsers that know no hyphenation of
//! Norwegian. Only long words get them, since whoever copies the heading gets them too.

use hypher::Lang;

/// Words shorter than this fit on the narrowest screen at the largest size.
const LONG: usize = 16;
/// Letters that stay together at both ends of a word.
const EDGE: usize = 4;
const SOFT_HYPHEN: char = '\u{ad}';

/// `Utdanningsdirektoratet` → `Utdan-nings-direk-toratet`, with soft hyphens. Other languages than ours are left as they are.
pub(super) fn softened(text: &str, lang: &str) -> String {
    let lang = match lang.split('-').next().unwrap_or_default() {
        "nb" | "nn" | "no" => Lang::Norwegian,
        "en" => Lang::English,
        _ => return text.to_string(),
    };
    let is_letter = |c: char| c.is_alphabetic();
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text;
    while let Some(start) = rest.find(is_letter) {
        let end = rest[start..].find(|c| !is_letter(c)).map_or(rest.len(), |length| start + length);
        out.push_str(&rest[..start]);
        push_word(&mut out, &rest[start..end], lang);
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

fn push_word(out: &mut String, word: &str, lang: Lang) {
    let letters = word.chars().count();
    if letters < LONG {
        return out.push_str(word);
    }
    let mut before = 0;
    for syllable in hypher::hyphenate(word, lang) {
        if before >= EDGE && letters - before >= EDGE {
            out.push(SOFT_HYPHEN);
        }
        out.push_str(syllable);
        before += syllable.chars().count();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_may_break() {
        for (text, lang, expected) in [
            ("Utdanningsdirektoratet", "nb", "Utdan|nings|di|rek|to|ratet"),
            ("Skole", "nb", "Skole"),
            ("Digitaliseringsdirektoratet (Digdir) & co", "nn-NO", "Digi|ta|li|se|rings|di|rek|to|ratet (Digdir) & co"),
            ("Responsibilities of internationalization", "en-GB", "Respon|si|bil|i|ties of inter|na|tion|al|iza|tion"),
            ("Utdanningsdirektoratet", "de", "Utdanningsdirektoratet"),
            ("ÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅ 𝒳", "nb", "ÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅÅ 𝒳"),
            ("", "nb", ""),
        ] {
            assert_eq!(softened(text, lang), expected.replace('|', "\u{ad}"), "{text}");
        }
    }

    #[test]
    fn nothing_but_soft_hyphens_comes_to_it() {
        for text in
            ["Samtykkebasert lånesøknadsbehandling", "a\u{ad}bcdefghijklmnopqrstuvw", "İİİİİİİİİİİİİİİİİİİİİİ", "ǆǆǆǆǆǆǆǆǆǆǆǆǆǆǆǆǆǆ"]
        {
            let plain = |text: &str| text.replace(SOFT_HYPHEN, "");
            assert_eq!(plain(&softened(text, "nb")), plain(text));
        }
    }
}
