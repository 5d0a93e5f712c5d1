//! The words that carry meaning in content: statuses, and the headings, groups and roles of actors.
//! Defaults are the content model's; a site may have its own.

use serde::Serialize;

/// The statuses of the site, in order of progress.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct StatusVocabulary {
    pub statuses: Vec<StatusDef>,
}

/// One status: identity, sign, label per language, and other words that mean it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct StatusDef {
    pub id: String,
    pub symbol: String,
    /// Language key → label. A language not listed uses `nb` for `nn`, else `en`, else the id.
    pub labels: std::collections::BTreeMap<String, String>,
    pub aliases: Vec<String>,
}

impl StatusVocabulary {
    /// The content model's six statuses.
    pub fn standard() -> StatusVocabulary {
        let status = |id: &str, symbol: &str, nb: &str, en: &str, aliases: &[&str]| StatusDef {
            id: id.to_string(),
            symbol: symbol.to_string(),
            labels: [("nb", nb), ("nn", nb), ("en", en)].map(|(lang, label)| (lang.to_string(), label.to_string())).into(),
            aliases: aliases.iter().map(|alias| alias.to_string()).collect(),
        };
        StatusVocabulary {
            statuses: vec![
                status("ny", "◍", "Ny", "New", &["Detaljering gjenstår", "Ikke påbegynt", "Not started"]),
                status("tidlig-utkast", "◔", "Tidlig utkast", "Early draft", &["Første utkast"]),
                status("pagar", "◐", "Pågår", "In progress", &["I arbeid"]),
                status("til-qa", "◕", "Til QA", "For QA", &[]),
                status("godkjent", "⏺", "Godkjent", "Approved", &[]),
                status("avbrutt", "⨂", "Avbrutt", "Cancelled", &[]),
            ],
        }
    }

    /// Reads a status as a writer put it: id, symbol, a label in any language, an alias, or
    /// symbol and label together. Case and surrounding space do not count.
    pub fn find(&self, raw: &str) -> Option<&StatusDef> {
        let text = fold(raw);
        let bare = self
            .statuses
            .iter()
            .map(|def| def.symbol.as_str())
            .find_map(|symbol| raw.trim().strip_prefix(symbol))
            .map(fold)
            .unwrap_or_default();
        self.statuses
            .iter()
            .find(|def| def.spellings().any(|spelling| fold(spelling) == text))
            .or_else(|| self.statuses.iter().find(|def| !bare.is_empty() && def.spellings().any(|spelling| fold(spelling) == bare)))
    }

    /// The nearest label to an unknown value, for "did you mean".
    pub fn nearest(&self, raw: &str, lang: &str) -> Option<&str> {
        let text = fold(raw);
        self.statuses.iter().map(|def| def.label(lang)).min_by_key(|label| crate::text::edit_distance(&fold(label), &text))
    }
}

impl StatusDef {
    pub fn label(&self, lang: &str) -> &str {
        let fallback = if lang == "nn" { "nb" } else { "en" };
        self.labels.get(lang).or_else(|| self.labels.get(fallback)).map_or(&self.id, String::as_str)
    }

    fn spellings(&self) -> impl Iterator<Item = &str> {
        [self.id.as_str(), self.symbol.as_str()]
            .into_iter()
            .chain(self.labels.values().map(String::as_str))
            .chain(self.aliases.iter().map(String::as_str))
    }
}

fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Which headings open an actor section, which words name a group, and which role each group has.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct ActorVocabulary {
    /// Headings that open a list of actors ("Aktører", "Actors", …), without numbering, any case.
    pub headings: Vec<String>,
    /// Group labels in order of precedence: words at the start of the label → role id.
    pub groups: Vec<(String, String)>,
    /// Headings under which those who submitted a case are named.
    pub submitters: Vec<String>,
    /// Role id → labels per language, in the order views show them.
    pub roles: Vec<RoleDef>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct RoleDef {
    pub id: String,
    pub labels: std::collections::BTreeMap<String, String>,
}
