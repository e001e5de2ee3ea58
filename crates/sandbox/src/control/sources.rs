//! How the sources of figures about channels stand, and what goes wrong there.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::answers::{Refusal, Reply, fields, good, read};
use crate::channels::sources::{OddKind, Oddity, Source, Sources};
use crate::world::{World, lock};

/// What may be changed of a source's standing.
#[derive(Debug, Default, Deserialize)]
struct Standing {
    delay_ms: Option<u64>,
    quota_left: Option<u64>,
    quota_limit: Option<u64>,
    channels_limit: Option<u64>,
    token_revoked: Option<bool>,
    subscribed: Option<bool>,
    seed: Option<u64>,
}

/// All sources.
pub async fn list(State(world): State<Arc<World>>) -> Reply {
    told(&lock(&world.channels).sources)
}

/// Arranges an oddity ("kind"), or changes how a source stands; `all` is every source.
pub async fn set(State(world): State<Arc<World>>, Path(name): Path<String>, body: Bytes) -> Reply {
    let meant = meant(&name)?;
    let fields = fields(&body)?;
    let oddity = oddity(&fields, &meant)?;
    let mut standing: Standing = read(Value::Object(fields))?;
    // With a kind the delay is that of the one slow answer.
    standing.delay_ms = standing.delay_ms.filter(|_| oddity.is_none());
    if standing.quota_left.is_some()
        && !meant
            .iter()
            .any(|source| matches!(source, Source::Tgstat | Source::Telemetr))
    {
        return Err(Refusal::wrong("only tgstat and telemetr have a quota"));
    }
    let sources = &mut lock(&world.channels).sources;
    if let Some(seed) = standing.seed {
        sources.reseed(seed);
    }
    for source in meant {
        if let Some(oddity) = &oddity {
            sources.arrange(source, oddity.clone());
        }
        let now = sources.of_mut(source);
        now.delay_ms = standing.delay_ms.unwrap_or(now.delay_ms);
        now.token_revoked = standing.token_revoked.unwrap_or(now.token_revoked);
        now.subscribed = standing.subscribed.unwrap_or(now.subscribed);
        now.requests_limit = standing.quota_limit.unwrap_or(now.requests_limit);
        now.channels_limit = standing.channels_limit.unwrap_or(now.channels_limit);
        if let Some(left) = standing.quota_left {
            now.requests_limit = now.requests_limit.max(left);
            now.requests_spent = now.requests_limit - left;
        }
    }
    told(sources)
}

/// A source is well again.
pub async fn mend(State(world): State<Arc<World>>, Path(name): Path<String>) -> Reply {
    let meant = meant(&name)?;
    let sources = &mut lock(&world.channels).sources;
    meant.into_iter().for_each(|source| sources.mend(source));
    told(sources)
}

fn meant(name: &str) -> Result<Vec<Source>, Refusal> {
    if name == "all" {
        return Ok(Source::ALL.to_vec());
    }
    let found = Source::ALL.into_iter().find(|source| source.name() == name);
    let found = found.ok_or_else(|| Refusal::missing("the sources are preview, bot_api, tgstat, telemetr, and all"))?;
    Ok(vec![found])
}

fn oddity(fields: &Map<String, Value>, meant: &[Source]) -> Result<Option<Oddity>, Refusal> {
    let mut fields = fields.clone();
    match fields.get("kind") {
        None => return Ok(None),
        // 429 is as good as "status" with 429.
        Some(Value::Number(status)) => {
            let status = Value::Number(status.clone());
            fields.insert("status".to_owned(), status);
            fields.insert("kind".to_owned(), json!("status"));
        }
        Some(_) => {}
    }
    let mut oddity: Oddity = read(Value::Object(fields))?;
    if !(0.0..=1.0).contains(&oddity.rate) {
        return Err(Refusal::wrong("rate must be between 0 and 1"));
    }
    if oddity.kind == OddKind::Status && !(400..=599).contains(&oddity.status) {
        return Err(Refusal::wrong("status must be between 400 and 599"));
    }
    if let Some(source) = meant.iter().find(|source| !source.knows(oddity.kind)) {
        return Err(Refusal::wrong(format!(
            "{} does not happen at {}",
            oddity.kind.name(),
            source.name()
        )));
    }
    oddity.channel = oddity
        .channel
        .map(|name| name.trim_start_matches('@').to_ascii_lowercase());
    Ok(Some(oddity))
}

fn told(sources: &Sources) -> Reply {
    let each = Source::ALL.into_iter().map(|source| {
        let mut told = serde_json::to_value(sources.of(source)).unwrap_or_default();
        told["source"] = json!(source.name());
        told["requests_left"] = json!(sources.of(source).requests_left());
        told["channels_asked_about"] = json!(sources.of(source).asked_about.len());
        told["faults"] = sources.oddities(source).map(|oddity| json!(oddity)).collect();
        told
    });
    good(json!({"sources": each.collect::<Vec<Value>>()}))
}
