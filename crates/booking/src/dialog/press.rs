//! What the buttons send, as types: each is written and read here only.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use telegram::{CalendarPress, CallbackData};
use wildberries::{BoxType, OrderId, WarehouseId};

use super::wizard::{Step, WayChoice};
use crate::ids::{AttemptId, KeyId, WatchId};
use crate::watch::Mode;
use crate::watches::HIGHEST_COEFFICIENT;

/// A press of one of the feature's buttons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Press {
    /// In the wizard, its calendar included.
    Wizard(WizardPress),
    /// In the room of the watches.
    Watch(WatchPress),
    /// On an offer.
    Offer(OfferPress),
}

/// A press in the wizard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum WizardPress {
    New,
    Cancel,
    /// Makes the watch, or saves what is changed about one.
    Make,
    Way(WayChoice),
    Order(OrderId),
    NewDraft,
    /// A new draft from a list of goods.
    Goods,
    /// No list of goods after all.
    NoGoods,
    Warehouse(WarehouseId),
    Page(usize),
    All,
    Renew,
    Box(BoxType),
    Max(u16),
    Calendar(CalendarPress),
    Key(KeyId),
    Mode(Mode),
    Next(Step),
    Back(Step),
}

/// A press in the room of the watches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum WatchPress {
    Open(WatchId),
    Show(WatchId),
    Pause(WatchId),
    Resume(WatchId),
    Delete(WatchId),
    ConfirmDelete(WatchId),
    /// Asks what to change.
    Edit(WatchId),
    /// Changes the answer of this step.
    Change(WatchId, Step),
    /// With the mark of the card that carries the button.
    Renew(WatchId, String),
    /// Watches for an earlier day for what it has caught, by this attempt if one is named.
    Sooner(WatchId, Option<AttemptId>),
}

/// A press on an offer's message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum OfferPress {
    Skip(AttemptId),
}

impl Press {
    /// Reads callback data; `None` for what no button of this version sends.
    pub(crate) fn parse(data: &str) -> Option<Self> {
        let (prefix, rest) = data.split_once(':')?;
        let press = match prefix {
            "w" => Self::Wizard(WizardPress::parse(rest)?),
            "cal" => Self::Wizard(WizardPress::Calendar(CalendarPress::parse(data)?)),
            "ws" => Self::Watch(WatchPress::parse(rest)?),
            "of" => Self::Offer(OfferPress::parse(rest)?),
            _ => return None,
        };
        Some(press)
    }
}

impl WizardPress {
    /// As callback data.
    pub(crate) fn data(&self) -> CallbackData {
        CallbackData::of(self)
    }

    fn parse(rest: &str) -> Option<Self> {
        Some(match rest.split_once(':') {
            None => match rest {
                "new" => Self::New,
                "cancel" => Self::Cancel,
                "make" => Self::Make,
                "all" => Self::All,
                "renew" => Self::Renew,
                _ => return None,
            },
            Some(("way", "own")) => Self::Way(WayChoice::Assisted),
            Some(("way", "gateway")) => Self::Way(WayChoice::Gateway),
            Some(("cargo", "draft")) => Self::NewDraft,
            Some(("cargo", "goods")) => Self::Goods,
            Some(("cargo", "none")) => Self::NoGoods,
            Some(("cargo", text)) => Self::Order(number(text).filter(|n| *n > 0).map(OrderId)?),
            Some(("wh", text)) => Self::Warehouse(number(text).and_then(|n: i64| WarehouseId::try_from(n).ok())?),
            Some(("page", text)) => Self::Page(number(text)?),
            Some(("box", "qr")) => Self::Box(BoxType::Qr),
            Some(("box", text)) => Self::Box(BoxType::from_id(Some(number(text)?))),
            Some(("max", text)) => Self::Max(number(text).filter(|n| *n <= HIGHEST_COEFFICIENT)?),
            Some(("key", text)) => Self::Key(KeyId::from_text(id(text)?)),
            Some(("mode", "first")) => Self::Mode(Mode::FirstCatch),
            Some(("mode", "keep")) => Self::Mode(Mode::KeepCatching),
            Some(("next", text)) => Self::Next(Step::from_name(text)?),
            Some(("back", text)) => Self::Back(Step::from_name(text)?),
            Some(_) => return None,
        })
    }
}

impl WatchPress {
    /// As callback data.
    pub(crate) fn data(&self) -> CallbackData {
        CallbackData::of(self)
    }

