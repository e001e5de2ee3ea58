//! What opened and was not booked for want of catches.

use telegram::Language::{self, En, Ru};
use telegram::words::plural_ru;
use telegram::{Button, CallbackData, Keyboard, Message};

use super::{slot_lines, told};
use crate::attempt::Attempt;
use crate::missed::Untold;
use crate::texts::common::{PORTAL_SUPPLIES, draft_link, either, open_watch, order_link, supply_link};
use crate::watch::{Cargo, Watch, Way};

/// What the button to buy sends. It is answered in the room where bookings are sold.
const BUY: &str = "buy:open";

/// An opening that nobody could pay for: what opened, how to have it by hand, and how to have the next one caught.
pub(super) fn no_catches(language: Language, attempt: &Attempt, others: u32, in_offers: bool) -> Message {
    let by_hand = match (in_offers, language) {
        (false, Ru) => {
            "Мы его не бронировали: все ваши брони, бесплатные и купленные, использованы. Если дата нужна, забронируйте её на портале, пока слот открыт."
        }
        (false, En) => {
            "We did not book it: all your bookings, free and bought, are used up. If you need the date, book it on the portal while the slot is open."
        }
        (true, Ru) => {
            "Мы его не бронировали: все оставшиеся брони отложены под предложения, которые ждут вашего ответа выше. Если дата нужна, забронируйте её на портале, пока слот открыт."
        }
        (true, En) => {
            "We did not book it: all bookings you have left are set aside for the offers above that wait for your answer. If you need the date, book it on the portal while the slot is open."
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
    let goes_on = goes_on(language, in_offers);
    let title = match in_offers {
        false => either(
            language,
            "🔔 Слот открылся, но брони закончились",
            "🔔 A slot opened, but your bookings are used up",
        ),
        true => either(
            language,
            "🔔 Слот открылся, но брони заняты предложениями",
            "🔔 A slot opened, but your bookings are set aside for offers",
        ),
    };
    told(language, attempt, title, &format!("{by_hand}{meanwhile}\n\n{goes_on}")).keyboard(
        Keyboard::new()
            .row([by_hand_link(language, &attempt.way)])
            .row([buy(language)])
            .row([open_watch(language, &attempt.watch)]),
    )
}

/// Openings that were missed after the last word about one, when nothing else has opened since.
pub fn untold(language: Language, watch: &Watch, untold: &Untold) -> Message {
    let count = untold.count;
    let title = match language {
        Ru => format!(
            "🔔 Пропущено без броней: ещё {count} {}",
            plural_ru(count.into(), ["открытие", "открытия", "открытий"])
        ),
        En if count == 1 => "🔔 Missed without bookings: 1 more opening".to_owned(),
        En => format!("🔔 Missed without bookings: {count} more openings"),
    };
    let last = untold.last.map(|last| {
        let name = watch.warehouse_name(last.open.cell.warehouse).unwrap_or_default();
        let slot = slot_lines(language, &last.open, name);
        let label = match (count, language) {
            (1, Ru) => "Вот что открывалось:",
            (1, En) => "This opened:",
            (_, Ru) => "Последним открывалось:",
            (_, En) => "The last one:",
        };
        format!("\n\n{label}\n\n{slot}")
    });
    let in_offers = untold.last.is_some_and(|last| last.in_offers);
    let text = match (in_offers, language) {
        (false, Ru) => "Это случилось после прошлого сообщения о закончившихся бронях.",
        (false, En) => "This happened after the last message about bookings that are used up.",
        (true, Ru) => {
            "Это случилось после прошлого сообщения: все оставшиеся брони были отложены под открытые предложения."
        }
        (true, En) => {
            "This happened after the last message: all bookings you have left were set aside for open offers."
        }
    };
    let goes_on = goes_on(language, in_offers);
    Message::new()
        .bold(&title)
        .text(&format!("{}\n\n{text}\n\n{goes_on}", last.unwrap_or_default()))
        .keyboard(
            Keyboard::new()
                .row([by_hand_link(language, &watch.way)])
                .row([buy(language)])
                .row([open_watch(language, &watch.id)]),
        )
}

/// What happens next, and how to have slots caught.
fn goes_on(language: Language, in_offers: bool) -> &'static str {
    match (in_offers, language) {
        (false, Ru) => {
            "Наблюдение работает: будем и дальше сообщать о таких слотах. Чтобы мы снова их ловили, пополните брони: /buy"
        }
        (false, En) => {
            "The watch goes on: we keep telling you about such slots. To have them caught again, get more bookings: /buy"
        }
        (true, Ru) => {
            "Наблюдение работает. Ответьте на предложение или откажитесь от него, и бронь освободится; либо пополните брони: /buy"
        }
        (true, En) => {
            "The watch goes on. Answer an offer or turn it down, and its booking is free again; or get more bookings: /buy"
        }
    }
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
