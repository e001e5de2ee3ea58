//! The feature's command: its line in Telegram's list and its label on the main menu.

use telegram::{CommandSpec, Language};

use super::words::either;

/// `/keys`.
pub fn all() -> Vec<CommandSpec> {
    vec![CommandSpec {
        name: "keys",
        description: keys,
        menu: Some(keys_menu),
    }]
}

fn keys(language: Language) -> String {
    either(language, "Ключи Wildberries", "Wildberries keys").into()
}

fn keys_menu(language: Language) -> String {
    either(language, "🔑 Ключи Wildberries", "🔑 Wildberries keys").into()
}
