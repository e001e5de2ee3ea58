//! The feature's commands: their lines in Telegram's list and their labels on the main menu.

use telegram::{CommandSpec, Language};

use super::words::either;

/// `/balance`, `/buy`, `/terms`, `/paysupport`, in the order people need them.
pub fn all() -> Vec<CommandSpec> {
    let spec = |name, description, menu| CommandSpec {
        name,
        description,
        menu,
    };
    vec![
        spec("balance", balance, Some(balance_menu)),
        spec("buy", buy, None),
        spec("terms", terms, None),
        spec("paysupport", support, None),
    ]
}

fn balance(language: Language) -> String {
    either(language, "Сколько броней осталось", "Bookings left").into()
}

fn balance_menu(language: Language) -> String {
    either(language, "⭐️ Баланс", "⭐️ Balance").into()
}

fn buy(language: Language) -> String {
    either(language, "Купить брони", "Buy bookings").into()
}

fn terms(language: Language) -> String {
    either(language, "Условия оплаты", "Terms of payment").into()
}

fn support(language: Language) -> String {
    either(language, "Помощь с оплатой", "Help with payments").into()
}
