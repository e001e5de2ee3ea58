//! The conversation about stock: `/move` and `/moves`, on a phone that shows what the feature answers.

use std::time::Duration;

use redistribution::dialog::{MoveModule, MoveServices};
use redistribution::offices::Offices;
use redistribution::rule::{Rule, RuleState};
use redistribution::stocks::Stocks;
use redistribution::windows::{OpeningHours, Windows};
use serde_json::json;
use store::Buckets;
use telegram::{
    Action, Call, ChatId, Dialog, DialogChange, Input, Language, Message, MessageId, Module, Reply, Request, UserId,
};
use testkit::World;
use vault::Vault;
use wildberries::{Api, Gateway, Hosts};

use crate::moves::{FIRST, FROM, SECOND, a_shop, books_balance};

/// A phone in a private chat.
struct Phone<'a> {
    world: &'a World,
    module: MoveModule,
    user: i64,
    language: Language,
    shown: Vec<(MessageId, Message)>,
    toasts: Vec<String>,
    dialog: Option<Dialog>,
    next_id: i32,
}

impl<'a> Phone<'a> {
    fn of(world: &'a World, user: i64) -> Self {
        Self {
            world,
            module: module(world, true),
            user,
            language: Language::Ru,
            shown: Vec::new(),
            toasts: Vec::new(),
            dialog: None,
            next_id: 1,
        }
    }

    async fn writes(&mut self, text: &str) {
        let input = match text.strip_prefix('/') {
            Some(name) => Input::Command {
                name: name.to_owned(),
                argument: String::new(),
            },
            None => Input::Text(text.to_owned()),
        };
        self.does(input, None).await;
    }

    /// Presses the newest button with this data, or whose label begins so.
    async fn presses(&mut self, button: &str) {
        let (message, data) = self
            .find(button)
            .unwrap_or_else(|| panic!("no button {button} on {:#?}", self.shown.last()));
        self.presses_data(message, &data).await;
    }

    async fn presses_data(&mut self, message: MessageId, data: &str) {
        let input = Input::Press {
            id: "press".to_owned(),
            message_id: message,
            data: data.to_owned(),
        };
        let before = self.toasts.len();
        self.does(input, Some(message)).await;
        assert_eq!(self.toasts.len(), before + 1, "every press is answered exactly once");
    }

    async fn does(&mut self, input: Input, pressed: Option<MessageId>) {
        let request = Request {
            user: UserId(self.user),
            chat: ChatId(self.user),
            language: self.language,
            message_id: None,
            now: self.world.hands.now(),
            trace: "story".to_owned(),
            input,
            dialog: self.dialog.clone(),
            entities: Vec::new(),
            busy_elsewhere: false,
        };
        let reply = Box::pin(self.module.handle(&request)).await.unwrap();
        self.takes(reply, pressed);
    }

    fn takes(&mut self, reply: Reply, pressed: Option<MessageId>) {
        let mut sent = None;
        for call in reply.calls {
            match call {
                Call::Send { message, .. } => {
                    assert!(message.utf16_len() <= Message::MAX_UTF16);
                    sent = Some(MessageId(self.next_id));
                    self.shown.push((MessageId(self.next_id), message));
                    self.next_id += 1;
                }
                Call::Edit {
                    message_id, message, ..
                } => {
                    let shown = self.shown.iter_mut().find(|(id, _)| *id == message_id).unwrap();
                    assert_ne!(shown.1, message, "a message is never edited into itself");
                    shown.1 = message;
                }
                Call::Delete { message_id, .. } => self.shown.retain(|(id, _)| *id != message_id),
                Call::AnswerPress { toast, .. } => self.toasts.push(toast.unwrap_or_default()),
                other => panic!("{other:?}"),
            }
        }
        match reply.dialog {
            DialogChange::Keep => {}
            DialogChange::Close => self.dialog = None,
            DialogChange::Set(state) => {
                let before = self.dialog.as_ref().and_then(|dialog| dialog.message_id);
                self.dialog = Some(Dialog {
                    module: self.module.name().to_owned(),
                    state,
                    message_id: sent.or(pressed).or(before),
                });
            }
        }
    }

