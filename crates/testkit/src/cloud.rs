//! AWS in one process and on one endpoint: DynamoDB in memory, SQS and KMS in miniature, told apart by the target header.

use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::{BehaviorVersion, Region};
use aws_sdk_dynamodb::config::Credentials;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use lambda_kit::Aws;
use serde_json::Value;
use tokio::net::TcpListener;

use crate::fuse::Fuse;
use crate::hands::Hands;
use crate::kms;
use crate::outage::Outage;
use crate::queues::Queues;

/// The table's name in stories.
pub const TABLE: &str = "sellergram";

/// AWS for a story.
#[derive(Debug, Clone)]
pub struct Cloud {
    /// Clients, as the functions have them.
    pub aws: Aws,
    /// What waits in the queues.
    pub queues: Queues,
    /// Blows at a call to AWS or the gateway.
    pub fuse: Fuse,
    /// What is out of order.
    pub outage: Outage,
    endpoint: String,
}

#[derive(Clone)]
struct Endpoint {
    dynamodb: String,
    http: reqwest::Client,
    queues: Queues,
    fuse: Fuse,
    outage: Outage,
}

impl Cloud {
    /// Starts it, with an empty table; the queues go by this clock.
    pub async fn start(hands: Hands) -> Self {
        let database = dynoxide::Database::memory().expect("a database in memory");
        let (listener, dynamodb) = listen().await;
        tokio::spawn(dynoxide::server::serve_on(listener, database));

        let (queues, fuse, outage) = (Queues::new(hands), Fuse::default(), Outage::default());
        let (listener, endpoint) = listen().await;
        let state = Endpoint {
            dynamodb,
            http: reqwest::Client::new(),
            queues: queues.clone(),
            fuse: fuse.clone(),
            outage: outage.clone(),
        };
        let router = Router::new().fallback(serve).with_state(state);
        tokio::spawn(async move { axum::serve(listener, router).await });

        let config = aws_config::defaults(BehaviorVersion::latest())
            .region(Region::new("us-east-1"))
            .credentials_provider(Credentials::new("test", "test", None, None, "story"))
            .endpoint_url(&endpoint)
            .retry_config(RetryConfig::standard().with_initial_backoff(Duration::from_millis(1)))
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .load()
            .await;
        let aws = Aws::from_config(&config);
        store::schema::create_table(&aws.dynamodb, TABLE)
            .await
            .expect("a fresh table");
        Self {
            aws,
            queues,
            fuse,
            outage,
            endpoint,
        }
    }

    /// URL of a queue; it comes into being with its first message.
    pub fn queue_url(&self, name: &str) -> String {
        format!("{}/000000000000/{name}", self.endpoint)
    }
}

/// A port of our own.
pub(crate) async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port on loopback");
    let url = format!("http://{}", listener.local_addr().expect("its address"));
    (listener, url)
}

async fn serve(State(endpoint): State<Endpoint>, headers: HeaderMap, body: Bytes) -> Response {
    let fuse = endpoint.fuse.clone();
    fuse.guard(dispatch(endpoint, headers, body)).await
}

async fn dispatch(endpoint: Endpoint, headers: HeaderMap, body: Bytes) -> Response {
    if endpoint.outage.concerns(&body) {
        return json((
            StatusCode::INTERNAL_SERVER_ERROR,
            serde_json::json!({ "__type": "InternalServerError", "message": "out of order" }),
        ));
    }
    let target = headers
        .get("x-amz-target")
        .and_then(|t| t.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let (service, operation) = target.split_once('.').unwrap_or_default();
    let request = || serde_json::from_slice::<Value>(&body).unwrap_or_default();
    match service {
        "TrentService" => json(kms::answer(operation, &request())),
        "AmazonSQS" => json(endpoint.queues.answer(operation, &request())),
        _ => forward(&endpoint.http, &endpoint.dynamodb, headers, body).await,
    }
}

fn json((status, body): (StatusCode, Value)) -> Response {
    (
        status,
        [("content-type", "application/x-amz-json-1.1")],
        body.to_string(),
    )
        .into_response()
}

async fn forward(http: &reqwest::Client, to: &str, mut headers: HeaderMap, body: Bytes) -> Response {
    headers.remove("host");
    headers.remove("content-length");
    let Ok(answer) = http.post(to).headers(headers).body(body).send().await else {
        return StatusCode::BAD_GATEWAY.into_response();
    };
    let mut response = Response::builder().status(answer.status());
    for name in ["content-type", "x-amz-crc32", "x-amzn-requestid"] {
        if let Some(value) = answer.headers().get(name) {
            response = response.header(name, value);
        }
    }
    let body = answer.bytes().await.unwrap_or_default();
    response.body(Body::from(body)).expect("a whole response")
}
