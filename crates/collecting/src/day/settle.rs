//! The end of a day, counted once.

use channels::calendar::{begins, ends};
use channels::reference::{How, Reference};
use channels::state::ChannelState;
use store::{StoreError, TransactError, Write};

use super::{DayWork, has_gaps, named};
use crate::collector::Again;
use crate::plan::counts_of;

/// How often the end is tried against others who change the channel's state.
const TRIES: u32 = 6;

impl DayWork<'_> {
    /// Stores what has come. When nothing more is to come, this is the day's end.
    pub(super) async fn save(&mut self) -> Result<(), Again> {
        if self.day.is_settled() {
            return self.settle().await;
        }
        let table = &self.collector.services.table;
        self.version = table.replace(&self.day, self.version).await?;
        Ok(())
    }

    /// One transaction: the day, the night's counters, the channel's last day. Whoever comes later finds the day settled.
    async fn settle(&mut self) -> Result<(), Again> {
        let table = &self.collector.services.table;
        self.count_references().await?;
        let (now, day) = (self.collector.now(), self.day.day);
        let counter = if has_gaps(&self.day) { "with_gaps" } else { "complete" };
        for _ in 0..TRIES {
            let stored = table
                .get::<ChannelState>(&ChannelState::key_of(&self.day.channel))
                .await?;
            let version = stored.as_ref().map(|stored| stored.version);
            let mut state = stored.map_or_else(
                || ChannelState::unknown(self.day.channel.clone()),
                |stored| stored.record,
            );
            state.last_day = state.last_day.max(Some(day));
            let counts = counts_of(day)
                .add(counter, 1)
                .set_number("last_over_ms", now.as_millisecond());
            let writes = vec![
                Write::replace(&self.day, self.version),
                Write::count(counts),
                version.map_or_else(|| Write::insert(&state), |version| Write::replace(&state, version)),
            ];
            match table.transact(writes, None).await {
                Ok(()) => {
                    self.version += 1;
                    tracing::info!(
                        day = named(&self.day.channel, day),
                        outcome = counter,
                        "day.settled: a channel's day is over"
                    );
                    return Ok(());
                }
                Err(TransactError::Conflict { failed }) if failed.contains(&0) => {
                    return Err(Again("somebody else works on this day".to_owned()));
                }
                Err(TransactError::Conflict { .. }) => {}
                Err(TransactError::Store(error)) => return Err(error.into()),
            }
        }
        Err(Again("the channel's state changes too often".to_owned()))
    }

    /// What other channels were seen to say on this day, as far as is known now.
    async fn count_references(&mut self) -> Result<(), StoreError> {
        let table = &self.collector.services.table;
        let (from, to) = (begins(self.day.day), ends(self.day.day));
        let spoken = Reference::to_channel(table, &self.day.channel, from, to).await?;
        let number = |how: How| {
            let count = spoken.iter().filter(|reference| reference.how == how).count();
            u32::try_from(count).unwrap_or(u32::MAX)
        };
        self.day.mentions = number(How::Mention);
        self.day.forwards = number(How::Forward);
        Ok(())
    }
}
