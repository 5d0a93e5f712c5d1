//! Answers to what shortcodes ask the site. Shapes: `render::shortcodes`.

use serde_json::{Map, Value, json};

use super::jobs::{Job, JobKind};
use super::overview::{self, Overview};
use super::pictures;
use crate::doc::markdown::escape_html;
use crate::doc::{Call, CallArgs, Content, Part};
use crate::paths::{Lang, OutPath, UrlPath, logical};
use crate::site::links::Target;
use crate::site::{Page, Resource, Site, ask, order};

/// What the site says to a call on a page; null when the shortcode asks nothing.
/// With `enrich`, what Loft adds to Hugo's answers: the size of pictures.
pub fn answer(site: &Site, page: &Page, call: &Call, enrich: bool) -> Value {
    let question = Question { site, page, call, enrich };
    match call.name.as_str() {
        "children" => question.children(),
        "ref" => question.reference(true),
        "relref" | "pagelink" => question.reference(false),
        "button" => question.button(),
        "figure" | "image" => question.image(),
        "attachments" | "resources" => question.attachments(),
        "excerpt-include" => question.excerpt(),
        "recently-updated" => question.recently_updated(),
        name if ask::SHORTCODES.contains(&name) => json!(overview(site, page, call)),
        _ => Value::Null,
    }
}

/// The answer to an `oversikt`, with the address of its CSV.
fn overview(site: &Site, page: &Page, call: &Call) -> Overview {
    let answer = ask::answer(site, &page.lang, &ask::of_call(site, page, call).0);
    let number = ask::calls(&page.content).iter().position(|other| other.span == call.span);
    let csv = number.filter(|_| answer.csv && page.is_rendered()).map(|number| site.href(csv_url(page, number).as_str()));
    Overview { csv, ..overview::of(site, &page.lang, &answer) }
}

/// Where the CSV of a page's question is: beside the page.
fn csv_url(page: &Page, number: usize) -> UrlPath {
    let folder = page.url.as_str().rsplit_once('/').map_or("", |(folder, _)| folder);
    let count = if number == 0 { String::new() } else { format!("-{}", number + 1) };
    UrlPath::new(format!("{folder}/oversikt{count}.csv"))
}

/// A CSV file for every question that wants one.
pub fn jobs(site: &Site) -> Vec<Job> {
    let mut jobs = Vec::new();
    for page in site.pages.iter().filter(|page| page.is_rendered()) {
        for (number, call) in ask::calls(&page.content).into_iter().enumerate() {
            if ask::of_call(site, page, call).0.csv {
                jobs.push(Job { out: OutPath::of_url(&csv_url(page, number)), kind: JobKind::Answer(page.id, number) });
            }
        }
    }
    jobs
}

/// The CSV of a page's question.
pub(super) fn csv(site: &Site, page: &Page, number: usize) -> String {
    let calls = ask::calls(&page.content);
    let answer = calls.get(number).map(|call| ask::answer(site, &page.lang, &ask::of_call(site, page, call).0));
    answer.map(|answer| overview::csv(&overview::of(site, &page.lang, &answer))).unwrap_or_default()
}

struct Question<'a> {
    site: &'a Site,
    page: &'a Page,
    call: &'a Call,
    enrich: bool,
}

