//! `loft import`: text and HTML as pages, shown before they are written.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::{SiteArgs, Voice, finish};
use crate::diag::Diag;
use crate::edit::{self, Import, ImportRequest};
use crate::paths::Lang;

/// Make pages of text copied from the web, of HTML, and of minutes.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Nothing is written without --write, and files that are there are never changed.

Examples:
  loft import notat.txt --to rammeverk/notat.md
  loft import side.html --to om --write
  loft import referat.txt --type beslutning --to beslutninger/skate-2020-12-09")]
pub struct ImportArgs {
    /// Text as copied from a web page, or HTML
    pub file: PathBuf,
    /// Where it goes, below content/; named after its title if not given
    #[arg(long, value_name = "PATH")]
    pub to: Option<String>,
    /// The pages' type; beslutning splits minutes into their cases
    #[arg(long = "type", value_name = "TYPE")]
    pub kind: Option<String>,
    /// The title, if not the one in the text
    #[arg(long)]
    pub title: Option<String>,
    /// The language, if not the one that the text seems to be in
    #[arg(long, value_name = "LANG")]
    pub lang: Option<String>,
    /// Date of the meeting, if not the one in the minutes
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub date: Option<String>,
    /// Who decided, if not the one in the minutes
    #[arg(long)]
    pub organ: Option<String>,
    /// Where the text comes from; stands on the page as its source
    #[arg(long, value_name = "TEXT")]
    pub origin: Option<String>,
    /// Write what is shown
    #[arg(long)]
    pub write: bool,
}

pub(super) fn run(site: &SiteArgs, args: &ImportArgs, voice: Voice) -> std::process::ExitCode {
    let snapshot = site.snapshot();
    let voice = voice.for_site(&snapshot.config);
    let request = ImportRequest {
        file: args.file.clone(),
        to: args.to.clone(),
        kind: args.kind.clone(),
        title: args.title.clone(),
        lang: args.lang.as_ref().map(|lang| Lang::new(lang.to_lowercase())),
        date: args.date.clone(),
        organ: args.organ.clone(),
        origin: args.origin.clone(),
    };
    let result = edit::import(&site.source, &snapshot, &request).and_then(|import| show_and_write(&site.source, import, args.write, voice));
    finish(result, voice)
}

/// Shows everything, then writes it if asked to.
fn show_and_write(site: &Path, import: Import, write: bool, voice: Voice) -> Result<Vec<Diag>, Diag> {
    super::shown(show(&import, &mut io::stdout().lock()))
        .map_err(|error| Diag::error("new-not-written").with("path", "-").because(&error))?;
    let count = import.files.len() + import.images.len();
    if write {
        edit::write_import(site, &import)?;
        eprintln!("{} {count}", voice.say("Files written:", "Filer skrevet:"));
    } else {
        let nothing =
            voice.say("Nothing is written without --write. Files that would be:", "Ingenting skrives uten --write. Filer det gjelder:");
        eprintln!("{nothing} {count}");
    }
    Ok(import.diags)
}

/// Each file's path, and its text indented below.
fn show(import: &Import, out: &mut dyn Write) -> io::Result<()> {
    super::new::tell(&import.files, out)?;
    import.images.iter().try_for_each(|(from, to)| writeln!(out, "{to} ← {}", from.display()))
}
