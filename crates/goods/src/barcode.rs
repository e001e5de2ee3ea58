//! Barcodes.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Problem;
use crate::cell::clip;

/// A good's barcode: 6 to 30 Latin letters, digits, `-` and `_`, at least one of them a digit. Kept as it was written.
///
/// Most are EAN-13, but sellers may label goods with codes of their own, so no check digit is asked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Barcode(String);

impl Barcode {
    /// The barcode as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Barcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<&str> for Barcode {
    type Error = Problem;

    fn try_from(text: &str) -> Result<Self, Problem> {
        let text = text
            .strip_suffix(".0")
            .filter(|digits| is_digits(digits))
            .unwrap_or(text);
        if is_rounded(text) {
            return Err(Problem::DigitsLost(clip(text)));
        }
        let fits = (6..=30).contains(&text.len());
        let plain = text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        let has_digit = text.bytes().any(|byte| byte.is_ascii_digit());
        if fits && plain && has_digit {
            Ok(Barcode(text.to_owned()))
        } else {
            Err(Problem::BadBarcode(clip(text)))
        }
    }
}

impl TryFrom<String> for Barcode {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        Self::try_from(text.as_str())
    }
}

impl From<Barcode> for String {
    fn from(barcode: Barcode) -> String {
        barcode.0
    }
}

/// A number in scientific notation, such as `4,60E+12`: what a table program makes of a long number.
fn is_rounded(text: &str) -> bool {
    let Some((digits, power)) = text.split_once(['e', 'E']) else {
        return false;
    };
    let whole_and_fraction = digits.split_once([',', '.']).unwrap_or((digits, "0"));
    let power = power.strip_prefix(['+', '-']).unwrap_or(power);
    is_digits(whole_and_fraction.0) && is_digits(whole_and_fraction.1) && is_digits(power)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_barcode_is_kept_as_written() {
        for good in ["4600000000017", "46000018", "00012345", "OZN-123_x", "2037384756432.0"] {
            let barcode = Barcode::try_from(good).expect(good);
            assert_eq!(barcode.as_str(), good.trim_end_matches(".0"));
        }
    }

    #[test]
    fn other_texts_are_no_barcodes() {
        for bad in [
            "",
            "12345",
            "abcdefgh",
            "носки 42 размера",
            "4600 000 000",
            "4600000000017.5",
            &"1".repeat(31),
        ] {
            assert_eq!(Barcode::try_from(bad), Err(Problem::BadBarcode(clip(bad))), "{bad}");
        }
        assert!(serde_json::from_str::<Barcode>("\"a#b\"").is_err());
    }

    #[test]
    fn a_rounded_number_is_told_from_a_wrong_one() {
        for rounded in ["4,60E+12", "4.6E12", "4e+12", "460000E7"] {
            assert_eq!(Barcode::try_from(rounded), Err(Problem::DigitsLost(rounded.to_owned())));
        }
    }
}
