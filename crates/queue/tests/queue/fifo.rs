//! Sending.

use std::sync::Arc;
use std::time::Duration;

use queue::{Envelope, QueueError};
use serde_json::json;
use tokio::sync::Barrier;
use tokio::time::timeout;

use crate::stand_in::{Fault, Sqs};
use crate::{Letter, letter};

fn letters(count: u32) -> Vec<Envelope<Letter>> {
    (0..count)
        .map(|number| Envelope::new(letter(number), "trace", 1_790_000_000_000))
        .collect()
}

fn numbers(sqs: &Sqs) -> Vec<u32> {
    let numbers = sqs.messages();
    numbers
        .iter()
        .map(|message| Envelope::<Letter>::decode(&message.body).unwrap().job.number)
        .collect()
}

#[tokio::test]
async fn a_job_arrives_with_its_group_its_dedup_and_its_envelope() {
    let sqs = Sqs::new().await;
    sqs.fifo.send(&letters(1)).await.unwrap();
    let message = sqs.messages().remove(0);
    assert_eq!(
        (message.group.as_str(), message.dedup.as_str()),
        ("chat:42", "letter:0")
    );
    let body: serde_json::Value = serde_json::from_str(&message.body).unwrap();
    let expected = json!({
        "v": 3, "trace": "trace", "queued_at_ms": 1_790_000_000_000_i64,
        "job": {"chat": 42, "number": 0, "text": "письмо 0"},
    });
    assert_eq!(body, expected);
}

#[tokio::test]
async fn many_jobs_travel_ten_at_a_time_in_order() {
    let sqs = Sqs::new().await;
    sqs.fifo.send(&letters(25)).await.unwrap();
    assert_eq!(sqs.requests(), 3);
    assert_eq!(numbers(&sqs), (0..25).collect::<Vec<_>>());
    sqs.fifo.send::<Letter>(&[]).await.unwrap();
    assert_eq!(sqs.requests(), 3, "nothing to send, nothing asked");
}

/// Letters to so many chats in turn.
fn letters_to(chats: i64, count: u32) -> Vec<Envelope<Letter>> {
    let mut letters = letters(count);
    for (letter, chat) in letters.iter_mut().zip((0..chats).cycle()) {
        letter.job.chat = chat;
    }
    letters
}

