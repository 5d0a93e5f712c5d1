//! One request → one reply, without a socket: what may be asked, and of whom.

use std::sync::Arc;

use serde_json::Value;

use crate::memo::Key;
use crate::paths::{self, OutPath, UrlPath};

/// What the preview shows: the site as it is planned now.
pub trait Shown: Send + Sync {
    /// The path part of the base URL, with slashes at both ends: `/` or `/docs/`.
    fn base_path(&self) -> String;
    /// The origin of the search engine that pages may ask, where the site has one.
    fn search_origin(&self) -> Option<String>;
    /// Whether the site has this file, without making it.
    fn has(&self, out: &OutPath) -> bool;
    /// The file, made now; `None` when the site has no such file.
    fn make(&self, out: &OutPath) -> Option<Arc<[u8]>>;
    /// The error page for a URL that leads nowhere, in the URL's language.
    fn not_found(&self, url: &UrlPath) -> Option<Arc<[u8]>>;
    /// What a question beside the pages is answered with, as JSON.
    fn tell(&self, question: &Question<'_>) -> Value;
    /// Writes a status into the sources.
    ///
    /// # Errors
    /// Why it was not written, as JSON for the person who asked.
    fn set_status(&self, out: &OutPath, wanted: &Value) -> Result<(), Value>;
    /// Without it nothing is written. Another for each run.
    fn token(&self) -> &str;
    /// Whether anything may be written at all.
    fn read_only(&self) -> bool;
}

/// What the script in the page asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question<'a> {
    /// What is known of a page: its sources, what is wrong with it, its statuses.
    Page(&'a OutPath),
    /// What is wrong in the whole site; drafts, scheduled pages, translations to do.
    Site,
    /// Where a text of a page stands in its source: the text, and which of several equal ones.
    Source(&'a OutPath, &'a str, usize),
    /// Where a page is now that was here before.
    Moved(&'a OutPath),
}

/// What was asked, as far as the answer depends on it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked<'a> {
    /// `GET`, `HEAD`, ….
    pub method: &'a str,
    /// Path and query as sent: `/behov/?x=1`.
    pub target: &'a str,
    pub host: Option<&'a str>,
    pub origin: Option<&'a str>,
    pub token: Option<&'a str>,
    pub if_none_match: Option<&'a str>,
    /// The last change of a style sheet or an image that the server knew of: a page says so, for what comes before it listens.
    pub assets: &'a str,
    pub body: &'a [u8],
}

/// The reply; a `HEAD` gets the headers alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Body,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    Bytes(Arc<[u8]>),
    /// The running news of changes (see [`super::events`]).
    Events,
}

/// Where Loft's own files are served: no site has such a path.
const OWN: &str = "/_loft/";
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
/// Loft's own files, for the pages that it shows.
const FILES: &[(&str, &str, &str)] = &[
    ("preview.js", JAVASCRIPT, include_str!("client/preview.js")),
    ("frame.js", JAVASCRIPT, include_str!("client/frame.js")),
    ("idiomorph.js", JAVASCRIPT, include_str!("client/idiomorph.js")),
    ("preview.css", "text/css; charset=utf-8", include_str!("client/preview.css")),
    ("frame.css", "text/css; charset=utf-8", include_str!("client/frame.css")),
    ("frame", "text/html; charset=utf-8", include_str!("client/frame.html")),
];

/// Answers a request. Only files that the site plans are ever served, so no path leads out of it; only files that pages
/// come from are ever written, so none leads out there either.
pub fn answer(asked: Asked<'_>, site: &dyn Shown) -> Reply {
    let reply = answer_any(asked, site);
    // No page elsewhere may use what is served here, not even as a script or a picture.
    with(reply, "cross-origin-resource-policy", "same-origin")
}

fn answer_any(asked: Asked<'_>, site: &dyn Shown) -> Reply {
    if !asked.host.is_some_and(is_this_machine) {
        return plain(403, "This preview answers only under localhost.");
    }
    let path = asked.target.split(['?', '#']).next().unwrap_or("");
    let decoded = paths::decode_path(path);
    match (asked.method, decoded.strip_prefix(OWN)) {
        ("POST", Some("status")) => set_status(asked, site),
        ("GET" | "HEAD", Some(own)) if !is_foreign(asked) => own_file(own, asked, site),
        ("GET" | "HEAD", Some(_)) => plain(403, "This is for the preview's own pages."),
        ("GET" | "HEAD", None) => site_file(&decoded, asked, site),
        _ => with(plain(405, "Only GET and HEAD are answered."), "allow", "GET, HEAD"),
    }
}

