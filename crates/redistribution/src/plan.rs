//! How much to ask for. Pure.

use jiff::Timestamp;
use wildberries::redistribution_rules::submittable;
use wildberries::{ChrtId, NmId, OfficeId, Quota, RedistributionItem};

use crate::records::CoolDown;
use crate::rule::Rule;
use crate::rules_stock::RulesStock;
use crate::stock::Shelves;

/// What is known when a rule asks.
#[derive(Debug, Clone)]
pub struct Known<'a> {
    /// The quotas as last seen.
    pub quotas: &'a [Quota],
    /// When they were seen.
    pub seen_at: Timestamp,
    /// What the shop moved in the last three days.
    pub cool_downs: &'a [CoolDown],
    /// What lies in the shop's warehouses, if that was read lately.
    pub stock: Option<&'a Stock>,
    /// Now.
    pub now: Timestamp,
}

/// What lay in the shop's warehouses when that was last read.
#[derive(Debug, Clone)]
pub struct Stock {
    /// When it was read.
    pub taken_at: Timestamp,
    /// What lay there.
    pub shelves: Shelves,
}

impl Stock {
    /// Stock for planning with this card; `None` when it is too old to go by, incomplete, unreadable, or not asked for this card: then
    /// the gateway says how much there is.
    pub fn of(stored: &RulesStock, card: NmId, now: Timestamp) -> Option<Self> {
        let is_good = stored.is_whole && stored.is_fresh(now) && stored.cards.contains(&card);
        let shelves = stored.shelves.unpack().ok().filter(|_| is_good)?;
        Some(Self {
            taken_at: stored.taken_at,
            shelves,
        })
    }
}

/// What to ask a destination for: of each size as many units as are wanted, lie there, may leave and may come, and none if those are
/// fewer than five or the size rests there. What this shop has taken since the quotas and the stock were seen is not there any more, nor
/// what it moved in the last three days where Wildberries tells of all warehouses together; and what is held for a request of unknown
/// outcome is not there whenever that was. Where nobody tells the stock, a size of which something is held is not asked for at all: it may
/// be the same units.
pub fn items(rule: &Rule, dst: OfficeId, known: &Known<'_>) -> Vec<RedistributionItem> {
    let src = rule.from.id;
    let taken_since = |at: Timestamp, of: &dyn Fn(&CoolDown) -> bool| -> u32 {
        let since = known.cool_downs.iter().filter(|cool| cool.at >= at && of(cool));
        since.fold(0, |sum, cool| sum.saturating_add(cool.units))
    };
    let quota = |office: OfficeId| known.quotas.iter().find(|quota| quota.office == office);
    let mut may_leave = quota(src)
        .map_or(0, |quota| quota.src)
        .saturating_sub(taken_since(known.seen_at, &|cool| cool.src == src));
    let mut may_come = quota(dst)
        .map_or(0, |quota| quota.dst)
        .saturating_sub(taken_since(known.seen_at, &|cool| cool.dst == dst));
    let mut items = Vec::new();
    for line in rule.lines.iter().filter(|line| !rests(known, line.chrt, dst)) {
        let in_stock = in_stock(known, line.chrt, src);
        if let Some(count) = submittable(line.left(), in_stock, may_leave, may_come) {
            may_leave -= count;
            may_come -= count;
            items.push(RedistributionItem {
                chrt: line.chrt,
                dst_office: dst,
                count,
            });
        }
    }
    items
}

/// Most units of a size that can still lie in a warehouse.
fn in_stock(known: &Known<'_>, chrt: ChrtId, src: OfficeId) -> u32 {
    let of_size = known.cool_downs.iter();
    let of_size = of_size.filter(|cool| (cool.chrt, cool.src) == (chrt, src) && cool.until > known.now);
    let mut of_size = of_size.filter(|cool| {
        // A sum over all warehouses never shows that a size has left one of them.
        let is_news = known
            .stock
            .is_some_and(|stock| cool.at >= stock.taken_at || !stock.shelves.tells_warehouse_of(chrt));
        cool.held_by.is_some() || is_news
    });
    let Some(stock) = known.stock else {
        return if of_size.next().is_some() { 0 } else { u32::MAX };
    };
    let gone = of_size.fold(0, |sum: u32, cool| sum.saturating_add(cool.units));
    stock.shelves.units(chrt, src).saturating_sub(gone)
}

