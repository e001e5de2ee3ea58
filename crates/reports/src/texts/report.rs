//! A whole report in words: a head, each channel, what the terms mean; cut into messages between channels only.

use channels::errands::Period;
use telegram::Language::{self, En, Ru};
use telegram::Message;

use super::words::{channels_count, span};
use super::{channel, comparison, either};
use crate::report::ChannelReport;
use crate::span::Span;

/// The most of one message in UTF-16 units: some room below Telegram's limit.
const MOST: usize = 3_800;

/// The report's messages, in order.
pub fn messages(language: Language, days: Span, channels: &[ChannelReport]) -> Vec<Message> {
    let mut parts = vec![head(language, days, channels.len())];
    if channels.len() > 1 {
        parts.push(comparison::section(language, channels));
    }
    parts.extend(channels.iter().map(|one| channel::section(language, one)));
    parts.push(legend(language));
    packed(parts)
}

/// The report's title, also under its pictures.
pub fn title(language: Language, days: Span) -> String {
    let period = span(language, days);
    match (language, days.period) {
        (Ru, Period::Week) => format!("Отчёт за 7 дней: {period}"),
        (Ru, Period::Month) => format!("Отчёт за месяц: {period}"),
        (En, Period::Week) => format!("Report of 7 days: {period}"),
        (En, Period::Month) => format!("Report of the month: {period}"),
    }
}

/// Said above a report whose pictures did not come.
pub fn without_pictures(language: Language) -> Message {
    Message::plain(either(
        language,
        "🖼 Картинки к отчёту не получились, отчёт — текстом. Попробовать снова: /report",
        "🖼 The report's pictures did not work out; here it is in words. To try again: /report",
    ))
}

/// Said above a report when Telegram did not say whether its pictures arrived: sent again they might be there twice.
pub fn pictures_unclear(language: Language) -> Message {
    Message::plain(either(
        language,
        "🖼 Картинки к отчёту отправлены, но Telegram не подтвердил, что они дошли. Если их нет — попробуйте снова: /report",
        "🖼 The report's pictures were sent, but Telegram did not confirm that they arrived. If they are not here, try again: /report",
    ))
}

fn head(language: Language, days: Span, channels: usize) -> Message {
    let head = Message::new()
        .text("📑 ")
        .bold(&title(language, days))
        .line("")
        .text(&channels_count(language, channels));
    let note = either(
        language,
        " · дни по московскому времени",
        " · days by Moscow's calendar",
    );
    head.line(note)
}

fn legend(language: Language) -> Message {
    let words = match language {
        Ru => {
            "Охват — среднее число просмотров поста. ERR — охват к подписчикам, ERR24 — по просмотрам за первые сутки, ER — реакции, комментарии и репосты к просмотрам. \
             Без знака — точно, «≈» — округлено источником (t.me), «~» — наша оценка по замерам. Рост и охват сравниваются с предыдущим периодом, охват — в равном возрасте постов. Настроить отчёты: /report"
        }
        En => {
            "Reach is the mean number of a post's views. ERR is reach by subscribers, ERR24 by the views of the first day, ER is reactions, comments and forwards by views. \
             No mark means exact, “≈” rounded by the source (t.me), “~” our estimate from what was seen. Growth and reach are compared with the period before, reach at equal age of posts. Settings: /report"
        }
    };
    Message::new().text("ℹ️ ").italic(words)
}

/// Sections put together as long as they fit.
fn packed(parts: Vec<Message>) -> Vec<Message> {
    let mut messages: Vec<Message> = Vec::new();
    for part in parts {
        match messages.last_mut() {
            Some(last) if last.utf16_len() + part.utf16_len() < MOST => {
                *last = std::mem::take(last).blank().append(part);
            }
            _ => messages.push(part),
        }
    }
    messages
}
