//! Statuses over time: repositories made commit by commit, and what is told of them.

use std::fs;
use std::path::Path;
use std::process::Command;

use scraper::{Html, Selector};

use git2::{IndexAddOption, Oid, Repository, Signature, Time};
use loft::config::Overrides;
use loft::input::Input;
use loft::pipeline::{self, Memo, Plan};
use loft::site::history::{self, Hand, Source};

use crate::support::corpus;

const DAY: i64 = 86_400;
/// 1 January 2026.
const START: i64 = 1_767_225_600;

/// A site in a repository, to which something happens day by day.
struct Story {
    folder: tempfile::TempDir,
    repository: Repository,
    day: i64,
}

impl Story {
    fn new() -> Story {
        Story::with("")
    }

    fn with(config: &str) -> Story {
        let folder = tempfile::tempdir().unwrap();
        let repository = Repository::init(folder.path()).unwrap();
        let story = Story { folder, repository, day: 0 };
        story.write("hugo.toml", "defaultContentLanguage = 'nb'\n[languages.nb]\nweight = 1\n[languages.en]\nweight = 2\n");
        story.write("loft.toml", config);
        story
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, path: &str, text: &str) {
        let disk = self.path().join(path);
        fs::create_dir_all(disk.parent().unwrap()).unwrap();
        fs::write(disk, text).unwrap();
    }

    /// A page with an id and a status, either of them empty for none, and a text of its own.
    fn page(&self, path: &str, id: &str, status: &str) {
        let text: String = (0..8).map(|line| format!("Line {line} of {id}{}.\n", path.len())).collect();
        self.page_with(path, id, status, &text);
    }

    fn page_with(&self, path: &str, id: &str, status: &str, text: &str) {
        let field = |name: &str, value: &str| if value.is_empty() { String::new() } else { format!("{name}: {value}\n") };
        self.write(&format!("content/{path}"), &format!("---\ntitle: T\n{}{}---\n{text}", field("id", id), field("status", status)));
    }

    fn text(&self, path: &str) -> String {
        fs::read_to_string(self.path().join("content").join(path)).unwrap()
    }

    fn status(&self, path: &str, from: &str, to: &str) {
        let changed = self.text(path).replace(&format!("status: {from}\n"), &format!("status: {to}\n"));
        self.write(&format!("content/{path}"), &changed);
    }

    fn rename(&self, from: &str, to: &str) {
        let content = self.path().join("content");
        fs::create_dir_all(content.join(to).parent().unwrap()).unwrap();
        fs::rename(content.join(from), content.join(to)).unwrap();
    }

    fn remove(&self, path: &str) {
        fs::remove_file(self.path().join("content").join(path)).unwrap();
    }

    /// Everything as it is now, on the next day.
    fn commit(&mut self) -> Oid {
        self.commit_by("Kari", "Arbeid")
    }

    fn commit_by(&mut self, author: &str, subject: &str) -> Oid {
        let head = self.repository.head().ok().and_then(|head| head.target());
        self.commit_on(author, subject, head.as_slice())
    }

    fn commit_on(&mut self, author: &str, subject: &str, parents: &[Oid]) -> Oid {
        self.day += 1;
        let mut index = self.repository.index().unwrap();
        index.clear().unwrap();
        index.add_all(["content", "data", "hugo.toml", "loft.toml"], IndexAddOption::DEFAULT, None).unwrap();
        index.write().unwrap();
        let tree = self.repository.find_tree(index.write_tree().unwrap()).unwrap();
        let who = Signature::new(author, "k@example.org", &Time::new(START + self.day * DAY, 60)).unwrap();
        let parents: Vec<_> = parents.iter().map(|id| self.repository.find_commit(*id).unwrap()).collect();
        let id = self.repository.commit(None, &who, &who, subject, &tree, &parents.iter().collect::<Vec<_>>()).unwrap();
        self.repository.reference("refs/heads/main", id, true, "").unwrap();
        self.repository.set_head("refs/heads/main").unwrap();
        id
    }

    fn plan(&self) -> Plan {
        plan(self.path())
    }

    /// `path: day status, …` of every page that ever had one; `†` for one that is gone.
    fn told(&self) -> Vec<String> {
        told(&self.plan())
    }
}

fn plan(folder: &Path) -> Plan {
    pipeline::plan(Input::open_cold(folder, Overrides::default()).snapshot(None), &Memo::passing())
}

