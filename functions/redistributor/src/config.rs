//! What the redistributor is told by its environment.

use std::time::Duration;

use jiff::SignedDuration;
use lambda_kit::{Env, EnvError};
use redistribution::windows::{OpeningHours, Schedule};
use url::Url;

/// The shortest pause between two looks, milliseconds: the gateway is shared.
const SHORTEST_LOOK_MS: u64 = 250;
/// The longest time that quotas are looked at after an opening, minutes.
const LONGEST_WINDOW_MIN: u16 = 60;

/// The redistributor's settings.
#[derive(Debug)]
pub struct Config {
    /// `TABLE_NAME`: the table.
    pub table: String,
    /// `KMS_KEY_ID`: the key that seals seller keys.
    pub kms_key: String,
    /// `MOVES_QUEUE_URL`: where jobs go.
    pub moves_queue: String,
    /// `NOTIFICATIONS_QUEUE_URL`: where ends go.
    pub notifications_queue: String,
    /// `GATEWAY_URL`: the gateway; absent or empty where there is none, and then nothing is moved.
    pub gateway_url: Option<Url>,
    /// `WB_ANALYTICS_URL`: Wildberries' analytics host, which tells stock.
    pub wb_analytics_url: Url,
    /// `MOVE_WINDOWS` and `MOVE_WINDOW_MINUTES`: when quotas are looked at closely.
    pub schedule: Schedule,
    /// `MOVE_LOOK_MS`: the pause between two close looks, at least 250.
    pub look: Duration,
    /// `MAX_RECEIVES`: how often the queue delivers a job before it goes to the dead-letter queue.
    pub max_receives: u32,
    /// `ENVIRONMENT`: local, staging, prod; a dimension of the metrics.
    pub environment: String,
}

impl Config {
    /// Reads the environment.
    ///
    /// # Errors
    /// Everything that is missing or unreadable, together.
    pub fn from_env(env: &mut Env) -> Result<Self, EnvError> {
        let table = env.required("TABLE_NAME", "name of the DynamoDB table");
        let kms_key = env.required("KMS_KEY_ID", "id or ARN of the KMS key that seals seller keys");
        let moves_queue = env.required("MOVES_QUEUE_URL", "URL of moves.fifo");
        let notifications_queue = env.required("NOTIFICATIONS_QUEUE_URL", "URL of notifications.fifo");
        let gateway_url = env.maybe("GATEWAY_URL");
        let wb_analytics_url = env.optional(
            "WB_ANALYTICS_URL",
            Url::parse("https://seller-analytics-api.wildberries.ru").expect("a constant address"),
        );
        let hours = env.optional("MOVE_WINDOWS", OpeningHours::default());
        let minutes: lambda_kit::Setting<u16> = env.optional("MOVE_WINDOW_MINUTES", 10);
        let look_ms: lambda_kit::Setting<u64> = env.optional("MOVE_LOOK_MS", 1_000);
        let max_receives = env.optional("MAX_RECEIVES", 6);
        let environment = env.optional("ENVIRONMENT", "local".to_owned());
        let checked = env.finish()?;
        let minutes = minutes.get(&checked).clamp(2, LONGEST_WINDOW_MIN);
        Ok(Self {
            table: table.get(&checked),
            kms_key: kms_key.get(&checked),
            moves_queue: moves_queue.get(&checked),
            notifications_queue: notifications_queue.get(&checked),
            gateway_url: gateway_url.get(&checked),
            wb_analytics_url: wb_analytics_url.get(&checked),
            schedule: Schedule {
                hours: hours.get(&checked),
                length: SignedDuration::from_mins(minutes.into()),
            },
            look: Duration::from_millis(look_ms.get(&checked).max(SHORTEST_LOOK_MS)),
            max_receives: max_receives.get(&checked),
            environment: environment.get(&checked),
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(more: &[(&str, &str)]) -> Result<Config, EnvError> {
        let needed = [
            ("TABLE_NAME", "t"),
            ("KMS_KEY_ID", "k"),
            ("MOVES_QUEUE_URL", "http://q/moves.fifo"),
            ("NOTIFICATIONS_QUEUE_URL", "http://q/notifications.fifo"),
        ];
        let pairs = needed.iter().chain(more).copied();
        Config::from_env(&mut Env::from_pairs(pairs))
    }

    #[test]
    fn looking_is_never_too_often_and_windows_are_read() {
        let config = read(&[("MOVE_LOOK_MS", "1"), ("MOVE_WINDOWS", "always")]).unwrap();
        assert_eq!(config.look, Duration::from_millis(250));
        assert_eq!(config.schedule.hours, OpeningHours::Always);
        assert!(config.gateway_url.is_none());
        let usual = read(&[]).unwrap();
        assert_eq!(usual.schedule.hours, "09:00,18:00".parse().unwrap());
        assert!(read(&[("MOVE_WINDOWS", "noon")]).is_err());
    }
}
