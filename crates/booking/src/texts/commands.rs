//! The feature's commands: their lines in Telegram's list and their labels on the main menu.

use telegram::{CommandSpec, Language};

use super::common::either;

/// `/watch`, `/watches`, in the order people need them.
pub fn all() -> Vec<CommandSpec> {
    vec![
        CommandSpec {
            name: "watch",
            description: watch,
            menu: Some(watch_menu),
        },
        CommandSpec {
            name: "watches",
            description: watches,
            menu: Some(watches_menu),
        },
    ]
}

fn watch(language: Language) -> String {
    either(language, "Поймать слот поставки", "Catch a supply slot").into()
}

fn watch_menu(language: Language) -> String {
    either(language, "🎯 Поймать слот", "🎯 Catch a slot").into()
}

fn watches(language: Language) -> String {
    either(language, "Мои наблюдения", "My watches").into()
}

fn watches_menu(language: Language) -> String {
    either(language, "📋 Мои наблюдения", "📋 My watches").into()
}
