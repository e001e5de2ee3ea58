//! What becomes of the cool-downs that were written with a request. Pure.

use jiff::Timestamp;
use store::{Record, Write};
use wildberries::redistribution_rules::cool_until;
use wildberries::{ChrtId, OfficeId, RedistributionItem};

use crate::records::CoolDown;
use crate::request::{Outcome, Request};

/// What holds units from the moment at which they are asked for.
pub(in crate::mover) fn held(request: &Request, now: Timestamp) -> Vec<CoolDown> {
    of(request, &request.body.items, now, true)
}

/// The writes with which a request's end settles what was held for it. `known` are the shop's cool-downs: what another request holds
/// by now is left alone.
pub(super) fn cooling(request: &Request, outcome: &Outcome, known: &[CoolDown], now: Timestamp) -> Vec<Write> {
    let stand = standing(request, outcome, known, now);
    let ours = known.iter().filter(|cool| cool.held_by.as_ref() == Some(&request.id));
    let is_over = |cool: &&CoolDown| {
        let may_be_moved = matches!(outcome, Outcome::Unsettled { .. });
        !may_be_moved && !stand.iter().any(|standing| standing.key() == cool.key())
    };
    let freed = ours.filter(is_over).map(|cool| Write::delete(cool.key()));
    freed.chain(stand.iter().map(Write::put)).collect()
}

/// What rests from now on: what was accepted. Where nobody can say, nothing held is let go, and what the gateway claims rests as well.
fn standing(request: &Request, outcome: &Outcome, known: &[CoolDown], now: Timestamp) -> Vec<CoolDown> {
    match outcome {
        Outcome::Moved { items, .. } => of(request, items, now, false),
        Outcome::Unsettled { accepted, .. } => {
            let mut claimed = of(request, accepted, now, true);
            for cool in &mut claimed {
                let before = known.iter().find(|known| known.key() == cool.key());
                cool.units = before.map_or(cool.units, |before| before.units.max(cool.units));
            }
            claimed
        }
        _ => Vec::new(),
    }
}

fn of(request: &Request, items: &[RedistributionItem], now: Timestamp, is_held: bool) -> Vec<CoolDown> {
    let mut cool_downs: Vec<CoolDown> = Vec::new();
    for item in items {
        match cool_downs
            .iter_mut()
            .find(|cool| is_of(cool, item.chrt, item.dst_office))
        {
            // A gateway may tell of one size in parts.
            Some(cool) => cool.units = cool.units.saturating_add(item.count),
            None => cool_downs.push(CoolDown {
                seller: request.seller.clone(),
                chrt: item.chrt,
                src: request.src.id,
                dst: item.dst_office,
                units: item.count,
                at: now,
                until: cool_until(now),
                held_by: is_held.then(|| request.id.clone()),
            }),
        }
    }
    cool_downs
}

fn is_of(cool: &CoolDown, chrt: ChrtId, dst: OfficeId) -> bool {
    cool.chrt == chrt && cool.dst == dst
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::rules::samples::{self, NOW};

    fn item(chrt: u64, count: u32) -> RedistributionItem {
        RedistributionItem {
            chrt: ChrtId(chrt),
            dst_office: samples::office(686).id,
            count,
        }
    }

    #[test]
    fn an_unsettled_end_lets_nothing_go_and_believes_the_larger_number() {
        let request = samples::request(&[(10, 20), (11, 5)]);
        let known = held(&request, NOW);
        assert!(
            cooling(&request, &Outcome::silence(), &known, NOW).is_empty(),
            "all of it stands"
        );
        let odd = Outcome::Unsettled {
            accepted: vec![item(10, 25), item(11, 3), item(12, 7)],
            number: None,
        };
        let stand = standing(&request, &odd, &known, NOW);
        let units: Vec<_> = stand.iter().map(|cool| (cool.chrt.0, cool.units)).collect();
        assert_eq!(units, [(10, 25), (11, 5), (12, 7)]);
        assert!(stand.iter().all(|cool| cool.held_by.as_ref() == Some(&request.id)));
    }

    #[test]
    fn a_certain_end_keeps_what_was_accepted_and_frees_the_rest_of_its_own() {
        let request = samples::request(&[(10, 20), (11, 5)]);
        let mut known = held(&request, NOW);
        known.push(CoolDown {
            held_by: Some(crate::ids::RequestId::from_text("another")),
            chrt: ChrtId(12),
            ..known[0].clone()
        });
        assert_eq!(
            cooling(&request, &Outcome::Exhausted, &known, NOW).len(),
            2,
            "two are freed"
        );
        let moved = Outcome::Moved {
            number: "R-1".to_owned(),
            items: vec![item(10, 12), item(10, 3)],
            key: accounts::ids::KeyId::from_text("k"),
        };
        assert_eq!(cooling(&request, &moved, &known, NOW).len(), 2, "one freed, one stands");
        let stand = standing(&request, &moved, &known, NOW);
        assert_eq!((stand.len(), stand[0].units, stand[0].held_by.clone()), (1, 15, None));
    }
}
