#![allow(clippy::unwrap_used)]

use super::*;
use crate::ids::AttemptId;
use crate::texts::samples::watch;
use crate::watch::{Cargo, Way};

/// A watch that waits with order 1.
fn waiting() -> Watch {
    Watch {
        way: Way::Assisted(Cargo::Order { order: OrderId(1) }),
        ..watch("aaaaaaaaaa")
    }
}

#[test]
fn an_order_is_taken_only_by_a_watch_that_runs() {
    let stored = |record| vec![Stored { record, version: 1 }];
    let paused = Watch {
        state: WatchState::Paused(PauseReason::ByUser),
        ..waiting()
    };
    let offered = Watch {
        offer: Some(AttemptId::from_text("a")),
        ..paused.clone()
    };
    assert!(is_order_taken(&stored(waiting()), OrderId(1)));
    assert!(!is_order_taken(&stored(waiting()), OrderId(2)));
    assert!(!is_order_taken(&stored(paused), OrderId(1)));
    assert!(
        is_order_taken(&stored(offered), OrderId(1)),
        "its offer is not closed yet"
    );
}
