//! The room of the watches: one card at a time, with what Wildberries' board shows for it.

mod shelf;
mod sooner;

use accounts::pace::ShopPace;
use jiff::Timestamp;
use store::{LeaseKeeper, StoreError};
use telegram::{Message, Reply};

use self::shelf::{Around, FeedLook, Shelf};
use super::press::WatchPress;
use telegram::Say;

use super::state::Activity;
use super::state::Screen;
use super::wizard::Step;
use super::{BookingModule, Loading};
use crate::board::Board;
use crate::feed::{FeedView, POLLER_LEASE, PollerNote};
use crate::ids::WatchId;
use crate::keys;
use crate::records::SellerRest;
use crate::snapshot::Snapshot;
use crate::texts::watch_wizard::cargo::order_taken;
use crate::texts::{feed, watches as texts};
use crate::watch::{Watch, Way};
use crate::watches::ChangeWatch;

impl BookingModule {
    /// The newest watch's card.
    pub(super) async fn show_watches(&self, screen: &Screen<'_>) -> Result<Reply, StoreError> {
        let shelf = self.shelf(screen).await?;
        Ok(screen.show(self.card_at(screen, &shelf, 0).await?, Activity::Browsing, Say::Nothing))
    }

    /// A press on a card.
    pub(super) async fn watch_press(&self, screen: &Screen<'_>, press: &WatchPress) -> Result<Reply, StoreError> {
        let (user, now, language) = (screen.request().user, screen.request().now, screen.language());
        let watches = &self.services.watches;
        let (id, say) = match press {
            WatchPress::Show(id) => (id, Say::Nothing),
            WatchPress::Pause(id) => {
                let change = watches.pause(user, id, now).await?;
                (id, said(screen, &change, texts::paused(language)))
            }
            WatchPress::Resume(id) => {
                let change = watches.resume(user, id, now).await?;
                let say = match &change {
                    ChangeWatch::Changed(watch) if watch.unpaid => Say::Alert(texts::only_tells(language)),
                    _ => said(screen, &change, texts::resumed(language)),
                };
                (id, say)
            }
            WatchPress::Open(id) => return self.open_watch(screen, id).await,
            WatchPress::Renew(id, mark) => return self.renew(screen, id, mark).await,
            WatchPress::Sooner(id, attempt) => return self.start_sooner(screen, id, attempt.as_ref()).await,
            WatchPress::Edit(id) => return self.ask_what_to_change(screen, id).await,
            WatchPress::Change(id, step) => return self.change_watch(screen, id, *step).await,
            WatchPress::Delete(id) => return self.ask_to_delete(screen, id).await,
            WatchPress::ConfirmDelete(id) => return self.delete_watch(screen, id).await,
        };
        self.show_watch(screen, id, say).await
    }

    async fn open_watch(&self, screen: &Screen<'_>, id: &WatchId) -> Result<Reply, StoreError> {
        let shelf = self.shelf(screen).await?;
        Ok(screen.send_aside(match shelf.place(id) {
            Some(place) => self.card_at(screen, &shelf, place).await?,
            None => texts::gone_message(screen.language()),
        }))
    }

    async fn ask_what_to_change(&self, screen: &Screen<'_>, id: &WatchId) -> Result<Reply, StoreError> {
        let shelf = self.shelf(screen).await?;
        let Some(place) = shelf.place(id).filter(|place| shelf.can_edit(*place)) else {
            return self.show_watch(screen, id, Say::Nothing).await;
        };
        let card = self.card_at(screen, &shelf, place).await?;
        let menu = shelf.edit_menu(screen.language(), place, card);
        Ok(screen.show(menu, Activity::Browsing, Say::Nothing))
    }

    async fn change_watch(&self, screen: &Screen<'_>, id: &WatchId, step: Step) -> Result<Reply, StoreError> {
        match self.services.watches.get(screen.request().user, id).await? {
            Some(watch) if shelf::changes(&watch.record).any(|offered| offered == step) => {
                self.start_edit(screen, &watch.record, step).await
            }
            _ => self.show_watch(screen, id, Say::Nothing).await,
        }
    }

    async fn ask_to_delete(&self, screen: &Screen<'_>, id: &WatchId) -> Result<Reply, StoreError> {
        let shelf = self.shelf(screen).await?;
        let Some(place) = shelf.place(id) else {
            return self.show_watch(screen, id, Say::Nothing).await;
        };
        let question = shelf.delete_question(screen.language(), place);
        Ok(screen.show(question, Activity::Browsing, Say::Nothing))
    }

    /// Deletes a watch; its neighbour takes its place.
    async fn delete_watch(&self, screen: &Screen<'_>, id: &WatchId) -> Result<Reply, StoreError> {
        let before = self.shelf(screen).await?;
        let request = screen.request();
        let change = self.services.watches.delete(request.user, id, request.now).await?;
        let say = said(screen, &change, texts::deleted(screen.language()));
        let shelf = self.shelf(screen).await?;
        let view = self.card_at(screen, &shelf, before.place(id).unwrap_or(0)).await?;
        Ok(screen.show(view, Activity::Browsing, say))
    }

    /// The card of a watch as it is now; the newest one's if it is gone.
    pub(super) async fn card_of(&self, screen: &Screen<'_>, id: &WatchId) -> Result<Message, StoreError> {
        let shelf = self.shelf(screen).await?;
        self.card_at(screen, &shelf, shelf.place(id).unwrap_or(0)).await
    }

