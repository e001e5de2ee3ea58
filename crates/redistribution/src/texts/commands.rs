//! The feature's commands: their lines in Telegram's list and their labels on the main menu.

use telegram::{CommandSpec, Language};

use super::common::either;

/// `/move`, `/moves`.
pub fn all() -> Vec<CommandSpec> {
    vec![
        CommandSpec {
            name: "move",
            description: make,
            menu: Some(make_menu),
        },
        CommandSpec {
            name: "moves",
            description: list,
            menu: Some(list_menu),
        },
    ]
}

fn make(language: Language) -> String {
    either(language, "Перераспределить остатки", "Move stock between warehouses").into()
}

fn make_menu(language: Language) -> String {
    either(language, "🔁 Перенести остатки", "🔁 Move stock").into()
}

fn list(language: Language) -> String {
    either(language, "Мои перемещения остатков", "My stock moves").into()
}

fn list_menu(language: Language) -> String {
    either(language, "🚚 Мои перемещения", "🚚 My stock moves").into()
}
