//! What may be moved between warehouses, for all sellers together: it opens twice a day and is soon gone.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::hours::{last_opening_ms, next_opening_ms};
use crate::wb::names::WAREHOUSES;

/// How long they last unless told otherwise, in seconds.
const USUAL_WINDOW_S: u32 = 60;
/// A clock that goes back by more than this was moved back, in milliseconds.
const MOVED_BACK_MS: i64 = 60_000;

/// One warehouse's quotas, in units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Office {
    /// The warehouse.
    #[serde(rename = "officeID")]
    pub office_id: u32,
    /// Its name.
    #[serde(default)]
    pub office_name: String,
    /// What may leave it.
    pub src_quota: u32,
    /// What may come to it.
    pub dst_quota: u32,
}

/// The time from one opening to its closing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Window {
    opened_at_ms: i64,
    /// None: until somebody closes it.
    closes_at_ms: Option<i64>,
    /// What is left, by warehouse.
    pub left: BTreeMap<u32, Office>,
}

/// All quotas.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Quotas {
    /// What a window opens with.
    offices: BTreeMap<u32, Office>,
    /// How long a window lasts that the clock opened.
    window_s: u32,
    window: Option<Window>,
    /// Openings of the clock up to this moment are over and done with.
    settled_until_ms: i64,
}

/// What is to be from now on; what is not named stays.
#[derive(Debug, Deserialize)]
pub struct Arrangement {
    quotas: Option<Vec<Office>>,
    /// True opens a window now, false closes it until the clock opens the next; without it the clock decides.
    open: Option<bool>,
    close_after_s: Option<u32>,
}

/// One warehouse's quotas from now on; what is not named stays.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    src_quota: Option<u32>,
    dst_quota: Option<u32>,
}

impl Default for Quotas {
    /// The warehouses that sellers know best, closed until the clock opens them.
    fn default() -> Self {
        let office = |(id, name): &(u32, &str)| Office {
            office_id: *id,
            office_name: (*name).to_owned(),
            src_quota: 2_000,
            dst_quota: 1_000,
        };
        Self {
            offices: WAREHOUSES
                .iter()
                .take(10)
                .map(|known| (known.0, office(known)))
                .collect(),
            window_s: USUAL_WINDOW_S,
            window: None,
            settled_until_ms: i64::MIN,
        }
    }
}

impl Quotas {
    /// Arranges the quotas, and opens or closes them.
    pub fn arrange(&mut self, arrangement: Arrangement, now_ms: i64) -> Result<(), String> {
        let Arrangement {
            quotas,
            open,
            close_after_s,
        } = arrangement;
        if close_after_s == Some(0) {
            return Err("close_after_s must be at least 1".to_owned());
        }
        if let Some(quotas) = quotas {
            self.offices = by_id(quotas)?;
        }
        if open != Some(true) {
            // What is opened by hand says nothing about how long the clock's windows last.
            self.window_s = close_after_s.unwrap_or(self.window_s);
        }
        self.window = (open == Some(true)).then(|| Window {
            opened_at_ms: now_ms,
            closes_at_ms: close_after_s.map(|seconds| now_ms.saturating_add(i64::from(seconds) * 1_000)),
            left: self.offices.clone(),
        });
        // Without a word of the maker's the last opening counts as if it were to come.
        self.settled_until_ms = if open.is_some() { now_ms } else { i64::MIN };
        self.look(now_ms);
        Ok(())
    }

    /// Changes one warehouse's quotas, also those of the window that is open now; whether there is such a warehouse.
    pub fn change(&mut self, id: u32, change: &Change, now_ms: i64) -> bool {
        self.look(now_ms);
        let left = self.window.as_mut().and_then(|window| window.left.get_mut(&id));
        let Some(office) = self.offices.get_mut(&id) else {
            return false;
        };
        for office in [Some(office), left].into_iter().flatten() {
            office.src_quota = change.src_quota.unwrap_or(office.src_quota);
            office.dst_quota = change.dst_quota.unwrap_or(office.dst_quota);
        }
        true
    }

