//! What a request's end makes of its rule. Pure.

use jiff::Timestamp;
use wildberries::ChrtId;

use crate::mover::tell::needs_word;
use crate::request::{Outcome, Request};
use crate::rule::{Line, PauseReason, Rule, RuleState, Tried};

/// The rule after the request. What its seller did meanwhile (pause, delete) stands; what was accepted counts all the same.
pub(super) fn rule_after(rule: Rule, request: &Request, outcome: &Outcome, now: Timestamp) -> Rule {
    let tried = Tried {
        office: request.dst.id,
        opening: request.opening,
    };
    let mut rule = match outcome {
        Outcome::Moved { items, .. } => {
            let mut moved = rule.having_tried(tried);
            for item in items {
                count(&mut moved.lines, item.chrt, item.count);
            }
            (moved.fruitless, moved.refusal) = (0, None);
            moved
        }
        Outcome::Nothing { .. } | Outcome::Exhausted => rule.having_tried(tried).fruitlessly(now),
        Outcome::Trouble => rule.next_round().fruitlessly(now),
        Outcome::TooActive { until } => Rule {
            hold_until: Some(*until),
            ..rule.next_round()
        },
        Outcome::Rejected { .. } | Outcome::NoKey | Outcome::Unsettled { .. } => rule,
    };
    rule.refusal = outcome.refusal(now).or(rule.refusal);
    let state = match (&rule.state, outcome) {
        (RuleState::Waiting | RuleState::Paused(_), Outcome::Moved { .. }) if !rule.has_open_lines() => RuleState::Done,
        (RuleState::Waiting, Outcome::Rejected { detail }) => {
            RuleState::Paused(PauseReason::Rejected { detail: detail.clone() })
        }
        (RuleState::Waiting, Outcome::NoKey) => RuleState::Paused(PauseReason::Key),
        (RuleState::Waiting, Outcome::Unsettled { .. }) => RuleState::Paused(PauseReason::Unsettled),
        (state, _) => (*state).clone(),
    };
    // As long as its end has not been told, whoever comes next finds the request here.
    if !needs_word(outcome) && rule.request.as_ref() == Some(&request.id) {
        rule.request = None;
    }
    rule.with_state(state, now)
}

/// A size that its seller took off the rule meanwhile was moved all the same.
fn count(lines: &mut Vec<Line>, chrt: ChrtId, units: u32) {
    match lines.iter_mut().find(|line| line.chrt == chrt) {
        Some(line) => line.moved = line.moved.saturating_add(units),
        None => lines.push(Line {
            chrt,
            wanted: units,
            moved: units,
        }),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use accounts::ids::KeyId;
    use wildberries::RedistributionItem;

    use super::*;
    use crate::rule::Why;
    use crate::rules::samples::{self, NOW};

    const SIZES: [(u64, u32); 2] = [(10, 20), (11, 5)];

    fn after(rule: Rule, outcome: &Outcome) -> Rule {
        rule_after(rule, &samples::request(&SIZES), outcome, NOW)
    }

    fn asking() -> Rule {
        Rule {
            request: Some(samples::request(&SIZES).id),
            ..samples::rule(&SIZES)
        }
    }

    fn moved(units: &[(u64, u32)]) -> Outcome {
        let item = |(chrt, count): &(u64, u32)| RedistributionItem {
            chrt: ChrtId(*chrt),
            dst_office: samples::office(686).id,
            count: *count,
        };
        Outcome::Moved {
            number: "R-1".to_owned(),
            items: units.iter().map(item).collect(),
            key: KeyId::from_text("k"),
        }
    }

    #[test]
    fn what_was_accepted_counts_and_the_rest_stays_wanted() {
        let rule = after(asking(), &moved(&[(10, 12)]));
        assert_eq!((rule.moved(), rule.left()), (12, 13));
        assert_eq!(rule.state, RuleState::Waiting);
        assert!(rule.has_tried(samples::office(686).id, NOW.as_millisecond()));
        assert!(rule.request.is_some(), "until its end is told");
    }

    #[test]
    fn a_rule_is_done_when_fewer_than_five_of_each_size_are_left() {
        let rule = after(asking(), &moved(&[(10, 16), (11, 5)]));
        assert_eq!((rule.state, rule.lines[0].left()), (RuleState::Done, 4));
    }

    #[test]
    fn what_its_seller_did_meanwhile_stands_and_still_every_unit_counts() {
        let mut deleted = asking().with_state(RuleState::Deleted, NOW);
        deleted.lines.remove(1);
        let rule = after(deleted, &moved(&[(10, 20), (11, 5)]));
        assert_eq!((rule.state.clone(), rule.moved()), (RuleState::Deleted, 25));
        let paused = asking().with_state(RuleState::Paused(PauseReason::ByUser), NOW);
        let refused = after(paused, &Outcome::NoKey);
        assert_eq!(refused.state, RuleState::Paused(PauseReason::ByUser));
    }

    #[test]
    fn fruitless_tries_wait_longer_each_time_and_not_again_in_this_opening() {
        let mut rule = after(asking(), &Outcome::Exhausted);
        assert!(rule.request.is_none(), "nothing is told");
        assert!(rule.has_tried(samples::office(686).id, NOW.as_millisecond()));
        let wait = |rule: &Rule| rule.hold_until.unwrap().duration_since(NOW).as_secs();
        let first = wait(&rule);
        for _ in 0..20 {
            rule = after(rule, &Outcome::Exhausted);
        }
        assert_eq!((first, wait(&rule)), (2, 600));
        assert_eq!(rule.refusal.unwrap().why, Why::Exhausted);
    }

    #[test]
    fn after_trouble_the_same_opening_may_be_tried_anew() {
        for outcome in [Outcome::Trouble, Outcome::TooActive { until: NOW }] {
            let rule = after(asking(), &outcome);
            assert_eq!((rule.round, rule.tried.len()), (1, 0), "{outcome:?}");
            assert_eq!(rule.state, RuleState::Waiting);
        }
    }

    #[test]
    fn what_needs_the_seller_pauses_the_rule() {
        let detail = "no".to_owned();
        for (outcome, reason) in [
            (
                Outcome::Rejected { detail: detail.clone() },
                PauseReason::Rejected { detail },
            ),
            (Outcome::NoKey, PauseReason::Key),
            (Outcome::silence(), PauseReason::Unsettled),
        ] {
            assert_eq!(after(asking(), &outcome).state, RuleState::Paused(reason));
        }
    }
}
