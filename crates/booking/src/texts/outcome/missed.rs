//! What opened and was not booked for want of catches.

use telegram::Language::{self, En, Ru};
use telegram::words::plural_ru;
use telegram::{Button, CallbackData, Keyboard, Message};

use super::told;
use crate::attempt::Attempt;
use crate::texts::common::{PORTAL_SUPPLIES, draft_link, either, open_watch, order_link, supply_link};
use crate::watch::{Cargo, Way};

/// What the button to buy sends. It is answered in the room where bookings are sold.
const BUY: &str = "buy:open";

/// An opening that nobody could pay for: what opened, how to have it by hand, and how to have the next one caught.
pub(super) fn no_catches(language: Language, attempt: &Attempt, others: u32) -> Message {
    let by_hand = match language {
        Ru => {
            "Мы его не бронировали: все ваши брони, бесплатные и купленные, использованы. Если дата нужна, забронируйте её на портале, пока слот открыт."
        }
        En => {
            "We did not book it: all your bookings, free and bought, are used up. If you need the date, book it on the portal while the slot is open."
        }
    };
    let meanwhile = match (others, language) {
        (0, _) => String::new(),
        (n, Ru) => format!(
            "\n\nС прошлого сообщения открывалось и другое, что подходило: ещё {n} {}.",
            plural_ru(n.into(), ["открытие", "открытия", "открытий"])
        ),
        (1, En) => "\n\nSince the last message 1 more opening suited this watch.".to_owned(),
        (n, En) => format!("\n\nSince the last message {n} more openings suited this watch."),
    };
    let goes_on = either(
        language,
        "Наблюдение работает: будем и дальше сообщать о таких слотах. Чтобы мы снова их ловили, пополните брони: /buy",
        "The watch goes on: we keep telling you about such slots. To have them caught again, get more bookings: /buy",
    );
    told(
        language,
        attempt,
        either(
            language,
            "🔔 Слот открылся, но брони закончились",
            "🔔 A slot opened, but your bookings are used up",
        ),
        &format!("{by_hand}{meanwhile}\n\n{goes_on}"),
    )
    .keyboard(
        Keyboard::new()
            .row([by_hand_link(language, &attempt.way)])
            .row([buy(language)])
            .row([open_watch(language, &attempt.watch)]),
    )
}

/// Button: where the seller books by hand what the watch is for.
fn by_hand_link(language: Language, way: &Way) -> Button {
    let label = either(language, "🌐 Забронировать на портале", "🌐 Book on the portal");
    match way {
        Way::Assisted(Cargo::Order { order }) => Button::open(label, order_link(*order)),
        Way::Assisted(Cargo::Draft { draft, .. }) => Button::open(label, draft_link(draft)),
        Way::Assisted(Cargo::Supply { supply }) => Button::open(label, supply_link(*supply)),
        Way::Gateway => Button::open(label, PORTAL_SUPPLIES),
    }
}

/// Button: what bookings cost.
fn buy(language: Language) -> Button {
    Button::press(
        either(language, "⭐️ Купить брони", "⭐️ Buy bookings"),
        CallbackData::of(BUY),
    )
}
