//! The claim: what to ask the next destination for, and the transaction that stores the request and names it in its rule.

use accounts::keys;
use accounts::seller_key::KeyRecord;
use clock::moscow_date;
use jiff::Timestamp;
use store::{StoreError, Stored, TransactError, Write};
use vault::VaultError;
use wildberries::{RedistributionItem, RedistributionRequest, SellerKey};

use super::conclude::held;
use super::{Skip, Stop, Work};
use crate::ids::RequestId;
use crate::job::{MoveStock, Way};
use crate::plan::{self, Known, Stock};
use crate::records::{CoolDown, MoveRest};
use crate::request::{Phase, Request, Times, idempotency_key};
use crate::rule::{PauseReason, Refusal, Rule, RuleState, Why};
use crate::rules::fit_keys;

/// Whether there is something to send.
pub(super) enum Claim {
    Skip(Skip),
    /// Somebody changed the rule, took the same units, or a key was put aside: look again.
    Changed,
    Go(Box<Stored<Request>>, Box<Stored<KeyRecord>>, SellerKey),
}

/// A destination and what to ask it for.
struct Next {
    way: Way,
    items: Vec<RedistributionItem>,
}

impl Work<'_> {
    /// Claims the next destination. `first` says that this delivery has asked for nothing yet: holds that a request of this very
    /// delivery left behind do not stop the next destination.
    pub(super) async fn claim(
        &self,
        job: &MoveStock,
        queued_at_ms: i64,
        rule: Stored<Rule>,
        first: bool,
    ) -> Result<Claim, Stop> {
        let (table, now) = (&self.mover.table, self.now());
        if let Some(why) = self.no_claim(job, &rule.record, first, now) {
            return Ok(Claim::Skip(why));
        }
        let (seller, user) = (&rule.record.seller, rule.record.user);
        let shop = CoolDown::partition(seller);
        let rest_key = MoveRest::key_of(seller);
        let (cool_downs, rest, stock, keys) = tokio::try_join!(
            table.list::<CoolDown>(&shop, CoolDown::PREFIX),
            table.get_live::<MoveRest>(&rest_key, now),
            self.mover.stocks.known_for_rules(seller, now),
            fit_keys(table, user, seller, now),
        )?;
        if let Some(rest) = rest {
            return self.hold(rule, rest.record.until).await;
        }
        let cool_downs: Vec<CoolDown> = cool_downs.into_iter().map(|stored| stored.record).collect();
        let stock = stock.and_then(|stock| Stock::of(&stock, rule.record.nm, now));
        let known = Known {
            quotas: &job.quotas,
            seen_at: job.seen_at,
            cool_downs: &cool_downs,
            stock: stock.as_ref(),
            now,
        };
        let Some(next) = next_way(&rule.record, job, &known) else {
            return Ok(Claim::Skip(Skip::NothingToAsk));
        };
        let Some(key) = keys.into_iter().next() else {
            return self.no_key(rule).await;
        };
        let secret = match keys::open(&self.mover.vault, &key.record).await {
            Ok(secret) => secret,
            Err(VaultError::Unavailable(why)) => return Err(Stop::Again(why)),
            Err(error) => {
                tracing::error!(key = %key.record.id, error = %error, "key.unreadable: a stored key cannot be opened and is put aside");
                self.put_aside(key).await?;
                return Ok(Claim::Changed);
            }
        };
        if !self.has_time_for(self.mover.rules.answer_within) {
            return Err(Stop::Again("no time left for an answer".into()));
        }
        self.take(job, queued_at_ms, rule, next, key, secret).await
    }

    fn no_claim(&self, job: &MoveStock, rule: &Rule, first: bool, now: Timestamp) -> Option<Skip> {
        let is_waiting = rule.state == RuleState::Waiting && rule.until >= moscow_date(now) && rule.has_open_lines();
        if !is_waiting {
            return Some(Skip::NotWaiting);
        }
        if rule.round != job.round {
            return Some(Skip::Outdated);
        }
        if now.duration_since(job.seen_at) > self.mover.rules.stale_after {
            return Some(Skip::Stale);
        }
        let is_held = first && rule.hold_until.is_some_and(|until| until > now);
        is_held.then_some(Skip::Rests)
    }

    /// The shop may not ask now: the rule is held until it may.
    async fn hold(&self, rule: Stored<Rule>, until: Timestamp) -> Result<Claim, Stop> {
        let mut held = rule.record;
        held.hold_until = Some(until);
        held.changed_at = self.now();
        self.rewrite(&held, rule.version, Skip::Rests).await
    }

    /// No key of the shop can move stock: the rule is paused, and its seller told.
    async fn no_key(&self, rule: Stored<Rule>) -> Result<Claim, Stop> {
        let now = self.now();
        let mut paused = rule.record.with_state(RuleState::Paused(PauseReason::Key), now);
        paused.refusal = Some(Refusal { at: now, why: Why::Key });
        self.tell_paused(&paused).await?;
        self.rewrite(&paused, rule.version, Skip::NotWaiting).await
    }

    async fn rewrite(&self, rule: &Rule, version: u64, why: Skip) -> Result<Claim, Stop> {
        match self.mover.table.replace(rule, version).await {
            Ok(_) => Ok(Claim::Skip(why)),
            Err(StoreError::Conflict) => Ok(Claim::Changed),
            Err(error) => Err(error.into()),
        }
    }

    async fn take(
        &self,
        job: &MoveStock,
        queued_at_ms: i64,
        rule: Stored<Rule>,
        next: Next,
        key: Stored<KeyRecord>,
        secret: SellerKey,
    ) -> Result<Claim, Stop> {
        let now = self.now();
        let Stored {
            record: mut rule,
            version,
        } = rule;
        let Some(dst) = rule.to.iter().find(|office| office.id == next.way.office).cloned() else {
            return Ok(Claim::Skip(Skip::Outdated));
        };
        let id = RequestId::of(rule.user, &rule.id, rule.requests);
        let request = Request {
            rule: rule.id.clone(),
            user: rule.user,
            chat: rule.chat,
            seller: rule.seller.clone(),
            body: RedistributionRequest {
                nm: rule.nm,
                src_office: rule.from.id,
                items: next.items,
            },
            src: rule.from.clone(),
            dst,
            opening: next.way.opening,
            phase: Phase::Sending {
                key: key.record.id.clone(),
                idempotency_key: idempotency_key(&id, 0),
            },
            id,
            sent: 1,
            generation: 0,
            times: Times {
                seen_at: job.seen_at,
                queued_at: Timestamp::from_millisecond(queued_at_ms).unwrap_or(now),
                requested_at: now,
                settled_at: None,
            },
            lease_until: self.delivery.deadline,
            told: false,
        };
        rule.requests += 1;
        rule.request = Some(request.id.clone());
        rule.changed_at = now;
        let mut writes = vec![Write::replace(&rule, version), Write::insert(&request)];
        // From here on nobody else asks for these units, whatever becomes of the answer.
        let held = held(&request, now);
        writes.extend(held.iter().map(|cool| Write::insert_over_expired(cool, now)));
        match self.mover.table.transact(writes, None).await {
            Ok(()) => Ok(Claim::Go(
                Box::new(Stored {
                    record: request,
                    version: 1,
                }),
                Box::new(key),
                secret,
            )),
            Err(TransactError::Conflict { .. }) => Ok(Claim::Changed),
            Err(error) => Err(error.into()),
        }
    }
}

/// The most wanted destination that is open, was not tried in this opening, and can be asked for something.
fn next_way(rule: &Rule, job: &MoveStock, known: &Known<'_>) -> Option<Next> {
    rule.to.iter().find_map(|office| {
        let way = *job.ways.iter().find(|way| way.office == office.id)?;
        if rule.has_tried(way.office, way.opening) {
            return None;
        }
        let items = plan::items(rule, way.office, known);
        (!items.is_empty()).then_some(Next { way, items })
    })
}
