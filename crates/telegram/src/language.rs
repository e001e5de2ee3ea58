//! The languages the bot speaks.

use serde::{Deserialize, Serialize};

/// A language of the bot's texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Russian, the default.
    #[default]
    Ru,
    /// English.
    En,
}

impl Language {
    /// Every language, the default first.
    pub const ALL: [Language; 2] = [Language::Ru, Language::En];

    /// The language for a user's `language_code` (an IETF tag such as `en-GB`): English for `en*`, Russian for the rest.
    pub fn from_code(code: Option<&str>) -> Self {
        let Some(code) = code else {
            return Self::Ru;
        };
        let primary = code.split(['-', '_']).next().unwrap_or_default();
        if primary.eq_ignore_ascii_case("en") {
            return Self::En;
        }
        Self::Ru
    }

    /// The two-letter ISO 639-1 code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::En => "en",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn english_is_chosen_only_by_its_own_tag() {
        for code in ["en", "en-GB", "EN_us"] {
            assert_eq!(Language::from_code(Some(code)), Language::En, "{code}");
        }
        for code in [None, Some("ru"), Some("uk"), Some(""), Some("enm")] {
            assert_eq!(Language::from_code(code), Language::Ru, "{code:?}");
        }
    }

    #[test]
    fn codes_come_back() {
        for language in Language::ALL {
            assert_eq!(Language::from_code(Some(language.code())), language);
        }
    }
}
