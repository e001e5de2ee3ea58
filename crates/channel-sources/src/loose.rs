//! JSON objects whose fields may be of any type.
//!
//! The services write numbers as strings here and there, and lists for empty objects; one odd field must not lose an answer.

use jiff::Timestamp;
use serde_json::{Map, Value};

/// A JSON object, read field by field. A field that is missing, null, or of an impossible type is `None`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields<'a>(&'a Map<String, Value>);

impl<'a> Fields<'a> {
    /// `None` when the value is no object.
    pub(crate) fn of(value: &'a Value) -> Option<Self> {
        value.as_object().map(Fields)
    }

    pub(crate) fn get(&self, name: &str) -> Option<&'a Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// Whether the field is there, and null.
    pub(crate) fn is_null(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(Value::is_null)
    }

    /// A text that is not blank.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        let text = self.get(name)?.as_str()?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// A number, also when it is written as text.
    pub(crate) fn number(&self, name: &str) -> Option<f64> {
        number(self.get(name)?)
    }

    /// A whole number in the range of `T`, also when it is written as text or with a zero fraction.
    pub(crate) fn whole<T: TryFrom<i64>>(&self, name: &str) -> Option<T> {
        whole(self.get(name)?)
    }

    /// A count; averages come with a fraction, which a count has no use for.
    pub(crate) fn count(&self, name: &str) -> Option<u64> {
        let value = self.get(name)?;
        whole(value).or_else(|| {
            let number = number(value)?;
            // Beyond 2^53 a float no longer holds every whole number.
            (0.0..9e15).contains(&number).then(|| number.round() as u64)
        })
    }

    /// `true`, `1` and `"1"` are true.
    pub(crate) fn truth(&self, name: &str) -> bool {
        match self.get(name) {
            Some(Value::Bool(truth)) => *truth,
            Some(value) => whole(value).is_some_and(|number: i64| number != 0),
            None => false,
        }
    }

    /// A unix time in seconds.
    pub(crate) fn moment(&self, name: &str) -> Option<Timestamp> {
        Timestamp::from_second(self.whole(name)?).ok()
    }

    /// An object; an empty list stands for an empty one, and then there is none.
    pub(crate) fn object(&self, name: &str) -> Option<Fields<'a>> {
        Fields::of(self.get(name)?)
    }

    /// The objects of a list; `None` when the field is not there or no list.
    pub(crate) fn list(&self, name: &str) -> Option<&'a [Value]> {
        self.get(name)?.as_array().map(Vec::as_slice)
    }
}

pub(crate) fn whole<T: TryFrom<i64>>(value: &Value) -> Option<T> {
    let whole = match value {
        Value::Number(number) => match number.as_i64() {
            Some(whole) => whole,
            None => number
                .as_f64()
                .filter(|float| float.fract() == 0.0 && float.abs() < 9e15)? as i64,
        },
        Value::String(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    T::try_from(whole).ok()
}

fn number(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    number.is_finite().then_some(number)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_come_in_every_dress() {
        let value = json!({"a": 12, "b": "12", "c": 12.0, "d": " 12.5 ", "e": null, "f": [], "g": "many", "h": 4_375_814_870_i64, "i": -1});
        let fields = Fields::of(&value).unwrap();
        for name in ["a", "b", "c"] {
            assert_eq!(fields.whole::<u32>(name), Some(12), "{name}");
            assert_eq!(fields.count(name), Some(12), "{name}");
        }
        assert_eq!(fields.number("d"), Some(12.5));
        assert_eq!((fields.whole::<u64>("d"), fields.count("d")), (None, Some(13)));
        for name in ["e", "f", "g", "missing"] {
            assert_eq!((fields.number(name), fields.count(name)), (None, None), "{name}");
        }
        assert_eq!(fields.whole::<i32>("h"), None);
        assert_eq!(fields.whole::<u64>("h"), Some(4_375_814_870));
        assert_eq!(fields.count("i"), None);
        assert!(fields.is_null("e") && !fields.is_null("f") && !fields.is_null("missing"));
    }

    #[test]
    fn truths_texts_lists_and_objects() {
        let value = json!({"yes": 1, "also": true, "no": 0, "neither": "0", "blank": " ", "list": [], "object": {"x": "y"}, "at": "1540123429"});
        let fields = Fields::of(&value).unwrap();
        assert!(fields.truth("yes") && fields.truth("also"));
        assert!(!fields.truth("no") && !fields.truth("neither") && !fields.truth("missing"));
        assert_eq!(fields.text("blank"), None);
        assert!(fields.object("list").is_none() && fields.list("object").is_none());
        assert_eq!(fields.object("object").unwrap().text("x").unwrap(), "y");
        assert_eq!(fields.moment("at").unwrap().as_second(), 1_540_123_429);
    }
}
