//! A file that Telegram still takes.

use std::io::{self, Write};

/// Most bytes of a file that a bot may send.
pub const MOST_BYTES: u64 = 50_000_000;

/// A writer that refuses to go on after [`MOST_BYTES`].
#[derive(Debug)]
pub(super) struct Limited<W> {
    inner: W,
    written: u64,
    most: u64,
}

impl<W: Write> Limited<W> {
    pub(super) fn new(inner: W, most: u64) -> Self {
        Self {
            inner,
            written: 0,
            most,
        }
    }
}

impl<W: Write> Write for Limited<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.written + bytes.len() as u64 > self.most {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let written = self.inner.write(bytes)?;
        self.written += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_telegram_would_refuse_is_not_written() {
        let mut file = Limited::new(Vec::new(), 4);
        file.write_all(b"abcd").unwrap();
        let error = file.write_all(b"e").unwrap_err();
        assert_eq!(
            (error.kind(), file.inner),
            (io::ErrorKind::FileTooLarge, b"abcd".to_vec())
        );
    }
}
