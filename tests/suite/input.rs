//! Reading a site: which files count, what is read again, and what git says of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use loft::config::Overrides;
use loft::input::{Input, Snapshot};
use loft::paths::SourcePath;

/// A site's folder with files in it.
struct Site {
    top: tempfile::TempDir,
}

impl Site {
    fn new(files: &[(&str, &str)]) -> Site {
        let site = Site { top: tempfile::tempdir().unwrap() };
        fs::create_dir_all(site.root()).unwrap();
        for (path, text) in files {
            site.write(path, text);
        }
        site
    }

    fn root(&self) -> PathBuf {
        self.top.path().join("site")
    }

    fn write(&self, path: &str, text: &str) -> PathBuf {
        let disk = self.root().join(path);
        fs::create_dir_all(disk.parent().unwrap()).unwrap();
        fs::write(&disk, text).unwrap();
        disk
    }

    fn open(&self) -> Input {
        Input::open(&self.root(), Overrides::default())
    }

    fn snapshot(&self) -> Snapshot {
        self.open().snapshot(None)
    }
}

fn names(snapshot: &Snapshot) -> Vec<&str> {
    snapshot.files.keys().map(SourcePath::as_str).collect()
}

fn text(snapshot: &Snapshot, path: &str) -> String {
    let blob = &snapshot.files[&SourcePath::new(path)];
    String::from_utf8(blob.bytes.as_ref().unwrap_or_else(|| panic!("{path} carries no bytes")).to_vec()).unwrap()
}

/// Code and file of the findings of the room under test, which are not about configuration.
fn findings(snapshot: &Snapshot) -> Vec<(&str, &str)> {
    let own = snapshot.diags.iter().filter(|diag| diag.code != "config-missing");
    own.map(|diag| (diag.code, diag.path.as_deref().unwrap_or(""))).collect()
}

#[test]
fn a_site_is_its_components_and_its_theme() {
    let site = Site::new(&[
        ("hugo.toml", "theme = 'mine'"),
        ("content/_index.md", "home"),
        ("content/a/fig.png", "png"),
        ("content/noext", "x"),
        ("static/robots.txt", "robots"),
        ("data/a/b.yaml", "x: 1"),
        ("layouts/page.html", "page"),
        ("themes/mine/page.html", "theme"),
        ("themes/mine/static/x.woff2", "font"),
        ("themes/other/page.html", "not used"),
        ("README.md", "not part of the site"),
    ]);
    let snapshot = site.snapshot();
    assert_eq!(
        names(&snapshot),
        [
            "content/_index.md",
            "content/a/fig.png",
            "content/noext",
            "data/a/b.yaml",
            "layouts/page.html",
            "static/robots.txt",
            "themes/mine/page.html",
            "themes/mine/static/x.woff2"
        ]
    );
    let with_bytes: Vec<&str> = snapshot.files.iter().filter(|(_, blob)| blob.bytes.is_some()).map(|(path, _)| path.as_str()).collect();
    assert_eq!(with_bytes, ["content/_index.md", "data/a/b.yaml", "layouts/page.html", "themes/mine/page.html"]);
    let figure = &snapshot.files[&SourcePath::new("content/a/fig.png")];
    assert_eq!((figure.size, figure.key, &*figure.shown), (3, loft::memo::Key::of_bytes(b"png"), "content/a/fig.png"));
}

/// The configuration that `hugo` 0.168 was tried with; the expected paths are those it listed.
#[test]
fn mounts_overlay_and_filter_as_in_hugo() {
    let mount = |source: &str, target: &str, files: &str| format!("[[module.mounts]]\nsource='{source}'\ntarget='{target}'\n{files}\n");
    let config: String = [
        mount("a", "content", ""),
        mount("b", "content", ""),
        mount("c", "content/top", "files=['*.md']"),
        mount("c", "content/below", "files=['x/*']"),
        mount("c", "content/without", "files=['! X/**']"),
        mount("c", "content/both", "files=['! x/q*', 'x/**']"),
        mount("c", "content/one", "files=['{x,y}/[a-q].md']"),
        mount("one.md", "content/single/ett.md", ""),
    ]
    .concat();
    let site = Site::new(&[
        ("hugo.toml", &config),
        ("a/p.md", "from a"),
        ("b/p.md", "from b"),
        ("a/sub/q.md", "a"),
        ("b/sub/z.md", "b"),
        ("c/public.md", "c"),
        ("c/x/q.md", "c"),
        ("c/x/w.en.md", "c"),
        ("one.md", "one"),
    ]);
    let snapshot = site.snapshot();
    assert_eq!(
        names(&snapshot),
        [
            "content/below/x/q.md",
            "content/below/x/w.en.md",
            "content/both/x/w.en.md",
            "content/one/x/q.md",
            "content/p.md",
            "content/single/ett.md",
            "content/sub/q.md",
            "content/sub/z.md",
            "content/top/public.md",
            "content/without/public.md"
        ]
    );
    assert_eq!(text(&snapshot, "content/p.md"), "from a");
    assert_eq!(&*snapshot.files[&SourcePath::new("content/single/ett.md")].shown, "one.md");
}

