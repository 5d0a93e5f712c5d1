//! What a site holds for Hugo that Loft cannot use: templates in Go's template language, and themes.

use std::collections::BTreeMap;

use super::Blob;
use crate::config::Config;
use crate::diag::Diag;
use crate::paths::SourcePath;

/// One finding for the site's own templates, and one for each theme that is missing or made for Hugo.
/// Shortcodes are told one by one, where each is to be replaced (`render`).
pub(super) fn leftovers(config: &Config, files: &BTreeMap<SourcePath, Blob>) -> Vec<Diag> {
    let own = has_templates(files, "layouts/").then(|| Diag::warning("layouts-go").with("folder", "layouts"));
    let themes = config.theme.iter().filter_map(|theme| {
        let folder = format!("themes/{theme}/");
        if below(files, &folder).next().is_none() {
            return Some(Diag::note("theme-missing").with("theme", theme));
        }
        has_templates(files, &format!("{folder}layouts/")).then(|| Diag::note("layouts-go").with("folder", format!("{folder}layouts")))
    });
    own.into_iter().chain(themes).collect()
}

/// Whether a folder holds templates other than shortcodes.
fn has_templates(files: &BTreeMap<SourcePath, Blob>, folder: &str) -> bool {
    let is_shortcode = |name: &str| name.starts_with("shortcodes/") || name.starts_with("_shortcodes/");
    let is_template =
        |name: &str| name.rsplit_once('.').is_some_and(|(_, extension)| matches!(extension, "html" | "xml" | "json" | "txt" | "md"));
    below(files, folder).any(|name| is_template(name) && !is_shortcode(name))
}

/// The files below a folder, by their path in it.
fn below<'a>(files: &'a BTreeMap<SourcePath, Blob>, folder: &'a str) -> impl Iterator<Item = &'a str> {
    files.range(SourcePath::new(folder)..).map_while(move |(path, _)| path.as_str().strip_prefix(folder))
}
