//! A feed of any size, written the way Wildberries writes it.

use std::fmt::Write as _;

use jiff::civil::{Date, date};

/// The names have about the length of real ones, and are as Cyrillic.
const TOWNS: [&str; 6] = [
    "Коледино",
    "Сц Брянск 2",
    "Краснодар (Тихорецкая)",
    "Санкт-Петербург (Уткина Заводь)",
    "Электросталь",
    "СЦ Гомель 2",
];

/// The body of a feed: every warehouse, every day from the first of December 2026, box types 2, 5 and none.
pub(crate) fn body(warehouses: u32, days: i64) -> String {
    let mut json = String::from("[");
    for warehouse in 0..warehouses {
        for day in 0..days {
            for box_type in [Some(2), Some(5), None] {
                if json.len() > 1 {
                    json.push(',');
                }
                row(&mut json, warehouse, first_day(day), box_type);
            }
        }
    }
    json.push(']');
    json
}

/// The id of the n-th warehouse.
pub(crate) fn warehouse_id(n: u32) -> u32 {
    100_000 + n * 37
}

/// The name of the n-th warehouse.
pub(crate) fn warehouse_name(n: u32) -> String {
    format!("{} №{n}", TOWNS[n as usize % TOWNS.len()])
}

/// The n-th day of the feed.
pub(crate) fn first_day(n: i64) -> Date {
    let span = jiff::Span::new().days(n);
    date(2026, 12, 1).checked_add(span).unwrap()
}

fn row(json: &mut String, warehouse: u32, day: Date, box_type: Option<u16>) {
    let coefficient = (warehouse + day.day() as u32) as i64 % 5 - 1;
    write!(
        json,
        r#"{{"date":"{day}T00:00:00Z","coefficient":{coefficient},"warehouseID":{},"warehouseName":"{}","allowUnload":{},"#,
        warehouse_id(warehouse),
        warehouse_name(warehouse),
        coefficient >= 0,
    )
    .unwrap();
    if let Some(box_type) = box_type {
        write!(json, r#""boxTypeID":{box_type},"#).unwrap();
    }
    json.push_str(
        r#""storageCoef":"215","deliveryCoef":"200","deliveryBaseLiter":"48.5","deliveryAdditionalLiter":"11.2","storageBaseLiter":"0.14","storageAdditionalLiter":null,"isSortingCenter":false}"#,
    );
}
