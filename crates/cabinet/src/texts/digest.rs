//! The daily digest in words.

use accounts::history::Operation;
use accounts::key_words::masked;
use accounts::seller_key::KeyRecord;
use clock::moscow_date;
use jiff::Timestamp;
use jiff::civil::Date;
use telegram::Language::{self, En, Ru};
use telegram::{Message, words};

use super::either;
use super::history::operation;
use crate::digest::{Review, Running};

/// Operations of one kind that are told one by one; the others are counted.
const MOST_LINES: usize = 5;

/// A day in short. A quiet day is one line.
pub fn digest(
    language: Language,
    day: Date,
    review: &Review,
    running: Running,
    keys_ending: &[KeyRecord],
    now: Timestamp,
) -> Message {
    if review.is_empty() && keys_ending.is_empty() {
        return Message::plain(format!(
            "{} {}",
            either(
                language,
                "📰 За сутки ничего нового.",
                "📰 Nothing new in the last 24 hours."
            ),
            runs(language, running)
        ));
    }
    let title = either(language, "📰 Сводка за сутки", "📰 The last 24 hours");
    let mut message = Message::new()
        .bold(&format!("{title} · {}", words::date(day, language)))
        .line("")
        .blank();
    for line in counts(language, review) {
        message = message.line(&line);
    }
    for kind in [&review.caught, &review.moves, &review.money, &review.keys] {
        message = listed(language, message, kind);
    }
    for key in keys_ending {
        message = message.line(&ending(language, key, now));
    }
    message.blank().text(&format!(
        "{} {}",
        runs(language, running),
        either(language, "Подробно: /history", "In detail: /history")
    ))
}

fn counts(language: Language, review: &Review) -> Vec<String> {
    let (caught, lost, failed) = (review.caught.len(), review.lost, review.failed);
    let mut lines = Vec::new();
    if caught + lost + failed > 0 {
        lines.push(match language {
            Ru => format!("🎣 Поймано: {caught} · упущено: {lost} · не вышло по другой причине: {failed}"),
            En => format!("🎣 Caught: {caught} · lost: {lost} · failed otherwise: {failed}"),
        });
    }
    if review.unclear > 0 {
        let n = review.unclear;
        lines.push(match language {
            Ru => format!("❓ Исход неясен: {n} — проверьте на портале продавца"),
            En => format!("❓ Outcome unknown: {n} — look at the seller portal"),
        });
    }
    if review.missed > 0 {
        let n = review.missed;
        lines.push(match language {
            Ru => format!("👁 Открытий без попытки: {n}"),
            En => format!("👁 Openings not attempted: {n}"),
        });
    }
    lines
}

fn listed(language: Language, mut message: Message, operations: &[Operation]) -> Message {
    for what in operations.iter().take(MOST_LINES) {
        message = message.line(&operation(language, what));
    }
    match (operations.len().saturating_sub(MOST_LINES), language) {
        (0, _) => message,
        (more, Ru) => message.line(&format!("   …и ещё {more}")),
        (more, En) => message.line(&format!("   …and {more} more")),
    }
}

fn ending(language: Language, key: &KeyRecord, now: Timestamp) -> String {
    let (name, last4) = (&key.name, masked(&key.last4));
    let until = words::date(moscow_date(key.expires_at), language);
    match (key.expires_at > now, language) {
        (true, Ru) => format!("⏳ Ключ «{name}» {last4} действует до {until}"),
        (true, En) => format!("⏳ The key “{name}” {last4} is good until {until}"),
        (false, Ru) => format!("⌛ Срок ключа «{name}» {last4} вышел: замените его в /keys"),
        (false, En) => format!("⌛ The key “{name}” {last4} has expired: replace it in /keys"),
    }
}

fn runs(language: Language, running: Running) -> String {
    let Running { watches, rules } = running;
    match (rules, language) {
        (0, Ru) => format!("Наблюдений работает: {watches}."),
        (0, En) => format!("Watches at work: {watches}."),
        (_, Ru) => format!("Наблюдений работает: {watches}, правил перемещения: {rules}."),
        (_, En) => format!("Watches at work: {watches}, rules for moves: {rules}."),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use accounts::history::{Ending, Missed, Slot};
    use accounts::ids::KeyId;
    use accounts::seller_key::KeyState;
    use jiff::civil::date;
    use telegram::{ChatId, UserId};
    use wildberries::{BoxType, Coefficient, TokenKind};

    use super::*;

    fn now() -> Timestamp {
        "2026-11-18T06:00:00Z".parse().unwrap()
    }

    fn slot(day: i8) -> Slot {
        Slot {
            warehouse: "Коледино".into(),
            date: date(2026, 11, day),
            box_type: BoxType::Boxes,
            coefficient: Coefficient::whole(1),
        }
    }

    fn attempt(day: i8, ending: Ending) -> Operation {
        Operation::Attempt {
            watch: "w".into(),
            attempt: format!("a{day}"),
            slot: slot(day),
            ending,
            detail: (ending == Ending::Caught).then(|| format!("8800{day}")),
            seen_at: now(),
            took_ms: 700,
        }
    }

    fn key() -> KeyRecord {
        KeyRecord {
            user: UserId(1),
            chat: ChatId(1),
            id: KeyId::from_text("k"),
            name: "Чайная лавка".into(),
            seller: "shop".parse().unwrap(),
            seller_name: "Чайная лавка".into(),
            last4: "wxyz".into(),
            kind: TokenKind::Service,
            read_only: false,
            expires_at: "2026-11-20T10:00:00Z".parse().unwrap(),
            state: KeyState::Active,
            sealed: None,
            added_at: now(),
            changed_at: now(),
            warned: None,
            revalidated_at: None,
        }
    }

    fn busy() -> Review {
        let mut day: Vec<Operation> = (20..27).map(|day| attempt(day, Ending::Caught)).collect();
        day.extend([
            attempt(20, Ending::Lost),
            attempt(21, Ending::SlotClosed),
            attempt(22, Ending::TooActive),
            attempt(23, Ending::Unsettled),
            Operation::OpeningMissed {
                watch: "w".into(),
                slot: slot(24),
                why: Missed::NoCatches,
            },
            Operation::Paid {
                charge: "c".into(),
                stars: 250,
                catches: 10,
                until: None,
            },
            Operation::WatchPaused { watch: "w".into() },
        ]);
        day.into_iter().collect()
    }

    #[test]
    fn a_day_is_told_in_short() {
        let running = Running { watches: 3, rules: 1 };
        for language in [Ru, En] {
            let text = digest(language, date(2026, 11, 18), &busy(), running, &[key()], now()).text;
            insta::assert_snapshot!(format!("digest_{language:?}"), text);
        }
    }

    #[test]
    fn a_quiet_day_is_one_line() {
        let quiet: Review = [Operation::WatchPaused { watch: "w".into() }].into_iter().collect();
        let running = Running { watches: 2, rules: 0 };
        let text = digest(Ru, date(2026, 11, 18), &quiet, running, &[], now()).text;
        assert_eq!(text, "📰 За сутки ничего нового. Наблюдений работает: 2.");
    }

    #[test]
    fn a_key_that_ends_is_told_on_a_quiet_day_too() {
        let over = KeyRecord {
            expires_at: now(),
            ..key()
        };
        let text = digest(
            En,
            date(2026, 11, 18),
            &Review::default(),
            Running::default(),
            &[over],
            now(),
        )
        .text;
        assert!(text.contains("has expired: replace it in /keys"), "{text}");
    }
}
