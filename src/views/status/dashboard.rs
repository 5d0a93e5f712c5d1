//! One dashboard: totals, sections, the list, and what somebody should look at.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::chart::{self, Chart};
use super::listing::Listing;
use super::tracked::{Scope, TakesPart, Tracked};
use super::{known_status, percent, status_view};
use crate::config::StatusRules;
use crate::config::StatusVocabulary;
use crate::paths::Lang;
use crate::site::history::Source;
use crate::site::statuses::PageStatus;
use crate::site::{Moment, Page, PageId, PageKind, Site, ask};
use crate::views::{DateView, PageLink, StatusView, date_view, page_link};

/// As many rows stand open in each of the lists of what to look at, and as many more are folded: the page stays light.
const FEW: usize = 10;
const FOLDED: usize = 40;
/// As many actors are named in a row of the list.
const NAMED: usize = 3;

/// Every page with a status, counted and listed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct StatusDashboard {
    /// The section, when it is not of the whole site.
    pub section: Option<PageLink>,
    /// The dashboard of what is above.
    pub above: Option<PageLink>,
    pub total: usize,
    /// Whether nothing is approved yet, in a vocabulary that has such a status.
    pub none_approved: bool,
    /// Every status of the vocabulary in its order, also those no page has; unknown ones after.
    pub counts: Vec<Tile>,
    pub sections: Vec<SectionRow>,
    /// Statuses that some page in this piece of the list has, with their pages.
    pub groups: Vec<StatusGroup>,
    /// Whether the list is all here.
    pub whole: bool,
    /// The piece of the list that is shown, from 1, and its neighbours' addresses.
    pub piece: usize,
    pub previous: Option<String>,
    pub next: Option<String>,
    pub chart: Option<Chart>,
    /// `git`, `written`, `shallow`, `absent` or `off`: where history is from, or why there is none.
    pub history: &'static str,
    pub recent_days: u32,
    pub stale_days: u32,
    pub recent: Listed<ChangeRow>,
    pub backwards: Listed<ChangeRow>,
    pub stale: Listed<Notice>,
    pub awaiting: Listed<Notice>,
    pub lacking: Listed<Notice>,
    /// Where all of them are listed, when they are more than stand here.
    pub lacking_url: Option<String>,
    pub files: Vec<FileLink>,
    /// For the script: `status.json` of the language.
    pub json: String,
    /// For the script: the section's path.
    pub path: String,
    pub owners: Vec<String>,
    pub actors: Vec<TakesPart>,
    pub languages: Vec<LanguageChoice>,
}

/// A language that the list can be narrowed down to: its code, and its name in itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct LanguageChoice {
    pub id: String,
    pub name: String,
}

/// The first rows of a list, those that are folded, and how many there are in all.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Listed<T> {
    pub total: usize,
    pub first: Vec<T>,
    pub folded: Vec<T>,
}

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Listed { total: 0, first: Vec::new(), folded: Vec::new() }
    }
}

impl<T> Listed<T> {
    fn of(mut rows: Vec<T>) -> Listed<T> {
        let total = rows.len();
        rows.truncate(FEW + FOLDED);
        let folded = rows.split_off(rows.len().min(FEW));
        Listed { total, first: rows, folded }
    }
}

