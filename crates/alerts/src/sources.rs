//! Alerts for admins about the sources themselves.

use channels::Source;
use channels::sources::SourceState;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Key, Record};

/// A source may fail for so long before anybody is told, when all there is to do is to wait.
const PATIENCE: SignedDuration = SignedDuration::from_hours(1);
/// Errors that do not pass before somebody pays or sets another token.
const SOMEBODY_MUST_ACT: [&str; 3] = ["quota", "no_subscription", "unauthorized"];
/// Of a paid volume, in percent: from here on its end is near.
const NEARLY_SPENT: u64 = 90;
/// The end of paid time is near when it is no further away.
const ENDING: SignedDuration = SignedDuration::from_hours(3 * 24);

/// One kind of alert about one source, for all admins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceAlert {
    /// Which source.
    pub source: Source,
    /// What it watches.
    #[serde(rename = "watches")]
    pub kind: SourceAlertKind,
    /// How often something was to be told: names what is told.
    #[serde(default)]
    pub turn: u32,
    /// Since when there is an alert.
    #[serde(default)]
    pub on_since: Option<Timestamp>,
    /// What is written and not yet told to all.
    #[serde(default)]
    pub untold: Option<SourceWord>,
}

/// What an alert about a source watches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceAlertKind {
    /// Whether it answers.
    Failing,
    /// Whether a paid volume is nearly spent.
    Quota,
    /// Whether paid time is about to end.
    Paid,
}

/// Something to be told to admins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceWord {
    /// It fails.
    Failing {
        /// The name of its error.
        kind: String,
        /// Since when.
        since: Timestamp,
    },
    /// The paid volume is nearly spent.
    NearlySpent {
        /// Calls left.
        left: u64,
        /// Calls in all.
        limit: u64,
    },
    /// The paid time is about to end.
    Ending {
        /// When.
        until: Timestamp,
    },
    /// The paid time has ended.
    Ended {
        /// When.
        until: Timestamp,
    },
    /// What was wrong is over.
    Over {
        /// Since when it was wrong.
        since: Timestamp,
        /// When it was over.
        at: Timestamp,
    },
}

impl SourceAlertKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Failing, Self::Quota, Self::Paid];

    /// Its name in keys.
    pub fn name(self) -> &'static str {
        match self {
            Self::Failing => "failing",
            Self::Quota => "quota",
            Self::Paid => "paid",
        }
    }
}

impl SourceAlert {
    /// Nothing is wrong.
    pub fn new(source: Source, kind: SourceAlertKind) -> Self {
        Self {
            source,
            kind,
            turn: 0,
            on_since: None,
            untold: None,
        }
    }

    /// Table key of an alert about a source.
    pub fn key_of(source: Source, kind: SourceAlertKind) -> Key {
        Key::new("SOURCES", format!("ALERT#{}#{}", source.name(), kind.name()))
    }

    /// The id of what is told at this turn.
    pub fn told_id(&self) -> String {
        format!("alert-source-{}-{}-{}", self.source.name(), self.kind.name(), self.turn)
    }

    /// The next state, given how the source is doing; the same when nothing changes.
    pub(crate) fn judge(mut self, source: &SourceState, now: Timestamp) -> Self {
        if !source.enabled {
            // It is not asked any more: nothing is wrong, and nothing is well again either.
            self.on_since = None;
            return self;
        }
        match (self.on_since, wrong(self.kind, source, now)) {
            (None, Some(word)) => {
                self.on_since = Some(now);
                self.say(word)
            }
            (Some(since), None) if is_surely_over(self.kind, source) => {
                self.on_since = None;
                self.say(SourceWord::Over { since, at: now })
            }
            _ => self,
        }
    }

    fn say(mut self, word: SourceWord) -> Self {
        self.turn += 1;
        self.untold = Some(word);
        self
    }
}

impl Record for SourceAlert {
    const KIND: &'static str = "source_alert";

    fn key(&self) -> Key {
        Self::key_of(self.source, self.kind)
    }
}

fn wrong(kind: SourceAlertKind, source: &SourceState, now: Timestamp) -> Option<SourceWord> {
    match kind {
        SourceAlertKind::Failing => {
            let failure = source.failure.as_ref().filter(|_| source.is_failing())?;
            let needs_somebody = SOMEBODY_MUST_ACT.contains(&failure.kind.as_str());
            let lasts = now.duration_since(failure.since) >= PATIENCE;
            (needs_somebody || lasts).then(|| SourceWord::Failing {
                kind: failure.kind.clone(),
                since: failure.since,
            })
        }
        SourceAlertKind::Quota => {
            let (left, limit) = quota(source)?;
            let spent = u128::from(limit.saturating_sub(left));
            (spent * 100 >= u128::from(limit) * u128::from(NEARLY_SPENT))
                .then_some(SourceWord::NearlySpent { left, limit })
        }
        SourceAlertKind::Paid => {
            let until = source.paid_until?;
            match until.duration_since(now) {
                left if left <= SignedDuration::ZERO => Some(SourceWord::Ended { until }),
                left if left <= ENDING => Some(SourceWord::Ending { until }),
                _ => None,
            }
        }
    }
}

/// A failure that has just begun anew is no recovery, and neither is a quota that is not known any more.
fn is_surely_over(kind: SourceAlertKind, source: &SourceState) -> bool {
    match kind {
        SourceAlertKind::Failing => !source.is_failing(),
        SourceAlertKind::Quota => quota(source).is_some(),
        SourceAlertKind::Paid => source.paid_until.is_some(),
    }
}

/// Calls left, and calls in all.
fn quota(source: &SourceState) -> Option<(u64, u64)> {
    let quota = source.quota?;
    let limit = quota.limit.filter(|limit| *limit > 0)?;
    Some((quota.remaining?, limit))
}

#[cfg(test)]
mod tests;
