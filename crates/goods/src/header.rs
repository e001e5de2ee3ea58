//! The line that names the columns.

/// Words that alone name the column with barcodes.
const BARCODE: [&str; 11] = [
    "баркод",
    "баркоды",
    "штрихкод",
    "штрихкоды",
    "шк",
    "barcode",
    "barcodes",
    "ean",
    "ean13",
    "gtin",
    "sku",
];
/// Words that alone name the column with quantities.
const QUANTITY: [&str; 11] = [
    "количество",
    "колво",
    "кол",
    "шт",
    "штук",
    "quantity",
    "qty",
    "count",
    "units",
    "pcs",
    "amount",
];
/// Words that begin such a name: «Баркод товара», «Количество, шт.».
const BARCODE_BEGINS: [&str; 3] = ["баркод", "штрихкод", "barcode"];
const QUANTITY_BEGINS: [&str; 4] = ["количество", "колво", "quantity", "qty"];
/// Words that make it the name of something else: «Количество коробов».
const OTHER: [&str; 6] = ["короб", "паллет", "box", "pallet", "упаков", "pack"];

/// Where the two columns are, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Columns {
    pub(crate) barcode: usize,
    pub(crate) quantity: usize,
}

/// What a line names.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Header {
    /// Nothing: it is no header.
    None,
    /// Both columns.
    Both(Columns),
    /// Barcodes only.
    OnlyBarcode,
    /// Quantities only.
    OnlyQuantity,
    /// Several columns of one kind.
    Ambiguous,
}

/// Finds the columns by their names.
pub(crate) fn find(cells: &[&str]) -> Header {
    let names: Vec<String> = cells.iter().map(|cell| plain(cell)).collect();
    let barcode = column(&names, &BARCODE, &BARCODE_BEGINS);
    let quantity = column(&names, &QUANTITY, &QUANTITY_BEGINS);
    match (barcode, quantity) {
        (Found::One(barcode), Found::One(quantity)) => Header::Both(Columns { barcode, quantity }),
        (Found::None, Found::None) => Header::None,
        (Found::Many, _) | (_, Found::Many) => Header::Ambiguous,
        (Found::One(_), Found::None) => Header::OnlyBarcode,
        (Found::None, Found::One(_)) => Header::OnlyQuantity,
    }
}

enum Found {
    None,
    One(usize),
    Many,
}

/// The column with one of these names; one that has the bare name goes before one that only begins with it.
fn column(names: &[String], bare: &[&str], begins: &[&str]) -> Found {
    let places = |fits: &dyn Fn(&str) -> bool| {
        let mut places = names
            .iter()
            .enumerate()
            .filter(|(_, name)| fits(name))
            .map(|(place, _)| place);
        match (places.next(), places.next()) {
            (None, _) => Found::None,
            (Some(place), None) => Found::One(place),
            (Some(_), Some(_)) => Found::Many,
        }
    };
    match places(&|name| bare.contains(&name)) {
        Found::None => places(&|name| {
            begins.iter().any(|word| name.starts_with(word)) && !OTHER.iter().any(|word| name.contains(word))
        }),
        found => found,
    }
}

/// A name without case, blanks and marks: «Кол-во» is `колво`.
fn plain(cell: &str) -> String {
    // No column's name is longer.
    let letters = cell.chars().take(60).filter(|letter| letter.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(barcode: usize, quantity: usize) -> Header {
        Header::Both(Columns { barcode, quantity })
    }

    #[test]
    fn columns_are_found_by_name_in_two_languages() {
        assert_eq!(find(&["Баркод", "Количество"]), both(0, 1));
        assert_eq!(find(&["Кол-во, шт.", "Название", "Штрих-код товара"]), both(2, 0));
        assert_eq!(find(&["Barcode", "Title", "QTY"]), both(0, 2));
        assert_eq!(find(&["EAN-13", "units"]), both(0, 1));
        assert_eq!(
            find(&["Баркод товара", "Баркод", "шт"]),
            both(1, 2),
            "the bare name goes first"
        );
        assert_eq!(
            find(&["Баркод", "Количество", "Количество коробов", "Баркод короба"]),
            both(0, 1)
        );
    }

    #[test]
    fn goods_are_no_header() {
        assert_eq!(find(&["4600000000017", "10"]), Header::None);
        assert_eq!(find(&["Носки", "10 шт"]), Header::None);
        assert_eq!(find(&[]), Header::None);
    }

    #[test]
    fn half_a_header_and_a_double_one_are_told_apart() {
        assert_eq!(find(&["Баркод", "Цвет"]), Header::OnlyBarcode);
        assert_eq!(find(&["Название", "Количество"]), Header::OnlyQuantity);
        assert_eq!(find(&["Баркод", "Количество коробов"]), Header::OnlyBarcode);
        assert_eq!(
            find(&["Баркод", "Количество план", "Количество факт"]),
            Header::Ambiguous
        );
    }
}
