//! Messages that no fixture can bring about: their words in both languages, and beside each a case that looks alike and is right.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use loft::config::Overrides;
use loft::diag::{Diag, MessageLang};
use loft::edit::{self, StatusFile};
use loft::input::Input;
use loft::memo::Key;
use loft::output::{Options, Writer};
use loft::paths::OutPath;
use loft::search::Index;

use crate::input::{git, no_git};
use crate::support::{checked, fresh, loft, site_of, text};

/// A finding as a writer reads it: code, sentence and what to do, in both languages.
fn words(diag: &Diag) -> String {
    let of = |lang| format!("{}\n  {}\n", diag.message(lang), diag.hint(lang).unwrap_or_default());
    format!("{}\n{}{}", diag.code, of(MessageLang::En), of(MessageLang::Nb))
}

fn site(files: &[(&str, &str)]) -> tempfile::TempDir {
    let own = [
        ("hugo.toml", "title = 'T'\ndefaultContentLanguage = 'en'\nenableGitInfo = true\n"),
        ("content/a.md", "---\ntitle: A\nstatus: New\n---\n"),
    ];
    site_of(own.iter().chain(files))
}

fn findings(folder: &Path) -> Vec<Diag> {
    Input::open(folder, Overrides::default()).snapshot(None).diags.clone()
}

/// A folder with a history of two commits.
fn repository() -> tempfile::TempDir {
    let folder = site(&[]);
    git(folder.path(), 1, &["init", "-q"]);
    git(folder.path(), 1, &["add", "-A"]);
    git(folder.path(), 1, &["commit", "-qm", "first"]);
    fs::write(folder.path().join("content/a.md"), "---\ntitle: A\nstatus: Approved\n---\n").expect("write");
    git(folder.path(), 1, &["commit", "-qam", "second"]);
    folder
}

#[test]
fn files_that_cannot_be_written() {
    let folder = site(&[]);
    let page = folder.path().join("content/a.md");
    fs::write(&page, "---\ntitle: A\nwieght: 10\n---\n").expect("write");
    let (plan, _) = fresh(folder.path());
    let changes = edit::plan(&checked(&plan), &|shown| folder.path().join(shown));
    assert_eq!(edit::apply(&changes), []);
    let fixed = fs::read_to_string(&page).expect("a page");
    assert_eq!(fixed, "---\ntitle: A\nweight: 10\n---\n");
    // The same once more: the file is not what it was when the fix was thought of.
    let told = edit::apply(&changes);
    assert_eq!(
        told.iter().map(words).collect::<String>(),
        "fix-not-written\n\
         content/a.md was not changed: it was changed by another program in the meantime\n  \
         Check who may write there, and that no other program is changing the file. Then run the command again.\n\
         content/a.md ble ikke endret: et annet program har endret den i mellomtiden\n  \
         Se etter hvem som har skrivetilgang, og at ikke et annet program endrer filen. Kjør så kommandoen på nytt.\n"
    );
    assert_eq!(fs::read_to_string(&page).expect("a page"), fixed);

    assert_eq!(edit::export_history(folder.path(), "data/log.json", "[]"), Ok(true));
    fs::create_dir_all(folder.path().join("data/taken.json/x")).expect("a folder");
    let told = edit::export_history(folder.path(), "data/taken.json", "[]").expect_err("a folder stands there");
    assert_eq!(
        words(&told),
        "history-not-written\n\
         The history could not be written to data/taken.json: it is a folder, not a file.\n  See whether you may write in the folder.\n\
         Historikken kunne ikke skrives til data/taken.json: det er en mappe, ikke en fil.\n  Se om du har lov til å skrive i mappen.\n"
    );
}

