//! A person's account, asked where nobody else answers: by one worker at a time, and no longer than an invocation.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use channel_sources::{
    Account, ChannelName, ChannelRef, Figure, HistoryPage, Post, PostId, PostText, Source, SourceError,
};
use channels::day::Part;
use channels::state::Past;
use collecting::{OpensAccount, SignedIn};
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use testkit::{CollectorAtWork, Hands, World};

use crate::collecting::{comes, day, done_by, followed, missing, night, posts, state};

/// An account that knows one channel by whatever name it is asked for.
#[derive(Debug)]
struct StandIn {
    hands: Hands,
    signed_in_at: Mutex<Option<Timestamp>>,
    /// The number of the channel that it finds under any name, as the Bot API writes it.
    chat_id: i64,
    calls: Mutex<Vec<&'static str>>,
    open: AtomicBool,
    /// Telegram has ended the session.
    ended: AtomicBool,
    opened: AtomicUsize,
}

#[derive(Debug)]
struct Line(Arc<StandIn>);

#[derive(Debug)]
struct Opener(Arc<StandIn>);

impl StandIn {
    fn of(world: &World, chat_id: i64) -> Arc<Self> {
        Arc::new(Self {
            hands: world.hands.clone(),
            signed_in_at: Mutex::new(Some("2026-11-01T10:00:00Z".parse().unwrap())),
            chat_id,
            calls: Mutex::default(),
            open: AtomicBool::new(false),
            ended: AtomicBool::new(false),
            opened: AtomicUsize::new(0),
        })
    }

    fn calls(&self, of: &str) -> usize {
        self.calls.lock().unwrap().iter().filter(|call| **call == of).count()
    }

    fn called(&self, what: &'static str) {
        assert!(self.open.load(Ordering::SeqCst), "{what} over a closed line");
        self.calls.lock().unwrap().push(what);
    }
}

#[async_trait]
impl OpensAccount for Opener {
    async fn open(&self) -> Result<Option<SignedIn>, String> {
        let Some(at) = *self.0.signed_in_at.lock().unwrap() else {
            return Ok(None);
        };
        assert!(!self.0.open.swap(true, Ordering::SeqCst), "the session is open twice");
        self.0.opened.fetch_add(1, Ordering::SeqCst);
        Ok(Some(SignedIn {
            account: Box::new(Line(self.0.clone())),
            at,
        }))
    }
}

#[async_trait]
impl Account for Line {
    async fn resolve(&self, _: &ChannelName) -> Result<ChannelRef, SourceError> {
        self.0.called("resolve");
        if self.0.ended.load(Ordering::SeqCst) {
            return Err(SourceError::Unauthorized);
        }
        Ok(ChannelRef {
            id: -1_000_000_000_000 - self.0.chat_id,
            access_hash: 7,
        })
    }

    async fn members(&self, _: &ChannelName, found: ChannelRef) -> Result<Figure<u64>, SourceError> {
        self.0.called("members");
        assert_eq!(found.chat_id(), self.0.chat_id);
        Ok(Figure::exact(777, Source::MtProto, self.0.hands.now()))
    }

    async fn history(
        &self,
        _: &ChannelName,
        _: ChannelRef,
        before: Option<PostId>,
    ) -> Result<HistoryPage, SourceError> {
        self.0.called("history");
        let now = self.0.hands.now();
        let top = before.map_or(30, |before| before.0 - 1);
        let posts = (1..=top).map(|id| post(id, now - SignedDuration::from_hours(12 * i64::from(30 - id) + 6), now));
        Ok(HistoryPage {
            posts: posts.collect(),
            older: None,
            complete_since: None,
        })
    }

    async fn close(&self) {
        assert!(self.0.open.swap(false, Ordering::SeqCst), "closed twice");
    }
}

fn post(id: u32, posted_at: Timestamp, now: Timestamp) -> Post {
    let figure = |value| Some(Figure::exact(value, Source::MtProto, now));
    Post {
        id: PostId(id),
        posted_at,
        edited: false,
        service: false,
        author: None,
        text: Some(PostText {
            beginning: format!("post {id}"),
            chars: 7,
        }),
        media: Vec::new(),
        album: Vec::new(),
        views: figure(100 + u64::from(id)),
        shares: figure(1),
        comments: None,
        reactions_count: None,
        reactions: Vec::new(),
        forwarded_from: None,
        reply_to: None,
        links: Vec::new(),
        mentions: Default::default(),
        hashtags: Default::default(),
    }
}

/// A channel without a preview, which user 1 follows; its number.
async fn hidden(world: &World, channel: &str) -> i64 {
    let order = json!({ "name": channel, "access": "no_preview", "members": 5_000 });
    world.control("channels", order).await;
    world.follows(1, channel).await;
    number(world, channel).await
}

async fn number(world: &World, channel: &str) -> i64 {
    world.ask(&format!("channels/{channel}")).await["chat_id"]
        .as_i64()
        .unwrap()
}

