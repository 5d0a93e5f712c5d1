//! The shards that hold words: forms with their lists, and the spelling lists.

use std::io;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::bytes::{Columns, Packed, browser_order, number, word};
use super::collect::Collected;
use crate::search::expand::SHORTEST_BEGINNING;
use crate::search::lexicon::{Form, Lexicon, Stem, ends};
use crate::search::rank::Tuning;
use crate::search::ranking::beginning;

/// A shard's size before it is compressed, and the least for which a file is worth while where a long list follows.
const SHARD: usize = 8 << 10;
const SMALLEST_SHARD: usize = 1 << 10;
const SPELLING_SHARD: usize = 4 << 10;
/// Where more forms than this begin alike, or their lists have more entries, their pages are kept as one list: a browser
/// need not read them all.
const MANY_FORMS: usize = 64;
const MANY_ENTRIES: usize = 24 << 10;

/// A shard.
pub struct Shard {
    /// As much of its first key as parts it from the last one of the shard before.
    pub from: String,
    pub bytes: Vec<u8>,
}

/// What a browser looks up.
struct Entry<'l> {
    text: &'l str,
    stems: Vec<Stem>,
    /// The list of all words that begin so, where they are many.
    beginning: Option<Packed>,
}

impl Entry<'_> {
    /// About how many bytes its lists take.
    fn size(&self, lists: &[Packed]) -> usize {
        let own = self.stems.iter().map(|stem| lists[*stem as usize].len());
        2 * (own.sum::<usize>() + self.beginning.as_ref().map_or(0, Packed::len))
    }
}

/// The shortest beginning of a key that comes after the key before it.
fn separator(before: &str, key: &str) -> String {
    let shared = before.chars().zip(key.chars()).take_while(|(one, other)| one == other).count();
    key.chars().take(shared + 1).collect()
}

/// Gives every form and every busy beginning, in the browser's order, in shards.
///
/// # Errors
/// When what was put on disk cannot be read back.
pub fn word_shards<R: Sync>(collected: &Collected<R>, tuning: &Tuning, mut give: impl FnMut(Shard)) -> io::Result<()> {
    let lists: Vec<Packed> = {
        let impacts = collected.impacts(tuning);
        let packed = |stem: Stem| Ok(Packed::of(&impacts.list(stem)?));
        (0..collected.lexicon.stem_count() as Stem).into_par_iter().map(packed).collect::<io::Result<_>>()?
    };
    let entries = entries(&collected.lexicon, &lists, tuning);
    let mut open = OpenShard::default();
    for entry in &entries {
        if open.size() > SMALLEST_SHARD && open.size() + entry.size(&lists) > SHARD {
            let next = OpenShard { from: separator(&open.before, entry.text), ..OpenShard::default() };
            give(std::mem::replace(&mut open, next).close());
        }
        open.push(entry, &lists);
    }
    give(open.close());
    Ok(())
}

fn entries<'l>(lexicon: &'l Lexicon, lists: &[Packed], tuning: &Tuning) -> Vec<Entry<'l>> {
    let mut forms: Vec<&Form> = lexicon.forms().iter().collect();
    forms.sort_by(|one, other| browser_order(&one.text, &other.text));
    let mut entries: Vec<Entry> = Vec::new();
    for form in &forms {
        match entries.last_mut().filter(|last| *last.text == *form.text) {
            Some(last) => last.stems.push(form.stem),
            None => entries.push(Entry { text: &form.text, stems: vec![form.stem], beginning: None }),
        }
    }
    let length = |entry: &Entry| entry.stems.iter().map(|stem| lists[*stem as usize].len()).sum();
    let texts: Vec<(&str, usize)> = entries.iter().map(|entry| (entry.text, length(entry))).collect();
    let mut busy = Vec::new();
    busy_beginnings(&texts, SHORTEST_BEGINNING, &mut busy);
    let list = |stem: Stem| lists[stem as usize].list();
    let begun: Vec<Packed> = busy.par_iter().map(|prefix| Packed::of(&beginning(prefix, lexicon, tuning, list))).collect();
    for (prefix, list) in busy.into_iter().zip(begun) {
        entries.push(Entry { text: prefix, stems: Vec::new(), beginning: Some(list) });
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

/// The beginnings of `letters` letters or more that too many of these sorted texts have, each given with the entries of its lists.
fn busy_beginnings<'t>(texts: &[(&'t str, usize)], letters: usize, out: &mut Vec<&'t str>) {
    let begins = |text: &'t str| text.char_indices().nth(letters).map_or(text, |(at, _)| &text[..at]);
    let long_enough = |text: &str| text.chars().count() >= letters;
    for group in texts.chunk_by(|one, other| begins(one.0) == begins(other.0)) {
        let entries: usize = group.iter().map(|(_, entries)| entries).sum();
        let is_busy = group.len() > MANY_FORMS || (group.len() > 1 && entries > MANY_ENTRIES);
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
    stems: FxHashMap<Stem, u32>,
    lists: Columns,
}

