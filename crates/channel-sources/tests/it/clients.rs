//! Clients of a stand-in server.

use channel_sources::{BotApi, ChannelName, Preview, Telemetr, TgStat, Url};
use secrecy::SecretString;

/// A token with the shape of a bot's; the `+` looks otherwise in an address.
pub(crate) const TOKEN: &str = "123456:AAE+x-Hx1";

/// A client of pages that live under a path.
pub(crate) fn preview(base: &Url) -> Preview {
    Preview::new(http(), base.join("t.me").unwrap())
}

pub(crate) fn bot_api(base: &Url) -> BotApi {
    BotApi::new(http(), base.join("telegram/").unwrap(), token())
}

pub(crate) fn tgstat(base: &Url) -> TgStat {
    TgStat::new(http(), base.join("tgstat").unwrap(), token())
}

pub(crate) fn telemetr(base: &Url) -> Telemetr {
    Telemetr::new(http(), base.join("telemetr").unwrap(), token())
}

/// The channel that is asked about.
pub(crate) fn channel() -> ChannelName {
    "@Ryad_News".parse().unwrap()
}

fn token() -> SecretString {
    SecretString::from(TOKEN)
}

fn http() -> reqwest::Client {
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
}
