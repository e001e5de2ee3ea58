#![allow(clippy::unwrap_used)]

use jiff::civil::date;
use proptest::prelude::*;
use telegram::EntityKind;
use wildberries::{BoxType, Coefficient, WarehouseId};

use super::*;
use crate::board::OpeningId;
use crate::texts::samples::watch;

/// 21 November: the board shows the days to 4 December.
const TODAY: Date = date(2026, 11, 21);

fn open(warehouse: u32, date: Date, box_type: BoxType, price: f64) -> OpenCell {
    OpenCell {
        cell: Cell {
            warehouse: WarehouseId(warehouse),
            date,
            box_type,
        },
        coefficient: Coefficient::from_f64(price).unwrap(),
        opening: OpeningId(1),
    }
}

/// Boxes and pallets, up to ×5, to so many warehouses numbered from 1.
fn wish(warehouses: u32, from: Date, to: Date) -> Watch {
    Watch {
        warehouses: (1..=warehouses)
            .map(|id| WatchedWarehouse {
                id: WarehouseId(id),
                name: format!("Склад-{id}"),
            })
            .collect(),
        from,
        to,
        ..watch("aaaaaaaaaa")
    }
}

fn seen(watch: &Watch, open: &[OpenCell]) -> String {
    let board = Board::restore(1, open.iter().copied());
    at_a_glance(Ru, watch, &board, TODAY)
        .map(|message| message.text)
        .unwrap_or_default()
}

#[test]
fn a_single_cell_is_a_line() {
    let day = date(2026, 11, 25);
    let wish = wish(1, day, day);
    assert_eq!(seen(&wish, &[]), "📊 На доске WB: закрыто");
    assert_eq!(
        seen(
            &wish,
            &[open(1, day, BoxType::Boxes, 7.0), open(1, day, BoxType::Pallets, 1.5)]
        ),
        "📊 На доске WB: ×1,5, подходит",
        "the cheapest of the kinds"
    );
    assert_eq!(
        seen(
            &wish,
            &[open(1, day, BoxType::Boxes, 7.0), open(1, day, BoxType::Qr, 0.0)]
        ),
        "📊 На доске WB: ×7, дороже вашего предела",
        "other kinds do not count"
    );
}

#[test]
fn several_cells_are_a_table() {
    let wish = wish(3, date(2026, 12, 2), date(2026, 12, 6));
    let cells = [
        open(1, date(2026, 12, 2), BoxType::Boxes, 0.0),
        open(2, date(2026, 12, 2), BoxType::Boxes, 12.0),
        open(3, date(2026, 12, 4), BoxType::Boxes, 2.5),
    ];
    let board = Board::restore(1, cells);
    let table = at_a_glance(Ru, &wish, &board, TODAY).unwrap();
    insta::assert_snapshot!(table.text, @r"
📊 Доска WB:
№     1    2     3
02.12 0* ×12     —
03.12 —    —     —
04.12 —    —  ×2,5*
05.12 ·    ·     ·
06.12 ·    ·     ·
* подходит по цене, — закрыто
");
    assert_eq!(table.entities.len(), 1);
    assert_eq!(table.entities[0].kind, EntityKind::Pre);
}

#[test]
fn days_beyond_the_board_are_told_when_there_is_no_room_for_them() {
    let far = wish(1, date(2026, 12, 1), date(2026, 12, 31));
    assert_eq!(
        seen(&far, &[]),
        "📊 Доска WB:\n01.12 —\n02.12 —\n03.12 —\n04.12 —\nДни после 04.12.2026 WB ещё не показывает"
    );
    let later = wish(1, date(2026, 12, 10), date(2026, 12, 31));
    assert_eq!(
        seen(&later, &[]),
        "📊 Доска WB показывает 14 дней: ваш первый день появится на ней 27.11.2026"
    );
    let past = wish(1, date(2026, 11, 1), date(2026, 11, 20));
    assert_eq!(seen(&past, &[]), "");
}

#[test]
fn of_many_warehouses_the_best_is_named() {
    let day = date(2026, 11, 25);
    let wish = wish(10, day, date(2026, 11, 30));
    assert_eq!(seen(&wish, &[]), "📊 Доска WB: по вашим складам и датам всё закрыто");
    let mut cells: Vec<_> = (1..=8).map(|id| open(id, day, BoxType::Boxes, f64::from(id))).collect();
    cells.push(open(8, day, BoxType::Pallets, 0.0));
    cells.push(open(9, date(2026, 12, 1), BoxType::Boxes, 0.0));
    cells.push(open(99, day, BoxType::Boxes, 0.0));
    insta::assert_snapshot!(seen(&wish, &cells), @r"
📊 Доска WB, лучшее из открытого:
• Склад-8, 25.11.2026 — бесплатно ✅
• Склад-1, 25.11.2026 — ×1 ✅
• Склад-2, 25.11.2026 — ×2 ✅
• Склад-3, 25.11.2026 — ×3 ✅
• Склад-4, 25.11.2026 — ×4 ✅
• Склад-5, 25.11.2026 — ×5 ✅
и ещё 2
");
}

proptest! {
    /// Whatever is open and wished for: a table fits a phone, and every line of it is as many columns.
    #[test]
    fn a_table_fits_a_phone(
        warehouses in 1u32..=4,
        start in -5i32..20,
        length in 0i32..60,
        cells in prop::collection::vec((1u32..=4, 0i32..14, 0u16..=20), 0..60),
    ) {
        let day = |n: i32| TODAY.saturating_add(n.days());
        let wish = wish(warehouses, day(start), day(start + length));
        let cells: Vec<_> = cells
            .into_iter()
            .map(|(warehouse, n, price)| open(warehouse, day(n), BoxType::Boxes, f64::from(price)))
            .collect();
        let board = Board::restore(1, cells);
        let Some(message) = at_a_glance(Ru, &wish, &board, TODAY) else {
            prop_assert!(start + length < 0);
            return Ok(());
        };
        let Some(table) = message.entities.first() else { return Ok(()) };
        let units: Vec<u16> = message.text.encode_utf16().collect();
        let (from, to) = (table.offset as usize, (table.offset + table.length) as usize);
        let table = String::from_utf16(&units[from..to]).unwrap();
        prop_assert!(table.lines().count() <= MOST_ROWS + 1);
        for line in table.lines() {
            prop_assert!(line.chars().count() <= 30, "{line}");
            let columns = line.split_whitespace().count();
            prop_assert_eq!(columns, warehouses as usize + 1, "{}", line);
            prop_assert!(warehouses > 1 || !line.starts_with('№'));
        }
    }
}
