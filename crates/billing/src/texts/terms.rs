//! The terms of payment, and whom to write to: Telegram wants both of everybody who sells.

use telegram::Language::{self, En, Ru};
use telegram::{Keyboard, Message};

use super::account::receipt;
use super::words::{bookings, either, stars, to_balance, to_end};
use crate::offers::Offers;
use crate::payment::Payment;

/// Receipts named beside the contact.
const MOST_RECEIPTS: usize = 3;

/// The terms, under which `contact` sells.
pub fn terms(language: Language, offers: &Offers, contact: &str) -> Message {
    let mut prices: Vec<String> = offers
        .packs()
        .iter()
        .map(|pack| {
            format!(
                "{} — {}",
                bookings(language, pack.catches.into()),
                stars(pack.stars.into())
            )
        })
        .collect();
    if let Some(month) = offers.month() {
        let price = stars(month.into());
        prices.push(match language {
            Ru => format!("безлимит на 30 дней — {price}"),
            En => format!("30 days without limit — {price}"),
        });
    }
    let points: &[&str] = match language {
        Ru => &[
            "Вы покупаете брони: бот ловит слот поставки на Wildberries и подтверждает его. Бронь тратится, только когда слот подтверждён; попытки бесплатны.",
            "Купленные брони не сгорают. Безлимит действует 30 дней и продлевается сам; отменить его можно в любой момент в /balance или в настройках Telegram. Оплаченное время остаётся.",
            "Слотов мы не создаём и обещать их не можем: их открывает Wildberries, и другой продавец бывает быстрее.",
            "Не подошло или что-то пошло не так — напишите, вернём звёзды за неиспользованное. Возврат приходит на ваш счёт звёзд в Telegram.",
            "Платёж проводит Telegram; данных карт у нас нет. Номера платежей храним как чеки, также после /forget.",
        ],
        En => &[
            "You buy bookings: the bot catches a supply slot at Wildberries and confirms it. A booking is spent only when a slot is confirmed; attempts are free.",
            "Bookings never expire. The time without limit lasts 30 days and renews itself; end it any time in /balance or in Telegram's settings. The time you paid for stays.",
            "We do not make slots and cannot promise them: Wildberries opens them, and another seller may be faster.",
            "If it does not suit you or something went wrong, write to us and we return the Stars for what is not used. They go back to your Stars in Telegram.",
            "Telegram handles the payment; we have no card data. We keep the payments' numbers as receipts, also after /forget.",
        ],
    };
    let mut message = Message::new()
        .bold(either(language, "📄 Условия оплаты", "📄 Terms of payment"))
        .blank();
    for (number, point) in points.iter().enumerate() {
        message = message.text(&format!("\n{}. {point}\n", number + 1));
    }
    message.text(&match language {
        Ru => format!("\nЦены: {}.\nПродавец и поддержка: {contact}", prices.join(", ")),
        En => format!("\nPrices: {}.\nSeller and support: {contact}", prices.join(", ")),
    })
}

/// Whom to write to about payments, with the latest receipts. One whose subscription will be charged again can end it here.
pub fn support(language: Language, contact: &str, payments: &[Payment], is_charged: bool) -> Message {
    let text = match language {
        Ru => format!(
            "\n\nНапишите нам: {contact}\n\nУкажите номер чека и что случилось. Поддержка Telegram с нашими платежами помочь не сможет."
        ),
        En => format!(
            "\n\nWrite to us: {contact}\n\nName the receipt number and what happened. Telegram's own support cannot help with payments to us."
        ),
    };
    let mut message = Message::new()
        .bold(either(language, "💬 Помощь с оплатой", "💬 Help with payments"))
        .text(&text);
    if !payments.is_empty() {
        message = message
            .text("\n\n")
            .text(either(language, "Последние чеки:", "Latest receipts:"));
    }
    for payment in payments.iter().take(MOST_RECEIPTS) {
        message = message.blank().append(receipt(language, payment));
    }
    let end = is_charged.then(|| to_end(language));
    message.keyboard(Keyboard::new().row(end).row([to_balance(language)]))
}
