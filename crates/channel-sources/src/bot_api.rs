//! The Bot API, as far as public channels go: anybody's count, exact, without being a member.

use std::fmt;

use clock::Clock;
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::http::{self, Answer};
use crate::loose::{self, Fields};
use crate::{ChannelName, Figure, Peer, Source, SourceError};

/// The Bot API's two calls about channels. Cheap to clone.
#[derive(Clone)]
pub struct BotApi {
    http: reqwest::Client,
    base: Url,
    token: SecretString,
    clock: Clock,
}

/// A channel as the Bot API describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelInfo {
    /// Its number, `-100…`.
    pub chat_id: i64,
    /// Its title.
    pub title: Option<String>,
    /// Its username now.
    pub name: Option<ChannelName>,
    /// Its description.
    pub description: Option<String>,
    /// The group where its posts are discussed.
    pub linked_chat_id: Option<i64>,
}

impl BotApi {
    /// A client over `http`, which should follow no redirects, for api.telegram.org or what stands for it at `base`.
    pub fn new(http: reqwest::Client, base: Url, token: SecretString) -> Self {
        BotApi {
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

    /// Who the channel is.
    ///
    /// # Errors
    /// See [`SourceError`]; `NotAChannel` when the name belongs to a group or a person.
    pub async fn channel(&self, channel: &ChannelName) -> Result<ChannelInfo, SourceError> {
        let (answer, chat) = self.call("getChat", channel).await?;
        let fields = Fields::of(&chat);
        let (Some(fields), Some(chat_id)) = (fields, fields.and_then(|fields| fields.whole("id"))) else {
            return Err(self.unreadable("no chat id", &answer));
        };
        match fields.text("type").as_deref() {
            Some("channel") => {}
            Some("group" | "supergroup") => return Err(SourceError::NotAChannel(Peer::Group)),
            Some("private") => return Err(SourceError::NotAChannel(Peer::Person)),
            _ => return Err(self.unreadable("no chat type", &answer)),
        }
        Ok(ChannelInfo {
            chat_id,
            title: fields.text("title"),
            name: fields.text("username").and_then(|name| name.parse().ok()),
            description: fields.text("description"),
            linked_chat_id: fields.whole("linked_chat_id"),
        })
    }

    /// How many subscribers it has: exact.
    ///
    /// # Errors
    /// See [`SourceError`].
    pub async fn member_count(&self, channel: &ChannelName) -> Result<Figure<u64>, SourceError> {
        let (answer, count) = self.call("getChatMemberCount", channel).await?;
        let count = loose::whole(&count).ok_or_else(|| self.unreadable("no count", &answer))?;
        Ok(Figure::exact(count, Source::BotApi, answer.received_at))
    }

    async fn call(&self, method: &'static str, channel: &ChannelName) -> Result<(Answer, Value), SourceError> {
        let mut url = http::append(&self.base, &format!("/bot{}/{method}", self.token.expose_secret()));
        url.query_pairs_mut().append_pair("chat_id", &channel.to_string());
        let answer = http::call(&self.clock, Source::BotApi, method, self.http.get(url)).await?;
        let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let Some(fields) = Fields::of(&body) else {
            return Err(match answer.status.is_success() {
                true => self.unreadable("no JSON object", &answer),
                false => answer.meaning_of_status(Some(&self.token)),
            });
        };
        match (fields.truth("ok"), fields.get("result")) {
            (true, Some(result)) => {
                let result = result.clone();
                Ok((answer, result))
            }
            (true, None) => Err(self.unreadable("no result", &answer)),
            (false, _) => Err(self.refusal(&fields, &answer)),
        }
    }

    /// What a refusal means: `{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}`.
    fn refusal(&self, fields: &Fields<'_>, answer: &Answer) -> SourceError {
        let code = fields.whole("error_code").unwrap_or(answer.status.as_u16());
        let said = fields.text("description").unwrap_or_default();
        let said = http::said(&said, Some(&self.token));
        let words = said.to_lowercase();
        let retry = || {
            let parameters = fields.object("parameters")?;
            parameters.whole("retry_after").map(http::wait)
        };
        match code {
            400 if words.contains("chat not found") || words.contains("username_") => SourceError::NoSuchChannel,
            400 if words.contains("member list is inaccessible") => SourceError::Private,
            400 => SourceError::Refused { said },
            // A damaged token is answered as if the address were wrong.
            401 | 404 => SourceError::Unauthorized,
            403 => SourceError::Private,
            429 => SourceError::Limited { retry: retry() },
            500..=599 => SourceError::Unavailable {
                what: format!("status {code}: {said}"),
            },
            _ => self.unreadable("an unknown refusal", answer),
        }
    }

    fn unreadable(&self, why: &str, answer: &Answer) -> SourceError {
        SourceError::doubtful(format!("{why}; {}", http::quote(&answer.body, Some(&self.token))))
    }
}

impl fmt::Debug for BotApi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BotApi")
            .field("base", &self.base.as_str())
            .finish_non_exhaustive()
    }
}
