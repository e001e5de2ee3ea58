//! One answer about a watch, changed. Pure.

use jiff::Timestamp;
use jiff::civil::Date;
use wildberries::{BoxType, Coefficient};

use super::{ChangeWatch, already};
use crate::clock::moscow_date;
use crate::watch::{Watch, WatchState, WatchedWarehouse};

/// One answer about a watch that is changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Other warehouses, 1 to [`super::MOST_WAREHOUSES`].
    Warehouses(Vec<WatchedWarehouse>),
    /// Other box types, at least one.
    Boxes(Vec<BoxType>),
    /// Another highest coefficient.
    Max(Coefficient),
    /// Other days.
    Dates {
        /// First day.
        from: Date,
        /// Last day, not before the first.
        to: Date,
    },
}

/// The watch with another answer, or why it keeps the one it has.
pub(super) fn edited(watch: &Watch, edit: &Edit, now: Timestamp) -> Result<Watch, ChangeWatch> {
    match watch.state {
        WatchState::Watching | WatchState::Paused(_) => {}
        WatchState::Booking { .. } => return Err(ChangeWatch::Busy),
        WatchState::Caught { .. } | WatchState::Passed | WatchState::Deleted => return Err(already(watch)),
    }
    let mut next = watch.clone();
    match edit {
        // Where an order goes and in what is fixed once it exists.
        Edit::Warehouses(_) | Edit::Boxes(_) if watch.is_fixed() => return Err(ChangeWatch::Fixed),
        Edit::Dates { to, .. }
            if watch
                .instead_of
                .as_ref()
                .is_some_and(|replaced| !replaced.is_after(*to)) =>
        {
            return Err(ChangeWatch::Past);
        }
        Edit::Dates { to, .. } if *to < moscow_date(now) => return Err(ChangeWatch::Past),
        Edit::Warehouses(warehouses) => next.warehouses.clone_from(warehouses),
        Edit::Boxes(boxes) => next.boxes.clone_from(boxes),
        Edit::Max(max) => next.max = *max,
        Edit::Dates { from, to } => (next.from, next.to) = (*from, *to),
    }
    if next == *watch {
        return Err(already(watch));
    }
    let state = next.state.clone();
    Ok(next.next_round(None).with_state(state, now))
}

#[cfg(test)]
mod tests;
