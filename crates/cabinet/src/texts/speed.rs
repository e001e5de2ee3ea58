//! Figures of catching in words.

use jiff::Timestamp;
use telegram::Language::{self, En, Ru};
use telegram::{Button, CallbackData, Keyboard, Message};

use super::either;
use crate::dialog::press::SpeedPress;
use crate::speed::{Figures, Took, Week};

/// From so many attempts on a share of them says something.
const ENOUGH_ATTEMPTS: u64 = 10;
/// From so many catches on the slowest twentieth is more than a single one.
const ENOUGH_CATCHES: u64 = 20;

/// The figures: the user's and the service's, of the last day and the week.
pub fn overview(language: Language, own: &Week, service: &Week, now: Timestamp) -> Message {
    let titles = match language {
        Ru => ["⚡ Скорость", "Вы", "Весь сервис", "сегодня и вчера", "7 дней"],
        En => ["⚡ Speed", "You", "The whole service", "today and yesterday", "7 days"],
    };
    let mut message = Message::new().bold(titles[0]).line("");
    for (whose, week) in [(titles[1], own), (titles[2], service)] {
        for (span, figures) in [(titles[3], week.last_days()), (titles[4], week.whole())] {
            message = message.blank().bold(&format!("{whose}, {span}")).line("");
            for line in lines(language, &figures) {
                message = message.line(&line);
            }
        }
    }
    let at = clock::moscow_time(now);
    let note = match language {
        Ru => format!(
            "Дни — по UTC: новый начинается в 03:00 по Москве. «≤» — не дольше: время считается по ступеням. Если бронь подтверждали вы сами, в нём и ваш ответ. Посчитано в {at} по Москве."
        ),
        En => format!(
            "Days are UTC's: a new one begins at 03:00 in Moscow. “≤” means no longer than: durations are counted in steps. Where you confirmed a booking yourself, your answer is part of it. Counted at {at} in Moscow."
        ),
    };
    let mut buttons = vec![press(either(language, "🔄 Обновить", "🔄 Refresh"), SpeedPress::Show)];
    if own.whole().attempts > 0 {
        buttons.insert(0, press(either(language, "📈 График", "📈 Chart"), SpeedPress::Chart));
    }
    message.blank().text(&note).keyboard(Keyboard::new().row(buttons))
}

/// Toast: the picture will come.
pub fn chart_ordered(language: Language) -> String {
    either(
        language,
        "Рисую: график придёт через несколько секунд",
        "Drawing: the chart comes in some seconds",
    )
    .into()
}

/// Toast: there is nothing to draw.
pub fn nothing_to_draw(language: Language) -> String {
    either(
        language,
        "За 7 дней попыток не было: рисовать нечего",
        "No attempts in 7 days: there is nothing to draw",
    )
    .into()
}

/// The words under the picture.
pub fn caption(language: Language, own: &Week) -> Message {
    let title = either(language, "⚡ Ваша скорость за 7 дней", "⚡ Your speed in 7 days");
    let mut message = Message::new().bold(title).line("");
    for line in lines(language, &own.whole()) {
        message = message.line(&line);
    }
    message.text(either(language, "Все цифры: /speed", "All figures: /speed"))
}

/// The picture could not be made.
pub fn not_drawn(language: Language) -> Message {
    Message::plain(either(
        language,
        "😔 График не получился. Все цифры текстом: /speed",
        "😔 The chart could not be drawn. All figures as text: /speed",
    ))
}

/// How many of the attempts ended with a booking: `7 из 10 (70 %)`.
pub fn hit_rate(language: Language, figures: &Figures) -> String {
    let of = either(language, "из", "of");
    let counts = format!("{} {of} {}", figures.caught, figures.attempts);
    if figures.attempts < ENOUGH_ATTEMPTS {
        return counts;
    }
    let percent = (figures.caught * 100 + figures.attempts / 2) / figures.attempts;
    match language {
        Ru => format!("{counts} ({percent} %)"),
        En => format!("{counts} ({percent}%)"),
    }
}

/// How long catches took: `половина ≤ 0,3 с, 95 % ≤ 1,3 с`; of few the slowest, not a share. `None` without catches.
pub fn took(language: Language, figures: &Figures) -> Option<String> {
    let half = at_most(language, figures.took(50)?);
    let (share, slowest) = match (figures.timed() >= ENOUGH_CATCHES, language) {
        (true, Ru) => (95, "95 %"),
        (true, En) => (95, "95%"),
        (false, Ru) => (100, "самая долгая"),
        (false, En) => (100, "the slowest"),
    };
    let slow = at_most(language, figures.took(share)?);
    Some(match figures.timed() {
        1 => half,
        _ => format!("{} {half}, {slowest} {slow}", either(language, "половина", "half")),
    })
}

