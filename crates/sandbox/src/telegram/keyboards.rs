//! Reply markup: what Telegram accepts and what it keeps.

use serde_json::Value;

use super::errors::{ApiError, bad};
use super::params::Params;

/// The most buttons an inline keyboard may have.
const MOST_BUTTONS: usize = 100;
/// The widest row that is shown whole; wider ones are refused here so that they are noticed.
const WIDEST_ROW: usize = 8;

/// What makes a button do something; exactly one of them is wanted.
const KINDS: [&str; 10] = [
    "callback_data",
    "url",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "callback_game",
    "pay",
    "copy_text",
];

/// The inline keyboard of a call, None when there is none or an empty one.
pub fn inline_keyboard(params: &Params) -> Result<Option<Value>, ApiError> {
    let Some(markup) = params.structure("reply_markup")? else {
        return Ok(None);
    };
    let Value::Object(fields) = &markup else {
        return Err(bad("object expected as reply markup"));
    };
    let Some(rows) = fields.get("inline_keyboard") else {
        return Ok(None);
    };
    let Value::Array(rows) = rows else {
        return Err(bad(
            "can't parse reply keyboard markup: field \"inline_keyboard\" must be of type Array",
        ));
    };
    let mut kept = Vec::new();
    for row in rows {
        let Value::Array(buttons) = row else {
            return Err(bad("can't parse reply keyboard markup: Keyboard row must be an Array"));
        };
        if buttons.len() > WIDEST_ROW {
            return Err(bad(format!(
                "a keyboard row has {} buttons, more than {WIDEST_ROW}",
                buttons.len()
            )));
        }
        buttons.iter().try_for_each(check_button)?;
        if !buttons.is_empty() {
            kept.push(row.clone());
        }
    }
    let count: usize = kept.iter().filter_map(Value::as_array).map(Vec::len).sum();
    if count > MOST_BUTTONS {
        return Err(bad("reply markup is too long"));
    }
    Ok((count > 0).then(|| serde_json::json!({ "inline_keyboard": kept })))
}

/// All callback data on a message as it stands.
pub fn callback_data(markup: &Value) -> impl Iterator<Item = &str> {
    markup["inline_keyboard"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_array)
        .flatten()
        .filter_map(|button| button["callback_data"].as_str())
}

fn check_button(button: &Value) -> Result<(), ApiError> {
    let refused = |why: &str| Err(bad(format!("can't parse inline keyboard button: {why}")));
    let Value::Object(fields) = button else {
        return refused("expected an Object");
    };
    match fields.get("text").and_then(Value::as_str) {
        None => return refused("Can't find field \"text\""),
        Some(text) if text.trim().is_empty() => return refused("Text must be non-empty"),
        Some(_) => {}
    }
    let mut kinds = KINDS
        .iter()
        .filter(|kind| fields.get(**kind).is_some_and(|value| !value.is_null()));
    let Some(kind) = kinds.next() else {
        return refused("Text buttons are unallowed in the inline keyboard");
    };
    if kinds.next().is_some() {
        return refused("Exactly one of the optional fields must be used");
    }
    match *kind {
        "callback_data" => {
            let length = fields["callback_data"].as_str().map_or(0, str::len);
            if (1..=64).contains(&length) {
                Ok(())
            } else {
                Err(bad("BUTTON_DATA_INVALID"))
            }
        }
        "url" => check_url(fields["url"].as_str().unwrap_or_default()),
        _ => Ok(()),
    }
}

fn check_url(text: &str) -> Result<(), ApiError> {
    let allowed = url::Url::parse(text).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https" | "tg" | "ton") && (url.scheme() == "tg" || url.host().is_some())
    });
    if allowed {
        return Ok(());
    }
    Err(bad(format!(
        "inline keyboard button URL '{text}' is invalid: Wrong HTTP URL"
    )))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn parsed(markup: Value) -> Result<Option<Value>, String> {
        let values = json!({ "reply_markup": markup });
        inline_keyboard(&Params::from_json(values.as_object().expect("an object").clone()))
            .map_err(|error| error.description)
    }

    fn one(button: Value) -> Result<Option<Value>, String> {
        parsed(json!({"inline_keyboard": [[button]]}))
    }

    #[test]
    fn callback_data_has_one_to_sixty_four_bytes() {
        assert!(one(json!({"text": "a", "callback_data": "x".repeat(64)})).is_ok());
        for data in [String::new(), "x".repeat(65), "я".repeat(33)] {
            assert_eq!(
                one(json!({"text": "a", "callback_data": data})),
                Err("Bad Request: BUTTON_DATA_INVALID".into())
            );
        }
    }

    #[test]
    fn a_button_does_exactly_one_thing() {
        assert!(one(json!({"text": "a"})).is_err());
        assert!(one(json!({"text": "", "callback_data": "x"})).is_err());
        assert!(one(json!({"text": "a", "callback_data": "x", "url": "https://a.ru"})).is_err());
        assert!(one(json!({"text": "a", "url": "https://a.ru/x"})).is_ok());
        assert!(one(json!({"text": "a", "url": "tg://user?id=1"})).is_ok());
        assert!(one(json!({"text": "a", "url": "ftp://a.ru"})).is_err());
        assert!(one(json!({"text": "a", "url": "nonsense"})).is_err());
    }

    #[test]
    fn wide_rows_and_long_keyboards_are_refused_and_empty_ones_are_none() {
        let button = json!({"text": "a", "callback_data": "x"});
        assert!(parsed(json!({"inline_keyboard": [vec![&button; 9]]})).is_err());
        assert!(parsed(json!({"inline_keyboard": vec![vec![&button; 5]; 20]})).is_ok());
        assert!(parsed(json!({"inline_keyboard": vec![vec![&button; 3]; 34]})).is_err());
        assert_eq!(parsed(json!({"inline_keyboard": []})), Ok(None));
        assert_eq!(
            parsed(json!("{\"inline_keyboard\":[[]]}")),
            Ok(None),
            "markup may come as text"
        );
        assert!(parsed(json!("{")).is_err());
    }
}
