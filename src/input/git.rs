//! When each page last changed, from git, read through libgit2.
//!
//! Hugo's rule, kept here (github.com/bep/gitmap): the first commit of `git log --no-merges` that names
//! the file, renames not followed, whatever the working copy holds. One repository a mount at most, so
//! a mounted folder may have its own. What a page's earlier versions said is in [`log`](self::log).

mod log;
mod renames;
mod sections;
mod store;
mod trees;
mod versions;
mod walk;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use git2::{ErrorCode, Oid, Repository};
use jiff::tz::Offset;
use serde::{Deserialize, Serialize};

use self::log::Commits;
use self::store::{Store, Stored};
use crate::cache::CacheDir;
use crate::diag::Diag;
use crate::memo::Key;
use crate::paths::{self, SourcePath};

pub use self::log::{Change, ChangeKind, Commit, Log, RepositoryLog, Said};

/// The last commit of every page that git knows.
#[derive(Clone, Debug, Default)]
pub struct History {
    files: BTreeMap<SourcePath, Arc<FileHistory>>,
    log: Log,
}

/// One file's last change: Hugo's `.GitInfo`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FileHistory {
    pub hash: String,
    /// As short as the repository allows, seven digits or more.
    pub abbreviated: String,
    /// As `.mailmap` has it.
    pub author_name: String,
    pub author_email: String,
    /// When the change was written: Hugo's `.Lastmod`.
    pub authored: CommitTime,
    pub committed: CommitTime,
    /// The first paragraph of the message, on one line.
    pub subject: String,
}

/// A moment as git keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CommitTime {
    /// Seconds since 1970 in UTC.
    pub seconds: i64,
    /// Of the writer's clock from UTC.
    pub offset_minutes: i32,
}

impl History {
    /// The last change of a page, if git knows one.
    pub fn of(&self, path: &SourcePath) -> Option<&FileHistory> {
        self.files.get(path).map(Arc::as_ref)
    }

    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// What every commit did to the pages; empty where nobody asks it.
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// A history of these commits alone, for whoever has them from elsewhere.
    pub fn from_log(log: Log) -> History {
        History { files: BTreeMap::new(), log }
    }

    pub fn len(&self) -> usize {
        self.files.len()
    }
}

impl CommitTime {
    /// The moment; one outside jiff's range (years -9999 to 9999) becomes its nearest end.
    pub fn timestamp(self) -> jiff::Timestamp {
        let bounded = self.seconds.clamp(jiff::Timestamp::MIN.as_second(), jiff::Timestamp::MAX.as_second());
        jiff::Timestamp::from_second(bounded).unwrap_or_default()
    }

    /// The writer's clock; one more than a day from UTC counts as UTC.
    pub fn offset(self) -> Offset {
        self.offset_minutes.checked_mul(60).and_then(|seconds| Offset::from_seconds(seconds).ok()).unwrap_or(Offset::UTC)
    }
}

impl From<git2::Time> for CommitTime {
    fn from(time: git2::Time) -> CommitTime {
        CommitTime { seconds: time.seconds(), offset_minutes: time.offset_minutes() }
    }
}

/// The pages of one mount: its folder, and each page by its path below it.
pub(super) struct MountedPages<'a> {
    pub disk: &'a Path,
    pub shown: &'a str,
    /// Path below the mount's folder, as on disk with `/` → where it stands in the site.
    pub pages: Vec<(&'a str, &'a SourcePath)>,
}

/// What is asked of git: both cost time, and not every site wants both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Wanted {
    /// When pages last changed: Hugo's `enableGitInfo`.
    pub dates: bool,
    /// What every commit did to them.
    pub log: bool,
}

/// Answers when pages last changed, and remembers the answers by the commit that they hold for.
pub(super) struct Git {
    store: Store,
    commits: Commits,
    repositories: Vec<Opened>,
    /// Where each mount's folder lies, for those found in a repository.
    places: BTreeMap<PathBuf, Place>,
    /// The last answer and the key of its question.
    last: Option<(Key, Arc<History>, Vec<Diag>)>,
}

/// A mount's folder in its repository.
#[derive(Clone)]
struct Place {
    /// Index into [`Git::repositories`].
    repository: usize,
    /// The mount's folder below the working copy's top, with `/`; empty at the top.
    prefix: String,
}

struct Opened {
    repository: Repository,
    top: PathBuf,
}

/// What is asked of one repository.
struct Question<'m> {
    repository: usize,
    /// The first mount that lies in it, for findings.
    shown: &'m str,
    head: Oid,
    key: Key,
    /// Path from the repository's top, and where the page stands in the site.
    wanted: Vec<(String, &'m SourcePath)>,
}

