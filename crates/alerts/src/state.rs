//! Where an alert stands for one follower.

use channels::errands::AlertKind;
use channels::{ChannelName, Figure, PostId, Source};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Key, Record};
use telegram::UserId;

/// After so long a new level is the norm.
pub const NEW_NORM_AFTER: SignedDuration = SignedDuration::from_hours(7 * 24);

/// One kind of alert about one channel for one follower.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AlertState {
    /// For whom.
    pub user: UserId,
    /// Which channel.
    pub channel: ChannelName,
    /// What it watches.
    #[serde(rename = "watches")]
    pub kind: AlertKind,
    /// Since when the user follows the channel: a state from an earlier time says nothing.
    pub followed_at: Timestamp,
    /// How often something was to be told: names what is told.
    #[serde(default)]
    pub turn: u32,
    /// With what a number of subscribers is compared.
    #[serde(default)]
    pub baseline: Option<Baseline>,
    /// Posts published before this moment do not say what views are normal; `None`: all do.
    #[serde(default)]
    pub norm_from: Option<Timestamp>,
    /// The page of posts, and the threshold, by which views were last judged: the same ones say the same.
    #[serde(default)]
    pub looked: Option<Looked>,
    /// The alert, while there is one.
    #[serde(default)]
    pub on: Option<Raised>,
    /// That the collection is late, while it is: a fact beside a source's trouble, told apart from it.
    #[serde(default)]
    pub late: Option<Raised>,
    /// What is written and not yet told.
    #[serde(default)]
    pub untold: Option<Word>,
}

/// A count that later ones are compared with.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Baseline {
    /// The Moscow day it belongs to.
    pub day: Date,
    /// The count.
    pub figure: Figure<u64>,
}

/// By what views were judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Looked {
    /// When the page was proven good.
    pub proven_at: Timestamp,
    /// The threshold, in percent.
    pub threshold: u16,
}

/// An alert.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Raised {
    /// Since when.
    pub at: Timestamp,
    /// The threshold that was passed: percent, or days.
    pub threshold: u16,
    /// The figures behind it.
    pub reading: Reading,
}

/// The figures behind an alert, or behind its end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// Subscribers.
    Members(MembersReading),
    /// Views at equal age.
    Views(ViewsReading),
    /// Silence.
    Silence(SilenceReading),
    /// Figures that do not come.
    Trouble(Why),
}

/// Subscribers, then and now.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MembersReading {
    /// The baseline.
    pub then: Baseline,
    /// The count.
    pub now: Figure<u64>,
}

/// Views at the age of 24 hours: those of the newest posts, and those that are usual.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewsReading {
    /// The sum over the newest posts.
    pub sum: u64,
    /// How many those are.
    pub of: u32,
    /// When the oldest of them was published.
    pub from: Timestamp,
    /// When the newest of them was published.
    pub to: Timestamp,
    /// Twice the median of the posts before, so that it is whole.
    pub usual_twice: u64,
    /// Of how many posts that is the median.
    pub usual_of: u32,
    /// Who counted.
    pub source: Source,
}

/// That nothing was posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SilenceReading {
    /// The newest post.
    pub post: PostId,
    /// When it was published.
    pub posted_at: Timestamp,
    /// When a good page showed no newer one.
    pub proven_at: Timestamp,
}

/// Why figures do not come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// A source has trouble with the channel.
    Source {
        /// Which.
        source: Source,
        /// The name of its error.
        kind: String,
        /// Since when.
        since: Timestamp,
    },
    /// A day is not collected when it should be.
    Late {
        /// Which.
        day: Date,
    },
}

/// Something to be told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Word {
    /// What has come of the alert.
    pub what: Turn,
    /// The alert.
    pub alert: Raised,
    /// The figures now, where it is not the beginning.
    #[serde(default)]
    pub now: Option<Reading>,
    /// When it was decided.
    pub at: Timestamp,
    /// Which word it is: names it.
    pub turn: u32,
}

/// What has come of an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    /// It begins.
    Raised,
    /// It is over: things are as before.
    Recovered,
    /// It is over: the new level is the norm.
    NewNorm,
}

