//! Labels of the wizard's buttons.

use telegram::Language::{self, En, Ru};

use crate::texts::common::either;
use crate::windows::Windows;

/// The next step.
pub(crate) fn next(language: Language) -> &'static str {
    either(language, "Далее ›", "Next ›")
}

/// The step before.
pub(crate) fn back(language: Language) -> &'static str {
    either(language, "‹ Назад", "‹ Back")
}

/// Gives the wizard up.
pub(crate) fn cancel(language: Language) -> &'static str {
    either(language, "✖️ Отмена", "✖️ Cancel")
}

/// Makes the rule.
pub(crate) fn make(language: Language) -> &'static str {
    either(language, "🚀 Запустить", "🚀 Start")
}

/// Saves a change.
pub(crate) fn save(language: Language) -> &'static str {
    either(language, "💾 Сохранить", "💾 Save")
}

/// Gives a change up.
pub(crate) fn do_not_change(language: Language) -> &'static str {
    either(language, "✖️ Не менять", "✖️ Do not change")
}

/// Asks anew.
pub(crate) fn renew(language: Language) -> &'static str {
    either(language, "🔄 Обновить", "🔄 Refresh")
}

/// Forgets the search.
pub(crate) fn all(language: Language) -> &'static str {
    either(language, "Показать все", "Show all")
}

/// As many units as lie there.
pub(crate) fn all_units(language: Language, units: u32) -> String {
    match language {
        Ru => format!("Всё: {units}"),
        En => format!("All: {units}"),
    }
}

/// This size is not to be moved.
pub(crate) fn no_units(language: Language) -> &'static str {
    either(language, "Не переносить", "Do not move")
}

/// At which openings.
pub(crate) fn windows(language: Language, windows: Windows) -> String {
    match windows {
        Windows::Both => either(
            language,
            "🌗 Утром и вечером: 09:00, 18:00",
            "🌗 Morning and evening: 09:00, 18:00",
        ),
        Windows::Morning => either(language, "🌅 Только утром: 09:00", "🌅 Mornings only: 09:00"),
        Windows::Evening => either(language, "🌆 Только вечером: 18:00", "🌆 Evenings only: 18:00"),
    }
    .to_owned()
}

/// A last day so many days from today.
pub(crate) fn days(language: Language, days: u16) -> String {
    match language {
        Ru => format!("{days} дн."),
        En => format!("{days} d"),
    }
}
