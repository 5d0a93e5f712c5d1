//! The forms that new pages of Loft's own types begin with, in bokmål, nynorsk and English. A site's own archetype for the
//! type takes their place.

macro_rules! forms {
    ($($kind:literal: $($lang:literal)+;)+) => {
        &[$($(($kind, $lang, include_str!(concat!("archetypes/", $kind, ".", $lang, ".md"))),)+)+]
    };
}

const FORMS: &[(&str, &str, &str)] = forms! {
    "beslutning": "nb" "nn" "en";
    "case": "nb" "nn" "en";
    "erfaring": "nb" "nn" "en";
    "pilot": "nb" "nn" "en";
    "rammeverk": "nb" "nn" "en";
};

/// The form for a type in a language; in English for languages without one.
pub(super) fn form(kind: &str, lang: &str) -> Option<&'static str> {
    let of = |lang: &str| FORMS.iter().find(|(own, form_lang, _)| *own == kind && *form_lang == lang).map(|(_, _, text)| *text);
    of(if lang == "no" { "nb" } else { lang }).or_else(|| of("en"))
}
