//! A night's collection by four workers, against the sandbox and a table in this process.
//!
//! The workers are the function's own `CollectorFunction`, each with gates of its own, so that they meet in the table only, as
//! processes do.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use channels::calendar::day_over_at;
use channels::follow::{Channels, Follow, Introduced};
use channels::run::Run;
use channels::state::{ChannelState, Past};
use collecting::Gaps;
use collector::config::Config;
use collector::handler::CollectorFunction;
use jiff::{SignedDuration, Timestamp};
use lambda_runtime::LambdaEvent;
use secrecy::SecretString;
use serde_json::json;
use store::Table;
use telegram::{ChatId, UserId};
use testkit::{COLLECTIONS, Cloud, Hands, NOTIFICATIONS};
use tokio::sync::Mutex;

use crate::figures::tell;
use crate::memory::most_resident_mib;
use crate::outside::Outside;

/// As [`Cloud`] makes it.
const TABLE: &str = "sellergram";
/// As many as the template lets work at once.
const WORKERS: usize = 4;
/// As the template has it.
const INVOCATION: SignedDuration = SignedDuration::from_mins(5);
/// How long the queue keeps what failed.
const AGAIN_AFTER: Duration = Duration::from_secs(5);
const LOOK: Duration = Duration::from_millis(10);
/// How often it is told how far it has come.
const TOLD_EVERY: Duration = Duration::from_secs(30);

/// What failed, and when it comes again.
type Failed = Vec<(Instant, SqsMessage)>;

/// Measures it with so many channels, so long from one request to a source to the next, and answers that take so long.
pub fn measure(channels: usize, gap_ms: u64, delay_ms: u64) -> anyhow::Result<()> {
    let measured = std::thread::spawn(move || {
        // More than one thread: the outside world and the table have their own.
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(run(channels, gap_ms, delay_ms))
    });
    measured
        .join()
        .map_err(|_| anyhow::anyhow!("the measurement panicked"))?
}

async fn run(count: usize, gap_ms: u64, delay_ms: u64) -> anyhow::Result<()> {
    let outside = Outside::start(None).await?;
    let cloud = Cloud::start(Hands::at(Timestamp::now())).await;
    let table = Table::new(cloud.aws.dynamodb.clone(), TABLE.to_owned());
    let many = json!({"count": count, "prefix": "bench_", "kind": "growth", "members": 5_000, "days": 60});
    outside.control("channels", &many).await?;
    follow(&table, count).await?;
    outside
        .control("sources/all/fault", &json!({"delay_ms": delay_ms}))
        .await?;
    let workers: Vec<CollectorFunction> = (0..WORKERS)
        .map(|_| {
            Ok(CollectorFunction::new(
                config(&outside, &cloud, gap_ms)?,
                &cloud.aws,
                outside.http.clone(),
            ))
        })
        .collect::<anyhow::Result<_>>()?;

    let (begun, begun_at) = (Instant::now(), Timestamp::now());
    let order = LambdaEvent::new(json!({"task": "collect", "at": begun_at.to_string()}), context());
    let ordered = workers[0].handle(order).await;
    ensure!(ordered.is_ok(), "the night could not be ordered: {ordered:?}");
    let (busy, again, failures) = (AtomicUsize::new(0), Mutex::new(Failed::new()), AtomicUsize::new(0));
    let desk = Desk {
        cloud: &cloud,
        busy: &busy,
        again: &again,
        failures: &failures,
    };
    let [first, second, third, fourth] = workers.as_slice() else {
        anyhow::bail!("{WORKERS} workers");
    };
    let work = async {
        tokio::join!(desk.work(first), desk.work(second), desk.work(third), desk.work(fourth));
    };
    tokio::select! {
        () = work => {}
        told = tell_progress(&table, begun_at, begun) => told?,
    }
    let took = begun.elapsed();

    let run = table
        .get::<Run>(&Run::key_of(day_over_at(begun_at)))
        .await?
        .context("the night's run")?
        .record;
    let (pages, counts) = (outside.calls("preview").await?, outside.calls("telegram").await?);
    let newest = pages
        .iter()
        .filter(|page| page["query"].get("before").is_none())
        .count();
    tell(&json!({
        "row": "collection", "channels": count, "workers": WORKERS, "gap_ms": gap_ms, "delay_ms": delay_ms,
        "took_ms": took.as_millis(), "days_over_ms": run.last_over_ms - begun_at.as_millisecond(),
        "ordered": run.ordered, "complete": run.complete, "with_gaps": run.with_gaps,
        "pages": pages.len(), "newest_pages": newest, "bot_api": counts.len(),
        "again": failures.load(Ordering::SeqCst), "most_mib": most_resident_mib(),
    }))?;
    Ok(())
}

