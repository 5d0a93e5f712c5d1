//! The little of Norwegian and English grammar that reading names takes: words that join names,
//! words that tie a phrase to the name before it, and words with which a clause begins.

/// Joins equals: "KS og KS Digital".
pub const CONJUNCTIONS: &[&str] = &["og", "samt", "eller", "and", "or", "&"];

/// Ties what follows to the word before: "Ansatte i grunnskolen". Conjunctions after one belong to its phrase.
pub const PREPOSITIONS: &[&str] = &[
    "i", "av", "for", "til", "ved", "på", "med", "uten", "utan", "fra", "frå", "under", "over", "om", "mot", "mellom", "hos", "innen",
    "innan", "rundt", "etter", "in", "of", "at", "with", "without", "from", "within", "on", "between", "to", "by", "who", "as",
];

/// May stand before a name without being part of it: "de foresatte".
pub const DETERMINERS: &[&str] = &["de", "dei", "den", "det", "andre", "the", "other", "alle", "all"];

/// Begins a relative clause or a comparison: what follows describes the name.
const CLAUSES: &[&str] = &[
    "som",
    "who",
    "whose",
    "that",
    "which",
    "whom",
    "inkludert",
    "including",
    "blant",
    "f.eks",
    "f.eks.",
    "e.g.",
    "herunder",
    "hvor",
    "der",
    "where",
    "m.fl.",
    "m.fl",
    "mfl.",
    "osv.",
    "osv",
    "etc.",
    "o.l.",
];

/// Whether a word begins a clause, or stands for others.
pub fn is_clause(word: &str) -> bool {
    is_one_of(word, CLAUSES)
}

/// English participles that begin a clause whatever follows them.
const PARTICIPLES: &[&str] =
    &["facing", "completing", "receiving", "lacking", "needing", "seeking", "attending", "using", "undergoing", "aged"];

/// Finite verbs that tell a sentence from a name. Only common, unambiguous ones.
const VERBS: &[&str] = &[
    "er", "var", "ble", "blei", "blir", "vart", "har", "hadde", "må", "skal", "kan", "vil", "bør", "mener", "meiner", "får", "is", "are",
    "was", "were", "has", "have", "had", "must", "should", "will", "can", "may",
];

/// Case-folded words with their byte ranges in the text.
pub fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_whitespace().map(move |word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
}

/// Whether a word, in any case and without the signs around it, is in a list of words in lower case.
pub fn is_one_of(word: &str, list: &[&str]) -> bool {
    let word = word.trim_matches(|sign| matches!(sign, ',' | ';' | '(' | ')'));
    if word.is_ascii() {
        return list.iter().any(|other| other.eq_ignore_ascii_case(word));
    }
    let folded = word.to_lowercase();
    list.contains(&folded.as_str())
}

/// Cuts a label before the clause that describes the name: "Ungdom som går fra …" → "Ungdom",
/// "Young people transitioning from …" → "Young people". The first word is never a clause.
pub fn before_clause(label: &str) -> &str {
    let mut found = words(label).skip(1).peekable();
    while let Some((at, word)) = found.next() {
        let next = found.peek().map_or("", |(_, next)| next);
        let compares = is_one_of(word, &["such"]) && is_one_of(next, &["as"]);
        if compares
            || is_one_of(word, CLAUSES)
            || is_one_of(word, PARTICIPLES)
            || word.starts_with("v/")
            || is_participle_before(word, next)
        {
            return label[..at].trim_end().trim_end_matches(',');
        }
    }
    label
}

/// "working with", "transitioning from"; but not "sharing services", "og oppfølging i".
fn is_participle_before(word: &str, next: &str) -> bool {
    let english = ["with", "from", "to", "towards", "between", "through"];
    word.len() > 5 && word.ends_with("ing") && is_one_of(next, &english)
}

