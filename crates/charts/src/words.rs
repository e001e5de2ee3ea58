//! The few words a chart says of its own.

use crate::Language;

/// Instead of a drawing when nothing is known.
pub(crate) const fn no_data(language: Language) -> &'static str {
    match language {
        Language::Russian => "Пока нет данных",
        Language::English => "No data yet",
    }
}

/// The legend of days nothing is known of.
pub(crate) const fn missing(language: Language) -> &'static str {
    match language {
        Language::Russian => "нет данных",
        Language::English => "no data",
    }
}

/// The legend of hollow marks.
pub(crate) const fn rounded(language: Language) -> &'static str {
    match language {
        Language::Russian => "округлено источником",
        Language::English => "rounded by the source",
    }
}

/// The legend of dashes.
pub(crate) const fn estimated(language: Language) -> &'static str {
    match language {
        Language::Russian => "оценка",
        Language::English => "estimate",
    }
}

/// A figure that stayed as it was.
pub(crate) const fn unchanged(language: Language) -> &'static str {
    match language {
        Language::Russian => "без изменений",
        Language::English => "unchanged",
    }
}

/// What did not fit.
pub(crate) fn and_more(count: usize, language: Language) -> String {
    match language {
        Language::Russian => format!("и ещё {count}"),
        Language::English => format!("and {count} more"),
    }
}
