//! One update, once: the idempotency record around the routing, and the boundary where errors are logged and told.

use std::sync::Arc;

use booking::dialog::{BookingModule, BookingServices};
use booking::keys::Keys;
use booking::official::Official;
use booking::orders::Orders;
use booking::watches::Watches;
use clock::Clock;
use jiff::{SignedDuration, Timestamp};
use lambda_kit::Aws;
use queue::Fifo;
use secrecy::SecretString;
use serde_json::Value;
use store::{Begin, Buckets, DialogRecord, Dialogs, Once, StoreError, Table, User, Users};
use telegram::{
    Call, CallError, Chat, ChatKind, Client, Content, Dialog, Input, Language, Message, MessageId, ModuleError, Reply,
    Request, Sender, Update, UpdateKind, UserId,
};
use tracing::Instrument;
use vault::Vault;
use wildberries::{Api, Hosts};

use crate::config::Config;
use crate::effects::Effects;
use crate::home::texts;
use crate::router::Router;
use crate::set_up::{self, SetUp};

/// How long an update is remembered; Telegram delivers one for at most a day.
const REMEMBERED: std::time::Duration = std::time::Duration::from_secs(24 * 60 * 60);
/// How long a worker may be at an update before another may take it: a little more than the function's timeout.
const IN_PROGRESS: SignedDuration = SignedDuration::from_secs(25);

/// What became of an update.
#[derive(Debug)]
pub enum Handled {
    /// Done; Telegram may be given one last call to carry out itself.
    Done(Option<Value>),
    /// It was done before.
    Duplicate,
    /// It cannot be done now and should come again.
    Later,
}

impl Handled {
    /// Its name in the log.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Done(_) => "done",
            Self::Duplicate => "duplicate",
            Self::Later => "later",
        }
    }
}

/// Handles updates.
#[derive(Debug)]
pub struct Updates {
    once: Once,
    users: Users,
    dialogs: Dialogs,
    router: Router,
    effects: Effects,
    clock: Clock,
}

/// Who did what where, from any kind of update that is somebody's doing.
struct Act {
    chat: Chat,
    from: Sender,
    message_id: Option<MessageId>,
    input: Input,
}

impl Act {
    /// Money is a matter between the bot and who pays, wherever the invoice was: it is talked about in the private chat.
    fn with_payer(from: Sender, message_id: Option<MessageId>, input: Input) -> Self {
        Self {
            chat: Chat {
                id: from.id.into(),
                kind: ChatKind::Private,
            },
            from,
            message_id,
            input,
        }
    }
}

impl Updates {
    /// Joins the features to the world.
    pub fn new(config: &Config, aws: &Aws, http: reqwest::Client, clock: Clock) -> Self {
        let table = Table::new(aws.dynamodb.clone(), config.table.clone());
        let hosts = Hosts {
            common: config.wb_common_url.clone(),
            supplies: config.wb_supplies_url.clone(),
        };
        let vault = Vault::new(aws.kms.clone(), config.kms_key.clone());
        let api = Api::new(http.clone(), hosts);
        let keys = Keys {
            table: table.clone(),
            vault: vault.clone(),
            api: api.clone(),
            accept_test_keys: config.accept_test_keys,
        };
        let orders = Orders {
            table: table.clone(),
            official: Official {
                api,
                buckets: Buckets::new(table.clone()),
                vault,
            },
        };
        let watches = Watches {
            table: table.clone(),
            trial_catches: config.trial_catches,
            most_watches: config.max_watches,
        };
        let booking = BookingModule::new(BookingServices {
            keys,
            watches,
            orders,
            gateway: config.books_through_gateway,
            table: table.clone(),
            bookings: Fifo::new(aws.sqs.clone(), config.bookings_queue.clone()),
        });
        let client = Client::new(http, config.telegram_url.clone(), config.bot_token.clone());
        let users = Users::new(table.clone());
        Self {
            once: Once::new(table.clone(), "UPDATE", REMEMBERED),
            dialogs: Dialogs::new(table.clone()),
            router: Router::new(users.clone(), vec![Arc::new(booking)]),
            effects: Effects {
                client,
                users: users.clone(),
                notifications: Fifo::new(aws.sqs.clone(), config.notifications_queue.clone()),
                clock: clock.clone(),
            },
            users,
            clock,
        }
    }

    /// Introduces the bot to Telegram.
    ///
    /// # Errors
    /// Telegram's refusal.
    pub async fn introduce(&self, secret: &SecretString, order: SetUp) -> Result<Value, CallError> {
        set_up::introduce(&self.effects.client, secret, &self.router.commands(), order).await
    }