#[test]
fn a_folder_mounted_but_absent_is_a_finding() {
    let site = Site::new(&[("hugo.toml", "[[module.mounts]]\nsource='modules/x/content'\ntarget='content/x'"), ("content/a.md", "a")]);
    let snapshot = site.snapshot();
    let missing: Vec<_> = snapshot.diags.iter().filter(|diag| diag.code == "mount-missing").collect();
    assert_eq!(missing.len(), 1);
    assert_eq!(missing[0].args, [("folder", "modules/x/content".to_string())]);
}

#[test]
fn ignored_names_are_left_out_of_content_but_not_of_static() {
    let site = Site::new(&[
        ("hugo.toml", "ignoreFiles = ['\\.foo$', 'sec/ig', '[']"),
        ("content/a.md", "a"),
        ("content/.b.md", "b"),
        ("content/c.md~", "c"),
        ("content/#d/e.md", "e"),
        ("content/f.foo", "f"),
        ("content/sec/ig.md", "g"),
        ("content/.git/config", "h"),
        ("static/.well-known/x", "x"),
        ("static/f.foo", "f"),
        ("static/.git", "gitdir: elsewhere"),
    ]);
    let snapshot = site.snapshot();
    assert_eq!(names(&snapshot), ["content/a.md", "static/.well-known/x", "static/f.foo"]);
    assert!(findings(&snapshot).contains(&("ignore-pattern", "")), "{:?}", snapshot.diags);
}

#[test]
fn a_site_mounted_whole_passes_over_what_is_generated() {
    let site = Site::new(&[
        ("hugo.toml", "[[module.mounts]]\nsource='.'\ntarget='content'"),
        ("a.md", "a"),
        ("public/a/index.html", "made"),
        ("search-index/x", "made"),
        ("node_modules/y.md", "fetched"),
        ("docs/public/b.md", "b"),
    ]);
    site.snapshot();
    assert_eq!(names(&site.snapshot()), ["content/a.md", "content/docs/public/b.md", "content/hugo.toml"]);
}

