//! Things to show in tests: one attempt, one key, one watch.
#![allow(clippy::unwrap_used)]

use jiff::Timestamp;
use jiff::civil::date;
use telegram::{Action, ChatId, Message, UserId};
use wildberries::{BoxType, Coefficient, SellerId, TokenKind, WarehouseId};

use crate::attempt::{Attempt, Phase, Times};
use crate::board::{Cell, OpenCell, OpeningId};
use crate::ids::{AttemptId, KeyId, WatchId};
use crate::watch::{Mode, Watch, WatchState, WatchedWarehouse, Way};
use accounts::seller_key::{KeyRecord, KeyState};

/// 21 November 2026, 09:18 in Moscow.
pub fn now() -> Timestamp {
    "2026-11-21T06:18:00Z".parse().unwrap()
}

pub fn seller() -> SellerId {
    SellerId::try_from("e8923014-e233-47d8-898e-3cc86d67ea61").unwrap()
}

/// Seen, and confirmed 840 ms later.
pub fn attempt() -> Attempt {
    Attempt {
        id: AttemptId::from_text("0a1b2c"),
        user: UserId(7),
        chat: ChatId(7),
        watch: WatchId::from_text("abcdefghjk"),
        seller: seller(),
        way: Way::Gateway,
        open: OpenCell {
            cell: Cell {
                warehouse: WarehouseId(507),
                date: date(2026, 11, 25),
                box_type: BoxType::Boxes,
            },
            coefficient: Coefficient::whole(5),
            opening: OpeningId(1),
        },
        warehouse_name: "Коледино".into(),
        phase: Phase::Claimed,
        offer: None,
        fare: accounts::balance::Fare::Catch,
        first_key: None,
        reserved: false,
        again: false,
        instead_of: None,
        load: wildberries::Load::Unsaid,
        supply: None,
        keyless: false,
        requests: 1,
        generation: 0,
        times: Times {
            seen_at: now(),
            queued_at: now(),
            requested_at: None,
            settled_at: Some(now() + jiff::SignedDuration::from_millis(840)),
        },
        lease_until: now(),
        told: false,
    }
}

/// A service key that can book, good for 180 days.
pub fn key(number: u8) -> KeyRecord {
    KeyRecord {
        user: UserId(7),
        chat: ChatId(7),
        id: KeyId::from_text(&format!("00000000000000{number:02x}")),
        name: format!("Магазин {number}"),
        seller: seller(),
        seller_name: "ИП Кружинин В. Р.".into(),
        last4: format!("Ab{number:02}"),
        kind: TokenKind::Service,
        read_only: false,
        expires_at: now() + jiff::SignedDuration::from_hours(24 * 180),
        state: KeyState::Active,
        sealed: None,
        added_at: now(),
        changed_at: now(),
        warned: None,
        revalidated_at: None,
    }
}

/// A watch over two warehouses that waits.
pub fn watch(id: &str) -> Watch {
    let warehouse = |id, name: &str| WatchedWarehouse {
        id: WarehouseId(id),
        name: name.into(),
    };
    Watch {
        id: WatchId::from_text(id),
        user: UserId(7),
        chat: ChatId(7),
        key: key(1).id,
        seller: seller(),
        warehouses: vec![warehouse(507, "Коледино"), warehouse(120762, "Электросталь")],
        boxes: vec![BoxType::Boxes, BoxType::Pallets],
        max: Coefficient::whole(5),
        from: date(2026, 11, 25),
        to: date(2026, 11, 30),
        mode: Mode::FirstCatch,
        way: Way::Gateway,
        state: WatchState::Watching,
        offer: None,
        seen: 0,
        caught: Vec::new(),
        hold_until: None,
        round: 0,
        avoided: Vec::new(),
        troubles: 0,
        unpaid: false,
        ending: None,
        missed: crate::missed::Missed::default(),
        instead_of: None,
        goods: None,
        created_at: now(),
        changed_at: now(),
    }
}

/// A message as a reader sees it: the text, then the buttons with their data.
pub fn shown(message: &Message) -> String {
    let rows = message.keyboard.0.iter().map(|row| {
        let buttons = row.iter().map(|button| match &button.action {
            Action::Press(data) => format!("[{}]({data})", button.text),
            Action::Open(url) => format!("[{}]({url})", button.text),
        });
        buttons.collect::<Vec<_>>().join(" ")
    });
    std::iter::once(message.text.clone())
        .chain(rows)
        .collect::<Vec<_>>()
        .join("\n")
}
