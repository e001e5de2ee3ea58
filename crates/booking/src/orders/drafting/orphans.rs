//! Drafts whose making was never answered: found among the shop's, and nobody else's taken for them.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Key, Record, StoreError};
use telegram::UserId;
use wildberries::{DraftId, DraftRow, SellerId};

use super::BUSY;
use super::making::{Making, Stop};
use crate::ids::WatchId;
use crate::orders::heard;
use crate::watch::{Cargo, Watch, Way};
use crate::watches;

/// By how much Wildberries' clock may be behind ours.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_secs(2);
/// How long after it was asked for a draft may yet come into being.
const COMES_LATE: SignedDuration = SignedDuration::from_secs(60);
/// How long a claim stands: longer than anybody looks for a lost draft.
const CLAIMED_FOR: SignedDuration = SignedDuration::from_hours(96);

/// Whose a draft of a shop is: several users may have keys of one shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimedDraft {
    /// The shop.
    pub seller: SellerId,
    /// The draft.
    pub draft: DraftId,
    /// Whose it is.
    pub user: UserId,
    /// For which watch.
    pub watch: WatchId,
    /// Since when.
    pub at: Timestamp,
}

/// What a making that was never answered has left behind.
pub(super) enum LeftBehind {
    /// This draft.
    Draft(DraftId),
    /// Nothing.
    Nothing,
    /// Nobody can say now.
    Unclear,
}

impl Making<'_> {
    /// The draft of a worker who died before noting it, or never heard of it, claimed for this watch. Of several nobody can say which.
    pub(super) async fn adopted(&mut self) -> Result<Option<DraftId>, Stop> {
        let orphans = self.orphans(self.now).await?;
        let [draft] = orphans.as_slice() else { return Ok(None) };
        Ok(self.claim(draft).await?.then(|| draft.clone()))
    }

    /// The draft that is to be taken away though it was never noted. A draft that came into being long after it was last tried is none of ours.
    pub(super) async fn left_behind(&mut self, tried_at: Timestamp) -> Result<LeftBehind, Stop> {
        let orphans = match self.orphans(tried_at + BUSY).await {
            Ok(orphans) => orphans,
            Err(Stop::Store(error)) => return Err(error.into()),
            Err(Stop::No(_) | Stop::Refused(_)) => return Ok(LeftBehind::Unclear),
        };
        match orphans.as_slice() {
            [] if self.now >= tried_at + COMES_LATE => Ok(LeftBehind::Nothing),
            [draft] if self.claim(draft).await? => Ok(LeftBehind::Draft(draft.clone())),
            [] => Ok(LeftBehind::Unclear),
            several => {
                tracing::warn!(watch = %self.note.record.watch, drafts = several.len(),
                    "draft.unclear: a draft was perhaps made, and nobody can say which of the shop's it is");
                Ok(LeftBehind::Unclear)
            }
        }
    }

    /// Notes that the draft is this watch's; false when it is another's.
    pub(super) async fn claim(&self, draft: &DraftId) -> Result<bool, StoreError> {
        let note = &self.note.record;
        let claim = ClaimedDraft {
            seller: note.seller.clone(),
            draft: draft.clone(),
            user: note.user,
            watch: note.watch.clone(),
            at: self.now,
        };
        let table = &self.orders.table;
        match table.insert_over_expired(&claim, self.now).await {
            Ok(()) => Ok(true),
            Err(StoreError::Conflict) => self.is_ours(draft).await,
            Err(error) => Err(error),
        }
    }

    /// Empty drafts of the shop, made since this one was begun and until then, that are no watch's and nobody else's.
    async fn orphans(&mut self, until: Timestamp) -> Result<Vec<DraftId>, Stop> {
        let (orders, key) = (self.orders, self.key);
        let said = orders.official.drafts(key, self.now).await;
        let rows = match heard(key, said)? {
            Ok(rows) => rows,
            Err(why) => {
                self.rest().await?;
                return Err(Stop::No(why));
            }
        };
        let since = self.note.record.begun_at - CLOCKS_DIFFER;
        let others = watches::list(&orders.table, self.note.record.user).await?;
        let may_be_ours = |row: &&DraftRow| {
            let is_of_then = row
                .created_at
                .is_some_and(|at| (since..=until + CLOCKS_DIFFER).contains(&at));
            row.goods == 0 && is_of_then && !others.iter().any(|watch| draft_of(&watch.record) == Some(&row.id))
        };
        let mut orphans = Vec::new();
        for row in rows.iter().filter(may_be_ours) {
            if self.is_ours(&row.id).await? {
                orphans.push(row.id.clone());
            }
        }
        Ok(orphans)
    }

    /// Whether the draft is this watch's, or nobody's.
    async fn is_ours(&self, draft: &DraftId) -> Result<bool, StoreError> {
        let note = &self.note.record;
        let key = ClaimedDraft::key_of(&note.seller, draft);
        let claim = self.orders.table.get_live::<ClaimedDraft>(&key, self.now).await?;
        Ok(claim.is_none_or(|claim| (claim.record.user, &claim.record.watch) == (note.user, &note.watch)))
    }
}

impl ClaimedDraft {
    /// Table key of the claim on a shop's draft.
    pub fn key_of(seller: &SellerId, draft: &DraftId) -> Key {
        Key::new(format!("SELLER#{seller}"), format!("DRAFT#{draft}"))
    }
}

impl Record for ClaimedDraft {
    const KIND: &'static str = "claimed_draft";

    fn key(&self) -> Key {
        Self::key_of(&self.seller, &self.draft)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.at + CLAIMED_FOR)
    }
}

/// The draft that a watch has.
fn draft_of(watch: &Watch) -> Option<&DraftId> {
    match (&watch.way, &watch.goods) {
        (Way::Assisted(Cargo::Draft { draft, .. }), _) => Some(draft),
        (_, Some(goods)) => Some(&goods.draft),
        _ => None,
    }
}
