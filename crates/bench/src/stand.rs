//! What a function needs around it to work as hard as it can: AWS and the world outside, and channels with a long past.

use std::io::Read;

use anyhow::{Context, ensure};
use channels::follow::{Channels, Follow, Introduced};
use jiff::Timestamp;
use serde_json::json;
use store::{Table, User};
use telegram::{ChatId, UserId};
use testkit::{Cloud, Hands};

use crate::figures::tell;
use crate::outside::Outside;
use crate::past;

/// As [`Cloud`] makes it.
const TABLE: &str = "sellergram";
const CHANNELS: usize = 50;
/// The one who follows them all.
const USER: i64 = 700_000_001;

/// Serves it until standard input ends.
pub async fn serve() -> anyhow::Result<()> {
    let outside = Outside::start(None).await?;
    let cloud = Cloud::start(Hands::at(Timestamp::now())).await;
    let table = Table::new(cloud.aws.dynamodb.clone(), TABLE.to_owned());
    let many = json!({"count": CHANNELS, "prefix": "bench_", "kind": "growth", "members": 50_000, "days": 60});
    outside.control("channels", &many).await?;
    let hello = json!({"text": "/start"});
    outside.control(&format!("users/{USER}/text?wait=0"), &hello).await?;
    table
        .insert(&User {
            id: USER,
            chat: USER,
            language: Some("ru".to_owned()),
            language_code: None,
            created_at: Timestamp::now(),
            blocked: false,
            banned: false,
        })
        .await?;
    let channels = Channels {
        table: table.clone(),
        most: CHANNELS,
    };
    let (from, to) = past::span();
    let since = from.to_zoned(jiff::tz::TimeZone::UTC)?.timestamp();
    for name in past::names(CHANNELS)? {
        let introduced = Introduced {
            name: name.clone(),
            chat_id: None,
            title: Some("Селлер без паники".to_owned()),
        };
        let followed = channels.follow(UserId(USER), ChatId(USER), &introduced, since).await?;
        ensure!(matches!(followed, Follow::Followed { .. }), "{followed:?}");
        past::store(&table, &name).await?;
    }
    let queue = cloud.queue_url("any");
    let aws = queue.split("/000000000000").next().context("the endpoint")?;
    tell(&json!({
        "row": "stand", "aws": aws, "sandbox": outside.url("").trim_end_matches('/'), "table": TABLE, "user": USER,
        "channels": past::names(CHANNELS)?.iter().map(|name| name.as_str().to_owned()).collect::<Vec<_>>(),
        "from": from, "to": to,
    }))?;
    tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await??;
    Ok(())
}
