#![allow(clippy::unwrap_used)]

use accounts::ids::KeyId;
use accounts::key_load::KeyLoad;
use accounts::seller_key::KeyState;
use jiff::SignedDuration;
use telegram::{Action, ChatId, Language, UserId};
use wildberries::TokenKind;

use super::card::expiry;
use super::*;
use crate::keys::{AddKey, Recheck, Refusal};

/// 21 November 2026, 09:18 in Moscow.
fn now() -> Timestamp {
    "2026-11-21T06:18:00Z".parse().unwrap()
}

/// A service key that can book, good for 180 days.
fn key(number: u8) -> KeyRecord {
    KeyRecord {
        user: UserId(7),
        chat: ChatId(7),
        id: KeyId::from_text(&format!("00000000000000{number:02x}")),
        name: format!("Магазин {number}"),
        seller: "e8923014-e233-47d8-898e-3cc86d67ea61".parse().unwrap(),
        seller_name: "ИП Кружинин В. Р.".into(),
        last4: format!("Ab{number:02}"),
        kind: TokenKind::Service,
        read_only: false,
        expires_at: now() + SignedDuration::from_hours(24 * 180),
        state: KeyState::Active,
        sealed: None,
        added_at: now(),
        changed_at: now(),
        warned: None,
        revalidated_at: None,
    }
}

fn view(key: KeyRecord) -> KeyView {
    KeyView {
        key,
        days: Vec::new(),
        questions: None,
        pace: None,
    }
}

fn worked(key: KeyRecord, requests: u64, errors: u64) -> KeyView {
    let day = KeyLoad {
        user: key.user,
        key: key.id.clone(),
        day: KeyLoad::day_of(now()),
        requests,
        errors,
        last_used_ms: now().as_millisecond() - 60_000,
    };
    KeyView {
        days: vec![day],
        ..view(key)
    }
}

fn added(key: KeyRecord) -> AddKey {
    AddKey::Added {
        key: Box::new(key),
        resumed: 0,
    }
}

/// A message as a reader sees it: the text, then the buttons with their data.
fn shown(message: &Message) -> String {
    let rows = message.keyboard.0.iter().map(|row| {
        let buttons = row.iter().map(|button| match &button.action {
            Action::Press(data) => format!("[{}]({data})", button.text),
            Action::Open(url) => format!("[{}]({url})", button.text),
        });
        buttons.collect::<Vec<_>>().join(" ")
    });
    std::iter::once(message.text.clone())
        .chain(rows)
        .collect::<Vec<_>>()
        .join("\n")
}

fn expiring_in(hours: i64) -> KeyRecord {
    KeyRecord {
        expires_at: now() + SignedDuration::from_hours(hours),
        ..key(1)
    }
}

