//! One channel of a report in words.

use channels::measures::{Growth, Measure};
use channels::quality::{Component, Judged, Quality};
use channels::{Precision, words};
use telegram::Language::{self, En, Ru};
use telegram::Message;

use super::either;
use super::spoken::spoken;
use super::words::{
    channel_url, cut, day, days, days_count, percent_change, period_before, post_url, to_period_before,
};
use crate::report::{ChannelReport, Compared, Gaps, NAMED, Ranked, Sum};

/// The most of a post's words.
const WORDS: usize = 48;
/// The most of a channel's title.
const TITLE: usize = 64;

/// A channel's part of a report.
pub(super) fn section(language: Language, report: &ChannelReport) -> Message {
    let name = report.name();
    let title = cut(&report.channel.called(), TITLE);
    let mut text = Message::new().text("📣 ").bold(&title);
    if title != name.to_string() {
        text = text.text(" ").link(&name.to_string(), channel_url(name));
    }
    text = text.line("");
    if report.is_empty() {
        return text.line(&no_data(language, report));
    }
    let lines = [
        members(language, report),
        Some(views(language, report)),
        Some(posts(language, report)),
        Some(reach(language, report)),
        Some(rates(language, report)),
        Some(spoken(language, &report.cited, &report.citing)),
        Some(quality(language, &report.quality)),
        jump(language, report),
    ];
    for line in lines.into_iter().flatten() {
        text = text.line(&line);
    }
    text = ranking(language, report, text);
    for line in gaps(language, &report.gaps) {
        text = text.line(&line);
    }
    text
}

fn no_data(language: Language, report: &ChannelReport) -> String {
    match (language, report.gaps.followed_since) {
        (Ru, Some(since)) if since > report.span.to => format!(
            "Пока нет данных за этот период: канал добавлен {}. Первые цифры появятся в следующем отчёте.",
            day(Ru, since)
        ),
        (En, Some(since)) if since > report.span.to => format!(
            "No data of this period yet: the channel was added on {}. The next report will have figures.",
            day(En, since)
        ),
        (Ru, _) => "Нет данных за этот период: источники не ответили или канал не показывает посты. Что с ними: /health".into(),
        (En, _) => "No data of this period: the sources did not answer, or the channel shows no posts. How they are doing: /health".into(),
    }
}

fn members(language: Language, report: &ChannelReport) -> Option<String> {
    let label = either(language, "👥 Подписчики: ", "👥 Subscribers: ");
    let Some((at, figure)) = report.members else {
        return Some(format!("{label}{}", unknown(language)));
    };
    let now = words::figure(language, &figure);
    let origin = words::origin(language, &figure);
    let Some(growth) = report.growth else {
        let note = either(language, "для роста нужны два дня", "growth needs two days");
        return Some(format!("{label}{now} ({origin}); {note}"));
    };
    let was = words::figure(language, &growth.from.1);
    let mut line = format!("{label}{was} → {now}, {}", change(language, &growth));
    if let Some(before) = &report.growth_before {
        line += &format!(
            "; {} {}",
            period_before(language, report.span.period),
            change(language, before)
        );
    }
    // The count that was to be there may be an older day's.
    if at < report.span.to || growth.from.0 >= report.span.from {
        let between = [growth.from.0, growth.to.0].map(|one| day(language, one));
        line += &format!(" [{}–{}]", between[0], between[1]);
    }
    Some(format!("{line}\n    {origin}"))
}

/// `+150 (+1,2 %)`, `≈+150 (≈+1,2 %)`.
pub(super) fn change(language: Language, growth: &Growth) -> String {
    let by = format!(
        "{}{}",
        words::mark(growth.precision),
        words::change(language, growth.change)
    );
    match growth.percent {
        Some(percent) => format!("{by} ({})", percent_change(language, percent, growth.precision)),
        None => by,
    }
}

fn views(language: Language, report: &ChannelReport) -> String {
    let label = either(language, "👁 Просмотры: ", "👁 Views: ");
    let Some(views) = report.views else {
        return format!("{label}{}", unknown(language));
    };
    let daily = Measure {
        value: views.daily(),
        precision: views.precision,
        of: views.known,
    };
    let daily = words::views(language, &daily);
    let daily = match language {
        Ru => format!("в среднем {daily} в день"),
        En => format!("{daily} a day on average"),
    };
    let trend = trend(language, report.views_trend(), report);
    format!(
        "{label}{}, {daily}{trend}{}",
        total(language, views),
        partly(language, views)
    )
}

