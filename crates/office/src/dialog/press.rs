//! What the buttons send, as a type: written and read here only.

use std::fmt;

use telegram::{CallbackData, UserId};

use crate::mishaps;
use crate::trail;

/// A press of one of the feature's buttons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Press {
    Overview,
    GiveUp,
    AskUser,
    User(UserId),
    AskToBan(UserId),
    Ban(UserId),
    AskToLetIn(UserId),
    LetIn(UserId),
    AskCharge,
    Refund,
    Settle,
    Errors(Option<mishaps::Place>),
    Trail {
        about: Option<UserId>,
        from: Option<trail::Place>,
    },
    Export(Option<UserId>),
    Write,
    Order(String),
    Stop(String),
}

impl Press {
    /// As callback data.
    pub(crate) fn data(&self) -> CallbackData {
        CallbackData::of(self)
    }

    /// Reads callback data; `None` for what no button of this version sends.
    pub(crate) fn parse(data: &str) -> Option<Self> {
        let parts: Vec<&str> = data.strip_prefix("adm:")?.split(':').collect();
        Some(match parts[..] {
            ["home"] => Self::Overview,
            ["no"] => Self::GiveUp,
            ["find"] => Self::AskUser,
            ["user", id] => Self::User(user(id)?),
            ["ban", id] => Self::AskToBan(user(id)?),
            ["ban", id, "yes"] => Self::Ban(user(id)?),
            ["in", id] => Self::AskToLetIn(user(id)?),
            ["in", id, "yes"] => Self::LetIn(user(id)?),
            ["pay"] => Self::AskCharge,
            ["refund", "yes"] => Self::Refund,
            ["settle"] => Self::Settle,
            ["err"] => Self::Errors(None),
            ["err", place] => Self::Errors(Some(mishaps::Place::parse(place)?)),
            ["aud", about] => Self::Trail {
                about: whom(about)?,
                from: None,
            },
            ["aud", about, at, shown] => Self::Trail {
                about: whom(about)?,
                from: Some(trail::Place {
                    at_us: at.parse().ok()?,
                    shown: shown.parse().ok()?,
                }),
            },
            ["csv", about] => Self::Export(whom(about)?),
            ["cast"] => Self::Write,
            ["cast", id, "yes"] => Self::Order(id.to_owned()),
            ["cast", id, "stop"] => Self::Stop(id.to_owned()),
            _ => return None,
        })
    }
}

fn user(text: &str) -> Option<UserId> {
    text.parse().ok().map(UserId)
}

/// `all`, or a user's id.
fn whom(text: &str) -> Option<Option<UserId>> {
    match text {
        "all" => Some(None),
        id => user(id).map(Some),
    }
}

impl fmt::Display for Press {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let about = |user: &Option<UserId>| user.map_or_else(|| "all".to_owned(), |user| user.to_string());
        f.write_str("adm:")?;
        match self {
            Self::Overview => f.write_str("home"),
            Self::GiveUp => f.write_str("no"),
            Self::AskUser => f.write_str("find"),
            Self::User(user) => write!(f, "user:{user}"),
            Self::AskToBan(user) => write!(f, "ban:{user}"),
            Self::Ban(user) => write!(f, "ban:{user}:yes"),
            Self::AskToLetIn(user) => write!(f, "in:{user}"),
            Self::LetIn(user) => write!(f, "in:{user}:yes"),
            Self::AskCharge => f.write_str("pay"),
            Self::Refund => f.write_str("refund:yes"),
            Self::Settle => f.write_str("settle"),
            Self::Errors(None) => f.write_str("err"),
            Self::Errors(Some(place)) => write!(f, "err:{}", place.as_str()),
            Self::Trail {
                about: user,
                from: None,
            } => write!(f, "aud:{}", about(user)),
            Self::Trail {
                about: user,
                from: Some(place),
            } => write!(f, "aud:{}:{}:{}", about(user), place.at_us, place.shown),
            Self::Export(user) => write!(f, "csv:{}", about(user)),
            Self::Write => f.write_str("cast"),
            Self::Order(id) => write!(f, "cast:{id}:yes"),
            Self::Stop(id) => write!(f, "cast:{id}:stop"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_press_comes_back_and_fits() {
        let someone = UserId(i64::MAX);
        let place = trail::Place {
            at_us: 253_402_300_799_999_999,
            shown: 10_000,
        };
        for press in [
            Press::Overview,
            Press::GiveUp,
            Press::AskUser,
            Press::User(someone),
            Press::AskToBan(someone),
            Press::Ban(someone),
            Press::AskToLetIn(someone),
            Press::LetIn(someone),
            Press::AskCharge,
            Press::Refund,
            Press::Settle,
            Press::Errors(None),
            Press::Errors(mishaps::Place::parse("1763445600000#0123abcd")),
            Press::Trail {
                about: None,
                from: None,
            },
            Press::Trail {
                about: Some(someone),
                from: Some(place),
            },
            Press::Export(None),
            Press::Write,
            Press::Order(format!("1763445600000-{someone}")),
            Press::Stop(format!("1763445600000-{someone}")),
        ] {
            assert_eq!(Press::parse(press.data().as_str()), Some(press));
        }
        for foreign in ["", "adm", "adm:", "adm:user:x", "adm:err:1", "adm:ban:1:no"] {
            assert_eq!(Press::parse(foreign), None, "{foreign}");
        }
    }
}
