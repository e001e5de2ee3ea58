//! "Catch an earlier day": finds what was caught and whether it can be moved, and begins the watch for it.

use store::StoreError;
use telegram::{Reply, Say};
use wildberries::OrderId;

use crate::clock::moscow_date;
use crate::dialog::BookingModule;
use crate::dialog::state::Screen;
use crate::dialog::wizard::{Booked, CargoChoice, WayChoice};
use crate::ids::{AttemptId, WatchId};
use crate::keys;
use crate::orders::OrderFacts;
use crate::records::BookingRecord;
use crate::sooner::Replaced;
use crate::texts::watch_wizard::sooner as texts;
use crate::texts::watches::key_unusable;
use crate::watch::{Cargo, WatchedWarehouse, Way};

impl BookingModule {
    /// Begins a watch for an earlier day than the one that a watch has caught last, or by this attempt.
    pub(super) async fn start_sooner(
        &self,
        screen: &Screen<'_>,
        watch: &WatchId,
        attempt: Option<&AttemptId>,
    ) -> Result<Reply, StoreError> {
        let language = screen.language();
        match self.booked(screen, watch, attempt).await? {
            Ok(booked) => self.start_moving(screen, booked).await,
            Err(why) => Ok(screen.answer(Say::Alert(why.text(language)))),
        }
    }

    /// What is to be moved, or why it cannot be.
    async fn booked(
        &self,
        screen: &Screen<'_>,
        watch: &WatchId,
        attempt: Option<&AttemptId>,
    ) -> Result<Result<Booked, Why>, StoreError> {
        let (user, now) = (screen.request().user, screen.request().now);
        let services = &self.services;
        let partition = format!("USER#{user}");
        let (bookings, watches) = tokio::try_join!(
            services.table.list::<BookingRecord>(&partition, BookingRecord::PREFIX),
            services.watches.list(user),
        )?;
        let mut of_watch = bookings
            .into_iter()
            .map(|stored| stored.record)
            .filter(|booking| booking.watch == *watch && attempt.is_none_or(|attempt| booking.attempt == *attempt));
        let Some(caught) = of_watch.next_back() else {
            return Ok(Err(Why::NothingCaught));
        };
        if caught.replaced_by.is_some() {
            return Ok(Err(Why::MovedAlready));
        }
        let replaced = Replaced::of(&caught);
        if replaced.days(moscow_date(now)).is_none() {
            return Ok(Err(Why::TooLate));
        }
        let is_its_move = |replaced: &Replaced| replaced.booking == caught.id;
        let is_being_moved =
            |watch: &crate::watch::Watch| watch.is_active() && watch.instead_of.as_ref().is_some_and(is_its_move);
        if watches.iter().any(|watch| is_being_moved(&watch.record)) {
            return Ok(Err(Why::BeingMoved));
        }
        let Some((way, cargo)) = how(&caught) else {
            return Ok(Err(Why::CannotMove));
        };
        let former = watches.into_iter().find(|stored| stored.record.id == *watch);
        let first = former.as_ref().map(|stored| stored.record.key.clone());
        let mut fit = keys::fit_for(&services.table, user, &caught.seller, &caught.way, now).await?;
        fit.sort_by_key(|key| Some(&key.record.id) != first.as_ref());
        let Some(key) = fit.into_iter().next() else {
            return Ok(Err(Why::NoKey));
        };
        Ok(Ok(Booked {
            way,
            cargo,
            key: key.record.id,
            warehouse: WatchedWarehouse {
                id: caught.cell.warehouse,
                name: caught.warehouse_name,
            },
            box_type: caught.cell.box_type,
            max: former.map_or(caught.coefficient, |stored| stored.record.max),
            replaced,
        }))
    }
}

/// Why there is nothing to move.
enum Why {
    NothingCaught,
    MovedAlready,
    BeingMoved,
    TooLate,
    CannotMove,
    NoKey,
}

impl Why {
    fn text(&self, language: telegram::Language) -> String {
        match self {
            Self::NothingCaught => texts::nothing_caught(language).into(),
            Self::MovedAlready => texts::moved_already(language).into(),
            Self::BeingMoved => texts::being_moved(language).into(),
            Self::TooLate => texts::too_late(language).into(),
            Self::CannotMove => texts::cannot_move(language).into(),
            Self::NoKey => key_unusable(language),
        }
    }
}

/// How a booking can be moved; `None` when it cannot: what the gateway has booked it must know the supply of, else it would book another.
fn how(caught: &BookingRecord) -> Option<(WayChoice, Option<CargoChoice>)> {
    let cargo = match (&caught.way, caught.supply) {
        (Way::Gateway, Some(_)) => return Some((WayChoice::Gateway, None)),
        (Way::Gateway, None) => return None,
        (Way::Assisted(_), Some(supply)) => CargoChoice::Supply { supply },
        // Known by the order's number as long as Wildberries has given it none of its own.
        (Way::Assisted(Cargo::Order { order }), None) => order_of(*order),
        (Way::Assisted(Cargo::Draft { .. }), None) => order_of(caught.id.parse().ok()?),
        (Way::Assisted(Cargo::Supply { supply }), None) => CargoChoice::Supply { supply: *supply },
    };
    Some((WayChoice::Assisted, Some(cargo)))
}

fn order_of(order: OrderId) -> CargoChoice {
    CargoChoice::Order(OrderFacts {
        order,
        warehouse: None,
        box_type: None,
    })
}
