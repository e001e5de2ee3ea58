use telegram::Language;

use super::*;
use crate::keys::AddKey;
use crate::texts::samples::{key, now, shown};

fn expiring_in(hours: i64) -> KeyRecord {
    KeyRecord {
        expires_at: now() + jiff::SignedDuration::from_hours(hours),
        ..key(1)
    }
}

#[test]
fn a_good_key_leads_to_the_first_watch() {
    insta::assert_snapshot!(shown(&verdict(Ru, &AddKey::Added(Box::new(key(1))), now())), @r"
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
    insta::assert_snapshot!(shown(&verdict(Ru, &AddKey::Added(Box::new(personal)), now())), @r"
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
        let told = verdict(En, &AddKey::Added(Box::new(KeyRecord { kind, ..key(1) })), now());
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
        AddKey::Refused,
        AddKey::Forbidden,
        AddKey::Unpaid,
        AddKey::Busy { retry_s: Some(7) },
        AddKey::Busy { retry_s: None },
        AddKey::Unavailable,
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
        key(1),
        KeyRecord {
            id: crate::ids::KeyId::from_text("ff"),
            state: KeyState::Refused,
            name: "Старый".into(),
            ..expiring_in(24 * 3 + 5)
        },
    ];
    insta::assert_snapshot!(shown(&list(Ru, &keys, now())), @r"
🔑 Ключи Wildberries: 2 из 5

Магазин 1 (…Ab01)
Действует до 20.05.2027
✅ Может бронировать

Старый (…Ab01)
⏰ Действует до 24.11.2026, истекает через 3 дня
⛔ Отклонён Wildberries: создайте новый ключ
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
    let keys: Vec<KeyRecord> = (1..=5).map(key).collect();
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