    /// Handles an update, unless it was handled before.
    pub async fn handle(&self, update: Update) -> Handled {
        let id = update.id.to_string();
        let trace = format!("update-{id}");
        let span = tracing::info_span!("update", trace_id = trace, update_id = id);
        async {
            let now = self.clock.now();
            match self.once.begin(&id, now, now + IN_PROGRESS).await {
                Ok(Begin::Fresh) => {}
                Ok(Begin::Done(_)) => return Handled::Duplicate,
                Ok(Begin::InProgress) => return Handled::Later,
                Err(error) => {
                    tracing::error!(error = %error, "update.later: the table cannot remember this update, it will come again");
                    return Handled::Later;
                }
            }
            match self.act_on(update, &trace, now).await {
                Ok(last_call) => {
                    if let Err(error) = self.once.finish(&id, None, self.clock.now()).await {
                        tracing::error!(error = %error, "update.not_remembered: handled, but the table could not note it");
                    }
                    Handled::Done(last_call)
                }
                Err(error) => {
                    tracing::error!(error = %error, "update.later: something needed is away, the update will come again");
                    if let Err(error) = self.once.release(&id).await {
                        tracing::warn!(error = %error, "update.not_released: it stays taken until its time is over");
                    }
                    Handled::Later
                }
            }
        }
        .instrument(span)
        .await
    }

    /// Routes what somebody did and carries out the answer. An error means: deliver again.
    async fn act_on(&self, update: Update, trace: &str, now: Timestamp) -> Result<Option<Value>, StoreError> {
        let act = match update.kind {
            UpdateKind::Message(message) => {
                let Some(from) = message.from else { return Ok(None) };
                let input = match message.content {
                    Content::Command { name, argument } => Input::Command { name, argument },
                    Content::Text(text) => Input::Text(text),
                    // A key is a key under a photo, too. Other captions are not for a bot that reads texts.
                    Content::Other {
                        caption: Some(caption), ..
                    } if self.router.claims(&caption) => Input::Text(caption),
                    Content::Other { kind, .. } => Input::Other { kind },
                };
                Act {
                    chat: message.chat,
                    from,
                    message_id: Some(message.message_id),
                    input,
                }
            }
            UpdateKind::Press(press) => {
                let Some(message) = press.message else {
                    let call = Call::AnswerPress {
                        press_id: press.id,
                        toast: Some(texts::stale_button(language_of(None, &press.from))),
                        alert: false,
                    };
                    return Ok(Some(call.as_webhook_reply()));
                };
                let input = Input::Press {
                    id: press.id,
                    message_id: message.message_id,
                    data: press.data,
                };
                Act {
                    chat: message.chat,
                    from: press.from,
                    message_id: None,
                    input,
                }
            }
            UpdateKind::PreCheckout { from, checkout } => Act::with_payer(
                from,
                None,
                Input::PreCheckout {
                    id: checkout.id,
                    payload: checkout.payload,
                    currency: checkout.currency,
                    total: checkout.total,
                },
            ),
            UpdateKind::Paid { place, payment } => {
                Act::with_payer(place.payer, Some(place.message_id), Input::Paid(payment))
            }
            UpdateKind::Refunded { place, refund } => {
                Act::with_payer(place.payer, Some(place.message_id), Input::Refunded(refund))
            }
            UpdateKind::Subscription { from, change } => {
                Act::with_payer(from, None, Input::SubscriptionChanged(change))
            }
            // Who throws the bot out of a group has not blocked it in their own chat.
            UpdateKind::Membership(membership) if membership.chat.kind != ChatKind::Private => return Ok(None),
            UpdateKind::Membership(membership) => {
                self.users.set_blocked(membership.from.id.0, membership.blocked).await?;
                return Ok(None);
            }
            UpdateKind::Other { kind } => {
                tracing::info!(kind, "update.not_for_us: this kind of update needs no answer");
                return Ok(None);
            }
        };
        if act.from.is_bot {
            return Ok(None);
        }
        if act.chat.kind != ChatKind::Private {
            return self.answer_group(act, trace).await;
        }
        self.answer(act, trace, now).await
    }

