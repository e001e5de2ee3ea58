//! The queue against a stand-in for SQS, through the real client.
#![allow(clippy::unwrap_used)]

mod envelope;
mod fifo;
mod stand_in;

use queue::Job;
use serde::{Deserialize, Serialize};

/// A letter to a chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Letter {
    chat: i64,
    number: u32,
    text: String,
}

impl Job for Letter {
    const VERSION: u16 = 3;
    const OLDEST: u16 = 2;

    fn group(&self) -> String {
        format!("chat:{}", self.chat)
    }

    fn dedup(&self) -> String {
        format!("letter:{}", self.number)
    }
}

fn letter(number: u32) -> Letter {
    Letter {
        chat: 42,
        number,
        text: format!("письмо {number}"),
    }
}
