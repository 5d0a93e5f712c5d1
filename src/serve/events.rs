//! Telling the open pages that something changed: server-sent events with a running number, so that a
//! page that lost its connection learns from the next one whether it missed anything.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::{Body, Bytes, Frame};
use tokio::sync::watch::{self, Receiver, Sender};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// Open pages that are told at once; more are refused. A hidden page closes its connection.
const MOST_LISTENERS: usize = 64;
/// A sign of life, by which a closed connection is found out.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);

/// The number of the current plan, and those who wait for the next.
#[derive(Debug)]
pub struct Events {
    state: Sender<State>,
    room: Arc<Semaphore>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct State {
    /// Which run of the server this is: numbers of another mean nothing here.
    run: u32,
    generation: u64,
    /// The last generation in which something other than pages changed: a style sheet, an image.
    assets: u64,
    ended: bool,
}

impl Default for Events {
    fn default() -> Events {
        let state = State { run: std::process::id(), generation: 0, assets: 0, ended: false };
        Events { state: watch::channel(state).0, room: Arc::new(Semaphore::new(MOST_LISTENERS)) }
    }
}

impl Events {
    /// A new plan is there.
    pub fn announce(&self, assets: bool) {
        self.state.send_modify(|state| {
            state.generation += 1;
            if assets {
                state.assets = state.generation;
            }
        });
    }

    /// The last change of something other than pages, and of which run: what a page is as new as.
    pub fn assets(&self) -> String {
        let State { run, assets, .. } = *self.state.borrow();
        format!("{run}-{assets}")
    }

    /// Lets every listener go.
    pub fn end(&self) {
        self.state.send_modify(|state| state.ended = true);
    }

    /// The state and each new one, as a reply's body; `None` when too many listen already.
    pub fn listen(&self) -> Option<Listener> {
        let place = Arc::clone(&self.room).try_acquire_owned().ok()?;
        Some(Listener { next: Box::pin(first(self.state.subscribe())), _place: place })
    }
}

type Next = Pin<Box<dyn Future<Output = Option<(String, Receiver<State>)>> + Send + Sync>>;

/// One open page that is told. It holds at most one message: who reads slowly gets only the newest state.
pub struct Listener {
    next: Next,
    _place: OwnedSemaphorePermit,
}

/// What a new listener is told at once.
async fn first(mut state: Receiver<State>) -> Option<(String, Receiver<State>)> {
    let now = *state.borrow_and_update();
    (!now.ended).then(|| (format!("retry: 500\n\n{}", told(now)), state))
}

/// The next state, or a sign of life; `None` when the preview ends.
async fn next(mut state: Receiver<State>) -> Option<(String, Receiver<State>)> {
    match timeout(SIGN_OF_LIFE, state.changed()).await {
        Ok(Ok(())) => {
            let now = *state.borrow_and_update();
            (!now.ended).then(|| (told(now), state))
        }
        Ok(Err(_)) => None,
        Err(_) => Some((":\n\n".to_string(), state)),
    }
}

fn told(state: State) -> String {
    let State { run, generation, assets, .. } = state;
    format!("id: {run}-{generation}\ndata: {{\"run\":{run},\"generation\":{generation},\"assets\":{assets}}}\n\n")
}

impl Body for Listener {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match self.next.as_mut().poll(context) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(None) => {
                self.next = Box::pin(std::future::pending());
                Poll::Ready(None)
            }
            Poll::Ready(Some((text, state))) => {
                self.next = Box::pin(next(state));
                Poll::Ready(Some(Ok(Frame::data(Bytes::from(text)))))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt;

    fn read(listener: &mut Listener) -> Option<String> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let frame = runtime.block_on(listener.frame())?.unwrap();
        Some(String::from_utf8(frame.into_data().unwrap().to_vec()).unwrap())
    }

    #[test]
    fn listeners_are_told_the_state_and_the_newest_change() {
        let events = Events::default();
        events.announce(false);
        let mut listener = events.listen().unwrap();
        assert!(read(&mut listener).unwrap().contains(r#""generation":1,"assets":0}"#));
        events.announce(true);
        events.announce(false);
        assert!(read(&mut listener).unwrap().contains(r#""generation":3,"assets":2}"#), "only the newest");
        events.end();
        assert_eq!(read(&mut listener), None);
    }

    #[test]
    fn listeners_are_bounded_and_make_room_when_they_go() {
        let events = Events::default();
        let mut listeners: Vec<Listener> = (0..MOST_LISTENERS).map(|_| events.listen().expect("room")).collect();
        assert!(events.listen().is_none());
        listeners.pop();
        assert!(events.listen().is_some());
    }
}