#[cfg(unix)]
#[test]
fn links_are_not_followed_and_each_is_a_finding() {
    use std::os::unix::fs::symlink;
    let site = Site::new(&[("content/a/b.md", "b"), ("outside/c.md", "c"), ("real/d.md", "d")]);
    let content = site.root().join("content");
    symlink("../outside/c.md", content.join("file.md")).unwrap();
    symlink("../outside", content.join("folder")).unwrap();
    symlink("..", content.join("a/up")).unwrap();
    symlink("self", content.join("self")).unwrap();
    symlink("nowhere", content.join("dangling")).unwrap();
    symlink("real", site.root().join("data")).unwrap();
    let snapshot = site.snapshot();
    assert_eq!(names(&snapshot), ["content/a/b.md", "data/d.md"], "a mount's own folder may be a link");
    assert_eq!(
        findings(&snapshot),
        [
            ("link-loop", "content/a/up"),
            ("link-not-followed", "content/dangling"),
            ("link-not-followed", "content/file.md"),
            ("link-not-followed", "content/folder"),
            ("link-loop", "content/self")
        ]
    );
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_not_text_or_twice_the_same_are_findings() {
    use std::os::unix::ffi::OsStrExt;
    let site = Site::new(&[("content/\u{e5}.md", "composed"), ("content/a\u{30a}.md", "decomposed")]);
    fs::write(site.root().join("content").join(std::ffi::OsStr::from_bytes(b"\xff.md")), "x").unwrap();
    let snapshot = site.snapshot();
    assert_eq!(names(&snapshot), ["content/\u{e5}.md"]);
    assert_eq!(findings(&snapshot), [("name-twice", "content/\u{e5}.md"), ("name-not-text", "content/\u{fffd}.md")]);
    assert_eq!(text(&snapshot, "content/\u{e5}.md"), "decomposed", "the first by bytes counts");
}

#[test]
fn a_page_beyond_all_measure_is_a_finding_and_the_rest_is_read() {
    let site = Site::new(&[("content/a.md", "a")]);
    fs::File::create(site.root().join("content/huge.md")).unwrap().set_len(50 << 20).unwrap();
    fs::File::create(site.root().join("content/huge.bin")).unwrap().set_len(6 << 20).unwrap();
    let snapshot = site.snapshot();
    assert_eq!(names(&snapshot), ["content/a.md", "content/huge.bin"]);
    assert_eq!(findings(&snapshot), [("file-too-large", "content/huge.md")]);
}

#[cfg(unix)]
#[test]
fn unreadable_files_and_folders_are_findings() {
    use std::os::unix::fs::PermissionsExt;
    let site = Site::new(&[("content/a.md", "a"), ("content/secret.md", "s"), ("content/closed/b.md", "b")]);
    let locked = [site.root().join("content/secret.md"), site.root().join("content/closed")];
    for path in &locked {
        fs::set_permissions(path, fs::Permissions::from_mode(0o000)).unwrap();
    }
    let unlock = || fs::set_permissions(&locked[1], fs::Permissions::from_mode(0o755)).unwrap();
    if fs::read(&locked[0]).is_ok() {
        println!("skipped: this user may read everything");
        return unlock();
    }
    let snapshot = site.snapshot();
    unlock();
    assert_eq!(names(&snapshot), ["content/a.md"]);
    assert_eq!(findings(&snapshot), [("not-readable", "content/closed"), ("not-readable", "content/secret.md")]);
}

#[cfg(unix)]
#[test]
fn a_pipe_is_not_waited_for() {
    let site = Site::new(&[("content/a.md", "a")]);
    let made = Command::new("mkfifo").arg(site.root().join("content/pipe.md")).status();
    if !made.is_ok_and(|status| status.success()) {
        println!("skipped: no mkfifo");
        return;
    }
    let snapshot = site.snapshot();
    assert_eq!(names(&snapshot), ["content/a.md"]);
    assert_eq!(findings(&snapshot), [("not-a-file", "content/pipe.md")]);
}

/// After each step, looking again by hints, looking again at everything, and looking for the first time agree.
#[test]
fn looking_again_equals_looking_afresh() {
    let site = Site::new(&[("content/a.md", "a"), ("content/b/c.md", "c"), ("content/b/d.png", "d"), ("static/x", "x")]);
    let (mut hinted, mut around) = (site.open(), site.open());
    hinted.snapshot(None);
    around.snapshot(None);
    let path = |name: &str| site.root().join(name);
    let steps: Vec<(&str, Box<dyn Fn() -> Vec<PathBuf> + '_>)> = vec![
        ("change", Box::new(|| vec![site.write("content/a.md", "a2")])),
        ("same length", Box::new(|| vec![site.write("content/a.md", "a3")])),
        ("change an image", Box::new(|| vec![site.write("content/b/d.png", "e")])),
        ("add in a new folder", Box::new(|| vec![site.write("content/new/er/e.md", "e")])),
        (
            "rename a file",
            Box::new(|| {
                fs::rename(path("content/a.md"), path("content/z.md")).unwrap();
                vec![path("content/a.md"), path("content/z.md")]
            }),
        ),
        (
            "rename a folder",
            Box::new(|| {
                fs::rename(path("content/new"), path("content/newer")).unwrap();
                vec![path("content/new"), path("content/newer")]
            }),
        ),
        (
            "delete a file",
            Box::new(|| {
                fs::remove_file(path("content/z.md")).unwrap();
                vec![path("content/z.md")]
            }),
        ),
        (
            "a file becomes a folder",
            Box::new(|| {
                fs::remove_file(path("static/x")).unwrap();
                vec![site.write("static/x/y", "y")]
            }),
        ),
        ("an ignored file", Box::new(|| vec![site.write("content/.x.md.swp", "x"), site.write("content/.hidden/x.md", "x")])),
        ("a file outside", Box::new(|| vec![site.write("README.md", "x")])),
        (
            "the whole component goes",
            Box::new(|| {
                fs::remove_dir_all(path("content")).unwrap();
                vec![path("content")]
            }),
        ),
        ("and comes back", Box::new(|| vec![site.write("content/back.md", "x")])),
        ("a new theme by configuration", Box::new(|| vec![site.write("hugo.toml", "theme='t'"), site.write("themes/t/page.html", "t")])),
        ("new rules by configuration", Box::new(|| vec![site.write("hugo.toml", "ignoreFiles=['back']")])),
    ];
    let view = |snapshot: &Snapshot| -> BTreeMap<String, (u128, u64, Option<Arc<[u8]>>)> {
        snapshot.files.iter().map(|(path, blob)| (path.to_string(), (blob.key.0, blob.size, blob.bytes.clone()))).collect()
    };
    let mut last = view(&site.snapshot());
    let mut changes = 0;
    for (name, step) in &steps {
        let hints = step();
        let fresh = view(&site.snapshot());
        changes += usize::from(fresh != last);
        assert_eq!(view(&hinted.snapshot(Some(&hints))), fresh, "by hints: {name}");
        assert_eq!(view(&around.snapshot(None)), fresh, "around: {name}");
        last = fresh;
    }
    assert_eq!(changes, 12, "all but two steps change the site");
}

#[test]
fn what_was_not_hinted_is_not_read() {
    let site = Site::new(&[("content/a.md", "a"), ("content/b.md", "b")]);
    let mut input = site.open();
    input.snapshot(None);
    let a = site.write("content/a.md", "a2");
    site.write("content/b.md", "b2");
    let snapshot = input.snapshot(Some(&[a]));
    assert_eq!((text(&snapshot, "content/a.md"), text(&snapshot, "content/b.md")), ("a2".into(), "b".into()));
}

#[test]
fn a_later_process_does_not_read_images_again() {
    let site = Site::new(&[("content/a.png", "one")]);
    let image = site.root().join("content/a.png");
    let moment = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000);
    let pretend = || fs::File::options().append(true).open(&image).unwrap().set_modified(moment).unwrap();
    pretend();
    let first = site.snapshot().files[&SourcePath::new("content/a.png")].key;
    // Other bytes under an equal stamp: only one who reads the file could tell.
    fs::write(&image, "two").unwrap();
    pretend();
    assert_eq!(site.snapshot().files[&SourcePath::new("content/a.png")].key, first);
    let cold = Input::open_cold(&site.root(), Overrides::default()).snapshot(None);
    assert_eq!(cold.files[&SourcePath::new("content/a.png")].key, loft::memo::Key::of_bytes(b"two"));
}