/// Names alone, each with a capital: "Udir, KS og Digdir". One name is no run.
pub fn is_run_of_names(text: &str) -> bool {
    is_run(text, |name| name.starts_with(char::is_uppercase) && name.split_whitespace().count() <= LONGEST_IN_RUN)
}

/// Single words: "elever, foresatte og studenter".
pub fn is_run_of_words(text: &str) -> bool {
    is_run(text, |word| !word.contains(char::is_whitespace))
}

/// A name in a run is no longer, in words.
const LONGEST_IN_RUN: usize = 6;

fn is_run(text: &str, is_part: impl Fn(&str) -> bool) -> bool {
    let text = text.trim().trim_end_matches('.');
    if text.contains(['\n', ':', '–', '—']) || text.contains(". ") {
        return false;
    }
    let outside = crate::text::without_parentheses(text);
    let joined = words(&outside).map(|(_, word)| if is_one_of(word, CONJUNCTIONS) { "," } else { word }).collect::<Vec<_>>().join(" ");
    let parts: Vec<&str> = joined.split([',', '/']).map(str::trim).filter(|part| !part.is_empty()).collect();
    parts.len() >= 2 && parts.into_iter().all(is_part) && !has_finite_verb(text) && before_clause(text).len() == text.len()
}

/// Whether a phrase holds a preposition after its first word.
pub fn has_preposition(phrase: &str) -> bool {
    words(phrase).skip(1).any(|(_, word)| is_one_of(word, PREPOSITIONS))
}

/// Whether a word waits for what it joins or ties.
pub fn joins(word: &str) -> bool {
    [CONJUNCTIONS, PREPOSITIONS, DETERMINERS].iter().any(|list| is_one_of(word, list))
}

/// Whether a text begins anew and tells something: a capital, and further on a verb, a full stop or a common noun. The rest of a name
/// has neither: "Authorities", "Family Affairs", "og ungdom".
pub fn begins_statement(text: &str) -> bool {
    let tells = |word: &str| word.starts_with(char::is_lowercase) && word.chars().count() > 3 && !joins(word);
    text.starts_with(char::is_uppercase) && (text.ends_with('.') || has_finite_verb(text) || words(text).any(|(_, word)| tells(word)))
}

/// What is said of a target group before it is named, and whether only people can follow.
const AIMS: &[(&str, bool)] = &[
    ("retter seg mot ", true),
    ("rettar seg mot ", true),
    ("er rettet mot ", true),
    ("er retta mot ", true),
    ("is aimed at ", true),
    ("are aimed at ", true),
    ("is intended for ", true),
    ("are intended for ", true),
    ("ålgruppen er ", false),
    ("ålgruppa er ", false),
    ("ålgruppene er ", false),
    ("target group is ", false),
    ("target groups are ", false),
    ("target audience is ", false),
];

/// Whom a sentence about a target group names, and whether they are surely people: "Tiltaket retter seg mot elever og foresatte",
/// "Målgruppen er elever", but also "Målgruppen er bred".
pub fn aim(sentence: &str) -> Option<(&str, bool)> {
    let (whom, sure) = AIMS.iter().find_map(|(phrase, sure)| Some((sentence.split_once(phrase)?.1, *sure)))?;
    (!has_finite_verb(whom)).then_some((whom, sure || is_run(whom, is_plural)))
}

/// A single word in the plural, as far as its ending tells.
fn is_plural(word: &str) -> bool {
    !word.contains(char::is_whitespace) && ["er", "ar", "ere", "ane", "ene", "s"].iter().any(|ending| word.ends_with(ending))
}

/// One name that can be nothing else: an abbreviation, or a body by its ending.
pub fn is_plain_name(text: &str) -> bool {
    let name = text.trim().trim_end_matches('.');
    let endings = ["departementet", "direktoratet", "tilsynet", "etaten"];
    let is_abbreviation = name.chars().filter(|sign| sign.is_uppercase()).count() >= 2;
    !name.is_empty() && !name.contains(char::is_whitespace) && (is_abbreviation || endings.iter().any(|ending| name.ends_with(ending)))
}

