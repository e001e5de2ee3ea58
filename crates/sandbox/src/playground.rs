//! The playground: the page at `/`, a chat with the bot and the world beside it. Plain files, all of them in the binary.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::world::World;

/// Everything the page may do: talk to its own address, show its own pictures. Nothing is loaded from elsewhere.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The page itself.
const PAGE: &str = include_str!("playground/index.html");

/// A file's name and content.
macro_rules! files {
    ($($name:literal),* $(,)?) => { [$(($name, include_str!(concat!("playground/", $name)))),*] };
}

/// What the page is made of.
const FILES: &[(&str, &str)] = &files! {
    "api.js",
    "attachments.js",
    "base.css",
    "board-model.js",
    "board.js",
    "bubbles.js",
    "cell-menu.js",
    "channel-card.js",
    "channels.css",
    "channels.js",
    "chat.css",
    "chat.js",
    "composer.js",
    "dates.js",
    "dom.js",
    "entities.js",
    "events.js",
    "goods.css",
    "icon.svg",
    "icons.js",
    "invoice.js",
    "journal.js",
    "keyboard.js",
    "keys.js",
    "links.js",
    "main.js",
    "notices.js",
    "parcel.js",
    "pay-sheet.js",
    "people-menu.js",
    "people.js",
    "portal.js",
    "prices.js",
    "quotas.js",
    "sample-stock.js",
    "sellers.js",
    "sheets.js",
    "sources.js",
    "standing.js",
    "stars.js",
    "stock.js",
    "surroundings.js",
    "texts-en.js",
    "texts-ru.js",
    "texts.js",
    "theme.js",
    "time.js",
    "timeline-model.js",
    "timeline-words.js",
    "timeline.css",
    "timeline.js",
    "views.js",
    "world.css",
};

/// The page's routes.
pub fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/", get(page))
        .route("/playground/{name}", get(file))
}

async fn page() -> Response {
    answer("text/html; charset=utf-8", PAGE)
}

async fn file(Path(name): Path<String>) -> Response {
    match FILES.iter().find(|(known, _)| *known == name) {
        Some((_, content)) => answer(kind(&name), content),
        None => (StatusCode::NOT_FOUND, "there is no such file\n").into_response(),
    }
}

fn answer(kind: &'static str, content: &'static str) -> Response {
    let headers: [(HeaderName, &'static str); 5] = [
        (CONTENT_TYPE, kind),
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        // A newer sandbox may listen here tomorrow.
        (CACHE_CONTROL, "no-cache"),
    ];
    (headers, content).into_response()
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}
