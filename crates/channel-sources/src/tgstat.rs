//! TGStat.

mod envelope;
mod shapes;

use std::fmt;

use clock::Clock;
use jiff::Timestamp;
use reqwest::{RequestBuilder, Url};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

pub use shapes::{Added, Reference, ReferenceChannel, ServiceChannel, ServicePosts, Spent, Usage};

use crate::http::{self, Answer};
use crate::loose::Fields;
use crate::statistics::{self, ChannelStat, Period, SeriesPoint};
use crate::{ChannelName, Source, SourceError};

/// The client of api.tgstat.ru. Cheap to clone.
#[derive(Clone)]
pub struct TgStat {
    http: reqwest::Client,
    base: Url,
    token: SecretString,
    clock: Clock,
}

/// A stretch of time, in requests for posts, mentions and series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// From this moment on.
    pub from: Timestamp,
    /// To this moment.
    pub to: Timestamp,
}

/// What a series is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Series {
    /// Subscribers at the end of the period.
    Subscribers,
    /// Views; not by the hour.
    Views,
    /// Reach of an average post; not by the hour.
    AverageReach,
    /// Reach by subscribers, in percent.
    Err,
    /// Reach of 24 hours by subscribers, in percent.
    Err24,
    /// Reactions, comments and forwards by views, in percent.
    Er,
}

impl TgStat {
    /// The most rows of a page.
    pub const PAGE: u32 = 50;
    /// The largest offset that is answered.
    pub const LAST_OFFSET: u32 = 1000;

    /// A client over `http`, which should follow no redirects, for the service at `base`.
    pub fn new(http: reqwest::Client, base: Url, token: SecretString) -> Self {
        TgStat {
            http,
            base,
            token,
            clock: Clock::system(),
        }
    }

    /// The same by another clock: it dates every figure.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// What the service knows of the channel.
    ///
    /// # Errors
    /// See [`SourceError`]; `NotTracked` when the service does not follow it ([`add`](Self::add)).
    pub async fn channel(&self, channel: &ChannelName) -> Result<ServiceChannel, SourceError> {
        let (answer, response) = self.ask("channels/get", &of(channel)).await?;
        let fields = Fields::of(&response);
        fields
            .and_then(|fields| ServiceChannel::read(&fields, answer.received_at))
            .ok_or_else(|| self.unreadable("no channel", &answer))
    }

    /// Its figures now.
    ///
    /// # Errors
    /// See [`SourceError`].
    pub async fn stat(&self, channel: &ChannelName) -> Result<ChannelStat, SourceError> {
        let (answer, response) = self.ask("channels/stat", &of(channel)).await?;
        let fields = Fields::of(&response);
        fields
            .and_then(|fields| ChannelStat::read(&fields, Source::TgStat, answer.received_at))
            .ok_or_else(|| self.unreadable("no figures", &answer))
    }

    /// Its posts of a stretch of time, newest first, deleted ones left out; at most [`PAGE`](Self::PAGE), from `offset` on.
    ///
    /// # Errors
    /// See [`SourceError`].
    pub async fn posts(
        &self,
        channel: &ChannelName,
        span: Option<Span>,
        offset: u32,
    ) -> Result<ServicePosts, SourceError> {
        let mut query = of(channel);
        query.extend(page(offset));
        query.push(("hideDeleted", "1".to_owned()));
        query.extend(stretch(span, "startTime", "endTime"));
        let (answer, response) = self.ask("channels/posts", &query).await?;
        ServicePosts::read_tgstat(&response, answer.received_at).ok_or_else(|| self.unreadable("no posts", &answer))
    }

    /// Posts of other channels that name this one, newest first; at most [`PAGE`](Self::PAGE), from `offset` on.
    ///
    /// # Errors
    /// See [`SourceError`].
    pub async fn mentions(
        &self,
        channel: &ChannelName,
        span: Option<Span>,
        offset: u32,
    ) -> Result<Vec<Reference>, SourceError> {
        self.references("channels/mentions", "mentionId", channel, span, offset)
            .await
    }

    /// Posts of other channels that were taken from this one; else like [`mentions`](Self::mentions).
    ///
    /// # Errors
    /// See [`SourceError`].
    pub async fn forwards(
        &self,
        channel: &ChannelName,
        span: Option<Span>,
        offset: u32,
    ) -> Result<Vec<Reference>, SourceError> {
        self.references("channels/forwards", "forwardId", channel, span, offset)
            .await
    }

