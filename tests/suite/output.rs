//! The writer of the output folder: what it writes, spares, removes and refuses.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use loft::memo::Key;
use loft::output::{Options, Report, Writer};
use loft::paths::OutPath;
use rayon::prelude::*;

/// A site's folder and its output, in a place of their own.
struct Fixture {
    top: tempfile::TempDir,
}

impl Fixture {
    fn new() -> Fixture {
        let top = tempfile::tempdir().unwrap();
        fs::create_dir_all(top.path().join("site/content")).unwrap();
        Fixture { top }
    }

    fn site(&self) -> PathBuf {
        self.top.path().join("site")
    }

    fn out(&self) -> PathBuf {
        self.site().join("public")
    }

    fn open(&self, files: &[(&str, &str)], options: Options) -> Result<Writer, Vec<loft::diag::Diag>> {
        let planned: Vec<OutPath> = files.iter().map(|(path, _)| OutPath::new(path)).collect();
        Writer::open(&self.out(), &self.site(), &planned, options)
    }

    /// One whole run; a file's key is that of its text.
    fn build_with(&self, files: &[(&str, &str)], options: Options) -> Report {
        let writer = self.open(files, options).unwrap();
        put_all(&writer, files);
        writer.finish()
    }

    fn build(&self, files: &[(&str, &str)]) -> Report {
        self.build_with(files, Options::default())
    }

    fn place(&self, path: &str, text: &str) {
        let disk = self.out().join(path);
        fs::create_dir_all(disk.parent().unwrap()).unwrap();
        fs::write(disk, text).unwrap();
    }

    /// Every file below the output folder with its text; empty folders end in `/`.
    fn tree(&self) -> BTreeMap<String, String> {
        let mut tree = BTreeMap::new();
        collect(&self.out(), "", &mut tree);
        tree
    }
}

fn put_all(writer: &Writer, files: &[(&str, &str)]) {
    files.par_iter().for_each(|(path, text)| {
        let (path, key) = (OutPath::new(path), Key::of(*text));
        if !writer.is_current(&path, key) {
            writer.put(&path, key, text.as_bytes()).unwrap();
        }
    });
}

fn collect(folder: &Path, prefix: &str, tree: &mut BTreeMap<String, String>) {
    let mut any = false;
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        any = true;
        let path = format!("{prefix}{}", entry.file_name().to_str().unwrap());
        match entry.file_type().unwrap().is_dir() {
            true => collect(&entry.path(), &format!("{path}/"), tree),
            false => drop(tree.insert(path, fs::read_to_string(entry.path()).unwrap())),
        }
    }
    if !any && !prefix.is_empty() {
        tree.insert(prefix.to_string(), String::new());
    }
}

fn tree_of(files: &[(&str, &str)]) -> BTreeMap<String, String> {
    files.iter().map(|(path, text)| (path.to_string(), text.to_string())).collect()
}

fn counts(report: &Report) -> (usize, usize, usize) {
    (report.written, report.unchanged, report.removed)
}

const SITE: &[(&str, &str)] = &[("index.html", "home"), ("en/index.html", "home en"), ("a b/æøå.txt", "å"), ("deep/er/x", "")];

#[test]
fn a_second_run_writes_nothing() {
    let fixture = Fixture::new();
    let first = fixture.build(SITE);
    assert_eq!((counts(&first), first.bytes), ((4, 0, 0), 13));
    assert_eq!(fixture.tree(), tree_of(SITE));
    let modified = || fs::metadata(fixture.out().join("index.html")).unwrap().modified().unwrap();
    let before = modified();
    let second = fixture.build(SITE);
    assert_eq!((counts(&second), second.bytes), ((0, 4, 0), 13));
    assert_eq!(modified(), before);
}

#[test]
fn equal_bytes_under_a_new_key_are_not_written_again() {
    let fixture = Fixture::new();
    fixture.build(SITE);
    let writer = fixture.open(SITE, Options::default()).unwrap();
    for (path, text) in SITE {
        let (path, key) = (OutPath::new(path), Key::of(&("newer theme", text)));
        assert!(!writer.is_current(&path, key));
        writer.put(&path, key, text.as_bytes()).unwrap();
    }
    assert_eq!(counts(&writer.finish()), (0, 4, 0));
    let writer = fixture.open(SITE, Options::default()).unwrap();
    assert!(writer.is_current(&OutPath::new("index.html"), Key::of(&("newer theme", "home"))), "the new key is remembered");
}

#[test]
fn a_cold_run_writes_everything() {
    let fixture = Fixture::new();
    fixture.build(SITE);
    let report = fixture.build_with(SITE, Options { cold: true, ..Options::default() });
    assert_eq!(counts(&report), (4, 0, 0));
}

