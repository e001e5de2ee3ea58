//! A part of AWS that answers errors until it is mended.

use std::sync::{Arc, Mutex};

/// Which calls fail.
#[derive(Debug, Clone, Default)]
pub struct Outage(Arc<Mutex<Option<String>>>);

impl Outage {
    /// From now on every call to AWS whose body contains this text fails; an empty text means every call.
    pub fn begin(&self, containing: &str) {
        *self.0.lock().unwrap() = Some(containing.to_owned());
    }

    /// Everything works again.
    pub fn end(&self) {
        *self.0.lock().unwrap() = None;
    }

    pub(crate) fn concerns(&self, body: &[u8]) -> bool {
        let failing = self.0.lock().unwrap();
        failing
            .as_deref()
            .is_some_and(|text| String::from_utf8_lossy(body).contains(text))
    }
}
