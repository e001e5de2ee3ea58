//! A month, half-hour by half-hour, with counts and posts from a seed and pages that fail at random: every alert stands exactly where
//! arithmetic puts it.

use std::collections::BTreeMap;

use alerts::AlertKind;
use channels::day::ChannelDay;
use channels::state::Trouble;
use channels::{Figure, Source};
use clock::moscow_date;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use crate::world::{ANNA, World, hours, name};

/// What the book-keeper beside the bot expects to be told of subscribers.
#[derive(Default)]
struct Expected {
    baseline: Option<(Date, u64)>,
    /// Since when, and whether upwards.
    on: Option<(Timestamp, bool)>,
    days: BTreeMap<Date, u64>,
    told: Vec<&'static str>,
}

impl Expected {
    /// The rules of the README, written anew and with fractions of whole numbers.
    fn counts(&mut self, members: u64, now: Timestamp) {
        let today = moscow_date(now);
        let Some((mut day, mut baseline)) = self.baseline else {
            self.baseline = Some((today, members));
            return;
        };
        let oldest = today.saturating_sub(7.days());
        if self.on.is_none() && day < oldest {
            // A day that would itself be an alert is not what is normal.
            let mut counted = self.days.range(oldest..today).filter(|(_, count)| {
                let (above, below) = (**count * 5 >= baseline * 6, **count * 5 <= baseline * 4);
                !above && !below
            });
            if let Some((counted_day, count)) = counted.next() {
                (day, baseline) = (*counted_day, *count);
            }
        }
        self.baseline = Some((day, baseline));
        let above = members * 5 >= baseline * 6;
        let below = members * 5 <= baseline * 4;
        match self.on {
            None if above || below => {
                self.on = Some((now, above));
                self.told.push(if above { "📈" } else { "📉" });
            }
            Some((_, upwards)) if above || below => {
                let since = self.on.unwrap().0;
                if now.duration_since(since) >= SignedDuration::from_hours(7 * 24) {
                    self.on = None;
                    self.baseline = Some((today, members));
                    self.told.push("🆗");
                } else if upwards != above {
                    self.on = Some((now, above));
                    self.told.push(if above { "📈" } else { "📉" });
                }
            }
            Some(_) => {
                self.on = None;
                self.told.push("✅");
            }
            None => {}
        }
    }
}

#[tokio::test]
async fn a_month_of_subscribers_is_told_as_arithmetic_has_it() {
    let mut told_at_all = 0;
    for seed in 0..4 {
        let world = World::new().await;
        world.follows(ANNA, "durov", hours(0)).await;
        let mut random = StdRng::seed_from_u64(seed);
        let mut expected = Expected::default();
        let mut members = 1000_u64;
        // Every third hour of thirty days: the rules know no more of half-hours than of hours.
        for hour in (0..30 * 24).step_by(3) {
            let now = hours(hour);
            members = match random.random_range(0..60) {
                0 => members * 13 / 10,
                1 => members * 3 / 4,
                2 => 1000,
                _ => members + random.random_range(0..5),
            };
            let day = moscow_date(now).saturating_sub(1.day());
            if hour % 24 == 18 && random.random_range(0..5) > 0 {
                let figure = Figure::exact(members, Source::BotApi, now);
                let record = ChannelDay {
                    members: Some(figure),
                    ..ChannelDay::empty(name("durov"), day)
                };
                world.table.put(&record).await.unwrap();
                expected.days.insert(day, members);
            }
            world.counts("durov", members, now).await;
            expected.counts(members, now);
            world.judges("durov", now).await;
            if random.random_range(0..10) == 0 {
                world.judges("durov", now).await;
            }
            let signs: Vec<String> = world.headlines();
            let signs: Vec<&str> = signs.iter().map(|line| line.split(' ').next().unwrap()).collect();
            assert_eq!(signs, expected.told, "seed {seed}, hour {hour}, {members} subscribers");
        }
        told_at_all += expected.told.len();
    }
    assert!(told_at_all > 8, "the seeds make something happen: {told_at_all}");
}