/// Whether a text says something rather than names someone.
pub fn has_finite_verb(text: &str) -> bool {
    first_finite_verb(text).is_some()
}

pub fn begins_with_finite_verb(text: &str) -> bool {
    text.starts_with(|sign: char| !sign.is_whitespace()) && words(text).next().is_some_and(|(_, word)| is_one_of(word, VERBS))
}

/// Where the first finite verb stands, in bytes.
pub fn first_finite_verb(text: &str) -> Option<usize> {
    words(text).find(|(_, word)| is_one_of(word, VERBS)).map(|(at, _)| at)
}

/// Sentences with their byte offsets. A full stop ends one when a capital follows, outside parentheses, and
/// the word before is no abbreviation or number.
pub fn sentences(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut depth = 0usize;
    for (at, sign) in text.char_indices() {
        match sign {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            '\n' => {
                push_sentence(text, start, at, &mut found);
                (start, depth) = (at + 1, 0);
            }
            '.' | '!' | '?' if depth == 0 && ends_sentence(text, at) => {
                push_sentence(text, start, at, &mut found);
                start = at + 1;
            }
            _ => {}
        }
    }
    push_sentence(text, start, text.len(), &mut found);
    found
}

fn push_sentence<'a>(text: &'a str, start: usize, end: usize, found: &mut Vec<(usize, &'a str)>) {
    let raw = &text[start..end];
    let trimmed = raw.trim();
    if !trimmed.is_empty() {
        found.push((start + (raw.len() - raw.trim_start().len()), trimmed));
    }
}

fn ends_sentence(text: &str, at: usize) -> bool {
    let mut after = text[at + 1..].chars();
    let spaced = after.next().is_none_or(char::is_whitespace);
    let capital = after.find(|next| !next.is_whitespace()).is_none_or(|next| next.is_uppercase() || next == '(');
    spaced && capital && !is_abbreviation(&text[..at])
}

/// "bl.a", "m.fl", "nr", "Fnr", "3": what a full stop may follow inside a sentence.
fn is_abbreviation(before: &str) -> bool {
    let word = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or("");
    let known = ["nr", "ca", "jf", "dvs", "osv", "evt", "etc", "kap", "art"];
    (word.contains('.') && word.chars().count() <= 6)
        || known.contains(&word.to_lowercase().as_str())
        || word.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stops_before_its_clause() {
        for (label, name) in [
            ("Ungdom som går fra ungdomsskole", "Ungdom"),
            ("Støttetjenester som PPT og OT", "Støttetjenester"),
            ("Young people transitioning from school", "Young people"),
            ("Staff in services working with the follow-up", "Staff in services"),
            ("Pupils in school facing choices", "Pupils in school"),
            ("Vendors of data sharing services", "Vendors of data sharing services"),
            ("Ansatte i tjenester for oppfølging til skolen", "Ansatte i tjenester for oppfølging til skolen"),
            ("Andre pårørende, f.eks fosterforeldre", "Andre pårørende"),
            ("Support services such as the Follow-up Service", "Support services"),
            ("Bergen kommune v/Kari Nordmann", "Bergen kommune"),
        ] {
            assert_eq!(before_clause(label), name);
        }
    }

    #[test]
    fn sentences_end_at_full_stops_only() {
        let text = "Leverandører av X (FS m.fl. Y). KS – eier bl.a. Fiks. Sikt – har nr. 3 her. Til sist";
        let found: Vec<&str> = sentences(text).into_iter().map(|(_, sentence)| sentence).collect();
        assert_eq!(found, ["Leverandører av X (FS m.fl. Y)", "KS – eier bl.a. Fiks", "Sikt – har nr. 3 her", "Til sist"]);
    }

    #[test]
    fn sentences_know_where_they_stand() {
        for (at, sentence) in sentences("Æ. Ø!\n  Å") {
            assert!("Æ. Ø!\n  Å"[at..].starts_with(sentence));
        }
    }
}
