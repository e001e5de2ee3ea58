//! One user.

use jiff::Timestamp;
use store::User;
use telegram::Language::{self, En, Ru};
use telegram::{Keyboard, Message, UserId};

use super::refund::{sold, sum};
use super::words::{button, day, either, give_up, home, moment};
use crate::dialog::Press;
use crate::neighbours::{Charging, Holdings};

/// Payments on a card.
const MOST_PAYMENTS: usize = 5;

/// Everything on a user's card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// Who it is.
    pub person: User,
    /// Whether it is an admin.
    pub is_admin: bool,
    /// Keys in their list.
    pub keys: usize,
    /// What they have.
    pub holdings: Holdings,
}

/// A user's card, with what may be done.
pub fn card(language: Language, card: &Card, now: Timestamp) -> Message {
    let (person, holdings) = (&card.person, &card.holdings);
    let mut message = Message::new()
        .bold(either(language, "👤 Пользователь ", "👤 User "))
        .code(&person.id.to_string())
        .blank()
        .line(&since(language, person));
    for (is_so, word) in [
        (card.is_admin, either(language, "⭐️ Администратор", "⭐️ Admin")),
        (
            person.blocked,
            either(language, "🔕 Заблокировал бота", "🔕 Has blocked the bot"),
        ),
        (person.banned, either(language, "🚫 Доступ закрыт", "🚫 Shut out")),
    ] {
        if is_so {
            message = message.line(word);
        }
    }
    message = message.blank();
    for line in having(language, card.keys, holdings, now) {
        message = message.line(&line);
    }
    if person.banned && holdings.is_charged_again {
        message = message.line(either(
            language,
            "❗️ Подписка не отменена: звёзды спишутся снова.",
            "❗️ The subscription is not ended: Stars will be charged again.",
        ));
    }
    if !holdings.payments.is_empty() {
        message = message.blank().line(either(language, "Платежи:", "Payments:"));
    }
    for payment in holdings.payments.iter().take(MOST_PAYMENTS) {
        let back = match payment.refunded_at {
            Some(_) => either(language, ", возвращён", ", given back"),
            None => "",
        };
        let at = payment.paid_at.or(payment.refunded_at).map(moment).unwrap_or_default();
        message = message
            .line(&format!(
                "• {at} · {} · {}{back}",
                sum(payment),
                sold(language, payment.sold)
            ))
            .code(&payment.charge)
            .blank();
    }
    message.keyboard(buttons(language, card))
}

/// Since when they are here, and in which language.
fn since(language: Language, person: &User) -> String {
    let spoken = person.language_or_code().unwrap_or("—");
    match (person.is_forgotten(), language) {
        (false, Ru) => format!("С нами с {}, язык {spoken}", moment(person.created_at)),
        (false, En) => format!("Since {}, language {spoken}", moment(person.created_at)),
        (true, Ru) => format!("Удалил все свои данные при закрытом доступе, язык {spoken}"),
        (true, En) => format!("Had all their data deleted while shut out, language {spoken}"),
    }
}

fn having(language: Language, keys: usize, holdings: &Holdings, now: Timestamp) -> [String; 3] {
    let balance = &holdings.balance;
    let limit = match (balance.unlimited_until.filter(|until| *until > now), language) {
        (None, _) => String::new(),
        (Some(until), Ru) => format!(", безлимит до {}", day(until)),
        (Some(until), En) => format!(", no limit until {}", day(until)),
    };
    let (left, reserved) = (balance.left, balance.reserved);
    let caught = balance.caught + balance.caught_unlimited;
    match language {
        Ru => [
            format!("Броней осталось: {left}, в работе: {reserved}, поймано: {caught}{limit}"),
            format!("Ключей: {keys}"),
            format!(
                "Слежений и правил работает: {}, на паузе и завершено: {}",
                holdings.running, holdings.resting
            ),
        ],
        En => [
            format!("Bookings left: {left}, under way: {reserved}, caught: {caught}{limit}"),
            format!("Keys: {keys}"),
            format!(
                "Watches and rules running: {}, paused or ended: {}",
                holdings.running, holdings.resting
            ),
        ],
    }
}

fn buttons(language: Language, card: &Card) -> Keyboard {
    let user = UserId(card.person.id);
    let act = match (card.is_admin, card.person.banned) {
        (_, true) => Some(button(
            either(language, "✅ Открыть доступ", "✅ Let in again"),
            &Press::AskToLetIn(user),
        )),
        (true, false) => None,
        (false, false) => Some(button(
            either(language, "🚫 Закрыть доступ", "🚫 Shut out"),
            &Press::AskToBan(user),
        )),
    };
    let trail = Press::Trail {
        about: Some(user),
        from: None,
    };
    // Shutting out once more does what was left undone.
    let end = (card.person.banned && card.holdings.is_charged_again).then(|| {
        button(
            either(language, "✖️ Отменить подписку", "✖️ End the subscription"),
            &Press::Ban(user),
        )
    });
    Keyboard::new()
        .row([button(
            either(language, "🔄 Обновить", "🔄 Refresh"),
            &Press::User(user),
        )])
        .row(act)
        .row(end)
        .row([button(either(language, "📜 Журнал", "📜 Audit"), &trail)])
        .row([home(language)])
}

