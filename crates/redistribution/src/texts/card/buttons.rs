//! Labels of the room's buttons.

use telegram::Language;

use crate::texts::common::either;

/// A new wizard.
pub fn new(language: Language) -> &'static str {
    either(language, "🔁 Новое перемещение", "🔁 New move")
}

/// The list.
pub fn list(language: Language) -> &'static str {
    either(language, "🚚 Все перемещения", "🚚 All moves")
}

/// Pauses.
pub fn pause(language: Language) -> &'static str {
    either(language, "⏸ Пауза", "⏸ Pause")
}

/// Resumes.
pub fn resume(language: Language) -> &'static str {
    either(language, "▶️ Продолжить", "▶️ Resume")
}

/// Asks what to change.
pub fn edit(language: Language) -> &'static str {
    either(language, "✏️ Изменить", "✏️ Change")
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

/// A rule's requests.
pub fn results(language: Language) -> &'static str {
    either(language, "📊 Результаты", "📊 Results")
}

/// The card as it is now.
pub fn refresh(language: Language) -> &'static str {
    either(language, "🔄 Обновить", "🔄 Refresh")
}

/// Back to the card.
pub fn back(language: Language) -> &'static str {
    either(language, "↩️ Назад", "↩️ Back")
}

/// Changes the units.
pub fn units(language: Language) -> &'static str {
    either(language, "📊 Количество", "📊 Units")
}

/// Changes the destinations.
pub fn destinations(language: Language) -> &'static str {
    either(language, "📥 Куда", "📥 Where to")
}

/// Changes when it asks.
pub fn when(language: Language) -> &'static str {
    either(language, "🕘 Время и срок", "🕘 When and until")
}
