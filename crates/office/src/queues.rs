//! How much waits on which queue.

use std::str::FromStr;
use std::time::Duration;

use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::QueueAttributeName::{
    self, ApproximateNumberOfMessages as Waiting, ApproximateNumberOfMessagesNotVisible as UnderWay,
};
use futures::future::join_all;

/// The longest wait for a queue's answer: an admin's look must not become a stuck chat.
const PATIENCE: Duration = Duration::from_secs(3);

/// The queues whose depths are shown: `name=url,name=url`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueueUrls(Vec<(String, String)>);

/// A text that names no queues.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("queues are like bookings=https://…,bookings-failed=https://…; this is no queue: {0}")]
pub struct BadQueues(String);

/// The queues, to be asked.
#[derive(Debug, Clone)]
pub struct Queues {
    client: Client,
    urls: QueueUrls,
}

/// A queue at a moment; the figures are approximate, as SQS gives them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queue {
    /// Its name.
    pub name: String,
    /// How deep it is; `None` when it could not be asked.
    pub depth: Option<Depth>,
}

/// What is on a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Depth {
    /// Jobs that wait.
    pub waiting: u64,
    /// Jobs that are being done.
    pub under_way: u64,
}

impl FromStr for QueueUrls {
    type Err = BadQueues;

    fn from_str(text: &str) -> Result<Self, BadQueues> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        let named = |part: &str| match part.split_once('=') {
            Some((name, url)) if !name.is_empty() && url.starts_with("http") => Ok((name.to_owned(), url.to_owned())),
            _ => Err(BadQueues(part.to_owned())),
        };
        parts.map(named).collect::<Result<_, _>>().map(Self)
    }
}

impl Queues {
    /// These queues.
    pub fn new(client: Client, urls: QueueUrls) -> Self {
        Self { client, urls }
    }

    /// Every queue as it is now; none when this installation names none.
    pub async fn look(&self) -> Vec<Queue> {
        join_all(self.urls.0.iter().map(|(name, url)| async move {
            Queue {
                name: name.clone(),
                depth: self.depth(name, url).await,
            }
        }))
        .await
    }

    async fn depth(&self, name: &str, url: &str) -> Option<Depth> {
        let call = self
            .client
            .get_queue_attributes()
            .queue_url(url)
            .attribute_names(Waiting)
            .attribute_names(UnderWay)
            .send();
        let attributes = match tokio::time::timeout(PATIENCE, Box::pin(call)).await {
            Ok(Ok(answer)) => answer.attributes?,
            Ok(Err(_)) | Err(_) => {
                tracing::warn!(queue = name, "queue.silent: a queue did not tell how deep it is");
                return None;
            }
        };
        let figure = |name: QueueAttributeName| attributes.get(&name)?.parse().ok();
        Some(Depth {
            waiting: figure(Waiting)?,
            under_way: figure(UnderWay)?,
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn queues_are_named_one_by_one_and_a_slip_is_refused() {
        let read: QueueUrls = "a=http://q/1?x=2, b=https://q/2,".parse().unwrap();
        assert_eq!(read.0[0], ("a".to_owned(), "http://q/1?x=2".to_owned()));
        assert_eq!(read.0.len(), 2);
        assert_eq!("".parse(), Ok(QueueUrls::default()));
        for bad in ["a", "=http://q", "a=q"] {
            assert!(bad.parse::<QueueUrls>().is_err(), "{bad}");
        }
    }
}
