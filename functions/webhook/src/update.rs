//! One update, once: the idempotency record around the routing, and the boundary where errors are logged and told.

mod act;
mod group;
mod payments;
mod private;
mod shut_out;

use accounts::admins::Admins;
use accounts::key_load::Tally;
use clock::Clock;
use jiff::{SignedDuration, Timestamp};
use lambda_kit::Aws;
use queue::Fifo;
use secrecy::SecretString;
use serde_json::Value;
use store::{Begin, Dialogs, Once, StoreError, Table, User, Users};
use telegram::{Call, CallError, ChatKind, Client, Language, Sender, Update, words};
use tracing::Instrument;

use crate::config::Config;
use crate::effects::Effects;
use crate::features::Ground;
use crate::router::Router;
use crate::set_up::{self, Commands, SetUp};
use crate::update::act::Meant;

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
    table: Table,
    /// Whose chats list the admins' commands.
    admins: Admins,
    /// What keys were used for while updates were answered.
    tally: Tally,
}

impl Updates {
    /// Joins the features to the world.
    pub fn new(config: &Config, aws: &Aws, http: reqwest::Client, clock: Clock) -> Self {
        let table = Table::new(aws.dynamodb.clone(), config.table.clone());
        let client = Client::new(http.clone(), config.telegram_url.clone(), config.bot_token.clone());
        let tally = Tally::default();
        let ground = Ground {
            config,
            aws,
            table: table.clone(),
            client: client.clone(),
            http,
            tally: tally.clone(),
            clock: clock.clone(),
        };
        let users = Users::new(table.clone());
        Self {
            once: Once::new(table.clone(), "UPDATE", REMEMBERED),
            dialogs: Dialogs::new(table.clone()),
            router: Router::new(users.clone(), ground.features(), &config.switches),
            effects: Effects {
                client,
                users: users.clone(),
                notifications: Fifo::new(aws.sqs.clone(), config.notifications_queue.clone()),
                clock: clock.clone(),
            },
            users,
            clock,
            table,
            admins: config.admins.clone(),
            tally,
        }
    }

    /// Introduces the bot to Telegram.
    ///
    /// # Errors
    /// Telegram's refusal.
    pub async fn introduce(&self, secret: &SecretString, order: SetUp) -> Result<Value, CallError> {
        let admins = self.admins.iter();
        let commands = Commands {
            public: self.router.commands(),
            admins: admins
                .filter_map(|admin| Some((admin, self.router.commands_of(admin)?)))
                .collect(),
        };
        set_up::introduce(&self.effects.client, secret, commands, order).await
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
                    self.tally.write(&self.table, self.clock.now()).await;
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
        match act::read(update.kind, |text| self.router.claims(text)) {
            Meant::Act(act) if act.chat.kind == ChatKind::Private => self.answer(*act, trace, now).await,
            Meant::Act(act) => Ok(self.answer_group(*act, trace, now).await),
            Meant::StalePress { id, from } => {
                let call = Call::AnswerPress {
                    press_id: id,
                    toast: Some(words::stale_button(language_of(None, &from))),
                    alert: false,
                };
                Ok(Some(call.as_webhook_reply()))
            }
            Meant::Membership { user, blocked } => {
                self.users.set_blocked(user.0, blocked).await?;
                Ok(None)
            }
            Meant::Nothing => Ok(None),
        }
    }
}

/// The user's own choice, else what Telegram says of them.
fn language_of(user: Option<&User>, from: &Sender) -> Language {
    let chosen = user.and_then(|u| u.language.as_deref());
    Language::from_code(chosen.or(from.language_code.as_deref()))
}
