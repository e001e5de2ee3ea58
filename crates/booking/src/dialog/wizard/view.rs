//! The wizard on the screen: the step's text and its buttons.

use telegram::{Button, Keyboard, Message, page, pager_row};
use wildberries::{BoxType, Coefficient, TokenKind};

use super::context::{Context, key_label};
use super::draft::{CargoChoice, Draft, Task, WayChoice};
use super::rules::{self, PAGE};
use super::step::Step;
use crate::dialog::press::WizardPress;
use crate::orders::can_draft;
use crate::texts::common::{box_type, warehouse};
use crate::texts::watch_wizard::cargo::Known;
use crate::texts::watch_wizard::way::Automatic;
use crate::texts::watch_wizard::{self as texts, Progress, Summary, buttons};
use crate::watch::{Mode, WatchedWarehouse};
use crate::watches::{HIGHEST_COEFFICIENT, WayOrder};

/// Coefficients in one row of buttons.
const COEFFICIENT_ROW: usize = 5;

/// The wizard's message at the draft's step.
pub(super) fn of(draft: &Draft, context: &Context) -> Message {
    let (language, at) = (context.language, progress(draft, context));
    match draft.step {
        Step::Way => texts::way::way(language, at, automatic(context)).keyboard(ways(draft, context)),
        Step::Key => texts::key(language, at, asks_with_base(draft, context)).keyboard(keys(draft, context)),
        Step::Cargo => cargo(draft, context, at),
        Step::Goods => goods(draft, context, at),
        Step::Warehouses => warehouses(draft, context, at),
        Step::Boxes => texts::boxes(language, at).keyboard(boxes(draft, context)),
        Step::Max => texts::max(language, at).keyboard(coefficients(draft, context)),
        Step::Dates => dates(draft, context, at),
        Step::Mode => texts::mode(language, at).keyboard(modes(draft, context)),
        Step::Summary => summary(draft, context),
    }
}

fn progress(draft: &Draft, context: &Context) -> Progress {
    if let Task::Edit { .. } = draft.task {
        return Progress::Edit;
    }
    if draft.instead_of.is_some() {
        return Progress::Sooner;
    }
    let mut steps = draft.path(context);
    steps.retain(|step| *step != Step::Summary);
    let step = steps.iter().filter(|step| **step <= draft.step).count();
    Progress::Step { step, of: steps.len() }
}

fn automatic(context: &Context) -> Automatic {
    match (context.gateway, context.offers(WayChoice::Gateway)) {
        (_, true) => Automatic::Open,
        (true, false) => Automatic::NoKey,
        (false, false) => Automatic::NotConnected,
    }
}

fn ways(draft: &Draft, context: &Context) -> Keyboard {
    let choices = [
        (WayChoice::Assisted, buttons::assisted(context.language)),
        (WayChoice::Gateway, buttons::gateway(context.language)),
    ];
    let mut keyboard = Keyboard::new();
    for (way, label) in choices.into_iter().filter(|(way, _)| context.offers(*way)) {
        let label = ticked(draft.way == Some(way), label);
        keyboard = keyboard.row([Button::press(label, WizardPress::Way(way).data())]);
    }
    footer(keyboard, draft, context)
}

/// Whether a base key among the choices would ask for orders.
fn asks_with_base(draft: &Draft, context: &Context) -> bool {
    let way = draft.way.unwrap_or(WayChoice::Assisted);
    way == WayChoice::Assisted && context.keys_for(way).any(|key| key.kind == TokenKind::Base)
}

