//! Presses in the room of the figures.

use std::fmt::{self, Display, Formatter};

/// A press in the room of the figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SpeedPress {
    /// The figures as they are now.
    Show,
    /// A picture of them.
    Chart,
}

impl SpeedPress {
    pub(super) fn parse(rest: &str) -> Option<Self> {
        match rest {
            "show" => Some(Self::Show),
            "chart" => Some(Self::Chart),
            _ => None,
        }
    }
}

impl Display for SpeedPress {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Show => "speed:show",
            Self::Chart => "speed:chart",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::Press;
    use super::*;

    #[test]
    fn every_button_is_read_as_it_was_written() {
        for press in [SpeedPress::Show, SpeedPress::Chart] {
            assert_eq!(Press::parse(&press.to_string()), Some(Press::Speed(press)));
        }
        assert_eq!(Press::parse("speed:"), None);
    }
}