/// Whether a page of another origin asks. Browsers say so; what is no browser needs no guard against itself.
fn is_foreign(asked: Asked<'_>) -> bool {
    let own = |origin: &str| origin.strip_prefix("http://").is_some_and(|name| Some(name) == asked.host && is_this_machine(name));
    asked.origin.is_some_and(|origin| !own(origin))
}

/// Writes a status: only for a page of this preview, that knows this run's token.
fn set_status(asked: Asked<'_>, site: &dyn Shown) -> Reply {
    if asked.origin.is_none() || is_foreign(asked) {
        return plain(403, "Only the preview's own pages may write.");
    }
    if asked.token.is_none_or(|token| !is_same(token.as_bytes(), site.token().as_bytes())) {
        return plain(403, "The token is not this run's. Load the page again.");
    }
    if site.read_only() {
        return plain(403, "The preview was started with --read-only.");
    }
    let Ok(wanted) = serde_json::from_slice::<Value>(asked.body) else { return plain(400, "Not JSON.") };
    let page = wanted.get("page").and_then(Value::as_str).unwrap_or("");
    let Some(out) = page_named(page, site) else { return plain(404, "There is no such page.") };
    match site.set_status(&out, &wanted) {
        Ok(()) => json(200, &Value::Bool(true)),
        Err(why) => json(409, &why),
    }
}

/// Compares in a time that does not tell how much is right.
fn is_same(left: &[u8], right: &[u8]) -> bool {
    left.len() == right.len() && left.iter().zip(right).fold(0, |differs, (left, right)| differs | (left ^ right)) == 0
}

/// Whether a `Host` header names this machine: a page elsewhere that points a name of its own here is refused.
fn is_this_machine(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(v6) => v6.split_once(']').filter(|(_, port)| is_port(port)).map(|(address, _)| address),
        None => host.split_once(':').map_or(Some(host), |(name, port)| is_port(&format!(":{port}")).then_some(name)),
    };
    name.is_some_and(|name| name.eq_ignore_ascii_case("localhost") || matches!(name, "127.0.0.1" | "::1"))
}