#[test]
fn a_status_that_cannot_be_changed() {
    let folder = site(&[("content/b.md", "---\ntitle: B\n---\n")]);
    let file = |path: &str, disk: PathBuf| {
        let bytes = fs::read(&disk).unwrap_or_default();
        StatusFile { shown: path.into(), disk, seen: Key::of_bytes(&bytes), status: "Approved".into() }
    };
    let place = |path: &str| folder.path().join(path);
    let told = |files: &[StatusFile]| edit::set_status(files).map_err(|diag| words(&diag));
    assert_eq!(told(&[file("content/a.md", place("content/a.md"))]), Ok(()));
    assert_eq!(
        told(&[file("content/b.md", place("content/b.md"))]).expect_err("no status"),
        "status-form\n\
         The status in content/b.md stands in a form that only you can change safely.\n  \
         Write it on one line, as in `status: Approved`, then it can be changed from the preview.\n\
         Statusen i content/b.md står i en form som bare du kan endre trygt.\n  \
         Skriv den på én linje, som i `status: Godkjent`, så kan den endres fra forhåndsvisningen.\n"
    );
    let seen_before = StatusFile { seen: Key(1), ..file("content/a.md", place("content/a.md")) };
    assert_eq!(
        told(&[seen_before]).expect_err("changed"),
        "status-file-changed\n\
         content/a.md has changed since the page was shown. The status was not changed in any file.\n  \
         Look at the page as it is now, and choose the status again.\n\
         content/a.md er endret siden siden ble vist. Statusen er ikke endret i noen fil.\n  \
         Se på siden slik den er nå, og velg statusen på nytt.\n"
    );
    assert_eq!(
        words(
            &Diag::error("status-not-written")
                .with("path", "content/a.md")
                .because(&std::io::Error::from(std::io::ErrorKind::PermissionDenied))
        ),
        "status-not-written\n\
         content/a.md could not be changed: you have no access to it\n  \
         See whether you may write in the file, and that it is not a link to another file.\n\
         content/a.md kunne ikke endres: du har ikke tilgang\n  \
         Se om du har lov til å skrive i filen, og at den ikke er en lenke til en annen fil.\n"
    );
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(place("content/a.md"), place("content/link.md")).expect("a link");
        let told = edit::set_status(&[file("content/link.md", place("content/link.md"))]).expect_err("not through a link");
        assert_eq!(told.code, "status-not-written");
    }
}

#[test]
fn repositories_that_cannot_be_read() {
    if no_git() {
        return;
    }
    let folder = repository();
    assert_eq!(findings(folder.path()), [], "a whole repository");
    let ran = |folder: &Path, args: &[&str]| {
        let run = loft(folder, args);
        (run.status.code(), text(&run.stderr))
    };
    assert_eq!(ran(folder.path(), &["status", "--history"]), (Some(0), String::new()));

    let clones = tempfile::tempdir().expect("a folder");
    let address = format!("file://{}", folder.path().display());
    git(clones.path(), 2, &["clone", "-q", "--depth", "1", &address, "shallow"]);
    let shallow = clones.path().join("shallow");
    let told = findings(&shallow).iter().map(words).collect::<String>();
    assert_eq!(
        told,
        "git-shallow\n\
         The git history of content is cut off (a shallow clone): pages not changed since the cut all get the date of the oldest commit that was fetched.\n  \
         Fetch the whole history: git fetch --unshallow; on GitHub Actions, fetch-depth: 0.\n\
         Git-historikken til content er avkortet (en grunn klone): Sider som ikke er endret siden kuttet, får alle datoen til den eldste innsjekkingen som er hentet.\n  \
         Hent hele historikken: git fetch --unshallow; i GitHub Actions, fetch-depth: 0.\n"
    );
    let exported = ran(&shallow, &["status", "--export-history"]);
    assert_eq!(
        exported,
        (Some(1), "error[history-shallow]: This clone has only the newest commits, so the history would have holes.\n    Fetch the rest with `git fetch --unshallow`, and run the command again.\n".into())
    );
    assert_eq!(
        ["history-shallow", "history-only-new"].map(|code| words(&Diag::note(code))).concat(),
        "history-shallow\n\
         This clone has only the newest commits, so the history would have holes.\n  Fetch the rest with `git fetch --unshallow`, and run the command again.\n\
         Denne klonen har bare de nyeste innsjekkingene, så historikken ville fått hull.\n  Hent resten med `git fetch --unshallow`, og kjør kommandoen igjen.\n\
         history-only-new\n\
         Only the newest commits are here, so the history before them is missing.\n  Fetch the rest with `git fetch --unshallow`, or write the log where they are with `loft status --export-history`.\n\
         Bare de nyeste innsjekkingene er her, så historikken før dem mangler.\n  Hent resten med `git fetch --unshallow`, eller skriv loggen der de er, med `loft status --export-history`.\n"
    );

    // Whose a repository is cannot be changed by a test that is not root, and what git makes of a broken one differs from
    // version to version: the words alone.
    let broken = Diag::warning("git-unreadable").with("folder", "content").with("reason", "object not found");
    assert_eq!(
        words(&broken),
        "git-unreadable\n\
         The git repository of content cannot be read, so dates of last change are missing: object not found.\n  Run git fsck there, or clone it again.\n\
         Git-repositoriet til content kan ikke leses, så datoer for siste endring mangler: object not found.\n  Kjør git fsck der, eller klon det på nytt.\n"
    );
    let owned = Diag::warning("git-owner").with("folder", "content").with("reason", "not yours");
    assert_eq!(
        words(&owned),
        "git-owner\n\
         The git repository of content belongs to another user, so its dates are not read.\n  \
         If you trust it: git config --global --add safe.directory, followed by the folder. (not yours)\n\
         Git-repositoriet til content tilhører en annen bruker, så datoene i det blir ikke lest.\n  \
         Hvis du stoler på det: git config --global --add safe.directory, fulgt av mappen. (not yours)\n"
    );
}

