//! Moving stock through the gateway.

use std::time::Duration;

use reqwest::header::HeaderValue;

use super::{Gateway, SMALL_BODY, exchange, send, unreadable};
use crate::http;
use crate::redistribution::{AcceptedBody, QuotaBody, QuotasBody, RequestBody};
use crate::{Accepted, GatewayError, Quota, RedistributionError, RedistributionRequest, SellerKey};

/// How long asking for quotas may take: they are gone in seconds.
const LIMITS_CALL: Duration = Duration::from_secs(5);

impl Gateway {
    /// Asks what may still be moved, out of every office and into it, in one call. A row without a usable office is left
    /// out.
    ///
    /// # Errors
    /// See [`GatewayError`]; `Unreadable` also when there are rows and not one of them can be read.
    pub async fn limits(&self, key: &SellerKey) -> Result<Vec<Quota>, GatewayError> {
        let url = http::append(&self.base, "/api/v1/redistribution/limits");
        let answer = send("limits", self.http.get(url), key, LIMITS_CALL, SMALL_BODY).await?;
        let body: QuotasBody<'_> =
            serde_json::from_slice(&answer.body).map_err(|error| unreadable(&error, &answer, key))?;
        let rows = body.quotas.unwrap_or_default();
        let quotas: Vec<Quota> = rows.iter().filter_map(QuotaBody::read).collect();
        if quotas.is_empty() && !rows.is_empty() {
            return Err(super::unusable("officeID", &answer, key));
        }
        Ok(quotas)
    }

    /// Asks to move stock. The gateway may take all of it, a part, or nothing: only [`Accepted::accepted`] will be moved,
    /// and the caller judges what that is worth.
    /// `timeout` covers the whole answer.
    ///
    /// There is no call that asks what became of a request. When the outcome is doubtful, *the same request under the same
    /// idempotency key* settles it:
    /// the gateway answers a repeated key with its first answer and moves nothing again. Under another key it would be
    /// another request, and stock could be moved twice.
    ///
    /// # Errors
    /// See [`RedistributionError`], above all [`outcome_is_doubtful`](RedistributionError::outcome_is_doubtful).
    pub async fn redistribute(
        &self,
        key: &SellerKey,
        request: &RedistributionRequest,
        idempotency_key: &str,
        timeout: Duration,
    ) -> Result<Accepted, RedistributionError> {
        let idempotency_key = HeaderValue::from_str(idempotency_key)
            .map_err(|_| GatewayError::NotSent("the idempotency key cannot stand in a header".to_owned()))?;
        let post = self
            .http
            .post(http::append(&self.base, "/api/v1/redistribution/requests"))
            .header("Idempotency-Key", idempotency_key)
            .json(&RequestBody::from(request));
        let answer = exchange("redistribute", post, key, timeout, SMALL_BODY).await?;
        if !answer.status.is_success() {
            return Err(RedistributionError::from_answer(&answer, key));
        }
        let body: AcceptedBody<'_> =
            serde_json::from_slice(&answer.body).map_err(|error| unreadable(&error, &answer, key))?;
        let accepted = body.read().map_err(|field| super::unusable(field, &answer, key))?;
        Ok(accepted)
    }
}
