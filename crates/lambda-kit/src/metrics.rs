//! Metrics as log lines in the embedded metric format (EMF): no call, no agent, no lost figures when a function freezes.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

/// The CloudWatch namespace of all metrics.
pub const NAMESPACE: &str = "sellergram";

/// How many values of one metric a line may carry.
const VALUES_PER_LINE: usize = 100;

macro_rules! metrics {
    ($($(#[$doc:meta])* $name:ident => $unit:ident,)*) => {
        /// Every metric there is. A name that is not here cannot be emitted, so dashboards and alarms never miss one.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Metric {
            $($(#[$doc])* $name,)*
        }

        impl Metric {
            /// All metrics, for dashboards and tests.
            pub const ALL: &[Metric] = &[$(Metric::$name,)*];

            /// The name CloudWatch shows.
            pub fn name(self) -> &'static str {
                match self {
                    $(Metric::$name => stringify!($name),)*
                }
            }

            /// The unit of the values.
            pub fn unit(self) -> Unit {
                match self {
                    $(Metric::$name => Unit::$unit,)*
                }
            }
        }
    };
}

metrics! {
    /// From the start of a process to its first invocation. One that Lambda started ahead of need waited in between.
    ColdStartMs => Milliseconds,
    /// One call of Telegram, whatever came of it.
    TelegramCallMs => Milliseconds,
    /// Calls of Telegram without an answer, or with one that says it is in trouble (5xx).
    TelegramErrors => Count,
    /// One call of Wildberries, whatever came of it.
    WbCallMs => Milliseconds,
    /// Calls of Wildberries without an answer, or with one that says it is in trouble (5xx).
    WbErrors => Count,
    /// One call of the booking gateway, whatever came of it.
    GatewayCallMs => Milliseconds,
    /// Calls of the gateway without an answer, or with one that says it is in trouble (5xx). Five in a row open its breaker.
    GatewayErrors => Count,
    /// Ticks of the poller that went through, whatever Wildberries answered. None means that nobody polls.
    GoodTicks => Count,
    /// One tick of the poller, from the choice of a seller to the last queued job.
    TickDurationMs => Milliseconds,
    /// Time since the last good answer of the slot feed, as seen at a tick.
    FeedAgeMs => Milliseconds,
    /// 1 while the slot feed is not known to be in trouble, 0 while it is switched off or failing.
    FeedState => Count,
    /// Rows in an answer of the slot feed.
    FeedRows => Count,
    /// Slots that opened or became cheaper since the tick before.
    Openings => Count,
    /// Booking jobs queued by the poller, one per match of an opening and a watch.
    JobsQueued => Count,
    /// Requests to the slot feed that failed.
    FeedErrors => Count,
    /// Shops whose keys share the work of asking for the feed.
    PooledShops => Count,
    /// How much of its request budget the busiest of them has used up.
    ShopLoadPercent => Percent,
    /// Keys that share it; a shop may have several.
    ActiveKeys => Count,
    /// Requests made to Wildberries or the gateway with sellers' keys.
    KeyRequests => Count,
    /// Those of them that failed, for whatever reason.
    KeyErrors => Count,
    /// Bookings proved.
    BookingConfirmed => Count,
    /// Bookings lost to somebody faster.
    BookingLost => Count,
    /// Bookings refused because of the goods.
    BookingRejected => Count,
    /// Bookings refused because the seller was too active.
    BookingTooActive => Count,
    /// Bookings refused because the seller's key no longer works.
    BookingUnauthorised => Count,
    /// Bookings whose outcome is still unknown.
    BookingUnknown => Count,
    /// Bookings that failed for a reason of ours or of the network.
    BookingTrouble => Count,
    /// From the tick that saw the opening to the proved booking.
    DetectionToConfirmationMs => Milliseconds,
    /// Offers that sellers have not answered yet, as seen at a tick.
    OffersOpen => Count,
    /// Offers made to sellers who confirm themselves.
    OfferMade => Count,
    /// Offers that ended without a catch.
    OfferEnded => Count,
    /// From the tick that saw the opening to the offer.
    DetectionToOfferMs => Milliseconds,
    /// Looks of the redistributor at the quotas, whatever the gateway answered.
    MoveLooks => Count,
    /// Looks that the gateway did not answer.
    MoveLookErrors => Count,
    /// Rules that wait for quotas, as seen at a look.
    MoveRules => Count,
    /// Jobs to ask for stock to be moved, one per rule and opening.
    MoveJobsQueued => Count,
    /// Requests to move stock that ended, whatever came of them.
    MoveRequests => Count,
    /// Requests to move stock of which nobody can say what came of them.
    MoveUnsettled => Count,
    /// Units accepted to be moved.
    UnitsMoved => Count,
    /// From the look that saw the quotas to the first sending of the request.
    MoveOpeningToRequestMs => Milliseconds,
    /// Days of channels that were settled, one per channel and day.
    ChannelsCollected => Count,
    /// Those of them of which a part is not to be had.
    ChannelGaps => Count,
    /// From the moment a channel's day could be collected until it was settled.
    CollectionLagMs => Milliseconds,
    /// Pages of t.me that were asked for.
    PagesRead => Count,
    /// Failures of a source that concern more than one channel.
    SourceErrors => Count,
    /// Notifications delivered.
    NotificationSent => Count,
    /// Notifications put back to be tried again.
    NotificationRetried => Count,
    /// Notifications given up: the chat is gone or the message can never be sent.
    NotificationDropped => Count,
    /// One update, from its arrival at the function to the answer.
    UpdateHandledMs => Milliseconds,
    /// Updates that had been handled before.
    DuplicateUpdates => Count,
}

/// Units, spelled as CloudWatch spells them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A number of things.
    Count,
    /// A length of time.
    Milliseconds,
    /// A part of a whole, 0 to 100.
    Percent,
}

/// Emits metrics of one function in one environment.
#[derive(Debug, Clone)]
pub struct Metrics {
    function: &'static str,
    environment: String,
}

impl Unit {
    fn name(self) -> &'static str {
        match self {
            Unit::Count => "Count",
            Unit::Milliseconds => "Milliseconds",
            Unit::Percent => "Percent",
        }
    }
}

