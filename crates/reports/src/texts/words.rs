//! Dates, periods and numbers of things in words.

use channels::PostId;
use channels::errands::Period;
use channels::{ChannelName, Precision, words};
use jiff::civil::Date;
use telegram::Language::{self, En, Ru};
use telegram::words::{month, month_of, plural_ru};

use crate::span::Span;

/// A stretch of days: `9–15 ноября 2026`, `28 октября – 3 ноября 2026`.
pub fn dates(language: Language, from: Date, to: Date) -> String {
    let month = |date: Date| short_or_long_month(language, date.month());
    let one = |date: Date| format!("{} {}", date.day(), month(date));
    if from == to {
        return format!("{} {}", one(to), to.year());
    }
    if (from.year(), from.month()) == (to.year(), to.month()) {
        return format!("{}–{} {}", from.day(), one(to), to.year());
    }
    if from.year() == to.year() {
        return format!("{} – {} {}", one(from), one(to), to.year());
    }
    format!("{} {} – {} {}", one(from), from.year(), one(to), to.year())
}

/// A report's period: a month by its name, a week by its days.
pub fn span(language: Language, span: Span) -> String {
    match span.period {
        Period::Week => dates(language, span.from, span.to),
        Period::Month => {
            let name = month(span.from.month(), language);
            let name = match language {
                Ru => name.to_lowercase(),
                En => name.to_owned(),
            };
            format!("{name} {}", span.from.year())
        }
    }
}

/// "… than in the period before".
pub(super) fn period_before(language: Language, period: Period) -> &'static str {
    match (language, period) {
        (Ru, Period::Week) => "неделей раньше",
        (Ru, Period::Month) => "месяцем раньше",
        (En, Period::Week) => "the week before",
        (En, Period::Month) => "the month before",
    }
}

/// "… as compared with the period before".
pub(super) fn to_period_before(language: Language, period: Period) -> &'static str {
    match (language, period) {
        (Ru, Period::Week) => "к предыдущей неделе",
        (Ru, Period::Month) => "к предыдущему месяцу",
        (En, Period::Week) => "on the week before",
        (En, Period::Month) => "on the month before",
    }
}

/// A day in a list: `12.11`, `12 Nov`.
pub(super) fn day(language: Language, day: Date) -> String {
    match language {
        Ru => format!("{:02}.{:02}", day.day(), day.month()),
        En => format!("{} {}", day.day(), short_or_long_month(En, day.month())),
    }
}

/// Days in a list, those in a row as a stretch: `9–11.11, 14.11`. Of a long list the first ones and how many more there are.
pub(super) fn days(language: Language, list: &[Date]) -> String {
    const MOST: usize = 5;
    let rows: Vec<&[Date]> = list.chunk_by(|one, next| one.tomorrow().ok() == Some(*next)).collect();
    let mut written: Vec<String> = rows
        .iter()
        .take(MOST)
        .map(|row| match row {
            [only] => day(language, *only),
            [first, .., last] => format!("{}–{}", day(language, *first), day(language, *last)),
            [] => String::new(),
        })
        .collect();
    let left: usize = rows.iter().skip(MOST).map(|row| row.len()).sum();
    if left > 0 {
        written.push(match language {
            Ru => format!("и ещё {}", days_count(Ru, left)),
            En => format!("and {} more", days_count(En, left)),
        });
    }
    written.join(", ")
}

/// `3 дня`, `3 days`.
pub(super) fn days_count(language: Language, n: usize) -> String {
    counted(language, n, ["день", "дня", "дней"], ["day", "days"])
}

/// `3 канала`, `3 channels`.
pub(super) fn channels_count(language: Language, n: usize) -> String {
    counted(language, n, ["канал", "канала", "каналов"], ["channel", "channels"])
}

/// `1 канала`, `3 каналов`, as after «из».
pub(super) fn of_channels_ru(n: usize) -> String {
    counted(Ru, n, ["канала", "каналов", "каналов"], ["", ""])
}

/// `3 поста`, `3 posts`.
pub(super) fn posts_count(language: Language, n: usize) -> String {
    counted(language, n, ["пост", "поста", "постов"], ["post", "posts"])
}

