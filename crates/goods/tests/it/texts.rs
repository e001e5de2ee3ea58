//! Messages.

use goods::{LineProblem, MOST_BYTES, MOST_PROBLEMS, MOST_ROWS, Problem, Unread, read_text};

use crate::{pairs, problems};

#[test]
fn people_write_goods_as_they_like() {
    let list = read_text(
        "4600000000017;10\n4600000000024\t20\n\n4600000000031, 1 000\n  46000018   5 шт\n4600000000048 - 7\r\n4600000000055 : 3\n",
    );
    assert_eq!(
        pairs(&list.unwrap()),
        [
            ("4600000000017", 10),
            ("4600000000024", 20),
            ("4600000000031", 1000),
            ("46000018", 5),
            ("4600000000048", 7),
            ("4600000000055", 3),
        ]
    );
}

#[test]
fn a_header_and_a_title_above_it_are_no_goods() {
    let list = read_text("Поставка в Коледино\nКол-во; Баркод\n10; 4600000000017").unwrap();
    assert_eq!(pairs(&list), [("4600000000017", 10)]);
    assert_eq!(
        pairs(&read_text("баркод шт\n4600000000017 10").unwrap()),
        [("4600000000017", 10)]
    );
    // Without a header a title is a line that cannot be read.
    let title = problems(read_text("Коледино\n4600000000017 10"));
    assert_eq!(
        title,
        [LineProblem {
            line: 1,
            what: Problem::BadBarcode("Коледино".to_owned())
        }]
    );
}

#[test]
fn a_barcode_in_several_lines_is_summed_and_told() {
    let list = read_text("4600000000017;10\n46000018;1\n4600000000017;5\n4600000000017;1").unwrap();
    assert_eq!(pairs(&list), [("4600000000017", 16), ("46000018", 1)]);
    assert_eq!(list.units(), 17);
    assert_eq!(list.summed.len(), 1);
    assert_eq!(
        (
            list.summed[0].barcode.as_str(),
            &list.summed[0].lines[..],
            list.summed[0].quantity
        ),
        ("4600000000017", &[1, 3, 4][..], 16)
    );
    let too_many = problems(read_text("46000018 999999\n46000018 1"));
    assert_eq!(
        too_many,
        [LineProblem {
            line: 2,
            what: Problem::SumTooLarge
        }]
    );
}

#[test]
fn every_line_that_cannot_be_read_is_named() {
    let found = problems(read_text(
        "4600000000017;10\n4600000000024;0\n\n;5\n4600000000031\n4,60E+12;3\nноски;1\n46000018;10;20\n46000018;много",
    ));
    let problem = |line, what| LineProblem { line, what };
    assert_eq!(
        found,
        [
            problem(2, Problem::BadQuantity("0".to_owned())),
            problem(4, Problem::NoBarcode),
            problem(5, Problem::NoQuantity),
            problem(6, Problem::DigitsLost("4,60E+12".to_owned())),
            problem(7, Problem::BadBarcode("носки".to_owned())),
            problem(8, Problem::TooManyColumns),
            problem(9, Problem::BadQuantity("много".to_owned())),
        ]
    );
}

#[test]
fn of_many_bad_lines_twenty_are_named_and_all_are_counted() {
    let Err(Unread::Lines(problems)) = read_text(&"носки;1\n".repeat(50)) else {
        panic!("bad lines");
    };
    assert_eq!((problems.first.len(), problems.total), (MOST_PROBLEMS, 50));
    assert_eq!(problems.first[19].line, 20);
}

#[test]
fn half_a_header_is_told_and_not_guessed_at() {
    assert_eq!(read_text("Баркод;Цвет\n46000018;белый"), Err(Unread::NoQuantityColumn));
    assert_eq!(read_text("Товар;Количество\n46000018;1"), Err(Unread::NoBarcodeColumn));
    assert_eq!(
        read_text("Баркод;Количество план;Количество факт\n46000018;1;2"),
        Err(Unread::AmbiguousColumns)
    );
}

#[test]
fn nothing_and_too_much_are_told() {
    for nothing in ["", "\n \n", "Баркод;Количество\n"] {
        assert_eq!(read_text(nothing), Err(Unread::Empty), "{nothing:?}");
    }
    let rows = |count: usize| (0..count).map(|n| format!("46000{n:06};1\n")).collect::<String>();
    assert_eq!(read_text(&rows(MOST_ROWS)).unwrap().goods.len(), MOST_ROWS);
    assert_eq!(read_text(&rows(MOST_ROWS + 1)), Err(Unread::TooManyRows));
    assert_eq!(read_text(&" ".repeat(MOST_BYTES + 1)), Err(Unread::TooLarge));
}
