//! Fifty channels and three years written into a file, by a process that does nothing else.
//!
//! The table is in this process, the writer in one of its own: what that takes at the most is the writer's.

use std::fs::File;
use std::io::BufWriter;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, ensure};
use channels::errands::{ExportFormat, Period};
use clock::Clock;
use jiff::{SignedDuration, Timestamp};
use lambda_kit::Aws;
use reports::export::{self, Request};
use reports::reading;
use reports::span::Span;
use serde_json::json;
use store::Table;
use testkit::{Cloud, Hands};

use crate::figures::tell;
use crate::memory::{most_resident_mib, resident_mib};
use crate::past;

/// As [`Cloud`] makes it.
const TABLE: &str = "sellergram";
const CHANNELS: usize = 50;
/// How often each file is written.
const ROUNDS: usize = 3;

/// Fills a table and lets other processes write the files.
pub async fn measure() -> anyhow::Result<()> {
    let cloud = Cloud::start(Hands::at(Timestamp::now())).await;
    let table = Table::new(cloud.aws.dynamodb.clone(), TABLE.to_owned());
    let begun = Instant::now();
    for name in past::names(CHANNELS)? {
        table.insert(&past::channel(&name)).await?;
        past::store(&table, &name).await?;
    }
    tell(&json!({"row": "export-table", "filled_ms": begun.elapsed().as_millis()}))?;
    let queue = cloud.queue_url("any");
    let endpoint = queue.split("/000000000000").next().context("the endpoint")?;
    for format in ["csv", "json"] {
        for _ in 0..ROUNDS {
            let mut writer = Command::new(std::env::current_exe()?);
            let file = std::env::temp_dir().join(format!("sellergram-bench-{}.{format}", std::process::id()));
            writer.arg("write-export").arg(format).arg(&file);
            writer.env("AWS_ENDPOINT_URL", endpoint).env("AWS_REGION", "us-east-1");
            writer
                .env("AWS_ACCESS_KEY_ID", "test")
                .env("AWS_SECRET_ACCESS_KEY", "test");
            let wrote = tokio::task::spawn_blocking(move || writer.status()).await??;
            std::fs::remove_file(&file)?;
            ensure!(wrote.success(), "the writer failed: {wrote}");
        }
    }
    Ok(())
}

/// Writes one file from the table at `AWS_ENDPOINT_URL`, as the reporter does.
pub async fn write(format: &str, to: &str) -> anyhow::Result<()> {
    let table = Table::new(Aws::load().dynamodb, TABLE.to_owned());
    let names = past::names(CHANNELS)?;
    let (from, last) = past::span();
    // One look, so that the connection and the client count as there.
    let week = Span::ending_before(Period::Week, last);
    reading::material(&table, &names[0], week).await?;
    let before_mib = resident_mib();
    let (begun, begun_at) = (Instant::now(), Timestamp::now());
    let request = Request {
        channels: &names,
        format: if format == "csv" {
            ExportFormat::Csv
        } else {
            ExportFormat::Json
        },
        from,
        to: last,
        deadline: begun_at + SignedDuration::from_mins(5),
    };
    let file = BufWriter::new(File::create(to)?);
    let written = export::write(&table, &Clock::system(), &request, file, None).await?;
    let took_ms = begun.elapsed().as_millis();
    tell(&json!({
        "row": "export", "format": format, "channels": written.channels, "days": written.days, "posts": written.posts,
        "took_ms": took_ms, "bytes": std::fs::metadata(to)?.len(), "before_mib": before_mib, "most_mib": most_resident_mib(),
    }))?;
    Ok(())
}