fn posts(language: Language, report: &ChannelReport) -> String {
    let label = either(language, "📝 Посты: ", "📝 Posts: ");
    let Some(posts) = report.posts else {
        return format!("{label}{}", unknown(language));
    };
    let before = report
        .posts_before
        .filter(|before| before.is_whole() && posts.is_whole());
    let before = before.map_or_else(String::new, |before| {
        let before_words = period_before(language, report.span.period);
        format!("; {before_words} {}", total(language, before))
    });
    format!("{label}{}{before}{}", total(language, posts), partly(language, posts))
}

fn reach(language: Language, report: &ChannelReport) -> String {
    let label = either(language, "🎯 Охват поста: ", "🎯 Reach of a post: ");
    let within = either(language, "за 24 ч: ", "in 24 h: ");
    let said = |measure: Option<Measure>| {
        measure.map_or_else(
            || unknown(language).to_owned(),
            |measure| words::views(language, &measure),
        )
    };
    let trend = trend(language, report.reach_trend(), report);
    format!(
        "{label}{} · {within}{}{trend}",
        said(report.reach),
        said(report.reach_24h)
    )
}

fn rates(language: Language, report: &ChannelReport) -> String {
    let said = |name: &str, measure: Option<Measure>| match measure {
        Some(measure) => format!("{name} {}", words::rate(language, &measure)),
        None => format!("{name} — {}", unknown(language)),
    };
    let all = [
        said("ERR", report.err),
        said("ERR24", report.err_24h),
        said("ER", report.er),
    ];
    format!("📊 {}", all.join(" · "))
}

fn quality(language: Language, quality: &Quality) -> String {
    let label = either(language, "🏅 Качество", "🏅 Quality");
    let (known, unjudged): (Vec<&Component>, Vec<&Component>) = quality
        .components
        .iter()
        .partition(|component| component.value.is_some());
    let score = match (quality.score, language) {
        (Some(score), Ru) => format!("{score} из 100"),
        (Some(score), En) => format!("{score} of 100"),
        (None, Ru) => "пока не оценить: мало данных".to_owned(),
        (None, En) => "cannot be judged yet: too few data".to_owned(),
    };
    let reasons: Vec<String> = known
        .iter()
        .map(|one| format!("{} {:.0}/{:.0}", judged(language, one.what), one.points, one.most))
        .collect();
    let mut line = format!("{label}: {score}");
    if !reasons.is_empty() {
        line += &format!("\n    {}", reasons.join(" · "));
    }
    if !unjudged.is_empty() && quality.score.is_some() {
        let names: Vec<&str> = unjudged.iter().map(|one| judged(language, one.what)).collect();
        line += &format!("\n    {}: {}", unknown(language), names.join(", "));
    }
    line
}

/// What is judged, in a word or two.
fn judged(language: Language, what: Judged) -> &'static str {
    let (ru, en) = match what {
        Judged::Reach => ("охват", "reach"),
        Judged::Engagement => ("вовлечённость", "engagement"),
        Judged::Regularity => ("регулярность", "regularity"),
        Judged::NaturalViews => ("живые просмотры", "natural views"),
        Judged::NaturalGrowth => ("естественный рост", "natural growth"),
        Judged::Citation => ("цитирование", "citation"),
        Judged::ViewsToMedian => ("просмотры", "views"),
        Judged::EngagementToMedian => ("отклик", "response"),
        Judged::SharesToMedian => ("репосты", "forwards"),
    };
    either(language, ru, en)
}

fn jump(language: Language, report: &ChannelReport) -> Option<String> {
    let jump = report.jump?;
    let (at, mark) = (day(language, jump.day), words::mark(report.jump_precision));
    let percent = words::percent(language, jump.percent);
    Some(match language {
        Ru => format!(
            "❗ {at} подписчиков стало больше сразу на {mark}{percent}, а просмотры за ними не выросли: похоже на накрутку"
        ),
        En => format!(
            "❗ On {at} subscribers grew by {mark}{percent} at once and views did not follow: this looks bought"
        ),
    })
}

