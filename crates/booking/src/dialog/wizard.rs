//! The wizard that makes a watch: loads what its rules need, lets them decide, shows the result.

mod context;
mod draft;
mod rules;
mod view;

use jiff::civil::Date;
use rand::SeedableRng;
use rand::rngs::StdRng;
use store::StoreError;
use telegram::Reply;

use self::context::Context;
use self::rules::Next;
use super::BookingModule;
use super::press::WizardPress;
use super::screen::{Say, Screen};
use super::state::Activity;
use crate::clock::moscow_date;
use crate::directory::Directory;
use crate::ids::WatchId;
use crate::seller_key::KeyRecord;
use crate::texts::watch_wizard as texts;
use crate::watches::{CreateWatch, WatchOrder};

pub(super) use self::context::key_label;
pub(crate) use self::draft::{Draft, Step};

/// What a press leads to.
enum Reaction {
    /// This answer.
    Reply(Reply),
    /// The watch is to be made.
    Make(Box<Draft>, Box<WatchOrder>),
}

impl BookingModule {
    /// A new wizard in a new message, if there is a key to book with.
    pub(super) async fn start_wizard(&self, screen: &Screen<'_>) -> Result<Reply, StoreError> {
        let (context, keys) = self.wizard_context(screen).await?;
        if context.keys.is_empty() {
            return Ok(screen.send_aside(texts::no_keys(screen.language(), !keys.is_empty())));
        }
        let draft = Draft::new(context.today, rand::random());
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
        match react(screen, draft.clone(), press, &context, !keys.is_empty()) {
            Reaction::Reply(reply) => Ok(reply),
            Reaction::Make(draft, order) => self.make(screen, draft, *order, context).await,
        }
    }

    /// A text while the wizard is open: a search for warehouses, else a hint to use the buttons.
    pub(super) async fn wizard_text(
        &self,
        screen: &Screen<'_>,
        draft: &Draft,
        text: &str,
    ) -> Result<Reply, StoreError> {
        let mut draft = draft.clone();
        let (context, _) = self.wizard_context(screen).await?;
        if !rules::search(&mut draft, text, &context) {
            return Ok(screen.remark(texts::use_buttons(screen.language())));
        }
        // The wizard moves down to where the user is typing.
        let reply = screen.send(view::of(&draft, &context), Activity::Wizard(Box::new(draft)));
        Ok(match screen.dialog_message() {
            Some(old) => reply.delete(screen.request().chat, old),
            None => reply,
        })
    }

    async fn make(
        &self,
        screen: &Screen<'_>,
        mut draft: Box<Draft>,
        order: WatchOrder,
        context: Context,
    ) -> Result<Reply, StoreError> {
        let made = match self.create_once(screen, draft.seed, order).await {
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
            return Ok(screen.show(card, Activity::Browsing, Say::Toast(texts::created(language))));
        };
        rules::not_made(&mut draft, &made);
        Ok(screen.show(
            view::of(&draft, &context),
            Activity::Wizard(draft),
            Say::Alert(why.to_owned()),
        ))
    }

    /// Creates the watch under the id that the draft's seed gives: the same press delivered again finds it instead of making a second.
    async fn create_once(&self, screen: &Screen<'_>, seed: u64, order: WatchOrder) -> Result<CreateWatch, StoreError> {
        let request = screen.request();
        let watches = &self.services.watches;
        let id = WatchId::random(&mut StdRng::seed_from_u64(seed));
        if let Some(made) = watches.get(request.user, &id).await? {
            return Ok(CreateWatch::Created(Box::new(made.record)));
        }
        watches
            .create(
                request.user,
                request.chat,
                order,
                request.now,
                &mut StdRng::seed_from_u64(seed),
            )
            .await
    }

    /// What the wizard's rules need to know, and all the user's keys.
    async fn wizard_context(&self, screen: &Screen<'_>) -> Result<(Context, Vec<KeyRecord>), StoreError> {
        let request = screen.request();
        let table = &self.services.table;
        let directory_key = Directory::table_key();
        let (directory, keys, catches_left, feed) = tokio::try_join!(
            table.get::<Directory>(&directory_key),
            self.key_records(request.user),
            self.services.watches.catches_left(request.user),
            self.feed_line(screen),
        )?;
        let today: Date = moscow_date(request.now);
        let context = Context {
            language: screen.language(),
            today,
            directory: directory
                .map(|stored| stored.record)
                .filter(|directory| !directory.warehouses.is_empty()),
            keys: keys.iter().filter(|key| key.can_book(request.now)).cloned().collect(),
            feed,
            catches_left,
        };
        Ok((context, keys))
    }
}

/// What a press on the wizard's own message leads to. Pure. `any_keys` says whether the user has keys at all.
fn react(
    screen: &Screen<'_>,
    mut draft: Box<Draft>,
    press: &WizardPress,
    context: &Context,
    any_keys: bool,
) -> Reaction {
    Reaction::Reply(match rules::press(&mut draft, press, context) {
        Next::Show(toast) => {
            let view = view::of(&draft, context);
            screen.show(view, Activity::Wizard(draft), toast.map_or(Say::Nothing, Say::Toast))
        }
        Next::Cancelled => screen.end(texts::cancelled(screen.language()), Say::Nothing),
        Next::NoKeys => screen.end(texts::no_keys(screen.language(), any_keys), Say::Nothing),
        Next::Make(order) => return Reaction::Make(draft, order),
    })
}

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
