//! The room of the balance.

use accounts::balance::Balance;
use jiff::{SignedDuration, Timestamp};
use telegram::Language::{self, En, Ru};
use telegram::{Button, Keyboard, Message};

use super::words::{balance_line, bookings, day, either, goods, moment, stars, sum, to_balance, to_end, to_offers};
use crate::checkout::{Refusal, may_subscribe};
use crate::dialog::Press;
use crate::payment::Payment;
use crate::subscription::{Standing, Subscription};

/// For so long the balance tells that a time without limit is over.
const ENDED_LATELY: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Receipts shown.
const MOST_RECEIPTS: usize = 10;

/// What a user has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Catches.
    pub balance: Balance,
    /// The subscription that is paid for longest.
    pub subscription: Option<Subscription>,
    /// Payments, newest first.
    pub payments: Vec<Payment>,
}

impl Account {
    /// Whether a subscription may be bought now.
    ///
    /// # Errors
    /// Why not.
    pub fn may_subscribe(&self, now: Timestamp) -> Result<(), Refusal> {
        may_subscribe(self.subscription.as_ref(), self.balance.unlimited_until, now)
    }
}

/// The balance, with what may be done.
pub fn balance(language: Language, account: &Account, now: Timestamp) -> Message {
    let Account {
        balance,
        subscription,
        payments,
    } = account;
    let mut message = Message::new()
        .bold(either(language, "⭐️ Ваши брони", "⭐️ Your bookings"))
        .text("\n\n")
        .bold(&balance_line(language, balance, now));
    for line in facts(language, balance, subscription.as_ref(), now) {
        message = message.blank().text(&line);
    }
    if payments.is_empty() && balance.left > 0 {
        message = message.text("\n\n").text(either(
            language,
            "Эти брони бесплатные: попробуйте, прежде чем платить.",
            "These bookings are free: try before you pay.",
        ));
    }
    message = message.text("\n\n").text(either(
        language,
        "Бронь тратится, только когда слот пойман и подтверждён.",
        "A booking is spent only when a slot is caught and confirmed.",
    ));
    message.keyboard(buttons(language, account, now))
}

fn facts(language: Language, balance: &Balance, subscription: Option<&Subscription>, now: Timestamp) -> Vec<String> {
    let mut lines = Vec::new();
    // Of one that is ended there is nothing left to tell once its time is over.
    let running = subscription.filter(|one| one.runs(now) && (one.may_be_charged() || balance.is_unlimited(now)));
    if let Some(running) = running {
        lines.push(standing(language, running));
    }
    let ended = balance
        .unlimited_until
        .filter(|until| *until <= now && *until + ENDED_LATELY > now);
    if let Some(until) = ended {
        lines.push(match language {
            Ru => format!("Безлимит закончился {}", moment(language, until)),
            En => format!("The time without limit ended on {}", moment(language, until)),
        });
    }
    if balance.is_unlimited(now) {
        lines.push(match language {
            Ru => format!("Сверх безлимита: {}", bookings(language, balance.left)),
            En => format!("Besides: {}", bookings(language, balance.left)),
        });
    }
    if balance.left < 0 {
        lines.push(
            either(
                language,
                "Минус — от возврата за уже потраченные брони. Следующая покупка сначала покроет его.",
                "Below zero because used bookings were refunded. What you buy next fills that up first.",
            )
            .into(),
        );
    }
    if balance.reserved > 0 {
        lines.push(match language {
            Ru => format!("В работе прямо сейчас: {}", balance.reserved),
            En => format!("In use right now: {}", balance.reserved),
        });
    }
    let used = i64::from(balance.caught) + i64::from(balance.caught_unlimited);
    if used > 0 {
        lines.push(match (language, balance.caught_unlimited) {
            (Ru, 0) => format!("Поймано: {used}"),
            (Ru, n) => format!("Поймано: {used}, из них в безлимит: {n}"),
            (En, 0) => format!("Caught: {used}"),
            (En, n) => format!("Caught: {used}, {n} of them without limit"),
        });
    }
    lines
}

fn standing(language: Language, one: &Subscription) -> String {
    let price = stars(one.stars);
    match (one.standing, language) {
        (Standing::GoesOn, Ru) => format!("Подписка продлится сама: {price} за 30 дней"),
        (Standing::GoesOn, En) => format!("The subscription renews itself: {price} for 30 days"),
        (Standing::Failed, Ru) => {
            "⚠️ Продлить подписку не получилось: на счёте не хватило звёзд. Пополните звёзды, и Telegram попробует снова".into()
        }
        (Standing::Failed, En) => {
            "⚠️ The subscription could not be renewed: not enough Stars. Top them up and Telegram will try again".into()
        }
        (_, Ru) => "Подписка отменена: больше списаний не будет, оплаченное время остаётся".into(),
        (_, En) => "The subscription is ended: nothing more is charged, the time you paid for stays".into(),
    }
}

