//! The daily digest: ordered for an hour, page by page, and written user by user, once a day.

mod review;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use accounts::audience::language_of;
use accounts::errands::{self, Errand};
use accounts::history::HistoryLine;
use accounts::keys;
use accounts::preferences::Preferences;
use accounts::seller_key::{KeyRecord, KeyState};
use clock::moscow_date;
use futures::future::BoxFuture;
use jiff::civil::Date;
use jiff::tz::{TimeZone, offset};
use jiff::{SignedDuration, Timestamp};
use queue::{Envelope, Fifo, QueueError};
use store::{Begin, Once, StoreError, Stored, Table, User};
use telegram::{ChatId, Notification, Topic, UserId};

pub use self::review::Review;
use crate::texts::digest as texts;

/// Users read at once.
const PAGE: usize = 100;
/// What a digest tells of.
const DAY: SignedDuration = SignedDuration::from_hours(24);
/// For how many hours digests are caught up that nobody ordered.
const CAUGHT_UP_HOURS: i64 = 6;
/// How long it is remembered that an hour's digests were ordered: longer than they could be caught up.
const ORDER_REMEMBERED: Duration = Duration::from_secs(2 * 24 * 60 * 60);
/// How long an order is left to a worker before another one tries.
const ORDERED_WITHIN: SignedDuration = SignedDuration::from_secs(60);
/// How often a note is tried against others who change the same wishes.
const TRIES: usize = 5;

/// What works for a user at the moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Running {
    /// Watches that wait for slots.
    pub watches: usize,
    /// Rules that wait for quotas.
    pub rules: usize,
}

/// Tells what works for a user; the features know.
pub type Runs = Arc<dyn Fn(UserId) -> BoxFuture<'static, Result<Running, StoreError>> + Send + Sync>;

/// What digests are made with.
#[derive(Clone)]
pub struct Digests {
    /// The table.
    pub table: Table,
    /// Where pages and users are ordered.
    pub reports: Fifo,
    /// Where the digests go.
    pub notifications: Fifo,
    /// What works for a user.
    pub runs: Runs,
}

/// What came of the order to write a digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// It is on its way.
    Sent,
    /// The user does not want one any more, cannot be reached, or has had today's.
    Skipped,
}

/// Why a digest could not be made; it should be ordered again.
#[derive(Debug, thiserror::Error)]
pub enum DigestError {
    /// The table.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A queue.
    #[error(transparent)]
    Queue(#[from] QueueError),
}

impl Digests {
    /// Orders the digests of the hour that is `now` in Moscow, and of hours shortly before in which nobody ordered them. Each hour of a day is
    /// ordered once: who chooses an hour that has passed is told tomorrow.
    ///
    /// # Errors
    /// See [`DigestError`].
    pub async fn order_hour(&self, trace: &str, now: Timestamp) -> Result<(), DigestError> {
        let ordered = Once::new(self.table.clone(), "REPORT", ORDER_REMEMBERED);
        for hours_ago in (0..=CAUGHT_UP_HOURS).rev() {
            let at = now - SignedDuration::from_hours(hours_ago);
            let hour = errands::Digests {
                hour: hour_of(at),
                day: moscow_date(at),
                after: None,
            };
            let id = format!("digests-{}-{:02}", hour.day, hour.hour);
            if !matches!(ordered.begin(&id, now, now + ORDERED_WITHIN).await?, Begin::Fresh) {
                continue;
            }
            if let Err(error) = self.order(vec![Errand::Digests(hour)], trace, now).await {
                ordered.release(&id).await?;
                return Err(error.into());
            }
            ordered.finish(&id, None, now).await?;
        }
        Ok(())
    }

    /// Orders the digests of one page of users, and the next page. Done again it orders the same ones, which are written once.
    ///
    /// # Errors
    /// See [`DigestError`].
    pub async fn order_page(&self, job: &errands::Digests, trace: &str, now: Timestamp) -> Result<usize, DigestError> {
        let partition = Preferences::digests_at(job.hour);
        let page = self
            .table
            .work_page::<Preferences>(&partition, job.after.as_deref(), PAGE)
            .await?;
        let until = beginning(job.day, job.hour);
        let due = page.records.iter().map(|stored| &stored.record);
        let mut orders: Vec<Errand> = due
            .filter(|wishes| wants(wishes, job.day))
            .map(|wishes| {
                let (user, day) = (wishes.user, job.day);
                Errand::Digest(errands::Digest { user, day, until })
            })
            .collect();
        let number = orders.len();
        orders.extend(page.next.map(|after| {
            Errand::Digests(errands::Digests {
                after: Some(after),
                ..job.clone()
            })
        }));
        self.order(orders, trace, now).await?;
        Ok(number)
    }

