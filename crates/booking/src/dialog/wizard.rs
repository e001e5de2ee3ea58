//! The wizard that makes a watch, and changes one answer of a watch there is: loads what its rules need, lets them decide, shows
//! the result.

mod context;
mod draft;
mod lists;
mod rules;
mod step;
mod view;

use rand::SeedableRng;
use rand::rngs::StdRng;
use store::StoreError;
use telegram::{Document, Reply};

use self::context::Context;
use self::rules::Next;
use super::press::WizardPress;
use telegram::Say;

use super::state::Activity;
use super::state::Screen;
use super::watches::said;
use super::{BookingModule, Loading};
use crate::clock::moscow_date;
use crate::directory::Directory;
use crate::ids::WatchId;
use crate::keys;
use crate::orders::{LookAtOrder, NoWord, UnplannedOrder};
use crate::texts::watch_wizard as texts;
use crate::texts::watches::saved;
use crate::watch::Watch;
use crate::watches::{ChangeWatch, CreateWatch, Edit, WatchOrder, is_over};
use accounts::seller_key::KeyRecord;
use wildberries::OrderId;

pub(super) use self::context::key_label;
pub(crate) use self::draft::{Booked, CargoChoice, Draft, Task, WayChoice};
pub(crate) use self::step::Step;

impl BookingModule {
    /// A new wizard in a new message, if there is a key to work with.
    pub(super) async fn start_wizard(&self, screen: &Screen<'_>) -> Result<Reply, StoreError> {
        let (context, keys) = self.wizard_context(screen).await?;
        if context.keys.is_empty() {
            return Ok(screen.send_aside(texts::no_keys(screen.language(), !keys.is_empty())));
        }
        // What a wizard left behind that was never finished goes when the next one begins.
        let request = screen.request();
        let orders = &self.services.orders;
        Box::pin(orders.tidy_up(request.user, None, request.now)).await?;
        let draft = Draft::new(context.today, rand::random());
        let view = view::of(&draft, &context);
        Ok(screen.send(view, Activity::Wizard(Box::new(draft))))
    }

    /// One step of the wizard in the pressed message, to change that answer of a watch.
    pub(super) async fn start_edit(&self, screen: &Screen<'_>, watch: &Watch, step: Step) -> Result<Reply, StoreError> {
        let (context, _) = self.wizard_context(screen).await?;
        let draft = Draft::of_watch(watch, step, context.today);
        Ok(show(screen, Box::new(draft), &context, Say::Nothing))
    }

    /// The wizard's last steps in a new message, for a watch that is to move a booking to an earlier day.
    pub(super) async fn start_moving(&self, screen: &Screen<'_>, booked: Booked) -> Result<Reply, StoreError> {
        let (context, _) = self.wizard_context(screen).await?;
        let draft = Draft::sooner(rand::random(), booked, context.today);
        let view = view::of(&draft, &context);
        Ok(screen.send(view, Activity::Wizard(Box::new(draft))))
    }

    /// A press on one of the wizard's buttons; anywhere but on the wizard's own message it is stale.
    pub(super) async fn wizard_press(&self, screen: &Screen<'_>, press: &WizardPress) -> Result<Reply, StoreError> {
        let Activity::Wizard(draft) = screen.activity() else {
            return Ok(screen.stale());
        };
        if !screen.is_here() {
            return Ok(screen.stale());
        }
        let (context, keys) = self.wizard_context(screen).await?;
        let mut draft = draft.clone();
        let mut next = rules::press(&mut draft, press, &context);
        if let Next::LookAt(order) = next {
            let answer = self.look_at(screen, &draft, &context, order).await?;
            next = rules::order_seen(&mut draft, order, answer, &context);
        }
        match next {
            Next::Show(say) => Ok(show(screen, draft, &context, say)),
            Next::ReadOrders(say) => {
                let answer = self.read_orders(screen, &draft, &context).await?;
                rules::orders_read(&mut draft, answer);
                Ok(show(screen, draft, &context, say))
            }
            Next::Make(seed, order) => self.make(screen, draft, seed, *order, context).await,
            Next::Save(watch, edit) => self.save(screen, draft, &watch, &edit, context).await,
            Next::Cancelled => match &draft.task {
                Task::Make { seed } => {
                    self.take_draft_away(screen, *seed).await?;
                    Ok(screen.end(texts::cancelled(screen.language()), Say::Nothing))
                }
                Task::Edit { watch } => {
                    let say = Say::Toast(texts::not_changed(screen.language()));
                    self.show_watch(screen, watch, say).await
                }
            },
            Next::NoKeys => Ok(screen.end(texts::no_keys(screen.language(), !keys.is_empty()), Say::Nothing)),
            Next::LookAt(_) => Ok(screen.stale()),
        }
    }

