//! The room of the settings in words.

use accounts::preferences::{Preferences, QuietHours};
use jiff::Timestamp;
use telegram::Language::{self, En, Ru};
use telegram::{Button, Keyboard, Message, Topic};

use super::either;
use crate::dialog::press::SettingsPress;
use crate::settings::{QUIET_CHOICES, TOPICS};

/// Hours a digest may come at, offered as buttons.
const DIGEST_HOURS: [u8; 8] = [7, 8, 9, 10, 12, 18, 20, 22];

/// Everything at a glance.
pub fn overview(language: Language, wishes: &Preferences, now: Timestamp) -> Message {
    let muted: Vec<&str> = TOPICS
        .into_iter()
        .filter(|topic| wishes.mutes(*topic))
        .map(|topic| topic_name(language, topic))
        .collect();
    let told = match (muted.is_empty(), language) {
        (true, Ru) => "обо всём".to_owned(),
        (true, En) => "everything".to_owned(),
        (false, Ru) => format!("обо всём, кроме: {}", muted.join(", ").to_lowercase()),
        (false, En) => format!("everything but: {}", muted.join(", ").to_lowercase()),
    };
    let quiet = match wishes.quiet {
        None => either(language, "нет", "none").to_owned(),
        Some(hours) if wishes.is_quiet(now) => {
            format!("{} {}", range(hours), either(language, "(сейчас тихо)", "(quiet now)"))
        }
        Some(hours) => range(hours),
    };
    let digest = match wishes.digest_hour {
        None => either(language, "нет", "none").to_owned(),
        Some(hour) => match language {
            Ru => format!("каждый день в {}", clock(hour)),
            En => format!("every day at {}", clock(hour)),
        },
    };
    let labels = match language {
        Ru => ["⚙️ Настройки", "🔔 Сообщать", "🌙 Тихие часы", "📰 Сводка"],
        En => ["⚙️ Settings", "🔔 Tell me about", "🌙 Quiet hours", "📰 Digest"],
    };
    Message::new()
        .bold(labels[0])
        .line("")
        .blank()
        .line(&format!("{}: {told}", labels[1]))
        .line(&format!("{}: {quiet}", labels[2]))
        .line(&format!("{}: {digest}", labels[3]))
        .blank()
        .text(either(
            language,
            "Часы — по Москве. В тихие часы сообщения приходят без звука, ни одно не теряется. О деньгах, о брони с неясным исходом и о том, что остановилось и ждёт вас, бот сообщает всегда и со звуком. Язык: /lang",
            "Hours are Moscow's. In quiet hours messages come without a sound, and none is lost. Money, a booking of unknown outcome, and what has stopped and waits for you are always told, with a sound. Language: /lang",
        ))
        .keyboard(
            Keyboard::new()
                .row([press(labels[1], SettingsPress::Topics)])
                .row([
                    press(labels[2], SettingsPress::QuietChoices),
                    press(labels[3], SettingsPress::DigestChoices),
                ]),
        )
}

/// The topics, each a switch.
pub fn topics(language: Language, wishes: &Preferences) -> Message {
    let text = either(
        language,
        "🔔 О чём сообщать\n\nНажмите, чтобы включить или выключить. О деньгах, о брони с неясным исходом и о том, что остановилось и ждёт вас, бот сообщает всегда.",
        "🔔 What to tell you about\n\nPress to switch on or off. Money, a booking of unknown outcome, and what has stopped and waits for you are always told.",
    );
    let switches = TOPICS.into_iter().fold(Keyboard::new(), |keyboard, topic| {
        let is_muted = wishes.mutes(topic);
        let mark = if is_muted { "🔕" } else { "✅" };
        let label = format!("{mark} {}", topic_name(language, topic));
        keyboard.row([press(&label, SettingsPress::Tell(topic, is_muted))])
    });
    Message::plain(text).keyboard(switches.row([back(language)]))
}

