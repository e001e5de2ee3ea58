//! What holds for every list and every file.

use std::collections::BTreeMap;

use goods::{GoodsList, MOST_PROBLEMS, MOST_ROWS, MOST_UNITS, Unread, read_file, read_text};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::writing::{Cell, number, text, workbook};

/// Lines of a list; barcodes may repeat.
fn lines() -> impl Strategy<Value = Vec<(String, u32)>> {
    vec(("46[0-9]{1}0000000[0-9]{1}", 1..=1_000_u32), 1..60)
}

/// A list must have exactly what the lines say.
fn check(lines: &[(String, u32)], list: &GoodsList) -> Result<(), TestCaseError> {
    let mut sums: BTreeMap<&str, u32> = BTreeMap::new();
    for (barcode, units) in lines {
        *sums.entry(barcode).or_default() += units;
    }
    let read: BTreeMap<&str, u32> = list
        .goods
        .iter()
        .map(|good| (good.barcode.as_str(), good.quantity))
        .collect();
    prop_assert_eq!(read.len(), list.goods.len(), "each barcode once");
    prop_assert_eq!(&read, &sums);
    let told: usize = list.summed.iter().map(|summed| summed.lines.len() - 1).sum();
    prop_assert_eq!(
        told,
        lines.len() - list.goods.len(),
        "every line that was summed is told"
    );
    Ok(())
}

/// What holds for any outcome.
fn check_any(read: &Result<GoodsList, Unread>) -> Result<(), TestCaseError> {
    match read {
        Ok(list) => {
            prop_assert!((1..=MOST_ROWS).contains(&list.goods.len()));
            prop_assert!(list.goods.iter().all(|good| (1..=MOST_UNITS).contains(&good.quantity)));
        }
        Err(Unread::Lines(problems)) => {
            let total = usize::try_from(problems.total).unwrap();
            prop_assert_eq!(problems.first.len(), total.min(MOST_PROBLEMS));
            prop_assert!(total > 0 && problems.first.is_sorted_by_key(|problem| problem.line));
        }
        Err(_) => {}
    }
    Ok(())
}

proptest! {
    #[test]
    fn a_list_is_read_whatever_it_is_written_as(
        lines in lines(),
        delimiter in prop::sample::select(vec![";", "\t", ",", "|", " ", " ; "]),
        end in prop::sample::select(vec!["\n", "\r\n", "\n\n"]),
        header in any::<bool>(),
    ) {
        let mut file: String = if header { format!("Баркод{delimiter}Количество{end}") } else { String::new() };
        for (barcode, units) in &lines {
            file.push_str(&format!("{barcode}{delimiter}{units}{end}"));
        }
        check(&lines, &read_text(&file).unwrap())?;
        check(&lines, &read_file(file.as_bytes()).unwrap())?;
        let (windows, ..) = encoding_rs::WINDOWS_1251.encode(&file);
        check(&lines, &read_file(&windows).unwrap())?;
    }

    #[test]
    fn a_workbook_is_read_wherever_its_columns_are(lines in lines(), barcode in 0..6_usize, quantity in 0..6_usize, as_numbers in any::<bool>()) {
        prop_assume!(barcode != quantity);
        let row = |code: Cell, units: Cell| {
            let mut row = vec![text("другое"); 6];
            row[barcode] = code;
            row[quantity] = units;
            row
        };
        let mut rows = vec![row(text("Штрих-код"), text("Кол-во"))];
        for (code, units) in &lines {
            let code = if as_numbers { number(code) } else { text(code) };
            rows.push(row(code, number(units)));
        }
        check(&lines, &read_file(&workbook(&rows)).unwrap())?;
    }

    #[test]
    fn no_text_is_too_odd(text in "\\PC{0,40}([;,\t\n \"|]\\PC{0,20}){0,30}") {
        check_any(&read_text(&text))?;
        check_any(&read_file(text.as_bytes()))?;
    }

    #[test]
    fn no_bytes_are_too_odd(bytes in vec(any::<u8>(), 0..600)) {
        check_any(&read_file(&bytes))?;
    }

    #[test]
    fn a_damaged_workbook_does_no_harm(lines in lines(), hits in vec((any::<prop::sample::Index>(), any::<u8>()), 1..8), cut in any::<prop::sample::Index>()) {
        let rows: Vec<Vec<Cell>> = lines.iter().map(|(code, units)| vec![text(code), number(units)]).collect();
        let mut bytes = workbook(&rows);
        for (place, byte) in hits {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        check_any(&read_file(&bytes))?;
        bytes.truncate(cut.index(bytes.len()));
        check_any(&read_file(&bytes))?;
    }

    #[test]
    fn odd_sheets_do_no_harm(xml in "(<row r=\"[0-9]{0,8}\">|</row>|<c r=\"[A-Z]{0,4}[0-9]{0,8}\"( t=\"(s|b|e|n|str|d|inlineStr)\")?>|<v>[0-9.eE+-]{0,12}</v>|</c>|<is><t>\\PC{0,5}</t></is>){0,30}") {
        check_any(&read_file(&crate::writing::workbook_of(crate::writing::sheet_of(&xml))))?;
    }
}
