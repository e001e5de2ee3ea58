//! The end of an attempt: one transaction writes the attempt, the watch, the catch, the booking and the history line.

mod watch_after;

use jiff::Timestamp;
use store::{StoreError, Stored, TransactError, Write};

use self::watch_after::{watch_after, watch_after_offer};
use super::{Stop, Work};
use crate::attempt::{Attempt, Outcome, Phase};
use crate::records::{BookingRecord, SellerRest, TakenSupply, history_of};
use crate::watch::{Cargo, Watch, Way};
use accounts::audit::{Act, AuditLine};
use accounts::balance::Balance;

/// How often it is tried anew after the user or another attempt changed something in between.
const TRIES: usize = 64;

impl Work<'_> {
    pub(super) async fn conclude(&self, attempt: Stored<Attempt>, outcome: Outcome) -> Result<Stored<Attempt>, Stop> {
        let now = self.now();
        let mut record = attempt.record.clone();
        record.phase = Phase::Done {
            outcome: outcome.clone(),
            at: now,
        };
        record.times.settled_at = Some(now);
        record.reserved = false;
        for _ in 0..TRIES {
            let writes = self.final_writes(&attempt, &record, &outcome, now).await?;
            match self.booker.table.transact(writes, None).await {
                Ok(()) => {
                    return Ok(Stored {
                        record,
                        version: attempt.version + 1,
                    });
                }
                Err(TransactError::Conflict { .. }) => self.still_ours(&attempt).await?,
                Err(error) => return Err(error.into()),
            }
        }
        Err(Stop::Again(
            "the watch or the balance is being changed all the time".into(),
        ))
    }

    async fn final_writes(
        &self,
        before: &Stored<Attempt>,
        after: &Attempt,
        outcome: &Outcome,
        now: Timestamp,
    ) -> Result<Vec<Write>, Stop> {
        let mut writes = vec![
            Write::replace(after, before.version),
            Write::put(&history_of(after, outcome, now)),
        ];
        if let Some(watch) = self
            .booker
            .table
            .get::<Watch>(&Watch::key_of(after.user, &after.watch))
            .await?
        {
            let version = watch.version;
            let changed = match after.way {
                Way::Gateway => watch_after(watch.record, after, outcome, self.is_settling, now),
                Way::Assisted(_) => watch_after_offer(watch.record, after, outcome, now),
            };
            if let Some(changed) = changed {
                writes.push(Write::replace(&changed, version));
            }
        }
        if before.record.reserved
            && let Some(balance) = self.booker.table.get::<Balance>(&Balance::key_of(after.user)).await?
        {
            let changed = match outcome {
                Outcome::Confirmed { .. } => balance.record.confirm(after.fare),
                _ => balance.record.give_back(after.fare),
            };
            if changed != balance.record {
                writes.push(Write::replace(&changed, balance.version));
            }
        }
        match outcome {
            Outcome::Confirmed {
                booking,
                time_slot,
                key_name,
            } => {
                writes.push(Write::put(&booking_record(
                    after,
                    booking,
                    time_slot.as_ref(),
                    key_name,
                    now,
                )));
                writes.extend(self.given_up(after, booking).await?);
                if after.way == Way::Gateway {
                    writes.push(Write::put(&audit_of(&before.record, booking, key_name, now)));
                }
                if matches!(after.way, Way::Assisted(Cargo::Draft { .. })) {
                    writes.push(Write::insert(&TakenSupply {
                        seller: after.seller.clone(),
                        number: booking.clone(),
                        attempt: after.id.clone(),
                        at: now,
                    }));
                }
            }
            Outcome::TooActive { until } => {
                writes.push(Write::put(&SellerRest {
                    seller: after.seller.clone(),
                    until: *until,
                }));
            }
            _ => {}
        }
        Ok(writes)
    }

    /// Of a move: the former booking, noted as given up for the new one.
    async fn given_up(&self, attempt: &Attempt, booking: &str) -> Result<Option<Write>, Stop> {
        let Some(replaced) = &attempt.instead_of else {
            return Ok(None);
        };
        let key = replaced.record_key(attempt.user);
        let Some(former) = self.booker.table.get::<BookingRecord>(&key).await? else {
            return Ok(None);
        };
        let record = BookingRecord {
            replaced_by: Some(booking.to_owned()),
            ..former.record
        };
        Ok(Some(Write::replace(&record, former.version)))
    }

    /// After a conflict: if the attempt itself was changed, another worker has it and this one stops.
    async fn still_ours(&self, attempt: &Stored<Attempt>) -> Result<(), Stop> {
        match self
            .booker
            .table
            .get::<Attempt>(&Attempt::key_of(&attempt.record.id))
            .await?
        {
            Some(stored) if stored.version == attempt.version => Ok(()),
            _ => Err(StoreError::Conflict.into()),
        }
    }
}

/// The trail of a booking: with whose key, for which attempt.
fn audit_of(attempt: &Attempt, booking: &str, key_name: &str, now: Timestamp) -> AuditLine {
    let key = match &attempt.phase {
        Phase::Sending { key, .. } | Phase::Pending { key, .. } => key.as_str(),
        Phase::Claimed | Phase::Offered | Phase::Done { .. } => "",
    };
    let seller = &attempt.seller;
    let detail = format!("booking {booking}, key {key} ({key_name}), shop {seller}");
    AuditLine::new(now, attempt.user, Act::KeyUsedToBook, attempt.id.as_str(), detail)
}

fn booking_record(
    attempt: &Attempt,
    booking: &str,
    time_slot: Option<&String>,
    key_name: &str,
    now: Timestamp,
) -> BookingRecord {
    BookingRecord {
        user: attempt.user,
        id: booking.to_owned(),
        attempt: attempt.id.clone(),
        watch: attempt.watch.clone(),
        seller: attempt.seller.clone(),
        cell: attempt.open.cell,
        warehouse_name: attempt.warehouse_name.clone(),
        coefficient: attempt.open.coefficient,
        time_slot: time_slot.cloned(),
        key_name: key_name.to_owned(),
        confirmed_at: now,
        times: attempt.times.clone(),
        way: attempt.way.clone(),
        supply: attempt.supply,
        replaces: attempt.instead_of.as_ref().map(|replaced| replaced.booking.clone()),
        replaced_by: None,
    }
}
