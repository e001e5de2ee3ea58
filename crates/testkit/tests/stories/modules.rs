//! Features that are switched off: they are in no menu, and what is theirs is answered with one clear sentence.

use serde_json::json;
use testkit::{ADMIN, World};
use webhook::switches::Switches;

const OFF: &str = "Эта возможность здесь выключена";

async fn with(features: &str) -> World {
    World::with_features(features.parse::<Switches>().unwrap()).await
}

#[tokio::test]
async fn the_menu_and_the_help_follow_the_switches() {
    let world = with("booking,keyring").await;
    let anna = world.seller(1);
    anna.writes("/menu").await;
    assert!(anna.sees("menu:watches").await && !anna.sees("menu:balance").await);
    anna.writes("/help").await;
    let help = anna.last_text().await;
    assert!(
        help.contains("/watch") && !help.contains("/buy") && !help.contains("/move"),
        "{help}"
    );
}

#[tokio::test]
async fn what_is_switched_off_is_not_unknown() {
    let world = with("booking,keyring").await;
    let anna = world.seller(1);
    for command in ["/buy", "/move", "/settings"] {
        anna.writes(command).await;
        assert!(
            anna.last_text().await.contains(OFF),
            "{command}: {}",
            anna.last_text().await
        );
    }
    anna.writes("/nosuchthing").await;
    assert!(!anna.last_text().await.contains(OFF));
    for button in ["buy:show", "mv:list:0", "menu:balance"] {
        anna.presses_data(anna.last_id().await, button).await;
        assert!(
            anna.last_toast().await.contains(OFF),
            "{button}: {}",
            anna.last_toast().await
        );
    }
}

#[tokio::test]
async fn the_admins_room_can_be_switched_off_and_still_does_not_show_itself() {
    let world = with("booking,keyring").await;
    for who in [1, ADMIN] {
        world.seller(who).writes("/admin").await;
        assert!(!world.seller(who).last_text().await.contains(OFF));
    }
}

#[tokio::test]
async fn a_key_is_a_key_and_other_texts_are_the_houses_while_nothing_is_asked() {
    let world = World::start().await;
    let anna = world.seller(1);
    anna.writes("/watches").await;
    anna.writes("привет").await;
    assert!(!anna.last_text().await.is_empty());
    anna.writes("/watch").await;
    let token = anna
        .key_of(json!({ "sid": anna.shop(), "name": "Shop", "acc": 4 }))
        .await;
    anna.writes(&token).await;
    let chat = anna.chat().await;
    assert!(
        chat.iter().all(|message| message["text"] != token.as_str()),
        "a key does not stay in the chat"
    );
}
