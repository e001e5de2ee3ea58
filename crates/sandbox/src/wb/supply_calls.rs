//! What Wildberries answers about orders and supplies.

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::errors::{bad_request, not_found};
use super::moments::moscow_day;
use super::query::page;
use super::state::Wildberries;
use super::supplies::Order;
use crate::gateway::wish::date_of;

/// The rows of a page, unless fewer are wanted, and the most there are.
const PAGE: usize = 1_000;
/// The numbers of the standings.
const STANDINGS: std::ops::RangeInclusive<i64> = 1..=6;

/// Which rows are wanted.
#[derive(Debug, Default)]
struct Filter {
    dates: Vec<Days>,
    standings: Vec<i64>,
}

/// A stretch of days, both ends within, of one of an order's dates.
#[derive(Debug)]
struct Days {
    from: Date,
    till: Date,
    of: DateOf,
}

/// One of an order's dates.
#[derive(Debug, Clone, Copy)]
enum DateOf {
    Made,
    Supply,
    Changed,
    /// The sandbox's supplies never arrive.
    Arrived,
}

/// The list, newest first: status and body.
pub fn list(wb: &Wildberries, sid: &str, query: &Map<String, Value>, body: &[u8]) -> (u16, Value) {
    let read = || Ok::<_, String>((page(query, PAGE, PAGE)?, filter(body)?));
    let ((limit, offset), filter) = match read() {
        Ok(read) => read,
        Err(why) => return (400, bad_request(&why)),
    };
    let own = wb.orders.iter().rev().filter(|(_, order)| order.sid == sid);
    let wanted = own.filter(|(_, order)| filter.wants(order));
    let rows = wanted.map(|(number, order)| order.row(number));
    (200, rows.skip(offset).take(limit).collect())
}

/// One order or supply: status and body. An order that became a supply is known by the supply's number only.
pub fn one(wb: &mut Wildberries, sid: &str, id: &str, query: &Map<String, Value>) -> (u16, Value) {
    let Ok(id) = id.parse::<i64>() else {
        return (400, bad_request("неверный формат id (должен быть int64)"));
    };
    let is_order = match query.get("isPreorderID").and_then(Value::as_str) {
        None | Some("" | "false") => false,
        Some("true") => true,
        Some(_) => return (400, bad_request("неверный формат isPreorderID (должен быть bool)")),
    };
    let seller = wb.sellers.of(sid).name.clone();
    let found = if is_order {
        wb.orders.order(id)
    } else {
        wb.orders.supply(id)
    };
    let Some(order) = found.filter(|order| order.sid == sid) else {
        return (404, not_found(&format!("поставка {id} не найдена")));
    };
    match &order.plan {
        Some(plan) if is_order => {
            let supply = plan.supply;
            let why = format!(
                "fail to get supply details: по заказу {id} найдена поставка {supply}. Используйте поиск по ID поставки"
            );
            (400, bad_request(&why))
        }
        _ => (200, order.details(&wb.board, &seller)),
    }
}

impl Filter {
    fn wants(&self, order: &Order) -> bool {
        let standing = self.standings.is_empty() || self.standings.contains(&order.standing().id());
        standing && self.dates.iter().all(|days| days.hold(order))
    }
}

impl Days {
    fn hold(&self, order: &Order) -> bool {
        let day = match self.of {
            DateOf::Made => Some(moscow_day(order.made_at_ms)),
            DateOf::Supply => order.plan.as_ref().map(|plan| plan.date),
            DateOf::Changed => order.changed_at_ms().map(moscow_day),
            DateOf::Arrived => None,
        };
        day.is_some_and(|day| self.from <= day && day <= self.till)
    }
}

fn filter(body: &[u8]) -> Result<Filter, String> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Filter::default());
    }
    let fields: Value = serde_json::from_slice(body).map_err(|_| "неверный формат тела запроса".to_owned())?;
    let list = |name: &str| match &fields[name] {
        Value::Null => Ok(Vec::new()),
        Value::Array(items) => Ok(items.clone()),
        _ => Err(format!("Неверный формат {name}")),
    };
    let standing = |id: &Value| {
        id.as_i64()
            .filter(|id| STANDINGS.contains(id))
            .ok_or("Неверный формат statusIDs")
    };
    Ok(Filter {
        dates: list("dates")?.iter().map(days).collect::<Result<_, _>>()?,
        standings: list("statusIDs")?.iter().map(standing).collect::<Result<_, _>>()?,
    })
}

fn days(fields: &Value) -> Result<Days, String> {
    let day = |name: &str| {
        let day = fields[name].as_str().and_then(date_of);
        day.ok_or_else(|| format!("Неверный формат параметра '{name}'"))
    };
    let of = match &fields["type"] {
        kind if kind == &json!("factDate") => DateOf::Arrived,
        kind if kind == &json!("createDate") => DateOf::Made,
        kind if kind == &json!("supplyDate") => DateOf::Supply,
        kind if kind == &json!("updatedDate") => DateOf::Changed,
        _ => {
            let known = "factDate createDate supplyDate updatedDate";
            return Err(format!("Выберите значение параметра 'Type' из списка: '{known}'"));
        }
    };
    Ok(Days {
        from: day("from")?,
        till: day("till")?,
        of,
    })
}