fn cargo(draft: &Draft, context: &Context, at: Progress) -> Message {
    let language = context.language;
    let key = context.key_of(draft);
    let may_draft = key.is_some_and(can_draft);
    let mut keyboard = Keyboard::new();
    let known = match &draft.orders {
        None => Known::NotRead,
        Some(Err(why)) => Known::NotTold(*why),
        Some(Ok(orders)) => {
            let shown = page(orders, draft.page, PAGE);
            for order in shown.items {
                let chosen = matches!(&draft.cargo, Some(CargoChoice::Order(facts)) if facts.order == order.order);
                let label = ticked(chosen, &texts::cargo::label(language, order));
                keyboard = keyboard.row([Button::press(label, WizardPress::Order(order.order).data())]);
            }
            keyboard = keyboard.row(pager_row(shown.number, shown.pages, |n| WizardPress::Page(n).data()));
            Known::Orders(orders.len())
        }
    };
    if may_draft {
        let label = ticked(draft.cargo == Some(CargoChoice::NewDraft), buttons::new_draft(language));
        keyboard = keyboard.row([Button::press(label, WizardPress::NewDraft.data())]);
        let label = ticked(draft.cargo == Some(CargoChoice::Goods), buttons::goods(language));
        keyboard = keyboard.row([Button::press(label, WizardPress::Goods.data())]);
    }
    let again = Button::press(buttons::read_again(language), WizardPress::Renew.data());
    let is_base = key.is_some_and(|key| key.kind == TokenKind::Base);
    texts::cargo::cargo(language, at, known, is_base, may_draft).keyboard(footer(keyboard.row([again]), draft, context))
}

fn goods(draft: &Draft, context: &Context, at: Progress) -> Message {
    let language = context.language;
    let message = match (&draft.goods, &draft.refused) {
        (Some(facts), _) => texts::goods::taken(language, at, facts),
        (None, Some(refused)) => texts::goods::refused(language, at, &refused.first, refused.total),
        (None, None) => texts::goods::ask(language, at),
    };
    let without = Button::press(buttons::no_goods(language), WizardPress::NoGoods.data());
    message.keyboard(footer(Keyboard::new().row([without]), draft, context))
}

fn warehouses(draft: &Draft, context: &Context, at: Progress) -> Message {
    let language = context.language;
    if context.directory.is_none() {
        let renew = Button::press(buttons::renew(language), WizardPress::Renew.data());
        return texts::no_directory(language, at, &context.feed).keyboard(footer(
            Keyboard::new().row([renew]),
            draft,
            context,
        ));
    }
    let found = rules::found(draft, context).len();
    let listed = rules::listed(draft, context);
    let shown = page(&listed, draft.page, PAGE);
    let mut keyboard = Keyboard::new();
    for entry in shown.items {
        let chosen = draft.warehouses.iter().any(|w| w.id == entry.id);
        let name = warehouse(language, entry.id, &entry.name);
        keyboard = keyboard.row([Button::press(
            ticked(chosen, &name),
            WizardPress::Warehouse(entry.id).data(),
        )]);
    }
    keyboard = keyboard.row(pager_row(shown.number, shown.pages, |n| WizardPress::Page(n).data()));
    if !draft.query.is_empty() {
        keyboard = keyboard.row([Button::press(buttons::all(language), WizardPress::All.data())]);
    }
    texts::warehouses(language, at, &names(&draft.warehouses, context), &draft.query, found)
        .keyboard(footer(keyboard, draft, context))
}

fn boxes(draft: &Draft, context: &Context) -> Keyboard {
    let mut keyboard = Keyboard::new();
    for kind in BoxType::KNOWN {
        let label = ticked(draft.boxes.contains(&kind), &box_type(context.language, kind));
        keyboard = keyboard.row([Button::press(label, WizardPress::Box(kind).data())]);
    }
    footer(keyboard, draft, context)
}

fn coefficients(draft: &Draft, context: &Context) -> Keyboard {
    let button = |n: u16| {
        let label = if n == 0 {
            buttons::free(context.language).to_owned()
        } else {
            format!("×{n}")
        };
        Button::press(
            ticked(draft.max == Some(Coefficient::whole(n)), &label),
            WizardPress::Max(n).data(),
        )
    };
    let mut keyboard = Keyboard::new().row([button(0)]);
    let paid: Vec<u16> = (1..=HIGHEST_COEFFICIENT).collect();
    for row in paid.chunks(COEFFICIENT_ROW) {
        keyboard = keyboard.row(row.iter().map(|n| button(*n)));
    }
    footer(keyboard, draft, context)
}

fn keys(draft: &Draft, context: &Context) -> Keyboard {
    let mut keyboard = Keyboard::new();
    for key in context.keys_for(draft.way.unwrap_or(WayChoice::Assisted)) {
        let label = ticked(draft.key.as_ref() == Some(&key.id), &key_label(key));
        keyboard = keyboard.row([Button::press(label, WizardPress::Key(key.id.clone()).data())]);
    }
    footer(keyboard, draft, context)
}

