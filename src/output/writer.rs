//! Writing a site: what is current stays, what changed is replaced, what is no longer made goes.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use rayon::prelude::*;
use walkdir::WalkDir;

use super::folder;
use super::journal::{Journal, Refused};
use super::manifest::{self, Entry, Manifest, Stamp, is_below};
use super::spread::spread_folders_in;
use super::staging;
use crate::cache::CacheDir;
use crate::diag::Diag;
use crate::memo::Key;
use crate::paths::{self, OutPath};

/// How a site is written.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Files that Loft did not write are overwritten and deleted; a folder's `.git` stays.
    pub force: bool,
    /// Everything is written again, also what is there already.
    pub cold: bool,
    /// The folders that the site is made from: the output may not lie in one, nor hold one.
    pub sources: Vec<PathBuf>,
}

/// What a run did to the output folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Files written because they are new or changed.
    pub written: usize,
    /// Files that were there already.
    pub unchanged: usize,
    /// Files of earlier runs that are no longer made.
    pub removed: usize,
    /// All files of the site together, in bytes.
    pub bytes: u64,
    /// Files that could not be written or removed, and files that were spared.
    pub diags: Vec<Diag>,
}

/// Writes one site into one folder. Usable from many threads at once.
#[derive(Debug)]
pub struct Writer {
    dir: PathBuf,
    /// Where the files are written: the output folder, or the place where a new one is put together.
    at: PathBuf,
    /// The site's folder.
    site: PathBuf,
    options: Options,
    cache: CacheDir,
    /// The manifest's name in the cache.
    name: String,
    journal: Journal,
    /// What the last run left.
    before: Manifest,
    /// Whether that was where the site lies now.
    is_here: bool,
    /// What an interrupted run may have left.
    interrupted: BTreeSet<OutPath>,
    planned: HashSet<OutPath>,
    /// Folders known to exist below `at`.
    folders: Mutex<HashSet<String>>,
    done: Mutex<Vec<(OutPath, Entry)>>,
    failed: Mutex<BTreeMap<OutPath, Diag>>,
    written: AtomicUsize,
    removed: AtomicUsize,
    bytes: AtomicU64,
}

/// Files larger than this are compared by size alone and copied without being read into memory.
const LARGE: u64 = 1 << 20;

/// As many files ext4 puts into one region of the disk, as a rule: in a site of more, sections of sections are spread too.
/// That costs it longer to place each folder, which a smaller site does not gain.
const REGION: usize = 8_192;

impl Writer {
    /// Prepares to write `planned` (and perhaps more that is only known later) into `dir`.
    ///
    /// # Errors
    /// Findings, before anything is written: the folder is refused, another build is writing there, or
    /// files that Loft did not write stand in the way.
    pub fn open(dir: &Path, site_root: &Path, planned: &[OutPath], options: Options) -> Result<Writer, Vec<Diag>> {
        let dir = folder::accept(dir, site_root, &options.sources).map_err(|diag| vec![diag])?;
        let cache = CacheDir::of(site_root);
        let site = fs::canonicalize(site_root).unwrap_or_else(|_| site_root.to_path_buf());
        let name = name_of(dir.strip_prefix(&site).unwrap_or(&dir));
        let dir_name = name_of(&dir);
        let (journal, interrupted) = open_journal(&cache, &dir_name, &dir).map_err(|diag| vec![diag])?;
        staging::clear(&cache, &dir_name);
        let at = place_for(&dir, &dir_name, &cache).map_err(|error| vec![unusable(&dir, &error)])?;
        // Of a folder that is gone nothing is Loft's any more.
        let (before, is_here, interrupted) = match at == dir {
            true => {
                let (before, is_here) = last_run(&cache, &name, &dir);
                (before, is_here, interrupted)
            }
            false => {
                journal.clear().map_err(|error| vec![unusable(&dir, &error)])?;
                (Manifest::new(), false, BTreeSet::new())
            }
        };
        let writer = Writer {
            dir,
            at,
            site,
            options,
            cache,
            name,
            journal,
            before,
            is_here,
            interrupted,
            planned: planned.iter().cloned().collect(),
            folders: Mutex::default(),
            done: Mutex::default(),
            failed: Mutex::default(),
            written: AtomicUsize::new(0),
            removed: AtomicUsize::new(0),
            bytes: AtomicU64::new(0),
        };
        writer.prepare(planned)?;
        Ok(writer)
    }

