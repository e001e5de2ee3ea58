#![doc = include_str!("../README.md")]

mod api;
mod booking;
mod box_type;
mod budget;
mod coefficient;
mod draft;
mod error;
mod feed;
mod feed_json;
mod gateway;
mod gateway_error;
mod http;
mod ids;
mod key;
mod scalar;
mod supply;
mod supply_ids;
mod supply_json;
mod token;

pub use api::{Api, Hosts, SellerInfo};
pub use booking::{Booking, BookingRequest, BookingStatus};
pub use box_type::BoxType;
pub use budget::{Budget, ProfileBudget};
pub use coefficient::Coefficient;
pub use draft::DraftRow;
pub use error::{RateLimit, WbError};
pub use feed::{Feed, Row, Warehouse};
pub use gateway::Gateway;
pub use gateway_error::GatewayError;
pub use ids::{BadSellerId, BadWarehouseId, SellerId, WarehouseId};
pub use key::SellerKey;
pub use supply::{SupplyDetails, SupplyLookup, SupplyQuery, SupplyRef, SupplyRow, SupplyStatus};
pub use supply_ids::{BadDraftId, DraftId, OrderId, SupplyId};
pub use token::{Claims, TokenError, TokenKind, decode};

/// The URL type of this crate's constructors.
pub use reqwest::Url;
