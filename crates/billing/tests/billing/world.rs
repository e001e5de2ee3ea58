//! A world for the till: DynamoDB in process, a queue that remembers, and a Telegram that answers by script. Any request may be the last.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use billing::{BillingModule, BillingServices, Offers, Till};
use jiff::Timestamp;
use queue::Fifo;
use secrecy::SecretString;
use serde_json::{Value, json};
use store::Table;
use telegram::{
    Call, Client, Input, Language, Module, ModuleError, RefundedPayment, Reply, Request, STARS, SuccessfulPayment,
    UserId,
};
use tokio::net::TcpListener;

/// Whose money it is.
pub const ANNA: UserId = UserId(42);
/// Who runs the bot.
pub const BOSS: UserId = UserId(1);
/// Catches of a new user.
pub const TRIAL: u32 = 2;

/// The world.
#[derive(Clone)]
pub struct World {
    pub table: Table,
    pub till: Till,
    outside: Arc<Outside>,
    woken: Arc<Mutex<Vec<UserId>>>,
}

struct Outside {
    engine: String,
    http: reqwest::Client,
    told: Mutex<Vec<Value>>,
    calls: Mutex<Vec<(String, Value)>>,
    script: Mutex<VecDeque<(u16, Value)>>,
    /// How many more requests are served before everything stands still; negative for no end.
    left: AtomicI64,
}

impl World {
    pub async fn new() -> Self {
        let engine = listen().await;
        let url = format!("http://{}", engine.local_addr().unwrap());
        tokio::spawn(dynoxide::server::serve_on(
            engine,
            dynoxide::Database::memory().unwrap(),
        ));
        let outside = Arc::new(Outside {
            engine: url,
            http: reqwest::Client::new(),
            told: Mutex::default(),
            calls: Mutex::default(),
            script: Mutex::default(),
            left: AtomicI64::new(-1),
        });
        let listener = listen().await;
        let url = format!("http://{}", listener.local_addr().unwrap());
        let app = Router::new().fallback(serve).with_state(Arc::clone(&outside));
        tokio::spawn(async { axum::serve(listener, app).await.unwrap() });

        let dynamodb = dynamodb(&url);
        store::schema::create_table(&dynamodb, "test").await.unwrap();
        let table = Table::new(dynamodb, "test".to_owned());
        let token = SecretString::from("42:token");
        let till = Till {
            table: table.clone(),
            client: Client::new(reqwest::Client::new(), url.parse().unwrap(), token),
            notifications: Fifo::new(sqs(&url), format!("{url}/0/notifications.fifo")),
            trial_catches: TRIAL,
        };
        Self {
            table,
            till,
            outside,
            woken: Arc::default(),
        }
    }

    /// The feature, with these offers.
    pub fn module(&self, offers: &str) -> BillingModule {
        let woken = Arc::clone(&self.woken);
        BillingModule::new(BillingServices {
            till: self.till.clone(),
            offers: Offers::parse(offers).unwrap(),
            support_contact: "@helper".to_owned(),
            admins: [BOSS].into_iter().collect(),
            after_credit: Arc::new(move |user| {
                woken.lock().unwrap().push(user);
                Box::pin(async { Ok(()) })
            }),
        })
    }

    /// Who was sent on after a payment, in order.
    pub fn woken(&self) -> Vec<UserId> {
        self.woken.lock().unwrap().clone()
    }

    /// What the feature answers to an input of Anna's.
    pub async fn hears(&self, input: Input) -> Result<Reply, ModuleError> {
        self.hears_in(ANNA, "update-1", input).await
    }

    /// What it answers to somebody's input in this update.
    pub async fn hears_in(&self, user: UserId, trace: &str, input: Input) -> Result<Reply, ModuleError> {
        let request = Request {
            user,
            chat: user.into(),
            language: Language::Ru,
            message_id: None,
            now: now(),
            trace: trace.to_owned(),
            input,
            dialog: None,
            entities: Vec::new(),
            busy_elsewhere: false,
        };
        self.module("10:250,50:990,unlimited:1500").handle(&request).await
    }

    /// The refusal of a checkout, or `None` when it may be paid.
    pub async fn check_out(&self, payload: &str, total: u64) -> Option<String> {
        let input = Input::PreCheckout {
            id: "q1".to_owned(),
            payload: payload.to_owned(),
            currency: STARS.to_owned(),
            total,
        };
        let reply = self.hears(input).await.unwrap();
        match &reply.calls[..] {
            [Call::AnswerPreCheckout { refusal, .. }] => refusal.clone(),
            other => panic!("a checkout has one answer: {other:?}"),
        }
    }

