//! How long a page of posts takes to read.
//!
//! Usage: cargo run --release -p channel-sources --example parse_time [saved page of t.me/s/<name>] [name]
//!
//! Without a page, one of the usual weight (20 posts, some 150 KB) is made up.
#![allow(clippy::print_stdout, dead_code)]

#[path = "../tests/it/pages.rs"]
mod pages;

use std::error::Error;
use std::time::Instant;

use channel_sources::{ChannelName, PreviewPage};
use jiff::Timestamp;

const ROUNDS: usize = 500;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let page = match arguments.next() {
        Some(file) => std::fs::read(file)?,
        None => pages::heavy().into_bytes(),
    };
    let name: ChannelName = arguments.next().as_deref().unwrap_or("ryad_news").parse()?;
    let now = Timestamp::now();

    let mut times = Vec::with_capacity(ROUNDS);
    let mut posts = 0;
    for _ in 0..ROUNDS {
        let started = Instant::now();
        posts = PreviewPage::read(&page, &name, None, now)?.posts.len();
        times.push(started.elapsed());
    }
    times.sort();
    println!(
        "{posts} posts, {} bytes: median {} µs, p99 {} µs",
        page.len(),
        times[ROUNDS / 2].as_micros(),
        times[ROUNDS * 99 / 100].as_micros()
    );
    Ok(())
}
