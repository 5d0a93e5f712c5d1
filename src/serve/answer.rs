//! One request → one reply, without a socket: what may be asked, and of whom.

use std::sync::Arc;

use crate::memo::Key;
use crate::paths::{self, OutPath, UrlPath};

/// What the preview shows: the site as it is planned now.
pub trait Shown: Send + Sync {
    /// The path part of the base URL, with slashes at both ends: `/` or `/docs/`.
    fn base_path(&self) -> String;
    /// Whether the site has this file, without making it.
    fn has(&self, out: &OutPath) -> bool;
    /// The file, made now; `None` when the site has no such file.
    fn make(&self, out: &OutPath) -> Option<Arc<[u8]>>;
    /// The error page for a URL that leads nowhere, in the URL's language.
    fn not_found(&self, url: &UrlPath) -> Option<Arc<[u8]>>;
    /// What is wrong with a page, as JSON for the overlay.
    fn findings(&self, out: &OutPath) -> String;
}

/// What was asked, as far as the answer depends on it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked<'a> {
    /// `GET`, `HEAD`, ….
    pub method: &'a str,
    /// Path and query as sent: `/behov/?x=1`.
    pub target: &'a str,
    pub host: Option<&'a str>,
    pub if_none_match: Option<&'a str>,
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
const SCRIPT: &str = include_str!("reload.js");

/// Answers a request. Only files that the site plans are ever served, so no path leads out of it.
pub fn answer(asked: Asked<'_>, site: &dyn Shown) -> Reply {
    if !asked.host.is_some_and(is_this_machine) {
        return plain(403, "This preview answers only under localhost.");
    }
    if !matches!(asked.method, "GET" | "HEAD") {
        let refused = plain(405, "Only GET and HEAD are answered.");
        return with(refused, "Allow", "GET, HEAD");
    }
    let path = asked.target.split(['?', '#']).next().unwrap_or("");
    let decoded = paths::decode_path(path);
    match decoded.strip_prefix(OWN) {
        Some(own) => own_file(own, asked, site),
        None => site_file(&decoded, asked, site),
    }
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
    match name {
        "reload.js" => file(200, "text/javascript; charset=utf-8", SCRIPT.as_bytes().into()),
        "events" => Reply { status: 200, headers: Vec::new(), body: Body::Events },
        "findings" => {
            let query = asked.target.split_once('?').map_or("", |(_, query)| query);
            let page = query.split('&').find_map(|pair| pair.strip_prefix("page=")).unwrap_or("/");
            // The page's path is encoded twice: as a path, then as a value.
            let path = paths::decode_path(&paths::decode_path(page));
            let out = below_base(&path, &site.base_path()).map(|path| page_at(&path, site));
            file(200, "application/json", site.findings(&out.unwrap_or_else(|| OutPath::new(""))).into_bytes().into())
        }
        _ => plain(404, "Not found."),
    }
}