#[test]
fn a_good_key_leads_to_the_first_watch() {
    insta::assert_snapshot!(shown(&verdict(Ru, &added(key(1)), now())), @r"
✅ Ключ добавлен

Название: Магазин 1
Магазин: ИП Кружинин В. Р.
Ключ: …Ab01
Тип: сервисный
Действует до 20.05.2027
✅ Может бронировать
[🎯 Создать наблюдение](w:new)
[🔑 Мои ключи](key:list)
");
}

#[test]
fn what_a_key_cannot_do_is_said_at_once() {
    let personal = KeyRecord {
        kind: TokenKind::Personal,
        read_only: true,
        ..key(1)
    };
    insta::assert_snapshot!(shown(&verdict(Ru, &added(personal), now())), @r"
✅ Ключ добавлен

Название: Магазин 1
Магазин: ИП Кружинин В. Р.
Ключ: …Ab01
Тип: персональный
Действует до 20.05.2027
👀 Только чтение: слоты подтверждаете вы сами

⚠️ Ключ только для чтения: слоты с ним подтверждаете вы сами, в портале. Для автоматического бронирования и новых черновиков нужен ключ без «Только чтение».

⚠️ Это персональный ключ. По правилам Wildberries его нельзя передавать сторонним сервисам, и Wildberries может его отозвать. Надёжнее заменить его сервисным или базовым.
[🎯 Создать наблюдение](w:new)
[🔑 Мои ключи](key:list)
");
    for (kind, word) in [
        (TokenKind::Base, "once an hour"),
        (TokenKind::Unlabelled, "does not say its kind"),
        (TokenKind::Test, "no real supplies"),
    ] {
        let told = verdict(En, &added(KeyRecord { kind, ..key(1) }), now());
        assert!(told.text.contains(word), "{}", told.text);
    }
}

#[test]
fn every_refusal_says_what_to_do() {
    let refusals = [
        AddKey::NotAToken,
        AddKey::Expired(now()),
        AddKey::TestKey,
        AddKey::NoSupplies,
        AddKey::Duplicate {
            name: "Магазин".into()
        },
        AddKey::TooMany,
        AddKey::Refused(Refusal::Unknown),
        AddKey::Refused(Refusal::Forbidden),
        AddKey::Refused(Refusal::Unpaid),
        AddKey::Refused(Refusal::Busy { retry_s: Some(7) }),
        AddKey::Refused(Refusal::Busy { retry_s: None }),
        AddKey::Refused(Refusal::Unavailable),
    ];
    let said: Vec<String> = refusals
        .iter()
        .map(|refusal| verdict(Ru, refusal, now()).text)
        .collect();
    insta::assert_snapshot!(said.join("\n---\n"), @r"
Это не похоже на ключ API. Ключ длинный, начинается с «ey» и состоит из трёх частей через точку. Скопируйте его на портале целиком и отправьте сюда.

Передумали? /cancel
---
⌛ Срок этого ключа закончился 21.11.2026. Создайте новый на портале продавца и отправьте его сюда.
---
🧪 Это ключ для тестового контура, настоящие поставки им не забронировать. Создайте обычный ключ с категорией «Поставки» и отправьте его сюда.
---
📦 У этого ключа нет доступа к поставкам. Создайте ключ с категорией «Поставки» и отправьте его сюда.
---
🔑 Этот ключ уже добавлен, он называется «Магазин». Второй раз добавлять не нужно.

Можно сразу создать наблюдение: /watch
---
У вас уже 5 ключей, больше нельзя. Удалите ненужный в /keys и отправьте этот ещё раз.
---
⛔ Wildberries не принял этот ключ: возможно, его удалили или он скопирован не полностью. Создайте новый на портале продавца и отправьте его сюда.
---
⛔ Wildberries не разрешает использовать этот ключ здесь: у него не тот тип или не хватает прав. Создайте сервисный или базовый ключ с категорией «Поставки» и отправьте его сюда.
---
💳 Wildberries ответил, что доступ к API для этого ключа не оплачен. Проверьте баланс API в кабинете Wildberries и отправьте ключ ещё раз.
---
⏳ Wildberries просит подождать 7 с. Ключ не сохранён: отправьте его ещё раз после паузы.
---
⏳ Wildberries просит подождать. Ключ не сохранён: отправьте его ещё раз через пару минут.
---
⚠️ Wildberries сейчас не отвечает, проверить ключ не удалось. Он не сохранён: отправьте его ещё раз через несколько минут.
");
    for refusal in &refusals {
        let english = verdict(En, refusal, now()).text;
        assert!(
            ["send", "add", "/watch", "/keys"]
                .iter()
                .any(|next| english.contains(next)),
            "{english}"
        );
    }
}

#[test]
fn the_list_shows_each_key_masked_with_its_end_and_what_it_can_do() {
    let keys = [
        worked(key(1), 90, 1),
        worked(
            KeyRecord {
                id: KeyId::from_text("ff"),
                state: KeyState::Refused,
                name: "Старый".into(),
                ..expiring_in(24 * 3 + 5)
            },
            30,
            30,
        ),
    ];
    insta::assert_snapshot!(shown(&list(Ru, &keys, now())), @r"
🔑 Ключи Wildberries: 2 из 5

Магазин 1 (…Ab01)
Действует до 20.05.2027
✅ Может бронировать
📊 Сегодня 90 запросов (75 % вашей работы), 1 ошибка

Старый (…Ab01)
⏰ Действует до 24.11.2026, истекает через 3 дня
⛔ Отклонён Wildberries: проверьте его ещё раз или создайте новый ключ
📊 Сегодня 30 запросов (25 % вашей работы), 30 ошибок
[Магазин 1 (…Ab01)](key:show:0000000000000001)
[Старый (…Ab01)](key:show:ff)
[➕ Добавить ключ](key:add)
");
}

#[test]
fn the_end_is_counted_down_in_its_last_two_weeks() {
    let said = |hours| expiry(Ru, &expiring_in(hours), now());
    assert_eq!(said(24 * 15), "Действует до 06.12.2026");
    assert_eq!(said(24 * 14), "⏰ Действует до 05.12.2026, истекает через 14 дней");
    assert_eq!(said(24), "⏰ Действует до 22.11.2026, истекает через 1 день");
    assert_eq!(said(23), "⏰ Действует до 22.11.2026, истекает меньше чем через сутки");
    assert_eq!(said(-1), "Действовал до 21.11.2026");
}

#[test]
fn five_keys_leave_no_button_to_add_a_sixth() {
    let keys: Vec<KeyView> = (1..=5).map(key).map(view).collect();
    let data = KeyPress::Add.to_string();
    assert!(shown(&list(Ru, &keys[..4], now())).contains(&data));
    assert!(!shown(&list(Ru, &keys, now())).contains(&data));
}

#[test]
fn removing_names_the_watches_that_would_stop() {
    insta::assert_snapshot!(shown(&remove_question(Ru, &key(1), 2)), @r"
🗑 Удалить ключ Магазин 1 (…Ab01)?

Мы сразу сотрём его у себя. На портале Wildberries он останется, пока вы его там не удалите.

⚠️ Без него остановятся 2 работающих наблюдения: другого подходящего ключа у этого магазина нет.
[🗑 Да, удалить](key:yes:0000000000000001)
[↩️ Оставить](key:show:0000000000000001)
");
    assert!(
        remove_question(Ru, &key(1), 21)
            .text
            .contains("остановится 21 работающее наблюдение")
    );
    assert!(remove_question(En, &key(1), 0).text.contains("No watch will stop"));
}

#[test]
fn asking_for_a_key_is_honest() {
    insta::assert_snapshot!(shown(&prompt(Ru)), @r"
🔑 Отправьте ключ API Wildberries следующим сообщением

Как создать ключ
1. Портал продавца: Профиль → Настройки → Доступ к API.
2. Отметьте категорию «Поставки».
3. «Только чтение» включайте, только если все слоты будете подтверждать сами. Тестовый контур не включайте.
4. Скопируйте ключ и отправьте его сюда: Wildberries покажет его только один раз.

Какой тип выбрать
• Сервисный или базовый подходят. С базовым WB разрешает читать ленту слотов лишь раз в час, а спрашивать о заказе дважды в час.
• Персональный по правилам Wildberries нельзя передавать сторонним сервисам, в том числе нам.

Что будет с ключом
• Сообщение с ним мы сразу удалим из чата.
• Ключ хранится зашифрованным; показываем только последние 4 символа.
• Используем его только для ваших наблюдений: бронируем или спрашиваем о ваших поставках.
• Общую ленту слотов WB читаем ключами всех продавцов по очереди, в пределах лимитов WB. Данные вашего магазина при этом никому не видны.
[✖️ Отмена](key:cancel)
");
    for language in Language::ALL {
        assert!(prompt(language).utf16_len() < 2_000);
    }
}

#[test]
fn a_card_says_what_the_key_did_and_what_its_kind_means() {
    let base = KeyRecord {
        kind: TokenKind::Base,
        read_only: true,
        ..key(1)
    };
    let view = KeyView {
        questions: Some(store::Stand {
            tokens: 0,
            next_at: Some(now() + SignedDuration::from_mins(12)),
        }),
        ..worked(base, 3, 1)
    };
    insta::assert_snapshot!(shown(&card(Ru, &view, now())), @r"
🔑 Магазин 1

Магазин: ИП Кружинин В. Р.
Ключ: …Ab01
Тип: базовый
Действует до 20.05.2027
👀 Только чтение: слоты подтверждаете вы сами

📊 Сегодня 3 запроса, 1 ошибка
🕘 Последний запрос: 09:17 МСК
📈 За 7 дней: 3, из них с ошибкой: 1
⏳ Лимит WB: спросить о заказе можно будет в 09:30 МСК

ℹ️ Ключ только для чтения: слоты с ним подтверждаете вы сами, в портале. Для автоматического бронирования и новых черновиков нужен ключ без «Только чтение».

ℹ️ Это базовый ключ: Wildberries разрешает читать им ленту слотов лишь раз в час, её для ваших наблюдений читаем общими ключами. Спрашивать о заказе можно дважды в час: если подтверждаете сами, наша отметка может прийти позже.
[🔄 Проверить в Wildberries](key:check:0000000000000001)
[✏️ Переименовать](key:name:0000000000000001) [🗑 Удалить](key:del:0000000000000001)
[↩️ К списку](key:list)
");
}

#[test]
fn a_check_says_precisely_what_is_wrong_and_what_to_do() {
    let refused = |refusal| Recheck::Refused(refusal);
    let cases = [
        (
            Recheck::Good {
                was_refused: true,
                resumed: 2,
            },
            "снова принимает этот ключ",
            false,
        ),
        (
            Recheck::Good {
                was_refused: false,
                resumed: 0,
            },
            "✅ Wildberries принимает этот ключ.",
            false,
        ),
        (Recheck::Expired(now()), "закончился 21.11.2026", true),
        (refused(Refusal::Unknown), "(401)", true),
        (refused(Refusal::NoRights), "«Поставки»", true),
        (refused(Refusal::BaseKey), "базовые ключи (403)", true),
        (refused(Refusal::Unpaid), "(402)", false),
        (refused(Refusal::Busy { retry_s: Some(20) }), "подождать 20 с", false),
        (refused(Refusal::Unavailable), "ничего не известно", false),
    ];
    for (said, word, needs_a_new_one) in cases {
        let message = checked(Ru, &view(key(1)), &said, now());
        assert!(message.text.contains(word), "{}", message.text);
        assert_eq!(message.text.contains("Как создать ключ"), needs_a_new_one, "{said:?}");
        assert!(shown(&message).contains("key:check:"), "it can be checked again");
        assert!(message.utf16_len() < 2_000);
        assert!(!checked(En, &view(key(1)), &said, now()).text.contains("Проверка"));
    }
}

#[test]
fn a_new_key_says_what_runs_again() {
    let verdict = verdict(
        Ru,
        &AddKey::Added {
            key: Box::new(key(1)),
            resumed: 3,
        },
        now(),
    );
    assert!(
        verdict
            .text
            .contains("Снова работает то, что ждало ключа этого магазина: 3")
    );
}
