//! The webhook's decision: from an update's bytes to the calls that answer it, as data.
//!
//! In it: reading the update, routing, the feature's rules and texts, and all of the table's reads but the wire (the request is built
//! and signed, the answer decoded). Not in it: the record that an update was handled, and making the calls.

use std::sync::Arc;
use std::time::{Duration, Instant};

use ::webhook::router::Router;
use ::webhook::switches::Switches;
use accounts::balance::Balance;
use accounts::seller_key::KeyRecord;
use anyhow::{Context, ensure};
use booking::dialog::{BookingModule, BookingServices};
use booking::directory::Directory;
use booking::feed::{POLLER_LEASE, PollerNote};
use booking::official::Official;
use booking::orders::Orders;
use booking::watch::Watch;
use booking::watches::Watches;
use jiff::Timestamp;
use keyring::dialog::KeyringModule;
use keyring::keys::Keys;
use queue::Fifo;
use secrecy::SecretString;
use serde_json::{Value, json};
use store::{Buckets, LeaseKeeper, Table, Users};
use telegram::{
    Call, Client, Content, Dialog, DialogChange, Input, Language, MessageId, Reply, Request, Update, UpdateKind, UserId,
};
use vault::Vault;
use wildberries::{Api, Feed, Hosts};

use crate::feeds::Feeds;
use crate::figures::{Durations, tell};
use crate::processor::Waited;
use crate::shelf::Shelf;
use crate::wire;

const USER: i64 = 7;
const WATCH: &str = "abcdefgh23";
const ROUNDS: usize = 300;

/// What the person does, one after another; each begins where the one before ended.
const DEEDS: [(&str, Deed); 10] = [
    ("/start", Deed::Writes("/start")),
    ("/keys: the list", Deed::Writes("/keys")),
    ("/watches: the list", Deed::Writes("/watches")),
    ("the next watch", Deed::Presses("ws:show:abcdefgh31")),
    ("/watch: the wizard begins", Deed::Writes("/watch")),
    ("how slots are taken", Deed::Presses("w:way:gateway")),
    ("a search for a warehouse", Deed::Writes("Коледино")),
    ("a warehouse is ticked", Deed::Presses("w:wh:507")),
    ("the wizard's next step", Deed::Presses("w:next:wh")),
    ("a box type is ticked", Deed::Presses("w:box:2")),
];

/// From here on every deed is the wizard's and reads the same five things.
const FIRST_OF_WIZARD: usize = 4;

