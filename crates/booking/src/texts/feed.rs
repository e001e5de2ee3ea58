//! How Wildberries' feed of slots is doing, in one plain line.

use jiff::Timestamp;
use telegram::Language::{self, En, Ru};
use telegram::Message;

use super::common::{decimal, either};
use crate::announcements::FeedNews;
use crate::clock::{moscow_date, moscow_time};
use crate::feed::{FeedCondition, FeedState, FeedView};

/// The line about the feed; `since` is when its present state began, if that is known.
pub fn line(language: Language, view: &FeedView, since: Option<Timestamp>) -> String {
    let text = match view.state {
        FeedState::Live => live(language, view.interval_ms),
        FeedState::Slow => slow(language, view.interval_ms),
        FeedState::Disabled => disabled(language, since),
        FeedState::Failing => failing(language, view.last_good_at),
        FeedState::NoKeys => either(
            language,
            "Лента WB: сейчас её нечем читать, в общем пуле нет рабочих ключей. Наблюдения начнут работать, как только появится ключ.",
            "WB's feed: there is nothing to read it with, the shared pool has no working keys. Watches start as soon as there is one.",
        )
        .into(),
        FeedState::Unknown => either(
            language,
            "Лента WB: свежих данных пока нет. Загляните сюда через минуту.",
            "WB's feed: no fresh news yet. Look again in a minute.",
        )
        .into(),
    };
    format!("📡 {text}")
}

/// The message to those who watch when the feed has changed for good.
pub fn news(language: Language, news: &FeedNews) -> Message {
    let since = short_moment(news.since);
    let (title, text) = match (news.condition, language) {
        (FeedCondition::Live | FeedCondition::Unknown, Ru) => (
            "✅ Лента Wildberries снова работает",
            format!("С {since} по Москве мы опять видим слоты. Наблюдения продолжились сами, делать ничего не нужно."),
        ),
        (FeedCondition::Live | FeedCondition::Unknown, En) => (
            "✅ Wildberries' feed is back",
            format!(
                "Since {since} Moscow time we see slots again. Your watches went on by themselves, there is nothing to do."
            ),
        ),
        (FeedCondition::Disabled, Ru) => (
            "📡 Wildberries отключил ленту слотов",
            format!(
                "С {since} по Москве Wildberries не показывает слоты никому через API. Ваши наблюдения ждут. Мы проверяем раз в минуту и напишем, когда лента вернётся."
            ),
        ),
        (FeedCondition::Disabled, En) => (
            "📡 Wildberries has switched its feed of slots off",
            format!(
                "Since {since} Moscow time Wildberries shows slots to nobody through its API. Your watches wait. We check every minute and will write when the feed is back."
            ),
        ),
        (FeedCondition::Failing, Ru) => (
            "📡 Лента Wildberries не отвечает",
            format!(
                "С {since} по Москве мы не получаем слоты: сервер Wildberries не отвечает. Ваши наблюдения ждут. Мы пробуем снова и напишем, когда лента вернётся."
            ),
        ),
        (FeedCondition::Failing, En) => (
            "📡 Wildberries' feed does not answer",
            format!(
                "Since {since} Moscow time we get no slots: Wildberries' server does not answer. Your watches wait. We keep trying and will write when the feed is back."
            ),
        ),
        (FeedCondition::NoKeys, Ru) => (
            "🔑 Ленту нечем читать",
            format!(
                "С {since} по Москве в общем пуле нет рабочих ключей, поэтому слоты не видны. Проверьте свои ключи: /keys. Как только появится рабочий, наблюдения продолжатся сами."
            ),
        ),
        (FeedCondition::NoKeys, En) => (
            "🔑 There is nothing to read the feed with",
            format!(
                "Since {since} Moscow time the shared pool has no working keys, so no slots are seen. Check your keys: /keys. As soon as one works, watches go on by themselves."
            ),
        ),
    };
    Message::new().bold(title).text(&format!("\n\n{text}"))
}

