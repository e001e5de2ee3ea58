#![allow(clippy::unwrap_used)]

mod steps;

use proptest::prelude::*;
use telegram::{Action, Call, ChatId, Dialog, DialogChange, Input, Language, Message, MessageId, Request, UserId};

use super::samples::{at_cargo, at_warehouses, context, filled, orders, waits};
use super::*;
use crate::dialog::press::Press;
use crate::texts::samples::{now, shown};
use crate::watches::Allowance;

/// A chat with one message: the wizard. What Wildberries answers is decided before.
struct Chat {
    context: Context,
    orders: Result<i64, NoWord>,
    order: Result<bool, NoWord>,
    message: Message,
    dialog: Option<serde_json::Value>,
    made: usize,
    saved: usize,
}

const WIZARD: MessageId = MessageId(10);

impl Chat {
    fn open(context: Context) -> Self {
        let draft = Draft::new(context.today, 1);
        Self::with(context, draft)
    }

    fn with(context: Context, draft: Draft) -> Self {
        let mut chat = Self {
            message: view::of(&draft, &context),
            context,
            orders: Ok(3),
            order: Ok(true),
            dialog: None,
            made: 0,
            saved: 0,
        };
        let request = chat.request(Input::Text(String::new()));
        let reply = Screen::of(&request).send(chat.message.clone(), Activity::Wizard(Box::new(draft)));
        let DialogChange::Set(state) = reply.dialog else {
            panic!("a wizard is a dialog")
        };
        chat.dialog = Some(state);
        chat
    }

    fn request(&self, input: Input) -> Request {
        Request {
            user: UserId(7),
            chat: ChatId(7),
            language: self.context.language,
            message_id: None,
            now: now(),
            trace: "t".into(),
            input,
            dialog: self.dialog.clone().map(|state| Dialog {
                module: "booking".into(),
                state,
                message_id: Some(WIZARD),
            }),
            entities: Vec::new(),
            busy_elsewhere: false,
        }
    }

    /// Presses a button and checks what every answer must keep to.
    fn press(&mut self, data: &str) {
        let request = self.request(Input::Press {
            id: "p".into(),
            message_id: WIZARD,
            data: data.into(),
        });
        let screen = Screen::of(&request);
        let (Activity::Wizard(draft), Some(Press::Wizard(press))) = (screen.activity(), Press::parse(data)) else {
            return;
        };
        let reply = match self.decide(&screen, draft.clone(), &press) {
            Some(reply) => reply,
            None => return,
        };
        let answers = reply
            .calls
            .iter()
            .filter(|call| matches!(call, Call::AnswerPress { .. }))
            .count();
        assert_eq!(answers, 1, "{data} is answered once");
        for call in reply.calls {
            match call {
                Call::AnswerPress { toast, .. } => {
                    assert!(toast.is_none_or(|t| !t.is_empty() && t.chars().count() <= 200))
                }
                Call::Edit {
                    message_id, message, ..
                } => {
                    assert_eq!(message_id, WIZARD);
                    assert_ne!(message, self.message, "{data} edits the message into itself");
                    self.message = message;
                }
                other => panic!("{data} led to {}", other.method()),
            }
        }
        match reply.dialog {
            DialogChange::Keep => {}
            DialogChange::Close => self.dialog = None,
            DialogChange::Set(state) => self.dialog = Some(state),
        }
        self.check_message();
    }

    /// What the module does with a press, with Wildberries' answers at hand.
    fn decide(&mut self, screen: &Screen<'_>, mut draft: Box<Draft>, press: &WizardPress) -> Option<Reply> {
        let mut next = rules::press(&mut draft, press, &self.context);
        if let Next::LookAt(order) = next {
            let answer = self.order.map(|waiting| match waiting {
                true => waits(order),
                false => LookAtOrder::Planned,
            });
            next = rules::order_seen(&mut draft, order, answer, &self.context);
        }
        let language = self.context.language;
        match next {
            Next::Show(say) => Some(show(screen, draft, &self.context, say)),
            Next::ReadOrders(say) => {
                rules::orders_read(&mut draft, self.orders.map(orders));
                Some(show(screen, draft, &self.context, say))
            }
            Next::Cancelled => Some(screen.end(texts::cancelled(language), Say::Nothing)),
            Next::NoKeys => Some(screen.end(texts::no_keys(language, true), Say::Nothing)),
            Next::Make(..) => {
                self.made += 1;
                None
            }
            Next::Save(..) => {
                self.saved += 1;
                None
            }
            Next::LookAt(_) => panic!("an order is looked at once"),
        }
    }

    fn check_message(&self) {
        assert!(self.message.utf16_len() <= Message::MAX_UTF16);
        assert!(!self.message.text.trim().is_empty());
        for button in self.message.keyboard.0.iter().flatten() {
            let Action::Press(data) = &button.action else { continue };
            assert!(data.as_str().len() <= 64);
            assert!(!button.text.is_empty());
            assert!(Press::parse(data.as_str()).is_some(), "{data}");
        }
    }

