//! Draws every kind of picture about channels into a directory, with the time each took.
//!
//! usage: `cargo run --release -p reporter --example pictures -- <directory>`

#![allow(clippy::print_stdout, reason = "a program to look at pictures with")]

use std::path::Path;
use std::time::Instant;

use channels::channel::Channel;
use channels::day::ChannelDay;
use channels::errands::Period;
use channels::post::{ChannelPost, Seen};
use channels::state::ChannelState;
use channels::{ChannelName, Figure, Precision, Source, calendar};
use charts::Chart;
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use reporter::pictures::{channel, look, report, several};
use reports::report::{ChannelReport, Material};
use reports::span::Span;
use serde_json::json;
use telegram::Language;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let directory = std::env::args().nth(1).ok_or("usage: pictures <directory>")?;
    std::fs::create_dir_all(&directory)?;
    for (language, code) in [(Language::Ru, "ru"), (Language::En, "en")] {
        for (dark, theme) in [(false, "light"), (true, "dark")] {
            for (name, chart) in all(language)? {
                let begun = Instant::now();
                let png = chart.png(&look(language, dark))?;
                let took = begun.elapsed();
                let file = format!("{name}-{code}-{theme}.png");
                std::fs::write(Path::new(&directory).join(&file), &png)?;
                println!(
                    "{file:<40} {:>7.1} ms {:>6} KiB",
                    took.as_secs_f64() * 1e3,
                    png.len() / 1024
                );
            }
        }
    }
    Ok(())
}

fn all(language: Language) -> Result<Vec<(String, Chart)>, Failure> {
    let week = Span::ending_before(Period::Week, date(2026, 11, 16));
    let month = Span::ending_before(Period::Month, date(2026, 11, 1));
    let mut pictures = Vec::new();
    let mut add = |name: &str, charts: Vec<Chart>| {
        let numbered = charts.into_iter().enumerate();
        pictures.extend(numbered.map(|(number, chart)| (format!("{name}-{number}"), chart)));
    };
    let one = |span, kind| Ok::<_, Failure>(ChannelReport::of(material("seller_calm", kind)?, span));
    add("week", report::charts(language, &[one(week, Kind::Usual)?]));
    add("month", report::charts(language, &[one(month, Kind::Usual)?]));
    add("holed", report::charts(language, &[one(week, Kind::Holed)?]));
    add("new", report::charts(language, &[one(week, Kind::OneDay)?]));
    add("still", report::charts(language, &[one(week, Kind::Still)?]));
    let names = [
        "seller_calm",
        "wb_news_every_day",
        "a_very_long_channel_name_of_32_x",
        "shop_talk",
        "quiet",
    ];
    let kinds = [Kind::Usual, Kind::Falling, Kind::Holed, Kind::Still, Kind::OneDay];
    let mut reports = Vec::new();
    let mut days = Vec::new();
    for (name, kind) in names.into_iter().zip(kinds) {
        let material = material(name, kind)?;
        days.push((material.channel.name.clone(), material.days.clone()));
        reports.push(ChannelReport::of(material, week));
    }
    add("several", report::charts(language, &reports));
    let (from, to) = (date(2026, 10, 16), date(2026, 11, 15));
    let compared = [
        several::growth(language, &days, from, to),
        several::members(language, &days, from, to),
    ];
    add("compared", compared.into_iter().flatten().collect());
    let long = channel::Stretch {
        called: "Селлер без паники",
        days: &days[0].1,
        from: date(2025, 6, 1),
        to,
        growth: None,
    };
    // Added in the second half of a month.
    let late = channel::Stretch {
        days: &days[0].1[17..],
        ..long
    };
    let long = [
        channel::members(language, long),
        channel::views(language, long),
        channel::views(language, late),
    ];
    add("long", long.into_iter().flatten().collect());
    Ok(pictures)
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Usual,
    Falling,
    Holed,
    OneDay,
    Still,
}

fn material(name: &str, kind: Kind) -> Result<Material, Failure> {
    let name: ChannelName = name.try_into()?;
    let first = date(2025, 6, 1);
    let days = calendar::days(first, date(2026, 11, 15))
        .enumerate()
        .filter_map(|(n, day)| {
            let at = calendar::ends(day);
            let n = n as u64;
            let wave = (n * 7919) % 97;
            let members = match kind {
                Kind::Falling => 90_000 - n * 31 - wave,
                Kind::Still => 5_000,
                _ => 11_000 + n * 9 + wave / 3,
            };
            let mut one = ChannelDay {
                members: Some(Figure::exact(members, Source::BotApi, at)),
                posts: Some(if kind == Kind::Still { 0 } else { (wave % 5) as u32 }),
                views: Some(Figure::estimated(
                    if kind == Kind::Still { 0 } else { 2_000 + wave * 60 },
                    Source::Preview,
                    at,
                )),
                ..ChannelDay::empty(name.clone(), day)
            };
            if kind == Kind::Holed && [10, 11, 13].contains(&day.day()) {
                (one.members, one.views, one.posts) = (None, None, None);
            }
            if kind == Kind::Holed && day.day() == 14 {
                one.members = Some(Figure {
                    precision: Precision::Rounded { step: 100 },
                    ..Figure::exact(members / 100 * 100, Source::Preview, at)
                });
            }
            (kind != Kind::OneDay || day == date(2026, 11, 15)).then_some(one)
        });
    let posts = match kind {
        Kind::OneDay | Kind::Still => Vec::new(),
        _ => (0..40).map(|n| post(&name, n)).collect::<Result<_, _>>()?,
    };
    Ok(Material {
        channel: Channel {
            title: Some("Селлер без паники: маркетплейсы, логистика и немного о жизни".to_owned()),
            chat_id: None,
            followers: 1,
            since: if kind == Kind::OneDay {
                "2026-11-15T09:00:00Z".parse()?
            } else {
                Timestamp::UNIX_EPOCH
            },
            name: name.clone(),
        },
        state: ChannelState::unknown(name.clone()),
        days: days.collect(),
        posts,
        references: Vec::new(),
    })
}

fn post(name: &ChannelName, n: u32) -> Result<ChannelPost, Failure> {
    let posted_at =
        calendar::begins(date(2026, 10, 3).saturating_add(i64::from(n).days())) + SignedDuration::from_hours(12);
    let views = 1_200 + u64::from((n * 7919) % 97) * 40;
    let words = [
        "Как не потерять место в выдаче, когда всё распродали",
        "🔥 Скидки: что говорят цифры",
        "Коротко",
    ];
    let post = serde_json::from_value(json!({
        "id": n + 1, "posted_at": posted_at, "edited": false, "service": false, "author": null,
        "text": {"beginning": words[n as usize % 3], "chars": 60}, "media": [], "album": [], "views": null, "shares": null,
        "comments": null, "reactions_count": null, "reactions": [], "forwarded_from": null, "reply_to": null, "links": [],
        "mentions": [], "hashtags": []
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
