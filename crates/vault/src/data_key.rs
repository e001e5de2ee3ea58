//! The key that seals one secret.

use std::fmt;

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, Key, KeyInit, Nonce};
use aws_sdk_kms::primitives::Blob;
use secrecy::SecretString;
use zeroize::Zeroizing;

use crate::VaultError;
use crate::sealed::NONCE_BYTES;

/// The length of an AES-256 key, in bytes.
const KEY_BYTES: usize = 32;

/// A plain data key; wiped from memory when dropped.
pub(crate) struct DataKey(Zeroizing<Vec<u8>>);

impl DataKey {
    /// The key in an answer of KMS.
    pub fn from_answer(plaintext: Option<Blob>) -> Result<Self, VaultError> {
        let bytes = Zeroizing::new(plaintext.map(Blob::into_inner).unwrap_or_default());
        if bytes.len() != KEY_BYTES {
            return Err(VaultError::Denied("an answer without a 32-byte key".to_owned()));
        }
        Ok(Self(bytes))
    }

    /// Seals bytes for a binding. The nonce must never have been used with this key.
    pub fn encrypt(&self, nonce: &[u8; NONCE_BYTES], secret: &[u8], binding: &[u8]) -> Vec<u8> {
        self.cipher()
            .encrypt(
                Nonce::from_slice(nonce),
                Payload {
                    msg: secret,
                    aad: binding,
                },
            )
            .expect("a secret is far shorter than AES-GCM's 64 GiB")
    }

    /// Opens what [`encrypt`](Self::encrypt) made for the same binding.
    pub fn decrypt(
        &self,
        nonce: &[u8; NONCE_BYTES],
        ciphertext: &[u8],
        binding: &[u8],
    ) -> Result<SecretString, VaultError> {
        let plain = self
            .cipher()
            .decrypt(
                Nonce::from_slice(nonce),
                Payload {
                    msg: ciphertext,
                    aad: binding,
                },
            )
            .map(Zeroizing::new)
            .map_err(|_| VaultError::Tampered)?;
        let text = std::str::from_utf8(&plain).map_err(|_| VaultError::Tampered)?;
        // A copy of the exact length: turning the buffer itself into a secret would leave its old place unwiped.
        Ok(SecretString::from(text.to_owned()))
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new(Key::<Aes256Gcm>::from_slice(&self.0))
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey(..)")
    }
}
