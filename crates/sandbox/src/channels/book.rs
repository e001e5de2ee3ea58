//! All channels of this world.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::channel::{Access, Channel};
use super::dice::{For, roll, seed_of};
use super::kind::{DAY_MS, HOUR_MS, Kind};
use super::marks::is_name;
use super::post::{Forward, Post, Written};
use super::schedule::day_start_ms;
use super::sources::Sources;

/// The first number given to a channel.
const FIRST_NUMBER: i64 = 2_000_000_000;
/// How long a history is unless told otherwise, in days.
const USUAL_DAYS: i64 = 60;

/// The channels that exist at the first start: name, title, description, kind, members.
const AT_FIRST: [(&str, &str, &str, Kind, u64); 6] = [
    (
        "ryad_postavok",
        "Ряд поставок",
        "Приёмка, склады и слоты: коротко и по делу. Вопросы: @ryad_redaktor",
        Kind::Growth,
        12_480,
    ),
    (
        "marzha_i_tochka",
        "Маржа и точка",
        "Юнит-экономика для тех, кто торгует на маркетплейсах",
        Kind::Jump,
        8_730,
    ),
    (
        "tihiy_sklad",
        "Тихий склад",
        "Записки кладовщика\nо хранении и упаковке",
        Kind::Silence,
        3_215,
    ),
    (
        "kartochka_live",
        "Карточка live",
        "Разбираем карточки подписчиков каждый день",
        Kind::Deletion,
        21_900,
    ),
    (
        "top_seller_club",
        "Клуб топ-селлеров",
        "Секреты больших оборотов",
        Kind::Flat,
        54_300,
    ),
    (
        "lenta_marketa",
        "Лента маркета",
        "Все новости торговли на маркетплейсах, без пауз",
        Kind::Busy,
        187_000,
    ),
];

/// Everybody who has a name, and the sources that tell of them.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Channels {
    channels: BTreeMap<String, Channel>,
    #[serde(default)]
    given: i64,
    /// The sources' standing and what goes wrong there.
    #[serde(skip)]
    pub sources: Sources,
}

/// How a channel is made; what is not told follows from its name.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Order {
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// Its title.
    #[serde(default)]
    pub title: Option<String>,
    /// Its description.
    #[serde(default)]
    pub about: Option<String>,
    /// How it lives.
    #[serde(default)]
    pub kind: Kind,
    /// Who has the name.
    #[serde(default)]
    pub access: Access,
    /// What its life follows from.
    #[serde(default)]
    pub seed: Option<u64>,
    /// Its readers now.
    #[serde(default)]
    pub members: Option<u64>,
    /// How old its history is, in days.
    #[serde(default)]
    pub days: Option<i64>,
    /// How many days ago its turn was; negative for one to come.
    #[serde(default)]
    pub turn_days_ago: Option<i64>,
    /// Channels it names.
    #[serde(default)]
    pub partners: Vec<String>,
    /// Verified by Telegram.
    #[serde(default)]
    pub verified: bool,
    /// Whether the services follow it already; so unless told otherwise.
    #[serde(default)]
    pub tracked: Option<bool>,
}

impl Channels {
    /// The handful that exists at the first start.
    pub fn at_first(now_ms: i64) -> Self {
        let mut channels = Self::default();
        let names: Vec<&str> = AT_FIRST.iter().map(|(name, ..)| *name).collect();
        for (place, (name, title, about, kind, members)) in AT_FIRST.into_iter().enumerate() {
            let partners = [1, 2].map(|step| names[(place + step) % names.len()].to_owned());
            let order = Order {
                name: name.to_owned(),
                title: Some(title.to_owned()),
                about: Some(about.to_owned()),
                kind,
                members: Some(members),
                partners: partners.to_vec(),
                verified: kind == Kind::Busy,
                ..Order::default()
            };
            // The names are well formed and differ.
            let _made = channels.make(order, now_ms);
        }
        channels
    }

    /// Fills a world that never had channels.
    pub fn begin(&mut self, now_ms: i64) {
        if self.given == 0 {
            *self = Self::at_first(now_ms);
        }
    }