impl<'a> Question<'a> {
    fn arg(&self, name: &str, at: usize) -> Option<String> {
        let text = |value: &Value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Null => None,
            other => Some(other.to_string()),
        };
        match &self.call.args {
            CallArgs::Positional(values) => values.get(at).and_then(text),
            CallArgs::Named(values) => values.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).and_then(|(_, value)| text(value)),
        }
    }

    fn flag(&self, name: &str) -> bool {
        self.arg(name, usize::MAX).is_some_and(|value| value == "true")
    }

    /// Pages below this one (or `page`), as a tree `depth` deep.
    fn children(&self) -> Value {
        let root = self.arg("page", usize::MAX).and_then(|path| self.site.get_page(self.page, &path)).unwrap_or(self.page);
        let depth = self.arg("depth", usize::MAX).and_then(|depth| depth.parse::<usize>().ok()).unwrap_or(1).clamp(1, 20);
        let sort = self.arg("sort", usize::MAX).unwrap_or_default().to_lowercase();
        self.below(root, depth, &sort, self.flag("showhidden"))
    }

    fn below(&self, page: &Page, depth: usize, sort: &str, hidden: bool) -> Value {
        let mut children: Vec<&Page> =
            self.site.children(page).filter(|child| child.is_rendered() && (hidden || !is_hidden(child))).collect();
        match sort {
            "name" | "title" | "linktitle" => {
                children.sort_by(|left, right| left.collation.cmp(&right.collation).then_with(|| left.path.cmp(&right.path)))
            }
            "date" => {
                children.sort_by(|left, right| left.date_seconds().cmp(&right.date_seconds()).then_with(|| order::by_default(left, right)))
            }
            _ => {}
        }
        let with_children = |child: &Page| {
            let mut link = self.link(child);
            let nested = if depth > 1 { self.below(child, depth - 1, sort, hidden) } else { json!([]) };
            link.insert("children".to_string(), nested);
            Value::Object(link)
        };
        Value::Array(children.into_iter().map(with_children).collect())
    }

    fn link(&self, page: &Page) -> Map<String, Value> {
        match json!(super::build::page_link(self.site, page)) {
            Value::Object(link) => link,
            _ => Map::new(),
        }
    }

    /// `ref`, `relref`, `pagelink`: a page by path, in this page's language or the one asked for.
    fn reference(&self, with_host: bool) -> Value {
        let wanted = self.arg("path", 0).or_else(|| self.arg("page", 0)).unwrap_or_default();
        let (path, fragment) = wanted.split_once('#').map_or((wanted.as_str(), None), |(path, fragment)| (path, Some(fragment)));
        let found = if path.is_empty() { Some(self.page) } else { self.page_at(path) };
        match found {
            Some(found) => {
                let tail = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
                let url = if with_host { super::build::permalink(self.site, &found.rel_permalink) } else { found.rel_permalink.clone() };
                json!({ "url": format!("{url}{tail}"), "title": found.name(), "found": true, "status": super::build::status_view(self.site, found) })
            }
            None => json!({ "url": wanted, "title": wanted, "found": false, "status": null }),
        }
    }

    fn page_at(&self, path: &str) -> Option<&'a Page> {
        let (site, page) = (self.site, self.page);
        let found = site.get_page(page, path).or_else(|| site.by_base_name(&page.lang, path))?;
        let Some(lang) = self.arg("lang", 1).map(Lang::new).filter(|lang| *lang != found.lang) else { return Some(found) };
        found.translations.iter().map(|id| site.page(*id)).find(|other| other.lang == lang)
    }

    fn button(&self) -> Value {
        let href = self.arg("href", 0).unwrap_or_default();
        let resolved = self.site.resolve_link(self.page, &href);
        let resolved = if self.enrich { self.site.within_base(resolved) } else { resolved };
        json!({ "url": resolved.href, "title": href, "found": resolved.target != Target::Outside })
    }

    /// An address as written, but with the path at which the site lies where that is left out.
    fn rooted(&self, written: &str) -> String {
        let resolved = self.site.within_base(self.site.resolve_link(self.page, written));
        if written.starts_with('/') { resolved.href } else { written.to_string() }
    }

    /// An image by the name of a file of the page, or wherever `src` says.
    fn image(&self) -> Value {
        let src = self.arg("src", 0).unwrap_or_default();
        let found = self.resource(&src).map(|resource| self.site.resource_href(resource));
        let link = self.arg("link", usize::MAX);
        if !self.enrich {
            return json!({ "src": found.unwrap_or(src), "width": null, "height": null, "srcset": "", "link": link });
        }
        let resolved = self.site.within_base(self.site.resolve_image(self.page, &src));
        let src = found.unwrap_or(if resolved.href.ends_with(&src) { resolved.href } else { src });
        let details = pictures::details(self.site, &resolved.target, &src);
        let link = link.map(|link| self.rooted(&link));
        json!({ "src": src, "width": details.width, "height": details.height, "srcset": details.srcset, "link": link })
    }

    fn resource(&self, name: &str) -> Option<&'a Resource> {
        let wanted = name.trim_start_matches("./").to_lowercase();
        self.page.resources.iter().find(|resource| resource.name.to_lowercase() == wanted)
    }

    /// The page's own files that are not images of its text: by name, filtered by `pattern`.
    fn attachments(&self) -> Value {
        let pattern = self.arg("pattern", usize::MAX).and_then(|pattern| regex::Regex::new(&pattern).ok());
        let matches =
            |resource: &&Resource| !resource.url.is_empty() && pattern.as_ref().is_none_or(|pattern| pattern.is_match(&resource.name));
        let mut files: Vec<&Resource> = self.page.resources.iter().filter(matches).collect();
        files.sort_by(|left, right| left.name.cmp(&right.name));
        let entry = |file: &Resource| json!({ "name": crate::paths::file_name(&file.name), "url": self.site.resource_href(file), "size": file.size });
        Value::Array(files.into_iter().map(entry).collect())
    }

    /// What another page encloses in `excerpt`.
    fn excerpt(&self) -> Value {
        let wanted = self.arg("page", 0).or_else(|| self.arg("filename", 0)).unwrap_or_default();
        let Some(source) = self.page_at(&wanted).filter(|source| source.id != self.page.id) else {
            return json!({ "html": "", "found": false, "url": wanted, "title": wanted });
        };
        let excerpt = source.content.calls.iter().find(|call| call.name == "excerpt").and_then(|call| call.inner.as_ref());
        let html = excerpt.map(|inner| plain_html(self.site, source, &inner.content)).unwrap_or_default();
        json!({ "html": html, "found": excerpt.is_some(), "url": source.rel_permalink, "title": source.name() })
    }

    /// The pages changed last in this language, `limit` of them.
    fn recently_updated(&self) -> Value {
        let limit = self.arg("limit", 0).or_else(|| self.arg("count", 0)).and_then(|limit| limit.parse().ok()).unwrap_or(10);
        let below = self.arg("section", usize::MAX).map(|section| format!("/{}", logical(section.trim_matches('/'))));
        let in_section = |page: &&Page| below.as_ref().is_none_or(|below| page.path.starts_with(below.as_str()));
        let mut pages: Vec<&Page> = self
            .site
            .pages
            .iter()
            .filter(|page| page.lang == self.page.lang && page.doc.is_some() && page.lastmod.is_some() && page.is_listed())
            .filter(in_section)
            .collect();
        let changed = |page: &Page| page.lastmod.as_ref().map_or(i64::MIN, |moment| moment.seconds());
        pages.sort_by(|left, right| changed(right).cmp(&changed(left)).then_with(|| left.path.cmp(&right.path)));
        Value::Array(pages.into_iter().take(limit).map(|page| Value::Object(self.link(page))).collect())
    }
}

/// `hidden: true`: not in menus and lists of children, as the theme family has it.
fn is_hidden(page: &Page) -> bool {
    page.params.get("hidden").and_then(Value::as_bool).unwrap_or(false)
}

/// Enclosed text as HTML with its links resolved from the page on which it stands.
fn plain_html(site: &Site, page: &Page, content: &Content) -> String {
    let escape = |text: &str| {
        let mut out = String::with_capacity(text.len());
        escape_html(&mut out, text);
        out
    };
    let mut html = String::new();
    for part in &content.parts {
        match part {
            Part::Html(text) => html.push_str(text),
            Part::Link(slot) => html.push_str(&format!("<a href=\"{}\">", escape(&site.resolve_link(page, &slot.dest).href))),
            Part::Image(slot) => html.push_str(&format!(
                "<img src=\"{}\" alt=\"{}\">",
                escape(&site.resolve_image(page, &slot.dest).href),
                escape(&slot.alt)
            )),
            Part::Code(slot) => html.push_str(&format!("<pre><code>{}</code></pre>", escape(&slot.code))),
            Part::Shortcode(_) | Part::SummaryEnd => {}
        }
    }
    html
}