    fn prepare(&self, planned: &[OutPath]) -> Result<(), Vec<Diag>> {
        if self.is_staged() {
            spread_folders_in(&self.at);
            return Ok(());
        }
        let exists = self.dir.exists();
        if exists && !self.options.force {
            let foreign = self.foreign_in_the_way(planned);
            if !foreign.is_empty() {
                return Err(vec![in_the_way(&self.dir, &foreign)]);
            }
        }
        let failed = |error: io::Error| vec![self.failure(&OutPath::new(""), &error)];
        fs::create_dir_all(&self.dir).map_err(failed)?;
        // Also paths that are Loft's already: a run may be stopped while it replaces them.
        self.journal.announce(planned).map_err(failed)?;
        for path in &self.interrupted {
            let _ = fs::remove_file(self.temporary(path));
        }
        match exists {
            true => self.make_room(planned),
            false => spread_folders_in(&self.dir),
        }
        Ok(())
    }

    /// Whether nobody sees the files before the end.
    fn is_staged(&self) -> bool {
        self.at != self.dir
    }

    /// Whether the file is there exactly as the last run wrote it from the same values. It then belongs
    /// to this run too and need not be rendered.
    pub fn is_current(&self, path: &OutPath, key: Key) -> bool {
        let Some(entry) = self.before.get(path).filter(|entry| entry.key == key) else { return false };
        let current = !self.options.cold && self.is_untouched(path, entry);
        if current {
            self.finished(path, *entry);
        }
        current
    }

    /// The same for all files that the last run wrote from these values together, of which there must be some.
    pub fn is_current_group(&self, key: Key) -> bool {
        let group: Vec<(&OutPath, &Entry)> = self.before.iter().filter(|(_, entry)| entry.key == key).collect();
        let current = !group.is_empty() && !self.options.cold && group.par_iter().all(|(path, entry)| self.is_untouched(path, entry));
        if current {
            group.iter().for_each(|(path, entry)| self.finished(path, **entry));
        }
        current
    }

    /// Writes a file, unless these very bytes are there already.
    ///
    /// # Errors
    /// A finding, also kept for the report: the file cannot be written, or is not Loft's to write.
    pub fn put(&self, path: &OutPath, key: Key, bytes: &[u8]) -> Result<(), Diag> {
        let content = content_of(bytes);
        if self.is_there(path, key, bytes, content) {
            return Ok(());
        }
        self.write(path, key, content, |file| io::Write::write_all(file, bytes))
    }

    /// Writes files as [`Writer::put`] does, announced together. One that cannot be written is a finding of the report.
    pub fn put_all(&self, key: Key, files: &[(OutPath, Vec<u8>)]) {
        let mut fresh: Vec<(&OutPath, &[u8], Key)> = files.iter().map(|(path, bytes)| (path, &bytes[..], content_of(bytes))).collect();
        // Texts that are the same have one name.
        let mut seen = HashSet::new();
        fresh.retain(|(path, ..)| seen.insert(*path));
        fresh.retain(|(path, bytes, content)| !self.is_there(path, key, bytes, *content) && self.claim(path).is_ok());
        if let Err(error) = self.announce(fresh.iter().map(|(path, ..)| *path)) {
            return fresh.iter().for_each(|(path, ..)| drop(self.note_failure(path, &error)));
        }
        for (path, bytes, content) in fresh {
            // A failure is noted where it happens.
            let _ = self.place(path, key, content, |file| io::Write::write_all(file, bytes));
        }
    }

    /// Whether these very bytes are there already. They then belong to this run too.
    fn is_there(&self, path: &OutPath, key: Key, bytes: &[u8], content: Key) -> bool {
        let entry = self.before.get(path).filter(|entry| !self.options.cold && entry.content == content && bytes.len() as u64 <= LARGE);
        let untouched = entry.filter(|entry| self.is_untouched(path, entry));
        if let Some(entry) = untouched {
            self.finished(path, Entry { key, ..*entry });
        }
        untouched.is_some()
    }

    /// Copies a source file.
    ///
    /// # Errors
    /// As [`Writer::put`]; also when the source cannot be read.
    pub fn copy(&self, path: &OutPath, key: Key, source: &Path) -> Result<(), Diag> {
        let size = fs::metadata(source).map(|metadata| metadata.len());
        match size.and_then(|size| if size > LARGE { Ok(None) } else { fs::read(source).map(Some) }) {
            Ok(Some(bytes)) => self.put(path, key, &bytes),
            Ok(None) => self.write(path, key, Key::default(), |file| io::copy(&mut File::open(source)?, file).map(drop)),
            Err(error) => Err(self.note_failure(path, &error)),
        }
    }