fn lines(language: Language, figures: &Figures) -> Vec<String> {
    let mut lines = vec![match language {
        Ru => format!("👀 Подходящих открытий: {}", figures.openings),
        En => format!("👀 Openings that suited: {}", figures.openings),
    }];
    if figures.attempts == 0 {
        lines.push(either(language, "🎣 Попыток пока не было", "🎣 No attempts yet").to_owned());
    } else {
        let (caught, lost) = (hit_rate(language, figures), figures.lost);
        let rest = figures.otherwise();
        lines.push(match language {
            Ru => format!("🎣 Поймано: {caught}"),
            En => format!("🎣 Caught: {caught}"),
        });
        lines.push(match language {
            Ru => format!("💨 Увели или закрыли: {lost} · не вышло по другой причине: {rest}"),
            En => format!("💨 Taken or closed: {lost} · failed otherwise: {rest}"),
        });
    }
    if let Some(took) = took(language, figures) {
        lines.push(match language {
            Ru => format!("⏱ От открытия до брони: {took}"),
            En => format!("⏱ From opening to booking: {took}"),
        });
    }
    if let Some(ms) = figures.interval_ms() {
        let every = duration(language, ms);
        lines.push(match language {
            Ru => format!("🔁 Слоты проверялись в среднем каждые {every}"),
            En => format!("🔁 Slots were looked at every {every} on average"),
        });
    }
    lines
}

fn at_most(language: Language, took: Took) -> String {
    match took {
        Took::AtMost(ms) => format!("≤ {}", duration(language, ms)),
        Took::LongerThan(ms) => format!("> {}", duration(language, ms)),
    }
}

/// `0,05 с`, `1,3 с`, `5 мин`.
fn duration(language: Language, ms: u64) -> String {
    if ms >= 60_000 {
        return format!("{} {}", ms / 60_000, either(language, "мин", "min"));
    }
    let mut seconds = format!("{}.{:02}", ms / 1_000, ms % 1_000 / 10);
    seconds.truncate(seconds.trim_end_matches('0').trim_end_matches('.').len());
    match language {
        Ru => format!("{} с", seconds.replace('.', ",")),
        En => format!("{seconds} s"),
    }
}

fn press(label: &str, press: SpeedPress) -> Button {
    Button::press(label, CallbackData::of(press))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use jiff::civil::date;

    use super::*;
    use crate::speed::tests::day_of;

    fn now() -> Timestamp {
        "2026-11-18T06:00:00Z".parse().unwrap()
    }

    fn week(days: [Figures; 2]) -> Week {
        let dates = [date(2026, 11, 14), date(2026, 11, 17)];
        let mut week: Vec<_> = dates.into_iter().zip(days).collect();
        week.push((date(2026, 11, 18), Figures::default()));
        Week(week)
    }

    fn busy() -> Week {
        let many: Vec<u64> = (0..24).map(|n| 180 + n * 60).collect();
        week([day_of(30, 4, 1, &many), day_of(3, 1, 0, &[290, 1_250])])
    }

    fn service() -> Week {
        let looks = |looks, looking_ms| {
            let mut day = day_of(80, 10, 0, &[400; 60]);
            (day.looks, day.looking_ms) = (looks, looking_ms);
            day
        };
        week([looks(70_000, 91_000_000), looks(0, 0)])
    }

    #[test]
    fn figures_are_told_with_as_much_as_they_can_bear() {
        insta::assert_snapshot!("overview_ru", overview(Ru, &busy(), &service(), now()).text);
        insta::assert_snapshot!("caption_en", caption(En, &busy()).text);
    }

    #[test]
    fn where_nothing_was_tried_nothing_is_claimed() {
        let nothing = week([Figures::default(), Figures::default()]);
        let view = overview(En, &nothing, &nothing, now());
        insta::assert_snapshot!("overview_en_nothing", view.text);
        assert_eq!(view.keyboard.0[0].len(), 1, "there is no chart of nothing");
    }

    #[test]
    fn one_catch_is_told_as_one() {
        assert_eq!(took(Ru, &day_of(1, 0, 0, &[290])).unwrap(), "≤ 0,3 с");
        assert_eq!(hit_rate(Ru, &day_of(1, 2, 0, &[290])), "1 из 3");
        assert_eq!(took(En, &day_of(1, 0, 0, &[2_000_000])).unwrap(), "> 30 min");
        assert_eq!(took(En, &day_of(1, 3, 0, &[])), None);
    }
}
