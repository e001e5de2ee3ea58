//! The draft of a watch, made once and filled with what the seller has listed, or not at all.
//!
//! ```text
//! (no record) ─begin─▶ begun ─▶ there ─fill─▶ whole ─▶ used (with its watch)
//!                        ▲        │
//!                        └────────┘ taken away: refused goods, another list, a wizard given up
//! ```
//! What is about to be done is stored first. Whoever comes after a crash looks: for an empty draft made since it was begun, and for
//! what is in a draft that is there. A draft that can be neither filled nor taken away now stays noted for the next try.

mod making;
mod orphans;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Key, Record, StoreError, Stored, Write};
use telegram::UserId;
use wildberries::{DraftId, SellerId};

use self::making::{Making, Stop};
use super::{NoWord, Orders, can_draft};
use crate::goods_sheet::{GoodsSheet, RefusedRow};
use crate::ids::WatchId;
use crate::keys;
use crate::watch::{Cargo, LoadedGoods};
use accounts::seller_key::KeyRecord;

/// How long it is remembered which draft was made for which watch. A wizard is not open for as long.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(48);
/// How long a worker may be at making a draft: a little more than the webhook's timeout.
const BUSY: SignedDuration = SignedDuration::from_secs(25);

/// What is known of the draft of a watch that is being made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drafting {
    /// Whose.
    pub user: UserId,
    /// For which watch.
    pub watch: WatchId,
    /// In which shop.
    pub seller: SellerId,
    /// The list that it is to be filled with, by its name; `None` for an empty draft.
    pub goods: Option<String>,
    /// Since when one may be there.
    pub begun_at: Timestamp,
    /// Until when a worker may be at it.
    pub busy_until: Timestamp,
    /// The draft, once it is known.
    pub draft: Option<DraftId>,
    /// Whether all that is to be in it is in it.
    pub is_whole: bool,
    /// Whether a watch has it: then it is the watch's.
    pub is_used: bool,
}

/// What came of making a draft.
#[derive(Debug, Clone)]
pub enum NewDraft {
    /// It is there.
    Made(Box<MadeDraft>),
    /// Another worker is just making it.
    BeingMade,
    /// Wildberries made none.
    No(NoWord),
    /// Wildberries does not take these goods; there is no draft.
    Refused(Vec<RefusedRow>),
}

/// A draft that is there, and filled.
#[derive(Debug, Clone)]
pub struct MadeDraft {
    /// Its id.
    pub draft: DraftId,
    /// What was put into it, if anything was.
    pub goods: Option<LoadedGoods>,
    /// When it was made.
    pub made_at: Timestamp,
    note: Stored<Drafting>,
}

impl MadeDraft {
    /// As what an assisted watch waits with.
    pub fn cargo(&self) -> Cargo {
        Cargo::Draft {
            draft: self.draft.clone(),
            made_at: self.made_at,
        }
    }

    /// The write that gives it to its watch; it fails if the draft was taken away meanwhile.
    pub fn used(&self) -> Write {
        let note = Drafting {
            is_used: true,
            ..self.note.record.clone()
        };
        Write::replace(&note, self.note.version)
    }
}

impl Orders {
    /// The draft for this watch in the key's shop, filled with these goods. It is made once, however often it is asked for.
    ///
    /// # Errors
    /// Those of the table; asked again, it goes on.
    pub async fn draft_for(
        &self,
        watch: &WatchId,
        key: &KeyRecord,
        goods: Option<&GoodsSheet>,
        now: Timestamp,
    ) -> Result<NewDraft, StoreError> {
        // Made for another shop first, and then chosen anew, a watch needs another draft.
        self.take_away(key.user, watch, Some(&key.seller), now).await?;
        self.tidy_up(key.user, Some(watch), now).await?;
        let Some((note, is_new)) = self.begin(watch, key, goods, now).await? else {
            return Ok(NewDraft::BeingMade);
        };
        let mut making = Making {
            orders: self,
            key,
            note,
            now,
        };
        match Box::pin(making.run(goods, is_new)).await {
            Ok(draft) => Ok(NewDraft::Made(Box::new(MadeDraft {
                goods: goods.map(|sheet| LoadedGoods {
                    draft: draft.clone(),
                    positions: sheet.positions(),
                    units: sheet.units(),
                    supply: None,
                }),
                draft,
                made_at: making.note.record.begun_at,
                note: making.note,
            }))),
            Err(Stop::Store(error)) => Err(error),
            Err(Stop::No(why)) => Ok(NewDraft::No(why)),
            Err(Stop::Refused(rows)) => Ok(NewDraft::Refused(rows)),
        }
    }