impl AlertState {
    /// What the sort keys of a user's states begin with.
    pub const PREFIX: &'static str = "ALERT#STATE#";

    /// Nothing is known yet.
    pub fn new(user: UserId, channel: ChannelName, kind: AlertKind, followed_at: Timestamp) -> Self {
        Self {
            user,
            channel,
            kind,
            followed_at,
            turn: 0,
            baseline: None,
            norm_from: None,
            looked: None,
            on: None,
            late: None,
            untold: None,
        }
    }

    /// The alerts that there are.
    pub fn alerts(&self) -> impl Iterator<Item = &Raised> {
        self.on.iter().chain(&self.late)
    }

    /// Table key of a state.
    pub fn key_of(user: UserId, channel: &ChannelName, kind: AlertKind) -> Key {
        Key::new(
            format!("USER#{user}"),
            format!("{}{}", Self::of_channel(channel), kind.name()),
        )
    }

    /// What the sort keys of a user's states of one channel begin with.
    pub fn of_channel(channel: &ChannelName) -> String {
        format!("{}{}#", Self::PREFIX, channel.as_str())
    }

    /// The id under which a word is told.
    pub fn told_id(&self, word: &Word) -> String {
        let (user, channel, kind) = (self.user, self.channel.as_str(), self.kind.name());
        // That the collection is late concerns all channels of a user alike: one word is enough.
        if let Reading::Trouble(Why::Late { day }) = &word.alert.reading {
            let what = match word.what {
                Turn::Raised => "late",
                Turn::Recovered | Turn::NewNorm => "late-over",
            };
            return format!("alert-{what}-{user}-{day}");
        }
        let since = self.followed_at.as_second();
        format!("alert-{user}-{channel}-{kind}-{since}-{}", word.turn)
    }

    /// An alert begins.
    pub(crate) fn raise(mut self, threshold: u16, reading: Reading, now: Timestamp) -> Self {
        let alert = Raised {
            at: now,
            threshold,
            reading,
        };
        self.on = Some(alert.clone());
        self.say(Turn::Raised, alert, None, now)
    }

    /// The alert is over, and that is told.
    pub(crate) fn end(mut self, what: Turn, reading: Reading, now: Timestamp) -> Self {
        match self.on.take() {
            Some(alert) => self.say(what, alert, Some(reading), now),
            None => self,
        }
    }

    /// The collection is late.
    pub(crate) fn raise_late(mut self, day: Date, now: Timestamp) -> Self {
        let alert = Raised {
            at: now,
            threshold: 0,
            reading: Reading::Trouble(Why::Late { day }),
        };
        self.late = Some(alert.clone());
        self.say(Turn::Raised, alert, None, now)
    }

    /// The collection is late no longer, and that is told.
    pub(crate) fn end_late(mut self, now: Timestamp) -> Self {
        match self.late.take() {
            Some(alert) => self.say(Turn::Recovered, alert, None, now),
            None => self,
        }
    }

    /// The alert is over without a word.
    pub(crate) fn end_quietly(mut self) -> Self {
        self.on = None;
        self
    }

    /// The state of a kind that is switched off: it starts anew when it is switched on.
    pub(crate) fn switched_off(self) -> Self {
        Self {
            baseline: None,
            norm_from: None,
            looked: None,
            late: None,
            ..self.end_quietly()
        }
    }

    fn say(mut self, what: Turn, alert: Raised, reading: Option<Reading>, now: Timestamp) -> Self {
        self.turn += 1;
        self.untold = Some(Word {
            what,
            alert,
            now: reading,
            at: now,
            turn: self.turn,
        });
        self
    }
}

impl Raised {
    /// Whether it has lasted so long that what it is about is the norm.
    pub(crate) fn is_norm_by(&self, now: Timestamp) -> bool {
        now.duration_since(self.at) >= NEW_NORM_AFTER
    }
}

impl Record for AlertState {
    const KIND: &'static str = "alert_state";

    fn key(&self) -> Key {
        Self::key_of(self.user, &self.channel, self.kind)
    }
}
