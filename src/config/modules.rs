//! Where the site's folders come from: `module.mounts`, Hugo's folder keys, imported modules through
//! Loft's local `imports`, and themes.

use super::fields::{boolean, map, strings, text};
use super::site::{lang, place};
use super::{Language, Located, LoftConfig, Mount, Node};
use crate::diag::{Diag, Span};

/// Hugo's components in the order of its own defaults, with the key that moves each.
const COMPONENTS: [(&str, &str); 7] = [
    ("content", "contentDir"),
    ("data", "dataDir"),
    ("layouts", "layoutDir"),
    ("i18n", "i18nDir"),
    ("archetypes", "archetypeDir"),
    ("assets", "assetDir"),
    ("static", "staticDir"),
];

/// `theme = "a"` or a list. A name that `[imports]` maps is a module, not a folder below `themes/`.
pub(super) fn themes(root: &Node, loft: &LoftConfig, diags: &mut Vec<Diag>) -> Vec<String> {
    let named = strings(root, "theme", diags).unwrap_or_default();
    let imported = imports(root).into_iter().filter_map(|import| text(import, "path", diags)).filter(|path| !path.contains('/'));
    let mut themes: Vec<String> = named.into_iter().chain(imported).filter(|name| !loft.imports.contains_key(name)).collect();
    // Loft's own is always last, and in the program itself.
    themes.retain(|name| name != "loft" && !name.is_empty());
    themes
}

/// The site's own mounts, Hugo's defaults for components that they do not mention, then the imports'.
pub(super) fn mounts(root: &Node, languages: &[Language], loft: &LoftConfig, diags: &mut Vec<Diag>) -> Vec<Mount> {
    let module = map(root, "module", diags).unwrap_or(&Node::Null);
    let mut mounts = declared(module, "", diags);
    for (component, key) in COMPONENTS {
        if !mounts.iter().any(|mount| mount.target == component || mount.target.starts_with(&format!("{component}/"))) {
            mounts.extend(standard(root, component, key, languages, diags));
        }
    }
    for import in imports(root) {
        mounts.extend(imported(import, loft, diags));
    }
    let theme_modules = strings(root, "theme", diags).unwrap_or_default();
    for folder in theme_modules.iter().filter_map(|name| loft.imports.get(name)) {
        mounts.extend(all_components(folder));
    }
    mounts
}

fn imports(root: &Node) -> Vec<&Node> {
    let list = root.get("module").and_then(|module| module.value.get("imports"));
    list.map(|list| list.value.one_or_many(list.span).into_iter().map(|(_, import)| import).collect()).unwrap_or_default()
}

/// `[[….mounts]]`, with sources below a folder. A mount without source or target is told.
fn declared(node: &Node, folder: &str, diags: &mut Vec<Diag>) -> Vec<Mount> {
    let Some(list) = node.get("mounts") else { return Vec::new() };
    let given = list.value.one_or_many(list.span);
    given.into_iter().filter_map(|(span, node)| mount(node, span, folder, diags)).collect()
}

fn mount(node: &Node, span: Span, folder: &str, diags: &mut Vec<Diag>) -> Option<Mount> {
    let source = text(node, "source", diags).filter(|source| !source.is_empty());
    let target = text(node, "target", diags).map(|target| tidy(&target)).filter(|target| !target.is_empty());
    let (Some(source), Some(target)) = (source, target) else {
        diags.push(Diag::warning("config-mount-incomplete").span(span));
        return None;
    };
    let component = target.split('/').next().unwrap_or("");
    if !COMPONENTS.iter().any(|(name, _)| *name == component) {
        diags.push(Diag::warning("config-mount-target").span(place(node, "target")).with("target", &target));
    }
    let (include_files, exclude_files) = patterns(node, diags);
    Some(Mount {
        source: crate::paths::join(folder, &source),
        target,
        lang: text(node, "lang", diags).map(|key| lang(&key)),
        include_files,
        exclude_files,
    })
}