    fn buttons(&self) -> Vec<String> {
        let buttons = self.message.keyboard.0.iter().flatten();
        buttons
            .filter_map(|button| match &button.action {
                Action::Press(data) => Some(data.to_string()),
                Action::Open(_) => None,
            })
            .collect()
    }
}

#[derive(Debug, Clone)]
enum Move {
    /// The button at this place of the keyboard, counted round.
    Shown(usize),
    /// Any data, shown or not.
    Any(String),
    /// The day after tomorrow comes.
    Days(i8),
    /// So many keys can book now.
    Keys(u8),
    /// The list of warehouses is there or not.
    Directory(bool),
    /// Wildberries answers so from now on.
    Orders(Result<i64, NoWord>, Result<bool, NoWord>),
    /// There is a gateway or not.
    Gateway(bool),
}

fn any_word<T: std::fmt::Debug + Clone + 'static>(
    answer: impl Strategy<Value = T> + 'static,
) -> impl Strategy<Value = Result<T, NoWord>> {
    prop_oneof![
        3 => answer.prop_map(Ok),
        1 => prop::sample::select(vec![NoWord::Wait(90), NoWord::Refused, NoWord::Forbidden, NoWord::Unpaid, NoWord::Away]).prop_map(Err),
    ]
}

fn any_move() -> impl Strategy<Value = Move> {
    prop_oneof![
        12 => any::<usize>().prop_map(Move::Shown),
        4 => "w:(way:(own|gateway)|cargo:(1|2|9|draft)|wh:(507|1|2|99)|page:[0-9]|box:(2|5|6|qr|9)|max:(0|5|20)|mode:(first|keep)|(next|back):(way|key|cargo|wh|box|max|day|mode|sum)|make|all|renew)".prop_map(Move::Any),
        2 => "cal:(day:2026:1[12]:(2[1-9]|1)|done:2026:11:0|back:2026:11:0|next:2026:12:0)".prop_map(Move::Any),
        1 => (1i8..100).prop_map(Move::Days),
        1 => (1u8..4).prop_map(Move::Keys),
        1 => any::<bool>().prop_map(Move::Directory),
        1 => any::<bool>().prop_map(Move::Gateway),
        1 => (any_word(0i64..100), any_word(any::<bool>())).prop_map(|(orders, order)| Move::Orders(orders, order)),
    ]
}

proptest! {
    /// Whatever is pressed, in whatever order, while the world changes: no panic, one answer a press, no edit into itself.
    #[test]
    fn the_wizard_survives_any_presses(language in prop::sample::select(Language::ALL.to_vec()), edited in prop::option::weighted(0.3, prop::sample::select(Step::EDITABLE.to_vec())), moves in prop::collection::vec(any_move(), 0..80)) {
        let context_of = |keys| Context { language, ..context(keys) };
        let watch = crate::texts::samples::watch("aaaaaaaaaa");
        let draft = match edited {
            Some(step) => Draft::of_watch(&watch, step, context(2).today),
            None => Draft::new(context(2).today, 1),
        };
        let mut chat = Chat::with(context_of(2), draft);
        for step in moves {
            match step {
                Move::Shown(n) => {
                    let buttons = chat.buttons();
                    let Some(data) = buttons.get(n % buttons.len().max(1)) else { break };
                    // Twice, as impatient people press.
                    chat.press(data);
                    chat.press(data);
                }
                Move::Any(data) => chat.press(&data),
                Move::Days(days) => chat.context.today = chat.context.today.saturating_add(jiff::Span::new().days(days)),
                Move::Keys(keys) => chat.context.keys = context(keys).keys,
                Move::Directory(there) => chat.context.directory = context(1).directory.filter(|_| there),
                Move::Gateway(there) => chat.context.gateway = there,
                Move::Orders(orders, order) => (chat.orders, chat.order) = (orders, order),
            }
        }
    }
}

