//! The feature's commands: their lines in Telegram's list and their labels on the main menu.

use telegram::{CommandSpec, Language};

use super::either;

/// The commands, in the order people need them.
pub fn all() -> Vec<CommandSpec> {
    vec![
        CommandSpec {
            name: "report",
            description: report,
            menu: Some(report_menu),
        },
        CommandSpec {
            name: "export",
            description: export,
            menu: None,
        },
    ]
}

fn report(language: Language) -> String {
    either(
        language,
        "Отчёт по каналам: сейчас, за неделю, за месяц",
        "A report about your channels: now, weekly, monthly",
    )
    .into()
}

fn report_menu(language: Language) -> String {
    either(language, "📑 Отчёты", "📑 Reports").into()
}

fn export(language: Language) -> String {
    either(
        language,
        "Выгрузка данных каналов: CSV, JSON",
        "Channel data as a file: CSV, JSON",
    )
    .into()
}
