//! How often each stem stands on each page, kept in few bytes until all pages are read, and on disk when they are many.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::blocks::Blocks;
use super::bytes::{number, take_number};
use crate::cache::CacheDir;
use crate::search::postings::{FIELD_COUNT, Field, Placed};
use crate::search::rank::MOST_COUNTED;
use crate::search::ranking::Page;

/// How often a stem stands on a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Occurrence {
    pub page: Page,
    body: u16,
    /// Title, headings, meta, actors.
    others: [u8; 4],
    pub block: u8,
}

// The counts saturate where `MOST_COUNTED` says that the terminal's do.
const _: () = assert!(MOST_COUNTED[0] == u8::MAX as u32 && MOST_COUNTED[2] == u16::MAX as u32);

impl Occurrence {
    pub fn on(page: Page) -> Occurrence {
        Occurrence { page, ..Occurrence::default() }
    }

    /// Counts the word, and keeps the piece of text that shows it best: a heading's, else where it first stands.
    pub fn add(&mut self, placed: &Placed, blocks: &Blocks) {
        let is_shown_here = match placed.field {
            Field::Headings => self.others[1] == 0,
            Field::Body => self.others[1] == 0 && self.body == 0,
            _ => false,
        };
        if is_shown_here {
            self.block = blocks.holding(placed.text, if placed.field == Field::Body { placed.word.start } else { 0 });
        }
        match placed.field {
            Field::Body => self.body = self.body.saturating_add(1),
            Field::Title => self.others[0] = self.others[0].saturating_add(1),
            Field::Headings => self.others[1] = self.others[1].saturating_add(1),
            Field::Meta => self.others[2] = self.others[2].saturating_add(1),
            Field::Actors => self.others[3] = self.others[3].saturating_add(1),
        }
    }

    pub fn fields(&self) -> [u32; FIELD_COUNT] {
        let [title, headings, meta, actors] = self.others.map(u32::from);
        [title, headings, u32::from(self.body), meta, actors]
    }

    /// How often it stands in the body, when it stands nowhere else.
    pub fn in_body_alone(&self) -> Option<u16> {
        (self.others == [0; 4]).then_some(self.body)
    }

    fn form(&self) -> u32 {
        match (self.in_body_alone(), self.block) {
            (Some(1), 0) => ONCE,
            (Some(_), _) => BODY,
            _ => ANYWHERE,
        }
    }

    fn write(&self, before: Page, out: &mut Vec<u8>) {
        let form = self.form();
        number(out, (self.page - before) * FORMS + form);
        if form != ONCE {
            number(out, u32::from(self.body));
            out.push(self.block);
        }
        if form == ANYWHERE {
            out.extend(self.others);
        }
    }

    fn read(bytes: &mut &[u8], before: Page) -> Occurrence {
        let head = take_number(bytes);
        let page = before + head / FORMS;
        if head % FORMS == ONCE {
            return Occurrence { page, body: 1, ..Occurrence::default() };
        }
        let body = take_number(bytes) as u16;
        let mut byte = || bytes.split_off_first().copied().unwrap_or_default();
        let block = byte();
        let others = if head % FORMS == ANYWHERE { std::array::from_fn(|_| byte()) } else { [0; 4] };
        Occurrence { page, body, others, block }
    }
}

/// What is written of an occurrence: nothing more when it is one in the first piece of a body, as most are.
const ONCE: u32 = 0;
const BODY: u32 = 1;
const ANYWHERE: u32 = 2;
const FORMS: u32 = 3;

/// Occurrences that a thread gathers before it packs them.
const RUN: usize = 1 << 20;
/// So many packed bytes stay in memory: those of a site of ten thousand pages.
const KEPT: usize = 16 << 20;

/// When occurrences are packed, and where they go when they are too many for the memory.
#[derive(Clone, Debug)]
pub struct Room {
    pub run: usize,
    pub kept: usize,
    /// None: all stay in memory.
    pub spill: CacheDir,
}

impl Default for Room {
    fn default() -> Room {
        Room { run: RUN, kept: KEPT, spill: CacheDir::none() }
    }
}

/// What one thread has gathered since it last packed: stems by its own numbers.
#[derive(Default)]
pub struct Gathered {
    pub occurrences: Vec<(u32, Occurrence)>,
    /// Where pages that follow each other begin.
    stretches: Vec<usize>,
}

