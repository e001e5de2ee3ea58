//! What the buttons send, as a type: written and read here only.

use std::fmt::{self, Display, Formatter};

use accounts::ids::KeyId;
use accounts::key_words;
use telegram::CallbackData;

/// A press of one of the feature's buttons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum KeyPress {
    Add,
    Cancel,
    List,
    Open(KeyId),
    Show(KeyId),
    Check(KeyId),
    Rename(KeyId),
    Remove(KeyId),
    ConfirmRemove(KeyId),
}

impl KeyPress {
    /// As callback data.
    pub(crate) fn data(&self) -> CallbackData {
        CallbackData::of(self)
    }

    /// Reads callback data; `None` for what no button of this version sends.
    pub(crate) fn parse(data: &str) -> Option<Self> {
        let rest = data.strip_prefix("key:")?;
        let id = |text: &str| id(text).map(KeyId::from_text);
        Some(match rest.split_once(':') {
            None => match rest {
                "add" => Self::Add,
                "cancel" => Self::Cancel,
                "list" => Self::List,
                _ => return None,
            },
            Some(("open", text)) => Self::Open(id(text)?),
            Some(("show", text)) => Self::Show(id(text)?),
            Some(("check", text)) => Self::Check(id(text)?),
            Some(("name", text)) => Self::Rename(id(text)?),
            Some(("del", text)) => Self::Remove(id(text)?),
            Some(("yes", text)) => Self::ConfirmRemove(id(text)?),
            Some(_) => return None,
        })
    }
}

impl Display for KeyPress {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Add => f.write_str(key_words::ADD),
            Self::Cancel => f.write_str("key:cancel"),
            Self::List => f.write_str(key_words::LIST),
            Self::Open(id) => f.write_str(&key_words::open(id)),
            Self::Show(id) => write!(f, "key:show:{id}"),
            Self::Check(id) => write!(f, "key:check:{id}"),
            Self::Rename(id) => write!(f, "key:name:{id}"),
            Self::Remove(id) => write!(f, "key:del:{id}"),
            Self::ConfirmRemove(id) => write!(f, "key:yes:{id}"),
        }
    }
}

/// An id as our buttons carry them: letters and digits, nothing that could mean anything in a table key.
fn id(text: &str) -> Option<&str> {
    let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric());
    plain.then_some(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_press() -> impl Strategy<Value = KeyPress> {
        let id = || "[0-9a-f]{16}".prop_map(|id| KeyId::from_text(&id));
        prop_oneof![
            prop::sample::select(vec![KeyPress::Add, KeyPress::Cancel, KeyPress::List]),
            id().prop_map(KeyPress::Open),
            id().prop_map(KeyPress::Show),
            id().prop_map(KeyPress::Check),
            id().prop_map(KeyPress::Rename),
            id().prop_map(KeyPress::Remove),
            id().prop_map(KeyPress::ConfirmRemove),
        ]
    }

    proptest! {
        #[test]
        fn what_a_button_sends_is_read_back(press in any_press()) {
            let data = press.data().to_string();
            prop_assert!(data.len() <= 64);
            prop_assert_eq!(KeyPress::parse(&data), Some(press));
        }

        #[test]
        fn no_text_breaks_the_reading(text in ".{0,64}") {
            if let Some(press) = KeyPress::parse(&text) {
                prop_assert_eq!(press.to_string(), text);
            }
        }
    }

    #[test]
    fn the_button_of_every_feature_opens_the_card() {
        let press = KeyPress::parse("key:open:0123456789abcdef");
        assert_eq!(press, Some(KeyPress::Open(KeyId::from_text("0123456789abcdef"))));
        assert_eq!(KeyPress::parse("key:show:USER#1"), None);
    }
}
