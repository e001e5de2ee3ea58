//! The jobs that follow a look.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use queue::Envelope;
use store::Stored;
use wildberries::{Quota, SellerId};

use super::{LookError, Lookout, RuleKey, key_of};
use crate::job::{MoveJob, MoveStock, ReadStock, TendRule};
use crate::rule::{Rule, RuleState};

/// How often a rule is looked after that cannot go on by itself.
const TENDED_EVERY: SignedDuration = SignedDuration::from_mins(5);
/// How often the stock of shops with rules is read while quotas are looked at closely: one report that fails leaves the one before fresh.
const STOCK_EVERY: SignedDuration = SignedDuration::from_secs(60);
/// Wildberries tells a shop's stock once in this time.
const STOCK_PACE: SignedDuration = SignedDuration::from_secs(21);

impl Lookout {
    /// Queues a job for every rule that may ask now; the older rule of a shop goes first.
    pub(super) async fn queue_moves(&mut self, quotas: &[Quota], seen_at: Timestamp) -> Result<usize, LookError> {
        let mut due: Vec<(&Stored<Rule>, MoveStock)> = Vec::new();
        for rule in self.rules.values() {
            let ways = self.openings.ways(&rule.record, seen_at);
            let Some(opening) = ways.iter().map(|way| way.opening).max() else {
                continue;
            };
            if self.queued.get(&key_of(&rule.record)) == Some(&(rule.version, opening)) {
                continue;
            }
            let concerns = |quota: &&Quota| {
                quota.office == rule.record.from.id || ways.iter().any(|way| way.office == quota.office)
            };
            let job = MoveStock {
                user: rule.record.user,
                rule: rule.record.id.clone(),
                seller: rule.record.seller.clone(),
                version: rule.version,
                round: rule.record.round,
                quotas: quotas.iter().filter(concerns).cloned().collect(),
                ways,
                seen_at,
            };
            due.push((rule, job));
        }
        due.sort_by_key(|(rule, _)| (rule.record.created_at, rule.record.id.clone()));
        let marks: Vec<_> = due
            .iter()
            .filter_map(|(rule, job)| {
                let opening = job.ways.iter().map(|way| way.opening).max()?;
                Some((key_of(&rule.record), (rule.version, opening)))
            })
            .collect();
        let jobs = due.into_iter().map(|(_, job)| MoveJob::Move(job)).collect();
        self.send(jobs, seen_at).await?;
        let count = marks.len();
        self.queued.extend(marks);
        Ok(count)
    }

    /// Has rules looked after that cannot go on by themselves.
    pub(super) async fn tend(&mut self, now: Timestamp) -> Result<(), LookError> {
        let today = clock::moscow_date(now);
        let needs_care = |rule: &Rule| {
            let is_past = rule.state == RuleState::Waiting && rule.until < today && rule.request.is_none();
            let has_no_key = rule.state == RuleState::Waiting && self.shops.has_no_key(rule);
            is_past || has_no_key || rule.is_stuck(now)
        };
        let is_due = |id: &RuleKey| {
            let last = self.tended.get(id);
            last.is_none_or(|at| now.duration_since(*at) >= TENDED_EVERY)
        };
        let due: Vec<TendRule> = self
            .rules
            .values()
            .filter(|stored| needs_care(&stored.record) && is_due(&key_of(&stored.record)))
            .map(|stored| TendRule {
                user: stored.record.user,
                rule: stored.record.id.clone(),
                version: stored.version,
                at: now,
            })
            .collect();
        let ids: Vec<RuleKey> = due.iter().map(|job| (job.user, job.rule.clone())).collect();
        self.send(due.into_iter().map(MoveJob::Tend).collect(), now).await?;
        self.tended.extend(ids.into_iter().map(|id| (id, now)));
        Ok(())
    }

    /// Has the stock of all shops with rules read, so that requests need not ask for more than there is; at once when there are cards
    /// that were not asked for.
    pub(super) async fn order_stock(&mut self, now: Timestamp) -> Result<(), LookError> {
        let mut rules: Vec<&Rule> = self.waiting().map(|stored| &stored.record).collect();
        rules.sort_by_key(|rule| (rule.created_at, &rule.id));
        let mut shops: BTreeMap<SellerId, ReadStock> = BTreeMap::new();
        for rule in rules {
            let job = shops.entry(rule.seller.clone()).or_insert_with(|| ReadStock {
                users: Vec::new(),
                seller: rule.seller.clone(),
                cards: Vec::new(),
                at: now,
            });
            if !job.users.contains(&rule.user) {
                job.users.push(rule.user);
            }
            if !job.cards.contains(&rule.nm) {
                job.cards.push(rule.nm);
            }
        }
        shops.retain(|seller, job| match self.stock_ordered.get(seller) {
            Some((at, cards)) => {
                let waited = now.duration_since(*at);
                let is_news = job.cards.iter().any(|card| !cards.contains(card));
                waited >= STOCK_EVERY || (is_news && waited >= STOCK_PACE)
            }
            None => true,
        });
        let ordered: Vec<_> = shops
            .values()
            .map(|job| (job.seller.clone(), (now, job.cards.iter().copied().collect())))
            .collect();
        self.send(shops.into_values().map(MoveJob::ReadStock).collect(), now)
            .await?;
        self.stock_ordered.extend(ordered);
        Ok(())
    }

    async fn send(&self, jobs: Vec<MoveJob>, now: Timestamp) -> Result<(), LookError> {
        let queued_at_ms = now.as_millisecond();
        let envelopes: Vec<_> = jobs
            .into_iter()
            .map(|job| {
                let trace = job.subject();
                Envelope::new(job, trace, queued_at_ms)
            })
            .collect();
        if !envelopes.is_empty() {
            self.services.moves.send(&envelopes).await?;
        }
        Ok(())
    }
}
