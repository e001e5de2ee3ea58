#![doc = include_str!("../README.md")]

mod calendar;
mod call;
mod client;
mod error;
mod file;
mod ids;
mod keyboard;
mod language;
mod message;
mod module;
mod notification;
mod pager;
mod payment;
mod screen;
mod split;
mod update;
pub mod words;

pub use calendar::{Calendar, CalendarAction, CalendarPress, Month, Outcome, Selection};
pub use call::Call;
pub use client::{Answer, Client, DownloadError};
pub use error::CallError;
pub use file::{Attachment, DiskFile, Document, Outgoing};
pub use ids::{ChatId, MessageId, UpdateId, UserId};
pub use keyboard::{Action, Button, CallbackData, CallbackDataError, Keyboard};
pub use language::Language;
pub use message::{Entity, EntityKind, Message};
pub use module::{CommandSpec, Dialog, DialogChange, Input, Module, ModuleError, Reply, Request};
pub use notification::{Notification, Standing, Topic};
pub use pager::{Page, page, pager_row};
pub use payment::{
    Invoice, PRE_CHECKOUT_PATIENCE, PreCheckout, RefundedPayment, STARS, SUBSCRIPTION_PERIOD, SubscriptionChange,
    SubscriptionState, SuccessfulPayment,
};
pub use screen::{Activity, DialogState, LookingAround, Say, Screen, fingerprint};
pub use split::split;
pub use update::{
    Chat, ChatKind, Content, Forwarded, Incoming, MAX_UPDATE_BYTES, Membership, PaidIn, Press, PressedMessage, Sender,
    Update, UpdateError, UpdateKind,
};
