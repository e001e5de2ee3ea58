//! What the buttons send, as types: each is written and read here only.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use accounts::ids::KeyId;
use telegram::CallbackData;
use wildberries::{ChrtId, NmId, OfficeId};

use super::wizard::Step;
use crate::ids::RuleId;
use crate::windows::Windows;

/// A press of one of the feature's buttons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Press {
    /// In the room of the rules.
    Rule(RulePress),
    /// In the wizard.
    Wizard(WizardPress),
}

/// A press in the room of the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RulePress {
    New,
    List(usize),
    Show(RuleId),
    Open(RuleId),
    Pause(RuleId),
    Resume(RuleId),
    Delete(RuleId),
    ConfirmDelete(RuleId),
    /// Asks what to change.
    Edit(RuleId),
    /// Changes the answer of this step.
    Change(RuleId, Step),
    Results(RuleId),
    /// With the mark of the card that carries the button.
    Renew(RuleId, String),
}

/// A press in the wizard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum WizardPress {
    Shop(KeyId),
    Item(NmId),
    Size(ChrtId),
    Units(u32),
    /// As many units as lie there.
    AllUnits,
    /// This size is not to be moved.
    NoUnits,
    From(OfficeId),
    To(OfficeId),
    Windows(Windows),
    /// The last day is so many days from today.
    Days(u16),
    Page(usize),
    All,
    Renew,
    Next(Step),
    Back(Step),
    Make,
    Cancel,
}

impl Press {
    /// Reads callback data; `None` for what no button of this version sends.
    pub(super) fn parse(data: &str) -> Option<Self> {
        let (prefix, rest) = data.split_once(':')?;
        match prefix {
            "mv" => RulePress::parse(rest).map(Self::Rule),
            "mw" => WizardPress::parse(rest).map(Self::Wizard),
            _ => None,
        }
    }
}

impl RulePress {
    /// As callback data.
    pub(crate) fn data(&self) -> CallbackData {
        CallbackData::of(self)
    }

    fn parse(rest: &str) -> Option<Self> {
        if rest == "new" {
            return Some(Self::New);
        }
        let (action, text) = rest.split_once(':')?;
        if action == "list" {
            return number(text).map(Self::List);
        }
        if action == "renew" {
            let (rule, mark) = text.split_once(':')?;
            return Some(Self::Renew(RuleId::from_text(id(rule)?), id(mark)?.to_owned()));
        }
        if let ("edit", Some((rule, step))) = (action, text.split_once(':')) {
            let step = Step::from_name(step).filter(|step| Step::EDITABLE.contains(step))?;
            return Some(Self::Change(RuleId::from_text(id(rule)?), step));
        }
        let rule = RuleId::from_text(id(text)?);
        Some(match action {
            "show" => Self::Show(rule),
            "open" => Self::Open(rule),
            "pause" => Self::Pause(rule),
            "resume" => Self::Resume(rule),
            "del" => Self::Delete(rule),
            "yes" => Self::ConfirmDelete(rule),
            "edit" => Self::Edit(rule),
            "res" => Self::Results(rule),
            _ => return None,
        })
    }
}

impl WizardPress {
    /// As callback data.
    pub(crate) fn data(&self) -> CallbackData {
        CallbackData::of(self)
    }

    fn parse(rest: &str) -> Option<Self> {
        let Some((action, text)) = rest.split_once(':') else {
            return Some(match rest {
                "all" => Self::All,
                "renew" => Self::Renew,
                "make" => Self::Make,
                "cancel" => Self::Cancel,
                _ => return None,
            });
        };
        Some(match (action, text) {
            ("shop", text) => Self::Shop(KeyId::from_text(id(text)?)),
            ("item", text) => Self::Item(NmId(positive(text)?)),
            ("size", text) => Self::Size(ChrtId(positive(text)?)),
            ("n", "all") => Self::AllUnits,
            ("n", "no") => Self::NoUnits,
            ("n", text) => Self::Units(number(text)?),
            ("from", text) => Self::From(number(text).filter(|n| *n > 0).map(OfficeId)?),
            ("to", text) => Self::To(number(text).filter(|n| *n > 0).map(OfficeId)?),
            ("win", "both") => Self::Windows(Windows::Both),
            ("win", "am") => Self::Windows(Windows::Morning),
            ("win", "pm") => Self::Windows(Windows::Evening),
            ("day", text) => Self::Days(number(text)?),
            ("page", text) => Self::Page(number(text)?),
            ("next", text) => Self::Next(Step::from_name(text)?),
            ("back", text) => Self::Back(Step::from_name(text)?),
            _ => return None,
        })
    }
}

