//! The end of an attempt: one transaction writes the attempt, the watch, the catch, the booking and the history line.

use jiff::{SignedDuration, Timestamp};
use store::{StoreError, Stored, TransactError, Write};

use super::{Stop, Work};
use crate::attempt::{Attempt, Outcome, Phase};
use crate::balance::Balance;
use crate::records::{BookingRecord, HistoryLine, SellerRest, TakenSupply};
use crate::watch::{Cargo, Mode, PauseReason, Watch, WatchState, Way};

/// How often it is tried anew after the user or another attempt changed something in between.
const TRIES: usize = 10;

impl Work<'_> {
    pub(super) async fn conclude(&self, attempt: Stored<Attempt>, outcome: Outcome) -> Result<Stored<Attempt>, Stop> {
        let now = self.now();
        let mut record = attempt.record.clone();
        record.phase = Phase::Done {
            outcome: outcome.clone(),
            at: now,
        };
        record.times.settled_at = Some(now);
        record.reserved = false;
        for _ in 0..TRIES {
            let writes = self.final_writes(&attempt, &record, &outcome, now).await?;
            match self.booker.table.transact(writes, None).await {
                Ok(()) => {
                    return Ok(Stored {
                        record,
                        version: attempt.version + 1,
                    });
                }
                Err(TransactError::Conflict { .. }) => self.still_ours(&attempt).await?,
                Err(error) => return Err(error.into()),
            }
        }
        Err(Stop::Again(
            "the watch or the balance is being changed all the time".into(),
        ))
    }

    async fn final_writes(
        &self,
        before: &Stored<Attempt>,
        after: &Attempt,
        outcome: &Outcome,
        now: Timestamp,
    ) -> Result<Vec<Write>, Stop> {
        let mut writes = vec![
            Write::replace(after, before.version),
            Write::put(&HistoryLine::of(after, outcome, now)),
        ];
        if let Some(watch) = self
            .booker
            .table
            .get::<Watch>(&Watch::key_of(after.user, &after.watch))
            .await?
        {
            let version = watch.version;
            let changed = match after.way {
                Way::Gateway => watch_after(watch.record, after, outcome, self.is_settling, now),
                Way::Assisted(_) => watch_after_offer(watch.record, after, outcome, now),
            };
            if let Some(changed) = changed {
                writes.push(Write::replace(&changed, version));
            }
        }
        if before.record.reserved
            && let Some(balance) = self.booker.table.get::<Balance>(&Balance::key_of(after.user)).await?
        {
            let changed = match outcome {
                Outcome::Confirmed { .. } => balance.record.confirm(),
                _ => balance.record.give_back(),
            };
            writes.push(Write::replace(&changed, balance.version));
        }
        match outcome {
            Outcome::Confirmed {
                booking,
                time_slot,
                key_name,
            } => {
                writes.push(Write::put(&booking_record(
                    after,
                    booking,
                    time_slot.as_ref(),
                    key_name,
                    now,
                )));
                if matches!(after.way, Way::Assisted(Cargo::Draft { .. })) {
                    writes.push(Write::insert(&TakenSupply {
                        seller: after.seller.clone(),
                        number: booking.clone(),
                        attempt: after.id.clone(),
                        at: now,
                    }));
                }
            }
            Outcome::TooActive { until } => {
                writes.push(Write::put(&SellerRest {
                    seller: after.seller.clone(),
                    until: *until,
                }));
            }
            _ => {}
        }
        Ok(writes)
    }

    /// After a conflict: if the attempt itself was changed, another worker has it and this one stops.
    async fn still_ours(&self, attempt: &Stored<Attempt>) -> Result<(), Stop> {
        match self
            .booker
            .table
            .get::<Attempt>(&Attempt::key_of(&attempt.record.id))
            .await?
        {
            Some(stored) if stored.version == attempt.version => Ok(()),
            _ => Err(StoreError::Conflict.into()),
        }
    }
}