#[tokio::test]
async fn a_month_of_posts_and_failing_pages_is_told_as_arithmetic_has_it() {
    let mut told_at_all = 0;
    for seed in 0..4 {
        let world = World::new().await;
        world.follows(ANNA, "durov", hours(0)).await;
        let mut random = StdRng::seed_from_u64(seed);
        let (mut posted, mut number) = (hours(0), 1);
        // What the last good page showed, and when it was read.
        let mut seen: Option<(Timestamp, Timestamp)> = None;
        let (mut on, mut expected) = (false, Vec::new());
        for hour in (0..30 * 24).step_by(6) {
            let now = hours(hour);
            world.counts("durov", 1000, now).await;
            if random.random_range(0..12) == 0 {
                (posted, number) = (now - SignedDuration::from_mins(10), number + 1);
            }
            // A page in three fails or is doubtful: the collector then writes nothing.
            if random.random_range(0..3) > 0 {
                seen = Some((posted, now));
                world.page_shows("durov", number, posted, now).await;
            }
            if let Some((post, read)) = seen
                && now.duration_since(read) <= SignedDuration::from_hours(36)
            {
                let silent = read.duration_since(post) >= SignedDuration::from_hours(72);
                if silent != on {
                    on = silent;
                    expected.push(if on { "🤫" } else { "✅" });
                }
            }
            world.judges("durov", now).await;
            world.judges("durov", now).await;
            let signs: Vec<String> = world.headlines();
            let signs: Vec<&str> = signs.iter().map(|line| line.split(' ').next().unwrap()).collect();
            assert_eq!(signs, expected, "seed {seed}, hour {hour}");
        }
        told_at_all += expected.len();
    }
    assert!(told_at_all > 4, "the seeds make something happen: {told_at_all}");
}

/// A month in which nights are late and the source has trouble, each by a die of its own.
struct Troubled {
    last_day: Date,
    /// Since when, and its kind.
    trouble: Option<(Timestamp, &'static str)>,
}

impl Troubled {
    fn goes_on(&mut self, now: Timestamp, random: &mut StdRng) {
        // A day that is over is collected at some hour of the next ones.
        let over = moscow_date(now).saturating_sub(1.day());
        if self.last_day < over && random.random_range(0..9) == 0 {
            self.last_day = over;
        }
        let kinds = ["unavailable", "blocked", "no_preview", "private"];
        let kind = kinds[random.random_range(0..kinds.len())];
        self.trouble = match (self.trouble, random.random_range(0..40)) {
            (None, 0 | 1) => Some((now, kind)),
            (Some(_), 0) => None,
            // It began when it began, whatever comes since.
            (Some((since, _)), 1..6) => Some((since, kind)),
            (unchanged, _) => unchanged,
        };
    }

    /// The day that is late: that before the one on which, nine hours ago, Moscow was.
    fn is_late(&self, now: Timestamp) -> bool {
        let due = moscow_date(now - SignedDuration::from_hours(9)).saturating_sub(1.day());
        due >= moscow_date(hours(0)) && self.last_day < due
    }
}

#[tokio::test]
async fn a_month_of_late_nights_and_trouble_is_told_as_arithmetic_has_it() {
    let (mut late_and_troubled, mut told_at_all) = (0, 0);
    for seed in 0..3 {
        let world = World::new().await;
        world.follows(ANNA, "durov", hours(0)).await;
        let mut random = StdRng::seed_from_u64(seed);
        let mut troubled = Troubled {
            last_day: moscow_date(hours(0)).saturating_sub(1.day()),
            trouble: None,
        };
        let (mut is_late, mut told_weight, mut expected) = (false, 0, Vec::new());
        for hour in (0..30 * 24).step_by(2) {
            let now = hours(hour);
            troubled.goes_on(now, &mut random);
            world
                .knows("durov", |state| {
                    state.last_day = Some(troubled.last_day);
                    state.trouble = troubled.trouble.map(|(since, kind)| Trouble {
                        source: Source::Preview,
                        kind: kind.into(),
                        said: String::new(),
                        since,
                    });
                })
                .await;
            if troubled.is_late(now) != is_late {
                is_late = !is_late;
                expected.push(match is_late {
                    true => "⏳ Сбор показателей опаздывает",
                    false => "✅ Показатели снова собираются",
                });
            }
            let lasting = troubled
                .trouble
                .filter(|(since, _)| now.duration_since(*since).as_hours() >= 24);
            let weight = lasting.map_or(0, |(_, kind)| match kind {
                "private" => 3,
                "no_preview" => 2,
                _ => 1,
            });
            if weight > told_weight {
                told_weight = weight;
                expected.push("⚠️ Показатели не приходят");
            } else if troubled.trouble.is_none() && told_weight > 0 {
                told_weight = 0;
                expected.push("✅ Показатели снова приходят");
            }
            late_and_troubled += usize::from(is_late && told_weight > 0);
            world.judges("durov", now).await;
            assert_eq!(world.headlines(), expected, "seed {seed}, hour {hour}");
        }
        told_at_all += expected.len();
    }
    assert!(
        told_at_all > 20 && late_and_troubled > 5,
        "{told_at_all}, {late_and_troubled}"
    );
}

#[tokio::test]
async fn pages_that_never_come_are_no_silence() {
    let world = World::new().await;
    world.follows(ANNA, "durov", hours(0)).await;
    world.page_shows("durov", 1, hours(0), hours(0)).await;
    for hour in (0..20 * 24).step_by(12) {
        world.counts("durov", 1000, hours(hour)).await;
        world.judges("durov", hours(hour)).await;
    }
    assert!(world.headlines().is_empty(), "{:?}", world.headlines());
    assert!(world.state("durov", AlertKind::Silence).await.is_none());
}
