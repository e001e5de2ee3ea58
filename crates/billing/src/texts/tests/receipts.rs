use super::*;
use crate::texts::{admins, receipts};

#[test]
fn a_receipt_names_what_was_bought_its_number_and_what_goes_on() {
    let balance = new_user().balance.credit(10);
    insta::assert_snapshot!(shown(&receipts::paid(RU, &pack(), &balance, now())), @r"
    ✅ Оплата получена: 250 ⭐️

    Вы купили: 10 броней
    Осталось: 12 броней
    Чек: stxAbC123

    Наблюдения, которым не хватало броней, снова ловят слоты сами.
    ");
    insta::assert_snapshot!(shown(&receipts::paid(EN, &pack(), &balance, now())), @r"
    ✅ Payment received: 250 ⭐️

    You bought: 10 bookings
    Left: 12 bookings
    Receipt: stxAbC123

    Watches that lacked bookings catch slots again by themselves.
    ");
    insta::assert_snapshot!(shown(&receipts::paid(RU, &month(), &subscriber(Standing::GoesOn).balance, now())), @r"
    ✅ Оплата получена: 250 ⭐️

    Вы купили: безлимит до 21.12.2026 13:00 МСК
    Чек: stxAbC123

    Наблюдения, которым не хватало броней, снова ловят слоты сами.
    ");
    let owed = receipts::paid(RU, &pack(), &new_user().balance.debit(20), now());
    assert!(owed.text.contains("свободных броней пока нет"), "{}", owed.text);
    let mut renewed = month();
    if let Goods::Month { first, .. } = &mut renewed.goods {
        *first = false;
    }
    let told = receipts::paid(RU, &renewed, &subscriber(Standing::GoesOn).balance, now());
    assert!(told.text.starts_with("✅ Подписка продлена: 250 ⭐️"), "{}", told.text);
}

#[test]
fn a_payment_that_cannot_be_read_is_not_lost() {
    let told = receipts::paid(RU, &payment(Goods::Unclear), &new_user().balance, now());
    insta::assert_snapshot!(shown(&told), @r"
    ⚠️ Получили 250 ⭐️, но не поняли, за что

    Платёж записан и не пропадёт: мы разберёмся и вернём звёзды. Ускорить можно через /paysupport, укажите номер чека.
    Чек: stxAbC123
    ");
}

#[test]
fn a_refund_tells_what_is_left() {
    let mut refunded = pack();
    refunded.refunded_at = Some(now());
    let left = new_user().balance.debit(5);
    insta::assert_snapshot!(shown(&receipts::refunded(RU, &refunded, &left, now())), @r"
    ↩️ Возврат: 250 ⭐️

    Списали 10 броней.
    Осталось: −3 брони
    Чек: stxAbC123
    ");
    refunded.paid_at = None;
    let early = receipts::refunded(EN, &refunded, &new_user().balance, now());
    assert!(
        early.text.contains("The Stars are back on your account."),
        "{}",
        early.text
    );
}

#[test]
fn a_month_that_is_given_back_says_until_when_the_time_lasts_now() {
    let mut refunded = month();
    refunded.refunded_at = Some(now());
    let until = now() + SignedDuration::from_hours(60 * 24);
    let others = new_user().balance.unlimited(Some(until));
    insta::assert_snapshot!(shown(&receipts::refunded(RU, &refunded, &others, now())), @r"
    ↩️ Возврат: 250 ⭐️

    Неиспользованное время по этой оплате снято.
    Безлимит до 20.01.2027 13:00 МСК
    Чек: stxAbC123
    ");
    insta::assert_snapshot!(shown(&receipts::refunded(RU, &refunded, &new_user().balance, now())), @r"
    ↩️ Возврат: 250 ⭐️

    Безлимит закончился.
    Осталось: 2 брони
    Чек: stxAbC123
    ");
    for balance in [others, new_user().balance] {
        let told = receipts::refunded(EN, &refunded, &balance, now());
        assert_eq!(
            told.text.contains("No limit until"),
            balance.is_unlimited(now()),
            "{}",
            told.text
        );
        assert_eq!(
            told.text.contains("is over"),
            !balance.is_unlimited(now()),
            "{}",
            told.text
        );
    }
}

#[test]
fn admins_are_told_what_nobody_can_credit_and_what_to_do() {
    let mut nameless = payment(Goods::Unclear);
    insta::assert_snapshot!(shown(&admins::unclear(RU, &nameless)), @r"
    ❗️ Платёж без назначения: 250 ⭐️ от пользователя 42

    По нему ничего не начислено. Верните его: /admin → «Возврат».
    Номер: stxAbC123
    ");
    insta::assert_snapshot!(shown(&admins::told_twice(RU, &pack(), UserId(7))), @r"
    ❗️ Один платёж назван у двух пользователей

    Он записан на пользователя 42, теперь назван у 7. Второй раз ничего не начислено.
    Номер: stxAbC123
    ");
    nameless.charge = "no-number-update-7".to_owned();
    insta::assert_snapshot!(shown(&admins::unclear(RU, &nameless)), @r"
    ❗️ Платёж без назначения: 250 ⭐️ от пользователя 42

    Telegram не назвал номер платежа, поэтому по нему ничего не начислено. Найдите его среди операций бота и верните: /admin → «Возврат».
    Номер: no-number-update-7
    ");
    insta::assert_snapshot!(shown(&admins::unclear(EN, &nameless)), @r"
    ❗️ A payment nobody can credit: 250 ⭐️ from user 42

    Telegram named no number, so nothing was credited for it. Find it among the bot's transactions and give it back: /admin → “Refund”.
    Number: no-number-update-7
    ");
    insta::assert_snapshot!(shown(&admins::given_back_unnumbered(RU, &nameless)), @r"
    ❗️ Возврат без номера платежа: 250 ⭐️ пользователю 42

    С баланса ничего не снято: неизвестно, какой платёж вернули.
    Номер: no-number-update-7
    ");
    insta::assert_snapshot!(shown(&receipts::somebody_elses(RU, &pack())), @r"
    ⚠️ Платёж с этим номером уже записан на другого человека, второй раз он не начисляется. Если звёзды списали у вас, напишите нам: /paysupport
    Чек: stxAbC123
    ");
}

#[test]
fn news_of_a_subscription_is_one_line() {
    let until = Some(now());
    for standing in [Standing::GoesOn, Standing::EndedInTelegram, Standing::Failed] {
        for language in Language::ALL {
            assert!(!receipts::subscription(language, standing, until).text.contains('\n'));
        }
    }
    let double = receipts::double(RU, &subscription(Standing::GoesOn));
    assert!(double.text.ends_with("\nЧек: stxAbC123"), "{}", double.text);
    assert_eq!(
        receipts::subscription(RU, Standing::EndedInTelegram, until).text,
        "✖️ Подписка отменена: больше списаний не будет. Безлимит оплачен до 21.11.2026 13:00 МСК."
    );
}