#[test]
fn outputs_that_cannot_be_written() {
    let folder = site(&[]);
    let out = folder.path().join("public");
    let paths = [OutPath::new("a.html"), OutPath::new("b.html")];
    let open = |paths: &[OutPath]| Writer::open(&out, folder.path(), paths, Options::default());
    let writer = open(&paths).expect("a folder to write in");
    let busy = open(&paths).expect_err("another writes");
    let busy = words(&busy[0]).replace(&*out.to_string_lossy(), "PUBLIC");
    assert_eq!(
        busy,
        "output-busy\n\
         Another build is writing to PUBLIC at this moment.\n  Wait until it has finished, then try again.\n\
         En annen bygging skriver til PUBLIC akkurat nå.\n  Vent til den er ferdig, og prøv igjen.\n"
    );
    for path in &paths {
        writer.put(path, Key(1), b"x").expect("written");
    }
    let missing = writer.copy(&OutPath::new("c.png"), Key(1), &folder.path().join("gone.png")).expect_err("nothing to copy");
    assert_eq!(
        words(&missing),
        "output-failed\n\
         The file cannot be written or removed: there is no such file or folder.\n  Check that there is room on the disk and who may write there.\n\
         Filen kan ikke skrives eller fjernes: filen eller mappen finnes ikke.\n  Se etter at det er plass på disken, og hvem som har skrivetilgang.\n"
    );
    writer.finish();

    fs::write(out.join("b.html"), "by hand").expect("write");
    let writer = open(&paths[..1]).expect("a folder to write in");
    writer.put(&paths[0], Key(1), b"x").expect("written");
    let told = writer.finish().diags;
    assert_eq!(
        told.iter().map(words).collect::<String>(),
        "output-changed-by-others\n\
         This file is no longer part of the site, but was changed by somebody after Loft wrote it, so it was not deleted.\n  \
         Delete it yourself if it is not needed; otherwise it is published.\n\
         Denne filen er ikke lenger en del av nettstedet, men noen har endret den etter at Loft skrev den, så den ble ikke slettet.\n  \
         Slett den selv hvis den ikke trengs; ellers blir den publisert.\n"
    );

    // Where the site's own folder cannot be written in, notes go to the user's: only the words can be held to here.
    assert_eq!(
        words(&Diag::warning("output-not-remembered").because(&std::io::Error::from(std::io::ErrorKind::StorageFull))),
        "output-not-remembered\n\
         Loft could not note what it wrote (the disk is full). The next build may take files for somebody else's.\n  \
         Check who may write in the folder .loft.\n\
         Loft fikk ikke notert hva som ble skrevet (disken er full). Neste bygging kan komme til å ta filer for å være noen andres.\n  \
         Se etter hvem som har skrivetilgang i mappen .loft.\n"
    );
}

#[test]
fn a_search_index_that_cannot_be_used() {
    let folder = tempfile::tempdir().expect("a folder");
    let document = loft::search::Document { url: "/a/".into(), lang: "nb".into(), title: "A".into(), ..loft::search::Document::default() };
    Index::open(folder.path()).update(std::slice::from_ref(&document)).expect("an index");
    // Another program holds the lock that writers take.
    let part = fs::read_dir(folder.path()).expect("parts").flatten().map(|entry| entry.path()).find(|path| path.is_dir()).expect("a part");
    let lock = fs::File::create(part.join(".tantivy-writer.lock")).expect("a lock");
    lock.lock().expect("locked");
    let other = loft::search::Document { url: "/b/".into(), title: "B".into(), ..document.clone() };
    let told = Index::open(folder.path()).update(std::slice::from_ref(&other)).expect_err("busy");
    assert_eq!(
        words(&told),
        "search-index-busy\n\
         Another program is updating the search index just now.\n  \
         Wait a moment and try again. If nothing else is running, delete the folder search-index; it is made anew.\n\
         Et annet program oppdaterer søkeindeksen akkurat nå.\n  \
         Vent litt og prøv igjen. Hvis ikke noe annet kjører, kan mappen search-index slettes; den lages på nytt.\n"
    );
    drop(lock);
    Index::open(folder.path()).update(std::slice::from_ref(&other)).expect("free again");

    let taken = folder.path().join("file");
    fs::write(&taken, "").expect("write");
    let told = words(&Index::open(&taken.join("index")).update(&[document]).expect_err("no folder"));
    assert!(told.starts_with("search-index-failed\nThe search index could not be read or written: "), "{told}");
    assert!(told.contains("\nSøkeindeksen kunne ikke leses eller skrives: "), "{told}");
    assert!(told.contains("  Check that the disk has room and that the folder search-index may be written to."), "{told}");
    assert!(told.contains("  Se etter at disken har plass og at det er lov å skrive i mappen search-index."), "{told}");
}

