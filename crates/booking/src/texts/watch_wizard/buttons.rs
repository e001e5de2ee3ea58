//! Labels of the wizard's own buttons.

use telegram::Language;

use crate::texts::common::either;

/// Goes on to the next step.
pub fn next(language: Language) -> &'static str {
    either(language, "Дальше ➡️", "Next ➡️")
}

/// Goes back a step.
pub fn back(language: Language) -> &'static str {
    either(language, "↩️ Назад", "↩️ Back")
}

/// Gives the wizard up.
pub fn cancel(language: Language) -> &'static str {
    either(language, "✖️ Отмена", "✖️ Cancel")
}

/// Asks again for the list of warehouses.
pub fn renew(language: Language) -> &'static str {
    either(language, "🔄 Обновить", "🔄 Refresh")
}

/// Forgets the search.
pub fn all(language: Language) -> &'static str {
    either(language, "🔎 Показать все склады", "🔎 Show all warehouses")
}

/// The coefficient 0.
pub fn free(language: Language) -> &'static str {
    either(language, "0 — бесплатно", "0 — free")
}

/// Stop at the first catch.
pub fn first(language: Language) -> &'static str {
    either(language, "🏁 До первой брони", "🏁 Until the first booking")
}

/// Keep catching.
pub fn keep(language: Language) -> &'static str {
    either(language, "🔁 Ловить дальше", "🔁 Keep catching")
}

/// Makes the watch.
pub fn make(language: Language) -> &'static str {
    either(language, "✅ Запустить", "✅ Start")
}

/// The seller confirms.
pub fn assisted(language: Language) -> &'static str {
    either(language, "🤝 Подтверждаю сам", "🤝 I confirm myself")
}

/// The gateway books.
pub fn gateway(language: Language) -> &'static str {
    either(language, "🤖 Бронировать автоматически", "🤖 Book automatically")
}

/// A draft that is made with the watch.
pub fn new_draft(language: Language) -> &'static str {
    either(language, "🆕 Новый черновик", "🆕 A new draft")
}

/// A draft that is filled from a list of goods.
pub fn goods(language: Language) -> &'static str {
    either(language, "📄 Список товаров", "📄 A list of goods")
}

/// No list of goods after all.
pub fn no_goods(language: Language) -> &'static str {
    either(language, "✖️ Без списка товаров", "✖️ Without a list of goods")
}

/// Reads the list of orders again.
pub fn read_again(language: Language) -> &'static str {
    either(language, "🔄 Прочитать список снова", "🔄 Read the list again")
}

/// Saves a change.
pub fn save(language: Language) -> &'static str {
    either(language, "💾 Сохранить", "💾 Save")
}