// Git. The program is the judge of what the library reads; where it is absent, these tests say that they skip.

pub fn git(folder: &Path, date: u32, args: &[&str]) -> Option<String> {
    let stamp = format!("{} +0200", 1_700_000_000 + date);
    let run = Command::new("git")
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .envs([("GIT_AUTHOR_DATE", &stamp), ("GIT_COMMITTER_DATE", &stamp)])
        .args([
            "-c",
            "user.name=Kari",
            "-c",
            "user.email=kari@example.org",
            "-c",
            "init.defaultBranch=main",
            "-c",
            "protocol.file.allow=always",
        ])
        .args(args)
        .output()
        .ok()?;
    assert!(run.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&run.stderr));
    Some(String::from_utf8(run.stdout).unwrap())
}

pub fn no_git() -> bool {
    let absent = Command::new("git").arg("--version").output().is_err();
    if absent {
        println!("skipped: no git");
    }
    absent
}

const WITH_GIT: (&str, &str) = ("hugo.toml", "enableGitInfo = true");

fn subjects(snapshot: &Snapshot) -> Vec<(&str, &str)> {
    let dated = |path| snapshot.git.of(path).map_or("-", |last| last.subject.as_str());
    snapshot.files.keys().map(|path| (path.within(), dated(path))).collect()
}

