//! `/report` and `/export` in the chat: cards, choices, orders and their limits.

use std::collections::BTreeSet;

use channels::follow::Channels;
use jiff::SignedDuration;
use queue::Fifo;
use reports::dialog::{ReportModule, ReportServices};
use reports::orders::{Ordered, Orders};
use telegram::{
    Call, ChatId, Dialog, DialogChange, Input, Language, Message, MessageId, Module, Reply, Request, UserId,
};
use testkit::{Cut, REPORTS, World};

use crate::channel_samples::follows;

/// The feature's conversation with seller 1, its messages looked at as they are decided.
struct Talk<'a> {
    world: &'a World,
    module: ReportModule,
    dialog: Option<Dialog>,
    /// How many updates there were.
    updates: u32,
}

impl<'a> Talk<'a> {
    fn with(world: &'a World) -> Self {
        let module = ReportModule::new(ReportServices {
            table: world.table.clone(),
            channels: Channels {
                table: world.table.clone(),
                most: 50,
            },
            reports: Fifo::new(world.cloud.aws.sqs.clone(), world.cloud.queue_url(REPORTS)),
        });
        Self {
            world,
            module,
            dialog: None,
            updates: 0,
        }
    }

    /// The same button's update, delivered until it is answered, while the worker dies at call number `call` of the first delivery.
    async fn presses_until_answered(&mut self, data: &str, call: u32, cut: Cut) -> (Reply, bool) {
        let world = self.world;
        world.cloud.fuse.set(call, cut);
        let first = tokio::select! {
            reply = self.presses(data) => Some(reply),
            () = world.cloud.fuse.blown() => None,
        };
        world.cloud.fuse.reset();
        if let Some(reply) = first {
            return (reply, false);
        }
        world.passes(SignedDuration::from_secs(30)).await;
        self.updates -= 1;
        (self.presses(data).await, true)
    }

    async fn writes(&mut self, text: &str) -> Reply {
        let (name, argument) = text[1..].split_once(' ').unwrap_or((&text[1..], ""));
        let (name, argument) = (name.to_owned(), argument.to_owned());
        self.does(Input::Command { name, argument }).await
    }

    async fn presses(&mut self, data: &str) -> Reply {
        let (id, message_id, data) = ("1".to_owned(), MessageId(1), data.to_owned());
        self.does(Input::Press { id, message_id, data }).await
    }

    async fn does(&mut self, input: Input) -> Reply {
        self.updates += 1;
        let request = Request {
            user: UserId(1),
            chat: ChatId(1),
            language: Language::Ru,
            message_id: None,
            now: self.world.hands.now(),
            trace: format!("update-{}", self.updates),
            input,
            dialog: self.dialog.clone(),
            entities: Vec::new(),
            busy_elsewhere: false,
        };
        let reply = self.module.handle(&request).await.unwrap();
        if let DialogChange::Set(state) = &reply.dialog {
            self.dialog = Some(Dialog {
                module: "reports".to_owned(),
                state: state.clone(),
                message_id: Some(MessageId(1)),
            });
        }
        reply
    }
}

fn shown(reply: &Reply) -> &Message {
    let message = reply.calls.iter().find_map(|call| match call {
        Call::Send { message, .. } | Call::Edit { message, .. } => Some(message),
        _ => None,
    });
    message.expect("a message")
}

fn toast(reply: &Reply) -> &str {
    let toast = reply.calls.iter().find_map(|call| match call {
        Call::AnswerPress { toast, .. } => toast.as_deref(),
        _ => None,
    });
    toast.expect("a toast")
}

fn seen(reply: &Reply) -> String {
    let message = shown(reply);
    let rows = message.keyboard.0.iter().map(|row| {
        let labels: Vec<&str> = row.iter().map(|button| button.text.as_str()).collect();
        format!("[{}]", labels.join("] ["))
    });
    format!("{}\n{}", message.text, rows.collect::<Vec<_>>().join("\n"))
}

async fn world() -> World {
    let world = World::start().await;
    follows(&world, 1, "seller_calm").await;
    follows(&world, 1, "shop_talk").await;
    world
}

#[tokio::test]
async fn the_card_of_reports_says_what_comes_by_itself() {
    let world = world().await;
    let mut talk = Talk::with(&world);
    insta::assert_snapshot!("report_card", seen(&talk.writes("/report").await));
    let changed = talk.presses("rep:send:week:off").await;
    assert_eq!(toast(&changed), "Сохранено");
    assert!(shown(&changed).text.contains("Каждый понедельник в 07:00: нет"));
    assert!(shown(&talk.writes("/report yearly").await).text.contains("Не понимаю"));
}

