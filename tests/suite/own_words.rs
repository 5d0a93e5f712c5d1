//! The site's sentences are its own: no eight words in a row stand both in `content/` and in the documents that its
//! facts come from. Only hashes of those documents' runs are kept here, so that the test never skips.
//! `UPDATE=1 cargo test own_words` makes them anew where the documents are.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

use xxhash_rust::xxh3::xxh3_64;

use crate::support;

const RUN: usize = 8;

/// Titles and names that the pages may call by their whole name. Decisions are quoted in the field `vedtak` alone.
const NAMES: &[&str] = &[
    "Felles loft: Sammenhengende tjenester for barn og unge",
    // Ids of life events in a list.
    "faa-barn, alvorlig-sykt-barn, miste-og-finne-jobb",
];

fn hashes_file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/eight-word-runs.bin")
}

fn words(text: &str) -> Vec<String> {
    text.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_string).collect()
}

/// Every run of eight words, with its hash.
fn runs(text: &str) -> Vec<(u64, String)> {
    words(text).windows(RUN).map(|run| run.join(" ")).map(|run| (xxh3_64(run.as_bytes()), run)).collect()
}

fn markdown(folder: &Path) -> Vec<(PathBuf, String)> {
    let files = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().flatten().map(walkdir::DirEntry::into_path);
    let pages = files.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    pages.map(|path| (path.clone(), fs::read_to_string(path).expect("UTF-8"))).collect()
}

/// A page without its titles and without the decision that it quotes.
fn own_text(page: &str) -> String {
    let mut quoting = false;
    let kept = page.lines().filter(|line| {
        let is_field = !line.starts_with([' ', '-']) && line.contains(':');
        quoting = line.starts_with("vedtak:") || (quoting && !is_field);
        !quoting && !line.starts_with("title:") && !line.starts_with("linkTitle:")
    });
    let text = kept.collect::<Vec<_>>().join("\n");
    // A name becomes one word that no document has.
    NAMES.iter().fold(text, |text, name| text.replace(name, "ØØØ"))
}

fn kept() -> BTreeSet<u64> {
    let bytes = fs::read(hashes_file()).expect("the hashes");
    bytes.chunks_exact(8).map(|chunk| u64::from_le_bytes(chunk.try_into().expect("eight bytes"))).collect()
}

#[test]
fn no_eight_words_in_a_row_are_taken_from_the_sources() {
    if let Some(corpus) = env::var_os("UPDATE").and_then(|_| support::corpus("hashes of the sources' words")) {
        let mut seeds: Vec<PathBuf> = fs::read_dir(corpus.join("seeds")).expect("the seeds").flatten().map(|seed| seed.path()).collect();
        seeds.sort();
        let hashes: BTreeSet<u64> =
            seeds.iter().flat_map(|seed| runs(&fs::read_to_string(seed).expect("UTF-8"))).map(|(hash, _)| hash).collect();
        fs::write(hashes_file(), hashes.iter().flat_map(|hash| hash.to_le_bytes()).collect::<Vec<u8>>()).expect("written");
    }
    let taken = kept();
    // The hashes are those of runs of words: the project's own name is among them.
    assert!(taken.len() > 9_000, "{}", taken.len());
    assert!(runs(NAMES[0]).iter().any(|(hash, _)| taken.contains(hash)), "the hashes are of something else");

    let pages = markdown(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content"));
    assert!(pages.len() > 150, "{}", pages.len());
    let mut found = Vec::new();
    for (path, page) in &pages {
        found.extend(
            runs(&own_text(page)).into_iter().filter(|(hash, _)| taken.contains(hash)).map(|(_, run)| format!("{}: {run}", path.display())),
        );
    }
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn only_titles_names_and_quoted_decisions_are_left_out() {
    let page = "---\ntitle: A\nvedtak:\n  - \"B\"\n  - \"C\"\norgan: skate\ndescription: D\n---\nE: Felles loft: Sammenhengende tjenester for barn og unge\n- F\n";
    assert_eq!(own_text(page), "---\norgan: skate\ndescription: D\n---\nE: ØØØ\n- F");
}
