//! The trail of critical acts: who did what to which key, payment or user. Lines are only ever added.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Key, Record};
use telegram::UserId;

/// One critical act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditLine {
    /// When.
    pub at: Timestamp,
    /// Who did it; for what the bot did by itself, whose it was.
    pub who: UserId,
    /// What was done.
    pub act: Act,
    /// To what: a key's id, a charge, a user's id, an attempt.
    pub what: String,
    /// What else belongs to it; never a secret.
    pub detail: String,
}

/// The critical acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// A key was added.
    KeyAdded,
    /// A key was removed by its owner.
    KeyRemoved,
    /// Wildberries refused a key.
    KeyRefused,
    /// A refused key was found good again.
    KeyRevalidated,
    /// A key was used for a booking (the act's `what` is the attempt).
    KeyUsedToBook,
    /// A key was used to move stock.
    KeyUsedToMove,
    /// A payment was credited.
    PaymentCredited,
    /// A payment was made that nobody can credit: it waits for an admin.
    PaymentUnclear,
    /// An admin closed the case of a payment that nobody could credit.
    PaymentSettled,
    /// A payment was given back.
    PaymentRefunded,
    /// An admin asked Telegram to give a payment back.
    RefundOrdered,
    /// An admin shut a user out.
    Banned,
    /// An admin let a user in again.
    Unbanned,
    /// An admin wrote to everybody.
    Broadcast,
    /// An admin took the audit trail out.
    AuditExported,
    /// A user took out everything stored about them.
    DataExported,
    /// A user had everything deleted.
    Forgotten,
    /// Something a later version knows.
    #[serde(other)]
    Other,
}

impl Act {
    /// Its name, as stored and exported.
    pub fn name(self) -> String {
        let name = serde_json::to_value(self).ok();
        name.and_then(|name| name.as_str().map(str::to_owned))
            .unwrap_or_default()
    }
}

impl AuditLine {
    /// A line.
    pub fn new(at: Timestamp, who: UserId, act: Act, what: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            at,
            who,
            act,
            what: what.into(),
            detail: detail.into(),
        }
    }

    /// The partition of the month in which an act falls, by UTC: a month's lines are read together.
    pub fn partition(at: Timestamp) -> String {
        let day = at.to_zoned(jiff::tz::TimeZone::UTC).date();
        format!("AUDIT#{:04}-{:02}", day.year(), day.month())
    }
}

impl Record for AuditLine {
    const KIND: &'static str = "audit";

    fn key(&self) -> Key {
        let at = self.at.as_microsecond();
        Key::new(
            Self::partition(self.at),
            format!("{at:016}#{}#{}#{}", self.who, self.act.name(), self.what),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_act_is_the_same_line_and_another_is_another() {
        let line = |what| AuditLine::new(Timestamp::UNIX_EPOCH, UserId(1), Act::KeyAdded, what, "Shop").key();
        assert_eq!(line("a"), line("a"));
        assert_ne!(line("a"), line("b"));
        assert_eq!(line("a").pk, "AUDIT#1970-01");
    }
}
