//! The schedule's event translated: one invocation is one shift at the feed.

use std::time::Duration;

use booking::feed::POLLER_LEASE;
use booking::poller::{Poller, PollerRules, PollerServices};
use clock::Clock;
use jiff::Timestamp;
use lambda_kit::{Aws, Deadline, Metrics, telemetry};
use lambda_runtime::{Error, LambdaEvent};
use queue::Fifo;
use serde_json::Value;
use shift::{Shift, Terms};
use store::Table;
use tracing::Instrument;
use vault::Vault;
use wildberries::{Api, Hosts};

use crate::config::Config;
use crate::shift::{OnShift, TICK};

/// Kept back for the hand-over before the invocation is stopped.
const LAST_WORDS: Duration = Duration::from_secs(10);
/// Used when the runtime gives no deadline worth the name (a hand-made invocation).
const LONGEST_SHIFT: Duration = Duration::from_secs(14 * 60);

/// The function.
#[derive(Debug)]
pub struct SlotPoller {
    services: PollerServices,
    metrics: Metrics,
}

impl SlotPoller {
    /// The function over AWS and the outside world.
    pub fn new(config: Config, aws: &Aws, http: reqwest::Client) -> Self {
        let hosts = Hosts {
            common: config.wb_common_url.clone(),
            supplies: config.wb_common_url,
        };
        let services = PollerServices {
            table: Table::new(aws.dynamodb.clone(), config.table),
            vault: Vault::new(aws.kms.clone(), config.kms_key),
            api: Api::new(http, hosts),
            bookings: Fifo::new(aws.sqs.clone(), config.bookings_queue),
            notifications: Fifo::new(aws.sqs.clone(), config.notifications_queue),
            clock: Clock::system(),
            rules: PollerRules::default(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        };
        Self {
            services,
            metrics: Metrics::new("slot-poller", config.environment),
        }
    }

    /// Works one shift. What the event says does not matter: being called is the message.
    ///
    /// # Errors
    /// The table was away for so long that the shift could not begin.
    pub async fn handle(&self, event: LambdaEvent<Value>) -> Result<(), Error> {
        let now = Timestamp::now();
        let remaining = Deadline::from_context(&event.context)
            .minus(LAST_WORDS)
            .remaining(now)
            .min(LONGEST_SHIFT);
        let terms = Terms {
            name: "poller",
            lease: POLLER_LEASE,
            owner: event.context.request_id.clone(),
            every: TICK,
            length: remaining,
        };
        let (table, clock) = (self.services.table.clone(), self.services.clock.clone());
        let poller = OnShift {
            poller: Poller::new(self.services.clone()),
            clock: clock.clone(),
            metrics: &self.metrics,
        };
        let shift = Shift::new(poller, terms, table, clock);
        let span = telemetry::invocation(&event.context);
        // Boxed: two minutes of nested waiting make a future larger than the compiler cares to lay out in one piece.
        Box::pin(shift.work().instrument(span)).await?;
        Ok(())
    }
}
