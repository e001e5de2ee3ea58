//! Presses on the way to an end of everything.

use std::fmt::{self, Display, Formatter};

use telegram::CallbackData;

/// A press on the explanation of what is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ForgetPress {
    /// Go on: the word is asked for next.
    GoOn,
    /// Leave everything as it is.
    Keep,
}

impl ForgetPress {
    /// As callback data.
    pub(crate) fn data(self) -> CallbackData {
        CallbackData::of(self)
    }

    /// Reads what stands behind `forget:`.
    pub(super) fn parse(rest: &str) -> Option<Self> {
        match rest {
            "on" => Some(Self::GoOn),
            "keep" => Some(Self::Keep),
            _ => None,
        }
    }
}

impl Display for ForgetPress {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::GoOn => f.write_str("forget:on"),
            Self::Keep => f.write_str("forget:keep"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialog::Press;

    #[test]
    fn every_button_is_read_as_it_was_written() {
        for press in [ForgetPress::GoOn, ForgetPress::Keep] {
            assert_eq!(Press::parse(&press.to_string()), Some(Press::Forget(press)));
        }
        assert_eq!(Press::parse("forget:x"), None);
    }
}
