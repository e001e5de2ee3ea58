//! Reports as they arrive at Sentry's door, byte for byte, and what happens when nobody opens.

#![allow(clippy::unwrap_used)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use lambda_kit::http_client;
use lambda_kit::sentry::{Dsn, Reporter, Sentry};
use lambda_kit::telemetry::JsonLine;
use serde_json::Value;
use tracing_subscriber::fmt::format::JsonFields;
use tracing_subscriber::layer::SubscriberExt;

/// With the shape of a real one; put together here, so that nobody who searches for leaked tokens finds one.
fn bot_token() -> String {
    format!("123456789:{}", "A".repeat(35))
}

/// One request as it came: its head and its body.
struct Request {
    head: String,
    body: String,
}

/// A server that answers every request like this, and tells what came.
fn stand_in(answer: &'static str) -> (Dsn, Receiver<Request>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (sender, received) = channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (stream, sender) = (stream.unwrap(), sender.clone());
            thread::spawn(move || serve(stream, answer, &sender));
        }
    });
    (format!("http://public-key@{address}/42").parse().unwrap(), received)
}

fn serve(stream: TcpStream, answer: &str, sender: &Sender<Request>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).unwrap() == 0 {
            return;
        }
    }
    let length = head
        .lines()
        .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok())
        .unwrap();
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    // Told before it is answered: whoever waits for the answer finds it told. A test that is over listens no more.
    let body = String::from_utf8(body).unwrap();
    let _ = sender.send(Request { head, body });
    let mut stream = stream;
    let _ = stream.write_all(answer.as_bytes());
}

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";

fn sentry(dsn: &Dsn) -> Sentry {
    Sentry::new(dsn.clone(), Reporter::new("booker", "staging", None), http_client())
}

/// Logs as a function would, with the reports beside the lines.
fn logging(sentry: &Sentry, work: impl FnOnce()) {
    let lines = tracing_subscriber::fmt()
        .fmt_fields(JsonFields::new())
        .event_format(JsonLine::new("booker"))
        .with_writer(std::io::sink)
        .finish();
    tracing::subscriber::with_default(lines.with(sentry.layer()), work);
}

fn errors(sentry: &Sentry, count: usize) {
    logging(sentry, || {
        for number in 0..count {
            tracing::error!(number, "test.error: something went wrong");
        }
    });
}

#[tokio::test]
async fn an_error_arrives_with_its_trace_and_without_its_secrets() {
    let (dsn, received) = stand_in(OK);
    let sentry = sentry(&dsn);
    logging(&sentry, || {
        let _invocation = tracing::info_span!("invocation", request_id = "r-1", trace_id = "r-1").entered();
        let _job = tracing::info_span!("job", trace_id = "attempt-9", module = "booking").entered();
        tracing::warn!("booking.slow: this is no error");
        tracing::error!(error = %format!("no route to /bot{}/x", bot_token()), "booking.broken: it did not work");
    });

    sentry.flush(Duration::from_secs(5)).await;

    let request = received.try_recv().unwrap();
    let head = request.head.to_ascii_lowercase();
    assert!(head.starts_with("post /api/42/envelope/ http/1.1\r\n"), "{head}");
    assert!(
        head.contains("content-type: application/x-sentry-envelope\r\n"),
        "{head}"
    );
    assert!(head.contains("sentry_key=public-key\r\n"), "{head}");
    let lines: Vec<&str> = request.body.lines().collect();
    assert_eq!(lines.len(), 3, "{}", request.body);
    let event: Value = serde_json::from_str(lines[2]).unwrap();
    assert_eq!(event["logentry"]["formatted"], "booking.broken: it did not work");
    assert_eq!(event["environment"], "staging");
    assert_eq!(event["tags"]["function"], "booker");
    assert_eq!(event["tags"]["request_id"], "r-1");
    assert_eq!(event["tags"]["trace_id"], "attempt-9");
    assert_eq!(event["extra"]["error"], "no route to /bot[redacted]/x");
    assert!(
        received.try_recv().is_err(),
        "a warning is no error, and an error is reported once"
    );
}

#[tokio::test]
async fn an_invocation_reports_twenty_errors_and_says_how_many_more_there_were() {
    let (dsn, received) = stand_in(OK);
    let sentry = sentry(&dsn);
    errors(&sentry, 25);

    sentry.flush(Duration::from_secs(5)).await;

    let events: Vec<Value> = received
        .try_iter()
        .map(|request| serde_json::from_str(request.body.lines().nth(2).unwrap()).unwrap())
        .collect();
    assert_eq!(events.len(), 20);
    let left_out: Vec<&Value> = events.iter().map(|event| &event["extra"]["errors_left_out"]).collect();
    assert_eq!(
        left_out.iter().filter(|left_out| **left_out == 5).count(),
        1,
        "{left_out:?}"
    );

    errors(&sentry, 1);
    sentry.flush(Duration::from_secs(5)).await;
    assert_eq!(received.try_iter().count(), 1, "the next invocation starts anew");
}

#[tokio::test]
async fn a_sentry_that_does_not_answer_holds_nobody_up() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let dsn: Dsn = format!("http://public-key@{}/42", silent.local_addr().unwrap())
        .parse()
        .unwrap();
    let sentry = sentry(&dsn);
    errors(&sentry, 3);
    let begun = Instant::now();

    sentry.flush(Duration::from_millis(100)).await;

    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_limit_is_obeyed() {
    let (dsn, received) = stand_in(
        "HTTP/1.1 429 Too Many Requests\r\nretry-after: 600\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
    );
    let sentry = sentry(&dsn);
    errors(&sentry, 1);
    sentry.flush(Duration::from_secs(5)).await;
    assert_eq!(received.try_iter().count(), 1);

    errors(&sentry, 1);
    sentry.flush(Duration::from_secs(5)).await;

    assert_eq!(received.try_iter().count(), 0, "nothing is sent before Sentry wants it");
}

#[tokio::test]
async fn without_errors_nothing_is_sent() {
    let (dsn, received) = stand_in(OK);
    let sentry = sentry(&dsn);
    logging(&sentry, || tracing::info!("all is well"));

    sentry.flush(Duration::from_secs(5)).await;

    assert!(received.try_recv().is_err());
}
