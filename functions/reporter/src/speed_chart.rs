//! A user's week of catching as a picture: bars day by day, figures above.

use cabinet::speed::{Figures, Week};
use cabinet::texts::speed as texts;
use charts::{Bars, Chart, ChartError, Look, Plot, Point, Series, Steps, Unit};
use telegram::Language;

/// The picture, a PNG.
///
/// # Errors
/// Those of the drawing.
pub fn png(language: Language, week: &Week) -> Result<Vec<u8>, ChartError> {
    let look = Look {
        language: match language {
            Language::Ru => charts::Language::Russian,
            Language::En => charts::Language::English,
        },
        ..Look::default()
    };
    chart(language, week).png(&look)
}

fn chart(language: Language, week: &Week) -> Chart {
    let words = match language {
        Language::Ru => [
            "Попытки за 7 дней",
            "Поймано",
            "Увели или закрыли",
            "Другая причина",
            "поймано",
            "От открытия до брони:",
            "дни по UTC",
        ],
        Language::En => [
            "Attempts in 7 days",
            "Caught",
            "Taken or closed",
            "Failed otherwise",
            "caught",
            "From opening to booking:",
            "days by UTC",
        ],
    };
    let whole = week.whole();
    let series = |name: &str, of: fn(&Figures) -> u64| {
        // A day without a record is a day on which nothing was tried: zero, not unknown.
        let points = week.0.iter().map(|(_, day)| Point::Exact(of(day) as f64));
        Series::new(name, points)
    };
    let mut all = vec![series(words[1], |day| day.caught), series(words[2], |day| day.lost)];
    if whole.otherwise() > 0 {
        all.push(series(words[3], Figures::otherwise));
    }
    let plot = Plot::Bars(Bars {
        steps: Steps::Days { first: week.first() },
        series: all,
        unit: Unit::Count,
        marks: Vec::new(),
    });
    let subtitle = format!("{} {}", words[4], texts::hit_rate(language, &whole));
    let note = match texts::took(language, &whole) {
        Some(took) => format!("{} {took} · {}", words[5], words[6]),
        None => words[6].to_owned(),
    };
    Chart::new(words[0], plot).subtitle(subtitle).note(note)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use accounts::speed::SpeedDay;
    use jiff::civil::date;
    use serde_json::json;

    use super::*;

    fn week(days: &[(u64, u64, u64)]) -> Week {
        let day = |(n, (caught, lost, otherwise)): (usize, &(u64, u64, u64))| {
            let counted = json!({"place": "p", "name": "n", "attempts": caught + lost + otherwise, "caught": caught, "lost": lost, "took_05": caught});
            let counted: SpeedDay = serde_json::from_value(counted).unwrap();
            (date(2026, 11, 12 + n as i8), Figures::from(&counted))
        };
        Week(days.iter().enumerate().map(day).collect())
    }

    #[test]
    fn a_week_is_drawn_in_both_languages_and_one_without_attempts_too() {
        let busy = week(&[
            (4, 1, 0),
            (0, 0, 0),
            (7, 3, 1),
            (2, 0, 0),
            (5, 5, 0),
            (9, 2, 2),
            (3, 0, 0),
        ]);
        let nothing = week(&[(0, 0, 0); 7]);
        for language in Language::ALL {
            for week in [&busy, &nothing] {
                let png = png(language, week).unwrap();
                assert!(png.starts_with(b"\x89PNG"));
            }
        }
    }

    #[test]
    fn attempts_that_failed_otherwise_have_bars_only_where_there_were_any() {
        let series = |week: &Week| match chart(Language::En, week).plot {
            Plot::Bars(bars) => bars.series.len(),
            _ => 0,
        };
        assert_eq!((series(&week(&[(1, 1, 0)])), series(&week(&[(1, 1, 1)]))), (2, 3));
    }
}
