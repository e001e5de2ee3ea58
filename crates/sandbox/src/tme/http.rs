//! The addresses of t.me.

use std::sync::Arc;

use axum::Router;
use axum::extract::{ConnectInfo, Path, RawQuery, State};
use axum::response::Response;
use axum::routing::get;
use serde_json::{Map, Value, json};

use super::page::{Page, Wanted};
use super::{landing, page, refusals};
use crate::channels::channel::{Access, Channel};
use crate::channels::sources::Source;
use crate::connection::Line;
use crate::exchange::Answer;
use crate::sourced::{Call, call};
use crate::web::form;
use crate::world::{World, lock};

/// What is asked for.
enum Asked {
    Posts(Wanted),
    Post(u32),
    Card,
}

/// The routes of t.me.
pub fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/tme/s/{name}", get(posts))
        .route("/tme/{name}", get(card))
        .route("/tme/{name}/{id}", get(post))
}

async fn posts(
    State(world): State<Arc<World>>,
    ConnectInfo(line): ConnectInfo<Line>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let query = form(query.unwrap_or_default().as_bytes());
    let number = |field: &str| query.get(field)?.as_str()?.parse().ok();
    let words = query.get("q").and_then(Value::as_str).filter(|words| !words.is_empty());
    let wanted = Wanted {
        before: number("before"),
        after: number("after"),
        words: words.map(str::to_owned),
    };
    serve(
        &world,
        &line,
        format!("/tme/s/{name}"),
        &name,
        query,
        Asked::Posts(wanted),
    )
    .await
}

async fn card(
    State(world): State<Arc<World>>,
    ConnectInfo(line): ConnectInfo<Line>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let query = form(query.unwrap_or_default().as_bytes());
    serve(&world, &line, format!("/tme/{name}"), &name, query, Asked::Card).await
}

async fn post(
    State(world): State<Arc<World>>,
    ConnectInfo(line): ConnectInfo<Line>,
    Path((name, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    let query = form(query.unwrap_or_default().as_bytes());
    // Without "embed" the card of the channel is shown.
    let asked = match id.parse() {
        Ok(id) if query.contains_key("embed") => Asked::Post(id),
        _ => Asked::Card,
    };
    serve(&world, &line, format!("/tme/{name}/{id}"), &name, query, asked).await
}

async fn serve(
    world: &Arc<World>,
    line: &Line,
    path: String,
    name: &str,
    query: Map<String, Value>,
    asked: Asked,
) -> Response {
    let about = Call {
        source: Source::Preview,
        method: "GET".to_owned(),
        path,
        query,
        body: Value::Null,
        channel: Some(name.to_ascii_lowercase()),
    };
    call(world, line, about, |world, oddity| {
        let whole = || answer(world, name, &asked);
        match oddity {
            Some(oddity) => refusals::spoilt(oddity, whole),
            None => whole(),
        }
    })
    .await
}

fn answer(world: &World, name: &str, asked: &Asked) -> Answer {
    let now_ms = world.clock.now_ms();
    let channels = lock(&world.channels);
    let channel = channels.get(name);
    let shown = channel.filter(|channel| channel.access == Access::Open);
    match (asked, shown) {
        (Asked::Posts(wanted), Some(channel)) => told(page::of_channel(&channels, channel, wanted, now_ms)),
        (Asked::Posts(_), None) => to_card(channel, name),
        (Asked::Post(id), Some(channel)) => told(page::of_post(&channels, channel, *id, now_ms)),
        (Asked::Post(_) | Asked::Card, _) => refusals::page(
            200,
            landing::html(channel.map_or(name, |channel| &channel.name), channel, now_ms),
        ),
    }
}

fn told(Page { html, posts }: Page) -> Answer {
    let told = json!({"bytes": html.len(), "posts": posts.len(), "first": posts.first(), "last": posts.last()});
    Answer {
        told,
        ..refusals::page(200, html)
    }
}

/// Whoever shows no posts, and nobody at all, is answered alike.
fn to_card(channel: Option<&Channel>, name: &str) -> Answer {
    let name = channel.map_or(name, |channel| &channel.name);
    refusals::page(302, String::new()).header("Location", format!("https://t.me/{name}"))
}
