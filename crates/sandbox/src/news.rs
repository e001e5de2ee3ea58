//! What listeners are told: every call as it is written down, and which part of the world changed.
//!
//! A change is told by its name, not by its content: whoever shows that part reads it again, so that a missed
//! or doubled piece of news does no harm.

use serde_json::{Value, json};

use crate::ledger::{Entry, Target};
use crate::world::{World, lock};

/// One piece of news, as a server-sent event.
#[derive(Debug, Clone)]
pub struct News {
    /// The event's name.
    pub name: &'static str,
    /// Its data, JSON on one line.
    pub data: String,
    /// The number of the call, for those that are calls.
    pub id: Option<u64>,
}

impl News {
    /// A call was written into the ledger.
    pub fn call(seq: u64, entry: String) -> Self {
        Self {
            name: "call",
            data: entry,
            id: Some(seq),
        }
    }

    /// A function has logged something.
    pub fn log(line: &Value) -> Self {
        Self::told("log", line)
    }

    /// A chat shows something else than before.
    pub fn chat(id: i64) -> Self {
        Self::told("chat", &json!({"chat": id}))
    }

    /// The bot is seen doing something in a chat.
    pub fn action(chat: i64, action: &str) -> Self {
        Self::told("action", &json!({"chat": chat, "action": action}))
    }

    /// A part of the world changed: `board`, `orders`, `sellers`, `bookings`, `quotas`, `stocks`, `feed`, `faults`, `clock`, `commands`,
    /// `channels`, `sources`, `ready`, or `world` for all of it.
    pub fn changed(part: &'static str) -> Self {
        Self::told(part, &json!({}))
    }

    fn told(name: &'static str, data: &Value) -> Self {
        Self {
            name,
            data: data.to_string(),
            id: None,
        }
    }
}

/// What a call from outside changed, told by the call itself.
pub fn of_call(world: &World, entry: &Entry) -> Vec<News> {
    let mut news = Vec::new();
    if entry.fault.is_some() {
        // It may have been the last of its count.
        news.push(News::changed("faults"));
        if matches!(
            entry.target,
            Target::Telegram | Target::Preview | Target::Tgstat | Target::Telemetr
        ) {
            news.push(News::changed("sources"));
        }
    }
    if !(200..300).contains(&entry.status) {
        return news;
    }
    match entry.target {
        Target::Telegram => news.extend(of_bot_call(world, entry)),
        Target::Wb if entry.method != "GET" && entry.path.contains("/drafts") => news.push(News::changed("orders")),
        Target::Gateway if entry.path.contains("/redistribution/") && entry.method != "GET" => {
            news.extend([News::changed("quotas"), News::changed("stocks")]);
        }
        Target::Gateway if entry.method != "GET" => {
            news.extend(["board", "bookings", "orders"].map(News::changed));
        }
        // Asked about is a channel's new state at the service, and spent is a part of the quota.
        Target::Tgstat | Target::Telemetr if entry.path.ends_with("/add") => news.push(News::changed("channels")),
        Target::Wb | Target::Gateway | Target::Preview | Target::Tgstat | Target::Telemetr => {}
    }
    news
}

/// What a successful request to the control API changed, told by its path.
pub fn of_control(path: &str) -> Vec<News> {
    let parts: &[&'static str] = match path.trim_start_matches("/control/") {
        "wb/slots" => &["board"],
        "wb/feed" => &["feed"],
        "wb/sellers" => &["sellers"],
        "wb/stocks" => &["stocks"],
        "gateway/quotas" => &["quotas"],
        "faults" => &["faults"],
        "clock" => &["clock"],
        "ready" => &["ready"],
        "channels" => &["channels"],
        "reset" => &["world"],
        rest if rest.starts_with("channels/") => &["channels"],
        rest if rest.starts_with("sources/") => &["sources"],
        rest if rest.starts_with("gateway/sellers/") => &["sellers"],
        rest if rest.starts_with("gateway/quotas/") => &["quotas"],
        rest if rest.starts_with("wb/stocks/") => &["stocks"],
        // A booking that falls takes its supply's date with it.
        rest if rest.starts_with("gateway/bookings/") => &["bookings", "orders"],
        // Planning an order takes a place of the board, and gives up what was booked for it.
        rest if rest.starts_with("wb/orders") => &["orders", "board", "bookings"],
        rest if rest.starts_with("wb/drafts") => &["orders", "board"],
        _ => &[],
    };
    parts.iter().map(|part| News::changed(part)).collect()
}

fn of_bot_call(world: &World, entry: &Entry) -> Option<News> {
    let chat = whole(&entry.body["chat_id"]);
    match entry.method.as_str() {
        "setMyCommands" | "deleteMyCommands" => Some(News::changed("commands")),
        "setWebhook" | "deleteWebhook" => Some(News::changed("ready")),
        "sendChatAction" => Some(News::action(chat?, entry.body["action"].as_str().unwrap_or("typing"))),
        "answerCallbackQuery" => {
            let id = entry.body["callback_query_id"].as_str()?;
            let chat = lock(&world.telegram).presses.get(id)?.chat;
            Some(News::chat(chat))
        }
        method if method.starts_with("get") => None,
        _ => chat.map(News::chat),
    }
}

/// A number as it is or as text, which is how forms carry it.
fn whole(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_control_request_tells_which_part_it_changed() {
        let names = |path| of_control(path).iter().map(|news| news.name).collect::<Vec<_>>();
        assert_eq!(names("/control/wb/slots"), ["board"]);
        assert_eq!(names("/control/wb/orders/7/plan"), ["orders", "board", "bookings"]);
        assert_eq!(names("/control/gateway/quotas/507"), ["quotas"]);
        assert_eq!(names("/control/gateway/sellers/x"), ["sellers"]);
        assert_eq!(names("/control/reset"), ["world"]);
        assert!(names("/control/timeline").is_empty());
    }

    #[test]
    fn a_chats_number_may_come_as_text() {
        assert_eq!(whole(&json!("-100")), Some(-100));
        assert_eq!(whole(&json!(7)), Some(7));
        assert_eq!(whole(&json!("@channel")), None);
    }
}
