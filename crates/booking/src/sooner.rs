//! Moving a caught supply to an earlier day: what is given up for the new booking, and between which days it can lie. Pure.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use store::Key;
use telegram::UserId;
use wildberries::{SupplyId, WarehouseId};

use crate::records::BookingRecord;

/// A booking that another one is to take the place of. It stands until the new one is confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replaced {
    /// Its number.
    pub booking: String,
    /// When it was confirmed; with the number it names the record.
    pub confirmed_at: Timestamp,
    /// The supply that is planned by it, if that is known.
    pub supply: Option<SupplyId>,
    /// Where it is booked.
    pub warehouse: WarehouseId,
    /// For which day.
    pub date: Date,
}

impl Replaced {
    /// The booking of this record.
    pub fn of(record: &BookingRecord) -> Self {
        Self {
            booking: record.id.clone(),
            confirmed_at: record.confirmed_at,
            supply: record.supply,
            warehouse: record.cell.warehouse,
            date: record.cell.date,
        }
    }

    /// Table key of its record.
    pub fn record_key(&self, user: UserId) -> Key {
        BookingRecord::key_of(user, self.confirmed_at, &self.booking)
    }

    /// The first and the last day before it that can still be caught, on this day; `None` when there is none.
    pub fn days(&self, today: Date) -> Option<(Date, Date)> {
        let (first, last) = (today.tomorrow().ok()?, self.last_day()?);
        (first <= last).then_some((first, last))
    }

    /// Whether a range of days lies before it.
    pub fn is_after(&self, to: Date) -> bool {
        to < self.date
    }

    /// Whether Wildberries says of its supply just what is booked by it. Where the supply goes is not always said.
    pub fn is_as_booked(&self, warehouse: Option<WarehouseId>, date: Option<Date>) -> bool {
        date == Some(self.date) && warehouse.is_none_or(|id| id == self.warehouse)
    }

    fn last_day(&self) -> Option<Date> {
        self.date.checked_sub(1.day()).ok()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use jiff::civil::date;

    fn caught_for(date: Date) -> Replaced {
        Replaced {
            booking: "100".into(),
            confirmed_at: Timestamp::UNIX_EPOCH,
            supply: None,
            warehouse: WarehouseId(507),
            date,
        }
    }

    #[test]
    fn only_days_between_today_and_the_caught_one_are_earlier() {
        let caught = caught_for(date(2026, 11, 28));
        let days = |today| caught.days(today);
        assert_eq!(days(date(2026, 11, 20)), Some((date(2026, 11, 21), date(2026, 11, 27))));
        assert_eq!(days(date(2026, 11, 26)), Some((date(2026, 11, 27), date(2026, 11, 27))));
        assert_eq!(days(date(2026, 11, 27)), None, "tomorrow is the caught day itself");
        assert_eq!(days(date(2026, 12, 5)), None);
        assert!(caught.is_after(date(2026, 11, 27)) && !caught.is_after(date(2026, 11, 28)));
    }

    #[test]
    fn a_supply_moved_by_hand_is_not_as_booked() {
        let caught = caught_for(date(2026, 11, 28));
        let (there, then) = (Some(WarehouseId(507)), Some(date(2026, 11, 28)));
        assert!(caught.is_as_booked(there, then) && caught.is_as_booked(None, then));
        assert!(!caught.is_as_booked(there, Some(date(2026, 11, 25))));
        assert!(!caught.is_as_booked(Some(WarehouseId(1)), then) && !caught.is_as_booked(there, None));
    }
}
