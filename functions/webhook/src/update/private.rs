//! In a private chat everything is answered.

use jiff::Timestamp;
use serde_json::Value;
use store::{DialogRecord, StoreError, User};
use telegram::{Call, Dialog, DialogChange, Input, Message, MessageId, ModuleError, Reply, Request, UserId};

use super::act::Act;
use super::{Updates, language_of, shut_out};
use crate::home::texts;
use crate::set_up;

/// The command that opens a conversation.
const START: &str = "start";

impl Updates {
    /// Lets a feature answer, makes its calls and remembers its dialog.
    pub(super) async fn answer(&self, act: Act, trace: &str, now: Timestamp) -> Result<Option<Value>, StoreError> {
        let user = self.user(&act, now).await?;
        let dialog = self.dialogs.load(user.id, now).await?.map(|record| Dialog {
            state: serde_json::from_str(&record.state).unwrap_or_default(),
            message_id: record.message_id.map(MessageId),
            module: record.module,
        });
        let bound = dialog.as_ref().and_then(|d| d.message_id);
        let language = language_of(Some(&user), &act.from);
        let input = match act.forwarded {
            Some(post) if self.router.takes_forwards(act.from.id, dialog.as_ref()) => Input::Forwarded(post),
            _ => act.input,
        };
        let request = Request {
            user: act.from.id,
            chat: act.chat.id,
            language,
            message_id: act.message_id,
            now,
            trace: trace.to_owned(),
            input,
            entities: act.entities,
            dialog,
            busy_elsewhere: false,
        };
        if user.banned
            && let Some(reply) = shut_out::answer(&request, |text| self.router.claims(text))
        {
            return Ok(self.effects.carry_out(&request, reply.calls).await.last_call);
        }
        let (module, mut reply) = match self.router.handle(&request).await {
            Ok(routed) => routed,
            Err(ModuleError::Unavailable(error)) => return Err(StoreError::Unavailable(format!("{error:#}"))),
            // Stars were paid or given back: such word must not get lost, whatever is wrong with us. Telegram repeats it for a day.
            Err(ModuleError::Failed(error)) if is_about_paid_money(&request.input) => {
                tracing::error!(
                    error = format!("{error:#}"),
                    "payment.not_booked: word about money could not be booked, it will come again"
                );
                return Err(StoreError::Unavailable(format!("{error:#}")));
            }
            Err(ModuleError::Failed(error)) => {
                tracing::error!(error = format!("{error:#}"), "update.failed: the user was told so");
                ("home", apologise(&request))
            }
        };
        reply.calls.extend(self.introduction(&request));
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

    /// What an admin's first word asks for: a set-up could not list their commands in a chat that was not there yet.
    fn introduction(&self, request: &Request) -> Vec<Call> {
        if !matches!(&request.input, Input::Command { name, .. } if name == START) {
            return Vec::new();
        }
        let own = self.router.commands_of(request.user);
        own.map_or_else(Vec::new, |specs| set_up::listing(Some(request.chat), &specs).collect())
    }

    /// Who did it. Word about a payment comes also while the bot is blocked, and does not mean that they are back.
    async fn user(&self, act: &Act, now: Timestamp) -> Result<User, StoreError> {
        if act.is_about_money()
            && let Some(known) = self.users.load(act.from.id.0).await?
        {
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
        change: DialogChange,
        message: Option<MessageId>,
    ) -> Result<(), StoreError> {
        match change {
            DialogChange::Keep => Ok(()),
            DialogChange::Close => self.dialogs.clear(user.0).await,
            DialogChange::Set(state) => {
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
}

/// Whether Telegram tells of money that has moved.
fn is_about_paid_money(input: &Input) -> bool {
    matches!(
        input,
        Input::Paid(_) | Input::Refunded(_) | Input::SubscriptionChanged(_)
    )
}

fn apologise(request: &Request) -> Reply {
    let sorry: Message = texts::trouble(request.language);
    match &request.input {
        Input::Press { id, .. } => Reply::new().toast(id, None).send(request.chat, sorry),
        Input::PreCheckout { id, .. } => Reply::new().refuse_payment(id, texts::payment_trouble(request.language)),
        _ => Reply::new().send(request.chat, sorry),
    }
}

fn pressed(request: &Request) -> Option<MessageId> {
    match request.input {
        Input::Press { message_id, .. } => Some(message_id),
        _ => None,
    }
}
