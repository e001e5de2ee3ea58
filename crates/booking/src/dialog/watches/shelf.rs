//! The user's watches side by side, and the view of one of them. Pure.

use jiff::Timestamp;
use telegram::{Action, Button, Keyboard, Language, Message, pager_row};

use crate::board::Board;
use crate::dialog::press::{Press, WatchPress};
use crate::dialog::wizard::{Step, key_label};
use crate::ids::WatchId;
use crate::texts::common::{draft_link, new_watch, order_link, supply_link};
use crate::texts::watches::{self as texts, Card, Counts, buttons};
use crate::watch::{Cargo, Watch, WatchState, Way};
use crate::watches::is_over;
use accounts::pace::ShopPace;
use accounts::seller_key::KeyRecord;
use telegram::fingerprint;

/// The user's watches, those that run first, with what their cards need.
pub(super) struct Shelf {
    watches: Vec<Watch>,
    keys: Vec<KeyRecord>,
    feed: FeedLook,
}

/// How the feed does, as a card shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::dialog) struct FeedLook {
    /// The line about it.
    pub line: String,
    /// Its last good answer.
    pub checked_at: Option<Timestamp>,
}

/// What is read for one card alone.
#[derive(Debug, Clone, Default)]
pub(super) struct Around {
    /// Until when the watch's shop must rest.
    pub rest_until: Option<Timestamp>,
    /// Whether the user has no catch for it, nor one that may come back.
    pub is_unpaid: bool,
    /// How the watch's shop stands against its pace.
    pub pace: Option<ShopPace>,
    /// The board; `None` when it is away, or nobody waits for it.
    pub board: Option<Board>,
}

impl Shelf {
    /// A shelf of these watches, which come newest first.
    pub fn new(mut watches: Vec<Watch>, keys: Vec<KeyRecord>, feed: FeedLook) -> Self {
        watches.sort_by_key(|watch| !watch.is_active());
        Self { watches, keys, feed }
    }

    /// Whether the feed has ever answered.
    pub fn is_feed_known(&self) -> bool {
        self.feed.checked_at.is_some()
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
    pub fn card(&self, language: Language, place: usize, around: &Around, now: Timestamp) -> Message {
        let Some(watch) = self.watch(place) else {
            return self.empty(language);
        };
        let key = self.keys.iter().find(|key| key.id == watch.key).map(key_label);
        let card = Card {
            watch,
            counts: self.counts(),
            key: key.as_deref(),
            rest_until: around.rest_until,
            has_catches: !around.is_unpaid,
            pace: around.pace,
            board: around.board.as_ref(),
            feed: &self.feed.line,
            checked_at: self.feed.checked_at,
        };
        let text = texts::card(language, &card, now);
        let unmarked = text.clone().keyboard(self.keyboard(language, watch, UNMARKED));
        text.keyboard(self.keyboard(language, watch, &fingerprint(&unmarked)))
    }

    /// Whether anything can be changed about the watch at a place.
    pub fn can_edit(&self, place: usize) -> bool {
        self.watch(place).is_some_and(|watch| changes(watch).next().is_some())
    }

    /// The card of the watch at a place, asking what to change.
    pub fn edit_menu(&self, language: Language, place: usize, card: Message) -> Message {
        let Some(watch) = self.watch(place) else {
            return card;
        };
        let change = |step: Step| {
            let data = WatchPress::Change(watch.id.clone(), step).data();
            Button::press(change_label(language, step), data)
        };
        let offered: Vec<Button> = changes(watch).map(change).collect();
        let mut keyboard = Keyboard::new();
        for row in offered.chunks(2) {
            keyboard = keyboard.row(row.iter().cloned());
        }
        let back = WatchPress::Show(watch.id.clone()).data();
        card.keyboard(keyboard.row([Button::press(buttons::back(language), back)]))
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
                WatchState::Passed => counts.passed += 1,
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
            WatchState::Booking { .. } | WatchState::Caught { .. } | WatchState::Passed | WatchState::Deleted => None,
        };
        let edit = changes(watch)
            .next()
            .map(|_| Button::press(buttons::edit(language), WatchPress::Edit(id()).data()));
        let sooner = matches!(watch.state, WatchState::Caught { .. })
            .then(|| Button::press(buttons::sooner(language), WatchPress::Sooner(id(), None).data()));
        let delete = Button::press(buttons::delete(language), WatchPress::Delete(id()).data());
        let here = self.place(&watch.id).unwrap_or(0);
        let pager = pager_row(here, self.watches.len(), |n| match self.watches.get(n) {
            Some(other) if n != here => WatchPress::Show(other.id.clone()).data(),
            _ => renew.clone(),
        });
        Keyboard::new()
            .row(cargo_button(language, watch))
            .row(sooner)
            .row(pager)
            .row(switch.into_iter().chain(edit).chain([delete]))
            .row([
                Button::press(buttons::refresh(language), renew.clone()),
                new_watch(language),
            ])
    }
}

/// What can be changed about a watch. Where an order goes, and in what, is fixed once it exists.
pub(super) fn changes(watch: &Watch) -> impl Iterator<Item = Step> {
    let is_open = matches!(watch.state, WatchState::Watching | WatchState::Paused(_));
    let is_fixed = watch.is_fixed();
    Step::EDITABLE
        .into_iter()
        .filter(move |step| is_open && !(is_fixed && matches!(step, Step::Warehouses | Step::Boxes)))
}

fn change_label(language: Language, step: Step) -> &'static str {
    match step {
        Step::Dates => buttons::dates(language),
        Step::Warehouses => buttons::warehouses(language),
        Step::Max => buttons::max(language),
        Step::Boxes => buttons::boxes(language),
        Step::Way | Step::Key | Step::Cargo | Step::Goods | Step::Mode | Step::Summary => buttons::edit(language),
    }
}

/// Opens on the portal what is to be planned, as long as it is not.
fn cargo_button(language: Language, watch: &Watch) -> Option<Button> {
    if is_over(&watch.state) {
        return None;
    }
    match &watch.way {
        Way::Assisted(Cargo::Order { order }) => Some(Button::open(buttons::open_order(language), order_link(*order))),
        Way::Assisted(Cargo::Draft { draft, .. }) => {
            Some(Button::open(buttons::open_draft(language), draft_link(draft)))
        }
        Way::Assisted(Cargo::Supply { supply }) => {
            Some(Button::open(buttons::open_supply(language), supply_link(*supply)))
        }
        Way::Gateway => None,
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