/// Quiet hours to choose from.
pub fn quiet_choices(language: Language, wishes: &Preferences) -> Message {
    let text = either(
        language,
        "🌙 Тихие часы (по Москве)\n\nСообщения приходят без звука. Ни одно не теряется и не откладывается: слот может закрыться раньше, чем вы проснётесь.",
        "🌙 Quiet hours (Moscow)\n\nMessages come without a sound. None is lost or put off: a slot may close before you wake up.",
    );
    let mark = |chosen: bool, label: String| if chosen { format!("✅ {label}") } else { label };
    let presets = QUIET_CHOICES.map(|hours| {
        let label = mark(wishes.quiet == Some(hours), range(hours));
        press(&label, SettingsPress::Quiet(Some(hours)))
    });
    let own = wishes.quiet.filter(|hours| !QUIET_CHOICES.contains(hours));
    let other = match own {
        Some(hours) => mark(true, range(hours)),
        None => either(language, "Другие часы", "Other hours").to_owned(),
    };
    let off = mark(
        wishes.quiet.is_none(),
        either(language, "Без тихих часов", "No quiet hours").to_owned(),
    );
    let keyboard = Keyboard::new()
        .row(presets)
        .row([
            press(&other, SettingsPress::QuietFrom),
            press(&off, SettingsPress::Quiet(None)),
        ])
        .row([back(language)]);
    Message::plain(text).keyboard(keyboard)
}

/// The first quiet hour.
pub fn quiet_from(language: Language) -> Message {
    let text = either(language, "🌙 С какого часа тихо?", "🌙 Quiet from which hour?");
    hours(language, text, 0..24, SettingsPress::QuietTo)
}

/// The hour at which quiet ends.
pub fn quiet_to(language: Language, from: u8) -> Message {
    let text = match language {
        Ru => format!("🌙 Тихо с {}. До какого часа?", clock(from)),
        En => format!("🌙 Quiet from {}. Until which hour?", clock(from)),
    };
    let ends = (1..24).map(|hours| (from + hours) % 24);
    hours(language, &text, ends, |to| {
        SettingsPress::Quiet(Some(QuietHours { from, to }))
    })
}

/// When the digest comes.
pub fn digest_choices(language: Language, wishes: &Preferences) -> Message {
    let text = either(
        language,
        "📰 Сводка за сутки: что поймано, что упущено, платежи и перемещения. В котором часу присылать (по Москве)?",
        "📰 A digest of the day: what was caught, what was missed, payments and moves. At which hour (Moscow)?",
    );
    let label = |hour: u8| match wishes.digest_hour == Some(hour) {
        true => format!("✅ {}", clock(hour)),
        false => clock(hour),
    };
    let hours = DIGEST_HOURS.map(|hour| press(&label(hour), SettingsPress::Digest(Some(hour))));
    let off = match wishes.digest_hour {
        None => either(language, "✅ Без сводки", "✅ No digest"),
        Some(_) => either(language, "Без сводки", "No digest"),
    };
    let keyboard = hours
        .chunks(4)
        .fold(Keyboard::new(), |keyboard, row| keyboard.row(row.to_vec()));
    Message::plain(text).keyboard(
        keyboard
            .row([press(off, SettingsPress::Digest(None))])
            .row([back(language)]),
    )
}

/// Toast: it is stored.
pub fn saved(language: Language) -> String {
    either(language, "Сохранено", "Saved").into()
}