impl std::fmt::Debug for Git {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Git").field("places", &self.places.keys()).finish_non_exhaustive()
    }
}

impl Git {
    pub fn new(cache: CacheDir) -> Git {
        // Like git itself: an object's hash is made where it is written, and looked after by `git fsck`, not wherever it is read.
        git2::opts::strict_hash_verification(false);
        Git {
            store: Store::open(cache.clone()),
            commits: Commits::open(cache),
            repositories: Vec::new(),
            places: BTreeMap::new(),
            last: None,
        }
    }

    /// Dates every page and reads its commits. Mounts without a repository, unreadable ones and shallow clones are
    /// findings where dates are wanted.
    pub fn history(&mut self, mounts: &[MountedPages<'_>], wanted: Wanted) -> (Arc<History>, Vec<Diag>) {
        let mut diags = Vec::new();
        let questions = self.questions(mounts, &mut diags);
        let key = Key::of(&(wanted, questions.iter().map(|question| (question.key, &question.wanted)).collect::<Vec<_>>()));
        if let Some((last, history, found)) = &self.last
            && *last == key
        {
            return (Arc::clone(history), found.clone());
        }
        let mut history = History::default();
        for question in questions {
            let repository = &self.repositories[question.repository].repository;
            let (shown, place, shallow) = (question.shown, repository.path().to_path_buf(), repository.is_shallow());
            if shallow {
                diags.push(Diag::note("git-shallow").with("folder", shown));
            }
            let (commits, store) = (&mut self.commits, &mut self.store);
            let (log, dated) = rayon::join(
                || wanted.log.then(|| log_of(&question, &place, shallow, commits)),
                || wanted.dates.then(|| dates_of(&question, &place, store)),
            );
            match log.transpose() {
                Ok(log) => history.log.repositories.extend(log),
                Err(error) => diags.push(unreadable(shown, &error)),
            }
            match dated.transpose() {
                Ok(dated) => history.files.extend(dated.into_iter().flatten()),
                Err(error) => diags.push(unreadable(shown, &error)),
            }
        }
        if !wanted.dates {
            diags.clear();
        }
        self.store.save();
        self.commits.save();
        let history = Arc::new(history);
        self.last = Some((key, Arc::clone(&history), diags.clone()));
        (history, diags)
    }

    /// The mounts' pages by repository, in the order in which the mounts name the repositories.
    fn questions<'m>(&mut self, mounts: &'m [MountedPages<'_>], diags: &mut Vec<Diag>) -> Vec<Question<'m>> {
        let mut questions: Vec<Question<'_>> = Vec::new();
        let mut without = Vec::new();
        for mount in mounts.iter().filter(|mount| !mount.pages.is_empty()) {
            let found = self.place(mount.disk).and_then(|place| Ok(place.zip(self.head_of(mount.disk)?)));
            let (place, (head, key)) = match found {
                Ok(Some(found)) => found,
                Ok(None) => {
                    without.push(mount.shown);
                    continue;
                }
                Err(error) => {
                    diags.push(unreadable(mount.shown, &error));
                    continue;
                }
            };
            let wanted = mount.pages.iter().map(|(relative, path)| (paths::join(&place.prefix, relative), *path));
            match questions.iter_mut().find(|question| question.repository == place.repository) {
                Some(question) => question.wanted.extend(wanted),
                None => {
                    questions.push(Question { repository: place.repository, shown: mount.shown, head, key, wanted: wanted.collect() });
                }
            }
        }
        if !without.is_empty() {
            diags.push(Diag::note("git-missing").with("folders", without.join(", ")));
        }
        questions
    }

    /// Where a folder lies. That it lies nowhere is not remembered: somebody may begin a repository meanwhile.
    fn place(&mut self, folder: &Path) -> Result<Option<Place>, git2::Error> {
        if let Some(place) = self.places.get(folder) {
            return Ok(Some(place.clone()));
        }
        let Some((opened, prefix)) = find(folder)? else { return Ok(None) };
        let known = self.repositories.iter().position(|known| known.top == opened.top);
        let repository = known.unwrap_or_else(|| {
            self.repositories.push(opened);
            self.repositories.len() - 1
        });
        let place = Place { repository, prefix };
        self.places.insert(folder.to_path_buf(), place.clone());
        Ok(Some(place))
    }

    /// The commit checked out where a placed folder lies, and the key of what depends on it.
    fn head_of(&self, folder: &Path) -> Result<Option<(Oid, Key)>, git2::Error> {
        let Some(place) = self.places.get(folder) else { return Ok(None) };
        let opened = &self.repositories[place.repository];
        Ok(head(&opened.repository)?.map(|head| (head, opened.key(head))))
    }
}

/// What each commit of one repository did to pages.
fn log_of(question: &Question<'_>, repository: &Path, shallow: bool, commits: &mut Commits) -> Result<RepositoryLog, git2::Error> {
    Ok(RepositoryLog {
        commits: commits.behind(repository, question.head)?,
        pages: question.wanted.iter().map(|(path, source)| (path.clone(), (*source).clone())).collect(),
        shallow,
    })
}

/// A page and its last change.
type Dated = (SourcePath, Arc<FileHistory>);

/// The last change of each wanted path of one repository.
fn dates_of(question: &Question<'_>, repository: &Path, store: &mut Store) -> Result<Vec<Dated>, git2::Error> {
    let stored = store.of(question.key);
    let missing: Vec<&str> =
        question.wanted.iter().map(|(path, _)| path.as_str()).filter(|path| !stored.files.contains_key(*path)).collect();
    if !missing.is_empty() {
        learn(&Repository::open(repository)?, question.head, &missing, stored)?;
    }
    let dated = |(path, source): &(String, &SourcePath)| {
        let commit = (*stored.files.get(path)?)?;
        Some(((*source).clone(), Arc::clone(stored.commits.get(commit)?)))
    };
    Ok(question.wanted.iter().filter_map(dated).collect())
}

impl Opened {
    /// What answers depend on: the repository, its head, where its history ends, and its names.
    fn key(&self, head: Oid) -> Key {
        let read = |path: PathBuf| fs::read(path).unwrap_or_default();
        let shallow = read(self.repository.path().join("shallow"));
        let mailmap = read(self.top.join(".mailmap"));
        Key::of(&(self.top.as_os_str(), head.as_bytes(), shallow, mailmap))
    }
}

/// The repository that a folder or file lies in, looked for upwards, and its path from the top.
fn find(folder: &Path) -> Result<Option<(Opened, String)>, git2::Error> {
    let Ok(folder) = fs::canonicalize(folder) else { return Ok(None) };
    let start = if folder.is_dir() { folder.as_path() } else { folder.parent().unwrap_or(&folder) };
    let repository = match Repository::discover(start) {
        Ok(repository) => repository,
        Err(error) if error.code() == ErrorCode::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let Some(top) = repository.workdir().and_then(|top| fs::canonicalize(top).ok()) else { return Ok(None) };
    let prefix = folder.strip_prefix(&top).ok().and_then(Path::to_str).map(|prefix| prefix.replace('\\', "/"));
    Ok(prefix.map(|prefix| (Opened { repository, top }, prefix)))
}

/// The commit that is checked out; `None` before the first.
fn head(repository: &Repository) -> Result<Option<Oid>, git2::Error> {
    match repository.head().and_then(|head| head.peel_to_commit()) {
        Ok(commit) => Ok(Some(commit.id())),
        Err(error) if matches!(error.code(), ErrorCode::UnbornBranch | ErrorCode::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Adds what history says of `paths` to `stored`.
fn learn(repository: &Repository, head: Oid, paths: &[&str], stored: &mut Stored) -> Result<(), git2::Error> {
    let last = walk::last_changes(repository, head, paths)?;
    let mut numbers: BTreeMap<Oid, usize> = BTreeMap::new();
    for (path, commit) in paths.iter().zip(last) {
        let number = match commit {
            None => None,
            Some(id) => Some(match numbers.get(&id) {
                Some(number) => *number,
                None => {
                    stored.commits.push(Arc::new(describe(repository, id)?));
                    numbers.insert(id, stored.commits.len() - 1);
                    stored.commits.len() - 1
                }
            }),
        };
        stored.files.insert((*path).to_string(), number);
    }
    Ok(())
}

fn describe(repository: &Repository, id: Oid) -> Result<FileHistory, git2::Error> {
    let commit = repository.find_commit(id)?;
    let author = match repository.mailmap() {
        Ok(mailmap) => commit.author_with_mailmap(&mailmap)?,
        Err(_) => commit.author().to_owned(),
    };
    let short = commit.as_object().short_id()?;
    Ok(FileHistory {
        hash: id.to_string(),
        abbreviated: String::from_utf8_lossy(&short).into_owned(),
        author_name: String::from_utf8_lossy(author.name_bytes()).into_owned(),
        author_email: String::from_utf8_lossy(author.email_bytes()).into_owned(),
        authored: author.when().into(),
        committed: commit.time().into(),
        subject: commit.summary_bytes().map(|summary| String::from_utf8_lossy(summary).into_owned()).unwrap_or_default(),
    })
}

fn unreadable(shown: &str, error: &git2::Error) -> Diag {
    let code = if error.code() == ErrorCode::Owner { "git-owner" } else { "git-unreadable" };
    Diag::warning(code).with("folder", shown).with("reason", error.message())
}
