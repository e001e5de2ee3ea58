//! The end of a channel's figures: its name has passed to another one.

use channel_sources::Source;
use channels::calendar::day_over_at;
use channels::day::{Part, Progress};
use channels::history;

use super::DayWork;
use crate::collector::Again;
use crate::state::{change_state, trouble};

impl DayWork<'_> {
    /// The name belongs to another channel now: whatever it shows is not this one's. What was taken from it unproven is taken out.
    pub(super) async fn another_channel(&mut self, source: Source, found: i64) -> Result<(), Again> {
        let said = format!("the name belongs to the chat {found} now");
        self.trouble = Some(trouble(source, "another_channel", said, self.collector.now()));
        let is_done = |part| matches!(self.day.parts.get(&part), Some(Progress::Done { .. }));
        let (has_members, has_posts) = (is_done(Part::Members), is_done(Part::Posts));
        if !has_members {
            self.day.members = None;
            self.day.members_by_others.clear();
        }
        if !has_members && !has_posts {
            self.day.services.clear();
            self.missing_what_services_said();
        }
        self.missing_everything("another_channel");
        self.take_back_members().await?;
        (self.coverage.reading, self.coverage.look_back) = (None, None);
        self.coverage.save(&self.collector.services.table).await?;
        self.save().await
    }

    /// The newest number that was counted while the name was the channel's is its last one.
    async fn take_back_members(&self) -> Result<(), Again> {
        let table = &self.collector.services.table;
        let name = &self.day.channel;
        let newest = day_over_at(self.collector.now());
        let known = history::last_members(table, name, newest).await?;
        change_state(table, name, |state| {
            if state
                .members
                .is_some_and(|members| known.is_none_or(|known| known.observed_at < members.observed_at))
            {
                state.members = known;
            }
        })
        .await?;
        Ok(())
    }

    fn missing_what_services_said(&mut self) {
        for part in [Part::TgStat, Part::Telemetr] {
            if self.day.parts.contains_key(&part) {
                self.missing(part, "another_channel");
            }
        }
    }
}
