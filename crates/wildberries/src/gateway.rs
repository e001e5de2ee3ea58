//! The gateway: a service that books for sellers.

mod redistribution;

use std::time::{Duration, Instant};

use jiff::civil::Date;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use reqwest::{RequestBuilder, Url};

use crate::api::FEED_BODY;
use crate::booking::{BookingAnswer, BookingBody};
use crate::feed_json;
use crate::http::{self, Answer, Failure};
use crate::{Booking, BookingRequest, GatewayError, Row, SellerKey, WarehouseId};

/// How long asking for slots may take.
const SLOTS_CALL: Duration = Duration::from_secs(10);
/// The largest answer about a booking or about stock read, in bytes.
const SMALL_BODY: usize = 1024 * 1024;

/// The booking gateway. Cheap to clone; holds no key: each call is given one.
#[derive(Debug, Clone)]
pub struct Gateway {
    http: reqwest::Client,
    base: Url,
}

impl Gateway {
    /// A client over `http`, which should follow no redirects, for the gateway at `base`. Paths are appended to its own path.
    pub fn new(http: reqwest::Client, base: Url) -> Self {
        Gateway { http, base }
    }

    /// Books. The gateway answers a repeated `idempotency_key` with its first answer and books nothing again.
    /// `timeout` covers the whole answer.
    ///
    /// The booking is what the gateway says it made, possibly still pending; the caller judges whether it is what was asked for.
    ///
    /// # Errors
    /// See [`GatewayError`], above all [`outcome_is_doubtful`](GatewayError::outcome_is_doubtful).
    pub async fn book(
        &self,
        key: &SellerKey,
        request: &BookingRequest,
        idempotency_key: &str,
        timeout: Duration,
    ) -> Result<Booking, GatewayError> {
        let idempotency_key = HeaderValue::from_str(idempotency_key)
            .map_err(|_| GatewayError::NotSent("the idempotency key cannot stand in a header".to_owned()))?;
        let post = self
            .http
            .post(http::append(&self.base, "/api/v1/bookings"))
            .header("Idempotency-Key", idempotency_key)
            .json(&BookingBody::from(request));
        let answer = send("book", post, key, timeout, SMALL_BODY).await?;
        read_booking(&answer, key)
    }

    /// Asks for a booking by the gateway's id of it; `None` when the gateway has no such booking.
    ///
    /// # Errors
    /// See [`GatewayError`].
    pub async fn booking(&self, key: &SellerKey, id: &str, timeout: Duration) -> Result<Option<Booking>, GatewayError> {
        let Some(url) = self.booking_url(id) else {
            return Err(GatewayError::NotSent(
                "the booking id cannot stand in an address".to_owned(),
            ));
        };
        let request = self.http.get(url);
        settle(send("booking", request, key, timeout, SMALL_BODY).await, key)
    }

    /// Asks for the booking that a call of [`book`](Self::book) with this idempotency key made; `None` when it made none.
    /// Settles a call whose outcome is doubtful.
    ///
    /// # Errors
    /// See [`GatewayError`].
    pub async fn booking_by_key(
        &self,
        key: &SellerKey,
        idempotency_key: &str,
        timeout: Duration,
    ) -> Result<Option<Booking>, GatewayError> {
        let mut url = http::append(&self.base, "/api/v1/bookings");
        url.query_pairs_mut().append_pair("idempotencyKey", idempotency_key);
        let request = self.http.get(url);
        settle(send("booking_by_key", request, key, timeout, SMALL_BODY).await, key)
    }

    /// Asks for slots from the first to the last day named, of one warehouse or of all. A row that cannot be read is left out.
    ///
    /// # Errors
    /// See [`GatewayError`]; `NotFound` means the gateway offers no slots at present.
    pub async fn slots(
        &self,
        key: &SellerKey,
        warehouse: Option<WarehouseId>,
        from: Date,
        to: Date,
    ) -> Result<Vec<Row>, GatewayError> {
        let mut url = http::append(&self.base, "/api/v1/slots");
        let mut query = url.query_pairs_mut();
        if let Some(warehouse) = warehouse {
            query.append_pair("warehouseID", &warehouse.to_string());
        }
        query.append_pair("dateFrom", &from.to_string());
        query.append_pair("dateTo", &to.to_string());
        drop(query);
        let answer = send("slots", self.http.get(url), key, SLOTS_CALL, FEED_BODY).await?;
        match feed_json::parse(&answer.body) {
            Ok(parsed) => Ok(parsed.rows),
            Err(error) => Err(unreadable(&error, &answer, key)),
        }
    }

    fn booking_url(&self, id: &str) -> Option<Url> {
        // An address silently drops these, which would ask for something else.
        if matches!(id, "" | "." | "..") {
            return None;
        }
        let mut url = http::append(&self.base, "/api/v1/bookings");
        url.path_segments_mut().ok()?.push(id);
        Some(url)
    }
}

/// One call that is good only as a success.
async fn send(
    operation: &'static str,
    request: RequestBuilder,
    key: &SellerKey,
    timeout: Duration,
    limit: usize,
) -> Result<Answer, GatewayError> {
    let answer = exchange(operation, request, key, timeout, limit).await?;
    if answer.status.is_success() {
        return Ok(answer);
    }
    Err(GatewayError::from_answer(&answer, key))
}

/// One call, whatever the status of its answer.
async fn exchange(
    operation: &'static str,
    request: RequestBuilder,
    key: &SellerKey,
    timeout: Duration,
    limit: usize,
) -> Result<Answer, GatewayError> {
    let authorization = http::authorization("Bearer ", key)?;
    let request = request.header(AUTHORIZATION, authorization).timeout(timeout);
    let started = Instant::now();
    let outcome = http::exchange(request, limit).await;
    log(operation, &outcome, started.elapsed());
    Ok(outcome?)
}

fn settle(outcome: Result<Answer, GatewayError>, key: &SellerKey) -> Result<Option<Booking>, GatewayError> {
    match outcome {
        Ok(answer) => read_booking(&answer, key).map(Some),
        Err(GatewayError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

fn read_booking(answer: &Answer, key: &SellerKey) -> Result<Booking, GatewayError> {
    let booking: BookingAnswer =
        serde_json::from_slice(&answer.body).map_err(|error| unreadable(&error, answer, key))?;
    booking.read().map_err(|field| unusable(field, answer, key))
}

/// A body that is JSON, but lacks something.
fn unusable(field: &str, answer: &Answer, key: &SellerKey) -> GatewayError {
    GatewayError::Unreadable {
        what: format!(
            "no usable `{field}`; it begins: {}",
            http::quote(&answer.body, Some(key))
        ),
    }
}

fn unreadable(error: &serde_json::Error, answer: &Answer, key: &SellerKey) -> GatewayError {
    GatewayError::Unreadable {
        what: http::unreadable(error, &answer.body, Some(key)),
    }
}

fn log(operation: &'static str, outcome: &Result<Answer, Failure>, took: Duration) {
    let status = http::status_field(outcome);
    let duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    match outcome {
        Ok(_) => tracing::info!(
            target: "gateway",
            operation,
            status,
            duration_ms,
            "the gateway answered {operation} with status {status}"
        ),
        Err(failure) => tracing::warn!(
            target: "gateway",
            operation,
            status,
            duration_ms,
            error = %failure,
            "the gateway did not answer {operation}"
        ),
    }
}
