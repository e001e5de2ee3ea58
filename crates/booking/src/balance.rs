//! How many catches a user may still have. A catch is reserved before the booking is asked for and given back when none came of it.

use serde::{Deserialize, Serialize};
use store::{Key, Record};
use telegram::UserId;

/// A user's catches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    /// Whose.
    pub user: UserId,
    /// Free to reserve.
    pub left: u32,
    /// Reserved by attempts under way.
    pub reserved: u32,
    /// Turned into confirmed bookings so far.
    pub caught: u32,
}

impl Balance {
    /// A new user's trial.
    pub fn trial(user: UserId, catches: u32) -> Self {
        Self {
            user,
            left: catches,
            reserved: 0,
            caught: 0,
        }
    }

    /// Table key of a user's balance.
    pub fn key_of(user: UserId) -> Key {
        Key::new(format!("USER#{user}"), "BALANCE")
    }

    /// With one catch reserved; `None` when there is none to reserve.
    pub fn reserve(&self) -> Option<Self> {
        let left = self.left.checked_sub(1)?;
        Some(Self {
            left,
            reserved: self.reserved + 1,
            ..self.clone()
        })
    }

    /// With a reserved catch turned into a booking.
    pub fn confirm(&self) -> Self {
        Self {
            reserved: self.reserved.saturating_sub(1),
            caught: self.caught + 1,
            ..self.clone()
        }
    }

    /// With a reserved catch given back.
    pub fn give_back(&self) -> Self {
        match self.reserved.checked_sub(1) {
            Some(reserved) => Self {
                reserved,
                left: self.left + 1,
                ..self.clone()
            },
            None => self.clone(),
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
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Whatever happens to reservations, catches are neither made nor lost.
        #[test]
        fn catches_are_conserved(trial in 0u32..5, ends in proptest::collection::vec(any::<bool>(), 0..20)) {
            let mut balance = Balance::trial(UserId(1), trial);
            for confirmed in ends {
                let Some(reserved) = balance.reserve() else {
                    prop_assert_eq!(balance.left, 0);
                    break;
                };
                balance = if confirmed { reserved.confirm() } else { reserved.give_back() };
                prop_assert_eq!(balance.left + balance.reserved + balance.caught, trial);
                prop_assert_eq!(balance.reserved, 0);
            }
        }
    }
}
