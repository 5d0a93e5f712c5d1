//! Actors that take part but are not in the site's register: they have a view each, but no other names and no level.

use std::collections::BTreeSet;

use crate::check::Facts;
use crate::diag::{Diag, Fix, Span};
use crate::paths::SourcePath;
use crate::site::Site;

/// Says so where each is first named. A site without a register of its own has none to add to.
pub fn check(facts: &Facts<'_>, found: &mut Vec<Diag>) {
    let site = facts.site;
    let Some((file, indent)) = register(site) else { return };
    let mut told = BTreeSet::new();
    for page in &site.pages {
        for participant in site.actors.participants(site.original(page).0 as usize, &page.lang) {
            let is_known = site.actors.register.get(&participant.id).is_some();
            if is_known || participant.declared || !told.insert(participant.id.clone()) {
                continue;
            }
            let name = &participant.mention.name;
            let entry = format!("{indent}- id: {}\n{indent}  navn: {}\n", participant.id, quoted(name));
            let diag = Diag::note("actor-unregistered").with("actor", name).with("file", &file).fix(Fix::append(&file, entry));
            found.push(facts.at(page, Span::line(participant.mention.line), diag));
        }
    }
}

/// The site's own register as findings name it, and how far its entries are indented.
fn register(site: &Site) -> Option<(String, String)> {
    let blob = crate::site::actors::REGISTERS.iter().find_map(|path| site.files.get(&SourcePath::new(path)))?;
    let text = String::from_utf8_lossy(blob.bytes.as_deref().unwrap_or_default());
    let entry = text.lines().rfind(|line| line.trim_start().starts_with("- id:") || line.trim_start().starts_with("- navn:"));
    let indent = entry.map_or("", |line| &line[..line.len() - line.trim_start().len()]);
    Some((blob.shown.to_string(), indent.to_string()))
}

/// A YAML text that means just this name.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
}
