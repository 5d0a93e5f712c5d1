//! Telling the open pages that something changed: server-sent events with a running number, so that a
//! page that lost its connection learns from the next one whether it missed anything.

use std::io::{self, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex};
use std::time::Duration;

/// Open pages that are told at once; more are refused. A hidden page closes its connection.
const MOST_LISTENERS: usize = 64;
/// A sign of life, by which a closed connection is found out.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);

/// The number of the current plan, and those who wait for the next.
#[derive(Debug, Default)]
pub struct Events {
    state: Mutex<State>,
    changed: Condvar,
    listeners: AtomicUsize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct State {
    generation: u64,
    /// The last generation in which something other than pages changed: a style sheet, an image.
    assets: u64,
    ended: bool,
}

impl Events {
    /// A new plan is there.
    pub fn announce(&self, assets: bool) {
        let mut state = self.state.lock().expect("events lock");
        state.generation += 1;
        if assets {
            state.assets = state.generation;
        }
        self.changed.notify_all();
    }

    /// Lets every listener go.
    pub fn end(&self) {
        self.state.lock().expect("events lock").ended = true;
        self.changed.notify_all();
    }

    /// Makes room for one more listener; `false` when there is none.
    pub fn admit(&self) -> bool {
        let admitted = self.listeners.fetch_add(1, Ordering::SeqCst) < MOST_LISTENERS;
        if !admitted {
            self.listeners.fetch_sub(1, Ordering::SeqCst);
        }
        admitted
    }

    /// Writes the current state and each new one, until the reader is gone or the preview ends. For listeners that were admitted.
    pub fn stream(&self, out: &mut dyn Write) {
        let _ = self.try_stream(out);
        self.listeners.fetch_sub(1, Ordering::SeqCst);
    }

    fn try_stream(&self, out: &mut dyn Write) -> io::Result<()> {
        write!(
            out,
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nConnection: close\r\n\r\nretry: 500\n\n"
        )?;
        let mut told: Option<State> = None;
        loop {
            let state = self.next(told);
            if state.ended {
                return Ok(());
            }
            match told == Some(state) {
                true => write!(out, ":\n\n")?,
                false => write!(out, "data: {{\"generation\":{},\"assets\":{}}}\n\n", state.generation, state.assets)?,
            }
            out.flush()?;
            told = Some(state);
        }
    }

    /// The state as soon as it is another than the one told, or the same after a while.
    fn next(&self, told: Option<State>) -> State {
        let state = self.state.lock().expect("events lock");
        let (state, _) = self.changed.wait_timeout_while(state, SIGN_OF_LIFE, |state| told == Some(*state)).expect("events lock");
        *state
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listeners_are_told_the_state_and_each_change() {
        let events = Events::default();
        events.announce(false);
        let (reader, mut writer) = std::io::pipe().unwrap();
        std::thread::scope(|scope| {
            let events = &events;
            scope.spawn(move || {
                assert!(events.admit());
                events.stream(&mut writer);
            });
            let mut lines = io::BufRead::lines(io::BufReader::new(reader)).map(Result::unwrap).filter(|line| line.starts_with("data"));
            assert_eq!(lines.next().unwrap(), r#"data: {"generation":1,"assets":0}"#);
            events.announce(true);
            assert_eq!(lines.next().unwrap(), r#"data: {"generation":2,"assets":2}"#);
            events.end();
            assert_eq!(lines.next(), None);
        });
        assert_eq!(events.listeners.load(Ordering::SeqCst), 0);
    }

    #[test]
    fn listeners_are_bounded() {
        let events = Events::default();
        assert!((0..MOST_LISTENERS).all(|_| events.admit()));
        assert!(!events.admit());
    }
}
