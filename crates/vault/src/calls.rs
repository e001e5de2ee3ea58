//! Calls to KMS: logged once each, their failures told by meaning.

use std::time::Instant;

use aws_sdk_kms::config::http::HttpResponse;
use aws_sdk_kms::error::{ProvideErrorMetadata, SdkError};

use crate::VaultError;

/// Error codes that say "not now".
const NOT_NOW: [&str; 4] = [
    "DependencyTimeoutException",
    "KMSInternalException",
    "KeyUnavailableException",
    "ThrottlingException",
];
/// Error codes that say "this was not wrapped with this key and context".
const NOT_OURS: [&str; 2] = ["IncorrectKeyException", "InvalidCiphertextException"];

/// Waits for the call and logs it.
pub(crate) async fn observe<T, E: ProvideErrorMetadata>(
    operation: &'static str,
    call: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
) -> Result<T, VaultError> {
    let started = Instant::now();
    // Boxed: an SDK call is a very large future, and every use-case that makes one would carry it.
    let result = Box::pin(call).await;
    let duration_ms = started.elapsed().as_secs_f64() * 1000.0;
    let status = match &result {
        Ok(_) => "ok",
        Err(error) => short_reason(error),
    };
    tracing::info!(target: "kms", operation, status, duration_ms, "KMS answered {operation} with {status}");
    result.map_err(|error| meaning(&error))
}

fn meaning<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> VaultError {
    let reason = short_reason(error).to_owned();
    let status = error.raw_response().map_or(0, |response| response.status().as_u16());
    match error {
        SdkError::ConstructionFailure(_) => VaultError::Denied(reason),
        SdkError::ServiceError(_) if NOT_OURS.contains(&reason.as_str()) => VaultError::Tampered,
        SdkError::ServiceError(_) if status < 500 && status != 429 && !NOT_NOW.contains(&reason.as_str()) => {
            VaultError::Denied(reason)
        }
        _ => VaultError::Unavailable(reason),
    }
}

fn short_reason<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> &str {
    match error {
        SdkError::ConstructionFailure(_) => "not built",
        SdkError::TimeoutError(_) => "no answer in time",
        SdkError::DispatchFailure(failure) if failure.is_timeout() => "no connection in time",
        SdkError::DispatchFailure(_) => "no connection",
        SdkError::ResponseError(_) => "unreadable answer",
        SdkError::ServiceError(service) => service.err().code().unwrap_or("no code"),
        _ => "unknown failure",
    }
}
