//! What the bot answers to whatever it is told.

use lambda_runtime::{Context, LambdaEvent};
use serde_json::json;
use testkit::{ADMIN, Seller, World};

#[tokio::test]
async fn the_start_greets_and_leads_everywhere() {
    let world = World::start().await;
    let anna = world.seller(1);
    anna.writes("/start").await;
    assert!(anna.last_text().await.contains("Здравствуйте"));
    let menu = [
        "🎯 Поймать слот",
        "📋 Мои наблюдения",
        "🔁 Перенести остатки",
        "🚚 Мои перемещения",
        "🔑 Ключи Wildberries",
        "⭐️ Баланс",
        "🧾 История",
        "⚙️ Настройки",
        "⚡ Скорость",
        "📡 Каналы",
        "🔔 Тревоги",
        "📑 Отчёты",
        "ℹ️ Помощь",
        "🌐 Язык / Language",
    ];
    assert_eq!(anna.buttons().await, menu);

    anna.presses("ℹ️ Помощь").await;
    let help = anna.last_text().await;
    for command in [
        "/watch —",
        "/watches —",
        "/keys —",
        "/menu —",
        "/help —",
        "/lang —",
        "/cancel —",
        "/start —",
    ] {
        assert!(help.contains(command), "{command} is missing in {help}");
    }
    for (button, answer) in [
        ("🎯 Поймать слот", "нужен ключ API"),
        ("📋 Мои наблюдения", "Наблюдений пока нет"),
        ("🔑 Ключи Wildberries", "Ключей пока нет"),
        ("⭐️ Баланс", "Ваши брони"),
        ("⚙️ Настройки", "Тихие часы"),
        ("🌐 Язык / Language", "Выберите язык"),
    ] {
        anna.writes("/menu").await;
        anna.presses(button).await;
        assert!(anna.last_text().await.contains(answer), "{button}");
    }
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn the_language_changes_there_and_back() {
    let world = World::start().await;
    let anna = world.seller(1);
    anna.writes("/lang").await;
    assert_eq!(anna.buttons().await, ["✅ Русский", "English"]);
    let choice = anna.last_id().await;
    anna.presses("English").await;
    assert_eq!(anna.last_toast().await, "Language: English");
    assert_eq!(anna.last_text().await, "🌐 We speak English from now on.");
    anna.writes("/start").await;
    assert!(anna.last_text().await.starts_with("👋 Hello!"));
    anna.writes("/watch").await;
    assert!(anna.last_text().await.contains("we need an API key"));

    let messages = anna.chat().await.len();
    anna.presses_data(choice, "lang:en").await;
    assert_eq!(
        anna.chat().await.len(),
        messages,
        "the same language again is only a note"
    );

    anna.presses_data(choice, "lang:ru").await;
    assert_eq!(anna.last_toast().await, "Язык: русский");
    anna.writes("/keys").await;
    assert!(anna.last_text().await.contains("Ключей пока нет"));
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn an_english_phone_is_spoken_to_in_english_and_a_french_one_in_russian() {
    let world = World::start().await;
    world.seller(1).writes_in_language("en", "/start").await;
    assert!(world.seller(1).last_text().await.starts_with("👋 Hello!"));
    world.seller(2).writes_in_language("fr", "/start").await;
    assert!(world.seller(2).last_text().await.starts_with("👋 Здравствуйте!"));
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn the_operator_introduces_the_bot_in_every_language() {
    let world = World::start().await;
    // An admin who never wrote has no chat to give a list of commands to.
    world.seller(ADMIN).writes("/start").await;
    let order = serde_json::from_value(json!({ "set_up": { "webhook_url": "https://example.org/telegram" } })).unwrap();
    world
        .webhook
        .handle(LambdaEvent::new(order, Context::default()))
        .await
        .unwrap();
    let calls = world.calls("telegram").await;
    let lists = calls.iter().filter(|call| call["method"] == "setMyCommands");
    let lists: Vec<_> = lists.filter(|call| call["body"].get("scope").is_none()).collect();
    let languages: Vec<_> = lists
        .iter()
        .map(|call| call["body"]["language_code"].as_str().unwrap_or(""))
        .collect();
    assert_eq!(languages, ["ru", "en", ""]);
    for (list, watch) in lists
        .iter()
        .zip(["Поймать слот поставки", "Catch a supply slot", "Поймать слот поставки"])
    {
        let commands = list["body"]["commands"].as_array().unwrap();
        let names: Vec<_> = commands.iter().map(|c| c["command"].as_str().unwrap()).collect();
        assert_eq!(
            names,
            [
                "watch",
                "watches",
                "move",
                "moves",
                "keys",
                "balance",
                "buy",
                "terms",
                "paysupport",
                "history",
                "settings",
                "speed",
                "mydata",
                "forget",
                "list",
                "add",
                "stats",
                "compare",
                "remove",
                "health",
                "alerts",
                "report",
                "export",
                "menu",
                "help",
                "lang",
                "cancel",
                "start"
            ]
        );
        assert_eq!(commands[0]["description"], watch);
    }
    let scoped = calls.iter().find(|call| call["body"]["scope"]["chat_id"] == ADMIN);
    let first = &scoped.expect("a list for the admin's chat")["body"]["commands"][0];
    assert_eq!(first["command"], "admin");
    let hook = calls.iter().rfind(|call| call["method"] == "setWebhook").unwrap();
    assert_eq!(hook["body"]["url"], "https://example.org/telegram");
    assert_eq!(
        hook["body"]["allowed_updates"],
        json!([
            "message",
            "callback_query",
            "my_chat_member",
            "pre_checkout_query",
            "subscription"
        ])
    );
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn cancel_ends_whatever_is_open_and_only_that() {
    let world = World::with_a_key().await;
    let anna = world.seller(1);
    anna.writes("/cancel").await;
    assert!(anna.last_text().await.contains("отменять нечего"));

    let half_done: [(&[&str], &str); 3] = [
        (&["/keys", "➕ Добавить ключ"], "✖️ Ключ не добавлен"),
        (
            &["/keys", "Shop 1", "✏️ Переименовать"],
            "✖️ Название ключа не изменилось",
        ),
        (&["/watch"], "✖️ Наблюдение не создано. Начать заново: /watch"),
    ];
    for (steps, goodbye) in half_done {
        anna.writes(steps[0]).await;
        for button in &steps[1..] {
            anna.presses(button).await;
        }
        let open = anna.last_id().await;
        anna.writes("/cancel").await;
        assert_eq!(anna.last_text().await, goodbye);
        let chat = anna.chat().await;
        assert!(
            chat.iter().all(|m| m["message_id"] != open),
            "its dead buttons are gone"
        );
        anna.writes("/cancel").await;
        assert!(anna.last_text().await.contains("отменять нечего"), "after {goodbye}");
    }
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn nothing_is_met_with_silence() {
    let world = World::with_a_key().await;
    let anna = world.seller(1);
    for step in ["", "/watches", "/watch", "➕", "✏️ Переименовать"] {
        match step {
            "" => {}
            "➕" | "✏️ Переименовать" => {
                anna.writes("/keys").await;
                if step == "✏️ Переименовать" {
                    anna.presses("Shop 1").await;
                }
                anna.presses(step).await;
            }
            command => anna.writes(command).await,
        }
        for kind in ["sticker", "photo", "voice", "document"] {
            answers(anna, || anna.sends(kind), kind).await;
        }
        if step == "➕" {
            assert!(anna.last_text().await.contains("Жду текстовое сообщение"));
        }
        answers(anna, || anna.writes("/abracadabra"), "an unknown command").await;
    }
    anna.writes("/cancel").await;
    answers(anna, || anna.writes("/ что-то"), "a slash and words").await;
    answers(anna, || anna.writes("привет"), "a text").await;
    assert!(anna.last_text().await.contains("/watch"), "with what to do next");
    world.telegram_was_never_refused().await;
}

/// Checks that a deed is answered with exactly one message.
async fn answers<F: Future<Output = ()>>(anna: Seller<'_>, deed: impl FnOnce() -> F, what: &str) {
    let before = anna.bot_texts().await.len();
    deed().await;
    assert_eq!(anna.bot_texts().await.len(), before + 1, "{what} is answered once");
}

#[tokio::test]
async fn a_button_that_means_nothing_says_so() {
    let world = World::with_a_key().await;
    let anna = world.seller(1);
    anna.writes("/start").await;
    let message = anna.last_id().await;
    let shown = anna.chat().await;
    for (number, data) in [
        "x",
        "x:y",
        "menu:nothing",
        "lang:fr",
        "key:what",
        "w:box:77:8",
        "ws:open",
        "cal:day:2026:13:45",
    ]
    .into_iter()
    .enumerate()
    {
        anna.presses_data(message, data).await;
        assert_eq!(anna.toasts().await.len(), number + 1, "{data}");
        assert!(anna.last_toast().await.contains("устарела"), "{data}");
    }
    assert_eq!(anna.chat().await, shown, "and nothing else happens");
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn an_earlier_wizard_is_dead_once_a_new_one_is_open() {
    let world = World::with_a_key().await;
    let anna = world.seller(1);
    anna.writes("/watch").await;
    let first = anna.last_id().await;
    anna.writes("/watch").await;
    let second = anna.last_id().await;
    for data in ["w:wh:507", "w:next:wh", "w:make", "cal:day:2026:11:20"] {
        anna.presses_data(first, data).await;
        assert!(anna.last_toast().await.contains("устарела"), "{data}");
    }
    anna.presses_data(second, "w:way:gateway").await;
    anna.presses_data(second, "w:wh:507").await;
    assert!(anna.last_text().await.contains("Выбрано 1 из 30: Коледино"));
    assert_eq!(anna.toasts().await.len(), 4);
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn a_key_is_taken_and_deleted_wherever_it_is_pasted() {
    let mut world = World::with_a_key().await;
    world.tick().await;
    let anna = world.seller(1);
    let pasted = [
        "{}",
        "/start {}",
        "/keys@sandbox_bot Bearer {}",
        "вот мой ключ:\n«{}», проверьте",
    ];
    for (number, how) in pasted.into_iter().enumerate() {
        if number == 2 {
            anna.writes("/watch").await;
            anna.presses("w:way:gateway").await;
            anna.presses("Shop 1").await;
            anna.presses("Астана").await;
        }
        let key = anna
            .key_of(json!({ "name": format!("Лавка {number}"), "acc": 4 }))
            .await;
        anna.writes(&how.replace("{}", &key)).await;
        assert!(anna.last_text().await.contains("✅ Ключ добавлен"), "{how}");
        let left = anna
            .chat()
            .await
            .iter()
            .filter(|m| m.to_string().contains(&key[..60]))
            .count();
        assert_eq!(left, 0, "{how}: the key is still in the chat");
    }
    anna.presses("w:next:wh").await;
    assert!(anna.read("Шаг 4 из 7").await == 1, "the wizard went on where it was");
    anna.writes("/keys").await;
    assert!(anna.last_text().await.contains("Ключи Wildberries: 5 из 5"));
    world.telegram_was_never_refused().await;
}
