//! The feed's answers, as the sandbox gives them: the whole board as it stands, and with more and more that has opened.

use anyhow::{Context, ensure};
use booking::board::Cell;
use jiff::Timestamp;
use jiff::civil::Date;
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};
use sandbox::{Config, Running, Sandbox};
use serde_json::{Value, json};
use wildberries::{Feed, WarehouseId};

/// When it all happens: a Wednesday morning in Moscow.
const NOW: &str = "2026-11-18T06:00:00Z";
/// A price that only hunters pay.
pub const DEAR: u16 = 15;
/// Cells that are open all the time.
const STANDING: usize = 400;
/// Dear cells that open with many others, and those of them that somebody hunts.
const MANY: usize = 200;
const HUNTED: usize = 5;
/// Free cells that open beside dear ones.
const FREE: usize = 5;

/// The answers.
pub struct Feeds {
    /// When it all happens.
    pub now: Timestamp,
    /// The first day of the board.
    pub today: Date,
    /// Every warehouse of the board.
    pub warehouses: Vec<WarehouseId>,
    /// Cells that somebody hunts.
    pub hunted: Vec<Cell>,
    /// The board as it stands.
    pub standing: Vec<u8>,
    /// The same with the hunted cells open.
    pub hunted_open: Vec<u8>,
    /// With these and many other dear ones.
    pub many_open: Vec<u8>,
    /// With some of those free instead.
    pub free_open: Vec<u8>,
}

/// The world that gives them.
struct World {
    sandbox: Running,
    http: reqwest::Client,
    key: String,
}

impl Feeds {
    /// Lets the sandbox write them.
    pub async fn fetch() -> anyhow::Result<Self> {
        let now: Timestamp = NOW.parse()?;
        let world = World::start(now).await?;
        let closed = Feed::parse(&world.board().await?, now)?;
        let today = closed.rows.iter().map(|row| row.date).min().context("a board")?;
        let mut cells: Vec<Cell> = closed
            .rows
            .iter()
            .map(|row| Cell {
                warehouse: row.warehouse,
                date: row.date,
                box_type: row.box_type,
            })
            .collect();
        let mut rng = StdRng::seed_from_u64(11);
        cells.shuffle(&mut rng);
        let (standing, rest) = cells.split_at(STANDING);
        let (many, _) = rest.split_at(MANY);
        let hunted = many[..HUNTED].to_vec();
        let prices: Vec<f64> = (1..=20).map(f64::from).collect();
        let standing: Vec<Value> = standing
            .iter()
            .map(|cell| slot(cell, *prices.choose(&mut rng).unwrap_or(&1.0)))
            .collect();
        let dear = |cells: &[Cell]| cells.iter().map(|cell| slot(cell, DEAR.into())).collect::<Vec<_>>();
        let warehouses: Vec<WarehouseId> = closed.warehouses.iter().map(|warehouse| warehouse.id).collect();
        // Where and in what most people want to deliver, so that each is wanted by thousands.
        let wanted = |cell: &&Cell| warehouses[..FREE].contains(&cell.warehouse) && cell.box_type.id() == Some(2);
        let free: Vec<Cell> = rest[MANY..].iter().filter(wanted).take(FREE).copied().collect();
        ensure!(free.len() == FREE, "the board is too small");

        world.open(&standing).await?;
        let as_it_stands = world.board().await?;
        world.open(&dear(&hunted)).await?;
        let hunted_open = world.board().await?;
        world.open(&dear(many)).await?;
        let many_open = world.board().await?;
        world
            .open(
                &many[MANY - FREE..]
                    .iter()
                    .map(|cell| slot(cell, -1.0))
                    .collect::<Vec<_>>(),
            )
            .await?;
        world
            .open(&free.iter().map(|cell| slot(cell, 0.0)).collect::<Vec<_>>())
            .await?;
        let free_open = world.board().await?;
        world.sandbox.stop().await?;
        Ok(Self {
            now,
            today,
            warehouses,
            hunted,
            standing: as_it_stands,
            hunted_open,
            many_open,
            free_open,
        })
    }
}

impl World {
    async fn start(now: Timestamp) -> anyhow::Result<Self> {
        let config = Config {
            start_clock: Some(now),
            ..Config::default()
        };
        let mut world = Self {
            sandbox: Sandbox::start(config).await?,
            http: lambda_kit::http_client(),
            key: String::new(),
        };
        let seller = world.control("wb/sellers", &json!({"name": "Bench"})).await?;
        world.key = seller["token"].as_str().context("a key")?.to_owned();
        Ok(world)
    }

    async fn control(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        let url = format!("{}/control/{path}", self.sandbox.base_url());
        let answer = self.http.post(url).json(body).send().await?.error_for_status()?;
        Ok(answer.json().await?)
    }

    async fn open(&self, slots: &[Value]) -> anyhow::Result<()> {
        self.control("wb/slots", &json!(slots)).await.map(|_| ())
    }

    /// The feed's answer, as the poller gets it.
    async fn board(&self) -> anyhow::Result<Vec<u8>> {
        let url = format!(
            "{}/wb/common/api/tariffs/v1/acceptance/coefficients",
            self.sandbox.base_url()
        );
        let request = self.http.get(url).header("Authorization", &self.key);
        Ok(request.send().await?.error_for_status()?.bytes().await?.to_vec())
    }
}

fn slot(cell: &Cell, coefficient: f64) -> Value {
    json!({
        "warehouseID": cell.warehouse,
        "date": cell.date,
        "boxTypeID": cell.box_type,
        "coefficient": coefficient,
    })
}
