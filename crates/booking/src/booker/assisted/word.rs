//! Wildberries' word: whether the seller's order is planned by now.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use store::Stored;
use wildberries::{
    Budget, OrderId, SupplyDetails, SupplyId, SupplyLookup, SupplyQuery, SupplyRef, SupplyRow, SupplyStatus, WbError,
};

use crate::attempt::{Attempt, Outcome};
use crate::booker::{Stop, Work};
use crate::clock::moscow_date;
use crate::offer::Offer;
use crate::official::OfficialError;
use crate::records::TakenSupply;
use crate::sooner::Replaced;
use crate::watch::{Cargo, Way};
use crate::watches;
use accounts::seller_key::KeyRecord;

/// Orders made before the draft by less than this are looked at too: clocks differ.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_secs(60);
/// A shop whose questions come back slower than this has none to waste.
const RARELY: Duration = Duration::from_secs(60);
/// What a seller needs to plan, usually.
const TIME_TO_PLAN: SignedDuration = SignedDuration::from_mins(5);

/// What Wildberries says.
pub(super) enum Word {
    /// There is a plan.
    Planned(Plan),
    /// The order is a supply, but what it is planned for could not be asked now.
    BecameSupply(SupplyId),
    /// There is none yet.
    NotPlanned,
    /// The order does not exist any more.
    Gone,
    /// Nothing: it could not be asked now, or did not answer.
    None,
}

/// What the seller planned.
pub(super) struct Plan {
    /// The supply, the order as long as there is none.
    which: SupplyRef,
    details: SupplyDetails,
    key_name: String,
}

impl Plan {
    /// A plan for what the offer has named is a catch; any other is the seller's own.
    pub(super) fn judge(self, mut attempt: Stored<Attempt>, offer: &Offer) -> (Stored<Attempt>, Outcome) {
        let Plan {
            which,
            details,
            key_name,
        } = self;
        let number = number_of(which);
        let caught = details
            .supply_date
            .and_then(|date| offer.named_at(details.warehouse, date));
        let Some(open) = caught else {
            let outcome = Outcome::PlannedByHand {
                booking: number,
                warehouse: details.warehouse_name,
                date: details.supply_date,
            };
            return (attempt, outcome);
        };
        if let Some(name) = details.warehouse_name {
            attempt.record.warehouse_name = name;
        }
        attempt.record.open = open;
        attempt.record.supply = match which {
            SupplyRef::Supply(supply) => Some(supply),
            SupplyRef::Order(_) => None,
        };
        let outcome = Outcome::Confirmed {
            booking: number,
            time_slot: None,
            key_name,
        };
        (attempt, outcome)
    }
}