fn buttons(language: Language, account: &Account, now: Timestamp) -> Keyboard {
    let running = account.subscription.as_ref().filter(|one| one.runs(now));
    let change = match running.map(|one| one.standing) {
        Some(Standing::GoesOn | Standing::Failed) => Some(to_end(language)),
        Some(Standing::EndedHere) => Some(Button::press(
            either(language, "▶️ Возобновить подписку", "▶️ Continue the subscription"),
            Press::AskToGoOn.data(),
        )),
        Some(Standing::EndedInTelegram) | None => None,
    };
    let receipts = Button::press(either(language, "🧾 Чеки", "🧾 Receipts"), Press::Receipts.data());
    Keyboard::new()
        .row([to_offers(language)])
        .row((!account.payments.is_empty()).then_some(receipts))
        .row(change)
}

/// The latest receipts.
pub fn receipts(language: Language, payments: &[Payment]) -> Message {
    let mut message = Message::new().bold(either(language, "🧾 Чеки", "🧾 Receipts"));
    if payments.is_empty() {
        message = message.text("\n\n").text(either(
            language,
            "Вы ещё ничего не покупали.",
            "You have bought nothing yet.",
        ));
    }
    for payment in payments.iter().take(MOST_RECEIPTS) {
        message = message.text("\n\n").append(receipt(language, payment));
    }
    if let Some(more) = payments.len().checked_sub(MOST_RECEIPTS).filter(|more| *more > 0) {
        message = message.text("\n\n").text(&match language {
            Ru => format!("И ещё {more}: все платежи — в /history"),
            En => format!("And {more} more: all payments are in /history"),
        });
    }
    message.keyboard(Keyboard::new().row([to_balance(language)]))
}

/// One payment: when, how much, what for, its number.
pub(super) fn receipt(language: Language, payment: &Payment) -> Message {
    let refunded = match payment.refunded_at {
        None => String::new(),
        Some(at) => format!("\n↩️ {} {}", either(language, "Возвращён", "Refunded on"), day(at)),
    };
    Message::new()
        .text(&format!(
            "{} · {} · {}",
            day(payment.paid_at.unwrap_or(payment.known_at)),
            sum(payment),
            goods(language, &payment.goods)
        ))
        .blank()
        .code(&payment.charge)
        .text(&refunded)
}

/// Asks whether the subscription is to end; `until` is the end of the time that is paid for.
pub fn stop_question(language: Language, until: Option<Timestamp>) -> Message {
    let until = until.map(|until| moment(language, until));
    let text = match (until, language) {
        (Some(until), Ru) => format!(
            "✖️ Отменить подписку?\n\nБезлимит останется до {until}: за это время уже заплачено. После этого звёзды больше не спишутся."
        ),
        (Some(until), En) => format!(
            "✖️ End the subscription?\n\nYou keep booking without limit until {until}: that is paid for. After that no more Stars are charged."
        ),
        (None, Ru) => "✖️ Отменить подписку?\n\nЗвёзды больше не спишутся.".to_owned(),
        (None, En) => "✖️ End the subscription?\n\nNo more Stars are charged.".to_owned(),
    };
    question(
        language,
        text,
        either(language, "✖️ Да, отменить", "✖️ Yes, end it"),
        Press::Stop,
    )
}

/// Asks whether an ended subscription is to go on.
pub fn go_on_question(language: Language, one: &Subscription) -> Message {
    let (until, price) = (moment(language, one.until), stars(one.stars));
    let text = match language {
        Ru => format!(
            "▶️ Возобновить подписку?\n\nСейчас ничего не спишется: оплачено до {until}. Потом Telegram будет списывать {price} раз в 30 дней, пока вы не отмените."
        ),
        En => format!(
            "▶️ Continue the subscription?\n\nNothing is charged now: it is paid until {until}. After that Telegram charges {price} every 30 days until you end it."
        ),
    };
    question(
        language,
        text,
        either(language, "▶️ Да, возобновить", "▶️ Yes, continue"),
        Press::GoOn,
    )
}

fn question(language: Language, text: String, yes: &str, press: Press) -> Message {
    Message::plain(text).keyboard(
        Keyboard::new()
            .row([Button::press(yes, press.data())])
            .row([to_balance(language)]),
    )
}

/// Toast: the subscription ends.
pub fn stopped(language: Language) -> String {
    either(language, "Подписка отменена", "The subscription is ended").into()
}

/// Toast: the subscription goes on.
pub fn goes_on(language: Language) -> String {
    either(language, "Подписка возобновлена", "The subscription goes on").into()
}

/// Toast: there is no subscription that runs.
pub fn no_subscription(language: Language) -> String {
    either(language, "Действующей подписки нет", "There is no running subscription").into()
}

/// Alert: what was ended in Telegram is continued there.
pub fn only_in_telegram(language: Language) -> String {
    either(
        language,
        "Эту подписку можно возобновить только в самом Telegram: Настройки → Мои звёзды → Подписки.",
        "This subscription can be continued only in Telegram itself: Settings → My Stars → Subscriptions.",
    )
    .into()
}

/// Alert: Telegram did not take the wish.
pub fn not_changed(language: Language) -> String {
    either(
        language,
        "Telegram сейчас не ответил, подписка не изменилась. Попробуйте через минуту или отмените её в Telegram: Настройки → Мои звёзды.",
        "Telegram did not answer, the subscription is unchanged. Try in a minute, or end it in Telegram: Settings → My Stars.",
    )
    .into()
}
