//! Every kind of picture about channels, from figures to a PNG.

use std::hint::black_box;
use std::time::Instant;

use accounts::speed::SpeedDay;
use alerts::state::{Raised, Reading, Why};
use alerts::{AlertKind, AlertPicture, PicturePoint};
use cabinet::speed::{Figures, Week};
use channels::day::ChannelDay;
use channels::errands::Period;
use channels::state::ChannelState;
use channels::{ChannelName, calendar};
use charts::{Chart, ChartError, Look};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use reporter::pictures::{alert, channel, look, report, several};
use reporter::speed_chart;
use reports::report::{ChannelReport, Material};
use reports::span::Span;
use serde_json::json;
use telegram::Language;

use crate::figures::{Durations, tell};
use crate::memory::most_resident_mib;
use crate::past;

const ROUNDS: usize = 50;
const TO: Date = date(2026, 11, 15);

/// Draws each so often, light and dark in turn, after one that is not counted.
pub fn measure() -> anyhow::Result<()> {
    for (name, chart) in all()? {
        drawn(&name, |look| chart.png(look))?;
    }
    let week = speeds()?;
    drawn("a week of catching", |_| speed_chart::png(Language::Ru, &week))?;
    tell(&json!({"row": "charts-memory", "most_mib": most_resident_mib()}))?;
    Ok(())
}

fn drawn(name: &str, draw: impl Fn(&Look) -> Result<Vec<u8>, ChartError>) -> anyhow::Result<()> {
    let mut durations = Durations::default();
    let mut bytes = draw(&look(Language::Ru, false))?.len();
    for round in 0..ROUNDS {
        let look = look(Language::Ru, round % 2 == 1);
        let begun = Instant::now();
        let png = black_box(draw(&look)?);
        // All count: in so long a time somebody else has the core nearly always on a busy machine.
        durations.push(begun.elapsed(), false);
        bytes = bytes.max(png.len());
    }
    tell(&json!({"row": "charts", "kind": name, "bytes": bytes, "whole": durations.told()}))?;
    Ok(())
}

fn all() -> anyhow::Result<Vec<(String, Chart)>> {
    let language = Language::Ru;
    let mut pictures = Vec::new();
    let mut add = |name: &str, charts: Vec<Chart>| {
        for (number, chart) in charts.into_iter().enumerate() {
            // What it shows; whose it is comes behind a colon.
            let shown = chart.title.split(':').next().unwrap_or_default();
            pictures.push((format!("{name} {}: {shown}", number + 1), chart));
        }
    };
    let week = Span::ending_before(Period::Week, date(2026, 11, 16));
    let month = Span::ending_before(Period::Month, date(2026, 11, 1));
    let one = material("bench_0001")?;
    add(
        "report of a week",
        report::charts(language, &[ChannelReport::of(one.clone(), week)]),
    );
    add(
        "report of a month",
        report::charts(language, &[ChannelReport::of(one, month)]),
    );
    let five = (1..=5)
        .map(|number| material(&format!("bench_{number:04}")))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let days: Vec<_> = five
        .iter()
        .map(|one| (one.channel.name.clone(), one.days.clone()))
        .collect();
    let reports: Vec<_> = five.into_iter().map(|one| ChannelReport::of(one, week)).collect();
    // What follows is a picture for each channel, all alike.
    let mut reported = report::charts(language, &reports);
    reported.truncate(4);
    add("report of five channels", reported);
    let from = date(2026, 10, 16);
    let compared = [
        several::growth(language, &days, from, TO),
        several::members(language, &days, from, TO),
    ];
    add("five channels compared", compared.into_iter().flatten().collect());
    let long = channel::Stretch {
        called: "Селлер без паники",
        days: &days[0].1,
        from: date(2025, 6, 1),
        to: TO,
        growth: None,
    };
    let long = [channel::members(language, long), channel::views(language, long)];
    add("a channel's year and a half", long.into_iter().flatten().collect());
    add(
        "alert",
        alert::chart(language, &falling(&days[0].1)).into_iter().collect(),
    );
    Ok(pictures)
}

/// Subscribers of a fortnight, and the threshold they passed.
fn falling(days: &[ChannelDay]) -> AlertPicture {
    let point = |day: &ChannelDay| PicturePoint {
        day: day.day,
        at: calendar::ends(day.day),
        figure: day.members,
    };
    AlertPicture {
        called: "Селлер без паники".to_owned(),
        kind: AlertKind::Members,
        alert: Raised {
            at: calendar::ends(TO),
            threshold: 20,
            reading: Reading::Trouble(Why::Late { day: TO }),
        },
        points: days.iter().rev().take(14).rev().map(point).collect(),
        baseline: Some(15_000.0),
        limits: (Some(12_000.0), Some(18_000.0)),
    }
}

fn speeds() -> anyhow::Result<Week> {
    let day = |number: i8| {
        let (caught, lost) = (i64::from(number) % 5 + 1, i64::from(number) % 3);
        let counted = json!({"place": "p", "name": "n", "attempts": caught + lost, "caught": caught, "lost": lost, "took_05": caught});
        let counted: SpeedDay = serde_json::from_value(counted)?;
        Ok((date(2026, 11, 9 + number), Figures::from(&counted)))
    };
    Ok(Week((0..7).map(day).collect::<anyhow::Result<_>>()?))
}

fn material(name: &str) -> anyhow::Result<Material> {
    let name: ChannelName = name.parse()?;
    let first = date(2026, 10, 3);
    let posts = (1..=40).map(|number| past::post(&name, number, first.saturating_add(i64::from(number).days())));
    Ok(Material {
        channel: past::channel(&name),
        state: ChannelState::unknown(name.clone()),
        days: past::days(&name, date(2025, 6, 1), TO),
        posts: posts.collect::<anyhow::Result<_>>()?,
        references: Vec::new(),
    })
}