fn live(language: Language, interval_ms: Option<u64>) -> String {
    match (language, interval_ms) {
        (Ru, Some(ms)) => format!("Лента WB: проверяем раз в {} с", tenths(Ru, ms)),
        (En, Some(ms)) => format!("WB's feed: checked every {} s", tenths(En, ms)),
        (_, None) => either(language, "Лента WB: отвечает", "WB's feed: answering").into(),
    }
}

fn slow(language: Language, interval_ms: Option<u64>) -> String {
    let interval = interval_ms.map(|ms| tenths(language, ms));
    match (language, interval) {
        (Ru, Some(s)) => format!("Лента WB: проверяем раз в {s} с — мало ключей в общем пуле"),
        (En, Some(s)) => format!("WB's feed: checked every {s} s — few keys in the shared pool"),
        (_, None) => either(
            language,
            "Лента WB: проверяем редко — мало ключей в общем пуле",
            "WB's feed: checked rarely — few keys in the shared pool",
        )
        .into(),
    }
}

fn disabled(language: Language, since: Option<Timestamp>) -> String {
    match language {
        Ru => {
            let since = since.map(|at| format!(" (с {})", short_moment(at))).unwrap_or_default();
            format!(
                "Wildberries временно отключил ленту слотов{since}. Проверяем раз в минуту, наблюдения продолжатся сами."
            )
        }
        En => {
            let since = since
                .map(|at| format!(" (since {})", short_moment(at)))
                .unwrap_or_default();
            format!(
                "Wildberries has switched its feed of slots off for a while{since}. We check every minute, watches will go on by themselves."
            )
        }
    }
}

fn failing(language: Language, last_good_at: Option<Timestamp>) -> String {
    match language {
        Ru => {
            let last = last_good_at
                .map(|at| format!(" Последний ответ: {}.", short_moment(at)))
                .unwrap_or_default();
            format!("Лента WB не отвечает.{last} Пробуем снова, наблюдения продолжатся сами.")
        }
        En => {
            let last = last_good_at
                .map(|at| format!(" Last answer: {}.", short_moment(at)))
                .unwrap_or_default();
            format!("WB's feed does not answer.{last} We keep trying, watches will go on by themselves.")
        }
    }
}

/// Time and day in Moscow: `15:04 21.11`.
fn short_moment(at: Timestamp) -> String {
    let date = moscow_date(at);
    format!("{} {:02}.{:02}", moscow_time(at), date.day(), date.month())
}

fn tenths(language: Language, ms: u64) -> String {
    let tenths = (ms + 50) / 100;
    decimal(language, format!("{}.{}", tenths / 10, tenths % 10))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn view(state: FeedState, interval_ms: Option<u64>) -> FeedView {
        FeedView {
            state,
            last_good_at: None,
            interval_ms,
        }
    }

    #[test]
    fn the_feed_is_described_honestly() {
        let at: Timestamp = "2026-11-21T12:04:00Z".parse().unwrap();
        let said = |state, interval| line(Ru, &view(state, interval), Some(at));
        assert_eq!(said(FeedState::Live, Some(1_020)), "📡 Лента WB: проверяем раз в 1,0 с");
        assert_eq!(
            said(FeedState::Slow, Some(9_800)),
            "📡 Лента WB: проверяем раз в 9,8 с — мало ключей в общем пуле"
        );
        assert_eq!(
            said(FeedState::Disabled, None),
            "📡 Wildberries временно отключил ленту слотов (с 15:04 21.11). Проверяем раз в минуту, наблюдения продолжатся сами."
        );
        let failing = FeedView {
            last_good_at: Some(at),
            ..view(FeedState::Failing, None)
        };
        assert_eq!(
            line(En, &failing, None),
            "📡 WB's feed does not answer. Last answer: 15:04 21.11. We keep trying, watches will go on by themselves."
        );
    }
}
