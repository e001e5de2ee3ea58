//! Where bookings stand: which of them holds a supply, and what a change of one does to the others.

use super::ledger::{Booking, Gateway, Status};
use crate::wb::supplies::Orders;

/// Why a booking's status cannot be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotSet {
    /// There is no such booking.
    NoSuchBooking,
    /// Its order was deleted in the portal.
    OrderGone,
}

impl Booking {
    fn lives(&self) -> bool {
        self.status != Status::Cancelled
    }
}

impl Gateway {
    /// The booking that holds an order: the confirmed one, or the newest that is pending.
    pub fn holder(&self, order: i64) -> Option<&Booking> {
        let living = || {
            self.bookings
                .iter()
                .rev()
                .filter(|b| b.order == Some(order) && b.lives())
        };
        living().find(|b| b.status == Status::Confirmed).or(living().next())
    }

    /// Confirms a booking: its supply is planned there, and whatever held it before is cancelled in the same instant.
    pub fn confirm(&mut self, orders: &mut Orders, id: &str, now_ms: i64) -> Result<(), NotSet> {
        let booking = self.find(id)?;
        if let Some(order) = booking.order {
            let place = (booking.date, booking.warehouse_id, booking.box_type_id);
            if !orders.settle(order, place, booking.coefficient, now_ms) {
                return Err(NotSet::OrderGone);
            }
            let former = self.bookings.iter_mut().filter(|b| b.order == Some(order) && b.lives());
            for booking in former.filter(|b| b.booking_id != id) {
                booking.status = Status::Cancelled;
                booking.replaced_by = Some(id.to_owned());
            }
        }
        let booking = self.find(id)?;
        booking.status = Status::Confirmed;
        booking.replaced_by = None;
        Ok(())
    }

    /// Changes a booking's status, as Wildberries may at any time. A supply whose confirmed booking falls has no date any more.
    pub fn set_status(&mut self, orders: &mut Orders, id: &str, status: Status, now_ms: i64) -> Result<(), NotSet> {
        let booking = self.find(id)?;
        if booking.status == status {
            return Ok(());
        }
        if status == Status::Confirmed {
            return self.confirm(orders, id, now_ms);
        }
        if let (Status::Confirmed, Some(order)) = (booking.status, booking.order) {
            orders.unplan(order);
        }
        booking.status = status;
        Ok(())
    }

    /// A seller planned an order for another day in the portal: the booking that held it is given up.
    pub fn left_by_hand(&mut self, order: i64) {
        self.cancel(order, |booking| booking.status == Status::Confirmed);
    }

    /// A seller deleted an order: nothing holds it any more.
    pub fn order_is_gone(&mut self, order: i64) {
        self.cancel(order, |_| true);
    }

    fn cancel(&mut self, order: i64, which: impl Fn(&Booking) -> bool) {
        let held = self.bookings.iter_mut().filter(|b| b.order == Some(order) && which(b));
        held.for_each(|booking| booking.status = Status::Cancelled);
    }

    fn find(&mut self, id: &str) -> Result<&mut Booking, NotSet> {
        let found = self.bookings.iter_mut().find(|booking| booking.booking_id == id);
        found.ok_or(NotSet::NoSuchBooking)
    }
}
