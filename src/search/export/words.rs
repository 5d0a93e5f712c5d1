//! The shards that hold words: forms with their lists, and the spelling lists.

use std::borrow::Cow;

use rayon::prelude::*;

use super::bytes::{browser_order, list, number, word};
use super::collect::Collected;
use crate::search::expand::SHORTEST_BEGINNING;
use crate::search::lexicon::{Form, Lexicon, Stem, ends};
use crate::search::rank::Tuning;
use crate::search::ranking::{List, beginning};

/// A shard's size before it is compressed.
const SHARD: usize = 7 << 10;
const SPELLING_SHARD: usize = 4 << 10;
/// Where more forms than this begin alike, or their lists have more bytes, their pages are kept as one list: a browser need
/// not read them all.
const MANY_FORMS: usize = 64;
const MANY_BYTES: usize = 32 << 10;

/// A shard, and the first key that may be in it.
pub struct Shard {
    pub from: String,
    pub bytes: Vec<u8>,
}

/// What a browser looks up.
struct Entry<'l> {
    text: &'l str,
    stems: Vec<Stem>,
    is_part: bool,
    /// The list of all words that begin so, where they are many.
    beginning: Option<Vec<u8>>,
}

/// Every form and every busy beginning, in the browser's order, in shards.
pub fn word_shards<R: Sync>(collected: &Collected<R>, tuning: &Tuning) -> Vec<Shard> {
    let stems: Vec<Stem> = (0..collected.lexicon.stem_count() as Stem).collect();
    let lists: Vec<List> = stems.par_iter().map(|stem| collected.list(*stem, tuning)).collect();
    let encoded: Vec<Vec<u8>> = lists.par_iter().map(list).collect();
    let entries = entries(&collected.lexicon, &lists, &encoded, tuning);
    let mut shards = Vec::new();
    let mut open = OpenShard::default();
    for entry in &entries {
        if open.size() >= SHARD {
            shards.push(std::mem::take(&mut open).close());
        }
        open.push(entry, &encoded);
    }
    shards.push(open.close());
    shards
}

fn entries<'l>(lexicon: &'l Lexicon, lists: &[List], encoded: &[Vec<u8>], tuning: &Tuning) -> Vec<Entry<'l>> {
    let mut forms: Vec<&Form> = lexicon.forms().iter().collect();
    forms.sort_by(|one, other| browser_order(&one.text, &other.text));
    let mut entries: Vec<Entry> = Vec::new();
    for form in &forms {
        match entries.last_mut().filter(|last| *last.text == *form.text) {
            Some(last) => last.stems.push(form.stem),
            None => entries.push(Entry { text: &form.text, stems: vec![form.stem], is_part: lexicon.is_part(&form.text), beginning: None }),
        }
    }
    let bytes = |entry: &Entry| entry.stems.iter().map(|stem| encoded[*stem as usize].len()).sum();
    let texts: Vec<(&str, usize)> = entries.iter().map(|entry| (entry.text, bytes(entry))).collect();
    let mut busy = Vec::new();
    busy_beginnings(&texts, SHORTEST_BEGINNING, &mut busy);
    let borrowed = |stem: Stem| Cow::Borrowed(&lists[stem as usize]);
    let begun: Vec<Vec<u8>> = busy.par_iter().map(|prefix| list(&beginning(prefix, lexicon, tuning, borrowed))).collect();
    for (prefix, list) in busy.into_iter().zip(begun) {
        entries.push(Entry { text: prefix, stems: Vec::new(), is_part: false, beginning: Some(list) });
    }
    entries.sort_by(|one, other| browser_order(one.text, other.text));
    // A beginning that is a form as well stands after it: the sort is stable.
    entries.dedup_by(|later, earlier| {
        let same = later.text == earlier.text;
        if same {
            earlier.beginning = later.beginning.take();
        }
        same
    });
    entries
}

/// The beginnings of `letters` letters or more that too many of these sorted texts have, each given with the bytes of its lists.
fn busy_beginnings<'t>(texts: &[(&'t str, usize)], letters: usize, out: &mut Vec<&'t str>) {
    let begins = |text: &'t str| text.char_indices().nth(letters).map_or(text, |(at, _)| &text[..at]);
    let long_enough = |text: &str| text.chars().count() >= letters;
    for group in texts.chunk_by(|one, other| begins(one.0) == begins(other.0)) {
        let bytes: usize = group.iter().map(|(_, bytes)| bytes).sum();
        let is_busy = group.len() > MANY_FORMS || (group.len() > 1 && bytes > MANY_BYTES);
        if is_busy && long_enough(group[0].0) {
            out.push(begins(group[0].0));
            busy_beginnings(group, letters + 1, out);
        }
    }
}