fn site_file(path: &str, asked: Asked<'_>, site: &dyn Shown) -> Reply {
    let base = site.base_path();
    let Some(below) = below_base(path, &base) else {
        return if path == "/" { moved(&base, asked.target) } else { missing(&UrlPath::new(path), site) };
    };
    let url = UrlPath::new(&below);
    let out = OutPath::of_url(&url);
    if let Some(bytes) = site.make(&out) {
        return found(&out, bytes, asked);
    }
    let as_folder = format!("{below}/");
    if !below.ends_with('/') && site.has(&OutPath::of_url(&UrlPath::new(&as_folder))) {
        return moved(&format!("{}{}", base.trim_end_matches('/'), as_folder), asked.target);
    }
    missing(&url, site)
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

fn found(out: &OutPath, bytes: Arc<[u8]>, asked: Asked<'_>) -> Reply {
    let kind = content_type(out.as_str());
    let tag = format!("\"{}\"", Key::of_bytes(&bytes).hex());
    if asked.if_none_match == Some(&tag) {
        return with(Reply { status: 304, headers: Vec::new(), body: Body::Bytes(Arc::default()) }, "ETag", &tag);
    }
    let bytes = if is_html(kind) { with_script(&bytes, &tag) } else { bytes };
    with(file(200, kind, bytes), "ETag", &tag)
}

fn missing(url: &UrlPath, site: &dyn Shown) -> Reply {
    match site.not_found(url) {
        Some(page) => file(404, "text/html; charset=utf-8", with_script(&page, "")),
        None => plain(404, "Not found."),
    }
}

/// To another path of this server, with the query that was sent.
fn moved(path: &str, target: &str) -> Reply {
    let query = target.split_once('?').map_or(String::new(), |(_, query)| format!("?{query}"));
    // One slash at the start: two would name another server.
    let to = format!("/{}{query}", paths::encode_path(path.trim_start_matches('/')));
    with(plain(302, "Moved."), "Location", &to)
}

/// The page with the script that reloads it. The file itself never holds the script.
fn with_script(html: &[u8], tag: &str) -> Arc<[u8]> {
    let script = format!("<script src=\"{OWN}reload.js\" data-loft='{tag}' defer></script>");
    let end = b"</body>";
    let at = html.windows(end.len()).rposition(|window| window.eq_ignore_ascii_case(end)).unwrap_or(html.len());
    [&html[..at], script.as_bytes(), &html[at..]].concat().into()
}

fn file(status: u16, kind: &str, bytes: Arc<[u8]>) -> Reply {
    let headers = vec![
        ("Content-Type", kind.to_string()),
        ("Cache-Control", "no-store".to_string()),
        ("X-Content-Type-Options", "nosniff".to_string()),
    ];
    Reply { status, headers, body: Body::Bytes(bytes) }
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

        fn findings(&self, out: &OutPath) -> String {
            format!("[\"{out}\"]")
        }
    }

    fn get(target: &str) -> Reply {
        answer(Asked { method: "GET", target, host: Some("localhost:1313"), if_none_match: None }, &Docs)
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
            let reply = answer(Asked { method: "GET", target: "/docs/", host, if_none_match: None }, &Docs);
            assert_eq!(reply.status, status, "{host:?}");
        }
    }

    #[test]
    fn only_reading_is_allowed() {
        for (method, status) in [("GET", 200), ("HEAD", 200), ("POST", 405), ("PUT", 405), ("DELETE", 405), ("OPTIONS", 405), ("get", 405)]
        {
            let reply = answer(Asked { method, target: "/docs/", host: Some("localhost"), if_none_match: None }, &Docs);
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
            assert_eq!((reply.status, header(&reply, "Location").as_deref()), (302, Some(to)), "{target}");
        }
        assert_eq!(get("/docs").status, 200);
    }

    #[test]
    fn the_script_is_in_the_reply_and_nothing_else_is_changed() {
        let reply = get("/docs/");
        let page = text(&reply);
        let tag = header(&reply, "ETag").unwrap();
        let script = format!("<script src=\"/_loft/reload.js\" data-loft='{tag}' defer></script>");
        assert_eq!(page.replace(&script, ""), "<body>index.html</BODY>\n");
        assert!(page.ends_with("</script></BODY>\n"), "{page}");
        assert_eq!(text(&get("/docs/a.png")), "<body>a.png</BODY>\n", "only pages get it");
    }

    #[test]
    fn what_has_not_changed_is_not_sent_again() {
        let tag = header(&get("/docs/"), "ETag").unwrap();
        let again = |tag: &str| answer(Asked { method: "GET", target: "/docs/", host: Some("localhost"), if_none_match: Some(tag) }, &Docs);
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
    fn findings_are_told_by_page() {
        let cases =
            [("/docs/", "index.html"), ("/docs/l%C3%B8pet/", "løpet/index.html"), ("/docs/l%C3%B8pet", "løpet/index.html"), ("/x/", "")];
        for (page, out) in cases {
            let target = format!("/_loft/findings?page={}", page.replace('%', "%25").replace('/', "%2F"));
            assert_eq!(text(&get(&target)), format!("[\"{out}\"]"), "{page}");
        }
    }
}
