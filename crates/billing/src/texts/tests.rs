#![allow(clippy::unwrap_used)]

use accounts::balance::Balance;
use jiff::{SignedDuration, Timestamp};
use telegram::{Action, Language, Message, UserId};

use super::account::{self, Account};
use super::{buy, checkout, terms};
use crate::checkout::Refusal;
use crate::offers::Offers;
use crate::payload::Order;
use crate::payment::{Goods, Payment};
use crate::subscription::{Standing, Subscription};

mod receipts;

const RU: Language = Language::Ru;
const EN: Language = Language::En;

fn now() -> Timestamp {
    "2026-11-21T10:00:00Z".parse().unwrap()
}

fn on_sale() -> Offers {
    Offers::parse("10:250,50:990,unlimited:1500").unwrap()
}

fn payment(goods: Goods) -> Payment {
    Payment {
        user: UserId(42),
        charge: "stxAbC123".to_owned(),
        payload: String::new(),
        currency: "XTR".to_owned(),
        total: 250,
        goods,
        known_at: now(),
        paid_at: Some(now()),
        refunded_at: None,
        settled_at: None,
        paid_told: false,
        refund_told: false,
    }
}

fn pack() -> Payment {
    payment(Goods::Catches { catches: 10 })
}

fn month() -> Payment {
    let until = Some(now() + SignedDuration::from_hours(30 * 24));
    payment(Goods::Month { until, first: true })
}

fn subscription(standing: Standing) -> Subscription {
    Subscription {
        payload: "b1:u:1500:42:0".to_owned(),
        stars: 1500,
        until: now() + SignedDuration::from_hours(30 * 24),
        standing,
        charges: vec!["stxAbC123".to_owned()],
    }
}

fn new_user() -> Account {
    Account {
        balance: Balance::trial(UserId(42), 2),
        subscription: None,
        payments: Vec::new(),
    }
}

fn subscriber(standing: Standing) -> Account {
    let one = subscription(standing);
    let balance = Balance {
        left: 3,
        reserved: 1,
        caught: 4,
        caught_unlimited: 2,
        ..new_user().balance.unlimited(Some(one.until))
    };
    Account {
        balance,
        subscription: Some(one),
        payments: vec![month(), pack()],
    }
}

/// A message as it is seen, with its buttons.
fn shown(message: &Message) -> String {
    let mut shown = message.text.clone();
    for row in &message.keyboard.0 {
        let buttons: Vec<_> = row
            .iter()
            .map(|button| match &button.action {
                Action::Press(data) => format!("[{} → {data}]", button.text),
                Action::Open(url) => format!("[{} → {url}]", button.text),
            })
            .collect();
        shown.push_str(&format!("\n{}", buttons.join(" ")));
    }
    shown
}

