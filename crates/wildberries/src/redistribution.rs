//! Moving stock between Wildberries' warehouses, as the gateway tells of it.

use serde::{Deserialize, Serialize};

use crate::scalar::Scalar;
use crate::{ChrtId, NmId, OfficeId};

/// What may still be moved out of an office and into it, in units. All sellers share it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quota {
    /// The office.
    pub office: OfficeId,
    /// Its name in Russian; empty when the gateway gave none.
    pub name: String,
    /// Units that may still leave it.
    pub src: u32,
    /// Units that may still come to it.
    pub dst: u32,
}

/// What to move: sizes of one card, out of one office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedistributionRequest {
    /// The card.
    pub nm: NmId,
    /// The office the goods leave.
    pub src_office: OfficeId,
    /// The sizes, where each goes, and how many.
    pub items: Vec<RedistributionItem>,
}

/// One size on its way to one office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedistributionItem {
    /// The size.
    pub chrt: ChrtId,
    /// The office it goes to.
    pub dst_office: OfficeId,
    /// Units.
    pub count: u32,
}

/// What the gateway made of a request. Fewer units than asked for is usual, and none at all is possible.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {
    /// The gateway's id of the request.
    pub request_id: String,
    /// What will be moved. Empty: nothing will.
    pub accepted: Vec<RedistributionItem>,
}

impl Accepted {
    /// Units that will be moved, of all sizes together.
    pub fn units(&self) -> u64 {
        self.accepted.iter().map(|item| u64::from(item.count)).sum()
    }
}

/// The body of a request.
#[derive(Serialize)]
pub(crate) struct RequestBody {
    #[serde(rename = "nmID")]
    nm: NmId,
    #[serde(rename = "srcOfficeID")]
    src_office: OfficeId,
    items: Vec<ItemBody>,
}

#[derive(Serialize)]
struct ItemBody {
    #[serde(rename = "dstOfficeID")]
    dst_office: OfficeId,
    #[serde(rename = "chrtID")]
    chrt: ChrtId,
    count: u32,
}

/// The quotas, any part of them missing or odd.
#[derive(Deserialize)]
pub(crate) struct QuotasBody<'a> {
    /// `null` is none. The field itself is required, so that a body of another shape is not taken for "no quotas".
    #[serde(borrow, deserialize_with = "Option::deserialize")]
    pub(crate) quotas: Option<Vec<QuotaBody<'a>>>,
}

#[derive(Deserialize)]
pub(crate) struct QuotaBody<'a> {
    #[serde(borrow, rename = "officeID", default)]
    office: Scalar<'a>,
    #[serde(borrow, rename = "officeName", default)]
    name: Scalar<'a>,
    #[serde(borrow, rename = "srcQuota", default)]
    src: Scalar<'a>,
    #[serde(borrow, rename = "dstQuota", default)]
    dst: Scalar<'a>,
}

/// The answer to a request, any part of it missing or odd.
#[derive(Deserialize)]
pub(crate) struct AcceptedBody<'a> {
    #[serde(borrow, rename = "requestID", default)]
    id: Scalar<'a>,
    /// `null` is none; an absent field is not.
    #[serde(borrow, deserialize_with = "Option::deserialize")]
    accepted: Option<Vec<AcceptedItemBody<'a>>>,
}

#[derive(Deserialize)]
struct AcceptedItemBody<'a> {
    #[serde(borrow, rename = "chrtID", default)]
    chrt: Scalar<'a>,
    #[serde(borrow, rename = "dstOfficeID", default)]
    dst_office: Scalar<'a>,
    #[serde(borrow, default)]
    count: Scalar<'a>,
}

impl From<&RedistributionRequest> for RequestBody {
    fn from(request: &RedistributionRequest) -> Self {
        RequestBody {
            nm: request.nm,
            src_office: request.src_office,
            items: request.items.iter().map(ItemBody::from).collect(),
        }
    }
}

impl From<&RedistributionItem> for ItemBody {
    fn from(item: &RedistributionItem) -> Self {
        ItemBody {
            dst_office: item.dst_office,
            chrt: item.chrt,
            count: item.count,
        }
    }
}

impl QuotaBody<'_> {
    /// The quota; `None` when its office cannot be used. What is not said, or is less than nothing, is nothing.
    pub(crate) fn read(&self) -> Option<Quota> {
        Some(Quota {
            office: OfficeId::try_from(self.office.whole::<i64>()?).ok()?,
            name: self.name.text().unwrap_or_default().trim().to_owned(),
            src: self.src.whole().unwrap_or_default(),
            dst: self.dst.whole().unwrap_or_default(),
        })
    }
}

impl AcceptedBody<'_> {
    /// What was accepted, or the name of the field that cannot be used. One item that cannot be read makes all of it
    /// unusable: leaving it out would tell
    /// of fewer units than will be moved.
    pub(crate) fn read(&self) -> Result<Accepted, &'static str> {
        let items = self.accepted.iter().flatten();
        Ok(Accepted {
            request_id: self.id.id().ok_or("requestID")?,
            accepted: items.map(AcceptedItemBody::read).collect::<Result<_, _>>()?,
        })
    }
}

impl AcceptedItemBody<'_> {
    fn read(&self) -> Result<RedistributionItem, &'static str> {
        let chrt: i64 = self.chrt.whole().ok_or("chrtID")?;
        let dst_office: i64 = self.dst_office.whole().ok_or("dstOfficeID")?;
        Ok(RedistributionItem {
            chrt: ChrtId::try_from(chrt).map_err(|_| "chrtID")?,
            dst_office: OfficeId::try_from(dst_office).map_err(|_| "dstOfficeID")?,
            count: self.count.whole().ok_or("count")?,
        })
    }
}