    /// How the feed does. It is only shown: if it cannot be read, that is no reason to fail.
    pub(super) fn feed_look<'a>(&'a self, screen: &'a Screen<'a>) -> Loading<'a, FeedLook> {
        Box::pin(async move {
            let note = match LeaseKeeper::note::<PollerNote>(&self.services.table, POLLER_LEASE).await {
                Ok(note) => note.map(|(note, _)| note),
                Err(error) => {
                    tracing::warn!(error = %error, "feed.note_unreadable: the poller's note could not be read: {error}");
                    None
                }
            };
            let view = FeedView::of(note.as_ref(), screen.request().now);
            Ok(FeedLook {
                line: feed::line(screen.language(), &view, note.map(|note| note.feed.since)),
                checked_at: view.last_good_at,
            })
        })
    }

    /// The card of a watch in the pressed message; if it is gone, the first one's.
    pub(super) async fn show_watch(&self, screen: &Screen<'_>, id: &WatchId, say: Say) -> Result<Reply, StoreError> {
        let shelf = self.shelf(screen).await?;
        let place = shelf.place(id);
        let say = match (place, say) {
            (None, Say::Nothing) => Say::Toast(texts::gone(screen.language())),
            (_, say) => say,
        };
        let view = self.card_at(screen, &shelf, place.unwrap_or(0)).await?;
        Ok(screen.show(view, Activity::Browsing, say))
    }

    /// Shows the card as it is now, if that differs from what the user sees: known from the dialog, else from the button's mark.
    async fn renew(&self, screen: &Screen<'_>, id: &WatchId, mark: &str) -> Result<Reply, StoreError> {
        let shelf = self.shelf(screen).await?;
        let Some(place) = shelf.place(id) else {
            return self.show_watch(screen, id, Say::Nothing).await;
        };
        let view = self.card_at(screen, &shelf, place).await?;
        let same = if screen.is_here() {
            screen.shows(&view)
        } else {
            shelf::mark(&view).as_deref() == Some(mark)
        };
        if same {
            return Ok(screen.answer(Say::Toast(texts::unchanged(screen.language()))));
        }
        Ok(screen.show(view, Activity::Browsing, Say::Nothing))
    }

    fn card_at<'a>(&'a self, screen: &'a Screen<'a>, shelf: &'a Shelf, place: usize) -> Loading<'a, Message> {
        Box::pin(async move {
            let (language, now) = (screen.language(), screen.request().now);
            let Some(watch) = shelf.watch(place) else {
                return Ok(shelf.empty(language));
            };
            let rest_key = SellerRest::key_of(&watch.seller);
            let rest = self.services.table.get_live::<SellerRest>(&rest_key, now);
            let has_catches = self.services.watches.has_catches(screen.request().user, now);
            let (rest, has_catches, pace, board) = tokio::join!(
                rest,
                has_catches,
                self.pace_for(watch, now),
                self.board_for(watch, shelf)
            );
            let around = Around {
                rest_until: rest?.map(|rest| rest.record.until),
                is_unpaid: !has_catches?,
                pace,
                board,
            };
            Ok(shelf.card(language, place, &around, now))
        })
    }

    /// How the shop stands against its pace, for a watch that books. Like the feed's line it is only shown.
    async fn pace_for(&self, watch: &Watch, now: Timestamp) -> Option<ShopPace> {
        if watch.way != Way::Gateway || !watch.is_running() {
            return None;
        }
        match self.services.watches.pace_of(&watch.seller, now).await {
            Ok(pace) => pace,
            Err(error) => {
                tracing::warn!(error = %error, "pace.unreadable: how fast a shop books could not be read: {error}");
                None
            }
        }
    }

    /// The board as it was last stored, for a watch that waits. Like the feed's line it is only shown.
    async fn board_for(&self, watch: &Watch, shelf: &Shelf) -> Option<Board> {
        if !watch.is_active() {
            return None;
        }
        let stored = match self.services.table.get::<Snapshot>(&Snapshot::table_key()).await {
            Ok(Some(stored)) => stored,
            // It is stored when it changes: as long as nothing has ever been open, there is none.
            Ok(None) => return shelf.is_feed_known().then(Board::default),
            Err(error) => {
                tracing::warn!(error = %error, "board.unreadable: the stored board could not be read: {error}");
                return None;
            }
        };
        match stored.record.unpack() {
            Ok(board) => Some(board),
            Err(error) => {
                tracing::warn!(error = %error, "board.unreadable: the stored board could not be read: {error}");
                None
            }
        }
    }

    fn shelf<'a>(&'a self, screen: &'a Screen<'a>) -> Loading<'a, Shelf> {
        Box::pin(async move {
            let user = screen.request().user;
            let (watches, keys, feed) = tokio::try_join!(
                self.services.watches.list(user),
                keys::records(&self.services.table, user),
                self.feed_look(screen)
            )?;
            Ok(Shelf::new(
                watches.into_iter().map(|stored| stored.record).collect(),
                keys,
                feed,
            ))
        })
    }
}

/// What is said about a change; `done` when it was made.
pub(super) fn said(screen: &Screen<'_>, change: &ChangeWatch, done: String) -> Say {
    let language = screen.language();
    match change {
        ChangeWatch::Changed(_) => Say::Toast(done),
        ChangeWatch::Already(watch) => Say::Toast(texts::already(language, watch)),
        ChangeWatch::Gone => Say::Toast(texts::gone(language)),
        ChangeWatch::Busy => Say::Alert(texts::busy(language)),
        ChangeWatch::KeyUnusable => Say::Alert(texts::key_unusable(language)),
        ChangeWatch::Past => Say::Alert(texts::past(language)),
        ChangeWatch::OrderTaken => Say::Alert(order_taken(language).to_owned()),
        ChangeWatch::Fixed => Say::Alert(texts::fixed_by_order(language)),
    }
}