    /// Removes what is no longer made, remembers what is there now, and reports.
    pub fn finish(self) -> Report {
        let mut diags: Vec<Diag> = std::mem::take(&mut *self.failed.lock().expect("writer lock")).into_values().collect();
        let mut done: Manifest = std::mem::take(&mut *self.done.lock().expect("writer lock")).into_iter().collect();
        let unchanged = done.len() - self.written.load(Ordering::Relaxed);
        // Where a file could not be replaced, the old one stands and is still Loft's.
        for path in diags.iter().filter_map(|diag| diag.path.as_deref().map(OutPath::new)) {
            if let Some(entry) = self.before.get(&path) {
                done.entry(path).or_insert(*entry);
            }
        }
        let stale: Vec<&OutPath> = self.before.keys().chain(&self.interrupted).filter(|path| !done.contains_key(*path)).collect();
        for path in &stale {
            diags.extend(self.remove(path).err());
        }
        if self.options.force {
            self.remove_foreign(&done, &mut diags);
        }
        self.prune_folders(&stale);
        match self.publish(&done) {
            Ok(()) => {
                let remembered = self.remember(&done).and_then(|()| self.journal.clear());
                diags.extend(remembered.err().map(|error| Diag::warning("output-not-remembered").because(&error)));
            }
            Err(error) => {
                // What stands there now is not Loft's: no run may take it for that.
                let _ = self.journal.clear();
                diags.push(unusable(&self.dir, &error));
            }
        }
        Report { written: self.written.into_inner(), unchanged, removed: self.removed.into_inner(), bytes: self.bytes.into_inner(), diags }
    }

    /// Puts a site that was written out of sight in its place. The journal names its files just before they are there.
    fn publish(&self, done: &Manifest) -> io::Result<()> {
        if !self.is_staged() {
            return Ok(());
        }
        self.journal.announce(done.keys())?;
        staging::publish(&self.at, &self.dir)
    }

    fn owned_before(&self, path: &OutPath) -> bool {
        self.before.contains_key(path) || self.interrupted.contains(path)
    }

    fn disk(&self, path: &OutPath) -> PathBuf {
        self.at.join(path.as_str())
    }

    /// Beside the file, under a name that follows from the file's, so that an interrupted run's can be found again.
    fn temporary(&self, path: &OutPath) -> PathBuf {
        let name = format!(".loft-{}", &Key::of(path).hex()[..16]);
        self.at.join(paths::join(paths::folder(path.as_str()), &name))
    }

    fn is_untouched(&self, path: &OutPath, entry: &Entry) -> bool {
        fs::symlink_metadata(self.disk(path)).is_ok_and(|metadata| metadata.is_file() && Stamp::of(&metadata) == entry.stamp)
    }

    fn finished(&self, path: &OutPath, entry: Entry) {
        self.bytes.fetch_add(entry.stamp.size, Ordering::Relaxed);
        self.done.lock().expect("writer lock").push((path.clone(), entry));
    }

    fn write(&self, path: &OutPath, key: Key, content: Key, fill: impl FnOnce(&mut File) -> io::Result<()>) -> Result<(), Diag> {
        self.claim(path)?;
        self.announce([path]).map_err(|error| self.note_failure(path, &error))?;
        self.place(path, key, content, fill)
    }

    /// Writes a file that was announced.
    fn place(&self, path: &OutPath, key: Key, content: Key, fill: impl FnOnce(&mut File) -> io::Result<()>) -> Result<(), Diag> {
        match self.replace(path, fill) {
            Ok(stamp) => {
                let content = if stamp.size > LARGE { content_of_size(stamp.size) } else { content };
                self.written.fetch_add(1, Ordering::Relaxed);
                self.finished(path, Entry { key, content, stamp });
                Ok(())
            }
            Err(error) => Err(self.note_failure(path, &error)),
        }
    }

    /// Makes sure that a path may be written: below the folder, and nobody else's.
    fn claim(&self, path: &OutPath) -> Result<(), Diag> {
        if !is_below(path.as_str()) {
            return Err(self.note_failure(path, &io::ErrorKind::InvalidFilename.into()));
        }
        if self.planned.contains(path) {
            return Ok(());
        }
        if !self.owned_before(path) && !self.options.force && fs::symlink_metadata(self.disk(path)).is_ok() {
            let diag = in_the_way(&self.dir, &[path.as_str().to_string()]).in_file(path.as_str());
            self.failed.lock().expect("writer lock").insert(path.clone(), diag.clone());
            return Err(diag);
        }
        Ok(())
    }