#[test]
fn a_watch_is_made_by_the_buttons_on_the_screen() {
    let mut chat = Chat::open(context(1));
    for data in [
        "w:way:gateway",
        "w:wh:507",
        "w:next:wh",
        "w:box:2",
        "w:next:box",
        "w:max:5",
        "cal:day:2026:11:25",
        "cal:day:2026:11:30",
        "cal:done:2026:11:0",
        "w:mode:first",
    ] {
        assert!(
            chat.buttons().iter().any(|button| button == data),
            "{data} is not among {:?}",
            chat.buttons()
        );
        chat.press(data);
    }
    insta::assert_snapshot!(shown(&chat.message), @r"
🎯 Всё верно?

🤖 Бронируем автоматически
📦 Склады: Коледино
🗃 Тип: Короба
💰 Коэффициент: до ×5
📅 Даты: 25.11.2026 — 30.11.2026
🔑 Ключ: Магазин 1 (…Ab01)
🏁 До первой брони

ℹ️ Wildberries показывает слоты на 14 дней вперёд: все выбранные дни уже видны.
📡 Лента WB: проверяем раз в 1,0 с
🎟 Осталось: 2 бесплатные брони
[✅ Запустить](w:make)
[📄 Список товаров](w:cargo:goods)
[↩️ Назад](w:back:sum) [✖️ Отмена](w:cancel)
");
    chat.press("w:make");
    assert_eq!(chat.made, 1);
}

#[test]
fn the_summary_in_english_says_that_later_days_wait() {
    let context = Context {
        language: Language::En,
        allowance: Allowance::Catches(1),
        ..context(2)
    };
    let mut draft = filled();
    draft.settle(&context);
    draft.mode = Some(crate::watch::Mode::KeepCatching);
    draft.calendar = telegram::Calendar::open(context.today, jiff::civil::date(2027, 1, 1));
    for day in [25, 30] {
        draft
            .calendar
            .press(telegram::CalendarPress::of_day(jiff::civil::date(2026, 12, day)));
    }
    insta::assert_snapshot!(view::of(&draft, &context).text, @r"
🎯 Is this right?

🤖 Booked automatically
📦 Warehouses: Коледино
🗃 Kind: Boxes
💰 Coefficient: up to ×5
📅 Dates: 25.12.2026 — 30.12.2026
🔑 Key: Магазин 1 (…Ab01)
🏁 Keep catching after the first booking

ℹ️ Wildberries shows slots for the next 14 days. Later days are checked as soon as they come into sight.
📡 Лента WB: проверяем раз в 1,0 с
🎟 Left: 1 free booking
");
}

#[test]
fn the_first_step_lists_warehouses_a_page_at_a_time() {
    insta::assert_snapshot!(shown(&view::of(&at_warehouses(), &context(1))), @r"
🎯 Новое наблюдение
Шаг 2 из 6 · Склады

Отметьте склады, куда хотите отгрузить: один или несколько.

🔎 Чтобы найти склад, отправьте часть его названия.
[Коледино](w:wh:507)
[Склад 01](w:wh:1)
[Склад 02](w:wh:2)
[Склад 03](w:wh:3)
[Склад 04](w:wh:4)
[Склад 05](w:wh:5)
[Склад 06](w:wh:6)
[Склад 07](w:wh:7)
[1/6](w:page:0) [»](w:page:1)
[↩️ Назад](w:back:wh)
[✖️ Отмена](w:cancel)
");
}

#[test]
fn a_search_without_a_match_says_so_and_can_be_forgotten() {
    let context = context(1);
    let mut draft = at_warehouses();
    rules::search(&mut draft, "марс", &context);
    insta::assert_snapshot!(shown(&view::of(&draft, &context)), @r"
🎯 Новое наблюдение
Шаг 2 из 6 · Склады

Отметьте склады, куда хотите отгрузить: один или несколько.

🔎 По запросу «марс» ничего не нашлось. Попробуйте короче, например «коле».
[🔎 Показать все склады](w:all)
[↩️ Назад](w:back:wh)
[✖️ Отмена](w:cancel)
");
}

#[test]
fn without_a_directory_the_wizard_waits_honestly() {
    let without = Context {
        directory: None,
        ..context(1)
    };
    let mut chat = Chat::with(without, at_warehouses());
    insta::assert_snapshot!(shown(&chat.message), @r"
🎯 Новое наблюдение
Шаг 2 из 6 · Склады

Списка складов пока нет: он появится с первым ответом Wildberries. Обычно это минута после добавления первого ключа.

📡 Лента WB: проверяем раз в 1,0 с
[🔄 Обновить](w:renew)
[↩️ Назад](w:back:wh)
[✖️ Отмена](w:cancel)
");
    let before = chat.message.clone();
    chat.press("w:renew");
    assert_eq!(chat.message, before);
    chat.context.directory = context(1).directory;
    chat.press("w:renew");
    assert_ne!(chat.message, before);
}

#[test]
fn cancelling_leaves_a_plain_text_and_no_dialog() {
    let mut chat = Chat::open(context(1));
    chat.press("w:cancel");
    assert_eq!(chat.message, texts::cancelled(Language::Ru));
    assert_eq!(chat.dialog, None);
}

#[test]
fn the_summary_says_that_a_time_without_limit_runs() {
    let until = "2026-12-20T21:30:00Z".parse().unwrap();
    for (language, words) in [
        (Language::Ru, "🎟 Осталось: без ограничений до 21.12.2026"),
        (Language::En, "🎟 Left: no limit until 21.12.2026"),
    ] {
        let context = Context {
            language,
            allowance: Allowance::Unlimited { until },
            ..context(2)
        };
        let summary = view::of(&filled(), &context).text;
        assert!(summary.contains(words), "{summary}");
    }
}
