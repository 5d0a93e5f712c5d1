//! `loft init`: a starter site.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use crate::diag::Diag;
use crate::edit;

/// Make a small site in Norwegian and English that builds as it is.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Example:
  loft init mitt-nettsted
  cd mitt-nettsted
  loft serve --open")]
pub struct InitArgs {
    /// The site's folder; must be empty or not there yet
    pub folder: PathBuf,
    /// The site's title; the folder's name if not given
    #[arg(long)]
    pub title: Option<String>,
}

/// Makes the site and tells which files were written.
///
/// # Errors
/// As [`edit::init`].
pub fn run(args: &InitArgs, out: &mut dyn Write) -> Result<(), Diag> {
    let files = edit::init(&args.folder, args.title.as_deref())?;
    for file in &files {
        let told = writeln!(out, "{}", args.folder.join(&file.path).display());
        told.map_err(|error| Diag::error("new-not-written").with("path", &file.path).because(&error))?;
    }
    Ok(())
}
