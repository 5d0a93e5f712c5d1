//! `loft schema`: what may stand in front matter, for editors.

use std::io::Write;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::{SiteArgs, Voice, written};
use crate::config::schema;
use crate::diag::MessageLang;

/// Print a JSON Schema of the site's front matter.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:
  loft schema > .vscode/loft.schema.json
  loft schema --format snippets > .vscode/loft.code-snippets")]
pub struct SchemaArgs {
    /// The schema, or snippets for VS Code
    #[arg(long, value_enum, default_value_t = SchemaFormat::Schema)]
    pub format: SchemaFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SchemaFormat {
    Schema,
    Snippets,
}

pub(super) fn run(site: &SiteArgs, args: &SchemaArgs, voice: Voice) -> ExitCode {
    let plan = crate::pipeline::plan(site.snapshot(), &crate::pipeline::Memo::passing());
    let config = &plan.site.config;
    let lang = config.default_language.as_str();
    let actors: Vec<(String, String)> =
        plan.site.actors.register.actors().iter().map(|actor| (actor.id.to_string(), actor.name(lang).to_string())).collect();
    let make = if args.format == SchemaFormat::Schema { schema::schema } else { schema::snippets };
    let value = make(config, &actors, voice.for_site(config).lang == MessageLang::Nb);
    written(writeln!(std::io::stdout().lock(), "{value:#}"))
}