/// A status with the number of its pages, and its place in the bar.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Tile {
    pub status: StatusView,
    pub count: usize,
    /// The list behind the number.
    pub url: Option<String>,
    /// Where its part of the bar begins and how wide it is, in percent.
    pub x: String,
    pub width: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct SectionRow {
    pub section: PageLink,
    /// Its logical path, for the script.
    pub path: String,
    /// The section's own dashboard; `None` for pages that stand directly in what is shown.
    pub url: Option<String>,
    /// In the order of `StatusDashboard::counts`.
    pub counts: Vec<Tile>,
    pub total: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct StatusGroup {
    pub status: StatusView,
    /// Id of its first row: the same in every dashboard, whichever statuses that one has.
    pub anchor: String,
    pub rows: Vec<StatusRow>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct StatusRow {
    pub page: PageLink,
    pub lang: Option<String>,
    pub path: String,
    pub section: PageLink,
    pub languages: Vec<String>,
    pub owner: Option<String>,
    /// The first of those who take part, how many more there are, and all by id.
    pub actors: Vec<String>,
    pub more_actors: usize,
    pub actor_ids: String,
    pub since: Option<DateView>,
    pub days: Option<i64>,
    pub changed: Option<DateView>,
    pub review: Option<DateView>,
}

/// A status that became another.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct ChangeRow {
    pub page: PageLink,
    pub lang: Option<String>,
    pub from: Option<StatusView>,
    pub to: Option<StatusView>,
    pub date: DateView,
    pub author: String,
    /// `bulk`, `bot` or empty.
    pub by: &'static str,
}

/// A page that somebody should look at, and since when.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Notice {
    pub page: PageLink,
    pub lang: Option<String>,
    /// `review`, `stale`, `awaiting` or `lacking`.
    pub why: &'static str,
    pub date: Option<DateView>,
    pub days: Option<i64>,
    pub owner: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct FileLink {
    /// `json`, `csv`, `feed` or `badge`.
    pub kind: &'static str,
    pub url: String,
}

/// Where the pieces of a dashboard's list and its sections' dashboards are: known to whoever lists the site's files.
pub struct Places<'a> {
    /// Of each piece of the list.
    pub pieces: &'a [String],
    pub piece: usize,
    /// Of a section's dashboard, if it has one.
    pub section: &'a dyn Fn(&Page) -> Option<String>,
    pub above: Option<PageLink>,
    pub json: String,
    pub files: Vec<FileLink>,
    /// The list of all pages that lack a status.
    pub lacking: Option<String>,
}

/// The dashboard of a site, or of one of its sections, in one language.
/// `tracked`: its pages with a status; `lacking`: those that should have one.
pub fn dashboard(
    site: &Site,
    lang: &Lang,
    tracked: &[&Tracked],
    lacking: &[&PageId],
    scope: Scope,
    listing: &Listing,
    places: &Places<'_>,
) -> StatusDashboard {
    let rules = &site.config.loft.status_rules;
    let mut view = listing.totals.clone();
    let view_of = |tracked: &Tracked| row(site, lang, tracked);
    lay_out(&mut view, tracked, listing, places, &view_of);
    view.section = match scope {
        Scope::Site => None,
        Scope::Section(id) => Some(page_link(site, site.in_language(site.page(id), lang))),
    };
    view.path = match scope {
        Scope::Site => "/".to_string(),
        Scope::Section(id) => site.page(id).path.clone(),
    };
    view.above.clone_from(&places.above);
    view.json.clone_from(&places.json);
    view.files.clone_from(&places.files);
    view.history = match site.history.source {
        Source::Git => "git",
        Source::Written => "written",
        Source::Shallow => "shallow",
        Source::Absent => "absent",
        Source::Off => "off",
    };
    for language in &mut view.languages {
        if let Some(known) = site.config.language(&Lang::new(&language.id)) {
            language.name.clone_from(&known.name);
        }
    }
    if places.piece > 0 {
        forget_totals(&mut view);
        return view;
    }
    view.sections = sections(site, lang, tracked, scope, &view.counts, places);
    view.chart = chart::over_time(site, tracked, lang);
    (view.recent_days, view.stale_days) = (rules.recent_days, rules.stale_days);
    view.recent = Listed::of(recent(site, lang, tracked, i64::from(rules.recent_days)));
    view.backwards = Listed::of(backwards(site, lang, tracked));
    view.stale = Listed::of(stale(site, lang, tracked));
    view.awaiting = Listed::of(awaiting(site, lang, tracked));
    view.lacking = Listed::of(notices_of_lacking(site, lang, lacking));
    view.lacking_url.clone_from(&places.lacking);
    view
}

/// A further piece of the list knows which statuses there are, for the filter, but not of how many pages: a status that
/// changes elsewhere leaves it as it is.
fn forget_totals(view: &mut StatusDashboard) {
    view.total = view.groups.iter().map(|group| group.rows.len()).sum();
    for tile in &mut view.counts {
        *tile = Tile { count: tile.count.min(1), url: None, x: String::new(), width: String::new(), status: tile.status.clone() };
    }
    view.none_approved = false;
}

