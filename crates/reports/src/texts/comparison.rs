//! Channels of one report side by side.

use channels::words;
use telegram::{Language, Message};

use super::channel::change;
use super::either;
use crate::report::ChannelReport;

/// The channels by their growth, each with the figures that compare.
pub(super) fn section(language: Language, channels: &[ChannelReport]) -> Message {
    let mut ranked: Vec<&ChannelReport> = channels.iter().collect();
    let percent = |report: &ChannelReport| report.growth.and_then(|growth| growth.percent);
    // Those of which nothing is known stand last.
    ranked.sort_by(|one, other| {
        let order = |report| percent(report).unwrap_or(f64::NEG_INFINITY);
        order(other).total_cmp(&order(one))
    });
    let title = either(
        language,
        "⚖️ Сравнение: по росту подписчиков",
        "⚖️ Side by side, by growth of subscribers",
    );
    let mut text = Message::new().bold(title).line("");
    for (number, report) in ranked.into_iter().enumerate() {
        text = text.line(&line(language, number + 1, report));
    }
    text
}

fn line(language: Language, number: usize, report: &ChannelReport) -> String {
    let unknown = either(language, "нет данных", "no data");
    let mut parts = vec![
        report
            .growth
            .map_or_else(|| unknown.to_owned(), |growth| change(language, &growth)),
    ];
    parts.extend(report.err_24h.or(report.err).map(|err| {
        let name = if report.err_24h.is_some() { "ERR24" } else { "ERR" };
        format!("{name} {}", words::rate(language, &err))
    }));
    parts.extend(report.er.map(|er| format!("ER {}", words::rate(language, &er))));
    let quality = either(language, "качество", "quality");
    parts.extend(report.quality.score.map(|score| format!("{quality} {score}")));
    format!("{number}. {}: {}", report.name(), parts.join(" · "))
}
