//! What was typed → what is asked for. Anything can be read: what makes no sense as a phrase, an
//! exclusion or a field is taken as words, and a note says so.

use serde::Serialize;

use super::analysis::fold;

/// A query, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Free words in order, phrases' words among them.
    pub words: Vec<String>,
    pub phrases: Vec<String>,
    /// Words and phrases that must not stand on the page.
    pub without: Vec<String>,
    pub filters: Vec<Filter>,
    pub notes: Vec<Note>,
}

/// `status:godkjent`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Filter {
    pub field: FilterField,
    pub value: String,
    pub negated: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FilterField {
    Status,
    Section,
    Type,
    Actor,
    Owner,
    Tag,
    Lang,
    Title,
}

/// Where reading differed from what may have been meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Note {
    /// A quotation mark without its pair; its words are searched for one by one.
    UnclosedQuote,
    /// `field:` is no field; it is searched for as a word.
    UnknownField(String),
    /// The rest of a very long query was left out.
    TooLong,
    /// Only exclusions: nothing to look for.
    OnlyExclusions,
}

/// Longer queries are cut: a page of text is no query.
const LONGEST: usize = 1000;
const MOST_WORDS: usize = 32;

impl FilterField {
    /// The name before the colon, in Norwegian or English.
    pub fn name(self, english: bool) -> &'static str {
        match (self, english) {
            (FilterField::Status, _) => "status",
            (FilterField::Section, false) => "seksjon",
            (FilterField::Section, true) => "section",
            (FilterField::Type, _) => "type",
            (FilterField::Actor, false) => "aktør",
            (FilterField::Actor, true) => "actor",
            (FilterField::Owner, false) => "eier",
            (FilterField::Owner, true) => "owner",
            (FilterField::Tag, false) => "emne",
            (FilterField::Tag, true) => "tag",
            (FilterField::Lang, false) => "språk",
            (FilterField::Lang, true) => "lang",
            (FilterField::Title, false) => "tittel",
            (FilterField::Title, true) => "title",
        }
    }

    /// Names in both languages, as typed before the colon, folded.
    fn named(name: &str) -> Option<FilterField> {
        Some(match name {
            "status" => FilterField::Status,
            "seksjon" | "section" | "i" | "in" => FilterField::Section,
            "type" | "sidetype" => FilterField::Type,
            "aktor" | "actor" => FilterField::Actor,
            "eier" | "eigar" | "owner" => FilterField::Owner,
            "emne" | "tag" | "emneord" => FilterField::Tag,
            "sprak" | "lang" | "language" => FilterField::Lang,
            "tittel" | "title" => FilterField::Title,
            _ => return None,
        })
    }
}

/// Reads a query. Never fails.
pub fn parse(text: &str) -> Query {
    let mut query = Query::default();
    let mut rest = text;
    if let Some((at, _)) = text.char_indices().nth(LONGEST) {
        rest = &text[..at];
        query.notes.push(Note::TooLong);
    }
    while let Some(token) = next_token(&mut rest) {
        if query.words.len() + query.without.len() >= MOST_WORDS {
            query.notes.push(Note::TooLong);
            break;
        }
        query.take(token);
    }
    if query.words.is_empty() && query.filters.is_empty() && !query.without.is_empty() {
        query.notes.push(Note::OnlyExclusions);
    }
    query.notes.dedup();
    query
}

/// `-field:"value"` in pieces; a plain word has an empty field and no quotes.
struct Token<'t> {
    negated: bool,
    field: &'t str,
    value: &'t str,
    quoted: bool,
    unclosed: bool,
}

fn is_quote(letter: char) -> bool {
    matches!(letter, '"' | '«' | '»' | '“' | '”' | '„')
}

