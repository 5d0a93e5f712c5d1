//! When to look again, and where. The paths are hints: what counts is what `input` then finds.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, DataChange, ModifyKind};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::cache;

/// What to look at again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changed {
    /// These files and folders.
    Paths(Vec<PathBuf>),
    /// Everything: the system lost count, or too much changed to name.
    Everything,
}

impl Changed {
    /// The paths to look at; `None` for everything.
    pub fn hints(&self) -> Option<&[PathBuf]> {
        match self {
            Changed::Paths(paths) => Some(paths),
            Changed::Everything => None,
        }
    }

    /// What changed first and what changed then.
    pub fn and(self, then: Changed) -> Changed {
        match (self, then) {
            (Changed::Paths(first), Changed::Paths(then)) => Changed::Paths([first, then].concat()),
            _ => Changed::Everything,
        }
    }
}

/// Quiet after which a change counts as over: an editor's save takes less.
const QUIET: Duration = Duration::from_millis(2);
/// Quiet after which a file still open for writing, or a burst of files, counts as over.
const QUIET_IN_A_BURST: Duration = Duration::from_millis(40);
/// More files than a person saves at once: a checkout, a script.
const BURST: usize = 8;
/// How long a burst is waited for at most. A git that was killed leaves its lock behind.
const BURST_AT_MOST: Duration = Duration::from_secs(20);
/// How long files that are written again and again are waited for at most.
const FILE_AT_MOST: Duration = Duration::from_millis(500);
/// More than it is worth to name one by one.
const TOO_MANY: usize = 2_000;

/// Watches a site's folders.
pub struct Watch {
    /// The system's word; without it, it is time to look every so often.
    watcher: Result<RecommendedWatcher, Duration>,
    told: Receiver<Told>,
    /// Folders under watch by their real paths, and by the paths that `input` knows them by.
    roots: BTreeMap<PathBuf, PathBuf>,
    /// Folders below the site's that Loft itself writes.
    own: Vec<PathBuf>,
    /// What git keeps in its folder while it changes files, for each repository under watch.
    locks: BTreeSet<PathBuf>,
}

/// One message of the system's, as far as it matters here.
enum Told {
    Writing(PathBuf),
    Written(PathBuf),
    Changed(Vec<PathBuf>),
    Lost,
}

impl Watch {
    /// Watches nothing yet; `poll` is how often to look at everything where the system does not tell. `output` is passed over, like Loft's cache and git's folder.
    ///
    /// # Errors
    /// When the system has no way of watching, or no room for another watch.
    pub fn new(site: &Path, output: &Path, poll: Option<Duration>) -> notify::Result<Watch> {
        let (tell, told) = mpsc::channel();
        let pass_on = move |event| pass_on(&tell, event);
        let watcher = match poll {
            Some(every) => Err(every),
            None => Ok(notify::recommended_watcher(pass_on)?),
        };
        let real = std::fs::canonicalize(site).unwrap_or_else(|_| site.to_path_buf());
        let own = [cache::FOLDER, ".git", "search-index"].map(|name| real.join(name));
        let output = std::fs::canonicalize(output).unwrap_or_else(|_| output.to_path_buf());
        Ok(Watch { watcher, told, roots: BTreeMap::new(), own: own.into_iter().chain([output]).collect(), locks: BTreeSet::new() })
    }

    /// Makes the watch cover these folders, each with all that is in it; `site` itself without. Returns the folders that are
    /// new under watch: what happened in them before may have gone unseen.
    pub fn cover(&mut self, site: &Path, folders: &[PathBuf]) -> Vec<PathBuf> {
        if self.watcher.is_err() {
            return Vec::new();
        }
        let mut wanted: BTreeMap<PathBuf, (PathBuf, RecursiveMode)> = BTreeMap::new();
        let mut want = |path: &Path, mode: RecursiveMode| {
            if let Ok(real) = std::fs::canonicalize(path) {
                wanted.entry(real).or_insert((path.to_path_buf(), mode));
            }
        };
        for folder in folders.iter().filter(|folder| *folder != site) {
            // A single mounted file is watched by its folder, since saving may put another file in its place.
            match folder.is_file() {
                true => want(folder.parent().unwrap_or(site), RecursiveMode::NonRecursive),
                false => want(folder, RecursiveMode::Recursive),
            }
        }
        let whole = folders.iter().any(|folder| folder == site);
        want(site, if whole { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive });
        let gone: Vec<PathBuf> = self.roots.keys().filter(|real| !wanted.contains_key(*real)).cloned().collect();
        for real in gone {
            self.forget(&real);
        }
        self.locks = wanted.keys().filter_map(|real| lock_of(real)).collect();
        let mut new = Vec::new();
        for (real, (path, mode)) in wanted {
            let is_new = !self.roots.contains_key(&real);
            if is_new && self.watcher.as_mut().is_ok_and(|watcher| watcher.watch(&real, mode).is_ok()) {
                self.roots.insert(real, path.clone());
                new.push(path);
            }
        }
        new
    }

