//! What belongs to other features. The office knows none of them: whoever joins the features fills these in.

use std::fmt;
use std::sync::Arc;

use accounts::balance::Balance;
use futures::future::BoxFuture;
use jiff::Timestamp;
use store::StoreError;
use telegram::UserId;

use crate::census::Tally;

/// Something to be asked of another feature.
pub type Ask<Question, Answer> = Arc<dyn Fn(Question) -> BoxFuture<'static, Result<Answer, StoreError>> + Send + Sync>;

/// The other features, as far as admins have to do with them.
#[derive(Clone)]
pub struct Neighbours {
    /// How the service stands at a moment.
    pub service: Ask<Timestamp, Service>,
    /// What a user has.
    pub holdings: Ask<UserId, Holdings>,
    /// Pauses everything that runs for a user, and says how much it was. Asked again, it finds nothing left.
    pub put_aside: Ask<(UserId, Timestamp), usize>,
    /// Ends what a user would be charged for again. Safe to ask again.
    pub end_charging: Ask<(UserId, Timestamp), Charging>,
    /// A payment by its charge.
    pub payment: Ask<String, Option<PaymentView>>,
    /// Gives a payment back. Safe to ask again.
    pub refund: Ask<RefundWish, RefundEnd>,
    /// Closes the case of a payment that nobody could credit, by its charge, for this admin; false when there is no such case.
    pub settle: Ask<(UserId, String, Timestamp), bool>,
}

/// How the service stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Watches that wait for slots.
    pub watches: Tally,
    /// The source of slots.
    pub feed: Feed,
    /// Charges of payments that nobody could credit: they wait for an admin.
    pub unclear_payments: Vec<String>,
}

/// The source of slots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Feed {
    /// Its state.
    pub state: FeedState,
    /// The last good answer.
    pub last_good_at: Option<Timestamp>,
    /// The achieved interval, milliseconds.
    pub interval_ms: Option<u64>,
    /// When the poller last looked.
    pub last_tick_at: Option<Timestamp>,
    /// Shops whose keys share the work.
    pub profiles: usize,
}

/// How the source of slots does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedState {
    /// Checked every second or so.
    Live,
    /// Checked, but rarely.
    Slow,
    /// Switched off by Wildberries.
    Disabled,
    /// Not answering.
    Failing,
    /// No keys to ask with.
    NoKeys,
    /// The poller is down, or has not asked yet.
    Unknown,
}

/// What a user has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holdings {
    /// Catches.
    pub balance: Balance,
    /// Watches and rules that run.
    pub running: usize,
    /// Those that do not.
    pub resting: usize,
    /// Payments, newest first.
    pub payments: Vec<PaymentView>,
    /// Whether a subscription will be charged again.
    pub is_charged_again: bool,
}

/// A payment, as an admin sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentView {
    /// Who paid.
    pub user: UserId,
    /// Its number on the receipt.
    pub charge: String,
    /// What was paid.
    pub total: u64,
    /// In which currency.
    pub currency: String,
    /// What for.
    pub sold: Sold,
    /// When it was credited, if it was.
    pub paid_at: Option<Timestamp>,
    /// When it was given back, if it was.
    pub refunded_at: Option<Timestamp>,
    /// The payer's catches now.
    pub balance: Balance,
    /// Until when the payer would book without limit if it were given back now.
    pub unlimited_without: Option<Timestamp>,
    /// Whether Telegram knows it by its number, so that it can be given back by it.
    pub has_number: bool,
    /// Whether it waits for an admin, because nobody could credit it.
    pub is_unclear: bool,
    /// Whether its subscription will be charged again, be the payment given back or not.
    pub is_charged_again: bool,
}

/// What a payment was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sold {
    /// Catches.
    Catches(u32),
    /// A time without limit, until then if that is known.
    Month(Option<Timestamp>),
    /// Nobody can say.
    Unclear,
}

/// Whether a user will be charged again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charging {
    /// There was nothing to end.
    Nothing,
    /// What would have been charged is ended.
    Ended,
    /// It could not be ended.
    GoesOn,
}

/// A payment that an admin wants given back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundWish {
    /// Who wants it.
    pub admin: UserId,
    /// Which payment.
    pub charge: String,
    /// Who made it, for one that the bot was never told of.
    pub payer: Option<UserId>,
    /// The trace of the wish.
    pub trace: String,
    /// When.
    pub now: Timestamp,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefundEnd {
    /// Given back.
    Done {
        /// The payer's catches now.
        left: i64,
        /// Until when the payer books without limit now.
        unlimited_until: Option<Timestamp>,
        /// Its subscription could not be ended: the payer will be charged again.
        still_subscribed: bool,
    },
    /// Given back before.
    Before {
        /// Its subscription could not be ended now either: the payer will be charged again.
        still_subscribed: bool,
    },
    /// Telegram gave back what the bot was never told of; it is booked when Telegram tells.
    Direct {
        /// Nobody knows whether a subscription was ended with it: the payer may be charged again.
        still_subscribed: bool,
    },
    /// Nobody knows of such a payment.
    NotFound,
    /// Telegram refused.
    Refused,
    /// Telegram gave no answer that could be read; asking again is safe.
    Unknown,
}

impl RefundEnd {
    /// Whether the money is back and the payer will be charged again all the same.
    pub fn is_still_charged(self) -> bool {
        matches!(
            self,
            Self::Done {
                still_subscribed: true,
                ..
            } | Self::Before { still_subscribed: true }
                | Self::Direct { still_subscribed: true }
        )
    }
}

impl fmt::Debug for Neighbours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Neighbours").finish_non_exhaustive()
    }
}