fn told(plan: &Plan) -> Vec<String> {
    let line = |page: &history::PageHistory| {
        let step = |step: &history::Transition| {
            let status = step.status.as_ref().map_or("–", |status| status.id.as_deref().unwrap_or(&status.raw));
            let day = (step.moment.seconds() - START) / DAY;
            let by = match step.hand {
                Hand::Person => "",
                Hand::Bulk => " (bulk)",
                Hand::Bot => " (bot)",
            };
            format!("{day} {status}{by}")
        };
        let steps: Vec<String> = page.transitions.iter().map(step).collect();
        format!("{}{}: {}", page.path.trim_start_matches("content/"), if page.page.is_none() { "†" } else { "" }, steps.join(", "))
    };
    let pages = plan.site.history.pages.iter();
    pages.filter(|page| page.transitions.iter().any(|step| step.status.is_some())).map(line).collect()
}

#[test]
fn a_page_keeps_its_history_when_it_is_renamed() {
    let mut story = Story::new();
    story.page("a.md", "", "Ny");
    story.commit();
    story.rename("a.md", "sub/b.md");
    story.status("sub/b.md", "Ny", "Pågår");
    story.commit();
    // Nothing of the text is left, but the id is.
    story.page_with("sub/b.md", "x1", "Pågår", "Line 0 of 4.\n");
    story.commit();
    story.remove("sub/b.md");
    story.page_with("c.md", "x1", "Godkjent", &"Everything is new here.\n".repeat(20));
    story.commit();
    assert_eq!(story.told(), ["c.md: 1 ny, 2 pagar, 4 godkjent"]);
}

#[test]
fn two_pages_that_change_places_keep_their_own() {
    let mut story = Story::new();
    story.page("a.md", "a", "Ny");
    story.page("b.md", "b", "Godkjent");
    story.commit();
    story.rename("a.md", "c.md");
    story.commit();
    story.rename("b.md", "a.md");
    story.commit();
    story.rename("c.md", "b.md");
    story.status("b.md", "Ny", "Til QA");
    story.commit();
    assert_eq!(story.told(), ["a.md: 1 godkjent", "b.md: 1 ny, 4 til-qa"]);
}

#[test]
fn a_copied_id_does_not_chain_pages_together() {
    let mut story = Story::new();
    story.page("a.md", "one", "Godkjent");
    story.commit();
    story.page_with("b.md", "one", "Ny", "Quite another page, begun from the first.\n");
    story.commit();
    story.page_with("b.md", "two", "Pågår", "Quite another page, begun from the first.\n");
    story.commit();
    story.status("a.md", "Godkjent", "Til QA");
    story.commit();
    assert_eq!(story.told(), ["a.md: 1 godkjent, 4 til-qa", "b.md: 2 ny, 3 pagar"]);
}

#[test]
fn a_page_moved_by_copying_first_is_the_same_page() {
    let mut story = Story::new();
    story.page("a.md", "one", "Ny");
    story.commit();
    story.page("b/a.md", "one", "Ny");
    story.commit();
    story.remove("a.md");
    story.commit();
    story.status("b/a.md", "Ny", "Pågår");
    story.commit();
    assert_eq!(story.told(), ["b/a.md: 1 ny, 4 pagar"]);
}

#[test]
fn a_status_that_was_renamed_did_not_change() {
    let mut story = Story::with("[history.statuses]\n'Under arbeid' = 'Pågår'\n'Uaktuell' = ''\n[history]\nbulk = ['Rydding*']\n");
    story.page("a.md", "a", "Første utkast");
    story.page("b.md", "b", "Under arbeid");
    story.page("c.md", "c", "Uaktuell");
    story.commit();
    // Repaired in bulk, in three forms of the same; one page really changed.
    story.status("a.md", "Første utkast", "◔ Tidlig utkast");
    story.status("b.md", "Under arbeid", "In progress");
    story.status("c.md", "Uaktuell", "Ny");
    story.commit_by("Ola", "Rydding i statusene");
    assert_eq!(story.told(), ["a.md: 1 tidlig-utkast", "b.md: 1 pagar", "c.md: 2 ny (bulk)"]);
}

