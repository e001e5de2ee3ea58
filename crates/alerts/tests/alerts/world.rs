//! A world for alerts: DynamoDB in process and queues that remember. Any request may be the last.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use alerts::state::AlertState;
use alerts::{AlertError, AlertKind, AlertServices, AlertsModule, Judged, Judging};
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use channels::errands::{ChannelErrand, Judge};
use channels::follow::{Channels, Introduced};
use channels::state::{ChannelState, NewestPost};
use channels::{ChannelName, Figure, PostId, Source};
use clock::Clock;
use jiff::{SignedDuration, Timestamp};
use queue::Fifo;
use serde_json::{Value, json};
use store::Table;
use telegram::{Input, Language, MessageId, Module, Notification, Reply, Request, UserId};
use tokio::net::TcpListener;

/// Who follows.
pub const ANNA: UserId = UserId(42);
/// Who runs the bot.
pub const ADMIN: UserId = UserId(900);

/// The world.
#[derive(Clone)]
pub struct World {
    pub table: Table,
    pub judging: Judging,
    pub channels: Channels,
    outside: Arc<Outside>,
}

struct Outside {
    engine: String,
    http: reqwest::Client,
    sent: Mutex<Vec<Value>>,
    /// How many requests were made.
    made: AtomicI64,
    /// How many more requests are served before everything stands still; negative for no end.
    left: AtomicI64,
}

impl World {
    pub async fn new() -> Self {
        let engine = listen().await;
        let url = format!("http://{}", engine.local_addr().unwrap());
        tokio::spawn(dynoxide::server::serve_on(
            engine,
            dynoxide::Database::memory().unwrap(),
        ));
        let outside = Arc::new(Outside {
            engine: url,
            http: reqwest::Client::new(),
            sent: Mutex::default(),
            made: AtomicI64::new(0),
            left: AtomicI64::new(-1),
        });
        let listener = listen().await;
        let url = format!("http://{}", listener.local_addr().unwrap());
        let app = Router::new().fallback(serve).with_state(Arc::clone(&outside));
        tokio::spawn(async { axum::serve(listener, app).await.unwrap() });

        let dynamodb = dynamodb(&url);
        store::schema::create_table(&dynamodb, "test").await.unwrap();
        let table = Table::new(dynamodb, "test".to_owned());
        let judging = Judging {
            table: table.clone(),
            reports: Fifo::new(sqs(&url), format!("{url}/0/reports.fifo")),
            notifications: Fifo::new(sqs(&url), format!("{url}/0/notifications.fifo")),
            admins: [ADMIN].into_iter().collect(),
            clock: Clock::system(),
        };
        let channels = Channels {
            table: table.clone(),
            most: 200,
        };
        Self {
            table,
            judging,
            channels,
            outside,
        }
    }

    /// A user begins to follow a channel.
    pub async fn follows(&self, user: UserId, channel: &str, at: Timestamp) {
        let introduced = Introduced {
            name: name(channel),
            chat_id: None,
            title: Some("Новости".to_owned()),
        };
        self.channels.follow(user, user.into(), &introduced, at).await.unwrap();
    }

    /// What the collector knows now.
    pub async fn knows(&self, channel: &str, change: impl FnOnce(&mut ChannelState)) {
        let mut state = self.channels.state(&name(channel)).await.unwrap();
        change(&mut state);
        self.table.put(&state).await.unwrap();
    }

    /// The newest count of subscribers.
    pub async fn counts(&self, channel: &str, members: u64, at: Timestamp) {
        self.knows(channel, |state| {
            state.members = Some(Figure::exact(members, Source::BotApi, at));
            state.last_day = Some(channels::calendar::day_over_at(at));
        })
        .await;
    }

    /// A good page and its newest post.
    pub async fn page_shows(&self, channel: &str, post: u32, posted_at: Timestamp, read_at: Timestamp) {
        self.knows(channel, |state| {
            state.newest_post = Some(NewestPost {
                id: PostId(post),
                posted_at,
            });
            state.posts_proven_at = Some(read_at);
        })
        .await;
    }

    pub async fn try_judge(&self, channel: &str, now: Timestamp) -> Result<Judged, AlertError> {
        let job = Judge {
            channel: name(channel),
            at: now,
        };
        self.judging.judge(&job, "trace", now, Timestamp::MAX).await
    }

    pub async fn judges(&self, channel: &str, now: Timestamp) -> Judged {
        self.try_judge(channel, now).await.unwrap()
    }

    pub async fn state(&self, channel: &str, kind: AlertKind) -> Option<AlertState> {
        let key = AlertState::key_of(ANNA, &name(channel), kind);
        self.table.get(&key).await.unwrap().map(|stored| stored.record)
    }

    /// The notifications as the notifier sends them: each id once, in order.
    pub fn told(&self) -> Vec<Notification> {
        let mut told: Vec<Notification> = Vec::new();
        for job in self.jobs() {
            if let Ok(notification) = serde_json::from_value::<Notification>(job)
                && told.iter().all(|earlier| earlier.id != notification.id)
            {
                told.push(notification);
            }
        }
        told
    }

    /// First lines of what was told.
    pub fn headlines(&self) -> Vec<String> {
        let first = |told: Notification| told.message.text.lines().next().unwrap_or_default().to_owned();
        self.told().into_iter().map(first).collect()
    }

