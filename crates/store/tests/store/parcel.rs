//! What the tests store.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Key, Record, WorkKey};

/// A parcel on its way: work until it is delivered, forgotten some day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parcel {
    pub street: String,
    pub number: u32,
    pub content: Option<String>,
    pub delivered: bool,
    pub forget_at: Option<Timestamp>,
}

impl Record for Parcel {
    const KIND: &'static str = "parcel";

    fn key(&self) -> Key {
        Key::new(format!("STREET#{}", self.street), format!("PARCEL#{:06}", self.number))
    }

    fn work(&self) -> Option<WorkKey> {
        (!self.delivered).then(|| WorkKey::new("DELIVER", format!("{:06}", self.number)))
    }

    fn expires_at(&self) -> Option<Timestamp> {
        self.forget_at
    }
}

pub fn parcel(street: &str, number: u32) -> Parcel {
    Parcel {
        street: street.to_owned(),
        number,
        content: None,
        delivered: false,
        forget_at: None,
    }
}
