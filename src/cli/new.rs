//! `loft new`: a page in all the site's languages.

use std::io::{self, Write};
use std::path::Path;

use clap::Args;

use crate::diag::Diag;
use crate::edit::{self, Request};
use crate::input::Snapshot;
use crate::paths::Lang;

/// Make a page, in every language of the site.
#[derive(Args, Clone, Debug)]
#[command(
    after_help = "The page gets an id, the next free weight in its section and the first status. Files that are there are never changed.

Examples:
  loft new behov/use-cases/12-ny-case      a folder with a file for each language
  loft new artikler/nyhet.md               a single file for each language
  loft new behov/use-cases/12-ny-case --lang en
  loft new erfaringer/oppstart --type erfaring"
)]
pub struct NewArgs {
    /// Where the page goes, below content/
    pub path: String,
    /// Make a page of this type, from archetypes/TYPE.md if there is one
    #[arg(short, long = "type", alias = "kind", value_name = "TYPE")]
    pub kind: Option<String>,
    /// Only this language (may be given several times)
    #[arg(long, value_name = "LANG")]
    pub lang: Vec<String>,
}

/// Makes the page and tells which files were written. Returns findings about the archetype.
///
/// # Errors
/// As [`edit::new_page`].
pub fn run_on(site: &Path, snapshot: &Snapshot, args: &NewArgs, out: &mut dyn Write) -> Result<Vec<Diag>, Diag> {
    let langs = args.lang.iter().map(|lang| Lang::new(lang.to_lowercase())).collect();
    let request = Request { path: args.path.clone(), kind: args.kind.clone(), langs };
    let (files, diags) = edit::new_page(site, snapshot, &request)?;
    super::shown(tell(&files, out)).map_err(|error| Diag::error("new-not-written").with("path", &args.path).because(&error))?;
    Ok(diags)
}

/// Each file's path, and its text indented below.
pub(super) fn tell(files: &[edit::Written], out: &mut dyn Write) -> io::Result<()> {
    for file in files {
        writeln!(out, "{}", file.path)?;
        for line in file.text.trim_end().lines() {
            writeln!(out, "    {line}")?;
        }
    }
    Ok(())
}
