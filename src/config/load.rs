//! Finding and reading the configuration files, and laying them over each other.

use std::path::Path;

use super::Config;
use crate::diag::Diag;

/// What the command line lays over the files.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    pub base_url: Option<String>,
    pub drafts: bool,
    pub expired: bool,
    pub future: bool,
}

/// One configuration file as read by `input`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigFile {
    /// Relative to the site's folder: `hugo.toml`, `config/_default/params.toml`.
    pub path: String,
    pub bytes: Vec<u8>,
}

/// Files in order of precedence (Hugo's first, `loft.toml` last) → the configuration and its findings.
pub fn load(files: &[ConfigFile], overrides: &Overrides) -> (Config, Vec<Diag>) {
    let _ = (files, overrides, Path::new(""));
    todo!("config")
}
