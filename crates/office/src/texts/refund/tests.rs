#![allow(clippy::unwrap_used)]

use accounts::balance::Balance;
use jiff::SignedDuration;

use super::*;

fn now() -> Timestamp {
    "2026-11-21T10:00:00Z".parse().unwrap()
}

fn days(number: i64) -> Option<Timestamp> {
    Some(now() + SignedDuration::from_hours(24 * number))
}

fn month(until: Option<Timestamp>, without: Option<Timestamp>) -> PaymentView {
    PaymentView {
        user: UserId(42),
        charge: "stx1".to_owned(),
        total: 1500,
        currency: STARS.to_owned(),
        sold: Sold::Month(days(30)),
        paid_at: Some(now()),
        refunded_at: None,
        balance: Balance::trial(UserId(42), 2).unlimited(until),
        unlimited_without: without,
        has_number: true,
        is_unclear: false,
        is_charged_again: false,
    }
}

#[test]
fn a_month_says_until_when_the_time_lasts_before_and_after_its_refund() {
    for (until, without, russian, english) in [
        (
            days(-1),
            None,
            "Безлимит уже закончился.",
            "The time without limit is over.",
        ),
        (
            days(90),
            days(60),
            "Безлимит идёт до 19.02.2027 13:00. После возврата он будет до 20.01.2027 13:00.",
            "No limit until 19.02.2027 13:00. After the refund it is until 20.01.2027 13:00.",
        ),
        (
            days(30),
            days(-1),
            "После возврата он закончится.",
            "After the refund it ends.",
        ),
        (
            days(30),
            None,
            "После возврата он закончится.",
            "After the refund it ends.",
        ),
        (
            days(30),
            days(30),
            "возврат его не сократит",
            "the refund takes nothing of it",
        ),
    ] {
        for (language, words) in [(Ru, russian), (En, english)] {
            let card = payment(language, &month(until, without), now()).text;
            assert!(card.contains(words), "{words} in {card}");
        }
    }
}

#[test]
fn the_end_says_what_the_payer_has_now() {
    let done = |until| RefundEnd::Done {
        left: 2,
        unlimited_until: until,
        still_subscribed: false,
    };
    let said = |language, until| end(language, "stx1", done(until), now()).text;
    assert!(said(Ru, days(60)).contains("Безлимит у пользователя теперь до 20.01.2027 13:00, броней сверх него: 2."));
    assert!(said(En, days(60)).contains("no limit until 20.01.2027 13:00, and 2 bookings besides."));
    for over in [None, days(-1)] {
        assert!(said(Ru, over).contains("Броней у пользователя теперь: 2."));
    }
}

#[test]
fn only_what_telegram_knows_by_its_number_can_be_given_back_from_here() {
    let mut nameless = month(None, None);
    nameless.sold = Sold::Unclear;
    nameless.has_number = false;
    let labels = |view: &PaymentView| {
        let rows = payment(Ru, view, now()).keyboard.0;
        rows.into_iter().flatten().map(|button| button.text).collect::<Vec<_>>()
    };
    nameless.is_unclear = true;
    assert_eq!(labels(&nameless), ["✔️ Разобрано", "✖️ Отмена"]);
    nameless.is_unclear = false;
    assert_eq!(labels(&nameless), ["✖️ Отмена"]);
    assert_eq!(labels(&month(None, None)), ["↩️ Вернуть деньги", "✖️ Отмена"]);
}
