//! What the buttons send, as types: each is written and read here only.

use std::fmt::{self, Display, Formatter};

use channels::ChannelName;

/// A press of one of the feature's buttons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Press {
    /// A page of the channels.
    List(usize),
    /// Asks for a name.
    Add,
    /// Follow this channel.
    Take(ChannelName),
    /// Its figures.
    Stats {
        /// Over so many days.
        days: u16,
        /// Whose.
        name: ChannelName,
    },
    /// A picture of them.
    Chart {
        /// Over so many days.
        days: u16,
        /// Whose.
        name: ChannelName,
    },
    /// What its quality is made of.
    Why(ChannelName),
    /// Leave it? Asked.
    Drop(ChannelName),
    /// Leave it: confirmed.
    Gone(ChannelName),
    /// Choose channels to compare.
    Choose,
    /// One more or less of them.
    Pick(ChannelName),
    /// Compare the chosen ones.
    Compare,
    /// How the sources are doing.
    Health,
}

impl Press {
    /// Reads callback data; `None` for what no button of this version sends.
    pub(crate) fn parse(data: &str) -> Option<Self> {
        let rest = data.strip_prefix("chan:")?;
        let (what, rest) = rest.split_once(':').unwrap_or((rest, ""));
        let name = |text: &str| ChannelName::try_from(text).ok();
        let with_days = |rest: &str| {
            let (days, text) = rest.split_once(':')?;
            Some((days.parse().ok()?, name(text)?))
        };
        Some(match what {
            "list" => Self::List(rest.parse().ok()?),
            "add" => Self::Add,
            "take" => Self::Take(name(rest)?),
            "stats" => {
                let (days, name) = with_days(rest)?;
                Self::Stats { days, name }
            }
            "chart" => {
                let (days, name) = with_days(rest)?;
                Self::Chart { days, name }
            }
            "why" => Self::Why(name(rest)?),
            "drop" => Self::Drop(name(rest)?),
            "gone" => Self::Gone(name(rest)?),
            "cmp" => Self::Choose,
            "pick" => Self::Pick(name(rest)?),
            "go" => Self::Compare,
            "health" => Self::Health,
            _ => return None,
        })
    }
}

impl Display for Press {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::List(page) => write!(f, "chan:list:{page}"),
            Self::Add => write!(f, "chan:add"),
            Self::Take(name) => write!(f, "chan:take:{}", name.as_str()),
            Self::Stats { days, name } => write!(f, "chan:stats:{days}:{}", name.as_str()),
            Self::Chart { days, name } => write!(f, "chan:chart:{days}:{}", name.as_str()),
            Self::Why(name) => write!(f, "chan:why:{}", name.as_str()),
            Self::Drop(name) => write!(f, "chan:drop:{}", name.as_str()),
            Self::Gone(name) => write!(f, "chan:gone:{}", name.as_str()),
            Self::Choose => write!(f, "chan:cmp"),
            Self::Pick(name) => write!(f, "chan:pick:{}", name.as_str()),
            Self::Compare => write!(f, "chan:go"),
            Self::Health => write!(f, "chan:health"),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use telegram::CallbackData;

    use super::*;

    #[test]
    fn every_press_is_read_as_it_was_written_and_fits() {
        let name: ChannelName = "a_name_of_thirty_two_characters_"
            .trim_end_matches('_')
            .parse()
            .unwrap();
        let presses = [
            Press::List(12),
            Press::Add,
            Press::Take(name.clone()),
            Press::Stats {
                days: 1095,
                name: name.clone(),
            },
            Press::Chart {
                days: 1095,
                name: name.clone(),
            },
            Press::Why(name.clone()),
            Press::Drop(name.clone()),
            Press::Gone(name.clone()),
            Press::Choose,
            Press::Pick(name),
            Press::Compare,
            Press::Health,
        ];
        for press in presses {
            let data = CallbackData::of(&press);
            assert_eq!(Press::parse(data.as_str()), Some(press));
        }
    }

    #[test]
    fn what_no_button_sends_is_nothing() {
        for data in [
            "chan",
            "chan:",
            "chan:list:x",
            "chan:stats:7",
            "chan:stats:x:durov",
            "chan:take:1",
            "set:show",
        ] {
            assert_eq!(Press::parse(data), None, "{data}");
        }
    }
}
