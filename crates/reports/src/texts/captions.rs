//! The words under pictures.

use channels::ChannelName;
use channels::errands::ChartJob;
use jiff::civil::Date;
use telegram::Language::{self, En, Ru};
use telegram::Message;

use super::either;
use super::report::title;
use super::words::dates;
use crate::span::Span;

/// Under a report's pictures.
pub fn of_report(language: Language, span: Span) -> Message {
    Message::new().text("📑 ").bold(&title(language, span))
}

/// Under pictures of one or more channels: `from` is the first day that is drawn, later than the first one wished where those are too many.
pub fn of_chart(job: &ChartJob, channels: &[ChannelName], from: Date) -> Message {
    let names: Vec<String> = channels.iter().map(ToString::to_string).collect();
    Message::new()
        .text("📈 ")
        .bold(&names.join(", "))
        .text(&format!(", {}", dates(job.language, from, job.to)))
}

/// There is nothing to draw.
pub fn nothing_to_draw(language: Language) -> Message {
    Message::plain(match language {
        Ru => {
            "📈 За эти дни нет данных: рисовать нечего. Первые цифры появятся после ночного сбора, в 05:00 по Москве."
        }
        En => {
            "📈 There are no data of these days to draw. The first figures come with the nightly collection, at 05:00 in Moscow."
        }
    })
}

/// Telegram did not say whether a picture arrived: sent again it might be there twice.
pub fn unclear(language: Language) -> Message {
    Message::plain(either(
        language,
        "📈 График отправлен, но Telegram не подтвердил, что он дошёл. Если его здесь нет, закажите ещё раз: /stats",
        "📈 The chart was sent, but Telegram did not confirm that it arrived. If it is not here, order it again: /stats",
    ))
}

/// A picture was given up.
pub fn not_drawn(language: Language) -> Message {
    Message::plain(either(
        language,
        "📈 График не получился. Попробуйте позже: /stats",
        "📈 The chart did not work out. Please try later: /stats",
    ))
}
