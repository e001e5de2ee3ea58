//! Openings that cannot be taken: the watch is held until it may book again, or, without catches, its seller is told what opened.

use accounts::history::{HistoryLine, Missed, Operation};
use jiff::{SignedDuration, Timestamp};
use store::{Stored, TransactError, Write};

use super::assisted::SEEN_LONG_AGO;
use super::claim::Claiming;
use super::figures::figures;
use super::{Claim, Skip, Stop, Work};
use crate::attempt::{Outcome, Phase};
use crate::job::BookSlot;
use crate::missed::MissedOpening;
use crate::records::slot_of;
use crate::watch::{Watch, WatchState};
use accounts::speed::Seen;

/// How long a watch waits for other attempts to give their catches back.
const WAIT_FOR_CATCHES: SignedDuration = SignedDuration::from_secs(30);

impl Work<'_> {
    /// The shop may not book now: the watch is held, and the poller offers it the board again afterwards. The opening is noted as missed,
    /// once, however often it is met in that time.
    pub(super) async fn hold(
        &self,
        job: &BookSlot,
        watch: Stored<Watch>,
        until: Timestamp,
        why: Skip,
    ) -> Result<Option<Claim>, Stop> {
        let now = self.now();
        let mut held = watch.record.next_round(Some(until));
        held.changed_at = now;
        let is_new = held.missed.count(&job.open);
        held.seen += u32::from(is_new);
        let mut writes = vec![Write::replace(&held, watch.version)];
        if is_new {
            writes.extend(note(job, &held, Missed::ShopRests, now));
        }
        self.skip_with(writes, why).await
    }

    /// Every catch left is reserved by another attempt: the watch waits until they have ended, or until somebody pays. Attempts end in seconds;
    /// offers wait for their sellers, who are told what passes them by meanwhile.
    pub(super) async fn wait_for_catches(
        &self,
        claiming: &Claiming<'_>,
        watch: Stored<Watch>,
        reserved: u32,
        unchanged: Write,
        now: Timestamp,
    ) -> Result<Option<Claim>, Stop> {
        let until = now + WAIT_FOR_CATCHES;
        if is_old(claiming.job, now) || !self.are_in_offers(&watch.record, reserved).await? {
            return self.put_off(watch, Some(until), unchanged, Skip::CatchesReserved).await;
        }
        let waits = Stored {
            record: watch.record.next_round(Some(until)),
            version: watch.version,
        };
        self.tell_of_it(claiming, waits, unchanged, Missed::CatchesReserved, now)
            .await
    }

    /// Whether offers that are open hold all of so many reserved catches.
    async fn are_in_offers(&self, watch: &Watch, reserved: u32) -> Result<bool, Stop> {
        let pk = format!("USER#{}", watch.user);
        let watches = self.booker.table.list::<Watch>(&pk, "WATCH#").await?;
        let offers = watches.iter().filter(|watch| watch.record.offer.is_some()).count();
        Ok(u32::try_from(offers).is_ok_and(|offers| offers >= reserved))
    }

    /// The watch, which waits for a catch, is offered the board anew.
    async fn put_off(
        &self,
        watch: Stored<Watch>,
        until: Option<Timestamp>,
        unchanged: Write,
        why: Skip,
    ) -> Result<Option<Claim>, Stop> {
        let mut held = watch.record.next_round(until);
        held.changed_at = self.now();
        held.unpaid = true;
        let writes = vec![unchanged, Write::replace(&held, watch.version)];
        self.skip_with(writes, why).await
    }

    /// No catches are left: the watch goes on, and its seller is told of the opening, or of how many there were if told of one lately.
    pub(super) async fn miss(
        &self,
        claiming: &Claiming<'_>,
        watch: Stored<Watch>,
        unchanged: Write,
        now: Timestamp,
    ) -> Result<Option<Claim>, Stop> {
        if is_old(claiming.job, now) {
            return self.put_off(watch, None, unchanged, Skip::NoCatches).await;
        }
        self.tell_of_it(claiming, watch, unchanged, Missed::NoCatches, now)
            .await
    }

    /// Notes the opening as missed for want of a catch, once, and tells the seller unless they were told of one lately.
    async fn tell_of_it(
        &self,
        claiming: &Claiming<'_>,
        watch: Stored<Watch>,
        unchanged: Write,
        why: Missed,
        now: Timestamp,
    ) -> Result<Option<Claim>, Stop> {
        let job = claiming.job;
        let in_offers = why == Missed::CatchesReserved;
        let mut attempt = self.new_attempt(claiming, &watch.record, now);
        let mut goes_on = watch.record;
        goes_on.unpaid = true;
        let is_new = goes_on.missed.count(&job.open);
        goes_on.seen += u32::from(is_new);
        let missed = MissedOpening {
            open: job.open,
            in_offers,
        };
        let told = match is_new {
            true => goes_on.missed.tell(missed, now),
            false => None,
        };
        attempt.phase = Phase::Done {
            outcome: Outcome::NoCatches {
                others: told.unwrap_or_default(),
                in_offers,
            },
            at: now,
        };
        attempt.told = told.is_none();
        let goes_on = goes_on.with_state(WatchState::Watching, now);
        let mut writes = vec![
            unchanged,
            Write::replace(&goes_on, watch.version),
            Write::insert(&attempt),
        ];
        if is_new {
            writes.extend(note(job, &goes_on, why, now));
        }
        if attempt.told {
            let skip = match in_offers {
                true => Skip::CatchesReserved,
                false => Skip::NoCatches,
            };
            return self.skip_with(writes, skip).await;
        }
        self.begin(attempt, writes).await
    }

    async fn skip_with(&self, writes: Vec<Write>, why: Skip) -> Result<Option<Claim>, Stop> {
        match self.booker.table.transact(writes, None).await {
            Ok(()) => Ok(Some(Claim::Skip(why))),
            Err(TransactError::Conflict { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

/// A job that comes late is no news: the watch meets the board anew, and what is still open is told then.
fn is_old(job: &BookSlot, now: Timestamp) -> bool {
    now.duration_since(job.seen_at) > SEEN_LONG_AGO
}

/// The line of history for a missed opening, and its place in the figures.
fn note(job: &BookSlot, watch: &Watch, why: Missed, now: Timestamp) -> Vec<Write> {
    let name = watch.warehouse_name(job.open.cell.warehouse).unwrap_or_default();
    let missed = Operation::OpeningMissed {
        watch: job.watch.to_string(),
        slot: slot_of(&job.open, name),
        why,
    };
    let line = HistoryLine::new(job.user, now, format!("{}-missed", job.attempt), missed);
    let seen = Seen {
        openings: 1,
        ..Seen::default()
    };
    let mut writes = vec![Write::put(&line)];
    writes.extend(figures(job.user, job.attempt.as_str(), &seen, now));
    writes
}