    fn parse(rest: &str) -> Option<Self> {
        let (action, text) = rest.split_once(':')?;
        if action == "renew" {
            let (watch, mark) = text.split_once(':')?;
            return Some(Self::Renew(WatchId::from_text(id(watch)?), id(mark)?.to_owned()));
        }
        if let ("sooner", Some((watch, attempt))) = (action, text.split_once(':')) {
            let attempt = AttemptId::from_text(id(attempt)?);
            return Some(Self::Sooner(WatchId::from_text(id(watch)?), Some(attempt)));
        }
        if let ("edit", Some((watch, step))) = (action, text.split_once(':')) {
            let step = Step::from_name(step).filter(|step| Step::EDITABLE.contains(step))?;
            return Some(Self::Change(WatchId::from_text(id(watch)?), step));
        }
        let watch = WatchId::from_text(id(text)?);
        Some(match action {
            "open" => Self::Open(watch),
            "show" => Self::Show(watch),
            "pause" => Self::Pause(watch),
            "resume" => Self::Resume(watch),
            "del" => Self::Delete(watch),
            "yes" => Self::ConfirmDelete(watch),
            "edit" => Self::Edit(watch),
            "sooner" => Self::Sooner(watch, None),
            _ => return None,
        })
    }
}

impl OfferPress {
    /// As callback data.
    pub(crate) fn data(&self) -> CallbackData {
        CallbackData::of(self)
    }

    fn parse(rest: &str) -> Option<Self> {
        let attempt = id(rest.strip_prefix("skip:")?)?;
        Some(Self::Skip(AttemptId::from_text(attempt)))
    }
}

impl Display for OfferPress {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Skip(id) => write!(f, "of:skip:{id}"),
        }
    }
}

impl Display for WizardPress {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::New => f.write_str("w:new"),
            Self::Cancel => f.write_str("w:cancel"),
            Self::Make => f.write_str("w:make"),
            Self::Way(WayChoice::Assisted) => f.write_str("w:way:own"),
            Self::Way(WayChoice::Gateway) => f.write_str("w:way:gateway"),
            Self::Order(order) => write!(f, "w:cargo:{order}"),
            Self::NewDraft => f.write_str("w:cargo:draft"),
            Self::Goods => f.write_str("w:cargo:goods"),
            Self::NoGoods => f.write_str("w:cargo:none"),
            Self::Warehouse(id) => write!(f, "w:wh:{id}"),
            Self::Page(n) => write!(f, "w:page:{n}"),
            Self::All => f.write_str("w:all"),
            Self::Renew => f.write_str("w:renew"),
            Self::Box(kind) => match kind.id() {
                Some(id) => write!(f, "w:box:{id}"),
                None => f.write_str("w:box:qr"),
            },
            Self::Max(n) => write!(f, "w:max:{n}"),
            Self::Calendar(press) => press.fmt(f),
            Self::Key(id) => write!(f, "w:key:{id}"),
            Self::Mode(Mode::FirstCatch) => f.write_str("w:mode:first"),
            Self::Mode(Mode::KeepCatching) => f.write_str("w:mode:keep"),
            Self::Next(step) => write!(f, "w:next:{}", step.name()),
            Self::Back(step) => write!(f, "w:back:{}", step.name()),
        }
    }
}

impl Display for WatchPress {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open(id) => write!(f, "ws:open:{id}"),
            Self::Show(id) => write!(f, "ws:show:{id}"),
            Self::Pause(id) => write!(f, "ws:pause:{id}"),
            Self::Resume(id) => write!(f, "ws:resume:{id}"),
            Self::Delete(id) => write!(f, "ws:del:{id}"),
            Self::ConfirmDelete(id) => write!(f, "ws:yes:{id}"),
            Self::Edit(id) => write!(f, "ws:edit:{id}"),
            Self::Change(id, step) => write!(f, "ws:edit:{id}:{}", step.name()),
            Self::Renew(id, mark) => write!(f, "ws:renew:{id}:{mark}"),
            Self::Sooner(id, None) => write!(f, "ws:sooner:{id}"),
            Self::Sooner(id, Some(attempt)) => write!(f, "ws:sooner:{id}:{attempt}"),
        }
    }
}

/// An id as our buttons carry them: letters and digits, nothing that could mean anything in a table key.
fn id(text: &str) -> Option<&str> {
    let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric());
    plain.then_some(text)
}

/// A number as we write them: no signs, no leading zeros.
fn number<N: FromStr + Display>(text: &str) -> Option<N> {
    text.parse().ok().filter(|n: &N| n.to_string() == text)
}

#[cfg(test)]
mod tests;