    /// Makes a channel.
    ///
    /// # Errors
    /// One sentence: the name cannot be one, or somebody has it.
    pub fn make(&mut self, order: Order, now_ms: i64) -> Result<&Channel, String> {
        let name = order.name.trim_start_matches('@').to_ascii_lowercase();
        if !is_name(&name) {
            return Err(format!(
                "«{name}» is no name: 4 to 32 Latin letters, digits and single underscores, beginning with a letter"
            ));
        }
        if self.channels.contains_key(&name) {
            return Err(format!("@{name} exists already"));
        }
        let seed = order.seed.unwrap_or_else(|| seed_of(&name));
        let days = order.days.unwrap_or(USUAL_DAYS).clamp(0, 2_000);
        let turn = order
            .turn_days_ago
            .unwrap_or(order.kind.usual_turn_days())
            .clamp(-2_000, 2_000);
        let from = order.tracked.unwrap_or(true).then_some(i64::MIN);
        let number = FIRST_NUMBER + self.given;
        self.given += 1;
        let channel = Channel {
            number,
            title: order.title.unwrap_or_else(|| format!("Канал {name}")),
            about: order.about.unwrap_or_default(),
            verified: order.verified,
            access: order.access,
            kind: order.kind,
            seed,
            members: order
                .members
                .unwrap_or_else(|| 2_000 + roll(seed, For::Members, 0) % 58_000),
            anchor_ms: now_ms,
            created_ms: match days {
                0 => now_ms,
                days => day_start_ms(now_ms - days * DAY_MS) + 7 * HOUR_MS,
            },
            turn_ms: now_ms - turn * DAY_MS,
            partners: order
                .partners
                .into_iter()
                .map(|name| name.to_ascii_lowercase())
                .collect(),
            tgstat_from_ms: from,
            telemetr_from_ms: from,
            written: Vec::new(),
            edits: BTreeMap::new(),
            deleted: BTreeMap::new(),
            member_moves: Vec::new(),
            view_moves: Vec::new(),
            name: name.clone(),
        };
        Ok(self.channels.entry(name).or_insert(channel))
    }

    /// Whoever has this name, in any letter case, with or without `@`.
    pub fn get(&self, name: &str) -> Option<&Channel> {
        self.channels.get(&name.trim_start_matches('@').to_ascii_lowercase())
    }

    /// The same, to be changed.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Channel> {
        self.channels
            .get_mut(&name.trim_start_matches('@').to_ascii_lowercase())
    }

    /// The channel with this number.
    pub fn by_number(&self, number: i64) -> Option<&Channel> {
        self.channels.values().find(|channel| channel.number == number)
    }

    /// Forgets whoever has this name.
    pub fn remove(&mut self, name: &str) -> Option<Channel> {
        self.channels.remove(&name.trim_start_matches('@').to_ascii_lowercase())
    }

    /// Everybody, by name.
    pub fn all(&self) -> impl Iterator<Item = &Channel> {
        self.channels.values()
    }

    /// A channel's posts by now, oldest first, those taken out among them. Posts taken over name their channel only.
    pub fn posts(&self, channel: &Channel, now_ms: i64) -> Vec<Post> {
        channel.posts(now_ms, &|name, _, _| self.taken_from(name, None))
    }

    /// The newest posts that stand now, at most `count` of those that `wanted` names, oldest first; and whether there are older ones.
    pub fn newest(
        &self,
        channel: &Channel,
        now_ms: i64,
        count: usize,
        wanted: &dyn Fn(&Post) -> bool,
    ) -> (Vec<Post>, bool) {
        channel.newest(now_ms, count, wanted, &|name, roll, before_ms| {
            let post = self.get(name)?.some_post(roll, before_ms);
            self.taken_from(name, post)
        })
    }

    fn taken_from(&self, name: &str, post: Option<u32>) -> Option<Forward> {
        let channel = self.get(name)?;
        Some(Forward {
            title: channel.title.clone(),
            channel: Some(channel.name.clone()),
            post,
        })
    }
}