#[test]
fn a_preview_that_cannot_start() {
    let folder = site(&[]);
    // After the last port there is none to try. Whoever has it, it is taken.
    let _taken = TcpListener::bind("127.0.0.1:65535");
    let port = "65535";
    for (language, expected) in [
        (
            "C",
            "error[serve-failed]: The preview could not be started: another program is using the port.\n    Try another port with -p, or close other programs that watch many folders.\n",
        ),
        (
            "nb_NO.UTF-8",
            "feil[serve-failed]: Forhåndsvisningen kunne ikke startes: et annet program bruker porten.\n    Prøv en annen port med -p, eller lukk andre programmer som overvåker mange mapper.\n",
        ),
    ] {
        let run = Command::new(env!("CARGO_BIN_EXE_loft"))
            .args(["serve", "-p", port])
            .current_dir(folder.path())
            .env("LC_ALL", language)
            .output()
            .expect("loft runs");
        assert_eq!((run.status.code(), text(&run.stderr).as_str()), (Some(1), expected));
    }
}

#[cfg(unix)]
#[test]
fn names_and_kinds_of_files() {
    let folder = site(&[]);
    // A socket is neither a file nor a folder.
    let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("content/socket.md")).expect("a socket");
    let told: String = findings(folder.path()).iter().filter(|diag| diag.code != "git-missing").map(words).collect();
    assert_eq!(
        told,
        "not-a-file\n\
         This is neither a file nor a folder, so there is nothing to publish.\n  Delete it, or keep it outside the site's folders.\n\
         Dette er verken en fil eller en mappe, så det er ingenting å publisere.\n  Slett det, eller flytt det ut av nettstedets mapper.\n"
    );
    // What cannot be brought about everywhere (root may read everything, some disks take only text): the words alone.
    // `input.rs` and `images.rs` bring them about where it can be done.
    assert_eq!(
        words(&Diag::error("not-readable").because(&std::io::Error::from(std::io::ErrorKind::PermissionDenied))),
        "not-readable\n\
         The file or folder cannot be read: you have no access to it.\n  Check who may read it. Until then the site is built without it.\n\
         Filen eller mappen kan ikke leses: du har ikke tilgang.\n  Se etter hvem som har lesetilgang. Inntil videre bygges nettstedet uten.\n"
    );
    assert_eq!(
        words(&Diag::warning("image-damaged")),
        "image-damaged\n\
         The image begins as it should, but part of it is missing or damaged, so no smaller versions of it are made.\n  \
         Put the original file in its place. Until then browsers show what they can make of it.\n\
         Bildet begynner som det skal, men noe av det mangler eller er ødelagt, så det lages ingen mindre utgaver av det.\n  \
         Legg inn originalfilen på nytt. Inntil videre viser nettleserne det de får ut av den.\n"
    );
    assert_eq!(
        words(&Diag::error("name-not-text")),
        "name-not-text\n\
         The name of this file or folder has characters that cannot be read (they are not UTF-8).\n  Rename it. Until then the site is built without it.\n\
         Navnet på denne filen eller mappen har tegn som ikke kan leses (de er ikke UTF-8).\n  Gi den et nytt navn. Inntil videre bygges nettstedet uten den.\n"
    );
    assert_eq!(
        words(&Diag::error("name-twice").with("first", "content/å.md")),
        "name-twice\n\
         The folder already holds content/å.md, whose name is the same letters stored in another way. This file is left out.\n  Rename or delete one of the two files.\n\
         Mappen inneholder alt content/å.md, og navnet er de samme bokstavene lagret på en annen måte. Denne filen er utelatt.\n  Gi en av de to filene et nytt navn, eller slett den.\n"
    );
}
