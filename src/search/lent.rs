//! Things that remember what they have met, lent to one thread at a time: as many are made as threads ask at once.

use std::sync::{Mutex, MutexGuard};

/// Makes what it lends; the first is number 0.
pub struct Lent<T, M: Fn(usize) -> T> {
    make: M,
    all: Mutex<All<T>>,
}

struct All<T> {
    made: usize,
    idle: Vec<T>,
}

impl<T, M: Fn(usize) -> T> Lent<T, M> {
    pub fn new(make: M) -> Lent<T, M> {
        Lent { make, all: Mutex::new(All { made: 0, idle: Vec::new() }) }
    }

    pub fn with<R>(&self, work: impl FnOnce(&mut T) -> R) -> R {
        let mut one = self.take();
        let result = work(&mut one);
        self.all().idle.push(one);
        result
    }

    fn take(&self) -> T {
        let mut all = self.all();
        if let Some(one) = all.idle.pop() {
            return one;
        }
        all.made += 1;
        (self.make)(all.made - 1)
    }

    fn all(&self) -> MutexGuard<'_, All<T>> {
        self.all.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// All that came back, in no order.
    pub fn back(self) -> Vec<T> {
        self.all.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner()).idle
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_back_is_lent_again() {
        let lent = Lent::new(|number| vec![number]);
        lent.with(|one| one.push(10));
        lent.with(|one| {
            assert_eq!(*one, [0, 10]);
            lent.with(|other| assert_eq!(*other, [1], "the first is out"));
        });
        let mut back = lent.back();
        back.sort();
        assert_eq!(back, [vec![0, 10], vec![1]]);
    }
}
