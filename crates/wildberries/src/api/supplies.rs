//! Orders and supplies: Wildberries' official word on what is planned.

use reqwest::{RequestBuilder, StatusCode};

use super::{Api, SMALL_BODY, SMALL_CALL, read, unusable};
use crate::http::{self, Answer};
use crate::supply_json::{self, DetailsBody, QueryBody, RowBody};
use crate::{SellerKey, SupplyLookup, SupplyQuery, SupplyRef, SupplyRow, WbError};

/// The rows of one page, the most there can be.
const PAGE: &str = "1000";

impl Api {
    /// Lists orders and supplies: the first page of 1000, in Wildberries' order. A row that has no number, or does not say where
    /// it stands, is left out.
    ///
    /// # Errors
    /// See [`WbError`]; `Unreadable` also when there are rows and not one of them can be read.
    pub async fn supplies(&self, key: &SellerKey, query: &SupplyQuery) -> Result<Vec<SupplyRow>, WbError> {
        let mut url = http::append(&self.hosts.supplies, "/api/v1/supplies");
        url.query_pairs_mut()
            .append_pair("limit", PAGE)
            .append_pair("offset", "0");
        let request = self.http.post(url).json(&QueryBody::from(query));
        let answer = self.send("supplies", request, key, SMALL_CALL, SMALL_BODY).await?;
        let bodies: Option<Vec<RowBody<'_>>> = read(&answer, key)?;
        let bodies = bodies.unwrap_or_default();
        let rows: Vec<SupplyRow> = bodies.iter().filter_map(RowBody::read).collect();
        if rows.is_empty() && !bodies.is_empty() {
            return Err(unusable("no row has a number and a status", &answer, key));
        }
        Ok(rows)
    }

    /// Asks for one order or supply.
    ///
    /// # Errors
    /// See [`WbError`]; a number that Wildberries does not know is [`SupplyLookup::Missing`], not an error.
    pub async fn supply(&self, key: &SellerKey, which: SupplyRef) -> Result<SupplyLookup, WbError> {
        let answer = self
            .exchange("supply", self.supply_request(which), key, SMALL_CALL, SMALL_BODY)
            .await?;
        if answer.status.is_success() {
            let body: DetailsBody<'_> = read(&answer, key)?;
            return match body.read() {
                Some(details) => Ok(SupplyLookup::Found(details)),
                None => Err(unusable("no usable `statusID`", &answer, key)),
            };
        }
        match settled(&answer, key) {
            Some(lookup) => Ok(lookup),
            None => Err(WbError::from_answer(&answer, key)),
        }
    }

    fn supply_request(&self, which: SupplyRef) -> RequestBuilder {
        let (number, is_order) = match which {
            SupplyRef::Order(order) => (order.0, "true"),
            SupplyRef::Supply(supply) => (supply.0, "false"),
        };
        let mut url = http::append(&self.hosts.supplies, &format!("/api/v1/supplies/{number}"));
        url.query_pairs_mut().append_pair("isPreorderID", is_order);
        self.http.get(url)
    }
}

/// A refusal that is an answer: the order became a supply, or there is nothing under the number.
fn settled(answer: &Answer, key: &SellerKey) -> Option<SupplyLookup> {
    let detail = http::detail(&answer.body, key);
    match answer.status {
        StatusCode::BAD_REQUEST => supply_json::became(&detail).map(SupplyLookup::BecameSupply),
        StatusCode::NOT_FOUND if supply_json::is_missing(&detail) => Some(SupplyLookup::Missing),
        _ => None,
    }
}
