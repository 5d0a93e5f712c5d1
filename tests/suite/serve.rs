//! The preview, asked over HTTP: what it shows is what the build would write.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::sync::Arc;

use loft::config::Overrides;
use loft::diag::MessageLang;
use loft::input::Input;
use loft::paths::OutPath;
use loft::pipeline::{self, Memo};
use loft::render::Body;
use loft::serve::{Events, Preview, Serving, Settings, Shown};

use crate::support::pictures;

/// A site under preview.
struct Live {
    top: tempfile::TempDir,
    input: Input,
    preview: Arc<Preview>,
    events: Arc<Events>,
    serving: Serving,
}

impl Live {
    fn start() -> Live {
        let top = tempfile::tempdir().unwrap();
        let files = [
            ("hugo.toml", "baseURL='https://example.org/docs/'\ntitle='T'\ndefaultContentLanguage='nb'"),
            ("content/_index.md", "---\ntitle: Hjem\n---\nVelkommen.\n"),
            ("content/løp/_index.md", "---\ntitle: Løp\n---\nEn setning.\n"),
            ("static/a.bin", "\u{1}\u{2}"),
        ];
        for (path, text) in files {
            let disk = top.path().join(path);
            fs::create_dir_all(disk.parent().unwrap()).unwrap();
            fs::write(disk, text).unwrap();
        }
        let mut input = Input::open(top.path(), Overrides::default());
        let preview = Arc::new(Preview::new(&input.snapshot(None), Settings::new(MessageLang::Nb, top.path()), pictures()));
        let events = Arc::new(Events::default());
        let serving = Serving::start(0, Arc::clone(&preview) as _, Arc::clone(&events)).unwrap();
        Live { top, input, preview, events, serving }
    }

    fn save(&mut self, path: &str, text: &str) {
        let disk = self.disk(path);
        fs::write(&disk, text).unwrap();
        self.preview.show(self.input.snapshot(Some(&[disk])), || self.events.announce(false));
    }

    fn disk(&self, path: &str) -> PathBuf {
        self.top.path().join(path)
    }

    fn connect(&self, request: &str) -> TcpStream {
        let mut stream = TcpStream::connect(("127.0.0.1", self.serving.port())).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        stream
    }

    /// Status and body.
    fn get(&self, target: &str) -> (u16, Vec<u8>) {
        let mut reply = Vec::new();
        let request = format!("GET {target} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n", self.serving.port());
        self.connect(&request).read_to_end(&mut reply).unwrap();
        let end = reply.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
        let status = std::str::from_utf8(&reply[9..12]).unwrap().parse().unwrap();
        (status, reply[end + 4..].to_vec())
    }

    fn page(&self, target: &str) -> String {
        String::from_utf8(self.get(target).1).unwrap()
    }

    fn findings(&self, page: &str) -> Vec<String> {
        let reply: serde_json::Value = serde_json::from_str(&self.page(&format!("/_loft/page?page={page}"))).unwrap();
        reply["findings"].as_array().unwrap().iter().map(|finding| finding["code"].as_str().unwrap().to_string()).collect()
    }
}

/// The page as the file holds it.
fn without_script(page: &str) -> String {
    let start = page.find("<script src=\"/_loft/").expect("the script is in the page");
    let end = start + page[start..].find("</script>").unwrap() + "</script>".len();
    format!("{}{}", &page[..start], &page[end..])
}

#[test]
fn every_file_served_is_the_file_built() {
    let live = Live::start();
    let snapshot = Input::open_cold(live.top.path(), Overrides::default()).snapshot(None);
    let memo = Memo::passing().with_pictures(pictures());
    let plan = pipeline::plan(snapshot.clone(), &memo);
    let mut pages = 0;
    for job in plan.jobs.iter() {
        let rendered = pipeline::render(&plan, job, &memo);
        let built = match &rendered.body {
            Body::Bytes(bytes) => bytes.clone(),
            Body::File(source) => fs::read(source).unwrap(),
        };
        let url = format!("/docs/{}", loft::paths::encode_path(job.out.as_str().strip_suffix("index.html").unwrap_or(job.out.as_str())));
        let (status, served) = live.get(&url);
        assert_eq!(status, 200, "{url}");
        match job.out.as_str().ends_with(".html") {
            true => {
                pages += 1;
                assert_eq!(without_script(&String::from_utf8(served).unwrap()), String::from_utf8(built).unwrap(), "{url}");
            }
            false => assert!(served == built, "{url}"),
        }
    }
    assert!(pages >= 3 && plan.job(&OutPath::new("a.bin")).is_some(), "{pages} pages");
}