#[test]
fn what_is_no_longer_made_goes_with_its_folders() {
    let fixture = Fixture::new();
    fixture.build(SITE);
    let report = fixture.build(&SITE[..2]);
    assert_eq!(counts(&report), (0, 2, 2));
    assert_eq!(fixture.tree(), tree_of(&SITE[..2]));
}

#[test]
fn a_file_that_was_touched_is_made_again() {
    let fixture = Fixture::new();
    fixture.build(SITE);
    fixture.place("index.html", "edited by hand");
    fs::remove_file(fixture.out().join("en/index.html")).unwrap();
    assert_eq!(counts(&fixture.build(SITE)), (2, 2, 0));
    assert_eq!(fixture.tree(), tree_of(SITE));
}

#[test]
fn files_of_others_survive() {
    let fixture = Fixture::new();
    fixture.place("CNAME", "example.org");
    fixture.place("deep/er/mine", "mine");
    fixture.build(SITE);
    fixture.build(&SITE[..1]);
    assert_eq!(fixture.tree(), tree_of(&[("CNAME", "example.org"), ("deep/er/mine", "mine"), ("index.html", "home")]));
}

#[test]
fn files_of_others_in_the_way_stop_the_run_before_it_writes() {
    // What stands there; which of the planned files it blocks.
    for (foreign, named) in [("en/index.html", "en/index.html"), ("deep", "deep"), ("index.html/x", "index.html/x")] {
        let fixture = Fixture::new();
        fixture.place(foreign, "theirs");
        let refused = fixture.open(SITE, Options::default()).unwrap_err();
        assert_eq!(refused.len(), 1);
        assert_eq!(refused[0].code, "output-foreign");
        assert!(refused[0].args.contains(&("files", named.to_string())), "{:?}", refused[0]);
        assert_eq!(fixture.tree(), tree_of(&[(foreign, "theirs")]));
    }
}

#[test]
fn force_replaces_everything_but_a_git_folder() {
    let fixture = Fixture::new();
    for path in ["index.html", "old/hugo/page.html", ".git/HEAD", "CNAME"] {
        fixture.place(path, "theirs");
    }
    let report = fixture.build_with(SITE, Options { force: true, ..Options::default() });
    assert_eq!(counts(&report), (4, 0, 2));
    let mut expected = tree_of(SITE);
    expected.insert(".git/HEAD".into(), "theirs".into());
    assert_eq!(fixture.tree(), expected);
}

#[test]
fn a_file_found_only_while_writing_is_guarded_too() {
    let fixture = Fixture::new();
    fixture.place("search/x.json", "theirs");
    let writer = fixture.open(SITE, Options::default()).unwrap();
    put_all(&writer, SITE);
    writer.put(&OutPath::new("search/y.json"), Key(1), b"ours").unwrap();
    assert_eq!(writer.put(&OutPath::new("search/x.json"), Key(1), b"ours").unwrap_err().code, "output-foreign");
    let report = writer.finish();
    assert_eq!(report.diags.iter().map(|diag| diag.code).collect::<Vec<_>>(), ["output-foreign"]);
    assert_eq!(fixture.tree()["search/x.json"], "theirs");
    assert_eq!(counts(&fixture.build(SITE)), (0, 4, 1), "the file not planned is Loft's all the same");
}

#[test]
fn a_stale_file_that_others_changed_is_spared_and_named() {
    let fixture = Fixture::new();
    fixture.build(SITE);
    fixture.place("en/index.html", "changed by hand");
    let report = fixture.build(&SITE[..1]);
    let found: Vec<_> = report.diags.iter().map(|diag| (diag.code, diag.path.as_deref())).collect();
    assert_eq!(found, [("output-changed-by-others", Some("en/index.html"))]);
    assert_eq!(fixture.tree()["en/index.html"], "changed by hand");
}

#[test]
fn a_restored_output_folder_is_still_lofts() {
    let fixture = Fixture::new();
    fixture.build(SITE);
    // As a build host does that unpacks its cache: same bytes, other times.
    let moment = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    for (path, _) in SITE {
        fs::File::options().write(true).open(fixture.out().join(path)).unwrap().set_modified(moment).unwrap();
    }
    let report = fixture.build(&SITE[..1]);
    assert_eq!(report.diags, []);
    assert_eq!(fixture.tree(), tree_of(&SITE[..1]));
}

