//! A shop: a sandbox, a bot that answers payments as told, and the project's own client.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use sandbox::Config;
use secrecy::SecretString;
use serde_json::{Value, json};
use telegram::{Answer, Call, CallError, ChatId, Client, Invoice, Reply, Update, UpdateKind};
use tokio::net::TcpListener;
use tokio::sync::Notify;

use crate::common::{NOON, Story};

/// What the bot does when asked about a payment.
#[derive(Clone)]
pub enum Manner {
    Allow,
    Refuse(&'static str),
    /// It takes the query and says nothing.
    Silent,
    /// It fails on any message, but allows payments.
    FailOnMessages,
}

pub struct Shop {
    pub story: Story,
    pub client: Client,
    cashier: Arc<Cashier>,
}

struct Cashier {
    manner: Mutex<Manner>,
    updates: Mutex<Vec<Update>>,
    came: Notify,
}

impl Shop {
    pub async fn open(manner: Manner) -> Self {
        let config = Config {
            start_clock: Some(NOON.parse().unwrap()),
            ..Config::default()
        };
        Self::open_with(config, manner).await
    }

    pub async fn open_with(config: Config, manner: Manner) -> Self {
        let story = Story::begin_with(config).await;
        let cashier = Arc::new(Cashier {
            manner: Mutex::new(manner),
            updates: Mutex::new(Vec::new()),
            came: Notify::new(),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/telegram", listener.local_addr().unwrap());
        let app = Router::new()
            .route("/telegram", post(receive))
            .with_state(cashier.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        story.bot("setWebhook", json!({ "url": url })).await;
        story.control("users/7/text?wait=0", json!({"text": "hi"})).await;
        let base = story.url("/telegram").parse().unwrap();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let client = Client::new(http, base, SecretString::from("42:sandbox"));
        let shop = Self { story, client, cashier };
        shop.seen(|update| matches!(update.kind, UpdateKind::Message(_))).await;
        shop.forget();
        shop
    }

    pub async fn call(&self, call: Call) -> Result<Answer, CallError> {
        self.client.call(&call, Duration::from_secs(10)).await
    }

    /// The bot shows an invoice to user 7: the message's number.
    pub async fn shows(&self, invoice: Invoice) -> i64 {
        let call = Call::SendInvoice {
            chat: ChatId(7),
            invoice,
            start: Some("pay".to_owned()),
        };
        let answer = self.call(call).await.unwrap();
        answer.message_id.unwrap().0.into()
    }

    /// The bot makes a link.
    pub async fn link(&self, invoice: Invoice, subscription: bool) -> String {
        let call = Call::CreateInvoiceLink { invoice, subscription };
        self.call(call).await.unwrap().link.unwrap()
    }

    /// User 7 does something about money.
    pub async fn user(&self, deed: &str, body: Value) -> Value {
        self.story.control(&format!("users/7/{deed}"), body).await
    }

    pub async fn stars(&self) -> i64 {
        self.story.get("/control/users/7/stars").await["stars"]
            .as_i64()
            .unwrap()
    }

    pub async fn payments(&self) -> Vec<Value> {
        let payments = self.story.get("/control/telegram/payments").await;
        payments.as_array().unwrap().clone()
    }

    /// What the chat shows last.
    pub async fn last_message(&self) -> Value {
        let messages = self.story.get("/control/chats/7/messages").await;
        messages.as_array().unwrap().last().unwrap().clone()
    }

    pub fn changes_manner(&self, manner: Manner) {
        *self.cashier.manner.lock().unwrap() = manner;
    }

    pub fn updates(&self) -> Vec<Update> {
        self.cashier.updates.lock().unwrap().clone()
    }

    pub fn forget(&self) {
        self.cashier.updates.lock().unwrap().clear();
    }

    /// Waits until the bot has seen such an update.
    pub async fn seen(&self, wanted: impl Fn(&Update) -> bool) -> Update {
        loop {
            let came = self.cashier.came.notified();
            if let Some(update) = self.updates().into_iter().find(&wanted) {
                return update;
            }
            came.await;
        }
    }
}

/// A month of the product for 250 Stars.
pub fn month() -> Invoice {
    Invoice {
        title: "Подписка".to_owned(),
        description: "Слоты на месяц".to_owned(),
        payload: "pro:7".to_owned(),
        stars: 250,
    }
}

async fn receive(State(cashier): State<Arc<Cashier>>, body: String) -> (StatusCode, String) {
    let update = Update::parse(body.as_bytes()).unwrap();
    let manner = cashier.manner.lock().unwrap().clone();
    let answer = match (&update.kind, &manner) {
        (UpdateKind::PreCheckout { .. }, Manner::Silent) => (StatusCode::OK, String::new()),
        (UpdateKind::PreCheckout { checkout, .. }, Manner::Refuse(why)) => (
            StatusCode::OK,
            in_answer(Reply::new().refuse_payment(&checkout.id, *why)),
        ),
        (UpdateKind::PreCheckout { checkout, .. }, _) => {
            (StatusCode::OK, in_answer(Reply::new().allow_payment(&checkout.id)))
        }
        (UpdateKind::Message(_), Manner::FailOnMessages) => (StatusCode::SERVICE_UNAVAILABLE, String::new()),
        _ => (StatusCode::OK, String::new()),
    };
    cashier.updates.lock().unwrap().push(update);
    cashier.came.notify_one();
    answer
}

fn in_answer(reply: Reply) -> String {
    reply.calls[0].as_webhook_reply().to_string()
}