    /// Waits for the next change and for it to be over, at most so long; `None` when nothing happened.
    pub fn next(&mut self, at_most: Duration) -> Option<Changed> {
        if let Err(every) = self.watcher {
            std::thread::sleep(every.min(at_most));
            return Some(Changed::Everything);
        }
        let mut batch = Batch::default();
        batch.add(self.told.recv_timeout(at_most).ok()?);
        let (begun, mut was_quiet) = (Instant::now(), false);
        while begun.elapsed() < batch.at_most() || (begun.elapsed() < BURST_AT_MOST && self.is_locked()) {
            match self.told.recv_timeout(batch.patience()) {
                Ok(told) => {
                    batch.add(told);
                    was_quiet = false;
                }
                // Git pauses between files; it is done when its lock is gone.
                Err(RecvTimeoutError::Timeout) if self.is_locked() => {}
                // On a busy machine the lock may be gone before the system has told of the last files.
                Err(RecvTimeoutError::Timeout) if batch.is_burst() && !was_quiet => was_quiet = true,
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
            }
        }
        if batch.lost {
            while self.told.try_recv().is_ok() {}
            for real in self.roots.keys().cloned().collect::<Vec<_>>() {
                self.forget(&real);
            }
            return Some(Changed::Everything);
        }
        let paths = self.known_paths(batch.paths);
        (!paths.is_empty()).then_some(Changed::Paths(paths))
    }

    /// Whether git is at work on files under watch.
    fn is_locked(&self) -> bool {
        self.locks.iter().any(|lock| lock.exists())
    }

    /// The paths as `input` knows them, without Loft's own. A folder under watch that was itself replaced is watched anew.
    fn known_paths(&mut self, real: BTreeSet<PathBuf>) -> Vec<PathBuf> {
        let mut known = Vec::new();
        for path in real {
            if self.own.iter().any(|own| path.starts_with(own)) {
                continue;
            }
            let root = path.ancestors().find_map(|above| Some((above.to_path_buf(), self.roots.get(above)?.clone())));
            if let Some((real_root, shown_root)) = root {
                let below = path.strip_prefix(&real_root).unwrap_or(Path::new(""));
                known.push(if below.as_os_str().is_empty() { shown_root } else { shown_root.join(below) });
            }
            let replaced: Vec<PathBuf> = self.roots.keys().filter(|root| root.starts_with(&path)).cloned().collect();
            for root in replaced {
                self.forget(&root);
            }
        }
        known
    }

    fn forget(&mut self, real: &Path) {
        // The system has forgotten a deleted folder by itself.
        let _ = self.watcher.as_mut().map(|watcher| watcher.unwatch(real));
        self.roots.remove(real);
    }
}

/// The lock that git has on a folder's repository while it works on its files.
fn lock_of(folder: &Path) -> Option<PathBuf> {
    let git = folder.ancestors().map(|above| above.join(".git")).find(|git| git.is_dir())?;
    Some(git.join("index.lock"))
}

/// Called by the watcher's own thread: leaves out what is only reading, Loft's own reading among it.
fn pass_on(tell: &Sender<Told>, event: notify::Result<Event>) {
    let told = match event {
        Err(_) => Told::Lost,
        Ok(event) if event.need_rescan() => Told::Lost,
        Ok(Event { kind, mut paths, .. }) => match (kind, paths.pop()) {
            (EventKind::Access(AccessKind::Close(AccessMode::Write)), Some(path)) => Told::Written(path),
            (EventKind::Access(_), _) | (_, None) => return,
            (EventKind::Modify(ModifyKind::Data(DataChange::Any)), Some(path)) if cfg!(target_os = "linux") => Told::Writing(path),
            (_, Some(last)) => {
                paths.push(last);
                Told::Changed(paths)
            }
        },
    };
    // Nobody listens any more when the preview ends.
    let _ = tell.send(told);
}

/// What was told since the last quiet.
#[derive(Default)]
struct Batch {
    paths: BTreeSet<PathBuf>,
    writing: BTreeSet<PathBuf>,
    lost: bool,
}

impl Batch {
    fn add(&mut self, told: Told) {
        match told {
            Told::Lost => self.lost = true,
            Told::Writing(path) => {
                self.writing.insert(path.clone());
                self.paths.insert(path);
            }
            Told::Written(path) => {
                self.writing.remove(&path);
                self.paths.insert(path);
            }
            Told::Changed(paths) => self.paths.extend(paths),
        }
        if self.paths.len() > TOO_MANY {
            self.lost = true;
            self.paths.clear();
            self.writing.clear();
        }
    }

    fn is_burst(&self) -> bool {
        self.lost || self.paths.len() > BURST
    }

    fn patience(&self) -> Duration {
        if self.writing.is_empty() && !self.is_burst() { QUIET } else { QUIET_IN_A_BURST }
    }

