//! What the collector is told by its environment.

use std::time::Duration;

use collecting::Gaps;
use lambda_kit::{Env, EnvError, Setting};
use secrecy::SecretString;
use url::Url;

/// The collector's settings.
#[derive(Debug)]
pub struct Config {
    /// `TABLE_NAME`: the table.
    pub table: String,
    /// `COLLECTIONS_QUEUE_URL`: where further pages and steps are ordered.
    pub collections_queue: String,
    /// `NOTIFICATIONS_QUEUE_URL`: where word of a first look goes.
    pub notifications_queue: String,
    /// `BOT_TOKEN`: the bot, which counts subscribers.
    pub bot_token: SecretString,
    /// `TELEGRAM_API_URL`: Telegram, or its stand-in.
    pub telegram_url: Url,
    /// `T_ME_URL`: the public pages, or their stand-in.
    pub t_me_url: Url,
    /// `TGSTAT_URL`: TGStat, or its stand-in.
    pub tgstat_url: Url,
    /// `TGSTAT_TOKEN`: absent or empty where there is no subscription, and then TGStat is not asked.
    pub tgstat_token: Option<SecretString>,
    /// `TELEMETR_URL`: Telemetr, or its stand-in.
    pub telemetr_url: Url,
    /// `TELEMETR_TOKEN`: absent or empty where there is no package, and then Telemetr is not asked.
    pub telemetr_token: Option<SecretString>,
    /// `PREVIEW_GAP_MS`, `BOT_API_GAP_MS`, `TGSTAT_GAP_MS`, `TELEMETR_GAP_MS`: the time from one request to the next.
    pub gaps: Gaps,
    /// `NIGHT_PAGES`: pages of posts read of a channel in a night, at most.
    pub night_pages: u32,
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
        let collections_queue = env.required("COLLECTIONS_QUEUE_URL", "URL of collections.fifo");
        let notifications_queue = env.required("NOTIFICATIONS_QUEUE_URL", "URL of notifications.fifo");
        let bot_token = env.secret("BOT_TOKEN", "the bot's token from @BotFather");
        let telegram_url = env.optional("TELEGRAM_API_URL", address("https://api.telegram.org"));
        let t_me_url = env.optional("T_ME_URL", address("https://t.me"));
        let tgstat_url = env.optional("TGSTAT_URL", address("https://api.tgstat.ru"));
        let tgstat_token: Setting<Option<String>> = env.maybe("TGSTAT_TOKEN");
        let telemetr_url = env.optional("TELEMETR_URL", address("https://api.telemetr.me"));
        let telemetr_token: Setting<Option<String>> = env.maybe("TELEMETR_TOKEN");
        let usual = Gaps::default();
        let preview = gap(env, "PREVIEW_GAP_MS", usual.preview);
        let bot_api = gap(env, "BOT_API_GAP_MS", usual.bot_api);
        let tgstat = gap(env, "TGSTAT_GAP_MS", usual.tgstat);
        let telemetr = gap(env, "TELEMETR_GAP_MS", usual.telemetr);
        let night_pages: Setting<u32> = env.optional("NIGHT_PAGES", 10);
        let environment = env.optional("ENVIRONMENT", "local".to_owned());
        let checked = env.finish()?;
        Ok(Self {
            table: table.get(&checked),
            collections_queue: collections_queue.get(&checked),
            notifications_queue: notifications_queue.get(&checked),
            bot_token: bot_token.get(&checked),
            telegram_url: telegram_url.get(&checked),
            t_me_url: t_me_url.get(&checked),
            tgstat_url: tgstat_url.get(&checked),
            tgstat_token: tgstat_token.get(&checked).map(SecretString::from),
            telemetr_url: telemetr_url.get(&checked),
            telemetr_token: telemetr_token.get(&checked).map(SecretString::from),
            gaps: Gaps {
                preview: Duration::from_millis(preview.get(&checked)),
                bot_api: Duration::from_millis(bot_api.get(&checked)),
                tgstat: Duration::from_millis(tgstat.get(&checked)),
                telemetr: Duration::from_millis(telemetr.get(&checked)),
            },
            night_pages: night_pages.get(&checked).max(1),
            environment: environment.get(&checked),
        })
    }
}

fn gap(env: &mut Env, name: &str, usual: Duration) -> Setting<u64> {
    env.optional(name, u64::try_from(usual.as_millis()).unwrap_or(u64::MAX))
}

fn address(text: &str) -> Url {
    Url::parse(text).expect("a constant address")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(more: &[(&str, &str)]) -> Result<Config, EnvError> {
        let needed = [
            ("TABLE_NAME", "t"),
            ("COLLECTIONS_QUEUE_URL", "http://q/collections.fifo"),
            ("NOTIFICATIONS_QUEUE_URL", "http://q/notifications.fifo"),
            ("BOT_TOKEN", "42:abc"),
        ];
        Config::from_env(&mut Env::from_pairs(needed.iter().chain(more).copied()))
    }

    #[test]
    fn without_tokens_the_services_are_not_asked_and_gaps_are_polite() {
        let config = read(&[("TGSTAT_TOKEN", "")]).unwrap();
        assert!(config.tgstat_token.is_none() && config.telemetr_token.is_none());
        assert_eq!(config.gaps, Gaps::default());
        let other = read(&[("PREVIEW_GAP_MS", "4000"), ("TGSTAT_TOKEN", "secret-1")]).unwrap();
        assert_eq!(other.gaps.preview, Duration::from_secs(4));
        assert!(!format!("{other:?}").contains("secret-1"));
    }

    #[test]
    fn all_problems_are_told_together() {
        let error = Config::from_env(&mut Env::from_pairs([
            ("PREVIEW_GAP_MS", "soon"),
            ("T_ME_URL", "nowhere"),
        ]))
        .unwrap_err()
        .to_string();
        for name in [
            "TABLE_NAME",
            "COLLECTIONS_QUEUE_URL",
            "BOT_TOKEN",
            "PREVIEW_GAP_MS",
            "T_ME_URL",
        ] {
            assert!(error.contains(name), "{error}");
        }
    }
}
