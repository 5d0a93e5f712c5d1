//! A line on the terminal that counts files, once a command has taken a second.

use std::io::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// What ends sooner needs no line.
const PATIENCE: Duration = Duration::from_secs(1);
/// Between two drawings.
const PAUSE: Duration = Duration::from_millis(100);
/// Signs in the bar.
const WIDTH: usize = 30;

/// Counts what is done; usable from many threads at once.
pub struct Progress {
    total: usize,
    done: AtomicUsize,
    started: Instant,
    shown: Mutex<Option<Instant>>,
    is_on: bool,
}

impl Progress {
    /// For `total` steps of a command that began at `started`; says nothing unless `is_on`.
    pub fn new(total: usize, started: Instant, is_on: bool) -> Progress {
        Progress { total, done: AtomicUsize::new(0), started, shown: Mutex::new(None), is_on }
    }

    /// One more is done.
    pub fn step(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if !self.is_on {
            return;
        }
        let Ok(mut shown) = self.shown.try_lock() else { return };
        if is_due(self.started.elapsed(), shown.map(|at| at.elapsed())) {
            *shown = Some(Instant::now());
            eprint!("\r{}", bar(done, self.total));
            let _ = std::io::stderr().flush();
        }
    }

    /// The line goes again.
    pub fn done(&self) {
        if self.shown.lock().is_ok_and(|shown| shown.is_some()) {
            eprint!("\r\u{1b}[K");
        }
    }
}

/// Whether to draw, so long after the start and the last drawing.
fn is_due(since_start: Duration, since_shown: Option<Duration>) -> bool {
    since_start >= PATIENCE && since_shown.is_none_or(|pause| pause > PAUSE)
}

fn bar(done: usize, total: usize) -> String {
    let filled = (done * WIDTH / total.max(1)).min(WIDTH);
    format!("[{}{}] {done}/{total}", "#".repeat(filled), ".".repeat(WIDTH - filled))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_command_shows_nothing_and_a_long_one_ten_times_a_second() {
        let ms = Duration::from_millis;
        for (since_start, since_shown, due) in
            [(0, None, false), (999, None, false), (1000, None, true), (2000, Some(50), false), (2000, Some(101), true)]
        {
            assert_eq!(is_due(ms(since_start), since_shown.map(ms)), due, "{since_start} ms, {since_shown:?}");
        }
    }

    #[test]
    fn the_bar_fills_with_what_is_done() {
        assert_eq!(bar(0, 10), "[..............................] 0/10");
        assert_eq!(bar(5, 10), "[###############...............] 5/10");
        assert_eq!(bar(10, 10), "[##############################] 10/10");
        assert_eq!(bar(0, 0), "[..............................] 0/0", "a site without files");
    }

    #[test]
    fn what_is_not_for_a_terminal_is_never_shown() {
        let long_ago = Instant::now().checked_sub(Duration::from_secs(5)).expect("a clock that ran for five seconds");
        for (is_on, shown) in [(false, false), (true, true)] {
            let progress = Progress::new(2, long_ago, is_on);
            progress.step();
            assert_eq!(progress.shown.lock().expect("lock").is_some(), shown);
        }
    }
}
