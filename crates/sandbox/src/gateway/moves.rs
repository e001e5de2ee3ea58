//! Moving stock: the same attempt always gets the same answer.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::ledger::{Gateway, SellerOutcome};
use super::quotas::Window;
use super::refusals::RefusedMove;
use crate::wb::stocks::Stocks;

/// The fewest units of a size that are moved to a warehouse.
const LEAST_UNITS: u32 = 5;
/// How long a size that was moved to a warehouse cannot be moved there again: 72 hours.
const COOL_DOWN_MS: i64 = 72 * 60 * 60 * 1_000;
/// The most items of a request.
const MOST_ITEMS: usize = 1_000;

/// One size on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Where it goes.
    #[serde(rename = "dstOfficeID")]
    pub dst_office_id: u32,
    /// The size.
    #[serde(rename = "chrtID")]
    pub chrt_id: u64,
    /// Units.
    pub count: u32,
}

/// What is to be moved: sizes of one card out of one warehouse.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// The card.
    #[serde(rename = "nmID")]
    pub nm_id: u64,
    /// Where the goods lie.
    #[serde(rename = "srcOfficeID")]
    pub src_office_id: u32,
    /// The sizes.
    pub items: Vec<Item>,
}

/// A request that was taken.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Move {
    /// Its number.
    #[serde(rename = "requestID")]
    pub request_id: String,
    /// The attempt that made it.
    #[serde(rename = "idempotencyKey")]
    pub idempotency_key: String,
    /// The seller.
    pub sid: String,
    /// What was asked for.
    #[serde(flatten)]
    pub wish: Wish,
    /// What is moved; perhaps nothing.
    pub accepted: Vec<Item>,
    /// When it was made, by the sandbox's clock.
    pub at_ms: i64,
}

/// Reads a request's body.
pub fn wish(body: &[u8]) -> Result<Wish, String> {
    let wish: Wish = serde_json::from_slice(body).map_err(|error| format!("the body cannot be read: {error}"))?;
    if wish.nm_id == 0 || wish.src_office_id == 0 {
        return Err("nmID and srcOfficeID must be positive numbers".to_owned());
    }
    if !(1..=MOST_ITEMS).contains(&wish.items.len()) {
        return Err(format!("items must have from 1 to {MOST_ITEMS} of them"));
    }
    Ok(wish)
}

/// Answers an attempt to move stock: status and body. A repeated attempt gets its first answer.
pub fn redistribute(
    gateway: &mut Gateway,
    stocks: &mut Stocks,
    sid: &str,
    attempt: &str,
    wish: Wish,
    now_ms: i64,
) -> (u16, Value) {
    if let Some(first) = gateway.move_answers.get(sid).and_then(|answers| answers.get(attempt)) {
        return first.clone();
    }
    let answer = decide(gateway, stocks, sid, attempt, wish.clone(), now_ms);
    if answer.0 != 201 {
        gateway.note_refusal(RefusedMove {
            idempotency_key: attempt.to_owned(),
            sid: sid.to_owned(),
            wish,
            answer: answer.clone(),
            at_ms: now_ms,
        });
    }
    gateway
        .move_answers
        .entry(sid.to_owned())
        .or_default()
        .insert(attempt.to_owned(), answer.clone());
    answer
}

