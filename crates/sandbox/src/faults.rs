//! What is arranged to go wrong, and the dice that decide when.

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde::{Deserialize, Serialize};

use crate::ledger::Target;

/// The ways in which a call can go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FaultKind {
    /// The connection is held and nothing is done.
    #[serde(rename = "timeout")]
    Timeout,
    /// The connection is closed without an answer; nothing is done.
    #[serde(rename = "reset")]
    Reset,
    /// A server error; nothing is done.
    #[serde(rename = "500")]
    ServerError,
    /// Too many requests, in the target's own shape; nothing is done.
    #[serde(rename = "429")]
    TooMany,
    /// The call is carried out, then the connection is closed without an answer.
    #[serde(rename = "lost_answer")]
    LostAnswer,
    /// The call is carried out and answered late.
    #[serde(rename = "slow")]
    Slow,
}

impl FaultKind {
    /// The name used in the control API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Timeout => "timeout",
            Self::Reset => "reset",
            Self::ServerError => "500",
            Self::TooMany => "429",
            Self::LostAnswer => "lost_answer",
            Self::Slow => "slow",
        }
    }
}

/// One arranged fault.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Fault {
    /// Who fails.
    pub target: Target,
    /// How.
    pub kind: FaultKind,
    /// The share of matching calls that fail, 0 to 1.
    #[serde(default = "always")]
    pub rate: f64,
    /// How many calls still fail; None for no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// Only this Bot API method, or paths containing this text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// How late a slow answer comes.
    #[serde(default = "two_seconds")]
    pub delay_ms: u64,
    /// What a 429 asks to wait.
    #[serde(default = "one_second")]
    pub retry_after_s: u32,
}

fn always() -> f64 {
    1.0
}

fn two_seconds() -> u64 {
    2_000
}

fn one_second() -> u32 {
    1
}

impl Fault {
    fn matches(&self, target: Target, method: &str, path: &str) -> bool {
        let named = || {
            self.method.as_deref().is_none_or(|wanted| {
                method.eq_ignore_ascii_case(wanted) || (target != Target::Telegram && path.contains(wanted))
            })
        };
        self.target == target && self.count != Some(0) && named()
    }
}

/// The arranged faults, in the order in which they were arranged.
#[derive(Debug)]
pub struct Faults {
    faults: Vec<Fault>,
    dice: StdRng,
    seed: u64,
}

impl Faults {
    /// No faults, with dice that always fall the same way for the same seed.
    pub fn new(seed: u64) -> Self {
        Self {
            faults: Vec::new(),
            dice: StdRng::seed_from_u64(seed),
            seed,
        }
    }

    /// Arranges one more fault.
    pub fn add(&mut self, fault: Fault) {
        self.faults.push(fault);
    }

    /// The faults that can still happen.
    pub fn list(&self) -> Vec<&Fault> {
        self.faults.iter().filter(|fault| fault.count != Some(0)).collect()
    }

    /// Removes all faults and starts the dice again.
    pub fn clear(&mut self) {
        *self = Self::new(self.seed);
    }

    /// Starts the dice from this seed.
    pub fn reseed(&mut self, seed: u64) {
        self.seed = seed;
        self.dice = StdRng::seed_from_u64(seed);
    }

    /// The fault that spoils this call, counted off; the first that matches and whose dice fall so.
    pub fn strike(&mut self, target: Target, method: &str, path: &str) -> Option<Fault> {
        let Self { faults, dice, .. } = self;
        let struck = faults.iter_mut().find(|fault| {
            fault.matches(target, method, path) && (fault.rate >= 1.0 || dice.random::<f64>() < fault.rate)
        })?;
        if let Some(count) = &mut struck.count {
            *count -= 1;
        }
        Some(struck.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(json: serde_json::Value) -> Fault {
        serde_json::from_value(json).expect("a fault")
    }

    #[test]
    fn a_fault_is_counted_off_and_keeps_to_its_method() {
        let mut faults = Faults::new(1);
        faults.add(fault(
            serde_json::json!({"target":"telegram","kind":"500","count":2,"method":"sendMessage"}),
        ));
        assert!(faults.strike(Target::Telegram, "getMe", "").is_none());
        assert!(faults.strike(Target::Wb, "sendMessage", "").is_none());
        assert!(faults.strike(Target::Telegram, "SendMessage", "").is_some());
        assert!(faults.strike(Target::Telegram, "sendMessage", "").is_some());
        assert!(faults.strike(Target::Telegram, "sendMessage", "").is_none());
        assert!(faults.list().is_empty());
    }

    #[test]
    fn the_dice_fall_the_same_way_for_the_same_seed() {
        let run = |seed| {
            let mut faults = Faults::new(seed);
            faults.add(fault(serde_json::json!({"target":"gateway","kind":"reset","rate":0.3})));
            (0..200)
                .map(|_| faults.strike(Target::Gateway, "POST", "/").is_some())
                .collect::<Vec<_>>()
        };
        assert_eq!(run(7), run(7));
        assert_ne!(run(7), run(8));
        let struck = run(7).into_iter().filter(|struck| *struck).count();
        assert!((30..=90).contains(&struck), "about three in ten: {struck}");
    }
}
