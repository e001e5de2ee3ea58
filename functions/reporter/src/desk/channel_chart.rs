//! Pictures that were ordered in a chat, and those beside alerts.

use alerts::alert_picture_data;
use channels::ChannelName;
use channels::channel::Channel;
use channels::day::ChannelDay;
use channels::errands::{AlertChart, ChartJob};
use channels::history;
use channels::measures::growth;
use charts::Chart;
use jiff::ToSpan;
use reports::texts::captions;
use reports::wishes::ReportWishes;
use telegram::{Call, ChatId, Language, Message, UserId};

use super::channel_work::Work;
use super::{Again, Desk};
use crate::picture::Hung;
use crate::pictures::channel::{Stretch, members, views};
use crate::pictures::points::first_drawn;
use crate::pictures::{alert, draw, look, several};

/// Pictures to be sent.
struct Order<'a> {
    user: UserId,
    chat: ChatId,
    language: Language,
    charts: &'a [Chart],
    caption: Message,
}

/// Whether pictures are in the chat.
enum Shown {
    /// They are.
    Yes,
    /// Telegram did not say.
    Perhaps,
    /// They are not, and will not be.
    Not,
}

impl Desk {
    pub(super) async fn channel_chart(&self, job: &ChartJob, work: Work<'_>) -> Result<(), Again> {
        let mut names = Vec::new();
        for name in &job.channels {
            // Whoever left the channel meanwhile is not shown it.
            if self.reports.channels.follows(job.user, name).await? {
                names.push(name.clone());
            }
        }
        let charts = match names.as_slice() {
            [only] => self.charts_of_one(job, only).await?,
            _ => self.charts_of_several(job, &names).await?,
        };
        if charts.is_empty() {
            let text = captions::nothing_to_draw(job.language);
            return self.say(work.id.to_owned(), job.chat, text, work.trace).await;
        }
        let order = Order {
            user: job.user,
            chat: job.chat,
            language: job.language,
            charts: &charts,
            caption: captions::of_chart(job, &names, first_drawn(job.from, job.to)),
        };
        let sent = self.send_pictures(order, work).await;
        self.excuse(sent, job.chat, job.language, work).await
    }

    pub(super) async fn alert_chart(&self, job: &AlertChart, work: Work<'_>) -> Result<(), Again> {
        let Some(data) = alert_picture_data(&self.table, job).await? else {
            return Ok(());
        };
        let Some(chart) = alert::chart(job.language, &data) else {
            return Ok(());
        };
        let order = Order {
            user: job.user,
            chat: job.chat,
            language: job.language,
            charts: &[chart],
            caption: Message::plain(format!("{} {}", data.called, job.channel)),
        };
        // The alert itself is told in words: without its picture nothing needs an excuse.
        self.send_pictures(order, work).await.map(|_| ())
    }

    async fn charts_of_one(&self, job: &ChartJob, name: &ChannelName) -> Result<Vec<Chart>, Again> {
        let channel = self.table.get::<Channel>(&Channel::key_of(name)).await?;
        let called = channel.map_or_else(|| name.to_string(), |stored| stored.record.called());
        let from = first_drawn(job.from, job.to);
        // Growth is counted from the end of the day before.
        let with_before = history::days(&self.table, name, from.saturating_sub(1.day()), job.to).await?;
        let days: Vec<ChannelDay> = with_before.iter().filter(|day| day.day >= from).cloned().collect();
        let stretch = Stretch {
            called: &called,
            days: &days,
            from,
            to: job.to,
            growth: growth(&with_before),
        };
        let charts = [members(job.language, stretch), views(job.language, stretch)];
        Ok(charts.into_iter().flatten().collect())
    }

    async fn charts_of_several(&self, job: &ChartJob, names: &[ChannelName]) -> Result<Vec<Chart>, Again> {
        let from = first_drawn(job.from, job.to);
        let mut all = Vec::new();
        for name in names.iter().take(charts::MOST_SERIES) {
            all.push((name.clone(), history::days(&self.table, name, from, job.to).await?));
        }
        let charts = [
            several::growth(job.language, &all, from, job.to),
            several::members(job.language, &all, from, job.to),
        ];
        Ok(charts.into_iter().flatten().collect())
    }

    /// Draws and sends.
    async fn send_pictures(&self, order: Order<'_>, work: Work<'_>) -> Result<Shown, Again> {
        let wishes = ReportWishes::of(&self.table, order.user).await?;
        let photos = match draw(order.charts, &look(order.language, wishes.dark)) {
            Ok(photos) => photos,
            Err(error) => {
                tracing::error!(error = %error, "picture.impossible: a chart could not be drawn");
                return Ok(Shown::Not);
            }
        };
        let calls = Call::pictures(order.chat, photos, order.caption.silently());
        let mut all = Hung::Before;
        for (number, call) in calls.iter().enumerate() {
            let id = picture_id(work, number);
            let hung = self.framer.send(&id, order.chat, call, work.delivery.deadline).await?;
            tracing::info!(user = %order.user, hung = ?hung, "picture.over: a chart was dealt with");
            all = all.and(hung);
        }
        Ok(Shown::of(all))
    }

    /// Says sorry, once, when the pictures are given up or perhaps did not arrive.
    async fn excuse(
        &self,
        sent: Result<Shown, Again>,
        chat: ChatId,
        language: Language,
        work: Work<'_>,
    ) -> Result<(), Again> {
        let shown = match sent {
            Ok(shown) => shown,
            Err(again) if work.delivery.is_last => {
                // Told, it is over: handed back it would take the user's next errands with it into the dead-letter queue.
                tracing::error!(error = %again, "picture.given_up: a chart failed on every delivery");
                Shown::of(self.framer.give_up(&picture_id(work, 0)).await?)
            }
            Err(again) => return Err(again),
        };
        let sorry = match shown {
            Shown::Yes => return Ok(()),
            Shown::Perhaps => captions::unclear(language),
            Shown::Not => captions::not_drawn(language),
        };
        self.say(format!("sorry-{}", work.id), chat, sorry, work.trace).await
    }
}

impl Shown {
    fn of(hung: Hung) -> Self {
        match hung {
            Hung::Sent | Hung::Before => Self::Yes,
            Hung::Unclear => Self::Perhaps,
            Hung::Refused => Self::Not,
        }
    }
}

/// The id under which the pictures of one call are sent.
fn picture_id(work: Work<'_>, number: usize) -> String {
    format!("{}-{number}", work.id)
}
