//! One answer about a rule, changed. Pure.

use clock::moscow_date;
use jiff::Timestamp;
use jiff::civil::Date;
use wildberries::ChrtId;

use super::{ChangeRule, already, are_destinations_sound, are_units_sound, line};
use crate::rule::{Line, MOST_SIZES, Office, Rule, RuleState};
use crate::windows::Windows;

/// A change to one answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// How many units of each size are still to be moved; sizes that are not named are to be moved no more.
    Units(Vec<(ChrtId, u32)>),
    /// Where the goods may go, the most wanted first.
    Destinations(Vec<Office>),
    /// When it asks.
    When {
        /// At which openings.
        windows: Windows,
        /// Last day.
        until: Date,
    },
}

/// The rule with its answer changed. A rule that had nothing left, or whose last day was over, waits again when the change gives it
/// something to do.
///
/// # Errors
/// What to say instead.
pub fn edited(rule: &Rule, edit: &Edit, now: Timestamp) -> Result<Rule, ChangeRule> {
    let mut changed = rule.clone();
    match edit {
        Edit::Units(units) => {
            if units.is_empty() || units.len() > MOST_SIZES || !units.iter().all(|(_, n)| are_units_sound(*n)) {
                return Err(ChangeRule::NothingLeft);
            }
            changed.lines = lines_with(rule, units);
        }
        Edit::Destinations(to) => {
            if !are_destinations_sound(&rule.from, to) {
                return Err(already(rule));
            }
            changed.to = to.clone();
        }
        Edit::When { windows, until } => {
            if *until < moscow_date(now) {
                return Err(ChangeRule::Past);
            }
            (changed.windows, changed.until) = (*windows, *until);
        }
    }
    if changed == *rule {
        return Err(already(rule));
    }
    let can_go_on = changed.has_open_lines() && changed.until >= moscow_date(now);
    let state = match &rule.state {
        RuleState::Done | RuleState::Passed if can_go_on => RuleState::Waiting,
        state => state.clone(),
    };
    changed.hold_until = None;
    changed.fruitless = 0;
    Ok(changed.next_round().with_state(state, now))
}

/// What was moved stays on the lines, also of sizes that are to be moved no more.
fn lines_with(rule: &Rule, units: &[(ChrtId, u32)]) -> Vec<Line> {
    let moved = |chrt: ChrtId| {
        rule.lines
            .iter()
            .find(|line| line.chrt == chrt)
            .map_or(0, |line| line.moved)
    };
    let wanted = |chrt: ChrtId| units.iter().find(|(known, _)| *known == chrt).map_or(0, |(_, n)| *n);
    let mut lines: Vec<Line> = rule
        .lines
        .iter()
        .map(|line| Line {
            wanted: line.moved.saturating_add(wanted(line.chrt)),
            ..*line
        })
        .filter(|line| line.wanted > 0)
        .collect();
    for (chrt, more) in units {
        if !lines.iter().any(|line| line.chrt == *chrt) {
            lines.push(line(*chrt, moved(*chrt).saturating_add(*more)));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::rule::{PauseReason, Tried};
    use crate::rules::samples::{self, NOW, office};

    #[test]
    fn units_are_what_is_still_to_be_moved() {
        let mut rule = samples::rule(&[(10, 20), (11, 30)]);
        rule.lines[0].moved = 20;
        let rule = rule.with_state(RuleState::Done, NOW);
        let changed = edited(&rule, &Edit::Units(vec![(ChrtId(10), 7)]), NOW).unwrap();
        let lines: Vec<_> = changed
            .lines
            .iter()
            .map(|line| (line.chrt.0, line.wanted, line.moved))
            .collect();
        assert_eq!(lines, [(10, 27, 20)], "a size of which nothing was moved is gone");
        assert_eq!(changed.state, RuleState::Waiting);
        let too_few = edited(&rule, &Edit::Units(vec![(ChrtId(10), 4)]), NOW);
        assert_eq!(too_few, Err(ChangeRule::NothingLeft));
    }

    #[test]
    fn a_change_meets_what_is_open_anew_and_wakes_no_paused_rule() {
        let tried = Tried {
            office: office(686).id,
            opening: 1,
        };
        let rule = samples::rule(&[(10, 20)]).having_tried(tried);
        let rule = rule.with_state(RuleState::Paused(PauseReason::ByUser), NOW);
        let changed = edited(&rule, &Edit::Destinations(vec![office(1), office(686)]), NOW).unwrap();
        assert_eq!((changed.round, changed.tried.len()), (1, 0));
        assert_eq!(changed.state, RuleState::Paused(PauseReason::ByUser));
        let same = edited(&rule, &Edit::Destinations(rule.to.clone()), NOW);
        assert!(matches!(same, Err(ChangeRule::Already(_))));
        let onto_itself = edited(&rule, &Edit::Destinations(vec![rule.from.clone()]), NOW);
        assert!(matches!(onto_itself, Err(ChangeRule::Already(_))));
    }

    #[test]
    fn a_last_day_that_is_over_is_no_last_day() {
        let rule = samples::rule(&[(10, 20)]);
        let until = moscow_date(NOW).yesterday().unwrap();
        let windows = Windows::Morning;
        assert_eq!(
            edited(&rule, &Edit::When { windows, until }, NOW),
            Err(ChangeRule::Past)
        );
        let until = moscow_date(NOW);
        let passed = rule.with_state(RuleState::Passed, NOW);
        let changed = edited(&passed, &Edit::When { windows, until }, NOW).unwrap();
        assert_eq!(changed.state, RuleState::Waiting);
    }
}
