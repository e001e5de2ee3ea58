//! Lists of goods that arrive while the wizard is open, and the drafts they were for.

use std::time::Duration;

use goods::{GoodsList, MOST_BYTES, Unread};
use rand::SeedableRng;
use rand::rngs::StdRng;
use store::StoreError;
use telegram::{Document, DownloadError, Reply};

use super::{BookingModule, Context, Draft, Screen, move_down, rules, texts};
use crate::goods_sheet::GoodsSheet;
use crate::ids::WatchId;

/// How long fetching a file may take: it must be read and answered within the webhook's time.
const FETCH_WITHIN: Duration = Duration::from_secs(8);

/// A file could not be fetched, for now or for ever.
pub(super) struct NotFetched;

impl BookingModule {
    /// Fetches a file and reads it as a list of goods. It is never in memory beyond its limit, and never on a disk.
    pub(super) async fn fetch(&self, document: &Document) -> Result<Result<GoodsList, Unread>, NotFetched> {
        let is_too_large = |size: u64| usize::try_from(size).is_ok_and(|size| size > MOST_BYTES);
        if document.size.is_some_and(is_too_large) {
            return Ok(Err(Unread::TooLarge));
        }
        let files = &self.services.files;
        match files.download(&document.file_id, MOST_BYTES, FETCH_WITHIN).await {
            Ok(bytes) => Ok(goods::read_file(&bytes)),
            Err(DownloadError::TooLarge) => Ok(Err(Unread::TooLarge)),
            Err(error) => {
                tracing::warn!(error = %error, "goods.not_fetched: a list of goods could not be fetched from Telegram: {error}");
                Err(NotFetched)
            }
        }
    }

    /// Takes a whole list, or says all that is wrong with it.
    pub(super) async fn list_arrived(
        &self,
        screen: &Screen<'_>,
        mut draft: Draft,
        context: &Context,
        list: Result<GoodsList, Unread>,
    ) -> Result<Reply, StoreError> {
        let list = match list {
            Ok(list) => list,
            Err(why) => return Ok(screen.remark(texts::goods::unread(screen.language(), &why))),
        };
        let request = screen.request();
        let sheet = GoodsSheet::new(request.user, list, request.now);
        self.services.table.put(&sheet).await?;
        rules::list_read(&mut draft, sheet.facts());
        Ok(move_down(screen, draft, context))
    }

    /// After a wizard was given up: a draft that was made for its watch and could not be finished goes.
    pub(super) async fn take_draft_away(&self, screen: &Screen<'_>, seed: u64) -> Result<(), StoreError> {
        let request = screen.request();
        let watch = WatchId::random(&mut StdRng::seed_from_u64(seed));
        let orders = &self.services.orders;
        orders.take_away(request.user, &watch, None, request.now).await?;
        orders.tidy_up(request.user, None, request.now).await
    }
}
