//! Titles of pages that have no file: sections without `_index`, taxonomies and terms.

use crate::config::Config;
use crate::text::capitalised;

/// Hugo's title of a section without `_index`: the folder's name, capitalised and in the (English) plural, unless the site says otherwise.
pub fn of_section(folder: &str, config: &Config) -> String {
    let name = if config.pluralize_list_titles { plural(folder) } else { folder.to_string() };
    of_list(&name, config)
}

/// Hugo's title of a taxonomy or a term without a file.
pub fn of_list(name: &str, config: &Config) -> String {
    match config.title_case_style.as_str() {
        _ if !config.capitalize_list_titles => name.to_string(),
        "none" => name.to_string(),
        "firstupper" => capitalised(name),
        "go" => upper_each(name),
        _ => title_case(name),
    }
}

/// Each letter after a sign that is none, as Go's `strings.Title`.
fn upper_each(text: &str) -> String {
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || (!c.is_ascii() && !c.is_whitespace());
    let mut before = ' ';
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_word(std::mem::replace(&mut before, c)) {
            out.push(c);
        } else {
            out.extend(c.to_uppercase());
        }
    }
    out
}

/// Words that stay small between others.
const SMALL: [&str; 22] = [
    "a", "an", "and", "as", "at", "but", "by", "en", "for", "if", "in", "nor", "of", "on", "or", "per", "the", "to", "vs", "via", "v",
    "vs.",
];

/// Each word with a capital, but for small ones between others, as the AP's style has it, Hugo's default. What follows the first
/// letter stays. Source: prose's `transform/title.go`.
fn title_case(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(char::is_alphanumeric) {
        out.push_str(&rest[..start]);
        let word = &rest[start..];
        let length = word.find(|c: char| c.is_whitespace() || c == '-' || c == '/').unwrap_or(word.len());
        let (word, after) = word.split_at(length);
        let is_between = !out.is_empty() && !after.is_empty() && out.ends_with([' ', '-', '/']);
        let is_compound = out.ends_with(": ") || out.ends_with("--") || (after.starts_with('-') && !out.ends_with('-'));
        let lower = word.to_lowercase();
        if is_between && !is_compound && SMALL.contains(&lower.as_str()) {
            out.push_str(&lower);
        } else {
            out.push_str(&capitalised(word));
        }
        rest = after;
    }
    out + rest
}

/// English plural of the last word; the common rules of the inflection library that Hugo uses.
fn plural(text: &str) -> String {
    let lower = text.to_lowercase();
    let last = lower.rsplit([' ', '-']).next().unwrap_or(&lower);
    let irregular = [
        ("person", "people"),
        ("child", "children"),
        ("man", "men"),
        ("woman", "women"),
        ("foot", "feet"),
        ("tooth", "teeth"),
        ("mouse", "mice"),
        ("quiz", "quizzes"),
        ("datum", "data"),
        ("medium", "media"),
    ];
    let unchanged = [
        "news",
        "data",
        "series",
        "species",
        "fish",
        "sheep",
        "information",
        "equipment",
        "money",
        "people",
        "children",
        "men",
        "women",
        "media",
    ];
    if let Some((_, plural)) = irregular.iter().find(|(singular, _)| *singular == last) {
        return format!("{}{plural}", &text[..text.len() - last.len()]);
    }
    if unchanged.contains(&last) {
        return text.to_string();
    }
    if let Some((_, stem)) = [("index", 2), ("appendix", 2), ("matrix", 2), ("vertex", 2)].iter().find(|(singular, _)| *singular == last) {
        return format!("{}ices", &text[..text.len() - stem]);
    }
    let vowel_before_last = last.chars().rev().nth(1).is_some_and(|c| "aeiou".contains(c));
    if last.ends_with("ss")
        || last.ends_with("sh")
        || last.ends_with("ch")
        || last.ends_with('x')
        || last.ends_with('z')
        || last.ends_with("us")
        || last == "o"
    {
        format!("{text}es")
    } else if last.ends_with('s') {
        text.to_string()
    } else if last.ends_with('y') && !vowel_before_last && last.len() > 1 {
        format!("{}ies", &text[..text.len() - 1])
    } else {
        format!("{text}s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What Hugo 0.168 calls terms that no file describes.
    #[test]
    fn terms_get_hugos_titles() {
        for (term, title) in [
            ("state of the art", "State of the Art"),
            ("an iPhone and a Mac", "An IPhone and a Mac"),
            ("how to", "How To"),
            ("CI/CD", "CI/CD"),
            ("#hash", "#Hash"),
            ("(paren)", "(Paren)"),
            ("don't stop", "Don't Stop"),
            ("e-post og web-sider", "E-Post Og Web-Sider"),
            ("foo.bar", "Foo.bar"),
            ("", ""),
        ] {
            assert_eq!(title_case(term), title);
        }
    }

    /// By `titleCaseStyle`.
    #[test]
    fn other_styles_are_hugos() {
        for (term, go, first) in [
            ("state of the art", "State Of The Art", "State of the art"),
            ("it's on", "It'S On", "It's on"),
            ("dont_stop now", "Dont_stop Now", "Dont_stop now"),
            ("e-post og web", "E-Post Og Web", "E-post og web"),
            ("«sitat» x", "«sitat» X", "«sitat» x"),
            ("æ ø", "Æ Ø", "Æ ø"),
        ] {
            assert_eq!((upper_each(term).as_str(), capitalised(term).as_str()), (go, first));
        }
    }

    /// What Hugo 0.168 calls sections that have no `_index`.
    #[test]
    fn sections_without_index_get_hugos_titles() {
        for (folder, title) in [
            ("w", "Ws"),
            ("Æøå", "Æøås"),
            ("behov", "Behovs"),
            ("bus", "Buses"),
            ("case-studier", "Case-Studiers"),
            ("min mappe", "Min Mappes"),
            ("news", "News"),
            ("person", "People"),
            ("o", "Oes"),
            ("uten-index", "Uten-Indices"),
        ] {
            assert_eq!(title_case(&plural(folder)), title);
        }
    }
}
