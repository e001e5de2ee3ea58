//! A rule half made, or one answer of it half changed.

use accounts::ids::KeyId;
use accounts::seller_key::KeyRecord;
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use telegram::Language;
use wildberries::redistribution_rules::LEAST_UNITS;
use wildberries::{ChrtId, NmId, SellerId};

use super::step::Step;
use crate::ids::RuleId;
use crate::offices::OfficeList;
use crate::rule::{Office, Rule};
use crate::rules::{Edit, RuleOrder};
use crate::stock::Shelves;
use crate::stocks::NoStock;
use crate::windows::Windows;

/// The last day unless another is chosen, days from today.
const USUAL_DAYS: i32 = 30;
/// How many days ahead a rule may reach: as long as a key lives.
pub(super) const LAST_DAY: i32 = 180;
/// Most sizes of one card that are offered, those with the most units.
const MOST_OFFERED: usize = 40;

/// What the wizard's rules and views need besides the draft.
#[derive(Debug, Clone)]
pub(crate) struct Context {
    /// Language of the answer.
    pub language: Language,
    /// Today in Moscow.
    pub today: Date,
    /// The shops whose stock the user's keys can move, one key of each, the oldest first.
    pub shops: Vec<KeyRecord>,
    /// What lies in the draft's shop, if that is known.
    pub stock: Option<StockView>,
    /// The warehouses between which stock can be moved; `None` when nobody knows them.
    pub offices: Option<OfficeList>,
}

/// A shop's stock as the wizard shows it.
#[derive(Debug, Clone)]
pub(crate) struct StockView {
    /// What lies there.
    pub shelves: Shelves,
    /// Since when that is known, as `HH:MM` by Moscow's clock.
    pub at: String,
    /// Whether it is all.
    pub is_whole: bool,
}

/// What the draft is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "task")]
pub(crate) enum Task {
    /// A new rule. The seed gives it its id, so that it is made once.
    Make { seed: u64 },
    /// One answer of this rule.
    Edit { rule: RuleId },
}

/// The chosen shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Shop {
    /// A key of it.
    pub key: KeyId,
    /// The shop.
    pub seller: SellerId,
    /// What its seller calls the key.
    pub name: String,
}

/// A size of the chosen card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SizeWish {
    /// The size.
    pub chrt: ChrtId,
    /// Units that lie in all warehouses together, if that is known.
    pub in_stock: Option<u32>,
    /// Units to be moved; none while it is not to be.
    pub units: Option<u32>,
}

/// What is chosen so far and where the user is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Draft {
    /// What it is for.
    pub task: Task,
    /// The step on the screen.
    pub step: Step,
    /// The shop.
    pub shop: Option<Shop>,
    /// Why there is no word about the shop's stock, when it was last asked for.
    #[serde(default)]
    pub no_stock: Option<NoStock>,
    /// The card.
    pub nm: Option<NmId>,
    /// Its sizes.
    pub sizes: Vec<SizeWish>,
    /// The size that a number is for.
    pub size: Option<ChrtId>,
    /// Where the goods lie.
    pub from: Option<Office>,
    /// Where they may go, the most wanted first.
    pub to: Vec<Office>,
    /// At which openings.
    pub windows: Windows,
    /// Last day.
    pub until: Date,
    /// What the list on the screen is searched for.
    pub query: String,
    /// Page of the list on the screen, from 0.
    pub page: usize,
}

impl Context {
    /// The shop of that key, if it can still be used.
    pub fn shop(&self, key: &KeyId) -> Option<Shop> {
        let key = self.shops.iter().find(|known| known.id == *key)?;
        Some(Shop::of(key))
    }
}

impl Shop {
    fn of(key: &KeyRecord) -> Self {
        Self {
            key: key.id.clone(),
            seller: key.seller.clone(),
            name: key.name.clone(),
        }
    }
}

impl Draft {
    /// Nothing chosen yet. A single shop is not asked for.
    pub fn new(context: &Context, seed: u64) -> Self {
        let only = match context.shops.as_slice() {
            [only] => Some(Shop::of(only)),
            _ => None,
        };
        Self {
            task: Task::Make { seed },
            step: if only.is_some() { Step::Item } else { Step::Shop },
            shop: only,
            no_stock: None,
            nm: None,
            sizes: Vec::new(),
            size: None,
            from: None,
            to: Vec::new(),
            windows: Windows::Both,
            until: context.today.saturating_add(USUAL_DAYS.days()),
            query: String::new(),
            page: 0,
        }
    }

