//! The poller's tick, from the last byte of the feed's answer to the last encoded request to the queue.

use std::time::{Duration, Instant};

use anyhow::ensure;
use booking::board::Board;
use booking::job::{BookSlot, BookingJob};
use booking::watch_index::WatchIndex;
use jiff::Timestamp;
use queue::{Envelope, Fifo};
use serde_json::json;
use wildberries::Feed;

use crate::crowd::Crowd;
use crate::feeds::Feeds;
use crate::figures::{Durations, tell};
use crate::processor::Waited;
use crate::{memory, wire};

/// How many people hunt each hunted cell.
const HUNTERS: usize = 10;
const ROUNDS: usize = 500;
/// Ticks that queue thousands of jobs are repeated less often.
const HEAVY_ROUNDS: usize = 20;

/// Times of one tick.
#[derive(Default)]
struct Steps {
    parse: Duration,
    compare: Duration,
    find: Duration,
    queue: Duration,
    openings: usize,
    jobs: usize,
}

impl Steps {
    fn whole(&self) -> Duration {
        self.parse + self.compare + self.find + self.queue
    }
}

/// Everything a tick works with.
struct Bench {
    index: WatchIndex,
    board: Board,
    queue: Fifo,
    now: Timestamp,
}

/// Measures ticks with so many watches each.
pub async fn measure(sizes: &[usize]) -> anyhow::Result<()> {
    let feeds = Feeds::fetch().await?;
    for &size in sizes {
        measure_with(size, &feeds).await?;
    }
    Ok(())
}

async fn measure_with(size: usize, feeds: &Feeds) -> anyhow::Result<()> {
    let before = memory::resident_mib();
    let started = Instant::now();
    let index = filled(size, feeds);
    let filled_in = started.elapsed();
    let after = memory::resident_mib();
    tell(&json!({
        "row": "index", "watches": index.len(), "filled_ms": filled_in.as_millis(),
        "memory_mib": before.zip(after).map(|(before, after)| after - before),
    }))?;

    let standing = Feed::parse(&feeds.standing, feeds.now)?;
    ensure!(standing.skipped == 0, "the feed has unreadable rows");
    let mut bench = Bench {
        index,
        board: Board::default().advance(&standing.rows).0,
        queue: Fifo::new(wire::sqs(), "http://sqs.invalid/000000000000/bookings.fifo".to_owned()),
        now: feeds.now,
    };
    // Everybody has met the board as it stands.
    bench.index.queued([], feeds.now);
    for (kind, body, rounds) in [
        ("nothing changed", &feeds.standing, ROUNDS),
        ("5 openings", &feeds.hunted_open, ROUNDS),
        ("200 openings", &feeds.many_open, ROUNDS),
        (
            "200 openings, 5 of them wanted by thousands",
            &feeds.free_open,
            HEAVY_ROUNDS,
        ),
    ] {
        bench.report(kind, body, rounds).await?;
    }
    Ok(())
}

fn filled(size: usize, feeds: &Feeds) -> WatchIndex {
    let mut crowd = Crowd::new(feeds.today, feeds.now);
    let mut index = WatchIndex::default();
    for cell in &feeds.hunted {
        for _ in 0..HUNTERS {
            index.apply(&crowd.hunter(cell));
        }
    }
    while index.len() < size {
        index.apply(&crowd.member(&feeds.warehouses, size));
    }
    index
}

impl Bench {
    async fn report(&self, kind: &str, body: &[u8], rounds: usize) -> anyhow::Result<()> {
        let (mut whole, mut parse, mut compare, mut find, mut queue) = Default::default();
        let mut last = Steps::default();
        // The first ones are for the caches.
        for round in 0..rounds + rounds.div_ceil(10) {
            let waited = Waited::so_far();
            last = self.tick(body).await?;
            // A tick of seconds is never alone on a machine; what disturbs it is small beside it.
            let disturbed = rounds > HEAVY_ROUNDS && waited.disturbed_since();
            if round < rounds.div_ceil(10) {
                continue;
            }
            Durations::push(&mut whole, last.whole(), disturbed);
            Durations::push(&mut parse, last.parse, disturbed);
            Durations::push(&mut compare, last.compare, disturbed);
            Durations::push(&mut find, last.find, disturbed);
            Durations::push(&mut queue, last.queue, disturbed);
        }
        tell(&json!({
            "row": "tick", "watches": self.index.len(), "kind": kind, "bytes": body.len(),
            "openings": last.openings, "jobs": last.jobs, "whole": whole.told(),
            "parse_us": parse.median_us(), "compare_us": compare.median_us(), "find_us": find.median_us(),
            "queue_us": queue.median_us(),
        }))?;
        Ok(())
    }

    /// What the poller does with an answer, without the table. The index is not told that the jobs are queued, so that the
    /// same tick can be done again.
    async fn tick(&self, body: &[u8]) -> anyhow::Result<Steps> {
        let begun = Instant::now();
        let feed = Feed::parse(body, self.now)?;
        let parsed = Instant::now();
        let (board, difference) = self.board.advance(&feed.rows);
        let compared = Instant::now();
        let matches = self.index.matches(&difference.openings, &board, self.now);
        let found = Instant::now();
        let slots: Vec<BookSlot> = matches.iter().map(|one| one.job(self.now)).collect();
        let jobs: Vec<Envelope<BookingJob>> = slots
            .iter()
            .map(|slot| {
                let trace = slot.attempt.to_string();
                Envelope::new(BookingJob::Book(slot.clone()), trace, self.now.as_millisecond())
            })
            .collect();
        if !jobs.is_empty() {
            self.queue.send(&jobs).await?;
        }
        Ok(Steps {
            parse: parsed - begun,
            compare: compared - parsed,
            find: found - compared,
            queue: found.elapsed(),
            openings: difference.openings.len(),
            jobs: jobs.len(),
        })
    }
}
