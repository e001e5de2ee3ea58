//! Pictures of one channel.

use channels::day::ChannelDay;
use channels::errands::Period;
use channels::measures::{Growth, Measure};
use channels::{Figure as Counted, words};
use charts::{Bars, Change, Chart, Figure, Lines, Plot, Point, Ranking, Row, Series, Steps, Unit};
use jiff::civil::Date;
use reports::report::{ChannelReport, Compared};
use reports::span::Span;
use reports::texts::words::{cut, dates, percent_change, span as period};
use telegram::Language::{self, En, Ru};

use super::points::{any_known, daily, first_drawn, of_figure, of_measure, point};

/// More days than this are drawn month by month where bars are drawn.
const MOST_BARS: usize = 92;
/// The most of a post's words.
const WORDS: usize = 44;

/// Days of one channel to be drawn.
#[derive(Debug, Clone, Copy)]
pub struct Stretch<'a> {
    /// What the channel is called.
    pub called: &'a str,
    /// Its stored days, oldest first.
    pub days: &'a [ChannelDay],
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// How the number of subscribers changed, from the end of the day before: what the words say too.
    pub growth: Option<Growth>,
}

impl Stretch<'_> {
    fn newest(&self, of: fn(&ChannelDay) -> Option<Counted<u64>>) -> Option<Counted<u64>> {
        self.days.iter().rev().find_map(of)
    }
}

/// The number of subscribers, day by day; `None` when none was counted.
pub fn members(language: Language, of: Stretch<'_>) -> Option<Chart> {
    let first = first_drawn(of.from, of.to);
    let points = daily(of.days, first, of.to, |day| of_figure(day.members));
    if !any_known(&points) {
        return None;
    }
    let (title, name) = match language {
        Ru => ("Подписчики", "Подписчики"),
        En => ("Subscribers", "Subscribers"),
    };
    let plot = Plot::Lines(Lines {
        steps: Steps::Days { first },
        series: vec![Series::new(name, points)],
        unit: Unit::Count,
        from_zero: false,
        marks: Vec::new(),
    });
    let mut subtitle = dates(language, first, of.to);
    if let Some(growth) = &of.growth {
        subtitle = format!("{subtitle} · {}", change(language, growth));
    }
    let chart = Chart::new(format!("{title}: {}", of.called), plot).subtitle(subtitle);
    Some(noted(chart, language, of.newest(|day| day.members)))
}

/// By how much views grew, day by day or month by month; `None` when nobody can say of any day.
pub fn views(language: Language, of: Stretch<'_>) -> Option<Chart> {
    let title = match language {
        Ru => "Просмотры",
        En => "Views",
    };
    let chart = bars(language, title, of, |day| of_figure(day.views))?;
    Some(noted(chart, language, of.newest(|day| day.views)))
}

/// Posts published, day by day or month by month; `None` when nobody can say of any day.
pub fn posts(language: Language, of: Stretch<'_>) -> Option<Chart> {
    let title = match language {
        Ru => "Посты",
        En => "Posts",
    };
    bars(language, title, of, |day| {
        day.posts.map_or(Point::Missing, |posts| Point::Exact(f64::from(posts)))
    })
}

fn bars(language: Language, title: &str, of: Stretch<'_>, value: fn(&ChannelDay) -> Point) -> Option<Chart> {
    let first = first_drawn(of.from, of.to);
    let points = daily(of.days, first, of.to, value);
    if !any_known(&points) {
        return None;
    }
    let is_long = points.len() > MOST_BARS;
    let (steps, points, note) = match is_long {
        true => by_month(language, first, of.to, &points)?,
        false => (Steps::Days { first }, points, None),
    };
    let each = match (language, is_long) {
        (Ru, false) => "по дням",
        (Ru, true) => "по месяцам",
        (En, false) => "day by day",
        (En, true) => "month by month",
    };
    let plot = Plot::Bars(Bars {
        steps,
        series: vec![Series::new(title, points)],
        unit: Unit::Count,
        marks: Vec::new(),
    });
    let subtitle = format!("{} · {each}", dates(language, first, of.to));
    let chart = Chart::new(format!("{title}: {}", of.called), plot).subtitle(subtitle);
    Some(note.into_iter().fold(chart, with_note))
}

