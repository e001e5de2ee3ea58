//! A call to one of the sources of figures about channels: delayed, spoilt or answered, and written down.

use std::sync::Arc;
use std::time::Duration;

use axum::response::Response;
use serde_json::{Map, Value};

use crate::channels::sources::{Oddity, Source};
use crate::connection::Line;
use crate::exchange::{Answer, Asked, Spoil, exchange_spoilt, hold};
use crate::web::told_query;
use crate::world::{World, lock};

/// The largest answer that the ledger keeps whole, in bytes.
const TOLD_WHOLE: usize = 2_000;

/// A call as it came.
#[derive(Debug)]
pub struct Call {
    /// Who is asked.
    pub source: Source,
    /// The verb or the method.
    pub method: String,
    /// The path.
    pub path: String,
    /// The query's parameters.
    pub query: Map<String, Value>,
    /// The body for the ledger.
    pub body: Value,
    /// The channel it is about, without `@`.
    pub channel: Option<String>,
}

/// Answers a call: late if the source is slow, through `act` if it answers at all. `act` learns what is to be odd.
pub async fn call(
    world: &Arc<World>,
    line: &Line,
    call: Call,
    act: impl FnOnce(&Arc<World>, Option<&Oddity>) -> Answer,
) -> Response {
    let Call {
        source,
        method,
        path,
        mut query,
        mut body,
        channel,
    } = call;
    let (delay_ms, oddity) = {
        let sources = &mut lock(&world.channels).sources;
        (sources.of(source).delay_ms, sources.strike(source, channel.as_deref()))
    };
    if delay_ms > 0 {
        hold(world, Duration::from_millis(delay_ms)).await;
    }
    // Tokens travel in the address and in forms.
    let hide = |fields: &mut Map<String, Value>| {
        if let Some(token) = fields.get_mut("token") {
            *token = Value::from("***");
        }
    };
    hide(&mut query);
    if let Value::Object(fields) = &mut body {
        hide(fields);
    }
    let spoil = Spoil {
        fault: oddity.as_ref().and_then(|oddity| oddity.of_connection(source.target())),
        oddity: oddity.as_ref().map(|oddity| oddity.kind.name()),
    };
    let asked = Asked {
        target: source.target(),
        method,
        path,
        query: told_query(&query),
        body,
        key: None,
    };
    exchange_spoilt(world, line, asked, spoil, |world, _| {
        shortened(act(world, oddity.as_ref()))
    })
    .await
}

/// A long answer is told by its size: a collection of thousands of channels must not fill the memory.
fn shortened(answer: Answer) -> Answer {
    if answer.body.len() <= TOLD_WHOLE || answer.told.get("bytes").is_some() {
        return answer;
    }
    let told = serde_json::json!({"status": answer.told["status"], "bytes": answer.body.len()});
    Answer { told, ..answer }
}
