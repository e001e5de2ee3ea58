//! Which reports a user wants without asking, and how they look.

use channels::errands::Period;
use serde::{Deserialize, Serialize};
use store::{Key, Record, StoreError, Table};
use telegram::UserId;

/// How often a change is tried against others.
const TRIES: usize = 5;

/// A user's wishes about reports. Without a record both reports come, in light colours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportWishes {
    /// Whose.
    pub user: UserId,
    /// Whether a report comes every Monday.
    #[serde(default = "yes")]
    pub weekly: bool,
    /// Whether a report comes on the first of every month.
    #[serde(default = "yes")]
    pub monthly: bool,
    /// Whether pictures are dark.
    #[serde(default)]
    pub dark: bool,
}

/// A change of wishes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Whether a period's report comes by itself.
    Send(Period, bool),
    /// Whether pictures are dark.
    Dark(bool),
}

fn yes() -> bool {
    true
}

impl ReportWishes {
    /// Nothing was wished.
    pub fn usual(user: UserId) -> Self {
        Self {
            user,
            weekly: true,
            monthly: true,
            dark: false,
        }
    }

    /// Table key of a user's wishes.
    pub fn key_of(user: UserId) -> Key {
        Key::new(format!("USER#{user}"), "REPORTS")
    }

    /// A user's wishes, as stored or the usual ones.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn of(table: &Table, user: UserId) -> Result<Self, StoreError> {
        let stored = table.get::<Self>(&Self::key_of(user)).await?;
        Ok(stored.map_or_else(|| Self::usual(user), |stored| stored.record))
    }

    /// Stores a change and gives the wishes as they are now.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn change(table: &Table, user: UserId, change: Change) -> Result<Self, StoreError> {
        for _ in 0..TRIES {
            let stored = table.get::<Self>(&Self::key_of(user)).await?;
            let before = stored.as_ref().map_or_else(|| Self::usual(user), |s| s.record.clone());
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

    /// Whether a period's report comes by itself.
    pub fn wants(&self, period: Period) -> bool {
        match period {
            Period::Week => self.weekly,
            Period::Month => self.monthly,
        }
    }
}

impl Change {
    fn apply(self, mut wishes: ReportWishes) -> ReportWishes {
        match self {
            Self::Send(Period::Week, on) => wishes.weekly = on,
            Self::Send(Period::Month, on) => wishes.monthly = on,
            Self::Dark(on) => wishes.dark = on,
        }
        wishes
    }
}

impl Record for ReportWishes {
    const KIND: &'static str = "report_wishes";

    fn key(&self) -> Key {
        Self::key_of(self.user)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wish_changes_by_itself_and_said_twice_it_means_the_same() {
        let usual = ReportWishes::usual(UserId(1));
        let off = Change::Send(Period::Week, false).apply(usual.clone());
        assert!(!off.wants(Period::Week) && off.wants(Period::Month) && !off.dark);
        assert_eq!(Change::Send(Period::Week, false).apply(off.clone()), off);
        assert_eq!(Change::Send(Period::Week, true).apply(off), usual);
        assert!(Change::Dark(true).apply(usual).dark);
    }
}
