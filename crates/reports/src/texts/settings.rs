//! The card of reports.

use channels::errands::Period;
use telegram::Language::{self, En, Ru};
use telegram::{Button, Keyboard, Message};

use super::either;
use crate::dialog::press::{Asked, ReportPress};
use crate::wishes::ReportWishes;

/// What may be ordered, and what comes by itself.
pub fn card(language: Language, wishes: &ReportWishes, is_muted: bool) -> Message {
    let title = either(language, "📑 Отчёты по каналам", "📑 Reports about channels");
    let about = match language {
        Ru => {
            "Рост, просмотры, охват, ERR, ER, лучшие посты, упоминания и сравнение всех ваших каналов — с графиками. Каждая цифра говорит, точная она или нет."
        }
        En => {
            "Growth, views, reach, ERR, ER, best posts, mentions and all your channels side by side, with charts. Each figure says how exact it is."
        }
    };
    let on = |on: bool| either(language, if on { "да" } else { "нет" }, if on { "yes" } else { "no" });
    let states = [
        (
            either(language, "🗓 Каждый понедельник в 07:00: ", "🗓 Every Monday at 07:00: "),
            wishes.weekly,
        ),
        (
            either(
                language,
                "📅 Каждое 1-е число в 08:00: ",
                "📅 On the 1st of the month at 08:00: ",
            ),
            wishes.monthly,
        ),
        (either(language, "🌙 Тёмные графики: ", "🌙 Dark charts: "), wishes.dark),
    ];
    let mut text = Message::new().bold(title).line("").line(about).blank();
    for (label, state) in states {
        text = text.line(&format!("{label}{}", on(state)));
    }
    text = text.line(either(language, "Часы — московские.", "Hours are Moscow's."));
    if is_muted {
        text = text.blank().line(either(
            language,
            "🔕 Отчёты выключены в /settings: по расписанию они не приходят, по кнопке — приходят.",
            "🔕 Reports are switched off in /settings: none comes by itself, those you order do.",
        ));
    }
    text.keyboard(keyboard(language, wishes))
}

/// Toast: a wish is stored.
pub fn saved(language: Language) -> String {
    either(language, "Сохранено", "Saved").into()
}

/// The word after `/report` is not known.
pub fn bad_argument(language: Language) -> Message {
    Message::plain(either(
        language,
        "Не понимаю, какой отчёт нужен. Можно так: /report now — последние 7 дней, /report weekly — прошлая неделя, /report monthly — прошлый месяц.",
        "I do not know that report. There are: /report now — the last 7 days, /report weekly — the week before, /report monthly — the month before.",
    ))
}

fn keyboard(language: Language, wishes: &ReportWishes) -> Keyboard {
    let ask = |text, asked| Button::press(text, ReportPress::Write(asked).data());
    let switch = |label: &str, press: ReportPress, on: bool| {
        let verb = match (language, on) {
            (Ru, true) => "выключить",
            (Ru, false) => "включить",
            (En, true) => "off",
            (En, false) => "on",
        };
        Button::press(format!("{label}: {verb}"), press.data())
    };
    let labels = match language {
        Ru => [
            "📊 Последние 7 дней",
            "🗓 Прошлая неделя",
            "📅 Прошлый месяц",
            "🗓 По понедельникам",
            "📅 Раз в месяц",
            "🌙 Тёмные графики",
        ],
        En => [
            "📊 The last 7 days",
            "🗓 Last week",
            "📅 Last month",
            "🗓 Mondays",
            "📅 Monthly",
            "🌙 Dark charts",
        ],
    };
    Keyboard::new()
        .row([ask(labels[0], Asked::Now)])
        .row([ask(labels[1], Asked::Week), ask(labels[2], Asked::Month)])
        .row([switch(
            labels[3],
            ReportPress::Send(Period::Week, !wishes.weekly),
            wishes.weekly,
        )])
        .row([switch(
            labels[4],
            ReportPress::Send(Period::Month, !wishes.monthly),
            wishes.monthly,
        )])
        .row([switch(labels[5], ReportPress::Dark(!wishes.dark), wishes.dark)])
}
