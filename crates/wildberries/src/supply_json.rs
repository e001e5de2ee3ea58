//! Orders and supplies as Wildberries writes them, any part of them missing or odd.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use serde::{Deserialize, Serialize};

use crate::scalar::Scalar;
use crate::{BoxType, OrderId, SupplyDetails, SupplyId, SupplyQuery, SupplyRow, SupplyStatus, WarehouseId, feed_json};

/// Before this year nothing was supplied: such a date is an empty one («0001-01-01T00:00:00Z»).
const FIRST_YEAR: i16 = 2000;
/// What stands before the number of the supply an order became.
const FOUND_SUPPLY: &str = "найдена поставка";
/// What is said of an order or a supply that is not there.
const NOT_FOUND: &str = "не найден";

/// The body that asks for a list.
#[derive(Serialize)]
pub(crate) struct QueryBody {
    dates: [DatesBody; 1],
    #[serde(rename = "statusIDs", skip_serializing_if = "Vec::is_empty")]
    statuses: Vec<i64>,
}

#[derive(Serialize)]
struct DatesBody {
    from: Date,
    till: Date,
    #[serde(rename = "type")]
    kind: &'static str,
}

/// One row of the list.
#[derive(Deserialize)]
pub(crate) struct RowBody<'a> {
    #[serde(borrow, rename = "preorderID", default)]
    order: Scalar<'a>,
    #[serde(borrow, rename = "supplyID", default)]
    supply: Scalar<'a>,
    #[serde(borrow, rename = "statusID", default)]
    status: Scalar<'a>,
    #[serde(borrow, rename = "boxTypeID", default)]
    box_type: Scalar<'a>,
    #[serde(borrow, rename = "createDate", default)]
    created_at: Scalar<'a>,
    #[serde(borrow, rename = "supplyDate", default)]
    supply_date: Scalar<'a>,
}

/// One order or supply.
#[derive(Deserialize)]
pub(crate) struct DetailsBody<'a> {
    #[serde(borrow, rename = "statusID", default)]
    status: Scalar<'a>,
    #[serde(borrow, rename = "boxTypeID", default)]
    box_type: Scalar<'a>,
    #[serde(borrow, rename = "warehouseID", default)]
    warehouse: Scalar<'a>,
    #[serde(borrow, rename = "warehouseName", default)]
    warehouse_name: Scalar<'a>,
    #[serde(borrow, rename = "createDate", default)]
    created_at: Scalar<'a>,
    #[serde(borrow, rename = "supplyDate", default)]
    supply_date: Scalar<'a>,
    #[serde(borrow, default)]
    quantity: Scalar<'a>,
}

impl From<&SupplyQuery> for QueryBody {
    fn from(query: &SupplyQuery) -> Self {
        QueryBody {
            dates: [DatesBody {
                from: query.created_from,
                till: query.created_to,
                kind: "createDate",
            }],
            statuses: query.statuses.iter().map(|status| status.id()).collect(),
        }
    }
}

impl RowBody<'_> {
    /// The row; `None` when it has no number or does not say where it stands.
    pub(crate) fn read(&self) -> Option<SupplyRow> {
        let order = positive(&self.order).map(OrderId);
        let supply = positive(&self.supply).map(SupplyId);
        if order.is_none() && supply.is_none() {
            return None;
        }
        Some(SupplyRow {
            order,
            supply,
            status: SupplyStatus::from_id(self.status.whole()?),
            box_type: box_type(&self.box_type),
            created_at: moment(&self.created_at),
            supply_date: day(&self.supply_date),
        })
    }
}

impl DetailsBody<'_> {
    /// The order or supply; `None` when it does not say where it stands.
    pub(crate) fn read(&self) -> Option<SupplyDetails> {
        let name = self
            .warehouse_name
            .text()
            .map(str::trim)
            .filter(|name| !name.is_empty());
        Some(SupplyDetails {
            status: SupplyStatus::from_id(self.status.whole()?),
            box_type: box_type(&self.box_type),
            warehouse: positive(&self.warehouse).and_then(|id| WarehouseId::try_from(id).ok()),
            warehouse_name: name.map(str::to_owned),
            created_at: moment(&self.created_at),
            supply_date: day(&self.supply_date),
            quantity: self.quantity.whole(),
        })
    }
}

/// The supply that a refusal says the order has become: «по заказу 1 найдена поставка 2».
pub(crate) fn became(detail: &str) -> Option<SupplyId> {
    let (_, after) = detail.split_once(FOUND_SUPPLY)?;
    let from = after.find(|letter: char| letter.is_ascii_digit())?;
    let digits = after[from..].split(|letter: char| !letter.is_ascii_digit()).next()?;
    digits.parse().ok().map(SupplyId)
}

/// Whether a 404 speaks of the order or supply asked for, not of the path or the method.
pub(crate) fn is_missing(detail: &str) -> bool {
    detail.to_lowercase().contains(NOT_FOUND)
}

/// A moment in ISO form. One without a zone is Moscow's, as all others are.
pub(crate) fn moment(value: &Scalar<'_>) -> Option<Timestamp> {
    let text = value.text()?.trim();
    let moment = text.parse::<Timestamp>().ok().or_else(|| {
        let local: DateTime = text.parse().ok()?;
        let zone = TimeZone::fixed(Offset::constant(3));
        local.to_zoned(zone).ok().map(|zoned| zoned.timestamp())
    })?;
    let year = moment.to_zoned(TimeZone::UTC).year();
    (year >= FIRST_YEAR).then_some(moment)
}

/// The day as it is written: Wildberries writes Moscow's.
fn day(value: &Scalar<'_>) -> Option<Date> {
    let day = feed_json::date(value.text()?.trim())?;
    (day.year() >= FIRST_YEAR).then_some(day)
}

fn positive(value: &Scalar<'_>) -> Option<i64> {
    value.whole().filter(|id: &i64| *id > 0)
}

/// 1 and 2 are both boxes here; 0 is a virtual supply, which is packed in nothing.
fn box_type(value: &Scalar<'_>) -> Option<BoxType> {
    match value.whole()? {
        0 => None,
        1 => Some(BoxType::Boxes),
        id => Some(BoxType::from_id(Some(id))),
    }
}
