//! What users see and decide.

use accounts::forget::Forget;
use alerts::{AlertKind, alert_picture_data};
use channels::day::ChannelDay;
use channels::errands::ChannelErrand;
use channels::{Figure, Source};
use telegram::{Action, Call, Dialog, DialogChange, Input, Message, MessageId, Reply};

use crate::world::{ANNA, World, hours, name};

fn command(argument: &str) -> Input {
    Input::Command {
        name: "alerts".to_owned(),
        argument: argument.to_owned(),
    }
}

/// The message that a reply sends or shows.
fn shown(reply: &Reply) -> &Message {
    let message = reply.calls.iter().find_map(|call| match call {
        Call::Send { message, .. } | Call::Edit { message, .. } => Some(message),
        _ => None,
    });
    message.unwrap_or_else(|| panic!("nothing is shown: {reply:?}"))
}

fn said(reply: &Reply) -> Option<&str> {
    reply.calls.iter().find_map(|call| match call {
        Call::AnswerPress { toast, .. } => toast.as_deref(),
        _ => None,
    })
}

/// The text with the buttons under it.
fn drawn(message: &Message) -> String {
    let mut drawn = message.text.clone();
    for row in &message.keyboard.0 {
        let labels: Vec<&str> = row.iter().map(|button| button.text.as_str()).collect();
        drawn += &format!("\n[{}]", labels.join("] ["));
    }
    drawn
}

/// What the button with this label sends.
fn data(message: &Message, label: &str) -> String {
    let mut buttons = message.keyboard.0.iter().flatten();
    let button = buttons.find(|button| button.text.contains(label));
    match button.map(|button| &button.action) {
        Some(Action::Press(data)) => data.as_str().to_owned(),
        _ => panic!("no button {label}: {}", drawn(message)),
    }
}

async fn alerted() -> World {
    let world = World::new().await;
    world.follows(ANNA, "durov", hours(0)).await;
    world.counts("durov", 1000, hours(1)).await;
    world.judges("durov", hours(1)).await;
    world.counts("durov", 1250, hours(2)).await;
    world.judges("durov", hours(2)).await;
    world
}

#[tokio::test]
async fn an_alert_shows_its_figures_and_can_be_accepted_once() {
    let world = alerted().await;
    let told = world.told();
    insta::assert_snapshot!("members", drawn(&told[0].message));
    let list = world.hears(command(""), None, hours(2)).await;
    insta::assert_snapshot!("list", drawn(shown(&list)));

    let accept = data(&told[0].message, "Принять");
    let reply = world.presses(&accept, hours(3)).await;
    assert!(said(&reply).unwrap().contains("норма"));
    assert!(world.state("durov", AlertKind::Members).await.unwrap().on.is_none());
    let again = world.presses(&accept, hours(3)).await;
    assert!(said(&again).unwrap().contains("уже закончилась"));
    // From the accepted level another fifth has to come.
    for (hour, members) in [(4, 1499), (5, 1500)] {
        world.counts("durov", members, hours(hour)).await;
        world.judges("durov", hours(hour)).await;
        assert_eq!(world.headlines().len(), if members == 1500 { 2 } else { 1 });
    }
    // The old button does not accept the new alert.
    let stale = world.presses(&accept, hours(5)).await;
    assert!(said(&stale).unwrap().contains("уже закончилась"));
}

#[tokio::test]
async fn what_is_muted_is_not_told_and_the_way_back_is_shown() {
    let world = alerted().await;
    let mute = data(&world.told()[0].message, "Не сообщать");
    let reply = world.presses(&mute, hours(2)).await;
    assert_eq!(said(&reply), Some("Больше не сообщаю"));
    assert!(drawn(shown(&reply)).contains("Включить"));
    world.counts("durov", 9000, hours(3)).await;
    world.judges("durov", hours(3)).await;
    assert_eq!(world.headlines().len(), 1);
    let list = world.hears(command(""), None, hours(3)).await;
    assert!(
        shown(&list).text.contains("Выключено: подписчики"),
        "{}",
        shown(&list).text
    );
}

