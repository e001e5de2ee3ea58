//! Which features are switched on: `MODULES`.

use std::collections::BTreeSet;
use std::str::FromStr;

/// The features there are, by their modules' names.
pub const FEATURES: [&str; 9] = [
    "keyring",
    "booking",
    "redistribution",
    "billing",
    "cabinet",
    "office",
    "analytics",
    "alerts",
    "reports",
];

/// The features that are switched on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Switches(BTreeSet<&'static str>);

/// A name that is no feature's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no feature {0}; there are {all}, and all for all of them", all = FEATURES.join(", "))]
pub struct UnknownFeature(String);

impl Switches {
    /// Everything.
    pub fn all() -> Self {
        Self(FEATURES.into_iter().collect())
    }

    /// Whether a feature is switched on.
    pub fn is_on(&self, feature: &str) -> bool {
        self.0.contains(feature)
    }
}

impl FromStr for Switches {
    type Err = UnknownFeature;

    /// Names with commas, or `all`.
    fn from_str(text: &str) -> Result<Self, UnknownFeature> {
        if text.trim() == "all" {
            return Ok(Self::all());
        }
        let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
        let known = |name: &str| FEATURES.into_iter().find(|feature| *feature == name);
        names
            .map(|name| known(name).ok_or_else(|| UnknownFeature(name.to_owned())))
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn features_are_named_one_by_one_or_all_together() {
        assert_eq!("all".parse(), Ok(Switches::all()));
        let some: Switches = "booking, keyring,".parse().unwrap();
        assert!(some.is_on("booking") && some.is_on("keyring") && !some.is_on("billing"));
    }

    #[test]
    fn a_name_that_is_no_features_is_named() {
        let error = "booking,stickers".parse::<Switches>().unwrap_err();
        assert!(error.to_string().starts_with("there is no feature stickers"), "{error}");
    }
}