/// A topic's name.
pub fn topic_name(language: Language, topic: Topic) -> &'static str {
    let (ru, en) = match topic {
        Topic::Catch => ("Пойманные слоты", "Slots caught"),
        Topic::Offer => ("Предложения подтвердить", "Offers to confirm"),
        Topic::Miss => ("Неудачные попытки", "Failed attempts"),
        Topic::Opening => ("Открытия без брони", "Openings not booked"),
        Topic::Feed => ("Перебои источника", "Trouble of the source"),
        Topic::Key => ("Ключи", "Keys"),
        Topic::Money => ("Платежи", "Payments"),
        Topic::Move => ("Перемещения", "Moves of stock"),
        Topic::Digest => ("Сводка", "Digest"),
        Topic::News => ("Новости бота", "News of the bot"),
        Topic::Channel => ("Тревоги каналов", "Channel alerts"),
        Topic::Report => ("Отчёты о каналах", "Channel reports"),
        Topic::Other => ("Прочее", "Other"),
    };
    either(language, ru, en)
}

fn hours(
    language: Language,
    text: &str,
    hours: impl Iterator<Item = u8>,
    sends: impl Fn(u8) -> SettingsPress,
) -> Message {
    let buttons: Vec<Button> = hours.map(|hour| press(&clock(hour), sends(hour))).collect();
    let keyboard = buttons
        .chunks(6)
        .fold(Keyboard::new(), |keyboard, row| keyboard.row(row.to_vec()));
    let up = press(either(language, "⬅️ Назад", "⬅️ Back"), SettingsPress::QuietChoices);
    Message::plain(text).keyboard(keyboard.row([up]))
}

fn clock(hour: u8) -> String {
    format!("{hour:02}:00")
}

fn range(hours: QuietHours) -> String {
    format!("{}–{}", clock(hours.from), clock(hours.to))
}

fn press(label: &str, press: SettingsPress) -> Button {
    Button::press(label, press.data())
}

fn back(language: Language) -> Button {
    press(either(language, "⬅️ Назад", "⬅️ Back"), SettingsPress::Show)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::BTreeSet;

    use telegram::UserId;

    use super::*;

    fn now() -> Timestamp {
        "2026-11-18T20:30:00Z".parse().unwrap()
    }

    fn night() -> Preferences {
        Preferences {
            muted: BTreeSet::from([Topic::Feed, Topic::News]),
            quiet: Some(QuietHours { from: 23, to: 7 }),
            digest_hour: Some(9),
            ..Preferences::none(UserId(1))
        }
    }

    #[test]
    fn the_settings_say_what_is_set() {
        insta::assert_snapshot!(overview(Ru, &night(), now()).text, @r"
        ⚙️ Настройки

        🔔 Сообщать: обо всём, кроме: перебои источника, новости бота
        🌙 Тихие часы: 23:00–07:00 (сейчас тихо)
        📰 Сводка: каждый день в 09:00

        Часы — по Москве. В тихие часы сообщения приходят без звука, ни одно не теряется. О деньгах, о брони с неясным исходом и о том, что остановилось и ждёт вас, бот сообщает всегда и со звуком. Язык: /lang
        ");
        insta::assert_snapshot!(overview(En, &Preferences::none(UserId(1)), now()).text, @r"
        ⚙️ Settings

        🔔 Tell me about: everything
        🌙 Quiet hours: none
        📰 Digest: none

        Hours are Moscow's. In quiet hours messages come without a sound, and none is lost. Money, a booking of unknown outcome, and what has stopped and waits for you are always told, with a sound. Language: /lang
        ");
    }

    #[test]
    fn every_view_keeps_to_telegrams_limits_and_every_button_is_read_back() {
        for language in Language::ALL {
            let wishes = night();
            for view in [
                overview(language, &wishes, now()),
                topics(language, &wishes),
                quiet_choices(language, &wishes),
                quiet_from(language),
                quiet_to(language, 22),
                digest_choices(language, &wishes),
            ] {
                let keyboard = view.keyboard;
                assert!(keyboard.0.iter().all(|row| row.len() <= 8));
                for button in keyboard.0.iter().flatten() {
                    let telegram::Action::Press(data) = &button.action else {
                        continue;
                    };
                    assert!(crate::dialog::Press::parse(&data.to_string()).is_some(), "{data}");
                }
            }
        }
    }
}
