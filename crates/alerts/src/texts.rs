//! What the feature says.

pub(crate) mod commands;
pub(crate) mod kinds;
pub(crate) mod list;
pub(crate) mod rooms;
pub(crate) mod sources;
#[cfg(test)]
mod tests;
pub(crate) mod told;

use channels::ChannelName;
use channels::errands::AlertKind;
use channels::words;
use jiff::SignedDuration;
use telegram::Language::{self, En, Ru};
use telegram::words::plural_ru;
pub(crate) use telegram::words::{either, nothing_asked};
use telegram::{Button, CallbackData, Message};

use crate::dialog::press::Press;

/// A channel that the user does not follow.
pub(crate) fn not_followed(language: Language, name: &ChannelName) -> Message {
    Message::plain(match language {
        Ru => format!("За каналом {name} вы не следите, поэтому и тревог о нём нет. Начать следить: /add"),
        En => format!("You do not follow {name}, so there are no alerts about it. Follow it: /add"),
    })
}

pub(crate) fn press(label: impl Into<String>, press: Press) -> Button {
    Button::press(label, CallbackData::of(press))
}

/// A threshold: `20 %`, `3 дня`.
pub(crate) fn threshold(language: Language, kind: AlertKind, n: u16) -> String {
    match kind {
        AlertKind::Members | AlertKind::Views => percent(language, n),
        AlertKind::Silence => days(language, n.into()),
        AlertKind::Trouble => String::new(),
    }
}

fn percent(language: Language, n: u16) -> String {
    match language {
        Ru => format!("{n}\u{202f}%"),
        En => format!("{n}%"),
    }
}

fn days(language: Language, n: u64) -> String {
    let word = match language {
        Ru => plural_ru(n, ["день", "дня", "дней"]),
        En if n == 1 => "day",
        En => "days",
    };
    format!("{} {word}", words::count(language, n))
}

/// How long something lasted, by its two greatest units: `2 дня 3 часа`, `40 минут`.
pub(crate) fn lasted(language: Language, time: SignedDuration) -> String {
    let minutes = time.as_mins().max(0).unsigned_abs();
    let parts = [(minutes / 1440, 0), (minutes / 60 % 24, 1), (minutes % 60, 2)];
    let name = |n: u64, unit: usize| {
        let word = match language {
            Ru => plural_ru(
                n,
                [
                    ["день", "дня", "дней"],
                    ["час", "часа", "часов"],
                    ["минуту", "минуты", "минут"],
                ][unit],
            ),
            En => [["day", "days"], ["hour", "hours"], ["minute", "minutes"]][unit][usize::from(n != 1)],
        };
        format!("{n} {word}")
    };
    let first = parts.iter().position(|(n, _)| *n > 0);
    let Some(first) = first else {
        return either(language, "меньше минуты", "less than a minute").to_owned();
    };
    let shown = parts[first..].iter().take(2).filter(|(n, _)| *n > 0);
    let shown: Vec<String> = shown.map(|(n, unit)| name(*n, *unit)).collect();
    shown.join(" ")
}
