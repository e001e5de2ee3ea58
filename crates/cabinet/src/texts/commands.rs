//! The feature's commands: their lines in Telegram's list and their labels on the main menu.

use telegram::{CommandSpec, Language};

use super::either;

/// The commands, in the order people need them.
pub fn all() -> Vec<CommandSpec> {
    vec![
        CommandSpec {
            name: "history",
            description: history,
            menu: Some(history_menu),
        },
        CommandSpec {
            name: "settings",
            description: settings,
            menu: Some(settings_menu),
        },
        CommandSpec {
            name: "speed",
            description: speed,
            menu: Some(speed_menu),
        },
        CommandSpec {
            name: "mydata",
            description: mydata,
            menu: None,
        },
        CommandSpec {
            name: "forget",
            description: forget,
            menu: None,
        },
    ]
}

fn history(language: Language) -> String {
    either(
        language,
        "Что произошло: все операции",
        "What happened: every operation",
    )
    .into()
}

fn history_menu(language: Language) -> String {
    either(language, "🧾 История", "🧾 History").into()
}

fn mydata(language: Language) -> String {
    either(
        language,
        "Все данные о вас одним файлом",
        "All data about you as one file",
    )
    .into()
}

fn forget(language: Language) -> String {
    either(language, "Удалить все данные", "Delete all your data").into()
}

fn settings(language: Language) -> String {
    either(language, "О чём и когда сообщать", "What to tell you, and when").into()
}

fn settings_menu(language: Language) -> String {
    either(language, "⚙️ Настройки", "⚙️ Settings").into()
}

fn speed(language: Language) -> String {
    either(language, "Как быстро ловятся слоты", "How fast slots are caught").into()
}

fn speed_menu(language: Language) -> String {
    either(language, "⚡ Скорость", "⚡ Speed").into()
}
