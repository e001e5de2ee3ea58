//! One making of one draft: found or made, filled, or taken away again.

use jiff::Timestamp;
use store::{Record, StoreError, Stored};
use wildberries::{DraftId, ItemsAdded};

use super::Drafting;
use super::orphans::LeftBehind;
use crate::goods_sheet::{GoodsSheet, RefusedRow};
use crate::orders::{NoWord, Orders, heard};
use accounts::seller_key::KeyRecord;

/// Why there is no draft (yet); what can be told is told.
pub(super) enum Stop {
    Store(StoreError),
    No(NoWord),
    Refused(Vec<RefusedRow>),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// One making of one draft.
pub(super) struct Making<'a> {
    pub orders: &'a Orders,
    pub key: &'a KeyRecord,
    pub note: Stored<Drafting>,
    pub now: Timestamp,
}

impl Making<'_> {
    pub(super) async fn run(&mut self, goods: Option<&GoodsSheet>, is_new: bool) -> Result<DraftId, Stop> {
        let wanted = goods.map(|sheet| sheet.id.clone());
        if self.note.record.goods != wanted {
            // Another list than before: what was made for that one goes first.
            self.empty_hands().await?;
            self.note.record.goods = wanted;
        }
        let (draft, is_fresh) = match self.note.record.draft.clone() {
            Some(draft) => (draft, false),
            None => self.find_or_make(is_new).await?,
        };
        if let Some(sheet) = goods.filter(|_| !self.note.record.is_whole)
            && let Err(stop) = self.fill(&draft, sheet, is_fresh).await
        {
            // Nothing half made stays, if that can be helped now.
            if !matches!(stop, Stop::Store(_)) {
                self.give_up(self.now).await?;
            }
            return Err(stop);
        }
        self.note.record.is_whole = true;
        self.note.record.busy_until = self.now;
        self.store().await?;
        Ok(draft)
    }

    /// The draft of a worker who died before noting it, else a new one; and whether it is new.
    async fn find_or_make(&mut self, is_new: bool) -> Result<(DraftId, bool), Stop> {
        let found = match is_new {
            true => None,
            // Whether one is there is still not known.
            false => self.adopted().await.map_err(|stop| match stop {
                Stop::No(NoWord::Away) => Stop::No(NoWord::Lost),
                other => other,
            })?,
        };
        let is_fresh = found.is_none();
        let draft = match found {
            Some(draft) => draft,
            None => self.make().await?,
        };
        self.note.record.draft = Some(draft.clone());
        self.note.record.is_whole = false;
        self.store().await?;
        Ok((draft, is_fresh))
    }

    async fn make(&mut self) -> Result<DraftId, Stop> {
        let (orders, key) = (self.orders, self.key);
        let said = orders.official.create_draft(key, self.now).await;
        match heard(key, said)? {
            Ok(draft) => {
                // Before it is noted: whoever looks for a lost draft of the same shop must not take it for theirs.
                self.claim(&draft).await?;
                Ok(draft)
            }
            // It may be there all the same: the note stays, and whoever tries again looks for it.
            Err(NoWord::Away) => {
                self.rest().await?;
                Err(Stop::No(NoWord::Lost))
            }
            Err(why) => {
                self.forget().await?;
                Err(Stop::No(why))
            }
        }
    }

    /// Puts the goods in. Into a draft that somebody may have filled already only after looking: what is there twice is added up.
    async fn fill(&self, draft: &DraftId, sheet: &GoodsSheet, is_fresh: bool) -> Result<(), Stop> {
        let (official, key, now) = (&self.orders.official, self.key, self.now);
        if !is_fresh {
            let said = official.draft_items(key, draft, now).await;
            let there = heard(key, said)?.map_err(Stop::No)?;
            if sheet.is_in(&there) {
                return Ok(());
            }
            if !there.items.is_empty() {
                // Not as we would have left it. It is taken away, and made anew when it is asked for again.
                tracing::warn!(watch = %self.note.record.watch, "draft.other_goods: a draft holds other goods than were put into it");
                return Err(Stop::No(NoWord::Away));
            }
        }
        let said = official.add_draft_items(key, draft, &sheet.items(), now).await;
        match heard(key, said)?.map_err(Stop::No)? {
            ItemsAdded::All => Ok(()),
            ItemsAdded::None(refused) => Err(Stop::Refused(sheet.locate(refused))),
        }
    }

    /// Takes the draft away and forgets about it. If that cannot be done now, the note stays. One whose making was never answered is looked
    /// for; `tried_at` is when it was last tried.
    pub(super) async fn give_up(&mut self, tried_at: Timestamp) -> Result<(), Stop> {
        let draft = match self.note.record.draft.clone() {
            Some(draft) => Some(draft),
            None => match self.left_behind(tried_at).await? {
                LeftBehind::Draft(draft) => Some(draft),
                LeftBehind::Nothing => None,
                LeftBehind::Unclear => return Ok(self.rest().await?),
            },
        };
        if let Some(draft) = draft
            && let Err(why) = self.delete(&draft).await?
        {
            tracing::warn!(watch = %self.note.record.watch, why = ?why, "draft.left: a draft that is not needed could not be taken away now");
            return Ok(self.rest().await?);
        }
        Ok(self.forget().await?)
    }

    /// Like giving up, but the making goes on.
    async fn empty_hands(&mut self) -> Result<(), Stop> {
        if let Some(draft) = self.note.record.draft.clone()
            && let Err(why) = self.delete(&draft).await?
        {
            self.rest().await?;
            return Err(Stop::No(why));
        }
        self.note.record.draft = None;
        self.note.record.is_whole = false;
        Ok(self.store().await?)
    }

    async fn delete(&self, draft: &DraftId) -> Result<Result<(), NoWord>, StoreError> {
        let said = self.orders.official.delete_draft(self.key, draft, self.now).await;
        heard(self.key, said)
    }

    /// Leaves the note as it is to whoever tries next.
    pub(super) async fn rest(&mut self) -> Result<(), StoreError> {
        self.note.record.busy_until = self.now;
        self.store().await
    }

    async fn forget(&self) -> Result<(), StoreError> {
        self.orders.table.delete(&self.note.record.key()).await
    }

    async fn store(&mut self) -> Result<(), StoreError> {
        let version = self.note.version;
        self.note.version = self.orders.table.replace(&self.note.record, version).await?;
        Ok(())
    }
}
