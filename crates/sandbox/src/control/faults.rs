//! Arranging what goes wrong.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use serde_json::{Value, json};

use super::answers::{Refusal, Reply, good, one_or_many, read};
use crate::faults::Fault;
use crate::world::{World, lock};

/// The faults that can still happen.
pub async fn list(State(world): State<Arc<World>>) -> Reply {
    told(&world)
}

/// Arranges one fault or several; an object with "seed" alone starts the dice anew.
pub async fn add(State(world): State<Arc<World>>, body: Bytes) -> Reply {
    let mut faults = Vec::new();
    let mut seed = None;
    for item in one_or_many::<Value>(&body)? {
        if let Some(number) = item.get("seed") {
            seed = Some(
                number
                    .as_u64()
                    .ok_or_else(|| Refusal::wrong("seed must be a number that is not negative"))?,
            );
            if item.get("kind").is_none() {
                continue;
            }
        }
        let mut item = item;
        // 500 and 429 are as good as "500" and "429".
        if let Some(Value::Number(number)) = item.get("kind").cloned() {
            item["kind"] = Value::from(number.to_string());
        }
        let fault: Fault = read(item)?;
        if !(0.0..=1.0).contains(&fault.rate) {
            return Err(Refusal::wrong("rate must be between 0 and 1"));
        }
        faults.push(fault);
    }
    {
        let mut book = lock(&world.faults);
        if let Some(seed) = seed {
            book.reseed(seed);
        }
        faults.into_iter().for_each(|fault| book.add(fault));
    }
    told(&world)
}

/// Nothing goes wrong any more.
pub async fn clear(State(world): State<Arc<World>>) -> Reply {
    lock(&world.faults).clear();
    told(&world)
}

fn told(world: &World) -> Reply {
    good(json!({"faults": lock(&world.faults).list()}))
}
