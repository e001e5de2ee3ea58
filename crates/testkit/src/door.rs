//! Doors between the parts: HTTP in front of the webhook as API Gateway stands there, and a fused line to the gateway.

use std::sync::Arc;

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

/// A line to `upstream` that goes through the fuse; gives the URL of its near end.
pub(crate) async fn fused(upstream: String, fuse: Fuse) -> String {
    let (listener, url) = listen().await;
    let router = Router::new()
        .fallback(relay)
        .with_state((upstream, fuse, reqwest::Client::new()));
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

async fn relay(
    State((upstream, fuse, http)): State<(String, Fuse, reqwest::Client)>,
    method: Method,
    uri: Uri,
    mut headers: HeaderMap,
    body: Bytes,
) -> Response {
    headers.remove("host");
    let url = format!("{upstream}{uri}");
    fuse.guard(async move {
        match http.request(method, url).headers(headers).body(body).send().await {
            Ok(answer) => {
                let status = answer.status();
                (status, answer.bytes().await.unwrap_or_default()).into_response()
            }
            // The far end hung up without an answer; so do we, as far as HTTP lets us.
            Err(_) => std::future::pending().await,
        }
    })
    .await
}