/// What the workers share.
#[derive(Clone, Copy)]
struct Desk<'a> {
    cloud: &'a Cloud,
    busy: &'a AtomicUsize,
    again: &'a Mutex<Failed>,
    failures: &'a AtomicUsize,
}

impl Desk<'_> {
    /// Batch after batch, until nothing waits and nobody works.
    async fn work(self, worker: &CollectorFunction) {
        loop {
            let Some(batch) = self.take().await else {
                if self.busy.load(Ordering::SeqCst) == 0 && self.again.lock().await.is_empty() {
                    return;
                }
                tokio::time::sleep(LOOK).await;
                continue;
            };
            let response = Box::pin(worker.jobs(LambdaEvent::new(batch.clone(), context()))).await;
            self.keep_failed(batch, &response).await;
            self.busy.fetch_sub(1, Ordering::SeqCst);
        }
    }

    /// The next batch; nobody else gets it. Whoever has one is busy.
    async fn take(self) -> Option<SqsEvent> {
        let mut again = self.again.lock().await;
        let now = Instant::now();
        let (due, later): (Failed, Failed) = again.drain(..).partition(|(at, _)| *at <= now);
        *again = later;
        let mut batch = SqsEvent::default();
        batch.records = due.into_iter().map(|(_, message)| message).collect();
        if batch.records.is_empty() {
            batch = self.cloud.queues.batch(COLLECTIONS)?;
            self.cloud
                .queues
                .settle(COLLECTIONS, &batch, &SqsBatchResponse::default());
        }
        self.busy.fetch_add(1, Ordering::SeqCst);
        Some(batch)
    }

    async fn keep_failed(self, batch: SqsEvent, response: &SqsBatchResponse) {
        let failed = |message: &SqsMessage| {
            let id = message.message_id.as_deref().unwrap_or_default();
            response.batch_item_failures.iter().any(|one| one.item_identifier == id)
        };
        let at = Instant::now() + AGAIN_AFTER;
        let messages: Failed = batch
            .records
            .into_iter()
            .filter(failed)
            .map(|message| (at, message))
            .collect();
        self.failures.fetch_add(messages.len(), Ordering::SeqCst);
        self.again.lock().await.extend(messages);
    }
}

async fn tell_progress(table: &Table, begun_at: Timestamp, begun: Instant) -> anyhow::Result<()> {
    loop {
        tokio::time::sleep(TOLD_EVERY).await;
        let run = table.get::<Run>(&Run::key_of(day_over_at(begun_at))).await?;
        let over = run.map_or(0, |run| run.record.over());
        tell(&json!({"row": "collection-progress", "seconds": begun.elapsed().as_secs(), "over": over}))?;
    }
}

async fn follow(table: &Table, count: usize) -> anyhow::Result<()> {
    let channels = Channels {
        table: table.clone(),
        most: count,
    };
    for number in 1..=count {
        let introduced = Introduced {
            name: format!("bench_{number:04}").parse()?,
            chat_id: None,
            title: None,
        };
        let followed = channels
            .follow(UserId(1), ChatId(1), &introduced, Timestamp::now())
            .await?;
        ensure!(matches!(followed, Follow::Followed { .. }), "{followed:?}");
        // A night like any other: the past was read when the channel was new.
        let known = ChannelState {
            past: Past::Read {
                posts: 200,
                from: None,
                whole: true,
            },
            ..ChannelState::unknown(introduced.name)
        };
        table.put(&known).await?;
    }
    Ok(())
}

fn config(outside: &Outside, cloud: &Cloud, gap_ms: u64) -> anyhow::Result<Config> {
    let gap = Duration::from_millis(gap_ms);
    Ok(Config {
        table: TABLE.to_owned(),
        collections_queue: cloud.queue_url(COLLECTIONS),
        notifications_queue: cloud.queue_url(NOTIFICATIONS),
        bot_token: SecretString::from("42:sandbox"),
        telegram_url: outside.url("telegram").parse()?,
        t_me_url: outside.url("tme").parse()?,
        tgstat_url: outside.url("tgstat").parse()?,
        tgstat_token: None,
        telemetr_url: outside.url("telemetr").parse()?,
        telemetr_token: None,
        gaps: Gaps {
            preview: gap,
            bot_api: gap,
            tgstat: gap,
            telemetr: gap,
        },
        night_pages: 10,
        environment: "bench".to_owned(),
    })
}

fn context() -> lambda_runtime::Context {
    let mut context = lambda_runtime::Context::default();
    context.request_id = "collection".to_owned();
    context.deadline = (Timestamp::now() + INVOCATION).as_millisecond().unsigned_abs();
    context
}
