//! `loft config`: the configuration as Loft understands it, defaults included.

use std::io::{self, Write};

use clap::{Args, ValueEnum};

use crate::config::{Config, Format, show};

/// Print the effective configuration.
#[derive(Args, Clone, Debug)]
pub struct ConfigArgs {
    #[arg(long, value_enum, default_value_t = ConfigFormat::Toml)]
    pub format: ConfigFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ConfigFormat {
    Toml,
    Json,
}

/// Writes the configuration.
///
/// # Errors
/// When the output cannot be written.
pub fn run_on(config: &Config, args: &ConfigArgs, out: &mut dyn Write) -> io::Result<()> {
    let format = match args.format {
        ConfigFormat::Toml => Format::Toml,
        ConfigFormat::Json => Format::Json,
    };
    out.write_all(show(config, format).as_bytes())
}
