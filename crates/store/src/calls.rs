//! Calls to DynamoDB: logged once each, their failures told by meaning.

use std::time::{Duration, Instant};

use aws_sdk_dynamodb::config::http::HttpResponse;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use backon::ExponentialBuilder;

use crate::StoreError;

/// Error codes that say "not now": DynamoDB did not do it and may do it later.
const NOT_NOW: [&str; 9] = [
    "InternalServerError",
    "LimitExceededException",
    "ProvisionedThroughputExceededException",
    "ReplicatedWriteConflictException",
    "RequestLimitExceeded",
    "ServiceUnavailable",
    "ThrottlingException",
    "TransactionConflictException",
    "TransactionInProgressException",
];

/// Waits for the call and logs it.
pub(crate) async fn observe<T, E: ProvideErrorMetadata>(
    operation: &'static str,
    call: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
) -> Result<T, SdkError<E, HttpResponse>> {
    let started = Instant::now();
    // Boxed: an SDK call is a very large future, and every use-case that makes one would carry it.
    let result = Box::pin(call).await;
    let duration_ms = started.elapsed().as_secs_f64() * 1000.0;
    let status = match &result {
        Ok(_) => "ok",
        Err(error) => short_reason(error),
    };
    tracing::debug!(target: "dynamodb", operation, status, duration_ms, "DynamoDB answered {operation} with {status}");
    result
}

/// The meaning of a failed call.
pub(crate) fn store_error<E: ProvideErrorMetadata>(error: SdkError<E, HttpResponse>) -> StoreError {
    let status = error.raw_response().map_or(0, |response| response.status().as_u16());
    let SdkError::ServiceError(service) = &error else {
        return match error {
            SdkError::ConstructionFailure(_) => StoreError::Failed("the request could not be built".to_owned()),
            other => StoreError::Unavailable(short_reason(&other).to_owned()),
        };
    };
    let code = service.err().code().unwrap_or("no code");
    if code == "ConditionalCheckFailedException" {
        return StoreError::Conflict;
    }
    if status >= 500 || status == 429 || NOT_NOW.contains(&code) {
        return StoreError::Unavailable(code.to_owned());
    }
    StoreError::Failed(format!("{code}: {}", service.err().message().unwrap_or("no message")))
}

/// True when another transaction held the item for a moment.
pub(crate) fn is_contended<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> bool {
    let code = error.as_service_error().and_then(ProvideErrorMetadata::code);
    matches!(
        code,
        Some("TransactionConflictException" | "TransactionInProgressException")
    )
}

/// How often and how long to wait for another transaction to leave an item: it takes milliseconds.
pub(crate) fn contention_backoff() -> ExponentialBuilder {
    ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(20))
        .with_max_delay(Duration::from_millis(300))
        .with_max_times(5)
        .with_jitter()
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
