//! What the buttons send, as a type: written and read here only.

use std::fmt;

use telegram::CallbackData;

/// A press of one of the feature's buttons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Press {
    OpenOffers,
    Offers,
    Pack { catches: u32, stars: u32 },
    Month,
    Balance,
    Receipts,
    AskToStop,
    Stop,
    AskToGoOn,
    GoOn,
}

impl Press {
    /// As callback data.
    pub(crate) fn data(self) -> CallbackData {
        CallbackData::of(self)
    }

    /// Reads callback data; `None` for what no button of this version sends.
    pub(crate) fn parse(data: &str) -> Option<Self> {
        Some(match data {
            "buy:open" => Self::OpenOffers,
            "buy:show" => Self::Offers,
            "buy:month" => Self::Month,
            "bill:show" => Self::Balance,
            "bill:receipts" => Self::Receipts,
            "bill:stop" => Self::AskToStop,
            "bill:stop:yes" => Self::Stop,
            "bill:go" => Self::AskToGoOn,
            "bill:go:yes" => Self::GoOn,
            _ => {
                let (catches, stars) = data.strip_prefix("buy:pack:")?.split_once(':')?;
                Self::Pack {
                    catches: catches.parse().ok()?,
                    stars: stars.parse().ok()?,
                }
            }
        })
    }
}

impl fmt::Display for Press {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OpenOffers => f.write_str("buy:open"),
            Self::Offers => f.write_str("buy:show"),
            Self::Pack { catches, stars } => write!(f, "buy:pack:{catches}:{stars}"),
            Self::Month => f.write_str("buy:month"),
            Self::Balance => f.write_str("bill:show"),
            Self::Receipts => f.write_str("bill:receipts"),
            Self::AskToStop => f.write_str("bill:stop"),
            Self::Stop => f.write_str("bill:stop:yes"),
            Self::AskToGoOn => f.write_str("bill:go"),
            Self::GoOn => f.write_str("bill:go:yes"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_press_comes_back() {
        let pack = Press::Pack {
            catches: u32::MAX,
            stars: u32::MAX,
        };
        for press in [
            Press::OpenOffers,
            Press::Offers,
            pack,
            Press::Month,
            Press::Balance,
            Press::Receipts,
            Press::AskToStop,
            Press::Stop,
            Press::AskToGoOn,
            Press::GoOn,
        ] {
            assert_eq!(Press::parse(press.data().as_str()), Some(press));
        }
        for foreign in ["", "buy", "buy:pack:1", "buy:pack:x:1", "bill:stop:no"] {
            assert_eq!(Press::parse(foreign), None, "{foreign}");
        }
    }
}
