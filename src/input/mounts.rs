//! Which folders on disk make up the site, where each stands in it, and which of its files count.
//! Rules only: nothing here touches the disk.

use std::path::{Path, PathBuf};

use regex::Regex;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::cache;
use crate::config::{Config, Mount};
use crate::diag::Diag;
use crate::glob::Glob;
use crate::paths::{self, Lang, SourcePath};

/// A mount, ready to be walked.
#[derive(Clone, Debug)]
pub(super) struct Root {
    /// A folder, or a single file.
    pub disk: PathBuf,
    /// As findings name it: `modules/pilot-1/content`.
    pub shown: String,
    /// Where it stands in the site: `content/pilotering/pilot-1`.
    pub target: String,
    pub lang: Option<Lang>,
    /// The languages that a file's name may hold.
    languages: Vec<Lang>,
    /// Named in the configuration, not a component in its usual place, so that its absence is worth a word.
    pub expected: bool,
    include: Vec<Glob>,
    exclude: Vec<Glob>,
}

/// Which files do not count, wherever they are found.
#[derive(Debug)]
pub(super) struct Ignore {
    patterns: Vec<Regex>,
    /// Folders that Loft or its user makes beside the sources.
    generated: Vec<PathBuf>,
}

/// The mounts of a site in order of precedence: the configuration's (Hugo's own among them), then the themes, last the site's
/// changes to Loft's own theme, which need not be named.
pub(super) fn roots(site: &Path, config: &Config) -> (Vec<Root>, Vec<Diag>) {
    let mut diags = Vec::new();
    let mut roots: Vec<Root> = config.mounts.iter().map(|mount| configured(site, mount, config, &mut diags)).collect();
    roots.extend(config.theme.iter().map(String::as_str).chain(["loft"]).map(|theme| plain(site, &format!("themes/{theme}"))));
    (roots, diags)
}

fn configured(site: &Path, mount: &Mount, config: &Config, diags: &mut Vec<Diag>) -> Root {
    let source = mount.source.strip_prefix("./").unwrap_or(&mount.source).trim_end_matches('/');
    let target = paths::clean(mount.target.trim_matches('/'));
    let mut compile = |patterns: &[String]| -> Vec<Glob> {
        let compiled = patterns.iter().map(|pattern| Glob::new(pattern));
        compiled.filter_map(|glob| glob.map_err(|bad| diags.push(Diag::warning("mount-pattern").with("pattern", bad))).ok()).collect()
    };
    Root {
        disk: site.join(source),
        shown: source.to_string(),
        expected: !format!("/{source}").ends_with(&format!("/{target}")),
        target,
        lang: mount.lang.clone(),
        languages: config.languages.iter().map(|language| &language.lang).chain(&config.disabled_languages).cloned().collect(),
        include: compile(&mount.include_files),
        exclude: compile(&mount.exclude_files),
    }
}

/// A folder that stands where it lies.
fn plain(site: &Path, folder: &str) -> Root {
    Root {
        disk: site.join(folder),
        shown: folder.to_string(),
        target: folder.to_string(),
        lang: None,
        languages: Vec::new(),
        expected: false,
        include: Vec::new(),
        exclude: Vec::new(),
    }
}

impl Root {
    /// `content` of `content/utkast`.
    pub fn component(&self) -> &str {
        self.target.split('/').next().unwrap_or("")
    }

    /// Whether files read through another mount stand at the same paths through this one.
    pub fn same_place(&self, other: &Root) -> bool {
        (&self.disk, &self.target, &self.lang) == (&other.disk, &other.target, &other.lang)
    }

    /// Whether the mount's own patterns let a file through; `relative` is its path below the mount.
    pub fn lets_through(&self, relative: &str) -> bool {
        let included = self.include.is_empty() || self.include.iter().any(|glob| glob.matches(relative));
        included && !self.excludes(relative)
    }

    /// Whether a file or a whole folder is excluded.
    pub fn excludes(&self, relative: &str) -> bool {
        self.exclude.iter().any(|glob| glob.matches(relative))
    }

    /// Where a file stands in the site. Names are put into NFC, as Hugo does on macOS, so that a name
    /// is the same whichever system wrote it; `Blob::disk` keeps the disk's own. A folder for one language gives it to
    /// the names of its files, so that `om.md` of two such folders are two files: `om.nn.md` and `om.en.md`.
    pub fn source_path(&self, relative: &str) -> SourcePath {
        let path = paths::join(&self.target, relative);
        let path = match &self.lang {
            Some(lang) if self.component() == "content" && self.languages.contains(lang) => {
                paths::with_language(&path, lang, &self.languages)
            }
            _ => path,
        };
        SourcePath::new(if is_nfc(&path) { path } else { path.nfc().collect() })
    }

    /// As findings name a file.
    pub fn shown_path(&self, relative: &str) -> String {
        paths::join(&self.shown, relative)
    }
}

impl Ignore {
    /// From `ignoreFiles`; patterns that cannot be read are findings.
    pub fn new(site: &Path, config: &Config) -> (Ignore, Vec<Diag>) {
        let mut diags = Vec::new();
        let mut patterns = Vec::new();
        for pattern in &config.ignore_files {
            match Regex::new(pattern) {
                Ok(regex) => patterns.push(regex),
                Err(_) => diags.push(Diag::warning("ignore-pattern").with("pattern", pattern)),
            }
        }
        let generated = [cache::FOLDER, "search-index", "node_modules", config.publish_dir.as_str()].map(|name| site.join(name)).to_vec();
        (Ignore { patterns, generated }, diags)
    }

