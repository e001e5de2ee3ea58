//! A payment's number. Telegram gives every payment one; what comes without is booked under a number of our own, so that it is neither lost
//! nor taken for another one that came without.

/// Numbers of our own begin so; none of Telegram's does.
const OURS: &str = "no-number-";
/// The longest number, in bytes; Telegram's are far shorter, and a longer one fits no key.
const LONGEST: usize = 256;

/// The number to book under: Telegram's word, or, where that can be none, one made of the update that brought it.
pub fn number_of(told: &str, trace: &str) -> String {
    match told.trim().is_empty() || told.len() > LONGEST || told.starts_with(OURS) {
        true => format!("{OURS}{trace}"),
        false => told.to_owned(),
    }
}

/// Whether Telegram knows a payment by this number.
pub fn is_telegrams(number: &str) -> bool {
    !number.starts_with(OURS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_number_gets_the_updates() {
        assert_eq!(number_of("stx1", "update-7"), "stx1");
        let long = "x".repeat(LONGEST + 1);
        for none in ["", " \n", &long, "no-number-update-6"] {
            let number = number_of(none, "update-7");
            assert_eq!(number, "no-number-update-7");
            assert!(!is_telegrams(&number) && is_telegrams("stx1"));
        }
    }
}
