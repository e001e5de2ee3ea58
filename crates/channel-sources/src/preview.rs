//! The public pages of t.me.

mod landing;
mod message;
mod page;

use clock::Clock;
use reqwest::header::ACCEPT_LANGUAGE;
use reqwest::{StatusCode, Url};

pub use landing::{Landing, LandingKind};
pub use page::{ChannelHeader, Evidence, PreviewPage};

use crate::html::{Element, Tree};
use crate::http::{self, Answer};
use crate::{ChannelName, Peer, PostId, Source, SourceError};

/// A page with fewer bytes is none of Telegram's.
const SMALLEST_PAGE: usize = 500;

/// The client of the public pages. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Preview {
    http: reqwest::Client,
    base: Url,
    clock: Clock,
}

impl Preview {
    /// A client over `http`, which should follow no redirects, for t.me or what stands for it at `base`.
    pub fn new(http: reqwest::Client, base: Url) -> Self {
        Preview {
            http,
            base,
            clock: Clock::system(),
        }
    }

    /// The same by another clock: it dates every figure.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// The channel's newest posts; when it shows none, its landing page is asked why (a second request).
    ///
    /// # Errors
    /// See [`SourceError`]. `NoSuchChannel`, `NotAChannel`, `Private` and `NoPreview` are told apart.
    pub async fn latest(&self, channel: &ChannelName) -> Result<PreviewPage, SourceError> {
        match self.page(channel, None).await {
            Err(SourceError::NoPreview) => Err(self.landing(channel).await?.why_no_preview()),
            outcome => outcome,
        }
    }

    /// One page of posts, one request: the newest, or those before a post ([`PreviewPage::older`]).
    ///
    /// # Errors
    /// See [`SourceError`]. `NoPreview` also when there is no such channel: t.me answers both alike.
    pub async fn page(&self, channel: &ChannelName, before: Option<PostId>) -> Result<PreviewPage, SourceError> {
        let path = format!("/s/{}", channel.as_str());
        let mut url = http::append(&self.base, &path);
        if let Some(before) = before {
            url.query_pairs_mut().append_pair("before", &before.to_string());
        }
        let answer = self.get("page", url).await?;
        if answer.status.is_redirection() {
            return Err(redirected(&answer, channel));
        }
        // The HTTP client followed the redirect.
        if !answer.path.ends_with(&path) && leads_to_landing(&answer.path, channel) {
            return Err(SourceError::NoPreview);
        }
        let body = success(&answer)?;
        PreviewPage::read(body, channel, before, answer.received_at)
    }

    /// The card that t.me shows for any name: who has it, and the exact number of subscribers.
    ///
    /// # Errors
    /// See [`SourceError`]; that nobody has the name is an answer, not an error.
    pub async fn landing(&self, channel: &ChannelName) -> Result<Landing, SourceError> {
        let url = http::append(&self.base, &format!("/{}", channel.as_str()));
        let answer = self.get("landing", url).await?;
        Landing::read(success(&answer)?, channel, answer.received_at)
    }

    async fn get(&self, operation: &'static str, url: Url) -> Result<Answer, SourceError> {
        // The pages are read by their English words.
        let request = self.http.get(url).header(ACCEPT_LANGUAGE, "en");
        http::call(&self.clock, Source::Preview, operation, request).await
    }
}

impl Landing {
    /// Why a channel whose preview was refused has none.
    pub fn why_no_preview(&self) -> SourceError {
        match self.kind {
            LandingKind::Nobody => SourceError::NoSuchChannel,
            LandingKind::Group => SourceError::NotAChannel(Peer::Group),
            LandingKind::Bot => SourceError::NotAChannel(Peer::Bot),
            LandingKind::Person => SourceError::NotAChannel(Peer::Person),
            LandingKind::Invitation => SourceError::Private,
            LandingKind::Channel | LandingKind::Unclear => SourceError::NoPreview,
        }
    }
}

fn success(answer: &Answer) -> Result<&[u8], SourceError> {
    match answer.status {
        status if status.is_success() => Ok(&answer.body),
        // t.me has no maintenance of its own: this is a challenge.
        StatusCode::SERVICE_UNAVAILABLE => Err(SourceError::Blocked {
            what: format!("status 503: {}", http::quote(&answer.body, None)),
        }),
        _ => Err(answer.meaning_of_status(None)),
    }
}

fn redirected(answer: &Answer, channel: &ChannelName) -> SourceError {
    let location = answer.location().unwrap_or_default();
    let path = location.split(['?', '#']).next().unwrap_or_default();
    if leads_to_landing(path, channel) {
        return SourceError::NoPreview;
    }
    SourceError::Blocked {
        what: format!("a redirect to «{}»", http::said(location, None)),
    }
}

fn leads_to_landing(path: &str, channel: &ChannelName) -> bool {
    let mut parts = path.trim_end_matches('/').rsplit('/');
    let last = parts.next().unwrap_or_default();
    last.eq_ignore_ascii_case(channel.as_str()) && parts.next() != Some("s")
}

/// A title without the icons behind it; `None` for an empty one.
fn without_icons(title: &Element<'_>) -> Option<String> {
    let title = title.text_without(|element| element.classes().any(|class| class.ends_with("-icon")));
    (!title.is_empty()).then_some(title)
}

/// What makes any page of t.me one that cannot be believed.
fn check_telegram(body: &[u8], tree: &Tree) -> Result<(), SourceError> {
    let blocked = |why: &str| SourceError::Blocked {
        what: format!("{why}, {} bytes; {}", body.len(), http::quote(body, None)),
    };
    if body.len() < SMALLEST_PAGE {
        return Err(blocked("a tiny page"));
    }
    if !tree
        .elements()
        .any(|element| element.classes().any(|class| class.starts_with("tgme_")))
    {
        return Err(blocked("a page that is not Telegram's"));
    }
    let title = tree
        .elements()
        .find(|element| element.name() == "meta" && element.attribute("property") == Some("og:title"))
        .and_then(|meta| meta.attribute("content"));
    // What an address gets that asked too much.
    if title.is_some_and(|title| title.trim().is_empty()) {
        return Err(blocked("a page with empty og tags"));
    }
    if !tree.finished {
        return Err(SourceError::doubtful(format!(
            "the page breaks off after {} bytes; {}",
            body.len(),
            http::quote(body, None)
        )));
    }
    Ok(())
}
