//! Taking a slot: the same attempt always gets the same answer.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::ledger::{Booking, Gateway, SellerOutcome, Status};
use crate::wb::board::{Board, Place};

/// The hours at which supplies arrive.
pub const TIME_SLOTS: [&str; 10] = [
    "09:00-10:00",
    "10:00-11:00",
    "11:00-12:00",
    "12:00-13:00",
    "13:00-14:00",
    "14:00-15:00",
    "15:00-16:00",
    "16:00-17:00",
    "17:00-18:00",
    "18:00-19:00",
];

/// What a booking asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// Where and when.
    pub place: Place,
    /// The hour, if it matters.
    pub time_slot: Option<String>,
}

/// Reads a booking's body.
pub fn wish(body: &[u8]) -> Result<Wish, String> {
    let fields: Value = serde_json::from_slice(body).map_err(|_| "the body is not JSON".to_owned())?;
    let warehouse = fields["warehouseID"]
        .as_u64()
        .and_then(|id| u32::try_from(id).ok())
        .filter(|id| *id > 0);
    let warehouse = warehouse.ok_or("warehouseID must be a positive number")?;
    let date = fields["date"]
        .as_str()
        .and_then(date_of)
        .ok_or("date must be YYYY-MM-DD")?;
    let box_type = match &fields["boxTypeID"] {
        Value::Null => None,
        number => Some(
            number
                .as_u64()
                .and_then(|id| u16::try_from(id).ok())
                .ok_or("boxTypeID must be a number or null")?,
        ),
    };
    let time_slot = match &fields["timeSlot"] {
        Value::Null => None,
        Value::String(hour) if TIME_SLOTS.contains(&hour.as_str()) => Some(hour.clone()),
        _ => return Err(format!("timeSlot must be one of {}", TIME_SLOTS.join(", "))),
    };
    Ok(Wish {
        place: (date, warehouse, box_type),
        time_slot,
    })
}

/// The day of a plain date or of a full moment.
pub fn date_of(text: &str) -> Option<Date> {
    let day = text.get(..10)?;
    let rest = &text[10..];
    (rest.is_empty() || rest.starts_with('T'))
        .then(|| day.parse().ok())
        .flatten()
}

/// Answers an attempt to book: status and body. A repeated attempt gets its first answer.
pub fn book(
    gateway: &mut Gateway,
    board: &mut Board,
    sid: &str,
    attempt: &str,
    wish: Wish,
    now_ms: i64,
) -> (u16, Value) {
    if let Some(first) = gateway.answers.get(sid).and_then(|answers| answers.get(attempt)) {
        return first.clone();
    }
    let answer = decide(gateway, board, sid, attempt, wish, now_ms);
    gateway
        .answers
        .entry(sid.to_owned())
        .or_default()
        .insert(attempt.to_owned(), answer.clone());
    answer
}

fn decide(gateway: &mut Gateway, board: &mut Board, sid: &str, attempt: &str, wish: Wish, now_ms: i64) -> (u16, Value) {
    let status = match gateway.outcomes.get(sid).copied().unwrap_or_default() {
        SellerOutcome::GoodsRejected => {
            let detail = "Товар нельзя поставить на этот склад: проверьте состав поставки";
            return (422, json!({"error": "goods_rejected", "detail": detail}));
        }
        SellerOutcome::TooActive => {
            let detail = "Заметили, что вы слишком активно создаёте поставки";
            return (429, json!({"error": "too_active", "detail": detail}));
        }
        SellerOutcome::Ok => Status::Confirmed,
        SellerOutcome::Pending => Status::Pending,
    };
    let (date, warehouse_id, box_type_id) = wish.place;
    let Some(cell) = board.book(wish.place) else {
        return (409, json!({"error": "slot_taken", "detail": "Эта дата уже недоступна"}));
    };
    let warehouse_name = board
        .warehouse(warehouse_id)
        .map(|warehouse| warehouse.name.clone())
        .unwrap_or_default();
    let hour = usize::try_from(warehouse_id).unwrap_or(0) + usize::from(date.day().unsigned_abs());
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
        status,
        at_ms: now_ms,
    };
    let answer = booking.answer();
    gateway.bookings.push(booking);
    (201, answer)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::wb::board::{Cell, Setting};

    fn open_board() -> Board {
        let mut board = Board::seeded();
        let cell = Cell {
            coefficient: 1.0,
            allow_unload: true,
            capacity: Some(1),
            opened_at_ms: None,
        };
        board.set(
            Setting {
                place: (date(2026, 11, 21), 507, None),
                cell,
                name: None,
            },
            0,
        );
        board
    }

    fn the_wish() -> Wish {
        wish(br#"{"warehouseID":507,"date":"2026-11-21T00:00:00Z"}"#).expect("a wish")
    }

    #[test]
    fn a_repeated_attempt_gets_its_first_answer_and_books_once() {
        let (mut gateway, mut board) = (Gateway::new(100), open_board());
        let first = book(&mut gateway, &mut board, "s", "a1", the_wish(), 5);
        assert_eq!(
            (first.0, &first.1["bookingID"], &first.1["status"]),
            (201, &json!("101"), &json!("confirmed"))
        );
        assert_eq!(book(&mut gateway, &mut board, "s", "a1", the_wish(), 6), first);
        assert_eq!(gateway.bookings.len(), 1);
        let second = book(&mut gateway, &mut board, "s", "a2", the_wish(), 7);
        assert_eq!((second.0, &second.1["error"]), (409, &json!("slot_taken")));
        let other = book(&mut gateway, &mut open_board(), "t", "a1", the_wish(), 8);
        assert_eq!(
            other.0, 201,
            "another seller's attempt of the same name is another attempt"
        );
    }

    #[test]
    fn a_failure_is_remembered_too() {
        let (mut gateway, mut board) = (Gateway::new(0), open_board());
        gateway.outcomes.insert("s".into(), SellerOutcome::GoodsRejected);
        assert_eq!(book(&mut gateway, &mut board, "s", "a1", the_wish(), 5).0, 422);
        gateway.outcomes.clear();
        assert_eq!(book(&mut gateway, &mut board, "s", "a1", the_wish(), 5).0, 422);
        assert_eq!(book(&mut gateway, &mut board, "s", "a2", the_wish(), 5).0, 201);
    }

    #[test]
    fn wishes_that_cannot_be_read_are_named() {
        for body in [
            "",
            "{}",
            r#"{"warehouseID":507,"date":"21.11.2026"}"#,
            r#"{"warehouseID":507,"date":"2026-11-21","boxTypeID":"2"}"#,
            r#"{"warehouseID":507,"date":"2026-11-21","timeSlot":"noon"}"#,
        ] {
            assert!(wish(body.as_bytes()).is_err(), "{body}");
        }
        assert_eq!(date_of("2026-02-30"), None);
        assert_eq!(date_of("ррррр"), None, "ten bytes are not ten letters");
    }
}
