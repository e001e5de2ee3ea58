#![allow(clippy::unwrap_used)]

use channels::channel::Channel;
use channels::{Figure, PostId, Precision, Source};
use jiff::Timestamp;
use telegram::Message;

use super::*;
use crate::rules::AlertRules;
use crate::sources::{SourceAlert, SourceAlertKind, SourceWord};
use crate::state::{Baseline, MembersReading, Raised, Reading, SilenceReading, Turn, ViewsReading, Why, Word};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn channel() -> Channel {
    Channel {
        name: "durov".parse().unwrap(),
        chat_id: None,
        title: Some("Новости".into()),
        followers: 1,
        since: at("2026-11-01T00:00:00Z"),
    }
}

fn members(now: u64) -> Reading {
    let then = Figure::exact(1000, Source::BotApi, at("2026-11-14T02:00:00Z"));
    Reading::Members(MembersReading {
        then: Baseline {
            day: "2026-11-13".parse().unwrap(),
            figure: then,
        },
        now: Figure {
            precision: Precision::Rounded { step: 100 },
            ..Figure::exact(now, Source::Preview, at("2026-11-21T09:20:00Z"))
        },
    })
}

fn readings() -> Vec<(AlertKind, u16, Reading)> {
    let views = ViewsReading {
        sum: 3499,
        of: 5,
        from: at("2026-11-16T09:00:00Z"),
        to: at("2026-11-20T09:00:00Z"),
        usual_twice: 2001,
        usual_of: 18,
        source: Source::Preview,
    };
    let silence = SilenceReading {
        post: PostId(525),
        posted_at: at("2026-11-18T09:00:00Z"),
        proven_at: at("2026-11-21T12:30:00Z"),
    };
    let source = |kind: &str| {
        Reading::Trouble(Why::Source {
            source: Source::Preview,
            kind: kind.into(),
            since: at("2026-11-20T02:00:00Z"),
        })
    };
    let late = Reading::Trouble(Why::Late {
        day: "2026-11-20".parse().unwrap(),
    });
    vec![
        (AlertKind::Members, 20, members(1300)),
        (AlertKind::Members, 20, members(700)),
        (AlertKind::Views, 30, Reading::Views(views)),
        (AlertKind::Silence, 3, Reading::Silence(silence)),
        (AlertKind::Trouble, 0, source("no_such_channel")),
        (AlertKind::Trouble, 0, source("another_channel")),
        (AlertKind::Trouble, 0, source("blocked")),
        (AlertKind::Trouble, 0, late),
    ]
}

fn word(what: Turn, threshold: u16, reading: &Reading) -> Word {
    Word {
        what,
        alert: Raised {
            at: at("2026-11-21T10:00:00Z"),
            threshold,
            reading: reading.clone(),
        },
        now: (what != Turn::Raised).then(|| reading.clone()),
        at: at("2026-11-23T13:00:00Z"),
        turn: 1,
    }
}

fn drawn(message: &Message) -> String {
    let mut drawn = message.text.clone();
    for row in &message.keyboard.0 {
        let labels: Vec<&str> = row.iter().map(|button| button.text.as_str()).collect();
        drawn += &format!("\n[{}]", labels.join("] ["));
    }
    drawn
}

fn everything(language: Language) -> String {
    let mut all = Vec::new();
    for (kind, threshold, reading) in readings() {
        for what in [Turn::Raised, Turn::Recovered] {
            all.push(drawn(&told::message(
                language,
                &channel(),
                kind,
                &word(what, threshold, &reading),
            )));
        }
    }
    let norm = word(Turn::NewNorm, 20, &members(1500));
    all.push(drawn(&told::message(language, &channel(), AlertKind::Members, &norm)));
    let alert = |kind| SourceAlert::new(Source::TgStat, kind);
    let over = SourceWord::Over {
        since: at("2026-11-20T10:00:00Z"),
        at: at("2026-11-20T10:40:00Z"),
    };
    let failing = SourceWord::Failing {
        kind: "unauthorized".into(),
        since: at("2026-11-20T10:00:00Z"),
    };
    let words = [
        (SourceAlertKind::Failing, failing),
        (SourceAlertKind::Failing, over.clone()),
        (
            SourceAlertKind::Quota,
            SourceWord::NearlySpent { left: 100, limit: 1000 },
        ),
        (SourceAlertKind::Quota, over.clone()),
        (
            SourceAlertKind::Paid,
            SourceWord::Ending {
                until: at("2026-11-23T10:00:00Z"),
            },
        ),
        (
            SourceAlertKind::Paid,
            SourceWord::Ended {
                until: at("2026-11-19T10:00:00Z"),
            },
        ),
        (SourceAlertKind::Quota, SourceWord::NearlySpent { left: 0, limit: 1000 }),
        (SourceAlertKind::Paid, over),
    ];
    all.extend(
        words
            .iter()
            .map(|(kind, word)| drawn(&sources::told(language, &alert(*kind), word))),
    );
    all.join("\n\n———\n\n")
}

#[test]
fn all_that_is_told_in_russian() {
    insta::assert_snapshot!(everything(Ru));
}

#[test]
fn all_that_is_told_in_english() {
    insta::assert_snapshot!(everything(En));
}

#[test]
fn every_kind_is_explained_in_english() {
    let none = AlertRules::none(telegram::UserId(1), None);
    let all = AlertKind::ALL.map(|kind| {
        let rule = crate::rules::rule([Some(&none), None], kind);
        drawn(&rooms::kind(En, &crate::dialog::press::Scope::All, kind, rule))
    });
    insta::assert_snapshot!(all.join("\n\n———\n\n"));
}

#[test]
fn a_time_is_told_by_its_two_greatest_units() {
    let minutes = |n| lasted(Ru, SignedDuration::from_mins(n));
    assert_eq!(minutes(0), "меньше минуты");
    assert_eq!(minutes(41), "41 минуту");
    assert_eq!(minutes(120), "2 часа");
    assert_eq!(minutes(24 * 60 + 5), "1 день");
    assert_eq!(minutes(51 * 60 + 59), "2 дня 3 часа");
    assert_eq!(lasted(En, SignedDuration::from_mins(61)), "1 hour 1 minute");
}
