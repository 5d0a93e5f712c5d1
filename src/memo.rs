//! Memoisation by value: a function's result is kept under a [`Key`] of everything it was given.
//!
//! Nothing is ever invalidated. A changed input has another key; results that the last plan
//! did not ask for are swept away.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard};

use serde::{Serialize, Serializer};
use xxhash_rust::xxh3::Xxh3Default;

/// A 128-bit content hash. Equal keys are taken to mean equal values.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Key(pub u128);

impl Key {
    /// The key of any hashable value. Stable within one build of Loft, which is all a cache needs.
    pub fn of(value: &(impl Hash + ?Sized)) -> Key {
        let mut hasher = KeyHasher(Xxh3Default::new());
        value.hash(&mut hasher);
        Key(hasher.0.digest128())
    }

    /// The key of a run of bytes: a file's content.
    pub fn of_bytes(bytes: &[u8]) -> Key {
        Key(xxhash_rust::xxh3::xxh3_128(bytes))
    }

    /// Thirty-two lower-case hexadecimal digits.
    pub fn hex(self) -> String {
        format!("{:032x}", self.0)
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Key({:032x})", self.0)
    }
}

struct KeyHasher(Xxh3Default);

impl Hasher for KeyHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        self.0.digest()
    }
}

/// A value that many pages hold: hashed once, then compared and hashed by its key alone.
#[derive(Debug)]
pub struct Shared<T> {
    key: Key,
    value: Arc<T>,
}

impl<T: Hash> Shared<T> {
    pub fn new(value: T) -> Shared<T> {
        Shared { key: Key::of(&value), value: Arc::new(value) }
    }
}

impl<T> Shared<T> {
    /// For values that already carry the key of what they were made from.
    pub fn with_key(key: Key, value: Arc<T>) -> Shared<T> {
        Shared { key, value }
    }

    pub fn key(&self) -> Key {
        self.key
    }

    pub fn arc(&self) -> &Arc<T> {
        &self.value
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Shared { key: self.key, value: Arc::clone(&self.value) }
    }
}

impl<T> std::ops::Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> Hash for Shared<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key.hash(state);
    }
}

impl<T> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl<T> Eq for Shared<T> {}

impl<T: Serialize> Serialize for Shared<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

/// One memoised function: results by key, each marked with the plan that last asked for it.
#[derive(Debug)]
pub struct Table<T> {
    /// Several, so that threads seldom wait for each other.
    shards: [Mutex<Entries<T>>; SHARDS],
    keep: bool,
}

type Entries<T> = HashMap<Key, Entry<T>, BuildHasherDefault<KeyBits>>;

const SHARDS: usize = 16;

/// A key is a hash already.
#[derive(Debug, Default)]
struct KeyBits(u64);

impl Hasher for KeyBits {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |bits, byte| bits.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u128(&mut self, key: u128) {
        self.0 = key as u64;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[derive(Debug)]
struct Entry<T> {
    value: Arc<T>,
    generation: u64,
}

impl<T> Table<T> {
    /// A table that keeps what it is given, or one that computes each time: in a single build nothing is asked for twice.
    pub fn new(keep: bool) -> Table<T> {
        Table { shards: Default::default(), keep }
    }

    /// Recalls the value under `key`, or computes and keeps it. Two threads that ask at the same
    /// moment may both compute; both get equal values, since the function depends on its key alone.
    pub fn get_or(&self, key: Key, generation: u64, compute: impl FnOnce() -> T) -> Arc<T> {
        if !self.keep {
            return Arc::new(compute());
        }
        if let Some(entry) = self.shard(key).get_mut(&key) {
            entry.generation = generation;
            return Arc::clone(&entry.value);
        }
        let value = Arc::new(compute());
        let entry = Entry { value: Arc::clone(&value), generation };
        self.shard(key).insert(key, entry);
        value
    }

    /// The value under `key`, if it is remembered.
    pub fn peek(&self, key: Key) -> Option<Arc<T>> {
        self.shard(key).get(&key).map(|entry| Arc::clone(&entry.value))
    }

    /// Forgets everything last asked for before `generation`.
    pub fn sweep(&self, generation: u64) {
        for shard in &self.shards {
            shard.lock().expect("memo lock").retain(|_, entry| entry.generation >= generation);
        }
    }

    fn shard(&self, key: Key) -> MutexGuard<'_, Entries<T>> {
        self.shards[(key.0 >> 64) as usize % SHARDS].lock().expect("memo lock")
    }

    pub fn len(&self) -> usize {
        self.shards.iter().map(|shard| shard.lock().expect("memo lock").len()).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
