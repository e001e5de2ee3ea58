//! DynamoDB in process behind a door that can fail.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_dynamodb::{Client, Config};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use store::Table;
use store::schema::create_table;
use tokio::net::TcpListener;

/// What goes wrong with the next requests.
#[derive(Debug, Clone)]
pub enum Fault {
    /// The request is carried out, but its answer gets lost.
    LostAnswer,
    /// The request is refused with this status and body, and not carried out.
    Refused(u16, String),
}

/// A table of its own.
#[derive(Clone)]
pub struct World {
    pub client: Client,
    pub table: Table,
    door: Arc<Door>,
}

struct Door {
    engine: String,
    http: reqwest::Client,
    faults: Mutex<VecDeque<Fault>>,
    operations: Mutex<Vec<String>>,
}

impl World {
    pub async fn new() -> Self {
        let engine = listen().await;
        let url = format!("http://{}", engine.local_addr().unwrap());
        tokio::spawn(dynoxide::server::serve_on(
            engine,
            dynoxide::Database::memory().unwrap(),
        ));

        let door = Arc::new(Door {
            engine: url,
            http: reqwest::Client::new(),
            faults: Mutex::default(),
            operations: Mutex::default(),
        });
        let listener = listen().await;
        let client = client(&format!("http://{}", listener.local_addr().unwrap()));
        let app = Router::new().fallback(through).with_state(Arc::clone(&door));
        tokio::spawn(async { axum::serve(listener, app).await.unwrap() });

        create_table(&client, "test").await.unwrap();
        let table = Table::new(client.clone(), "test".to_owned());
        Self { client, table, door }
    }

    /// The next requests fail like this, one each.
    pub fn fail(&self, faults: impl IntoIterator<Item = Fault>) {
        self.door.faults.lock().unwrap().extend(faults);
    }

    /// The operations asked for since the last call, in order.
    pub fn operations(&self) -> Vec<String> {
        std::mem::take(&mut *self.door.operations.lock().unwrap())
    }
}

impl Fault {
    /// A refusal with one of DynamoDB's error codes.
    pub fn code(status: u16, code: &str) -> Self {
        let kind = format!("com.amazonaws.dynamodb.v20120810#{code}");
        Self::Refused(status, format!(r#"{{"__type":"{kind}","message":"not today"}}"#))
    }
}

/// A moment of the test's day.
pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + seconds).unwrap()
}

async fn listen() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.unwrap()
}

fn client(url: &str) -> Client {
    let quick = std::time::Duration::from_millis(1);
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

async fn through(State(door): State<Arc<Door>>, headers: HeaderMap, body: Bytes) -> Response {
    let target = headers.get("x-amz-target").unwrap().to_str().unwrap().to_owned();
    let operation = target.rsplit('.').next().unwrap().to_owned();
    door.operations.lock().unwrap().push(operation);

    let fault = door.faults.lock().unwrap().pop_front();
    if let Some(Fault::Refused(status, body)) = fault {
        return (StatusCode::from_u16(status).unwrap(), body).into_response();
    }
    let request = door.http.post(&door.engine).headers(headers).body(body);
    let answer = request.send().await.unwrap();
    if fault.is_some() {
        return (StatusCode::INTERNAL_SERVER_ERROR, "lost").into_response();
    }
    let status = StatusCode::from_u16(answer.status().as_u16()).unwrap();
    let headers = answer.headers().clone();
    (status, headers, answer.bytes().await.unwrap()).into_response()
}
