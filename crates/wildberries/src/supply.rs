//! A seller's orders and supplies, as Wildberries' official word has them.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::{BoxType, OrderId, SupplyId, WarehouseId};

/// Where a supply stands: `statusID` at Wildberries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SupplyStatus {
    /// 1, «Не запланировано»: an order without a date.
    NotPlanned,
    /// 2, «Запланировано»: the date is booked.
    Planned,
    /// 3, «Отгрузка разрешена».
    ShipmentAllowed,
    /// 4, «Идёт приёмка».
    Accepting,
    /// 5, «Принято».
    Accepted,
    /// 6, «Отгружено на воротах».
    UnloadedAtGate,
    /// A number this version does not know. Make it with [`SupplyStatus::from_id`], so that a known one never lands here.
    Other(i64),
}

/// One row of the list of orders and supplies. It names no warehouse: [`Api::supply`](crate::Api::supply) does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupplyRow {
    /// The order.
    pub order: Option<OrderId>,
    /// The supply it became; `None` for an order without a date.
    pub supply: Option<SupplyId>,
    /// Where it stands.
    pub status: SupplyStatus,
    /// How the goods are packed; `None` for a virtual supply.
    pub box_type: Option<BoxType>,
    /// The moment it was made.
    pub created_at: Option<Timestamp>,
    /// The day of delivery, Moscow's; `None` as long as none is planned.
    pub supply_date: Option<Date>,
}

/// Which orders and supplies to list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupplyQuery {
    /// The first day of creation, Moscow's.
    pub created_from: Date,
    /// The last day of creation, inclusive.
    pub created_to: Date,
    /// Only those that stand so; all when empty.
    pub statuses: Vec<SupplyStatus>,
}

/// One order or supply, by the name it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SupplyRef {
    /// By the order's number, which stops working when the order becomes a supply.
    Order(OrderId),
    /// By the supply's number.
    Supply(SupplyId),
}

/// One order or supply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupplyDetails {
    /// Where it stands.
    pub status: SupplyStatus,
    /// How the goods are packed; `None` for a virtual supply.
    pub box_type: Option<BoxType>,
    /// The warehouse it is meant for.
    pub warehouse: Option<WarehouseId>,
    /// That warehouse's name.
    pub warehouse_name: Option<String>,
    /// The moment it was made.
    pub created_at: Option<Timestamp>,
    /// The day of delivery, Moscow's; `None` as long as none is planned.
    pub supply_date: Option<Date>,
    /// Units of goods in it.
    pub quantity: Option<u32>,
}

/// What Wildberries knows under a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SupplyLookup {
    /// The order or supply.
    Found(SupplyDetails),
    /// The order has become this supply, and is known by the supply's number only.
    BecameSupply(SupplyId),
    /// Nothing: it never was, or was deleted.
    Missing,
}

impl SupplyStatus {
    /// The `statusID`.
    pub fn id(self) -> i64 {
        match self {
            SupplyStatus::NotPlanned => 1,
            SupplyStatus::Planned => 2,
            SupplyStatus::ShipmentAllowed => 3,
            SupplyStatus::Accepting => 4,
            SupplyStatus::Accepted => 5,
            SupplyStatus::UnloadedAtGate => 6,
            SupplyStatus::Other(id) => id,
        }
    }

    /// The status with this `statusID`.
    pub fn from_id(id: i64) -> Self {
        match id {
            1 => SupplyStatus::NotPlanned,
            2 => SupplyStatus::Planned,
            3 => SupplyStatus::ShipmentAllowed,
            4 => SupplyStatus::Accepting,
            5 => SupplyStatus::Accepted,
            6 => SupplyStatus::UnloadedAtGate,
            id => SupplyStatus::Other(id),
        }
    }

    /// A date is booked, or was. An unknown status proves nothing.
    pub fn is_planned(self) -> bool {
        !matches!(self, SupplyStatus::NotPlanned | SupplyStatus::Other(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_survives_the_round_trip_and_two_to_six_are_planned() {
        for id in -1..=8 {
            let status = SupplyStatus::from_id(id);
            assert_eq!(status.id(), id);
            assert_eq!(status.is_planned(), (2..=6).contains(&id), "{id}");
        }
    }
}
