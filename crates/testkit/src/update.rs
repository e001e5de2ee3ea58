//! Requests to the webhook made by hand: odd bodies, foreign senders, the same update many times.

use aws_lambda_events::apigw::{ApiGatewayV2httpRequest, ApiGatewayV2httpResponse};
use aws_lambda_events::encodings::Body;
use axum::http::Method;
use serde_json::Value;

use crate::world::{SECRET, World};

/// The webhook's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// HTTP status.
    pub status: i64,
    /// Seconds after which the update should come again.
    pub retry_after: Option<String>,
    /// The body, if any.
    pub body: Option<String>,
}

impl World {
    /// Brings an update to the webhook, as Telegram would.
    pub async fn update(&self, update: &Value) -> Answered {
        self.posts(&update.to_string(), SECRET).await
    }

    /// Posts any body to the webhook under this secret.
    pub async fn posts(&self, body: &str, secret: &str) -> Answered {
        let mut request = ApiGatewayV2httpRequest::default();
        request.raw_path = Some("/telegram".to_owned());
        request.request_context.http.method = Method::POST;
        request
            .headers
            .insert("x-telegram-bot-api-secret-token", secret.parse().unwrap());
        request.body = Some(body.to_owned());
        answered(self.webhook.answer(request).await)
    }

    /// Asks `GET /health`.
    pub async fn health(&self) -> (i64, Value) {
        let mut request = ApiGatewayV2httpRequest::default();
        request.raw_path = Some("/health".to_owned());
        request.request_context.http.method = Method::GET;
        let answer = answered(self.webhook.answer(request).await);
        (
            answer.status,
            serde_json::from_str(&answer.body.unwrap_or_default()).unwrap_or_default(),
        )
    }
}

fn answered(response: ApiGatewayV2httpResponse) -> Answered {
    Answered {
        status: response.status_code,
        retry_after: response
            .headers
            .get("retry-after")
            .and_then(|value| value.to_str().ok().map(str::to_owned)),
        body: match response.body {
            Some(Body::Text(text)) => Some(text),
            _ => None,
        },
    }
}
