//! CSV and other text files.

use goods::{LineProblem, MOST_BYTES, Problem, Unread, read_file};

use crate::{pairs, problems};

#[test]
fn csv_is_read_by_the_names_of_its_columns() {
    let csv = "Артикул,Название,Баркод,Цвет,\"Количество, шт.\"\nart-1,\"Носки, белые\nдлинные\",4600000000017,белый,10\nart-2,\"Носки \"\"Кот\"\"\",4600000000024,серый,\"1 000\"\n";
    assert_eq!(
        pairs(&read_file(csv.as_bytes()).unwrap()),
        [("4600000000017", 10), ("4600000000024", 1000)]
    );
    // A cell of two lines moves those below.
    let found = problems(read_file(csv.replace("4600000000024", "?").as_bytes()));
    assert_eq!(
        found,
        [LineProblem {
            line: 4,
            what: Problem::BadBarcode("?".to_owned())
        }]
    );
}

#[test]
fn what_excel_saves_on_a_russian_machine_is_read() {
    let csv = "Баркод;Количество\r\n4600000000017;10\r\n=\"0012345678\";5\r\n";
    let (windows, ..) = encoding_rs::WINDOWS_1251.encode(csv);
    let utf16: Vec<u8> = [0xfeff]
        .into_iter()
        .chain(csv.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let utf16_big: Vec<u8> = [0xfeff]
        .into_iter()
        .chain(csv.encode_utf16())
        .flat_map(u16::to_be_bytes)
        .collect();
    let marked = format!("\u{feff}{csv}");
    let named = format!("sep=;\r\n{csv}");
    for bytes in [
        csv.as_bytes(),
        &windows,
        &utf16,
        &utf16_big,
        marked.as_bytes(),
        named.as_bytes(),
    ] {
        assert_eq!(
            pairs(&read_file(bytes).unwrap()),
            [("4600000000017", 10), ("0012345678", 5)]
        );
    }
    let rounded = problems(read_file(csv.replace("4600000000017", "4,60E+12").as_bytes()));
    assert_eq!(
        rounded,
        [LineProblem {
            line: 2,
            what: Problem::DigitsLost("4,60E+12".to_owned())
        }]
    );
}

#[test]
fn a_file_needs_no_header_and_no_delimiter() {
    for file in [
        "46000018;1\n46000025;2",
        "46000018|1\r46000025|2",
        "46000018 1\n46000025 2\n",
        "46000018,1,\n46000025,2,",
    ] {
        assert_eq!(
            pairs(&read_file(file.as_bytes()).unwrap()),
            [("46000018", 1), ("46000025", 2)],
            "{file:?}"
        );
    }
}

#[test]
fn what_is_no_list_is_told() {
    assert_eq!(read_file(b""), Err(Unread::Empty));
    assert_eq!(read_file(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), Err(Unread::NotText));
    assert_eq!(
        read_file(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest"),
        Err(Unread::OldWorkbook)
    );
    assert_eq!(read_file(b"PK\x03\x04rest"), Err(Unread::BadWorkbook));
    assert_eq!(read_file(&vec![b' '; MOST_BYTES + 1]), Err(Unread::TooLarge));
}
