//! What was read.

use crate::Barcode;

/// A list of goods, complete: each barcode once, in the order of its first line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoodsList {
    /// The goods; at least one.
    pub goods: Vec<Good>,
    /// The barcodes that stood in several lines, in the order of their first ones.
    pub summed: Vec<Summed>,
}

/// One good and how many units of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Good {
    /// Its barcode.
    pub barcode: Barcode,
    /// Units, 1 to 999,999.
    pub quantity: u32,
    /// The lines it stands in, counted from 1; at least one.
    pub lines: Vec<u32>,
}

/// A barcode that stood in several lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summed {
    /// The barcode.
    pub barcode: Barcode,
    /// The lines, counted from 1.
    pub lines: Vec<u32>,
    /// The sum of their units.
    pub quantity: u32,
}

impl GoodsList {
    /// Units of all goods together.
    pub fn units(&self) -> u64 {
        self.goods.iter().map(|good| u64::from(good.quantity)).sum()
    }
}