    /// Names the paths that are about to be written, but for those that were planned: they are named already.
    fn announce<'p>(&self, paths: impl IntoIterator<Item = &'p OutPath>) -> io::Result<()> {
        if self.is_staged() {
            return Ok(());
        }
        self.journal.announce(paths.into_iter().filter(|path| !self.planned.contains(*path)))
    }

    /// Puts a new file in the place of the old one, in one step.
    fn replace(&self, path: &OutPath, fill: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<Stamp> {
        self.ensure_folder(paths::folder(path.as_str()))?;
        if self.is_staged() {
            return fill_new(&self.disk(path), fill);
        }
        let temporary = self.temporary(path);
        let stamp = fill_new(&temporary, fill)?;
        let placed = fs::rename(&temporary, self.disk(path));
        placed.inspect_err(|_| drop(fs::remove_file(&temporary))).map(|()| stamp)
    }

    /// Makes a folder and those above it. A link among them is refused: it leads out of the output folder.
    fn ensure_folder(&self, folder: &str) -> io::Result<()> {
        if folder.is_empty() || self.folders.lock().expect("writer lock").contains(folder) {
            return Ok(());
        }
        self.ensure_folder(paths::folder(folder))?;
        let disk = self.at.join(folder);
        match fs::create_dir(&disk) {
            // Languages and sections: below that, what belongs together lies together.
            Ok(()) if folder.matches('/').count() <= usize::from(self.planned.len() > REGION) => spread_folders_in(&disk),
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => match fs::symlink_metadata(&disk)?.is_dir() {
                true => {}
                false => return Err(io::ErrorKind::NotADirectory.into()),
            },
            Err(error) => return Err(error),
        }
        self.folders.lock().expect("writer lock").insert(folder.to_string());
        Ok(())
    }

    /// Files that are not Loft's where a planned file, or a folder for one, must stand.
    fn foreign_in_the_way(&self, planned: &[OutPath]) -> BTreeSet<String> {
        planned.par_iter().filter(|path| !self.owned_before(path)).flat_map_iter(|path| self.foreign_at(path)).collect()
    }

    fn foreign_at(&self, path: &OutPath) -> Vec<String> {
        match fs::symlink_metadata(self.disk(path)) {
            Ok(metadata) if metadata.is_dir() => self.foreign_below(path.as_str()),
            Ok(_) => vec![path.as_str().to_string()],
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
                let above = std::iter::successors(Some(paths::folder(path.as_str())), |folder| Some(paths::folder(folder)));
                let blocking = above.take_while(|folder| !folder.is_empty()).find(|folder| self.dir.join(folder).is_file());
                blocking.filter(|file| !self.owned_before(&OutPath::new(file))).map(str::to_string).into_iter().collect()
            }
            Err(_) => Vec::new(),
        }
    }

    fn foreign_below(&self, folder: &str) -> Vec<String> {
        let files = WalkDir::new(self.dir.join(folder)).into_iter().filter_map(Result::ok).filter(|entry| !entry.file_type().is_dir());
        files.filter_map(|entry| self.relative(entry.path())).filter(|file| !self.owned_before(&OutPath::new(file))).collect()
    }

    fn relative(&self, disk: &Path) -> Option<String> {
        let below = disk.strip_prefix(&self.at).ok()?;
        let parts: Option<Vec<&str>> = below.components().map(|part| part.as_os_str().to_str()).collect();
        parts.map(|parts| parts.join("/"))
    }

    /// Removes, ahead of time, old files that stand where a folder is needed, that lie in a folder where
    /// a file is needed, or whose name differs from a new one's only in case (one file, on some disks).
    fn make_room(&self, planned: &[OutPath]) {
        let stale: Vec<&OutPath> = self.before.keys().chain(&self.interrupted).filter(|path| !self.planned.contains(*path)).collect();
        if stale.is_empty() {
            return;
        }
        let above = |path: &'_ OutPath| -> Vec<String> {
            let folders = std::iter::successors(Some(paths::folder(path.as_str())), |folder| Some(paths::folder(folder)));
            folders.take_while(|folder| !folder.is_empty()).map(str::to_lowercase).collect()
        };
        let files: HashSet<String> = planned.iter().map(|path| path.as_str().to_lowercase()).collect();
        let folders: HashSet<String> = planned.iter().flat_map(above).collect();
        let blocks = |path: &OutPath| {
            let lower = path.as_str().to_lowercase();
            files.contains(&lower) || folders.contains(&lower) || above(path).iter().any(|folder| files.contains(folder))
        };
        let blocking: Vec<&OutPath> = stale.into_iter().filter(|path| blocks(path)).collect();
        for path in &blocking {
            // What fails here fails again, and is reported, when the file is written or at the end.
            let _ = self.remove(path);
        }
        self.prune_folders(&blocking);
    }

    /// Removes a file of an earlier run, unless somebody has put another in its place.
    fn remove(&self, path: &OutPath) -> Result<(), Diag> {
        let disk = self.disk(path);
        let inside = disk.parent().and_then(|folder| fs::canonicalize(folder).ok()).is_some_and(|folder| folder.starts_with(&self.at));
        let Ok(metadata) = fs::symlink_metadata(&disk) else { return Ok(()) };
        if !inside || metadata.is_dir() {
            return Ok(());
        }
        let same = self.before.get(path).is_none_or(|entry| Stamp::of(&metadata) == entry.stamp || has_content(&disk, entry));
        if !same && !self.options.force {
            return Err(Diag::warning("output-changed-by-others").in_file(path.as_str()));
        }
        fs::remove_file(&disk).map_err(|error| self.failure(path, &error))?;
        self.removed.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    /// With force: everything that this run did not make, but for `.git`, which a folder that is published by pushing has.
    fn remove_foreign(&self, done: &Manifest, diags: &mut Vec<Diag>) {
        let walk = WalkDir::new(&self.at).min_depth(1).contents_first(false).sort_by_file_name().into_iter();
        let found = walk.filter_entry(|entry| entry.depth() != 1 || entry.file_name() != ".git").filter_map(Result::ok);
        let mut foreign = Vec::new();
        for entry in found.filter(|entry| !entry.file_type().is_dir()) {
            let ours = self.relative(entry.path()).is_some_and(|path| done.contains_key(&OutPath::new(path)));
            if !ours {
                foreign.push(entry.into_path());
            }
        }
        for disk in foreign {
            let path = OutPath::new(self.relative(&disk).unwrap_or_default());
            match fs::remove_file(&disk) {
                Ok(()) => drop(self.removed.fetch_add(1, Ordering::Relaxed)),
                Err(error) => diags.push(self.failure(&path, &error)),
            }
            self.prune_folders(&[&path]);
        }
    }

    /// Removes the folders of removed files, and those above them, as far as they are empty.
    fn prune_folders(&self, removed: &[&OutPath]) {
        let folders: BTreeSet<&str> = removed.iter().map(|path| paths::folder(path.as_str())).collect();
        for folder in folders.into_iter().rev() {
            let up = std::iter::successors(Some(folder), |folder| Some(paths::folder(folder))).take_while(|folder| !folder.is_empty());
            for folder in up {
                if fs::remove_dir(self.at.join(folder)).is_err() {
                    break;
                }
            }
        }
    }

    /// Writes the manifest, when it differs from the last one, and throws away those of folders that are gone.
    fn remember(&self, done: &Manifest) -> io::Result<()> {
        if self.is_here && *done == self.before {
            return Ok(());
        }
        self.cache.write(&self.name, manifest::print(&self.dir, done).as_bytes())?;
        if self.before.is_empty() {
            let _ = self.cache.in_first(|folder| forget_gone(folder, &self.site));
        }
        Ok(())
    }

    fn failure(&self, path: &OutPath, error: &io::Error) -> Diag {
        Diag::error("output-failed").in_file(path.as_str()).because(error)
    }

    fn note_failure(&self, path: &OutPath, error: &io::Error) -> Diag {
        let diag = self.failure(path, error);
        self.failed.lock().expect("writer lock").insert(path.clone(), diag.clone());
        diag
    }
}

