//! API Gateway's requests translated: which path, who may, and what status goes back.

use std::time::Instant;

use aws_lambda_events::apigw::{ApiGatewayV2httpRequest, ApiGatewayV2httpResponse};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use clock::Clock;
use lambda_kit::{Aws, Metric, Metrics, telemetry};
use lambda_runtime::{Error, LambdaEvent};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::Table;
use subtle::ConstantTimeEq;
use telegram::Update;
use tracing::Instrument;

use crate::config::Config;
use crate::health;
use crate::set_up::SetUp;
use crate::shape;
use crate::update::{Handled, Updates};

/// Telegram's header with the secret given to `setWebhook`.
const SECRET_HEADER: &str = "x-telegram-bot-api-secret-token";
/// Seconds after which Telegram should deliver an update again that could not be handled.
const RETRY_AFTER_S: u32 = 2;

/// What the function is called with.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Event {
    /// An operator introduces the bot to Telegram.
    SetUp {
        /// How.
        set_up: SetUp,
    },
    /// A request from API Gateway.
    Http(Box<ApiGatewayV2httpRequest>),
}

/// What it answers.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// What was set up.
    SetUp(Value),
    /// To a request.
    Http(Box<ApiGatewayV2httpResponse>),
}

/// The function.
#[derive(Debug)]
pub struct Webhook {
    secret: SecretString,
    table: Table,
    updates: Updates,
    metrics: Metrics,
    clock: Clock,
}

impl Webhook {
    /// The function over AWS and the outside world.
    pub fn new(config: Config, aws: &Aws, http: reqwest::Client) -> Self {
        Self::with_clock(config, aws, http, Clock::system())
    }

    /// The same, with another clock.
    pub fn with_clock(config: Config, aws: &Aws, http: reqwest::Client, clock: Clock) -> Self {
        let table = Table::new(aws.dynamodb.clone(), config.table.clone());
        Self {
            metrics: Metrics::new("webhook", config.environment.clone()),
            secret: config.webhook_secret.clone(),
            updates: Updates::new(&config, aws, http, clock.clone()),
            table,
            clock,
        }
    }

    /// Handles one event. A request never fails: what goes wrong with it is a status.
    ///
    /// # Errors
    /// The set-up, when Telegram refuses it.
    pub async fn handle(&self, event: LambdaEvent<Event>) -> Result<Answer, Error> {
        let span = telemetry::invocation(&event.context);
        // Boxed: the whole conversation makes a future larger than the compiler cares to lay out in one piece.
        let work = Box::pin(async {
            match event.payload {
                Event::SetUp { set_up } => Ok(Answer::SetUp(self.updates.introduce(&self.secret, set_up).await?)),
                Event::Http(request) => Ok(Answer::Http(Box::new(self.answer(*request).await))),
            }
        });
        work.instrument(span).await
    }

    /// The answer to one request.
    pub async fn answer(&self, request: ApiGatewayV2httpRequest) -> ApiGatewayV2httpResponse {
        let method = request.request_context.http.method.as_str();
        let path = request.raw_path.as_deref().unwrap_or_default();
        match (method, path.trim_end_matches('/')) {
            ("POST", p) if p.ends_with("/telegram") => self.telegram(&request).await,
            ("GET", p) if p.ends_with("/health") => {
                let (code, report) = health::report(&self.table, self.clock.now()).await;
                json(code, &report)
            }
            _ => status(404),
        }
    }

    async fn telegram(&self, request: &ApiGatewayV2httpRequest) -> ApiGatewayV2httpResponse {
        if !self.is_from_telegram(request) {
            tracing::warn!("update.foreign: a request without Telegram's secret was turned away");
            return status(401);
        }
        let started = Instant::now();
        let body = match body_of(request) {
            Some(body) => body,
            None => return unreadable("the body is not what it says it is", "no base64"),
        };
        let update = match Update::parse(&body) {
            Ok(update) => update,
            Err(error) => return unreadable(&error.to_string(), &shape::of(&body)),
        };
        let trace_id = format!("update-{}", update.id);
        let handled = self.updates.handle(update).await;
        let duration_ms = started.elapsed().as_secs_f64() * 1000.0;
        tracing::info!(
            trace_id,
            duration_ms,
            outcome = handled.name(),
            "update.handled: an update was answered"
        );
        let mut figures = vec![(Metric::UpdateHandledMs, duration_ms)];
        if matches!(handled, Handled::Duplicate) {
            figures.push((Metric::DuplicateUpdates, 1.0));
        }
        self.metrics.emit(&figures);
        match handled {
            Handled::Done(Some(call)) => json(200, &call),
            Handled::Done(None) | Handled::Duplicate => status(200),
            Handled::Later => {
                let mut response = status(503);
                response.headers.insert("retry-after", RETRY_AFTER_S.into());
                response
            }
        }
    }

    /// Compares in constant time, so that the secret cannot be guessed letter by letter.
    fn is_from_telegram(&self, request: &ApiGatewayV2httpRequest) -> bool {
        request
            .headers
            .get(SECRET_HEADER)
            .is_some_and(|given| given.as_bytes().ct_eq(self.secret.expose_secret().as_bytes()).into())
    }
}

/// The body's bytes; `None` when it claims to be base64 and is not.
fn body_of(request: &ApiGatewayV2httpRequest) -> Option<Vec<u8>> {
    let text = request.body.as_deref().unwrap_or_default();
    if request.is_base64_encoded {
        BASE64.decode(text).ok()
    } else {
        Some(text.as_bytes().to_vec())
    }
}

/// What cannot be read will not become readable: Telegram is told to forget it. Somebody was not answered, so an operator has to know.
fn unreadable(why: &str, shape: &str) -> ApiGatewayV2httpResponse {
    tracing::error!(
        why,
        shape,
        "update.unreadable: an update that cannot be read was dropped"
    );
    status(200)
}

fn status(code: i64) -> ApiGatewayV2httpResponse {
    let mut response = ApiGatewayV2httpResponse::default();
    response.status_code = code;
    response
}

fn json(code: i64, body: &Value) -> ApiGatewayV2httpResponse {
    let mut response = status(code);
    response
        .headers
        .insert("content-type", http::HeaderValue::from_static("application/json"));
    response.body = Some(aws_lambda_events::encodings::Body::Text(body.to_string()));
    response
}
