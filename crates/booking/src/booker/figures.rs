//! What an attempt adds to the day's figures, its user's and the service's.

use accounts::speed::{Scope, Seen, SpeedDay};
use jiff::Timestamp;
use store::Write;
use telegram::UserId;

use crate::attempt::{Attempt, Outcome};

/// The writes that count something named `name`. As part of a transaction they count once.
pub(super) fn figures(user: UserId, name: &str, seen: &Seen, now: Timestamp) -> [Write; 2] {
    [Scope::User(user), Scope::service_of(name)].map(|scope| Write::count(SpeedDay::count(scope, seen, now)))
}

/// What an attempt that has ended adds; `None` for one that never was more than an opening missed, which is counted by then.
pub(super) fn seen_of(attempt: &Attempt, outcome: &Outcome) -> Option<Seen> {
    if matches!(outcome, Outcome::NoCatches { .. }) {
        return None;
    }
    let settled = attempt.times.settled_at.unwrap_or(attempt.times.seen_at);
    let took = settled.duration_since(attempt.times.seen_at).as_millis();
    Some(Seen {
        openings: u32::from(!attempt.again),
        attempts: 1,
        // Clocks of two machines may disagree; a catch is a catch all the same.
        caught_after_ms: matches!(outcome, Outcome::Confirmed { .. }).then(|| u64::try_from(took).unwrap_or_default()),
        lost: is_lost(attempt, outcome),
        ..Seen::default()
    })
}

/// Whether the date was gone: taken by somebody else, or closed while the seller had the offer.
fn is_lost(attempt: &Attempt, outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Lost => true,
        Outcome::SlotClosed => attempt.offer.is_some(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::texts::samples::attempt;

    #[test]
    fn a_catch_counts_with_the_time_it_took_and_a_missed_opening_not_again() {
        let confirmed = Outcome::Confirmed {
            booking: "1".into(),
            time_slot: None,
            key_name: "key".into(),
        };
        let seen = seen_of(&attempt(), &confirmed).unwrap();
        assert_eq!((seen.openings, seen.attempts, seen.caught_after_ms), (1, 1, Some(840)));
        assert_eq!(
            seen_of(
                &attempt(),
                &Outcome::NoCatches {
                    others: 0,
                    in_offers: false
                }
            ),
            None
        );
        let again = Attempt {
            again: true,
            ..attempt()
        };
        assert_eq!(seen_of(&again, &Outcome::Lost).unwrap().openings, 0);
    }

    #[test]
    fn clocks_that_disagree_still_make_a_catch() {
        let mut early = attempt();
        early.times.settled_at = Some(early.times.seen_at - jiff::SignedDuration::from_millis(5));
        let confirmed = Outcome::Confirmed {
            booking: "1".into(),
            time_slot: None,
            key_name: "key".into(),
        };
        assert_eq!(seen_of(&early, &confirmed).unwrap().caught_after_ms, Some(0));
    }

    #[test]
    fn a_job_that_came_too_late_lost_nothing() {
        assert!(!seen_of(&attempt(), &Outcome::SlotClosed).unwrap().lost);
        assert!(seen_of(&attempt(), &Outcome::Lost).unwrap().lost);
    }
}