    /// What was ordered of the reporter.
    pub fn errands(&self) -> Vec<ChannelErrand> {
        let mut errands = Vec::new();
        for job in self.jobs() {
            if let Ok(accounts::errands::Errand::Channel(errand)) = serde_json::from_value(job)
                && !errands.contains(&errand)
            {
                errands.push(errand);
            }
        }
        errands
    }

    /// After so many requests nothing outside answers any more.
    pub fn breaks_after(&self, requests: i64) {
        self.outside.left.store(requests, Ordering::SeqCst);
    }

    /// How many requests were made of everything outside.
    pub fn requests(&self) -> i64 {
        self.outside.made.load(Ordering::SeqCst)
    }

    /// Everything works again.
    pub fn is_mended(&self) {
        self.breaks_after(-1);
    }

    pub fn services(&self) -> AlertServices {
        AlertServices {
            table: self.table.clone(),
            channels: self.channels.clone(),
        }
    }

    /// What the feature answers to an input of Anna's.
    pub async fn hears(&self, input: Input, dialog: Option<telegram::Dialog>, now: Timestamp) -> Reply {
        let request = Request {
            user: ANNA,
            chat: ANNA.into(),
            language: Language::Ru,
            message_id: None,
            now,
            trace: "update-1".to_owned(),
            input,
            dialog,
            busy_elsewhere: false,
            entities: Vec::new(),
        };
        AlertsModule::new(self.services()).handle(&request).await.unwrap()
    }

    /// The list of channels with their alerts, as Anna sees it.
    pub async fn hears_list(&self, now: Timestamp) -> String {
        let command = Input::Command {
            name: "alerts".to_owned(),
            argument: String::new(),
        };
        let reply = self.hears(command, None, now).await;
        format!("{reply:?}")
    }

    pub async fn presses(&self, data: &str, now: Timestamp) -> Reply {
        let input = Input::Press {
            id: "press".to_owned(),
            message_id: MessageId(7),
            data: data.to_owned(),
        };
        self.hears(input, None, now).await
    }

    fn jobs(&self) -> Vec<Value> {
        let sent = self.outside.sent.lock().unwrap();
        sent.iter().map(|envelope| envelope["job"].clone()).collect()
    }
}

pub fn name(channel: &str) -> ChannelName {
    channel.parse().unwrap()
}

/// A moment: hours after the beginning, noon in Moscow of 1 November.
pub fn hours(n: i64) -> Timestamp {
    let beginning: Timestamp = "2026-11-01T09:00:00Z".parse().unwrap();
    beginning + SignedDuration::from_hours(n)
}

async fn listen() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.unwrap()
}

fn dynamodb(url: &str) -> aws_sdk_dynamodb::Client {
    let quick = std::time::Duration::from_millis(1);
    let retries = RetryConfig::standard()
        .with_initial_backoff(quick)
        .with_max_backoff(quick);
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .region(Region::new("eu-central-1"))
        .credentials_provider(Credentials::new("test", "test", None, None, "static"))
        .retry_config(retries)
        .endpoint_url(url)
        .build();
    aws_sdk_dynamodb::Client::from_conf(config)
}

fn sqs(url: &str) -> aws_sdk_sqs::Client {
    let config = aws_sdk_sqs::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .region(Region::new("eu-central-1"))
        .credentials_provider(Credentials::new("test", "test", None, None, "static"))
        .retry_config(RetryConfig::disabled())
        .endpoint_url(url)
        .build();
    aws_sdk_sqs::Client::from_conf(config)
}

async fn serve(State(outside): State<Arc<Outside>>, headers: HeaderMap, body: Bytes) -> Response {
    outside.made.fetch_add(1, Ordering::SeqCst);
    let left = outside.left.load(Ordering::SeqCst);
    if left == 0 {
        let refusal = r#"{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError","message":"out of order"}"#;
        return (StatusCode::INTERNAL_SERVER_ERROR, refusal).into_response();
    }
    if left > 0 {
        outside.left.fetch_sub(1, Ordering::SeqCst);
    }
    let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok());
    if target.is_some_and(|target| target.starts_with("AmazonSQS")) {
        return taken(&outside, &body);
    }
    let request = outside.http.post(&outside.engine).headers(headers).body(body);
    let answer = request.send().await.unwrap();
    let status = StatusCode::from_u16(answer.status().as_u16()).unwrap();
    let headers = answer.headers().clone();
    (status, headers, answer.bytes().await.unwrap()).into_response()
}

/// The queues take everything.
fn taken(outside: &Outside, body: &[u8]) -> Response {
    let request: Value = serde_json::from_slice(body).unwrap();
    let mut done = Vec::new();
    for entry in request["Entries"].as_array().unwrap() {
        let envelope: Value = serde_json::from_str(entry["MessageBody"].as_str().unwrap()).unwrap();
        outside.sent.lock().unwrap().push(envelope);
        done.push(json!({"Id": entry["Id"], "MessageId": "m", "MD5OfMessageBody": ""}));
    }
    let answer = json!({"Successful": done, "Failed": []});
    (
        StatusCode::OK,
        [("content-type", "application/json")],
        answer.to_string(),
    )
        .into_response()
}
