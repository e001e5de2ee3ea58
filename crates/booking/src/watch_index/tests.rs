#![allow(clippy::unwrap_used)]
use proptest::prelude::*;
use telegram::ChatId;
use wildberries::{BoxType, Coefficient, Row};

use super::*;
use crate::board::Cell;
use crate::watch::{Mode, PauseReason, WatchState, WatchedWarehouse, Way};

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).unwrap()
}

fn day(day: i8) -> Date {
    jiff::civil::date(2026, 12, day)
}

fn watch(id: &str, created: i64, warehouses: &[u32], days: (i8, i8), max: u16) -> Watch {
    Watch {
        id: WatchId::from_text(id),
        user: UserId(1),
        chat: ChatId(1),
        key: crate::ids::KeyId::from_text("k"),
        seller: "seller".parse().unwrap(),
        warehouses: warehouses
            .iter()
            .map(|&w| WatchedWarehouse {
                id: WarehouseId(w),
                name: format!("W{w}"),
            })
            .collect(),
        boxes: vec![BoxType::Boxes],
        max: Coefficient::whole(max),
        from: day(days.0),
        to: day(days.1),
        mode: Mode::FirstCatch,
        way: Way::Gateway,
        state: WatchState::Watching,
        offer: None,
        seen: 0,
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
        created_at: at(created),
        changed_at: at(created),
    }
}

fn board(cells: &[(u32, i8, u16)]) -> (Board, Vec<OpenCell>) {
    let rows: Vec<Row> = cells
        .iter()
        .map(|&(warehouse, date, coefficient)| Row {
            warehouse: WarehouseId(warehouse),
            date: day(date),
            box_type: BoxType::Boxes,
            coefficient: Some(Coefficient::whole(coefficient)),
            allow_unload: true,
        })
        .collect();
    let (board, difference) = Board::default().advance(&rows);
    (board, difference.openings)
}

fn index(watches: &[(Watch, u64)]) -> WatchIndex {
    let mut index = WatchIndex::default();
    for (watch, version) in watches {
        index.apply(&Stored {
            record: watch.clone(),
            version: *version,
        });
    }
    index
}

