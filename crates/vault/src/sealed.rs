//! A secret as it is stored.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The length of a nonce, in bytes.
pub(crate) const NONCE_BYTES: usize = 12;

/// A sealed secret with its wrapped data key. Serialised, the bytes are base64 text.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    #[serde(with = "as_base64")]
    pub(crate) wrapped_key: Vec<u8>,
    #[serde(with = "nonce_as_base64")]
    pub(crate) nonce: [u8; NONCE_BYTES],
    #[serde(with = "as_base64")]
    pub(crate) ciphertext: Vec<u8>,
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sealed")
            .field("wrapped_key_bytes", &self.wrapped_key.len())
            .field("ciphertext_bytes", &self.ciphertext.len())
            .finish_non_exhaustive()
    }
}

mod as_base64 {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use serde::{Deserialize, Deserializer, Serializer, de};

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        STANDARD.decode(text).map_err(|_| de::Error::custom("not base64"))
    }
}

mod nonce_as_base64 {
    use serde::{Deserializer, Serializer, de};

    use super::{NONCE_BYTES, as_base64};

    pub fn serialize<S: Serializer>(nonce: &[u8; NONCE_BYTES], serializer: S) -> Result<S::Ok, S::Error> {
        as_base64::serialize(nonce, serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[u8; NONCE_BYTES], D::Error> {
        let bytes = as_base64::deserialize(deserializer)?;
        bytes.try_into().map_err(|_| de::Error::custom("a nonce has 12 bytes"))
    }
}