fn next_token<'t>(rest: &mut &'t str) -> Option<Token<'t>> {
    let mut text = rest.trim_start();
    if text.is_empty() {
        return None;
    }
    let negated = text.starts_with(['-', '\u{2212}']) && text.chars().nth(1).is_some_and(|next| next.is_alphanumeric() || is_quote(next));
    if negated {
        text = &text[text.chars().next().map_or(0, char::len_utf8)..];
    }
    let name_end = text.find(|letter: char| !letter.is_alphabetic()).unwrap_or(text.len());
    let field = match text[name_end..].strip_prefix(':') {
        Some(after) if name_end > 0 && after.starts_with(|next: char| next.is_alphanumeric() || is_quote(next)) => {
            text = after;
            &rest.trim_start()[usize::from(negated)..][..name_end]
        }
        _ => "",
    };
    let token = match text.chars().next().filter(|first| is_quote(*first)) {
        Some(first) => {
            let inner = &text[first.len_utf8()..];
            let close = inner.find(is_quote);
            let value = &inner[..close.unwrap_or(inner.len())];
            let after = &inner[value.len()..];
            *rest = &after[after.chars().next().map_or(0, char::len_utf8)..];
            Token { negated, field, value, quoted: true, unclosed: close.is_none() }
        }
        None => {
            let end = text.find(|letter: char| letter.is_whitespace() || is_quote(letter)).unwrap_or(text.len());
            *rest = &text[end..];
            Token { negated, field, value: &text[..end], quoted: false, unclosed: false }
        }
    };
    Some(token)
}

impl Query {
    fn take(&mut self, token: Token) {
        let value = token.value.trim().to_string();
        if value.is_empty() {
            return;
        }
        if token.unclosed {
            self.notes.push(Note::UnclosedQuote);
        }
        if !token.field.is_empty() {
            match FilterField::named(&fold(&token.field.to_lowercase())) {
                Some(field) => return self.filters.push(Filter { field, value, negated: token.negated }),
                None => {
                    self.notes.push(Note::UnknownField(token.field.to_string()));
                    self.words.push(token.field.to_string());
                }
            }
        }
        match (token.negated, token.quoted && !token.unclosed) {
            (true, _) => self.without.push(value),
            (false, true) => {
                self.words.push(value.clone());
                self.phrases.push(value);
            }
            (false, false) => self.words.push(value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let query = parse(text);
        let mut out = query.words.join(",");
        out.extend(query.phrases.iter().map(|phrase| format!(" \"{phrase}\"")));
        out.extend(query.without.iter().map(|word| format!(" -{word}")));
        out.extend(
            query.filters.iter().map(|filter| format!(" {}{:?}={}", if filter.negated { "-" } else { "" }, filter.field, filter.value)),
        );
        out.extend(query.notes.iter().map(|note| format!(" !{note:?}")));
        out
    }

    #[test]
    fn reads() {
        for (text, expected) in [
            ("samtykke portal", "samtykke,portal"),
            ("\"tidlig innsats\" skole", "tidlig innsats,skole \"tidlig innsats\""),
            ("«tidlig innsats»", "tidlig innsats \"tidlig innsats\""),
            ("register -utkast", "register -utkast"),
            ("register -\"tidlig utkast\"", "register -tidlig utkast"),
            ("status:godkjent aktør:udir", " Status=godkjent Actor=udir"),
            ("-status:\"til qa\" x", "x -Status=til qa"),
            ("http://example", "http://example"),
            ("farge:rød", "farge,rød !UnknownField(\"farge\")"),
            ("\"tidlig innsats", "tidlig innsats !UnclosedQuote"),
            ("-bare", " -bare !OnlyExclusions"),
            ("HK-dir - -- -", "HK-dir,-,--,-"),
            ("\"\"", ""),
            (":::", ":::"),
            ("", ""),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn long_queries_are_cut() {
        assert!(parse(&"ord ".repeat(400)).notes.contains(&Note::TooLong));
        assert!(parse(&"å".repeat(5000)).words[0].chars().count() <= LONGEST);
    }
}
