//! Every call the sandbox received, in the order in which they were answered.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How many calls are kept; older ones are forgotten first.
const KEPT: usize = 200_000;

/// Which part of the outside world was called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Target {
    /// The Bot API.
    Telegram,
    /// Wildberries' own hosts.
    Wb,
    /// The booking gateway.
    Gateway,
    /// The public pages of t.me.
    Preview,
    /// TGStat.
    Tgstat,
    /// Telemetr.
    Telemetr,
}

/// One call as it is told to the outside; secrets are masked before it is written.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    /// Grows by one with every call; never reused while the sandbox lives.
    pub seq: u64,
    /// When the call arrived, by the sandbox's clock.
    pub at_ms: i64,
    /// Who was called.
    pub target: Target,
    /// The Bot API method, or the HTTP verb.
    pub method: String,
    /// The path asked for, the bot token masked.
    pub path: String,
    /// The query's parameters, null without any.
    pub query: Value,
    /// The body as JSON, null without one.
    pub body: Value,
    /// The answer's status; 0 when the call was left without an answer and nothing was done.
    pub status: u16,
    /// The answer's body, or a summary of a large one.
    pub response: Value,
    /// How long the answer took to be made, in milliseconds of real time.
    pub duration_ms: u64,
    /// The last four characters of the seller key used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The fault that spoilt the call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<&'static str>,
    /// "webhook_reply" when the call travelled in the bot's answer to an update.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub via: Option<&'static str>,
}

/// The calls received so far.
#[derive(Debug, Default)]
pub struct Ledger {
    entries: VecDeque<Entry>,
    last_seq: u64,
}

impl Ledger {
    /// Writes a call down and gives it its number; returns the number and the entry as JSON text.
    pub fn write(&mut self, mut entry: Entry) -> (u64, String) {
        self.last_seq += 1;
        entry.seq = self.last_seq;
        let text = serde_json::to_string(&entry).unwrap_or_default();
        self.entries.push_back(entry);
        if self.entries.len() > KEPT {
            self.entries.pop_front();
        }
        (self.last_seq, text)
    }

    /// The calls after a number, of one target or of all.
    pub fn since(&self, seq: u64, target: Option<Target>) -> Vec<&Entry> {
        let start = self.entries.partition_point(|entry| entry.seq <= seq);
        self.entries
            .range(start..)
            .filter(|entry| target.is_none_or(|target| entry.target == target))
            .collect()
    }

    /// Forgets all calls; numbering goes on.
    pub fn clear(&mut self) {
        self.entries.clear();
    }

    /// The number of the last call.
    pub fn last_seq(&self) -> u64 {
        self.last_seq
    }

    /// Goes on numbering after this call.
    pub fn resume_after(&mut self, seq: u64) {
        self.last_seq = self.last_seq.max(seq);
    }
}
