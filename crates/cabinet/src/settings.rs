//! Changing one's wishes: one press, one stored change.

use store::{StoreError, Table};
use telegram::{Topic, UserId};

use accounts::preferences::{Preferences, QuietHours};

/// How often a change is tried against others.
const TRIES: usize = 5;

/// What may be told or not, in the order of the list. What a user has paid for, and what has stopped and waits for them, is told in any
/// case and has no topic; the digest has its hour instead of a switch.
pub const TOPICS: [Topic; 10] = [
    Topic::Catch,
    Topic::Offer,
    Topic::Miss,
    Topic::Opening,
    Topic::Feed,
    Topic::Key,
    Topic::Move,
    Topic::Channel,
    Topic::Report,
    Topic::News,
];

/// Quiet hours to choose from at once.
pub const QUIET_CHOICES: [QuietHours; 3] = [
    QuietHours { from: 22, to: 8 },
    QuietHours { from: 23, to: 7 },
    QuietHours { from: 0, to: 9 },
];

/// A change of wishes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Whether a topic is told.
    Tell(Topic, bool),
    /// Quiet hours; none is no quiet.
    Quiet(Option<QuietHours>),
    /// The digest's hour; none is no digest.
    Digest(Option<u8>),
}

impl Change {
    /// Wishes with this change.
    pub fn apply(self, mut wishes: Preferences) -> Preferences {
        match self {
            Self::Tell(topic, true) => {
                wishes.muted.remove(&topic);
            }
            Self::Tell(topic, false) => {
                wishes.muted.insert(topic);
            }
            Self::Quiet(quiet) => wishes.quiet = quiet,
            Self::Digest(hour) => wishes.digest_hour = hour,
        }
        wishes
    }
}

/// Stores a change and gives the wishes as they are now.
///
/// # Errors
/// Those of the table.
pub async fn change(table: &Table, user: UserId, change: Change) -> Result<Preferences, StoreError> {
    for _ in 0..TRIES {
        let stored = table.get::<Preferences>(&Preferences::key_of(user)).await?;
        let before = stored
            .as_ref()
            .map_or_else(|| Preferences::none(user), |s| s.record.clone());
        let after = change.apply(before);
        let written = match &stored {
            Some(stored) => table.replace(&after, stored.version).await.map(|_| ()),
            None => table.insert(&after).await,
        };
        match written {
            Ok(()) => return Ok(after),
            Err(StoreError::Conflict) => {}
            Err(error) => return Err(error),
        }
    }
    Err(StoreError::Conflict)
}

/// An hour of the day, `0` to `23`, as buttons carry it.
pub(crate) fn hour(text: &str) -> Option<u8> {
    text.parse().ok().filter(|hour| *hour < 24)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_is_switched_off_and_on_again() {
        let none = Preferences::none(UserId(1));
        let muted = Change::Tell(Topic::Feed, false).apply(none.clone());
        assert!(muted.mutes(Topic::Feed) && !muted.mutes(Topic::Catch));
        assert_eq!(Change::Tell(Topic::Feed, false).apply(muted.clone()), muted);
        assert_eq!(Change::Tell(Topic::Feed, true).apply(muted), none);
    }

    #[test]
    fn an_hour_is_of_the_day() {
        assert_eq!(
            (hour("0"), hour("23"), hour("24"), hour("x")),
            (Some(0), Some(23), None, None)
        );
    }
}
