//! Where a link or an image leads: to a page, a page's file, or where the writer wrote.
//! Source: Hugo's embedded `render-link.html` and `render-image.html`, and `hugolib/pagesfromdata` lookups
//! (`contentNodeI`, `getContentNodeForRef`).

use std::collections::{HashMap, HashSet};

use super::{Page, PageKind, Site};
use crate::config::HookUse;
use crate::doc::content_path::{ContentKind, ContentPath};
use crate::doc::markdown::href_as_written;
use crate::paths::{self, Lang, SourcePath, folder, join, logical};

/// What a destination turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// As it stands in `href` or `src`, before HTML escaping.
    pub href: String,
    pub target: Target,
}

/// What a link leads to, for checks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    Page(super::PageId),
    /// A page's own file, by its source.
    File(SourcePath),
    /// Another place on this site, as a path from its root: to be looked up in the output.
    Place(String),
    /// The page itself.
    Here,
    /// Outside the site, or not a web address.
    Outside,
}

/// A destination in its parts, as `net/url` takes it apart.
struct Parts<'a> {
    path: &'a str,
    query: Option<&'a str>,
    fragment: Option<&'a str>,
}

fn parts(dest: &str) -> Parts<'_> {
    let (rest, fragment) = dest.split_once('#').map_or((dest, None), |(rest, fragment)| (rest, Some(fragment)));
    let (path, query) = rest.split_once('?').map_or((rest, None), |(path, query)| (path, Some(query)));
    Parts { path, query, fragment }
}

/// `https:`, `mailto:`, …: a scheme before any slash.
pub fn has_scheme(dest: &str) -> bool {
    let scheme = dest.split([':']).next().unwrap_or("");
    scheme.len() < dest.len()
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}

impl Site {
    /// Resolves a Markdown link on a page.
    pub fn resolve_link(&self, page: &Page, dest: &str) -> Resolved {
        if !self.uses_hook(self.config.markup.goldmark.link_hook) {
            return self.as_written(page, dest);
        }
        for_attribute(self.hooked_link(page, dest))
    }

    /// A bare address that became a link.
    pub fn auto_href(&self, dest: &str) -> String {
        let href = href_as_written(dest, self.config.markup.goldmark.unsafe_html);
        if !self.uses_hook(self.config.markup.goldmark.link_hook) {
            return href;
        }
        for_attribute(Resolved { href, target: Target::Outside }).href
    }

    fn hooked_link(&self, page: &Page, dest: &str) -> Resolved {
        let parts = parts(dest);
        if dest.is_empty() {
            return Resolved { href: String::new(), target: Target::Here };
        }
        if has_scheme(dest) || dest.starts_with("//") {
            return self.outside(page, dest);
        }
        if let (true, Some(fragment)) = (dest.starts_with('#'), parts.fragment) {
            let href = if fragment.is_empty() { String::new() } else { format!("{}#{}", page.rel_permalink, escape_fragment(fragment)) };
            return Resolved { href, target: Target::Here };
        }
        let path = paths::decode_path(parts.path.strip_prefix("./").unwrap_or(parts.path));
        if let Some(target) = self.get_page(page, &path) {
            return Resolved { href: with_tail(&target.rel_permalink, &parts), target: Target::Page(target.id) };
        }
        if let Some(resource) = self.resource(page, &path) {
            return Resolved { href: with_tail(&self.resource_href(resource), &parts), target: Target::File(resource.source.clone()) };
        }
        self.as_written(page, dest)
    }

    /// Resolves a Markdown image on a page.
    pub fn resolve_image(&self, page: &Page, dest: &str) -> Resolved {
        if !self.uses_hook(self.config.markup.goldmark.image_hook) {
            return self.as_written(page, dest);
        }
        for_attribute(self.hooked_image(page, dest))
    }

    fn hooked_image(&self, page: &Page, dest: &str) -> Resolved {
        if has_scheme(dest) || dest.starts_with("//") {
            return self.as_written(page, dest);
        }
        let parts = parts(dest);
        let path = paths::decode_path(parts.path.strip_prefix("./").unwrap_or(parts.path));
        match self.resource(page, &path) {
            Some(resource) => {
                Resolved { href: with_tail(&self.resource_href(resource), &parts), target: Target::File(resource.source.clone()) }
            }
            None => self.as_written(page, dest),
        }
    }

    /// Hugo's embedded hooks run by default in multilingual sites only.
    fn uses_hook(&self, hook: HookUse) -> bool {
        match hook {
            HookUse::Auto => self.config.is_multilingual() && !self.config.markup.goldmark.duplicate_resource_files,
            HookUse::Always | HookUse::Fallback => true,
            HookUse::Never => false,
        }
    }

    /// The destination with the escaping that Goldmark gives it, and where a browser would go from it.
    fn as_written(&self, page: &Page, dest: &str) -> Resolved {
        if has_scheme(dest) || dest.starts_with("//") {
            return self.outside(page, dest);
        }
        let parts = parts(dest);
        let target = match parts.path {
            "" => Target::Here,
            path => Target::Place(self.place_from(page, &paths::decode_path(path))),
        };
        Resolved { href: self.written(dest), target }
    }

