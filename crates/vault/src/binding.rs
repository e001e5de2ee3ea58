//! What a secret belongs to.

use std::collections::HashMap;

/// Whose secret it is and which. A sealed secret opens only under the binding it was sealed with: the binding is the
/// encryption context of its data key in KMS and the additional data of its cipher.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Binding {
    /// What the secret is for, one word: `seller-key`.
    pub purpose: &'static str,
    /// The user it belongs to.
    pub user: String,
    /// Which of the user's secrets it is.
    pub item: String,
}

impl Binding {
    /// The encryption context KMS checks and records.
    pub(crate) fn context(&self) -> HashMap<String, String> {
        [("purpose", self.purpose), ("user", &self.user), ("item", &self.item)]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into()
    }

    /// The additional data of the cipher: each part after its length, so that no two bindings give the same bytes.
    pub(crate) fn additional_data(&self) -> Vec<u8> {
        let mut data = Vec::new();
        for part in [self.purpose, &self.user, &self.item] {
            data.extend((part.len() as u64).to_be_bytes());
            data.extend(part.as_bytes());
        }
        data
    }
}
