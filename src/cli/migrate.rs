//! `loft migrate`: what a Hugo site needs to become Loft's: mostly nothing.

use std::io::Write;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde_json::json;

use super::{SiteArgs, Voice, count, finish, written};
use crate::diag::{self, Diag, MessageLang, Severity};
use crate::edit::migrate::{self, Report, Survey};
use crate::pipeline::{self, Memo, Plan};

/// Report what a site made for Hugo needs, and write loft.toml where that is needed
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:
  loft migrate -s ../my-hugo-site
  loft migrate --write

Without --write nothing is changed. The site can be built with Hugo all the while.")]
pub struct MigrateArgs {
    #[command(flatten)]
    pub site: SiteArgs,
    /// Write loft.toml, if something must stand there
    #[arg(long)]
    pub write: bool,
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Text,
    Json,
}

pub fn run(args: &MigrateArgs, voice: Voice) -> ExitCode {
    let memo = Memo::passing();
    let plan = pipeline::plan(args.site.snapshot(), &memo);
    let voice = voice.for_site(&plan.site.config);
    let has_shortcode = |name: &str| plan.engine.has_shortcode(name);
    let survey =
        Survey { folder: &args.site.source, site: &plan.site, diags: &plan.diags, has_shortcode: &has_shortcode, lang: voice.lang };
    let report = migrate::survey(&survey);
    let findings = pipeline::findings(&plan, &memo);
    let mut out = std::io::stdout().lock();
    let printed = match args.format {
        Format::Json => json(&report, voice.lang, &mut out),
        Format::Text => text(&plan, &report, &findings, args, voice, &mut out),
    };
    let code = written(printed);
    if !args.write {
        return code;
    }
    match migrate::write_settings(&args.site.source, &report) {
        Ok(true) => {
            eprintln!("{}", voice.say("loft.toml was written.", "loft.toml ble skrevet."));
            code
        }
        Ok(false) => code,
        Err(diag) => finish(Err(diag), voice),
    }
}

fn json(report: &Report, lang: MessageLang, out: &mut impl Write) -> std::io::Result<()> {
    let list = |diags: &[Diag]| diags.iter().map(|diag| diag::to_json(diag, lang)).collect::<Vec<_>>();
    let settings = report.settings.as_ref().map(|settings| settings.text.as_str());
    let whole = json!({ "works": list(&report.works), "replaced": list(&report.replaced), "missing": list(&report.missing), "loft.toml": settings });
    serde_json::to_writer_pretty(&mut *out, &whole)?;
    writeln!(out)
}

fn text(plan: &Plan, report: &Report, findings: &[Diag], args: &MigrateArgs, voice: Voice, out: &mut impl Write) -> std::io::Result<()> {
    let parts = [
        (voice.say("Works as it is", "Virker som det er"), &report.works),
        (voice.say("Something else takes its place", "Noe annet kommer i stedet"), &report.replaced),
        (voice.say("Has nothing in its place", "Har ingen erstatning"), &report.missing),
    ];
    for (heading, diags) in parts.iter().filter(|(_, diags)| !diags.is_empty()) {
        writeln!(out, "{heading}\n")?;
        for diag in diags.iter() {
            writeln!(out, "  - {}", diag.message(voice.lang))?;
            if let Some(hint) = diag.hint(voice.lang) {
                writeln!(out, "    {hint}")?;
            }
        }
        writeln!(out)?;
    }
    settings(report, args, voice, out)?;
    next(plan, findings, voice, out)
}

fn settings(report: &Report, args: &MigrateArgs, voice: Voice, out: &mut impl Write) -> std::io::Result<()> {
    let Some(settings) = &report.settings else {
        return writeln!(out, "{}\n", voice.say("No loft.toml is needed.", "Det trengs ingen loft.toml."));
    };
    let sentence = match (report.has_settings_already, args.write) {
        (true, _) => voice.say("The site has a loft.toml. Take this into it:", "Nettstedet har en loft.toml. Ta dette inn i den:"),
        (false, true) => voice.say("loft.toml:", "loft.toml:"),
        (false, false) => voice.say("With --write, this loft.toml is written:", "Med --write skrives denne loft.toml:"),
    };
    writeln!(out, "{sentence}\n")?;
    for line in settings.text.lines() {
        writeln!(out, "    {line}")?;
    }
    writeln!(out)
}

/// What to do now.
fn next(plan: &Plan, findings: &[Diag], voice: Voice, out: &mut impl Write) -> std::io::Result<()> {
    let (errors, warnings, notes) = (count(findings, Severity::Error), count(findings, Severity::Warning), count(findings, Severity::Note));
    let files = plan.jobs.len();
    match voice.say("en", "nb") {
        "nb" => writeln!(
            out,
            "Neste steg\n\n  loft serve   se nettstedet i nettleseren ({files} filer)\n  loft check   det som bør rettes i innholdet: {errors} feil, {warnings} advarsler, {notes} merknader"
        ),
        _ => writeln!(
            out,
            "Next\n\n  loft serve   look at the site in the browser ({files} files)\n  loft check   what should be put right in the content: {errors} errors, {warnings} warnings, {notes} notes"
        ),
    }
}