#[test]
fn a_saved_change_is_served_and_announced() {
    let mut live = Live::start();
    let mut events = live.connect("GET /_loft/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    let mut wait_for = |text: &str| {
        let mut heard = String::new();
        while !heard.contains(text) {
            let mut buffer = [0; 256];
            let read = events.read(&mut buffer).unwrap();
            assert!(read > 0, "closed after {heard}");
            heard.push_str(std::str::from_utf8(&buffer[..read]).unwrap());
        }
    };
    wait_for("\"generation\":0");
    assert!(live.page("/docs/l%C3%B8p/").contains("En setning."));
    live.save("content/løp/_index.md", "---\ntitle: Løp\n---\nEn ny setning.\n");
    wait_for("\"generation\":1");
    assert!(live.page("/docs/l%C3%B8p/").contains("En ny setning."));
}

#[test]
fn a_page_with_an_error_keeps_its_last_good_form() {
    let mut live = Live::start();
    assert!(live.page("/docs/l%C3%B8p/").contains("En setning."));
    assert_eq!(live.findings("/docs/l%C3%B8p/"), [""; 0]);
    live.save("content/løp/_index.md", "---\ntitle: \"Løp\n---\nHalvferdig.\n");
    let broken = live.page("/docs/l%C3%B8p/");
    assert!(broken.contains("En setning.") && !broken.contains("Halvferdig."));
    assert!(!live.findings("/docs/l%C3%B8p/").is_empty());
    assert_eq!(live.findings("/docs/"), [""; 0], "another page has no error");
    live.save("content/løp/_index.md", "---\ntitle: Løp\n---\nFerdig.\n");
    assert!(live.page("/docs/l%C3%B8p/").contains("Ferdig."));
    assert_eq!(live.findings("/docs/l%C3%B8p/"), [""; 0]);
}

#[test]
fn what_is_not_planned_is_not_served() {
    let live = Live::start();
    fs::write(live.disk("secret.txt"), "secret").unwrap();
    for target in
        ["/docs/secret.txt", "/docs/../secret.txt", "/docs/%2e%2e/secret.txt", "/secret.txt", "/docs/content/_index.md", "/docs/hugo.toml"]
    {
        let (status, body) = live.get(target);
        assert_eq!(status, 404, "{target}");
        assert!(!String::from_utf8_lossy(&body).contains("secret\n") && !String::from_utf8_lossy(&body).contains("Velkommen"), "{target}");
    }
    assert!(live.page("/docs/nope/").contains("_loft/preview.js"), "the error page reloads too");
}

#[test]
fn a_taken_port_gives_the_next() {
    let live = Live::start();
    let port = live.serving.port();
    let second = Serving::start(port, Arc::clone(&live.preview) as _, Arc::new(Events::default())).unwrap();
    assert!(second.port() > port && second.port() <= port + 20, "{port} → {}", second.port());
}

#[test]
fn a_scheduled_page_is_told_and_shown_when_its_moment_comes() {
    let mut live = Live::start();
    live.save("content/siden.md", "---\ntitle: Siden\npublishDate: 2999-01-01\n---\nx\n");
    live.save("content/utkast.md", "---\ntitle: Utkast\ndraft: true\n---\nx\n");
    let told: serde_json::Value = serde_json::from_str(&live.page("/_loft/site")).unwrap();
    let unpublished: Vec<(&str, &str)> = told["unpublished"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| (file["title"].as_str().unwrap(), file["why"].as_str().unwrap()))
        .collect();
    assert_eq!(unpublished, [("Siden", "scheduled"), ("Utkast", "draft")]);
    let plan = live.preview.plan();
    assert_eq!(plan.site.holds.end.to_string(), "2999-01-01T00:00:00Z");
}

