//! What can go wrong at Wildberries, by meaning.

use reqwest::header::HeaderMap;

use crate::SellerKey;
use crate::http::{self, Answer, Failure};

/// Texts of Wildberries' own backends that mean "once more, please", under whatever status they arrive.
const TRANSIENT: [&str; 3] = [
    "terminating connection due to conflict with recovery",
    "SQLSTATE 40001",
    "get supplier darkstore office error",
];

/// Why the official API gave no answer. No variant ever holds the key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WbError {
    /// 401: the key is unknown, damaged, expired or revoked.
    #[error("Wildberries does not accept the key")]
    Unauthorized,
    /// 402: the service's own balance at Wildberries is empty.
    #[error("Wildberries asks the service to top up its balance")]
    PaymentRequired,
    /// 403: the key's kind or category does not cover this method.
    #[error("Wildberries does not allow this key here: {detail}")]
    Forbidden {
        /// Wildberries' own words.
        detail: String,
    },
    /// 404 with «temporarily disabled»: the method is switched off for everybody. A state, not a failure.
    #[error("Wildberries has switched this method off for now")]
    Disabled,
    /// 404: no such thing, or no such path.
    #[error("Wildberries knows nothing under this address")]
    NotFound,
    /// 429.
    #[error("Wildberries asks to wait")]
    RateLimited(RateLimit),
    /// 400, or a 4xx without a meaning of its own.
    #[error("Wildberries refused the request: {detail}")]
    BadRequest {
        /// Wildberries' own words.
        detail: String,
    },
    /// 5xx, or a passing trouble of Wildberries' backends under another status.
    #[error("Wildberries has a trouble of its own (status {status})")]
    Server {
        /// The HTTP status.
        status: u16,
    },
    /// No complete answer in time.
    #[error("Wildberries did not answer in time")]
    Timeout,
    /// The connection was not made, or broke.
    #[error("Wildberries cannot be reached: {0}")]
    Network(String),
    /// An answer that this version cannot read.
    #[error("Wildberries' answer cannot be read: {what}")]
    Unreadable {
        /// What is wrong, with the beginning of what came back.
        what: String,
    },
}

/// The three headers of a 429; each may be missing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RateLimit {
    /// `X-Ratelimit-Retry`: seconds until the next try; earlier ones are refused too.
    pub retry_s: Option<u32>,
    /// `X-Ratelimit-Limit`: the calls that may be made at once when the budget is full again.
    pub limit: Option<u32>,
    /// `X-Ratelimit-Reset`: seconds until the budget is full again.
    pub reset_s: Option<u32>,
}

impl WbError {
    /// True when the same call may well succeed in a moment: server troubles, timeouts, broken connections.
    pub fn is_passing(&self) -> bool {
        matches!(self, WbError::Server { .. } | WbError::Timeout | WbError::Network(_))
    }

    /// Its name in logs and metrics.
    pub fn name(&self) -> &'static str {
        match self {
            WbError::Unauthorized => "unauthorized",
            WbError::PaymentRequired => "payment_required",
            WbError::Forbidden { .. } => "forbidden",
            WbError::Disabled => "disabled",
            WbError::NotFound => "not_found",
            WbError::RateLimited(_) => "rate_limited",
            WbError::BadRequest { .. } => "bad_request",
            WbError::Server { .. } => "server",
            WbError::Timeout => "timeout",
            WbError::Network(_) => "network",
            WbError::Unreadable { .. } => "unreadable",
        }
    }

    /// The meaning of an answer whose status is not a success.
    pub(crate) fn from_answer(answer: &Answer, key: &SellerKey) -> Self {
        let detail = http::detail(&answer.body, key);
        let status = answer.status.as_u16();
        if TRANSIENT.iter().any(|text| detail.contains(text)) {
            return WbError::Server { status };
        }
        match status {
            401 => WbError::Unauthorized,
            402 => WbError::PaymentRequired,
            403 => WbError::Forbidden { detail },
            404 if detail.to_lowercase().contains("temporarily disabled") => WbError::Disabled,
            404 => WbError::NotFound,
            408 => WbError::Timeout,
            429 => WbError::RateLimited(RateLimit::from_headers(&answer.headers)),
            400..=499 => WbError::BadRequest { detail },
            500..=599 => WbError::Server { status },
            _ => WbError::Unreadable {
                what: format!("status {status}: {detail}"),
            },
        }
    }
}

impl From<Failure> for WbError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::NotSent(why) | Failure::Lost(why) => WbError::Network(why),
            Failure::Timeout => WbError::Timeout,
            Failure::TooLarge { limit } => WbError::Unreadable {
                what: format!("more than {limit} bytes"),
            },
            // A key that cannot stand in a header is none that Wildberries ever issued.
            Failure::KeyUnfit => WbError::Unauthorized,
        }
    }
}

impl RateLimit {
    pub(crate) fn from_headers(headers: &HeaderMap) -> Self {
        RateLimit {
            retry_s: http::seconds(headers, "x-ratelimit-retry"),
            limit: http::number(headers, "x-ratelimit-limit"),
            reset_s: http::seconds(headers, "x-ratelimit-reset"),
        }
    }
}