    fn find(&self, button: &str) -> Option<(MessageId, String)> {
        for (id, message) in self.shown.iter().rev() {
            for known in message.keyboard.0.iter().flatten() {
                if let Action::Press(data) = &known.action
                    && (data.as_str() == button || known.text.starts_with(button))
                {
                    return Some((*id, data.as_str().to_owned()));
                }
            }
        }
        None
    }

    fn text(&self) -> &str {
        self.shown.last().map_or("", |(_, message)| &message.text)
    }

    fn toast(&self) -> &str {
        self.toasts.last().map_or("", String::as_str)
    }

    fn buttons(&self) -> Vec<String> {
        let last = self
            .shown
            .last()
            .map(|(_, message)| message.keyboard.0.clone())
            .unwrap_or_default();
        last.into_iter().flatten().map(|button| button.text).collect()
    }
}

fn module(world: &World, has_gateway: bool) -> MoveModule {
    let vault = Vault::new(world.cloud.aws.kms.clone(), "key".into());
    let http = lambda_kit::http_client();
    let analytics = world.outside("/wb/analytics").parse().unwrap();
    let gateway = Gateway::new(http.clone(), world.outside("/gateway").parse().unwrap());
    MoveModule::new(MoveServices {
        rules: world.rules(),
        stocks: Stocks {
            table: world.table.clone(),
            api: Api::new(http, Hosts::default()).with_analytics(analytics),
            buckets: Buckets::new(world.table.clone()),
            vault: vault.clone(),
            answer_within: Duration::from_secs(5),
        },
        offices: has_gateway.then(|| Offices {
            table: world.table.clone(),
            gateway,
            vault,
        }),
        hours: OpeningHours::default(),
        table: world.table.clone(),
    })
}

async fn only_rule(world: &World) -> Rule {
    let mut rules = world.rules().list(UserId(1)).await.unwrap();
    assert_eq!(rules.len(), 1);
    rules.remove(0).record
}

