//! Buttons under a message.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Rows of buttons under a message; the default has none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Keyboard(pub Vec<Vec<Button>>);

impl Keyboard {
    /// A keyboard without buttons.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a row at the bottom; an empty row is dropped.
    pub fn row(mut self, buttons: impl IntoIterator<Item = Button>) -> Self {
        let row: Vec<Button> = buttons.into_iter().collect();
        if !row.is_empty() {
            self.0.push(row);
        }
        self
    }

    /// Whether there is nothing to press.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(Vec::is_empty)
    }
}

/// One button.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    /// The label.
    pub text: String,
    /// What a press does.
    pub action: Action,
}

impl Button {
    /// A button that reports its press to the bot.
    pub fn press(text: impl Into<String>, data: CallbackData) -> Self {
        Self {
            text: text.into(),
            action: Action::Press(data),
        }
    }

    /// A button that opens a link; one with an address that is no URL is left out of the message.
    pub fn open(text: impl Into<String>, url: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            action: Action::Open(url.into()),
        }
    }
}

/// What a press does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Sends this data back to the bot.
    Press(CallbackData),
    /// Opens this URL on the user's device.
    Open(String),
}

/// What a pressed button sends back: 1 to 64 bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CallbackData(String);

impl CallbackData {
    /// The most bytes Telegram accepts.
    pub const MAX_BYTES: usize = 64;

    /// Data our own code builds and knows to fit, such as `format_args!("watch:{id}")`.
    ///
    /// # Panics
    /// In debug builds, when it does not fit. It is never cut: cut data would press a different button.
    pub fn of(parts: impl fmt::Display) -> Self {
        let data = parts.to_string();
        debug_assert!(
            check(&data).is_ok(),
            "callback data must be 1 to 64 bytes, this is {}: {data:?}",
            data.len(),
        );
        Self(data)
    }

    /// The data as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for CallbackData {
    type Error = CallbackDataError;

    fn try_from(data: String) -> Result<Self, Self::Error> {
        check(&data)?;
        Ok(Self(data))
    }
}

impl TryFrom<&str> for CallbackData {
    type Error = CallbackDataError;

    fn try_from(data: &str) -> Result<Self, Self::Error> {
        Self::try_from(data.to_owned())
    }
}

impl From<CallbackData> for String {
    fn from(data: CallbackData) -> Self {
        data.0
    }
}

impl fmt::Display for CallbackData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text cannot be callback data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallbackDataError {
    /// There is nothing in it.
    #[error("callback data is empty")]
    Empty,
    /// It is longer than Telegram accepts.
    #[error("callback data is {bytes} bytes, the most is 64")]
    TooLong {
        /// Its length in bytes.
        bytes: usize,
    },
}

fn check(data: &str) -> Result<(), CallbackDataError> {
    match data.len() {
        0 => Err(CallbackDataError::Empty),
        1..=CallbackData::MAX_BYTES => Ok(()),
        bytes => Err(CallbackDataError::TooLong { bytes }),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_limit_is_in_bytes_not_letters() {
        assert!(CallbackData::try_from("ж".repeat(32)).is_ok());
        assert_eq!(
            CallbackData::try_from("ж".repeat(33)),
            Err(CallbackDataError::TooLong { bytes: 66 })
        );
        assert_eq!(CallbackData::try_from(""), Err(CallbackDataError::Empty));
    }

    #[test]
    #[should_panic(expected = "callback data must be 1 to 64 bytes, this is 70")]
    fn data_that_does_not_fit_is_a_mistake_in_our_code() {
        CallbackData::of("x".repeat(70));
    }

    #[test]
    fn data_is_checked_when_read_back() {
        let read: CallbackData = serde_json::from_str(r#""menu:1""#).unwrap();
        assert_eq!(read.as_str(), "menu:1");
        assert!(serde_json::from_str::<CallbackData>(r#""""#).is_err());
    }

    #[test]
    fn empty_rows_are_dropped() {
        let keyboard = Keyboard::new()
            .row([])
            .row([Button::press("a", CallbackData::of("a"))])
            .row(None);
        assert_eq!(keyboard.0.len(), 1);
        assert!(!keyboard.is_empty());
        assert!(Keyboard::new().is_empty());
    }
}
