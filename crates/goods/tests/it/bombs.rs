//! Small files that are large inside.

use std::io::{Cursor, Write as _};

use goods::{MOST_BYTES, MOST_UNPACKED_BYTES, Unread, read_file};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::writing::{archive, workbook_of};

/// Blanks that unpack to this much.
fn blanks(bytes: u64) -> String {
    " ".repeat(usize::try_from(bytes).unwrap())
}

#[test]
fn a_bomb_is_not_unpacked() {
    let bomb = archive(&[("xl/sharedStrings.xml", blanks(MOST_UNPACKED_BYTES + 1))]);
    assert!(bomb.len() < MOST_BYTES / 10, "{} bytes", bomb.len());
    assert_eq!(read_file(&bomb), Err(Unread::UnpacksTooLarge));
    let sheet = workbook_of(blanks(MOST_UNPACKED_BYTES));
    assert_eq!(read_file(&sheet), Err(Unread::UnpacksTooLarge));
}

#[test]
fn many_parts_are_counted_together() {
    let part = blanks(MOST_UNPACKED_BYTES / 4);
    let names: Vec<String> = (0..5).map(|n| format!("xl/media/{n}.xml")).collect();
    let parts: Vec<(&str, String)> = names.iter().map(|name| (name.as_str(), part.clone())).collect();
    assert_eq!(read_file(&archive(&parts)), Err(Unread::UnpacksTooLarge));
}

#[test]
fn a_size_that_lies_does_not_help_a_bomb() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("xl/workbook.xml", SimpleFileOptions::default()).unwrap();
    zip.write_all(blanks(MOST_UNPACKED_BYTES + 1).as_bytes()).unwrap();
    let mut bytes = zip.finish().unwrap().into_inner();
    let size = u32::try_from(MOST_UNPACKED_BYTES + 1).unwrap().to_le_bytes();
    let places: Vec<usize> = (0..bytes.len() - 4).filter(|at| bytes[*at..*at + 4] == size).collect();
    assert!(!places.is_empty(), "the size is announced");
    for place in places {
        bytes[place..place + 4].copy_from_slice(&100_u32.to_le_bytes());
    }
    let read = read_file(&bytes);
    assert!(
        matches!(read, Err(Unread::UnpacksTooLarge | Unread::BadWorkbook)),
        "{read:?}"
    );
}