#[tokio::test]
async fn a_seller_chooses_from_the_stock_and_the_rule_moves_it() {
    let world = a_shop().await;
    world.stocks(1, &[(10, FROM, 40), (11, FROM, 9), (12, FROM, 3)]).await;
    let mut anna = Phone::of(&world, 1);
    anna.writes("/move").await;
    assert!(anna.text().contains("шаг 1 из 5: Товар"), "{}", anna.text());
    assert_eq!(
        anna.buttons()[0],
        "1 · 2 размера · 49 шт.",
        "three units of a size are no stock to move"
    );
    anna.presses("mw:item:1").await;
    assert!(anna.text().contains("Выберите размер"), "{}", anna.text());
    anna.presses("mw:next:size").await;
    assert!(anna.toast().contains("сколько штук"), "{}", anna.toast());
    anna.presses("mw:size:10").await;
    anna.writes("3").await;
    assert!(anna.text().contains("Меньше 5 штук"), "{}", anna.text());
    anna.writes("двадцать").await;
    assert!(anna.text().contains("целое число"), "{}", anna.text());
    anna.writes("25").await;
    assert!(
        anna.text().contains("Размер 10: 25 шт."),
        "nothing was lost: {}",
        anna.text()
    );
    anna.presses("mw:size:11").await;
    anna.presses("mw:n:all").await;
    assert!(anna.text().contains("Размер 11: 9 шт."), "{}", anna.text());
    anna.presses("mw:next:size").await;
    anna.writes("нет такого").await;
    assert!(anna.text().contains("склада не нашлось"), "{}", anna.text());
    anna.writes("коле").await;
    anna.presses(&format!("mw:from:{FROM}")).await;
    assert!(anna.text().contains("шаг 4 из 5: Куда"), "{}", anna.text());
    anna.writes(&SECOND.to_string()).await;
    anna.presses(&format!("mw:to:{SECOND}")).await;
    anna.presses("mw:all").await;
    anna.writes(&FIRST.to_string()).await;
    anna.presses(&format!("mw:to:{FIRST}")).await;
    anna.presses("mw:next:to").await;
    anna.presses("mw:win:pm").await;
    anna.presses("mw:win:both").await;
    anna.writes("вчера").await;
    assert!(anna.text().contains("день цифрами"), "{}", anna.text());
    anna.writes("01.12").await;
    assert!(anna.text().contains("Последний день: 01.12.2026"), "{}", anna.text());
    anna.presses("mw:next:when").await;
    assert!(anna.text().contains("Проверьте и подтвердите"), "{}", anna.text());
    let (message, make) = anna.find("mw:make").unwrap();
    anna.presses_data(message, &make).await;
    assert!(anna.text().contains("🟢 Ждёт квот"), "{}", anna.text());
    anna.presses_data(message, &make).await;
    assert!(anna.toast().contains("устарела"), "{}", anna.toast());

    let rule = only_rule(&world).await;
    assert_eq!(
        rule.to.iter().map(|to| to.id.0).collect::<Vec<_>>(),
        [SECOND, FIRST],
        "in the pressed order"
    );
    assert_eq!((rule.wanted(), rule.until.to_string().as_str()), (34, "2026-12-01"));
    let mut lookout = world.lookout();
    world
        .opens_quotas(&[(FROM, 100, 0), (FIRST, 0, 100), (SECOND, 0, 20)])
        .await;
    world.looks(&mut lookout).await;
    world.settles().await;
    assert_eq!(books_balance(&world, &[1], "at the end").await, 34);

    anna.presses("📊").await;
    assert!(anna.text().contains("✅"), "{}", anna.text());
}

#[tokio::test]
async fn without_the_stock_report_the_item_and_its_sizes_are_typed() {
    let world = World::start().await;
    world.closes_quotas().await;
    world.seller(1).adds_a_key().await;
    world.stocks(1, &[(10, FROM, 40)]).await;
    let mut anna = Phone::of(&world, 1);
    anna.writes("/move").await;
    assert!(anna.text().contains("нет категории «Аналитика»"), "{}", anna.text());
    anna.writes("носки").await;
    assert!(anna.text().contains("Артикул — это цифры"), "{}", anna.text());
    anna.writes("1").await;
    assert!(anna.text().contains("Нужны и размеры"), "{}", anna.text());
    anna.writes("1 10").await;
    assert!(anna.text().contains("Сколько штук размера 10"), "{}", anna.text());
    anna.presses("mw:n:20").await;
    anna.presses("mw:next:size").await;
    anna.presses(&format!("mw:from:{FROM}")).await;
    anna.presses(&format!("mw:to:{FIRST}")).await;
    anna.presses("mw:next:to").await;
    anna.presses("mw:next:when").await;
    anna.presses("mw:make").await;
    assert_eq!(only_rule(&world).await.windows, Windows::Both);
    // The wizard has just asked, in vain; the mover waits for the shop's next turn.
    world.passes(jiff::SignedDuration::from_secs(25)).await;
    let mut lookout = world.lookout();
    world.opens_quotas(&[(FROM, 100, 0), (FIRST, 0, 100)]).await;
    world.looks(&mut lookout).await;
    world.settles().await;
    let two = crate::moves::order(&world, 1, &[(10, 20)], &[SECOND]);
    world.makes_a_rule(1, "two", two).await;
    anna.writes("/moves").await;
    anna.presses("mv:show:two").await;
    assert!(anna.text().contains("Остатков магазина мы не видим"), "{}", anna.text());
    assert_eq!(books_balance(&world, &[1], "at the end").await, 20);
}