    async fn answer(&self, act: Act, trace: &str, now: Timestamp) -> Result<Option<Value>, StoreError> {
        let user = self.user(&act, now).await?;
        let dialog = self.dialogs.load(user.id, now).await?.map(|record| Dialog {
            state: serde_json::from_str(&record.state).unwrap_or_default(),
            message_id: record.message_id.map(MessageId),
            module: record.module,
        });
        let bound = dialog.as_ref().and_then(|d| d.message_id);
        let language = language_of(Some(&user), &act.from);
        let request = Request {
            user: act.from.id,
            chat: act.chat.id,
            language,
            message_id: act.message_id,
            now,
            trace: trace.to_owned(),
            input: act.input,
            dialog,
        };
        let (module, reply) = match self.router.handle(&request).await {
            Ok(routed) => routed,
            Err(ModuleError::Unavailable(error)) => return Err(StoreError::Unavailable(format!("{error:#}"))),
            Err(ModuleError::Failed(error)) => {
                tracing::error!(error = format!("{error:#}"), "update.failed: the user was told so");
                ("home", self.apologise(&request))
            }
        };
        let done = self.effects.carry_out(&request, reply.calls).await;
        if !done.edit_lost {
            let shown_in = done.sent.or(pressed(&request)).or(bound);
            // The calls are made: delivering the update again would make them twice, which is worse than a dialog that is a step behind.
            if let Err(error) = self.remember_dialog(request.user, module, reply.dialog, shown_in).await {
                tracing::error!(error = %error, "dialog.not_stored: the table could not note where a dialog stands");
            }
        }
        Ok(done.last_call)
    }

    /// Who did it. Word about a payment comes also while the bot is blocked, and does not mean that they are back.
    async fn user(&self, act: &Act, now: Timestamp) -> Result<User, StoreError> {
        let about_money = matches!(
            act.input,
            Input::PreCheckout { .. } | Input::Paid(_) | Input::Refunded(_) | Input::SubscriptionChanged(_)
        );
        if about_money && let Some(known) = self.users.load(act.from.id.0).await? {
            return Ok(known);
        }
        self.users
            .seen(act.from.id.0, act.chat.id.0, act.from.language_code.as_deref(), now)
            .await
    }

    async fn remember_dialog(
        &self,
        user: UserId,
        module: &str,
        change: telegram::DialogChange,
        message: Option<MessageId>,
    ) -> Result<(), StoreError> {
        match change {
            telegram::DialogChange::Keep => Ok(()),
            telegram::DialogChange::Close => self.dialogs.clear(user.0).await,
            telegram::DialogChange::Set(state) => {
                self.dialogs
                    .save(&DialogRecord {
                        user: user.0,
                        module: module.to_owned(),
                        state: state.to_string(),
                        message_id: message.map(|id| id.0),
                        updated_at: self.clock.now(),
                    })
                    .await
            }
        }
    }

    /// In a group only commands are answered, and only by pointing to the private chat: keys and bookings are nobody else's business.
    async fn answer_group(&self, act: Act, trace: &str) -> Result<Option<Value>, StoreError> {
        let language = language_of(None, &act.from);
        let reply = match &act.input {
            // A key that everybody in the group has read is at least taken out of sight, where the bot may delete.
            Input::Text(text) | Input::Command { argument: text, .. } if self.router.claims(text) => {
                let reply = Reply::new().send(act.chat.id, texts::key_in_group(language));
                match act.message_id {
                    Some(message_id) => reply.delete(act.chat.id, message_id),
                    None => reply,
                }
            }
            Input::Command { .. } => Reply::new().send(act.chat.id, texts::private_only(language)),
            Input::Press { id, .. } => Reply::new().toast(id, Some(texts::private_only(language).text)),
            _ => return Ok(None),
        };
        let request = Request {
            user: act.from.id,
            chat: act.chat.id,
            language,
            message_id: act.message_id,
            now: self.clock.now(),
            trace: trace.to_owned(),
            input: act.input,
            dialog: None,
        };
        Ok(self.effects.carry_out(&request, reply.calls).await.last_call)
    }

    fn apologise(&self, request: &Request) -> Reply {
        let sorry: Message = texts::trouble(request.language);
        match &request.input {
            Input::Press { id, .. } => Reply::new().toast(id, None).send(request.chat, sorry),
            Input::PreCheckout { id, .. } => Reply::new().refuse_payment(id, texts::payment_trouble(request.language)),
            _ => Reply::new().send(request.chat, sorry),
        }
    }
}

fn pressed(request: &Request) -> Option<MessageId> {
    match request.input {
        Input::Press { message_id, .. } => Some(message_id),
        _ => None,
    }
}

/// The user's own choice, else what Telegram says of them.
fn language_of(user: Option<&User>, from: &Sender) -> Language {
    let chosen = user.and_then(|u| u.language.as_deref());
    Language::from_code(chosen.or(from.language_code.as_deref()))
}