/// Totals of these pages.
pub(super) fn of_pages(tracked: &[&Tracked], vocabulary: &StatusVocabulary, rules: &StatusRules, lang: &str) -> StatusDashboard {
    let mut columns: Vec<StatusView> = vocabulary.statuses.iter().map(|def| known_status(def, lang)).collect();
    for unknown in tracked.iter().filter(|page| page.status.id.is_none()).map(|page| status_view(&page.status, vocabulary, lang)) {
        if !columns.contains(&unknown) {
            columns.push(unknown);
        }
    }
    let mut counted = vec![0; columns.len()];
    for page in tracked {
        counted[column(&columns, &page.status)] += 1;
    }
    let approved: Vec<&String> = rules.approved.iter().collect();
    let has_approved = columns.iter().zip(&counted).any(|(status, count)| approved.contains(&&status.id) && *count > 0);
    let owners: BTreeSet<&str> = tracked.iter().filter_map(|page| page.owner.as_deref()).collect();
    let languages: BTreeSet<&str> = tracked.iter().flat_map(|page| page.languages.iter().map(String::as_str)).collect();
    let actors: BTreeSet<&TakesPart> = tracked.iter().flat_map(|page| &page.actors).collect();
    StatusDashboard {
        total: tracked.len(),
        none_approved: !approved.is_empty() && !has_approved && !tracked.is_empty(),
        counts: tiles(&columns, &counted),
        owners: owners.into_iter().map(str::to_string).collect(),
        actors: actors.into_iter().cloned().collect(),
        languages: languages.into_iter().map(|id| LanguageChoice { id: id.to_string(), name: id.to_string() }).collect(),
        ..StatusDashboard::default()
    }
}

fn tiles(columns: &[StatusView], counted: &[usize]) -> Vec<Tile> {
    let whole: usize = counted.iter().sum();
    let mut before = 0;
    let mut tile = |(status, count): (&StatusView, &usize)| {
        let x = percent(before, whole);
        before += count;
        Tile { status: status.clone(), count: *count, url: None, x, width: percent(*count, whole) }
    };
    columns.iter().zip(counted).map(&mut tile).collect()
}

/// A status's place among the columns: those of the vocabulary, then unknown ones by what was written.
pub(super) fn column(columns: &[StatusView], status: &PageStatus) -> usize {
    let is_it = |column: &StatusView| match &status.id {
        Some(id) => column.known && column.id == *id,
        None => !column.known && column.label == status.raw,
    };
    columns.iter().position(is_it).unwrap_or(0)
}

/// The dashboard of these pages alone, with all of its list: what the command line prints.
pub fn status_dashboard(tracked: &[Tracked], vocabulary: &StatusVocabulary, lang: &str) -> StatusDashboard {
    let pages: Vec<&Tracked> = tracked.iter().collect();
    let mut view = of_pages(&pages, vocabulary, &StatusRules::standard(vocabulary), lang);
    let columns: Vec<StatusView> = view.counts.iter().map(|tile| tile.status.clone()).collect();
    let of_place = |place: usize| pages.iter().filter(move |page| column(&columns, &page.status) == place).copied().collect();
    let lang = Lang::new(lang);
    let groups =
        (0..view.counts.len()).map(|place| (place, of_place.clone()(place))).filter(|(_, rows): &(usize, Vec<&Tracked>)| !rows.is_empty());
    view.groups = groups
        .map(|(place, rows)| StatusGroup {
            status: view.counts[place].status.clone(),
            anchor: anchor(&view.counts[place].status),
            rows: rows.into_iter().map(|page| bare_row(&lang, page)).collect(),
        })
        .collect();
    view.whole = true;
    view
}

