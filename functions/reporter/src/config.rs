//! What the reporter is told by its environment.

use accounts::admins::Admins;
use lambda_kit::{Env, EnvError};
use secrecy::SecretString;
use url::Url;

/// The reporter's settings.
#[derive(Debug)]
pub struct Config {
    /// `TABLE_NAME`: the table.
    pub table: String,
    /// `REPORTS_QUEUE_URL`: where further pages and users are ordered.
    pub reports_queue: String,
    /// `NOTIFICATIONS_QUEUE_URL`: where digests and broadcasts go.
    pub notifications_queue: String,
    /// `BOT_TOKEN`: the bot, which sends pictures.
    pub bot_token: SecretString,
    /// `TELEGRAM_API_URL`: Telegram, or its stand-in.
    pub telegram_url: Url,
    /// `MAX_RECEIVES`: how often the queue delivers a job before it goes to the dead-letter queue.
    pub max_receives: u32,
    /// `ADMINS`: Telegram ids of those who are told when the sources of channel figures fail; nobody without.
    pub admins: Admins,
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
        let reports_queue = env.required("REPORTS_QUEUE_URL", "URL of reports.fifo");
        let notifications_queue = env.required("NOTIFICATIONS_QUEUE_URL", "URL of notifications.fifo");
        let bot_token = env.secret("BOT_TOKEN", "the bot's token from @BotFather");
        let telegram_url = env.optional(
            "TELEGRAM_API_URL",
            Url::parse("https://api.telegram.org").expect("a constant address"),
        );
        let max_receives = env.optional("MAX_RECEIVES", 6);
        let admins = env.optional("ADMINS", Admins::default());
        let environment = env.optional("ENVIRONMENT", "local".to_owned());
        let checked = env.finish()?;
        Ok(Self {
            table: table.get(&checked),
            reports_queue: reports_queue.get(&checked),
            notifications_queue: notifications_queue.get(&checked),
            bot_token: bot_token.get(&checked),
            telegram_url: telegram_url.get(&checked),
            max_receives: max_receives.get(&checked),
            admins: admins.get(&checked),
            environment: environment.get(&checked),
        })
    }
}
