//! Requests to move stock that were refused, so that somebody can see why.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::ledger::Gateway;
use super::moves::Wish;

/// How many of them are kept.
const KEPT: usize = 1_000;

/// A request that was refused.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RefusedMove {
    /// The attempt that made it.
    pub idempotency_key: String,
    /// The seller.
    pub sid: String,
    /// What was asked for.
    pub wish: Wish,
    /// The answer: status and body.
    pub answer: (u16, Value),
    /// When it was made, by the sandbox's clock.
    pub at_ms: i64,
}

impl RefusedMove {
    /// The refusal in the shape in which the control API tells requests that were taken.
    pub fn told(&self) -> Value {
        let (status, body) = &self.answer;
        let mut told = json!({
            "requestID": null, "idempotencyKey": self.idempotency_key, "sid": self.sid, "accepted": [], "at_ms": self.at_ms,
            "refused": {"status": status, "error": body["error"], "detail": body["detail"]}
        });
        if let (Value::Object(told), Ok(Value::Object(wish))) = (&mut told, serde_json::to_value(&self.wish)) {
            told.extend(wish);
        }
        told
    }
}

impl Gateway {
    /// Keeps a refusal; the oldest make room.
    pub fn note_refusal(&mut self, refused: RefusedMove) {
        if self.refused_moves.len() == KEPT {
            self.refused_moves.pop_front();
        }
        self.refused_moves.push_back(refused);
    }

    /// Requests to move stock, oldest first: those that were taken, and the refused ones too if wanted.
    pub fn told_moves(&self, with_refused: bool) -> Vec<Value> {
        let taken = self.moves.iter().map(|made| (made.at_ms, serde_json::to_value(made)));
        let mut told: Vec<(i64, Value)> = taken.map(|(at, told)| (at, told.unwrap_or_default())).collect();
        if with_refused {
            told.extend(self.refused_moves.iter().map(|refused| (refused.at_ms, refused.told())));
            told.sort_by_key(|(at_ms, _)| *at_ms);
        }
        told.into_iter().map(|(_, told)| told).collect()
    }
}
