//! A method's name leads to what carries it out.

use std::sync::Arc;
use std::time::Instant;

use serde_json::{Map, Value};

use super::errors::{Outcome, body, not_found};
use super::params::Params;
use super::{albums, chats, checkouts, commands, edits, files, invoices, messages, payments, presses, sends, webhook};
use crate::exchange::note;
use crate::ledger::{Entry, Target};
use crate::world::{World, lock};

/// The methods there are, as they are documented.
const METHODS: [&str; 31] = [
    "getMe",
    "setWebhook",
    "getWebhookInfo",
    "deleteWebhook",
    "getUpdates",
    "sendMessage",
    "editMessageText",
    "editMessageReplyMarkup",
    "deleteMessage",
    "deleteMessages",
    "answerCallbackQuery",
    "sendChatAction",
    "setMyCommands",
    "getMyCommands",
    "deleteMyCommands",
    "getChat",
    "getChatMemberCount",
    "setMessageReaction",
    "sendPhoto",
    "sendDocument",
    "sendMediaGroup",
    "getFile",
    "sendInvoice",
    "createInvoiceLink",
    "answerPreCheckoutQuery",
    "refundStarPayment",
    "editUserStarSubscription",
    "getStarTransactions",
    "getMyStarBalance",
    "close",
    "logOut",
];

/// The documented spelling of a method written in any letter case.
pub fn canonical(name: &str) -> Option<&'static str> {
    METHODS.into_iter().find(|method| method.eq_ignore_ascii_case(name))
}

/// Carries a method out.
pub fn execute(world: &Arc<World>, method: &str, params: &Params) -> Outcome {
    let now_ms = world.clock.now_ms();
    match method {
        "setWebhook" => return webhook::set(world, params),
        "deleteWebhook" => return webhook::delete(world, params),
        "getWebhookInfo" => return webhook::info(world),
        "getUpdates" => return webhook::get_updates(world, params),
        "answerPreCheckoutQuery" => return checkouts::answer(world, params),
        "refundStarPayment" => return payments::refund(world, params),
        _ => {}
    }
    let telegram = &mut *lock(&world.telegram);
    match method {
        "getMe" => chats::me(telegram),
        "sendMessage" => sends::message(telegram, params, now_ms),
        "sendPhoto" => sends::photo(telegram, params, now_ms),
        "sendDocument" => sends::document(telegram, params, now_ms),
        "sendMediaGroup" => albums::send(telegram, params, now_ms),
        "sendChatAction" => sends::action(telegram, params),
        "setMessageReaction" => sends::reaction(telegram, params),
        "editMessageText" => edits::text(telegram, params, now_ms),
        "editMessageReplyMarkup" => edits::markup(telegram, params, now_ms),
        "deleteMessage" => messages::delete_one(telegram, params, now_ms),
        "deleteMessages" => messages::delete_many(telegram, params, now_ms),
        "answerCallbackQuery" => presses::answer(telegram, params, now_ms),
        "setMyCommands" => commands::set(telegram, params),
        "getMyCommands" => commands::get(telegram, params),
        "deleteMyCommands" => commands::delete(telegram, params),
        "getChat" => chats::get(telegram, params),
        "getChatMemberCount" => chats::member_count(telegram, params),
        "getFile" => files::get_file(telegram, params),
        "sendInvoice" => invoices::send(telegram, params, now_ms),
        "createInvoiceLink" => invoices::link(telegram, params),
        "editUserStarSubscription" => payments::edit_subscription(telegram, params),
        "getStarTransactions" => payments::transactions(telegram, params),
        "getMyStarBalance" => payments::balance(telegram),
        "close" | "logOut" => Ok(Value::Bool(true)),
        _ => Err(not_found()),
    }
}

/// Carries out the call that came in the bot's answer to an update; its outcome is seen in the ledger only.
pub fn webhook_reply(world: &Arc<World>, mut reply: Map<String, Value>) {
    let Some(Value::String(named)) = reply.remove("method") else {
        return;
    };
    let at_ms = world.clock.now_ms();
    let started = Instant::now();
    let method = canonical(&named);
    let params = Params::from_json(reply);
    let outcome = match method {
        Some(method) if answerable(method) => execute(world, method, &params),
        Some(_) | None => Err(not_found()),
    };
    note(
        world,
        Entry {
            seq: 0,
            at_ms,
            target: Target::Telegram,
            method: method.map_or(named, str::to_owned),
            path: "webhook reply".to_owned(),
            query: Value::Null,
            body: params.told(),
            status: outcome.as_ref().map_or_else(|error| error.code, |_| 200),
            response: body(&outcome),
            duration_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
            key: None,
            fault: None,
            via: Some("webhook_reply"),
        },
    );
}

fn answerable(method: &str) -> bool {
    !method.starts_with("get") && !matches!(method, "setWebhook" | "deleteWebhook" | "close" | "logOut")
}