    /// Writes a user's digest and sends it. Sent again it has the same id; that it was sent is noted last.
    ///
    /// # Errors
    /// See [`DigestError`].
    pub async fn write(&self, job: &errands::Digest, trace: &str, now: Timestamp) -> Result<Written, DigestError> {
        let wishes = self.table.get::<Preferences>(&Preferences::key_of(job.user)).await?;
        if !wishes.is_some_and(|wishes| wants(&wishes.record, job.day)) {
            return Ok(Written::Skipped);
        }
        let reader = self.table.get::<User>(&User::key_of(job.user.0)).await?;
        let Some(reader) = reader
            .map(|stored| stored.record)
            .filter(|user| !user.blocked && !user.banned)
        else {
            return Ok(Written::Skipped);
        };
        let language = language_of(&self.table, job.user).await?;
        let review = self.review(job).await?;
        let running = (self.runs)(job.user).await?;
        let ending = self.keys_ending(job.user, now).await?;
        let text = texts::digest(language, job.day, &review, running, &ending, now);
        let id = format!("digest-{}-{}", job.user, job.day);
        let told = Notification::new(id, ChatId(reader.chat), text).about(Topic::Digest);
        let envelope = Envelope::new(told, trace, now.as_millisecond());
        self.notifications.send(&[envelope]).await?;
        self.note(job).await?;
        Ok(Written::Sent)
    }

    async fn review(&self, job: &errands::Digest) -> Result<Review, StoreError> {
        let (from, to) = (HistoryLine::from(job.until - DAY), HistoryLine::from(job.until));
        let place = format!("USER#{}", job.user);
        let lines = self.table.between::<HistoryLine>(&place, &from, &to).await?;
        Ok(lines.into_iter().map(|line| line.record.what).collect())
    }

    async fn keys_ending(&self, user: UserId, now: Timestamp) -> Result<Vec<KeyRecord>, StoreError> {
        let keys = keys::list(&self.table, user).await?.into_iter().map(|key| key.record);
        let ends = |key: &KeyRecord| key.state == KeyState::Active && key.warning(now).is_some();
        Ok(keys.filter(ends).collect())
    }

    async fn note(&self, job: &errands::Digest) -> Result<(), StoreError> {
        for _ in 0..TRIES {
            let stored = self.table.get::<Preferences>(&Preferences::key_of(job.user)).await?;
            // Whoever has left meanwhile has no wishes to note it in.
            let Some(Stored { record, version }) = stored else {
                return Ok(());
            };
            let noted = Preferences {
                digested: Some(job.day),
                ..record
            };
            match self.table.replace(&noted, version).await {
                Ok(_) => return Ok(()),
                Err(StoreError::Conflict) => {}
                Err(error) => return Err(error),
            }
        }
        Err(StoreError::Conflict)
    }

    async fn order(&self, orders: Vec<Errand>, trace: &str, now: Timestamp) -> Result<(), QueueError> {
        let envelopes = orders
            .into_iter()
            .map(|order| Envelope::new(order, trace, now.as_millisecond()));
        let envelopes: Vec<_> = envelopes.collect();
        if envelopes.is_empty() {
            return Ok(());
        }
        self.reports.send(&envelopes).await
    }
}

impl fmt::Debug for Digests {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Digests")
            .field("table", &self.table)
            .finish_non_exhaustive()
    }
}

/// Whether today's digest is still to come. The day may have come already for one who was told an hour before and then chose another.
fn wants(wishes: &Preferences, day: Date) -> bool {
    wishes.digest_hour.is_some() && !wishes.mutes(Topic::Digest) && wishes.digested.is_none_or(|told| told < day)
}

fn moscow() -> TimeZone {
    TimeZone::fixed(offset(3))
}

/// The hour in Moscow.
fn hour_of(now: Timestamp) -> u8 {
    u8::try_from(now.to_zoned(moscow()).hour()).unwrap_or_default()
}

/// When an hour of a Moscow day begins.
fn beginning(day: Date, hour: u8) -> Timestamp {
    let hour = i8::try_from(hour.min(23)).unwrap_or_default();
    let at = day.at(hour, 0, 0, 0).to_zoned(moscow());
    at.map_or(Timestamp::UNIX_EPOCH, |at| at.timestamp())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_digest_comes_once_a_day_to_whom_wants_one() {
        let day = date(2026, 11, 18);
        let wishes = Preferences {
            digest_hour: Some(9),
            ..Preferences::none(UserId(1))
        };
        let told = |digested| Preferences {
            digested: Some(digested),
            ..wishes.clone()
        };
        assert!(wants(&wishes, day) && wants(&told(date(2026, 11, 17)), day));
        assert!(!wants(&told(day), day) && !wants(&Preferences::none(UserId(1)), day));
        let muted = Preferences {
            muted: [Topic::Digest].into(),
            ..wishes
        };
        assert!(!wants(&muted, day));
    }

    #[test]
    fn hours_are_moscows() {
        assert_eq!(beginning(date(2026, 11, 18), 9).to_string(), "2026-11-18T06:00:00Z");
        assert_eq!(beginning(date(2026, 11, 18), 0).to_string(), "2026-11-17T21:00:00Z");
        assert_eq!(hour_of(beginning(date(2026, 11, 18), 9)), 9);
    }
}
