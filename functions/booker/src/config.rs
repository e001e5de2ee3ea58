//! What the booker is told by its environment.

use accounts::pace::Pace;
use lambda_kit::{Env, EnvError};
use url::Url;
use wildberries::Hosts;

/// The booker's settings.
#[derive(Debug)]
pub struct Config {
    /// `TABLE_NAME`: the table.
    pub table: String,
    /// `KMS_KEY_ID`: the key that seals seller keys.
    pub kms_key: String,
    /// `BOOKINGS_QUEUE_URL`: where attempts go that cannot be settled at once.
    pub bookings_queue: String,
    /// `NOTIFICATIONS_QUEUE_URL`: where outcomes go.
    pub notifications_queue: String,
    /// `GATEWAY_URL`: the booking gateway; absent or empty where there is none.
    pub gateway_url: Option<Url>,
    /// `WB_COMMON_URL`: Wildberries' common host.
    pub wb_common_url: Url,
    /// `WB_SUPPLIES_URL`: Wildberries' supplies host.
    pub wb_supplies_url: Url,
    /// `TRIAL_CATCHES`: free catches of a new user.
    pub trial_catches: u32,
    /// `BOOKING_PACE`: how many booking requests a shop may send at once and in any ten minutes (`5:10`), or `free`.
    pub booking_pace: Pace,
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
        let bookings_queue = env.required("BOOKINGS_QUEUE_URL", "URL of bookings.fifo");
        let notifications_queue = env.required("NOTIFICATIONS_QUEUE_URL", "URL of notifications.fifo");
        let gateway_url = env.maybe("GATEWAY_URL");
        let hosts = Hosts::default();
        let wb_common_url = env.optional("WB_COMMON_URL", hosts.common);
        let wb_supplies_url = env.optional("WB_SUPPLIES_URL", hosts.supplies);
        let trial_catches = env.optional("TRIAL_CATCHES", 2);
        let booking_pace = env.optional("BOOKING_PACE", Pace::default());
        let max_receives = env.optional("MAX_RECEIVES", 6);
        let environment = env.optional("ENVIRONMENT", "local".to_owned());
        let checked = env.finish()?;
        Ok(Self {
            table: table.get(&checked),
            kms_key: kms_key.get(&checked),
            bookings_queue: bookings_queue.get(&checked),
            notifications_queue: notifications_queue.get(&checked),
            gateway_url: gateway_url.get(&checked),
            wb_common_url: wb_common_url.get(&checked),
            wb_supplies_url: wb_supplies_url.get(&checked),
            trial_catches: trial_catches.get(&checked),
            booking_pace: booking_pace.get(&checked),
            max_receives: max_receives.get(&checked),
            environment: environment.get(&checked),
        })
    }
}
