//! HTTP on the loopback address, with bounds on everything that a client decides: how many connections, how long a request
//! may take to arrive, how large it may be.

use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddrV4, TcpListener};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{Notify, Semaphore};

use super::answer::{Asked, Body, Reply, Shown, answer};
use super::events::Events;

/// How many ports after the wanted one are tried.
const OTHER_PORTS: u16 = 20;
/// Connections at once; more wait for their turn. A browser opens six, however many tabs it has.
const MOST_CONNECTIONS: usize = 256;
/// Answers made at once. While a large site is read for the first time, some of them wait for it.
const MOST_ANSWERS: usize = 16;
/// How long a client may take to send a request's head, and then its body.
const PATIENCE: Duration = Duration::from_secs(5);
/// The largest head of a request, in bytes, and the most headers.
const LARGEST_HEAD: usize = 32 << 10;
const MOST_HEADERS: usize = 64;
/// The largest body of a request: a change of one value.
const LARGEST_BODY: usize = 64 << 10;

type Sent = Response<BoxBody<Bytes, Infallible>>;

/// A server that answers until it is dropped.
pub struct Serving {
    events: Arc<Events>,
    ending: Arc<Notify>,
    thread: Option<JoinHandle<()>>,
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
        listener.set_nonblocking(true)?;
        let runtime = Builder::new_current_thread().enable_all().max_blocking_threads(MOST_ANSWERS).build()?;
        let ending = Arc::new(Notify::new());
        let thread = {
            let (events, ending) = (Arc::clone(&events), Arc::clone(&ending));
            thread::spawn(move || run(runtime, listener, site, events, &ending))
        };
        Ok(Serving { events, ending, thread: Some(thread), port })
    }

    /// The port that it got.
    pub fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.events.end();
        self.ending.notify_one();
        if let Some(thread) = self.thread.take() {
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

/// Serves until the server ends; what is still going on then is broken off.
fn run(runtime: Runtime, listener: TcpListener, site: Arc<dyn Shown>, events: Arc<Events>, ending: &Notify) {
    runtime.block_on(async {
        tokio::spawn(accept(listener, site, events));
        ending.notified().await;
    });
    runtime.shutdown_background();
}

async fn accept(listener: TcpListener, site: Arc<dyn Shown>, events: Arc<Events>) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
    let room = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    while let Ok(place) = Arc::clone(&room).acquire_owned().await {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of file descriptors: some connection will end.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let _ = stream.set_nodelay(true);
        let (site, events) = (Arc::clone(&site), Arc::clone(&events));
        tokio::spawn(async move {
            let service = service_fn(|request| serve(request, Arc::clone(&site), Arc::clone(&events)));
            // A client that breaks off needs no answer.
            let _ = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(PATIENCE)
                .max_buf_size(LARGEST_HEAD)
                .max_headers(MOST_HEADERS)
                .serve_connection(TokioIo::new(stream), service)
                .await;
            drop(place);
        });
    }
}

async fn serve(request: Request<Incoming>, site: Arc<dyn Shown>, events: Arc<Events>) -> Result<Sent, Infallible> {
    let (head, body) = request.into_parts();
    let body = match tokio::time::timeout(PATIENCE, Limited::new(body, LARGEST_BODY).collect()).await {
        Ok(Ok(body)) => body.to_bytes(),
        Ok(Err(error)) if error.is::<LengthLimitError>() => return Ok(refused(StatusCode::PAYLOAD_TOO_LARGE)),
        Ok(Err(_)) => return Ok(refused(StatusCode::BAD_REQUEST)),
        Err(_) => return Ok(refused(StatusCode::REQUEST_TIMEOUT)),
    };
    // Making an answer may take a while; it keeps no other connection waiting.
    let assets = events.assets();
    let made = tokio::task::spawn_blocking(move || {
        let header = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok());
        let target = head.uri.to_string();
        answer(
            Asked {
                method: head.method.as_str(),
                target: &target,
                host: header("host"),
                origin: header("origin"),
                token: header("x-loft-token"),
                if_none_match: header("if-none-match"),
                assets: &assets,
                body: &body,
            },
            &*site,
        )
    });
    Ok(match made.await {
        Ok(reply) => sent(reply, &events),
        Err(_) => refused(StatusCode::INTERNAL_SERVER_ERROR),
    })
}

fn sent(reply: Reply, events: &Arc<Events>) -> Sent {
    let body = match reply.body {
        Body::Bytes(bytes) => Full::new(Bytes::from_owner(bytes)).boxed(),
        Body::Events => match events.listen() {
            Some(listener) => listener.boxed(),
            None => return refused(StatusCode::SERVICE_UNAVAILABLE),
        },
    };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in reply.headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().append(HeaderName::from_static(name), value);
        }
    }
    response
}

fn refused(status: StatusCode) -> Sent {
    let mut response = Response::new(Full::new(Bytes::new()).boxed());
    *response.status_mut() = status;
    response.headers_mut().insert("connection", HeaderValue::from_static("close"));
    response
}