#[tokio::test]
async fn one_report_is_written_at_a_time_and_six_in_an_hour() {
    let world = world().await;
    let mut talk = Talk::with(&world);
    assert!(shown(&talk.writes("/report now").await).text.starts_with("Пишу отчёт"));
    assert!(toast(&talk.presses("rep:write:month").await).starts_with("Отчёт уже пишется"));
    assert_eq!(world.cloud.queues.len(REPORTS), 1);
    world.cloud.queues.lose(REPORTS);
    let orders = Orders::new(world.table.clone());
    let over = async || {
        orders
            .over(UserId(1), Ordered::Report, world.hands.now())
            .await
            .unwrap();
    };
    for _ in 0..5 {
        over().await;
        assert!(toast(&talk.presses("rep:write:week").await).starts_with("Пишу отчёт"));
    }
    over().await;
    assert!(toast(&talk.presses("rep:write:week").await).starts_with("Заказов за час слишком много"));
    world.passes(SignedDuration::from_mins(11)).await;
    assert!(toast(&talk.presses("rep:write:week").await).starts_with("Пишу отчёт"));
}

#[tokio::test]
async fn an_order_that_was_not_placed_is_placed_by_the_same_update_and_only_once() {
    for call in 0..40 {
        for cut in [Cut::Before, Cut::After] {
            let world = world().await;
            let mut talk = Talk::with(&world);
            let (reply, crashed) = talk.presses_until_answered("rep:write:week", call, cut).await;
            assert!(toast(&reply).starts_with("Пишу отчёт"), "call {call}, {cut:?}");
            let jobs: BTreeSet<String> = world
                .cloud
                .queues
                .bodies(REPORTS)
                .iter()
                .map(|body| job(body))
                .collect();
            assert_eq!(jobs.len(), 1, "call {call}, {cut:?}: {jobs:?}");
            let other = talk.presses("rep:write:month").await;
            assert!(toast(&other).starts_with("Отчёт уже пишется"), "call {call}, {cut:?}");
            if !crashed {
                return;
            }
        }
    }
    panic!("an order takes more calls than were tried");
}

/// What is ordered, without how it travels.
fn job(body: &str) -> String {
    let envelope: serde_json::Value = serde_json::from_str(body).unwrap();
    envelope["job"].to_string()
}

#[tokio::test]
async fn an_order_that_is_over_lets_the_next_one_come_and_is_not_written_again() {
    let world = world().await;
    let mut talk = Talk::with(&world);
    talk.presses("exp:go:x.30.*").await;
    let at = world.hands.now();
    world.cloud.queues.lose(REPORTS);
    let orders = Orders::new(world.table.clone());
    let earlier = at - SignedDuration::from_mins(25);
    orders.over(UserId(1), Ordered::Export, earlier).await.unwrap();
    assert!(toast(&talk.presses("exp:go:x.30.*").await).starts_with("Файл уже собирается"));
    orders.over(UserId(1), Ordered::Export, at).await.unwrap();
    // The first update once more.
    talk.updates = 0;
    assert!(toast(&talk.presses("exp:go:x.30.*").await).starts_with("Собираю данные"));
    assert_eq!(world.cloud.queues.len(REPORTS), 0, "it was placed, and is over");
    talk.updates = 9;
    world.passes(SignedDuration::from_secs(1)).await;
    assert!(toast(&talk.presses("exp:go:x.30.*").await).starts_with("Собираю данные"));
    assert_eq!(world.cloud.queues.len(REPORTS), 1);
}

#[tokio::test]
async fn an_export_is_chosen_by_buttons_days_on_a_calendar_or_typed() {
    let world = world().await;
    let mut talk = Talk::with(&world);
    insta::assert_snapshot!("export_card", seen(&talk.writes("/export").await));
    let calendar = talk.presses("exp:days:j.30.seller_calm").await;
    assert!(seen(&calendar).contains("Ноябрь 2026"), "the newest month is open");
    talk.presses("exp:cal:day:2026:11:2").await;
    talk.presses("exp:cal:day:2026:11:9").await;
    let card = talk.presses("exp:cal:done:2026:11:0").await;
    assert!(
        seen(&card).contains("2–9 ноября 2026") && seen(&card).contains("• JSON"),
        "{}",
        seen(&card)
    );
    talk.presses("exp:days:x.30.*").await;
    let card = talk.does(Input::Text("01.11.2026 05.11.2026".to_owned())).await;
    assert!(seen(&card).contains("1–5 ноября 2026"), "{}", seen(&card));
    assert!(toast(&talk.presses("exp:go:x.20261101-20261105.*").await).starts_with("Собираю данные"));
    let ordered = world.cloud.queues.bodies(REPORTS);
    assert!(
        ordered[0].contains(r#""from":"2026-11-01","to":"2026-11-05""#),
        "{ordered:?}"
    );
}

#[tokio::test]
async fn only_channels_that_are_followed_are_exported() {
    let world = world().await;
    let mut talk = Talk::with(&world);
    for (command, answer) in [
        ("/export @not_mine", "Вы не следите за @not_mine"),
        ("/export 12", "не название канала"),
        ("/export all xml", "«xml» — не дата и не формат"),
        ("/export all 2026-11-18", "Этот день ещё не закончился"),
        ("/export all 2026-11-09 2026-11-01", "Последний день раньше первого"),
    ] {
        let reply = talk.writes(command).await;
        assert!(shown(&reply).text.contains(answer), "{command}: {}", shown(&reply).text);
    }
    assert_eq!(world.cloud.queues.len(REPORTS), 0);
    assert!(
        shown(&talk.writes("/export @shop_talk json").await)
            .text
            .starts_with("Собираю данные")
    );
}
