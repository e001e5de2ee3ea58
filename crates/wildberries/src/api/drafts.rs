//! Drafts: the beginning of a supply, which the seller goes on with in the portal.

use super::{Api, DRAFTS, SMALL_BODY, SMALL_CALL, read, unusable};
use crate::draft::{CreatedBody, DraftBody, DraftsBody};
use crate::{DraftId, DraftRow, SellerKey, WbError, http};

/// The rows of one page.
const PAGE: &str = "100";

impl Api {
    /// Makes an empty draft. Not to be repeated blindly: each call that reaches Wildberries makes one more.
    ///
    /// # Errors
    /// See [`WbError`]; `Forbidden` means a token that only reads, or one of a kind without drafts.
    pub async fn create_draft(&self, key: &SellerKey) -> Result<DraftId, WbError> {
        let request = self.http.post(http::append(&self.hosts.supplies, DRAFTS));
        let answer = self.send("create_draft", request, key, SMALL_CALL, SMALL_BODY).await?;
        let created: CreatedBody = read(&answer, key)?;
        Ok(created.id)
    }

    /// Lists the newest drafts, at most 100. A row without a usable id is left out.
    ///
    /// # Errors
    /// See [`WbError`]; `Unreadable` also when there are rows and not one of them can be read.
    pub async fn drafts(&self, key: &SellerKey) -> Result<Vec<DraftRow>, WbError> {
        let mut url = http::append(&self.hosts.supplies, DRAFTS);
        url.query_pairs_mut()
            .append_pair("limit", PAGE)
            .append_pair("offset", "0")
            .append_pair("sort", "createdDt")
            .append_pair("order", "desc");
        let answer = self
            .send("drafts", self.http.get(url), key, SMALL_CALL, SMALL_BODY)
            .await?;
        let page: DraftsBody<'_> = read(&answer, key)?;
        let bodies = page.drafts.unwrap_or_default();
        let rows: Vec<DraftRow> = bodies.iter().filter_map(DraftBody::read).collect();
        if rows.is_empty() && !bodies.is_empty() {
            return Err(unusable("no row has a usable `draftId`", &answer, key));
        }
        Ok(rows)
    }

    /// Deletes a draft.
    ///
    /// # Errors
    /// See [`WbError`]; `NotFound` when there is no such draft (any more).
    pub async fn delete_draft(&self, key: &SellerKey, id: &DraftId) -> Result<(), WbError> {
        // The id has no character that means something in an address.
        let url = http::append(&self.hosts.supplies, &format!("{DRAFTS}/{id}"));
        let request = self.http.delete(url);
        self.send("delete_draft", request, key, SMALL_CALL, SMALL_BODY).await?;
        Ok(())
    }
}
