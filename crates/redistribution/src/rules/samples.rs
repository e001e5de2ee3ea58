//! Rules and requests for tests.
#![allow(clippy::unwrap_used)]

use clock::moscow_date;
use jiff::{Timestamp, ToSpan};
use telegram::{ChatId, UserId};
use wildberries::{ChrtId, NmId, OfficeId, RedistributionItem, RedistributionRequest, SellerId};

use crate::ids::{RequestId, RuleId};
use crate::request::{Phase, Request, Times};
use crate::rule::{Line, Office, Rule, RuleState};
use crate::windows::Windows;

/// A Thursday noon.
pub(crate) const NOW: Timestamp = Timestamp::constant(1_795_165_200, 0);
/// The card.
pub(crate) const NM: NmId = NmId(1);

pub(crate) fn seller() -> SellerId {
    SellerId::try_from("00000000-0000-4000-8000-000000000001").unwrap()
}

pub(crate) fn office(id: u32) -> Office {
    let name = match id {
        507 => "Коледино".to_owned(),
        686 => "Новосибирск".to_owned(),
        id => format!("Склад {id}"),
    };
    Office { id: OfficeId(id), name }
}

/// A rule from 507 to 686 with these sizes and units.
pub(crate) fn rule(sizes: &[(u64, u32)]) -> Rule {
    let line = |(chrt, wanted): &(u64, u32)| Line {
        chrt: ChrtId(*chrt),
        wanted: *wanted,
        moved: 0,
    };
    Rule {
        id: RuleId::from_text("abcdefghjk"),
        user: UserId(1),
        chat: ChatId(1),
        seller: seller(),
        shop_name: "Shop".to_owned(),
        nm: NM,
        lines: sizes.iter().map(line).collect(),
        from: office(507),
        to: vec![office(686)],
        windows: Windows::Both,
        until: moscow_date(NOW).saturating_add(30.days()),
        state: RuleState::Waiting,
        request: None,
        requests: 0,
        tried: Vec::new(),
        round: 0,
        hold_until: None,
        fruitless: 0,
        refusal: None,
        created_at: NOW,
        changed_at: NOW,
    }
}

/// A request of that rule.
pub(crate) fn request(sizes: &[(u64, u32)]) -> Request {
    let rule = rule(sizes);
    let item = |(chrt, count): &(u64, u32)| RedistributionItem {
        chrt: ChrtId(*chrt),
        dst_office: rule.to[0].id,
        count: *count,
    };
    let id = RequestId::of(rule.user, &rule.id, 0);
    Request {
        rule: rule.id.clone(),
        user: rule.user,
        chat: rule.chat,
        seller: rule.seller.clone(),
        body: RedistributionRequest {
            nm: rule.nm,
            src_office: rule.from.id,
            items: sizes.iter().map(item).collect(),
        },
        src: rule.from.clone(),
        dst: rule.to[0].clone(),
        opening: NOW.as_millisecond(),
        phase: Phase::Sending {
            key: accounts::ids::KeyId::from_text("0123456789abcdef"),
            idempotency_key: id.to_string(),
        },
        id,
        sent: 1,
        generation: 0,
        times: Times {
            seen_at: NOW,
            queued_at: NOW,
            requested_at: NOW,
            settled_at: None,
        },
        lease_until: NOW,
        told: false,
    }
}
