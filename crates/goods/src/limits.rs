//! How much is read at most.

use crate::Unread;

/// The largest file or message read, in bytes.
pub const MOST_BYTES: usize = 2 * 1024 * 1024;
/// The most that a workbook may unpack to, all its parts together, in bytes. A thousand goods need a few hundred KiB.
pub const MOST_UNPACKED_BYTES: u64 = 16 * 1024 * 1024;
/// The most lines with goods: Wildberries takes no more into a draft at once.
pub const MOST_ROWS: usize = 1_000;
/// The most units of one good, lines with the same barcode together.
pub const MOST_UNITS: u32 = 999_999;
/// The most lines named when lines cannot be read.
pub const MOST_PROBLEMS: usize = 20;

/// The most columns looked at; a list of goods has a handful.
pub(crate) const MOST_COLUMNS: usize = 100;

pub(crate) fn check_size(bytes: usize) -> Result<(), Unread> {
    if bytes > MOST_BYTES {
        return Err(Unread::TooLarge);
    }
    Ok(())
}