/// Whether a size was moved to a warehouse less than three days ago.
fn rests(known: &Known<'_>, chrt: ChrtId, dst: OfficeId) -> bool {
    let mut cool_downs = known.cool_downs.iter();
    cool_downs.any(|cool| (cool.chrt, cool.dst) == (chrt, dst) && cool.until > known.now)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;
    use wildberries::redistribution_rules::{LEAST_UNITS, cool_until};

    use super::*;
    use crate::rules::samples::{self, NOW};
    use crate::stock::Shelf;

    const SRC: OfficeId = OfficeId(507);
    const DST: OfficeId = OfficeId(686);

    fn quotas(src: u32, dst: u32) -> Vec<Quota> {
        let quota = |office, src, dst| Quota {
            office,
            name: String::new(),
            src,
            dst,
        };
        vec![quota(SRC, src, 0), quota(DST, 0, dst)]
    }

    fn moved(chrt: u64, dst: OfficeId, units: u32, at: Timestamp) -> CoolDown {
        CoolDown {
            seller: samples::seller(),
            chrt: ChrtId(chrt),
            src: SRC,
            dst,
            units,
            at,
            until: cool_until(at),
            held_by: None,
        }
    }

    fn held(chrt: u64, dst: OfficeId, units: u32, at: Timestamp) -> CoolDown {
        CoolDown {
            held_by: Some(crate::ids::RequestId::from_text("doubtful")),
            ..moved(chrt, dst, units, at)
        }
    }

    fn asked(rule: &Rule, quotas: &[Quota], cool_downs: &[CoolDown], stock: Option<&Stock>) -> Vec<(u64, u32)> {
        let known = Known {
            quotas,
            seen_at: NOW,
            cool_downs,
            stock,
            now: NOW,
        };
        let items = items(rule, DST, &known).into_iter();
        items.map(|item| (item.chrt.0, item.count)).collect()
    }

    fn stock(units: &[(u64, u32)]) -> Stock {
        let shelf = |(chrt, units): &(u64, u32)| Shelf {
            nm: samples::NM,
            chrt: ChrtId(*chrt),
            office: None,
            units: *units,
        };
        Stock {
            taken_at: NOW,
            shelves: Shelves(units.iter().map(shelf).collect()),
        }
    }

    #[test]
    fn sizes_share_the_quotas_in_their_order() {
        let rule = samples::rule(&[(10, 20), (11, 20), (12, 20)]);
        assert_eq!(asked(&rule, &quotas(100, 33), &[], None), [(10, 20), (11, 13)]);
        assert_eq!(asked(&rule, &quotas(4, 33), &[], None), []);
        assert_eq!(asked(&rule, &[], &[], None), []);
    }

    #[test]
    fn a_size_rests_where_it_was_moved_to_and_only_there() {
        let rule = samples::rule(&[(10, 20), (11, 20)]);
        let before = NOW - jiff::SignedDuration::from_hours(71);
        let cool = [moved(10, DST, 5, before), moved(11, OfficeId(1), 5, before)];
        assert_eq!(asked(&rule, &quotas(100, 100), &cool, None), [(11, 20)]);
        let long_ago = NOW - jiff::SignedDuration::from_hours(72);
        let cool = [moved(10, DST, 5, long_ago)];
        assert_eq!(asked(&rule, &quotas(100, 100), &cool, None).len(), 2);
    }

    #[test]
    fn what_the_shop_took_since_the_look_is_gone() {
        let rule = samples::rule(&[(10, 50)]);
        let elsewhere = [moved(10, OfficeId(1), 30, NOW)];
        assert_eq!(
            asked(&rule, &quotas(60, 100), &elsewhere, None),
            [(10, 30)],
            "of the source's quota"
        );
        let other_size = [moved(99, DST, 70, NOW)];
        assert_eq!(
            asked(&rule, &quotas(500, 100), &other_size, None),
            [(10, 30)],
            "of the destination's"
        );
        let stock = stock(&[(10, 40)]);
        assert_eq!(
            asked(&rule, &quotas(500, 500), &elsewhere, Some(&stock)),
            [(10, 10)],
            "of the stock"
        );
    }

    #[test]
    fn what_is_in_doubt_is_nobody_elses_however_lately_the_stock_was_read() {
        let rule = samples::rule(&[(10, 50)]);
        let before = NOW - jiff::SignedDuration::from_mins(5);
        let stock = stock(&[(10, 40)]);
        let doubtful = [held(10, OfficeId(1), 30, before)];
        let certain = [moved(10, OfficeId(1), 30, before)];
        assert_eq!(asked(&rule, &quotas(500, 500), &doubtful, Some(&stock)), [(10, 10)]);
        assert_eq!(
            asked(&rule, &quotas(500, 500), &certain, Some(&stock)),
            [(10, 10)],
            "a sum over all warehouses does not show the move"
        );
        let mut told = stock.clone();
        told.shelves.0[0].office = Some(rule.from.id);
        assert_eq!(
            asked(&rule, &quotas(500, 500), &certain, Some(&told)),
            [(10, 40)],
            "a report by warehouse knows of what was moved before it"
        );
        assert_eq!(
            asked(&rule, &quotas(500, 500), &doubtful, None),
            [],
            "nobody knows how much there is"
        );
        assert_eq!(asked(&rule, &quotas(500, 500), &certain, None), [(10, 50)]);
        let over = [held(10, OfficeId(1), 30, NOW - jiff::SignedDuration::from_hours(72))];
        assert_eq!(asked(&rule, &quotas(500, 500), &over, Some(&stock)), [(10, 40)]);
    }

    proptest! {
        /// Whatever is known, no limit is passed, and fewer than five units are never asked for.
        #[test]
        fn never_more_than_wanted_in_stock_and_open(
            wanted in proptest::collection::vec((0u32..60, 0u32..60), 1..6),
            src in 0u32..200,
            dst in 0u32..200,
        ) {
            let lines: Vec<(u64, u32)> = wanted.iter().enumerate().map(|(n, (wanted, _))| (n as u64, *wanted)).collect();
            let there: Vec<(u64, u32)> = wanted.iter().enumerate().map(|(n, (_, there))| (n as u64, *there)).collect();
            let stock = stock(&there);
            let asked = asked(&samples::rule(&lines), &quotas(src, dst), &[], Some(&stock));
            let sum: u32 = asked.iter().map(|(_, count)| count).sum();
            prop_assert!(sum <= src.min(dst));
            for (chrt, count) in asked {
                let (wanted, there) = wanted[usize::try_from(chrt).unwrap()];
                prop_assert!(count >= LEAST_UNITS && count <= wanted.min(there));
            }
        }
    }
}
