//! What can go wrong when stock is to be moved, by meaning.

use crate::http::{self, Answer};
use crate::{GatewayError, SellerKey, gateway_error};

/// Why the gateway did not take a redistribution request. No variant ever holds the key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RedistributionError {
    /// 409 `quota_exhausted`: the quotas are used up, or not open.
    #[error("the quotas are used up")]
    QuotaExhausted,
    /// 422: these goods cannot be moved like this.
    #[error("the request is rejected ({}): {detail}", code.as_deref().unwrap_or("no reason"))]
    Rejected {
        /// The gateway's reason, for programs.
        code: Option<String>,
        /// The gateway's own words.
        detail: String,
    },
    /// 429: too many requests.
    #[error("the gateway asks to wait")]
    TooMany {
        /// Seconds to wait, when the gateway said so.
        retry_s: Option<u32>,
    },
    /// Anything that can go wrong with any call.
    #[error(transparent)]
    Gateway(GatewayError),
}

impl RedistributionError {
    /// True when the request may have been taken all the same. Only the same request under the same idempotency key tells:
    /// see [`Gateway::redistribute`](crate::Gateway::redistribute).
    pub fn outcome_is_doubtful(&self) -> bool {
        matches!(self, RedistributionError::Gateway(error) if error.outcome_is_doubtful())
    }

    /// The meaning of an answer whose status is not a success.
    pub(crate) fn from_answer(answer: &Answer, key: &SellerKey) -> Self {
        let code = gateway_error::code(&answer.body);
        match (answer.status.as_u16(), code.as_deref()) {
            (409, Some("quota_exhausted") | None) => RedistributionError::QuotaExhausted,
            // What a 409 or a 422 means for a booking it does not mean here.
            (409, _) => RedistributionError::Gateway(GatewayError::Refused {
                status: 409,
                detail: http::detail(&answer.body, key),
            }),
            (422, _) => RedistributionError::Rejected {
                // Quoted, because the other side may have put anything there.
                code: code.map(|code| http::quote(code.as_bytes(), Some(key))),
                detail: http::detail(&answer.body, key),
            },
            _ => GatewayError::from_answer(answer, key).into(),
        }
    }
}

impl From<GatewayError> for RedistributionError {
    fn from(error: GatewayError) -> Self {
        match error {
            GatewayError::RateLimited { retry_s } => RedistributionError::TooMany { retry_s },
            other => RedistributionError::Gateway(other),
        }
    }
}