/// Sums by month of the days that are known; a month of which a day is missing is an estimate. One of which fewer than half of the days
/// are known would only look like a bad month: it is a gap, and the note says why. `None` when nothing is left.
fn by_month(language: Language, from: Date, to: Date, points: &[Point]) -> Option<(Steps, Vec<Point>, Option<String>)> {
    let days: Vec<(Date, Point)> = channels::calendar::days(from, to).zip(points.iter().copied()).collect();
    let months = days.chunk_by(|one, next| one.0.first_of_month() == next.0.first_of_month());
    let (mut is_left_out, mut is_partly_known) = (false, false);
    let (names, sums): (Vec<String>, Vec<Point>) = months
        .map(|month| {
            let known: Vec<Point> = month
                .iter()
                .map(|(_, point)| *point)
                .filter(|one| *one != Point::Missing)
                .collect();
            let sum: f64 = known.iter().filter_map(|one| one.value()).sum();
            let all = usize::from(month[0].0.days_in_month().unsigned_abs());
            let is_too_little = known.len() * 2 < all;
            is_left_out |= is_too_little && !known.is_empty();
            is_partly_known |= !is_too_little && known.len() < all;
            let is_exact = known.len() == all && known.iter().all(|one| !one.is_approximate());
            let sum = match (is_too_little, is_exact) {
                (true, _) => Point::Missing,
                (false, true) => Point::Exact(sum),
                (false, false) => Point::Estimated(sum),
            };
            (month_name(language, month[0].0), sum)
        })
        .unzip();
    let note = match (is_left_out, is_partly_known, language) {
        (true, _, Ru) => Some("месяцы, где известно меньше половины дней, пропущены"),
        (true, _, En) => Some("months known for under half their days are left out"),
        (false, true, Ru) => Some("неполный месяц — сумма известных дней"),
        (false, true, En) => Some("an incomplete month is the sum of its known days"),
        (false, false, _) => None,
    };
    any_known(&sums).then_some((Steps::Named(names), sums, note.map(str::to_owned)))
}

fn month_name(language: Language, day: Date) -> String {
    let month: String = telegram::words::month(day.month(), language).chars().take(3).collect();
    format!("{} {:02}", month.to_lowercase(), day.year().rem_euclid(100))
}

/// A report's large figures; `None` when none is known.
pub fn figures(language: Language, report: &ChannelReport) -> Option<Chart> {
    let Span { from, to, .. } = report.span;
    let days = |of: fn(&ChannelDay) -> Point| daily(&report.days, from, to, of);
    let since = since(language, report);
    let labels = match language {
        Ru => ["Подписчики", "Просмотры в день", "Охват поста за 24 ч", "ER"],
        En => ["Subscribers", "Views a day", "Reach in 24 h", "ER"],
    };
    let views = report
        .views
        .map_or(Point::Missing, |views| point(views.daily(), views.precision));
    let percent = |percent: Option<Measure>, value: Point| {
        let (percent, value) = (percent?, value.value()?);
        let by = value - value / (1.0 + percent.value / 100.0);
        Some(Change {
            by: rounded(point(by, percent.precision)),
            percent: Some(percent.value),
            since: since.to_owned(),
            more_is_better: true,
        })
    };
    let reach = of_measure(report.reach_24h.or(report.reach));
    let all = [
        Figure {
            label: labels[0].to_owned(),
            value: of_figure(report.members.map(|(_, figure)| figure)),
            unit: Unit::Count,
            change: report.growth.map(|growth| Change {
                by: point(growth.change as f64, growth.precision),
                percent: growth.percent,
                since: within(language).to_owned(),
                more_is_better: true,
            }),
            trend: days(|day| of_figure(day.members)),
        },
        Figure {
            label: labels[1].to_owned(),
            value: rounded(views),
            unit: Unit::Count,
            change: percent(report.views_trend(), views),
            trend: days(|day| of_figure(day.views)),
        },
        Figure {
            label: match (report.reach_24h, language) {
                (Some(_), _) => labels[2],
                (None, Ru) => "Охват поста",
                (None, En) => "Reach of a post",
            }
            .to_owned(),
            value: rounded(reach),
            unit: Unit::Count,
            change: percent(report.reach_24h.and(report.reach_trend()), reach),
            trend: Vec::new(),
        },
        Figure {
            label: labels[3].to_owned(),
            value: of_measure(report.er),
            unit: Unit::Percent,
            change: None,
            trend: Vec::new(),
        },
    ];
    let known = all.iter().any(|figure| figure.value != Point::Missing);
    let chart =
        Chart::new(report.channel.called(), Plot::Figures(all.to_vec())).subtitle(period(language, report.span));
    let members = report
        .members
        .map(|(_, figure)| format!("{}: {}", labels[0], words::origin(language, &figure)));
    known.then(|| match members {
        Some(origin) => chart.note(origin),
        None => chart,
    })
}

