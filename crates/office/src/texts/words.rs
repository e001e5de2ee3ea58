//! Words that several rooms share.

use clock::{moscow_date, moscow_time};
use jiff::Timestamp;
use telegram::Language::{self, En, Ru};
pub(super) use telegram::words::either;
use telegram::{Button, UserId};

use crate::census::Tally;
use crate::dialog::Press;

/// A user's id as somebody typed it.
pub(crate) fn user_id(text: &str) -> Option<UserId> {
    let id: i64 = text.trim().parse().ok()?;
    (id > 0).then_some(UserId(id))
}

/// A count, or that it is more than was counted: `больше 10 000`.
pub(super) fn tally(language: Language, tally: Tally) -> String {
    let counted = grouped(tally.counted);
    match (tally.more, language) {
        (false, _) => counted,
        (true, Ru) => format!("больше {counted}"),
        (true, En) => format!("more than {counted}"),
    }
}

/// Day and time in Moscow: `21.11 06:18`.
pub(super) fn moment(at: Timestamp) -> String {
    let date = moscow_date(at);
    format!("{:02}.{:02} {}", date.day(), date.month(), moscow_time(at))
}

/// A day in Moscow with its time, far enough away to need its year: `20.01.2027 06:18`.
pub(super) fn day(at: Timestamp) -> String {
    let date = moscow_date(at);
    format!(
        "{:02}.{:02}.{} {}",
        date.day(),
        date.month(),
        date.year(),
        moscow_time(at)
    )
}

/// A text cut to so many characters.
pub(super) fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{kept}…")
}

/// A button of this feature.
pub(super) fn button(label: &str, press: &Press) -> Button {
    Button::press(label, press.data())
}

/// Back to the overview.
pub(super) fn home(language: Language) -> Button {
    button(either(language, "‹ Обзор", "‹ Overview"), &Press::Overview)
}

/// Gives up what was asked.
pub(super) fn give_up(language: Language) -> Button {
    button(either(language, "✖️ Отмена", "✖️ Cancel"), &Press::GiveUp)
}

/// `10 000`: digits in threes.
fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('\u{a0}');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bounded_count_says_so() {
        let of = |counted, more| tally(Ru, Tally { counted, more });
        assert_eq!(of(999, false), "999");
        assert_eq!(of(10_000, true), "больше 10\u{a0}000");
    }

    #[test]
    fn an_id_is_a_number_above_zero() {
        assert_eq!(user_id(" 42 "), Some(UserId(42)));
        for bad in ["", "-1", "0", "@me", "1 2"] {
            assert_eq!(user_id(bad), None, "{bad}");
        }
    }
}
