//! How far the judgement of a channel with many followers has got.

use channels::ChannelName;
use channels::channel::{Follower, partition};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Key, Record};
use telegram::UserId;

/// A place that nobody went on from for so long says nothing any more.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// Where the next run goes on, because the time of the last one was over before everybody had their turn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct JudgeCursor {
    /// Which channel.
    pub channel: ChannelName,
    /// The last follower who had their turn; `None`: everybody had it.
    pub after: Option<UserId>,
    /// When that was.
    pub at: Timestamp,
}

impl JudgeCursor {
    /// Table key of a channel's cursor.
    pub(crate) fn key_of(channel: &ChannelName) -> Key {
        Key::new(partition(channel), "ALERT#CURSOR")
    }
}

impl Record for JudgeCursor {
    const KIND: &'static str = "judge_cursor";

    fn key(&self) -> Key {
        Self::key_of(&self.channel)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        self.at.checked_add(KEPT).ok()
    }
}

/// The followers in the order of their turns: those after the cursor first, then, from the beginning, those before it. Whoever left
/// or came meanwhile changes nothing of that.
pub(crate) fn in_turn(mut followers: Vec<Follower>, after: Option<UserId>) -> Vec<Follower> {
    let place = |follower: &Follower| Follower::key_of(&follower.channel, follower.user).sk;
    followers.sort_by_cached_key(place);
    let had = after.map_or(0, |after| {
        followers.partition_point(|follower| place(follower) <= Follower::key_of(&follower.channel, after).sk)
    });
    followers.rotate_left(had);
    followers
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn turns_go_on_after_the_cursor_and_around() {
        let follower = |user| Follower {
            channel: "durov".parse().unwrap(),
            user: UserId(user),
            chat: UserId(user).into(),
        };
        let order = |after: Option<i64>| -> Vec<i64> {
            let followers = [1, 2, 30, 4].map(follower).to_vec();
            let turns = in_turn(followers, after.map(UserId));
            turns.iter().map(|follower| follower.user.0).collect()
        };
        // As the table has them: by their digits.
        assert_eq!(order(None), [1, 2, 30, 4]);
        assert_eq!(order(Some(2)), [30, 4, 1, 2]);
        assert_eq!(order(Some(3)), [30, 4, 1, 2], "who has left still marks a place");
        assert_eq!(order(Some(4)), [1, 2, 30, 4]);
    }
}
