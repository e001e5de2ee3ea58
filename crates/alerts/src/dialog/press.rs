//! What the buttons send, as types: each is written and read here only.

use std::fmt::{self, Display, Formatter};

use channels::ChannelName;
use channels::errands::AlertKind;
use serde::{Deserialize, Serialize};

/// What rules are about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Scope {
    /// All channels without rules of their own.
    All,
    /// One channel.
    Channel(ChannelName),
}

/// A press of one of the feature's buttons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Press {
    /// A page of the channels and their alerts.
    List(usize),
    /// A page of what can be set up.
    Configure(usize),
    /// The rules of a scope.
    Rules(Scope),
    /// The rule of one kind.
    Kind(AlertKind, Scope),
    /// Switch a kind on or off.
    Switch(AlertKind, bool, Scope),
    /// A threshold for a kind.
    Set(AlertKind, u16, Scope),
    /// A threshold for a kind: asked.
    Own(AlertKind, Scope),
    /// Drop the rules of a scope: asked.
    Reset(Scope),
    /// Drop them: confirmed.
    Clear(Scope),
    /// The new level is fine.
    Accept {
        /// Of what.
        kind: AlertKind,
        /// Which word of the alert carries the button.
        turn: u32,
        /// Of which channel.
        name: ChannelName,
    },
    /// Tell no more of this kind about this channel.
    Mute(AlertKind, ChannelName),
}

impl Scope {
    /// The channel, if it is one.
    pub(crate) fn channel(&self) -> Option<&ChannelName> {
        match self {
            Self::All => None,
            Self::Channel(name) => Some(name),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        match text {
            "*" => Some(Self::All),
            name => Some(Self::Channel(bare(name)?)),
        }
    }
}

impl Display for Scope {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.channel().map_or("*", ChannelName::as_str))
    }
}

impl Press {
    /// Reads callback data; `None` for what no button of this version sends.
    pub(crate) fn parse(data: &str) -> Option<Self> {
        let parts: Vec<&str> = data.strip_prefix("alert:")?.split(':').collect();
        Some(match parts[..] {
            ["list", page] => Self::List(page.parse().ok()?),
            ["conf", page] => Self::Configure(page.parse().ok()?),
            ["rules", scope] => Self::Rules(Scope::parse(scope)?),
            ["kind", kind, scope] => Self::Kind(kind_of(kind)?, Scope::parse(scope)?),
            ["on", kind, scope] => Self::Switch(kind_of(kind)?, true, Scope::parse(scope)?),
            ["off", kind, scope] => Self::Switch(kind_of(kind)?, false, Scope::parse(scope)?),
            ["set", kind, n, scope] => Self::Set(kind_of(kind)?, n.parse().ok()?, Scope::parse(scope)?),
            ["own", kind, scope] => Self::Own(kind_of(kind)?, Scope::parse(scope)?),
            ["reset", scope] => Self::Reset(Scope::parse(scope)?),
            ["clear", scope] => Self::Clear(Scope::parse(scope)?),
            ["norm", kind, turn, name] => Self::Accept {
                kind: kind_of(kind)?,
                turn: turn.parse().ok()?,
                name: bare(name)?,
            },
            ["mute", kind, name] => Self::Mute(kind_of(kind)?, bare(name)?),
            _ => return None,
        })
    }
}

impl Display for Press {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "alert:")?;
        match self {
            Self::List(page) => write!(f, "list:{page}"),
            Self::Configure(page) => write!(f, "conf:{page}"),
            Self::Rules(scope) => write!(f, "rules:{scope}"),
            Self::Kind(kind, scope) => write!(f, "kind:{}:{scope}", letter(*kind)),
            Self::Switch(kind, true, scope) => write!(f, "on:{}:{scope}", letter(*kind)),
            Self::Switch(kind, false, scope) => write!(f, "off:{}:{scope}", letter(*kind)),
            Self::Set(kind, n, scope) => write!(f, "set:{}:{n}:{scope}", letter(*kind)),
            Self::Own(kind, scope) => write!(f, "own:{}:{scope}", letter(*kind)),
            Self::Reset(scope) => write!(f, "reset:{scope}"),
            Self::Clear(scope) => write!(f, "clear:{scope}"),
            Self::Accept { kind, turn, name } => write!(f, "norm:{}:{turn}:{}", letter(*kind), name.as_str()),
            Self::Mute(kind, name) => write!(f, "mute:{}:{}", letter(*kind), name.as_str()),
        }
    }
}

fn letter(kind: AlertKind) -> &'static str {
    match kind {
        AlertKind::Members => "m",
        AlertKind::Views => "v",
        AlertKind::Silence => "s",
        AlertKind::Trouble => "t",
    }
}

fn kind_of(text: &str) -> Option<AlertKind> {
    AlertKind::ALL.into_iter().find(|kind| letter(*kind) == text)
}

fn bare(name: &str) -> Option<ChannelName> {
    ChannelName::try_from(name).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use telegram::CallbackData;

    use super::*;

    #[test]
    fn every_press_is_read_as_it_was_written_and_fits() {
        let name: ChannelName = "a_name_of_thirty_two_characters1".parse().unwrap();
        let mut presses = vec![Press::List(12), Press::Configure(3)];
        for scope in [Scope::All, Scope::Channel(name.clone())] {
            presses.extend([
                Press::Rules(scope.clone()),
                Press::Reset(scope.clone()),
                Press::Clear(scope.clone()),
            ]);
            for kind in AlertKind::ALL {
                presses.extend([
                    Press::Kind(kind, scope.clone()),
                    Press::Switch(kind, true, scope.clone()),
                    Press::Switch(kind, false, scope.clone()),
                    Press::Set(kind, 90, scope.clone()),
                    Press::Own(kind, scope.clone()),
                    Press::Mute(kind, name.clone()),
                    Press::Accept {
                        kind,
                        turn: u32::MAX,
                        name: name.clone(),
                    },
                ]);
            }
        }
        for press in presses {
            let data = CallbackData::of(&press);
            assert_eq!(Press::parse(data.as_str()), Some(press));
        }
    }

    #[test]
    fn what_no_button_sends_is_nothing() {
        for data in [
            "alert",
            "alert:",
            "alert:list:x",
            "alert:kind:m",
            "alert:kind:x:*",
            "alert:norm:m:*:durov",
            "alert:mute:m:*",
            "chan:list:0",
        ] {
            assert_eq!(Press::parse(data), None, "{data}");
        }
    }
}