/// A name in the cache for an output folder. The manifest of one in the site is named by its path there, so that a site that
/// was moved or copied with its cache knows its own output.
fn name_of(dir: &Path) -> String {
    format!("output-{}", &Key::of(dir.as_os_str()).hex()[..16])
}

/// Where the site's files are written: into the folder, or out of sight where it does not stand yet.
fn place_for(dir: &Path, name: &str, cache: &CacheDir) -> io::Result<PathBuf> {
    if dir.exists() {
        return Ok(dir.to_path_buf());
    }
    dir.parent().map_or(Ok(()), fs::create_dir_all)?;
    Ok(staging::begin(cache, name, dir).unwrap_or_else(|| dir.to_path_buf()))
}

/// Fills a file; what becomes of it is not left half full.
fn fill_new(disk: &Path, fill: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<Stamp> {
    let written = File::create(disk).and_then(|mut file| {
        fill(&mut file)?;
        file.metadata()
    });
    written.inspect_err(|_| drop(fs::remove_file(disk))).map(|metadata| Stamp::of(&metadata))
}

fn unusable(dir: &Path, error: &io::Error) -> Diag {
    Diag::error("output-unusable").with("folder", dir.display().to_string()).because(error)
}

/// What the last run left in the folder. Of a manifest that was written elsewhere, only what lies here byte for byte as Loft
/// wrote it: the folder may have come from somebody else.
fn last_run(cache: &CacheDir, name: &str, dir: &Path) -> (Manifest, bool) {
    // Earlier versions of Loft named all manifests by the whole path.
    let bytes = cache.read(name).or_else(|| cache.read(&name_of(dir)));
    let Some(text) = bytes.and_then(|bytes| String::from_utf8(bytes).ok()) else { return (Manifest::new(), true) };
    let manifest = manifest::parse(&text);
    if manifest::folder_of(&text) == Some(dir) {
        return (manifest, true);
    }
    let is_ours = |path: &OutPath, entry: &Entry| {
        let disk = dir.join(path.as_str());
        fs::symlink_metadata(&disk).is_ok_and(|metadata| metadata.is_file()) && has_content(&disk, entry)
    };
    let here: Vec<(OutPath, Entry)> = manifest.into_par_iter().filter(|(path, entry)| is_ours(path, entry)).collect();
    (here.into_iter().collect(), false)
}

fn open_journal(cache: &CacheDir, name: &str, dir: &Path) -> Result<(Journal, BTreeSet<OutPath>), Diag> {
    let shown = dir.display().to_string();
    let opened = cache.in_first(|folder| match Journal::open(&folder.join(format!("{name}.journal"))) {
        Err(Refused::Failed(error)) => Err(error),
        other => Ok(other),
    });
    match opened {
        Ok(Ok(opened)) => Ok(opened),
        Ok(Err(_)) => Err(Diag::error("output-busy").with("folder", shown)),
        Err(error) => Err(unusable(dir, &error)),
    }
}

/// Removes manifests and journals of output folders that no longer exist. What a site that has been moved wrote elsewhere may
/// have come along with it.
fn forget_gone(folder: &Path, site: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)?.filter_map(Result::ok) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_manifest = name.starts_with("output-") && !name.contains('.');
        let text = if is_manifest { fs::read_to_string(entry.path()).unwrap_or_default() } else { String::new() };
        let Some(dir) = manifest::folder_of(&text).filter(|dir| !dir.exists()) else { continue };
        if name == name_of(dir) || dir.starts_with(site) {
            fs::remove_file(entry.path())?;
            let _ = fs::remove_file(folder.join(format!("{}.journal", name_of(dir))));
        }
    }
    Ok(())
}

fn in_the_way<'a>(dir: &Path, foreign: impl IntoIterator<Item = &'a String>) -> Diag {
    const NAMED: usize = 5;
    let names: Vec<&str> = foreign.into_iter().map(String::as_str).collect();
    let mut list = names.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    if names.len() > NAMED {
        list.push_str(&format!(" … (+{})", names.len() - NAMED));
    }
    let folder = dir.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Diag::error("output-foreign").with("folder", folder).with("count", names.len()).with("files", list)
}

/// What tells a file's content from another's: its hash, or its size alone when it is large.
fn content_of(bytes: &[u8]) -> Key {
    if bytes.len() as u64 > LARGE { content_of_size(bytes.len() as u64) } else { Key::of_bytes(bytes) }
}

fn content_of_size(size: u64) -> Key {
    Key(u128::from(size))
}

/// Whether a file still holds what Loft wrote, though its time says otherwise: somebody copied or restored it.
fn has_content(disk: &Path, entry: &Entry) -> bool {
    let size = fs::metadata(disk).map_or(0, |metadata| metadata.len());
    size == entry.stamp.size && (size > LARGE || fs::read(disk).is_ok_and(|bytes| content_of(&bytes) == entry.content))
}
