//! What is on sale, from configuration. Pure.

use std::fmt;
use std::str::FromStr;

use crate::payload::Order;

/// The most Stars of one payment.
const MOST_STARS: u32 = 100_000;
/// The most Stars of one month's subscription.
const MOST_STARS_A_MONTH: u32 = 10_000;
/// The most catches of one pack.
const MOST_CATCHES: u32 = 10_000;
/// The most packs: each is a button.
const MOST_PACKS: usize = 10;
/// The word for a month without limit.
const UNLIMITED: &str = "unlimited";

/// Everything on sale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offers {
    packs: Vec<Pack>,
    month: Option<u32>,
}

/// Catches for Stars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pack {
    /// How many catches.
    pub catches: u32,
    /// The price in Stars.
    pub stars: u32,
}

/// Everything that is wrong with a list of offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadOffers(pub Vec<String>);

impl Offers {
    /// Reads `10:250,50:990,unlimited:1500`: packs as catches and Stars, and the price of 30 days without limit. Spaces do no harm.
    ///
    /// # Errors
    /// Every problem, named.
    pub fn parse(text: &str) -> Result<Self, BadOffers> {
        let mut offers = Self {
            packs: Vec::new(),
            month: None,
        };
        let mut problems = Vec::new();
        for entry in text.split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
            if let Err(problem) = offers.add(entry) {
                problems.push(format!("`{entry}`: {problem}"));
            }
        }
        if offers.packs.is_empty() && offers.month.is_none() && problems.is_empty() {
            problems.push("nothing is on sale; write for example 10:250,50:990,unlimited:1500".to_owned());
        }
        if offers.packs.len() > MOST_PACKS {
            problems.push(format!("{} packs, the most is {MOST_PACKS}", offers.packs.len()));
        }
        if !problems.is_empty() {
            return Err(BadOffers(problems));
        }
        offers.packs.sort_by_key(|pack| pack.catches);
        Ok(offers)
    }

    /// The packs, the smallest first.
    pub fn packs(&self) -> &[Pack] {
        &self.packs
    }

    /// The price of 30 days without limit, Stars, if they are on sale.
    pub fn month(&self) -> Option<u32> {
        self.month
    }

    /// Today's price of an order, Stars; `None` when it is not on sale.
    pub fn price_of(&self, order: Order) -> Option<u32> {
        match order {
            Order::Pack { catches } => {
                let pack = self.packs.iter().find(|pack| pack.catches == catches)?;
                Some(pack.stars)
            }
            Order::Month => self.month,
        }
    }

    fn add(&mut self, entry: &str) -> Result<(), String> {
        let (what, stars) = entry
            .split_once(':')
            .ok_or("an offer is like 10:250 or unlimited:1500")?;
        let (what, stars) = (what.trim(), stars.trim());
        if what == UNLIMITED {
            let stars = number(stars, MOST_STARS_A_MONTH, "Stars of a subscription")?;
            return match self.month.replace(stars) {
                None => Ok(()),
                Some(_) => Err("there is one subscription already".to_owned()),
            };
        }
        let catches = number(what, MOST_CATCHES, "catches")?;
        let stars = number(stars, MOST_STARS, "Stars")?;
        if self.packs.iter().any(|pack| pack.catches == catches) {
            return Err(format!("there is a pack of {catches} catches already"));
        }
        self.packs.push(Pack { catches, stars });
        Ok(())
    }
}

impl FromStr for Offers {
    type Err = BadOffers;

    fn from_str(text: &str) -> Result<Self, BadOffers> {
        Self::parse(text)
    }
}

impl fmt::Display for BadOffers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("; "))
    }
}

impl std::error::Error for BadOffers {}

fn number(text: &str, most: u32, what: &str) -> Result<u32, String> {
    let number: u32 = text
        .parse()
        .map_err(|_| format!("`{text}` is no whole number of {what}"))?;
    if (1..=most).contains(&number) {
        return Ok(number);
    }
    Err(format!("{number} {what}: it must be 1 to {most}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn offers_are_read_in_any_order_and_sorted() {
        let offers = Offers::parse("50:990, unlimited:1500 ,10:250,").unwrap();
        let packs: Vec<_> = offers.packs().iter().map(|pack| (pack.catches, pack.stars)).collect();
        assert_eq!(packs, [(10, 250), (50, 990)]);
        assert_eq!(offers.month(), Some(1500));
        assert_eq!(offers.price_of(Order::Pack { catches: 50 }), Some(990));
        assert_eq!(offers.price_of(Order::Pack { catches: 51 }), None);
        assert_eq!(Offers::parse("10:250").unwrap().price_of(Order::Month), None);
        assert_eq!(Offers::parse("unlimited:1500").unwrap().packs(), []);
    }

    #[test]
    fn every_problem_is_named_at_once() {
        let problems =
            Offers::parse("10:250,10:300,0:5,5:0,x:1,7,3:100001,unlimited:10001,unlimited:1,unlimited:2").unwrap_err();
        insta::assert_snapshot!(problems.0.join("\n"), @r"
        `10:300`: there is a pack of 10 catches already
        `0:5`: 0 catches: it must be 1 to 10000
        `5:0`: 0 Stars: it must be 1 to 100000
        `x:1`: `x` is no whole number of catches
        `7`: an offer is like 10:250 or unlimited:1500
        `3:100001`: 100001 Stars: it must be 1 to 100000
        `unlimited:10001`: 10001 Stars of a subscription: it must be 1 to 10000
        `unlimited:2`: there is one subscription already
        ");
        for nothing in ["", " , "] {
            let problem = Offers::parse(nothing).unwrap_err().to_string();
            assert!(problem.starts_with("nothing is on sale"), "{problem}");
        }
        let many: Vec<_> = (1..=11).map(|n| format!("{n}:{n}")).collect();
        assert_eq!(
            Offers::parse(&many.join(",")).unwrap_err().to_string(),
            "11 packs, the most is 10"
        );
    }

    #[test]
    fn the_limits_themselves_are_fine() {
        assert!(Offers::parse("1:1,10000:100000,unlimited:10000").is_ok());
    }
}
