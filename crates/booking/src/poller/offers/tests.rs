#![allow(clippy::unwrap_used)]

use jiff::civil::Date;
use telegram::{ChatId, UserId};
use wildberries::{BoxType, Coefficient, OrderId, Row, WarehouseId};

use super::*;
use crate::ids::KeyId;
use crate::watch::{Cargo, Mode, PauseReason, WatchedWarehouse, Way};

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).unwrap()
}

fn day(day: i8) -> Date {
    Date::new(2026, 11, day).unwrap()
}

fn watch() -> Watch {
    Watch {
        id: WatchId::from_text("w1"),
        user: UserId(1),
        chat: ChatId(1),
        key: KeyId::from_text("k1"),
        seller: "shop".parse().unwrap(),
        warehouses: vec![WatchedWarehouse {
            id: WarehouseId(507),
            name: "Коледино".into(),
        }],
        boxes: vec![BoxType::Boxes],
        max: Coefficient::whole(5),
        from: day(24),
        to: day(26),
        mode: Mode::FirstCatch,
        way: Way::Assisted(Cargo::Order { order: OrderId(7) }),
        state: WatchState::Watching,
        offer: Some(AttemptId::from_text("a1")),
        seen: 1,
        caught: Vec::new(),
        hold_until: None,
        round: 0,
        avoided: Vec::new(),
        troubles: 0,
        unpaid: false,
        ending: None,
        missed: crate::missed::Missed::default(),
        instead_of: None,
        goods: None,
        created_at: at(0),
        changed_at: at(0),
    }
}

fn board(open: &[(i8, u16)]) -> Board {
    let rows: Vec<Row> = open
        .iter()
        .map(|&(date, price)| Row {
            warehouse: WarehouseId(507),
            date: day(date),
            box_type: BoxType::Boxes,
            coefficient: Some(Coefficient::whole(price)),
            allow_unload: true,
        })
        .collect();
    Board::default().advance(&rows).0
}

fn offers(watch: Watch, version: u64) -> Offers {
    let mut offers = Offers::default();
    offers.apply(&Stored { record: watch, version });
    offers
}

/// The days that a due look names; `None` when none is due.
fn look(offers: &mut Offers, board: &Board, second: i64) -> Option<Vec<i8>> {
    let due = offers.due(Some(board), at(second));
    let days = due
        .first()
        .map(|(_, look)| look.open.iter().flatten().map(|open| open.cell.date.day()).collect());
    offers.queued(due);
    days
}

#[test]
fn an_offer_is_looked_at_when_something_changes_and_every_five_seconds() {
    let mut offers = offers(watch(), 1);
    let open = board(&[(25, 1)]);
    assert_eq!(look(&mut offers, &open, 0), Some(vec![25]), "a new offer at once");
    assert_eq!(look(&mut offers, &open, 1), None);
    assert_eq!(look(&mut offers, &board(&[]), 2), Some(vec![]), "a closing at once");
    assert_eq!(look(&mut offers, &open, 3), None, "what flickers waits a moment");
    assert_eq!(look(&mut offers, &board(&[]), 6), None);
    assert_eq!(look(&mut offers, &board(&[]), 7), Some(vec![]));
}

#[test]
fn the_cheapest_and_then_the_nearest_comes_first_and_what_is_too_dear_is_left_out() {
    let mut offers = offers(watch(), 1);
    let open = board(&[(24, 3), (25, 1), (26, 1), (27, 0)]);
    assert_eq!(look(&mut offers, &open, 0), Some(vec![25, 26, 24]));
    let mut offers = self::offers(watch(), 1);
    assert_eq!(look(&mut offers, &board(&[(25, 6)]), 0), Some(vec![]));
}

#[test]
fn a_stale_board_says_nothing_of_what_is_open() {
    let mut offers = offers(watch(), 1);
    let due = offers.due(None, at(0));
    assert_eq!(due[0].1.open, None);
    offers.queued(due);
    assert!(offers.due(None, at(1)).is_empty());
}

#[test]
fn a_paused_watch_is_followed_until_its_offer_is_closed() {
    let mut offers = offers(watch(), 1);
    let paused = watch().with_state(WatchState::Paused(PauseReason::ByUser), at(1));
    offers.apply(&Stored {
        record: paused.clone(),
        version: 2,
    });
    assert_eq!(
        look(&mut offers, &board(&[(25, 1)]), 2),
        Some(vec![]),
        "nothing suits it any more"
    );
    let closed = Watch { offer: None, ..paused };
    offers.apply(&Stored {
        record: closed,
        version: 3,
    });
    assert_eq!(offers.len(), 0);
    assert!(offers.due(None, at(60)).is_empty());

    offers.apply(&Stored {
        record: watch(),
        version: 1,
    });
    assert_eq!(offers.len(), 0, "an older change, read again, does not bring it back");
}
