//! A server that gives every call the same prepared answer and remembers what it was asked.
#![allow(clippy::unwrap_used, dead_code)]

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, StatusCode, Uri, header};
use secrecy::SecretString;
use serde_json::Value;
use telegram::Client;
use tokio::net::TcpListener;

/// The bot's token in these tests.
pub const TOKEN: &str = "123456:AAtoken-that-nobody-may_see";

/// The answer to give.
#[derive(Clone)]
pub struct Script {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

/// A call as it was received.
#[derive(Clone)]
pub struct Received {
    pub path: String,
    pub content_type: String,
    pub body: Bytes,
}

/// The running server.
pub struct Server {
    port: u16,
    calls: Arc<Mutex<Vec<Received>>>,
}

impl Script {
    pub fn text(status: StatusCode, body: &str) -> Self {
        Self {
            status,
            headers: HeaderMap::new(),
            body: body.to_owned(),
        }
    }

    pub fn json(status: StatusCode, body: Value) -> Self {
        Self::text(status, &body.to_string()).header("content-type", "application/json")
    }

    pub fn header(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers
            .insert(HeaderName::from_static(name), value.parse().unwrap());
        self
    }
}

impl Server {
    /// A client whose base is this path of the server.
    pub fn client(&self, path: &str) -> Client {
        client(&format!("http://127.0.0.1:{}{path}", self.port))
    }

    pub fn calls(&self) -> Vec<Received> {
        self.calls.lock().unwrap().clone()
    }
}

pub fn client(base_url: &str) -> Client {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    Client::new(http, base_url.parse().unwrap(), SecretString::from(TOKEN))
}

pub async fn start(script: Script) -> Server {
    let calls = Arc::new(Mutex::new(Vec::new()));
    let app = Router::new().fallback(answer).with_state((script, Arc::clone(&calls)));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move { axum::serve(listener, app).await });
    Server { port, calls }
}

async fn answer(
    State((script, calls)): State<(Script, Arc<Mutex<Vec<Received>>>)>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, HeaderMap, String) {
    let content_type = headers.get(header::CONTENT_TYPE);
    calls.lock().unwrap().push(Received {
        path: uri.path().to_owned(),
        content_type: content_type.map_or_else(String::new, |v| v.to_str().unwrap().to_owned()),
        body,
    });
    (script.status, script.headers, script.body)
}
