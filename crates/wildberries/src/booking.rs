//! Bookings as the gateway tells of them.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::scalar::Scalar;
use crate::{BoxType, DraftId, SupplyId, WarehouseId, feed_json};

/// What to book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingRequest {
    /// The warehouse.
    pub warehouse: WarehouseId,
    /// The day of delivery.
    pub date: Date,
    /// How the goods are packed.
    pub box_type: BoxType,
    /// The time of day, as the gateway's slots name it («09:00-10:00»); `None` leaves the choice to the gateway.
    pub time_slot: Option<String>,
    /// What is delivered.
    pub load: Load,
}

/// What a booking is for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Load {
    /// Nobody said: a supply comes into being.
    #[default]
    Unsaid,
    /// A draft, which becomes a supply.
    Draft(DraftId),
    /// A supply there is. If it has a booking, that one is given up with the confirmation of the new one, and stands if the new one
    /// is refused.
    Supply(SupplyId),
}

/// A booking the gateway has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booking {
    /// The gateway's id of it.
    pub id: String,
    /// The warehouse that was booked.
    pub warehouse: WarehouseId,
    /// The day that was booked.
    pub date: Date,
    /// The time of day that was booked.
    pub time_slot: Option<String>,
    /// The supply that is planned by it, if the gateway knows.
    pub supply: Option<SupplyId>,
    /// Where it stands.
    pub status: BookingStatus,
}

/// Where a booking stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BookingStatus {
    /// Taken in, not yet decided.
    Pending,
    /// Booked.
    Confirmed,
    /// Given up.
    Cancelled,
    /// A word this version does not know.
    Other(String),
}

/// The body of a booking call.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BookingBody<'a> {
    #[serde(rename = "warehouseID")]
    warehouse: WarehouseId,
    date: Date,
    #[serde(skip_serializing_if = "Option::is_none")]
    time_slot: Option<&'a str>,
    /// Absent for a QR supply, as in the feed.
    #[serde(rename = "boxTypeID", skip_serializing_if = "Option::is_none")]
    box_type: Option<u16>,
    #[serde(rename = "draftID", skip_serializing_if = "Option::is_none")]
    draft: Option<&'a DraftId>,
    #[serde(rename = "supplyID", skip_serializing_if = "Option::is_none")]
    supply: Option<SupplyId>,
}

/// A booking as the gateway writes it, any part of it missing or odd.
#[derive(Deserialize)]
pub(crate) struct BookingAnswer<'a> {
    #[serde(borrow, rename = "bookingID", default)]
    id: Scalar<'a>,
    #[serde(borrow, rename = "warehouseID", default)]
    warehouse: Scalar<'a>,
    #[serde(borrow, default)]
    date: Scalar<'a>,
    #[serde(borrow, rename = "timeSlot", default)]
    time_slot: Scalar<'a>,
    #[serde(borrow, rename = "supplyID", default)]
    supply: Scalar<'a>,
    #[serde(borrow, default)]
    status: Scalar<'a>,
}

impl<'a> From<&'a BookingRequest> for BookingBody<'a> {
    fn from(request: &'a BookingRequest) -> Self {
        let (draft, supply) = match &request.load {
            Load::Unsaid => (None, None),
            Load::Draft(draft) => (Some(draft), None),
            Load::Supply(supply) => (None, Some(*supply)),
        };
        BookingBody {
            warehouse: request.warehouse,
            date: request.date,
            time_slot: request.time_slot.as_deref(),
            box_type: request.box_type.id(),
            draft,
            supply,
        }
    }
}

impl BookingAnswer<'_> {
    /// The booking, or the name of the field that cannot be used.
    pub(crate) fn read(&self) -> Result<Booking, &'static str> {
        let warehouse: i64 = self.warehouse.whole().ok_or("warehouseID")?;
        Ok(Booking {
            id: self.id.id().ok_or("bookingID")?,
            warehouse: WarehouseId::try_from(warehouse).map_err(|_| "warehouseID")?,
            date: self.date.text().and_then(feed_json::date).ok_or("date")?,
            time_slot: self.time_slot.text().map(str::to_owned),
            supply: self.supply.whole().map(SupplyId),
            status: status(self.status.text().ok_or("status")?),
        })
    }
}

fn status(word: &str) -> BookingStatus {
    match word {
        "pending" => BookingStatus::Pending,
        "confirmed" => BookingStatus::Confirmed,
        "cancelled" | "canceled" => BookingStatus::Cancelled,
        other => BookingStatus::Other(other.to_owned()),
    }
}