#[test]
fn a_finding_has_its_line_of_source_and_a_link_to_the_editor() {
    let mut live = Live::start();
    live.save("content/løp/_index.md", "---\ntitle: \"Løp\n---\nHalvferdig.\n");
    let told: serde_json::Value = serde_json::from_str(&live.page("/_loft/page?page=/docs/l%C3%B8p/")).unwrap();
    let finding = &told["findings"][0];
    assert_eq!(finding["severity"], "error");
    assert!(finding["excerpt"].as_str().unwrap().contains("title: \"Løp"), "{finding}");
    assert!(
        finding["href"].as_str().unwrap().starts_with("vscode://file/") && finding["href"].as_str().unwrap().contains("_index.md:2:"),
        "{finding}"
    );
}

#[test]
fn a_text_of_a_page_is_found_in_its_source() {
    let live = Live::start();
    let told: serde_json::Value = serde_json::from_str(&live.page("/_loft/source?page=/docs/l%C3%B8p/&text=En+setning.")).unwrap();
    assert_eq!((told["path"].as_str(), told["line"].as_u64()), (Some("content/løp/_index.md"), Some(4)));
}

#[test]
fn a_renamed_page_is_found_by_its_old_address() {
    let mut live = Live::start();
    live.save("content/gammel.md", "---\ntitle: Navn\n---\nDe samme ordene.\n");
    fs::remove_file(live.disk("content/gammel.md")).unwrap();
    // First it is gone, and later it is there under another name: an editor's rename, in two steps.
    live.look("content/gammel.md");
    assert_eq!(live.page("/_loft/moved?page=/docs/gammel/"), "null");
    live.save("content/ny.md", "---\ntitle: Navn\n---\nDe samme ordene.\n");
    assert_eq!(live.page("/_loft/moved?page=/docs/gammel/"), "\"/docs/ny/\"");
    live.save("content/ny.md", "---\ntitle: Navn\nslug: nyest\n---\nDe samme ordene.\n");
    assert_eq!(live.page("/_loft/moved?page=/docs/gammel/"), "\"/docs/nyest/\"");
    assert_eq!(live.page("/_loft/moved?page=/docs/ny/"), "\"/docs/nyest/\"");
    assert_eq!(live.page("/_loft/moved?page=/docs/aldri/"), "null");
}

/// A site whose page has a status in two languages.
fn with_status() -> Live {
    let mut live = Live::start();
    live.save(
        "hugo.toml",
        "baseURL='https://example.org/docs/'\ntitle='T'\ndefaultContentLanguage='nb'\n[languages.nb]\nweight=1\n[languages.en]\nweight=2\n",
    );
    live.save("content/sak.nb.md", "---\r\ntitle: Sak   # navnet\r\nstatus: 'Ny' # merknad\r\nb: 1\r\n---\r\nTekst\r\n");
    live.save("content/sak.en.md", "+++\nstatus = \"◍ New\"\ntitle = 'Case'\n+++\nText");
    live
}

impl Live {
    /// Looks again at a file that something happened to.
    fn look(&mut self, path: &str) {
        let disk = self.disk(path);
        self.preview.show(self.input.snapshot(Some(&[disk])), || ());
    }

    /// What the page's own script would send, with other headers and another body as given. Status and body.
    fn post(&self, headers: &str, body: &str) -> (u16, String) {
        let port = self.serving.port();
        let request = format!(
            "POST /_loft/status HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\nContent-Length: {}\r\n{headers}\r\n{body}",
            body.len()
        );
        let mut reply = Vec::new();
        self.connect(&request).read_to_end(&mut reply).unwrap();
        let reply = String::from_utf8_lossy(&reply).to_string();
        (reply[9..12].parse().unwrap(), reply.split_once("\r\n\r\n").map_or(String::new(), |(_, body)| body.to_string()))
    }

