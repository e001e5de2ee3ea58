//! What may be done with rules: make, list, pause, resume, change, delete.

mod edit;

use accounts::history::{HistoryLine, Operation, RuleDeed};
use accounts::keys;
use accounts::seller_key::KeyRecord;
use clock::moscow_date;
use jiff::Timestamp;
use jiff::civil::Date;
use store::{StoreError, Stored, Table, TransactError, Write};
use telegram::{ChatId, UserId};
use wildberries::redistribution_rules::LEAST_UNITS;
use wildberries::{ChrtId, NmId, SellerId};

use crate::ids::RuleId;
use crate::request::Request;
use crate::rule::{Line, MOST_DESTINATIONS, MOST_SIZES, MOST_UNITS, Office, PauseReason, Rule, RuleState};
use crate::windows::Windows;

pub use self::edit::{Edit, edited};

/// What is needed to manage rules.
#[derive(Debug, Clone)]
pub struct Rules {
    /// The table.
    pub table: Table,
    /// Most rules a user may have that are not over.
    pub most_rules: usize,
}

/// A rule as its seller described it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleOrder {
    /// The shop.
    pub seller: SellerId,
    /// The card.
    pub nm: NmId,
    /// Its sizes with the units wanted, 1 to [`MOST_SIZES`], each of at least five units.
    pub sizes: Vec<(ChrtId, u32)>,
    /// Where the goods lie.
    pub from: Office,
    /// Where they may go, the most wanted first, 1 to [`MOST_DESTINATIONS`].
    pub to: Vec<Office>,
    /// At which openings.
    pub windows: Windows,
    /// Last day.
    pub until: Date,
}

/// What came of making a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MakeRule {
    /// It waits for quotas.
    Made(Box<Rule>),
    /// No key of the shop can move stock.
    KeyUnusable,
    /// The last day has passed.
    Past,
    /// The user has as many rules as allowed.
    TooMany,
    /// The order breaks a rule of ours: nothing or too much of something, or the same warehouse twice.
    Odd,
}

/// What came of a change to a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeRule {
    /// Done; the rule as it is now.
    Changed(Box<Rule>),
    /// It was so already; the rule as it is.
    Already(Box<Rule>),
    /// There is no such rule (any more).
    Gone,
    /// No key of its shop can move stock.
    KeyUnusable,
    /// Its last day has passed.
    Past,
    /// Nothing is left to be moved.
    NothingLeft,
}

