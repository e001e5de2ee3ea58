/// The language of numbers, dates and the legend's own words. Titles and labels are the caller's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Russian: «12,3 тыс.», «21 нояб».
    #[default]
    Russian,
    /// English: "12.3K", "21 Nov".
    English,
}

/// Light or dark, as the reader's Telegram is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// Dark ink on white.
    #[default]
    Light,
    /// Light ink on near-black.
    Dark,
}

/// The picture's size in pixels. Text keeps its size whatever the picture's, so that it reads on a phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Width in pixels, 800 to 2400.
    pub width: u32,
    /// Height in pixels, 600 to 2400.
    pub height: u32,
}

impl Default for Size {
    fn default() -> Self {
        Self {
            width: 1200,
            height: 700,
        }
    }
}

/// Everything about a picture that is not its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Look {
    /// The language of numbers and dates.
    pub language: Language,
    /// Light or dark.
    pub theme: Theme,
    /// The picture's size.
    pub size: Size,
}
