//! A stand-in for KMS: two operations of its JSON protocol. It keeps the data keys it wraps, each with its context.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_sdk_kms::config::retry::RetryConfig;
use aws_sdk_kms::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_kms::{Client, Config};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// The key everything is wrapped with.
pub const KEY_ID: &str = "alias/sellergram";

/// A KMS of its own.
pub struct Kms {
    pub client: Client,
    state: Arc<Mutex<Safe>>,
}

#[derive(Default)]
struct Safe {
    /// Plain key and context by wrapped key, all as they are on the wire.
    keys: HashMap<String, (String, Value)>,
    requests: Vec<String>,
    refusals: VecDeque<(u16, &'static str)>,
}

impl Kms {
    pub async fn new() -> Self {
        let state = Arc::new(Mutex::new(Safe::default()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let app = Router::new().fallback(answer).with_state(Arc::clone(&state));
        tokio::spawn(async { axum::serve(listener, app).await.unwrap() });
        Self {
            client: client(&url),
            state,
        }
    }

    /// The operations asked for since the last call, in order.
    pub fn requests(&self) -> Vec<String> {
        std::mem::take(&mut self.state.lock().unwrap().requests)
    }

    /// The contexts of all keys.
    pub fn contexts(&self) -> Vec<Value> {
        self.state
            .lock()
            .unwrap()
            .keys
            .values()
            .map(|(_, context)| context.clone())
            .collect()
    }

    /// The plain keys, base64.
    pub fn plain_keys(&self) -> Vec<String> {
        self.state
            .lock()
            .unwrap()
            .keys
            .values()
            .map(|(plain, _)| plain.clone())
            .collect()
    }

    /// The next requests are refused like this, one each.
    pub fn refuse(&self, refusals: impl IntoIterator<Item = (u16, &'static str)>) {
        self.state.lock().unwrap().refusals.extend(refusals);
    }
}

fn client(url: &str) -> Client {
    let quick = Duration::from_millis(1);
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .region(Region::new("eu-central-1"))
        .credentials_provider(Credentials::new("test", "test", None, None, "static"))
        .retry_config(
            RetryConfig::standard()
                .with_initial_backoff(quick)
                .with_max_backoff(quick),
        )
        .endpoint_url(url)
        .build();
    Client::from_conf(config)
}

async fn answer(State(state): State<Arc<Mutex<Safe>>>, headers: HeaderMap, body: String) -> Response {
    let operation = headers["x-amz-target"]
        .to_str()
        .unwrap()
        .strip_prefix("TrentService.")
        .unwrap()
        .to_owned();
    let mut safe = state.lock().unwrap();
    safe.requests.push(operation.clone());
    if let Some((status, code)) = safe.refusals.pop_front() {
        return refusal(status, code);
    }
    let request: Value = serde_json::from_str(&body).unwrap();
    if request["KeyId"] != KEY_ID {
        return refusal(400, "NotFoundException");
    }
    let context = request["EncryptionContext"].clone();
    match operation.as_str() {
        "GenerateDataKey" => {
            assert_eq!(request["KeySpec"], "AES_256");
            let number = safe.keys.len() as u8;
            let plain = STANDARD.encode([number ^ 0xa5; 32]);
            let wrapped = STANDARD.encode([&[number][..], &[7; 183]].concat());
            safe.keys.insert(wrapped.clone(), (plain.clone(), context));
            ok(&json!({"CiphertextBlob": wrapped, "Plaintext": plain, "KeyId": KEY_ID}))
        }
        "Decrypt" => match safe.keys.get(request["CiphertextBlob"].as_str().unwrap()) {
            Some((plain, bound)) if *bound == context => ok(&json!({"Plaintext": plain, "KeyId": KEY_ID})),
            _ => refusal(400, "InvalidCiphertextException"),
        },
        other => panic!("{other} is not expected"),
    }
}

fn ok(body: &Value) -> Response {
    (
        StatusCode::OK,
        [("content-type", "application/x-amz-json-1.1")],
        body.to_string(),
    )
        .into_response()
}

fn refusal(status: u16, code: &str) -> Response {
    let body = json!({"__type": code, "message": "no"}).to_string();
    (
        StatusCode::from_u16(status).unwrap(),
        [("content-type", "application/x-amz-json-1.1")],
        body,
    )
        .into_response()
}