fn names(matches: &[Match<'_>]) -> Vec<String> {
    matches.iter().map(|m| m.watch().to_string()).collect()
}

#[test]
fn the_oldest_watch_goes_first_and_within_it_the_cheapest_day() {
    let mut index = index(&[
        (watch("young", 9, &[1], (1, 9), 5), 1),
        (watch("old", 1, &[1], (1, 9), 5), 1),
    ]);
    index.queued([], at(10));
    let (board, openings) = board(&[(1, 2, 5), (1, 4, 0)]);
    let found = index.matches(&openings, &board, at(10));
    let order: Vec<_> = found.iter().map(|m| (m.watch().as_str(), m.open.cell.date)).collect();
    assert_eq!(
        order,
        [("old", day(4)), ("old", day(2)), ("young", day(4)), ("young", day(2))]
    );
}

#[test]
fn a_new_watch_meets_the_board_once() {
    let mut index = index(&[(watch("new", 1, &[1], (1, 9), 5), 1)]);
    let (board, _) = board(&[(1, 2, 5), (2, 2, 0)]);
    assert_eq!(names(&index.matches(&[], &board, at(2))), ["new"]);
    index.queued([], at(2));
    assert!(index.matches(&[], &board, at(3)).is_empty());
}

#[test]
fn a_resting_watch_meets_the_board_when_its_rest_is_over() {
    let mut resting = watch("w", 1, &[1], (1, 9), 5);
    resting.hold_until = Some(at(100));
    let mut index = index(&[(resting, 1)]);
    let (board, openings) = board(&[(1, 2, 5)]);
    assert!(index.matches(&openings, &board, at(99)).is_empty());
    index.queued([], at(99));
    assert_eq!(names(&index.matches(&[], &board, at(100))), ["w"]);
}

#[test]
fn an_older_version_read_late_changes_nothing() {
    let active = watch("w", 1, &[1], (1, 9), 5);
    let paused = active
        .clone()
        .with_state(WatchState::Paused(PauseReason::ByUser), at(2));
    let mut index = index(&[(active.clone(), 1), (paused, 2)]);
    assert!(index.is_empty());
    index.apply(&Stored {
        record: active.clone(),
        version: 1,
    });
    assert!(index.is_empty());
    index.apply(&Stored {
        record: active.with_state(WatchState::Watching, at(3)),
        version: 3,
    });
    assert_eq!(index.len(), 1);
}

#[test]
fn an_attempt_that_never_ends_is_ordered_to_be_settled_after_a_while() {
    let attempt = AttemptId::from_text("a");
    let busy = watch("w", 1, &[1], (1, 9), 5).with_state(
        WatchState::Booking {
            attempt: attempt.clone(),
        },
        at(2),
    );
    let mut index = index(&[(busy, 7)]);
    let (board, openings) = board(&[(1, 2, 5)]);
    assert!(index.stuck(at(60)).is_empty());
    let later = at(2) + SignedDuration::from_mins(15);
    assert!(
        index.matches(&openings, &board, later).is_empty(),
        "it books nothing else meanwhile"
    );
    assert_eq!(index.stuck(later), [SettleAttempt { attempt, nonce: 7 }]);
    index.queued([], later);
    assert!(index.stuck(later).is_empty());
    assert_eq!(
        index.stuck(later + SETTLE_AGAIN).len(),
        1,
        "and again, should that be lost too"
    );
}

#[test]
fn an_opening_is_offered_once_a_round() {
    let first = watch("w", 1, &[1], (1, 9), 5);
    let mut index = index(&[(first.clone(), 1)]);
    let (board, openings) = board(&[(1, 2, 5), (1, 3, 5)]);
    let jobs: Vec<_> = index
        .matches(&openings, &board, at(2))
        .iter()
        .map(|m| m.job(at(2)))
        .collect();
    index.queued(&jobs, at(2));
    let lost = first.avoiding(&openings[0]).with_state(WatchState::Watching, at(3));
    index.apply(&Stored {
        record: lost.clone(),
        version: 2,
    });
    assert!(
        index.matches(&openings, &board, at(3)).is_empty(),
        "its other job is on the way"
    );
    index.apply(&Stored {
        record: lost.next_round(None),
        version: 3,
    });
    let again: Vec<_> = index
        .matches(&[], &board, at(4))
        .iter()
        .map(|m| (m.open, m.job(at(4)).attempt))
        .collect();
    assert_eq!(again.len(), 1, "what it avoids it avoids in every round");
    assert_eq!(again[0].0, openings[1]);
    assert_ne!(again[0].1, jobs[1].attempt);
}

#[test]
fn after_a_hand_over_only_what_the_last_holder_may_have_missed_meets_the_board() {
    let mut index = index(&[
        (watch("met", 1, &[1], (1, 9), 5), 1),
        (watch("missed", 50, &[1], (1, 9), 5), 1),
    ]);
    index.settled_before(at(40));
    let (board, _) = board(&[(1, 2, 5)]);
    assert_eq!(names(&index.matches(&[], &board, at(60))), ["missed"]);
}

#[test]
fn a_watch_has_passed_when_its_last_day_has() {
    let paused = watch("paused", 1, &[1], (1, 2), 5).with_state(WatchState::Paused(PauseReason::ByUser), at(2));
    let index = index(&[
        (watch("long", 1, &[1, 2], (1, 9), 5), 1),
        (watch("short", 1, &[1, 2], (1, 3), 5), 1),
        (watch("shorter", 1, &[1], (1, 2), 5), 1),
        (watch("paused", 1, &[1], (1, 2), 5), 1),
        (paused, 2),
    ]);
    let passed = |today| {
        let mut ids: Vec<_> = index.passed(today).map(|(user, id)| (user.0, id.to_string())).collect();
        ids.sort();
        ids
    };
    assert!(passed(day(2)).is_empty(), "the last day is a day like any other");
    assert_eq!(passed(day(3)), [(1, "shorter".to_owned())]);
    assert_eq!(passed(day(4)), [(1, "short".to_owned()), (1, "shorter".to_owned())]);
}

#[test]
fn all_watches_of_one_kind_are_found_and_only_the_dear_ones_for_a_dear_cell() {
    let mut index = index(&[
        (watch("a", 1, &[1], (1, 9), 0), 1),
        (watch("b", 2, &[1], (1, 9), 7), 1),
        (watch("c", 3, &[1], (1, 9), 7), 1),
        (watch("d", 4, &[1], (1, 9), 3), 1),
    ]);
    index.queued([], at(10));
    let found = |index: &WatchIndex, coefficient| {
        let (board, openings) = board(&[(1, 2, coefficient)]);
        names(&index.matches(&openings, &board, at(10)))
    };
    assert_eq!(found(&index, 0), ["a", "b", "c", "d"]);
    assert_eq!(found(&index, 7), ["b", "c"]);
    for (id, version) in [("b", 2), ("c", 2)] {
        let deleted = watch(id, 1, &[1], (1, 9), 7).with_state(WatchState::Deleted, at(9));
        index.apply(&Stored {
            record: deleted,
            version,
        });
    }
    assert_eq!(found(&index, 3), ["d"]);
    assert!(found(&index, 7).is_empty(), "nobody is left who pays that much");
}

proptest! {
    /// What was known of a watch before it changed leaves no trace.
    #[test]
    fn a_watch_is_found_by_what_it_wants_now(
        versions in proptest::collection::vec((0usize..4, 1u32..4, 1u32..4, 1i8..6, 0i8..4, 0u16..6, any::<bool>()), 1..40),
        cells in proptest::collection::vec((1u32..4, 1i8..9, 0u16..8), 0..12),
    ) {
        let mut index = WatchIndex::default();
        let mut last: HashMap<WatchId, Watch> = HashMap::new();
        for (version, &(n, one, two, from, days, max, active)) in versions.iter().enumerate() {
            let mut changed = watch(&format!("w{n}"), 1, &[one, two], (from, from + days), max);
            if !active {
                changed.state = WatchState::Paused(PauseReason::ByUser);
            }
            index.apply(&Stored { record: changed.clone(), version: version as u64 + 1 });
            last.insert(changed.id.clone(), changed);
        }
        last.retain(|_, watch| watch.is_active());
        prop_assert_eq!(index.len(), last.len());
        index.queued([], at(30));
        let (board, openings) = board(&cells);
        let found = index.matches(&openings, &board, at(30));
        let mut found: Vec<_> = found.iter().map(|m| (m.watch().clone(), m.open.cell)).collect();
        found.sort();
        let wanted = last.values().flat_map(|w| openings.iter().filter(|o| w.wants(o)).map(|o| (w.id.clone(), o.cell)));
        let mut wanted: Vec<_> = wanted.collect();
        wanted.sort();
        prop_assert_eq!(found, wanted);
        let mut passed: Vec<_> = index.passed(day(6)).map(|(_, id)| id.clone()).collect();
        passed.sort();
        let mut over: Vec<_> = last.values().filter(|w| w.to < day(6)).map(|w| w.id.clone()).collect();
        over.sort();
        prop_assert_eq!(passed, over);
    }

    /// The index finds exactly what looking at every watch and every cell finds.
    #[test]
    fn finds_what_a_plain_search_finds(
        watches in proptest::collection::vec((0i64..20, 1u32..4, 1u32..4, 1i8..6, 0i8..4, 0u16..6), 0..25),
        gone in proptest::collection::vec(any::<bool>(), 25),
        cells in proptest::collection::vec((1u32..4, 1i8..9, 0u16..8), 0..12),
    ) {
        let mut stored = Vec::new();
        for (n, &(created, one, two, from, days, max)) in watches.iter().enumerate() {
            let watch = watch(&format!("w{n}"), created, &[one, two], (from, from + days), max);
            stored.push((watch.clone(), 1));
            if gone[n] {
                stored.push((watch.with_state(WatchState::Deleted, at(21)), 2));
            }
        }
        let mut index = index(&stored);
        let (board, openings) = board(&cells);
        let mut wanted: Vec<(String, Cell)> = Vec::new();
        for (watch, _) in stored.iter().filter(|(w, _)| w.is_active()) {
            if stored.iter().any(|(w, v)| w.id == watch.id && *v == 2) {
                continue;
            }
            wanted.extend(board.open_cells().filter(|o| watch.wants(o)).map(|o| (watch.id.to_string(), o.cell)));
        }
        wanted.sort();
        let found = |index: &WatchIndex, openings: &[OpenCell]| {
            let mut found: Vec<_> =
                index.matches(openings, &board, at(30)).iter().map(|m| (m.watch().to_string(), m.open.cell)).collect();
            found.sort();
            found
        };
        prop_assert_eq!(&found(&index, &openings), &wanted, "as openings and as new watches at once");
        prop_assert_eq!(&found(&index, &[]), &wanted, "as new watches");
        index.queued([], at(30));
        prop_assert_eq!(&found(&index, &openings), &wanted, "as openings");
    }
}
