//! A feature's answer on its way to the chat, and files on their way from it.

use queue::Fifo;
use reqwest::Url;
use secrecy::SecretString;
use store::Users;
use telegram::{Client, Input, Language, Reply, Request, UserId};
use webhook::effects::{Done, Effects};

use crate::workers::NOTIFICATIONS;
use crate::world::{BOT_TOKEN, World};

impl World {
    /// The bot's connection to Telegram.
    pub fn telegram(&self) -> Client {
        let url = format!("{}/telegram", self.sandbox.base_url());
        let url = url.parse::<Url>().unwrap();
        Client::new(self.http.clone(), url, SecretString::from(BOT_TOKEN))
    }

    /// Makes an answer's calls, as the webhook does after a text of this user's.
    pub async fn replies(&self, user: i64, reply: Reply) -> Done {
        let effects = Effects {
            client: self.telegram(),
            users: Users::new(self.table.clone()),
            notifications: Fifo::new(self.cloud.aws.sqs.clone(), self.cloud.queue_url(NOTIFICATIONS)),
            clock: self.hands.clock(),
        };
        let request = Request {
            user: UserId(user),
            chat: UserId(user).into(),
            language: Language::Ru,
            message_id: None,
            now: self.hands.now(),
            trace: "story".to_owned(),
            input: Input::Text(String::new()),
            dialog: None,
            entities: Vec::new(),
            busy_elsewhere: false,
        };
        effects.carry_out(&request, reply.calls).await
    }
}