enum Deed {
    Writes(&'static str),
    Presses(&'static str),
}

/// The conversation and where it stands.
struct Bench {
    router: Router,
    shelf: Shelf,
    now: Timestamp,
    dialog: Option<Dialog>,
    last_message: i32,
}

/// Measures each kind of update.
pub async fn measure() -> anyhow::Result<()> {
    let feeds = Feeds::fetch().await?;
    let mut bench = Bench::new(&feeds).await?;
    let mut took: Vec<(Durations, usize)> = DEEDS.iter().map(|_| Default::default()).collect();
    for round in 0..ROUNDS + ROUNDS / 10 {
        for ((name, deed), (durations, reads)) in DEEDS.iter().zip(&mut took) {
            let waited = Waited::so_far();
            let decided_in = bench.decide(deed).await.with_context(|| (*name).to_owned())?;
            *reads = bench.shelf.reads();
            // The first ones are for the caches.
            if round >= ROUNDS / 10 {
                durations.push(decided_in, waited.disturbed_since());
            }
        }
    }
    for (number, ((kind, _), (durations, reads))) in DEEDS.iter().zip(&took).enumerate() {
        let wizard = number >= FIRST_OF_WIZARD;
        tell(&json!({ "row": "webhook", "kind": kind, "wizard": wizard, "reads": reads, "whole": durations.told() }))?;
    }
    let reads = bench.reads().await?.told();
    tell(&json!({ "row": "reads", "kind": "a wizard step's five reads alone", "whole": reads }))?;
    Ok(())
}

impl Bench {
    async fn new(feeds: &Feeds) -> anyhow::Result<Self> {
        let shelf = Shelf::default();
        let table = shelf.table();
        fill(&table, feeds).await?;
        let nowhere: reqwest::Url = "http://nowhere.invalid".parse()?;
        let nobody = nowhere.clone();
        let hosts = Hosts {
            common: nowhere.clone(),
            supplies: nowhere,
        };
        let vault = Vault::new(wire::kms(), "key".to_owned());
        let api = Api::new(lambda_kit::http_client(), hosts);
        let keys = Keys {
            table: table.clone(),
            vault: vault.clone(),
            api: api.clone(),
            accept_test_keys: false,
            pace: Default::default(),
            users: Vec::new(),
        };
        let services = BookingServices {
            watches: Watches {
                table: table.clone(),
                trial_catches: 2,
                most_watches: 100,
                pace: Default::default(),
            },
            orders: Orders {
                table: table.clone(),
                official: Official {
                    api,
                    buckets: Buckets::new(table.clone()),
                    vault,
                    tally: Default::default(),
                },
            },
            gateway: true,
            table: table.clone(),
            bookings: Fifo::new(wire::sqs(), "http://sqs.invalid/000000000000/bookings.fifo".to_owned()),
            files: Client::new(lambda_kit::http_client(), nobody, SecretString::from("42:bench")),
        };
        Ok(Self {
            router: Router::new(
                Users::new(table),
                vec![
                    Arc::new(BookingModule::new(services)),
                    Arc::new(KeyringModule::new(keys)),
                ],
                &Switches::all(),
            ),
            shelf,
            now: feeds.now,
            dialog: None,
            last_message: 0,
        })
    }

    /// Decides on one update and remembers where the dialog stands, as the webhook does.
    async fn decide(&mut self, deed: &Deed) -> anyhow::Result<Duration> {
        let body = self.update(deed).to_string();
        let begun = Instant::now();
        let update = Update::parse(body.as_bytes())?;
        let request = self.request(update)?;
        let (module, reply) = self.router.handle(&request).await?;
        let took = begun.elapsed();
        let shows = |call: &Call| matches!(call, Call::Send { .. } | Call::Edit { .. });
        ensure!(reply.calls.iter().any(shows), "nothing was shown");
        self.remember(module, reply);
        Ok(took)
    }

    fn request(&self, update: Update) -> anyhow::Result<Request> {
        let (chat, user, message_id, input) = match update.kind {
            UpdateKind::Message(message) => {
                let input = match message.content {
                    Content::Command { name, argument } => Input::Command { name, argument },
                    Content::Text(text) => Input::Text(text),
                    Content::Document(document) => Input::Document(document),
                    Content::Other { kind, .. } => Input::Other { kind },
                };
                let from = message.from.context("a sender")?;
                (message.chat.id, from.id, Some(message.message_id), input)
            }
            UpdateKind::Press(press) => {
                let message = press.message.context("the message pressed")?;
                let input = Input::Press {
                    id: press.id,
                    message_id: message.message_id,
                    data: press.data,
                };
                (message.chat.id, press.from.id, None, input)
            }
            _ => anyhow::bail!("no doing of a person"),
        };
        Ok(Request {
            user,
            chat,
            language: Language::default(),
            message_id,
            now: self.now,
            trace: format!("update-{}", update.id),
            input,
            dialog: self.dialog.clone(),
            entities: Vec::new(),
            busy_elsewhere: false,
        })
    }

    fn remember(&mut self, module: &str, reply: Reply) {
        let before = self.dialog.as_ref().and_then(|dialog| dialog.message_id);
        let sends = reply
            .calls
            .iter()
            .filter(|call| matches!(call, Call::Send { .. }))
            .count();
        self.last_message += i32::try_from(sends).unwrap_or_default();
        let here = if sends > 0 {
            Some(MessageId(self.last_message))
        } else {
            before
        };
        match reply.dialog {
            DialogChange::Keep => {}
            DialogChange::Close => self.dialog = None,
            DialogChange::Set(state) => {
                self.dialog = Some(Dialog {
                    module: module.to_owned(),
                    state,
                    message_id: here,
                });
            }
        }
    }

    /// The update Telegram would deliver.
    fn update(&mut self, deed: &Deed) -> Value {
        let person = json!({"id": USER, "is_bot": false, "first_name": "Иван", "language_code": "ru"});
        let chat = json!({"id": USER, "type": "private", "first_name": "Иван"});
        match deed {
            Deed::Writes(text) => {
                self.last_message += 1;
                let mut message = json!({
                    "message_id": self.last_message, "from": person, "chat": chat, "date": self.now.as_second(), "text": text,
                });
                if text.starts_with('/') {
                    message["entities"] = json!([{"type": "bot_command", "offset": 0, "length": text.len()}]);
                }
                json!({"update_id": self.last_message, "message": message})
            }
            Deed::Presses(data) => {
                let bound = self.dialog.as_ref().and_then(|dialog| dialog.message_id);
                let message = json!({
                    "message_id": bound.unwrap_or(MessageId(self.last_message)).0, "chat": chat,
                    "date": self.now.as_second(), "text": "…",
                });
                json!({"update_id": self.last_message, "callback_query": {
                    "id": "4382bfdwdsb323b2d9", "from": person, "message": message, "chat_instance": "1", "data": data,
                }})
            }
        }
    }

    /// What the wizard reads at each step, and nothing else.
    async fn reads(&self) -> anyhow::Result<Durations> {
        let table = self.shelf.table();
        let user = UserId(USER);
        let mut durations = Durations::default();
        for round in 0..ROUNDS + ROUNDS / 10 {
            let waited = Waited::so_far();
            let begun = Instant::now();
            table.get::<Directory>(&Directory::table_key()).await?;
            table.list::<KeyRecord>(&format!("USER#{user}"), "KEY#").await?;
            table.list::<Watch>(&format!("USER#{user}"), "WATCH#").await?;
            table.get::<Balance>(&Balance::key_of(user)).await?;
            LeaseKeeper::note::<PollerNote>(&table, POLLER_LEASE).await?;
            let took = begun.elapsed();
            if round >= ROUNDS / 10 {
                durations.push(took, waited.disturbed_since());
            }
        }
        Ok(durations)
    }
}

/// A seller with a key and five watches, and the list of warehouses.
async fn fill(table: &Table, feeds: &Feeds) -> anyhow::Result<()> {
    let now = feeds.now;
    let feed = Feed::parse(&feeds.standing, now)?;
    table.put(&Directory::from_feed(&feed.warehouses, now)).await?;
    let year = now + jiff::SignedDuration::from_hours(24 * 180);
    let key: KeyRecord = serde_json::from_value(json!({
        "user": USER, "chat": USER, "id": "0123456789abcdef", "name": "ИП Иванова",
        "seller": "e8923014-e233-47d8-898e-3cc86d67ea61", "seller_name": "ИП Иванова", "last4": "abcd",
        "token_kind": "service", "read_only": false, "expires_at": year, "state": "active",
        "sealed": {"wrapped_key": "AAAA", "nonce": "AAAAAAAAAAAAAAAA", "ciphertext": "AAAA"},
        "added_at": now, "changed_at": now,
    }))?;
    table.put(&key).await?;
    for n in 0..5 {
        let id = if n == 0 {
            WATCH.to_owned()
        } else {
            format!("abcdefgh3{n}")
        };
        let watch: Watch = serde_json::from_value(json!({
            "id": id, "user": USER, "chat": USER, "key": key.id, "seller": key.seller,
            "warehouses": [{"id": 507, "name": "Коледино"}, {"id": 117501, "name": "Подольск"}], "boxes": [2, 5],
            "max": 500, "from": feeds.today, "to": feeds.today.saturating_add(jiff::Span::new().days(10)),
            "mode": "first_catch", "state": {"state": "watching"}, "caught": [], "hold_until": null,
            "created_at": now, "changed_at": now,
        }))?;
        table.put(&watch).await?;
    }
    Ok(())
}
