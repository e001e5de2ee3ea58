#![allow(clippy::unwrap_used)]
use accounts::audit::Act;

use super::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn months_go_back_one_by_one() {
    let mut month = at("2026-01-31T10:00:00Z");
    let mut names = Vec::new();
    for _ in 0..3 {
        names.push(AuditLine::partition(month));
        month = before_month(month);
    }
    assert_eq!(names, ["AUDIT#2026-01", "AUDIT#2025-12", "AUDIT#2025-11"]);
}

#[test]
fn a_place_counts_the_lines_of_its_moment() {
    let first = Place { at_us: 0, shown: 0 }.then(at("2026-01-31T10:00:00Z"));
    let second = first.then(at("2026-01-31T10:00:00Z"));
    assert_eq!((first.shown, second.shown, second.but_one().shown), (1, 2, 1));
    assert_eq!(second.then(at("2026-01-31T09:00:00Z")).shown, 1);
}

#[test]
fn a_line_concerns_who_did_it_and_whom_it_was_done_to() {
    let line =
        |who, what: &str, detail: &str| AuditLine::new(Timestamp::UNIX_EPOCH, UserId(who), Act::Banned, what, detail);
    assert!(concerns(&line(7, "x", ""), UserId(7)));
    assert!(concerns(&line(1, "7", ""), UserId(7)));
    assert!(concerns(&line(1, "charge", "250 XTR of user 7"), UserId(7)));
    assert!(!concerns(&line(1, "77", "250 XTR of user 77"), UserId(7)));
}