    /// Hugo's hook keeps a query as it stands; without it Goldmark escapes all.
    fn written(&self, dest: &str) -> String {
        let href = href_as_written(dest, self.config.markup.goldmark.unsafe_html);
        if href.is_empty() || !self.uses_hook(self.config.markup.goldmark.link_hook) {
            return href;
        }
        let parts = parts(dest);
        let Some(query) = parts.query else { return href };
        let escaped = |part: &str| href_as_written(part, true);
        let fragment = parts.fragment.map(|fragment| format!("#{}", escaped(fragment))).unwrap_or_default();
        format!("{}?{query}{fragment}", escaped(parts.path))
    }

    /// A link with a scheme; one under the site's own base URL stays within the site.
    fn outside(&self, _page: &Page, dest: &str) -> Resolved {
        let href = self.written(dest);
        let base = self.config.base_url.as_str();
        let own = base
            .contains("://")
            .then(|| dest.strip_prefix(base.trim_end_matches('/')))
            .flatten()
            .filter(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']));
        let target = match own {
            Some(rest) => Target::Place(paths::decode_path(&format!("/{}", parts(rest).path.trim_start_matches('/')))),
            None => Target::Outside,
        };
        Resolved { href, target }
    }

    /// Where a browser goes from a page: a path from the site's root.
    fn place_from(&self, page: &Page, path: &str) -> String {
        if let Some(rooted) = path.strip_prefix('/') {
            let base = self.config.base_path().trim_matches('/');
            let within = if base.is_empty() { Some(rooted) } else { rooted.strip_prefix(base).map(|rest| rest.trim_start_matches('/')) };
            return within.map_or_else(|| format!("/../{rooted}"), |within| paths::clean(&format!("/{within}")));
        }
        let here = page.url.as_str();
        paths::clean(&format!("{}/{path}", if here.ends_with('/') { here } else { folder(here) }))
    }

    /// An address from the root of the host that leaves out the path at which the site lies, with it, where the site has
    /// such a page or file: `/a/` for `/docs/a/`. Hugo leaves these as they are.
    pub fn within_base(&self, resolved: Resolved) -> Resolved {
        let Target::Place(place) = &resolved.target else { return resolved };
        let Some(path) = place.strip_prefix("/../").map(|path| paths::clean(&format!("/{path}"))) else { return resolved };
        if !self.rooted.contains(path.trim_matches('/')) {
            return resolved;
        }
        let href = format!("{}{}", self.config.base_path(), resolved.href.trim_start_matches('/'));
        Resolved { href, target: Target::Place(path) }
    }

    /// A link to the site's own address as a path: it is no way out for the reader, and in a preview it leads within the preview.
    pub fn without_own_host(&self, href: String) -> String {
        let path = self.config.base_path();
        let Some(host) = self.config.base_url.strip_suffix(path).filter(|host| host.contains("://")) else { return href };
        match href.strip_prefix(host) {
            Some(rest) if rest.starts_with(path) => rest.to_string(),
            Some(rest) if rest == path.trim_end_matches('/') => path.to_string(),
            _ => href,
        }
    }

    pub fn resource_href(&self, resource: &super::Resource) -> String {
        if resource.url.is_empty() { String::new() } else { self.href(&resource.url) }
    }

    fn resource<'a>(&self, page: &'a Page, name: &str) -> Option<&'a super::Resource> {
        let wanted = paths::clean(name.trim_start_matches('/')).to_lowercase();
        let languages: Vec<Lang> = self.config.languages.iter().map(|language| language.lang.clone()).collect();
        let stands_in = |name: &str| crate::paths::without_language(&name.to_lowercase(), &languages).is_some_and(|plain| plain == wanted);
        let named = page.resources.iter().find(|resource| resource.name.to_lowercase() == wanted);
        named.or_else(|| page.resources.iter().find(|resource| stands_in(&resource.name)))
    }

    /// Hugo's `.GetPage`: a page in the context's language by a path relative to it, or from the root.
    pub fn get_page(&self, context: &Page, reference: &str) -> Option<&Page> {
        let reference = match reference.trim_end_matches('/') {
            "" => "/",
            trimmed => trimmed,
        };
        let has_extension = paths::file_name(reference).contains('.');
        if reference != "/" && !reference.starts_with('/') {
            let relative = paths::clean(&format!("{}/{reference}", relative_base(context, reference, has_extension)));
            if let Some(page) = self.at_reference(&context.lang, &relative) {
                return Some(page);
            }
            if let Some(page) = self.at_disk(context, reference).filter(|_| has_extension) {
                return Some(page);
            }
            if reference.starts_with('.') {
                return None;
            }
        }
        self.at_reference(&context.lang, &format!("/{}", reference.trim_start_matches('/')))
            .or_else(|| self.at_disk(context, reference).filter(|_| has_extension))
    }

    /// The page that a path from the content root names, with or without extension and language.
    fn at_reference(&self, lang: &Lang, path: &str) -> Option<&Page> {
        let languages: Vec<Lang> = self.config.languages.iter().map(|language| language.lang.clone()).collect();
        let path = if path.is_empty() { "/" } else { path };
        let named = ContentPath::parse(path.trim_start_matches('/'), &languages);
        let by_name =
            named.and_then(|named| self.at(lang, &named.logical).filter(|page| named.kind != ContentKind::Branch || page.is_branch()));
        by_name.or_else(|| self.at(lang, &logical(path))).or_else(|| {
            path.strip_suffix("/index").and_then(|above| self.at(lang, &logical(above)).filter(|page| page.kind == PageKind::Page))
        })
    }

    /// The page whose file lies at a path relative to the context's own file on disk: for mounted folders,
    /// whose neighbours on disk are elsewhere on the site.
    fn at_disk(&self, context: &Page, reference: &str) -> Option<&Page> {
        let own = &self.files.get(&context.doc.as_ref()?.path)?.shown;
        let shown = paths::clean(&join(folder(own), reference));
        let source = self.by_shown(&shown)?;
        let found = self.by_file(source)?;
        if found.lang == context.lang {
            Some(found)
        } else {
            found.translations.iter().map(|id| self.page(*id)).find(|page| page.lang == context.lang)
        }
    }

    /// The page that comes from a file, named as findings name it.
    pub fn by_shown_file(&self, shown: &str) -> Option<&Page> {
        self.by_file(self.by_shown(shown)?)
    }

    fn by_shown(&self, shown: &str) -> Option<&SourcePath> {
        self.shown_to_source.get(shown)
    }

    /// `ref`'s last resort: the page with a unique file name, wherever it lies.
    pub fn by_base_name(&self, lang: &Lang, name: &str) -> Option<&Page> {
        let stem = name.trim_matches('/').trim_end_matches(".md").to_lowercase();
        let mut found = self.pages.iter().filter(|page| page.lang == *lang && paths::file_name(&page.path) == stem);
        let first = found.next()?;
        found.next().is_none().then_some(first)
    }
}

