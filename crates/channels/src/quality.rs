//! How good a channel and its posts are, as a sum that explains itself.
//!
//! Every component has its points, the most it could have had, the value it was judged by, and nothing hidden. What cannot be judged for
//! want of figures is left out of the sum and said to be unknown; with too much unknown there is no score at all.

mod channel;
mod jump;
mod post;

pub use channel::{ChannelFigures, channel_quality};
pub use jump::{Jump, find_jump};
pub use post::post_quality;

use serde::{Deserialize, Serialize};

/// A score with its reasons.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quality {
    /// 0 to 100; `None` when less than half of the points could be judged.
    pub score: Option<u8>,
    /// The components, in the order in which they are shown.
    pub components: Vec<Component>,
}

/// One reason.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Component {
    /// What was judged.
    pub what: Judged,
    /// By which value; its unit follows from `what`. `None`: unknown.
    pub value: Option<f64>,
    /// Points given.
    pub points: f64,
    /// Points that there were to be had.
    pub most: f64,
}

/// What is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Judged {
    /// ERR24, or ERR where that is unknown; percent.
    Reach,
    /// ER; percent.
    Engagement,
    /// The longest silence of the last 28 days; days.
    Regularity,
    /// How much posts differ in views at equal age (standard deviation by mean); bought views are flat. A part of 1.
    NaturalViews,
    /// The largest gain of a day by subscribers, percent; a jump that no views follow was bought.
    NaturalGrowth,
    /// Followed channels that named it in the last 30 days.
    Citation,
    /// A post's views by the median of its channel at equal age; a part of 1.
    ViewsToMedian,
    /// A post's ER by the median of its channel; a part of 1.
    EngagementToMedian,
    /// A post's forwards by views, by the median of its channel; a part of 1.
    SharesToMedian,
}

impl Component {
    /// Points in proportion: none at `low`, all at `high`, which may be the smaller one.
    pub(crate) fn linear(what: Judged, value: Option<f64>, low: f64, high: f64, most: f64) -> Self {
        let part = |value: f64| ((value - low) / (high - low)).clamp(0.0, 1.0);
        Self {
            what,
            value,
            points: value.map_or(0.0, |value| part(value) * most),
            most,
        }
    }
}

impl Quality {
    pub(crate) fn of(components: Vec<Component>) -> Self {
        let sum = |of: fn(&Component) -> f64, known: bool| -> f64 {
            let counted = components
                .iter()
                .filter(|component| !known || component.value.is_some());
            counted.map(of).sum()
        };
        let (all, known) = (sum(|one| one.most, false), sum(|one| one.most, true));
        let score = (known * 2.0 >= all && known > 0.0).then(|| percent(sum(|one| one.points, true) / known));
        Self { score, components }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to 0 to 100"
)]
fn percent(part: f64) -> u8 {
    (part * 100.0).round().clamp(0.0, 100.0) as u8
}