impl Rules {
    /// Makes a rule under this id. The same order made again under the same id is the rule there is.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn make(
        &self,
        user: UserId,
        chat: ChatId,
        id: &RuleId,
        order: RuleOrder,
        now: Timestamp,
    ) -> Result<MakeRule, StoreError> {
        if let Some(made) = self.table.get::<Rule>(&Rule::key_of(user, id)).await? {
            return Ok(MakeRule::Made(Box::new(made.record)));
        }
        if !is_sound(&order) {
            return Ok(MakeRule::Odd);
        }
        if order.until < moscow_date(now) {
            return Ok(MakeRule::Past);
        }
        let Some(key) = fit_keys(&self.table, user, &order.seller, now)
            .await?
            .into_iter()
            .next()
        else {
            return Ok(MakeRule::KeyUnusable);
        };
        let rules = self.list(user).await?;
        if rules.iter().filter(|rule| !rule.record.is_over()).count() >= self.most_rules {
            return Ok(MakeRule::TooMany);
        }
        let rule = Rule {
            id: id.clone(),
            user,
            chat,
            seller: order.seller,
            shop_name: key.record.name,
            nm: order.nm,
            lines: order.sizes.iter().map(|(chrt, wanted)| line(*chrt, *wanted)).collect(),
            from: order.from,
            to: order.to,
            windows: order.windows,
            until: order.until,
            state: RuleState::Waiting,
            request: None,
            requests: 0,
            tried: Vec::new(),
            round: 0,
            hold_until: None,
            fruitless: 0,
            refusal: None,
            created_at: now,
            changed_at: now,
        };
        let writes = vec![Write::insert(&rule), told(&rule, RuleDeed::Made, now)];
        match self.table.transact(writes, None).await {
            Ok(()) => Ok(MakeRule::Made(Box::new(rule))),
            // The other of two presses at the same moment was faster.
            Err(TransactError::Conflict { .. }) => match self.table.get::<Rule>(&Rule::key_of(user, id)).await? {
                Some(made) => Ok(MakeRule::Made(Box::new(made.record))),
                None => Err(StoreError::Conflict),
            },
            Err(TransactError::Store(error)) => Err(error),
        }
    }

    /// The user's rules, those that run first, then newest first.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn list(&self, user: UserId) -> Result<Vec<Stored<Rule>>, StoreError> {
        let mut rules = self.table.list::<Rule>(&format!("USER#{user}"), "MOVE#").await?;
        rules.retain(|rule| rule.record.is_listed());
        rules.sort_by_key(|rule| {
            let rule = &rule.record;
            (rule.is_over(), std::cmp::Reverse(rule.created_at), rule.id.clone())
        });
        Ok(rules)
    }

    /// One of the user's rules; `None` if there is no such rule (any more).
    ///
    /// # Errors
    /// Those of the table.
    pub async fn get(&self, user: UserId, id: &RuleId) -> Result<Option<Stored<Rule>>, StoreError> {
        let stored = self.table.get::<Rule>(&Rule::key_of(user, id)).await?;
        Ok(stored.filter(|rule| rule.record.is_listed()))
    }

    /// The requests of a rule, newest first.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn requests(&self, user: UserId, id: &RuleId) -> Result<Vec<Request>, StoreError> {
        let pk = format!("USER#{user}");
        let stored = self.table.list::<Request>(&pk, &Request::prefix_of(id)).await?;
        let mut requests: Vec<Request> = stored.into_iter().map(|stored| stored.record).collect();
        requests.sort_by_key(|request| std::cmp::Reverse(request.times.requested_at));
        Ok(requests)
    }

    /// Pauses a rule. A request that is under way still ends, and its end is told.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn pause(&self, user: UserId, id: &RuleId, now: Timestamp) -> Result<ChangeRule, StoreError> {
        self.change(user, id, RuleDeed::Paused, now, |rule| match rule.state {
            RuleState::Waiting => Ok(rule.clone().with_state(RuleState::Paused(PauseReason::ByUser), now)),
            _ => Err(already(rule)),
        })
        .await
    }

    /// Starts a paused rule again, if it may run. What is open meets it anew.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn resume(&self, user: UserId, id: &RuleId, now: Timestamp) -> Result<ChangeRule, StoreError> {
        let Some(stored) = self.get(user, id).await? else {
            return Ok(ChangeRule::Gone);
        };
        if matches!(stored.record.state, RuleState::Paused(_))
            && fit_keys(&self.table, user, &stored.record.seller, now)
                .await?
                .is_empty()
        {
            return Ok(ChangeRule::KeyUnusable);
        }
        self.change(user, id, RuleDeed::Resumed, now, |rule| match rule.state {
            RuleState::Paused(_) if rule.until < moscow_date(now) => Err(ChangeRule::Past),
            RuleState::Paused(_) if !rule.has_open_lines() => Err(ChangeRule::NothingLeft),
            RuleState::Paused(_) => {
                let mut resumed = rule.clone().next_round().with_state(RuleState::Waiting, now);
                resumed.hold_until = None;
                resumed.fruitless = 0;
                Ok(resumed)
            }
            _ => Err(already(rule)),
        })
        .await
    }

    /// Changes one answer about a rule. What was moved stays moved, and what is open meets it anew.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn edit(&self, user: UserId, id: &RuleId, edit: &Edit, now: Timestamp) -> Result<ChangeRule, StoreError> {
        self.change(user, id, RuleDeed::Changed, now, |rule| edited(rule, edit, now))
            .await
    }

    /// Deletes a rule. A request that is under way still ends, and its end is told.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn delete(&self, user: UserId, id: &RuleId, now: Timestamp) -> Result<ChangeRule, StoreError> {
        self.change(user, id, RuleDeed::Deleted, now, |rule| {
            Ok(rule.clone().with_state(RuleState::Deleted, now))
        })
        .await
    }

    /// Replaces the rule by what `next` makes of it, anew if somebody else changed it in between; or says what `next` says.
    async fn change(
        &self,
        user: UserId,
        id: &RuleId,
        deed: RuleDeed,
        now: Timestamp,
        next: impl Fn(&Rule) -> Result<Rule, ChangeRule>,
    ) -> Result<ChangeRule, StoreError> {
        const TRIES: usize = 5;
        for _ in 0..TRIES {
            let Some(stored) = self.get(user, id).await? else {
                return Ok(ChangeRule::Gone);
            };
            let changed = match next(&stored.record) {
                Ok(changed) => changed,
                Err(outcome) => return Ok(outcome),
            };
            let writes = vec![Write::replace(&changed, stored.version), told(&changed, deed, now)];
            match self.table.transact(writes, None).await {
                Ok(()) => return Ok(ChangeRule::Changed(Box::new(changed))),
                Err(TransactError::Conflict { .. }) => {}
                Err(TransactError::Store(error)) => return Err(error),
            }
        }
        Err(StoreError::Conflict)
    }
}

/// The user's keys of a shop that can move stock at `now`, oldest first.
///
/// # Errors
/// Those of the table.
pub async fn fit_keys(
    table: &Table,
    user: UserId,
    seller: &SellerId,
    now: Timestamp,
) -> Result<Vec<Stored<KeyRecord>>, StoreError> {
    let mut fit = keys::list(table, user).await?;
    fit.retain(|key| key.record.seller == *seller && key.record.can_book(now));
    Ok(fit)
}

/// Whether units of one size can be wanted.
pub fn are_units_sound(units: u32) -> bool {
    (LEAST_UNITS..=MOST_UNITS).contains(&units)
}

fn is_sound(order: &RuleOrder) -> bool {
    let sizes: std::collections::BTreeSet<ChrtId> = order.sizes.iter().map(|(chrt, _)| *chrt).collect();
    (1..=MOST_SIZES).contains(&order.sizes.len())
        && sizes.len() == order.sizes.len()
        && order.sizes.iter().all(|(_, units)| are_units_sound(*units))
        && are_destinations_sound(&order.from, &order.to)
}

fn are_destinations_sound(from: &Office, to: &[Office]) -> bool {
    let distinct: std::collections::BTreeSet<_> = to.iter().map(|office| office.id).collect();
    (1..=MOST_DESTINATIONS).contains(&to.len()) && distinct.len() == to.len() && !distinct.contains(&from.id)
}

fn line(chrt: ChrtId, wanted: u32) -> Line {
    Line { chrt, wanted, moved: 0 }
}

fn already(rule: &Rule) -> ChangeRule {
    ChangeRule::Already(Box::new(rule.clone()))
}

/// The line of history for what was done with a rule.
fn told(rule: &Rule, deed: RuleDeed, now: Timestamp) -> Write {
    let what = Operation::MoveRule {
        rule: rule.id.to_string(),
        deed,
        item: rule.nm.to_string(),
    };
    Write::put(&HistoryLine::new(rule.user, now, rule.id.as_str(), what))
}

#[cfg(test)]
pub(crate) mod samples;