/// The watch after the attempt; `None` when it needs no change. What the seller did meanwhile (delete) stands.
///
/// A watch that goes on is offered the board anew (its next round) where openings may have passed it by: while it rested, or while
/// the question what came of a request was open. Its own opening it avoids if the slot was gone or the answer was lost.
fn watch_after(
    mut watch: Watch,
    attempt: &Attempt,
    outcome: &Outcome,
    settling: bool,
    now: Timestamp,
) -> Option<Watch> {
    let ours = matches!(&watch.state, WatchState::Booking { attempt: held } if *held == attempt.id);
    if let Outcome::Confirmed { booking, .. } = outcome {
        if !watch.caught.contains(&attempt.open.cell) {
            watch.caught.push(attempt.open.cell);
        }
        let state = match (watch.mode, &watch.state) {
            (_, WatchState::Deleted) => WatchState::Deleted,
            (Mode::FirstCatch, _) => WatchState::Caught {
                booking: booking.clone(),
            },
            (Mode::KeepCatching, _) if ours => WatchState::Watching,
            (Mode::KeepCatching, _) => watch.state.clone(),
        };
        watch.troubles = 0;
        let watch = if settling { watch.next_round(None) } else { watch };
        return Some(watch.with_state(state, now));
    }
    if !ours {
        return None;
    }
    watch.troubles = if *outcome == Outcome::Trouble {
        watch.troubles.saturating_add(1)
    } else {
        0
    };
    let (watch, state) = match outcome {
        Outcome::Lost if !settling => (watch.avoiding(&attempt.open), WatchState::Watching),
        Outcome::Lost | Outcome::Unanswered => (watch.avoiding(&attempt.open).next_round(None), WatchState::Watching),
        Outcome::Trouble => {
            let until = now + rest_after_troubles(watch.troubles);
            (watch.next_round(Some(until)), WatchState::Watching)
        }
        Outcome::TooActive { until } => (watch.next_round(Some(*until)), WatchState::Watching),
        Outcome::GoodsRejected { detail } => (watch, WatchState::Paused(PauseReason::Goods { detail: detail.clone() })),
        Outcome::NoKey => (watch, WatchState::Paused(PauseReason::Key)),
        Outcome::NoCatches => (watch, WatchState::Paused(PauseReason::NoCatches)),
        _ => (watch, WatchState::Paused(PauseReason::Unsettled)),
    };
    Some(watch.with_state(state, now))
}

/// The watch after an offer; `None` when the offer was not its own. What the seller did meanwhile (pause, delete) stands.
fn watch_after_offer(mut watch: Watch, attempt: &Attempt, outcome: &Outcome, now: Timestamp) -> Option<Watch> {
    let ours = watch.offer.as_ref() == Some(&attempt.id);
    if ours {
        watch.offer = None;
    }
    let deleted = watch.state == WatchState::Deleted;
    let state = match outcome {
        Outcome::Confirmed { booking, .. } => {
            watch.caught.push(attempt.open.cell);
            WatchState::Caught {
                booking: booking.clone(),
            }
        }
        // The order has its plan: there is nothing left to wait for.
        Outcome::PlannedByHand { booking, .. } => WatchState::Caught {
            booking: booking.clone(),
        },
        _ if !ours => return None,
        Outcome::OrderGone => WatchState::Paused(PauseReason::OrderGone),
        Outcome::OfferExpired | Outcome::OfferSkipped => {
            let open = attempt.offer.iter().flat_map(|offer| &offer.open);
            watch = open.fold(watch, Watch::avoiding);
            watch.state.clone()
        }
        _ => watch.state.clone(),
    };
    let state = if deleted { WatchState::Deleted } else { state };
    // Openings may have passed it by while the offer was open.
    Some(watch.next_round(None).with_state(state, now))
}

/// One minute after the first trouble, doubling to an hour: an outage makes a few messages, not hundreds.
fn rest_after_troubles(troubles: u8) -> SignedDuration {
    SignedDuration::from_mins(1 << troubles.saturating_sub(1).min(6)).min(SignedDuration::from_hours(1))
}

fn booking_record(
    attempt: &Attempt,
    booking: &str,
    time_slot: Option<&String>,
    key_name: &str,
    now: Timestamp,
) -> BookingRecord {
    BookingRecord {
        user: attempt.user,
        id: booking.to_owned(),
        attempt: attempt.id.clone(),
        watch: attempt.watch.clone(),
        seller: attempt.seller.clone(),
        cell: attempt.open.cell,
        warehouse_name: attempt.warehouse_name.clone(),
        coefficient: attempt.open.coefficient,
        time_slot: time_slot.cloned(),
        key_name: key_name.to_owned(),
        confirmed_at: now,
        times: attempt.times.clone(),
    }
}