#[tokio::test]
async fn batches_for_different_groups_travel_side_by_side() {
    let sqs = Sqs::new().await;
    let barrier = Arc::new(Barrier::new(8));
    sqs.fail(vec![Fault::Together(barrier); 8]);
    let jobs = letters_to(80, 80);
    let sent = timeout(Duration::from_secs(10), sqs.fifo.send(&jobs)).await;
    sent.expect("each batch waited for the one before").unwrap();
    let mut numbers = numbers(&sqs);
    numbers.sort_unstable();
    assert_eq!(numbers, (0..80).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_group_keeps_its_order_beside_many_others() {
    let sqs = Sqs::new().await;
    sqs.fifo.send(&letters_to(13, 300)).await.unwrap();
    let arrived: Vec<Letter> = sqs
        .messages()
        .iter()
        .map(|message| Envelope::decode(&message.body).unwrap().job)
        .collect();
    assert_eq!(arrived.len(), 300);
    for chat in 0..13 {
        let numbers: Vec<u32> = arrived.iter().filter(|l| l.chat == chat).map(|l| l.number).collect();
        assert!(numbers.is_sorted(), "chat {chat} got {numbers:?}");
    }
}

#[tokio::test]
async fn one_lane_out_of_order_does_not_stop_the_others() {
    let sqs = Sqs::new().await;
    sqs.fail([Fault::Refused(400, "com.amazonaws.sqs#OverLimit")]);
    let Err(QueueError::Partial { failed }) = sqs.fifo.send(&letters_to(2, 40)).await else {
        panic!("one lane was refused")
    };
    let (lost, kept) = (failed[0] % 2, 1 - failed[0] % 2);
    assert_eq!(failed, (0..40).filter(|n| n % 2 == lost).collect::<Vec<_>>());
    assert_eq!(
        numbers(&sqs),
        (0..40).filter(|n| n % 2 == kept as u32).collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn heavy_jobs_travel_in_smaller_batches() {
    let sqs = Sqs::new().await;
    let heavy = |number| {
        Envelope::new(
            Letter {
                text: "x".repeat(100_000),
                ..letter(number)
            },
            "trace",
            0,
        )
    };
    sqs.fifo
        .send(&[heavy(0), heavy(1), heavy(2), heavy(3), heavy(4)])
        .await
        .unwrap();
    assert_eq!(sqs.requests(), 3);
    assert_eq!(numbers(&sqs), [0, 1, 2, 3, 4]);
}

#[tokio::test]
async fn a_job_that_is_too_large_stops_everything_before_it_starts() {
    let sqs = Sqs::new().await;
    let mut jobs = letters(3);
    jobs[1].job.text = "x".repeat(256 * 1024);
    let Err(QueueError::TooLarge { index: 1, bytes }) = sqs.fifo.send(&jobs).await else {
        panic!("it was sent")
    };
    assert!(bytes > 256 * 1024);
    assert_eq!(sqs.requests(), 0);
}

#[tokio::test]
async fn what_the_queue_did_not_take_is_sent_again_alone() {
    let sqs = Sqs::new().await;
    sqs.fail([
        Fault::Entries {
            ids: vec![1, 2],
            sender_fault: false,
        },
        Fault::Entries {
            ids: vec![2],
            sender_fault: false,
        },
    ]);
    sqs.fifo.send(&letters(4)).await.unwrap();
    assert_eq!(numbers(&sqs), [0, 3, 1, 2]);
    assert_eq!(sqs.requests(), 3);
}

#[tokio::test]
async fn what_the_queue_never_takes_is_named_and_the_rest_is_there() {
    let sqs = Sqs::new().await;
    sqs.fail(vec![
        Fault::Entries {
            ids: vec![2],
            sender_fault: false
        };
        3
    ]);
    assert_eq!(
        sqs.fifo.send(&letters(12)).await,
        Err(QueueError::Partial { failed: vec![2] })
    );
    assert_eq!(numbers(&sqs), [0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
}

#[tokio::test]
async fn our_own_mistake_is_not_sent_again() {
    let sqs = Sqs::new().await;
    sqs.fail([Fault::Entries {
        ids: vec![0],
        sender_fault: true,
    }]);
    assert_eq!(
        sqs.fifo.send(&letters(2)).await,
        Err(QueueError::Partial { failed: vec![0] })
    );
    assert_eq!(sqs.requests(), 1);
}

#[tokio::test]
async fn a_short_outage_is_sat_out_and_a_long_one_reported() {
    let sqs = Sqs::new().await;
    let busy = Fault::Refused(503, "ServiceUnavailable");
    sqs.fail([busy.clone()]);
    sqs.fifo.send(&letters(1)).await.unwrap();
    assert_eq!(numbers(&sqs), [0]);

    sqs.fail(vec![busy; 3]);
    let result = sqs.fifo.send(&letters(3)).await;
    assert_eq!(result, Err(QueueError::Unavailable("ServiceUnavailable".to_owned())));
}

#[tokio::test]
async fn an_outage_in_the_middle_names_what_is_missing() {
    let sqs = Sqs::new().await;
    let busy = Fault::Refused(503, "ServiceUnavailable");
    sqs.fail([Fault::Fine, busy.clone(), busy.clone(), busy]);
    let failed = (10..25).collect();
    assert_eq!(sqs.fifo.send(&letters(25)).await, Err(QueueError::Partial { failed }));
    assert_eq!(numbers(&sqs), (0..10).collect::<Vec<_>>());
}

#[tokio::test]
async fn an_outage_while_sending_again_names_only_what_is_missing() {
    let sqs = Sqs::new().await;
    let busy = Fault::Refused(503, "ServiceUnavailable");
    sqs.fail([
        Fault::Entries {
            ids: vec![1],
            sender_fault: false,
        },
        busy.clone(),
        busy.clone(),
        busy,
    ]);
    assert_eq!(
        sqs.fifo.send(&letters(3)).await,
        Err(QueueError::Partial { failed: vec![1] })
    );
    assert_eq!(numbers(&sqs), [0, 2]);
}

#[tokio::test]
async fn a_lost_answer_queues_nothing_twice() {
    let sqs = Sqs::new().await;
    sqs.fail([Fault::LostAnswer]);
    sqs.fifo.send(&letters(2)).await.unwrap();
    assert_eq!(sqs.requests(), 2);
    assert_eq!(numbers(&sqs), [0, 1]);
}

#[tokio::test]
async fn a_refusal_is_not_an_outage() {
    let sqs = Sqs::new().await;
    sqs.fail([Fault::Refused(400, "com.amazonaws.sqs#QueueDoesNotExist")]);
    assert_eq!(
        sqs.fifo.send(&letters(1)).await,
        Err(QueueError::Failed("QueueDoesNotExist".to_owned()))
    );
    assert_eq!(sqs.requests(), 1);
}

#[tokio::test]
async fn characters_the_queue_forbids_travel_as_escapes() {
    let sqs = Sqs::new().await;
    let odd = Letter {
        text: "a\u{fffe}b\u{ffff}c\u{1}".to_owned(),
        ..letter(0)
    };
    sqs.fifo.send(&[Envelope::new(odd.clone(), "trace", 0)]).await.unwrap();
    assert_eq!(Envelope::<Letter>::decode(&sqs.messages()[0].body).unwrap().job, odd);
}
