//! What the webhook is told by its environment.

use accounts::admins::Admins;
use accounts::pace::Pace;
use billing::Offers;
use lambda_kit::{Env, EnvError};
use office::QueueUrls;
use redistribution::windows::OpeningHours;
use secrecy::SecretString;
use url::Url;

use crate::switches::Switches;

/// The webhook's settings.
#[derive(Debug)]
pub struct Config {
    /// `TABLE_NAME`: the table.
    pub table: String,
    /// `KMS_KEY_ID`: the key that seals seller keys.
    pub kms_key: String,
    /// `BOOKINGS_QUEUE_URL`: where the booker is told what a seller decides on an offer.
    pub bookings_queue: String,
    /// `NOTIFICATIONS_QUEUE_URL`: where answers go that Telegram does not take at once.
    pub notifications_queue: String,
    /// `REPORTS_QUEUE_URL`: where work for the reporter is ordered.
    pub reports_queue: String,
    /// `COLLECTIONS_QUEUE_URL`: where the collector is told of new channels.
    pub collections_queue: String,
    /// `QUEUES`: the queues whose depths admins are shown, `name=url` with commas; absent: this installation does not tell.
    pub queues: QueueUrls,
    /// `BOT_TOKEN`: the bot.
    pub bot_token: SecretString,
    /// `WEBHOOK_SECRET`: what Telegram sends with every update.
    pub webhook_secret: SecretString,
    /// `TELEGRAM_API_URL`: Telegram, or its stand-in.
    pub telegram_url: Url,
    /// `T_ME_URL`: the public pages of channels, or their stand-in.
    pub t_me_url: Url,
    /// `WB_COMMON_URL`: Wildberries' common API.
    pub wb_common_url: Url,
    /// `WB_SUPPLIES_URL`: Wildberries' supplies API.
    pub wb_supplies_url: Url,
    /// `WB_ANALYTICS_URL`: Wildberries' analytics API, which tells stock.
    pub wb_analytics_url: Url,
    /// `GATEWAY_URL`: the gateway that moves stock; absent or empty where there is none.
    pub gateway_url: Option<Url>,
    /// `MOVE_WINDOWS`: when quotas of redistribution are looked at, as cards tell it; the redistributor's.
    pub move_windows: OpeningHours,
    /// `OFFERS`: what is sold for Stars, as `10:250,50:990,unlimited:1500`.
    pub offers: Offers,
    /// `SUPPORT_CONTACT`: whom to write to about payments, as users are shown it.
    pub support_contact: String,
    /// `TRIAL_CATCHES`: free catches of a new user.
    pub trial_catches: u32,
    /// `BOOKING_PACE`: how many booking requests a shop may make at once and in ten minutes, as `5:10`; or `free`.
    pub booking_pace: Pace,
    /// `MAX_WATCHES`: most unfinished watches of a user.
    pub max_watches: usize,
    /// `MAX_CHANNELS`: most channels a user may follow.
    pub max_channels: usize,
    /// `ACCEPT_TEST_KEYS`: whether Wildberries' test keys are welcome.
    pub accept_test_keys: bool,
    /// `BOOKS_THROUGH_GATEWAY`: whether slots can be booked through a gateway here.
    pub books_through_gateway: bool,
    /// `MODULES`: which features are switched on.
    pub switches: Switches,
    /// `ADMINS`: who runs this bot.
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
        let kms_key = env.required("KMS_KEY_ID", "id or ARN of the KMS key that seals seller keys");
        let bookings_queue = env.required("BOOKINGS_QUEUE_URL", "URL of bookings.fifo");
        let notifications_queue = env.required("NOTIFICATIONS_QUEUE_URL", "URL of notifications.fifo");
        let reports_queue = env.required("REPORTS_QUEUE_URL", "URL of reports.fifo");
        let collections_queue = env.required("COLLECTIONS_QUEUE_URL", "URL of collections.fifo");
        let queues = env.optional("QUEUES", QueueUrls::default());
        let bot_token = env.secret("BOT_TOKEN", "the bot's token from @BotFather");
        let webhook_secret = env.secret("WEBHOOK_SECRET", "the secret given to setWebhook");
        let telegram_url = env.optional("TELEGRAM_API_URL", url("https://api.telegram.org"));
        let t_me_url = env.optional("T_ME_URL", url("https://t.me"));
        let wb_common_url = env.optional("WB_COMMON_URL", url("https://common-api.wildberries.ru"));
        let wb_supplies_url = env.optional("WB_SUPPLIES_URL", url("https://supplies-api.wildberries.ru"));
        let wb_analytics_url = env.optional("WB_ANALYTICS_URL", url("https://seller-analytics-api.wildberries.ru"));
        let gateway_url = env.maybe("GATEWAY_URL");
        let move_windows = env.optional("MOVE_WINDOWS", OpeningHours::default());
        let offers = env.optional("OFFERS", offers("10:250,50:990,unlimited:1500"));
        let support_contact = env.required(
            "SUPPORT_CONTACT",
            "whom to write to about payments: @name or a mail address",
        );
        let trial_catches = env.optional("TRIAL_CATCHES", 2);
        let booking_pace = env.optional("BOOKING_PACE", Pace::default());
        let max_watches = env.optional("MAX_WATCHES", 100);
        let max_channels = env.optional("MAX_CHANNELS", 20);
        let accept_test_keys = env.optional("ACCEPT_TEST_KEYS", false);
        let books_through_gateway = env.optional("BOOKS_THROUGH_GATEWAY", true);
        let switches = env.optional("MODULES", Switches::all());
        let admins = env.optional("ADMINS", Admins::default());
        let environment = env.optional("ENVIRONMENT", "local".to_owned());
        let checked = env.finish()?;
        Ok(Self {
            table: table.get(&checked),
            kms_key: kms_key.get(&checked),
            bookings_queue: bookings_queue.get(&checked),
            notifications_queue: notifications_queue.get(&checked),
            reports_queue: reports_queue.get(&checked),
            collections_queue: collections_queue.get(&checked),
            queues: queues.get(&checked),
            bot_token: bot_token.get(&checked),
            webhook_secret: webhook_secret.get(&checked),
            telegram_url: telegram_url.get(&checked),
            t_me_url: t_me_url.get(&checked),
            wb_common_url: wb_common_url.get(&checked),
            wb_supplies_url: wb_supplies_url.get(&checked),
            wb_analytics_url: wb_analytics_url.get(&checked),
            gateway_url: gateway_url.get(&checked),
            move_windows: move_windows.get(&checked),
            offers: offers.get(&checked),
            support_contact: support_contact.get(&checked),
            trial_catches: trial_catches.get(&checked),
            booking_pace: booking_pace.get(&checked),
            max_watches: max_watches.get(&checked),
            max_channels: max_channels.get(&checked),
            accept_test_keys: accept_test_keys.get(&checked),
            books_through_gateway: books_through_gateway.get(&checked),
            switches: switches.get(&checked),
            admins: admins.get(&checked),
            environment: environment.get(&checked),
        })
    }
}

fn offers(text: &str) -> Offers {
    Offers::parse(text).expect("constant offers")
}

fn url(text: &str) -> Url {
    Url::parse(text).expect("a constant address")
}
