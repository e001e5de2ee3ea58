//! The user's watches side by side, and the view of one of them. Pure.

use jiff::Timestamp;
use telegram::{Action, Button, Keyboard, Language, Message, pager_row};

use crate::dialog::press::{Press, WatchPress};
use crate::dialog::screen::fingerprint;
use crate::dialog::wizard::key_label;
use crate::ids::WatchId;
use crate::seller_key::KeyRecord;
use crate::texts::common::new_watch;
use crate::texts::watches::{self as texts, Card, Counts, buttons};
use crate::watch::{Watch, WatchState};

/// The user's watches, newest first, with what their cards need.
pub(super) struct Shelf {
    watches: Vec<Watch>,
    keys: Vec<KeyRecord>,
    feed: String,
}

impl Shelf {
    pub fn new(watches: Vec<Watch>, keys: Vec<KeyRecord>, feed: String) -> Self {
        Self { watches, keys, feed }
    }

    /// Where a watch stands.
    pub fn place(&self, id: &WatchId) -> Option<usize> {
        self.watches.iter().position(|watch| watch.id == *id)
    }

    /// The watch at a place, or the last one before it.
    pub fn watch(&self, place: usize) -> Option<&Watch> {
        self.watches.get(place).or(self.watches.last())
    }

    /// The view when there is none.
    pub fn empty(&self, language: Language) -> Message {
        texts::empty(language).keyboard(Keyboard::new().row([new_watch(language)]))
    }

    /// The view of the watch at a place.
    pub fn card(&self, language: Language, place: usize, rest_until: Option<Timestamp>, now: Timestamp) -> Message {
        let Some(watch) = self.watch(place) else {
            return self.empty(language);
        };
        let key = self.keys.iter().find(|key| key.id == watch.key).map(key_label);
        let card = Card {
            watch,
            counts: self.counts(),
            key: key.as_deref(),
            rest_until,
            feed: &self.feed,
        };
        let text = texts::card(language, &card, now);
        let unmarked = text.clone().keyboard(self.keyboard(language, watch, UNMARKED));
        text.keyboard(self.keyboard(language, watch, &fingerprint(&unmarked)))
    }

    /// The view that asks whether the watch at a place may go.
    pub fn delete_question(&self, language: Language, place: usize) -> Message {
        let Some(watch) = self.watch(place) else {
            return self.empty(language);
        };
        let keyboard = Keyboard::new()
            .row([Button::press(
                buttons::yes(language),
                WatchPress::ConfirmDelete(watch.id.clone()).data(),
            )])
            .row([Button::press(
                buttons::keep(language),
                WatchPress::Show(watch.id.clone()).data(),
            )]);
        texts::delete_question(language, watch).keyboard(keyboard)
    }

    fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for watch in &self.watches {
            match watch.state {
                WatchState::Watching | WatchState::Booking { .. } => counts.running += 1,
                WatchState::Paused(_) => counts.paused += 1,
                WatchState::Caught { .. } => counts.caught += 1,
                WatchState::Deleted => {}
            }
        }
        counts
    }

    fn keyboard(&self, language: Language, watch: &Watch, mark: &str) -> Keyboard {
        let id = || watch.id.clone();
        let renew = WatchPress::Renew(id(), mark.to_owned()).data();
        let switch = match watch.state {
            WatchState::Watching => Some(Button::press(buttons::pause(language), WatchPress::Pause(id()).data())),
            WatchState::Paused(_) => Some(Button::press(
                buttons::resume(language),
                WatchPress::Resume(id()).data(),
            )),
            WatchState::Booking { .. } | WatchState::Caught { .. } | WatchState::Deleted => None,
        };
        let delete = Button::press(buttons::delete(language), WatchPress::Delete(id()).data());
        let here = self.place(&watch.id).unwrap_or(0);
        let pager = pager_row(here, self.watches.len(), |n| match self.watches.get(n) {
            Some(other) if n != here => WatchPress::Show(other.id.clone()).data(),
            _ => renew.clone(),
        });
        Keyboard::new().row(pager).row(switch.into_iter().chain([delete])).row([
            Button::press(buttons::refresh(language), renew.clone()),
            new_watch(language),
        ])
    }
}

/// Stands where a card's mark goes while the mark is being made.
const UNMARKED: &str = "0";

/// The mark that a card's refresh button carries.
pub(super) fn mark(card: &Message) -> Option<String> {
    card.keyboard
        .0
        .iter()
        .flatten()
        .find_map(|button| match &button.action {
            Action::Press(data) => match Press::parse(data.as_str()) {
                Some(Press::Watch(WatchPress::Renew(_, mark))) => Some(mark),
                _ => None,
            },
            Action::Open(_) => None,
        })
}

#[cfg(test)]
mod tests;