impl Channel {
    /// Publishes a post; answers its number.
    pub fn publish(&mut self, post: Written) -> u32 {
        let at_ms = post.at_ms;
        let place = self.written.partition_point(|one| one.at_ms <= at_ms);
        self.written.insert(place, post);
        let posts = self.posts(at_ms, &|_, _, _| None);
        posts.last().map_or(1, |post| post.id)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const NOW: i64 = 1_795_165_200_000;
    const LIVING: [Kind; 6] = [
        Kind::Growth,
        Kind::Jump,
        Kind::Silence,
        Kind::Deletion,
        Kind::Flat,
        Kind::Busy,
    ];

    fn made(kind: Kind) -> Channels {
        let mut channels = Channels::default();
        let order = Order {
            name: "probe".to_owned(),
            kind,
            members: Some(10_000),
            ..Order::default()
        };
        channels.make(order, NOW).unwrap();
        channels
    }

    #[test]
    fn the_past_stays_as_it_was_and_numbers_rise() {
        for kind in LIVING {
            let channels = made(kind);
            let probe = channels.get("@Probe").unwrap();
            let (then, now) = (channels.posts(probe, NOW), channels.posts(probe, NOW + 9 * DAY_MS));
            assert!(then.len() > 100, "{kind:?}");
            assert_eq!(kind == Kind::Silence, then.len() == now.len(), "{kind:?}");
            for (before, after) in then.iter().zip(&now) {
                assert_eq!(
                    (before.id, before.at_ms, &before.text),
                    (after.id, after.at_ms, &after.text)
                );
                assert!(before.views(NOW) <= after.views(NOW + 9 * DAY_MS));
            }
            assert!(
                now.windows(2)
                    .all(|pair| pair[0].id + pair[0].width() == pair[1].id && pair[0].at_ms <= pair[1].at_ms)
            );
        }
    }

    #[test]
    fn each_kind_has_its_sign() {
        let day_before = |kind: Kind, days: i64| {
            let channels = made(kind);
            channels.get("probe").unwrap().members_at(NOW - days * DAY_MS)
        };
        let grown = day_before(Kind::Growth, 0) as f64 / day_before(Kind::Growth, 30) as f64;
        assert!((1.15..1.25).contains(&grown), "{grown}");
        let jumped = day_before(Kind::Jump, 5) as f64 / day_before(Kind::Jump, 7) as f64;
        assert!(jumped > 1.3, "{jumped}");
        let views = |kind: Kind| {
            let channels = made(kind);
            let posts = channels.posts(channels.get("probe").unwrap(), NOW);
            let old = posts
                .into_iter()
                .filter(|post| post.at_ms < NOW - 8 * DAY_MS && post.service.is_none());
            old.map(|post| post.views(NOW).unwrap()).collect::<Vec<_>>()
        };
        let (flat, grown) = (views(Kind::Flat), views(Kind::Growth));
        assert!(flat.iter().all(|views| *views == 3_100), "{flat:?}");
        assert!(grown.iter().max() > grown.iter().min());
        let channels = made(Kind::Deletion);
        let posts = channels.posts(channels.get("probe").unwrap(), NOW);
        let gone = posts.iter().filter(|post| !post.stands(NOW)).count();
        assert!(
            gone * 6 > posts.len() && gone * 3 < posts.len(),
            "{gone} of {}",
            posts.len()
        );
    }

    #[test]
    fn what_is_written_by_hand_takes_the_next_number() {
        let mut channels = made(Kind::Growth);
        let last = channels.posts(channels.get("probe").unwrap(), NOW).pop().unwrap();
        let probe = channels.get_mut("probe").unwrap();
        let id = probe.publish(Written {
            at_ms: NOW,
            text: "Срочно".to_owned(),
            ..Written::default()
        });
        assert_eq!(id, last.id + last.width());
        let later = channels.posts(channels.get("probe").unwrap(), NOW + DAY_MS);
        assert_eq!(later.iter().find(|post| post.id == id).unwrap().text, "Срочно");
        assert!(later.last().unwrap().id > id, "the seed goes on");
    }
}