/// Which files a mount lets through and which it keeps out: `files`, where `!` keeps out, and the two keys that it replaced in Hugo 0.153.
fn patterns(node: &Node, diags: &mut Vec<Diag>) -> (Vec<String>, Vec<String>) {
    let mut include = strings(node, "includeFiles", diags).unwrap_or_default();
    let mut exclude = strings(node, "excludeFiles", diags).unwrap_or_default();
    for pattern in strings(node, "files", diags).unwrap_or_default() {
        match pattern.trim().strip_prefix('!') {
            Some(kept_out) => exclude.push(kept_out.trim().to_string()),
            None => include.push(pattern.trim().to_string()),
        }
    }
    (include, exclude)
}

/// Slashes of any system, none at the ends.
fn tidy(path: &str) -> String {
    crate::paths::clean(&path.replace('\\', "/")).trim_matches('/').to_string()
}

fn plain(source: &str, target: &str) -> Mount {
    Mount { source: source.to_string(), target: target.to_string(), lang: None, include_files: Vec::new(), exclude_files: Vec::new() }
}

/// The folder or folders that Hugo mounts by itself for one component.
fn standard(root: &Node, component: &str, key: &str, languages: &[Language], diags: &mut Vec<Diag>) -> Vec<Mount> {
    let folders = strings(root, key, diags).unwrap_or_else(|| vec![component.to_string()]);
    if component == "content" && languages.iter().any(|language| language.content_dir.is_some()) {
        return per_language(languages, folders.first().map_or("content", String::as_str));
    }
    folders.iter().map(|folder| plain(folder.trim_end_matches('/'), component)).collect()
}

/// A content folder for each language; languages that share one tell themselves apart by file names.
fn per_language(languages: &[Language], shared: &str) -> Vec<Mount> {
    let folder = |language: &Language| language.content_dir.as_deref().unwrap_or(shared).trim_end_matches('/').to_string();
    let folders: Vec<String> = languages.iter().map(folder).collect();
    let mut mounts: Vec<Mount> = Vec::new();
    for (language, folder) in languages.iter().zip(&folders) {
        let alone = folders.iter().filter(|other| *other == folder).count() == 1;
        let mount = Mount { lang: alone.then(|| language.lang.clone()), ..plain(folder, "content") };
        if !mounts.contains(&mount) {
            mounts.push(mount);
        }
    }
    mounts
}

/// One imported module's mounts, if a local folder is known for it.
fn imported(import: &Node, loft: &LoftConfig, diags: &mut Vec<Diag>) -> Vec<Mount> {
    let Some(path) = text(import, "path", diags) else { return Vec::new() };
    let unwanted = boolean(import, "disable", diags) == Some(true) || boolean(import, "noMounts", diags) == Some(true);
    // A bare name is a theme's folder.
    let Some(folder) = loft.imports.get(&path).filter(|_| !unwanted) else {
        if !unwanted && path.contains('/') {
            diags.push(Diag::warning("config-import-unknown").span(place(import, "path")).with("module", &path));
        }
        return Vec::new();
    };
    let own = declared(import, folder, diags);
    if own.is_empty() { all_components(folder) } else { own }
}

fn all_components(folder: &str) -> Vec<Mount> {
    COMPONENTS.iter().map(|(component, _)| plain(&crate::paths::join(folder, component), component)).collect()
}

/// Entries of `[imports]` as written: module path → folder.
pub(super) fn import_map(node: &Node) -> std::collections::BTreeMap<String, String> {
    let entry = |(path, folder): &(Located<String>, Located<Node>)| Some((path.value.clone(), tidy_relative(&folder.value.as_text()?)));
    node.entries().iter().filter_map(entry).collect()
}

/// As [`tidy`], but `..` and a leading slash stay: a module may lie beside the site.
fn tidy_relative(path: &str) -> String {
    path.replace('\\', "/").trim_start_matches("./").trim_end_matches('/').to_string()
}
