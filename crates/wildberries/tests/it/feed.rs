//! Feeds as they come, and as they might.

use jiff::Timestamp;
use jiff::civil::date;
use proptest::prelude::*;
use wildberries::{BoxType, Coefficient, Feed, WarehouseId, WbError};

use crate::board;

fn parse(body: &str) -> Feed {
    Feed::parse(body.as_bytes(), Timestamp::UNIX_EPOCH).unwrap()
}

/// A good row in which one part is replaced.
fn row_with(from: &str, to: &str) -> String {
    let row = r#"{"date":"2026-11-20T00:00:00Z","coefficient":1,"warehouseID":507,"warehouseName":"Коледино","allowUnload":true,"boxTypeID":2,"isSortingCenter":false}"#;
    assert!(row.contains(from), "{from}");
    row.replace(from, to)
}

#[test]
fn a_full_feed_is_read_whole() {
    let body = board::body(120, 14);
    let feed = parse(&body);

    assert_eq!(feed.rows.len(), 5_040);
    assert_eq!(feed.skipped, 0);
    assert_eq!(feed.warehouses.len(), 120);
    for (n, warehouse) in (0..).zip(&feed.warehouses) {
        assert_eq!(warehouse.id, WarehouseId(board::warehouse_id(n)));
        assert_eq!(warehouse.name, board::warehouse_name(n));
    }
    let last = feed.rows.last().unwrap();
    assert_eq!(last.warehouse, WarehouseId(board::warehouse_id(119)));
    assert_eq!(last.date, board::first_day(13));
    assert_eq!(last.box_type, BoxType::Qr);
}

#[test]
fn warehouses_are_named_once_in_whatever_order_rows_come() {
    let row = |id: u32, name: &str| row_with("507", &id.to_string()).replace("Коледино", name);
    let body = format!(
        "[{},{},{},{},{}]",
        row(507, ""),
        row(1, "Тула"),
        row(507, "Коледино"),
        row(1, "Тула-2"),
        row(507, "Другое")
    );
    let feed = parse(&body);
    let names: Vec<_> = feed.warehouses.iter().map(|w| (w.id.0, w.name.as_str())).collect();
    assert_eq!(names, [(507, "Коледино"), (1, "Тула")]);
    assert_eq!(feed.rows.len(), 5);
}

#[test]
fn nothing_matching_is_null_or_an_empty_array() {
    for body in ["null", " null\n", "[]", "[ ]"] {
        let feed = parse(body);
        assert!(
            feed.rows.is_empty() && feed.warehouses.is_empty() && feed.skipped == 0,
            "{body}"
        );
    }
}

#[test]
fn a_row_without_box_type_is_a_qr_supply() {
    for part in ["", "\"boxTypeID\":null,"] {
        let feed = parse(&format!("[{}]", row_with("\"boxTypeID\":2,", part)));
        assert_eq!(feed.rows[0].box_type, BoxType::Qr);
    }
    let feed = parse(&format!("[{}]", row_with("\"boxTypeID\":2", "\"boxTypeID\":77")));
    assert_eq!(feed.rows[0].box_type, BoxType::Other(77));
}

#[test]
fn coefficients_come_in_several_guises() {
    for (written, read) in [
        ("-1", None),
        ("-1.0", None),
        ("\"-1\"", None),
        ("0", Some(Coefficient::FREE)),
        ("0.0", Some(Coefficient::FREE)),
        ("1", Some(Coefficient::whole(1))),
        ("1.5", Coefficient::from_f64(1.5)),
        ("\"1.5\"", Coefficient::from_f64(1.5)),
        ("2e1", Some(Coefficient::whole(20))),
    ] {
        let feed = parse(&format!(
            "[{}]",
            row_with("\"coefficient\":1", &format!("\"coefficient\":{written}"))
        ));
        assert_eq!(feed.rows[0].coefficient, read, "{written}");
    }
}

#[test]
fn the_day_is_the_day_as_written() {
    for written in [
        "2026-11-20",
        "2026-11-20T00:00:00Z",
        "2026-11-20T23:59:59.999+03:00",
        "2026-11-20 00:00:00",
    ] {
        let feed = parse(&format!("[{}]", row_with("2026-11-20T00:00:00Z", written)));
        assert_eq!(feed.rows[0].date, date(2026, 11, 20), "{written}");
    }
}

#[test]
fn unknown_fields_of_any_shape_are_passed_over() {
    let odd = r#""boxTypeID":2,"quota":{"left":[1,{"a":null}]},"boxTypeName":"Короба","x":[],"#;
    let feed = parse(&format!("[{}]", row_with("\"boxTypeID\":2,", odd)));
    assert_eq!((feed.rows.len(), feed.skipped), (1, 0));
}

#[test]
fn unloading_is_allowed_only_by_a_plain_true() {
    for (written, allowed) in [
        ("true", true),
        ("false", false),
        ("null", false),
        ("1", false),
        ("\"true\"", false),
    ] {
        let part = format!("\"allowUnload\":{written}");
        let feed = parse(&format!("[{}]", row_with("\"allowUnload\":true", &part)));
        assert_eq!(feed.rows[0].open().is_some(), allowed, "{written}");
    }
}

