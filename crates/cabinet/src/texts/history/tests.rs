#![allow(clippy::unwrap_used)]
use std::fmt::Write as _;

use accounts::history::{Ending, Missed, Operation, RuleDeed, Slot};
use jiff::Timestamp;
use jiff::civil::date;
use telegram::UserId;
use wildberries::{BoxType, Coefficient};

use super::*;

fn slot() -> Slot {
    Slot {
        warehouse: "Коледино".to_owned(),
        date: date(2026, 11, 25),
        box_type: BoxType::Boxes,
        coefficient: Coefficient::from_f64(1.5).unwrap(),
    }
}

fn attempt(ending: Ending, detail: Option<&str>) -> Operation {
    Operation::Attempt {
        watch: "w1".to_owned(),
        attempt: "a1".to_owned(),
        slot: slot(),
        ending,
        detail: detail.map(str::to_owned),
        seen_at: Timestamp::UNIX_EPOCH,
        took_ms: 840,
    }
}

fn every_operation() -> Vec<Operation> {
    let watch = || "w1".to_owned();
    let (name, last4) = (|| "Роза".to_owned(), || "wxyz".to_owned());
    let mut all = vec![
        Operation::WatchMade {
            watch: watch(),
            warehouses: ["Коледино", "Тула", "Казань", "Электросталь"]
                .map(str::to_owned)
                .to_vec(),
            from: date(2026, 11, 24),
            to: date(2026, 11, 26),
        },
        Operation::WatchChanged { watch: watch() },
        Operation::WatchPaused { watch: watch() },
        Operation::WatchResumed { watch: watch() },
        Operation::WatchDeleted { watch: watch() },
        Operation::KeyAdded {
            name: name(),
            last4: last4(),
        },
        Operation::KeyRemoved {
            name: name(),
            last4: last4(),
        },
        Operation::KeyRefused {
            name: name(),
            last4: last4(),
        },
        Operation::Paid {
            charge: "c1".to_owned(),
            stars: 250,
            catches: 10,
            until: None,
        },
        Operation::Paid {
            charge: "c2".to_owned(),
            stars: 1500,
            catches: 0,
            until: Some("2026-12-18T06:00:00Z".parse().unwrap()),
        },
        Operation::Refunded {
            charge: "c1".to_owned(),
            stars: 250,
        },
        Operation::Moved {
            rule: "r1".to_owned(),
            from: "Коледино".to_owned(),
            to: "Казань".to_owned(),
            asked: 20,
            accepted: 12,
            request: Some("77".to_owned()),
            detail: None,
        },
        Operation::Other,
    ];
    for why in [
        Missed::NoCatches,
        Missed::CatchesReserved,
        Missed::ShopRests,
        Missed::Other,
    ] {
        all.push(Operation::OpeningMissed {
            watch: watch(),
            slot: slot(),
            why,
        });
    }
    for deed in [
        RuleDeed::Made,
        RuleDeed::Changed,
        RuleDeed::Paused,
        RuleDeed::Resumed,
        RuleDeed::Deleted,
        RuleDeed::Other,
    ] {
        all.push(Operation::MoveRule {
            rule: "r1".to_owned(),
            deed,
            item: "12345".to_owned(),
        });
    }
    all.push(attempt(Ending::Caught, Some("91000001")));
    for ending in [
        Ending::Lost,
        Ending::GoodsRejected,
        Ending::TooActive,
        Ending::NoKey,
        Ending::Trouble,
        Ending::Unanswered,
        Ending::Unsettled,
        Ending::PlannedByHand,
        Ending::SlotClosed,
        Ending::OfferExpired,
        Ending::OfferSkipped,
        Ending::OfferWithdrawn,
        Ending::OrderGone,
        Ending::Other,
    ] {
        all.push(attempt(ending, Some("the service's word")));
    }
    all
}

fn line(at: &str, what: Operation) -> HistoryLine {
    HistoryLine::new(UserId(1), at.parse().unwrap(), "x", what)
}

#[test]
fn every_operation_is_told_in_words() {
    for (name, language) in [("ru", Ru), ("en", En)] {
        let mut told = String::new();
        for what in every_operation() {
            writeln!(told, "{}", operation(language, &what)).unwrap();
        }
        insta::assert_snapshot!(format!("operations_{name}"), told);
    }
}

#[test]
fn a_page_is_told_by_days_and_says_whether_there_is_more() {
    let next = Cursor { at_ms: 1, skip: 1 };
    let full = HistoryPage {
        lines: vec![
            line("2026-11-18T21:30:00Z", attempt(Ending::Caught, Some("91000001"))),
            line(
                "2026-11-18T06:00:00Z",
                Operation::WatchPaused { watch: "w1".to_owned() },
            ),
        ],
        next: Some(next),
    };
    insta::assert_snapshot!(page(Ru, Filter::All, None, &full).text);
    insta::assert_snapshot!(page(En, Filter::Catches, Some(next), &full).text);
    let empty = |next| HistoryPage {
        lines: Vec::new(),
        next,
    };
    let ends = [(None, None), (Some(next), None), (None, Some(next))]
        .map(|(from, next)| page(Ru, Filter::Keys, from, &empty(next)).text);
    insta::assert_snapshot!(ends.join("\n---\n"));
}

#[test]
fn a_page_of_the_longest_lines_keeps_to_telegrams_limit() {
    let long = "Ж".repeat(500);
    let slot = Slot {
        warehouse: long.clone(),
        ..slot()
    };
    let what = Operation::Attempt {
        watch: long.clone(),
        attempt: long.clone(),
        slot,
        ending: Ending::GoodsRejected,
        detail: Some(format!("{long}\n{long}")),
        seen_at: Timestamp::UNIX_EPOCH,
        took_ms: 1,
    };
    let made = Operation::WatchMade {
        watch: long.clone(),
        warehouses: vec![long; 30],
        from: date(2026, 11, 24),
        to: date(2026, 11, 26),
    };
    for what in [what, made] {
        let lines = (10..20).map(|day| line(&format!("2026-11-{day}T06:00:00Z"), what.clone()));
        let page_of = HistoryPage {
            lines: lines.collect(),
            next: None,
        };
        for language in Language::ALL {
            assert!(page(language, Filter::All, None, &page_of).utf16_len() <= Message::MAX_UTF16);
        }
    }
}
