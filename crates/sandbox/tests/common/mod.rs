//! A sandbox, a client that speaks to it, and a tiny webhook.
#![allow(clippy::unwrap_used, dead_code)]

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use sandbox::{Config, Running, Sandbox};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::Notify;

/// The moment at which every story begins: a Friday noon in Moscow.
pub const NOON: &str = "2026-11-20T09:00:00Z";

pub struct Story {
    pub running: Running,
    pub http: reqwest::Client,
}

impl Story {
    pub async fn begin() -> Self {
        Self::begin_with(Config {
            start_clock: Some(NOON.parse().unwrap()),
            ..Config::default()
        })
        .await
    }

    pub async fn begin_with(config: Config) -> Self {
        let running = Sandbox::start(config).await.unwrap();
        let http = reqwest::Client::builder()
            .no_proxy()
            .no_gzip()
            .pool_max_idle_per_host(0)
            .build()
            .unwrap();
        Self { running, http }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.running.base_url())
    }

    pub async fn get(&self, path: &str) -> Value {
        self.http
            .get(self.url(path))
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    }

    /// A control call that must succeed.
    pub async fn control(&self, path: &str, body: Value) -> Value {
        let (status, body) = self.try_control(path, body).await;
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    pub async fn try_control(&self, path: &str, body: Value) -> (u16, Value) {
        let response = self
            .http
            .post(self.url(&format!("/control/{path}")))
            .json(&body)
            .send()
            .await
            .unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }

    /// A Bot API call: its status and its body.
    pub async fn call(&self, method: &str, body: Value) -> (u16, Value) {
        let url = self.url(&format!("/telegram/bot42:sandbox/{method}"));
        let response = self.http.post(url).json(&body).send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }

    /// A Bot API call that must succeed.
    pub async fn bot(&self, method: &str, body: Value) -> Value {
        let (status, body) = self.call(method, body).await;
        assert_eq!(status, 200, "{method}: {body}");
        body["result"].clone()
    }

    /// A Bot API call that must be refused: Telegram's description.
    pub async fn refused(&self, method: &str, body: Value) -> String {
        let (status, body) = self.call(method, body).await;
        assert_eq!(body["ok"], false, "{method}: {body}");
        assert_eq!(body["error_code"], status);
        body["description"].as_str().unwrap().to_owned()
    }

    pub async fn advance(&self, seconds: i64) {
        self.control("clock", json!({"advance_s": seconds})).await;
    }

    /// A key for a new seller.
    pub async fn key(&self, order: Value) -> String {
        self.control("wb/sellers", order).await["token"]
            .as_str()
            .unwrap()
            .to_owned()
    }
}

/// What the bot answers to one update.
#[derive(Clone)]
pub struct Verdict {
    pub status: u16,
    pub body: String,
    pub retry_after: Option<&'static str>,
}

impl Verdict {
    pub fn ok() -> Self {
        Self {
            status: 200,
            body: String::new(),
            retry_after: None,
        }
    }

    pub fn fail(status: u16) -> Self {
        Self {
            status,
            body: String::new(),
            retry_after: None,
        }
    }

    pub fn reply(body: Value) -> Self {
        Self {
            status: 200,
            body: body.to_string(),
            retry_after: None,
        }
    }
}

/// A webhook that answers as told, then with 200, and remembers what it saw.
pub struct Bot {
    pub url: String,
    seen: Arc<Seen>,
}

struct Seen {
    verdicts: Mutex<VecDeque<Verdict>>,
    updates: Mutex<Vec<(Value, HeaderMap)>>,
    came: Notify,
}

impl Bot {
    pub async fn listening(verdicts: Vec<Verdict>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://127.0.0.1:{}/telegram", listener.local_addr().unwrap().port());
        let seen = Arc::new(Seen {
            verdicts: Mutex::new(verdicts.into()),
            updates: Mutex::new(Vec::new()),
            came: Notify::new(),
        });
        let app = Router::new().route("/telegram", post(receive)).with_state(seen.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { url, seen }
    }

    pub fn updates(&self) -> Vec<Value> {
        self.seen
            .updates
            .lock()
            .unwrap()
            .iter()
            .map(|(update, _)| update.clone())
            .collect()
    }

    pub fn headers(&self, place: usize) -> HeaderMap {
        self.seen.updates.lock().unwrap()[place].1.clone()
    }

    /// Waits until this many updates were seen.
    pub async fn seen(&self, count: usize) -> Vec<Value> {
        loop {
            let came = self.seen.came.notified();
            if self.updates().len() >= count {
                return self.updates();
            }
            came.await;
        }
    }
}

async fn receive(State(seen): State<Arc<Seen>>, headers: HeaderMap, body: String) -> (StatusCode, HeaderMap, String) {
    let update = serde_json::from_str(&body).unwrap_or(Value::String(body));
    seen.updates.lock().unwrap().push((update, headers));
    let verdict = seen.verdicts.lock().unwrap().pop_front().unwrap_or_else(Verdict::ok);
    let mut answer = HeaderMap::new();
    if let Some(seconds) = verdict.retry_after {
        answer.insert("retry-after", seconds.parse().unwrap());
    }
    seen.came.notify_waiters();
    seen.came.notify_one();
    (StatusCode::from_u16(verdict.status).unwrap(), answer, verdict.body)
}
