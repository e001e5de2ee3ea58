//! What Wildberries answers about stock.

use serde_json::{Value, json};

use super::errors::bad_request;
use super::state::Wildberries;

/// The most rows of a page, and the usual number.
const LONGEST_PAGE: usize = 250_000;

/// A page of the seller's stock: status and body.
pub fn report(wb: &Wildberries, sid: &str, body: &[u8]) -> (u16, Value) {
    match page(wb, sid, body) {
        Ok(items) => (200, json!({"data": {"items": items}})),
        Err(why) => (400, bad_request(&why)),
    }
}

fn page(wb: &Wildberries, sid: &str, body: &[u8]) -> Result<Vec<Value>, String> {
    let fields: Value = serde_json::from_slice(body).map_err(|_| "неверный формат тела запроса".to_owned())?;
    let cards = ids(&fields, "nmIds")?;
    let sizes = ids(&fields, "chrtIds")?;
    let limit = number(&fields, "limit")?.unwrap_or(LONGEST_PAGE);
    if !(1..=LONGEST_PAGE).contains(&limit) {
        return Err(format!("limit должен быть от 1 до {LONGEST_PAGE}"));
    }
    let offset = number(&fields, "offset")?.unwrap_or_default();
    let named = |ids: &[u64], id: &Value| ids.is_empty() || id.as_u64().is_some_and(|id| ids.contains(&id));
    let rows = wb.stocks.report(sid).into_iter();
    let rows = rows.filter(|row| named(&cards, &row["nmId"]) && named(&sizes, &row["chrtId"]));
    Ok(rows.skip(offset).take(limit).collect())
}

/// A list of ids; an absent one is empty, which means all.
fn ids(fields: &Value, name: &str) -> Result<Vec<u64>, String> {
    let wrong = || format!("Неверный формат {name}");
    match &fields[name] {
        Value::Null => Ok(Vec::new()),
        Value::Array(ids) => ids.iter().map(|id| id.as_u64().ok_or_else(wrong)).collect(),
        _ => Err(wrong()),
    }
}

fn number(fields: &Value, name: &str) -> Result<Option<usize>, String> {
    match &fields[name] {
        Value::Null => Ok(None),
        number => {
            let number = number.as_u64().and_then(|number| usize::try_from(number).ok());
            number.map(Some).ok_or_else(|| format!("Неверный формат {name}"))
        }
    }
}
