//! HTTP on the loopback address: a few threads that answer, and one for each page that listens.

use std::net::{Ipv4Addr, SocketAddrV4, TcpListener};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use tiny_http::{Header, Request, Response, Server, StatusCode};

use super::answer::{Asked, Body, Reply, Shown, answer};
use super::events::Events;

/// Threads that answer requests; a browser asks for six things at once.
const THREADS: usize = 4;
/// How many ports after the wanted one are tried.
const OTHER_PORTS: u16 = 20;

/// A server that answers until it is dropped.
pub struct Serving {
    server: Arc<Server>,
    events: Arc<Events>,
    threads: Vec<JoinHandle<()>>,
    port: u16,
}

impl Serving {
    /// Serves on 127.0.0.1, at `port` or the next one that is free (any free one for port 0).
    ///
    /// # Errors
    /// When no port could be had.
    pub fn start(port: u16, site: Arc<dyn Shown>, events: Arc<Events>) -> std::io::Result<Serving> {
        let listener = listen(port)?;
        let port = listener.local_addr()?.port();
        let server = Arc::new(Server::from_listener(listener, None).map_err(std::io::Error::other)?);
        let threads = (0..THREADS)
            .map(|_| {
                let (server, site, events) = (Arc::clone(&server), Arc::clone(&site), Arc::clone(&events));
                thread::spawn(move || {
                    // An error means that the server is ending.
                    while let Ok(request) = server.recv() {
                        serve(request, &*site, &events);
                    }
                })
            })
            .collect();
        Ok(Serving { server, events, threads, port })
    }

    /// The port that it got.
    pub fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.events.end();
        for _ in &self.threads {
            self.server.unblock();
        }
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

fn listen(port: u16) -> std::io::Result<TcpListener> {
    let bind = |port: u16| TcpListener::bind(SocketAddrV4::new(Ipv4Addr::LOCALHOST, port));
    let mut last = bind(port);
    for next in (1..=OTHER_PORTS).map_while(|step| port.checked_add(step)) {
        match &last {
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => last = bind(next),
            _ => break,
        }
    }
    last
}

fn serve(request: Request, site: &dyn Shown, events: &Arc<Events>) {
    let header = |name: &'static str| request.headers().iter().find(|header| header.field.equiv(name)).map(|header| header.value.as_str());
    let method = request.method().to_string();
    let asked = Asked { method: &method, target: request.url(), host: header("Host"), if_none_match: header("If-None-Match") };
    let reply = answer(asked, site);
    match reply.body {
        Body::Bytes(_) => send(request, reply),
        Body::Events if events.admit() => stream(request, Arc::clone(events)),
        Body::Events => send(request, Reply { status: 503, headers: Vec::new(), body: Body::Bytes(Arc::default()) }),
    }
}

fn send(request: Request, reply: Reply) {
    let Body::Bytes(bytes) = reply.body else { return };
    let headers = reply.headers.iter().filter_map(|(name, value)| Header::from_bytes(*name, value.as_bytes()).ok()).collect();
    let length = bytes.len();
    let body = std::io::Cursor::new(bytes);
    // The length is known, so nothing need be sent in chunks, however long it is.
    let response = Response::new(StatusCode(reply.status), headers, body, Some(length), None).with_chunked_threshold(usize::MAX);
    // A reader that has gone away needs no answer.
    let _ = request.respond(response);
}

/// A listener waits in a thread of its own, so that it keeps nobody from being answered.
fn stream(request: Request, events: Arc<Events>) {
    thread::spawn(move || {
        let mut out = request.into_writer();
        events.stream(&mut *out);
    });
}