    fn at_most(&self) -> Duration {
        if self.is_burst() { BURST_AT_MOST } else { FILE_AT_MOST }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    const SOON: Duration = Duration::from_secs(10);
    const NEVER: Duration = Duration::from_millis(150);

    fn watched() -> (tempfile::TempDir, PathBuf, Watch) {
        let top = tempfile::tempdir().unwrap();
        let site = top.path().join("site");
        fs::create_dir_all(site.join("content/a")).unwrap();
        fs::create_dir_all(site.join("public")).unwrap();
        let mut watch = Watch::new(&site, &site.join("public"), None).unwrap();
        watch.cover(&site, &[site.join("content"), site.join("static")]);
        (top, site, watch)
    }

    /// Everything told until nothing more comes.
    fn told(watch: &mut Watch) -> BTreeSet<PathBuf> {
        let mut all = BTreeSet::new();
        let mut wait = SOON;
        while let Some(Changed::Paths(paths)) = watch.next(wait) {
            all.extend(paths);
            wait = NEVER;
        }
        all
    }

    #[test]
    fn a_saved_file_is_told_and_a_read_one_is_not() {
        let (_top, site, mut watch) = watched();
        fs::write(site.join("content/a/x.md"), "x").unwrap();
        assert_eq!(told(&mut watch), [site.join("content/a/x.md")].into());
        fs::read(site.join("content/a/x.md")).unwrap();
        assert_eq!(watch.next(NEVER), None);
    }

    #[test]
    fn a_save_by_renaming_is_told_by_its_name() {
        let (_top, site, mut watch) = watched();
        fs::write(site.join("content/x.md.tmp"), "x").unwrap();
        fs::rename(site.join("content/x.md.tmp"), site.join("content/x.md")).unwrap();
        assert!(told(&mut watch).contains(&site.join("content/x.md")));
    }

    #[test]
    fn own_output_is_not_told() {
        let (_top, site, mut watch) = watched();
        watch.cover(&site, &[site.join("content"), site.join("public"), site.join(".loft")]);
        fs::write(site.join("public/x.html"), "x").unwrap();
        fs::create_dir(site.join(".loft")).unwrap();
        assert_eq!(watch.next(NEVER), None);
    }

    #[test]
    fn a_folder_that_comes_and_goes_is_watched_again() {
        let (_top, site, mut watch) = watched();
        let folders = [site.join("content"), site.join("static")];
        fs::create_dir(site.join("static")).unwrap();
        assert!(told(&mut watch).contains(&site.join("static")));
        assert_eq!(watch.cover(&site, &folders), [site.join("static")]);
        fs::remove_dir_all(site.join("content")).unwrap();
        assert!(told(&mut watch).contains(&site.join("content")));
        watch.cover(&site, &folders);
        fs::create_dir(site.join("content")).unwrap();
        assert!(told(&mut watch).contains(&site.join("content")));
        assert_eq!(watch.cover(&site, &folders), [site.join("content")]);
        fs::write(site.join("content/back.md"), "x").unwrap();
        assert!(told(&mut watch).contains(&site.join("content/back.md")));
    }

    #[test]
    fn a_burst_is_told_at_once() {
        let (_top, site, mut watch) = watched();
        let files: Vec<PathBuf> = (0..500).map(|n| site.join(format!("content/a/{n}.md"))).collect();
        for file in &files {
            fs::write(file, "x").unwrap();
        }
        let mut batches = 0;
        let mut all = BTreeSet::new();
        while let Some(Changed::Paths(paths)) = watch.next(if batches == 0 { SOON } else { NEVER }) {
            all.extend(paths);
            batches += 1;
        }
        assert!(files.iter().all(|file| all.contains(file)));
        assert!(batches <= 5, "{batches} batches");
    }

    #[test]
    fn git_is_waited_for_until_it_is_done() {
        let (_top, site, mut watch) = watched();
        fs::create_dir(site.join(".git")).unwrap();
        watch.cover(&site, &[site.join("content")]);
        told(&mut watch);
        let lock = site.join(".git/index.lock");
        fs::write(&lock, "").unwrap();
        let writing = std::thread::spawn({
            let site = site.clone();
            move || {
                for n in 0..30 {
                    fs::write(site.join(format!("content/a/{n}.md")), "x").unwrap();
                    std::thread::sleep(if n % 10 == 0 { QUIET_IN_A_BURST * 2 } else { Duration::ZERO });
                }
                fs::remove_file(&lock).unwrap();
            }
        });
        let Some(Changed::Paths(paths)) = watch.next(SOON) else { panic!("nothing told") };
        writing.join().unwrap();
        assert_eq!(paths.len(), 30, "all at once: {paths:?}");
    }

    #[test]
    fn a_file_being_written_is_waited_for() {
        let mut batch = Batch::default();
        batch.add(Told::Writing("x".into()));
        assert_eq!(batch.patience(), QUIET_IN_A_BURST);
        batch.add(Told::Written("x".into()));
        assert_eq!(batch.patience(), QUIET);
        batch.add(Told::Changed((0..20).map(|n| PathBuf::from(n.to_string())).collect()));
        assert_eq!(batch.patience(), QUIET_IN_A_BURST);
    }
}
