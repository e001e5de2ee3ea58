//! Channels with a long past, as the collector would have stored it.

use channels::channel::Channel;
use channels::day::ChannelDay;
use channels::post::{ChannelPost, Seen};
use channels::{ChannelName, Figure, Precision, Source, calendar};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde_json::json;
use store::{Table, Write};

/// Days that are stored of each channel: three years.
const DAYS: i64 = 3 * 365;
/// Posts of each channel: as many as a file of fifty takes.
const POSTS: u32 = 400;
const WRITES_AT_ONCE: usize = 50;

/// A followed channel.
pub fn channel(name: &ChannelName) -> Channel {
    Channel {
        name: name.clone(),
        chat_id: None,
        title: Some("Селлер без паники: маркетплейсы, логистика и немного о жизни".to_owned()),
        followers: 1,
        since: Timestamp::UNIX_EPOCH,
    }
}

/// Its days, each with all that the free sources tell.
pub fn days(name: &ChannelName, from: Date, to: Date) -> Vec<ChannelDay> {
    let day = |(number, day): (usize, Date)| {
        let at = calendar::ends(day);
        let number = number as u64;
        let wave = number * 7919 % 97;
        ChannelDay {
            members: Some(Figure::exact(11_000 + number * 9 + wave / 3, Source::BotApi, at)),
            posts: Some((wave % 5) as u32),
            views: Some(Figure::estimated(2_000 + wave * 60, Source::Preview, at)),
            mentions: (wave % 3) as u32,
            ..ChannelDay::empty(name.clone(), day)
        }
    };
    calendar::days(from, to).enumerate().map(day).collect()
}

/// A post at noon of this day; numbers rise with the days.
pub fn post(name: &ChannelName, number: u32, day: Date) -> anyhow::Result<ChannelPost> {
    let posted_at = calendar::begins(day) + SignedDuration::from_hours(12);
    let views = 1_200 + u64::from(number * 7919 % 97) * 40;
    let post = serde_json::from_value(json!({
        "id": number, "posted_at": posted_at, "edited": false, "service": false, "author": null,
        "text": {"beginning": "Как не потерять место в выдаче, когда всё распродали: разбираем по шагам", "chars": 900},
        "media": ["photo"], "album": [], "views": null, "shares": null, "comments": null, "reactions_count": null,
        "reactions": [], "forwarded_from": null, "reply_to": null, "links": [], "mentions": [], "hashtags": []
    }))?;
    let seen = |hours, views| Seen {
        at: posted_at + SignedDuration::from_hours(hours),
        views,
        precision: Precision::Rounded { step: 100 },
        source: Source::Preview,
        shares: Some(views / 100),
        reactions: Some(views / 50),
        comments: None,
    };
    Ok(ChannelPost {
        channel: name.clone(),
        post,
        seen: vec![seen(20, views), seen(30, views + 200)],
        gone_at: None,
    })
}

/// Stores a channel's days and posts.
pub async fn store(table: &Table, name: &ChannelName) -> anyhow::Result<()> {
    let (from, to) = span();
    let days = days(name, from, to);
    let every = days.len() / POSTS as usize;
    let posts = (1..=POSTS)
        .zip(days.chunks(every))
        .map(|(number, days)| post(name, number, days[0].day));
    let posts = posts.collect::<anyhow::Result<Vec<_>>>()?;
    let mut writes: Vec<Write> = days.iter().map(Write::insert).collect();
    writes.extend(posts.iter().map(Write::insert));
    while !writes.is_empty() {
        let rest = writes.split_off(writes.len().min(WRITES_AT_ONCE));
        table.transact(writes, None).await?;
        writes = rest;
    }
    Ok(())
}

/// The first and the last day that are stored: yesterday is left for a collector.
pub fn span() -> (Date, Date) {
    let to = calendar::day_over_at(Timestamp::now()).saturating_sub(1.day());
    (to.saturating_sub((DAYS - 1).days()), to)
}

/// Names of so many channels.
pub fn names(count: usize) -> anyhow::Result<Vec<ChannelName>> {
    (1..=count)
        .map(|number| Ok(format!("bench_{number:04}").parse()?))
        .collect()
}
