//! The official API.

mod draft_items;
mod drafts;
mod stocks;
mod supplies;

use std::time::{Duration, Instant};

use reqwest::header::AUTHORIZATION;
use reqwest::{RequestBuilder, Url};
use serde::Deserialize;

use crate::http::{self, Answer, Failure};
use crate::{Feed, SellerId, SellerKey, WbError};

/// How long the small calls may take.
const SMALL_CALL: Duration = Duration::from_secs(4);
/// The largest small answer read, in bytes.
const SMALL_BODY: usize = 1024 * 1024;
/// The largest feed read, in bytes: seventeen times the usual one.
pub(crate) const FEED_BODY: usize = 32 * 1024 * 1024;

/// Where the drafts live on the supplies host.
const DRAFTS: &str = "/api/supplies/v1/drafts";

/// Where the official API lives. Paths are appended to each URL's own path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hosts {
    /// Tariffs and seller info.
    pub common: Url,
    /// Supplies.
    pub supplies: Url,
}

/// The official API. Cheap to clone; holds no key: each call is given one.
#[derive(Debug, Clone)]
pub struct Api {
    http: reqwest::Client,
    hosts: Hosts,
    /// Where stock is asked for.
    analytics: Url,
}

/// Who a key belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SellerInfo {
    /// The seller's legal name; empty when Wildberries gave none.
    pub name: String,
    /// The seller's id.
    pub seller: SellerId,
    /// The shop's trade mark.
    pub trade_mark: Option<String>,
}

impl Default for Hosts {
    /// The real hosts.
    fn default() -> Self {
        Hosts {
            common: host("https://common-api.wildberries.ru"),
            supplies: host("https://supplies-api.wildberries.ru"),
        }
    }
}

fn host(url: &str) -> Url {
    Url::parse(url).expect("a fixed URL is well formed")
}

impl Api {
    /// A client over `http`, which should follow no redirects. Stock is asked for at the real host, unless told otherwise.
    pub fn new(http: reqwest::Client, hosts: Hosts) -> Self {
        Api {
            http,
            hosts,
            analytics: host("https://seller-analytics-api.wildberries.ru"),
        }
    }

    /// The same client, asking for [`stocks`](Self::stocks) at another host.
    pub fn with_analytics(self, analytics: Url) -> Self {
        Api { analytics, ..self }
    }

    /// Checks that the supplies host can be reached, that the key works, and that its category fits.
    ///
    /// For a seller who adds a key, never for monitoring: Wildberries blocks automated pings.
    ///
    /// # Errors
    /// See [`WbError`]; `Forbidden` means the key lacks the category «Поставки».
    pub async fn ping(&self, key: &SellerKey) -> Result<(), WbError> {
        let url = http::append(&self.hosts.supplies, "/ping");
        let answer = self
            .send("ping", self.http.get(url), key, SMALL_CALL, SMALL_BODY)
            .await?;
        let ping: Ping = read(&answer, key)?;
        if ping.status.eq_ignore_ascii_case("ok") {
            return Ok(());
        }
        Err(unusable("ping is not ok", &answer, key))
    }

    /// Asks who the key belongs to. Once a minute at most, with a base token once a day.
    ///
    /// # Errors
    /// See [`WbError`].
    pub async fn seller_info(&self, key: &SellerKey) -> Result<SellerInfo, WbError> {
        let url = http::append(&self.hosts.common, "/api/v1/seller-info");
        let answer = self
            .send("seller_info", self.http.get(url), key, SMALL_CALL, SMALL_BODY)
            .await?;
        let info: SellerInfoBody = read(&answer, key)?;
        Ok(SellerInfo {
            name: info.name.unwrap_or_default(),
            seller: info.sid,
            trade_mark: info.trade_mark.filter(|mark| !mark.trim().is_empty()),
        })
    }

    /// Asks for the slot feed: every warehouse, fourteen days, every box type. `timeout` covers the whole answer.
    ///
    /// # Errors
    /// See [`WbError`]; `Disabled` is a state to wait out, not a failure.
    pub async fn coefficients(&self, key: &SellerKey, timeout: Duration) -> Result<Feed, WbError> {
        let url = http::append(&self.hosts.common, "/api/tariffs/v1/acceptance/coefficients");
        let answer = self
            .send("coefficients", self.http.get(url), key, timeout, FEED_BODY)
            .await?;
        let mut feed =
            Feed::read(&answer.body, answer.received_at).map_err(|error| unreadable(&error, &answer, key))?;
        feed.remaining = http::number(&answer.headers, "x-ratelimit-remaining");
        Ok(feed)
    }

    /// One call that is good only as a success.
    async fn send(
        &self,
        operation: &'static str,
        request: RequestBuilder,
        key: &SellerKey,
        timeout: Duration,
        limit: usize,
    ) -> Result<Answer, WbError> {
        let answer = self.exchange(operation, request, key, timeout, limit).await?;
        if answer.status.is_success() {
            return Ok(answer);
        }
        Err(WbError::from_answer(&answer, key))
    }

    /// One call, whatever the status of its answer.
    async fn exchange(
        &self,
        operation: &'static str,
        request: RequestBuilder,
        key: &SellerKey,
        timeout: Duration,
        limit: usize,
    ) -> Result<Answer, WbError> {
        let authorization = http::authorization("", key)?;
        let request = request.header(AUTHORIZATION, authorization).timeout(timeout);
        let started = Instant::now();
        let outcome = http::exchange(request, limit).await;
        log(operation, &outcome, started.elapsed());
        Ok(outcome?)
    }
}

#[derive(Deserialize)]
struct Ping {
    #[serde(rename = "Status")]
    status: String,
}

#[derive(Deserialize)]
struct SellerInfoBody {
    name: Option<String>,
    sid: SellerId,
    #[serde(rename = "tradeMark")]
    trade_mark: Option<String>,
}

fn read<'a, T: Deserialize<'a>>(answer: &'a Answer, key: &SellerKey) -> Result<T, WbError> {
    serde_json::from_slice(&answer.body).map_err(|error| unreadable(&error, answer, key))
}

fn unreadable(error: &serde_json::Error, answer: &Answer, key: &SellerKey) -> WbError {
    WbError::Unreadable {
        what: http::unreadable(error, &answer.body, Some(key)),
    }
}

/// A body that is JSON, but not what was asked for.
fn unusable(why: &str, answer: &Answer, key: &SellerKey) -> WbError {
    WbError::Unreadable {
        what: format!("{why}; it begins: {}", http::quote(&answer.body, Some(key))),
    }
}

fn log(operation: &'static str, outcome: &Result<Answer, Failure>, took: Duration) {
    let status = http::status_field(outcome);
    let duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    match outcome {
        Ok(answer) => tracing::info!(
            target: "wb",
            operation,
            status,
            duration_ms,
            bytes = answer.body.len(),
            "Wildberries answered {operation} with status {status}"
        ),
        Err(failure) => tracing::warn!(
            target: "wb",
            operation,
            status,
            duration_ms,
            error = %failure,
            "Wildberries did not answer {operation}"
        ),
    }
}
