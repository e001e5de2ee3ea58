//! How orders get their dates: by their sellers in the portal, or through the gateway.

use jiff::civil::Date;

use super::board::{Board, Place, shows};
use super::numbers::Numbers;
use super::supplies::{Goods, Order, Orders, Plan};

/// Why an order was not planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotPlanned {
    /// There is no such order.
    NoSuchOrder,
    /// It has this date.
    PlannedAlready,
    /// The board is closed there.
    DateGone,
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
        let place = place_of(self.date, goods);
        let taken = shows(self.today, self.date).then(|| self.board.book(place)).flatten();
        match taken {
            Some(cell) => Ok(Some(cell.coefficient)),
            None if self.force => Ok(None),
            None => Err(NotPlanned::DateGone),
        }
    }
}

impl Order {
    /// The number of the supply it is, or is to become.
    pub fn supply_number(&self) -> Option<i64> {
        self.plan.as_ref().map(|plan| plan.supply).or(self.promised)
    }
}

impl Orders {
    /// The seller's order that is this supply, or is to become it.
    pub fn of_supply(&self, sid: &str, supply: i64) -> Option<i64> {
        let own = self.iter().filter(|(_, order)| order.sid == sid);
        let mut known = own.filter(|(_, order)| order.supply_number() == Some(supply));
        known.next().map(|(number, _)| number)
    }

    /// Says which supply an order is, or is to become, whenever it gets a date; None when there is no such order.
    pub fn promise(&mut self, numbers: &mut Numbers, number: i64) -> Option<i64> {
        let order = self.0.get_mut(&number)?;
        let supply = order.supply_number().unwrap_or_else(|| numbers.next());
        order.promised = Some(supply);
        Some(supply)
    }

    /// Gives an order its date, or another one, where the board is open, or by force; answers the number of the supply it is from
    /// the first date on.
    pub fn plan(
        &mut self,
        numbers: &mut Numbers,
        number: i64,
        venue: Venue<'_>,
        now_ms: i64,
    ) -> Result<i64, NotPlanned> {
        let order = self.0.get_mut(&number).ok_or(NotPlanned::NoSuchOrder)?;
        let date = venue.date;
        if order.plan.as_ref().is_some_and(|plan| plan.date == date) {
            return Err(NotPlanned::PlannedAlready);
        }
        let coefficient = venue.take(&order.goods)?;
        let supply = order.supply_number().unwrap_or_else(|| numbers.next());
        order.plan = Some(Plan {
            supply,
            date,
            coefficient,
            at_ms: now_ms,
        });
        Ok(supply)
    }

    /// Gives an order the place that the gateway took for it; whether there is such an order.
    pub fn settle(&mut self, number: i64, place: Place, coefficient: f64, now_ms: i64) -> bool {
        let (date, warehouse, box_type) = place;
        let Some(order) = self.0.get_mut(&number) else {
            return false;
        };
        let Some(supply) = order.supply_number() else {
            return false;
        };
        if place_of(date, &order.goods) != place {
            order.goods.warehouse = warehouse;
            order.goods.box_type = box_type.unwrap_or(0);
        }
        order.plan = Some(Plan {
            supply,
            date,
            coefficient: Some(coefficient),
            at_ms: now_ms,
        });
        true
    }

    /// Takes an order's date away; its supply's number stays promised.
    pub fn unplan(&mut self, number: i64) {
        if let Some(order) = self.0.get_mut(&number) {
            order.promised = order.supply_number();
            order.plan = None;
        }
    }
}

/// The board has one kind of boxes where supplies have two, and boxes by QR code where supplies are virtual.
fn place_of(date: Date, goods: &Goods) -> Place {
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
        assert_eq!(again, Err(NotPlanned::PlannedAlready), "for that day");
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

    #[test]
    fn planned_for_another_day_it_stays_the_same_supply() {
        let (mut orders, mut numbers, mut board) = (Orders::default(), Numbers::after(0), Board::seeded());
        let number = orders.make(&mut numbers, "s", boxes(2), 5);
        open(&mut board, DAY, Some(2));
        let supply = orders
            .plan(&mut numbers, number, venue(&mut board, DAY, false), 6)
            .unwrap();
        let later = date(2026, 11, 28);
        let closed = orders.plan(&mut numbers, number, venue(&mut board, later, false), 7);
        assert_eq!(closed, Err(NotPlanned::DateGone));
        assert_eq!(
            orders.order(number).unwrap().plan.as_ref().unwrap().date,
            DAY,
            "nothing changed"
        );
        open(&mut board, later, Some(2));
        let again = orders.plan(&mut numbers, number, venue(&mut board, later, false), 8);
        assert_eq!(again, Ok(supply));
        let plan = orders.order(number).unwrap().plan.clone().unwrap();
        assert_eq!((plan.date, plan.at_ms), (later, 8));
    }

    #[test]
    fn a_promised_number_is_kept_whoever_plans_the_order() {
        let (mut orders, mut numbers, mut board) = (Orders::default(), Numbers::after(0), Board::seeded());
        let number = orders.make(&mut numbers, "s", boxes(1), 5);
        let supply = orders.promise(&mut numbers, number).unwrap();
        assert_eq!(orders.promise(&mut numbers, number), Some(supply));
        assert_eq!(
            (orders.supply(supply), orders.of_supply("s", supply)),
            (None, Some(number))
        );
        assert_eq!(orders.of_supply("t", supply), None, "another seller's");
        let planned = orders.plan(&mut numbers, number, venue(&mut board, DAY, true), 6);
        assert_eq!(planned, Ok(supply));
        orders.unplan(number);
        assert_eq!(
            (orders.supply(supply), orders.of_supply("s", supply)),
            (None, Some(number))
        );

        assert!(orders.settle(number, (DAY, 507, Some(2)), 1.0, 7));
        let goods = |orders: &Orders| orders.supply(supply).unwrap().goods.clone();
        assert_eq!(goods(&orders), boxes(1), "boxes of both kinds take the same place");
        assert!(orders.settle(number, (DAY, 117_501, None), 1.0, 8));
        assert_eq!((goods(&orders).warehouse, goods(&orders).box_type), (117_501, 0));
        assert!(!orders.settle(99, (DAY, 507, None), 1.0, 9));
        assert_eq!(orders.promise(&mut numbers, 99), None);
    }
}
