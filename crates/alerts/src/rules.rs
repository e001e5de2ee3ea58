//! When a user wants to be alerted: by default, and of single channels.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use channels::ChannelName;
use channels::errands::AlertKind;
use serde::{Deserialize, Serialize};
use store::{Key, Record};
use telegram::UserId;

/// A user's wishes about alerts, for all channels or for one. What is not named is as the wider wishes have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertRules {
    /// Whose.
    pub user: UserId,
    /// For which channel; `None` for all that have no wishes of their own.
    #[serde(default)]
    pub channel: Option<ChannelName>,
    /// The wishes, by kind.
    #[serde(default)]
    pub choices: BTreeMap<AlertKind, Choice>,
}

/// What is wished of one kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Whether to be alerted at all.
    #[serde(default)]
    pub on: Option<bool>,
    /// From which change on: percent, or days.
    #[serde(default)]
    pub threshold: Option<u16>,
}

/// What holds for one kind in the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Whether to be alerted at all.
    pub on: bool,
    /// From which change on: percent, or days; 0 where nothing is measured.
    pub threshold: u16,
}

/// What holds for those who wish nothing.
pub fn house(kind: AlertKind) -> Rule {
    let threshold = match kind {
        AlertKind::Members => 20,
        AlertKind::Views => 30,
        AlertKind::Silence => 3,
        AlertKind::Trouble => 0,
    };
    Rule { on: true, threshold }
}

/// The thresholds that make sense; `None` where nothing is measured.
pub fn limits(kind: AlertKind) -> Option<RangeInclusive<u16>> {
    match kind {
        AlertKind::Members => Some(5..=90),
        AlertKind::Views => Some(10..=90),
        AlertKind::Silence => Some(1..=30),
        AlertKind::Trouble => None,
    }
}

/// The thresholds that are offered as buttons.
pub fn presets(kind: AlertKind) -> &'static [u16] {
    match kind {
        AlertKind::Members => &[10, 20, 30, 50],
        AlertKind::Views => &[20, 30, 50, 70],
        AlertKind::Silence => &[1, 3, 7, 14],
        AlertKind::Trouble => &[],
    }
}

/// What holds for one kind: the channel's wish, else the user's, else the house's.
pub fn rule(wishes: [Option<&AlertRules>; 2], kind: AlertKind) -> Rule {
    let house = house(kind);
    let choices = || {
        wishes
            .into_iter()
            .flatten()
            .filter_map(|rules| rules.choices.get(&kind))
    };
    // A threshold that another version allowed is brought within today's limits.
    let within = |threshold: u16| limits(kind).map_or(0, |limits| threshold.clamp(*limits.start(), *limits.end()));
    Rule {
        on: choices().find_map(|choice| choice.on).unwrap_or(house.on),
        threshold: choices()
            .find_map(|choice| choice.threshold)
            .map_or(house.threshold, within),
    }
}

impl AlertRules {
    /// What the sort keys of a user's wishes begin with.
    pub const PREFIX: &'static str = "ALERT#RULES";

    /// Nothing wished.
    pub fn none(user: UserId, channel: Option<ChannelName>) -> Self {
        Self {
            user,
            channel,
            choices: BTreeMap::new(),
        }
    }

    /// Table key of a user's wishes.
    pub fn key_of(user: UserId, channel: Option<&ChannelName>) -> Key {
        let place = channel.map_or_else(String::new, |channel| format!("#{}", channel.as_str()));
        Key::new(format!("USER#{user}"), format!("{}{place}", Self::PREFIX))
    }
}

impl Record for AlertRules {
    const KIND: &'static str = "alert_rules";

    fn key(&self) -> Key {
        Self::key_of(self.user, self.channel.as_ref())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn wishes(on: Option<bool>, threshold: Option<u16>) -> AlertRules {
        AlertRules {
            choices: BTreeMap::from([(AlertKind::Members, Choice { on, threshold })]),
            ..AlertRules::none(UserId(1), None)
        }
    }

    #[test]
    fn the_narrower_wish_counts_part_by_part() {
        let (own, all) = (wishes(None, Some(10)), wishes(Some(false), Some(50)));
        let of = |own, all| rule([own, all], AlertKind::Members);
        assert_eq!(
            of(None, None),
            Rule {
                on: true,
                threshold: 20
            }
        );
        assert_eq!(
            of(Some(&own), None),
            Rule {
                on: true,
                threshold: 10
            }
        );
        assert_eq!(
            of(Some(&own), Some(&all)),
            Rule {
                on: false,
                threshold: 10
            }
        );
        assert_eq!(
            of(None, Some(&all)),
            Rule {
                on: false,
                threshold: 50
            }
        );
        assert_eq!(
            rule([Some(&own), Some(&all)], AlertKind::Views),
            house(AlertKind::Views)
        );
    }

    #[test]
    fn a_threshold_beyond_the_limits_is_brought_back() {
        assert_eq!(
            rule([Some(&wishes(None, Some(900))), None], AlertKind::Members).threshold,
            90
        );
        assert_eq!(
            rule([Some(&wishes(None, Some(0))), None], AlertKind::Members).threshold,
            5
        );
    }

    #[test]
    fn what_the_house_offers_is_within_the_limits() {
        for kind in AlertKind::ALL {
            let offered = presets(kind).iter().copied();
            let all = offered.chain(limits(kind).map(|_| house(kind).threshold));
            assert!(all.into_iter().all(|n| limits(kind).unwrap().contains(&n)), "{kind:?}");
        }
    }
}
