//! Labels of the room's buttons.

use telegram::Language;

use crate::texts::common::either;

/// Pauses.
pub fn pause(language: Language) -> &'static str {
    either(language, "⏸ Пауза", "⏸ Pause")
}

/// Resumes.
pub fn resume(language: Language) -> &'static str {
    either(language, "▶️ Продолжить", "▶️ Resume")
}

/// Asks before deleting.
pub fn delete(language: Language) -> &'static str {
    either(language, "🗑 Удалить", "🗑 Delete")
}

/// Deletes.
pub fn yes(language: Language) -> &'static str {
    either(language, "🗑 Да, удалить", "🗑 Yes, delete")
}

/// Does not delete.
pub fn keep(language: Language) -> &'static str {
    either(language, "↩️ Оставить", "↩️ Keep it")
}

/// Shows the card as it is now.
pub fn refresh(language: Language) -> &'static str {
    either(language, "🔄 Обновить", "🔄 Refresh")
}

/// Asks what to change.
pub fn edit(language: Language) -> &'static str {
    either(language, "✏️ Изменить", "✏️ Change")
}

/// Changes the days.
pub fn dates(language: Language) -> &'static str {
    either(language, "📅 Даты", "📅 Dates")
}

/// Changes the warehouses.
pub fn warehouses(language: Language) -> &'static str {
    either(language, "📦 Склады", "📦 Warehouses")
}

/// Changes the highest coefficient.
pub fn max(language: Language) -> &'static str {
    either(language, "💰 Коэффициент", "💰 Coefficient")
}

/// Changes the kinds of boxes.
pub fn boxes(language: Language) -> &'static str {
    either(language, "🗃 Тип коробов", "🗃 Kind of boxes")
}

/// Back to the card.
pub fn back(language: Language) -> &'static str {
    either(language, "↩️ Назад", "↩️ Back")
}

/// Opens the order on the portal.
pub fn open_order(language: Language) -> &'static str {
    either(language, "📦 Открыть заказ", "📦 Open the order")
}

/// Opens the draft on the portal.
pub fn open_draft(language: Language) -> &'static str {
    either(language, "📝 Открыть черновик", "📝 Open the draft")
}

/// Opens the supply on the portal.
pub fn open_supply(language: Language) -> &'static str {
    either(language, "📦 Открыть поставку", "📦 Open the supply")
}

/// Watches for an earlier day for what was caught.
pub fn sooner(language: Language) -> &'static str {
    either(language, "⏪ Поймать дату раньше", "⏪ Catch an earlier day")
}
