//! The room of the watches: one card at a time.

mod shelf;

use store::{LeaseKeeper, StoreError};
use telegram::{Message, Reply};

use self::shelf::Shelf;
use super::BookingModule;
use super::press::WatchPress;
use super::screen::{Say, Screen};
use super::state::Activity;
use crate::feed::{FeedView, POLLER_LEASE, PollerNote};
use crate::ids::WatchId;
use crate::records::SellerRest;
use crate::texts::{feed, watches as texts};
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
        match press {
            WatchPress::Open(id) => {
                let shelf = self.shelf(screen).await?;
                Ok(screen.send_aside(match shelf.place(id) {
                    Some(place) => self.card_at(screen, &shelf, place).await?,
                    None => texts::gone_message(language),
                }))
            }
            WatchPress::Show(id) => self.show_watch(screen, id, Say::Nothing).await,
            WatchPress::Renew(id, mark) => self.renew(screen, id, mark).await,
            WatchPress::Pause(id) => {
                let change = watches.pause(user, id, now).await?;
                self.show_watch(screen, id, said(screen, &change, texts::paused(language)))
                    .await
            }
            WatchPress::Resume(id) => {
                let change = watches.resume(user, id, now).await?;
                self.show_watch(screen, id, said(screen, &change, texts::resumed(language)))
                    .await
            }
            WatchPress::Delete(id) => {
                let shelf = self.shelf(screen).await?;
                match shelf.place(id) {
                    Some(place) => {
                        Ok(screen.show(shelf.delete_question(language, place), Activity::Browsing, Say::Nothing))
                    }
                    None => self.show_watch(screen, id, Say::Nothing).await,
                }
            }
            WatchPress::ConfirmDelete(id) => {
                let before = self.shelf(screen).await?;
                let say = said(screen, &watches.delete(user, id, now).await?, texts::deleted(language));
                let shelf = self.shelf(screen).await?;
                let view = self.card_at(screen, &shelf, before.place(id).unwrap_or(0)).await?;
                Ok(screen.show(view, Activity::Browsing, say))
            }
        }
    }

    /// The card of a watch as it is now; the newest one's if it is gone.
    pub(super) async fn card_of(&self, screen: &Screen<'_>, id: &WatchId) -> Result<Message, StoreError> {
        let shelf = self.shelf(screen).await?;
        self.card_at(screen, &shelf, shelf.place(id).unwrap_or(0)).await
    }

    /// The line about the feed. It is only shown: if it cannot be read, that is no reason to fail.
    pub(super) async fn feed_line(&self, screen: &Screen<'_>) -> Result<String, StoreError> {
        let note = match LeaseKeeper::note::<PollerNote>(&self.services.table, POLLER_LEASE).await {
            Ok(note) => note.map(|(note, _)| note),
            Err(error) => {
                tracing::warn!(error = %error, "feed.note_unreadable: the poller's note could not be read: {error}");
                None
            }
        };
        let view = FeedView::of(note.as_ref(), screen.request().now);
        Ok(feed::line(screen.language(), &view, note.map(|note| note.feed.since)))
    }

    async fn show_watch(&self, screen: &Screen<'_>, id: &WatchId, say: Say) -> Result<Reply, StoreError> {
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

    async fn card_at(&self, screen: &Screen<'_>, shelf: &Shelf, place: usize) -> Result<Message, StoreError> {
        let (language, now) = (screen.language(), screen.request().now);
        let Some(watch) = shelf.watch(place) else {
            return Ok(shelf.empty(language));
        };
        let rest = self
            .services
            .table
            .get_live::<SellerRest>(&SellerRest::key_of(&watch.seller), now)
            .await?;
        Ok(shelf.card(language, place, rest.map(|rest| rest.record.until), now))
    }

    async fn shelf(&self, screen: &Screen<'_>) -> Result<Shelf, StoreError> {
        let user = screen.request().user;
        let (watches, keys, feed) = tokio::try_join!(
            self.services.watches.list(user),
            self.key_records(user),
            self.feed_line(screen)
        )?;
        Ok(Shelf::new(
            watches.into_iter().map(|stored| stored.record).collect(),
            keys,
            feed,
        ))
    }
}

/// What is said about a change; `done` when it was made.
fn said(screen: &Screen<'_>, change: &ChangeWatch, done: String) -> Say {
    let language = screen.language();
    match change {
        ChangeWatch::Changed(_) => Say::Toast(done),
        ChangeWatch::Already(watch) => Say::Toast(texts::already(language, watch)),
        ChangeWatch::Gone => Say::Toast(texts::gone(language)),
        ChangeWatch::Busy => Say::Alert(texts::busy(language)),
        ChangeWatch::KeyUnusable => Say::Alert(texts::key_unusable(language)),
        ChangeWatch::Past => Say::Alert(texts::past(language)),
        ChangeWatch::NoCatches => Say::Alert(texts::no_catches(language)),
    }
}