fn ranking(language: Language, report: &ChannelReport, mut text: Message) -> Message {
    let ranking = &report.ranking;
    if ranking.best.is_empty() {
        return text;
    }
    let by = match (ranking.by, language) {
        (Compared::AtADay, Ru) => "просмотры за 24 ч",
        (Compared::AtADay, En) => "views in 24 h",
        (Compared::LastSeen, Ru) => "просмотры при последнем замере, возраст постов разный",
        (Compared::LastSeen, En) => "views when last seen, posts differ in age",
    };
    let best = either(language, "🔝 Лучшие посты", "🔝 Best posts");
    text = text.line(&format!("{best} ({by}):"));
    for (number, post) in ranking.best.iter().take(NAMED).enumerate() {
        text = ranked(language, report, post, &format!("{}. ", number + 1), text);
    }
    if !ranking.worst.is_empty() {
        text = text.line(either(language, "🔻 Слабее других:", "🔻 Weakest:"));
        for post in &ranking.worst {
            text = ranked(language, report, post, "• ", text);
        }
    }
    text
}

fn ranked(language: Language, report: &ChannelReport, post: &Ranked, before: &str, text: Message) -> Message {
    let views = words::views(
        language,
        &Measure {
            value: post.views.value,
            precision: post.views.precision,
            of: 1,
        },
    );
    let begins = post
        .beginning
        .as_deref()
        .map(|text| cut(text, WORDS))
        .filter(|text| !text.is_empty());
    let begins = begins.unwrap_or_else(|| {
        let words = either(language, "пост без текста", "a post without words");
        format!("{words}, {}", day(language, clock::moscow_date(post.posted_at)))
    });
    let mut after = format!(" — {views}");
    if let Some(times) = post.by_median.filter(|_| report.ranking.known > 2) {
        let percent = percent_change(language, (times.value - 1.0) * 100.0, times.precision);
        after += &match language {
            Ru => format!(" ({percent} к медиане)"),
            En => format!(" ({percent} to the median)"),
        };
    }
    if let Some(quality) = post.quality {
        after += &match language {
            Ru => format!(", качество {quality}"),
            En => format!(", quality {quality}"),
        };
    }
    text.text(before)
        .link(&begins, post_url(report.name(), post.id))
        .line(&after)
}

fn gaps(language: Language, gaps: &Gaps) -> Vec<String> {
    let kinds = [
        (either(language, "подписчики", "subscribers"), &gaps.members),
        (either(language, "просмотры", "views"), &gaps.views),
        (either(language, "посты", "posts"), &gaps.posts),
    ];
    let missing: Vec<String> = kinds
        .into_iter()
        .filter(|(_, list)| !list.is_empty())
        .map(|(kind, list)| format!("{kind} {}", days(language, list)))
        .collect();
    let mut lines = Vec::new();
    if !missing.is_empty() {
        let label = either(language, "⚠️ Нет данных", "⚠️ No data");
        lines.push(format!("{label}: {}", missing.join("; ")));
    }
    if let Some(since) = gaps.followed_since {
        let since = day(language, since);
        lines.push(match language {
            Ru => format!("🆕 Канал добавлен {since}: подписчики известны с этого дня"),
            En => format!("🆕 Added on {since}: subscribers are known from that day on"),
        });
    }
    lines
}

fn total(language: Language, sum: Sum) -> String {
    let mark = match sum.precision {
        Precision::Exact => "",
        precision => words::mark(precision),
    };
    format!("{mark}{}", words::count(language, sum.total))
}

/// Said where some of the days are not known.
fn partly(language: Language, sum: Sum) -> String {
    if sum.is_whole() {
        return String::new();
    }
    match language {
        Ru => format!(" [{} из {}]", days_count(Ru, sum.known), sum.of),
        En => format!(" [{} of {}]", days_count(En, sum.known), sum.of),
    }
}

fn trend(language: Language, change: Option<Measure>, report: &ChannelReport) -> String {
    change.map_or_else(String::new, |change| {
        let before = to_period_before(language, report.span.period);
        format!(
            " ({} {before})",
            percent_change(language, change.value, change.precision)
        )
    })
}

fn unknown(language: Language) -> &'static str {
    either(language, "нет данных", "no data")
}
