#![doc = include_str!("../README.md")]

mod api;
mod booking;
mod box_type;
mod budget;
mod coefficient;
mod draft;
mod draft_items;
mod error;
mod feed;
mod feed_json;
mod gateway;
mod gateway_error;
mod goods_ids;
mod http;
mod ids;
mod key;
mod redistribution;
mod redistribution_error;
pub mod redistribution_rules;
mod scalar;
mod stock;
mod supply;
mod supply_ids;
mod supply_json;
mod token;

pub use api::{Api, Hosts, SellerInfo};
pub use booking::{Booking, BookingRequest, BookingStatus, Load};
pub use box_type::BoxType;
pub use budget::{Budget, ProfileBudget};
pub use coefficient::Coefficient;
pub use draft::DraftRow;
pub use draft_items::{DraftContent, DraftGood, DraftItem, ItemsAdded, RefusedItem};
pub use error::{RateLimit, WbError};
pub use feed::{Feed, Row, Warehouse};
pub use gateway::Gateway;
pub use gateway_error::GatewayError;
pub use goods_ids::{BadGoodsId, ChrtId, NmId, OfficeId};
pub use ids::{BadSellerId, BadWarehouseId, SellerId, WarehouseId};
pub use key::SellerKey;
pub use redistribution::{Accepted, Quota, RedistributionItem, RedistributionRequest};
pub use redistribution_error::RedistributionError;
pub use stock::{StockPage, StockPlace, StockRow};
pub use supply::{SupplyDetails, SupplyLookup, SupplyQuery, SupplyRef, SupplyRow, SupplyStatus};
pub use supply_ids::{BadDraftId, DraftId, OrderId, SupplyId};
pub use token::{Claims, TokenError, TokenKind, decode};

/// The URL type of this crate's constructors.
pub use reqwest::Url;
