//! Sending jobs.

use std::collections::{BTreeSet, HashSet};
use std::time::{Duration, Instant};

use aws_sdk_sqs::Client;
use aws_sdk_sqs::config::http::HttpResponse;
use aws_sdk_sqs::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_sqs::operation::send_message_batch::SendMessageBatchError;
use aws_sdk_sqs::types::SendMessageBatchRequestEntry;
use futures::future::join_all;

use crate::batches::{MOST_BYTES, batches};
use crate::lanes::lanes;
use crate::{Envelope, Job, QueueError};

/// The pauses before sending again what the queue did not take.
const PAUSES: [Duration; 2] = [Duration::from_millis(50), Duration::from_millis(200)];

/// Error codes that say "not now".
const NOT_NOW: [&str; 4] = [
    "RequestThrottled",
    "ThrottlingException",
    "KmsThrottled",
    "AWS.SimpleQueueService.RequestThrottled",
];

/// A FIFO queue. Cloning is cheap.
#[derive(Debug, Clone)]
pub struct Fifo {
    client: Client,
    url: String,
}

/// A job as the queue takes it.
struct Message {
    body: String,
    group: String,
    dedup: String,
}

impl Fifo {
    /// The queue with this URL.
    pub fn new(client: Client, url: String) -> Self {
        Self { client, url }
    }

    /// Puts the jobs on the queue, ten at a time and several batches side by side. Jobs of one group keep their order; one
    /// that the queue did not take is sent twice more, and may then stand behind later ones of its group.
    ///
    /// # Errors
    /// See [`QueueError`]; the jobs it names may be sent again.
    pub async fn send<J: Job>(&self, envelopes: &[Envelope<J>]) -> Result<(), QueueError> {
        let messages = envelopes
            .iter()
            .enumerate()
            .map(message)
            .collect::<Result<Vec<_>, _>>()?;
        let lanes = lanes(messages.iter().map(|message| message.group.as_str()));
        let sent = join_all(lanes.iter().map(|lane| self.send_lane(&messages, lane))).await;
        let mut failed = BTreeSet::new();
        let mut outage = None;
        for lane in sent {
            failed.extend(lane.failed);
            outage = outage.or(lane.outage);
        }
        match outage {
            _ if failed.is_empty() => Ok(()),
            Some(error) if failed.len() == messages.len() => Err(error),
            _ => Err(QueueError::Partial {
                failed: failed.into_iter().collect(),
            }),
        }
    }

    /// Sends the jobs of one lane, batch after batch, until the queue is out of order.
    async fn send_lane(&self, messages: &[Message], lane: &[usize]) -> Sent {
        let lengths: Vec<usize> = lane.iter().map(|&at| messages[at].body.len()).collect();
        let mut sent = Sent::default();
        for batch in batches(&lengths) {
            let start = batch.start;
            match self.send_batch(messages, &lane[batch]).await {
                Ok(refused) => sent.failed.extend(refused),
                Err(error) => {
                    sent.failed.extend(&lane[start..]);
                    sent.outage = Some(error);
                    break;
                }
            }
        }
        sent
    }

    /// Sends one batch and what the queue did not take of it again; returns what it never took.
    async fn send_batch(&self, messages: &[Message], batch: &[usize]) -> Result<Vec<usize>, QueueError> {
        let mut open = batch.to_vec();
        let mut refused = Vec::new();
        let mut pauses = PAUSES.iter();
        let mut again = false;
        loop {
            let outcome = match self.send_once(messages, &open).await {
                Ok(outcome) => outcome,
                Err(error) if again => {
                    // The queue has taken a part of the batch before; only the rest is missing.
                    tracing::warn!(target: "sqs", error = %error, "jobs were not sent again: {error}");
                    Refused {
                        ours: open,
                        theirs: Vec::new(),
                    }
                }
                Err(error) => return Err(error),
            };
            again = true;
            refused.extend(outcome.ours);
            open = outcome.theirs;
            let Some(pause) = pauses.next().filter(|_| !open.is_empty()) else {
                refused.extend(open);
                return Ok(refused);
            };
            tokio::time::sleep(*pause).await;
        }
    }

