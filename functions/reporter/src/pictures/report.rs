//! Which pictures go with a report.

use charts::Chart;
use reports::report::ChannelReport;
use telegram::{Call, Language};

use super::{channel, several};

/// The pictures of a report, the most telling ones first, at most one album.
pub fn charts(language: Language, channels: &[ChannelReport]) -> Vec<Chart> {
    let mut charts = match channels {
        [only] => of_one(language, only),
        _ => several::rankings(language, channels),
    };
    if channels.len() > 1 {
        charts.extend(
            channels
                .iter()
                .filter_map(|report| channel::members(language, stretch(report, &report.channel.called()))),
        );
    }
    charts.truncate(Call::MAX_ALBUM);
    charts
}

fn of_one(language: Language, report: &ChannelReport) -> Vec<Chart> {
    let called = report.channel.called();
    let stretch = stretch(report, &called);
    let all = [
        channel::figures(language, report),
        channel::members(language, stretch),
        channel::views(language, stretch),
        channel::posts(language, stretch),
        channel::best_posts(language, report),
    ];
    all.into_iter().flatten().collect()
}

fn stretch<'a>(report: &'a ChannelReport, called: &'a str) -> channel::Stretch<'a> {
    channel::Stretch {
        called,
        days: &report.days,
        from: report.span.from,
        to: report.span.to,
        growth: report.growth,
    }
}
