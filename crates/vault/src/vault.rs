//! Sealing and opening.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use aes_gcm::Aes256Gcm;
use aes_gcm::aead::{AeadCore, OsRng};
use aws_sdk_kms::primitives::Blob;
use aws_sdk_kms::types::DataKeySpec;
use moka::future::Cache;
use secrecy::{ExposeSecret, SecretString};

use crate::data_key::DataKey;
use crate::{Binding, Sealed, VaultError, calls};

/// How long a data key is kept in memory: a seller's bookings in a row cost one call to KMS.
const KEY_LIFETIME: Duration = Duration::from_secs(5 * 60);
/// How many data keys are kept in memory at most.
const MOST_KEYS: u64 = 10_000;

/// Envelope encryption with a key in KMS. Cloning is cheap, clones share the data keys in memory.
#[derive(Clone)]
pub struct Vault {
    kms: aws_sdk_kms::Client,
    key_id: String,
    data_keys: Cache<Vec<u8>, Arc<DataKey>>,
}

impl Vault {
    /// A vault whose data keys are wrapped by the KMS key `key_id` (an id, an ARN or an alias).
    pub fn new(kms: aws_sdk_kms::Client, key_id: String) -> Self {
        Self::with_key_lifetime(kms, key_id, KEY_LIFETIME)
    }

    /// A vault that keeps data keys in memory for `lifetime` instead of five minutes.
    pub fn with_key_lifetime(kms: aws_sdk_kms::Client, key_id: String, lifetime: Duration) -> Self {
        let data_keys = Cache::builder().max_capacity(MOST_KEYS).time_to_live(lifetime).build();
        Self { kms, key_id, data_keys }
    }

    /// Seals a secret with a data key of its own.
    ///
    /// # Errors
    /// [`VaultError::Unavailable`] or [`VaultError::Denied`] by KMS.
    pub async fn seal(&self, binding: &Binding, secret: &SecretString) -> Result<Sealed, VaultError> {
        let call = self
            .kms
            .generate_data_key()
            .key_id(&self.key_id)
            .key_spec(DataKeySpec::Aes256)
            .set_encryption_context(Some(binding.context()))
            .send();
        let answer = calls::observe("GenerateDataKey", call).await?;
        let data_key = DataKey::from_answer(answer.plaintext)?;
        let wrapped_key = answer
            .ciphertext_blob
            .map(Blob::into_inner)
            .ok_or_else(|| VaultError::Denied("an answer without a wrapped key".to_owned()))?;
        let nonce = Aes256Gcm::generate_nonce(&mut OsRng).into();
        let ciphertext = data_key.encrypt(&nonce, secret.expose_secret().as_bytes(), &binding.additional_data());
        self.data_keys.insert(wrapped_key.clone(), Arc::new(data_key)).await;
        Ok(Sealed {
            wrapped_key,
            nonce,
            ciphertext,
        })
    }

    /// Opens a secret for the binding it was sealed with.
    ///
    /// # Errors
    /// [`VaultError::Tampered`] when anything of it was changed or the binding is another one;
    /// [`VaultError::Unavailable`] or [`VaultError::Denied`] by KMS.
    pub async fn open(&self, binding: &Binding, sealed: &Sealed) -> Result<SecretString, VaultError> {
        let data_key = self
            .data_keys
            .try_get_with_by_ref(&sealed.wrapped_key, self.unwrap_key(binding, &sealed.wrapped_key))
            .await
            .map_err(|error: Arc<VaultError>| VaultError::clone(&error))?;
        data_key.decrypt(&sealed.nonce, &sealed.ciphertext, &binding.additional_data())
    }

    async fn unwrap_key(&self, binding: &Binding, wrapped_key: &[u8]) -> Result<Arc<DataKey>, VaultError> {
        let call = self
            .kms
            .decrypt()
            .key_id(&self.key_id)
            .ciphertext_blob(Blob::new(wrapped_key))
            .set_encryption_context(Some(binding.context()))
            .send();
        let answer = calls::observe("Decrypt", call).await?;
        Ok(Arc::new(DataKey::from_answer(answer.plaintext)?))
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault")
            .field("key_id", &self.key_id)
            .finish_non_exhaustive()
    }
}
