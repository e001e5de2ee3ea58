//! The kinds of alerts in words.

use channels::errands::AlertKind;
use channels::state::ChannelState;
use telegram::Language::{self, En, Ru};

use super::{either, threshold};
use crate::rules::{self, Rule};

/// A kind's name on a button.
pub(crate) fn name(language: Language, kind: AlertKind) -> &'static str {
    match kind {
        AlertKind::Members => either(language, "Подписчики", "Subscribers"),
        AlertKind::Views => either(language, "Просмотры", "Views"),
        AlertKind::Silence => either(language, "Нет постов", "No posts"),
        AlertKind::Trouble => either(language, "Показатели не приходят", "Figures do not come"),
    }
}

/// A kind with its rule in one line: `👥 Подписчики: ±20 %`.
pub(crate) fn line(language: Language, kind: AlertKind, rule: Rule) -> String {
    let name = name(language, kind);
    let mark = mark(kind);
    if !rule.on {
        return format!("🔕 {name}: {}", either(language, "выключено", "off"));
    }
    let limit = threshold(language, kind, rule.threshold);
    match (kind, language) {
        (AlertKind::Members, _) => format!("{mark} {name}: ±{limit}"),
        (AlertKind::Views, _) => format!("{mark} {name}: −{limit}"),
        (AlertKind::Silence, Ru) => format!("{mark} {name}: {limit} и дольше"),
        (AlertKind::Silence, En) => format!("{mark} {name}: {limit} and longer"),
        (AlertKind::Trouble, _) => format!("{mark} {name}: {}", either(language, "включено", "on")),
    }
}

/// What a kind watches and how, in full.
pub(crate) fn explanation(language: Language, kind: AlertKind) -> &'static str {
    match kind {
        AlertKind::Members => either(
            language,
            "Каждые полчаса число подписчиков сравнивается с тем, что было до 7 дней назад. Тревога приходит один раз, когда оно отошло на порог или дальше, и ещё раз, когда вернулось. Через 7 дней новый уровень сам становится нормой.",
            "Every half-hour the number of subscribers is compared with that of up to 7 days ago. The alert comes once, when it has moved by the threshold or more, and once more when it is back. After 7 days the new level becomes normal by itself.",
        ),
        AlertKind::Views => either(
            language,
            "Сравниваются просмотры постов в одном возрасте, через 24 часа после выхода: среднее пяти последних против медианы двадцати до них. Тревога — когда стало меньше на порог или больше.",
            "Views of posts are compared at one age, 24 hours after publication: the mean of the last five against the median of the twenty before. The alert comes when there are fewer, by the threshold or more.",
        ),
        AlertKind::Silence => either(
            language,
            "Тревога приходит, когда столько дней нет новых постов и это видно на странице канала. Если страницу прочитать не удалось, бот молчит: это ещё не значит, что постов нет.",
            "The alert comes when there are no new posts for so many days and the channel's page shows it. When the page could not be read the bot stays silent: that does not mean there are no posts.",
        ),
        AlertKind::Trouble => either(
            language,
            "Тревога приходит, когда показатели канала не удаётся получить больше суток или прошедший день не собран к 09:00 по Москве. Порога здесь нет.",
            "The alert comes when the channel's figures could not be had for more than a day, or when a day is not collected by 09:00 in Moscow. There is no threshold here.",
        ),
    }
}

/// The question for a threshold, or what is wrong with an answer: one sentence with the limits.
pub(crate) fn limits(language: Language, kind: AlertKind) -> String {
    let Some(limits) = rules::limits(kind) else {
        return String::new();
    };
    let (low, high) = (*limits.start(), *limits.end());
    match (kind, language) {
        (AlertKind::Silence, Ru) => format!("Напишите число дней от {low} до {high}, например 5."),
        (AlertKind::Silence, En) => format!("Write a number of days from {low} to {high}, such as 5."),
        (_, Ru) => format!("Напишите целое число процентов от {low} до {high}, например 25."),
        (_, En) => format!("Write a whole number of percent from {low} to {high}, such as 25."),
    }
}

/// What cannot be judged of a channel at all, and why.
pub(crate) fn blind(language: Language, state: &ChannelState) -> Option<&'static str> {
    (state.past == channels::state::Past::Hidden).then(|| {
        either(
            language,
            "Канал не показывает посты на t.me, поэтому о просмотрах и тишине бот судить не может.",
            "The channel shows no posts on t.me, so the bot cannot judge views and silence.",
        )
    })
}

/// The sign of a kind.
pub(crate) fn mark(kind: AlertKind) -> &'static str {
    match kind {
        AlertKind::Members => "👥",
        AlertKind::Views => "👁",
        AlertKind::Silence => "🤫",
        AlertKind::Trouble => "⚠️",
    }
}
