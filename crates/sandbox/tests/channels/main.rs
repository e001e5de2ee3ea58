//! Channels and their sources, read by the clients that the bot reads them with.
#![allow(clippy::unwrap_used)]

#[path = "../common/mod.rs"]
mod common;

mod control;
mod pages;
mod telemetr;
mod tgstat;

use channel_sources::{BotApi, ChannelName, Preview, Telemetr, TgStat, Url};
use common::Story;
use secrecy::SecretString;
use serde_json::{Value, json};

/// A client that follows no redirects, as the sources ask.
fn http() -> reqwest::Client {
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .pool_max_idle_per_host(0)
        .build()
        .unwrap()
}

fn base(story: &Story, path: &str) -> Url {
    story.url(path).parse().unwrap()
}

fn preview(story: &Story) -> Preview {
    Preview::new(http(), base(story, "/tme"))
}

fn bot_api(story: &Story) -> BotApi {
    BotApi::new(http(), base(story, "/telegram"), SecretString::from("42:sandbox"))
}

fn tgstat(story: &Story) -> TgStat {
    TgStat::new(http(), base(story, "/tgstat"), SecretString::from("stat-secret"))
}

fn telemetr(story: &Story) -> Telemetr {
    Telemetr::new(http(), base(story, "/telemetr"), SecretString::from("tele-secret"))
}

fn name(text: &str) -> ChannelName {
    text.parse().unwrap()
}

/// A channel made so; what the world says of it.
async fn made(story: &Story, order: Value) -> Value {
    story.control("channels", order).await
}

async fn told(story: &Story, name: &str) -> Value {
    story.get(&format!("/control/channels/{name}")).await
}

async fn broken(story: &Story, source: &str, fault: Value) {
    story.control(&format!("sources/{source}/fault"), fault).await;
}

/// A channel without a life of its own, with three posts of the last days.
async fn quiet(story: &Story, name: &str) {
    made(
        story,
        json!({"name": name, "title": "Тихий ряд", "kind": "empty", "members": 11_110_268, "posts": [
            {"text": "Первый", "at": "2026-11-18T09:00:00Z", "views": 1_000},
            {"text": "Второй, см. @ryad_postavok", "at": "2026-11-19T09:00:00Z", "views": 12_640},
            {"text": "Третий", "at": "2026-11-20T08:00:00Z", "views": 500}
        ]}),
    )
    .await;
}
