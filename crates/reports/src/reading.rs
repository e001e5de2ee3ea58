//! What is stored of a channel, as far as a report needs it.

use channels::ChannelName;
use channels::calendar::{begins, ends};
use channels::channel::Channel;
use channels::history;
use channels::past_days::PastDays;
use channels::reference::Reference;
use channels::state::ChannelState;
use jiff::ToSpan;
use jiff::civil::Date;
use store::{StoreError, Table};

use crate::report::Material;
use crate::span::Span;

/// Days that quality is judged by.
pub(crate) const JUDGED_DAYS: i64 = 28;
/// Days in which citations count for quality.
pub(crate) const CITED_DAYS: i64 = 30;
/// Most posts that are read for one channel, the newest ones: two months of thirty a day.
const MOST_POSTS: usize = 2_000;

/// Reads what a report about this channel is reckoned from; `None` for a channel that was never followed.
///
/// # Errors
/// Those of the table.
pub async fn material(table: &Table, name: &ChannelName, span: Span) -> Result<Option<Material>, StoreError> {
    let Some(channel) = table.get::<Channel>(&Channel::key_of(name)).await? else {
        return Ok(None);
    };
    let state = table.get::<ChannelState>(&ChannelState::key_of(name)).await?;
    let earliest = earliest(span);
    let cited_since = ends(span.to.saturating_sub(CITED_DAYS.days()));
    let state = state.map_or_else(|| ChannelState::unknown(name.clone()), |stored| stored.record);
    let posts = history::posts_since(table, name, begins(earliest), MOST_POSTS).await?;
    let mut days = history::days(table, name, earliest, span.to).await?;
    // With more posts than are read, the first days would be counted short.
    if posts.len() < MOST_POSTS {
        let until = clock::moscow_date(channel.record.since).min(span.to.saturating_add(1.day()));
        days = PastDays::of(&state, earliest, until)
            .with(&posts)
            .fill(days, earliest, span.to);
    }
    Ok(Some(Material {
        channel: channel.record,
        state,
        days,
        posts,
        references: Reference::to_channel(table, name, begins(span.from).min(cited_since), ends(span.to)).await?,
    }))
}

/// The first day that matters: the one before the period before, whose count of subscribers is that period's beginning; or
/// the first by which quality is judged.
fn earliest(span: Span) -> Date {
    let before = span.before().from.saturating_sub(1.day());
    before.min(span.to.saturating_sub((JUDGED_DAYS - 1).days()))
}
