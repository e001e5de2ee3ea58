//! Sellers' orders, and the supplies they become when a date is planned.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::board::{Board, Place, shows};
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
    /// Its date, once it has one.
    pub plan: Option<Plan>,
}

/// Why an order was not planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotPlanned {
    /// There is no such order.
    NoSuchOrder,
    /// It has its date.
    PlannedAlready,
    /// The board is closed there.
    DateGone,
}

/// All orders by number.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Orders(BTreeMap<i64, Order>);

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
            plan: None,
        };
        self.0.insert(number, order);
        number
    }

    /// Gives an order its date, where the board is open, or by force; answers the number of the supply it becomes.
    pub fn plan(
        &mut self,
        numbers: &mut Numbers,
        number: i64,
        venue: Venue<'_>,
        now_ms: i64,
    ) -> Result<i64, NotPlanned> {
        let order = self.0.get_mut(&number).ok_or(NotPlanned::NoSuchOrder)?;
        if order.plan.is_some() {
            return Err(NotPlanned::PlannedAlready);
        }
        let date = venue.date;
        let coefficient = venue.take(&order.goods)?;
        let supply = numbers.next();
        order.plan = Some(Plan {
            supply,
            date,
            coefficient,
            at_ms: now_ms,
        });
        Ok(supply)
    }

    /// Deletes an order, and the supply it became; whether there was one.
    pub fn cancel(&mut self, number: i64) -> bool {
        self.0.remove(&number).is_some()
    }
}

/// The board on the day an order is planned for.
#[derive(Debug)]
pub struct Venue<'a> {
    /// The board.
    pub board: &'a mut Board,
    /// Today, by which the board shows its days.
    pub today: Date,
    /// The day wanted.
    pub date: Date,
    /// Whether a closed board is no hindrance.
    pub force: bool,
}

impl Venue<'_> {
    /// Takes the goods' place on the board; answers its price, None where force was needed.
    pub fn take(self, goods: &Goods) -> Result<Option<f64>, NotPlanned> {
        let place = place(self.date, goods);
        let taken = shows(self.today, self.date).then(|| self.board.book(place)).flatten();
        match taken {
            Some(cell) => Ok(Some(cell.coefficient)),
            None if self.force => Ok(None),
            None => Err(NotPlanned::DateGone),
        }
    }
}

/// The board has one kind of boxes where supplies have two, and boxes by QR code where supplies are virtual.
fn place(date: Date, goods: &Goods) -> Place {
    let box_type = match goods.box_type {
        0 => None,
        1 => Some(2),
        id => Some(id),
    };
    (date, goods.warehouse, box_type)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use jiff::civil::date;
    use serde_json::json;

    use super::*;
    use crate::wb::board::{Cell, Setting};

    const TODAY: Date = date(2026, 11, 20);
    const DAY: Date = date(2026, 11, 25);

    fn boxes(box_type: u16) -> Goods {
        Goods {
            warehouse: 507,
            box_type,
            quantity: 100,
        }
    }

    fn open(board: &mut Board, date: Date, box_type: Option<u16>) {
        let cell = Cell {
            coefficient: 1.5,
            allow_unload: true,
            capacity: Some(1),
            opened_at_ms: None,
        };
        let place = (date, 507, box_type);
        board.set(
            Setting {
                place,
                cell,
                name: None,
            },
            0,
        );
    }

    fn venue(board: &mut Board, date: Date, force: bool) -> Venue<'_> {
        Venue {
            board,
            today: TODAY,
            date,
            force,
        }
    }

    #[test]
    fn an_order_is_planned_once_and_takes_its_place() {
        let (mut orders, mut numbers, mut board) = (Orders::default(), Numbers::after(0), Board::seeded());
        let [first, second] = [1, 2].map(|box_type| orders.make(&mut numbers, "s", boxes(box_type), 5));
        let closed = orders.plan(&mut numbers, first, venue(&mut board, DAY, false), 6);
        assert_eq!(closed, Err(NotPlanned::DateGone));

        open(&mut board, DAY, Some(2));
        let supply = orders
            .plan(&mut numbers, first, venue(&mut board, DAY, false), 7)
            .unwrap();
        assert!(
            ![first, second].contains(&supply),
            "no number is both an order's and a supply's"
        );
        assert_eq!(orders.supply(supply), orders.order(first));
        let plan = orders.order(first).unwrap().plan.clone().unwrap();
        assert_eq!((plan.date, plan.coefficient, plan.at_ms), (DAY, Some(1.5), 7));

        let again = orders.plan(&mut numbers, first, venue(&mut board, DAY, true), 8);
        assert_eq!(again, Err(NotPlanned::PlannedAlready));
        let late = orders.plan(&mut numbers, second, venue(&mut board, DAY, false), 8);
        assert_eq!(late, Err(NotPlanned::DateGone), "the first one took the only place");
        assert!(
            orders
                .plan(&mut numbers, second, venue(&mut board, DAY, true), 9)
                .is_ok()
        );
        let none = orders.plan(&mut numbers, 99, venue(&mut board, DAY, true), 9);
        assert_eq!(none, Err(NotPlanned::NoSuchOrder));
    }

    #[test]
    fn a_day_that_fell_off_the_board_is_gone_although_it_was_open() {
        let (mut orders, mut numbers, mut board) = (Orders::default(), Numbers::after(0), Board::seeded());
        let number = orders.make(&mut numbers, "s", boxes(2), 5);
        let yesterday = date(2026, 11, 19);
        open(&mut board, yesterday, Some(2));
        let gone = orders.plan(&mut numbers, number, venue(&mut board, yesterday, false), 6);
        assert_eq!(gone, Err(NotPlanned::DateGone));
    }

    #[test]
    fn a_virtual_supply_takes_a_place_for_boxes_by_qr_code() {
        let (mut orders, mut numbers, mut board) = (Orders::default(), Numbers::after(0), Board::seeded());
        let number = orders.make(&mut numbers, "s", boxes(0), 5);
        open(&mut board, DAY, None);
        assert!(
            orders
                .plan(&mut numbers, number, venue(&mut board, DAY, false), 6)
                .is_ok()
        );
        let details = orders.order(number).unwrap().details(&board, "ИП");
        assert_eq!(
            (&details["boxTypeID"], &details["virtualTypeID"]),
            (&json!(0), &json!(4))
        );
    }
}