    async fn send_once(&self, messages: &[Message], open: &[usize]) -> Result<Refused, QueueError> {
        let entries = open.iter().map(|&at| entry(at, &messages[at])).collect();
        let started = Instant::now();
        let call = self
            .client
            .send_message_batch()
            .queue_url(&self.url)
            .set_entries(Some(entries))
            .send();
        // Boxed: an SDK call is a very large future, and every use-case that makes one would carry it.
        let result = Box::pin(call).await;
        let duration_ms = started.elapsed().as_secs_f64() * 1000.0;
        let status = match &result {
            Ok(_) => "ok",
            Err(error) => short_reason(error),
        };
        let jobs = open.len();
        tracing::info!(target: "sqs", operation = "SendMessageBatch", status, duration_ms, jobs, "SQS answered SendMessageBatch with {status}");
        let answer = result.map_err(|error| meaning(&error))?;

        let taken: HashSet<&str> = answer.successful.iter().map(|entry| entry.id.as_str()).collect();
        let ours: HashSet<&str> = answer
            .failed
            .iter()
            .filter(|entry| entry.sender_fault)
            .map(|entry| entry.id.as_str())
            .collect();
        for entry in &answer.failed {
            tracing::warn!(target: "sqs", code = entry.code, sender_fault = entry.sender_fault, "SQS did not take a job: {}", entry.code);
        }
        let left = open.iter().copied().filter(|at| !taken.contains(id_of(*at).as_str()));
        let (ours, theirs) = left.partition(|at| ours.contains(id_of(*at).as_str()));
        Ok(Refused { ours, theirs })
    }
}

/// What came of a lane.
#[derive(Default)]
struct Sent {
    /// What is not on the queue, or not surely.
    failed: Vec<usize>,
    /// What ended it early.
    outage: Option<QueueError>,
}

/// What the queue did not take of a batch.
struct Refused {
    /// Our fault: sending again does not help.
    ours: Vec<usize>,
    /// Theirs, or not mentioned in the answer.
    theirs: Vec<usize>,
}

fn message<J: Job>((index, envelope): (usize, &Envelope<J>)) -> Result<Message, QueueError> {
    let body = serde_json::to_string(envelope)
        .map_err(|error| QueueError::Failed(format!("the job {index} cannot be written: {error}")))?;
    let body = without_forbidden(body);
    if body.len() > MOST_BYTES {
        return Err(QueueError::TooLarge {
            index,
            bytes: body.len(),
        });
    }
    Ok(Message {
        body,
        group: envelope.job.group(),
        dedup: envelope.job.dedup(),
    })
}

/// SQS refuses two characters that JSON allows in texts; as escapes they pass.
fn without_forbidden(body: String) -> String {
    if !body.contains(['\u{fffe}', '\u{ffff}']) {
        return body;
    }
    body.replace('\u{fffe}', "\\ufffe").replace('\u{ffff}', "\\uffff")
}

fn entry(at: usize, message: &Message) -> SendMessageBatchRequestEntry {
    SendMessageBatchRequestEntry::builder()
        .id(id_of(at))
        .message_body(&message.body)
        .message_group_id(&message.group)
        .message_deduplication_id(&message.dedup)
        .build()
        .expect("the entry has an id and a body")
}

fn id_of(at: usize) -> String {
    at.to_string()
}

fn meaning(error: &SdkError<SendMessageBatchError, HttpResponse>) -> QueueError {
    let reason = short_reason(error).to_owned();
    let status = error.raw_response().map_or(0, |response| response.status().as_u16());
    match error {
        SdkError::ConstructionFailure(_) => QueueError::Failed(reason),
        SdkError::ServiceError(_) if status < 500 && status != 429 && !NOT_NOW.contains(&reason.as_str()) => {
            QueueError::Failed(reason)
        }
        _ => QueueError::Unavailable(reason),
    }
}

fn short_reason(error: &SdkError<SendMessageBatchError, HttpResponse>) -> &str {
    match error {
        SdkError::ConstructionFailure(_) => "not built",
        SdkError::TimeoutError(_) => "no answer in time",
        SdkError::DispatchFailure(failure) if failure.is_timeout() => "no connection in time",
        SdkError::DispatchFailure(_) => "no connection",
        SdkError::ResponseError(_) => "unreadable answer",
        SdkError::ServiceError(service) => service.err().code().unwrap_or("no code"),
        _ => "unknown failure",
    }
}
