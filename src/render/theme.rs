//! The theme's files: Loft's own, embedded in the binary, and those that a site lays over them.

use std::collections::BTreeMap;

/// Every file of `themes/loft`, by its path below that folder: `templates/page.html`, `static/css/loft.css`.
pub const EMBEDDED: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/theme.rs"));

/// Templates and strings by their path below a theme folder, each with the versions that there are.
#[derive(Clone, Debug, Default)]
pub struct ThemeFiles {
    pub(super) files: BTreeMap<String, Vec<ThemeFile>>,
}

/// One version of a theme file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ThemeFile {
    /// As findings name it: `themes/loft/templates/page.html`.
    pub shown: String,
    pub text: String,
    pub embedded: bool,
}

/// A file that Loft's own theme publishes as it is, by its path below `static/`.
pub fn asset(name: &str) -> Option<&'static [u8]> {
    EMBEDDED.iter().find_map(|(path, bytes)| (path.strip_prefix("static/") == Some(name)).then_some(*bytes))
}

impl ThemeFiles {
    /// Loft's own theme.
    pub fn embedded() -> ThemeFiles {
        let mut theme = ThemeFiles::default();
        for (name, bytes) in EMBEDDED {
            if let (true, Ok(text)) = (is_engine_file(name), std::str::from_utf8(bytes)) {
                theme.push(name, ThemeFile { shown: format!("themes/loft/{name}"), text: text.to_string(), embedded: true });
            }
        }
        theme
    }

    /// Lays a site's file over what is there; the last one laid counts. `name` is the path below the theme's
    /// folder, `shown` the path as findings name it. Files that are neither templates, shortcodes nor strings
    /// are none of the engine's business.
    pub fn lay(&mut self, name: &str, shown: &str, text: &str) {
        if is_engine_file(name) {
            self.push(name, ThemeFile { shown: shown.to_string(), text: text.to_string(), embedded: false });
        }
    }

    fn push(&mut self, name: &str, file: ThemeFile) {
        self.files.entry(name.to_string()).or_default().insert(0, file);
    }
}

/// `templates/**.html|xml|txt`, `shortcodes/**.html|md`, `strings/*.toml`.
pub fn is_engine_file(name: &str) -> bool {
    let ends = |suffixes: &[&str]| suffixes.iter().any(|suffix| name.ends_with(suffix));
    match name.split('/').next() {
        Some("templates") => ends(&[".html", ".xml", ".txt"]),
        Some("shortcodes") => ends(&[".html", ".md"]),
        Some("strings") => ends(&[".toml"]),
        _ => false,
    }
}
