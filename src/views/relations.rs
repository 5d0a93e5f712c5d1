//! A page's relations, from both ends.

use serde::Serialize;

use super::{PageLink, page_link};
use crate::config::life_events;
use crate::site::references::Found;
use crate::site::relations::{KINDS, Relation};
use crate::site::{Page, PageId, Site};

/// Relations of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct RelationView {
    /// `dekkes_av`, `dekker`, …: its label is the string `relation_ID`. `life_event`: the life events.
    pub id: String,
    /// What it is called, where the kind is a field of a type of the site's own.
    pub label: Option<String>,
    pub items: Vec<RelatedView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct RelatedView {
    /// `None`: a life event of which the site has no page.
    pub page: Option<PageLink>,
    pub text: String,
    /// The sentence that it was read from, when nobody declared it.
    pub read: Option<String>,
}

/// What a page is related to, kind by kind: what it declares, what others declare of it, its life events. Pages that stand
/// among its own facts are not said once more.
pub fn of_page(site: &Site, page: &Page) -> Vec<RelationView> {
    let own = site.original(page);
    let mut views = Vec::new();
    for kind in &KINDS {
        let from: Vec<&Relation> = site.relations.from(own).filter(|relation| relation.kind == kind.id).collect();
        let to: Vec<&Relation> = site.relations.to(own).filter(|relation| relation.kind == kind.id).collect();
        views.push(view(site, page, kind.id, None, from.into_iter().map(|relation| (relation.to, relation))));
        views.push(view(site, page, kind.inverse, None, to.into_iter().map(|relation| (relation.from, relation))));
    }
    let is_field = |relation: &&Relation| KINDS.iter().all(|kind| kind.id != relation.kind);
    for def in &site.config.loft.types.defs {
        let of_type = |relation: &&Relation| site.page(relation.from).page_type == def.id;
        let is_said = |relation: &&Relation| site.relations.from(own).filter(is_field).any(|said| said.to == relation.from);
        let found = site.relations.to(own).filter(is_field).filter(of_type).filter(|relation| !is_said(relation));
        let named = found.map(|relation| (relation.from, relation));
        views.push(view(site, page, &format!("from_{}", def.id), Some(def.plural(page.lang.as_str())), named));
    }
    let items = site.relations.life_events(own).iter().map(|event| life_event(site, page, event)).collect();
    views.push(RelationView { id: "life_event".to_string(), label: None, items });
    views.retain(|view| !view.items.is_empty());
    views
}

/// A life event, by the page that the site has of it.
fn life_event(site: &Site, page: &Page, event: &str) -> RelatedView {
    let link = match site.references.find(event) {
        Found::Page(id) => Some(page_link(site, site.in_language(site.page(id), &page.lang))),
        _ => None,
    };
    let text = link.as_ref().map_or_else(|| life_events::label(event, page.lang.as_str()), |link| link.title.clone());
    RelatedView { page: link, text, read: None }
}

fn view<'a>(
    site: &Site,
    page: &Page,
    id: &str,
    label: Option<String>,
    found: impl Iterator<Item = (PageId, &'a Relation)>,
) -> RelationView {
    let mut items: Vec<RelatedView> = Vec::new();
    for (other, relation) in found {
        let link = page_link(site, site.in_language(site.page(other), &page.lang));
        if items.iter().all(|item| item.page.as_ref() != Some(&link)) {
            items.push(RelatedView { text: link.title.clone(), page: Some(link), read: relation.read.clone() });
        }
    }
    RelationView { id: id.to_string(), label, items }
}