fn bare_row(lang: &Lang, tracked: &Tracked) -> StatusRow {
    let date = |moment: &Moment| date_view(moment, lang);
    StatusRow {
        page: tracked.page.clone(),
        lang: tracked.lang.clone(),
        path: tracked.path.clone(),
        section: tracked.section.clone(),
        languages: tracked.languages.clone(),
        owner: tracked.owner.clone(),
        actors: tracked.actors.iter().take(NAMED).map(|actor| actor.name.clone()).collect(),
        more_actors: tracked.actors.len().saturating_sub(NAMED),
        actor_ids: tracked.actors.iter().map(|actor| actor.id.as_str()).collect::<Vec<_>>().join(" "),
        since: tracked.since.as_ref().map(|since| date(&since.moment)),
        days: None,
        changed: tracked.changed.as_ref().map(date),
        review: tracked.review.as_ref().map(date),
    }
}

pub(super) fn row(site: &Site, lang: &Lang, tracked: &Tracked) -> StatusRow {
    StatusRow { days: tracked.since.as_ref().map(|since| ask::days_since(site, &since.moment)), ..bare_row(lang, tracked) }
}

/// The pages in the order of their statuses: what the list is cut from.
pub(super) fn in_order<'a>(tracked: &[&'a Tracked], vocabulary: &StatusVocabulary) -> Vec<&'a Tracked> {
    order(tracked, vocabulary).into_iter().map(|place| tracked[place]).collect()
}

/// The same by their places.
pub(super) fn order(tracked: &[&Tracked], vocabulary: &StatusVocabulary) -> Vec<usize> {
    let rank = |status: &PageStatus| status.id.as_ref().and_then(|id| vocabulary.statuses.iter().position(|def| def.id == *id));
    let unknown = |status: &PageStatus| if status.id.is_none() { status.raw.clone() } else { String::new() };
    let mut order: Vec<usize> = (0..tracked.len()).collect();
    order.sort_by_cached_key(|place| {
        let status = &tracked[*place].status;
        (rank(status).unwrap_or(usize::MAX), unknown(status))
    });
    order
}

/// What the rows of a status are found by: its id, or what was written where it is unknown.
fn anchor(status: &StatusView) -> String {
    let name = if status.id.is_empty() { &status.label } else { &status.id };
    format!("status-{}", name.to_lowercase().split_whitespace().collect::<Vec<_>>().join("-"))
}

/// The same for the end of an address.
fn fragment(status: &StatusView) -> String {
    format!("#{}", crate::paths::encode_path(&anchor(status)))
}

/// Fills in the piece of the list that is shown, and leads every number to its piece.
fn lay_out(
    view: &mut StatusDashboard,
    tracked: &[&Tracked],
    listing: &Listing,
    places: &Places<'_>,
    view_of: &dyn Fn(&Tracked) -> StatusRow,
) {
    let Listing { columns, order, pieces, first, .. } = listing;
    for (place, tile) in view.counts.iter_mut().enumerate() {
        let page = |piece: usize| if piece == places.piece { "" } else { places.pieces.get(piece).map_or("", String::as_str) };
        tile.url = first.get(&place).map(|piece| format!("{}{}", page(*piece), fragment(&tile.status)));
    }
    let mut groups: Vec<StatusGroup> = Vec::new();
    let shown = pieces.get(places.piece).cloned().unwrap_or(0..0);
    for page in order[shown].iter().map(|place| tracked[*place]) {
        let status = &columns[column(columns, &page.status)];
        if groups.last().is_none_or(|group| group.status != *status) {
            groups.push(StatusGroup { status: status.clone(), anchor: anchor(status), rows: Vec::new() });
        }
        if let Some(group) = groups.last_mut() {
            group.rows.push(view_of(page));
        }
    }
    view.groups = groups;
    view.whole = pieces.len() == 1;
    view.piece = places.piece + 1;
    view.previous = places.piece.checked_sub(1).and_then(|before| places.pieces.get(before).cloned());
    view.next = places.pieces.get(places.piece + 1).cloned();
}

