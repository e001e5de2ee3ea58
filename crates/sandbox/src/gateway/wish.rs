//! What a booking asks for.

use jiff::civil::Date;
use serde_json::Value;

use crate::wb::board::Place;

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
    /// What is brought there.
    pub cargo: Cargo,
}

/// What is brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cargo {
    /// Nobody said: a supply comes into being.
    Anything,
    /// A supply there is, perhaps planned for another day.
    Supply(i64),
    /// A draft, which becomes a supply.
    Draft(String),
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
        cargo: cargo(&fields)?,
    })
}

fn cargo(fields: &Value) -> Result<Cargo, String> {
    match (&fields["supplyID"], &fields["draftID"]) {
        (Value::Null, Value::Null) => Ok(Cargo::Anything),
        (Value::Null, Value::String(draft)) => Ok(Cargo::Draft(draft.clone())),
        (Value::Null, _) => Err("draftID must be a text".to_owned()),
        (supply, Value::Null) => {
            let supply = supply.as_i64().ok_or("supplyID must be a number")?;
            Ok(Cargo::Supply(supply))
        }
        _ => Err("say supplyID or draftID, not both".to_owned()),
    }
}

/// The day of a plain date or of a full moment.
pub fn date_of(text: &str) -> Option<Date> {
    let day = text.get(..10)?;
    let rest = &text[10..];
    (rest.is_empty() || rest.starts_with('T'))
        .then(|| day.parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wishes_that_cannot_be_read_are_named() {
        for body in [
            "",
            "{}",
            r#"{"warehouseID":507,"date":"21.11.2026"}"#,
            r#"{"warehouseID":507,"date":"2026-11-21","boxTypeID":"2"}"#,
            r#"{"warehouseID":507,"date":"2026-11-21","timeSlot":"noon"}"#,
            r#"{"warehouseID":507,"date":"2026-11-21","supplyID":"7"}"#,
            r#"{"warehouseID":507,"date":"2026-11-21","draftID":7}"#,
            r#"{"warehouseID":507,"date":"2026-11-21","supplyID":7,"draftID":"d"}"#,
        ] {
            assert!(wish(body.as_bytes()).is_err(), "{body}");
        }
        assert_eq!(date_of("2026-02-30"), None);
        assert_eq!(date_of("ррррр"), None, "ten bytes are not ten letters");
    }

    #[test]
    fn a_wish_may_say_what_is_brought() {
        for (body, cargo) in [
            (r#"{"warehouseID":507,"date":"2026-11-21"}"#, Cargo::Anything),
            (
                r#"{"warehouseID":507,"date":"2026-11-21","supplyID":null,"draftID":null}"#,
                Cargo::Anything,
            ),
            (
                r#"{"warehouseID":507,"date":"2026-11-21","supplyID":7}"#,
                Cargo::Supply(7),
            ),
            (
                r#"{"warehouseID":507,"date":"2026-11-21","draftID":"d"}"#,
                Cargo::Draft("d".to_owned()),
            ),
        ] {
            assert_eq!(wish(body.as_bytes()).map(|wish| wish.cargo), Ok(cargo), "{body}");
        }
    }
}
