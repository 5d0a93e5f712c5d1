//! A bound on what all threads hold in memory together.

use std::sync::{Condvar, Mutex};

/// A number of units to be lent and given back.
pub(super) struct Budget {
    all: u64,
    free: Mutex<u64>,
    given_back: Condvar,
}

/// What was lent; dropping it gives it back.
pub(super) struct Lent<'a> {
    budget: &'a Budget,
    units: u64,
}

impl Budget {
    pub fn new(all: u64) -> Budget {
        Budget { all, free: Mutex::new(all), given_back: Condvar::new() }
    }

    /// Waits until so much is free. One that wants more than there is gets all.
    pub fn take(&self, units: u64) -> Lent<'_> {
        let units = units.min(self.all);
        let free = self.free.lock().expect("budget lock");
        let mut free = self.given_back.wait_while(free, |free| *free < units).expect("budget lock");
        *free -= units;
        Lent { budget: self, units }
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        if let Ok(mut free) = self.budget.free.lock() {
            *free += self.units;
        }
        self.budget.given_back.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    #[test]
    fn no_more_is_lent_than_there_is() {
        let budget = Budget::new(10);
        let (out, most) = (AtomicU64::new(0), AtomicU64::new(0));
        std::thread::scope(|scope| {
            for units in [3, 4, 7, 10, 99, 1, 6, 5] {
                let (budget, out, most) = (&budget, &out, &most);
                scope.spawn(move || {
                    for _ in 0..50 {
                        let lent = budget.take(units);
                        most.fetch_max(out.fetch_add(lent.units, Ordering::SeqCst) + lent.units, Ordering::SeqCst);
                        out.fetch_sub(lent.units, Ordering::SeqCst);
                    }
                });
            }
        });
        assert!(most.into_inner() <= 10);
        assert_eq!(budget.free.into_inner().unwrap(), 10);
    }
}
