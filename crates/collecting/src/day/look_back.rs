//! Another look at the counters of older posts, when every channel has its day.

use jiff::Timestamp;

use super::DayWork;
use crate::collector::Again;
use crate::coverage::LookBack;
use crate::gate::Denied;
use crate::reading;

impl DayWork<'_> {
    /// Reads on where the night's reading stopped, then reckons the day's views anew: they grew on older posts, too. So did those of
    /// days in whose nights nobody got as far.
    pub(super) async fn look_back(&mut self) -> Result<(), Again> {
        while let Some(rest) = self.coverage.look_back {
            match self.older_page(rest).await {
                Ok(()) => {}
                // The mark stays: the further job goes on from it.
                Err(Denied::NoTime) => {
                    self.is_out_of_time = true;
                    break;
                }
                Err(Denied::Table(error)) => return Err(error.into()),
                // Not in this night, then. The next one looks again.
                Err(denied) => {
                    tracing::info!(error = %denied, channel = %self.day.channel, "day.no_look_back: older posts are not looked at in this night");
                    self.coverage.look_back = None;
                    self.coverage.save(&self.collector.services.table).await?;
                }
            }
        }
        let views = self.reckon().await?.views;
        if views != self.day.views {
            self.day.views = views;
            // Neither opens nor settles anything, so nothing is counted.
            self.version = self.collector.services.table.replace(&self.day, self.version).await?;
        }
        Ok(())
    }

    async fn older_page(&mut self, rest: LookBack) -> Result<(), Denied> {
        let services = &self.collector.services;
        let (rules, now) = (services.rules, self.collector.now());
        let name = self.day.channel.clone();
        let page = reading::ask(self.collector, &name, Some(rest.before), self.errand).await?;
        let found = page.channel.chat_id;
        if found.is_some_and(|found| self.chat_id.is_some_and(|known| known != found)) {
            // The next night tells.
            self.coverage.look_back = None;
            self.coverage.save(&services.table).await?;
            return Ok(());
        }
        let piece = self.take_in(&page, Some(rest.before), now).await?;
        let far = now.checked_sub(rules.look_back).unwrap_or(Timestamp::MIN);
        let pages = rest.pages + 1;
        let is_over = piece.from <= far || pages >= rules.night_pages;
        self.coverage.posts = self.coverage.posts.map(|posts| posts.and_older(rest.before, piece));
        self.coverage.look_back = page
            .older
            .filter(|_| !is_over)
            .map(|before| LookBack { before, pages, ..rest });
        self.coverage.save(&self.collector.services.table).await?;
        Ok(())
    }
}
