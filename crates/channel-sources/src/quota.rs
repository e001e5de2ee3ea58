//! What is left of a paid volume.

use jiff::Timestamp;
use reqwest::header::HeaderMap;
use serde::{Deserialize, Serialize};

use crate::http;

/// What a source says is left. Each part may be unknown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quota {
    /// Calls left.
    pub remaining: Option<u64>,
    /// Calls in all.
    pub limit: Option<u64>,
    /// The moment all are there again.
    pub resets_at: Option<Timestamp>,
}

/// An answer, and what is left after it.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered<T> {
    /// The answer.
    pub value: T,
    /// What is left; `None` when the source does not say so with each answer.
    pub quota: Option<Quota>,
}

/// Beyond this, a number of seconds is a moment and not a wait: ten years.
const LONGEST_WAIT_S: i64 = 10 * 366 * 24 * 60 * 60;

impl Quota {
    /// The `X-RateLimit-*` headers of an answer, `None` when there is none of them.
    pub(crate) fn from_headers(headers: &HeaderMap, now: Timestamp) -> Option<Self> {
        let quota = Quota {
            remaining: http::number(headers, "x-ratelimit-remaining"),
            limit: http::number(headers, "x-ratelimit-limit"),
            resets_at: http::number(headers, "x-ratelimit-reset").and_then(|reset| moment(reset, now)),
        };
        (quota != Quota::default()).then_some(quota)
    }
}

/// Both habits are in use: seconds from now, and a unix time.
fn moment(seconds: u64, now: Timestamp) -> Option<Timestamp> {
    let seconds = i64::try_from(seconds).ok()?;
    let seconds = if seconds <= LONGEST_WAIT_S {
        now.as_second().saturating_add(seconds)
    } else {
        seconds
    };
    Timestamp::from_second(seconds).ok()
}

impl<T> Answered<T> {
    /// The same quota with another value.
    pub(crate) fn map<U>(self, read: impl FnOnce(T) -> U) -> Answered<U> {
        Answered {
            value: read(self.value),
            quota: self.quota,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

    use super::*;

    fn quota(headers: &[(&'static str, &'static str)]) -> Option<Quota> {
        let headers: HeaderMap = headers
            .iter()
            .map(|&(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect();
        Quota::from_headers(&headers, Timestamp::from_second(1_800_000_000).unwrap())
    }

    #[test]
    fn headers_say_what_is_left() {
        let said = quota(&[
            ("x-ratelimit-remaining", "41"),
            ("x-ratelimit-limit", "1000"),
            ("x-ratelimit-reset", "60"),
        ]);
        assert_eq!(
            said,
            Some(Quota {
                remaining: Some(41),
                limit: Some(1000),
                resets_at: Some(Timestamp::from_second(1_800_000_060).unwrap()),
            })
        );
    }

    #[test]
    fn a_reset_may_be_a_moment_and_anything_may_be_missing() {
        let reset = quota(&[("x-ratelimit-reset", "1800086400")]).unwrap();
        assert_eq!(reset.resets_at, Some(Timestamp::from_second(1_800_086_400).unwrap()));
        assert_eq!(reset.remaining, None);
        assert_eq!(quota(&[("x-ratelimit-remaining", "many")]), None);
        assert_eq!(quota(&[]), None);
    }
}