    /// Takes away what was made for a watch that is not going to be: all of it, or what is in other shops than `but`. What cannot be taken
    /// away now stays noted.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn take_away(
        &self,
        user: UserId,
        watch: &WatchId,
        but: Option<&SellerId>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let prefix = format!("{PREFIX}{watch}#");
        let mut notes = self.table.list::<Drafting>(&format!("USER#{user}"), &prefix).await?;
        notes.retain(|note| Some(&note.record.seller) != but);
        self.take_away_all(user, notes, now).await
    }

    /// Takes away what was made for wizards that nobody finishes any more: everything but what is for this watch, if one is being made.
    /// What cannot be taken away now stays noted.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn tidy_up(&self, user: UserId, but: Option<&WatchId>, now: Timestamp) -> Result<(), StoreError> {
        let mut notes = self.table.list::<Drafting>(&format!("USER#{user}"), PREFIX).await?;
        notes.retain(|note| Some(&note.record.watch) != but);
        self.take_away_all(user, notes, now).await
    }

    async fn take_away_all(
        &self,
        user: UserId,
        notes: Vec<Stored<Drafting>>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        for mut note in notes {
            let is_over = note.record.expires_at().is_some_and(|at| at <= now);
            if note.record.is_used || is_over || note.record.busy_until > now {
                continue;
            }
            let of_shop = keys::list(&self.table, user).await?.into_iter().find(|key| {
                key.record.seller == note.record.seller && key.record.is_usable(now) && can_draft(&key.record)
            });
            let Some(key) = of_shop else { continue };
            let tried_at = note.record.busy_until;
            note.record.busy_until = now + BUSY;
            note.version = match self.table.replace(&note.record, note.version).await {
                Ok(version) => version,
                // Somebody else is at it.
                Err(StoreError::Conflict) => continue,
                Err(error) => return Err(error),
            };
            let mut making = Making {
                orders: self,
                key: &key.record,
                note,
                now,
            };
            match making.give_up(tried_at).await {
                Ok(()) | Err(Stop::No(_) | Stop::Refused(_)) => {}
                Err(Stop::Store(error)) => return Err(error),
            }
        }
        Ok(())
    }

    /// Takes the making of a draft, and says whether nobody ever began it; `None` while another worker is at it.
    async fn begin(
        &self,
        watch: &WatchId,
        key: &KeyRecord,
        goods: Option<&GoodsSheet>,
        now: Timestamp,
    ) -> Result<Option<(Stored<Drafting>, bool)>, StoreError> {
        let at = Drafting::key_of(key.user, watch, &key.seller);
        let Some(mut note) = self.table.get_live::<Drafting>(&at, now).await? else {
            let record = Drafting {
                user: key.user,
                watch: watch.clone(),
                seller: key.seller.clone(),
                goods: goods.map(|sheet| sheet.id.clone()),
                begun_at: now,
                busy_until: now + BUSY,
                draft: None,
                is_whole: false,
                is_used: false,
            };
            return match self.table.insert_over_expired(&record, now).await {
                Ok(()) => Ok(Some((Stored { record, version: 1 }, true))),
                Err(StoreError::Conflict) => Ok(None),
                Err(error) => Err(error),
            };
        };
        if note.record.busy_until > now {
            return Ok(None);
        }
        note.record.busy_until = now + BUSY;
        match self.table.replace(&note.record, note.version).await {
            Ok(version) => Ok(Some((Stored { version, ..note }, false))),
            Err(StoreError::Conflict) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// Sort keys of these notes begin so.
const PREFIX: &str = "DRAFTING#";

impl Drafting {
    /// Table key of a watch's draft in a shop.
    pub fn key_of(user: UserId, watch: &WatchId, seller: &SellerId) -> Key {
        Key::new(format!("USER#{user}"), format!("{PREFIX}{watch}#{seller}"))
    }
}

impl Record for Drafting {
    const KIND: &'static str = "drafting";

    fn key(&self) -> Key {
        Self::key_of(self.user, &self.watch, &self.seller)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.begun_at + REMEMBERED)
    }
}