#[test]
fn a_new_user_sees_the_trial() {
    insta::assert_snapshot!(shown(&account::balance(RU, &new_user(), now())), @r"
    ⭐️ Ваши брони

    Осталось: 2 брони

    Эти брони бесплатные: попробуйте, прежде чем платить.

    Бронь тратится, только когда слот пойман и подтверждён.
    [⭐️ Купить брони → buy:show]
    ");
    insta::assert_snapshot!(shown(&account::balance(EN, &new_user(), now())), @r"
    ⭐️ Your bookings

    Left: 2 bookings

    These bookings are free: try before you pay.

    A booking is spent only when a slot is caught and confirmed.
    [⭐️ Buy bookings → buy:show]
    ");
}

#[test]
fn a_subscriber_sees_the_subscription_and_what_may_be_done_with_it() {
    insta::assert_snapshot!(shown(&account::balance(RU, &subscriber(Standing::GoesOn), now())), @r"
    ⭐️ Ваши брони

    Безлимит до 21.12.2026 13:00 МСК
    Подписка продлится сама: 1500 ⭐️ за 30 дней
    Сверх безлимита: 3 брони
    В работе прямо сейчас: 1
    Поймано: 6, из них в безлимит: 2

    Бронь тратится, только когда слот пойман и подтверждён.
    [⭐️ Купить брони → buy:show]
    [🧾 Чеки → bill:receipts]
    [✖️ Отменить подписку → bill:stop]
    ");
    insta::assert_snapshot!(shown(&account::balance(EN, &subscriber(Standing::EndedHere), now())), @r"
    ⭐️ Your bookings

    No limit until 21.12.2026 13:00 Moscow time
    The subscription is ended: nothing more is charged, the time you paid for stays
    Besides: 3 bookings
    In use right now: 1
    Caught: 6, 2 of them without limit

    A booking is spent only when a slot is caught and confirmed.
    [⭐️ Buy bookings → buy:show]
    [🧾 Receipts → bill:receipts]
    [▶️ Continue the subscription → bill:go]
    ");
    let buttons = |standing| shown(&account::balance(RU, &subscriber(standing), now()));
    assert!(buttons(Standing::Failed).contains("bill:stop"));
    let ended = buttons(Standing::EndedInTelegram);
    assert!(!ended.contains("bill:stop") && !ended.contains("bill:go"), "{ended}");
}

#[test]
fn a_time_without_limit_that_is_over_is_told_for_a_month() {
    let over = subscriber(Standing::GoesOn);
    let at = |days: i64| {
        shown(&account::balance(
            RU,
            &over,
            now() + SignedDuration::from_hours(24 * days),
        ))
    };
    assert!(at(31).contains("Безлимит закончился 21.12.2026"), "{}", at(31));
    assert!(!at(31).contains("bill:stop"));
    assert!(!at(61).contains("закончился"));
}

#[test]
fn a_debt_is_explained() {
    let mut account = new_user();
    account.balance.left = -3;
    let seen = shown(&account::balance(RU, &account, now()));
    assert!(seen.contains("Осталось: −3 брони\nМинус — от возврата"), "{seen}");
    assert!(!seen.contains("бесплатные"));
}

#[test]
fn everything_on_sale_is_a_button_with_its_price() {
    insta::assert_snapshot!(shown(&buy::offers(RU, &on_sale(), &new_user(), now())), @r"
    ⭐️ Купить брони

    Одна бронь — один пойманный и подтверждённый слот. Попытки и упущенные слоты бесплатны.

    Осталось: 2 брони

    • 10 броней — 250 ⭐️
    • 50 броней — 990 ⭐️
    • Безлимит на 30 дней — 1500 ⭐️. Это подписка: продлевается сама, отменить можно в /balance

    Оплата — звёздами Telegram. Условия: /terms
    Вопросы по оплате: /paysupport
    [10 броней — 250 ⭐️ → buy:pack:10:250]
    [50 броней — 990 ⭐️ → buy:pack:50:990]
    [Безлимит на 30 дней — 1500 ⭐️ → buy:month]
    [↩️ К балансу → bill:show]
    ");
    insta::assert_snapshot!(shown(&buy::offers(EN, &on_sale(), &subscriber(Standing::GoesOn), now())), @r"
    ⭐️ Buy bookings

    One booking is one slot, caught and confirmed. Attempts and lost slots are free.

    No limit until 21.12.2026 13:00 Moscow time

    • 10 bookings — 250 ⭐️
    • 50 bookings — 990 ⭐️
    • 30 days without limit — 1500 ⭐️. It is a subscription: it renews itself and ends any time you wish in /balance (you have it)

    You pay with Telegram Stars. Terms: /terms
    Questions about payments: /paysupport
    [10 bookings — 250 ⭐️ → buy:pack:10:250]
    [50 bookings — 990 ⭐️ → buy:pack:50:990]
    [↩️ To the balance → bill:show]
    ");
    insta::assert_snapshot!(shown(&buy::subscribe(RU, 1500, "https://t.me/$abc")), @r"
    ♾ Безлимит на 30 дней

    Сейчас спишется 1500 ⭐️, и столько же — каждые 30 дней, пока вы не отмените подписку. Отменить можно в любой момент: /balance. Оплаченное время не сгорит.

    Ссылка только для вас: чужую оплату по ней мы не примем.
    [Оформить за 1500 ⭐️ → https://t.me/$abc]
    [↩️ Ко всем предложениям → buy:show]
    ");
}

#[test]
fn invoices_keep_to_telegrams_lengths() {
    for language in Language::ALL {
        for order in [Order::Pack { catches: 10_000 }, Order::Month] {
            assert!((1..=32).contains(&buy::title(language, order).chars().count()));
            assert!((1..=255).contains(&buy::description(language, order).chars().count()));
        }
    }
}

#[test]
fn receipts_are_listed_newest_first_and_not_endlessly() {
    let mut payments = vec![pack(); 12];
    payments[0].refunded_at = Some(now());
    let seen = shown(&account::receipts(RU, &payments));
    assert!(
        seen.starts_with("🧾 Чеки\n\n21.11.2026 · 250 ⭐️ · 10 броней\nstxAbC123\n↩️ Возвращён 21.11.2026"),
        "{seen}"
    );
    assert!(seen.contains("И ещё 2"), "{seen}");
    assert!(shown(&account::receipts(EN, &[])).contains("bought nothing"));
}

#[test]
fn terms_and_support_name_the_seller() {
    for language in Language::ALL {
        let terms = terms::terms(language, &on_sale(), "@helper");
        assert!(
            terms.text.contains("@helper") && terms.text.contains("990 ⭐️"),
            "{}",
            terms.text
        );
        assert!(terms.utf16_len() <= Message::MAX_UTF16);
        let support = terms::support(language, "@helper", &[pack()], true);
        assert!(
            support.text.contains("@helper") && support.text.contains("stxAbC123"),
            "{}",
            support.text
        );
    }
    insta::assert_snapshot!(shown(&terms::support(RU, "@helper", &[], false)), @r"
    💬 Помощь с оплатой

    Напишите нам: @helper

    Укажите номер чека и что случилось. Поддержка Telegram с нашими платежами помочь не сможет.
    [↩️ К балансу → bill:show]
    ");
}

#[test]
fn a_refusal_fits_telegrams_window() {
    for language in Language::ALL {
        for why in [
            Refusal::NotOurs,
            Refusal::NotOnSale,
            Refusal::SomebodyElses,
            Refusal::Banned,
            Refusal::Subscribed,
            Refusal::PaidUntil(now()),
        ] {
            let text = checkout::refusal(language, why);
            assert!(text.chars().count() <= 200, "{text}");
        }
    }
    assert_eq!(
        checkout::refusal(RU, Refusal::PaidUntil(now())),
        "Безлимит уже оплачен до 21.11.2026. Оформить новый можно за три дня до этого."
    );
}

#[test]
fn questions_say_what_happens_to_the_money() {
    let one = subscription(Standing::GoesOn);
    insta::assert_snapshot!(shown(&account::stop_question(RU, Some(one.until))), @r"
    ✖️ Отменить подписку?

    Безлимит останется до 21.12.2026 13:00 МСК: за это время уже заплачено. После этого звёзды больше не спишутся.
    [✖️ Да, отменить → bill:stop:yes]
    [↩️ К балансу → bill:show]
    ");
    insta::assert_snapshot!(shown(&account::go_on_question(EN, &one)), @r"
    ▶️ Continue the subscription?

    Nothing is charged now: it is paid until 21.12.2026 13:00 Moscow time. After that Telegram charges 1500 ⭐️ every 30 days until you end it.
    [▶️ Yes, continue → bill:go:yes]
    [↩️ To the balance → bill:show]
    ");
}