fn is_port(text: &str) -> bool {
    text.is_empty() || text.strip_prefix(':').is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

fn own_file(name: &str, asked: Asked<'_>, site: &dyn Shown) -> Reply {
    if let Some((_, kind, text)) = FILES.iter().find(|(own, ..)| *own == name) {
        return file(200, kind, text.as_bytes().into());
    }
    let of = |name: &str| parameter(asked.target, name);
    let page = || of("page").and_then(|page| page_named(&page, site)).unwrap_or_else(|| OutPath::new(""));
    match name {
        "events" => file(200, "text/event-stream", Arc::default()).with_body(Body::Events),
        "page" => json(200, &site.tell(&Question::Page(&page()))),
        "site" => json(200, &site.tell(&Question::Site)),
        "source" => {
            let nth = of("nth").and_then(|nth| nth.parse().ok()).unwrap_or(0);
            json(200, &site.tell(&Question::Source(&page(), &of("text").unwrap_or_default(), nth)))
        }
        "moved" => {
            let path = of("page").and_then(|page| below_base(&paths::decode_path(&page), &site.base_path())).unwrap_or_default();
            json(200, &site.tell(&Question::Moved(&OutPath::of_url(&UrlPath::new(path)))))
        }
        _ => plain(404, "Not found."),
    }
}

/// A query's value, decoded.
fn parameter(target: &str, name: &str) -> Option<String> {
    let (_, query) = target.split_once('?')?;
    let value = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
    Some(paths::decode_path(&value.replace('+', " ")))
}

/// The file of a page by its path as it stands in the address bar.
fn page_named(path: &str, site: &dyn Shown) -> Option<OutPath> {
    let below = below_base(&paths::decode_path(path), &site.base_path())?;
    Some(page_at(&below, site))
}

fn site_file(path: &str, asked: Asked<'_>, site: &dyn Shown) -> Reply {
    let base = site.base_path();
    let Some(below) = below_base(path, &base) else {
        return if path == "/" { moved(&base, asked.target) } else { missing(&UrlPath::new(path), asked, site) };
    };
    let url = UrlPath::new(&below);
    let out = OutPath::of_url(&url);
    if let Some(bytes) = site.make(&out) {
        return found(&out, bytes, asked, site);
    }
    let as_folder = format!("{below}/");
    if !below.ends_with('/') && site.has(&OutPath::of_url(&UrlPath::new(&as_folder))) {
        return moved(&format!("{}{}", base.trim_end_matches('/'), as_folder), asked.target);
    }
    missing(&url, asked, site)
}

/// The path from the site's root: `/docs/behov/` → `/behov/` where the base is `/docs/`.
fn below_base(path: &str, base: &str) -> Option<String> {
    path.strip_prefix(base).map(|below| format!("/{below}")).or_else(|| (format!("{path}/") == base).then(|| "/".to_string()))
}

/// The file of a page's URL, with or without its last slash.
fn page_at(path: &str, site: &dyn Shown) -> OutPath {
    let out = OutPath::of_url(&UrlPath::new(path));
    if site.has(&out) { out } else { OutPath::of_url(&UrlPath::new(format!("{path}/"))) }
}

fn found(out: &OutPath, bytes: Arc<[u8]>, asked: Asked<'_>, site: &dyn Shown) -> Reply {
    let kind = content_type(out.as_str());
    let tag = format!("\"{}\"", Key::of_bytes(&bytes).hex());
    if asked.if_none_match == Some(&tag) {
        return with(Reply { status: 304, headers: Vec::new(), body: Body::Bytes(Arc::default()) }, "etag", &tag);
    }
    let bytes = if is_html(kind) { with_script(&bytes, &tag, asked, site) } else { bytes };
    with(may_search(file(200, kind, bytes), site), "etag", &tag)
}

fn missing(url: &UrlPath, asked: Asked<'_>, site: &dyn Shown) -> Reply {
    match site.not_found(url) {
        Some(page) => may_search(file(404, "text/html; charset=utf-8", with_script(&page, "", asked, site)), site),
        None => plain(404, "Not found."),
    }
}

/// To another path of this server, with the query that was sent.
fn moved(path: &str, target: &str) -> Reply {
    let query = target.split_once('?').map_or(String::new(), |(_, query)| format!("?{query}"));
    // One slash at the start: two would name another server.
    let to = format!("/{}{query}", paths::encode_path(path.trim_start_matches('/')));
    with(plain(302, "Moved."), "location", &to)
}

/// The page with the script that keeps it up to date. The file itself never holds the script.
fn with_script(html: &[u8], tag: &str, asked: Asked<'_>, site: &dyn Shown) -> Arc<[u8]> {
    let token = if site.read_only() { "" } else { site.token() };
    let assets = asked.assets;
    let script = format!("<script src=\"{OWN}preview.js\" data-loft='{tag}' data-assets=\"{assets}\" data-token=\"{token}\"></script>");
    let end = b"</body>";
    let at = html.windows(end.len()).rposition(|window| window.eq_ignore_ascii_case(end)).unwrap_or(html.len());
    [&html[..at], script.as_bytes(), &html[at..]].concat().into()
}

fn file(status: u16, kind: &str, bytes: Arc<[u8]>) -> Reply {
    let mut headers = vec![
        ("content-type", kind.to_string()),
        ("cache-control", "no-store".to_string()),
        ("x-content-type-options", "nosniff".to_string()),
    ];
    if is_html(kind) {
        headers.push(("content-security-policy", crate::render::policy(None)));
    }
    Reply { status, headers, body: Body::Bytes(bytes) }
}

/// A page of the site may ask the search engine that its owner names.
fn may_search(mut reply: Reply, site: &dyn Shown) -> Reply {
    if let (Some(origin), Some((_, policy))) =
        (site.search_origin(), reply.headers.iter_mut().find(|(name, _)| *name == "content-security-policy"))
    {
        *policy = crate::render::policy(Some(&origin));
    }
    reply
}

fn json(status: u16, value: &Value) -> Reply {
    file(status, "application/json", value.to_string().into_bytes().into())
}

impl Reply {
    fn with_body(mut self, body: Body) -> Reply {
        self.body = body;
        self
    }
}

fn plain(status: u16, text: &str) -> Reply {
    file(status, "text/plain; charset=utf-8", text.as_bytes().into())
}

fn with(mut reply: Reply, name: &'static str, value: &str) -> Reply {
    reply.headers.push((name, value.to_string()));
    reply
}

fn is_html(kind: &str) -> bool {
    kind.starts_with("text/html")
}

/// The media type by a file's extension; a name without one is given as bytes.
fn content_type(path: &str) -> &'static str {
    let name = paths::file_name(path);
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    match extension.as_deref().unwrap_or("") {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "xml" => "application/xml; charset=utf-8",
        "txt" | "md" => "text/plain; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "wasm" => "application/wasm",
        "pdf" => "application/pdf",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two pages and a picture below `/docs/`.
    struct Docs;

    impl Shown for Docs {
        fn search_origin(&self) -> Option<String> {
            None
        }

        fn base_path(&self) -> String {
            "/docs/".into()
        }

        fn has(&self, out: &OutPath) -> bool {
            matches!(out.as_str(), "index.html" | "løpet/index.html" | "a.png" | "rå/Fil")
        }

        fn make(&self, out: &OutPath) -> Option<Arc<[u8]>> {
            self.has(out).then(|| format!("<body>{out}</BODY>\n").into_bytes().into())
        }

        fn not_found(&self, url: &UrlPath) -> Option<Arc<[u8]>> {
            Some(format!("no {url}").into_bytes().into())
        }

        fn tell(&self, question: &Question<'_>) -> Value {
            format!("{question:?}").into()
        }

        fn set_status(&self, out: &OutPath, _: &Value) -> Result<(), Value> {
            if out.as_str() == "index.html" { Ok(()) } else { Err("conflict".into()) }
        }

        fn token(&self) -> &str {
            "right"
        }

        fn read_only(&self) -> bool {
            false
        }
    }

    const ASKED: Asked<'_> = Asked {
        method: "GET",
        target: "/docs/",
        host: Some("localhost:1313"),
        origin: None,
        token: None,
        if_none_match: None,
        assets: "7-2",
        body: b"",
    };

    fn get(target: &str) -> Reply {
        answer(Asked { target, ..ASKED }, &Docs)
    }

    fn text(reply: &Reply) -> String {
        match &reply.body {
            Body::Bytes(bytes) => String::from_utf8(bytes.to_vec()).unwrap(),
            Body::Events => "events".into(),
        }
    }

    fn header(reply: &Reply, name: &str) -> Option<String> {
        reply.headers.iter().find(|(own, _)| *own == name).map(|(_, value)| value.clone())
    }

    #[test]
    fn only_this_machine_is_answered() {
        let cases = [
            (Some("localhost"), 200),
            (Some("LOCALHOST:1313"), 200),
            (Some("127.0.0.1:80"), 200),
            (Some("[::1]:1313"), 200),
            (Some("[::1]"), 200),
            (None, 403),
            (Some(""), 403),
            (Some("evil.example"), 403),
            (Some("localhost.evil.example:1313"), 403),
            (Some("localhost:1313.evil.example"), 403),
            (Some("127.0.0.1:"), 403),
            (Some("[::1]evil"), 403),
            (Some("192.168.1.10:1313"), 403),
        ];
        for (host, status) in cases {
            let reply = answer(Asked { host, ..ASKED }, &Docs);
            assert_eq!(reply.status, status, "{host:?}");
        }
    }

    #[test]
    fn only_reading_is_allowed() {
        for (method, status) in [("GET", 200), ("HEAD", 200), ("POST", 405), ("PUT", 405), ("DELETE", 405), ("OPTIONS", 405), ("get", 405)]
        {
            let reply = answer(Asked { method, ..ASKED }, &Docs);
            assert_eq!(reply.status, status, "{method}");
        }
    }

    #[test]
    fn urls_lead_to_planned_files_and_nowhere_else() {
        let cases = [
            ("/docs/", 200),
            ("/docs/?x=1", 200),
            ("/docs/l%C3%B8pet/", 200),
            ("/docs/a.png", 200),
            ("/docs/r%C3%A5/Fil", 200),
            ("/docs/r%C3%A5/fil", 404),
            ("/index.html", 404),
            ("/docs/../index.html", 404),
            ("/docs/..%2f..%2fetc/passwd", 404),
            ("/docs/%2e%2e/%2e%2e/etc/passwd", 404),
            ("/docs//etc/passwd", 404),
            ("/docs/%00", 404),
            ("/docs/%ff", 404),
            ("/docs/..\\..\\x", 404),
            ("", 404),
            ("*", 404),
            ("http://evil.example/docs/", 404),
        ];
        for (target, status) in cases {
            assert_eq!(get(target).status, status, "{target}");
        }
    }

    #[test]
    fn a_forgotten_slash_and_the_root_are_led_on() {
        let cases = [("/docs/l%C3%B8pet?x=1", "/docs/l%C3%B8pet/?x=1"), ("/", "/docs/"), ("/?a", "/docs/?a")];
        for (target, to) in cases {
            let reply = get(target);
            assert_eq!((reply.status, header(&reply, "location").as_deref()), (302, Some(to)), "{target}");
        }
        assert_eq!(get("/docs").status, 200);
    }

    #[test]
    fn the_script_is_in_the_reply_and_nothing_else_is_changed() {
        let reply = get("/docs/");
        let page = text(&reply);
        let tag = header(&reply, "etag").unwrap();
        let script = format!("<script src=\"/_loft/preview.js\" data-loft='{tag}' data-assets=\"7-2\" data-token=\"right\"></script>");
        assert_eq!(page.replace(&script, ""), "<body>index.html</BODY>\n");
        assert!(page.ends_with("</script></BODY>\n"), "{page}");
        assert_eq!(text(&get("/docs/a.png")), "<body>a.png</BODY>\n", "only pages get it");
    }

    #[test]
    fn what_has_not_changed_is_not_sent_again() {
        let tag = header(&get("/docs/"), "etag").unwrap();
        let again = |tag: &str| answer(Asked { if_none_match: Some(tag), ..ASKED }, &Docs);
        assert_eq!((again(&tag).status, text(&again(&tag))), (304, String::new()));
        assert_eq!(again("\"older\"").status, 200);
    }

    #[test]
    fn a_url_that_leads_nowhere_gets_the_sites_own_error_page() {
        let reply = get("/docs/nowhere/");
        assert_eq!(reply.status, 404);
        assert!(text(&reply).starts_with("no /nowhere/<script"), "{}", text(&reply));
    }

    #[test]
    fn questions_are_about_pages_of_the_site() {
        let cases = [
            ("page?page=%2Fdocs%2F", "Page(\"index.html\")"),
            ("page?page=%2Fdocs%2Fl%25C3%25B8pet%2F", "Page(\"løpet/index.html\")"),
            ("page?page=%2Fdocs%2Fl%25C3%25B8pet", "Page(\"løpet/index.html\")"),
            ("page?page=/x/", "Page(\"\")"),
            ("page", "Page(\"\")"),
            ("site", "Site"),
            ("source?page=/docs/&text=to+ord%21&nth=2", "Source(\"index.html\", \"to ord!\", 2)"),
            ("moved?page=/docs/borte/", "Moved(\"borte/index.html\")"),
        ];
        for (asked, question) in cases {
            assert_eq!(text(&get(&format!("/_loft/{asked}"))), Value::from(question).to_string(), "{asked}");
        }
    }

    #[test]
    fn only_the_previews_own_pages_may_ask_and_write() {
        let home = br#"{"page": "/docs/"}"#.as_slice();
        // method, path, host, origin, token, body, status
        let (own, evil) = (Some("http://localhost:1313"), Some("https://evil.example"));
        let cases = [
            ("POST", "status", "localhost:1313", own, Some("right"), home, 200),
            ("POST", "status", "localhost:1313", own, Some("right"), br#"{"page": "/docs/a.png"}"#, 409),
            ("POST", "status", "localhost:1313", own, Some("right"), br#"{"page": "/etc/"}"#, 404),
            ("POST", "status", "localhost:1313", own, Some("right"), b"{", 400),
            ("POST", "status", "localhost:1313", own, Some("wrong"), home, 403),
            ("POST", "status", "localhost:1313", own, Some(""), home, 403),
            ("POST", "status", "localhost:1313", own, None, home, 403),
            ("POST", "status", "localhost:1313", None, Some("right"), home, 403),
            ("POST", "status", "localhost:1313", evil, Some("right"), home, 403),
            ("POST", "status", "localhost:1313", Some("null"), Some("right"), home, 403),
            ("POST", "status", "localhost:1313", Some("http://localhost:1314"), Some("right"), home, 403),
            ("POST", "status", "127.0.0.1:1313", own, Some("right"), home, 403),
            ("POST", "status", "evil.example", Some("http://evil.example"), Some("right"), home, 403),
            ("PUT", "status", "localhost:1313", own, Some("right"), home, 405),
            ("POST", "site", "localhost:1313", own, Some("right"), home, 405),
            ("GET", "status", "localhost:1313", own, Some("right"), home, 404),
            ("GET", "site", "localhost:1313", None, None, b"", 200),
            ("GET", "site", "localhost:1313", own, None, b"", 200),
            ("GET", "site", "localhost:1313", evil, None, b"", 403),
            ("GET", "events", "localhost:1313", evil, None, b"", 403),
        ];
        for (method, path, host, origin, token, body, status) in cases {
            let target = format!("/_loft/{path}");
            let reply = answer(Asked { method, target: &target, host: Some(host), origin, token, body, ..ASKED }, &Docs);
            assert_eq!(reply.status, status, "{method} {path} {host} {origin:?} {token:?}");
            assert_eq!(header(&reply, "cross-origin-resource-policy").as_deref(), Some("same-origin"));
        }
    }
}