#[tokio::test]
async fn a_rule_is_paused_changed_and_deleted_from_its_card() {
    let world = a_shop().await;
    world.stocks(1, &[(10, FROM, 40), (11, FROM, 30)]).await;
    let order = crate::moves::order(&world, 1, &[(10, 20)], &[FIRST]);
    world.makes_a_rule(1, "abcdefghjk", order).await;
    let mut anna = Phone::of(&world, 1);
    anna.writes("/moves").await;
    assert!(anna.text().contains("1 перемещение, ждут квот: 1"), "{}", anna.text());
    anna.presses("mv:show:abcdefghjk").await;
    assert!(
        anna.text().contains("перенесено 0 из 20, осталось 20"),
        "{}",
        anna.text()
    );
    anna.presses("🔄").await;
    assert_eq!(anna.toast(), "Без изменений");
    anna.presses("⏸").await;
    assert_eq!((anna.toast(), only_rule(&world).await.is_active()), ("На паузе", false));
    anna.presses("▶️").await;
    anna.presses("✏️").await;
    anna.presses("mv:edit:abcdefghjk:size").await;
    anna.presses("mw:n:50").await;
    anna.presses("mw:make").await;
    assert_eq!((anna.toast(), only_rule(&world).await.wanted()), ("Сохранено", 50));
    anna.presses("✏️").await;
    anna.presses("mv:edit:abcdefghjk:to").await;
    anna.presses("»").await;
    anna.presses(&format!("mw:to:{SECOND}")).await;
    anna.presses("mw:make").await;
    assert_eq!(only_rule(&world).await.to.len(), 2);
    anna.presses("✏️").await;
    anna.presses("mv:edit:abcdefghjk:when").await;
    anna.presses("mw:win:am").await;
    anna.presses("mw:cancel").await;
    assert_eq!(only_rule(&world).await.windows, Windows::Both, "given up");
    anna.presses("🗑").await;
    assert!(anna.text().contains("Удалить перемещение"), "{}", anna.text());
    anna.presses("↩️").await;
    anna.presses("🗑").await;
    anna.presses("🗑 Да").await;
    assert_eq!(anna.toast(), "Удалено");
    assert!(anna.text().contains("Пока ни одного"), "{}", anna.text());
    assert!(world.rules().list(UserId(1)).await.unwrap().is_empty());
    assert_eq!(world.rule(1, "abcdefghjk").await.state, RuleState::Deleted);
}

#[tokio::test]
async fn what_stands_in_the_way_is_said_at_once() {
    let world = World::start().await;
    let mut anna = Phone::of(&world, 1);
    anna.module = module(&world, false);
    anna.writes("/move").await;
    assert!(anna.text().contains("здесь не подключён"), "{}", anna.text());
    anna.module = module(&world, true);
    anna.writes("/move").await;
    assert!(anna.text().contains("добавьте ключ Wildberries"), "{}", anna.text());
    world
        .seller(1)
        .adds_a_key_with(json!({ "scopes": ["supplies", "read_only"] }))
        .await;
    anna.writes("/move").await;
    assert!(
        anna.text().contains("ни один ваш ключ не может записывать"),
        "{}",
        anna.text()
    );
    anna.language = Language::En;
    anna.writes("/moves").await;
    assert!(anna.text().contains("None yet"), "{}", anna.text());
}

#[tokio::test]
async fn somebody_elses_rule_is_nobodys() {
    let world = a_shop().await;
    let order = crate::moves::order(&world, 1, &[(10, 20)], &[FIRST]);
    world.makes_a_rule(1, "abcdefghjk", order).await;
    let mut boris = Phone::of(&world, 2);
    boris.writes("/moves").await;
    let message = boris.shown[0].0;
    for deed in ["show", "pause", "resume", "yes", "del", "edit", "res"] {
        boris.presses_data(message, &format!("mv:{deed}:abcdefghjk")).await;
        assert_eq!(boris.toast(), "Этого перемещения больше нет", "{deed}");
    }
    assert_eq!(only_rule(&world).await.state, RuleState::Waiting);
}
