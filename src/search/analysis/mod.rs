//! Text → words as they are indexed: split, lower-cased, stemmed, folded.
//!
//! The same word is met in two shapes. Its *form* is the word as written, lower-cased and folded
//! (`tjenestene`); its *stem* is what it is filed under (`tjenest`). Queries look up forms, and
//! the index knows which stem each form belongs to, so that a browser needs no stemmer.

mod fold;
mod language;
mod suspended;
mod words;

use rustc_hash::FxHashMap;

use words::lower_case;

pub use fold::fold;
pub use language::{Language, part_of};
pub use suspended::SUSPENDED;
pub use words::{BETWEEN_NUMBERS, LONGEST_WORD, each_word, is_number, plain_words};

/// A word of a text after analysis; `entry` names its form and stem in the analyser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    pub entry: usize,
    /// Byte range in the text.
    pub start: usize,
    pub end: usize,
    /// Made by joining this word with one before: `hk-dir` is also `hkdir`.
    pub joined: bool,
}

/// A word form that the analyser has met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub form: String,
    pub stem: String,
    pub is_stop_word: bool,
    /// It is filed under a stop word, which says nothing of a page outside its title.
    pub counts_in_titles_alone: bool,
}

/// Analyses text of one language and remembers each word that it has met.
pub struct Analyser {
    language: &'static Language,
    stemmer: Option<frostem::Stemmer>,
    /// Word as written → its entry. Most words of a text have been met before, and most are short: they cost one look here.
    met_short: FxHashMap<ShortWord, u32>,
    /// Of those that came last, each at its [`place_of`]: a fifth of a site's words are new here, and all of it stays at hand.
    recent: Box<[(ShortWord, u32)]>,
    met: FxHashMap<Box<str>, usize>,
    /// Form and stem → their entry, which several ways of writing share.
    numbers: FxHashMap<(String, String), usize>,
    entries: Vec<Entry>,
}

/// From so many words on, an analyser forgets them all between documents: memory stays bounded.
const REMEMBERED_WORDS: usize = 200_000;
/// A longer run of letters is not remembered: it is unlikely to come again.
const REMEMBERED_BYTES: usize = 128;

impl Analyser {
    /// For the part of the index that `lang` belongs to.
    pub fn new(lang: &str) -> Analyser {
        Analyser::of(Language::of(lang))
    }

    pub fn of(language: &'static Language) -> Analyser {
        let stemmer = language.stemmer.map(frostem::Stemmer::new);
        Analyser {
            language,
            stemmer,
            met_short: FxHashMap::default(),
            recent: vec![(NO_WORD, 0); RECENT].into(),
            met: FxHashMap::default(),
            numbers: FxHashMap::default(),
            entries: Vec::new(),
        }
    }

    /// Gives the words of a text, in order.
    pub fn each_word(&mut self, text: &str, mut give: impl FnMut(&Entry, Word)) {
        each_word(text, |raw| {
            // A joined word stands nowhere.
            let behind = if raw.joined { raw.text.as_bytes() } else { &text.as_bytes()[raw.start..] };
            let entry = self.number(raw.text, behind);
            give(&self.entries[entry], Word { entry, start: raw.start, end: raw.end, joined: raw.joined });
        });
    }

    /// Form and stem of a word that was given.
    pub fn entry(&self, number: usize) -> &Entry {
        &self.entries[number]
    }

    /// Whether so many words are remembered that it is time to forget them.
    pub fn is_full(&self) -> bool {
        self.met_short.len() + self.met.len() > REMEMBERED_WORDS
    }

    /// To be called between documents: numbers given before are void.
    pub fn forget(&mut self) {
        self.met_short.clear();
        self.recent.fill((NO_WORD, 0));
        self.met.clear();
        self.numbers.clear();
        self.entries.clear();
    }

    /// The number of a word with which the bytes `from` begin.
    #[inline]
    fn number(&mut self, written: &str, from: &[u8]) -> usize {
        if let Some(short) = short(written, from) {
            let place = place_of(short);
            if self.recent[place].0 == short {
                return self.recent[place].1 as usize;
            }
            let number = self.short_number(short, written);
            self.recent[place] = (short, number);
            return number as usize;
        }
        self.long_number(written)
    }

    fn short_number(&mut self, short: ShortWord, written: &str) -> u32 {
        if let Some(known) = self.met_short.get(&short) {
            return *known;
        }
        let number = self.analysed(written) as u32;
        self.met_short.insert(short, number);
        number
    }

    fn long_number(&mut self, written: &str) -> usize {
        if let Some(known) = self.met.get(written) {
            return *known;
        }
        let number = self.analysed(written);
        if written.len() <= REMEMBERED_BYTES {
            self.met.insert(written.into(), number);
        }
        number
    }

