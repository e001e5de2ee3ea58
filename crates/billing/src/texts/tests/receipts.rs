use super::*;
use crate::texts::receipts;

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
