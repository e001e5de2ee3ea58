//! What is told goes out: the words, and the picture beside them.

use accounts::preferences::Preferences;
use channels::channel::{Channel, Following};
use channels::errands::{AlertChart, AlertKind, ChannelErrand};
use jiff::Timestamp;
use queue::Envelope;
use telegram::{Language, Notification, Topic};

use super::{AlertError, Judging};
use crate::state::{AlertState, Turn, Word};
use crate::texts::told;

impl Judging {
    pub(super) async fn send(
        &self,
        state: &AlertState,
        word: &Word,
        following: &Following,
        channel: &Channel,
        language: Language,
        (trace, now): (&str, Timestamp),
    ) -> Result<(), AlertError> {
        let chat = following.chat;
        let message = told::message(language, channel, state.kind, word);
        let notification = Notification::new(state.told_id(word), chat, message).about(Topic::Channel);
        let envelope = Envelope::new(notification, trace, now.as_millisecond());
        self.notifications.send(&[envelope]).await?;
        if word.what != Turn::Raised || state.kind == AlertKind::Trouble {
            return Ok(());
        }
        let wishes = Preferences::of(&self.table, state.user).await?;
        if wishes.mutes(Topic::Channel) {
            return Ok(());
        }
        let chart = AlertChart {
            user: state.user,
            chat,
            language,
            channel: state.channel.clone(),
            kind: state.kind,
            at: word.alert.at,
        };
        self.errands(vec![ChannelErrand::AlertChart(chart)], trace, now).await?;
        Ok(())
    }
}