#[test]
fn machines_and_bulk_changes_touch_no_page() {
    let mut story = Story::with("[history]\nbulk_pages = 3\n");
    story.page("a.md", "a", "Ny");
    story.page("b.md", "b", "Ny");
    story.commit();
    story.page_with("a.md", "a", "Ny", "By hand.\n");
    story.commit_by("Ola", "Bedre tekst");
    story.page_with("a.md", "a", "Pågår", "By a machine.\n");
    story.commit_by("publisering[bot]", "Oppdatert");
    for path in ["a.md", "b.md", "c.md"] {
        story.page_with(path, path, "Ny", "Many at once.\n");
    }
    story.commit_by("Kari", "Alt");
    let plan = story.plan();
    let touched = |path: &str| {
        let page = plan.site.history.pages.iter().find(|page| page.path.ends_with(path)).unwrap();
        page.touched.as_ref().map(|touch| ((touch.moment.seconds() - START) / DAY, touch.author.clone()))
    };
    assert_eq!((touched("a.md"), touched("b.md"), touched("c.md")), (Some((2, "Ola".into())), Some((1, "Kari".into())), None));
    assert_eq!(told(&plan), ["a.md: 1 ny, 3 pagar (bot), 4 ny (bulk)", "b.md: 1 ny", "c.md: 4 ny (bulk)"]);
}

#[test]
fn a_revert_is_a_change_back() {
    let mut story = Story::new();
    story.page("a.md", "", "Pågår");
    story.page("b.md", "", "Ny");
    story.commit();
    let before = story.text("a.md");
    story.status("a.md", "Pågår", "Godkjent");
    story.commit();
    story.write("content/a.md", &before);
    story.commit();
    // A removal taken back: the page was away, and is the same.
    let b = story.text("b.md");
    story.remove("b.md");
    story.commit();
    story.write("content/b.md", &b);
    story.commit();
    assert_eq!(story.told(), ["a.md: 1 pagar, 2 godkjent, 3 pagar", "b.md: 1 ny"]);
}

#[test]
fn a_page_deleted_and_made_again() {
    let mut story = Story::new();
    story.page("a.md", "one", "Ny");
    story.page("b.md", "two", "Godkjent");
    story.commit();
    story.remove("a.md");
    story.remove("b.md");
    story.commit();
    // At the same address another page, and at another address the same one.
    story.page_with("a.md", "three", "Pågår", "Another.\n");
    story.page_with("c.md", "two", "Til QA", "Begun afresh.\n");
    story.commit();
    assert_eq!(story.told(), ["a.md: 3 pagar", "a.md†: 1 ny", "c.md: 1 godkjent, 3 til-qa"]);
}

#[test]
fn branches_are_told_in_the_order_of_their_days_and_merges_settle() {
    let mut story = Story::new();
    story.page("a.md", "a", "Ny");
    story.page("b.md", "b", "Ny");
    let base = story.commit();
    // One branch approves a; the other works on with the old status of a, and takes b further.
    story.status("a.md", "Ny", "Godkjent");
    let left = story.commit();
    story.status("a.md", "Godkjent", "Ny");
    story.write("content/a.md", &story.text("a.md").replace("Line 0", "Line nought"));
    story.status("b.md", "Ny", "Pågår");
    let right = story.commit_on("Ola", "Annet", &[base]);
    story.status("a.md", "Ny", "Godkjent");
    story.status("b.md", "Pågår", "Til QA");
    story.commit_on("Kari", "Merge", &[left, right]);
    assert_eq!(story.told(), ["a.md: 1 ny, 2 godkjent", "b.md: 1 ny, 3 pagar, 4 til-qa"]);
}

#[test]
fn languages_are_followed_apart_and_the_default_counts() {
    let mut story = Story::new();
    story.page("a.nb.md", "a", "Ny");
    story.page("a.en.md", "a", "New");
    story.page("e.en.md", "e", "New");
    story.commit();
    story.status("a.en.md", "New", "Approved");
    story.status("e.en.md", "New", "For QA");
    story.commit();
    story.rename("a.nb.md", "b.nb.md");
    story.rename("a.en.md", "b.en.md");
    story.commit();
    story.status("b.nb.md", "Ny", "Pågår");
    story.commit();
    assert_eq!(story.told(), ["b.nb.md: 1 ny, 4 pagar", "e.en.md: 1 ny, 2 til-qa"]);
}

