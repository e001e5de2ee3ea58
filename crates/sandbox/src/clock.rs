//! The sandbox's clock: it runs with the machine's, can be moved, and can be stopped.

use std::sync::Mutex;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::world::lock;

/// What the clock remembers: how far it was moved, and where it was stopped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setting {
    /// Added to the machine's clock while the clock runs.
    pub offset_ms: i64,
    /// The moment shown while the clock stands.
    pub frozen_at_ms: Option<i64>,
}

/// A clock that can be moved and stopped from outside.
#[derive(Debug, Default)]
pub struct Clock(Mutex<Setting>);

impl Clock {
    /// A clock with this setting.
    pub fn new(setting: Setting) -> Self {
        Self(Mutex::new(setting))
    }

    /// The present setting.
    pub fn setting(&self) -> Setting {
        *lock(&self.0)
    }

    /// Puts a setting in force.
    pub fn set(&self, setting: Setting) {
        *lock(&self.0) = setting;
    }

    /// Now, in milliseconds since 1970.
    pub fn now_ms(&self) -> i64 {
        let setting = self.setting();
        setting
            .frozen_at_ms
            .unwrap_or_else(|| system_ms().saturating_add(setting.offset_ms))
    }

    /// Now, in seconds since 1970, as the Bot API writes dates.
    pub fn now_s(&self) -> i64 {
        self.now_ms().div_euclid(1000)
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.now_ms()).unwrap_or(Timestamp::MAX)
    }

    /// Today in Moscow, where Wildberries' days begin.
    pub fn moscow_today(&self) -> Date {
        jiff::tz::offset(3).to_datetime(self.now()).date()
    }

    /// Moves the clock to a moment; a standing clock keeps standing there.
    pub fn move_to(&self, now_ms: i64) {
        let mut setting = lock(&self.0);
        match setting.frozen_at_ms {
            Some(_) => setting.frozen_at_ms = Some(now_ms),
            None => setting.offset_ms = now_ms.saturating_sub(system_ms()),
        }
    }

    /// Moves the clock by this much.
    pub fn advance(&self, by_ms: i64) {
        self.move_to(self.now_ms().saturating_add(by_ms));
    }

    /// Stops the clock where it is, or lets it run on from there.
    pub fn freeze(&self, frozen: bool) {
        let now_ms = self.now_ms();
        let offset_ms = now_ms.saturating_sub(system_ms());
        self.set(Setting {
            offset_ms,
            frozen_at_ms: frozen.then_some(now_ms),
        });
    }
}

/// The machine's own time in milliseconds since 1970.
pub fn system_ms() -> i64 {
    Timestamp::now().as_millisecond()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_standing_clock_moves_only_when_moved() {
        let clock = Clock::new(Setting {
            offset_ms: 0,
            frozen_at_ms: Some(1_000),
        });
        clock.advance(500);
        assert_eq!(clock.now_ms(), 1_500);
        clock.freeze(false);
        assert!(clock.setting().frozen_at_ms.is_none());
        assert!(
            (1_500..60_000).contains(&clock.now_ms()),
            "it runs on from where it stood"
        );
    }

    #[test]
    fn a_moscow_day_begins_three_hours_before_a_utc_day() {
        let at = |text: &str| {
            let moment: Timestamp = text.parse().expect("a moment");
            Clock::new(Setting {
                offset_ms: 0,
                frozen_at_ms: Some(moment.as_millisecond()),
            })
            .moscow_today()
            .to_string()
        };
        assert_eq!(at("2026-11-20T20:59:59Z"), "2026-11-20");
        assert_eq!(at("2026-11-20T21:00:00Z"), "2026-11-21");
    }
}
