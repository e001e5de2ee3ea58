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
            caption: captions::of_chart(job, &names),
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

    /// Draws and sends; false when nothing can be drawn of it.
    async fn send_pictures(&self, order: Order<'_>, work: Work<'_>) -> Result<bool, Again> {
        let wishes = ReportWishes::of(&self.table, order.user).await?;
        let photos = match draw(order.charts, &look(order.language, wishes.dark)) {
            Ok(photos) => photos,
            Err(error) => {
                tracing::error!(error = %error, "picture.impossible: a chart could not be drawn");
                return Ok(false);
            }
        };
        let calls = Call::pictures(order.chat, photos, order.caption.silently());
        for (number, call) in calls.iter().enumerate() {
            let id = format!("{}-{number}", work.id);
            let hung = self.framer.send(&id, order.chat, call, work.delivery.deadline).await?;
            tracing::info!(user = %order.user, hung = ?hung, "picture.over: a chart was dealt with");
        }
        Ok(true)
    }

    /// Says sorry, once, when the pictures are given up.
    async fn excuse(
        &self,
        sent: Result<bool, Again>,
        chat: ChatId,
        language: Language,
        work: Work<'_>,
    ) -> Result<(), Again> {
        let is_given_up = match &sent {
            Ok(drawn) => !drawn,
            Err(_) => work.delivery.is_last,
        };
        if is_given_up {
            let sorry = captions::not_drawn(language);
            self.say(format!("sorry-{}", work.id), chat, sorry, work.trace).await?;
            if let Err(again) = &sent {
                // Told, it is over: handed back it would take the user's next errands with it into the dead-letter queue.
                tracing::error!(error = %again, "picture.given_up: a chart failed on every delivery");
            }
            return Ok(());
        }
        sent.map(|_| ())
    }
}
