//! What Wildberries answers about drafts.

use serde_json::{Map, Value, json};

use super::drafts::{Draft, MOST_UNITS};
use super::errors::{bad_request, not_found};
use super::query::page;
use super::state::Wildberries;
use super::stocks::Good;

/// The rows of a page unless told otherwise, and the most there are.
const PAGE: usize = 100;
const LONGEST_PAGE: usize = 1_000;
/// The most goods one call may add.
const MOST_ITEMS: usize = 1_000;

/// Makes a draft: status and body.
pub fn create(wb: &mut Wildberries, sid: &str, now_ms: i64) -> (u16, Value) {
    let id = wb.drafts.make(&mut wb.numbers, sid, now_ms);
    (200, json!({"draftId": id}))
}

/// The seller's drafts: status and body.
pub fn list(wb: &Wildberries, sid: &str, query: &Map<String, Value>) -> (u16, Value) {
    let (limit, offset) = match page(query, PAGE, LONGEST_PAGE) {
        Ok(page) => page,
        Err(why) => return (400, bad_request(&why)),
    };
    let text = |name: &str, usual: &'static str| match query.get(name).and_then(Value::as_str) {
        None | Some("") => usual.to_owned(),
        Some(text) => text.to_owned(),
    };
    let moment: fn(&Draft) -> i64 = match text("sort", "createdDt").as_str() {
        "createdDt" => |draft| draft.made_at_ms,
        "updatedDt" => |draft| draft.changed_at_ms,
        _ => return (400, bad_request("sort должен быть createdDt или updatedDt")),
    };
    let mut own: Vec<&Draft> = wb.drafts.iter().filter(|draft| draft.sid == sid).collect();
    own.sort_by_key(|draft| moment(draft));
    match text("order", "desc").as_str() {
        "asc" => {}
        "desc" => own.reverse(),
        _ => return (400, bad_request("order должен быть asc или desc")),
    }
    let rows: Vec<Value> = own.iter().skip(offset).take(limit).map(|draft| draft.row()).collect();
    (200, json!({"total": own.len(), "drafts": rows}))
}

/// A draft's goods: status and body.
pub fn items(wb: &mut Wildberries, sid: &str, id: &str) -> (u16, Value) {
    let Wildberries { drafts, stocks, .. } = wb;
    match drafts.own(sid, id) {
        Some(draft) => (200, draft.content(stocks.of(sid))),
        None => missing(id),
    }
}

/// Puts goods into a draft, all of them or none: status and body.
pub fn add(wb: &mut Wildberries, sid: &str, id: &str, body: &[u8], now_ms: i64) -> (u16, Value) {
    let Wildberries { drafts, stocks, .. } = wb;
    let Some(draft) = drafts.own(sid, id) else {
        return missing(id);
    };
    let items = match wanted(body) {
        Ok(items) => items,
        Err(why) => return (400, bad_request(&why)),
    };
    let unknown = items.iter().filter(|(sku, _)| !has_card(stocks.of(sid), sku));
    let refused: Vec<Value> = unknown
        .map(|(sku, _)| json!({"sku": sku, "error": {"title": "Invalid sku", "detail": "Создайте карточку товара с этим баркодом"}}))
        .collect();
    if refused.is_empty() {
        draft.add(items, now_ms);
    }
    (200, json!({"results": refused}))
}

/// Takes goods out of a draft, whether they are in it or not: status and body.
pub fn remove(wb: &mut Wildberries, sid: &str, id: &str, body: &[u8], now_ms: i64) -> (u16, Value) {
    let Some(draft) = wb.drafts.own(sid, id) else {
        return missing(id);
    };
    let fields: Value = serde_json::from_slice(body).unwrap_or_default();
    let skus: Option<Vec<String>> = fields["skus"]
        .as_array()
        .and_then(|skus| skus.iter().map(|sku| sku.as_str().map(str::to_owned)).collect());
    let Some(skus) = skus else {
        return (400, bad_request("Неверный формат skus"));
    };
    draft.remove(&skus, now_ms);
    (200, json!({"results": skus}))
}

/// Deletes a draft: status and body; 204 has none.
pub fn delete(wb: &mut Wildberries, sid: &str, id: &str) -> (u16, Value) {
    if wb.drafts.own(sid, id).is_none() {
        return missing(id);
    }
    wb.drafts.delete(id);
    (204, Value::Null)
}

fn missing(id: &str) -> (u16, Value) {
    (404, not_found(&format!("черновик {id} не найден")))
}

/// Whether there is a card with this barcode. Of a shop whose goods nobody told, a barcode is known by its look.
fn has_card(goods: &[Good], sku: &str) -> bool {
    if !goods.is_empty() {
        return goods.iter().any(|good| good.barcode == sku);
    }
    (8..=14).contains(&sku.len()) && sku.bytes().all(|byte| byte.is_ascii_digit())
}

fn wanted(body: &[u8]) -> Result<Vec<(String, u32)>, String> {
    let fields: Value = serde_json::from_slice(body).map_err(|_| "неверный формат тела запроса".to_owned())?;
    let items = fields["items"].as_array().ok_or("Неверный формат items")?;
    if !(1..=MOST_ITEMS).contains(&items.len()) {
        return Err(format!("items должен содержать от 1 до {MOST_ITEMS} товаров"));
    }
    let item = |item: &Value| {
        let sku = item["sku"].as_str().ok_or("Неверный формат sku")?;
        let units = item["quantity"].as_u64().and_then(|units| u32::try_from(units).ok());
        let units = units.filter(|units| (1..=MOST_UNITS).contains(units));
        let units = units.ok_or_else(|| format!("quantity должен быть от 1 до {MOST_UNITS}"))?;
        Ok((sku.to_owned(), units))
    };
    items.iter().map(item).collect()
}