/// A row for each section directly below that has pages with a status, and one for the pages that stand directly here.
fn sections(site: &Site, lang: &Lang, tracked: &[&Tracked], scope: Scope, counts: &[Tile], places: &Places<'_>) -> Vec<SectionRow> {
    let columns: Vec<StatusView> = counts.iter().map(|tile| tile.status.clone()).collect();
    let top = match scope {
        Scope::Site => None,
        Scope::Section(id) => Some(id),
    };
    // A page counts in the section directly below the scope that it lies in; a section's own page lies beside it.
    let below = |page: &Tracked| {
        let above = site.ancestors(site.page(page.id));
        let inner = above.iter().map(|above| site.original(above)).filter(|id| site.page(*id).kind == PageKind::Section);
        match top {
            None => inner.into_iter().next(),
            Some(top) => inner.into_iter().skip_while(|id| *id != top).nth(1),
        }
    };
    let mut order: Vec<Option<PageId>> = Vec::new();
    let mut counted: BTreeMap<Option<PageId>, Vec<usize>> = BTreeMap::new();
    for page in tracked {
        let section = below(page);
        if !order.contains(&section) {
            order.push(section);
        }
        counted.entry(section).or_insert_with(|| vec![0; columns.len()])[column(&columns, &page.status)] += 1;
    }
    order.sort_by_key(Option::is_none);
    let home = || site.home(lang).map(|home| page_link(site, home)).unwrap_or_default();
    let link = |id: Option<PageId>| match id.or(top) {
        Some(id) => page_link(site, site.in_language(site.page(id), lang)),
        None => home(),
    };
    order
        .into_iter()
        .filter_map(|id| {
            let numbers = counted.get(&id)?;
            let url = id.and_then(|id| (places.section)(site.page(id)));
            let mut counts = tiles(&columns, numbers);
            for tile in counts.iter_mut().filter(|tile| tile.count > 0) {
                tile.url = Some(format!("{}{}", url.as_deref().unwrap_or(""), fragment(&tile.status)));
            }
            let path = id.map_or_else(String::new, |id| site.page(id).path.clone());
            Some(SectionRow { section: link(id), path, url, counts, total: numbers.iter().sum() })
        })
        .collect()
}

/// Transitions of the last days, the newest first.
fn recent(site: &Site, lang: &Lang, tracked: &[&Tracked], days: i64) -> Vec<ChangeRow> {
    let mut changes: Vec<(i64, ChangeRow)> = Vec::new();
    for page in tracked {
        let Some(history) = site.history.of(site, site.page(page.id)) else { continue };
        for (before, step) in history.steps().filter(|(_, step)| ask::days_since(site, &step.moment) <= days) {
            let from = before.and_then(|before| before.status.as_ref());
            changes.push((step.moment.seconds(), change_row(site, lang, page, from, step)));
        }
    }
    changes.sort_by(|left, right| right.0.cmp(&left.0).then_with(|| left.1.page.url.cmp(&right.1.page.url)));
    changes.into_iter().map(|(_, change)| change).collect()
}

fn change_row(site: &Site, lang: &Lang, page: &Tracked, from: Option<&PageStatus>, step: &crate::site::history::Transition) -> ChangeRow {
    let vocabulary = &site.config.loft.statuses;
    let view = |status: &PageStatus| status_view(status, vocabulary, lang.as_str());
    ChangeRow {
        page: page.page.clone(),
        lang: page.lang.clone(),
        from: from.map(view),
        to: step.status.as_ref().map(view),
        date: date_view(&step.moment, lang),
        author: step.author.clone(),
        by: match step.hand {
            crate::site::history::Hand::Person => "",
            crate::site::history::Hand::Bulk => "bulk",
            crate::site::history::Hand::Bot => "bot",
        },
    }
}

/// Pages whose status came from one that is further on.
fn backwards(site: &Site, lang: &Lang, tracked: &[&Tracked]) -> Vec<ChangeRow> {
    let mut found: Vec<&Tracked> = tracked.iter().filter(|page| went_backwards(site, page)).copied().collect();
    found.sort_by_key(|page| std::cmp::Reverse(page.since.as_ref().map(|since| since.moment.seconds())));
    let row = |page: &&Tracked| {
        let step = site.history.since(site, site.page(page.id))?;
        Some(change_row(site, lang, page, page.before.as_ref(), step))
    };
    found.iter().filter_map(row).collect()
}

