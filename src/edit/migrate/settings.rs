//! What must stand in `loft.toml`: only what Loft cannot find by itself.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::{Report, Survey, note, written};
use crate::diag::Diag;
use crate::edit::Written;

/// A status of the site's own counts as one when this many pages have it.
const PAGES_OF_STATUS: usize = 2;

pub(super) fn look(survey: &Survey<'_>, report: &mut Report) {
    let mut text = String::new();
    statuses(survey, report, &mut text);
    modules(survey, report, &mut text);
    edit_links(survey, report, &mut text);
    if !text.is_empty() {
        let head = survey.say(
            "What Loft needs to know beside the configuration for Hugo. See the guide: settings.",
            "Det Loft må vite i tillegg til innstillingene for Hugo. Se veiledningen: innstillinger.",
        );
        let text = format!("# {head}\n{text}");
        report.settings = Some(Written { path: "loft.toml".to_string(), text });
    }
}

/// Modules that Hugo fetches: where a copy lies in the repository, its folder.
fn modules(survey: &Survey<'_>, report: &mut Report, text: &mut String) {
    let mut lines = String::new();
    for module in survey.diags.iter().filter(|diag| diag.code == "config-import-unknown").filter_map(module_of) {
        match copy_of(survey.folder, module) {
            Some(folder) => {
                report.replaced.push(note("migrate-module").with("module", module).with("folder", &folder));
                lines.push_str(&format!("{} = {}\n", quoted(module), quoted(&folder)));
            }
            None => report.replaced.push(note("migrate-module-fetched").with("module", module)),
        }
    }
    if !lines.is_empty() {
        let comment = survey
            .say("Modules that Hugo fetches, and the folders that hold them here.", "Moduler som Hugo henter, og mappene de ligger i her.");
        text.push_str(&format!("\n# {comment}\n[imports]\n{lines}"));
    }
}

fn module_of(diag: &Diag) -> Option<&str> {
    diag.args.iter().find(|(name, _)| *name == "module").map(|(_, module)| module.as_str())
}

/// `_vendor/` is where `hugo mod vendor` puts copies; others keep them as git submodules.
fn copy_of(site: &Path, module: &str) -> Option<String> {
    let is_version =
        |part: &str| part.strip_prefix('v').is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()));
    let name = module.split('/').rev().find(|part| !is_version(part)).unwrap_or(module);
    let places = [format!("_vendor/{module}"), format!("modules/{name}"), format!("themes/{name}"), name.to_string()];
    places.into_iter().find(|place| site.join(place).is_dir())
}

/// Statuses that the vocabulary lacks: with them the standard ones, in an order for the owner to correct.
fn statuses(survey: &Survey<'_>, report: &mut Report, text: &mut String) {
    let site = survey.site;
    let mut pages: BTreeMap<&str, BTreeSet<crate::site::PageId>> = BTreeMap::new();
    for page in &site.pages {
        if let Some(status) = site.status_of(page).filter(|status| status.id.is_none()) {
            pages.entry(&status.raw).or_default().insert(site.original(page));
        }
    }
    let own: Vec<(&str, usize)> =
        pages.into_iter().map(|(raw, pages)| (raw, pages.len())).filter(|(_, count)| *count >= PAGES_OF_STATUS).collect();
    if own.is_empty() {
        return;
    }
    let names: Vec<String> = own.iter().map(|(raw, count)| format!("{raw} ({count})")).collect();
    report.replaced.push(note("migrate-statuses-own").with("names", names.join(", ")));
    let comment = survey.say(
        "The site's statuses, from the first to the last: put them in order, and take out those that are not used.",
        "Statusene på nettstedet, fra den første til den siste: sett dem i rekkefølge, og ta bort dem som ikke er i bruk.",
    );
    text.push_str(&format!("\n# {comment}\n"));
    let lang = site.config.default_language.as_str();
    let kept = site.config.loft.statuses.statuses.iter().filter(|status| {
        site.pages.iter().any(|page| site.status_of(page).and_then(|of_page| of_page.id.as_deref()) == Some(status.id.as_str()))
    });
    for status in kept {
        let labels: Vec<String> = status.labels.iter().map(|(lang, label)| format!("{lang} = {}", quoted(label))).collect();
        let aliases: Vec<String> = status.aliases.iter().map(|alias| quoted(alias)).collect();
        text.push_str(&format!(
            "[[statuses]]\nid = {}\nsymbol = {}\nlabels = {{ {} }}\n",
            quoted(&status.id),
            quoted(&status.symbol),
            labels.join(", ")
        ));
        if !aliases.is_empty() {
            text.push_str(&format!("aliases = [{}]\n", aliases.join(", ")));
        }
    }
    for (raw, _) in own {
        let id = crate::paths::logical(raw).trim_matches('/').replace('/', "-");
        text.push_str(&format!("[[statuses]]\nid = {}\nsymbol = \"◌\"\nlabels = {{ {lang} = {} }}\n", quoted(&id), quoted(raw)));
    }
}

/// Where themes keep the address under which a page's source is edited.
fn edit_links(survey: &Survey<'_>, report: &mut Report, text: &mut String) {
    let config = &survey.site.config;
    let param = |name: &str| {
        let found = config.params.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.and_then(|(_, value)| value.as_str()).map(|value| value.trim_end_matches('/').to_string()).filter(|value| !value.is_empty())
    };
    let from_outside: BTreeSet<&str> = written(survey.site).filter_map(|(_, doc)| mounted_from(config, doc.path.as_str())).collect();
    if !config.loft.edit.is_empty() {
        return;
    }
    if param("editURL").is_some() {
        if let Some(first) = from_outside.first() {
            let targets = from_outside.iter().copied().collect::<Vec<_>>().join(", ");
            report.replaced.push(note("migrate-edit-mount").with("first", first).with("targets", targets));
        }
        return;
    }
    let branch = param("github_branch").unwrap_or_else(|| "main".to_string());
    let found = ["github_repo", "BookRepo", "ghrepo", "repoURL"].iter().find_map(|key| Some((*key, param(key)?)));
    let Some((key, repository)) = found.filter(|(_, repository)| repository.starts_with("https://")) else { return };
    let below = param("github_subdir").map(|folder| format!("{folder}/")).unwrap_or_default();
    let address = format!("{repository}/edit/{branch}/{below}content/");
    report.replaced.push(note("migrate-edit").with("key", key).with("address", &address));
    let comment = survey.say("Where a page's source is edited.", "Her redigeres kilden til en side.");
    text.push_str(&format!("\n# {comment}\n[edit]\n\"content\" = {}\n", quoted(&address)));
}

/// The mount below `content/` that a page comes from, when it is not the site's own folder.
fn mounted_from<'c>(config: &'c crate::config::Config, path: &str) -> Option<&'c str> {
    let holds = |target: &str| path.strip_prefix(target).is_some_and(|rest| rest.starts_with('/'));
    let mount = config.mounts.iter().filter(|mount| holds(&mount.target)).max_by_key(|mount| mount.target.len())?;
    (mount.target != "content").then_some(mount.target.as_str())
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace(['\n', '\r', '\t'], " "))
}
