//! SQS batches with partial failures.

use std::collections::HashMap;
use std::fmt::Display;
use std::future::Future;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use futures::future::join_all;

/// Works through a batch: groups side by side, the messages of one group strictly one after another.
///
/// The first failure of a group ends that group: its message and all that follow are reported as failed and come
/// again in the same order, while other groups finish. A message without a group (a standard queue) is a group of its own.
/// Failures are logged here, once each; `work` only returns them.
pub async fn each_in_group_order<F, W, E>(event: SqsEvent, work: F) -> SqsBatchResponse
where
    F: Fn(SqsMessage) -> W,
    W: Future<Output = Result<(), E>>,
    E: Display,
{
    let groups = in_groups(event.records);
    let failures = join_all(groups.into_iter().map(|group| failed_of(group, &work))).await;
    let mut response = SqsBatchResponse::default();
    response.set_failures(failures.into_iter().flatten());
    response
}

/// How often SQS has handed out this message, this time included; 1 when it does not say.
pub fn receive_count(message: &SqsMessage) -> u32 {
    message
        .attributes
        .get("ApproximateReceiveCount")
        .and_then(|count| count.parse().ok())
        .unwrap_or(1)
}

fn in_groups(records: Vec<SqsMessage>) -> Vec<Vec<SqsMessage>> {
    let mut groups: Vec<Vec<SqsMessage>> = Vec::new();
    let mut place_of: HashMap<String, usize> = HashMap::new();
    for message in records {
        let Some(group) = message.attributes.get("MessageGroupId").cloned() else {
            groups.push(vec![message]);
            continue;
        };
        let place = *place_of.entry(group).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.push(message),
            None => groups.push(vec![message]),
        }
    }
    groups
}

async fn failed_of<F, W, E>(group: Vec<SqsMessage>, work: &F) -> Vec<String>
where
    F: Fn(SqsMessage) -> W,
    W: Future<Output = Result<(), E>>,
    E: Display,
{
    let ids: Vec<String> = group.iter().map(identifier).collect();
    for (place, message) in group.into_iter().enumerate() {
        let receive_count = receive_count(&message);
        if let Err(error) = work(message).await {
            let failed = ids.len() - place;
            let message_id = ids[place].as_str();
            tracing::warn!(
                sqs.message_id = message_id,
                sqs.receive_count = receive_count,
                sqs.failed_in_group = failed,
                error = %error,
                "job {message_id} failed on delivery {receive_count}; {failed} of its group will be delivered again"
            );
            return ids[place..].to_vec();
        }
    }
    Vec::new()
}

/// An empty identifier makes Lambda return the whole batch to the queue: the only safe answer for a message without one.
fn identifier(message: &SqsMessage) -> String {
    message.message_id.clone().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::sync::Mutex;

    use futures::executor::block_on;
    use serde_json::json;

    use super::*;

    /// A batch of (message id, group) pairs; the body is the id.
    fn batch(messages: &[(&str, Option<&str>)]) -> SqsEvent {
        let records: Vec<_> = messages
            .iter()
            .map(|(id, group)| match group {
                Some(group) => json!({ "messageId": id, "body": id, "attributes": { "MessageGroupId": group } }),
                None => json!({ "messageId": id, "body": id }),
            })
            .collect();
        serde_json::from_value(json!({ "Records": records })).unwrap()
    }

    /// Runs a batch whose `bad` messages fail; returns what was worked on and what was reported.
    fn run(messages: &[(&str, Option<&str>)], bad: &[&str]) -> (Vec<String>, Vec<String>) {
        let seen = Mutex::new(Vec::new());
        let response = block_on(each_in_group_order(batch(messages), async |message: SqsMessage| {
            let id = message.body.unwrap();
            seen.lock().unwrap().push(id.clone());
            if bad.contains(&id.as_str()) {
                Err("no luck")
            } else {
                Ok(())
            }
        }));
        let failed = response
            .batch_item_failures
            .into_iter()
            .map(|failure| failure.item_identifier)
            .collect();
        (seen.into_inner().unwrap(), failed)
    }

    #[test]
    fn a_batch_without_trouble_reports_nothing() {
        let (seen, failed) = run(&[("1", Some("a")), ("2", Some("b")), ("3", Some("a"))], &[]);

        assert_eq!(seen.len(), 3);
        assert!(failed.is_empty());
    }

    #[test]
    fn a_failure_ends_its_group_and_leaves_the_others_alone() {
        let messages = [
            ("a1", Some("a")),
            ("b1", Some("b")),
            ("a2", Some("a")),
            ("b2", Some("b")),
            ("a3", Some("a")),
        ];

        let (seen, failed) = run(&messages, &["a2"]);

        assert_eq!(failed, ["a2", "a3"]);
        assert!(
            !seen.contains(&"a3".to_owned()),
            "nothing of a group runs after its failure: {seen:?}"
        );
        assert!(seen.contains(&"b2".to_owned()));
    }

    #[test]
    fn a_group_keeps_its_order_while_groups_take_turns() {
        let order = Mutex::new(Vec::new());
        let event = batch(&[
            ("a1", Some("a")),
            ("a2", Some("a")),
            ("b1", Some("b")),
            ("b2", Some("b")),
        ]);

        block_on(each_in_group_order(event, async |message: SqsMessage| {
            let id = message.body.unwrap();
            order.lock().unwrap().push(format!("{id} starts"));
            tokio::task::yield_now().await;
            order.lock().unwrap().push(format!("{id} ends"));
            Ok::<(), String>(())
        }));

        let order = order.into_inner().unwrap();
        let place = |step: &str| order.iter().position(|seen| seen == step).unwrap();
        assert!(place("a1 ends") < place("a2 starts"), "{order:?}");
        assert!(place("b1 ends") < place("b2 starts"), "{order:?}");
        assert!(
            place("b1 starts") < place("a1 ends"),
            "groups run side by side: {order:?}"
        );
    }

    #[test]
    fn messages_of_a_standard_queue_fail_alone() {
        let (seen, failed) = run(&[("1", None), ("2", None), ("3", None)], &["2"]);

        assert_eq!(seen.len(), 3);
        assert_eq!(failed, ["2"]);
    }

    #[test]
    fn a_message_without_an_id_returns_the_whole_batch() {
        let event = serde_json::from_value(json!({ "Records": [{ "body": "?" }] })).unwrap();

        let response = block_on(each_in_group_order(event, async |_| Err::<(), _>("no luck")));

        assert_eq!(
            serde_json::to_value(&response).unwrap(),
            json!({ "batchItemFailures": [{ "itemIdentifier": "" }] })
        );
    }

    #[test]
    fn the_receive_count_is_read_from_the_attributes() {
        let message = |count: &str| -> SqsMessage {
            serde_json::from_value(json!({ "attributes": { "ApproximateReceiveCount": count } })).unwrap()
        };

        assert_eq!(receive_count(&message("4")), 4);
        assert_eq!(receive_count(&message("?")), 1);
        assert_eq!(receive_count(&SqsMessage::default()), 1);
    }
}
