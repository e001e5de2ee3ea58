//! The feature's commands. They are in no list that others see.

use telegram::{CommandSpec, Language};

use super::words::either;

/// `/admin` and `/audit`.
pub fn all() -> Vec<CommandSpec> {
    let spec = |name, description| CommandSpec {
        name,
        description,
        menu: None,
    };
    vec![spec("admin", admin), spec("audit", audit)]
}

fn admin(language: Language) -> String {
    either(language, "Состояние сервиса", "State of the service").into()
}

fn audit(language: Language) -> String {
    either(language, "Журнал действий", "Audit trail").into()
}