impl OpenShard {
    fn size(&self) -> usize {
        self.keys.len() + self.lists.size()
    }

    fn push(&mut self, entry: &Entry, lists: &[Packed]) {
        word(&mut self.keys, &self.before, entry.text);
        self.before = entry.text.to_string();
        self.key_count += 1;
        number(&mut self.keys, (entry.stems.len() as u32) << 1 | u32::from(entry.beginning.is_some()));
        for stem in &entry.stems {
            // 0 announces a new list; else how far back the list is.
            match self.stems.get(stem) {
                Some(place) => number(&mut self.keys, self.lists.count() - place),
                None => {
                    self.stems.insert(*stem, self.lists.count());
                    self.lists.push(&lists[*stem as usize]);
                    number(&mut self.keys, 0);
                }
            }
        }
        if let Some(list) = &entry.beginning {
            self.lists.push(list);
        }
    }

    fn close(self) -> Shard {
        let mut keys = Vec::with_capacity(self.keys.len() + 4);
        number(&mut keys, self.key_count);
        keys.extend(self.keys);
        let bytes = std::iter::once(keys).chain(self.lists.finish()).collect::<Vec<_>>().concat();
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
    let mut shards: Vec<(String, Vec<u8>)> = Vec::new();
    let mut group = "";
    let mut before = String::new();
    for (key, length, form) in &keys {
        let sorted = format!("{key}{length}{form}");
        if shards.last().is_none_or(|(_, shard)| shard.len() >= SPELLING_SHARD) {
            shards.push((separator(&before, &sorted), Vec::new()));
            group = "";
        }
        let Some((_, shard)) = shards.last_mut() else { continue };
        if group != key {
            group = key;
            shard.extend_from_slice(format!("{key}\n").as_bytes());
        }
        shard.extend_from_slice(format!("{form}\n").as_bytes());
        before = sorted;
    }
    shards.into_iter().map(|(from, bytes)| Shard { from, bytes }).collect()
}

/// A word's length as a letter that sorts as lengths do.
pub fn length_sign(letters: usize) -> char {
    char::from_u32('0' as u32 + letters.min(99) as u32).unwrap_or('0')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::analysis::Language;

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
    fn shards_are_parted_by_as_few_letters_as_can_be() {
        for (before, key, parted) in
            [("samtykkeportal", "samtykkesak", "samtykkes"), ("sak", "sakene", "sake"), ("", "å", "å"), ("a", "ø", "ø")]
        {
            assert_eq!(separator(before, key), parted);
            assert_eq!(browser_order(before, parted), std::cmp::Ordering::Less);
            assert_ne!(browser_order(parted, key), std::cmp::Ordering::Greater);
        }
    }

    #[test]
    fn a_form_is_offered_by_its_first_and_its_last_letters() {
        let lexicon =
            Lexicon::new(["skole", "skate", "a", "2026"].map(|form| (form.to_string(), form.to_string(), 1)).into(), Language::of("xx"));
        let shards = spelling_shards(&lexicon);
        let text = String::from_utf8(shards[0].bytes.clone()).expect("text");
        assert_eq!(text, "$le\nskole\n$te\nskate\n^sk\nskate\nskole\n");
    }
}
