//! Doors between the parts: HTTP in front of the webhook as API Gateway stands there, and a fused line to the gateway.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use aws_lambda_events::apigw::ApiGatewayV2httpRequest;
use aws_lambda_events::encodings::Body as LambdaBody;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use webhook::handler::Webhook;

use crate::cloud::listen;
use crate::fuse::Fuse;

/// Serves the webhook over HTTP; gives its base URL.
pub(crate) async fn open(webhook: Arc<Webhook>) -> String {
    let (listener, url) = listen().await;
    let router = Router::new().fallback(through).with_state(webhook);
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

async fn through(
    State(webhook): State<Arc<Webhook>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: String,
) -> Response {
    let mut request = ApiGatewayV2httpRequest::default();
    request.raw_path = Some(uri.path().to_owned());
    request.request_context.http.method = method;
    request.headers = headers;
    request.body = Some(body);
    let answer = webhook.answer(request).await;
    let status = u16::try_from(answer.status_code)
        .ok()
        .and_then(|code| StatusCode::from_u16(code).ok());
    let body = match answer.body {
        Some(LambdaBody::Text(text)) => Body::from(text),
        Some(LambdaBody::Binary(bytes)) => Body::from(bytes),
        _ => Body::empty(),
    };
    let mut response = Response::new(body);
    *response.status_mut() = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    *response.headers_mut() = answer.headers;
    response
}

/// Seller keys that the gateway and the booker's Wildberries refuse, one by one: outside, a whole shop is refused or none.
#[derive(Debug, Clone, Default)]
pub(crate) struct RefusedKeys(Arc<Mutex<HashSet<String>>>);

impl RefusedKeys {
    pub(crate) fn add(&self, token: &str) {
        // The gateway is shown a key with its scheme, Wildberries' own API without.
        let mut refused = self.0.lock().unwrap();
        refused.insert(format!("Bearer {token}"));
        refused.insert(token.to_owned());
    }

    fn refuse(&self, headers: &HeaderMap) -> bool {
        let given = headers.get("authorization").and_then(|value| value.to_str().ok());
        given.is_some_and(|given| self.0.lock().unwrap().contains(given))
    }
}

/// A line from the booker to the world outside.
#[derive(Clone)]
struct Line {
    upstream: String,
    fuse: Fuse,
    refused: RefusedKeys,
    http: reqwest::Client,
}

/// A line to `upstream` that goes through the fuse and refuses some keys; gives the URL of its near end.
pub(crate) async fn fused(upstream: String, fuse: Fuse, refused: RefusedKeys) -> String {
    let (listener, url) = listen().await;
    let line = Line {
        upstream,
        fuse,
        refused,
        http: reqwest::Client::new(),
    };
    let router = Router::new().fallback(relay).with_state(line);
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

async fn relay(State(line): State<Line>, method: Method, uri: Uri, mut headers: HeaderMap, body: Bytes) -> Response {
    headers.remove("host");
    let url = format!("{}{uri}", line.upstream);
    let Line {
        fuse, refused, http, ..
    } = line;
    fuse.guard(async move {
        if refused.refuse(&headers) {
            return (StatusCode::UNAUTHORIZED, r#"{"error":"unauthorized"}"#).into_response();
        }
        match http.request(method, url).headers(headers).body(body).send().await {
            Ok(answer) => {
                let (status, headers) = (answer.status(), answer.headers().clone());
                let mut relayed = (status, answer.bytes().await.unwrap_or_default()).into_response();
                let limits = headers
                    .iter()
                    .filter(|(name, _)| name.as_str().starts_with("x-ratelimit"));
                relayed
                    .headers_mut()
                    .extend(limits.map(|(name, value)| (name.clone(), value.clone())));
                relayed
            }
            // The far end hung up without an answer; so do we, as far as HTTP lets us.
            Err(_) => std::future::pending().await,
        }
    })
    .await
}
