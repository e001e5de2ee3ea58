//! KMS in miniature: data keys wrapped with the encryption context they were made under.

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use rand::RngCore;
use serde_json::{Value, json};

/// Answers one call. The "wrapped" key is the key beside its context: no secret, but it cannot be opened under another context.
pub(crate) fn answer(operation: &str, request: &Value) -> (StatusCode, Value) {
    match operation {
        "GenerateDataKey" => {
            let mut key = [0u8; 32];
            rand::rng().fill_bytes(&mut key);
            let plaintext = BASE64.encode(key);
            let wrapped = json!({ "key": plaintext, "context": request["EncryptionContext"] }).to_string();
            (
                StatusCode::OK,
                json!({ "KeyId": request["KeyId"], "Plaintext": plaintext, "CiphertextBlob": BASE64.encode(wrapped) }),
            )
        }
        "Decrypt" => {
            let wrapped = request["CiphertextBlob"]
                .as_str()
                .and_then(|text| BASE64.decode(text).ok());
            let wrapped: Value = wrapped
                .and_then(|bytes| serde_json::from_slice(&bytes).ok())
                .unwrap_or_default();
            if wrapped["key"].is_null() || wrapped["context"] != request["EncryptionContext"] {
                return (
                    StatusCode::BAD_REQUEST,
                    json!({ "__type": "InvalidCiphertextException" }),
                );
            }
            (StatusCode::OK, json!({ "KeyId": "key", "Plaintext": wrapped["key"] }))
        }
        _ => (
            StatusCode::BAD_REQUEST,
            json!({ "__type": "UnsupportedOperationException" }),
        ),
    }
}
