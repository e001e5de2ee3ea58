//! The overview.

use jiff::Timestamp;
use telegram::Language::{self, En, Ru};
use telegram::{Keyboard, Message};

use super::words::{button, either, moment, tally};
use crate::breakers::Target;
use crate::census::{People, Tally};
use crate::dialog::Press;
use crate::neighbours::{Feed, FeedState, Service};
use crate::queues::Queue;

/// How everything stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// The people.
    pub people: People,
    /// Keys that work.
    pub keys: Tally,
    /// What other features tell.
    pub service: Service,
    /// Targets with breakers.
    pub breakers: Vec<Target>,
    /// Queues; none when this installation does not tell.
    pub queues: Vec<Queue>,
}

/// The overview, with what may be done.
pub fn overview(language: Language, shown: &Overview, now: Timestamp) -> Message {
    let mut message = Message::new()
        .bold(either(language, "🛠 Сервис", "🛠 Service"))
        .line(&format!(" · {}", moment(now)))
        .blank();
    for line in people(language, &shown.people) {
        message = message.line(&line);
    }
    message = message
        .line(&figure(
            language,
            "🎯 Активных слежений",
            "🎯 Active watches",
            shown.service.watches,
        ))
        .line(&figure(language, "🔑 Рабочих ключей", "🔑 Working keys", shown.keys))
        .blank()
        .line(&feed(language, &shown.service.feed));
    for target in &shown.breakers {
        message = message.line(&breaker(language, target));
    }
    message = message.blank().line(either(language, "📬 Очереди", "📬 Queues"));
    if shown.queues.is_empty() {
        message = message.line(either(
            language,
            "Эта установка не сообщает о своих очередях.",
            "This installation does not tell about its queues.",
        ));
    }
    for queue in &shown.queues {
        message = message.line(&depth(language, queue));
    }
    let unclear = shown.service.unclear_payments.len();
    if unclear > 0 {
        message = message.blank().line(&match language {
            Ru => format!("❗️ Платежей без назначения: {unclear}. Ждут решения: «Возврат»."),
            En => format!("❗️ Payments nobody can credit: {unclear}. They wait for you: “Refund”."),
        });
    }
    message.keyboard(buttons(language))
}

/// Nothing was asked.
pub fn nothing_asked(language: Language) -> Message {
    Message::plain(either(
        language,
        "Сейчас я ничего не спрашивал. Обзор — /admin.",
        "I did not ask for anything just now. The overview is /admin.",
    ))
}

fn people(language: Language, people: &People) -> [String; 2] {
    let (all, new) = (tally(language, people.all), tally(language, people.newcomers));
    let (blocked, banned) = (people.blocked, people.banned);
    let among = match (people.all.more, language) {
        (false, _) => "",
        (true, Ru) => " (среди посчитанных)",
        (true, En) => " (among those counted)",
    };
    match language {
        Ru => [
            format!("👥 Пользователей: {all}, сегодня новых: {new}"),
            format!("🚫 Заблокировали бота: {blocked}, закрыт доступ: {banned}{among}"),
        ],
        En => [
            format!("👥 Users: {all}, new today: {new}"),
            format!("🚫 Blocked the bot: {blocked}, shut out: {banned}{among}"),
        ],
    }
}

fn figure(language: Language, russian: &'static str, english: &'static str, count: Tally) -> String {
    format!("{}: {}", either(language, russian, english), tally(language, count))
}

fn feed(language: Language, feed: &Feed) -> String {
    let state = match feed.state {
        FeedState::Live => either(language, "🟢 Лента слотов работает", "🟢 The feed of slots is live"),
        FeedState::Slow => either(language, "🟡 Лента слотов: медленно", "🟡 The feed of slots is slow"),
        FeedState::Disabled => either(
            language,
            "🔴 Лента слотов отключена на Wildberries",
            "🔴 The feed of slots is switched off at Wildberries",
        ),
        FeedState::Failing => either(
            language,
            "🔴 Лента слотов не отвечает",
            "🔴 The feed of slots does not answer",
        ),
        FeedState::NoKeys => either(
            language,
            "⚪️ Ленту не с чем спрашивать: нет ключей",
            "⚪️ No keys to ask for the feed",
        ),
        FeedState::Unknown => either(language, "🔴 Опрос ленты не идёт", "🔴 Nobody polls the feed"),
    };
    let mut line = state.to_owned();
    if let Some(ms) = feed.interval_ms {
        let seconds = format!("{}.{}", ms / 1000, ms % 1000 / 100);
        line += &match language {
            Ru => format!(", интервал {seconds} с"),
            En => format!(", every {seconds} s"),
        };
    }
    line += &match (language, feed.profiles) {
        (Ru, n) => format!(", магазинов: {n}"),
        (En, n) => format!(", shops: {n}"),
    };
    if let Some(at) = feed.last_good_at {
        line += &format!(
            "\n{}: {}",
            either(language, "Последний хороший ответ", "Last good answer"),
            moment(at)
        );
    }
    if let Some(at) = feed.last_tick_at {
        line += &format!("\n{}: {}", either(language, "Последний опрос", "Last look"), moment(at));
    }
    line
}

fn breaker(language: Language, target: &Target) -> String {
    let name = target.name;
    match (target.open_until, target.is_to_be_probed, language) {
        (Some(until), _, Ru) => format!("🔴 {name}: не вызываем до {}", moment(until)),
        (Some(until), _, En) => format!("🔴 {name}: left alone until {}", moment(until)),
        (None, true, Ru) => format!("🟡 {name}: следующий вызов — проверка"),
        (None, true, En) => format!("🟡 {name}: the next call is a probe"),
        (None, false, Ru) if target.failures > 0 => format!("🟡 {name}: ошибок подряд {}", target.failures),
        (None, false, En) if target.failures > 0 => format!("🟡 {name}: {} failures in a row", target.failures),
        (None, false, Ru) => format!("🟢 {name}: вызываем"),
        (None, false, En) => format!("🟢 {name}: in use"),
    }
}

fn depth(language: Language, queue: &Queue) -> String {
    let name = &queue.name;
    match (&queue.depth, language) {
        (None, Ru) => format!("• {name}: не ответила"),
        (None, En) => format!("• {name}: no answer"),
        (Some(depth), _) => {
            let alarm = if name.ends_with("-failed") && depth.waiting + depth.under_way > 0 {
                "❗️ "
            } else {
                ""
            };
            match language {
                Ru => format!("• {alarm}{name}: ждут {}, в работе {}", depth.waiting, depth.under_way),
                En => format!(
                    "• {alarm}{name}: {} waiting, {} under way",
                    depth.waiting, depth.under_way
                ),
            }
        }
    }
}

fn buttons(language: Language) -> Keyboard {
    let label = |russian, english| either(language, russian, english);
    let trail = Press::Trail {
        about: None,
        from: None,
    };
    Keyboard::new()
        .row([button(label("🔄 Обновить", "🔄 Refresh"), &Press::Overview)])
        .row([
            button(label("👤 Пользователь", "👤 User"), &Press::AskUser),
            button(label("↩️ Возврат", "↩️ Refund"), &Press::AskCharge),
        ])
        .row([
            button(label("⚠️ Ошибки", "⚠️ Errors"), &Press::Errors(None)),
            button(label("📜 Журнал", "📜 Audit"), &trail),
        ])
        .row([button(
            label("📣 Написать всем", "📣 Write to everybody"),
            &Press::Write,
        )])
}
