//! The board as stored between holders: small, because only open cells are kept.

use std::io::{Read, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Key, Record};

use crate::board::{Board, OpenCell};

/// Most bytes a stored board may unpack to; 100,000 open cells take less.
const LIMIT: u64 = 16 * 1024 * 1024;

/// The stored board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The board's version.
    pub board_version: u64,
    /// Fence of the lease under which it was written.
    pub fence: u64,
    /// When the feed's answer came.
    pub taken_at: Timestamp,
    /// Open cells: JSON, zlib, base64.
    cells: String,
}

/// A stored board that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the stored board cannot be read: {0}")]
pub struct SnapshotError(String);

impl Snapshot {
    /// Packs a board. Errors only if packing in memory fails.
    pub fn pack(board: &Board, fence: u64, taken_at: Timestamp) -> Result<Self, SnapshotError> {
        let cells: Vec<OpenCell> = board.open_cells().collect();
        let json = serde_json::to_vec(&cells).map_err(unreadable)?;
        let mut packer = ZlibEncoder::new(Vec::new(), Compression::fast());
        packer.write_all(&json).map_err(unreadable)?;
        let packed = packer.finish().map_err(unreadable)?;
        Ok(Self {
            board_version: board.version(),
            fence,
            taken_at,
            cells: BASE64.encode(packed),
        })
    }

    /// The board it holds. Errors if the stored text is damaged or absurdly large.
    pub fn unpack(&self) -> Result<Board, SnapshotError> {
        let packed = BASE64.decode(&self.cells).map_err(unreadable)?;
        let mut json = Vec::new();
        ZlibDecoder::new(packed.as_slice())
            .take(LIMIT)
            .read_to_end(&mut json)
            .map_err(unreadable)?;
        let cells: Vec<OpenCell> = serde_json::from_slice(&json).map_err(unreadable)?;
        Ok(Board::restore(self.board_version, cells))
    }

    /// Table key of the one stored board.
    pub fn table_key() -> Key {
        Key::new("SNAPSHOT#feed", "SNAPSHOT")
    }
}

fn unreadable(error: impl std::fmt::Display) -> SnapshotError {
    SnapshotError(error.to_string())
}

impl Record for Snapshot {
    const KIND: &'static str = "snapshot";

    fn key(&self) -> Key {
        Self::table_key()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;
    use wildberries::{BoxType, Coefficient, Row, WarehouseId};

    proptest! {
        #[test]
        fn a_board_survives_storage(cells in proptest::collection::vec((1u32..500, 0i8..14, 0u16..8, 0u16..21), 0..60)) {
            let rows: Vec<Row> = cells
                .into_iter()
                .map(|(warehouse, day, box_type, coefficient)| Row {
                    warehouse: WarehouseId(warehouse),
                    date: jiff::civil::date(2026, 12, 1 + day),
                    box_type: BoxType::from_id((box_type > 0).then_some(box_type)),
                    coefficient: Some(Coefficient::whole(coefficient)),
                    allow_unload: true,
                })
                .collect();
            let (board, _) = Board::default().advance(&rows);
            let stored = Snapshot::pack(&board, 1, Timestamp::UNIX_EPOCH).unwrap();
            prop_assert_eq!(stored.unpack().unwrap(), board);
        }
    }

    #[test]
    fn damage_is_an_error_not_an_empty_board() {
        let mut stored = Snapshot::pack(&Board::default(), 1, Timestamp::UNIX_EPOCH).unwrap();
        stored.cells = "AAAA".into();
        assert!(stored.unpack().is_err());
    }
}