/// The posts that were seen most; `None` with fewer than two.
pub fn best_posts(language: Language, report: &ChannelReport) -> Option<Chart> {
    let ranking = &report.ranking;
    if ranking.best.len() < 2 {
        return None;
    }
    let rows = ranking.best.iter().map(|post| {
        let day = clock::moscow_date(post.posted_at);
        let begins = post
            .beginning
            .as_deref()
            .map(|text| cut(text, WORDS))
            .filter(|text| !text.is_empty());
        let label = begins.unwrap_or_else(|| match language {
            Ru => format!("Без текста, {:02}.{:02}", day.day(), day.month()),
            En => format!("No words, {:02}/{:02}", day.month(), day.day()),
        });
        Row {
            label,
            point: rounded(point(post.views.value, post.views.precision)),
            highlighted: false,
        }
    });
    let plot = Plot::Ranking(Ranking {
        rows: rows.collect(),
        unit: Unit::Count,
    });
    let (title, by) = match (language, ranking.by) {
        (Ru, Compared::AtADay) => ("Лучшие посты", "просмотры за первые 24 часа"),
        (Ru, Compared::LastSeen) => ("Лучшие посты", "просмотры при последнем замере"),
        (En, Compared::AtADay) => ("Best posts", "views in the first 24 hours"),
        (En, Compared::LastSeen) => ("Best posts", "views when last seen"),
    };
    let chart = Chart::new(format!("{title}: {}", report.channel.called()), plot);
    Some(chart.subtitle(format!("{} · {by}", period(language, report.span))))
}

/// `+150 (+1,2 %)`, `≈+150 (≈+1,2 %)`.
pub fn change(language: Language, growth: &Growth) -> String {
    let by = format!(
        "{}{}",
        words::mark(growth.precision),
        words::change(language, growth.change)
    );
    growth.percent.map_or_else(
        || by.clone(),
        |percent| format!("{by} ({})", percent_change(language, percent, growth.precision)),
    )
}

/// Where the newest figure comes from, in small print.
fn noted(chart: Chart, language: Language, newest: Option<Counted<u64>>) -> Chart {
    let origin = newest.map(|figure| words::origin(language, &figure));
    origin.into_iter().fold(chart, with_note)
}

/// One more thing in small print.
fn with_note(mut chart: Chart, note: String) -> Chart {
    chart.note = Some(match chart.note {
        Some(before) => format!("{before} · {note}"),
        None => note,
    });
    chart
}

