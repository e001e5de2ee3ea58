//! What was booked, and what was answered to which attempt.

use std::collections::{BTreeMap, VecDeque};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::moves::Move;
use super::quotas::Quotas;
use super::refusals::RefusedMove;

/// A booking's status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Wildberries has not decided yet.
    Pending,
    /// The place is the seller's.
    Confirmed,
    /// The place was given back or taken away.
    Cancelled,
}

/// How a seller's bookings end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SellerOutcome {
    /// They succeed.
    #[default]
    Ok,
    /// The goods are refused.
    GoodsRejected,
    /// The seller books too eagerly.
    TooActive,
    /// They succeed and stay pending.
    Pending,
}

/// One booking.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Booking {
    /// Its number.
    #[serde(rename = "bookingID")]
    pub booking_id: String,
    /// The attempt that made it.
    pub idempotency_key: String,
    /// The seller.
    pub sid: String,
    /// The warehouse.
    #[serde(rename = "warehouseID")]
    pub warehouse_id: u32,
    /// The warehouse's name.
    pub warehouse_name: String,
    /// The day.
    pub date: Date,
    /// The hour.
    pub time_slot: String,
    /// The box type; None for boxes by QR code.
    #[serde(rename = "boxTypeID")]
    pub box_type_id: Option<u16>,
    /// The price it was booked at.
    pub coefficient: f64,
    /// Where it stands.
    pub status: Status,
    /// When it was made, by the sandbox's clock.
    #[serde(rename = "at_ms")]
    pub at_ms: i64,
    /// The order it plans; None for a booking of the time before bookings had one.
    #[serde(rename = "preorderID", default)]
    pub order: Option<i64>,
    /// The supply that order is, or is to become.
    #[serde(rename = "supplyID", default)]
    pub supply_id: Option<i64>,
    /// The booking that held the supply when this one was made.
    #[serde(default)]
    pub replaces: Option<String>,
    /// The booking that holds the supply in place of this one.
    #[serde(default)]
    pub replaced_by: Option<String>,
}

impl Booking {
    /// The booking as its seller sees it.
    pub fn answer(&self) -> Value {
        let mut answer = json!({
            "bookingID": self.booking_id, "warehouseID": self.warehouse_id, "date": self.date.to_string(),
            "timeSlot": self.time_slot, "boxTypeID": self.box_type_id, "status": self.status
        });
        if let Some(supply) = self.supply_id {
            answer["supplyID"] = Value::from(supply);
        }
        answer
    }

    /// The booking as the control API tells it.
    pub fn told(&self) -> Value {
        let mut told = serde_json::to_value(self).unwrap_or_default();
        told["coefficient"] = crate::wb::board::number(self.coefficient);
        told
    }
}

/// The gateway's memory.
#[derive(Debug, Serialize, Deserialize)]
pub struct Gateway {
    /// All bookings, oldest first.
    pub bookings: Vec<Booking>,
    /// First answers by seller, then by the attempt's key: status and body.
    pub answers: BTreeMap<String, BTreeMap<String, (u16, Value)>>,
    /// How sellers' bookings end, where not well.
    pub outcomes: BTreeMap<String, SellerOutcome>,
    /// What may be moved between warehouses.
    #[serde(default)]
    pub quotas: Quotas,
    /// All requests to move stock that were taken, oldest first.
    #[serde(default)]
    pub moves: Vec<Move>,
    /// The newest of the requests that were refused.
    #[serde(default)]
    pub refused_moves: VecDeque<RefusedMove>,
    /// First answers to such requests, as above.
    #[serde(default)]
    pub move_answers: BTreeMap<String, BTreeMap<String, (u16, Value)>>,
    last_id: i64,
}

impl Gateway {
    /// No bookings and nothing moved; their numbers go on after this one.
    pub fn new(last_id: i64) -> Self {
        Self {
            bookings: Vec::new(),
            answers: BTreeMap::new(),
            outcomes: BTreeMap::new(),
            quotas: Quotas::default(),
            moves: Vec::new(),
            refused_moves: VecDeque::new(),
            move_answers: BTreeMap::new(),
            last_id,
        }
    }

    /// Forgets the bookings and what was moved, quotas as in the beginning; numbers go on.
    pub fn reset(&mut self) {
        *self = Self::new(self.last_id);
    }

    /// The next booking's or request's number.
    pub fn next_id(&mut self) -> String {
        self.last_id += 1;
        self.last_id.to_string()
    }
}
