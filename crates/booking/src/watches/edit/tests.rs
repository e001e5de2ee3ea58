#![allow(clippy::unwrap_used)]

use jiff::civil::date;
use proptest::prelude::*;
use wildberries::{OrderId, WarehouseId};

use super::*;
use crate::board::{Cell, OpeningId};
use crate::ids::AttemptId;
use crate::texts::samples::{now, watch};
use crate::watch::{Cargo, PauseReason, Way};

fn assisted() -> Watch {
    Watch {
        way: Way::Assisted(Cargo::Order { order: OrderId(1) }),
        ..watch("aaaaaaaaaa")
    }
}

fn other_dates() -> Edit {
    Edit::Dates {
        from: date(2026, 12, 1),
        to: date(2026, 12, 3),
    }
}

#[test]
fn an_edit_keeps_the_history_and_asks_the_board_anew() {
    let cell = Cell {
        warehouse: WarehouseId(507),
        date: date(2026, 11, 25),
        box_type: BoxType::Boxes,
    };
    let before = Watch {
        caught: vec![cell],
        avoided: vec![(cell, OpeningId(1))],
        seen: 3,
        offer: Some(AttemptId::from_text("a")),
        ..watch("aaaaaaaaaa")
    };
    let later = now() + jiff::SignedDuration::from_mins(1);
    let after = edited(&before, &other_dates(), later).unwrap();
    let expected = Watch {
        from: date(2026, 12, 1),
        to: date(2026, 12, 3),
        round: before.round + 1,
        changed_at: later,
        ..before
    };
    assert_eq!(after, expected);
}

#[test]
fn a_paused_watch_stays_paused_and_one_that_is_over_stays_over() {
    let in_state = |state| Watch {
        state,
        ..watch("aaaaaaaaaa")
    };
    let paused = in_state(WatchState::Paused(PauseReason::Key));
    assert_eq!(edited(&paused, &other_dates(), now()).unwrap().state, paused.state);
    let booking = in_state(WatchState::Booking {
        attempt: AttemptId::from_text("a"),
    });
    assert_eq!(edited(&booking, &other_dates(), now()), Err(ChangeWatch::Busy));
    for over in [WatchState::Caught { booking: "1".into() }, WatchState::Passed] {
        let over = in_state(over);
        assert_eq!(edited(&over, &other_dates(), now()), Err(already(&over)));
    }
}

#[test]
fn days_that_have_passed_and_what_an_order_fixes_are_not_taken() {
    let past = Edit::Dates {
        from: date(2026, 11, 1),
        to: date(2026, 11, 20),
    };
    assert_eq!(edited(&assisted(), &past, now()), Err(ChangeWatch::Past));
    for fixed in [Edit::Boxes(vec![BoxType::Qr]), Edit::Warehouses(Vec::new())] {
        assert_eq!(edited(&assisted(), &fixed, now()), Err(ChangeWatch::Fixed));
    }
    assert!(edited(&assisted(), &Edit::Max(Coefficient::FREE), now()).is_ok());
}

proptest! {
    /// The same answer again is no change, whatever it is.
    #[test]
    fn an_edit_made_twice_is_one(max in 0u16..21, days in 0i32..30) {
        let from = date(2026, 11, 25);
        let edits = [
            Edit::Max(Coefficient::whole(max)),
            Edit::Dates { from, to: from.saturating_add(jiff::Span::new().days(days)) },
        ];
        for edit in edits {
            let before = watch("aaaaaaaaaa");
            let Ok(once) = edited(&before, &edit, now()) else { continue };
            prop_assert_eq!(edited(&once, &edit, now()), Err(already(&once)));
        }
    }
}
