//! The conversation: the wizard that makes a watch, and the watches. Rules are pure; each room loads what they need,
//! decides, and hands back effects.
//!
//! What the buttons send (`{id}` is a key's or a watch's id, `{mark}` tells one picture of a card from another):
//!
//! | data | meaning |
//! |---|---|
//! | `w:new` `w:cancel` `w:make` | a new wizard (as a new message); give it up; make the watch, or save what is changed about one |
//! | `w:way:{own,gateway}` `w:key:{id}` `w:cargo:{order}` `w:cargo:draft` | how, with which key, for which order (or a new draft) |
//! | `w:cargo:goods` `w:cargo:none` | a new draft from a list of goods; no list after all |
//! | `w:wh:{warehouse}` `w:page:{n}` `w:all` `w:renew` | tick a warehouse; turn a list's page; forget the search; look for the list again |
//! | `w:box:{2,5,6,qr}` `w:max:{0…20}` `w:mode:{first,keep}` | answers of the other steps |
//! | `w:next:{step}` `w:back:{step}` | leave a step (`way`, `key`, `cargo`, `goods`, `wh`, `box`, `max`, `day`, `mode`, `sum`); ignored at any other |
//! | `cal:…` | the calendar, see [`telegram::CalendarPress`] |
//! | `of:skip:{attempt}` | the seller does not want this offer |
//! | `ws:open:{id}` `ws:show:{id}` | a watch's card as a new message; in this message |
//! | `ws:pause:{id}` `ws:resume:{id}` `ws:del:{id}` `ws:yes:{id}` `ws:renew:{id}:{mark}` | pause; resume; ask whether to delete; delete; refresh |
//! | `ws:edit:{id}` `ws:edit:{id}:{step}` | what to change about a watch (in this message); change it: a step of the wizard alone |
//! | `ws:sooner:{id}` `ws:sooner:{id}:{attempt}` | a watch for an earlier day than what it has caught last, or by this attempt (as a new message) |
//!
//! The dialog lives in one message. The wizard's and the calendar's buttons work only there; everything else works anywhere,
//! and looking at lists never ends something that is half done.

mod offers;
pub(crate) mod press;
mod state;
mod watches;
mod wizard;

use accounts::failure::failure;
use std::pin::Pin;

use async_trait::async_trait;
use queue::Fifo;
use store::{StoreError, Table};
use telegram::{Client, CommandSpec, Dialog, Input, Language, Module, ModuleError, Reply, Request};

use self::press::{OfferPress, Press, WizardPress};
use self::state::{Activity, Screen};
use crate::orders::Orders;
use crate::texts;
use crate::watches::Watches;

/// Something a room loads. On the heap, because several rooms load the same: side by side they would make one very large future.
type Loading<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// What the conversation works with.
#[derive(Debug, Clone)]
pub struct BookingServices {
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
    /// Telegram, for the files that sellers send.
    pub files: Client,
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
            Input::Command { name, .. } => match name.as_str() {
                "watch" => self.start_wizard(screen).await,
                "watches" => self.show_watches(screen).await,
                _ => Ok(screen.remark(texts::common::nothing_asked(screen.language()))),
            },
            Input::Text(text) => match screen.activity() {
                Activity::Browsing => Ok(screen.remark(texts::common::nothing_asked(screen.language()))),
                Activity::Wizard(draft) => self.wizard_text(screen, draft, text).await,
            },
            Input::Press { data, .. } => match Press::parse(data) {
                Some(Press::Wizard(WizardPress::New)) => self.start_wizard(screen).await,
                Some(Press::Wizard(press)) => Box::pin(self.wizard_press(screen, &press)).await,
                Some(Press::Watch(press)) => Box::pin(self.watch_press(screen, &press)).await,
                Some(Press::Offer(OfferPress::Skip(attempt))) => self.skip_offer(screen, attempt).await,
                None => Ok(screen.stale()),
            },
            Input::Document(document) => match screen.activity() {
                Activity::Browsing => Ok(screen.remark(texts::watch_wizard::goods::how_to(screen.language()))),
                Activity::Wizard(draft) => Box::pin(self.wizard_document(screen, draft, document)).await,
            },
            Input::Forwarded(_) | Input::Other { .. } => Ok(match screen.activity() {
                Activity::Browsing => screen.remark(texts::common::nothing_asked(screen.language())),
                Activity::Wizard(_) => screen.remark(texts::watch_wizard::use_buttons(screen.language())),
            }),
            // Payments are not this feature's: it does not claim them.
            Input::PreCheckout { .. } | Input::Paid(_) | Input::Refunded(_) | Input::SubscriptionChanged(_) => {
                Ok(Reply::new())
            }
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
        &["w", "ws", "of", "cal"]
    }

    fn cancelled(&self, dialog: &Dialog, language: Language) -> Option<String> {
        state::cancelled(dialog, language)
    }

    async fn handle(&self, request: &Request) -> Result<Reply, ModuleError> {
        self.answer(&Screen::of(request)).await.map_err(failure)
    }
}