impl Gathered {
    /// Pages that come after this follow each other.
    pub fn begin(&mut self) {
        self.stretches.push(self.occurrences.len());
    }

    pub fn is_full(&self, room: &Room) -> bool {
        self.occurrences.len() >= room.run
    }

    /// All occurrences by stem, and within a stem by page; `stems` is how many stems there are.
    pub fn packed(&mut self, stems: usize) -> (Vec<u32>, Vec<u8>) {
        let mut stretches: Vec<&[(u32, Occurrence)]> = Vec::with_capacity(self.stretches.len());
        self.stretches.push(self.occurrences.len());
        stretches.extend(self.stretches.windows(2).map(|ends| &self.occurrences[ends[0]..ends[1]]).filter(|stretch| !stretch.is_empty()));
        stretches.sort_by_key(|stretch| stretch[0].1.page);
        // `next[n]` is where the next occurrence of stem n goes, and in the end where they end.
        let mut next = vec![0u32; stems + 1];
        self.occurrences.iter().for_each(|(stem, _)| next[*stem as usize + 1] += 1);
        (1..next.len()).for_each(|at| next[at] += next[at - 1]);
        let mut sorted = vec![Occurrence::default(); self.occurrences.len()];
        for (stem, occurrence) in stretches.into_iter().flatten() {
            let at = &mut next[*stem as usize];
            sorted[*at as usize] = *occurrence;
            *at += 1;
        }
        self.stretches.clear();
        self.occurrences.clear();
        packed(&next[..stems], &sorted)
    }
}

/// The bytes of each stem's occurrences, and where they end.
fn packed(ends: &[u32], sorted: &[Occurrence]) -> (Vec<u32>, Vec<u8>) {
    let mut bytes = Vec::with_capacity(sorted.len() * 3);
    let mut from = 0;
    let end = |end: &u32| {
        let mut before = 0;
        for occurrence in &sorted[from..*end as usize] {
            occurrence.write(before, &mut bytes);
            before = occurrence.page;
        }
        from = *end as usize;
        bytes.len() as u32
    };
    let ends = ends.iter().map(end).collect();
    bytes.shrink_to_fit();
    (ends, bytes)
}

/// What was packed together.
pub struct Run {
    /// Whose stems are meant.
    pub counter: usize,
    /// Where the occurrences of each stem end; stems that were met later have none.
    ends: Vec<u32>,
    bytes: Stored,
}

enum Stored {
    Here(Vec<u8>),
    /// From this byte of the file on.
    Spilled(u64),
}

/// Takes runs from many threads.
pub struct Runs<'r> {
    room: &'r Room,
    all: Mutex<Vec<Run>>,
    kept: AtomicUsize,
    file: Mutex<Option<File>>,
}

impl Runs<'_> {
    pub fn new(room: &Room) -> Runs<'_> {
        Runs { room, all: Mutex::default(), kept: AtomicUsize::new(0), file: Mutex::default() }
    }

    pub fn add(&self, counter: usize, (ends, bytes): (Vec<u32>, Vec<u8>)) {
        let stored = match self.kept.fetch_add(bytes.len(), Ordering::Relaxed) + bytes.len() > self.room.kept {
            // What cannot be written stays in memory.
            true => self.spilled(&bytes).map_or(Stored::Here(bytes), Stored::Spilled),
            false => Stored::Here(bytes),
        };
        self.all.lock().unwrap_or_else(PoisonError::into_inner).push(Run { counter, ends, bytes: stored });
    }

    fn spilled(&self, bytes: &[u8]) -> io::Result<u64> {
        let mut open = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let mut file = match open.take() {
            Some(file) => file,
            None => self.room.spill.in_first(|folder| tempfile::tempfile_in(folder))?,
        };
        let at = file.seek(SeekFrom::End(0))?;
        file.write_all(bytes)?;
        *open = Some(file);
        Ok(at)
    }

    /// No more will be added.
    pub fn finish(self) -> Finished {
        let runs = self.all.into_inner().unwrap_or_else(PoisonError::into_inner);
        Finished { runs, file: self.file }
    }
}

/// All runs of a part.
pub struct Finished {
    runs: Vec<Run>,
    file: Mutex<Option<File>>,
}