    /// Whether a file or folder is passed over. `shown` is its path from the site's folder.
    ///
    /// Hugo passes over names that begin with `.` or `#` or end with `~` in content and the like, but
    /// publishes everything in `static`; it matches `ignoreFiles` anywhere in the path, and never in `static`.
    pub fn covers(&self, component: &str, name: &str, shown: &str, disk: &Path) -> bool {
        if matches!(name, ".git" | ".DS_Store" | "Thumbs.db") || self.generated.iter().any(|folder| folder == disk) {
            return true;
        }
        component != "static" && (is_editors_own(name) || self.is_configured(shown))
    }

    fn is_configured(&self, shown: &str) -> bool {
        !self.patterns.is_empty() && {
            let from_root = format!("/{shown}");
            self.patterns.iter().any(|pattern| pattern.is_match(&from_root))
        }
    }
}

fn is_editors_own(name: &str) -> bool {
    name.starts_with(['.', '#']) || name.ends_with('~')
}

/// The largest page that is parsed: far beyond any that a person writes.
pub(super) const LARGEST_PAGE: u64 = 5 << 20;
/// The largest data file, template or style sheet that is read.
pub(super) const LARGEST_TEXT: u64 = 64 << 20;

/// Whether a file is a page's source: by its place and name. Source: Hugo's `media.DefaultContentTypes`.
pub fn is_page(path: &SourcePath) -> bool {
    path.component() == "content" && has_extension(path.file_name(), PAGE)
}

const PAGE: &[&str] = &["md", "markdown", "mdown", "html", "htm"];

/// Whether some room reads the file's text, so that the snapshot carries its bytes: pages, and text in
/// every component but `content` and `static`, where other files are published as they are.
pub fn is_parsed(path: &SourcePath) -> bool {
    const TEXT: &[&str] = &[
        "md",
        "markdown",
        "html",
        "htm",
        "xml",
        "txt",
        "toml",
        "yaml",
        "yml",
        "json",
        "csv",
        "css",
        "js",
        "mjs",
        "svg",
        "tera",
        "webmanifest",
    ];
    match path.component() {
        "content" => is_page(path),
        "static" => matches!(path.within(), "_redirects" | "_headers"),
        _ => has_extension(path.file_name(), TEXT),
    }
}

fn has_extension(name: &str, extensions: &[&str]) -> bool {
    name.rsplit_once('.').is_some_and(|(_, own)| extensions.iter().any(|extension| own.eq_ignore_ascii_case(extension)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root(target: &str) -> Root {
        plain(Path::new("/site"), target)
    }

    #[test]
    fn names_passed_over_are_hugos() {
        let ignore =
            Ignore { patterns: vec![Regex::new(r"\.foo$").unwrap(), Regex::new("^skip").unwrap()], generated: vec!["/site/public".into()] };
        let cases = [
            ("content", ".dot.md", true),
            ("content", "#hash.md", true),
            ("content", "hash#.md", false),
            ("content", "tilde.md~", true),
            ("content", "swap.md.swp", false),
            ("content", "noext", false),
            ("content", "a.foo", true),
            ("content", "skip.md", false),
            ("content", "node_modules", false),
            ("content", ".git", true),
            ("static", ".htaccess", false),
            ("static", "t.txt~", false),
            ("static", "b.foo", false),
            ("static", ".git", true),
            ("static", "public", false),
        ];
        for (component, name, expected) in cases {
            let shown = format!("{component}/{name}");
            assert_eq!(ignore.covers(component, name, &shown, &Path::new("/site").join(&shown)), expected, "{shown}");
        }
        assert!(ignore.covers("content", "public", "public", Path::new("/site/public")), "the output folder is never a source");
    }

    #[test]
    fn a_folder_of_one_language_gives_it_to_its_files() {
        let languages = vec![Lang::new("nn"), Lang::new("en")];
        let root = Root { lang: Some(Lang::new("nn")), languages, ..root("content") };
        for (relative, expected) in [
            ("om.md", "content/om.nn.md"),
            ("a/_index.md", "content/a/_index.nn.md"),
            ("a/kart.v2.png", "content/a/kart.v2.nn.png"),
            ("om.en.md", "content/om.en.md"),
            ("a/LES", "content/a/LES"),
        ] {
            assert_eq!(root.source_path(relative).as_str(), expected);
        }
        let unknown = Root { lang: Some(Lang::new("fr")), ..root };
        assert_eq!(unknown.source_path("om.md").as_str(), "content/om.md");
    }

    #[test]
    fn names_are_composed_but_shown_as_written() {
        let decomposed = "a\u{30a}se.md";
        assert_eq!(root("content").source_path(decomposed).as_str(), "content/\u{e5}se.md");
        assert_eq!(root("content").shown_path(decomposed), "content/a\u{30a}se.md");
    }

    #[test]
    fn text_is_parsed_where_a_room_reads_it() {
        let cases = [
            ("content/a.md", true),
            ("content/a.MD", true),
            ("content/a.html", true),
            ("content/a.json", false),
            ("content/a", false),
            ("data/a.json", true),
            ("static/a.css", false),
            ("static/_redirects", true),
            ("assets/a.css", true),
            ("assets/a.png", false),
            ("themes/x/page.html", true),
        ];
        for (path, expected) in cases {
            assert_eq!(is_parsed(&SourcePath::new(path)), expected, "{path}");
        }
    }
}
