//! Another look at the counters of older posts, when every channel has its day.

use channels::measures::views_of_day;
use jiff::Timestamp;

use super::DayWork;
use crate::collector::Again;
use crate::coverage::LookBack;
use crate::gate::Denied;
use crate::reading;

impl DayWork<'_> {
    /// Reads on where the night's reading stopped, then reckons the day's views anew: they grew on older posts, too.
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
                    self.collector.services.table.put(&self.coverage).await?;
                }
            }
        }
        let views = views_of_day(&self.recent_posts().await?, self.day.day);
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
        if page
            .channel
            .chat_id
            .is_some_and(|found| self.chat_id.is_some_and(|known| known != found))
        {
            // The next night tells.
            self.coverage.look_back = None;
            services.table.put(&self.coverage).await?;
            return Ok(());
        }
        reading::store(&services.table, &name, &page, Some(rest.before), rules.look_back, now).await?;
        let oldest = match (page.older, page.posts.first()) {
            (None, _) => Timestamp::UNIX_EPOCH,
            (Some(_), Some(post)) => post.posted_at,
            (Some(_), None) => now,
        };
        let far = now.checked_sub(rules.look_back).unwrap_or(Timestamp::MIN);
        let pages = rest.pages + 1;
        let is_over = oldest <= far || pages >= rules.night_pages;
        if let Some(posts) = &mut self.coverage.posts {
            posts.from = posts.from.min(oldest);
        }
        self.coverage.look_back = page
            .older
            .filter(|_| !is_over)
            .map(|before| LookBack { before, pages, ..rest });
        services.table.put(&self.coverage).await?;
        Ok(())
    }
}
