//! The conversation: keys, the wizard that makes a watch, and the watches. Rules are pure; each room loads what they need,
//! decides, and hands back effects.
//!
//! What the buttons send (`{id}` is a key's or a watch's id, `{mark}` tells one picture of a card from another):
//!
//! | data | meaning |
//! |---|---|
//! | `key:add` `key:cancel` | ask for a key (as a new message); give up what was asked |
//! | `key:list` `key:show:{id}` | the list; one key's card |
//! | `key:name:{id}` `key:del:{id}` `key:yes:{id}` | rename; ask whether to remove; remove |
//! | `w:new` `w:cancel` `w:make` | a new wizard (as a new message); give it up; make the watch, or save what is changed about one |
//! | `w:way:{own,gateway}` `w:key:{id}` `w:cargo:{order}` `w:cargo:draft` | how, with which key, for which order (or a new draft) |
//! | `w:wh:{warehouse}` `w:page:{n}` `w:all` `w:renew` | tick a warehouse; turn a list's page; forget the search; look for the list again |
//! | `w:box:{2,5,6,qr}` `w:max:{0…20}` `w:mode:{first,keep}` | answers of the other steps |
//! | `w:next:{step}` `w:back:{step}` | leave a step (`way`, `key`, `cargo`, `wh`, `box`, `max`, `day`, `mode`, `sum`); ignored at any other |
//! | `cal:…` | the calendar, see [`telegram::CalendarPress`] |
//! | `of:skip:{attempt}` | the seller does not want this offer |
//! | `ws:open:{id}` `ws:show:{id}` | a watch's card as a new message; in this message |
//! | `ws:pause:{id}` `ws:resume:{id}` `ws:del:{id}` `ws:yes:{id}` `ws:renew:{id}:{mark}` | pause; resume; ask whether to delete; delete; refresh |
//! | `ws:edit:{id}` `ws:edit:{id}:{step}` | what to change about a watch (in this message); change it: a step of the wizard alone |
//!
//! The dialog lives in one message. The wizard's and the calendar's buttons work only there; everything else works anywhere,
//! and looking at lists never ends something that is half done.

mod arrivals;
mod keys;
mod offers;
pub(crate) mod press;
mod screen;
mod state;
mod watches;
mod wizard;

use std::pin::Pin;

use async_trait::async_trait;
use queue::Fifo;
use store::{StoreError, Table};
use telegram::{CommandSpec, Input, Module, ModuleError, Reply, Request};

use self::press::{KeyPress, OfferPress, Press, WizardPress};
use self::screen::Screen;
use self::state::Activity;
use crate::keys::Keys;
use crate::orders::Orders;
use crate::texts;
use crate::watches::Watches;

pub use arrivals::looks_like_key;
pub use state::cancelled;

/// Something a room loads. On the heap, because several rooms load the same: side by side they would make one very large future.
type Loading<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// What the conversation works with.
#[derive(Debug, Clone)]
pub struct BookingServices {
    /// Keys.
    pub keys: Keys,
    /// Watches.
    pub watches: Watches,
    /// Orders and drafts at Wildberries.
    pub orders: Orders,
    /// Whether this installation books through a gateway.
    pub gateway: bool,
    /// The table, for what is only shown.
    pub table: Table,
    /// Where the booker is told what a seller decides on an offer.
    pub bookings: Fifo,
}

/// The feature's part of the bot.
#[derive(Debug, Clone)]
pub struct BookingModule {
    services: BookingServices,
}

impl BookingModule {
    /// The conversation over these services.
    pub fn new(services: BookingServices) -> Self {
        Self { services }
    }

    async fn answer(&self, screen: &Screen<'_>) -> Result<Reply, StoreError> {
        match &screen.request().input {
            Input::Command { argument, .. } if looks_like_key(argument) => self.key_arrived(screen, argument).await,
            Input::Command { name, .. } => match name.as_str() {
                "keys" => self.show_keys(screen).await,
                "watch" => self.start_wizard(screen).await,
                "watches" => self.show_watches(screen).await,
                _ => Ok(screen.remark(texts::common::nothing_asked(screen.language()))),
            },
            Input::Text(text) if looks_like_key(text) => self.key_arrived(screen, text).await,
            Input::Text(text) => match screen.activity() {
                Activity::Browsing => Ok(screen.remark(texts::common::nothing_asked(screen.language()))),
                Activity::AddingKey => Ok(screen.remark(texts::keys::not_a_key(screen.language()))),
                Activity::RenamingKey { id } => self.rename_key(screen, id, text).await,
                Activity::Wizard(draft) => self.wizard_text(screen, draft, text).await,
            },
            Input::Press { data, .. } => match Press::parse(data) {
                Some(Press::Key(press)) => self.key_press(screen, &press).await,
                Some(Press::Wizard(WizardPress::New)) => self.start_wizard(screen).await,
                Some(Press::Wizard(press)) => Box::pin(self.wizard_press(screen, &press)).await,
                Some(Press::Watch(press)) => Box::pin(self.watch_press(screen, &press)).await,
                Some(Press::Offer(OfferPress::Skip(attempt))) => self.skip_offer(screen, attempt).await,
                None => Ok(screen.stale()),
            },
            Input::Other { .. } => Ok(match screen.activity() {
                Activity::Browsing => screen.remark(texts::common::nothing_asked(screen.language())),
                Activity::AddingKey | Activity::RenamingKey { .. } => {
                    screen.remark(texts::keys::waiting_for_text(screen.language()))
                }
                Activity::Wizard(_) => screen.remark(texts::watch_wizard::use_buttons(screen.language())),
            }),
            // Payments are not this feature's: it does not claim them.
            Input::PreCheckout { .. } | Input::Paid(_) | Input::Refunded(_) | Input::SubscriptionChanged(_) => {
                Ok(Reply::new())
            }
        }
    }

    async fn key_press(&self, screen: &Screen<'_>, press: &KeyPress) -> Result<Reply, StoreError> {
        match press {
            KeyPress::Add => Ok(screen.send(texts::keys::prompt(screen.language()), Activity::AddingKey)),
            KeyPress::List => self.show_keys(screen).await,
            KeyPress::Cancel => self.cancel_key(screen).await,
            KeyPress::Show(id) => self.show_key(screen, id).await,
            KeyPress::Rename(id) => self.ask_key_name(screen, id).await,
            KeyPress::Remove(id) => self.ask_to_remove_key(screen, id).await,
            KeyPress::ConfirmRemove(id) => self.remove_key(screen, id).await,
        }
    }
}

#[async_trait]
impl Module for BookingModule {
    fn name(&self) -> &'static str {
        "booking"
    }

    fn commands(&self) -> Vec<CommandSpec> {
        texts::commands::all()
    }

    fn prefixes(&self) -> &'static [&'static str] {
        &["key", "w", "ws", "of", "cal"]
    }

    fn claims_text(&self, text: &str) -> bool {
        looks_like_key(text)
    }

    async fn handle(&self, request: &Request) -> Result<Reply, ModuleError> {
        self.answer(&Screen::of(request)).await.map_err(failure)
    }
}

fn failure(error: StoreError) -> ModuleError {
    match error {
        // A conflict is somebody else's faster write: the same request, delivered again, sees it.
        StoreError::Conflict | StoreError::Unavailable(_) => ModuleError::Unavailable(error.into()),
        StoreError::Corrupt { .. } | StoreError::Failed(_) => ModuleError::Failed(error.into()),
    }
}
