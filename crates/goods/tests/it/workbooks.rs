//! Workbooks.

use goods::{LineProblem, MOST_ROWS, Problem, Unread, read_file};

use crate::writing::{Cell, archive, number, sheet_of, text, workbook, workbook_of};
use crate::{pairs, problems};

#[test]
fn the_first_visible_sheet_is_read_by_the_names_of_its_columns() {
    let bytes = workbook(&[
        vec![text("Поставка 12")],
        vec![],
        vec![Cell::Empty, text("Количество"), text("Название"), text("Баркод")],
        vec![text("1"), number(10), text("Носки"), number("4600000000017")],
        vec![text("2"), text("20 шт"), text("Носки & <Кот>"), text("0012345678")],
        vec![],
        vec![
            Cell::Empty,
            number("5.0"),
            Cell::Empty,
            Cell::Inline(" 46000018 ".to_owned()),
        ],
    ]);
    assert_eq!(
        pairs(&read_file(&bytes).unwrap()),
        [("4600000000017", 10), ("0012345678", 20), ("46000018", 5)]
    );
}

#[test]
fn a_workbook_needs_no_header() {
    let bytes = workbook(&[vec![Cell::Empty, number("4.600000000017E12"), number(7)]]);
    assert_eq!(pairs(&read_file(&bytes).unwrap()), [("4600000000017", 7)]);
}

#[test]
fn rows_that_cannot_be_read_are_named_by_their_numbers() {
    let found = problems(read_file(&workbook(&[
        vec![text("barcode"), text("qty")],
        vec![text("46000018"), number("2.5")],
        vec![],
        vec![number("12345678901234567890"), number(1)],
        vec![Cell::Raw("e", "#N/A"), number(1)],
        vec![text("46000018"), Cell::Raw("b", "1")],
        vec![text("46000018")],
    ])));
    let problem = |line, what| LineProblem { line, what };
    assert_eq!(
        found,
        [
            problem(2, Problem::BadQuantity("2.5".to_owned())),
            problem(4, Problem::DigitsLost("1.2345678901234567E19".to_owned())),
            problem(5, Problem::BadBarcode("#N/A".to_owned())),
            problem(6, Problem::BadQuantity("true".to_owned())),
            problem(7, Problem::NoQuantity),
        ]
    );
}

#[test]
fn an_empty_workbook_and_other_archives_are_told() {
    assert_eq!(read_file(&workbook(&[])), Err(Unread::Empty));
    let other = archive(&[("readme.txt", "hello".to_owned())]);
    assert_eq!(read_file(&other), Err(Unread::BadWorkbook));
    let broken = workbook_of("<worksheet><sheetData><row r=\"1\"><c r=\"A1\"".to_owned());
    assert_eq!(read_file(&broken), Err(Unread::BadWorkbook));
}

#[test]
fn a_thousand_rows_fit_and_no_more() {
    let rows =
        |count: usize| -> Vec<Vec<Cell>> { (0..count).map(|n| vec![number(46_000_000 + n), number(1)]).collect() };
    assert_eq!(read_file(&workbook(&rows(MOST_ROWS))).unwrap().goods.len(), MOST_ROWS);
    assert_eq!(read_file(&workbook(&rows(MOST_ROWS + 1))), Err(Unread::TooManyRows));
}

#[test]
fn a_cell_far_away_costs_nothing() {
    let far = r#"<row r="1"><c r="A1"><v>46000018</v></c><c r="B1"><v>3</v></c><c r="XFD1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#;
    let list = read_file(&workbook_of(sheet_of(far))).unwrap();
    assert_eq!(pairs(&list), [("46000018", 3)]);
}
