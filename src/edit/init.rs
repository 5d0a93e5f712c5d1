//! `loft init`: a small site in Norwegian and English that builds as it is.

use std::fs;
use std::path::Path;

use super::{Written, write};
use crate::diag::Diag;
use crate::text::capitalised;

/// The starter site's files. `{{ title }}` is the site's title, `{{ id 1 }}` one identity for the same page
/// in both languages.
const FILES: &[(&str, &str)] = &[
    (".gitignore", include_str!("starter/gitignore")),
    ("hugo.toml", include_str!("starter/hugo.toml")),
    ("archetypes/default.md", include_str!("starter/archetype.md")),
    ("content/_index.nb.md", include_str!("starter/home.nb.md")),
    ("content/_index.en.md", include_str!("starter/home.en.md")),
    ("content/behov/_index.nb.md", include_str!("starter/needs.nb.md")),
    ("content/behov/_index.en.md", include_str!("starter/needs.en.md")),
    ("content/behov/use-cases/_index.nb.md", include_str!("starter/cases.nb.md")),
    ("content/behov/use-cases/_index.en.md", include_str!("starter/cases.en.md")),
    ("content/behov/use-cases/01-eksempel/_index.nb.md", include_str!("starter/example.nb.md")),
    ("content/behov/use-cases/01-eksempel/_index.en.md", include_str!("starter/example.en.md")),
    ("content/om/_index.nb.md", include_str!("starter/about.nb.md")),
    ("content/om/_index.en.md", include_str!("starter/about.en.md")),
];

/// Makes a starter site in a folder, which must be empty or not there yet. The title is the folder's name
/// unless given.
///
/// # Errors
/// A folder with something in it, or one that cannot be written.
pub fn init(folder: &Path, title: Option<&str>) -> Result<Vec<Written>, Diag> {
    let shown = folder.display().to_string();
    match fs::read_dir(folder) {
        Ok(mut entries) => {
            if entries.next().is_some() {
                return Err(Diag::error("init-not-empty").with("folder", shown));
            }
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(Diag::error("new-not-written").with("path", shown).because(&error)),
    }
    let title = title.map(str::to_string).unwrap_or_else(|| title_of(folder));
    let ids: Vec<String> = (0..4).map(|_| uuid::Uuid::new_v4().to_string()).collect();
    let files: Vec<Written> =
        FILES.iter().map(|(path, text)| Written { path: path.to_string(), text: filled(path, text, &title, &ids) }).collect();
    write::create(folder, &files)?;
    Ok(files)
}

fn title_of(folder: &Path) -> String {
    let name = folder.file_name().map(|name| name.to_string_lossy().replace(['-', '_'], " ")).unwrap_or_default();
    let title = capitalised(name.trim());
    if title.is_empty() { "Loft".to_string() } else { title }
}

/// An archetype keeps its placeholders: they are for later.
fn filled(path: &str, text: &str, title: &str, ids: &[String]) -> String {
    if path.starts_with("archetypes/") {
        return text.to_string();
    }
    let quoted = title.replace('\\', "\\\\").replace('"', "\\\"");
    let with_ids = ids.iter().enumerate().fold(text.to_string(), |text, (n, id)| text.replace(&format!("{{{{ id {n} }}}}"), id));
    with_ids.replace("{{ title }}", &quoted)
}
