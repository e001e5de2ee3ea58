//! A seller's stock.

use std::time::Duration;

use super::{Api, FEED_BODY, read, unusable};
use crate::stock::{StockBody, StocksBody, StocksQuery};
use crate::{NmId, SellerKey, StockPage, StockRow, WbError, http};

/// The rows of one page: some 10 MB of JSON. Wildberries allows 250,000.
const PAGE: u32 = 50_000;

impl Api {
    /// Asks for a page of the seller's stock: of these cards, or of all when none is named. `timeout` covers the whole answer.
    ///
    /// The next page is the caller's to ask for, at [`StockPage::next_offset`]: the limit is one call in 20 s.
    ///
    /// # Errors
    /// See [`WbError`]; `Forbidden` means a key of a kind without this method, or without the category «Аналитика». `Unreadable`
    /// also when there are rows and not one of them can be read.
    pub async fn stocks(
        &self,
        key: &SellerKey,
        nms: &[NmId],
        offset: u32,
        timeout: Duration,
    ) -> Result<StockPage, WbError> {
        let url = http::append(&self.analytics, "/api/analytics/v1/stocks-report/wb-warehouses");
        let query = StocksQuery {
            nm_ids: nms,
            chrt_ids: [],
            limit: PAGE,
            offset,
        };
        let request = self.http.post(url).json(&query);
        let answer = self.send("stocks", request, key, timeout, FEED_BODY).await?;
        let body: StocksBody<'_> = read(&answer, key)?;
        let items = body.data.items.unwrap_or_default();
        let rows: Vec<StockRow> = items.iter().filter_map(StockBody::read).collect();
        if rows.is_empty() && !items.is_empty() {
            return Err(unusable(
                "no row has a usable `nmId`, `chrtId` and `quantity`",
                &answer,
                key,
            ));
        }
        let came = u32::try_from(items.len()).unwrap_or(u32::MAX);
        Ok(StockPage {
            skipped: items.len() - rows.len(),
            rows,
            next_offset: (came >= PAGE).then(|| offset.saturating_add(came)),
            remaining: http::number(&answer.headers, "x-ratelimit-remaining"),
        })
    }
}