    fn own_headers(&self) -> String {
        format!("Origin: http://localhost:{}\r\nX-Loft-Token: {}\r\n", self.serving.port(), self.preview.token())
    }

    fn seen(&self, page: &str) -> serde_json::Value {
        serde_json::from_str::<serde_json::Value>(&self.page(&format!("/_loft/page?page={page}"))).unwrap()["files"].clone()
    }
}

#[test]
fn a_status_is_written_in_all_languages_and_nothing_else_is() {
    let live = with_status();
    let body = serde_json::json!({ "page": "/docs/sak/", "status": "godkjent", "files": live.seen("/docs/sak/") }).to_string();
    assert_eq!(live.post(&live.own_headers(), &body).0, 200);
    let read = |path: &str| fs::read_to_string(live.disk(path)).unwrap();
    assert_eq!(read("content/sak.nb.md"), "---\r\ntitle: Sak   # navnet\r\nstatus: 'Godkjent' # merknad\r\nb: 1\r\n---\r\nTekst\r\n");
    assert_eq!(read("content/sak.en.md"), "+++\nstatus = \"⏺ Approved\"\ntitle = 'Case'\n+++\nText");
}

#[test]
fn a_file_changed_meanwhile_is_a_conflict_and_nothing_is_written() {
    let live = with_status();
    let body = serde_json::json!({ "page": "/docs/sak/", "status": "godkjent", "files": live.seen("/docs/sak/") }).to_string();
    fs::write(live.disk("content/sak.en.md"), "+++\nstatus = \"New\"\n+++\nSomeone was faster.").unwrap();
    let nb = fs::read(live.disk("content/sak.nb.md")).unwrap();
    let (status, why) = live.post(&live.own_headers(), &body);
    assert_eq!(status, 409, "{why}");
    assert!(why.contains("content/sak.en.md er endret"), "{why}");
    assert_eq!(fs::read(live.disk("content/sak.nb.md")).unwrap(), nb);
    assert!(fs::read_to_string(live.disk("content/sak.en.md")).unwrap().contains("Someone was faster."));
}

#[test]
fn nothing_is_written_for_strangers_nor_outside_the_site() {
    let live = with_status();
    let files = live.seen("/docs/sak/");
    let key = files[0]["key"].clone();
    let before = [fs::read(live.disk("content/sak.nb.md")).unwrap(), fs::read(live.disk("content/sak.en.md")).unwrap()];
    fs::write(live.disk("outside.md"), "---\nstatus: Ny\n---\n").unwrap();
    let good = serde_json::json!({ "page": "/docs/sak/", "status": "godkjent", "files": files }).to_string();
    let (own, token) = (live.own_headers(), live.preview.token().to_string());
    let port = live.serving.port();
    let cases = [
        (String::new(), good.clone(), 403),
        (format!("Origin: http://localhost:{port}\r\n"), good.clone(), 403),
        (format!("X-Loft-Token: {token}\r\n"), good.clone(), 403),
        (format!("Origin: https://evil.example\r\nX-Loft-Token: {token}\r\n"), good.clone(), 403),
        (format!("Origin: null\r\nX-Loft-Token: {token}\r\n"), good.clone(), 403),
        (format!("Origin: http://localhost:{port}.evil.example\r\nX-Loft-Token: {token}\r\n"), good.clone(), 403),
        (format!("Origin: http://localhost:{port}\r\nX-Loft-Token: {}\r\n", token.to_uppercase() + "x"), good.clone(), 403),
        (own.clone(), "{".to_string(), 400),
        (own.clone(), "[".repeat(60_000), 400),
        (own.clone(), good.replace("/docs/sak/", "/docs/../outside/"), 409),
        (own.clone(), good.replace("/docs/sak/", "/docs/%2e%2e/outside.md"), 409),
        (own.clone(), good.replace("/docs/sak/", "/docs/..\\\\outside.md"), 409),
        (own.clone(), good.replace("/docs/sak/", "/DOCS/SAK/"), 404),
        (own.clone(), good.replace("/docs/sak/", "/docs/SAK/"), 409),
        (own.clone(), good.replace("godkjent", "finnes ikke"), 409),
        (own.clone(), good.replace("godkjent", "godkjent\\nmer: 1"), 409),
        (
            own.clone(),
            serde_json::json!({ "page": "/docs/sak/", "status": "godkjent", "files": [{ "path": "../outside.md", "key": key }] })
                .to_string(),
            409,
        ),
        (own.clone(), serde_json::json!({ "page": "/docs/sak/", "status": "godkjent", "files": [] }).to_string(), 409),
        (own.clone(), "x".repeat(70_000), 413),
    ];
    for (headers, body, status) in cases {
        assert_eq!(live.post(&headers, &body).0, status, "{headers} {}", body.chars().take(80).collect::<String>());
    }
    let after = [fs::read(live.disk("content/sak.nb.md")).unwrap(), fs::read(live.disk("content/sak.en.md")).unwrap()];
    assert!(before == after);
    assert_eq!(fs::read_to_string(live.disk("outside.md")).unwrap(), "---\nstatus: Ny\n---\n");
}

