//! What the feature says.

pub(crate) mod adding;
pub(crate) mod commands;
pub(crate) mod compare;
pub(crate) mod health;
pub(crate) mod list;
pub(crate) mod stats;
#[cfg(test)]
mod tests;
mod troubles;

pub(crate) use telegram::words::{either, nothing_asked};
use telegram::{Button, CallbackData};

use crate::dialog::press::Press;

pub(crate) fn press(label: impl Into<String>, press: Press) -> Button {
    Button::press(label, CallbackData::of(press))
}
