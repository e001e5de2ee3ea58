//! Goods put into drafts, shown and taken out.

use reqwest::Url;

use super::{Api, DRAFTS, FEED_BODY, SMALL_BODY, SMALL_CALL, read, unusable};
use crate::draft_items::{AddBody, AddedBody, ContentBody, RemoveBody};
use crate::{DraftContent, DraftId, DraftItem, ItemsAdded, SellerKey, WbError, http};

impl Api {
    /// Puts goods into a draft, at most 1000 at once: all of them, or none when Wildberries knows no card for one.
    ///
    /// Not to be repeated blindly: goods that are there already may be added up. After a doubtful call,
    /// [`draft_items`](Self::draft_items) tells.
    ///
    /// # Errors
    /// See [`WbError`]; `NotFound` when there is no such draft. A barcode without a card is no error: see
    /// [`ItemsAdded::None`].
    pub async fn add_draft_items(
        &self,
        key: &SellerKey,
        id: &DraftId,
        items: &[DraftItem],
    ) -> Result<ItemsAdded, WbError> {
        let request = self.http.post(self.items_url(id)).json(&AddBody { items });
        let answer = self
            .send("add_draft_items", request, key, SMALL_CALL, SMALL_BODY)
            .await?;
        let added: AddedBody<'_> = read(&answer, key)?;
        Ok(added.read())
    }

    /// Asks what is in a draft.
    ///
    /// # Errors
    /// See [`WbError`]; `NotFound` when there is no such draft.
    pub async fn draft_items(&self, key: &SellerKey, id: &DraftId) -> Result<DraftContent, WbError> {
        let request = self.http.get(self.items_url(id));
        let answer = self.send("draft_items", request, key, SMALL_CALL, FEED_BODY).await?;
        let content: ContentBody<'_> = read(&answer, key)?;
        content
            .read()
            .map_err(|field| unusable(&format!("a good has no usable `{field}`"), &answer, key))
    }

    /// Takes goods out of a draft, by their barcodes. Those that are not in it do no harm, and the call may be repeated.
    ///
    /// # Errors
    /// See [`WbError`]; `NotFound` when there is no such draft.
    pub async fn remove_draft_items(&self, key: &SellerKey, id: &DraftId, skus: &[String]) -> Result<(), WbError> {
        let request = self.http.delete(self.items_url(id)).json(&RemoveBody { skus });
        self.send("remove_draft_items", request, key, SMALL_CALL, SMALL_BODY)
            .await?;
        Ok(())
    }

    fn items_url(&self, id: &DraftId) -> Url {
        // The id has no character that means something in an address.
        http::append(&self.hosts.supplies, &format!("{DRAFTS}/{id}/items"))
    }
}
