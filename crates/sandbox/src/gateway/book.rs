//! Taking a slot: the same attempt always gets the same answer.

use serde_json::{Value, json};

use super::ledger::{Booking, Gateway, SellerOutcome, Status};
use super::wish::{Cargo, TIME_SLOTS, Wish};
use crate::wb::state::Wildberries;
use crate::wb::supplies::Goods;

/// The units of a supply of which nobody said what is in it.
const SOME_UNITS: u32 = 100;

/// Answers an attempt to book: status and body. A repeated attempt gets its first answer.
pub fn book(
    gateway: &mut Gateway,
    wb: &mut Wildberries,
    sid: &str,
    attempt: &str,
    wish: Wish,
    now_ms: i64,
) -> (u16, Value) {
    if let Some(first) = gateway.answers.get(sid).and_then(|answers| answers.get(attempt)) {
        return first.clone();
    }
    let answer = decide(gateway, wb, sid, attempt, wish, now_ms);
    gateway
        .answers
        .entry(sid.to_owned())
        .or_default()
        .insert(attempt.to_owned(), answer.clone());
    answer
}

fn decide(
    gateway: &mut Gateway,
    wb: &mut Wildberries,
    sid: &str,
    attempt: &str,
    wish: Wish,
    now_ms: i64,
) -> (u16, Value) {
    let status = match gateway.outcomes.get(sid).copied().unwrap_or_default() {
        SellerOutcome::GoodsRejected => {
            return rejected("Товар нельзя поставить на этот склад: проверьте состав поставки");
        }
        SellerOutcome::TooActive => {
            let detail = "Заметили, что вы слишком активно создаёте поставки";
            return (429, json!({"error": "too_active", "detail": detail}));
        }
        SellerOutcome::Ok => Status::Confirmed,
        SellerOutcome::Pending => Status::Pending,
    };
    if let Some(refusal) = missing(wb, sid, &wish.cargo) {
        return refusal;
    }
    let (date, warehouse_id, box_type_id) = wish.place;
    let Some(cell) = wb.board.book(wish.place) else {
        return (409, json!({"error": "slot_taken", "detail": "Эта дата уже недоступна"}));
    };
    let warehouse_name = wb
        .board
        .warehouse(warehouse_id)
        .map(|warehouse| warehouse.name.clone())
        .unwrap_or_default();
    let hour = usize::try_from(warehouse_id).unwrap_or(0) + usize::from(date.day().unsigned_abs());
    let order = order_of(wb, sid, &wish, now_ms);
    let booking = Booking {
        booking_id: gateway.next_id(),
        idempotency_key: attempt.to_owned(),
        sid: sid.to_owned(),
        warehouse_id,
        warehouse_name,
        date,
        time_slot: wish
            .time_slot
            .unwrap_or_else(|| TIME_SLOTS[hour % TIME_SLOTS.len()].to_owned()),
        box_type_id,
        coefficient: cell.coefficient,
        status: Status::Pending,
        at_ms: now_ms,
        order,
        supply_id: order.and_then(|order| wb.orders.promise(&mut wb.numbers, order)),
        replaces: order
            .and_then(|order| gateway.holder(order))
            .map(|former| former.booking_id.clone()),
        replaced_by: None,
    };
    let id = booking.booking_id.clone();
    gateway.bookings.push(booking);
    if status == Status::Confirmed {
        // Its order was there a line ago, and nobody else holds the locks.
        let _gone = gateway.confirm(&mut wb.orders, &id, now_ms);
    }
    let made = gateway.bookings.last().map(Booking::answer);
    (201, made.unwrap_or_default())
}

/// The refusal of what the seller does not have.
fn missing(wb: &Wildberries, sid: &str, cargo: &Cargo) -> Option<(u16, Value)> {
    match cargo {
        Cargo::Supply(supply) if wb.orders.of_supply(sid, *supply).is_none() => Some(rejected("Поставка не найдена")),
        Cargo::Draft(id) if draft_units(wb, sid, id).is_none() => Some(rejected("Черновик не найден")),
        _ => None,
    }
}

