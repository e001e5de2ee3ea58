//! What a feature answers when the table fails it.

use store::StoreError;
use telegram::ModuleError;

/// Whether the same request should come again.
pub fn failure(error: StoreError) -> ModuleError {
    match error {
        // A conflict is somebody else's faster write: the same request, delivered again, sees it.
        StoreError::Conflict | StoreError::Unavailable(_) => ModuleError::Unavailable(error.into()),
        StoreError::Corrupt { .. } | StoreError::Failed(_) => ModuleError::Failed(error.into()),
    }
}
