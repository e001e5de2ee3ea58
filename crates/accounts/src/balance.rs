//! How many catches a user may still have. A catch is reserved before the booking is asked for and given back when none came of it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Key, Record};
use telegram::UserId;

/// A user's catches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    /// Whose.
    pub user: UserId,
    /// Free to reserve. Below zero after a refund of catches that were used already: what is bought next fills that up first.
    pub left: i64,
    /// Reserved by attempts under way.
    pub reserved: u32,
    /// Turned into confirmed bookings so far.
    pub caught: u32,
    /// Until when catches are not counted, if such a time was bought.
    #[serde(default)]
    pub unlimited_until: Option<Timestamp>,
    /// Confirmed bookings that were not counted.
    #[serde(default)]
    pub caught_unlimited: u32,
}

/// What an attempt is paid with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fare {
    /// One of the user's catches.
    #[default]
    Catch,
    /// Nothing: it began in a time without limit.
    Unlimited,
}

impl Balance {
    /// A new user's trial.
    pub fn trial(user: UserId, catches: u32) -> Self {
        Self {
            user,
            left: catches.into(),
            reserved: 0,
            caught: 0,
            unlimited_until: None,
            caught_unlimited: 0,
        }
    }

    /// Table key of a user's balance.
    pub fn key_of(user: UserId) -> Key {
        Key::new(format!("USER#{user}"), "BALANCE")
    }

    /// Whether catches are not counted at `now`.
    pub fn is_unlimited(&self, now: Timestamp) -> bool {
        self.unlimited_until.is_some_and(|until| until > now)
    }

    /// With one catch reserved, and what it is paid with; `None` when there is none to reserve.
    pub fn reserve(&self, now: Timestamp) -> Option<(Self, Fare)> {
        if self.is_unlimited(now) {
            return Some((self.clone(), Fare::Unlimited));
        }
        let reserved = Self {
            left: self.left - 1,
            reserved: self.reserved + 1,
            ..self.clone()
        };
        (self.left > 0).then_some((reserved, Fare::Catch))
    }

    /// With a reserved catch turned into a booking.
    pub fn confirm(&self, fare: Fare) -> Self {
        match fare {
            Fare::Catch => Self {
                reserved: self.reserved.saturating_sub(1),
                caught: self.caught + 1,
                ..self.clone()
            },
            Fare::Unlimited => Self {
                caught_unlimited: self.caught_unlimited + 1,
                ..self.clone()
            },
        }
    }

    /// With a reserved catch given back.
    pub fn give_back(&self, fare: Fare) -> Self {
        match (fare, self.reserved.checked_sub(1)) {
            (Fare::Catch, Some(reserved)) => Self {
                reserved,
                left: self.left + 1,
                ..self.clone()
            },
            _ => self.clone(),
        }
    }

    /// With catches bought.
    pub fn credit(&self, catches: u32) -> Self {
        Self {
            left: self.left + i64::from(catches),
            ..self.clone()
        }
    }

    /// With catches taken away because their payment was given back.
    pub fn debit(&self, catches: u32) -> Self {
        Self {
            left: self.left - i64::from(catches),
            ..self.clone()
        }
    }

    /// Without limit until this moment; `None` ends it.
    pub fn unlimited(&self, until: Option<Timestamp>) -> Self {
        Self {
            unlimited_until: until,
            ..self.clone()
        }
    }
}

impl Record for Balance {
    const KIND: &'static str = "balance";

    fn key(&self) -> Key {
        Self::key_of(self.user)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    #[derive(Debug, Clone)]
    enum Deed {
        Attempt(bool),
        Buy(u32),
        Refund(u32),
    }

    fn deed() -> impl Strategy<Value = Deed> {
        prop_oneof![
            3 => any::<bool>().prop_map(Deed::Attempt),
            1 => (1u32..20).prop_map(Deed::Buy),
            1 => (1u32..20).prop_map(Deed::Refund),
        ]
    }

    proptest! {
        /// Whatever happens to reservations, catches are neither made nor lost but by buying and giving back.
        #[test]
        fn catches_are_conserved(trial in 0u32..5, deeds in proptest::collection::vec(deed(), 0..40)) {
            let mut balance = Balance::trial(UserId(1), trial);
            let mut granted = i64::from(trial);
            for deed in deeds {
                balance = match deed {
                    Deed::Attempt(confirmed) => match balance.reserve(NOW) {
                        None => { prop_assert!(balance.left <= 0); balance }
                        Some((reserved, fare)) if confirmed => reserved.confirm(fare),
                        Some((reserved, fare)) => reserved.give_back(fare),
                    },
                    Deed::Buy(n) => { granted += i64::from(n); balance.credit(n) }
                    Deed::Refund(n) => { granted -= i64::from(n); balance.debit(n) }
                };
                prop_assert_eq!(balance.left + i64::from(balance.reserved + balance.caught), granted);
            }
        }
    }

    #[test]
    fn a_time_without_limit_costs_no_catches_also_when_it_ends_meanwhile() {
        let later = NOW + jiff::SignedDuration::from_hours(1);
        let balance = Balance::trial(UserId(1), 1).unlimited(Some(later));
        let (reserved, fare) = balance.reserve(NOW).unwrap();
        assert_eq!((reserved.left, fare), (1, Fare::Unlimited));
        let caught = reserved.confirm(fare);
        assert_eq!((caught.left, caught.caught, caught.caught_unlimited), (1, 0, 1));
        assert_eq!(caught.reserve(later).unwrap().1, Fare::Catch);
    }
}
