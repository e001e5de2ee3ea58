//! The functions' log lines: brought by whoever follows the logs, shown beside the calls.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Query, State};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::answers::{Refusal, Reply, good, one_or_many};
use crate::clock::system_ms;
use crate::news::News;
use crate::timeline::written_ms;
use crate::world::{World, lock};

/// Which lines are wanted.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    since: Option<u64>,
    last: Option<usize>,
}

/// The lines kept, with their moment by the sandbox's clock.
pub async fn list(State(world): State<Arc<World>>, Query(wanted): Query<Wanted>) -> Reply {
    let timeline = lock(&world.timeline);
    let lines = timeline.since(wanted.since.unwrap_or(0));
    let newest = lines.len().saturating_sub(wanted.last.unwrap_or(usize::MAX));
    good(lines[newest..].iter().copied().cloned().collect())
}

/// Takes lines in, one object or an array of them.
pub async fn add(State(world): State<Arc<World>>, body: Bytes) -> Reply {
    let lines = one_or_many::<Value>(&body)?
        .into_iter()
        .map(|line| match line {
            Value::Object(line) => Ok(line),
            _ => Err(Refusal::wrong("a log line must be a JSON object")),
        })
        .collect::<Result<Vec<Map<String, Value>>, _>>()?;
    let taken = lines.len();
    for line in lines {
        let at_ms = moment(&world, &line);
        let told = lock(&world.timeline).add(line, at_ms);
        world.tell(News::log(&told));
    }
    good(json!({"taken": taken}))
}

/// Functions go by the machine's clock, which the sandbox's may have left behind.
fn moment(world: &World, line: &Map<String, Value>) -> i64 {
    let now_ms = world.clock.now_ms();
    if world.clock.setting().frozen_at_ms.is_some() {
        return now_ms;
    }
    let ago_ms = written_ms(line).map_or(0, |written| system_ms().saturating_sub(written));
    now_ms.saturating_sub(ago_ms)
}