impl Display for RulePress {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::New => f.write_str("mv:new"),
            Self::List(page) => write!(f, "mv:list:{page}"),
            Self::Show(id) => write!(f, "mv:show:{id}"),
            Self::Open(id) => write!(f, "mv:open:{id}"),
            Self::Pause(id) => write!(f, "mv:pause:{id}"),
            Self::Resume(id) => write!(f, "mv:resume:{id}"),
            Self::Delete(id) => write!(f, "mv:del:{id}"),
            Self::ConfirmDelete(id) => write!(f, "mv:yes:{id}"),
            Self::Edit(id) => write!(f, "mv:edit:{id}"),
            Self::Change(id, step) => write!(f, "mv:edit:{id}:{}", step.name()),
            Self::Results(id) => write!(f, "mv:res:{id}"),
            Self::Renew(id, mark) => write!(f, "mv:renew:{id}:{mark}"),
        }
    }
}

impl Display for WizardPress {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shop(key) => write!(f, "mw:shop:{key}"),
            Self::Item(nm) => write!(f, "mw:item:{nm}"),
            Self::Size(chrt) => write!(f, "mw:size:{chrt}"),
            Self::Units(n) => write!(f, "mw:n:{n}"),
            Self::AllUnits => f.write_str("mw:n:all"),
            Self::NoUnits => f.write_str("mw:n:no"),
            Self::From(office) => write!(f, "mw:from:{office}"),
            Self::To(office) => write!(f, "mw:to:{office}"),
            Self::Windows(Windows::Both) => f.write_str("mw:win:both"),
            Self::Windows(Windows::Morning) => f.write_str("mw:win:am"),
            Self::Windows(Windows::Evening) => f.write_str("mw:win:pm"),
            Self::Days(days) => write!(f, "mw:day:{days}"),
            Self::Page(page) => write!(f, "mw:page:{page}"),
            Self::All => f.write_str("mw:all"),
            Self::Renew => f.write_str("mw:renew"),
            Self::Next(step) => write!(f, "mw:next:{}", step.name()),
            Self::Back(step) => write!(f, "mw:back:{}", step.name()),
            Self::Make => f.write_str("mw:make"),
            Self::Cancel => f.write_str("mw:cancel"),
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

fn positive(text: &str) -> Option<u64> {
    number(text).filter(|n| *n > 0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_button_is_read_as_it_was_written() {
        let rule = || RuleId::from_text("abcdefghjk");
        let mut presses = vec![
            Press::Rule(RulePress::New),
            Press::Rule(RulePress::List(3)),
            Press::Rule(RulePress::Show(rule())),
            Press::Rule(RulePress::Open(rule())),
            Press::Rule(RulePress::Pause(rule())),
            Press::Rule(RulePress::Resume(rule())),
            Press::Rule(RulePress::Delete(rule())),
            Press::Rule(RulePress::ConfirmDelete(rule())),
            Press::Rule(RulePress::Edit(rule())),
            Press::Rule(RulePress::Results(rule())),
            Press::Rule(RulePress::Renew(rule(), "0123456789ab".to_owned())),
            Press::Wizard(WizardPress::Shop(KeyId::from_text("0123456789abcdef"))),
            Press::Wizard(WizardPress::Item(NmId(u64::MAX))),
            Press::Wizard(WizardPress::Size(ChrtId(u64::MAX))),
            Press::Wizard(WizardPress::Units(u32::MAX)),
            Press::Wizard(WizardPress::AllUnits),
            Press::Wizard(WizardPress::NoUnits),
            Press::Wizard(WizardPress::From(OfficeId(507))),
            Press::Wizard(WizardPress::To(OfficeId(507))),
            Press::Wizard(WizardPress::Days(7)),
            Press::Wizard(WizardPress::Page(0)),
            Press::Wizard(WizardPress::All),
            Press::Wizard(WizardPress::Renew),
            Press::Wizard(WizardPress::Make),
            Press::Wizard(WizardPress::Cancel),
        ];
        presses.extend(Step::EDITABLE.map(|step| Press::Rule(RulePress::Change(rule(), step))));
        presses.extend(Step::ALL.map(|step| Press::Wizard(WizardPress::Next(step))));
        presses.extend(Step::ALL.map(|step| Press::Wizard(WizardPress::Back(step))));
        let windows = [Windows::Both, Windows::Morning, Windows::Evening];
        presses.extend(windows.map(|windows| Press::Wizard(WizardPress::Windows(windows))));
        for press in presses {
            let data = match &press {
                Press::Rule(press) => press.data(),
                Press::Wizard(press) => press.data(),
            };
            assert_eq!(Press::parse(data.as_str()), Some(press), "{data}");
        }
    }

    #[test]
    fn what_no_button_sends_is_nothing() {
        for odd in [
            "mv",
            "mv:",
            "mv:list",
            "mv:list:-1",
            "mv:list:01",
            "mv:show:",
            "mv:show:a#b",
            "mv:edit:a:shop",
            "mw:item:0",
            "mw:n:",
            "mw:from:0",
            "mw:win:noon",
            "mw:next:way",
            "w:make",
            "mw:make:1",
        ] {
            assert_eq!(Press::parse(odd), None, "{odd}");
        }
    }
}