#[test]
fn pages_are_dated_by_the_commit_that_last_named_them() {
    if no_git() {
        return;
    }
    let site = Site::new(&[WITH_GIT, ("content/a.md", "a"), ("content/sub/b.md", "b"), ("content/c.md", "c"), ("content/d.md", "d")]);
    let root = site.root();
    let commit = |date: u32, subject: &str| {
        git(&root, date, &["add", "-A"]);
        git(&root, date, &["commit", "-qm", subject]);
    };
    git(&root, 0, &["init", "-q"]);
    let unborn = site.snapshot();
    assert!(unborn.git.is_empty() && findings(&unborn).contains(&("git-missing", "")), "before the first commit");
    commit(1, "first");
    git(&root, 2, &["checkout", "-qb", "side"]);
    site.write("content/a.md", "a on the side");
    commit(3, "on the side");
    git(&root, 4, &["checkout", "-q", "main"]);
    site.write("content/c.md", "c on main");
    commit(5, "on main");
    git(&root, 6, &["merge", "-q", "--no-ff", "-m", "merge", "side"]);
    git(&root, 7, &["mv", "content/d.md", "content/renamed.md"]);
    commit(7, "rename\n\nand why");
    site.write("content/c.md", "not committed");
    site.write("content/new.md", "not committed");
    let snapshot = site.snapshot();
    assert_eq!(
        subjects(&snapshot),
        [("a.md", "on the side"), ("c.md", "on main"), ("new.md", "-"), ("renamed.md", "rename"), ("sub/b.md", "first")]
    );
    let last = snapshot.git.of(&SourcePath::new("content/c.md")).unwrap();
    assert_eq!((last.author_name.as_str(), last.author_email.as_str()), ("Kari", "kari@example.org"));
    assert_eq!((last.authored.seconds, last.authored.offset_minutes), (1_700_000_005, 120));
    assert_eq!(last.authored.timestamp().to_string(), "2023-11-14T22:13:25Z");
    assert!(last.hash.starts_with(&last.abbreviated) && last.abbreviated.len() == 7);
}

#[test]
fn a_commit_made_between_two_snapshots_is_seen() {
    if no_git() {
        return;
    }
    let site = Site::new(&[WITH_GIT, ("content/a.md", "a"), ("content/b.md", "b")]);
    let root = site.root();
    git(&root, 0, &["init", "-q"]);
    git(&root, 1, &["add", "-A"]);
    git(&root, 1, &["commit", "-qm", "first"]);
    let mut input = site.open();
    assert_eq!(subjects(&input.snapshot(None)), [("a.md", "first"), ("b.md", "first")]);
    let b = site.write("content/b.md", "b2");
    git(&root, 2, &["commit", "-qam", "second"]);
    let expected = [("a.md", "first"), ("b.md", "second")];
    assert_eq!(subjects(&input.snapshot(Some(&[b]))), expected);
    assert_eq!(subjects(&site.snapshot()), expected, "from the cache of the same head");
    fs::write(root.join(".loft/git.json"), "{\"format\":1,\"repositories\":{\"x\":[]}}").unwrap();
    assert_eq!(subjects(&site.snapshot()), expected, "a damaged cache is no cache");
}

#[test]
fn each_mount_has_its_own_repository_or_none() {
    if no_git() {
        return;
    }
    let config = "enableGitInfo = true\n[[module.mounts]]\nsource='content'\ntarget='content'\n[[module.mounts]]\nsource='../other/docs'\ntarget='content/o'\n\
                  [[module.mounts]]\nsource='../plain'\ntarget='content/p'";
    let site = Site::new(&[("hugo.toml", config), ("content/a.md", "a"), ("../other/docs/b.md", "b"), ("../plain/c.md", "c")]);
    for (date, folder) in [(1, "site"), (2, "other")] {
        let folder = site.top.path().join(folder);
        git(&folder, date, &["init", "-q"]);
        git(&folder, date, &["add", "-A"]);
        git(&folder, date, &["commit", "-qm", &format!("commit {date}")]);
    }
    let snapshot = site.snapshot();
    assert_eq!(subjects(&snapshot), [("a.md", "commit 1"), ("o/b.md", "commit 2"), ("p/c.md", "-")]);
    let missing: Vec<_> = snapshot.diags.iter().filter(|diag| diag.code == "git-missing").collect();
    assert_eq!(missing[0].args, [("folders", "../plain".to_string())]);
}

