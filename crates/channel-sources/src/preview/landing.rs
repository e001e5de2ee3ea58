//! The landing page `t.me/<name>`.

use jiff::Timestamp;

use super::{check_telegram, without_icons};
use crate::html::Tree;
use crate::{ChannelName, Figure, Source, SourceError, count, http};

/// Who has a name, as the card of t.me shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Landing {
    /// Who has it.
    pub kind: LandingKind,
    /// The title; `None` when nobody has the name.
    pub title: Option<String>,
    /// The description.
    pub description: Option<String>,
    /// Subscribers of a channel or members of a group, exact.
    pub members: Option<Figure<u64>>,
}

/// Who has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LandingKind {
    /// Nobody.
    Nobody,
    /// A channel.
    Channel,
    /// A group.
    Group,
    /// A bot.
    Bot,
    /// A person.
    Person,
    /// An invitation: members only.
    Invitation,
    /// A channel or a group; the card does not say how many are in it, and so not which.
    Unclear,
}

impl Landing {
    /// Reads the page of `asked`.
    ///
    /// # Errors
    /// `Blocked` for what is no page of Telegram's, `Doubtful` for one that breaks off or belongs to somebody else.
    pub fn read(body: &[u8], asked: &ChannelName, observed_at: Timestamp) -> Result<Self, SourceError> {
        let tree = Tree::read(body);
        check_telegram(body, &tree)?;
        let heading = tree.named("title").map(|title| title.text()).unwrap_or_default();
        let said = Said::read(&heading, asked).ok_or_else(|| {
            let heading = http::said(&heading, None);
            SourceError::doubtful(format!("the page of {asked} is titled «{heading}»"))
        })?;
        let text = |class| {
            let text = tree.first(class).map(|element| element.text())?;
            (!text.is_empty()).then_some(text)
        };
        let title = tree.first("tgme_page_title").and_then(|title| without_icons(&title));
        let extra = text("tgme_page_extra").unwrap_or_default();
        let counted = count::leading(&extra);
        let word = counted.map_or("", |(_, rest)| rest.trim_start());
        let kind = match said {
            Said::Join => LandingKind::Invitation,
            Said::Launch => LandingKind::Bot,
            Said::View if word.starts_with("subscriber") => LandingKind::Channel,
            Said::View if word.starts_with("member") => LandingKind::Group,
            Said::View => LandingKind::Unclear,
            Said::Contact if title.is_none() => LandingKind::Nobody,
            Said::Contact if word.starts_with("monthly user") || asked.as_str().ends_with("bot") => LandingKind::Bot,
            Said::Contact => LandingKind::Person,
        };
        let has_members = matches!(
            kind,
            LandingKind::Channel | LandingKind::Group | LandingKind::Invitation
        );
        Ok(Landing {
            kind,
            title,
            description: text("tgme_page_description"),
            members: counted
                .filter(|_| has_members)
                .map(|(count, _)| Figure::counted(count, Source::Preview, observed_at)),
        })
    }
}

/// What the page's title says: `Telegram: View @name`.
enum Said {
    View,
    Contact,
    Launch,
    Join,
}

impl Said {
    fn read(heading: &str, asked: &ChannelName) -> Option<Self> {
        let words = heading.strip_prefix("Telegram:")?.trim();
        let (verb, rest) = words.split_once(' ')?;
        let names_asked = || ChannelName::try_from(rest.trim()).is_ok_and(|name| name == *asked);
        match verb {
            "Join" => Some(Said::Join),
            "View" if names_asked() => Some(Said::View),
            "Contact" if names_asked() => Some(Said::Contact),
            "Launch" if names_asked() => Some(Said::Launch),
            _ => None,
        }
    }
}
