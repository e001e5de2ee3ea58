//! Who sells: issued keys belong to sellers, and a seller's standing decides what the keys are worth.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::tokens::{Claims, READ_ONLY, sign, uuid_of};

/// How long a key lives unless asked otherwise: 180 days.
const KEY_LIFE_S: i64 = 180 * 24 * 60 * 60;

/// Categories by the names the control API takes.
const SCOPES: [(&str, u8); 14] = [
    ("content", 1),
    ("analytics", 2),
    ("prices", 3),
    ("marketplace", 4),
    ("statistics", 5),
    ("promotion", 6),
    ("feedbacks", 7),
    ("chat", 9),
    ("supplies", 10),
    ("returns", 11),
    ("documents", 12),
    ("finance", 13),
    ("users", 16),
    ("read_only", READ_ONLY),
];

/// A seller.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Seller {
    /// The shop's legal name.
    pub name: String,
    /// Whether all keys issued so far are worthless.
    pub revoked: bool,
    /// Whether the seller owes money.
    pub payment_required: bool,
    /// How many keys were issued.
    pub issued: u32,
    /// Ids of keys that the seller has withdrawn one by one.
    #[serde(default)]
    withdrawn: BTreeSet<String>,
}

/// All sellers by id.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Sellers(BTreeMap<String, Seller>);

/// What a new key is asked to be.
#[derive(Debug, Deserialize)]
pub struct Order {
    /// The seller; a new one is invented when absent.
    #[serde(default)]
    sid: Option<String>,
    #[serde(default)]
    name: Option<String>,
    /// 1 Base, 2 Test, 3 Personal, 4 Service; null for a key made before the reform.
    #[serde(default = "personal")]
    acc: Option<u8>,
    #[serde(default)]
    scopes: Option<Vec<Value>>,
    #[serde(default)]
    exp: Option<i64>,
    #[serde(default)]
    expires_in_s: Option<i64>,
    #[serde(default)]
    test: bool,
    #[serde(default)]
    revoked: bool,
    #[serde(default)]
    payment_required: bool,
}

fn personal() -> Option<u8> {
    Some(3)
}

impl Sellers {
    /// Issues a key as ordered; a known seller takes on the order's name and standing.
    pub fn issue(&mut self, order: Order, now_s: i64) -> Result<Value, String> {
        let s = bits(order.scopes.as_deref())?;
        if order.acc.is_some_and(|acc| !(1..=4).contains(&acc)) {
            return Err("acc must be 1 (Base), 2 (Test), 3 (Personal), 4 (Service) or null".to_owned());
        }
        let invented = || uuid_of(&format!("seller {}", self.0.len() + 1));
        let sid = order.sid.filter(|sid| !sid.is_empty()).unwrap_or_else(invented);
        let number = self.0.len() + 1;
        let seller = self
            .0
            .entry(sid.clone())
            .or_insert_with(|| Seller::named(format!("ИП Продавец {number}")));
        if let Some(name) = order.name {
            seller.name = name;
        }
        seller.revoked = order.revoked;
        seller.payment_required = order.payment_required;
        seller.issued += 1;
        let exp = order
            .exp
            .unwrap_or_else(|| now_s.saturating_add(order.expires_in_s.unwrap_or(KEY_LIFE_S)));
        let claims = Claims {
            acc: order.acc,
            ent: 1,
            exp,
            audience: match order.acc {
                Some(3) => Some("self".to_owned()),
                Some(4) => Some(format!("asid:{}", uuid_of("service"))),
                _ => None,
            },
            id: uuid_of(&format!("{sid} {} {exp} {s}", seller.issued)),
            iid: 10_000_001,
            oid: 1_000_001,
            s,
            sid: sid.clone(),
            t: order.test || order.acc == Some(2),
            uid: 10_000_001,
        };
        Ok(json!({"token": sign(&claims), "sid": sid, "name": seller.name, "exp": exp}))
    }

    /// Whether this seller was ever heard of.
    pub fn knows(&self, sid: &str) -> bool {
        self.0.contains_key(sid)
    }

    /// The seller of a key; one issued before the sandbox lost its memory is made known again.
    pub fn of(&mut self, sid: &str) -> &Seller {
        self.0
            .entry(sid.to_owned())
            .or_insert_with(|| Seller::named(format!("ИП Продавец {}", crate::mask::last4(sid))))
    }

    /// Withdraws one key; the seller's others stay good.
    pub fn withdraw(&mut self, key: &Claims) {
        self.of(&key.sid);
        if let Some(seller) = self.0.get_mut(&key.sid) {
            seller.withdrawn.insert(key.id.clone());
        }
    }

    /// Everybody in good standing again.
    pub fn pardon(&mut self) {
        for seller in self.0.values_mut() {
            seller.revoked = false;
            seller.payment_required = false;
            seller.withdrawn.clear();
        }
    }

    /// All sellers for the control API.
    pub fn told(&self) -> Value {
        let told = self.0.iter().map(|(sid, seller)| {
            json!({"sid": sid, "name": seller.name, "revoked": seller.revoked,
                "payment_required": seller.payment_required, "issued": seller.issued})
        });
        told.collect()
    }
}

impl Seller {
    fn named(name: String) -> Self {
        Self {
            name,
            revoked: false,
            payment_required: false,
            issued: 0,
            withdrawn: BTreeSet::new(),
        }
    }

    /// Whether this key was withdrawn, alone or with all of them.
    pub fn has_withdrawn(&self, key: &Claims) -> bool {
        self.revoked || self.withdrawn.contains(&key.id)
    }

    /// The seller-info answer.
    pub fn info(&self, sid: &str) -> Value {
        let tin = 7_700_000_000_u64 + sid.bytes().map(u64::from).sum::<u64>();
        json!({"name": self.name, "sid": sid, "tin": tin.to_string(), "tradeMark": self.name.replace("ИП ", ""), "country": "RU"})
    }
}

fn bits(scopes: Option<&[Value]>) -> Result<u64, String> {
    let Some(scopes) = scopes else {
        return Ok(1 << super::tokens::SUPPLIES);
    };
    let mut bits = 0;
    for scope in scopes {
        let named = |name: &str| SCOPES.iter().find(|(known, _)| *known == name).map(|(_, bit)| *bit);
        let bit = match scope {
            Value::String(name) => named(name),
            Value::Number(number) => number
                .as_u64()
                .and_then(|bit| u8::try_from(bit).ok())
                .filter(|bit| *bit < 64),
            _ => None,
        };
        let names = || SCOPES.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
        bits |= 1_u64 << bit.ok_or_else(|| format!("unknown scope {scope}; known are {} and bit numbers", names()))?;
    }
    Ok(bits)
}
