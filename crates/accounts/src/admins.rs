//! Who runs this bot.

use std::collections::BTreeSet;
use std::str::FromStr;

use telegram::UserId;

/// The admins, by configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Admins(BTreeSet<UserId>);

impl Admins {
    /// Whether this user is one.
    pub fn include(&self, user: UserId) -> bool {
        self.0.contains(&user)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = UserId> + '_ {
        self.0.iter().copied()
    }
}

impl FromIterator<UserId> for Admins {
    fn from_iter<I: IntoIterator<Item = UserId>>(users: I) -> Self {
        Self(users.into_iter().collect())
    }
}

impl FromStr for Admins {
    type Err = std::num::ParseIntError;

    /// User ids with commas.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let ids = text.split(',').map(str::trim).filter(|id| !id.is_empty());
        ids.map(|id| id.parse().map(UserId)).collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn ids_stand_with_commas() {
        let admins: Admins = "1, 22,".parse().unwrap();
        assert!(admins.include(UserId(22)) && !admins.include(UserId(2)));
        assert_eq!("".parse(), Ok(Admins::default()));
        assert!("me".parse::<Admins>().is_err());
    }
}