#[test]
fn a_site_that_was_moved_or_copied_with_its_cache_knows_its_output() {
    let fixture = Fixture::new();
    fixture.build(SITE);
    let at = |folder: &str| fixture.top.path().join(folder);
    let open = |folder: &str| {
        let planned: Vec<OutPath> = SITE.iter().map(|(path, _)| OutPath::new(path)).collect();
        Writer::open(&at(folder).join("public"), &at(folder), &planned, Options::default())
    };
    let build = |folder: &str| {
        let writer = open(folder).unwrap();
        put_all(&writer, SITE);
        counts(&writer.finish())
    };
    copy_folder(&fixture.site(), &at("copy"));
    fs::rename(fixture.site(), at("moved")).unwrap();
    assert_eq!(build("moved"), (0, 4, 0), "the same files with the same times");
    assert_eq!(build("moved"), (0, 4, 0));
    build("copy");
    assert_eq!(build("copy"), (0, 4, 0), "whatever times copying gave them");

    // The cache alone came along: what lies there is somebody else's, though it has the name of a file of Loft's.
    copy_folder(&at("moved/.loft"), &at("other/.loft"));
    fs::create_dir_all(at("other/public")).unwrap();
    fs::write(at("other/public/index.html"), "theirs").unwrap();
    let refused = open("other").unwrap_err();
    assert_eq!((refused[0].code, &refused[0].args[1..]), ("output-foreign", &[("count", "1".into()), ("files", "index.html".into())][..]));
    assert_eq!(fs::read_to_string(at("other/public/index.html")).unwrap(), "theirs");
}

fn copy_folder(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.unwrap();
        let place = to.join(entry.path().strip_prefix(from).unwrap());
        match entry.file_type().is_dir() {
            true => fs::create_dir_all(place).unwrap(),
            false => drop(fs::copy(entry.path(), place).unwrap()),
        }
    }
}

#[test]
fn files_and_folders_change_places() {
    let fixture = Fixture::new();
    let before = [("a", "file"), ("b/index.html", "page"), ("Case/X.html", "upper")];
    let after = [("a/index.html", "page"), ("b", "file"), ("case/x.html", "lower")];
    fixture.build(&before);
    assert_eq!(counts(&fixture.build(&after)), (3, 0, 3));
    assert_eq!(fixture.tree(), tree_of(&after));
}

#[test]
fn an_interrupted_run_is_completed_by_the_next() {
    let fixture = Fixture::new();
    fixture.build(SITE);
    let changed = [("index.html", "home 2"), ("new/index.html", "new"), ("newer/index.html", "newer")];
    // The process ends after one changed and one new file, and in the middle of a third.
    let writer = fixture.open(&changed, Options::default()).unwrap();
    put_all(&writer, &changed[..2]);
    fs::create_dir_all(fixture.out().join("newer")).unwrap();
    let name = format!(".loft-{}", &Key::of(&OutPath::new("newer/index.html")).hex()[..16]);
    fixture.place(&format!("newer/{name}"), "half a p");
    // A process that ends lets go of its locks; a dropped writer does the same, and finishes nothing.
    drop(writer);
    let report = fixture.build(&[("index.html", "home 3"), ("newer/index.html", "newer")]);
    assert_eq!(report.diags, []);
    assert_eq!(fixture.tree(), tree_of(&[("index.html", "home 3"), ("newer/index.html", "newer")]));
    assert_eq!(counts(&fixture.build(&[("index.html", "home 3"), ("newer/index.html", "newer")])), (0, 2, 0));
}

#[cfg(unix)]
#[test]
fn a_new_output_folder_appears_whole() {
    let fixture = Fixture::new();
    let cache = fixture.site().join(".loft");
    let in_cache = || fs::read_dir(&cache).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect::<Vec<_>>();
    let writer = fixture.open(SITE, Options::default()).unwrap();
    put_all(&writer, &SITE[..2]);
    assert!(!fixture.out().exists(), "nobody sees half a site");
    assert!(in_cache().iter().any(|name| name.ends_with(".new")));
    // The process ends here. What it left is no site, and the next run claims nothing by it.
    drop(writer);
    fixture.place("index.html", "theirs");
    assert_eq!(fixture.open(SITE, Options::default()).unwrap_err()[0].code, "output-foreign");
    assert_eq!(fixture.tree(), tree_of(&[("index.html", "theirs")]));
    assert!(!in_cache().iter().any(|name| name.ends_with(".new")), "{:?}", in_cache());

    fs::remove_dir_all(fixture.out()).unwrap();
    assert_eq!(counts(&fixture.build(SITE)), (4, 0, 0));
    assert_eq!(fixture.tree(), tree_of(SITE));
    assert!(!in_cache().iter().any(|name| name.ends_with(".new")), "{:?}", in_cache());
    assert_eq!(counts(&fixture.build(SITE)), (0, 4, 0));
}