#[test]
fn since_is_known_only_for_the_status_that_git_knows() {
    let mut story = Story::new();
    story.page("a.nb.md", "a", "Ny");
    story.page("a.en.md", "a", "New");
    story.commit();
    let since = |story: &Story| {
        let plan = story.plan();
        let pages = plan.site.pages.iter().filter(|page| page.path == "/a");
        pages.map(|page| plan.site.history.since(&plan.site, page).map(|step| step.moment.day())).collect::<Vec<_>>()
    };
    assert_eq!(since(&story), [Some("2026-01-02".to_string()), Some("2026-01-02".to_string())]);
    story.status("a.nb.md", "Ny", "Pågår");
    assert_eq!(since(&story), [None, None], "not committed yet");
    story.rename("a.nb.md", "sub.nb.md");
    assert_eq!(story.plan().site.history.pages.len(), 2, "the page is known by its id before the move is committed");
}

fn loft(folder: &Path, args: &[&str]) -> (bool, String) {
    let run = Command::new(env!("CARGO_BIN_EXE_loft")).args(args).arg("-s").arg(folder).env("LC_ALL", "C").output().unwrap();
    (run.status.success(), String::from_utf8_lossy(&[run.stdout, run.stderr].concat()).into_owned())
}

#[test]
fn the_log_in_data_stands_in_for_git_and_goes_on_from_where_it_ends() {
    let mut story = Story::new();
    story.page("a.md", "a", "Ny");
    story.page("b.md", "", "Ny");
    story.page("gone.md", "gone", "Ny");
    story.commit();
    story.status("a.md", "Ny", "Pågår");
    story.status("b.md", "Ny", "Til QA");
    story.remove("gone.md");
    story.commit();
    let whole = story.told();
    assert_eq!(whole, ["a.md: 1 ny, 2 pagar", "b.md: 1 ny, 2 til-qa", "gone.md†: 1 ny"]);
    assert_eq!(loft(story.path(), &["status", "--export-history"]), (true, "data/statushistorikk.json: skrevet\n".to_string()));
    assert_eq!(loft(story.path(), &["status", "--export-history"]), (true, "data/statushistorikk.json: uendret\n".to_string()));

    let away = crate::support::copy(story.path());
    fs::remove_dir_all(away.path().join(".git")).unwrap();
    let plan_away = plan(away.path());
    assert_eq!(plan_away.site.history.source, Source::Written);
    assert_eq!(told(&plan_away), whole);
    let (done, text) = loft(away.path(), &["status", "--export-history"]);
    assert!(!done && text.contains("history-shallow"), "{text}");

    // A shallow clone has the log, and the commits since.
    story.commit();
    story.status("a.md", "Pågår", "Godkjent");
    let last = story.commit();
    let before = story.repository.find_commit(last).unwrap().parent_id(0).unwrap();
    fs::write(story.path().join(".git/shallow"), format!("{before}\n")).unwrap();
    let shallow = story.plan();
    assert_eq!(shallow.site.history.source, Source::Written);
    assert_eq!(told(&shallow), ["a.md: 1 ny, 2 pagar, 4 godkjent", "b.md: 1 ny, 2 til-qa", "gone.md†: 1 ny"]);
    fs::remove_file(story.path().join("data/statushistorikk.json")).unwrap();
    let bare = story.plan();
    assert_eq!(bare.site.history.source, Source::Shallow);
}

#[test]
fn new_commits_are_added_to_what_was_read_before() {
    let mut story = Story::new();
    story.page("a.md", "a", "Ny");
    story.commit();
    let read = |story: &Story| told(&pipeline::plan(Input::open(story.path(), Overrides::default()).snapshot(None), &Memo::passing()));
    assert_eq!(read(&story), ["a.md: 1 ny"]);
    // What is remembered is believed, since a commit never changes.
    let log = story.path().join(".loft/git-log.json");
    let remembered = fs::read_to_string(&log).unwrap().replace("\"Ny\"", "\"Avbrutt\"");
    fs::write(&log, remembered).unwrap();
    story.status("a.md", "Ny", "Godkjent");
    story.commit();
    assert_eq!(read(&story), ["a.md: 1 avbrutt, 2 godkjent"]);
    fs::write(&log, "damaged").unwrap();
    assert_eq!(read(&story), ["a.md: 1 ny, 2 godkjent"]);
}

