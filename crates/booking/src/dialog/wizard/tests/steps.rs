//! The steps of the assisted way, and of a change, as the user sees them.

use super::*;

#[test]
fn the_first_step_explains_both_ways() {
    insta::assert_snapshot!(shown(&Chat::open(context(1)).message), @r"
🎯 Новое наблюдение
Шаг 1 из 6 · Как занимаем слот

🤝 Подтверждаю сам
Ваш заказ без даты или новый черновик ждёт в Wildberries. Слот открылся — присылаем «Слот открыт — подтвердите» с кнопкой прямо к нему. Вы нажимаете и планируете поставку, а мы официально сверяемся с Wildberries и пишем, когда всё готово.
Подойдёт любой ключ с «Поставками», даже базовый или только для чтения. Запланировать поставку за вас через официальный API не может никто, поэтому последнее нажатие ваше.

🤖 Автоматически
Сервис бронирования занимает слот сам, за секунду, даже когда вы спите. Нужен ключ без «Только чтение».
[🤝 Подтверждаю сам](w:way:own)
[🤖 Бронировать автоматически](w:way:gateway)
[✖️ Отмена](w:cancel)
");
}

#[test]
fn where_there_is_no_gateway_the_other_way_is_explained_and_the_only_one() {
    let without = Context {
        language: Language::En,
        gateway: false,
        ..context(1)
    };
    insta::assert_snapshot!(shown(&Chat::open(without).message), @r"
🎯 New watch
Step 1 of 6 · How the slot is taken

🤝 I confirm myself
Your order without a date, or a new draft, waits at Wildberries. When a slot opens, you get “A slot is open — confirm it” with a button straight to it. You tap and plan the supply; we check with Wildberries officially and write when it is done.
Any key with Supplies will do, even a base or a read-only one. Nobody can plan a supply for you through the official API, which is why the last tap is yours.

🤖 Automatically
A booking service takes the slot by itself within a second, even while you sleep. It needs a key without “Read only”.
No such service is connected here, so only the first way is open.
[🤝 I confirm myself](w:way:own)
[✖️ Cancel](w:cancel)
");
}

#[test]
fn a_reading_key_is_told_what_the_automatic_way_needs() {
    let mut context = context(1);
    context.keys[0].read_only = true;
    let chat = Chat::open(context);
    assert!(
        chat.message
            .text
            .ends_with("Сейчас у вас такого ключа нет. Добавить: /keys"),
        "{}",
        chat.message.text
    );
    assert_eq!(chat.buttons(), ["w:way:own", "w:cancel"]);
}

#[test]
fn the_orders_are_listed_with_a_draft_after_them() {
    let context = context(1);
    insta::assert_snapshot!(shown(&view::of(&at_cargo(&context), &context)), @r"
🎯 Новое наблюдение
Шаг 2 из 6 · Что планируем

Выберите заказ, который ждёт даты: когда откроется слот, вы назначите ему эту дату.

🆕 Или новый черновик: создадим его в Wildberries при запуске, а товары вы положите в него сами. 📄 Или пришлите список товаров — положим их мы.
[№1 · 20.11.2026 · Короба](w:cargo:1)
[№2 · 20.11.2026 · Короба](w:cargo:2)
[№3 · 20.11.2026 · Короба](w:cargo:3)
[🆕 Новый черновик](w:cargo:draft)
[📄 Список товаров](w:cargo:goods)
[🔄 Прочитать список снова](w:renew)
[↩️ Назад](w:back:cargo)
[✖️ Отмена](w:cancel)
");
}

#[test]
fn a_base_key_without_orders_is_told_what_it_can_do() {
    let mut context = context(1);
    context.keys[0].kind = wildberries::TokenKind::Base;
    let mut draft = at_cargo(&context);
    rules::orders_read(&mut draft, Ok(Vec::new()));
    insta::assert_snapshot!(shown(&view::of(&draft, &context)), @r"
🎯 Новое наблюдение
Шаг 2 из 6 · Что планируем

Заказов без даты в этом магазине нет.
Создать заказ: портал → Поставки → Создать поставку → товары и склад, а дату не выбирайте. Потом вернитесь сюда и нажмите 🔄.

Новый черновик базовым ключом создать нельзя: Wildberries даёт это только сервисным и персональным.

🐢 С базовым ключом Wildberries разрешает спрашивать о заказе лишь дважды в час: наше подтверждение может прийти позже.
[🔄 Прочитать список снова](w:renew)
[↩️ Назад](w:back:cargo)
[✖️ Отмена](w:cancel)
");
}

#[test]
fn a_list_that_could_not_be_read_says_why_and_can_be_read_again() {
    let mut chat = Chat::open(context(1));
    chat.orders = Err(NoWord::Wait(7));
    chat.press("w:way:own");
    insta::assert_snapshot!(shown(&chat.message), @r"
🎯 Новое наблюдение
Шаг 2 из 6 · Что планируем

⚠️ WB разрешает спрашивать список 30 раз в минуту. Подождите 7 с и нажмите 🔄.

🆕 Или новый черновик: создадим его в Wildberries при запуске, а товары вы положите в него сами. 📄 Или пришлите список товаров — положим их мы.
[🆕 Новый черновик](w:cargo:draft)
[📄 Список товаров](w:cargo:goods)
[🔄 Прочитать список снова](w:renew)
[↩️ Назад](w:back:cargo)
[✖️ Отмена](w:cancel)
");
    chat.orders = Ok(1);
    chat.press("w:renew");
    assert!(chat.buttons().contains(&"w:cargo:1".to_owned()), "{:?}", chat.buttons());
}

#[test]
fn an_order_goes_from_its_list_to_the_summary() {
    let mut chat = Chat::open(context(1));
    for data in [
        "w:way:own",
        "w:cargo:2",
        "w:max:5",
        "cal:day:2026:11:25",
        "cal:day:2026:11:26",
        "cal:done:2026:11:0",
    ] {
        assert!(
            chat.buttons().iter().any(|button| button == data),
            "{data} is not there"
        );
        chat.press(data);
    }
    insta::assert_snapshot!(shown(&chat.message), @r"
🎯 Всё верно?

🤝 Подтверждаете сами: заказ №2
📦 Склады: Коледино
🗃 Тип: Короба
💰 Коэффициент: до ×5
📅 Даты: 25.11.2026 — 26.11.2026
🔑 Ключ: Магазин 1 (…Ab01)
🏁 До первой брони

ℹ️ Wildberries показывает слоты на 14 дней вперёд: все выбранные дни уже видны.
📡 Лента WB: проверяем раз в 1,0 с
🎟 Осталось: 2 бесплатные брони
[✅ Запустить](w:make)
[↩️ Назад](w:back:sum) [✖️ Отмена](w:cancel)
");
    chat.press("w:make");
    assert_eq!(chat.made, 1);
}

#[test]
fn one_answer_is_changed_alone() {
    let watch = crate::texts::samples::watch("aaaaaaaaaa");
    let context = context(1);
    let mut chat = Chat::with(context.clone(), Draft::of_watch(&watch, Step::Boxes, context.today));
    insta::assert_snapshot!(shown(&chat.message), @r"
✏️ Изменить наблюдение
Тип поставки

Отметьте один или несколько типов: поймаем любой из них.
[✅ Короба](w:box:2)
[✅ Монопаллеты](w:box:5)
[Суперсейф](w:box:6)
[QR-поставка с коробами](w:box:qr)
[💾 Сохранить](w:make) [✖️ Отмена](w:cancel)
");
    chat.press("w:box:6");
    chat.press("w:make");
    assert_eq!((chat.made, chat.saved), (0, 1));
    let dates = view::of(&Draft::of_watch(&watch, Step::Dates, context.today), &context);
    assert!(
        dates
            .text
            .contains("Выбрано: 25.11.2026 — 30.11.2026. Нажмите «Сохранить»"),
        "{}",
        dates.text
    );
    let last: Vec<_> = dates
        .keyboard
        .0
        .last()
        .unwrap()
        .iter()
        .map(|button| button.text.clone())
        .collect();
    assert_eq!(last, ["💾 Сохранить", "✖️ Отмена"]);
}