    /// A text while the wizard is open: a search for warehouses, a list of goods, else a hint to use the buttons.
    pub(super) async fn wizard_text(
        &self,
        screen: &Screen<'_>,
        draft: &Draft,
        text: &str,
    ) -> Result<Reply, StoreError> {
        let mut draft = draft.clone();
        let (context, _) = self.wizard_context(screen).await?;
        if rules::search(&mut draft, text, &context) {
            return Ok(move_down(screen, draft, &context));
        }
        if rules::awaits_list(&mut draft, &context, false) {
            return self.list_arrived(screen, draft, &context, goods::read_text(text)).await;
        }
        Ok(screen.remark(texts::use_buttons(screen.language())))
    }

    /// A file while the wizard is open: a list of goods where one can be of use, else a hint.
    pub(super) async fn wizard_document(
        &self,
        screen: &Screen<'_>,
        draft: &Draft,
        document: &Document,
    ) -> Result<Reply, StoreError> {
        let mut draft = draft.clone();
        let (context, _) = self.wizard_context(screen).await?;
        if !rules::awaits_list(&mut draft, &context, true) {
            return Ok(screen.remark(texts::goods::how_to(screen.language())));
        }
        match self.fetch(document).await {
            Ok(list) => self.list_arrived(screen, draft, &context, list).await,
            Err(lists::NotFetched) => Ok(screen.remark(texts::goods::not_fetched(screen.language()))),
        }
    }

    async fn make(
        &self,
        screen: &Screen<'_>,
        mut draft: Box<Draft>,
        seed: u64,
        order: WatchOrder,
        context: Context,
    ) -> Result<Reply, StoreError> {
        let made = match self.create_once(screen, seed, order).await {
            // This very wizard's watch was made and has been deleted since: asking again would never end.
            Err(StoreError::Conflict) => return Ok(screen.end(texts::cancelled(screen.language()), Say::Nothing)),
            made => made?,
        };
        let language = screen.language();
        let Some(why) = texts::not_created(language, &made) else {
            let CreateWatch::Created(watch) = made else {
                return Ok(screen.stale());
            };
            let card = self.card_of(screen, &watch.id).await?;
            let say = match watch.unpaid {
                true => Say::Alert(crate::texts::watches::only_tells(language)),
                false => Say::Toast(texts::created(language)),
            };
            return Ok(screen.show(card, Activity::Browsing, say));
        };
        rules::not_made(&mut draft, &made);
        Ok(show(screen, draft, &context, Say::Alert(why.to_owned())))
    }