    /// One answer of a rule, to be changed.
    pub fn of_rule(rule: &Rule, step: Step, context: &Context) -> Self {
        let key = context.shops.iter().find(|key| key.seller == rule.seller);
        let mut draft = Self {
            task: Task::Edit { rule: rule.id.clone() },
            step,
            shop: key.map(Shop::of),
            from: Some(rule.from.clone()),
            to: rule.to.clone(),
            windows: rule.windows,
            until: rule.until.max(context.today),
            ..Self::new(context, 0)
        };
        let known = |chrt: ChrtId| {
            let stock = context.stock.as_ref()?;
            let of_size = stock.shelves.sizes(rule.nm).into_iter().find(|(size, _)| *size == chrt);
            of_size.map(|(_, units)| u32::try_from(units).unwrap_or(u32::MAX))
        };
        draft.nm = Some(rule.nm);
        draft.sizes = rule
            .lines
            .iter()
            .map(|line| SizeWish {
                chrt: line.chrt,
                in_stock: known(line.chrt),
                units: (line.left() >= LEAST_UNITS).then_some(line.left()),
            })
            .collect();
        draft.offer_sizes_in_stock(context);
        draft.settle_size();
        draft
    }

    /// Chooses a card; its sizes are those in stock.
    pub fn choose_item(&mut self, nm: NmId, context: &Context) {
        if self.nm != Some(nm) {
            self.nm = Some(nm);
            self.sizes.clear();
            self.size = None;
        }
        self.offer_sizes_in_stock(context);
        self.settle_size();
    }

    /// Chooses a card and sizes that were typed.
    pub fn type_item(&mut self, nm: NmId, sizes: &[ChrtId], context: &Context) {
        self.nm = Some(nm);
        self.size = None;
        self.sizes.clear();
        self.offer_sizes_in_stock(context);
        self.sizes.retain(|size| sizes.contains(&size.chrt));
        for chrt in sizes {
            if !self.sizes.iter().any(|size| size.chrt == *chrt) {
                self.sizes.push(SizeWish {
                    chrt: *chrt,
                    in_stock: None,
                    units: None,
                });
            }
        }
        self.settle_size();
    }

    /// Says how many units of the chosen size are to be moved.
    pub fn wish(&mut self, units: Option<u32>) {
        let chosen = self.size;
        if let Some(size) = self.sizes.iter_mut().find(|size| Some(size.chrt) == chosen) {
            size.units = units;
        }
    }

    /// The sizes to be moved.
    pub fn wished(&self) -> Vec<(ChrtId, u32)> {
        let wished = self.sizes.iter();
        wished.filter_map(|size| Some((size.chrt, size.units?))).collect()
    }

    /// Whether a step has its answer.
    pub fn is_answered(&self, step: Step) -> bool {
        match step {
            Step::Shop => self.shop.is_some(),
            Step::Item => self.nm.is_some() && !self.sizes.is_empty(),
            Step::Sizes => !self.wished().is_empty(),
            Step::From => self.from.is_some(),
            Step::To => !self.to.is_empty(),
            Step::When => true,
            Step::Summary => false,
        }
    }

    /// Goes to a step, with its list from the beginning.
    pub fn go(&mut self, step: Step) {
        self.step = step;
        self.page = 0;
        self.query.clear();
    }

    /// The step before the one on the screen; `None` at the first.
    pub fn previous(&self, context: &Context) -> Option<Step> {
        let first = if context.shops.len() > 1 {
            Step::Shop
        } else {
            Step::Item
        };
        let before = Step::ALL.into_iter().rfind(|step| *step < self.step)?;
        (before >= first).then_some(before)
    }

    /// The finished rule; `None` while an answer is missing.
    pub fn order(&self) -> Option<RuleOrder> {
        if !Step::ALL
            .into_iter()
            .all(|step| step == Step::Summary || self.is_answered(step))
        {
            return None;
        }
        Some(RuleOrder {
            seller: self.shop.as_ref()?.seller.clone(),
            nm: self.nm?,
            sizes: self.wished(),
            from: self.from.clone()?,
            to: self.to.clone(),
            windows: self.windows,
            until: self.until,
        })
    }

    /// The changed answer; `None` while there is none.
    pub fn edit(&self) -> Option<Edit> {
        if !self.is_answered(self.step) {
            return None;
        }
        match self.step {
            Step::Sizes => Some(Edit::Units(self.wished())),
            Step::To => Some(Edit::Destinations(self.to.clone())),
            Step::When => Some(Edit::When {
                windows: self.windows,
                until: self.until,
            }),
            Step::Shop | Step::Item | Step::From | Step::Summary => None,
        }
    }

    fn offer_sizes_in_stock(&mut self, context: &Context) {
        let (Some(nm), Some(stock)) = (self.nm, &context.stock) else {
            return;
        };
        let mut there = stock.shelves.sizes(nm);
        there.sort_by_key(|(chrt, units)| (std::cmp::Reverse(*units), *chrt));
        for (chrt, units) in there.into_iter().take(MOST_OFFERED) {
            let in_stock = Some(u32::try_from(units).unwrap_or(u32::MAX));
            match self.sizes.iter_mut().find(|size| size.chrt == chrt) {
                Some(size) => size.in_stock = in_stock,
                None => self.sizes.push(SizeWish {
                    chrt,
                    in_stock,
                    units: None,
                }),
            }
        }
    }

    /// A single size need not be chosen.
    fn settle_size(&mut self) {
        if let [only] = self.sizes.as_slice() {
            self.size = Some(only.chrt);
        }
    }
}