#[test]
fn a_shallow_clone_is_told_from_a_whole_one() {
    if no_git() {
        return;
    }
    let site = Site::new(&[WITH_GIT, ("content/a.md", "a"), ("content/b.md", "b")]);
    let root = site.root();
    git(&root, 0, &["init", "-q"]);
    git(&root, 1, &["add", "-A"]);
    git(&root, 1, &["commit", "-qm", "first"]);
    site.write("content/b.md", "b2");
    git(&root, 2, &["commit", "-qam", "second"]);
    let url = format!("file://{}", root.display());
    git(site.top.path(), 3, &["clone", "-q", "--depth", "1", &url, "clone"]);
    let clone = site.top.path().join("clone");
    let shallow = Input::open(&clone, Overrides::default()).snapshot(None);
    assert_eq!(subjects(&shallow), [("a.md", "second"), ("b.md", "second")]);
    assert_eq!(findings(&shallow), [("git-shallow", "")]);
    git(&clone, 4, &["fetch", "-q", "--unshallow"]);
    let whole = Input::open(&clone, Overrides::default()).snapshot(None);
    assert_eq!(subjects(&whole), [("a.md", "first"), ("b.md", "second")], "the head is the same, the history is not");
    assert_eq!(findings(&whole), []);
}

#[test]
fn without_enable_git_info_git_is_not_asked() {
    let site = Site::new(&[("content/a.md", "a")]);
    let snapshot = site.snapshot();
    assert!(snapshot.git.is_empty());
    assert_eq!(findings(&snapshot), []);
}

// The real site.

fn corpus() -> Option<PathBuf> {
    let place =
        std::env::var_os("LOFT_CORPUS").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus"), PathBuf::from);
    let found = place.join("samt-bu").is_dir().then_some(place);
    if found.is_none() {
        println!("skipped: no corpus (LOFT_CORPUS)");
    }
    found
}

#[test]
fn the_real_site_is_read_whole() {
    let Some(corpus) = corpus() else { return };
    let snapshot = Input::open_cold(&corpus.join("samt-bu"), Overrides::default()).snapshot(None);
    let pages: Vec<&SourcePath> = snapshot.files.keys().filter(|path| loft::input::is_page(path)).collect();
    assert_eq!(pages.len(), 313);
    assert!(pages.iter().any(|path| path.as_str().starts_with("content/pilotering/pilot-1/")), "mounts are in place");
    let errors: Vec<_> = snapshot.diags.iter().filter(|diag| diag.severity == loft::diag::Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:?}");
}

/// Every page of the real history has the commit that `git log` names first, as Hugo asks it.
#[test]
fn the_real_history_is_dated_as_git_dates_it() {
    let Some(corpus) = corpus() else { return };
    if no_git() {
        return;
    }
    let top = tempfile::tempdir().unwrap();
    let site = top.path().join("site");
    let script = corpus.join("../tools/site_with_history.sh");
    let made = Command::new("bash").arg(&script).arg(&site).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let log = git(
        &site,
        0,
        &["-c", "diff.renames=0", "-c", "core.quotepath=off", "log", "--name-only", "--no-merges", "--format=format:\u{1}%H"],
    )
    .unwrap();
    let mut expected: BTreeMap<&str, &str> = BTreeMap::new();
    for entry in log.split('\u{1}').skip(1) {
        let mut lines = entry.lines();
        let hash = lines.next().unwrap();
        for file in lines.filter(|line| !line.is_empty()) {
            expected.entry(file).or_insert(hash);
        }
    }
    let snapshot = Input::open(&site, Overrides::default()).snapshot(None);
    let mut commits = std::collections::BTreeSet::new();
    for (path, blob) in snapshot.files.iter().filter(|(path, _)| loft::input::is_page(path)) {
        let last = snapshot.git.of(path).unwrap_or_else(|| panic!("{} has no date", blob.shown));
        assert_eq!(last.hash, expected[&*blob.shown], "{}", blob.shown);
        commits.insert(&last.hash);
    }
    assert_eq!(snapshot.git.len(), 313);
    assert!(commits.len() > 20, "the dates differ");
}