    /// Creates the watch under the id that the draft's seed gives: the same press delivered again finds it instead of making a second.
    async fn create_once(&self, screen: &Screen<'_>, seed: u64, order: WatchOrder) -> Result<CreateWatch, StoreError> {
        let request = screen.request();
        let watches = &self.services.watches;
        let id = WatchId::random(&mut StdRng::seed_from_u64(seed));
        if let Some(made) = watches.get(request.user, &id).await? {
            return Ok(CreateWatch::Created(Box::new(made.record)));
        }
        let made = watches
            .create(
                request.user,
                request.chat,
                order,
                &self.services.orders,
                request.now,
                &mut StdRng::seed_from_u64(seed),
            )
            .await;
        match made {
            // The other of two presses at the same moment was faster.
            Err(StoreError::Conflict) => match watches.get(request.user, &id).await? {
                Some(made) => Ok(CreateWatch::Created(Box::new(made.record))),
                None => Err(StoreError::Conflict),
            },
            made => made,
        }
    }

    /// Saves a changed answer and goes back to the card.
    async fn save(
        &self,
        screen: &Screen<'_>,
        draft: Box<Draft>,
        watch: &WatchId,
        edit: &Edit,
        context: Context,
    ) -> Result<Reply, StoreError> {
        let request = screen.request();
        let change = self
            .services
            .watches
            .edit(request.user, watch, edit, request.now)
            .await?;
        let say = match &change {
            ChangeWatch::Already(same) if !is_over(&same.state) => Say::Toast(texts::not_changed(screen.language())),
            change => said(screen, change, saved(screen.language())),
        };
        if rules::stays_open(&change) {
            return Ok(show(screen, draft, &context, say));
        }
        self.show_watch(screen, watch, say).await
    }

    async fn read_orders(
        &self,
        screen: &Screen<'_>,
        draft: &Draft,
        context: &Context,
    ) -> Result<Result<Vec<UnplannedOrder>, NoWord>, StoreError> {
        match context.key_of(draft) {
            Some(key) => self.services.orders.unplanned(key, screen.request().now).await,
            None => Ok(Err(NoWord::Away)),
        }
    }

    async fn look_at(
        &self,
        screen: &Screen<'_>,
        draft: &Draft,
        context: &Context,
        order: OrderId,
    ) -> Result<Result<LookAtOrder, NoWord>, StoreError> {
        match context.key_of(draft) {
            Some(key) => self.services.orders.look_at(key, order, screen.request().now).await,
            None => Ok(Err(NoWord::Away)),
        }
    }

    /// What the wizard's rules need to know, and all the user's keys.
    fn wizard_context<'a>(&'a self, screen: &'a Screen<'a>) -> Loading<'a, (Context, Vec<KeyRecord>)> {
        Box::pin(async move {
            let request = screen.request();
            let services = &self.services;
            let directory_key = Directory::table_key();
            let (directory, keys, watches, allowance, feed) = tokio::try_join!(
                services.table.get::<Directory>(&directory_key),
                keys::records(&self.services.table, request.user),
                services.watches.list(request.user),
                services.watches.allowance(request.user, request.now),
                self.feed_look(screen),
            )?;
            let active = watches
                .iter()
                .map(|stored| &stored.record)
                .filter(|watch| watch.is_active());
            let context = Context {
                language: screen.language(),
                today: moscow_date(request.now),
                directory: directory
                    .map(|stored| stored.record)
                    .filter(|directory| !directory.warehouses.is_empty()),
                keys: keys.iter().filter(|key| key.is_usable(request.now)).cloned().collect(),
                gateway: services.gateway,
                taken_orders: active.filter_map(Watch::order).collect(),
                feed: feed.line,
                allowance,
            };
            Ok((context, keys))
        })
    }
}

/// The wizard moves down to where the user is typing. Pure.
fn move_down(screen: &Screen<'_>, draft: Draft, context: &Context) -> Reply {
    let reply = screen.send(view::of(&draft, context), Activity::Wizard(Box::new(draft)));
    match screen.dialog_message() {
        Some(old) => reply.delete(screen.request().chat, old),
        None => reply,
    }
}

/// The wizard goes on at the draft's step. Pure.
fn show(screen: &Screen<'_>, draft: Box<Draft>, context: &Context, say: Say) -> Reply {
    screen.show(view::of(&draft, context), Activity::Wizard(draft), say)
}

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
