//! Many jobs put on a real queue at once: as the poller does it, and batch after batch.

use std::time::Instant;

use booking::board::{Cell, OpenCell, OpeningId};
use booking::ids::{AttemptId, WatchId};
use booking::job::{BookSlot, BookingJob};
use jiff::Timestamp;
use jiff::civil::date;
use lambda_kit::Aws;
use queue::{Envelope, Fifo};
use serde_json::json;
use telegram::UserId;
use wildberries::{BoxType, Coefficient, WarehouseId};

use crate::figures::tell;

const JOBS: usize = 1_000;
/// SQS's limit of messages in one batch.
const BATCH: usize = 10;

/// Measures both on the queue with this URL. What is queued stays there.
pub async fn measure(url: &str) -> anyhow::Result<()> {
    let queue = Fifo::new(Aws::load().sqs, url.to_owned());
    // The first request opens the connection.
    queue.send(&jobs(0, 1)).await?;

    let together = jobs(1, JOBS);
    let begun = Instant::now();
    queue.send(&together).await?;
    tell(&json!({"row": "queue", "kind": "side by side", "jobs": JOBS, "took_ms": begun.elapsed().as_millis()}))?;

    let apart = jobs(1 + JOBS, JOBS);
    let begun = Instant::now();
    for batch in apart.chunks(BATCH) {
        queue.send(batch).await?;
    }
    tell(&json!({"row": "queue", "kind": "one after another", "jobs": JOBS, "took_ms": begun.elapsed().as_millis()}))?;
    Ok(())
}

/// Jobs of different shops.
fn jobs(from: usize, count: usize) -> Vec<Envelope<BookingJob>> {
    let now = Timestamp::now();
    let cell = Cell {
        warehouse: WarehouseId(507),
        date: date(2026, 11, 25),
        box_type: BoxType::Boxes,
    };
    let opening = OpeningId(1);
    (from..from + count)
        .map(|n| {
            let watch = WatchId::from_text(&format!("bench{n:05}"));
            let slot = BookSlot {
                attempt: AttemptId::of(&watch, 0, &cell, opening),
                user: UserId(1),
                watch,
                seller: format!("shop-{n}").parse().expect("a seller id"),
                open: OpenCell {
                    cell,
                    coefficient: Coefficient::FREE,
                    opening,
                },
                seen_at: now,
            };
            let trace = slot.attempt.to_string();
            Envelope::new(BookingJob::Book(slot), trace, now.as_millisecond())
        })
        .collect()
}
