//! Sellers' orders, and the supplies they become when a date is planned.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::numbers::Numbers;

/// What Wildberries calls a supply's standing, as far as the sandbox goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// «Не запланировано»: an order without a date.
    NotPlanned,
    /// «Запланировано»: a supply with a date.
    Planned,
}

impl Standing {
    /// The `statusID`.
    pub fn id(self) -> i64 {
        match self {
            Self::NotPlanned => 1,
            Self::Planned => 2,
        }
    }
}

/// What an order asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goods {
    /// Where they go.
    pub warehouse: u32,
    /// How they are packed: 0 virtual (boxes by QR code), 1 and 2 boxes, 5 pallets, 6 supersafe.
    pub box_type: u16,
    /// Units.
    pub quantity: u32,
}

/// An order's date, and what it became.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The supply's number.
    pub supply: i64,
    /// The day of delivery.
    pub date: Date,
    /// The price of acceptance; None for a plan made by force.
    pub coefficient: Option<f64>,
    /// When it was planned, by the sandbox's clock.
    pub at_ms: i64,
}

/// An order, planned or not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Order {
    /// Whose it is.
    pub sid: String,
    /// What it is for.
    pub goods: Goods,
    /// When it was made, by the sandbox's clock.
    pub made_at_ms: i64,
    /// The number of the supply it is to become, where that is known before it has a date.
    #[serde(default)]
    pub promised: Option<i64>,
    /// Its date, once it has one.
    pub plan: Option<Plan>,
}

/// All orders by number.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Orders(pub(super) BTreeMap<i64, Order>);

impl Order {
    /// Where it stands.
    pub fn standing(&self) -> Standing {
        match self.plan {
            Some(_) => Standing::Planned,
            None => Standing::NotPlanned,
        }
    }

    /// The moment of its last change, if it ever changed.
    pub fn changed_at_ms(&self) -> Option<i64> {
        self.plan.as_ref().map(|plan| plan.at_ms)
    }
}

impl Orders {
    /// All orders, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (i64, &Order)> {
        self.0.iter().map(|(number, order)| (*number, order))
    }

    /// An order by its number.
    pub fn order(&self, number: i64) -> Option<&Order> {
        self.0.get(&number)
    }

    /// The order that became this supply.
    pub fn supply(&self, number: i64) -> Option<&Order> {
        self.0
            .values()
            .find(|order| order.plan.as_ref().is_some_and(|plan| plan.supply == number))
    }

    /// Makes an order without a date; answers its number.
    pub fn make(&mut self, numbers: &mut Numbers, sid: &str, goods: Goods, now_ms: i64) -> i64 {
        let number = numbers.next();
        let order = Order {
            sid: sid.to_owned(),
            goods,
            made_at_ms: now_ms,
            promised: None,
            plan: None,
        };
        self.0.insert(number, order);
        number
    }

    /// Deletes an order, and the supply it became; whether there was one.
    pub fn cancel(&mut self, number: i64) -> bool {
        self.0.remove(&number).is_some()
    }
}
