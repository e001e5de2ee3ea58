//! What the buttons send, as types: each is written and read here only.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use telegram::{CalendarPress, CallbackData};
use wildberries::{BoxType, WarehouseId};

use super::wizard::Step;
use crate::ids::{KeyId, WatchId};
use crate::watch::Mode;
use crate::watches::HIGHEST_COEFFICIENT;

/// A press of one of the feature's buttons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Press {
    /// In the room of the keys.
    Key(KeyPress),
    /// In the wizard, its calendar included.
    Wizard(WizardPress),
    /// In the room of the watches.
    Watch(WatchPress),
}

/// A press in the room of the keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum KeyPress {
    Add,
    Cancel,
    List,
    Show(KeyId),
    Rename(KeyId),
    Remove(KeyId),
    ConfirmRemove(KeyId),
}

/// A press in the wizard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum WizardPress {
    New,
    Cancel,
    Make,
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
    /// With the mark of the card that carries the button.
    Renew(WatchId, String),
}

impl Press {
    /// Reads callback data; `None` for what no button of this version sends.
    pub(crate) fn parse(data: &str) -> Option<Self> {
        let (prefix, rest) = data.split_once(':')?;
        let press = match prefix {
            "key" => Self::Key(KeyPress::parse(rest)?),
            "w" => Self::Wizard(WizardPress::parse(rest)?),
            "cal" => Self::Wizard(WizardPress::Calendar(CalendarPress::parse(data)?)),
            "ws" => Self::Watch(WatchPress::parse(rest)?),
            _ => return None,
        };
        Some(press)
    }
}

impl KeyPress {
    /// As callback data.
    pub(crate) fn data(&self) -> CallbackData {
        CallbackData::of(self)
    }

    fn parse(rest: &str) -> Option<Self> {
        let id = |text: &str| id(text).map(KeyId::from_text);
        Some(match rest.split_once(':') {
            None => match rest {
                "add" => Self::Add,
                "cancel" => Self::Cancel,
                "list" => Self::List,
                _ => return None,
            },
            Some(("show", text)) => Self::Show(id(text)?),
            Some(("name", text)) => Self::Rename(id(text)?),
            Some(("del", text)) => Self::Remove(id(text)?),
            Some(("yes", text)) => Self::ConfirmRemove(id(text)?),
            Some(_) => return None,
        })
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
        let watch = WatchId::from_text(id(text)?);
        Some(match action {
            "open" => Self::Open(watch),
            "show" => Self::Show(watch),
            "pause" => Self::Pause(watch),
            "resume" => Self::Resume(watch),
            "del" => Self::Delete(watch),
            "yes" => Self::ConfirmDelete(watch),
            _ => return None,
        })
    }
}

impl Display for KeyPress {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Add => f.write_str("key:add"),
            Self::Cancel => f.write_str("key:cancel"),
            Self::List => f.write_str("key:list"),
            Self::Show(id) => write!(f, "key:show:{id}"),
            Self::Rename(id) => write!(f, "key:name:{id}"),
            Self::Remove(id) => write!(f, "key:del:{id}"),
            Self::ConfirmRemove(id) => write!(f, "key:yes:{id}"),
        }
    }
}

impl Display for WizardPress {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::New => f.write_str("w:new"),
            Self::Cancel => f.write_str("w:cancel"),
            Self::Make => f.write_str("w:make"),
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
            Self::Renew(id, mark) => write!(f, "ws:renew:{id}:{mark}"),
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
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key_id() -> impl Strategy<Value = KeyId> {
        "[0-9a-f]{16}".prop_map(|id| KeyId::from_text(&id))
    }

    fn watch_id() -> impl Strategy<Value = WatchId> {
        "[a-z0-9]{10}".prop_map(|id| WatchId::from_text(&id))
    }

    fn any_press() -> impl Strategy<Value = Press> {
        let step = prop::sample::select(Step::ALL.to_vec());
        let kind = prop_oneof![
            Just(BoxType::Qr),
            any::<u16>().prop_map(|id| BoxType::from_id(Some(id)))
        ];
        prop_oneof![
            prop::sample::select(vec![KeyPress::Add, KeyPress::Cancel, KeyPress::List]).prop_map(Press::Key),
            key_id().prop_map(|id| Press::Key(KeyPress::Show(id))),
            key_id().prop_map(|id| Press::Key(KeyPress::Rename(id))),
            key_id().prop_map(|id| Press::Key(KeyPress::Remove(id))),
            key_id().prop_map(|id| Press::Key(KeyPress::ConfirmRemove(id))),
            prop::sample::select(vec![
                WizardPress::New,
                WizardPress::Cancel,
                WizardPress::Make,
                WizardPress::All,
                WizardPress::Renew,
                WizardPress::Mode(Mode::FirstCatch),
                WizardPress::Mode(Mode::KeepCatching),
            ])
            .prop_map(Press::Wizard),
            (1u32..).prop_map(|id| Press::Wizard(WizardPress::Warehouse(WarehouseId(id)))),
            any::<usize>().prop_map(|n| Press::Wizard(WizardPress::Page(n))),
            kind.prop_map(|kind| Press::Wizard(WizardPress::Box(kind))),
            (0..=HIGHEST_COEFFICIENT).prop_map(|n| Press::Wizard(WizardPress::Max(n))),
            key_id().prop_map(|id| Press::Wizard(WizardPress::Key(id))),
            step.clone().prop_map(|step| Press::Wizard(WizardPress::Next(step))),
            step.prop_map(|step| Press::Wizard(WizardPress::Back(step))),
            watch_id().prop_map(|id| Press::Watch(WatchPress::Open(id))),
            watch_id().prop_map(|id| Press::Watch(WatchPress::Show(id))),
            watch_id().prop_map(|id| Press::Watch(WatchPress::Pause(id))),
            watch_id().prop_map(|id| Press::Watch(WatchPress::Resume(id))),
            watch_id().prop_map(|id| Press::Watch(WatchPress::Delete(id))),
            watch_id().prop_map(|id| Press::Watch(WatchPress::ConfirmDelete(id))),
            (watch_id(), "[0-9a-f]{12}").prop_map(|(id, mark)| Press::Watch(WatchPress::Renew(id, mark))),
        ]
    }

    proptest! {
        #[test]
        fn every_press_fits_and_reads_back(press in any_press()) {
            let data = match &press {
                Press::Key(press) => press.to_string(),
                Press::Wizard(press) => press.to_string(),
                Press::Watch(press) => press.to_string(),
            };
            prop_assert!(CallbackData::try_from(data.as_str()).is_ok());
            prop_assert_eq!(Press::parse(&data), Some(press));
        }

        #[test]
        fn what_is_read_was_written_by_us(data in "(key|w|ws|cal):[a-z]{0,6}:?[a-z0-9:+]{0,12}") {
            let written = Press::parse(&data).map(|press| match press {
                Press::Key(press) => press.to_string(),
                Press::Wizard(press) => press.to_string(),
                Press::Watch(press) => press.to_string(),
            });
            prop_assert!(written.is_none_or(|written| written == data));
        }
    }

    #[test]
    fn garbled_data_is_no_press() {
        for data in [
            "",
            "w",
            "w:",
            "w:wh:",
            "w:wh:0",
            "w:wh:-1",
            "w:wh:01",
            "w:max:21",
            "w:box:",
            "key:show:",
            "key:show:a#b",
            "ws:renew:a",
            "ws:show",
            "cal:day:2026:2:30",
            "menu:x",
            "w:next:xx",
        ] {
            assert_eq!(Press::parse(data), None, "{data}");
        }
    }
}