impl Finished {
    /// Adds the occurrences of a stem: `number` tells which each counter calls it by.
    pub fn read(&self, number: impl Fn(usize) -> Option<u32>, out: &mut Vec<Occurrence>) -> io::Result<()> {
        for run in &self.runs {
            let Some(stem) = number(run.counter).map(|stem| stem as usize).filter(|stem| *stem < run.ends.len()) else { continue };
            let (from, to) = (if stem > 0 { run.ends[stem - 1] } else { 0 }, run.ends[stem]);
            match &run.bytes {
                _ if from == to => {}
                Stored::Here(bytes) => unpack(&bytes[from as usize..to as usize], out),
                Stored::Spilled(at) => unpack(&self.read_back(at + u64::from(from), (to - from) as usize)?, out),
            }
        }
        Ok(())
    }

    fn read_back(&self, at: u64, length: usize) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let file = file.as_mut().ok_or(io::ErrorKind::NotFound)?;
        file.seek(SeekFrom::Start(at))?;
        file.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    #[cfg(test)]
    fn count(&self) -> (usize, usize) {
        (self.runs.len(), self.runs.iter().filter(|run| matches!(run.bytes, Stored::Spilled(_))).count())
    }
}

fn unpack(mut bytes: &[u8], out: &mut Vec<Occurrence>) {
    let mut before = 0;
    while !bytes.is_empty() {
        let occurrence = Occurrence::read(&mut bytes, before);
        before = occurrence.page;
        out.push(occurrence);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn occurrence(page: Page, body: u16, others: [u8; 4], block: u8) -> Occurrence {
        Occurrence { page, body, others, block }
    }

    /// What three counters met, each with its own numbers for stems 0 to 2: pages 0 to 59, in chunks of four, in a strange order.
    fn read(room: &Room) -> (Vec<Vec<Occurrence>>, (usize, usize)) {
        let runs = Runs::new(room);
        let called = |counter: usize, stem: usize| ((stem + counter) % 3) as u32;
        for counter in 0..3 {
            let mut gathered = Gathered::default();
            for chunk in (0..15).rev().filter(|chunk| chunk % 3 == counter) {
                gathered.begin();
                for page in (chunk * 4) as Page..(chunk * 4 + 4) as Page {
                    gathered.occurrences.push((called(counter, 0), Occurrence { body: 1, ..Occurrence::on(page) }));
                    gathered.occurrences.push((called(counter, 1), occurrence(page, 300, [0; 4], (page % 2) as u8)));
                    if page % 5 == 0 {
                        gathered.occurrences.push((called(counter, 2), occurrence(page, 0, [1, 255, 3, 4], 7)));
                    }
                }
                if gathered.is_full(room) {
                    runs.add(counter, gathered.packed(3));
                }
            }
            runs.add(counter, gathered.packed(3));
        }
        let runs = runs.finish();
        let all = (0..3).map(|stem| {
            let mut found = Vec::new();
            runs.read(|counter| Some(called(counter, stem)), &mut found).expect("read back");
            found.sort_by_key(|occurrence| occurrence.page);
            found
        });
        (all.collect(), runs.count())
    }

    #[test]
    fn many_runs_on_disk_hold_what_one_in_memory_does() {
        let site = tempfile::tempdir().expect("a folder");
        let (whole, counts) = read(&Room::default());
        assert_eq!(counts, (3, 0));
        assert_eq!(whole.iter().map(Vec::len).collect::<Vec<_>>(), [60, 60, 12]);
        assert_eq!((whole[1][7], whole[2][1]), (occurrence(7, 300, [0; 4], 1), occurrence(5, 0, [1, 255, 3, 4], 7)));
        let (spilled, counts) = read(&Room { run: 8, kept: 60, spill: CacheDir::of(site.path()) });
        assert!(counts.0 > 10 && counts.1 > 5 && counts.1 < counts.0, "{counts:?}");
        assert_eq!(spilled, whole);
        let left: Vec<_> =
            std::fs::read_dir(site.path().join(".loft")).expect("the cache").flatten().map(|file| file.file_name()).collect();
        assert_eq!(left, [".gitignore"], "nothing is left behind");
    }

    #[test]
    fn where_nothing_can_be_written_all_stays_in_memory() {
        let (all, counts) = read(&Room { run: 8, kept: 0, spill: CacheDir::none() });
        assert_eq!((all, counts.1), (read(&Room::default()).0, 0));
    }
}