/// Whether the status before was further on. Those that were given up are outside the order.
pub(crate) fn went_backwards(site: &Site, page: &Tracked) -> bool {
    let (vocabulary, rules) = (&site.config.loft.statuses, &site.config.loft.status_rules);
    let place = |status: &PageStatus| {
        let id = status.id.as_ref().filter(|id| !rules.stopped.contains(id))?;
        vocabulary.statuses.iter().position(|def| def.id == *id)
    };
    match (page.before.as_ref().and_then(place), place(&page.status)) {
        (Some(before), Some(now)) => now < before,
        _ => false,
    }
}

/// Pages past their review date, then those that nobody has touched for long; not those that are done or given up.
pub fn stale(site: &Site, lang: &Lang, tracked: &[&Tracked]) -> Vec<Notice> {
    let rules = &site.config.loft.status_rules;
    let is_any = |ids: &[String], page: &Tracked| page.status.id.as_ref().is_some_and(|id| ids.contains(id));
    let mut found: Vec<(bool, i64, Notice)> = Vec::new();
    for page in tracked.iter().filter(|page| !is_any(&rules.stopped, page)) {
        let overdue = page.review.filter(|review| ask::days_since(site, review) > 0);
        let changed = page.changed.map(|changed| (changed, ask::days_since(site, &changed)));
        if let Some(review) = overdue {
            let days = ask::days_since(site, &review);
            found.push((false, -days, notice(lang, page, "review", Some(review), Some(days))));
        } else if let Some((changed, days)) =
            changed.filter(|(_, days)| *days >= i64::from(rules.stale_days) && !is_any(&rules.approved, page))
        {
            found.push((true, -days, notice(lang, page, "stale", Some(changed), Some(days))));
        }
    }
    found.sort_by(|left, right| (left.0, left.1, &left.2.page.url).cmp(&(right.0, right.1, &right.2.page.url)));
    found.into_iter().map(|(_, _, notice)| notice).collect()
}

fn awaiting(site: &Site, lang: &Lang, tracked: &[&Tracked]) -> Vec<Notice> {
    let rules = &site.config.loft.status_rules;
    let waits = |page: &&&Tracked| page.status.id.as_ref().is_some_and(|id| rules.awaiting.contains(id));
    let mut found: Vec<&Tracked> = tracked.iter().filter(waits).copied().collect();
    found.sort_by_key(|page| page.since.as_ref().map_or(i64::MAX, |since| since.moment.seconds()));
    let one = |page: &Tracked| {
        let since = page.since.as_ref().map(|since| since.moment);
        notice(lang, page, "awaiting", since, since.map(|since| ask::days_since(site, &since)))
    };
    found.into_iter().map(one).collect()
}

fn notice(lang: &Lang, page: &Tracked, why: &'static str, date: Option<Moment>, days: Option<i64>) -> Notice {
    Notice {
        page: page.page.clone(),
        lang: page.lang.clone(),
        why,
        date: date.map(|date| date_view(&date, lang)),
        days,
        owner: page.owner.clone(),
    }
}

/// Pages of a type, or in a section, whose pages should have a status, that have none.
pub(crate) fn lacking_pages(site: &Site) -> Vec<PageId> {
    let rules = &site.config.loft.status_rules;
    let is_expected = |page: &Page| {
        rules.expected.iter().any(|wanted| page.page_type == *wanted || page.path.starts_with(&format!("/{}/", wanted.trim_matches('/'))))
    };
    let lacks = |page: &&Page| {
        site.original(page) == page.id && page.doc.is_some() && page.is_rendered() && site.status_of(page).is_none() && is_expected(page)
    };
    site.pages.iter().filter(lacks).map(|page| page.id).collect()
}

/// The same as a dashboard shows them.
pub(super) fn notices_of_lacking(site: &Site, lang: &Lang, lacking: &[&PageId]) -> Vec<Notice> {
    let one = |id: &&PageId| {
        let shown = site.in_language(site.page(**id), lang);
        Notice {
            page: page_link(site, shown),
            lang: (shown.lang != *lang).then(|| shown.lang.to_string()),
            why: "lacking",
            date: None,
            days: None,
            owner: ask::value_of(site, lang, shown, &ask::Field::Owner).map(|owner| owner.text),
        }
    };
    lacking.iter().map(one).collect()
}

/// Whether a dashboard shows only the first of so many.
pub(super) fn is_long(total: usize) -> bool {
    total > FEW + FOLDED
}
