//! The four sources that tell of channels: how they stand, and what goes wrong there.

use std::collections::BTreeSet;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde::{Deserialize, Serialize};

use crate::faults::{Fault, FaultKind};
use crate::ledger::Target;

/// A source of figures about channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The public pages of t.me.
    Preview,
    /// `getChat` and `getChatMemberCount` of public channels.
    BotApi,
    /// TGStat.
    Tgstat,
    /// Telemetr.
    Telemetr,
}

/// What can be arranged to go wrong at a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OddKind {
    /// The connection is held and nothing is done.
    Timeout,
    /// The connection is closed without an answer.
    Reset,
    /// It is done, and the answer is lost.
    LostAnswer,
    /// The answer comes late.
    Slow,
    /// An HTTP status in place of an answer.
    Status,
    /// Preview: a page of a few bytes.
    Tiny,
    /// Preview: a challenge, with status 200.
    Challenge,
    /// Preview: the page breaks off.
    Truncated,
    /// Preview: a page with empty tags, as an address gets that asked too much.
    EmptyTags,
    /// Preview: the page without its posts.
    NoPosts,
    /// TGStat, Bot API: an error with this code or these words.
    Error,
    /// TGStat: `{"status":"pending"}`.
    Pending,
    /// Telemetr: no response in the answer.
    Empty,
}

/// One arranged oddity.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Oddity {
    /// What happens.
    pub kind: OddKind,
    /// Only when this channel is asked about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// How many times more; none for no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
    /// The share of calls it spoils, 0 to 1.
    #[serde(default = "always")]
    pub rate: f64,
    /// The HTTP status.
    #[serde(default = "five_hundred")]
    pub status: u16,
    /// The error's code or words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// How late a slow answer comes.
    #[serde(default = "two_seconds")]
    pub delay_ms: u64,
    /// What a 429 asks to wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_s: Option<u32>,
}

fn always() -> f64 {
    1.0
}

fn five_hundred() -> u16 {
    500
}

fn two_seconds() -> u64 {
    2_000
}

/// How a source stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// Every answer comes this late.
    pub delay_ms: u64,
    /// The token is not accepted any more.
    pub token_revoked: bool,
    /// A package is paid for.
    pub subscribed: bool,
    /// Requests spent of this month's.
    pub requests_spent: u64,
    /// Requests in all.
    pub requests_limit: u64,
    /// Different channels that may be asked about.
    pub channels_limit: u64,
    /// Channels asked about.
    #[serde(skip)]
    pub asked_about: BTreeSet<i64>,
}

/// All sources.
#[derive(Debug)]
pub struct Sources {
    standing: [Standing; 4],
    oddities: Vec<(Source, Oddity)>,
    dice: StdRng,
    seed: u64,
}

impl Source {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Preview, Self::BotApi, Self::Tgstat, Self::Telemetr];

    /// Its name in the control API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Preview => "preview",
            Self::BotApi => "bot_api",
            Self::Tgstat => "tgstat",
            Self::Telemetr => "telemetr",
        }
    }

    /// The part of the world its calls are written down for.
    pub fn target(self) -> Target {
        match self {
            Self::Preview => Target::Preview,
            Self::BotApi => Target::Telegram,
            Self::Tgstat => Target::Tgstat,
            Self::Telemetr => Target::Telemetr,
        }
    }

    /// Whether this can go wrong there.
    pub fn knows(self, kind: OddKind) -> bool {
        match kind {
            OddKind::Timeout | OddKind::Reset | OddKind::LostAnswer | OddKind::Slow | OddKind::Status => true,
            OddKind::Tiny | OddKind::Challenge | OddKind::Truncated | OddKind::EmptyTags | OddKind::NoPosts => {
                self == Self::Preview
            }
            OddKind::Error => matches!(self, Self::Tgstat | Self::BotApi),
            OddKind::Pending => self == Self::Tgstat,
            OddKind::Empty => self == Self::Telemetr,
        }
    }
}