/// So many things, in the right form.
pub(super) fn counted(language: Language, n: usize, ru: [&str; 3], en: [&str; 2]) -> String {
    let n = n as u64;
    let noun = match language {
        Ru => plural_ru(n, ru),
        En if n == 1 => en[0],
        En => en[1],
    };
    format!("{} {noun}", words::count(language, n))
}

/// A change in percent with its sign, and with the mark of what it was reckoned from.
pub fn percent_change(language: Language, percent: f64, precision: Precision) -> String {
    format!("{}{}", words::mark(precision), words::percent_change(language, percent))
}

/// The address of a post.
pub fn post_url(channel: &ChannelName, post: PostId) -> String {
    format!("https://t.me/{}/{post}", channel.as_str())
}

/// The address of a channel.
pub(super) fn channel_url(channel: &ChannelName) -> String {
    format!("https://t.me/{}", channel.as_str())
}

/// A line cut to so many characters, at a word's end where one is near.
pub fn cut(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= most {
        return line;
    }
    let kept: String = line.chars().take(most).collect();
    let at_word = kept.rfind(' ').filter(|at| kept[*at..].chars().count() <= most / 3);
    let kept = at_word.map_or(kept.as_str(), |at| &kept[..at]);
    format!("{}…", kept.trim_end_matches([' ', ',', '.', ':', ';', '—', '-']))
}

fn short_or_long_month(language: Language, number: i8) -> String {
    let name = month_of(number, language);
    match language {
        Ru => name.to_owned(),
        En => name.chars().take(3).collect(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_stretch_of_days_says_nothing_twice() {
        assert_eq!(dates(Ru, date(2026, 11, 9), date(2026, 11, 15)), "9–15 ноября 2026");
        assert_eq!(dates(En, date(2026, 10, 28), date(2026, 11, 3)), "28 Oct – 3 Nov 2026");
        assert_eq!(
            dates(Ru, date(2026, 12, 28), date(2027, 1, 3)),
            "28 декабря 2026 – 3 января 2027"
        );
        assert_eq!(dates(Ru, date(2026, 11, 9), date(2026, 11, 9)), "9 ноября 2026");
        let month = Span::ending_before(Period::Month, date(2026, 11, 1));
        assert_eq!(
            (span(Ru, month), span(En, month)),
            ("октябрь 2026".into(), "October 2026".into())
        );
    }

    #[test]
    fn every_number_has_its_form() {
        let forms = |counted: fn(usize) -> String| [1, 2, 5, 11, 21, 22, 101].map(counted).join(", ");
        assert_eq!(
            forms(|n| days_count(Ru, n)),
            "1 день, 2 дня, 5 дней, 11 дней, 21 день, 22 дня, 101 день"
        );
        assert_eq!(
            forms(|n| channels_count(Ru, n)),
            "1 канал, 2 канала, 5 каналов, 11 каналов, 21 канал, 22 канала, 101 канал"
        );
        assert_eq!(
            forms(of_channels_ru),
            "1 канала, 2 каналов, 5 каналов, 11 каналов, 21 канала, 22 каналов, 101 канала"
        );
        assert_eq!(
            forms(|n| posts_count(Ru, n)),
            "1 пост, 2 поста, 5 постов, 11 постов, 21 пост, 22 поста, 101 пост"
        );
        assert_eq!(
            forms(|n| channels_count(En, n)),
            "1 channel, 2 channels, 5 channels, 11 channels, 21 channels, 22 channels, 101 channels"
        );
        assert_eq!(to_period_before(Ru, Period::Week), "к предыдущей неделе");
        assert_eq!(to_period_before(Ru, Period::Month), "к предыдущему месяцу");
    }

    #[test]
    fn days_in_a_row_are_a_stretch() {
        let list = [9, 10, 11, 14].map(|day| date(2026, 11, day));
        assert_eq!(days(Ru, &list), "09.11–11.11, 14.11");
        let many: Vec<Date> = (1..=30).step_by(2).map(|day| date(2026, 11, day)).collect();
        assert_eq!(days(En, &many), "1 Nov, 3 Nov, 5 Nov, 7 Nov, 9 Nov, and 10 days more");
    }

    #[test]
    fn a_long_text_is_cut_at_a_word() {
        assert_eq!(cut("Коротко", 10), "Коротко");
        assert_eq!(cut("Скидки, новинки\nи многое другое", 18), "Скидки, новинки и…");
        assert_eq!(cut("Сверхдлинноеслово", 5), "Сверх…");
    }
}
