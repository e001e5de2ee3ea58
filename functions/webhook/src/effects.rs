//! The one place where the conversation's calls are made.

mod files;
mod texts;

use std::time::Duration;

use clock::Clock;
use queue::{Envelope, Fifo};
use serde_json::Value;
use store::Users;
use telegram::{Answer, Call, CallError, ChatId, Client, Message, MessageId, Notification, Request};

/// Longest wait for one call; well inside the function's timeout even when several are slow.
const CALL_TIMEOUT: Duration = Duration::from_secs(4);
/// How often a call is repeated on the spot, and the pause before.
const REPEATS: u32 = 2;
const REPEAT_PAUSE: Duration = Duration::from_millis(250);
/// A flood wait this short is waited out on the spot, seconds.
const SHORT_WAIT_S: u32 = 2;

/// Carries out calls.
#[derive(Debug)]
pub struct Effects {
    /// Telegram.
    pub client: Client,
    /// To note who blocked the bot.
    pub users: Users,
    /// Takes over messages that Telegram does not take now.
    pub notifications: Fifo,
    /// The time.
    pub clock: Clock,
}

/// What was done.
#[derive(Debug, Default)]
pub struct Done {
    /// The message the last `Send` made.
    pub sent: Option<MessageId>,
    /// A call left for Telegram to carry out itself, as the webhook's answer.
    pub last_call: Option<Value>,
    /// A message still shows what it showed before: what it was to show must not be taken for shown.
    pub edit_lost: bool,
}

/// An edit that Telegram did not take.
struct EditLost;

impl Effects {
    /// Makes the calls in order. Failures are handled by meaning and never lose a message.
    ///
    /// The answer to a press, or to a payment about to be made, travels back in the webhook's own response, which saves a connection; it
    /// goes out last.
    pub async fn carry_out(&self, request: &Request, calls: Vec<Call>) -> Done {
        let mut done = Done::default();
        for (number, call) in calls.into_iter().enumerate() {
            if let Call::AnswerPress { .. } | Call::AnswerPreCheckout { .. } = call {
                done.last_call = Some(call.as_webhook_reply());
                continue;
            }
            match self.make(request, number, call).await {
                Ok(sent) => done.sent = sent.or(done.sent),
                Err(EditLost) => done.edit_lost = true,
            }
        }
        done
    }

    /// Makes one call; gives the id of a new message.
    async fn make(&self, request: &Request, number: usize, call: Call) -> Result<Option<MessageId>, EditLost> {
        let error = match self.try_call(&call).await {
            Ok(answer) => return Ok(answer.message_id.filter(|_| matches!(call, Call::Send { .. }))),
            Err(error) => error,
        };
        match (error, call) {
            // What was wanted is so already, or concerns something the user has removed.
            (CallError::NotModified | CallError::StalePress, _) | (CallError::MessageGone, Call::Delete { .. }) => {
                Ok(None)
            }
            (CallError::MessageGone, Call::Edit { chat, message, .. }) => Ok(self.send_anew(chat, message).await),
            (CallError::BadFormatting, Call::Send { chat, message }) => {
                tracing::error!("reply.formatting: Telegram refused a text's formatting, it went out plain");
                Ok(self.send_anew(chat, message.without_formatting()).await)
            }
            (CallError::ChatGone, _) if request.chat == request.user.into() => {
                if let Err(error) = self.users.set_blocked(request.user.0, true).await {
                    tracing::warn!(error = %error, "user.blocked: the table could not note that a user blocked the bot");
                }
                Ok(None)
            }
            (
                CallError::RetryAfter { .. } | CallError::NotSent(_) | CallError::Unavailable { .. },
                Call::Send { chat, message },
            ) => {
                self.hand_over(request, number, chat, message).await;
                Ok(None)
            }
            (error, call @ (Call::SendDocument { .. } | Call::SendPhoto { .. } | Call::SendAlbum { .. })) => {
                self.make_up_for(request, number, call, error).await;
                Ok(None)
            }
            (error, Call::RefundStars { .. }) if error.is_already_refunded() => Ok(None),
            (error, call) => {
                tracing::error!(method = call.method(), error = %error, "reply.lost: Telegram did not take a call");
                if matches!(call, Call::Edit { .. }) {
                    Err(EditLost)
                } else {
                    Ok(None)
                }
            }
        }
    }

    /// Makes a call, and again where that can do no harm: a short flood wait, a call that never arrived or certainly did nothing, and
    /// an edit or a deletion in any case, because doing those twice is doing them once.
    async fn try_call(&self, call: &Call) -> Result<Answer, CallError> {
        let mut tries = 0;
        loop {
            let error = match self.client.call(call, CALL_TIMEOUT).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            tries += 1;
            let wait = match &error {
                CallError::RetryAfter { seconds } if *seconds <= SHORT_WAIT_S => Duration::from_secs((*seconds).into()),
                CallError::NotSent(_) | CallError::Unavailable { .. } => REPEAT_PAUSE,
                CallError::Unknown(_) if !shows_anew(call) => Duration::ZERO,
                _ => return Err(error),
            };
            if tries > REPEATS {
                return Err(error);
            }
            tokio::time::sleep(wait).await;
        }
    }

    async fn send_anew(&self, chat: ChatId, message: Message) -> Option<MessageId> {
        match self.client.call(&Call::Send { chat, message }, CALL_TIMEOUT).await {
            Ok(answer) => answer.message_id,
            Err(error) => {
                tracing::error!(error = %error, "reply.lost: Telegram did not take a message");
                None
            }
        }
    }

    /// Telegram certainly did not take the message: the notifier will bring it.
    async fn hand_over(&self, request: &Request, number: usize, chat: ChatId, message: Message) {
        let id = format!("{}-{number}", request.trace);
        let notification = Notification::new(id, chat, message);
        let envelope = Envelope::new(notification, request.trace.as_str(), self.clock.now().as_millisecond());
        match self.notifications.send(&[envelope]).await {
            Ok(()) => tracing::warn!("reply.queued: Telegram does not take messages now, the notifier will bring it"),
            Err(error) => tracing::error!(error = %error, "reply.lost: neither Telegram nor the queue took a message"),
        }
    }
}

/// Whether making the call twice would show something twice.
fn shows_anew(call: &Call) -> bool {
    call.messages() > 0
}
