//! What pages have actors for in fields of theirs: who owns them, which organ decided, who follows up.

use std::collections::HashMap;

use super::ask::{self, Field};
use super::types::FieldValue;
use super::{PageId, Site};

/// What the owner's field is called here, whatever front matter calls it.
pub const OWNER: &str = "owner";

/// By an actor's id: the fields that name it, with their pages. Owned pages come first; else in the site's order.
#[derive(Clone, Debug, Default)]
pub struct Duties {
    by_actor: HashMap<String, Vec<(String, PageId)>>,
}

impl Duties {
    /// Asks every page once.
    pub fn of_site(site: &Site) -> Duties {
        let mut duties = Duties::default();
        for page in site.pages.iter().filter(|page| page.is_rendered()) {
            for owner in ask::values(site, &page.lang, page, &Field::Owner) {
                duties.add(owner.key, OWNER, page.id);
            }
        }
        for page in site.pages.iter().filter(|page| page.is_rendered()) {
            for field in site.fields_of(page).iter().filter(|field| Field::named(&field.id) != Field::Owner) {
                for value in &field.values {
                    if let FieldValue::Actor(Some(actor), _) = value {
                        duties.add(actor.to_string(), &field.id, page.id);
                    }
                }
            }
        }
        duties
    }

    /// A page that names an actor twice in one field counts once.
    fn add(&mut self, actor: String, field: &str, page: PageId) {
        let of_actor = self.by_actor.entry(actor).or_default();
        let is_same = |(known, _): &(String, PageId)| known == field;
        if !of_actor.iter().rev().take_while(|(_, at)| *at == page).any(is_same) {
            of_actor.push((field.to_string(), page));
        }
    }

    /// The fields that name an actor, with their pages.
    pub fn of_actor(&self, id: &str) -> &[(String, PageId)] {
        self.by_actor.get(id).map_or(&[], Vec::as_slice)
    }
}
