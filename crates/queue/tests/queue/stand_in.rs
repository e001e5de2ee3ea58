//! A stand-in for SQS: the one operation we use of its JSON protocol, strict where SQS is strict.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_sdk_sqs::config::retry::RetryConfig;
use aws_sdk_sqs::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_sqs::{Client, Config};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use queue::Fifo;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::Barrier;

/// What goes wrong with the next request.
#[derive(Debug, Clone)]
pub enum Fault {
    /// The entries with these ids are not taken.
    Entries { ids: Vec<usize>, sender_fault: bool },
    /// The whole request is refused.
    Refused(u16, &'static str),
    /// The messages are taken, but the answer gets lost.
    LostAnswer,
    /// Nothing, but the answer comes only when so many such requests are there.
    Together(Arc<Barrier>),
    /// Nothing.
    Fine,
}

/// A message on the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub body: String,
    pub group: String,
    pub dedup: String,
}

/// A queue of its own.
pub struct Sqs {
    pub fifo: Fifo,
    state: Arc<Mutex<Shelf>>,
}

#[derive(Default)]
struct Shelf {
    messages: Vec<Message>,
    seen: HashSet<String>,
    requests: usize,
    faults: VecDeque<Fault>,
}

impl Sqs {
    pub async fn new() -> Self {
        let state = Arc::new(Mutex::new(Shelf::default()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let app = Router::new().fallback(answer).with_state(Arc::clone(&state));
        tokio::spawn(async { axum::serve(listener, app).await.unwrap() });
        Self {
            fifo: Fifo::new(client(&url), format!("{url}/000000000000/letters.fifo")),
            state,
        }
    }

    /// The next requests fail like this, one each.
    pub fn fail(&self, faults: impl IntoIterator<Item = Fault>) {
        self.state.lock().unwrap().faults.extend(faults);
    }

    pub fn messages(&self) -> Vec<Message> {
        self.state.lock().unwrap().messages.clone()
    }

    pub fn requests(&self) -> usize {
        self.state.lock().unwrap().requests
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

async fn answer(State(state): State<Arc<Mutex<Shelf>>>, headers: HeaderMap, body: String) -> Response {
    assert_eq!(headers["x-amz-target"], "AmazonSQS.SendMessageBatch");
    let fault = {
        let mut shelf = state.lock().unwrap();
        shelf.requests += 1;
        shelf.faults.pop_front().unwrap_or(Fault::Fine)
    };
    if let Fault::Together(barrier) = &fault {
        barrier.wait().await;
    }
    let mut shelf = state.lock().unwrap();
    if let Fault::Refused(status, code) = fault {
        return refusal(status, code);
    }
    let request: Value = serde_json::from_str(&body).unwrap();
    assert!(request["QueueUrl"].as_str().unwrap().ends_with("/letters.fifo"));
    let entries = request["Entries"].as_array().unwrap();
    if entries.len() > 10 {
        return refusal(400, "com.amazonaws.sqs#TooManyEntriesInBatchRequest");
    }
    let bytes: usize = entries
        .iter()
        .map(|entry| entry["MessageBody"].as_str().unwrap().len())
        .sum();
    if bytes > 256 * 1024 {
        return refusal(400, "com.amazonaws.sqs#BatchRequestTooLong");
    }
    let (mut successful, mut failed) = (Vec::new(), Vec::new());
    for entry in entries {
        let text = |name: &str| entry[name].as_str().unwrap().to_owned();
        let message = Message {
            body: text("MessageBody"),
            group: text("MessageGroupId"),
            dedup: text("MessageDeduplicationId"),
        };
        let fault = match &fault {
            Fault::Entries { ids, sender_fault } if ids.contains(&text("Id").parse().unwrap()) => Some(*sender_fault),
            _ if message.body.contains(['\u{fffe}', '\u{ffff}']) => Some(true),
            _ => None,
        };
        if let Some(sender_fault) = fault {
            failed.push(json!({"Id": text("Id"), "SenderFault": sender_fault, "Code": "InternalError"}));
            continue;
        }
        if shelf.seen.insert(message.dedup.clone()) {
            shelf.messages.push(message);
        }
        successful.push(json!({"Id": text("Id"), "MessageId": "m", "MD5OfMessageBody": "0"}));
    }
    if let Fault::LostAnswer = fault {
        return refusal(500, "lost");
    }
    json_answer(StatusCode::OK, &json!({"Successful": successful, "Failed": failed}))
}

fn refusal(status: u16, code: &str) -> Response {
    json_answer(
        StatusCode::from_u16(status).unwrap(),
        &json!({"__type": code, "message": "no"}),
    )
}

fn json_answer(status: StatusCode, body: &Value) -> Response {
    (
        status,
        [("content-type", "application/x-amz-json-1.0")],
        body.to_string(),
    )
        .into_response()
}