#[cfg(unix)]
#[test]
fn what_others_put_where_a_new_folder_goes_stays() {
    let fixture = Fixture::new();
    let writer = fixture.open(SITE, Options::default()).unwrap();
    put_all(&writer, SITE);
    fixture.place("index.html", "theirs");
    let report = writer.finish();
    assert_eq!(report.diags.iter().map(|diag| diag.code).collect::<Vec<_>>(), ["output-unusable"]);
    assert_eq!(fixture.tree(), tree_of(&[("index.html", "theirs")]));
    assert_eq!(fixture.open(SITE, Options::default()).unwrap_err()[0].code, "output-foreign");
}

#[test]
fn a_folder_that_was_deleted_is_made_anew() {
    let fixture = Fixture::new();
    fixture.build(SITE);
    fs::remove_dir_all(fixture.out()).unwrap();
    assert_eq!(counts(&fixture.build(&SITE[..3])), (3, 0, 0));
    assert_eq!(fixture.tree(), tree_of(&SITE[..3]));
    assert_eq!(counts(&fixture.build(&SITE[..3])), (0, 3, 0));
}

#[test]
fn two_runs_at_once_are_one_too_many() {
    let fixture = Fixture::new();
    let writer = fixture.open(SITE, Options::default()).unwrap();
    assert_eq!(fixture.open(SITE, Options::default()).unwrap_err()[0].code, "output-busy");
    put_all(&writer, SITE);
    writer.finish();
    assert_eq!(counts(&fixture.build(SITE)), (0, 4, 0));
}

#[test]
fn copies_are_copied_once() {
    let fixture = Fixture::new();
    for size in [0, 10, (1 << 20) + 1] {
        let source = fixture.site().join("content/x.bin");
        fs::write(&source, vec![7; size]).unwrap();
        let path = OutPath::new("x.bin");
        let run = |key: Key| {
            let writer = Writer::open(&fixture.out(), &fixture.site(), std::slice::from_ref(&path), Options::default()).unwrap();
            if !writer.is_current(&path, key) {
                writer.copy(&path, key, &source).unwrap();
            }
            writer.finish()
        };
        let key = Key(size as u128 + 1);
        assert_eq!(counts(&run(key)), (1, 0, 0), "{size} bytes");
        assert_eq!(fs::read(fixture.out().join("x.bin")).unwrap(), vec![7; size]);
        assert_eq!(counts(&run(key)), (0, 1, 0), "{size} bytes");
    }
}

#[test]
fn a_missing_source_is_a_finding_and_the_rest_is_written() {
    let fixture = Fixture::new();
    let writer = fixture.open(SITE, Options::default()).unwrap();
    put_all(&writer, SITE);
    assert_eq!(writer.copy(&OutPath::new("img.png"), Key(1), &fixture.site().join("gone.png")).unwrap_err().code, "output-failed");
    let report = writer.finish();
    assert_eq!((report.written, report.diags.len()), (4, 1));
}

#[test]
fn nothing_is_written_outside() {
    let fixture = Fixture::new();
    let writer = fixture.open(&[], Options::default()).unwrap();
    for path in ["../x", "/etc/x", "a/../../x", ""] {
        assert_eq!(writer.put(&OutPath::new(path), Key(1), b"x").unwrap_err().code, "output-failed", "{path}");
    }
    writer.finish();
    assert_eq!(fixture.tree(), BTreeMap::new());
    assert!(!fixture.site().join("x").exists());
}

#[cfg(unix)]
#[test]
fn a_link_in_the_output_folder_is_not_written_through() {
    let fixture = Fixture::new();
    let elsewhere = fixture.top.path().join("elsewhere");
    fs::create_dir_all(&elsewhere).unwrap();
    fs::create_dir_all(fixture.out()).unwrap();
    std::os::unix::fs::symlink(&elsewhere, fixture.out().join("en")).unwrap();
    let writer = fixture.open(SITE, Options::default()).unwrap();
    assert_eq!(writer.put(&OutPath::new("en/index.html"), Key(1), b"x").unwrap_err().code, "output-failed");
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);
}

#[test]
fn each_output_folder_has_its_own_memory() {
    let fixture = Fixture::new();
    fixture.build(SITE);
    let other = fixture.top.path().join("other");
    let planned = [OutPath::new("index.html")];
    let writer = Writer::open(&other, &fixture.site(), &planned, Options::default()).unwrap();
    writer.put(&planned[0], Key(1), b"preview").unwrap();
    writer.finish();
    assert_eq!(counts(&fixture.build(SITE)), (0, 4, 0));
    let writer = Writer::open(&other, &fixture.site(), &planned, Options::default()).unwrap();
    assert!(writer.is_current(&planned[0], Key(1)));
}
