//! Views → Tera's values. What many pages share is converted once and remembered by its key.

use std::collections::HashMap;
use std::sync::Mutex;

use serde::Serialize;
use tera::Value;

use crate::memo::{Key, Shared};
use crate::views::{PageView, SiteView};

/// How many shared values are remembered per generation: enough for the lists that pages in
/// progress show, whatever the size of the site.
const GENERATION: usize = 1024;

/// Converted values by key, in two generations: when the young one is full it becomes the old one,
/// and what nobody has asked for since is dropped.
#[derive(Debug, Default)]
pub(super) struct SharedValues {
    generations: Mutex<(HashMap<Key, Value>, HashMap<Key, Value>)>,
}

impl SharedValues {
    pub(super) fn get<T: Serialize>(&self, shared: &Shared<T>) -> Value {
        let key = shared.key();
        if let Some(value) = self.recall(key) {
            return value;
        }
        let value = Value::from_serializable(&**shared);
        self.keep(key, value.clone());
        value
    }

    fn recall(&self, key: Key) -> Option<Value> {
        let mut generations = self.generations.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let (young, old) = &mut *generations;
        if let Some(value) = young.get(&key) {
            return Some(value.clone());
        }
        let value = old.remove(&key)?;
        young.insert(key, value.clone());
        Some(value)
    }

    fn keep(&self, key: Key, value: Value) {
        let mut generations = self.generations.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let (young, old) = &mut *generations;
        if young.len() >= GENERATION {
            *old = std::mem::take(young);
        }
        young.insert(key, value);
    }

    pub(super) fn site(&self, site: &Shared<SiteView>) -> Value {
        self.get(site)
    }

    /// A page with its shared lists, which [`PageView`]'s own serialisation leaves out.
    pub(super) fn page(&self, page: &PageView) -> Value {
        let Some(mut map) = Value::from_serializable(page).into_map() else { return Value::none() };
        let nav: Vec<Value> = page
            .nav
            .iter()
            .map(|level| {
                Value::from(std::collections::BTreeMap::from([("list", self.get(&level.list)), ("open", Value::from(level.open.as_str()))]))
            })
            .collect();
        map.insert("nav".into(), Value::from(nav));
        map.insert("children".into(), page.children.as_ref().map_or(Value::none(), |list| self.get(list)));
        Value::from(map)
    }
}
