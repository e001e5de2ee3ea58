//! A page of t.me, from its bytes to posts.

use std::hint::black_box;
use std::time::Instant;

use anyhow::ensure;
use channel_sources::{ChannelName, PreviewPage};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::figures::{Durations, tell};
use crate::outside::Outside;
use crate::processor::Waited;

const ROUNDS: usize = 1_000;
/// Not counted: the first ones find cold caches.
const WARM_UP: usize = 50;
/// Posts on a page.
const POSTS: usize = 20;
/// What a real page of twenty posts weighs.
const REAL_BYTES: usize = 150_000;

/// Measures a page as the sandbox makes it, and one with posts so long that it weighs what a real one does.
pub async fn measure() -> anyhow::Result<()> {
    let outside = Outside::start(None).await?;
    let usual = json!({"name": "bench_usual", "kind": "growth", "members": 50_000, "days": 60});
    outside.control("channels", &usual).await?;
    let usual = page(&outside, "bench_usual").await?;
    read_often("as the sandbox makes it", "bench_usual", &usual)?;

    let now = Timestamp::now();
    // Cyrillic letters are two bytes in the page; a few words more than are missing do no harm.
    let words = REAL_BYTES.saturating_sub(usual.len()) / POSTS / "Поставка ".len();
    let posts: Vec<_> = (0..POSTS)
        .map(|number| {
            let at = now - SignedDuration::from_hours(40 - number as i64);
            json!({"at": at, "text": format!("Пост {number} @bench_usual https://example.org/{number} {}", "Поставка ".repeat(words)),
                "media": ["photo"]})
        })
        .collect();
    let heavy = json!({"name": "bench_heavy", "kind": "silence", "members": 50_000, "days": 60, "posts": posts});
    outside.control("channels", &heavy).await?;
    read_often("with long posts", "bench_heavy", &page(&outside, "bench_heavy").await?)
}

async fn page(outside: &Outside, name: &str) -> anyhow::Result<Vec<u8>> {
    let answer = outside.http.get(outside.url(&format!("tme/s/{name}"))).send().await?;
    Ok(answer.error_for_status()?.bytes().await?.to_vec())
}

fn read_often(kind: &str, name: &str, page: &[u8]) -> anyhow::Result<()> {
    let name: ChannelName = name.parse()?;
    let now = Timestamp::now();
    let mut durations = Durations::default();
    let mut posts = 0;
    let mut whole = 0.0;
    for round in 0..WARM_UP + ROUNDS {
        let (waited, begun) = (Waited::so_far(), Instant::now());
        let read = black_box(PreviewPage::read(black_box(page), &name, None, now)?);
        let took = begun.elapsed();
        posts = read.posts.len();
        if round >= WARM_UP {
            durations.push(took, waited.disturbed_since());
            whole += took.as_secs_f64();
        }
    }
    ensure!(posts > 0, "a page without posts");
    tell(&json!({
        "row": "pages", "kind": kind, "posts": posts, "bytes": page.len(), "whole": durations.told(),
        "pages_per_second": (ROUNDS as f64 / whole).round(),
    }))?;
    Ok(())
}