impl Work<'_> {
    /// Asks whether the watch's order is planned, if the shop's limits allow it now.
    pub(super) async fn word_on(&self, attempt: &Attempt, offer: &Offer) -> Result<Word, Stop> {
        let Way::Assisted(cargo) = &attempt.way else {
            return Ok(Word::None);
        };
        let Some(key) = self.choose_key(attempt).await? else {
            return Ok(Word::None);
        };
        if must_wait(&key.record, offer, self.now()) {
            return Ok(Word::None);
        }
        let key_record = &key.record;
        let said = match (cargo, &attempt.instead_of) {
            (Cargo::Order { order }, Some(replaced)) => {
                let known = offer.supply.map_or(SupplyRef::Order(*order), SupplyRef::Supply);
                self.word_on_moving(key_record, known, replaced).await
            }
            (Cargo::Supply { supply }, Some(replaced)) => {
                let known = SupplyRef::Supply(*supply);
                self.word_on_moving(key_record, known, replaced).await
            }
            (Cargo::Order { order }, None) => self.word_on_order(key_record, *order, offer.supply).await,
            (Cargo::Supply { supply }, None) => self.word_on_supply(key_record, *supply).await,
            (Cargo::Draft { made_at, .. }, _) => {
                let since = *made_at - CLOCKS_DIFFER;
                self.word_on_draft(key_record, attempt, offer, since).await
            }
        };
        match said {
            Ok(word) => Ok(word),
            Err(OfficialError::Store(error)) => Err(error.into()),
            Err(OfficialError::Limited { .. } | OfficialError::NotAllowed) => Ok(Word::None),
            Err(OfficialError::Wildberries(WbError::Unauthorized | WbError::Forbidden { .. })) => {
                self.refuse(key).await?;
                Ok(Word::None)
            }
            Err(error) => {
                tracing::warn!(attempt = %attempt.id, error = %error, "offer.not_asked: Wildberries did not say what became of the order");
                Ok(Word::None)
            }
        }
    }

    async fn word_on_order(
        &self,
        key: &KeyRecord,
        order: OrderId,
        known: Option<SupplyId>,
    ) -> Result<Word, OfficialError> {
        if let Some(supply) = known {
            return self.word_on_supply(key, supply).await;
        }
        let official = &self.booker.official;
        match official.supply(key, SupplyRef::Order(order), self.now()).await? {
            SupplyLookup::Found(details) if details.status.is_planned() => {
                Ok(plan(key, SupplyRef::Order(order), details))
            }
            SupplyLookup::Found(_) => Ok(Word::NotPlanned),
            SupplyLookup::BecameSupply(supply) => self.word_on_supply(key, supply).await,
            SupplyLookup::Missing => Ok(Word::Gone),
        }
    }

    /// An order that became a supply is planned; where and when, the supply says.
    async fn word_on_supply(&self, key: &KeyRecord, supply: SupplyId) -> Result<Word, OfficialError> {
        let official = &self.booker.official;
        match official.supply(key, SupplyRef::Supply(supply), self.now()).await {
            Ok(SupplyLookup::Found(details)) => Ok(plan(key, SupplyRef::Supply(supply), details)),
            Ok(SupplyLookup::BecameSupply(_) | SupplyLookup::Missing) => Ok(Word::BecameSupply(supply)),
            Err(error @ OfficialError::Wildberries(WbError::Unauthorized | WbError::Forbidden { .. })) => Err(error),
            Err(OfficialError::Limited { .. } | OfficialError::Wildberries(_)) => Ok(Word::BecameSupply(supply)),
            Err(error) => Err(error),
        }
    }

    /// A supply that is to be moved is planned all the time: only another day than the one it is moved from is a plan.
    async fn word_on_moving(
        &self,
        key: &KeyRecord,
        which: SupplyRef,
        replaced: &Replaced,
    ) -> Result<Word, OfficialError> {
        let official = &self.booker.official;
        let mut which = which;
        let mut said = official.supply(key, which, self.now()).await?;
        if let SupplyLookup::BecameSupply(supply) = said {
            which = SupplyRef::Supply(supply);
            said = official.supply(key, which, self.now()).await?;
        }
        let details = match said {
            SupplyLookup::Found(details) => details,
            SupplyLookup::Missing => return Ok(Word::Gone),
            SupplyLookup::BecameSupply(_) => return Ok(Word::None),
        };
        if !details.status.is_planned() || replaced.is_as_booked(details.warehouse, details.supply_date) {
            return Ok(Word::NotPlanned);
        }
        // Planned, but for when is not said: that is no word of a move.
        if details.supply_date.is_none() {
            return Ok(Word::None);
        }
        Ok(plan(key, which, details))
    }

    /// A draft leaves no trace when it becomes an order. What counts is a supply of the shop that is younger than the draft, planned
    /// for what was offered, and no other watch's.
    async fn word_on_draft(
        &self,
        key: &KeyRecord,
        attempt: &Attempt,
        offer: &Offer,
        since: Timestamp,
    ) -> Result<Word, OfficialError> {
        let now = self.now();
        let query = SupplyQuery {
            created_from: moscow_date(since),
            created_to: moscow_date(now),
            statuses: vec![SupplyStatus::Planned, SupplyStatus::ShipmentAllowed],
        };
        let rows = self.booker.official.supplies(key, &query, now).await?;
        let others = self.cargoes_of_others(attempt).await?;
        for row in rows.iter().filter(|row| may_be_the_draft(row, since, offer, &others)) {
            let Some(which) = name_of(row) else { continue };
            if self.is_taken(attempt, &number_of(which)).await? {
                continue;
            }
            if let SupplyLookup::Found(details) = self.booker.official.supply(key, which, self.now()).await?
                && details.status.is_planned()
                && details
                    .supply_date
                    .is_some_and(|date| offer.named_at(details.warehouse, date).is_some())
            {
                return Ok(plan(key, which, details));
            }
        }
        Ok(Word::NotPlanned)
    }

    /// Orders and supplies that other watches of the user wait with: they are no draft's.
    async fn cargoes_of_others(&self, attempt: &Attempt) -> Result<Vec<SupplyRef>, OfficialError> {
        let watches = watches::list(&self.booker.table, attempt.user).await?;
        let cargoes = watches.iter().filter_map(|watch| match &watch.record.way {
            Way::Assisted(Cargo::Order { order }) => Some(SupplyRef::Order(*order)),
            Way::Assisted(Cargo::Supply { supply }) => Some(SupplyRef::Supply(*supply)),
            Way::Assisted(Cargo::Draft { .. }) | Way::Gateway => None,
        });
        Ok(cargoes.collect())
    }

    /// Whether this supply proved another catch.
    async fn is_taken(&self, attempt: &Attempt, number: &str) -> Result<bool, OfficialError> {
        let key = TakenSupply::key_of(&attempt.seller, number);
        let taken = self.booker.table.get::<TakenSupply>(&key).await?;
        Ok(taken.is_some_and(|taken| taken.record.attempt != attempt.id))
    }
}

/// Whether a question would be wasted now: a key that may ask twice an hour does not ask before the seller had time to plan.
fn must_wait(key: &KeyRecord, offer: &Offer, now: Timestamp) -> bool {
    let is_rare = Budget::supplies(key.kind).per > RARELY;
    is_rare && offer.closed_at.is_none() && now.duration_since(offer.made_at) < TIME_TO_PLAN
}

/// Whether the draft may have become this, as far as the list tells.
fn may_be_the_draft(row: &SupplyRow, since: Timestamp, offer: &Offer, others: &[SupplyRef]) -> bool {
    let is_young = row.created_at.is_none_or(|at| at >= since);
    let is_offered = row.supply_date.is_some_and(|date| offer.named_at(None, date).is_some());
    let is_anothers = row.order.is_some_and(|order| others.contains(&SupplyRef::Order(order)))
        || row
            .supply
            .is_some_and(|supply| others.contains(&SupplyRef::Supply(supply)));
    row.status.is_planned() && is_young && is_offered && !is_anothers
}

fn plan(key: &KeyRecord, which: SupplyRef, details: SupplyDetails) -> Word {
    Word::Planned(Plan {
        which,
        details,
        key_name: key.name.clone(),
    })
}

fn name_of(row: &SupplyRow) -> Option<SupplyRef> {
    row.supply.map(SupplyRef::Supply).or(row.order.map(SupplyRef::Order))
}

fn number_of(which: SupplyRef) -> String {
    match which {
        SupplyRef::Supply(supply) => supply.to_string(),
        SupplyRef::Order(order) => order.to_string(),
    }
}
