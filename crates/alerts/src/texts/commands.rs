//! The feature's command: its line in Telegram's list and its label on the main menu.

use telegram::{CommandSpec, Language};

use super::either;

/// The command.
pub(crate) fn all() -> Vec<CommandSpec> {
    vec![CommandSpec {
        name: "alerts",
        description,
        menu: Some(menu),
    }]
}

fn description(language: Language) -> String {
    either(language, "Тревоги о каналах", "Alerts about channels").into()
}

fn menu(language: Language) -> String {
    either(language, "🔔 Тревоги", "🔔 Alerts").into()
}
