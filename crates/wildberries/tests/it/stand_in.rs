//! A server that answers what it is told and remembers what it was asked.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::response::Response;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use wildberries::{Api, Gateway, Hosts, SellerKey, Url};

/// One answer of the script.
pub(crate) struct Say(axum::http::response::Builder, Vec<u8>);

/// One request as it arrived.
pub(crate) struct Asked {
    pub(crate) parts: Parts,
    pub(crate) body: Vec<u8>,
}

/// The running server.
pub(crate) struct StandIn {
    base: Url,
    shared: Arc<Shared>,
}

struct Shared {
    script: Mutex<VecDeque<Say>>,
    asked: Mutex<Vec<Asked>>,
}

impl Say {
    pub(crate) fn status(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Say(Response::builder().status(status), body.into())
    }

    pub(crate) fn ok(body: impl Into<Vec<u8>>) -> Self {
        Say::status(200, body)
    }

    pub(crate) fn header(self, name: &str, value: &str) -> Self {
        Say(self.0.header(name, value), self.1)
    }
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.parts.headers.get(name)?.to_str().ok()
    }

    /// Method, path and query.
    pub(crate) fn line(&self) -> String {
        format!("{} {}", self.parts.method, self.parts.uri)
    }
}

impl StandIn {
    /// Answers one request after another from the script.
    pub(crate) async fn start(script: impl IntoIterator<Item = Say>) -> Self {
        let shared = Arc::new(Shared {
            script: Mutex::new(script.into_iter().collect()),
            asked: Mutex::default(),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = url(&listener);
        let router = Router::new().fallback(answer).with_state(shared.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        StandIn { base, shared }
    }

    pub(crate) fn api(&self) -> Api {
        api(&self.base)
    }

    pub(crate) fn gateway(&self) -> Gateway {
        gateway(&self.base)
    }

    /// What was asked so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.shared.asked.lock().unwrap())
    }

    /// The only request so far.
    pub(crate) fn asked_once(&self) -> Asked {
        let mut asked = self.asked();
        assert_eq!(asked.len(), 1, "exactly one request was expected");
        asked.remove(0)
    }
}

/// A server that reads one request, writes these bytes and closes the connection.
pub(crate) async fn raw(bytes: &'static [u8]) -> Url {
    let (listener, base) = listen().await;
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        read_request(&mut stream).await;
        stream.write_all(bytes).await.unwrap();
    });
    base
}

/// A server that reads one request and never answers.
pub(crate) async fn silent() -> Url {
    let (listener, base) = listen().await;
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        read_request(&mut stream).await;
        std::future::pending::<()>().await;
    });
    base
}

/// An address where nobody listens.
pub(crate) async fn nobody() -> Url {
    let (_listener, base) = listen().await;
    base
}

/// A client of the official API whose hosts are paths of one server.
pub(crate) fn api(base: &Url) -> Api {
    let hosts = Hosts {
        common: base.join("wb/common").unwrap(),
        supplies: base.join("wb/supplies/").unwrap(),
    };
    Api::new(http(), hosts).with_analytics(base.join("wb/analytics").unwrap())
}

/// A client of a gateway that lives under a path.
pub(crate) fn gateway(base: &Url) -> Gateway {
    Gateway::new(http(), base.join("gateway").unwrap())
}

/// A key with the shape of a real one.
pub(crate) fn key() -> SellerKey {
    SellerKey::new("eyJhbGciOiJFUzI1NiJ9.eyJleHAiOjE4MDAwMDAwMDB9.c2lnbmF0dXJl")
}

fn http() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

async fn listen() -> (TcpListener, Url) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = url(&listener);
    (listener, base)
}

fn url(listener: &TcpListener) -> Url {
    let address = listener.local_addr().unwrap();
    Url::parse(&format!("http://{address}/")).unwrap()
}

async fn answer(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
    shared.asked.lock().unwrap().push(Asked { parts, body });
    let next = shared.script.lock().unwrap().pop_front();
    let Say(response, body) = next.unwrap_or_else(|| Say::status(500, "the script is over"));
    response.body(Body::from(body)).unwrap()
}

async fn read_request(stream: &mut TcpStream) {
    let mut seen = Vec::new();
    let mut buffer = [0; 4096];
    while !complete(&seen) {
        let count = stream.read(&mut buffer).await.unwrap();
        assert!(count > 0, "the client hung up early");
        seen.extend_from_slice(&buffer[..count]);
    }
}

/// The head has ended, and as many bytes have followed as it announced.
fn complete(seen: &[u8]) -> bool {
    let text = String::from_utf8_lossy(seen).to_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let announced = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .map_or(0, |length| length.parse().unwrap());
    body.len() >= announced
}
