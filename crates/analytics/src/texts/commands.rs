//! The feature's commands: their lines in Telegram's list and their labels on the main menu.

use telegram::{CommandSpec, Language};

use super::either;

/// The commands, in the order people need them.
pub(crate) fn all() -> Vec<CommandSpec> {
    let spec = |name, description, menu| CommandSpec {
        name,
        description,
        menu,
    };
    vec![
        spec("list", list, Some(list_menu as fn(Language) -> String)),
        spec("add", add, None),
        spec("stats", stats, None),
        spec("compare", compare, None),
        spec("remove", remove, None),
        spec("health", health, None),
    ]
}

fn list(language: Language) -> String {
    either(language, "Мои каналы", "My channels").into()
}

fn list_menu(language: Language) -> String {
    either(language, "📡 Каналы", "📡 Channels").into()
}

fn add(language: Language) -> String {
    either(language, "Следить за каналом", "Follow a channel").into()
}

fn stats(language: Language) -> String {
    either(language, "Показатели канала", "A channel's figures").into()
}

fn compare(language: Language) -> String {
    either(language, "Сравнить каналы", "Compare channels").into()
}

fn remove(language: Language) -> String {
    either(language, "Перестать следить за каналом", "Stop following a channel").into()
}

fn health(language: Language) -> String {
    either(
        language,
        "Источники и сбор показателей",
        "Sources and the collection of figures",
    )
    .into()
}