    fn analysed(&mut self, written: &str) -> usize {
        let word = lower_case(written);
        let form = fold(&word);
        let stem = match &self.stemmer {
            Some(stemmer) => self.mended(fold(&stemmer.stem(&word)), &form),
            None => form.clone(),
        };
        *self.numbers.entry((form, stem)).or_insert_with_key(|(form, stem)| {
            let is_stop_word = self.language.is_stop_word(form);
            let counts_in_titles_alone = self.language.is_stop_word(stem);
            self.entries.push(Entry { form: form.clone(), stem: stem.clone(), is_stop_word, counts_in_titles_alone });
            self.entries.len() - 1
        })
    }

    /// What is filed under a stop word is found in titles only, so no other word may be: `skalering` is no `skal`, and `varer`
    /// are no `var`.
    fn mended(&self, stem: String, form: &str) -> String {
        let mended = (self.language.mend_stem)(stem.clone(), form);
        let is_fit = |stem: &str| !self.language.is_stop_word(stem) || self.language.is_stop_word(form);
        if is_fit(&mended) {
            return mended;
        }
        let longer = form.char_indices().map(|(at, letter)| &form[..at + letter.len_utf8()]).filter(|start| start.len() > stem.len());
        [stem.as_str()].into_iter().chain(longer).find(|stem| is_fit(stem)).unwrap_or(form).to_string()
    }
}

/// The bytes of a word of at most sixteen, in two numbers, which are quickly compared.
type ShortWord = (u64, u64);

/// No word has it: each begins with a byte that is not nought.
const NO_WORD: ShortWord = (0, 0);

/// No two words have the same: none has a byte that is nought. The word is what `from` begins with: where that is
/// long enough, so many bytes are read at once and the rest is cut off.
#[inline]
fn short(word: &str, from: &[u8]) -> Option<ShortWord> {
    const BYTES: usize = size_of::<u128>();
    let length = word.len();
    let whole = match from.first_chunk::<BYTES>() {
        _ if length > BYTES || length == 0 => return None,
        Some(window) => u128::from_le_bytes(*window) & (u128::MAX >> (8 * (BYTES - length))),
        None => {
            let mut bytes = [0; BYTES];
            bytes[..length].copy_from_slice(word.as_bytes());
            u128::from_le_bytes(bytes)
        }
    };
    Some((whole as u64, (whole >> u64::BITS) as u64))
}

/// Places for words that came last: a power of two.
const RECENT: usize = 1 << 10;

fn place_of((low, high): ShortWord) -> usize {
    const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
    let mixed = (low ^ high.rotate_left(29)).wrapping_mul(SPREAD);
    (mixed >> (u64::BITS - RECENT.trailing_zeros())) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stems(lang: &str, text: &str) -> String {
        let mut stems = Vec::new();
        Analyser::new(lang).each_word(text, |entry, _| stems.push(entry.stem.clone()));
        stems.join(" ")
    }

    #[test]
    fn inflections_share_a_stem() {
        for (lang, one, other) in [
            ("nb", "tjeneste", "tjenestene"),
            ("nb", "elev", "elevenes"),
            ("nn", "teneste", "tenestene"),
            ("nb", "register", "registrene"),
            ("nb", "lærer", "lærerens"),
            ("nb", "senteret", "sentre"),
            ("nb", "utseende", "utseendet"),
            ("nb", "kriterium", "kriteriene"),
            ("nb", "betale", "betalingen"),
            ("nb", "registrerer", "registreringer"),
            ("nb", "naviger", "navigere"),
            ("nb", "korriger", "korrigering"),
            ("nb", "bolig", "boliger"),
            ("en", "services", "service"),
            ("en", "pupil", "pupils"),
        ] {
            assert_eq!(stems(lang, one), stems(lang, other), "{lang}: {one}, {other}");
        }
    }

    #[test]
    fn other_words_have_other_stems() {
        for (one, other) in [
            ("måling", "mål"),
            ("melding", "melder"),
            ("skalering", "skal"),
            ("skalerer", "skal"),
            ("naviger", "NAV"),
            ("varer", "var"),
            ("føreren", "for"),
        ] {
            assert_ne!(stems("nb", one), stems("nb", other), "{one}, {other}");
        }
    }

    #[test]
    fn a_word_is_the_same_wherever_it_stands() {
        for word in ["a", "å", "elev", "samtykkeportalen", "samtykkeportalene", "utdanningsregister"] {
            let mut analyser = Analyser::new("nb");
            let mut numbers = Vec::new();
            for text in [word.to_string(), format!("{word} og mye mer som står bak"), format!("og {word}"), format!("{word}.")] {
                analyser.each_word(&text, |entry, met| numbers.extend((entry.form == fold(word)).then_some(met.entry)));
            }
            assert_eq!(numbers.len(), 4, "{word}");
            assert!(numbers.iter().all(|number| *number == numbers[0]), "{word}: {numbers:?}");
        }
    }

    #[test]
    fn letters_typed_otherwise_fold_alike() {
        for (one, other) in [("læring", "laering"), ("løsning", "loesning"), ("målbilde", "maalbilde"), ("målbilde", "malbilde")] {
            assert_eq!(stems("nb", one), stems("nb", other), "{one}, {other}");
        }
    }
}
