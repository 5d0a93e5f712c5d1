//! Which removed file became which added one, as `git diff --find-renames` tells it.
//!
//! libgit2 has a measure of its own for how alike two files are, and finds short pages alike that git does not;
//! what people see in `git log --follow` is git's. Source: `diffcore-delta.c` and `diffcore-rename.c`.

use std::collections::{BTreeMap, BTreeSet};

use crate::paths::file_name;

/// How alike two files must be, in percent: git's default.
const SIMILARITY: u64 = 50;
/// How many files a commit may remove and add before only equal ones are paired: git's default.
const LIMIT: usize = 1000;
/// Git's longest piece of a line.
const PIECE: usize = 64;

/// A file on one side of a commit.
#[derive(Debug)]
pub(super) struct File<'a> {
    pub path: &'a str,
    /// Equal for equal content.
    pub hash: [u8; 20],
    pub text: &'a [u8],
}

/// For each added file, the removed one that it was, if any.
pub(super) fn pairs(removed: &[File<'_>], added: &[File<'_>]) -> Vec<Option<usize>> {
    let mut found = vec![None; added.len()];
    let mut taken = BTreeSet::new();
    for (number, file) in added.iter().enumerate() {
        let equal = |(_, other): &(usize, &File<'_>)| other.hash == file.hash;
        let free = removed.iter().enumerate().filter(|(other, _)| !taken.contains(other)).filter(equal);
        let best = free.max_by_key(|(other, from)| (same_name(from, file), std::cmp::Reverse(*other))).map(|(other, _)| other);
        taken.extend(best);
        found[number] = best;
    }
    let left = |count: usize| count - taken.len();
    if left(removed.len()).saturating_mul(left(added.len())) > LIMIT * LIMIT {
        return found;
    }
    let mut scores: Vec<(u64, bool, usize, usize)> = Vec::new();
    let measured: Vec<(usize, Pieces)> = removed
        .iter()
        .enumerate()
        .filter(|(number, _)| !taken.contains(number))
        .map(|(number, file)| (number, Pieces::of(file.text)))
        .collect();
    for (number, file) in added.iter().enumerate().filter(|(number, _)| found[*number].is_none()) {
        let pieces = Pieces::of(file.text);
        for (other, from) in &measured {
            let score = from.similarity(&pieces);
            if score >= SIMILARITY * 100 {
                scores.push((score, same_name(&removed[*other], file), *other, number));
            }
        }
    }
    scores.sort_by_key(|(score, same_name, other, number)| (std::cmp::Reverse((*score, *same_name)), *number, *other));
    for (_, _, other, number) in scores {
        if found[number].is_none() && taken.insert(other) {
            found[number] = Some(other);
        }
    }
    found
}

fn same_name(one: &File<'_>, other: &File<'_>) -> bool {
    file_name(one.path) == file_name(other.path)
}

/// A text's lines, in pieces of at most 64 bytes: how many bytes each piece covers in all.
struct Pieces {
    size: u64,
    bytes: BTreeMap<u64, u64>,
}

impl Pieces {
    fn of(text: &[u8]) -> Pieces {
        let is_text = !text[..text.len().min(8000)].contains(&0);
        let mut bytes: BTreeMap<u64, u64> = BTreeMap::new();
        let mut piece: Vec<u8> = Vec::with_capacity(PIECE);
        for (at, byte) in text.iter().enumerate() {
            // The CR of a line's end does not count.
            if is_text && *byte == b'\r' && text.get(at + 1) == Some(&b'\n') {
                continue;
            }
            piece.push(*byte);
            if piece.len() >= PIECE || *byte == b'\n' {
                *bytes.entry(xxhash_rust::xxh3::xxh3_64(&piece)).or_default() += piece.len() as u64;
                piece.clear();
            }
        }
        if !piece.is_empty() {
            *bytes.entry(xxhash_rust::xxh3::xxh3_64(&piece)).or_default() += piece.len() as u64;
        }
        Pieces { size: text.len() as u64, bytes }
    }

    /// How much of the larger file is in both, in hundredths of a percent.
    fn similarity(&self, other: &Pieces) -> u64 {
        let (small, large) = (self.size.min(other.size), self.size.max(other.size));
        if large == 0 || small * 100 < large * SIMILARITY {
            return 0;
        }
        let (few, many) = if self.bytes.len() <= other.bytes.len() { (self, other) } else { (other, self) };
        let common: u64 = few.bytes.iter().filter_map(|(piece, count)| Some(*many.bytes.get(piece)?.min(count))).sum();
        common * 10_000 / large
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `path text` pairs on each side → `added←removed`.
    fn paired(removed: &[(&str, &str)], added: &[(&str, &str)]) -> Vec<String> {
        let file = |(path, text): &(&'static str, &'static str)| {
            let mut hash = [0; 20];
            hash[..16].copy_from_slice(&crate::memo::Key::of_bytes(text.as_bytes()).0.to_be_bytes());
            File { path, hash, text: text.as_bytes() }
        };
        let leak = |files: &[(&str, &str)]| -> Vec<File<'static>> {
            files.iter().map(|(path, text)| file(&(Box::leak(path.to_string().into()), Box::leak(text.to_string().into())))).collect()
        };
        let (removed, added) = (leak(removed), leak(added));
        let pairs = pairs(&removed, &added);
        let told = added.iter().zip(pairs).filter_map(|(file, from)| Some(format!("{}←{}", file.path, removed[from?].path)));
        told.collect()
    }

    #[test]
    fn files_are_paired_as_git_pairs_them() {
        let four = "one line\ntwo line\nsix line\nten line\n";
        for (removed, added, told) in [
            (&[("a", four)][..], &[("b", four)][..], &["b←a"][..]),
            // Half of the larger file is enough, less is not.
            (&[("a", four)], &[("b", "one line\ntwo line\nold line\nnew line\n")], &["b←a"]),
            (&[("a", four)], &[("b", "one line\nold line\nnew line\nodd line\n")], &[]),
            (&[("a", four)], &[("b", "one line\n")], &[]),
            // Of equal ones, that with the same name; of alike ones, the most alike.
            (&[("x/a", four), ("x/b", four)], &[("y/b", four)], &["y/b←x/b"]),
            (&[("a", "one line\ntwo line\n"), ("b", "one line\ntwo line\nsix line\n")], &[("c", four)], &["c←b"]),
            // Nobody becomes two: copies are not followed.
            (&[("a", four)], &[("b", four), ("c", four)], &["b←a"]),
            (&[("a", "")], &[("b", "x")], &[]),
        ] {
            assert_eq!(paired(removed, added), told.to_vec(), "{removed:?} {added:?}");
        }
    }
}
