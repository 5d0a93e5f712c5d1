//! What hosts run, and the output where they put it: under a path, as a preview.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use loft::config::Overrides;
use loft::input::Input;
use loft::pipeline::Memo;
use scraper::{Html, Selector};

use crate::support::{Made, make, sites};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

const HOST: &str = "https://x.no";

/// A site as it is at an address.
fn built_at(site: &Path, base_url: &str) -> Made {
    let overrides = Overrides { base_url: Some(base_url.to_string()), ..Overrides::default() };
    make(&mut Input::open_cold(site, overrides), &Memo::passing()).1
}

/// Every address in an HTML file that a browser may follow or load.
fn addresses(html: &str) -> Vec<String> {
    let selector = Selector::parse("[href], [src], [srcset], [action], [poster], [data]").expect("a selector");
    let document = Html::parse_document(html);
    let mut found = Vec::new();
    for element in document.select(&selector).map(|element| element.value()) {
        found.extend(["href", "src", "action", "poster", "data"].iter().filter_map(|name| element.attr(name)).map(str::to_string));
        let sources = element.attr("srcset").into_iter().flat_map(|set| set.split(','));
        found.extend(sources.filter_map(|source| source.split_whitespace().next()).map(str::to_string));
    }
    found
}

/// Where an address on a page leads on our host, as browsers read it; nothing for other hosts and schemes.
fn target(page: &str, address: &str) -> Option<String> {
    let address = address.split(['#', '?']).next().unwrap_or("");
    let path = match address.strip_prefix(HOST) {
        Some(path) => path,
        None if address.starts_with("//") || address.split('/').next().is_some_and(|first| first.contains(':')) => return None,
        None => address,
    };
    let full = match path {
        "" => page.to_string(),
        path if path.starts_with('/') => path.to_string(),
        path => format!("{}/{path}", page.rsplit_once('/').map_or("", |(folder, _)| folder)),
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in full.split('/').skip(1) {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    Some(percent_encoding::percent_decode_str(&format!("/{}", parts.join("/"))).decode_utf8_lossy().into_owned())
}

/// Addresses on the host that nothing answers to when the output is served under a path: `page: address`.
fn broken(made: &Made, prefix: &str) -> BTreeSet<String> {
    let answers = |path: &str| {
        let Some(within) = path.strip_prefix(prefix) else { return false };
        let folder = within.trim_end_matches('/');
        let index = if folder.is_empty() { "index.html".to_string() } else { format!("{folder}/index.html") };
        made.files.contains_key(&index) || (!within.ends_with('/') && made.files.contains_key(within))
    };
    let mut broken = BTreeSet::new();
    for (out, bytes) in made.files.iter().filter(|(out, _)| out.ends_with(".html")) {
        let page = format!("{prefix}{}", out.strip_suffix("index.html").unwrap_or(out));
        for address in addresses(&String::from_utf8_lossy(bytes)) {
            if target(&page, &address).is_some_and(|path| !answers(&path)) {
                let plain =
                    address.replace(&format!("{HOST}{prefix}"), "/").replacen(prefix, "/", usize::from(address.starts_with(prefix)));
                broken.insert(format!("{out}: {plain}"));
            }
        }
    }
    broken
}

/// What is broken in the sources is broken everywhere; nothing breaks because the site lies under a path. Both ways of
/// reading are the test's own: neither the resolver nor the checks are asked.
#[test]
fn under_a_path_every_link_leads_where_it_leads_at_the_root() {
    for site in sites("links of the real site under a path").into_iter().chain([root().to_path_buf()]) {
        let (at_root, below) = (built_at(&site, "https://x.no/"), built_at(&site, "https://x.no/docs/"));
        assert!(at_root.files.len() > 50, "{}", site.display());
        assert_eq!(at_root.files.keys().collect::<Vec<_>>(), below.files.keys().collect::<Vec<_>>(), "{}", site.display());
        let (expected, found) = (broken(&at_root, "/"), broken(&below, "/docs/"));
        let new: Vec<&String> = found.difference(&expected).collect();
        assert!(new.is_empty(), "{}: {new:#?}", site.display());
    }
}

/// Files for machines name the whole address.
#[test]
fn under_a_path_feeds_sitemaps_and_redirects_name_it() {
    let below = built_at(root(), "https://x.no/docs/");
    let (mut addresses, mut lines) = (0, 0);
    for (out, bytes) in &below.files {
        let text = String::from_utf8_lossy(bytes);
        match out.rsplit('/').next().unwrap_or(out) {
            "sitemap.xml" | "index.xml" => {
                for address in text.split([' ', '<', '>', '"']).filter(|word| word.starts_with(HOST)) {
                    assert!(address.starts_with("https://x.no/docs/"), "{out}: {address}");
                    addresses += 1;
                }
            }
            "_redirects" => {
                for line in text.lines().filter(|line| !line.starts_with('#')) {
                    assert!(line.split(' ').take(2).all(|path| path.starts_with("/docs/")), "{line}");
                    lines += 1;
                }
            }
            "_headers" => assert!(text.starts_with("/docs/*\n"), "{text}"),
            _ => {}
        }
    }
    assert!(addresses > 100, "{addresses}");
    assert!(lines > 0 || !below.files.contains_key("_redirects"));
}

#[test]
fn a_preview_asks_search_engines_to_leave_every_page_out() {
    let overrides = |noindex| Overrides { noindex, ..Overrides::default() };
    let built = |noindex| make(&mut Input::open_cold(root(), overrides(noindex)), &Memo::passing()).1;
    let robots = Selector::parse("meta[name=robots][content=noindex]").expect("a selector");
    let asks = |bytes: &[u8]| Html::parse_document(&String::from_utf8_lossy(bytes)).select(&robots).next().is_some();
    let (preview, published) = (built(true), built(false));
    let pages = |made: &Made| -> BTreeMap<String, bool> {
        made.files.iter().filter(|(out, _)| out.ends_with(".html")).map(|(out, bytes)| (out.clone(), asks(bytes))).collect()
    };
    assert!(pages(&preview).values().all(|asks| *asks), "{:?}", pages(&preview).iter().find(|(_, asks)| !**asks));
    assert!(!pages(&published)["index.html"]);
    let headers = |made: &Made| String::from_utf8_lossy(&made.files["_headers"]).into_owned();
    assert!(headers(&preview).contains("  X-Robots-Tag: noindex\n"));
    assert!(!headers(&published).contains("X-Robots-Tag"));
}

/// The script that hosts run, in the surroundings that each gives it, on a small site.
#[cfg(unix)]
#[test]
fn hosts_publish_at_their_address_and_previews_at_theirs() {
    use std::process::Command;
    let site = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(site.path().join(".ci")).expect("a folder");
    fs::create_dir_all(site.path().join("content")).expect("a folder");
    for file in [".ci/publish", ".ci/rust-version"] {
        fs::copy(root().join(file), site.path().join(file)).expect("copied");
    }
    fs::write(site.path().join("hugo.toml"), "baseURL = 'https://own.no/'\ntitle = 'T'\n").expect("written");
    fs::write(site.path().join("content/_index.md"), "---\ntitle: Home\n---\n").expect("written");
    let netlify =
        [("NETLIFY", "true"), ("URL", "https://site.netlify.app"), ("DEPLOY_PRIME_URL", "https://deploy-preview-7--site.netlify.app")];
    let cloudflare = [("CF_PAGES", "1"), ("CF_PAGES_URL", "https://abc.site.pages.dev"), ("SITE_URL", "https://docs.no/")];
    let cases: [(&[(&str, &str)], (&str, &str), &str, bool); 7] = [
        (&netlify, ("CONTEXT", "production"), "https://site.netlify.app/", false),
        (&netlify, ("CONTEXT", "deploy-preview"), "https://deploy-preview-7--site.netlify.app/", true),
        (&netlify, ("CONTEXT", "branch-deploy"), "https://deploy-preview-7--site.netlify.app/", true),
        (&cloudflare, ("CF_PAGES_BRANCH", "main"), "https://docs.no/", false),
        (&cloudflare, ("CF_PAGES_BRANCH", "draft"), "https://abc.site.pages.dev/", true),
        (&[], ("SITE_URL", "https://x.github.io/loft/"), "https://x.github.io/loft/", false),
        (&[("PREVIEW", "1")], ("SITE_URL", "https://x.no/"), "https://x.no/", true),
    ];
    for (around, (name, value), address, is_preview) in cases {
        let run = Command::new("bash")
            .arg(site.path().join(".ci/publish"))
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("LOFT", env!("CARGO_BIN_EXE_loft"))
            .envs(around.iter().copied())
            .env(name, value)
            .output()
            .expect("bash runs");
        assert!(run.status.success(), "{name}={value}: {}", String::from_utf8_lossy(&run.stderr));
        let home = fs::read_to_string(site.path().join("public/index.html")).expect("a page");
        let robots = home.contains("noindex");
        assert_eq!(robots, is_preview, "{name}={value}");
        let feed = fs::read_to_string(site.path().join("public/sitemap.xml")).expect("a sitemap");
        assert!(feed.contains(&format!("<loc>{address}</loc>")), "{name}={value}: {feed}");
    }
}

/// A machine as hosts give it, on which `curl`, `sh.rustup.rs`'s installer, `rustup` and `cargo` only write down how they were
/// called: the real ones are tried by hand (docs/hosting.md).
#[cfg(unix)]
struct Machine {
    folder: tempfile::TempDir,
}

#[cfg(unix)]
impl Machine {
    fn new() -> Machine {
        let machine = Machine { folder: tempfile::tempdir().expect("a folder") };
        for folder in [".ci", "bin", "home"] {
            fs::create_dir_all(machine.path(folder)).expect("a folder");
        }
        for file in [".ci/publish", ".ci/rust-version"] {
            fs::copy(root().join(file), machine.path(file)).expect("copied");
        }
        // No other programs than these, whatever the machine of the test has.
        for tool in ["bash", "sh", "cat", "dirname", "mkdir", "cp", "chmod"] {
            let place = ["/usr/bin", "/bin"].iter().map(|folder| Path::new(folder).join(tool)).find(|place| place.exists());
            std::os::unix::fs::symlink(place.expect(tool), machine.path("bin").join(tool)).expect("a link");
        }
        machine
    }

    fn path(&self, below: &str) -> std::path::PathBuf {
        self.folder.path().join(below)
    }

    fn program(&self, path: &str, script: &str) {
        use std::os::unix::fs::PermissionsExt;
        fs::create_dir_all(self.path(path).parent().expect("a folder")).expect("a folder");
        fs::write(self.path(path), format!("#!/bin/bash\necho \"${{0##*/}} $*\" >> \"$CALLS\"\n{script}\n")).expect("written");
        fs::set_permissions(self.path(path), fs::Permissions::from_mode(0o755)).expect("runnable");
    }

    /// How the script ended, and what it called.
    fn publish(&self) -> (bool, Vec<String>) {
        fs::write(self.path("calls"), "").expect("written");
        let run = std::process::Command::new("/bin/bash")
            .arg(self.path(".ci/publish"))
            .env_clear()
            .env("PATH", self.path("bin"))
            .env("HOME", self.path("home"))
            .env("CALLS", self.path("calls"))
            .env("SITE_URL", "https://x.no/")
            .output()
            .expect("bash runs");
        (run.status.success(), fs::read_to_string(self.path("calls")).expect("calls").lines().map(str::to_string).collect())
    }
}

/// What `cargo` leaves behind when it has built: a program that answers as Loft.
#[cfg(unix)]
const BUILDS: &str = r#"mkdir -p target/release && printf '#!/bin/bash\necho "loft $*" >> "$CALLS"\n' > target/release/loft && chmod +x target/release/loft"#;

#[cfg(unix)]
#[test]
fn the_script_fetches_the_pinned_rust_where_there_is_none() {
    let pinned = fs::read_to_string(root().join(".ci/rust-version")).expect("a version").trim().to_string();
    let (install, build) = (
        format!("rustup toolchain install {pinned} --profile minimal --no-self-update"),
        format!("cargo +{pinned} build --release --locked"),
    );
    let site = ["loft check --level warning", "loft build --strict --minify -b https://x.no/"].map(String::from);

    // Nothing there: the installer comes from rustup's own address, encrypted, and puts rustup into the home folder.
    let bare = Machine::new();
    bare.program("made/rustup", "");
    bare.program("made/cargo", BUILDS);
    bare.program("bin/curl", r#"printf 'echo "installer $*" >> "$CALLS"; mkdir -p "$HOME/.cargo/bin" && cp made/* "$HOME/.cargo/bin"\n'"#);
    let fetched = [
        "curl --proto =https --tlsv1.2 -sSf https://sh.rustup.rs".to_string(),
        "installer -y --no-modify-path --profile minimal --default-toolchain none".to_string(),
        install.clone(),
        build.clone(),
    ];
    assert_eq!(bare.publish(), (true, [&fetched[..], &site[..]].concat()));

    // rustup there, as at Netlify, with or without the toolchain in its cache: asked for the pinned one, which costs nothing when it is there.
    let cached = Machine::new();
    cached.program("bin/rustup", "");
    cached.program("bin/cargo", BUILDS);
    cached.program("bin/curl", "");
    assert_eq!(cached.publish(), (true, [&[install.clone(), build.clone()][..], &site[..]].concat()));

    // What fails stops it, so that nothing half made is published.
    let cases = [
        ("bin/curl", "exit 22", vec![fetched[0].clone()]),
        ("bin/rustup", "exit 1", vec![install.clone()]),
        ("bin/cargo", "exit 101", vec![install.clone(), build.clone()]),
    ];
    for (program, fails, calls) in cases {
        let machine = Machine::new();
        if program != "bin/curl" {
            machine.program("bin/rustup", "");
            machine.program("bin/cargo", BUILDS);
        }
        machine.program(program, fails);
        assert_eq!(machine.publish(), (false, calls), "{program}");
    }
}

#[test]
fn hosts_settings_call_the_script_and_pin_a_rust_that_will_do() {
    let read = |path: &str| fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    let netlify: toml::Table = read("netlify.toml").parse().expect("TOML");
    assert_eq!(netlify["build"]["command"].as_str(), Some(".ci/publish"));
    assert_eq!(netlify["build"]["publish"].as_str(), Some("public"));
    let workflow = read(".github/workflows/pages.yml");
    for step in ["run: .ci/publish", "SITE_URL: ${{ steps.pages.outputs.base_url }}/", "path: public", "fetch-depth: 0"] {
        assert!(workflow.contains(step), "{step}");
    }
    let version = |text: &str| -> Vec<u32> { text.trim().split('.').map(|part| part.parse().expect("a number")).collect() };
    let cargo: toml::Table = read("Cargo.toml").parse().expect("TOML");
    let oldest = cargo["package"]["rust-version"].as_str().expect("a version");
    assert!(version(&read(".ci/rust-version")) >= version(oldest));
}