#[derive(Default)]
struct OpenShard {
    from: String,
    before: String,
    keys: Vec<u8>,
    key_count: u32,
    /// The stems whose lists are in the shard, by their place there.
    stems: std::collections::BTreeMap<Stem, u32>,
    lists: Vec<u8>,
    list_count: u32,
}

impl OpenShard {
    fn size(&self) -> usize {
        self.keys.len() + self.lists.len()
    }

    fn push(&mut self, entry: &Entry, encoded: &[Vec<u8>]) {
        if self.key_count == 0 {
            self.from = entry.text.to_string();
        }
        word(&mut self.keys, &self.before, entry.text);
        self.before = entry.text.to_string();
        self.key_count += 1;
        let flags = u32::from(entry.is_part) | u32::from(entry.beginning.is_some()) << 1;
        number(&mut self.keys, (entry.stems.len() as u32) << 2 | flags);
        for stem in &entry.stems {
            // 0 announces a new list; else how far back the list is.
            match self.stems.get(stem) {
                Some(place) => number(&mut self.keys, self.list_count - place),
                None => {
                    self.stems.insert(*stem, self.list_count);
                    self.add_list(&encoded[*stem as usize]);
                    number(&mut self.keys, 0);
                }
            }
        }
        if let Some(list) = &entry.beginning {
            self.add_list(list);
        }
    }

    fn add_list(&mut self, list: &[u8]) {
        self.lists.extend_from_slice(list);
        self.list_count += 1;
    }

    fn close(self) -> Shard {
        let mut bytes = Vec::with_capacity(self.size() + 8);
        number(&mut bytes, self.key_count);
        bytes.extend(self.keys);
        number(&mut bytes, self.list_count);
        bytes.extend(self.lists);
        Shard { from: self.from, bytes }
    }
}

/// The forms that are offered to who misspelt, by their first letters and by their last, then by length.
pub fn spelling_shards(lexicon: &Lexicon) -> Vec<Shard> {
    let mut keys: Vec<(String, char, &str)> = Vec::new();
    for form in lexicon.forms().iter().filter(|form| lexicon.is_offered(form)) {
        let (start, end) = ends(&form.text);
        let length = length_sign(form.text.chars().count());
        keys.push((format!("^{start}"), length, &form.text));
        keys.push((format!("${end}"), length, &form.text));
    }
    keys.sort_by(|one, other| browser_order(&one.0, &other.0).then(one.1.cmp(&other.1)).then_with(|| browser_order(one.2, other.2)));
    keys.dedup();
    let mut shards: Vec<Shard> = Vec::new();
    let mut group = "";
    for (key, length, form) in &keys {
        if shards.last().is_none_or(|shard| shard.bytes.len() >= SPELLING_SHARD) {
            shards.push(Shard { from: format!("{key}{length}{form}"), bytes: Vec::new() });
            group = "";
        }
        let Some(shard) = shards.last_mut() else { continue };
        if group != key {
            group = key;
            shard.bytes.extend_from_slice(format!("{key}\n").as_bytes());
        }
        shard.bytes.extend_from_slice(format!("{form}\n").as_bytes());
    }
    shards
}

/// A word's length as a letter that sorts as lengths do.
pub fn length_sign(letters: usize) -> char {
    char::from_u32('0' as u32 + letters.min(99) as u32).unwrap_or('0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn busy_beginnings_are_those_of_many_words() {
        let words: Vec<String> = (0..MANY_FORMS + 1).map(|n| format!("skole{n:03}")).chain(["skog".into(), "å".into()]).collect();
        let texts: Vec<(&str, usize)> = words.iter().map(|word| (word.as_str(), 9)).collect();
        let mut busy = Vec::new();
        busy_beginnings(&texts, 2, &mut busy);
        assert_eq!(busy, ["sk", "sko", "skol", "skole", "skole0"]);
    }

    #[test]
    fn busy_beginnings_are_also_those_of_words_on_many_pages() {
        let mut busy = Vec::new();
        busy_beginnings(&[("barn", 12_000), ("barna", 12_000), ("barnehage", 12_000), ("data", 40_000), ("ås", 1)], 2, &mut busy);
        assert_eq!(busy, ["ba", "bar", "barn"], "of the longer ones few are left, and one word's list stands by itself anyhow");
    }

    #[test]
    fn a_form_is_offered_by_its_first_and_its_last_letters() {
        let lexicon = Lexicon::new(["skole", "skate", "a", "2026"].map(|form| (form.to_string(), form.to_string(), 1)).into());
        let shards = spelling_shards(&lexicon);
        let text = String::from_utf8(shards[0].bytes.clone()).expect("text");
        assert_eq!(text, "$le\nskole\n$te\nskate\n^sk\nskate\nskole\n");
    }
}