/// The order that is booked for; a draft becomes one, and where nothing was said one comes into being.
fn order_of(wb: &mut Wildberries, sid: &str, wish: &Wish, now_ms: i64) -> Option<i64> {
    let quantity = match &wish.cargo {
        Cargo::Supply(supply) => return wb.orders.of_supply(sid, *supply),
        Cargo::Draft(id) => {
            let units = draft_units(wb, sid, id)?;
            wb.drafts.delete(id);
            units
        }
        Cargo::Anything => SOME_UNITS,
    };
    let (_, warehouse, box_type) = wish.place;
    let goods = Goods {
        warehouse,
        box_type: box_type.unwrap_or(0),
        quantity,
    };
    Some(wb.orders.make(&mut wb.numbers, sid, goods, now_ms))
}

fn draft_units(wb: &Wildberries, sid: &str, id: &str) -> Option<u32> {
    let draft = wb.drafts.get(id).filter(|draft| draft.sid == sid)?;
    Some(draft.units())
}

fn rejected(detail: &str) -> (u16, Value) {
    (422, json!({"error": "goods_rejected", "detail": detail}))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::wish::wish;
    use super::*;
    use crate::wb::board::{Cell, Setting};

    /// A world in which one place is open for one booking.
    fn open_world() -> Wildberries {
        let mut wb = Wildberries::seeded();
        let cell = Cell {
            coefficient: 1.0,
            allow_unload: true,
            capacity: Some(1),
            opened_at_ms: None,
        };
        wb.board.set(
            Setting {
                place: (date(2026, 11, 21), 507, None),
                cell,
                name: None,
            },
            0,
        );
        wb
    }

    fn the_wish() -> Wish {
        wish(br#"{"warehouseID":507,"date":"2026-11-21T00:00:00Z"}"#).expect("a wish")
    }

    #[test]
    fn a_repeated_attempt_gets_its_first_answer_and_books_once() {
        let (mut gateway, mut wb) = (Gateway::new(100), open_world());
        let first = book(&mut gateway, &mut wb, "s", "a1", the_wish(), 5);
        assert_eq!(
            (first.0, &first.1["bookingID"], &first.1["status"]),
            (201, &json!("101"), &json!("confirmed"))
        );
        let supply = wb.orders.supply(first.1["supplyID"].as_i64().expect("a number"));
        assert_eq!(supply.map(|order| order.goods.warehouse), Some(507));
        assert_eq!(book(&mut gateway, &mut wb, "s", "a1", the_wish(), 6), first);
        assert_eq!((gateway.bookings.len(), wb.orders.iter().count()), (1, 1));
        let second = book(&mut gateway, &mut wb, "s", "a2", the_wish(), 7);
        assert_eq!((second.0, &second.1["error"]), (409, &json!("slot_taken")));
        assert_eq!(wb.orders.iter().count(), 1, "what is refused makes no supply");
        let other = book(&mut gateway, &mut open_world(), "t", "a1", the_wish(), 8);
        assert_eq!(
            other.0, 201,
            "another seller's attempt of the same name is another attempt"
        );
    }

    #[test]
    fn a_failure_is_remembered_too() {
        let (mut gateway, mut wb) = (Gateway::new(0), open_world());
        gateway.outcomes.insert("s".into(), SellerOutcome::GoodsRejected);
        assert_eq!(book(&mut gateway, &mut wb, "s", "a1", the_wish(), 5).0, 422);
        gateway.outcomes.clear();
        assert_eq!(book(&mut gateway, &mut wb, "s", "a1", the_wish(), 5).0, 422);
        assert_eq!(book(&mut gateway, &mut wb, "s", "a2", the_wish(), 5).0, 201);
    }
}