    /// A series, oldest first; of the last ten days unless a stretch is named.
    ///
    /// # Errors
    /// See [`SourceError`].
    pub async fn series(
        &self,
        channel: &ChannelName,
        series: Series,
        period: Period,
        span: Option<Span>,
    ) -> Result<Vec<SeriesPoint>, SourceError> {
        let (method, field) = series.names();
        let mut query = of(channel);
        query.push(("group", period.name().to_owned()));
        query.extend(stretch(span, "startDate", "endDate"));
        let (answer, response) = self.ask(method, &query).await?;
        let rows = response
            .as_array()
            .ok_or_else(|| self.unreadable("no series", &answer))?;
        statistics::series(rows, field, period, Source::TgStat, answer.received_at)
    }

    /// Asks the service to follow a channel from now on. It takes some twenty minutes.
    ///
    /// # Errors
    /// See [`SourceError`].
    pub async fn add(&self, channel: &ChannelName) -> Result<Added, SourceError> {
        let name = channel.to_string();
        let form = [("token", self.token.expose_secret()), ("channelName", name.as_str())];
        let request = self.http.post(self.url("channels/add")).form(&form);
        match self.send("channels/add", request).await {
            Ok((_, response)) => Ok(Added::Known {
                service_id: Fields::of(&response).and_then(|fields| fields.whole("channelId")),
            }),
            Err(SourceError::NotReady { retry }) => Ok(Added::Pending { retry }),
            Err(error) => Err(error),
        }
    }

    /// What is used up of each subscription. This call is not billed.
    ///
    /// # Errors
    /// See [`SourceError`].
    pub async fn usage(&self) -> Result<Vec<Usage>, SourceError> {
        let (answer, response) = self.ask("usage/stat", &[]).await?;
        let rows = response
            .as_array()
            .ok_or_else(|| self.unreadable("no usage", &answer))?;
        let usage: Vec<Usage> = rows.iter().filter_map(|row| Usage::read(&Fields::of(row)?)).collect();
        if usage.is_empty() && !rows.is_empty() {
            return Err(self.unreadable("no usage", &answer));
        }
        Ok(usage)
    }

    async fn references(
        &self,
        method: &'static str,
        id: &'static str,
        channel: &ChannelName,
        span: Option<Span>,
        offset: u32,
    ) -> Result<Vec<Reference>, SourceError> {
        let mut query = of(channel);
        query.extend(page(offset));
        query.push(("extended", "1".to_owned()));
        query.extend(stretch(span, "startDate", "endDate"));
        let (answer, response) = self.ask(method, &query).await?;
        shapes::references(&response, id).ok_or_else(|| self.unreadable("no references", &answer))
    }

    async fn ask(
        &self,
        method: &'static str,
        query: &[(&'static str, String)],
    ) -> Result<(Answer, Value), SourceError> {
        let mut url = self.url(method);
        url.query_pairs_mut()
            .append_pair("token", self.token.expose_secret())
            .extend_pairs(query);
        self.send(method, self.http.get(url)).await
    }

    async fn send(&self, method: &'static str, request: RequestBuilder) -> Result<(Answer, Value), SourceError> {
        let answer = http::call(&self.clock, Source::TgStat, method, request).await?;
        let response = envelope::open(&answer, &self.token)?;
        Ok((answer, response))
    }

    fn url(&self, method: &str) -> Url {
        http::append(&self.base, &format!("/{method}"))
    }

    fn unreadable(&self, why: &str, answer: &Answer) -> SourceError {
        SourceError::doubtful(format!("{why}; {}", http::quote(&answer.body, Some(&self.token))))
    }
}

impl Series {
    /// Its method, and the field of its values.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Series::Subscribers => ("channels/subscribers", "participants_count"),
            Series::Views => ("channels/views", "views_count"),
            Series::AverageReach => ("channels/avg-posts-reach", "avg_posts_reach"),
            Series::Err => ("channels/err", "err"),
            Series::Err24 => ("channels/err24", "err24"),
            Series::Er => ("channels/er", "er"),
        }
    }
}

fn of(channel: &ChannelName) -> Vec<(&'static str, String)> {
    vec![("channelId", channel.to_string())]
}

fn page(offset: u32) -> [(&'static str, String); 2] {
    [("limit", TgStat::PAGE.to_string()), ("offset", offset.to_string())]
}

fn stretch(span: Option<Span>, from: &'static str, to: &'static str) -> Vec<(&'static str, String)> {
    span.map_or_else(Vec::new, |span| {
        vec![
            (from, span.from.as_second().to_string()),
            (to, span.to.as_second().to_string()),
        ]
    })
}

impl fmt::Debug for TgStat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TgStat")
            .field("base", &self.base.as_str())
            .finish_non_exhaustive()
    }
}