    /// Ids of the notifications that were ordered, each once, in order.
    pub fn told(&self) -> Vec<String> {
        let mut ids = Vec::new();
        for told in self.outside.told.lock().unwrap().iter() {
            let id = told["id"].as_str().unwrap_or_default().to_owned();
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids
    }

    /// The next calls of Telegram are answered so; with the script at its end everything is `true`.
    pub fn telegram_says(&self, answers: impl IntoIterator<Item = (u16, Value)>) {
        self.outside.script.lock().unwrap().extend(answers);
    }

    /// Calls that Telegram got: method and body.
    pub fn calls(&self) -> Vec<(String, Value)> {
        self.outside.calls.lock().unwrap().clone()
    }

    /// After so many requests nothing outside answers any more.
    pub fn breaks_after(&self, requests: i64) {
        self.outside.left.store(requests, Ordering::SeqCst);
    }

    /// Everything works again.
    pub fn is_mended(&self) {
        self.breaks_after(-1);
    }
}

pub fn now() -> Timestamp {
    "2026-11-21T10:00:00Z".parse().unwrap()
}

pub fn day(number: i64) -> Timestamp {
    now() + jiff::SignedDuration::from_hours(24 * number)
}

/// A paid pack.
pub fn pack(charge: &str, catches: u32, stars: u32) -> SuccessfulPayment {
    SuccessfulPayment {
        charge_id: charge.to_owned(),
        provider_charge_id: None,
        payload: format!("b1:{catches}:{stars}:42:0"),
        currency: STARS.to_owned(),
        total: stars.into(),
        paid_until: None,
        recurring: false,
        first_recurring: false,
        at: None,
    }
}

/// A paid month of the subscription that was begun at `made`.
pub fn month(charge: &str, made: i64, until: Timestamp, first: bool) -> SuccessfulPayment {
    SuccessfulPayment {
        payload: format!("b1:u:1500:42:{made}"),
        total: 1500,
        paid_until: Some(until),
        recurring: true,
        first_recurring: first,
        ..pack(charge, 1, 1)
    }
}

/// The word that a payment was given back.
pub fn back(paid: &SuccessfulPayment) -> RefundedPayment {
    RefundedPayment {
        charge_id: paid.charge_id.clone(),
        payload: paid.payload.clone(),
        currency: paid.currency.clone(),
        total: paid.total,
        at: None,
    }
}

async fn listen() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.unwrap()
}

fn dynamodb(url: &str) -> aws_sdk_dynamodb::Client {
    let quick = std::time::Duration::from_millis(1);
    let retries = RetryConfig::standard()
        .with_initial_backoff(quick)
        .with_max_backoff(quick);
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .region(Region::new("eu-central-1"))
        .credentials_provider(Credentials::new("test", "test", None, None, "static"))
        .retry_config(retries)
        .endpoint_url(url)
        .build();
    aws_sdk_dynamodb::Client::from_conf(config)
}

fn sqs(url: &str) -> aws_sdk_sqs::Client {
    let config = aws_sdk_sqs::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .region(Region::new("eu-central-1"))
        .credentials_provider(Credentials::new("test", "test", None, None, "static"))
        .retry_config(RetryConfig::disabled())
        .endpoint_url(url)
        .build();
    aws_sdk_sqs::Client::from_conf(config)
}

async fn serve(State(outside): State<Arc<Outside>>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let left = outside.left.load(Ordering::SeqCst);
    if left == 0 {
        let refusal = r#"{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError","message":"out of order"}"#;
        return (StatusCode::INTERNAL_SERVER_ERROR, refusal).into_response();
    }
    if left > 0 {
        outside.left.fetch_sub(1, Ordering::SeqCst);
    }
    let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok());
    match target {
        Some(target) if target.starts_with("AmazonSQS") => taken(&outside, &body),
        Some(_) => through(&outside, headers, body).await,
        None => telegram(&outside, uri.path(), &body),
    }
}

/// The queue takes everything.
fn taken(outside: &Outside, body: &[u8]) -> Response {
    let request: Value = serde_json::from_slice(body).unwrap();
    let entries = request["Entries"].as_array().unwrap();
    let mut done = Vec::new();
    for entry in entries {
        let envelope: Value = serde_json::from_str(entry["MessageBody"].as_str().unwrap()).unwrap();
        outside.told.lock().unwrap().push(notification_in(&envelope).clone());
        done.push(json!({"Id": entry["Id"], "MessageId": "m", "MD5OfMessageBody": ""}));
    }
    json_response(200, &json!({"Successful": done, "Failed": []}))
}

/// The notification inside its envelope, wherever the envelope keeps it.
fn notification_in(envelope: &Value) -> &Value {
    if envelope["message"].is_object() {
        return envelope;
    }
    let inside = envelope.as_object().into_iter().flat_map(|fields| fields.values());
    inside
        .into_iter()
        .find(|value| value["message"].is_object())
        .unwrap_or(envelope)
}

async fn through(outside: &Outside, headers: HeaderMap, body: Bytes) -> Response {
    let request = outside.http.post(&outside.engine).headers(headers).body(body);
    let answer = request.send().await.unwrap();
    let status = StatusCode::from_u16(answer.status().as_u16()).unwrap();
    let headers = answer.headers().clone();
    (status, headers, answer.bytes().await.unwrap()).into_response()
}

fn telegram(outside: &Outside, path: &str, body: &[u8]) -> Response {
    let method = path.rsplit('/').next().unwrap_or_default().to_owned();
    let body = serde_json::from_slice(body).unwrap_or_default();
    outside.calls.lock().unwrap().push((method, body));
    let next = outside.script.lock().unwrap().pop_front();
    let (status, answer) = next.unwrap_or((200, json!({"ok": true, "result": true})));
    json_response(status, &answer)
}

fn json_response(status: u16, body: &Value) -> Response {
    let status = StatusCode::from_u16(status).unwrap();
    (status, [("content-type", "application/json")], body.to_string()).into_response()
}