/// What the words call «к предыдущей неделе»: a card has less room.
fn since(language: Language, report: &ChannelReport) -> &'static str {
    match (language, report.span.period) {
        (Ru, Period::Week) => "к пред. нед.",
        (Ru, Period::Month) => "к пред. мес.",
        (En, Period::Week) => "on prev. week",
        (En, Period::Month) => "on prev. month",
    }
}

fn within(language: Language) -> &'static str {
    match language {
        Ru => "за период",
        En => "in the period",
    }
}

/// Views are whole.
fn rounded(value: Point) -> Point {
    match value {
        Point::Missing => Point::Missing,
        Point::Exact(value) => Point::Exact(value.round()),
        Point::Rounded(value) => Point::Rounded(value.round()),
        Point::Estimated(value) => Point::Estimated(value.round()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use channels::{Precision, Source};
    use jiff::Timestamp;
    use jiff::civil::date;

    use super::*;

    fn day(day: Date, views: Counted<u64>) -> ChannelDay {
        ChannelDay {
            views: Some(views),
            ..ChannelDay::empty("durov".parse().unwrap(), day)
        }
    }

    fn sums(chart: &Chart) -> Vec<Point> {
        let Plot::Bars(bars) = &chart.plot else {
            panic!("bars are drawn by month");
        };
        bars.series[0].points.clone()
    }

    #[test]
    fn a_month_of_which_fewer_than_half_of_the_days_are_known_is_a_gap_and_the_note_says_so() {
        let (from, to) = (date(2026, 6, 17), date(2026, 11, 14));
        let hundred = Counted::exact(100, Source::BotApi, Timestamp::UNIX_EPOCH);
        // Of June 14 days of 30, of July 15 of 31, of August 16 of 31, all of September and October, 14 of 30 of November.
        let is_known = |one: &Date| match one.month() {
            7 => one.day() <= 15,
            8 => one.day() <= 16,
            _ => true,
        };
        let days: Vec<ChannelDay> = channels::calendar::days(from, to)
            .filter(is_known)
            .map(|one| day(one, hundred))
            .collect();
        let of = Stretch {
            called: "Канал",
            days: &days,
            from,
            to,
            growth: None,
        };
        let chart = views(Ru, of).unwrap();
        use Point::{Estimated, Exact, Missing};
        assert_eq!(
            sums(&chart),
            [
                Missing,
                Missing,
                Estimated(1_600.0),
                Exact(3_000.0),
                Exact(3_100.0),
                Missing
            ]
        );
        let note = chart.note.unwrap();
        assert!(
            note.starts_with("месяцы, где известно меньше половины дней, пропущены · точно"),
            "{note}"
        );

        let whole: Vec<ChannelDay> = channels::calendar::days(date(2026, 7, 1), date(2026, 10, 31))
            .map(|one| day(one, hundred))
            .collect();
        let of = Stretch {
            days: &whole,
            from: date(2026, 7, 1),
            to: date(2026, 10, 31),
            ..of
        };
        assert_eq!(views(Ru, of).unwrap().note.unwrap(), "точно, Bot API, 01.01 в 03:00");
        let partly = Stretch {
            days: &whole[1..],
            ..of
        };
        assert!(views(Ru, partly).unwrap().note.unwrap().starts_with("неполный месяц"));
        let few = Stretch { days: &days[..3], ..of };
        assert!(
            views(Ru, Stretch { from, to, ..few }).is_none(),
            "nothing would be drawn"
        );
    }

    #[test]
    fn a_change_is_no_surer_than_what_it_is_made_of() {
        let at = Timestamp::UNIX_EPOCH;
        let rounded = Counted {
            precision: Precision::Rounded { step: 100 },
            ..Counted::exact(1_000, Source::Preview, at)
        };
        let growth = Growth {
            from: (date(2026, 11, 1), rounded),
            to: (date(2026, 11, 2), Counted::exact(1_100, Source::BotApi, at)),
            change: 100,
            percent: Some(10.0),
            precision: rounded.precision,
        };
        assert_eq!(change(En, &growth), "≈+100 (≈+10.0%)");
    }
}