    /// Whether there is such a warehouse.
    pub fn knows(&self, office: u32) -> bool {
        self.offices.contains_key(&office)
    }

    /// The window that is open now.
    pub fn open(&mut self, now_ms: i64) -> Option<&mut Window> {
        self.look(now_ms);
        self.window.as_mut()
    }

    /// What is left of every warehouse's quotas: nothing while they are closed.
    pub fn left(&mut self, now_ms: i64) -> Vec<Office> {
        self.look(now_ms);
        let left = |office: &Office| match &self.window {
            Some(window) => window.left.get(&office.office_id).unwrap_or(office).clone(),
            None => Office {
                src_quota: 0,
                dst_quota: 0,
                ..office.clone()
            },
        };
        self.offices.values().map(left).collect()
    }

    /// The quotas as the control API tells them.
    pub fn told(&mut self, now_ms: i64) -> Value {
        let left = self.left(now_ms);
        let window = self.window.as_ref();
        json!({
            "open": window.is_some(), "opened_at_ms": window.map(|window| window.opened_at_ms),
            "closes_at_ms": window.and_then(|window| window.closes_at_ms), "close_after_s": self.window_s,
            "next_opens_at_ms": next_opening_ms(now_ms),
            "quotas": self.offices.values().collect::<Vec<_>>(), "left": left
        })
    }

    /// Opens and closes what the clock opened and closed since the last look.
    fn look(&mut self, now_ms: i64) {
        if now_ms.saturating_add(MOVED_BACK_MS) < self.settled_until_ms {
            self.settled_until_ms = i64::MIN;
            self.window = None;
        }
        let opened_at_ms = last_opening_ms(now_ms);
        if opened_at_ms > self.settled_until_ms {
            self.window = Some(Window {
                opened_at_ms,
                closes_at_ms: Some(opened_at_ms.saturating_add(i64::from(self.window_s) * 1_000)),
                left: self.offices.clone(),
            });
            self.settled_until_ms = opened_at_ms;
        }
        let closed = |window: &Window| window.closes_at_ms.is_some_and(|at_ms| at_ms <= now_ms);
        if self.window.as_ref().is_some_and(closed) {
            self.window = None;
        }
    }
}