fn modes(draft: &Draft, context: &Context) -> Keyboard {
    let choices = [
        (Mode::FirstCatch, buttons::first(context.language)),
        (Mode::KeepCatching, buttons::keep(context.language)),
    ];
    let mut keyboard = Keyboard::new();
    for (mode, label) in choices {
        let label = ticked(draft.mode == Some(mode), label);
        keyboard = keyboard.row([Button::press(label, WizardPress::Mode(mode).data())]);
    }
    footer(keyboard, draft, context)
}

fn dates(draft: &Draft, context: &Context, at: Progress) -> Message {
    let (language, selection) = (context.language, draft.calendar.selection());
    let message = match &draft.instead_of {
        Some(replaced) => texts::sooner::dates(language, at, replaced, selection),
        None => texts::dates(language, at, selection),
    };
    message.keyboard(calendar(draft, context))
}

/// The calendar has its own way back and on, which a change does not need, nor a watch that begins with it.
fn calendar(draft: &Draft, context: &Context) -> Keyboard {
    let mut keyboard = draft.calendar.keyboard(context.language);
    match draft.task {
        Task::Make { .. } if draft.instead_of.is_some() => {
            keyboard.0.pop();
            keyboard.row([next(draft, context), cancel(context)])
        }
        Task::Make { .. } => keyboard.row([cancel(context)]),
        Task::Edit { .. } => {
            keyboard.0.pop();
            footer(keyboard, draft, context)
        }
    }
}

fn summary(draft: &Draft, context: &Context) -> Message {
    let language = context.language;
    let order = draft
        .order()
        .expect("a settled draft reaches the summary with every answer");
    let summary = Summary {
        way: &order.way,
        warehouses: &names(&order.warehouses, context),
        boxes: &order.boxes,
        max: order.max,
        from: order.from,
        to: order.to,
        key: &context.key(&order.key).map(key_label).unwrap_or_default(),
        mode: order.mode,
        today: context.today,
        feed: &context.feed,
        allowance: context.allowance,
        goods: draft.goods.as_ref().filter(|_| order.goods.is_some()),
        instead_of: order.instead_of.as_ref(),
    };
    let make = Button::press(buttons::make(language), WizardPress::Make.data());
    let list = (order.way == WayOrder::Gateway && rules::can_list(draft, context)).then(|| {
        let label = ticked(order.goods.is_some(), buttons::goods(language));
        Button::press(label, WizardPress::Goods.data())
    });
    let keyboard = Keyboard::new().row([make]).row(list);
    texts::summary(language, &summary).keyboard(footer(keyboard, draft, context))
}

fn names(warehouses: &[WatchedWarehouse], context: &Context) -> Vec<String> {
    warehouses
        .iter()
        .map(|w| warehouse(context.language, w.id, &w.name))
        .collect()
}

/// Back, on where an answer is there already, and out. A change is saved or given up.
fn footer(keyboard: Keyboard, draft: &Draft, context: &Context) -> Keyboard {
    if let Task::Edit { .. } = draft.task {
        let save = Button::press(buttons::save(context.language), WizardPress::Make.data());
        return keyboard.row([save, cancel(context)]);
    }
    let back = draft.previous(context).map(|_| back(draft, context));
    let next = draft.is_answered(draft.step).then(|| next(draft, context));
    match draft.step {
        Step::Summary => keyboard.row(back.into_iter().chain([cancel(context)])),
        _ => keyboard.row(back.into_iter().chain(next)).row([cancel(context)]),
    }
}

fn next(draft: &Draft, context: &Context) -> Button {
    Button::press(buttons::next(context.language), WizardPress::Next(draft.step).data())
}

fn back(draft: &Draft, context: &Context) -> Button {
    Button::press(buttons::back(context.language), WizardPress::Back(draft.step).data())
}

fn cancel(context: &Context) -> Button {
    Button::press(buttons::cancel(context.language), WizardPress::Cancel.data())
}

fn ticked(chosen: bool, label: &str) -> String {
    if chosen {
        format!("✅ {label}")
    } else {
        label.to_owned()
    }
}
