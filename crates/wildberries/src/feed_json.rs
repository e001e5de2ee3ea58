//! The feed's JSON, read in one pass.
//!
//! The body has some 5,000 rows and 1.85 MB and is read every second, so strings are borrowed, unneeded fields are passed over,
//! and only the first row of a warehouse costs an allocation. One odd row must not lose the other 5,000: it is counted and left out.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use jiff::civil::Date;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::scalar::Scalar;
use crate::{BoxType, Coefficient, Row, Warehouse, WarehouseId};

/// A row's usual length in bytes, to reserve space once.
const USUAL_ROW_BYTES: usize = 360;

/// The rows of a body and the warehouses they speak of.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    pub(crate) rows: Vec<Row>,
    pub(crate) warehouses: Vec<Warehouse>,
    pub(crate) skipped: usize,
    /// Where each warehouse stands in `warehouses`.
    places: HashMap<WarehouseId, usize>,
    /// The place of the last row's warehouse: rows of one warehouse come together.
    last: Option<(WarehouseId, usize)>,
}

/// Reads a body.
pub(crate) fn parse(body: &[u8]) -> Result<Rows, serde_json::Error> {
    let mut rows = Rows {
        rows: Vec::with_capacity(body.len() / USUAL_ROW_BYTES),
        ..Rows::default()
    };
    // Checking the text once as a whole is faster than string by string; a damaged letter in a name costs no more than that letter.
    let text = match str::from_utf8(body) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(body),
    };
    let mut json = serde_json::Deserializer::from_str(&text);
    BodySeed(&mut rows).deserialize(&mut json)?;
    json.end()?;
    Ok(rows)
}

impl Rows {
    fn add(&mut self, fields: &Fields<'_>) {
        let Some(row) = fields.row() else {
            self.skipped += 1;
            return;
        };
        self.meet(row.warehouse, fields);
        self.rows.push(row);
    }

    fn meet(&mut self, id: WarehouseId, fields: &Fields<'_>) {
        let place = match self.last {
            Some((last, place)) if last == id => place,
            _ => *self.places.entry(id).or_insert_with(|| {
                self.warehouses.push(Warehouse {
                    id,
                    name: String::new(),
                    sorting_center: false,
                });
                self.warehouses.len() - 1
            }),
        };
        self.last = Some((id, place));
        let warehouse = &mut self.warehouses[place];
        if !warehouse.name.is_empty() {
            return;
        }
        warehouse.name = fields.name.text().unwrap_or_default().trim().to_owned();
        warehouse.sorting_center |= fields.sorting_center.truth().unwrap_or_default();
    }
}

/// The whole body: an array of rows, or `null`.
struct BodySeed<'r>(&'r mut Rows);

impl<'de> DeserializeSeed<'de> for BodySeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for BodySeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of rows")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while let Some(element) = seq.next_element::<Element<'de>>()? {
            self.0.add(&element.0);
        }
        Ok(())
    }
}

/// One element of the array. Anything but an object is a row without fields, which is no row.
struct Element<'a>(Fields<'a>);

/// The fields of a row that matter, as they came.
struct Fields<'a> {
    date: Scalar<'a>,
    coefficient: Scalar<'a>,
    warehouse: Scalar<'a>,
    name: Scalar<'a>,
    allow_unload: Scalar<'a>,
    box_type: Scalar<'a>,
    sorting_center: Scalar<'a>,
}

#[derive(Deserialize)]
#[serde(field_identifier)]
enum FieldName {
    #[serde(rename = "date")]
    Date,
    #[serde(rename = "coefficient")]
    Coefficient,
    #[serde(rename = "warehouseID")]
    Warehouse,
    #[serde(rename = "warehouseName")]
    Name,
    #[serde(rename = "allowUnload")]
    AllowUnload,
    #[serde(rename = "boxTypeID")]
    BoxType,
    #[serde(rename = "isSortingCenter")]
    SortingCenter,
    #[serde(other)]
    Unneeded,
}

impl Fields<'_> {
    const NONE: Self = Fields {
        date: Scalar::Null,
        coefficient: Scalar::Null,
        warehouse: Scalar::Null,
        name: Scalar::Null,
        allow_unload: Scalar::Null,
        box_type: Scalar::Null,
        sorting_center: Scalar::Null,
    };

    fn row(&self) -> Option<Row> {
        let warehouse: i64 = self.warehouse.whole()?;
        let coefficient = self.coefficient.number()?;
        let box_type = match &self.box_type {
            Scalar::Null => None,
            id => Some(id.whole()?),
        };
        Some(Row {
            warehouse: WarehouseId::try_from(warehouse).ok()?,
            date: date(self.date.text()?)?,
            box_type: BoxType::from_id(box_type),
            coefficient: if coefficient < 0.0 {
                None
            } else {
                Some(Coefficient::from_f64(coefficient)?)
            },
            allow_unload: self.allow_unload.truth().unwrap_or_default(),
        })
    }
}

impl<'de> Deserialize<'de> for Element<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ElementVisitor)
    }
}

struct ElementVisitor;

impl<'de> Visitor<'de> for ElementVisitor {
    type Value = Element<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a row")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = Fields::NONE;
        while let Some(name) = map.next_key()? {
            match name {
                FieldName::Date => fields.date = map.next_value()?,
                FieldName::Coefficient => fields.coefficient = map.next_value()?,
                FieldName::Warehouse => fields.warehouse = map.next_value()?,
                FieldName::Name => fields.name = map.next_value()?,
                FieldName::AllowUnload => fields.allow_unload = map.next_value()?,
                FieldName::BoxType => fields.box_type = map.next_value()?,
                FieldName::SortingCenter => fields.sorting_center = map.next_value()?,
                FieldName::Unneeded => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(Element(fields))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Element(Fields::NONE))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Element(Fields::NONE))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Element(Fields::NONE))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Element(Fields::NONE))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(Element(Fields::NONE))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Element(Fields::NONE))
    }

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(Element(Fields::NONE))
    }
}

/// The day at the beginning of an ISO date, with or without time and zone behind it.
pub(crate) fn date(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    if bytes.get(10).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = bytes.get(..10)? else {
        return None;
    };
    let year = two(y1, y2)? * 100 + two(y3, y4)?;
    let month = i8::try_from(two(m1, m2)?).ok()?;
    let day = i8::try_from(two(d1, d2)?).ok()?;
    Date::new(year, month, day).ok()
}

fn two(tens: u8, ones: u8) -> Option<i16> {
    if !tens.is_ascii_digit() || !ones.is_ascii_digit() {
        return None;
    }
    Some(i16::from(tens - b'0') * 10 + i16::from(ones - b'0'))
}
