//! What the poller is told by its environment.

use lambda_kit::{Env, EnvError};
use url::Url;

/// The poller's settings.
#[derive(Debug)]
pub struct Config {
    /// `TABLE_NAME`: the table.
    pub table: String,
    /// `KMS_KEY_ID`: the key that seals seller keys.
    pub kms_key: String,
    /// `BOOKINGS_QUEUE_URL`: where jobs for the booker go.
    pub bookings_queue: String,
    /// `NOTIFICATIONS_QUEUE_URL`: where news for owners of refused keys go.
    pub notifications_queue: String,
    /// `WB_COMMON_URL`: Wildberries' common API, which has the feed.
    pub wb_common_url: Url,
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
        let bookings_queue = env.required("BOOKINGS_QUEUE_URL", "URL of bookings.fifo");
        let notifications_queue = env.required("NOTIFICATIONS_QUEUE_URL", "URL of notifications.fifo");
        let wb_common_url = env.optional(
            "WB_COMMON_URL",
            Url::parse("https://common-api.wildberries.ru").expect("a constant address"),
        );
        let environment = env.optional("ENVIRONMENT", "local".to_owned());
        let checked = env.finish()?;
        Ok(Self {
            table: table.get(&checked),
            kms_key: kms_key.get(&checked),
            bookings_queue: bookings_queue.get(&checked),
            notifications_queue: notifications_queue.get(&checked),
            wb_common_url: wb_common_url.get(&checked),
            environment: environment.get(&checked),
        })
    }
}