#[test]
fn without_git_and_without_a_log_there_is_no_history() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("content")).unwrap();
    fs::write(folder.path().join("hugo.toml"), "title = 'T'\n").unwrap();
    fs::write(folder.path().join("content/a.md"), "---\nstatus: Ny\n---\n").unwrap();
    assert_eq!(plan(folder.path()).site.history.source, Source::Absent);
    fs::write(folder.path().join("loft.toml"), "[history]\nenabled = false\n").unwrap();
    assert_eq!(plan(folder.path()).site.history.source, Source::Off);
}

/// A site with a host, built: what each file of it says.
fn built(story: &Story) -> tempfile::TempDir {
    let out = tempfile::tempdir().unwrap();
    let (_, text) = loft(story.path(), &["build", "--quiet", "--no-cache", "-d", &out.path().to_string_lossy()]);
    assert!(out.path().join("index.html").is_file(), "{text}");
    out
}

fn file(out: &tempfile::TempDir, path: &str) -> String {
    fs::read_to_string(out.path().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The text of each element that the selector finds, in one line.
fn shown(out: &tempfile::TempDir, path: &str, selector: &str) -> Vec<String> {
    let (page, selector) = (Html::parse_document(&file(out, path)), Selector::parse(selector).unwrap());
    let line = |found: scraper::ElementRef<'_>| found.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
    page.select(&selector).map(line).collect()
}

/// Two pages in a section that has a status too; one has had three statuses, the other one.
fn two_pages() -> Story {
    let mut story = Story::new();
    let config = "title = 'T'\nbaseURL = 'https://example.org/'\ndefaultContentLanguage = 'nb'\n[languages.nb]\nweight = 1\n[languages.en]\nweight = 2\n";
    story.write("hugo.toml", config);
    let case = |title: &str, status: &str| format!("---\ntitle: {title}\nstatus: {status}\n---\n## Aktører\n\n- {title}\n");
    story.write("content/_index.nb.md", "---\ntitle: Hjem\n---\n");
    story.write("content/use-cases/_index.nb.md", "---\ntitle: Caser\nstatus: Ny\n---\n");
    story.write("content/use-cases/a.nb.md", &case("Udir", "Pågår"));
    story.write("content/use-cases/b.nb.md", &case("KS", "Ny"));
    story.commit();
    story.status("use-cases/a.nb.md", "Pågår", "Til QA");
    story.commit();
    story.status("use-cases/a.nb.md", "Til QA", "Tidlig utkast");
    story.commit();
    story
}

/// What feeds say changed has a place on the page that they lead to.
#[test]
fn feeds_lead_to_places_that_exist() {
    let out = built(&two_pages());
    let mut told = Vec::new();
    for feed in ["status/index.xml", "aktorer/udir/index.xml", "aktorer/ks/index.xml"] {
        let xml = file(&out, feed);
        let links: Vec<&str> =
            xml.split("<item>").skip(1).filter_map(|item| item.split("<link>").nth(1)?.split("</link>").next()).collect();
        for link in &links {
            let (page, anchor) = link.trim_start_matches("https://example.org/").split_once('#').unwrap();
            let html = Html::parse_document(&file(&out, &format!("{page}index.html")));
            assert_eq!(html.select(&Selector::parse(&format!("main #{anchor}")).unwrap()).count(), 1, "{link}");
        }
        told.push((feed, links.len()));
    }
    // An actor's feed has its own pages' changes and no others.
    assert_eq!(told, [("status/index.xml", 5), ("aktorer/udir/index.xml", 3), ("aktorer/ks/index.xml", 1)]);
    let of_actor = file(&out, "aktorer/udir/index.xml");
    assert!(of_actor.contains("Udir: Til QA → Tidlig utkast") && !of_actor.contains("KS: "), "{of_actor}");
}

/// What changed lately among an actor's pages stands on its own page, the newest first; long after, nothing did.
#[test]
fn an_actor_s_page_tells_what_changed_lately() {
    let story = two_pages();
    let on = |day: &str| {
        let moment: jiff::Timestamp = format!("{day}T12:00:00Z").parse().unwrap();
        let out = tempfile::tempdir().unwrap();
        let run = std::process::Command::new(env!("CARGO_BIN_EXE_loft"))
            .args(["build", "--quiet", "--no-cache", "-d", &out.path().to_string_lossy()])
            .current_dir(story.path())
            .env("SOURCE_DATE_EPOCH", moment.as_second().to_string())
            .output()
            .unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        shown(&out, "aktorer/udir/index.html", "[aria-labelledby=changes] li")
    };
    let lately = on("2026-01-10");
    assert_eq!(lately.len(), 3, "{lately:?}");
    let (newest, oldest) = (&lately[0], &lately[2]);
    assert!(newest.contains("4. januar 2026") && newest.contains("Til QA") && newest.contains("Tidlig utkast"), "{newest}");
    assert!(oldest.contains("2. januar 2026") && oldest.contains("Pågår"), "{oldest}");
    assert_eq!(on("2027-01-10"), [""; 0]);
}

/// Since when: on the page, in the sidebar, in the breadcrumb, in lists, on the dashboard and in what search shows.
#[test]
fn since_stands_wherever_the_sign_does() {
    let story = two_pages();
    let out = built(&story);
    let page = "use-cases/a/index.html";
    let facts = shown(&out, page, ".facts > span");
    assert!(facts[0].contains("Tidlig utkast") && facts[0].ends_with("siden 4. januar 2026"), "{facts:?}");
    assert_eq!(shown(&out, page, "#pages tbody"), [""; 0]);
    let html = Html::parse_document(&file(&out, page));
    let titles = |selector: &str| -> Vec<String> {
        html.select(&Selector::parse(selector).unwrap()).filter_map(|found| found.attr("title")).map(str::to_string).collect()
    };
    assert_eq!(titles("nav.crumbs [title]"), ["Ny siden 2. januar 2026"]);
    let in_sidebar = titles("nav a[title]");
    assert!(
        in_sidebar.contains(&"siden 4. januar 2026".to_string()) && in_sidebar.contains(&"siden 2. januar 2026".to_string()),
        "{in_sidebar:?}"
    );
    let list = shown(&out, "use-cases/index.html", "ul.pages li");
    assert!(list.iter().any(|row| row.starts_with("Udir") && row.contains("Tidlig utkast siden 4. januar 2026")), "{list:?}");
    let rows = shown(&out, "status/index.html", "#pages tbody tr");
    assert!(rows.iter().any(|row| row.contains("Udir") && row.contains("4. januar 2026")), "{rows:?}");
    let plan = story.plan();
    let documents = loft::views::search::documents(&plan.site).into_iter();
    let found: Vec<(String, String)> = documents.filter_map(|document| Some((document.title, document.status?.since))).collect();
    let of = |title: &str, since: &str| (title.to_string(), since.to_string());
    assert_eq!(found, [of("Caser", "2026-01-02"), of("Udir", "2026-01-04"), of("KS", "2026-01-02")]);
}

/// Question 3 of the content model: how long each case has stood in its status, and what went backwards.
#[test]
fn how_long_each_case_has_stood_and_what_went_backwards() {
    let story = two_pages();
    let out = built(&story);
    let today = story.plan().site.today;
    let days = |day: &str| (today - day.parse::<jiff::civil::Date>().unwrap()).get_days().to_string();
    let mut stood: Vec<String> = shown(&out, "status/use-cases/index.html", "#pages tbody td.number");
    stood.sort();
    let mut expected = vec![days("2026-01-02"), days("2026-01-04")];
    expected.sort();
    assert_eq!(stood, expected);
    let back = shown(&out, "status/index.html", "#backwards ~ ul li");
    assert!(back.len() == 1 && back[0].starts_with("Udir") && back[0].contains("Til QA") && back[0].contains("Tidlig utkast"), "{back:?}");
    let (_, all) = loft(story.path(), &["status", "--format", "csv"]);
    assert!(
        all.contains("Udir,/use-cases/a/,tidlig-utkast,Tidlig utkast,2026-01-04") && all.contains("KS,/use-cases/b/,ny,Ny,2026-01-02"),
        "{all}"
    );
    let (_, back) = loft(story.path(), &["status", "--backwards", "--format", "csv"]);
    assert!(back.contains("Udir,") && !back.contains("KS,"), "{back}");
}

/// The sheet of a day tells what was then, not what is now.
#[test]
fn a_report_at_a_date_tells_what_was_then() {
    let story = two_pages();
    let sheet = |day: &str| {
        let (done, html) = loft(story.path(), &["status", "--html", "--at", day]);
        assert!(done, "{html}");
        let (page, selector) = (Html::parse_document(&html), Selector::parse("body").unwrap());
        page.select(&selector).next().unwrap().text().collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let (then, before) = (sheet("2026-01-03"), sheet("2025-12-31"));
    assert!(then.contains("3. januar 2026") && then.contains("Til QA"), "{then}");
    assert!(!then.contains("4. januar 2026"), "{then}");
    assert!(!before.contains("Udir"), "{before}");
    let counts = |day: &str| loft(story.path(), &["status", "--at", day, "--format", "json"]).1;
    let total = |day: &str| serde_json::from_str::<serde_json::Value>(&counts(day)).unwrap()["total"].clone();
    assert_eq!((total("2026-01-03"), total("2025-12-31")), (3.into(), 0.into()));
}

/// A version in another language that still has a status gives the page its status; what the default language said is its history.
#[test]
fn the_log_is_of_the_default_language() {
    let mut story = Story::new();
    story.page("a.nb.md", "a", "Ny");
    story.page("a.en.md", "a", "New");
    story.page("b.en.md", "b", "New");
    story.commit();
    story.page("a.nb.md", "a", "");
    story.commit();
    let (_, log) = loft(story.path(), &["status", "--history", "--format", "ndjson"]);
    let lines: Vec<serde_json::Value> = log.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let steps = |at: usize| lines[at]["transitions"].as_array().unwrap().iter().map(|step| step["status"].clone()).collect::<Vec<_>>();
    assert_eq!((steps(0), steps(1)), (vec!["Ny".into(), "none".into()], vec!["Ny".into()]), "{log}");
    let plan = story.plan();
    let page = plan.site.pages.iter().find(|page| page.path == "/a").unwrap();
    assert_eq!(plan.site.history.since(&plan.site, page).map(|step| step.moment.day()), Some("2026-01-02".to_string()));
}

/// Git itself is asked for renames in the real history; wherever it finds one, so does Loft, and nowhere else.
#[test]
fn renames_of_the_real_site_are_git_s_own() {
    let Some(root) = corpus("renames of the real site") else { return };
    let folder = tempfile::tempdir().unwrap();
    let git = |args: &[&str], input: Option<fs::File>| {
        let mut command = Command::new("git");
        command.arg("-C").arg(folder.path()).args(args);
        if let Some(input) = input {
            command.stdin(input);
        }
        command.output().map(|run| String::from_utf8_lossy(&run.stdout).into_owned())
    };
    let unpacked = folder.path().join("history");
    let unpack = Command::new("gunzip")
        .arg("-c")
        .arg(root.join("samt-bu-history.fast-export.gz"))
        .stdout(fs::File::create(&unpacked).unwrap())
        .status();
    if !unpack.is_ok_and(|status| status.success()) || git(&["init", "-q", "-b", "main"], None).is_err() {
        println!("skipped: renames of the real site: no git or gunzip");
        return;
    }
    git(&["fast-import", "--quiet"], Some(fs::File::open(&unpacked).unwrap())).unwrap();
    fs::remove_file(&unpacked).unwrap();
    git(&["reset", "-q", "--hard", "main"], None).unwrap();
    let log = git(
        &[
            "-c",
            "core.quotePath=false",
            "log",
            "--no-merges",
            "--format=%H",
            "-M50%",
            "-l1000",
            "--name-status",
            "--diff-filter=R",
            "--",
            "*.md",
        ],
        None,
    )
    .unwrap();
    let mut expected = Vec::new();
    let mut hash = String::new();
    for line in log.lines().filter(|line| !line.is_empty()) {
        match line.split('\t').collect::<Vec<_>>()[..] {
            [_, from, to] => expected.push(format!("{hash} {from} → {to}")),
            _ => hash = line.to_string(),
        }
    }
    let snapshot = Input::open_cold(folder.path(), Overrides::default()).snapshot(None);
    let commits = snapshot.git.log().repositories.iter().flat_map(|repository| &repository.commits);
    let mut found: Vec<String> = commits
        .flat_map(|commit| {
            commit.changes.iter().filter_map(|change| Some(format!("{} {} → {}", commit.hash, change.from.as_ref()?, change.path)))
        })
        .collect();
    expected.sort();
    found.sort();
    assert!(expected.len() > 250, "{}", expected.len());
    assert_eq!(found, expected);
}