fn by_id(quotas: Vec<Office>) -> Result<BTreeMap<u32, Office>, String> {
    let mut offices = BTreeMap::new();
    for mut office in quotas {
        let id = office.office_id;
        if id == 0 {
            return Err("officeID must be a positive number".to_owned());
        }
        if office.office_name.is_empty() {
            let known = WAREHOUSES.iter().find(|(known, _)| *known == id);
            office.office_name = known.map_or_else(|| format!("Склад {id}"), |(_, name)| (*name).to_owned());
        }
        if offices.insert(id, office).is_some() {
            return Err(format!("officeID {id} is there twice"));
        }
    }
    Ok(offices)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    fn ms(text: &str) -> i64 {
        let moment: Timestamp = text.parse().expect("a moment");
        moment.as_millisecond()
    }

    fn arranged(json: Value, now_ms: i64) -> Quotas {
        let mut quotas = Quotas::default();
        let arrangement = serde_json::from_value(json).expect("an arrangement");
        quotas.arrange(arrangement, now_ms).expect("a good arrangement");
        quotas
    }

    #[test]
    fn the_clock_opens_them_twice_a_day_for_a_minute() {
        let mut quotas = Quotas::default();
        for (moment, open) in [
            ("2026-11-20T05:59:59Z", false),
            ("2026-11-20T06:00:00Z", true),
            ("2026-11-20T06:00:59Z", true),
            ("2026-11-20T06:01:00Z", false),
            ("2026-11-20T15:00:30Z", true),
            ("2026-11-20T15:02:00Z", false),
            ("2026-11-21T06:00:01Z", true),
        ] {
            assert_eq!(quotas.open(ms(moment)).is_some(), open, "{moment}");
        }
    }

    #[test]
    fn what_is_taken_is_gone_until_they_open_anew() {
        let mut quotas = Quotas::default();
        let window = quotas.open(ms("2026-11-20T06:00:00Z")).expect("open");
        window.left.get_mut(&507).expect("known").src_quota = 1;
        let src = |quotas: &mut Quotas, at| {
            quotas
                .left(ms(at))
                .into_iter()
                .find(|o| o.office_id == 507)
                .map(|o| o.src_quota)
        };
        assert_eq!(src(&mut quotas, "2026-11-20T06:00:30Z"), Some(1));
        assert_eq!(src(&mut quotas, "2026-11-20T06:30:00Z"), Some(0), "closed");
        assert_eq!(src(&mut quotas, "2026-11-20T15:00:00Z"), Some(2_000));
    }

    #[test]
    fn by_hand_they_open_and_close_at_any_time() {
        let noon = ms("2026-11-20T09:00:00Z");
        let one = json!({"officeID": 507, "srcQuota": 10, "dstQuota": 20});
        let mut open = arranged(json!({"quotas": [one], "open": true}), noon);
        assert!(open.open(noon + 3_600_000).is_some(), "until somebody closes it");
        assert_eq!(open.left(noon)[0].office_name, "Коледино");
        let mut short = arranged(json!({"open": true, "close_after_s": 5}), noon);
        assert!(short.open(noon + 4_999).is_some() && short.open(noon + 5_000).is_none());
        assert_eq!(
            short.told(noon)["close_after_s"],
            60,
            "the clock's windows are as long as before"
        );
        let nine = ms("2026-11-20T06:00:10Z");
        let mut closed = arranged(json!({"open": false}), nine);
        assert!(closed.open(nine).is_none());
        assert!(
            closed.open(ms("2026-11-20T15:00:00Z")).is_some(),
            "the clock opens the next"
        );
        let mut by_clock = arranged(json!({"quotas": []}), nine);
        assert!(by_clock.open(nine).is_some(), "the clock has opened them");
        assert!(
            by_clock.open(ms("2026-11-19T06:00:10Z")).is_some(),
            "a clock moved back opens them again"
        );
    }

    #[test]
    fn the_next_opening_is_told() {
        let mut quotas = Quotas::default();
        for (now, next) in [
            ("2026-11-20T05:59:59Z", "2026-11-20T06:00:00Z"),
            ("2026-11-20T06:00:00Z", "2026-11-20T15:00:00Z"),
            ("2026-11-20T20:59:00Z", "2026-11-21T06:00:00Z"),
            ("2026-11-20T22:00:00Z", "2026-11-21T06:00:00Z"),
        ] {
            assert_eq!(quotas.told(ms(now))["next_opens_at_ms"], ms(next), "{now}");
        }
    }

    #[test]
    fn one_warehouses_quotas_change_in_an_open_window_too() {
        let noon = ms("2026-11-20T09:00:00Z");
        let mut quotas = arranged(json!({"open": true}), noon);
        let change: Change = serde_json::from_value(json!({"srcQuota": 7})).expect("a change");
        assert!(quotas.change(507, &change, noon) && !quotas.change(5, &change, noon));
        let of = |offices: &Value| {
            let office = offices
                .as_array()
                .into_iter()
                .flatten()
                .find(|one| one["officeID"] == 507);
            office.map(|one| (one["srcQuota"].clone(), one["dstQuota"].clone()))
        };
        let told = quotas.told(noon);
        assert_eq!(of(&told["left"]), Some((json!(7), json!(1_000))));
        assert_eq!(of(&told["quotas"]), of(&told["left"]));
    }

    #[test]
    fn an_odd_arrangement_is_refused() {
        let one = json!({"officeID": 507, "srcQuota": 10, "dstQuota": 20});
        for bad in [
            json!({"quotas": [one, one]}),
            json!({"quotas": [{"officeID": 0, "srcQuota": 1, "dstQuota": 1}]}),
            json!({"close_after_s": 0}),
        ] {
            let arrangement = serde_json::from_value(bad.clone()).expect("readable");
            assert!(Quotas::default().arrange(arrangement, 0).is_err(), "{bad}");
        }
    }
}
