//! Errors reported to Sentry, where a stack has one: everything logged at level ERROR, in the words of the log.
//!
//! A small part of Sentry's protocol over the HTTP client that is there anyway: the full client would weigh more than all of this.
//! Reports are kept until the invocation's end and never fail or hold up an invocation for longer than they may.

mod dsn;
mod envelope;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures::future::join_all;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};

pub use self::dsn::{Dsn, DsnError};
pub use self::envelope::Reporter;
use crate::errors::{CaughtError, CaughtErrors, ErrorLayer};

/// How long nothing is sent after a 429 that does not say.
const USUAL_REST: Duration = Duration::from_secs(60);

/// Reports errors of one function. Clones share what is waiting.
#[derive(Debug, Clone)]
pub struct Sentry {
    dsn: Dsn,
    reporter: Reporter,
    http: reqwest::Client,
    caught: CaughtErrors,
    rests_until: Arc<Mutex<Option<Instant>>>,
}

/// A report that did not arrive.
enum Lost {
    /// Sentry wants to be left alone.
    Limited(Duration),
    /// Anything else.
    Failed,
}

impl Sentry {
    /// Reports of `reporter` to this project.
    pub fn new(dsn: Dsn, reporter: Reporter, http: reqwest::Client) -> Self {
        Self {
            dsn,
            reporter,
            http,
            caught: CaughtErrors::default(),
            rests_until: Arc::default(),
        }
    }

    /// Takes in errors from the log. Spans must be formatted as JSON fields in a layer before this one.
    pub fn layer(&self) -> ErrorLayer {
        self.caught.layer()
    }

    /// Sends what is waiting, in at most `within`. What does not arrive is lost to Sentry, not to the log.
    pub async fn flush(&self, within: Duration) {
        let Some((reports, left_out)) = self.take() else {
            return;
        };
        let count = reports.len();
        let sends = reports.iter().enumerate().map(|(place, report)| {
            let left_out = if place + 1 == count { left_out } else { 0 };
            self.send(report, left_out)
        });
        let lost = match tokio::time::timeout(within, join_all(sends)).await {
            Ok(sent) => sent.into_iter().filter_map(Result::err).collect(),
            Err(_) => vec![Lost::Failed],
        };
        if lost.is_empty() {
            return;
        }
        let rests = lost.iter().filter_map(|lost| match lost {
            Lost::Limited(rest) => Some(*rest),
            Lost::Failed => None,
        });
        if let Some(rest) = rests.max() {
            *self.rests_until() = Instant::now().checked_add(rest);
        }
        tracing::warn!(
            reports = count,
            "sentry.lost: not all reports of errors arrived, the log has them"
        );
    }

    /// What is to be sent now, and how many more errors there were; `None` when there is nothing to send or Sentry rests.
    fn take(&self) -> Option<(Vec<CaughtError>, usize)> {
        let (errors, left_out) = self.caught.take();
        let rests = self.rests_until().is_some_and(|until| Instant::now() < until);
        (!errors.is_empty() && !rests).then_some((errors, left_out))
    }

    /// Whoever panicked with the lock has left an instant that is as good as ever.
    fn rests_until(&self) -> MutexGuard<'_, Option<Instant>> {
        self.rests_until.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn send(&self, report: &CaughtError, left_out: usize) -> Result<(), Lost> {
        let answer = self
            .http
            .post(self.dsn.endpoint().clone())
            .header(CONTENT_TYPE, "application/x-sentry-envelope")
            .header("X-Sentry-Auth", self.dsn.auth_header())
            .body(self.reporter.envelope(report, rand::random(), left_out))
            .send()
            .await
            .map_err(|_| Lost::Failed)?;
        match answer.status() {
            status if status.is_success() => Ok(()),
            StatusCode::TOO_MANY_REQUESTS => {
                let told = answer
                    .headers()
                    .get(RETRY_AFTER)
                    .and_then(|value| value.to_str().ok()?.parse().ok());
                Err(Lost::Limited(told.map_or(USUAL_REST, Duration::from_secs)))
            }
            _ => Err(Lost::Failed),
        }
    }
}
