//! What can go wrong at the gateway, by meaning.

use reqwest::header::CONTENT_TYPE;
use serde_json::Value;

use crate::SellerKey;
use crate::http::{self, Answer, Failure};

/// Why the gateway gave no answer. No variant ever holds the key.
///
/// For a booking the question that matters is whether it may have been made:
/// see [`outcome_is_doubtful`](GatewayError::outcome_is_doubtful).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GatewayError {
    /// 409 `slot_taken`: the date is gone.
    #[error("the slot is taken")]
    SlotTaken,
    /// 422 `goods_rejected`: these goods cannot go there.
    #[error("the goods are rejected: {detail}")]
    GoodsRejected {
        /// The gateway's own words.
        detail: String,
    },
    /// 429 `too_active`: this seller must pause for ten minutes.
    #[error("the seller is too active")]
    TooActive,
    /// 429 for any other reason.
    #[error("the gateway asks to wait")]
    RateLimited {
        /// Seconds to wait, when the gateway said so.
        retry_s: Option<u32>,
    },
    /// 401: the key does not work.
    #[error("the gateway does not accept the key")]
    Unauthorized,
    /// 403: the key may not do this.
    #[error("the gateway does not allow this key here")]
    Forbidden,
    /// 404: no such thing; for slots, the gateway does not offer them at present.
    #[error("the gateway knows nothing under this address")]
    NotFound,
    /// Any other 4xx: nothing was done.
    #[error("the gateway refused (status {status}): {detail}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// The gateway's own words.
        detail: String,
    },
    /// 5xx: it answered, but what was done is doubtful.
    #[error("the gateway has a trouble of its own (status {status})")]
    Server {
        /// The HTTP status.
        status: u16,
    },
    /// The connection was never made: nothing was done.
    #[error("the gateway cannot be reached: {0}")]
    NotSent(String),
    /// Sent, but no answer: what was done is doubtful.
    #[error("the gateway did not answer: {0}")]
    Unknown(String),
    /// An answer that this version cannot read: what was done is doubtful.
    #[error("the gateway's answer cannot be read: {what}")]
    Unreadable {
        /// What is wrong, with the beginning of what came back.
        what: String,
    },
}

impl GatewayError {
    /// True when a booking may have been made all the same: ask with
    /// [`Gateway::booking_by_key`](crate::Gateway::booking_by_key) before trying again.
    pub fn outcome_is_doubtful(&self) -> bool {
        matches!(
            self,
            GatewayError::Server { .. } | GatewayError::Unknown(_) | GatewayError::Unreadable { .. }
        )
    }

    /// The meaning of an answer whose status is not a success.
    pub(crate) fn from_answer(answer: &Answer, key: &SellerKey) -> Self {
        let status = answer.status.as_u16();
        let code = code(&answer.body);
        let detail = || http::detail(&answer.body, key);
        match (status, code.as_deref()) {
            (401, _) => GatewayError::Unauthorized,
            (403, _) => GatewayError::Forbidden,
            // A web server's own page is not the gateway's word that a booking does not exist.
            (404, None) if is_html(answer) => GatewayError::Unreadable {
                what: format!("status 404: {}", detail()),
            },
            (404, _) => GatewayError::NotFound,
            // The server gave up waiting: how much of the request it had is not known.
            (408, _) => GatewayError::Server { status },
            (409, Some("slot_taken") | None) => GatewayError::SlotTaken,
            (422, Some("goods_rejected") | None) => GatewayError::GoodsRejected { detail: detail() },
            (429, Some("too_active")) => GatewayError::TooActive,
            (429, _) => GatewayError::RateLimited {
                retry_s: http::seconds(&answer.headers, "retry-after")
                    .or_else(|| http::seconds(&answer.headers, "x-ratelimit-retry")),
            },
            (400..=499, _) => GatewayError::Refused {
                status,
                detail: detail(),
            },
            (500..=599, _) => GatewayError::Server { status },
            _ => GatewayError::Unreadable {
                what: format!("status {status}: {}", detail()),
            },
        }
    }
}

impl From<Failure> for GatewayError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::NotSent(why) => GatewayError::NotSent(why),
            Failure::Timeout | Failure::Lost(_) => GatewayError::Unknown(failure.to_string()),
            Failure::TooLarge { .. } => GatewayError::Unreadable {
                what: failure.to_string(),
            },
            // A key that cannot stand in a header is none that Wildberries ever issued.
            Failure::KeyUnfit => GatewayError::Unauthorized,
        }
    }
}

/// The `error` of an error body, by which answers with the same status are told apart.
pub(crate) fn code(body: &[u8]) -> Option<String> {
    let json: Value = serde_json::from_slice(body).ok()?;
    json.get("error")?.as_str().map(str::to_owned)
}

fn is_html(answer: &Answer) -> bool {
    let content_type = answer.headers.get(CONTENT_TYPE);
    content_type.is_some_and(|value| value.as_bytes().starts_with(b"text/html"))
}
