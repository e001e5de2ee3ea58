//! The end of a request: one transaction writes the request, the rule, the cool-downs, the line of history and the trail.

mod cooling;
mod rule_after;

use accounts::audit::{Act, AuditLine};
use accounts::history::{HistoryLine, Operation};
use accounts::ids::KeyId;
use jiff::Timestamp;
use store::{StoreError, Stored, TransactError, Write};

use self::cooling::cooling;
pub(super) use self::cooling::held;
use self::rule_after::rule_after;
use super::tell::needs_word;
use super::{Stop, Work};
use crate::records::{CoolDown, MoveRest};
use crate::request::{Outcome, Phase, Request};
use crate::rule::Rule;

/// How often it is tried anew after the seller changed the rule in between.
const TRIES: usize = 10;

impl Work<'_> {
    pub(super) async fn conclude(&self, request: Stored<Request>, outcome: Outcome) -> Result<Stored<Request>, Stop> {
        let now = self.now();
        let mut record = request.record.clone();
        record.phase = Phase::Done {
            outcome: outcome.clone(),
            at: now,
        };
        record.times.settled_at = Some(now);
        record.told = !needs_word(&outcome);
        for _ in 0..TRIES {
            let writes = self.final_writes(&request, &record, &outcome, now).await?;
            match self.mover.table.transact(writes, None).await {
                Ok(()) => {
                    return Ok(Stored {
                        record,
                        version: request.version + 1,
                    });
                }
                Err(TransactError::Conflict { .. }) => self.still_ours(&request).await?,
                Err(error) => return Err(error.into()),
            }
        }
        Err(Stop::Again("the rule is being changed all the time".into()))
    }

    async fn final_writes(
        &self,
        before: &Stored<Request>,
        after: &Request,
        outcome: &Outcome,
        now: Timestamp,
    ) -> Result<Vec<Write>, Stop> {
        let mut writes = vec![
            Write::replace(after, before.version),
            Write::put(&history_of(after, outcome, now)),
        ];
        if let Some(rule) = self
            .mover
            .table
            .get::<Rule>(&Rule::key_of(after.user, &after.rule))
            .await?
        {
            writes.push(Write::replace(
                &rule_after(rule.record, after, outcome, now),
                rule.version,
            ));
        }
        let shop = CoolDown::partition(&after.seller);
        let known = self.mover.table.list::<CoolDown>(&shop, CoolDown::PREFIX).await?;
        let known: Vec<CoolDown> = known.into_iter().map(|stored| stored.record).collect();
        writes.extend(cooling(after, outcome, &known, now));
        if let Some(key) = key_used(&before.record, outcome) {
            writes.push(Write::put(&AuditLine::new(
                now,
                after.user,
                Act::KeyUsedToMove,
                after.id.as_str(),
                key.as_str(),
            )));
        }
        if let Outcome::TooActive { until } = outcome {
            writes.push(Write::put(&MoveRest {
                seller: after.seller.clone(),
                until: *until,
            }));
        }
        Ok(writes)
    }

    /// After a conflict: if the request itself was changed, another worker has it and this one stops.
    async fn still_ours(&self, request: &Stored<Request>) -> Result<(), Stop> {
        match self
            .mover
            .table
            .get::<Request>(&store::Record::key(&request.record))
            .await?
        {
            Some(stored) if stored.version == request.version => Ok(()),
            _ => Err(StoreError::Conflict.into()),
        }
    }
}

/// The key with which goods were moved, or were so by the gateway's odd word.
fn key_used<'a>(before: &'a Request, outcome: &'a Outcome) -> Option<&'a KeyId> {
    match (outcome, &before.phase) {
        (Outcome::Moved { key, .. }, _) => Some(key),
        (Outcome::Unsettled { accepted, .. }, Phase::Sending { key, .. }) if !accepted.is_empty() => Some(key),
        _ => None,
    }
}

/// The line of history for a request that ended at `at`.
fn history_of(request: &Request, outcome: &Outcome, at: Timestamp) -> HistoryLine {
    let detail = match outcome {
        Outcome::Moved { .. } => None,
        Outcome::Rejected { detail } => Some(detail.clone()),
        other => Some(other.name().to_owned()),
    };
    let what = Operation::Moved {
        rule: request.rule.to_string(),
        from: request.src.name.clone(),
        to: request.dst.name.clone(),
        asked: request.asked(),
        accepted: outcome.units(),
        request: outcome.number().map(str::to_owned),
        detail,
    };
    HistoryLine::new(request.user, at, request.id.as_str(), what)
}
