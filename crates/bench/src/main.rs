#![doc = include_str!("../README.md")]

mod collection;
mod crowd;
mod export;
mod feeds;
mod figures;
mod last_catch;
mod load;
mod memory;
mod notifications;
mod outside;
mod pages;
mod past;
mod pictures;
mod processor;
mod queue;
mod shelf;
mod stand;
mod tick;
mod webhook;
mod wire;

use anyhow::{Context, bail};

/// One thread, like a function's.
#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    match arguments.next().as_deref() {
        Some("tick") => {
            let sizes = arguments
                .map(|size| size.parse().context("a number of watches"))
                .collect::<anyhow::Result<Vec<usize>>>()?;
            tick::measure(if sizes.is_empty() {
                &[100_000, 1_000_000]
            } else {
                &sizes
            })
            .await
        }
        Some("load") => load::measure(arguments.next().context("a number of watches")?.parse()?).await,
        Some("queue") => queue::measure(&arguments.next().context("the queue's URL")?).await,
        Some("notifications") => {
            let url = arguments.next().context("the queue's URL")?;
            let first = arguments.next().context("the first chat")?.parse()?;
            let chats = arguments.next().context("how many chats")?.parse()?;
            let each = arguments.next().context("messages for each")?.parse()?;
            notifications::measure(&url, first, chats, each).await
        }
        Some("last-catch") => {
            let sandbox = arguments.next().context("the sandbox's address")?;
            let rounds = arguments.next().context("how often")?.parse()?;
            last_catch::measure(&sandbox, rounds).await
        }
        Some("webhook") => webhook::measure().await,
        Some("pages") => pages::measure().await,
        Some("charts") => pictures::measure(),
        Some("export") => export::measure().await,
        Some("write-export") => {
            let format = arguments.next().context("csv or json")?;
            export::write(&format, &arguments.next().context("where to")?).await
        }
        Some("stand") => stand::serve().await,
        Some("collection") => {
            let channels = arguments.next().context("how many channels")?.parse()?;
            let gap_ms = arguments.next().context("the gap between requests")?.parse()?;
            let delay_ms = arguments.next().context("how long an answer takes")?.parse()?;
            collection::measure(channels, gap_ms, delay_ms)
        }
        _ => bail!(
            "usage: bench tick [watches …] | load <watches> | webhook | pages | charts | export | collection <channels> <gap ms> <delay ms> | queue <url> | notifications <url> <first chat> <chats> <each> | last-catch <sandbox> <rounds>"
        ),
    }
}
