//! Whether a folder may be written to at all.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::cache;
use crate::diag::Diag;

/// The output folder's real path, when it is safe to write and delete there.
///
/// # Errors
/// A finding, when the folder is the site, holds it, lies in (or holds) one of its sources, or is the
/// root of the disk or somebody's home.
pub(super) fn accept(dir: &Path, site: &Path, sources: &[PathBuf]) -> Result<PathBuf, Diag> {
    let plain: PathBuf = dir.components().collect();
    let shown = plain.strip_prefix(".").ok().filter(|rest| !rest.as_os_str().is_empty()).unwrap_or(&plain).display();
    let unreadable = |error: io::Error| Diag::error("output-unusable").with("folder", shown.to_string()).because(&error);
    let real = resolve(dir).map_err(unreadable)?;
    let site = resolve(site).map_err(unreadable)?;
    let home = std::env::home_dir().and_then(|home| resolve(&home).ok());
    let refuse = |why: &'static str| Err(Diag::error(why).with("folder", shown.to_string()));
    if real.parent().is_none() || home.is_some_and(|home| home.starts_with(&real)) {
        return refuse("output-is-home");
    }
    if site.starts_with(&real) {
        return refuse("output-holds-site");
    }
    let own = [site.join(cache::FOLDER), site.join(".git")];
    let meets = |source: &Path| source.starts_with(&real) || real.starts_with(source);
    for source in sources {
        let source = resolve(source).map_err(unreadable)?;
        // A source that holds the whole site (a mount of ".") holds its output too, and passes it over.
        if !site.starts_with(&source) && meets(&source) {
            return refuse("output-in-source");
        }
    }
    if own.iter().any(|folder| meets(folder)) {
        return refuse("output-in-source");
    }
    match real.is_dir() || !real.exists() {
        true => Ok(real),
        false => refuse("output-is-file"),
    }
}

/// The path without links and dots; parts that do not exist yet are taken as they stand.
fn resolve(path: &Path) -> io::Result<PathBuf> {
    let path = std::path::absolute(path)?;
    match fs::canonicalize(&path) {
        Ok(real) => Ok(real),
        Err(error) if error.kind() == io::ErrorKind::NotFound => match (path.parent(), path.components().next_back()) {
            (Some(parent), Some(Component::Normal(name))) => Ok(resolve(parent)?.join(name)),
            (Some(parent), Some(Component::ParentDir)) => Ok(resolve(parent)?.parent().map_or_else(PathBuf::new, Path::to_path_buf)),
            _ => Err(error),
        },
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_that_hold_anything_else_are_refused() {
        let top = tempfile::tempdir().unwrap();
        let site = top.path().join("site");
        for folder in ["content/a", "public", "node_modules"] {
            fs::create_dir_all(site.join(folder)).unwrap();
        }
        fs::write(site.join("file"), "").unwrap();
        let elsewhere = top.path().join("shared");
        fs::create_dir_all(&elsewhere).unwrap();
        let sources = [site.join("content"), site.join("static"), elsewhere.clone(), site.clone()];
        let cases = [
            (site.join("public"), None),
            (site.join("new/deep"), None),
            (top.path().join("out"), None),
            (site.join("public/../public"), None),
            (site.clone(), Some("output-holds-site")),
            (site.join("public/.."), Some("output-holds-site")),
            (top.path().to_path_buf(), Some("output-holds-site")),
            (site.join("content"), Some("output-in-source")),
            (site.join("content/a/out"), Some("output-in-source")),
            (site.join("static/out"), Some("output-in-source")),
            (elsewhere.join("out"), Some("output-in-source")),
            (site.join(".loft"), Some("output-in-source")),
            (site.join(".git/x"), Some("output-in-source")),
            (site.join("file"), Some("output-is-file")),
            (PathBuf::from("/"), Some("output-is-home")),
        ];
        for (dir, expected) in cases {
            let refused = accept(&dir, &site, &sources).err().map(|diag| diag.code);
            assert_eq!(refused, expected, "{}", dir.display());
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_the_site_is_seen_through() {
        let top = tempfile::tempdir().unwrap();
        let site = top.path().join("site");
        fs::create_dir_all(&site).unwrap();
        std::os::unix::fs::symlink(&site, top.path().join("link")).unwrap();
        assert_eq!(accept(&top.path().join("link"), &site, &[]).unwrap_err().code, "output-holds-site");
    }
}