#[test]
fn oversized_and_slow_requests_are_cut_off_and_keep_nobody_waiting() {
    let live = Live::start();
    // Clients that never finish: a head without an end, a body that does not come, replies that nobody reads.
    let port = live.serving.port();
    let mut slow: Vec<TcpStream> = (0..40).map(|_| live.connect("GET /docs/ HTTP/1.1\r\nHost: loc")).collect();
    slow.extend(
        (0..40).map(|_| live.connect(&format!("POST /_loft/status HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Length: 9\r\n\r\n"))),
    );
    slow.extend((0..40).map(|_| live.connect(&format!("GET /_loft/events HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n"))));
    assert!(live.page("/docs/").contains("Velkommen"));
    // A head too large, and too many headers.
    for head in [format!("X: {}\r\n", "x".repeat(64 << 10)), "X: y\r\n".repeat(200), format!("Cookie: {}\r\n", "y".repeat(1 << 20))] {
        let mut stream = live.connect("");
        let _ = stream.write_all(format!("GET /docs/ HTTP/1.1\r\nHost: localhost\r\n{head}\r\n").as_bytes());
        let mut reply = Vec::new();
        let _ = stream.read_to_end(&mut reply);
        assert!(reply.is_empty() || reply.starts_with(b"HTTP/1.1 431"), "{}", String::from_utf8_lossy(&reply));
    }
    assert!(live.page("/docs/").contains("Velkommen"));
    // The slow ones are let go by themselves.
    let mut reply = Vec::new();
    slow[0].set_read_timeout(Some(std::time::Duration::from_secs(30))).unwrap();
    slow[0].read_to_end(&mut reply).expect("closed by the server");
    drop(slow);
}

#[cfg(unix)]
#[test]
fn links_in_the_content_lead_nowhere() {
    let mut live = Live::start();
    let secret = tempfile::tempdir().unwrap();
    fs::write(secret.path().join("hemmelig.txt"), "hemmelig innhold").unwrap();
    std::os::unix::fs::symlink(secret.path(), live.disk("static/ut")).unwrap();
    std::os::unix::fs::symlink(secret.path().join("hemmelig.txt"), live.disk("static/ut.txt")).unwrap();
    std::os::unix::fs::symlink(secret.path().join("hemmelig.txt"), live.disk("content/ut.md")).unwrap();
    for path in ["static/ut", "static/ut.txt", "content/ut.md"] {
        live.look(path);
    }
    for target in ["/docs/ut/hemmelig.txt", "/docs/ut.txt", "/docs/ut/", "/docs/UT.TXT"] {
        let (status, body) = live.get(target);
        assert_eq!(status, 404, "{target}");
        assert!(!String::from_utf8_lossy(&body).contains("hemmelig innhold"), "{target}");
    }
}
