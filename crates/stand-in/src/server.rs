//! A server that answers what it is told and remembers what it was asked.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::response::Builder;
use axum::response::Response;
use tokio::net::TcpListener;
use url::Url;

/// One answer of the script.
pub struct Say(Builder, Vec<u8>);

/// One request as it arrived.
pub struct Asked {
    /// Method, address and headers.
    pub parts: Parts,
    /// The body, as long as it was.
    pub body: Vec<u8>,
}

/// The running server; it ends with the test's runtime.
pub struct StandIn {
    base: Url,
    shared: Arc<Shared>,
}

struct Shared {
    script: Mutex<VecDeque<Say>>,
    asked: Mutex<Vec<Asked>>,
}

impl Say {
    /// An answer with this status and body.
    pub fn status(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Say(Response::builder().status(status), body.into())
    }

    /// 200 with this body.
    pub fn ok(body: impl Into<Vec<u8>>) -> Self {
        Say::status(200, body)
    }

    /// The same with a header more.
    pub fn header(self, name: &str, value: &str) -> Self {
        Say(self.0.header(name, value), self.1)
    }
}

impl Asked {
    /// A header's text; `None` when it is missing or no text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.parts.headers.get(name)?.to_str().ok()
    }

    /// Method, path and query.
    pub fn line(&self) -> String {
        format!("{} {}", self.parts.method, self.parts.uri)
    }
}

impl StandIn {
    /// Answers one request after another from the script, and 500 when it is over.
    pub async fn start(script: impl IntoIterator<Item = Say>) -> Self {
        let shared = Arc::new(Shared {
            script: Mutex::new(script.into_iter().collect()),
            asked: Mutex::default(),
        });
        let (listener, base) = listen().await;
        let router = Router::new().fallback(answer).with_state(shared.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        StandIn { base, shared }
    }

    /// Its address, which ends in `/`.
    pub fn base(&self) -> &Url {
        &self.base
    }

    /// What was asked since the last look.
    pub fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.shared.asked.lock().unwrap())
    }

    /// The only request since the last look; any other number fails the test.
    pub fn asked_once(&self) -> Asked {
        let mut asked = self.asked();
        assert_eq!(asked.len(), 1, "exactly one request was expected");
        asked.remove(0)
    }
}

/// A free port of this machine, and its address.
pub(crate) async fn listen() -> (TcpListener, Url) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let base = Url::parse(&format!("http://{address}/")).unwrap();
    (listener, base)
}

async fn answer(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
    shared.asked.lock().unwrap().push(Asked { parts, body });
    let next = shared.script.lock().unwrap().pop_front();
    let Say(response, body) = next.unwrap_or_else(|| Say::status(500, "the script is over"));
    response.body(Body::from(body)).unwrap()
}
