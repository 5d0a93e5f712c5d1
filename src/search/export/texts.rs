//! The files that hold pages' texts: one for several short pages, several for one that is long.

use super::File;
use super::blocks::Blocks;
use super::bytes::deflated;
use crate::memo::Key;

/// Between the texts of two pages in a file.
const NEXT_PAGE: &str = "\u{4}";
/// About every so many pages a file begins whatever room there is, told by the page's address: a page that comes or goes
/// changes the files around it, and no others.
const PAGES_OF_A_RUN: u128 = 4;
/// So many digits of a key name a file: no two of a site's files may share them, and each digit is sent to readers.
const DIGITS: usize = 10;
const DIGITS_OF_LARGE_SITE: usize = 12;
const LARGE_SITE: usize = 10_000;
/// From so many pages on, two of the digits name the folder instead of one: none holds thousands of files.
const MANY_FOLDERS: usize = 2048;

/// Where a page's text stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// `a/bcdef01234`: the beginning of the path, which `-0.dat` and so on follow.
    pub file: String,
    /// Which of the file's pages it is.
    pub at: usize,
    /// In how many files it stands.
    pub pieces: usize,
}

/// A file that texts are put into.
struct Open {
    /// The address of its first page.
    url: String,
    text: String,
    pages: usize,
    /// Bytes of the texts, without what parts them.
    size: usize,
}

/// Puts pages' texts into files, in the order of the pages.
pub struct Texts {
    room: usize,
    digits: (usize, usize),
    open: Option<Open>,
    places: Vec<Place>,
    files: Vec<File>,
}

impl Texts {
    /// A file has room for about `room` bytes; the site has `pages` pages.
    pub fn new(room: usize, pages: usize) -> Texts {
        let all = if pages <= LARGE_SITE { DIGITS } else { DIGITS_OF_LARGE_SITE };
        let folder = if pages <= MANY_FOLDERS { 1 } else { 2 };
        Texts { room, digits: (folder, all), open: None, places: Vec::new(), files: Vec::new() }
    }

    /// Takes the next page's text. What stands beside it is put before each of its pieces.
    pub fn push(&mut self, url: &str, beside: &str, blocks: Blocks) {
        let length = blocks.texts.iter().map(|text| beside.len() + text.len()).sum::<usize>();
        let size = self.open.as_ref().map_or(0, |open| open.size);
        if Key::of(&url).0.is_multiple_of(PAGES_OF_A_RUN) || size + length > self.room || blocks.texts.len() > 1 {
            self.close();
        }
        if let [text] = &blocks.texts[..] {
            let capacity = self.room.max(length);
            let open = self.open.get_or_insert_with(|| Open::new(url, capacity));
            return open.push(beside, text);
        }
        let texts: Vec<String> = blocks.texts.iter().map(|text| [beside, text].concat()).collect();
        let name = self.name(url, &texts);
        self.places.push(Place { file: name.clone(), at: 0, pieces: texts.len() });
        self.files.extend(texts.iter().enumerate().map(|(number, text)| file(&name, number, text)));
    }

    /// The place of each page, and the files that are finished since this was asked last.
    pub fn finish(mut self) -> (Vec<Place>, Vec<File>) {
        self.close();
        (self.places, self.files)
    }

    fn close(&mut self) {
        let Some(Open { url, text, pages, .. }) = self.open.take() else { return };
        let name = self.name(&url, std::slice::from_ref(&text));
        self.places.extend((0..pages).map(|at| Place { file: name.clone(), at, pieces: 1 }));
        self.files.push(file(&name, 0, &text));
    }

    fn name(&self, url: &str, texts: &[String]) -> String {
        let key = Key::of(&(url, texts)).hex();
        let (folder, all) = self.digits;
        format!("{}/{}", &key[..folder], &key[folder..all])
    }
}

impl Open {
    fn new(url: &str, capacity: usize) -> Open {
        Open { url: url.to_string(), text: String::with_capacity(capacity), pages: 0, size: 0 }
    }

    fn push(&mut self, beside: &str, text: &str) {
        let before = if self.pages > 0 { NEXT_PAGE } else { "" };
        self.text.extend([before, beside, text]);
        self.pages += 1;
        self.size += beside.len() + text.len();
    }
}

fn file(name: &str, number: usize, text: &str) -> File {
    (format!("text/{name}-{number}.dat"), deflated(text.as_bytes()))
}

/// For each row of a table what tells where its text stands: nothing where it follows that of the row before.
pub fn told(places: &[Place]) -> impl Iterator<Item = String> + '_ {
    places.iter().enumerate().map(|(row, place)| {
        let follows = row > 0 && places[row - 1].file == place.file;
        match place.at {
            _ if follows => String::new(),
            0 => place.file.clone(),
            at => format!("{}:{at}", place.file),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::document::{Document, Section};
    use super::*;

    fn placed(lengths: &[usize], pages: usize) -> (Vec<Place>, Vec<File>) {
        let mut texts = Texts::new(100, pages);
        for (page, length) in lengths.iter().enumerate() {
            let section = Section { anchor: None, heading: String::new(), text: "et ord".repeat(length / 6) };
            texts.push(&format!("/{page}/"), "", Blocks::of(&Document { sections: vec![section], ..Document::default() }, 100));
        }
        texts.finish()
    }

    #[test]
    fn short_pages_share_a_file_and_long_ones_have_several() {
        let (places, files) = placed(&[6, 6, 6, 6, 6, 6, 6, 6, 300, 6], 10);
        assert_eq!(places.len(), 10);
        assert!(places[..8].iter().all(|place| place.pieces == 1) && places[8].pieces >= 3 && places[8].at == 0);
        let shared = places[..8].iter().map(|place| &place.file).collect::<std::collections::BTreeSet<_>>();
        assert!(shared.len() < 8 && files.len() == shared.len() + places[8].pieces + 1, "{places:?}");
        for (before, place) in places.iter().zip(&places[1..]) {
            assert_eq!(place.at, if place.file == before.file { before.at + 1 } else { 0 });
        }
    }

    #[test]
    fn a_new_page_changes_the_files_around_it_alone() {
        let page = |n: usize| Blocks::of(&Document { title: n.to_string(), ..Document::default() }, 100);
        let files = |left_out: usize| {
            let mut texts = Texts::new(1000, 90);
            (0..90).filter(|n| *n != left_out).for_each(|n| texts.push(&format!("/side-{n}/"), "Behov\t\t", page(n)));
            texts.finish().1
        };
        let (with, without) = (files(1000), files(40));
        assert!(with.iter().filter(|file| !without.contains(file)).count() <= 2);
    }

    #[test]
    fn rows_tell_a_file_once() {
        let place = |file: &str, at| Place { file: file.into(), at, pieces: 1 };
        let places = [place("a/b", 1), place("a/b", 2), place("c/d", 0), place("c/e", 0)];
        assert_eq!(told(&places).collect::<Vec<_>>(), ["a/b:1", "", "c/d", "c/e"]);
    }

    #[test]
    fn large_sites_have_many_folders() {
        let file = |pages| placed(&[6], pages).0.remove(0).file;
        assert_eq!(file(100).find('/'), Some(1));
        assert_eq!(file(9_000).find('/'), Some(2));
        assert_eq!((file(100).len(), file(100_000).len()), (11, 13));
    }
}
