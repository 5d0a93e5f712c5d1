//! What readers are told and offered around a page's text: who owns it and since when it has its status, where to
//! report an error and share an experience; and what the home page shows of the whole site.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde_json::Value;

use super::actor::StatusCount;
use super::build::{date_view, edit_url, page_link, permalink};
use super::common::Common;
use super::{DateView, PageLink};
use crate::paths::Lang;
use crate::site::{Page, PageKind, Site, ask};

/// How many of the latest changes a home page shows.
const RECENT: usize = 5;
/// Types of pages on which a reader may have an experience to share.
const SHARED_ON: [&str; 3] = ["case", "pilot", "erfaring"];

/// What a home page shows of its site.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct HomeView {
    /// The pages last changed, latest first.
    pub recent: Vec<PageLink>,
    /// How many pages have each status; empty where none has one.
    pub statuses: Vec<StatusCount>,
}

/// For home pages alone.
pub(super) fn home(site: &Site, common: &Common, page: &Page) -> Option<HomeView> {
    if page.kind != PageKind::Home {
        return None;
    }
    let tracked = common.tracked(site, &page.lang);
    let dashboard = super::status::status_dashboard(&tracked.all, &site.config.loft.statuses, page.lang.as_str());
    let count = |tile: super::status::Tile| StatusCount { status: tile.status, count: tile.count };
    let statuses = if dashboard.total > 0 { dashboard.counts.into_iter().map(count).collect() } else { Vec::new() };
    Some(HomeView { recent: recent(site, &page.lang), statuses })
}

fn recent(site: &Site, lang: &Lang) -> Vec<PageLink> {
    let is_written = |page: &&Page| page.lang == *lang && page.is_rendered() && page.doc.is_some() && page.kind != PageKind::Home;
    let mut dated: Vec<(i64, &Page)> =
        site.pages.iter().filter(is_written).filter_map(|page| Some((page.lastmod.as_ref()?.seconds(), page))).collect();
    dated.sort_by(|(left_time, left), (right_time, right)| {
        right_time.cmp(left_time).then_with(|| left.rel_permalink.cmp(&right.rel_permalink))
    });
    dated.into_iter().take(RECENT).map(|(_, page)| page_link(site, page)).collect()
}

/// The owner by the name that the register gives it, else as written.
pub(super) fn owner(site: &Site, page: &Page) -> Option<String> {
    ask::value_of(site, &page.lang, page, &ask::Field::Owner).map(|owner| owner.text)
}

/// When the page got the status that it has, as far as git knows.
pub(super) fn status_since(site: &Site, page: &Page) -> Option<DateView> {
    site.status_of(page)?;
    site.history.since(site, page).map(|transition| date_view(&transition.moment, &page.lang))
}

/// `[theme] report_url` with `{url}` and `{title}` filled in, else a new issue where the page's source is.
pub(super) fn report_url(site: &Site, page: &Page) -> Option<String> {
    let (url, title) = (permalink(site, &page.rel_permalink), page.name());
    match site.config.loft.theme.get("report_url").and_then(Value::as_str) {
        Some(given) => Some(given.replace("{url}", &encoded(&url)).replace("{title}", &encoded(title))),
        None => {
            let edit = edit_url(site, page)?;
            let forge = Forge::of(&edit)?;
            Some(format!("{}?{}={}&{}={}", forge.issues, forge.fields[0], encoded(title), forge.fields[1], encoded(&url)))
        }
    }
}

/// The host's page for a new file, filled with an experience of this page: people without git can contribute too.
pub(super) fn share_url(site: &Site, page: &Page) -> Option<String> {
    let on = site.config.loft.theme.get("share_experience").and_then(Value::as_bool).unwrap_or(true);
    if !on || !SHARED_ON.contains(&page.page_type.as_str()) {
        return None;
    }
    let of_type = |other: &&Page| other.lang == page.lang && other.page_type == "erfaring" && other.doc.is_some();
    let beside = site.pages.iter().find(of_type).and_then(|other| edit_url(site, other));
    let folder = match beside {
        Some(url) => url.rsplit_once('/')?.0.to_string(),
        None => format!("{}/erfaringer", content_edit_url(site)?),
    };
    let forge = Forge::of(&format!("{folder}/"))?;
    let suffix = if site.config.languages.len() > 1 { format!(".{}", page.lang) } else { String::new() };
    let subject = page.params.get("id").and_then(Value::as_str).unwrap_or(&page.rel_permalink);
    let text = format!(
        "---\ntitle: \"\"\ntype: erfaring\nrelasjoner: {{gjelder: [\"{subject}\"]}}\nfase: \nlaerdom: \"\"\nanbefaling: \"\"\n---\n"
    );
    Some(format!("{}?filename=ny-erfaring{suffix}.md&value={}", forge.new_file, encoded(&text)))
}

/// Where the content folder can be edited, without a slash at its end.
fn content_edit_url(site: &Site) -> Option<String> {
    let by_mount = site.config.loft.edit.get("content").cloned();
    let params = || site.config.params.iter().find(|(name, _)| name.eq_ignore_ascii_case("editURL"))?.1.as_str().map(str::to_string);
    by_mount.or_else(params).map(|url| url.trim_end_matches('/').to_string()).filter(|url| !url.is_empty())
}

/// Addresses beside an edit link: GitHub's, GitLab's, and Forgejo's or Gitea's.
struct Forge {
    issues: String,
    /// The issue's title and text, as the host's query calls them.
    fields: [&'static str; 2],
    new_file: String,
}

impl Forge {
    fn of(edit: &str) -> Option<Forge> {
        let ways = [
            ("/-/edit/", "/-/issues/new", ["issue[title]", "issue[description]"], "/-/new/"),
            ("/_edit/", "/issues/new", ["title", "body"], "/_new/"),
            ("/edit/", "/issues/new", ["title", "body"], "/new/"),
        ];
        ways.into_iter().find_map(|(mark, issues, fields, new)| {
            let (repository, path) = edit.split_once(mark)?;
            let folder = path.rsplit_once('/').map_or(path, |(folder, _)| folder);
            Some(Forge { issues: format!("{repository}{issues}"), fields, new_file: format!("{repository}{new}{folder}") })
        })
    }
}

/// All that RFC 3986 does not let stand as it is.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

#[cfg(test)]
mod tests {
    use super::Forge;

    #[test]
    fn addresses_beside_an_edit_link() {
        let cases = [
            (
                "https://github.com/o/r/edit/main/content/a/b.md",
                "https://github.com/o/r/issues/new",
                "https://github.com/o/r/new/main/content/a",
            ),
            ("https://gitlab.com/o/r/-/edit/main/c/b.md", "https://gitlab.com/o/r/-/issues/new", "https://gitlab.com/o/r/-/new/main/c"),
            ("https://codeberg.org/o/r/_edit/main/c/b.md", "https://codeberg.org/o/r/issues/new", "https://codeberg.org/o/r/_new/main/c"),
        ];
        for (edit, issues, new_file) in cases {
            let forge = Forge::of(edit).expect(edit);
            assert_eq!((forge.issues.as_str(), forge.new_file.as_str()), (issues, new_file));
        }
        assert!(Forge::of("https://example.org/wiki/page").is_none());
    }
}
