//! Telemetr (telemetr.me; telemetr.io is another company with another API).

mod envelope;

use std::fmt;
use std::time::Duration;

use clock::Clock;
use jiff::{Timestamp, tz};
use reqwest::header::{ACCEPT, AUTHORIZATION};
use reqwest::{RequestBuilder, Url};
use secrecy::SecretString;
use serde_json::Value;

use crate::http::{self, Answer};
use crate::loose::Fields;
use crate::post::PostText;
use crate::statistics::{self, ChannelStat, Period, SeriesPoint};
use crate::tgstat::{ServicePosts, Span};
use crate::{Answered, ChannelName, Figure, Place, Post, PostId, Quota, Source, SourceError};

/// The service answers nothing now and then; a minute later it knows.
const EMPTY_RETRY: Duration = Duration::from_secs(60);

/// The client of api.telemetr.me. Cheap to clone.
#[derive(Clone)]
pub struct Telemetr {
    http: reqwest::Client,
    base: Url,
    token: SecretString,
    clock: Clock,
}

impl Telemetr {
    /// A client over `http`, which should follow no redirects, for the service at `base`.
    pub fn new(http: reqwest::Client, base: Url, token: SecretString) -> Self {
        Telemetr {
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

    /// A channel's figures now.
    ///
    /// # Errors
    /// See [`SourceError`]; `NotReady` for the empty answer that the service gives now and then.
    pub async fn stat(&self, channel: &ChannelName) -> Result<Answered<ChannelStat>, SourceError> {
        let (answer, response) = self.ask("channels/stat", &of(channel)).await?;
        if is_empty(&response) {
            return Err(SourceError::NotReady { retry: EMPTY_RETRY });
        }
        let fields = Fields::of(&response);
        let stat = fields.and_then(|fields| ChannelStat::read(&fields, Source::Telemetr, answer.received_at));
        self.answered(stat, "no figures", &answer)
    }

    /// Its posts, newest first, deleted ones left out; some 50 from `offset` on.
    ///
    /// # Errors
    /// See [`SourceError`].
    pub async fn posts(&self, channel: &ChannelName, offset: u32) -> Result<Answered<ServicePosts>, SourceError> {
        let mut query = of(channel);
        query.push(("offset", offset.to_string()));
        query.push(("hideDeleted", "1".to_owned()));
        let (answer, response) = self.ask("channels/posts", &query).await?;
        let posts = ServicePosts::read(&response, |fields| post(fields, answer.received_at));
        self.answered(posts, "no posts", &answer)
    }

    /// Its subscribers at the end of each period, oldest first.
    ///
    /// # Errors
    /// See [`SourceError`].
    pub async fn subscribers(
        &self,
        channel: &ChannelName,
        period: Period,
        span: Span,
    ) -> Result<Answered<Vec<SeriesPoint>>, SourceError> {
        let mut query = of(channel);
        query.push(("group", period.name().to_owned()));
        query.push(("startDate", written(span.from)));
        query.push(("endDate", written(span.to)));
        let (answer, response) = self.ask("channels/subscribers", &query).await?;
        let rows = self.answered(response.as_array(), "no series", &answer)?;
        let points = statistics::series(
            rows.value,
            "participants_count",
            period,
            Source::Telemetr,
            answer.received_at,
        )?;
        Ok(rows.map(|_| points))
    }

    /// Asks the service to follow a channel from now on.
    ///
    /// # Errors
    /// See [`SourceError`].
    pub async fn add(&self, channel: &ChannelName) -> Result<(), SourceError> {
        let body = serde_json::json!({ "channelId": channel.as_str() });
        let request = self.http.post(self.url("channels/add")).json(&body);
        self.send("channels/add", request).await.map(|_| ())
    }

    /// What is left of the package, by the headers of the service's own method for it.
    ///
    /// # Errors
    /// See [`SourceError`].
    pub async fn limits(&self) -> Result<Option<Quota>, SourceError> {
        let (answer, _) = self.ask("v1/limits", &[]).await?;
        Ok(Quota::from_headers(&answer.headers, answer.received_at))
    }

    async fn ask(
        &self,
        method: &'static str,
        query: &[(&'static str, String)],
    ) -> Result<(Answer, Value), SourceError> {
        let mut url = self.url(method);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        self.send(method, self.http.get(url)).await
    }

    async fn send(&self, method: &'static str, request: RequestBuilder) -> Result<(Answer, Value), SourceError> {
        let request = request
            .header(AUTHORIZATION, http::bearer(&self.token)?)
            .header(ACCEPT, "application/json");
        let answer = http::call(&self.clock, Source::Telemetr, method, request).await?;
        let response = envelope::open(&answer, &self.token)?;
        Ok((answer, response))
    }

    fn answered<T>(&self, value: Option<T>, missing: &str, answer: &Answer) -> Result<Answered<T>, SourceError> {
        let quota = Quota::from_headers(&answer.headers, answer.received_at);
        match value {
            Some(value) => Ok(Answered { value, quota }),
            None => Err(SourceError::doubtful(format!(
                "{missing}; {}",
                http::quote(&answer.body, Some(&self.token))
            ))),
        }
    }

    fn url(&self, method: &str) -> Url {
        http::append(&self.base, &format!("/{method}"))
    }
}

/// Without `@`, unlike TGStat.
fn of(channel: &ChannelName) -> Vec<(&'static str, String)> {
    vec![("channelId", channel.as_str().to_owned())]
}

/// `2025-01-01 00:00:00`, in Moscow's time.
fn written(moment: Timestamp) -> String {
    let time = tz::Offset::constant(3).to_datetime(moment);
    time.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

fn is_empty(response: &Value) -> bool {
    match response {
        Value::Null => true,
        Value::Array(rows) => rows.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    }
}

fn post(fields: &Fields<'_>, at: Timestamp) -> Option<Post> {
    let link = fields.text("display_url");
    let by_link = link.and_then(|link| Place::from_link(&link)?.post);
    let id = by_link.or_else(|| fields.whole("id").filter(|&id: &u32| id > 0).map(PostId))?;
    let mut post = Post::new(id, fields.moment("date")?);
    post.text = fields.text("text").and_then(|html| PostText::of_html(&html));
    if let Some(stats) = fields.object("stats") {
        let count = |name| Some(Figure::estimated(stats.count(name)?, Source::Telemetr, at));
        post.views = count("views");
        post.shares = count("forwards");
        post.comments = count("comments");
        post.reactions_count = count("reactions");
    }
    Some(post)
}

impl fmt::Debug for Telemetr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Telemetr")
            .field("base", &self.base.as_str())
            .finish_non_exhaustive()
    }
}