fn decide(
    gateway: &mut Gateway,
    stocks: &mut Stocks,
    sid: &str,
    attempt: &str,
    wish: Wish,
    now_ms: i64,
) -> (u16, Value) {
    if let Some(refusal) = refusal(gateway, stocks, sid, &wish) {
        return refusal;
    }
    let resting: Vec<Item> = resting(gateway, sid, now_ms);
    let Some(window) = gateway.quotas.open(now_ms).filter(|window| has_room(window, &wish)) else {
        return (
            409,
            json!({"error": "quota_exhausted", "detail": "Лимиты на перемещение исчерпаны"}),
        );
    };
    let mut accepted: Vec<Item> = Vec::new();
    for item in &wish.items {
        let same = |other: &Item| (other.chrt_id, other.dst_office_id) == (item.chrt_id, item.dst_office_id);
        if resting.iter().chain(&accepted).any(same) {
            continue;
        }
        let in_stock = stocks.units(sid, item.chrt_id, wish.src_office_id);
        let count = take(window, &wish, item, in_stock);
        if count > 0 {
            stocks.carry(sid, item.chrt_id, wish.src_office_id, item.dst_office_id, count);
            accepted.push(Item { count, ..item.clone() });
        }
    }
    let request_id = gateway.next_id();
    let answer = json!({"requestID": request_id, "accepted": accepted});
    gateway.moves.push(Move {
        request_id,
        idempotency_key: attempt.to_owned(),
        sid: sid.to_owned(),
        wish,
        accepted,
        at_ms: now_ms,
    });
    (201, answer)
}

/// What is wrong with a request whatever the quotas are.
fn refusal(gateway: &Gateway, stocks: &Stocks, sid: &str, wish: &Wish) -> Option<(u16, Value)> {
    let refuse = |status: u16, error: &str, detail: &str| Some((status, json!({"error": error, "detail": detail})));
    match gateway.outcomes.get(sid).copied().unwrap_or_default() {
        SellerOutcome::GoodsRejected => {
            return refuse(422, "goods_rejected", "Товар нельзя переместить на этот склад");
        }
        SellerOutcome::TooActive => {
            return refuse(429, "too_active", "Слишком много запросов на перемещение");
        }
        SellerOutcome::Ok | SellerOutcome::Pending => {}
    }
    let offices = wish.items.iter().map(|item| item.dst_office_id);
    if !offices
        .clone()
        .chain([wish.src_office_id])
        .all(|office| gateway.quotas.knows(office))
    {
        return refuse(422, "unknown_office", "Склад не участвует в перемещении");
    }
    if offices.clone().any(|office| office == wish.src_office_id) {
        return refuse(422, "same_office", "Склады отправления и назначения совпадают");
    }
    if !wish.items.iter().all(|item| stocks.has(sid, wish.nm_id, item.chrt_id)) {
        return refuse(422, "unknown_goods", "Размер не найден в карточке товара");
    }
    if wish.items.iter().any(|item| item.count < LEAST_UNITS) {
        return refuse(422, "too_few", "Минимальное количество для перемещения: 5 шт.");
    }
    None
}

/// The items that were moved less than 72 hours ago.
fn resting(gateway: &Gateway, sid: &str, now_ms: i64) -> Vec<Item> {
    let late = gateway
        .moves
        .iter()
        .filter(|made| made.sid == sid && now_ms - made.at_ms < COOL_DOWN_MS);
    late.flat_map(|made| made.accepted.iter().cloned()).collect()
}

/// Whether anything at all of a request could be moved as far as the quotas go.
fn has_room(window: &Window, wish: &Wish) -> bool {
    let src = window
        .left
        .get(&wish.src_office_id)
        .map_or(0, |office| office.src_quota);
    let dst = |item: &Item| {
        window
            .left
            .get(&item.dst_office_id)
            .map_or(0, |office| office.dst_quota)
    };
    src > 0 && wish.items.iter().any(|item| dst(item) > 0)
}

/// Takes what can be had of the quotas for an item; 0 when that is fewer than five units.
fn take(window: &mut Window, wish: &Wish, item: &Item, in_stock: u32) -> u32 {
    let src = window
        .left
        .get(&wish.src_office_id)
        .map_or(0, |office| office.src_quota);
    let dst = window
        .left
        .get(&item.dst_office_id)
        .map_or(0, |office| office.dst_quota);
    let count = item.count.min(in_stock).min(src).min(dst);
    if count < LEAST_UNITS {
        return 0;
    }
    if let Some(office) = window.left.get_mut(&wish.src_office_id) {
        office.src_quota -= count;
    }
    if let Some(office) = window.left.get_mut(&item.dst_office_id) {
        office.dst_quota -= count;
    }
    count
}