#[test]
fn a_bad_row_costs_only_itself() {
    let bad = [
        row_with("\"coefficient\":1", "\"coefficient\":null"),
        row_with("\"coefficient\":1,", ""),
        row_with("\"coefficient\":1", "\"coefficient\":\"closed\""),
        row_with("\"coefficient\":1", "\"coefficient\":1000000"),
        row_with("507", "0"),
        row_with("507", "-507"),
        row_with("507", "507.5"),
        row_with("507", "99999999999"),
        row_with("507", "{\"id\":507}"),
        row_with("\"warehouseID\":507,", ""),
        row_with("2026-11-20T00:00:00Z", "20.11.2026"),
        row_with("2026-11-20T00:00:00Z", "2026-02-30"),
        row_with("2026-11-20T00:00:00Z", "2026-13-01"),
        row_with("2026-11-20T00:00:00Z", "2026-11-201"),
        row_with("2026-11-20T00:00:00Z", "2026-11-2"),
        row_with("2026-11-20T00:00:00Z", "2026-11-2я"),
        row_with("2026-11-20T00:00:00Z", ""),
        row_with("\"2026-11-20T00:00:00Z\"", "20261120"),
        row_with("\"boxTypeID\":2", "\"boxTypeID\":\"boxes\""),
        row_with("\"boxTypeID\":2", "\"boxTypeID\":65536"),
        row_with("\"boxTypeID\":2", "\"boxTypeID\":[2]"),
        "null".to_owned(),
        "true".to_owned(),
        "7".to_owned(),
        "-7".to_owned(),
        "7.5".to_owned(),
        "\"row\"".to_owned(),
        "\"\\u0441\"".to_owned(),
        "[[1],2]".to_owned(),
        "{}".to_owned(),
    ];
    for bad in &bad {
        let good = row_with("507", "507");
        let feed = parse(&format!("[{good},{bad},{good}]"));
        assert_eq!((feed.rows.len(), feed.skipped), (2, 1), "{bad}");
        assert_eq!(feed.warehouses.len(), 1, "{bad}");
    }
    let all = parse(&format!("[{}]", bad.join(",")));
    assert_eq!((all.rows.len(), all.skipped), (0, bad.len()));
}

#[test]
fn escapes_and_damaged_letters_do_not_lose_a_row() {
    let escaped = row_with("Коледино", r"\u041a\u043e\u043b\u0435\u0434\u0438\u043d\u043e")
        .replace("coefficient", r"\u0063oefficient");
    assert_eq!(parse(&format!("[{escaped}]")).warehouses[0].name, "Коледино");

    let mut body = format!("[{}]", row_with("Коледино", "Тула?")).into_bytes();
    let damaged = body.iter().position(|&byte| byte == b'?').unwrap();
    body[damaged] = 0xff;
    let feed = Feed::parse(&body, Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!(feed.warehouses[0].name, "Тула\u{fffd}");
}

#[test]
fn what_is_no_array_is_quoted() {
    let error = Feed::parse(b"{\"error\":\"later\"}", Timestamp::UNIX_EPOCH).unwrap_err();
    assert!(
        matches!(&error, WbError::Unreadable { what } if what.ends_with("{\"error\":\"later\"}")),
        "{error:?}"
    );
}

proptest! {
    #[test]
    fn any_row_is_read_as_it_was_written(
        warehouse in 1u32..,
        day in 0i64..4000,
        box_type in proptest::option::of(any::<u16>()),
        hundredths in 0u32..=6_553_500,
        allow_unload: bool,
        name in "[ -~а-яё\"\\\\]{0,40}",
    ) {
        let coefficient = f64::from(hundredths) / 100.0;
        let day = board::first_day(day);
        let mut row = serde_json::json!({
            "date": format!("{day}T00:00:00Z"), "coefficient": coefficient, "warehouseID": warehouse,
            "warehouseName": name, "allowUnload": allow_unload,
        });
        if let Some(id) = box_type {
            row["boxTypeID"] = id.into();
        }
        let feed = parse(&serde_json::Value::Array(vec![row]).to_string());
        let row = feed.rows[0];
        prop_assert_eq!(row.warehouse, WarehouseId(warehouse));
        prop_assert_eq!(row.date, day);
        prop_assert_eq!(row.box_type.id(), box_type);
        prop_assert_eq!(row.coefficient.unwrap().hundredths(), hundredths);
        prop_assert_eq!(row.allow_unload, allow_unload);
        prop_assert_eq!(&feed.warehouses[0].name, name.trim());
    }

    #[test]
    fn damage_is_an_error_or_costs_rows_but_never_a_panic_or_a_foreign_warehouse(
        position in 0usize..1500,
        byte: u8,
    ) {
        let mut body = board::body(2, 1).into_bytes();
        let position = position % body.len();
        body[position] = byte;
        if let Ok(feed) = Feed::parse(&body, Timestamp::UNIX_EPOCH) {
            prop_assert!(feed.rows.len() + feed.skipped <= 6);
            for row in &feed.rows {
                prop_assert!(feed.warehouses.iter().any(|known| known.id == row.warehouse));
            }
        }
    }
}
