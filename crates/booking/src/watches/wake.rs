//! After a payment: watches that missed openings for want of catches are offered the board anew, so that what is still open is taken now.

use jiff::Timestamp;
use store::{StoreError, Stored};
use telegram::UserId;

use super::{Watches, is_being_moved, is_order_taken, list};
use crate::clock::moscow_date;
use crate::watch::{PauseReason, Watch, WatchState};

/// How often a watch is tried anew after somebody else changed it in between.
const TRIES: usize = 8;

impl Watches {
    /// Sends the user's watches on that wait for a catch, if there are catches now. Done again it finds none that waits.
    ///
    /// # Errors
    /// Those of the table. Watches that were sent on before stay so.
    pub async fn wake(&self, user: UserId, now: Timestamp) -> Result<(), StoreError> {
        if !self.has_catches(user, now).await? {
            return Ok(());
        }
        for watch in list(&self.table, user).await? {
            self.wake_one(watch, now).await?;
        }
        Ok(())
    }

    async fn wake_one(&self, mut watch: Stored<Watch>, now: Timestamp) -> Result<(), StoreError> {
        for _ in 0..TRIES {
            if is_paused_for_catches(&watch.record) && self.is_waited_for_by_another(&watch.record).await? {
                return Ok(());
            }
            let Some(woken) = woken(&watch.record, now) else {
                return Ok(());
            };
            match self.table.replace(&woken, watch.version).await {
                Ok(_) => {
                    tracing::info!(watch = %woken.id, "watch.woken: catches were paid for, the watch is offered the board anew");
                    return Ok(());
                }
                Err(StoreError::Conflict) => {}
                Err(error) => return Err(error),
            }
            match self.get(watch.record.user, &watch.record.id).await? {
                Some(changed) => watch = changed,
                None => return Ok(()),
            }
        }
        Err(StoreError::Conflict)
    }

    /// Whether another running watch waits with the same order by now, or is to move the same booking.
    async fn is_waited_for_by_another(&self, watch: &Watch) -> Result<bool, StoreError> {
        if !watch.is_fixed() {
            return Ok(false);
        }
        let mut others = list(&self.table, watch.user).await?;
        others.retain(|other| other.record.id != watch.id);
        let is_taken = watch.order().is_some_and(|order| is_order_taken(&others, order));
        let replaced = watch.instead_of.as_ref();
        Ok(is_taken || replaced.is_some_and(|replaced| is_being_moved(&others, &replaced.booking)))
    }
}

/// The watch sent on; `None` when it does not wait for a catch. Whoever paused it by hand, and what is being booked, is left alone.
fn woken(watch: &Watch, now: Timestamp) -> Option<Watch> {
    let waits = watch.unpaid && watch.state == WatchState::Watching && watch.offer.is_none();
    let goes_on = is_paused_for_catches(watch) && watch.to >= moscow_date(now);
    if !waits && !goes_on {
        return None;
    }
    let mut woken = watch.clone().next_round(None);
    woken.unpaid = false;
    woken.missed.settle();
    Some(woken.with_state(WatchState::Watching, now))
}

fn is_paused_for_catches(watch: &Watch) -> bool {
    watch.state == WatchState::Paused(PauseReason::NoCatches)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::ids::AttemptId;
    use crate::texts::samples::{now, watch};

    fn unpaid() -> Watch {
        Watch {
            unpaid: true,
            ..watch("aaaaaaaaaa")
        }
    }

    #[test]
    fn a_watch_that_waits_for_a_catch_meets_the_board_anew_and_only_once() {
        let woken_once = woken(&unpaid(), now()).unwrap();
        assert_eq!((woken_once.round, woken_once.unpaid), (1, false));
        assert_eq!(woken(&woken_once, now()), None);
    }

    #[test]
    fn one_that_an_earlier_version_paused_for_want_of_catches_goes_on_unless_its_days_are_over() {
        let paused = Watch {
            state: WatchState::Paused(PauseReason::NoCatches),
            ..watch("aaaaaaaaaa")
        };
        assert_eq!(woken(&paused, now()).unwrap().state, WatchState::Watching);
        let past = Watch {
            to: jiff::civil::date(2026, 11, 20),
            ..paused
        };
        assert_eq!(woken(&past, now()), None);
    }

    #[test]
    fn what_its_owner_paused_or_a_worker_holds_is_left_alone() {
        for state in [
            WatchState::Paused(PauseReason::ByUser),
            WatchState::Booking {
                attempt: AttemptId::from_text("a"),
            },
        ] {
            assert_eq!(woken(&Watch { state, ..unpaid() }, now()), None);
        }
        let offered = Watch {
            offer: Some(AttemptId::from_text("a")),
            ..unpaid()
        };
        assert_eq!(woken(&offered, now()), None);
    }
}
