//! What may be moved at present, and since when. Pure.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use wildberries::redistribution_rules::LEAST_UNITS;
use wildberries::{OfficeId, Quota};

use crate::job::Way;
use crate::rule::{Rule, RuleState};

/// The quotas as last seen. A pair of warehouses has an *opening*: the moment since which enough may leave the one and come to the other.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Openings {
    offices: BTreeMap<OfficeId, Standing>,
}

/// One warehouse.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Standing {
    out: Side,
    into: Side,
}

/// One of a warehouse's two quotas.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Side {
    units: u32,
    /// Unix milliseconds; none while fewer than five units may move.
    since: Option<i64>,
}

impl Openings {
    /// Takes in what was seen at an instant. A quota that grows opens anew: what was refused before may go now.
    pub fn see(&mut self, quotas: &[Quota], at: Timestamp) {
        let at = at.as_millisecond();
        let before = std::mem::take(&mut self.offices);
        for quota in quotas {
            let known = before.get(&quota.office).copied().unwrap_or_default();
            let standing = Standing {
                out: known.out.next(quota.src, at),
                into: known.into.next(quota.dst, at),
            };
            // What is closed need not be remembered: the note that carries this is written every second.
            if standing.out.since.is_some() || standing.into.since.is_some() {
                self.offices.insert(quota.office, standing);
            }
        }
    }

    /// Nobody has looked for a while: what is open when it is seen next is another opening.
    pub fn forget(&mut self) {
        self.offices.clear();
    }

    /// Whether anything at all may be moved.
    pub fn is_anything_open(&self) -> bool {
        let mut offices = self.offices.values();
        offices.any(|office| office.out.since.is_some())
    }

    /// Since when enough may leave `from` and come to `to`.
    pub fn between(&self, from: OfficeId, to: OfficeId) -> Option<i64> {
        let (from, to) = (self.offices.get(&from)?, self.offices.get(&to)?);
        Some(from.out.since?.max(to.into.since?))
    }

    /// The destinations of a rule that are open and were not tried in this opening; none for a rule that does not ask now.
    pub fn ways(&self, rule: &Rule, now: Timestamp) -> Vec<Way> {
        let is_ready = rule.state == RuleState::Waiting
            && rule.request.is_none()
            && rule.hold_until.is_none_or(|until| until <= now)
            && rule.until >= clock::moscow_date(now)
            && rule.has_open_lines()
            && rule.windows.is_on(now);
        if !is_ready {
            return Vec::new();
        }
        let way = |office: OfficeId| {
            let opening = self.between(rule.from.id, office)?;
            (!rule.has_tried(office, opening)).then_some(Way { office, opening })
        };
        rule.to.iter().filter_map(|office| way(office.id)).collect()
    }
}

impl Side {
    fn next(self, units: u32, at: i64) -> Self {
        let since = match self.since {
            _ if units < LEAST_UNITS => None,
            Some(since) if units <= self.units => Some(since),
            _ => Some(at),
        };
        Self { units, since }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use jiff::SignedDuration;

    use super::*;
    use crate::rule::Tried;
    use crate::rules::samples;

    const FROM: OfficeId = OfficeId(507);
    const TO: OfficeId = OfficeId(686);

    fn quotas(src: u32, dst: u32) -> Vec<Quota> {
        let quota = |office, src, dst| Quota {
            office,
            name: String::new(),
            src,
            dst,
        };
        vec![quota(FROM, src, 0), quota(TO, 0, dst)]
    }

    fn at(second: i64) -> Timestamp {
        samples::NOW + SignedDuration::from_secs(second)
    }

    #[test]
    fn an_opening_begins_when_both_quotas_suffice_and_ends_with_one_of_them() {
        let mut openings = Openings::default();
        let mut seen = |src, dst, second| {
            openings.see(&quotas(src, dst), at(second));
            openings.between(FROM, TO)
        };
        assert_eq!(seen(0, 100, 0), None);
        assert_eq!(seen(4, 100, 1), None);
        let begun = Some(at(2).as_millisecond());
        assert_eq!(seen(40, 100, 2), begun);
        assert_eq!(seen(12, 30, 3), begun, "less of it is the same opening");
        assert_eq!(seen(12, 31, 4), Some(at(4).as_millisecond()), "more of it is another");
        assert_eq!(seen(4, 31, 5), None);
        assert_eq!(seen(5, 31, 6), Some(at(6).as_millisecond()));
    }

    #[test]
    fn an_office_that_is_not_told_of_is_closed() {
        let mut openings = Openings::default();
        openings.see(&quotas(10, 10), at(0));
        openings.see(&quotas(10, 10)[..1], at(1));
        assert_eq!(openings.between(FROM, TO), None);
        assert!(openings.is_anything_open());
    }

    #[test]
    fn a_rule_asks_only_while_it_waits_and_never_twice_in_an_opening() {
        let mut openings = Openings::default();
        openings.see(&quotas(100, 100), at(0));
        let rule = samples::rule(&[(10, 20)]);
        let ways = openings.ways(&rule, at(1));
        assert_eq!(ways.iter().map(|way| way.office).collect::<Vec<_>>(), [TO]);
        let tried = Tried {
            office: TO,
            opening: ways[0].opening,
        };
        let silent = [
            rule.clone().having_tried(tried),
            rule.clone().with_state(RuleState::Done, at(0)),
            Rule {
                hold_until: Some(at(2)),
                ..rule.clone()
            },
            Rule {
                until: clock::moscow_date(at(0)).yesterday().unwrap(),
                ..rule.clone()
            },
            samples::rule(&[(10, 4)]),
        ];
        for rule in silent {
            assert!(openings.ways(&rule, at(1)).is_empty(), "{rule:?}");
        }
        let later = rule.having_tried(tried);
        openings.see(&quotas(100, 120), at(3));
        assert_eq!(openings.ways(&later, at(3)).len(), 1);
    }

    #[test]
    fn openings_survive_a_change_of_the_holder() {
        let mut openings = Openings::default();
        openings.see(&quotas(100, 100), at(0));
        let noted = serde_json::to_string(&openings).unwrap();
        assert_eq!(serde_json::from_str::<Openings>(&noted).unwrap(), openings);
    }
}
