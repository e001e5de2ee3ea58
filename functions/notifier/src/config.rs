//! What the notifier is told by its environment.

use lambda_kit::{Env, EnvError};
use secrecy::SecretString;
use url::Url;

/// The notifier's settings.
#[derive(Debug)]
pub struct Config {
    /// `TABLE_NAME`: the table.
    pub table: String,
    /// `BOT_TOKEN`: the bot.
    pub bot_token: SecretString,
    /// `TELEGRAM_API_URL`: Telegram, or its stand-in.
    pub telegram_url: Url,
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
        let bot_token = env.secret("BOT_TOKEN", "the bot's token from @BotFather");
        let telegram_url = env.optional(
            "TELEGRAM_API_URL",
            Url::parse("https://api.telegram.org").expect("a constant address"),
        );
        let environment = env.optional("ENVIRONMENT", "local".to_owned());
        let checked = env.finish()?;
        Ok(Self {
            table: table.get(&checked),
            bot_token: bot_token.get(&checked),
            telegram_url: telegram_url.get(&checked),
            environment: environment.get(&checked),
        })
    }
}
