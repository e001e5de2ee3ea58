//! What an attempt's end makes of its watch. Pure.

use jiff::{SignedDuration, Timestamp};

use crate::attempt::{Attempt, Outcome};
use crate::watch::{Mode, PauseReason, Watch, WatchState};

/// The watch after the attempt; `None` when it needs no change. What the seller did meanwhile (delete) stands.
///
/// A watch that goes on is offered the board anew (its next round) where openings may have passed it by: while it rested, or while
/// the question what came of a request was open. Its own opening it avoids if the slot was gone or the answer was lost.
pub(super) fn watch_after(
    mut watch: Watch,
    attempt: &Attempt,
    outcome: &Outcome,
    settling: bool,
    now: Timestamp,
) -> Option<Watch> {
    let ours = matches!(&watch.state, WatchState::Booking { attempt: held } if *held == attempt.id);
    let outlived_it = watch.ending.as_ref() == Some(&attempt.id);
    if outlived_it {
        watch.ending = None;
    }
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
        return outlived_it.then(|| watch.with_state(WatchState::Deleted, now));
    }
    // A draft that has become a supply is a draft no more, whatever came of its booking.
    if let Some(goods) = &mut watch.goods {
        goods.supply = goods.supply.or(attempt.supply);
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
            watch.missed.count(&attempt.open);
            (watch.next_round(Some(until)), WatchState::Watching)
        }
        Outcome::TooActive { until } => {
            watch.missed.count(&attempt.open);
            (watch.next_round(Some(*until)), WatchState::Watching)
        }
        Outcome::GoodsRejected { detail } => (watch, WatchState::Paused(PauseReason::Goods { detail: detail.clone() })),
        Outcome::NoKey => (watch, WatchState::Paused(PauseReason::Key)),
        Outcome::OrderGone => (watch, WatchState::Paused(PauseReason::OrderGone)),
        // Offers end otherwise, and openings that nobody could pay for, but not attempts that were made.
        Outcome::Unsettled
        | Outcome::NoCatches { .. }
        | Outcome::Confirmed { .. }
        | Outcome::PlannedByHand { .. }
        | Outcome::SlotClosed
        | Outcome::OfferExpired
        | Outcome::OfferSkipped
        | Outcome::OfferWithdrawn => (watch, WatchState::Paused(PauseReason::Unsettled)),
    };
    Some(watch.with_state(state, now))
}

/// The watch after an offer; `None` when the offer was not its own. What the seller did meanwhile (pause, delete) stands.
pub(super) fn watch_after_offer(
    mut watch: Watch,
    attempt: &Attempt,
    outcome: &Outcome,
    now: Timestamp,
) -> Option<Watch> {
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
        _ => {
            // It may be offered the same again, which is no new opening.
            for open in attempt.offer.iter().flat_map(|offer| &offer.open) {
                watch.missed.count(open);
            }
            watch.state.clone()
        }
    };
    let state = if deleted { WatchState::Deleted } else { state };
    // Openings may have passed it by while the offer was open.
    Some(watch.next_round(None).with_state(state, now))
}

/// One minute after the first trouble, doubling to an hour: an outage makes a few messages, not hundreds.
fn rest_after_troubles(troubles: u8) -> SignedDuration {
    SignedDuration::from_mins(1 << troubles.saturating_sub(1).min(6)).min(SignedDuration::from_hours(1))
}
