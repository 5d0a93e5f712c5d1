//! Views → Tera's values. What many pages share is converted once and remembered by its key.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use serde::Serialize;
use tera::Value;

use crate::memo::{Key, Shared};
use crate::views::PageView;

/// How many shared values are remembered per generation: enough for the lists that pages in
/// progress show, whatever the size of the site.
const GENERATION: usize = 1024;

/// Values by key, in two generations: when the young one is full it becomes the old one, and what nobody
/// has asked for since is dropped.
#[derive(Debug)]
pub(super) struct Generations<V> {
    generations: Mutex<(HashMap<Key, V>, HashMap<Key, V>)>,
}

impl<V> Default for Generations<V> {
    fn default() -> Self {
        Generations { generations: Mutex::default() }
    }
}

impl<V: Clone> Generations<V> {
    /// The value of a key: recalled, or computed. Two threads may compute it at once; both get the same.
    pub(super) fn get(&self, key: Key, compute: impl FnOnce() -> V) -> V {
        if let Some(value) = self.recall(key) {
            return value;
        }
        let value = compute();
        self.keep(key, value.clone());
        value
    }

    fn recall(&self, key: Key) -> Option<V> {
        let mut generations = self.generations.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let (young, old) = &mut *generations;
        if let Some(value) = young.get(&key) {
            return Some(value.clone());
        }
        let value = old.remove(&key)?;
        young.insert(key, value.clone());
        Some(value)
    }

    fn keep(&self, key: Key, value: V) {
        let mut generations = self.generations.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let (young, old) = &mut *generations;
        if young.len() >= GENERATION {
            *old = std::mem::take(young);
        }
        young.insert(key, value);
    }
}

/// Shared views, converted for Tera.
#[derive(Debug, Default)]
pub(super) struct SharedValues(Generations<Value>);

impl SharedValues {
    pub(super) fn get<T: Serialize>(&self, shared: &Shared<T>) -> Value {
        self.0.get(shared.key(), || Value::from_serializable(&**shared))
    }

    /// A page with its children, which [`PageView`]'s own serialisation leaves out, and the sidebar's levels.
    pub(super) fn page(&self, page: &PageView, nav: Vec<Value>) -> Value {
        let Some(mut map) = Value::from_serializable(page).into_map() else { return Value::none() };
        map.insert("nav".into(), Value::from(nav));
        map.insert("children".into(), page.children.as_ref().map_or(Value::none(), |list| self.get(list)));
        Value::from(map)
    }
}

/// Lists of the sidebar, drawn.
pub(super) type DrawnLists = Generations<Arc<super::sidebar::Drawn>>;
