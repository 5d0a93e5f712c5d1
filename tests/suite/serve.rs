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
use loft::serve::{Events, Preview, Serving};

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
        let preview = Arc::new(Preview::new(&input.snapshot(None), MessageLang::Nb, pictures()));
        let events = Arc::new(Events::default());
        let serving = Serving::start(0, Arc::clone(&preview) as _, Arc::clone(&events)).unwrap();
        Live { top, input, preview, events, serving }
    }

    fn save(&mut self, path: &str, text: &str) {
        let disk = self.disk(path);
        fs::write(&disk, text).unwrap();
        self.preview.show(&self.input.snapshot(Some(&[disk])));
        self.events.announce(false);
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
        let reply: serde_json::Value = serde_json::from_str(&self.page(&format!("/_loft/findings?page={page}"))).unwrap();
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
    for job in &plan.jobs {
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
    assert!(live.page("/docs/nope/").contains("_loft/reload.js"), "the error page reloads too");
}

#[test]
fn a_taken_port_gives_the_next() {
    let live = Live::start();
    let port = live.serving.port();
    let second = Serving::start(port, Arc::clone(&live.preview) as _, Arc::new(Events::default())).unwrap();
    assert!(second.port() > port && second.port() <= port + 20, "{port} → {}", second.port());
}
