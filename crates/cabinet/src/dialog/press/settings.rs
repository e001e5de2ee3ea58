//! Presses in the room of the settings. Each says what is to be, never "the other way round": pressed twice it means the same.

use std::fmt::{self, Display, Formatter};

use accounts::preferences::QuietHours;
use telegram::{CallbackData, Topic};

use crate::settings::{TOPICS, hour};

/// A press in the room of the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SettingsPress {
    /// Everything at a glance.
    Show,
    /// What is told.
    Topics,
    /// Whether a topic is told from now on.
    Tell(Topic, bool),
    /// Quiet hours to choose from.
    QuietChoices,
    /// Hours of one's own: the first one is asked for.
    QuietFrom,
    /// The first one is chosen, the last one is asked for.
    QuietTo(u8),
    /// These quiet hours, or none.
    Quiet(Option<QuietHours>),
    /// Hours for a digest.
    DigestChoices,
    /// A digest at this hour, or none.
    Digest(Option<u8>),
}

impl SettingsPress {
    /// As callback data.
    pub(crate) fn data(self) -> CallbackData {
        CallbackData::of(self)
    }

    pub(super) fn parse(rest: &str) -> Option<Self> {
        Some(match rest.split_once(':') {
            None => match rest {
                "show" => Self::Show,
                "topics" => Self::Topics,
                "quiet" => Self::QuietChoices,
                "hours" => Self::QuietFrom,
                "digest" => Self::DigestChoices,
                _ => return None,
            },
            Some(("tell", name)) => Self::Tell(topic(name)?, true),
            Some(("mute", name)) => Self::Tell(topic(name)?, false),
            Some(("from", text)) => Self::QuietTo(hour(text)?),
            Some(("quiet", "off")) => Self::Quiet(None),
            Some(("quiet", hours)) => {
                let (from, to) = hours.split_once('-')?;
                let (from, to) = (hour(from)?, hour(to)?);
                if from == to {
                    return None;
                }
                Self::Quiet(Some(QuietHours { from, to }))
            }
            Some(("digest", "off")) => Self::Digest(None),
            Some(("digest", text)) => Self::Digest(Some(hour(text)?)),
            Some(_) => return None,
        })
    }
}

impl Display for SettingsPress {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Show => f.write_str("set:show"),
            Self::Topics => f.write_str("set:topics"),
            Self::Tell(topic, true) => write!(f, "set:tell:{}", name_of(*topic)),
            Self::Tell(topic, false) => write!(f, "set:mute:{}", name_of(*topic)),
            Self::QuietChoices => f.write_str("set:quiet"),
            Self::QuietFrom => f.write_str("set:hours"),
            Self::QuietTo(from) => write!(f, "set:from:{from}"),
            Self::Quiet(None) => f.write_str("set:quiet:off"),
            Self::Quiet(Some(hours)) => write!(f, "set:quiet:{}-{}", hours.from, hours.to),
            Self::DigestChoices => f.write_str("set:digest"),
            Self::Digest(None) => f.write_str("set:digest:off"),
            Self::Digest(Some(hour)) => write!(f, "set:digest:{hour}"),
        }
    }
}

fn topic(name: &str) -> Option<Topic> {
    TOPICS.into_iter().find(|topic| name_of(*topic) == name)
}

fn name_of(topic: Topic) -> String {
    let name = serde_json::to_value(topic).ok();
    name.and_then(|name| name.as_str().map(str::to_owned))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::Press;
    use super::*;

    #[test]
    fn every_button_is_read_as_it_was_written() {
        let night = QuietHours { from: 22, to: 8 };
        let fixed = [
            SettingsPress::Show,
            SettingsPress::Topics,
            SettingsPress::QuietChoices,
            SettingsPress::QuietFrom,
            SettingsPress::QuietTo(23),
            SettingsPress::Quiet(None),
            SettingsPress::Quiet(Some(night)),
            SettingsPress::DigestChoices,
            SettingsPress::Digest(None),
            SettingsPress::Digest(Some(9)),
        ];
        let switches = TOPICS
            .into_iter()
            .flat_map(|topic| [true, false].map(|told| SettingsPress::Tell(topic, told)));
        for press in fixed.into_iter().chain(switches) {
            let data = press.data().to_string();
            assert_eq!(Press::parse(&data), Some(Press::Settings(press)), "{data}");
        }
    }

    #[test]
    fn what_no_button_sends_is_nothing() {
        for data in [
            "set:quiet:8-8",
            "set:quiet:8-24",
            "set:digest:24",
            "set:mute:other",
            "set:mute:money",
            "set:x",
            "sett:show",
        ] {
            assert_eq!(Press::parse(data), None, "{data}");
        }
    }
}
