//! What a bot can ask about a public channel in which it is not: who it is, and how many are in it.

use std::sync::Arc;

use axum::response::Response;
use serde_json::{Map, Value, json};

use super::errors::{ApiError, Outcome, bad, body, forbidden, too_many, unauthorized};
use super::http::answer;
use super::params::Params;
use crate::channels::channel::{Access, Channel};
use crate::channels::sources::{OddKind, Oddity, Source};
use crate::connection::Line;
use crate::exchange::Answer;
use crate::sourced::{Call, call};
use crate::world::{World, lock};

/// The channel such a call is about, if it is one: `@name`, or the number of a channel of this world.
pub fn asked(world: &World, method: Option<&str>, params: &Params) -> Option<String> {
    if !matches!(method, Some("getChat" | "getChatMemberCount")) {
        return None;
    }
    let id = params.text("chat_id")?;
    match id.strip_prefix('@') {
        Some(name) => Some(name.to_ascii_lowercase()),
        None => {
            let number = id.strip_prefix("-100")?.parse().ok()?;
            lock(&world.channels)
                .by_number(number)
                .map(|channel| channel.name.clone())
        }
    }
}

/// Carries such a call out.
pub async fn serve(
    world: &Arc<World>,
    line: &Line,
    known: bool,
    method: &'static str,
    name: String,
    told: Value,
) -> Response {
    let asked = Call {
        source: Source::BotApi,
        method: method.to_owned(),
        path: format!("/telegram/bot***/{method}"),
        query: Map::new(),
        body: told,
        channel: Some(name.clone()),
    };
    call(world, line, asked, |world, oddity| match oddity.and_then(spoilt) {
        Some(spoilt) => spoilt,
        None if !known || lock(&world.channels).sources.of(Source::BotApi).token_revoked => {
            answer(&Err(unauthorized()))
        }
        None => answer(&outcome(world, method, &name)),
    })
    .await
}

fn spoilt(oddity: &Oddity) -> Option<Answer> {
    let said = || oddity.error.clone();
    let refusal = match (oddity.kind, oddity.status) {
        (OddKind::Error, _) => bad(said().unwrap_or_else(|| "chat not found".to_owned())),
        (OddKind::Status, 429) => too_many(i64::from(oddity.retry_after_s.unwrap_or(1))),
        (OddKind::Status, 403) => forbidden("bot was kicked from the channel chat"),
        (OddKind::Status, 401) => unauthorized(),
        (OddKind::Status, code) => ApiError {
            code,
            description: said().unwrap_or_else(|| "Internal Server Error".to_owned()),
            retry_after_s: None,
        },
        _ => return None,
    };
    let outcome = Err(refusal);
    Some(match oddity.status {
        // Answered by what stands before the Bot API.
        502..=504 if oddity.kind == OddKind::Status => crate::tme::refusals::status(oddity.status, None),
        _ => Answer {
            told: body(&outcome),
            ..answer(&outcome)
        },
    })
}

fn outcome(world: &World, method: &str, name: &str) -> Outcome {
    let now_ms = world.clock.now_ms();
    let channels = lock(&world.channels);
    // Bots cannot look people up by name.
    let found = channels
        .get(name)
        .filter(|channel| !matches!(channel.access, Access::Person | Access::Bot));
    let channel = found.ok_or_else(|| bad("chat not found"))?;
    match (method, channel.access) {
        ("getChatMemberCount", Access::Private) => Err(bad("member list is inaccessible")),
        ("getChatMemberCount", _) => Ok(Value::from(channel.members_at(now_ms))),
        (_, Access::Private) => Err(forbidden("bot is not a member of the channel chat")),
        _ => Ok(object(channel)),
    }
}

fn object(channel: &Channel) -> Value {
    let kind = if channel.access == Access::Group {
        "supergroup"
    } else {
        "channel"
    };
    let mut object = json!({
        "id": channel.chat_id(), "title": channel.title, "username": channel.name, "type": kind,
        "active_usernames": [channel.name], "has_visible_history": true, "accent_color_id": 0, "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": true, "limited_gifts": true, "unique_gifts": true,
            "premium_subscription": false, "gifts_from_channels": true
        }
    });
    if !channel.about.is_empty() {
        object["description"] = Value::from(channel.about.clone());
    }
    object
}
