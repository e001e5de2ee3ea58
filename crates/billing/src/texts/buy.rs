//! The room where bookings are sold.

use jiff::Timestamp;
use telegram::Language::{self, En, Ru};
use telegram::{Button, Keyboard, Message};

use super::account::Account;
use super::words::{balance_line, bookings, either, stars, to_balance};
use crate::dialog::Press;
use crate::offers::Offers;
use crate::payload::Order;

/// What is on sale. A subscription is offered to those who may buy one now.
pub fn offers(language: Language, offers: &Offers, account: &Account, now: Timestamp) -> Message {
    let mut message = Message::new()
        .bold(either(language, "⭐️ Купить брони", "⭐️ Buy bookings"))
        .text("\n\n")
        .text(either(
            language,
            "Одна бронь — один пойманный и подтверждённый слот. Попытки и упущенные слоты бесплатны.",
            "One booking is one slot, caught and confirmed. Attempts and lost slots are free.",
        ))
        .text("\n\n")
        .text(&balance_line(language, &account.balance, now))
        .blank();
    let mut keyboard = Keyboard::new();
    for pack in offers.packs() {
        let (goods, price) = (bookings(language, pack.catches.into()), stars(pack.stars.into()));
        message = message.text(&format!("\n• {goods} — {price}"));
        let press = Press::Pack {
            catches: pack.catches,
            stars: pack.stars,
        };
        keyboard = keyboard.row([Button::press(format!("{goods} — {price}"), press.data())]);
    }
    if let Some(month) = offers.month() {
        let price = stars(month.into());
        message = message.text(&match language {
            Ru => format!("\n• Безлимит на 30 дней — {price}. Это подписка: продлевается сама, отменить можно в /balance"),
            En => format!("\n• 30 days without limit — {price}. It is a subscription: it renews itself and ends any time you wish in /balance"),
        });
        if account.may_subscribe(now).is_ok() {
            let label = match language {
                Ru => format!("Безлимит на 30 дней — {price}"),
                En => format!("30 days without limit — {price}"),
            };
            keyboard = keyboard.row([Button::press(label, Press::Month.data())]);
        } else {
            message = message.text(either(language, " (у вас уже есть)", " (you have it)"));
        }
    }
    message
        .text("\n\n")
        .text(either(
            language,
            "Оплата — звёздами Telegram. Условия: /terms\nВопросы по оплате: /paysupport",
            "You pay with Telegram Stars. Terms: /terms\nQuestions about payments: /paysupport",
        ))
        .keyboard(keyboard.row([to_balance(language)]))
}

/// An invoice's title: at most 32 characters.
pub fn title(language: Language, order: Order) -> String {
    match order {
        Order::Pack { catches } => bookings(language, catches.into()),
        Order::Month => either(language, "Безлимит на 30 дней", "30 days without limit").into(),
    }
}

/// An invoice's description: at most 255 characters.
pub fn description(language: Language, order: Order) -> String {
    match order {
        Order::Pack { .. } => either(
            language,
            "Брони слотов поставки на Wildberries. Бронь тратится, только когда слот пойман и подтверждён. Срока действия нет.",
            "Bookings of Wildberries supply slots. A booking is spent only when a slot is caught and confirmed. They never expire.",
        ),
        Order::Month => either(
            language,
            "30 дней без счёта броней. Продлевается автоматически каждые 30 дней; отменить можно в любой момент в /balance или в Telegram.",
            "30 days in which bookings are not counted. Renews every 30 days; end it any time in /balance or in Telegram.",
        ),
    }
    .into()
}

/// The link to subscribe by.
pub fn subscribe(language: Language, price: u32, link: &str) -> Message {
    let price = stars(price.into());
    let text = match language {
        Ru => format!(
            "Сейчас спишется {price}, и столько же — каждые 30 дней, пока вы не отмените подписку. Отменить можно в любой момент: /balance. Оплаченное время не сгорит.\n\nСсылка только для вас: чужую оплату по ней мы не примем."
        ),
        En => format!(
            "{price} are charged now, and as much every 30 days until you end the subscription. End it any time: /balance. The time you paid for stays.\n\nThe link is yours alone: nobody else's payment by it is accepted."
        ),
    };
    let pay = match language {
        Ru => format!("Оформить за {price}"),
        En => format!("Subscribe for {price}"),
    };
    Message::new()
        .bold(either(language, "♾ Безлимит на 30 дней", "♾ 30 days without limit"))
        .text("\n\n")
        .text(&text)
        .keyboard(Keyboard::new().row([Button::open(pay, link)]).row([Button::press(
            either(language, "↩️ Ко всем предложениям", "↩️ To all offers"),
            Press::Offers.data(),
        )]))
}

/// Alert: the button's price is no longer today's.
pub fn prices_changed(language: Language) -> String {
    either(
        language,
        "Цены изменились. Показываем нынешние.",
        "The prices have changed. Here are today's.",
    )
    .into()
}

/// Alert: Telegram gave no link.
pub fn no_link(language: Language) -> String {
    either(
        language,
        "Telegram сейчас не отвечает. Звёзды не списаны, попробуйте через минуту.",
        "Telegram does not answer right now. No Stars were taken; please try again in a minute.",
    )
    .into()
}

/// Something came that is no order here.
pub fn nothing_asked(language: Language) -> Message {
    Message::plain(either(
        language,
        "Здесь ничего писать не нужно. Баланс и покупки: /balance",
        "There is nothing to write here. Balance and purchases: /balance",
    ))
}