impl Metrics {
    /// Metrics with the dimensions `Function` and `Environment`.
    pub fn new(function: &'static str, environment: impl Into<String>) -> Self {
        Self {
            function,
            environment: environment.into(),
        }
    }

    /// Writes these values to standard output now. A metric may appear several times: each value counts.
    #[allow(
        clippy::print_stdout,
        reason = "standard output is where EMF is read from, and the macro lets tests keep it to themselves"
    )]
    pub fn emit(&self, values: &[(Metric, f64)]) {
        let now = Timestamp::now();
        for line in self.lines(values, now) {
            println!("{line}");
        }
    }

    /// The lines `emit` would write at `now`. Values that are not finite are left out.
    pub fn lines(&self, values: &[(Metric, f64)], now: Timestamp) -> Vec<Value> {
        let mut by_metric: BTreeMap<Metric, Vec<f64>> = BTreeMap::new();
        for (metric, value) in values.iter().filter(|(_, value)| value.is_finite()) {
            by_metric.entry(*metric).or_default().push(*value);
        }
        let mut lines = Vec::new();
        while !by_metric.is_empty() {
            lines.push(self.line(&by_metric, now));
            by_metric.retain(|_, values| {
                values.drain(..values.len().min(VALUES_PER_LINE));
                !values.is_empty()
            });
        }
        lines
    }

    fn line(&self, by_metric: &BTreeMap<Metric, Vec<f64>>, now: Timestamp) -> Value {
        let definitions: Vec<Value> = by_metric
            .keys()
            .map(|metric| json!({ "Name": metric.name(), "Unit": metric.unit().name() }))
            .collect();
        let mut line = json!({
            "_aws": {
                "Timestamp": now.as_millisecond(),
                "CloudWatchMetrics": [{
                    "Namespace": NAMESPACE,
                    "Dimensions": [["Function", "Environment"]],
                    "Metrics": definitions,
                }],
            },
            "Function": self.function,
            "Environment": self.environment,
        });
        for (metric, values) in by_metric {
            let values = &values[..values.len().min(VALUES_PER_LINE)];
            line[metric.name()] = match values {
                [single] => json!(single),
                several => json!(several),
            };
        }
        line
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::collections::HashSet;

    use super::*;

    fn lines(values: &[(Metric, f64)]) -> Vec<Value> {
        Metrics::new("slot-poller", "local").lines(values, "2026-11-20T09:00:00Z".parse().unwrap())
    }

    #[test]
    fn a_line_is_in_the_embedded_metric_format() {
        let lines = lines(&[(Metric::TickDurationMs, 12.5), (Metric::Openings, 3.0)]);

        assert_eq!(
            lines,
            [json!({
                "_aws": {
                    "Timestamp": 1_795_165_200_000_i64,
                    "CloudWatchMetrics": [{
                        "Namespace": "sellergram",
                        "Dimensions": [["Function", "Environment"]],
                        "Metrics": [
                            { "Name": "TickDurationMs", "Unit": "Milliseconds" },
                            { "Name": "Openings", "Unit": "Count" },
                        ],
                    }],
                },
                "Function": "slot-poller",
                "Environment": "local",
                "TickDurationMs": 12.5,
                "Openings": 3.0,
            })]
        );
    }

    #[test]
    fn several_values_of_one_metric_share_a_line_up_to_a_hundred() {
        let values: Vec<(Metric, f64)> = (0..250).map(|n| (Metric::UpdateHandledMs, f64::from(n))).collect();

        let lines = lines(&values);

        let counts: Vec<usize> = lines
            .iter()
            .map(|line| line["UpdateHandledMs"].as_array().unwrap().len())
            .collect();
        assert_eq!(counts, [100, 100, 50]);
        assert_eq!(lines[2]["UpdateHandledMs"][49], 249.0);
    }

    #[test]
    fn figures_json_cannot_carry_are_left_out() {
        assert!(lines(&[(Metric::FeedAgeMs, f64::NAN), (Metric::FeedAgeMs, f64::INFINITY)]).is_empty());
        assert!(lines(&[]).is_empty());
    }

    #[test]
    fn a_name_says_its_unit_and_is_used_once() {
        let names: HashSet<&str> = Metric::ALL.iter().map(|metric| metric.name()).collect();

        assert_eq!(names.len(), Metric::ALL.len());
        for metric in Metric::ALL.iter().filter(|metric| metric.name().ends_with("Ms")) {
            assert_eq!(metric.unit(), Unit::Milliseconds, "{metric:?}");
        }
    }
}