/// The folder that a relative reference starts from. Source: Hugo's `getContentNodeForRef`.
fn relative_base<'a>(context: &'a Page, reference: &str, has_extension: bool) -> &'a str {
    let own = context.path.as_str();
    let is_leaf_bundle = context.doc.as_ref().is_some_and(|doc| doc.path.file_name().starts_with("index."));
    match (context.is_branch(), has_extension && reference.starts_with("../")) {
        (true, _) => own,
        (false, true) if is_leaf_bundle => own,
        (false, _) => folder(own),
    }
}

/// An address as Go's `html/template` writes it into an attribute: what is not plain in it as lower-case escapes.
fn for_attribute(resolved: Resolved) -> Resolved {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$&*+,/:;=?@[]-._~%".contains(&byte);
    if resolved.href.bytes().all(is_plain) {
        return resolved;
    }
    let mut href = String::with_capacity(resolved.href.len() + 8);
    for byte in resolved.href.bytes() {
        match is_plain(byte) {
            true => href.push(byte as char),
            false => href.push_str(&format!("%{byte:02x}")),
        }
    }
    Resolved { href, ..resolved }
}

fn with_tail(href: &str, parts: &Parts) -> String {
    let query = parts.query.filter(|query| !query.is_empty()).map(|query| format!("?{query}")).unwrap_or_default();
    let fragment = parts
        .fragment
        .filter(|fragment| !fragment.is_empty())
        .map(|fragment| format!("#{}", escape_fragment(fragment)))
        .unwrap_or_default();
    format!("{href}{query}{fragment}")
}

/// A fragment as Go's `html/template` normalises it: other bytes than ASCII as lower-case escapes.
fn escape_fragment(fragment: &str) -> String {
    let decoded = paths::decode_path(fragment);
    let mut out = String::with_capacity(decoded.len());
    for byte in decoded.bytes() {
        match byte {
            b'!' | b'#'..=b'&' | b'*'..=b';' | b'=' | b'?'..=b'Z' | b'_' | b'a'..=b'z' | b'~' | b'[' | b']' if byte != b'%' => {
                out.push(byte as char)
            }
            _ => out.push_str(&format!("%{byte:02x}")),
        }
    }
    out
}

/// Paths from the site's root of its pages, old addresses and files, without slashes at the ends; needed only by a site that
/// lies under a path.
pub(super) fn rooted(site: &Site) -> HashSet<String> {
    if site.config.base_path() == "/" {
        return HashSet::new();
    }
    let pages = site.pages.iter().filter(|page| page.is_rendered()).flat_map(|page| {
        let files = page.resources.iter().map(|resource| resource.url.as_str());
        std::iter::once(page.url.as_str()).chain(page.aliases.iter().map(String::as_str)).chain(files)
    });
    let files = site.files.keys().filter(|path| path.component() == "static").map(SourcePath::within);
    pages.chain(files).map(|path| path.trim_matches('/').to_string()).collect()
}

/// Source paths by the name that findings give them.
pub(super) fn shown_to_source(files: &std::collections::BTreeMap<SourcePath, crate::input::Blob>) -> HashMap<String, SourcePath> {
    files.iter().filter(|(path, _)| path.component() == "content").map(|(path, blob)| (blob.shown.to_string(), path.clone())).collect()
}