fn with(world: &World, account: &Arc<StandIn>) -> CollectorAtWork {
    world.collector().with_account(Arc::new(Opener(account.clone())))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_without_a_preview_is_read_by_the_account_and_found_once() {
    let world = World::start().await;
    let number = hidden(&world, "hidden_one").await;
    let account = StandIn::of(&world, number);
    let collector = with(&world, &account);
    comes(&world, "2026-11-19T02:00:00Z").await;
    night(&world, &collector).await;
    let collected = day(&world, "hidden_one", date(2026, 11, 18)).await;
    assert_eq!(done_by(&collected, Part::Posts), Some(Source::MtProto), "{collected:?}");
    assert_eq!(
        done_by(&collected, Part::Members),
        Some(Source::BotApi),
        "it is not asked where others answer"
    );
    assert_eq!(collected.posts, Some(2), "one each twelve hours");
    assert_eq!(posts(&world, "hidden_one").await.len(), 30);
    assert_ne!(state(&world, "hidden_one").await.past, Past::Hidden);
    assert_eq!((account.calls("resolve"), account.calls("members")), (1, 0));
    assert!(
        !account.open.load(Ordering::SeqCst),
        "the line is closed when the invocation is over"
    );

    // Finding a channel by its name is what Telegram rations; another account has to.
    comes(&world, "2026-11-20T02:00:00Z").await;
    night(&world, &collector).await;
    assert_eq!(account.calls("resolve"), 1);
    *account.signed_in_at.lock().unwrap() = Some("2026-11-20T10:00:00Z".parse().unwrap());
    comes(&world, "2026-11-21T02:00:00Z").await;
    night(&world, &collector).await;
    assert_eq!(account.calls("resolve"), 2);
    assert_eq!(day(&world, "hidden_one", date(2026, 11, 20)).await.posts, Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_account_counts_when_the_bot_api_refuses_and_tells_whose_the_number_is() {
    let world = World::start().await;
    followed(&world, "growing_one", "growth").await;
    let own = StandIn::of(&world, number(&world, "growing_one").await);
    comes(&world, "2026-11-19T02:00:00Z").await;
    let down = json!({ "kind": "status", "status": 500 });
    world.control("sources/bot_api", down.clone()).await;
    night(&world, &with(&world, &own)).await;
    let collected = day(&world, "growing_one", date(2026, 11, 18)).await;
    assert_eq!(done_by(&collected, Part::Members), Some(Source::MtProto));
    assert_eq!(collected.members.unwrap().value, 777);
    assert_eq!(
        done_by(&collected, Part::Posts),
        Some(Source::Preview),
        "t.me shows them"
    );
    assert_eq!(state(&world, "growing_one").await.trouble, None);

    comes(&world, "2026-11-20T02:00:00Z").await;
    let others = StandIn::of(&world, -1_001_234_567_890);
    world.control("sources/bot_api", down).await;
    *others.signed_in_at.lock().unwrap() = Some("2026-11-19T10:00:00Z".parse().unwrap());
    night(&world, &with(&world, &others)).await;
    let taken = day(&world, "growing_one", date(2026, 11, 19)).await;
    assert_eq!(missing(&taken, Part::Members), Some("another_channel"), "{taken:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_workers_one_has_the_account_and_the_other_comes_again() {
    let world = World::start().await;
    let number = hidden(&world, "hidden_one").await;
    hidden(&world, "hidden_two").await;
    let account = StandIn::of(&world, number);
    let collectors = [with(&world, &account), with(&world, &account)];
    comes(&world, "2026-11-19T02:00:00Z").await;
    world.schedule(&collectors[0], "collect").await;
    world.collects_side_by_side(&collectors).await;
    let one = day(&world, "hidden_one", date(2026, 11, 18)).await;
    let two = day(&world, "hidden_two", date(2026, 11, 18)).await;
    let done = [&one, &two].iter().filter(|day| day.is_settled()).count();
    assert_eq!(done, 1, "{one:?}, {two:?}");
    comes(&world, "2026-11-19T02:20:00Z").await;
    world.schedule(&collectors[1], "pulse").await;
    world.collects(&collectors[1]).await;
    for channel in ["hidden_one", "hidden_two"] {
        assert!(day(&world, channel, date(2026, 11, 18)).await.is_settled());
    }
    assert!(!account.open.load(Ordering::SeqCst));
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nobody_has_signed_in_nothing_is_asked() {
    let world = World::start().await;
    let number = hidden(&world, "hidden_one").await;
    let account = StandIn::of(&world, number);
    *account.signed_in_at.lock().unwrap() = None;
    comes(&world, "2026-11-19T02:00:00Z").await;
    night(&world, &with(&world, &account)).await;
    assert_eq!(account.opened.load(Ordering::SeqCst), 0);
    let collected = day(&world, "hidden_one", date(2026, 11, 18)).await;
    assert_eq!(collected.posts, None);
    assert!(collected.members.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_ended_is_left_alone_until_somebody_signs_in_anew() {
    let world = World::start().await;
    let account = StandIn::of(&world, hidden(&world, "hidden_one").await);
    account.ended.store(true, Ordering::SeqCst);
    let collector = with(&world, &account);
    comes(&world, "2026-11-19T02:00:00Z").await;
    night(&world, &collector).await;
    for at in ["2026-11-19T02:20:00Z", "2026-11-19T02:50:00Z"] {
        comes(&world, at).await;
        world.schedule(&collector, "pulse").await;
        world.collects(&collector).await;
    }
    assert_eq!(account.calls("resolve"), 3, "each time after as long as it has lasted");
    assert!(
        !day(&world, "hidden_one", date(2026, 11, 18)).await.is_settled(),
        "it waits"
    );

    account.ended.store(false, Ordering::SeqCst);
    comes(&world, "2026-11-19T02:55:00Z").await;
    *account.signed_in_at.lock().unwrap() = Some(world.hands.now());
    // The next look would have been at 03:40.
    comes(&world, "2026-11-19T03:35:00Z").await;
    world.schedule(&collector, "pulse").await;
    world.collects(&collector).await;
    let collected = day(&world, "hidden_one", date(2026, 11, 18)).await;
    assert_eq!(done_by(&collected, Part::Posts), Some(Source::MtProto), "{collected:?}");
}