/// Asks for a user's id.
pub fn ask_user(language: Language) -> Message {
    let text = either(
        language,
        "Пришлите числовой id пользователя в Telegram.",
        "Send the user's numeric Telegram id.",
    );
    Message::plain(text).keyboard(Keyboard::new().row([give_up(language)]))
}

/// What was typed is no id.
pub fn no_id(language: Language) -> Message {
    Message::plain(either(
        language,
        "Это не похоже на id: нужны только цифры, например 123456789.",
        "This is no id: digits only, such as 123456789.",
    ))
}

/// Nobody with this id has written to the bot.
pub fn nobody(language: Language, user: UserId) -> Message {
    let text = match language {
        Ru => format!("Пользователь {user} боту не писал."),
        En => format!("User {user} has never written to the bot."),
    };
    Message::plain(text).keyboard(Keyboard::new().row([home(language)]))
}

/// Asks whether to shut a user out.
pub fn ask_to_ban(language: Language, user: UserId) -> Message {
    let text = match language {
        Ru => format!(
            "Закрыть доступ пользователю {user}?\n\nБот перестанет ему отвечать, кроме помощи с оплатой, выгрузки и удаления его данных. Слежения и правила станут на паузу, подписка больше не спишется. Ключи и оплаченное останутся."
        ),
        En => format!(
            "Shut user {user} out?\n\nThe bot will no longer answer them, but for help with payments and for taking out and deleting their data. Their watches and rules will be paused, and a subscription is charged no more. Keys and what was paid stay."
        ),
    };
    confirm(
        language,
        text,
        either(language, "🚫 Закрыть доступ", "🚫 Shut out"),
        &Press::Ban(user),
        user,
    )
}

/// Asks whether to let a user in again.
pub fn ask_to_let_in(language: Language, user: UserId) -> Message {
    let text = match language {
        Ru => format!(
            "Снова открыть доступ пользователю {user}?\n\nСлежения и правила останутся на паузе, пока он сам их не включит."
        ),
        En => format!("Let user {user} in again?\n\nWatches and rules stay paused until the user resumes them."),
    };
    confirm(
        language,
        text,
        either(language, "✅ Открыть доступ", "✅ Let in again"),
        &Press::LetIn(user),
        user,
    )
}

fn confirm(language: Language, text: String, yes: &str, press: &Press, user: UserId) -> Message {
    let back = button(either(language, "‹ Назад", "‹ Back"), &Press::User(user));
    Message::plain(text).keyboard(Keyboard::new().row([button(yes, press)]).row([back]))
}

/// An admin cannot be shut out.
pub fn admins_stay(language: Language) -> String {
    either(
        language,
        "Администратору доступ закрыть нельзя: сначала уберите его из ADMINS.",
        "An admin cannot be shut out: take them out of ADMINS first.",
    )
    .into()
}

/// A user was shut out.
pub fn banned(language: Language, paused: usize, charging: Charging) -> String {
    let done = match language {
        Ru => format!("Доступ закрыт. Поставлено на паузу: {paused}."),
        En => format!("Shut out. Paused: {paused}."),
    };
    let subscription = match charging {
        Charging::Nothing => return done,
        Charging::Ended => either(language, "Подписка отменена.", "The subscription is ended."),
        Charging::GoesOn => either(
            language,
            "❗️ Подписку отменить не удалось: звёзды спишутся снова. Нажмите «Отменить подписку» через минуту.",
            "❗️ The subscription could not be ended: Stars will be charged again. Press “End the subscription” in a minute.",
        ),
    };
    format!("{done} {subscription}")
}

/// Whoever never wrote cannot be shut out.
pub fn not_shut_out(language: Language, user: UserId) -> Message {
    let text = match language {
        Ru => format!("Доступ не закрыт: пользователь {user} боту не писал. Проверьте id."),
        En => format!("Nobody was shut out: user {user} has never written to the bot. Check the id."),
    };
    Message::plain(text).keyboard(Keyboard::new().row([home(language)]))
}

/// A user was let in again.
pub fn let_in(language: Language) -> String {
    either(
        language,
        "Доступ открыт. Слежения включает сам пользователь.",
        "Let in again. The user resumes the watches.",
    )
    .into()
}

/// A search was given up.
pub fn search_cancelled(language: Language) -> String {
    either(
        language,
        "Поиск пользователя отменён.",
        "The search for a user is cancelled.",
    )
    .into()
}