impl OddKind {
    /// The name in the ledger.
    pub fn name(self) -> &'static str {
        match self {
            Self::Timeout => "timeout",
            Self::Reset => "reset",
            Self::LostAnswer => "lost_answer",
            Self::Slow => "slow",
            Self::Status => "status",
            Self::Tiny => "tiny",
            Self::Challenge => "challenge",
            Self::Truncated => "truncated",
            Self::EmptyTags => "empty_tags",
            Self::NoPosts => "no_posts",
            Self::Error => "error",
            Self::Pending => "pending",
            Self::Empty => "empty",
        }
    }
}

impl Oddity {
    /// What happens to the connection, for those that are about it.
    pub fn of_connection(&self, target: Target) -> Option<Fault> {
        let kind = match self.kind {
            OddKind::Timeout => FaultKind::Timeout,
            OddKind::Reset => FaultKind::Reset,
            OddKind::LostAnswer => FaultKind::LostAnswer,
            OddKind::Slow => FaultKind::Slow,
            _ => return None,
        };
        Some(Fault {
            target,
            kind,
            rate: 1.0,
            count: None,
            method: None,
            delay_ms: self.delay_ms,
            retry_after_s: self.retry_after_s.unwrap_or(1),
        })
    }
}

impl Standing {
    fn usual(source: Source) -> Self {
        Self {
            delay_ms: 0,
            token_revoked: false,
            subscribed: true,
            requests_spent: 0,
            requests_limit: if source == Source::Telemetr { 100_000 } else { 400_000 },
            channels_limit: 2_500,
            asked_about: BTreeSet::new(),
        }
    }

    /// Requests left.
    pub fn requests_left(&self) -> u64 {
        self.requests_limit.saturating_sub(self.requests_spent)
    }
}

impl Default for Sources {
    fn default() -> Self {
        let seed = 1;
        Self {
            standing: Source::ALL.map(Standing::usual),
            oddities: Vec::new(),
            dice: StdRng::seed_from_u64(seed),
            seed,
        }
    }
}

impl Sources {
    /// How a source stands.
    pub fn of(&self, source: Source) -> &Standing {
        &self.standing[source as usize]
    }

    /// The same, to be changed.
    pub fn of_mut(&mut self, source: Source) -> &mut Standing {
        &mut self.standing[source as usize]
    }

    /// What can still go wrong at a source.
    pub fn oddities(&self, source: Source) -> impl Iterator<Item = &Oddity> {
        let of = self.oddities.iter().filter(move |(of, _)| *of == source);
        of.map(|(_, oddity)| oddity).filter(|oddity| oddity.times != Some(0))
    }

    /// Arranges one more oddity.
    pub fn arrange(&mut self, source: Source, oddity: Oddity) {
        self.oddities.retain(|(_, old)| old.times != Some(0));
        self.oddities.push((source, oddity));
    }

    /// Starts the dice from this seed.
    pub fn reseed(&mut self, seed: u64) {
        self.seed = seed;
        self.dice = StdRng::seed_from_u64(seed);
    }

    /// A source is well again: nothing goes wrong there, and it stands as at the beginning.
    pub fn mend(&mut self, source: Source) {
        self.oddities.retain(|(of, _)| *of != source);
        *self.of_mut(source) = Standing::usual(source);
        self.dice = StdRng::seed_from_u64(self.seed);
    }

    /// The oddity that spoils this call, counted off; the first that matches and whose dice fall so.
    pub fn strike(&mut self, source: Source, channel: Option<&str>) -> Option<Oddity> {
        let Self { oddities, dice, .. } = self;
        let named = |oddity: &Oddity| {
            oddity
                .channel
                .as_deref()
                .is_none_or(|wanted| channel.is_some_and(|name| name.eq_ignore_ascii_case(wanted)))
        };
        let (_, struck) = oddities.iter_mut().find(|(of, oddity)| {
            *of == source
                && oddity.times != Some(0)
                && named(oddity)
                && (oddity.rate >= 1.0 || dice.random::<f64>() < oddity.rate)
        })?;
        if let Some(times) = &mut struck.times {
            *times -= 1;
        }
        Some(struck.clone())
    }
}