#[tokio::test]
async fn thresholds_are_pressed_or_typed_and_dropped_after_a_question() {
    let world = alerted().await;
    let configure = world.hears(command("configure"), None, hours(2)).await;
    insta::assert_snapshot!("configure", drawn(shown(&configure)));
    let rules = world.presses(&data(shown(&configure), "@durov"), hours(2)).await;
    insta::assert_snapshot!("rules", drawn(shown(&rules)));
    let kind = world.presses(&data(shown(&rules), "Подписчики"), hours(2)).await;
    insta::assert_snapshot!("kind", drawn(shown(&kind)));
    let set = world.presses(&data(shown(&kind), "50"), hours(2)).await;
    assert!(shown(&set).text.contains("±50"));

    let ask = world.presses(&data(shown(&set), "Другое"), hours(2)).await;
    let DialogChange::Set(state) = ask.dialog else {
        panic!("a question is open");
    };
    let dialog = Dialog {
        module: "alerts".into(),
        state,
        message_id: Some(MessageId(7)),
    };
    for wrong in ["4", "91", "двадцать", "-5", "12.5", ""] {
        let reply = world
            .hears(Input::Text(wrong.into()), Some(dialog.clone()), hours(2))
            .await;
        assert_eq!(
            shown(&reply).text,
            "Напишите целое число процентов от 5 до 90, например 25.",
            "{wrong}"
        );
    }
    let typed = world.hears(Input::Text(" 25 % ".into()), Some(dialog), hours(2)).await;
    assert!(shown(&typed).text.contains("±25"));

    let question = world.presses("alert:reset:durov", hours(2)).await;
    let cleared = world.presses(&data(shown(&question), "Да"), hours(2)).await;
    assert!(shown(&cleared).text.contains("±20"), "{}", shown(&cleared).text);
}

#[tokio::test]
async fn only_followed_channels_are_spoken_of() {
    let world = alerted().await;
    for press in [
        "alert:rules:other",
        "alert:off:m:other",
        "alert:norm:m:1:other",
        "alert:mute:m:other",
    ] {
        let reply = world.presses(press, hours(2)).await;
        assert!(shown(&reply).text.contains("не следите"), "{press}");
    }
    let nobody = world.presses("alert:nonsense", hours(2)).await;
    assert!(said(&nobody).unwrap().contains("устарела"));
}

#[tokio::test]
async fn the_picture_has_the_days_the_baseline_and_the_gaps() {
    let world = alerted().await;
    for (day, members) in [
        ("2026-10-28", Some(990)),
        ("2026-10-29", None),
        ("2026-10-31", Some(1000)),
    ] {
        let record = ChannelDay {
            members: members.map(|members| Figure::exact(members, Source::BotApi, hours(0))),
            ..ChannelDay::empty(name("durov"), day.parse().unwrap())
        };
        world.table.put(&record).await.unwrap();
    }
    let errands = world.errands();
    let order = errands.iter().find_map(|errand| match errand {
        ChannelErrand::AlertChart(order) => Some(order),
        _ => None,
    });
    let order = order.unwrap();
    let picture = alert_picture_data(&world.table, order).await.unwrap().unwrap();
    let values: Vec<Option<u64>> = picture
        .points
        .iter()
        .map(|point| point.figure.map(|figure| figure.value))
        .collect();
    assert_eq!(values, [Some(990), None, None, Some(1000), Some(1250)]);
    assert_eq!(
        (picture.baseline, picture.limits),
        (Some(1000.0), (Some(800.0), Some(1200.0)))
    );
    world.presses("alert:norm:m:1:durov", hours(2)).await;
    let over = alert_picture_data(&world.table, order).await.unwrap();
    assert_eq!(over, None, "what is over is not drawn");
}

#[tokio::test]
async fn forgetting_leaves_nothing() {
    let world = alerted().await;
    world.presses("alert:set:m:30:durov", hours(2)).await;
    world.presses("alert:set:m:30:*", hours(2)).await;
    world.channels.leave(ANNA, &name("durov")).await.unwrap();
    for _ in 0..2 {
        world.services().forget(ANNA, hours(3)).await.unwrap();
    }
    let left = world.table.everything("USER#42").await.unwrap();
    assert!(left.is_empty(), "{left:?}");
}
