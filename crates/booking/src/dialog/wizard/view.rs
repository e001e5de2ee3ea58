//! The wizard on the screen: the step's text and its buttons.

use telegram::{Button, Keyboard, Message, page, pager_row};
use wildberries::{BoxType, Coefficient};

use super::context::{Context, key_label};
use super::draft::{Draft, Step};
use super::rules::{self, PAGE};
use crate::dialog::press::WizardPress;
use crate::texts::common::{box_type, warehouse};
use crate::texts::watch_wizard::{self as texts, Progress, Summary, buttons};
use crate::watch::Mode;
use crate::watches::HIGHEST_COEFFICIENT;

/// Coefficients in one row of buttons.
const COEFFICIENT_ROW: usize = 5;

/// The wizard's message at the draft's step.
pub(super) fn of(draft: &Draft, context: &Context) -> Message {
    let (language, at) = (context.language, progress(draft, context));
    match draft.step {
        Step::Warehouses => warehouses(draft, context, at),
        Step::Boxes => texts::boxes(language, at).keyboard(boxes(draft, context)),
        Step::Max => texts::max(language, at).keyboard(coefficients(draft, context)),
        Step::Dates => texts::dates(language, at, draft.calendar.selection())
            .keyboard(draft.calendar.keyboard(language).row([cancel(context)])),
        Step::Key => texts::key(language, at).keyboard(keys(draft, context)),
        Step::Mode => texts::mode(language, at).keyboard(modes(draft, context)),
        Step::Summary => summary(draft, context),
    }
}

fn progress(draft: &Draft, context: &Context) -> Progress {
    let steps = Step::ALL.into_iter().filter(|step| match step {
        Step::Key => context.asks_for_key(),
        Step::Summary => false,
        _ => true,
    });
    let steps: Vec<Step> = steps.collect();
    let place = steps
        .iter()
        .position(|step| *step == draft.step)
        .unwrap_or(steps.len() - 1);
    Progress {
        step: place + 1,
        of: steps.len(),
    }
}

fn warehouses(draft: &Draft, context: &Context, at: Progress) -> Message {
    let language = context.language;
    if context.directory.is_none() {
        let renew = Button::press(buttons::renew(language), WizardPress::Renew.data());
        return texts::no_directory(language, at, &context.feed)
            .keyboard(Keyboard::new().row([renew]).row([cancel(context)]));
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
    let next = draft.is_answered(Step::Warehouses).then(|| next(draft, context));
    texts::warehouses(language, at, &names(draft, context), &draft.query, found)
        .keyboard(keyboard.row(next).row([cancel(context)]))
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
    for key in &context.keys {
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

fn summary(draft: &Draft, context: &Context) -> Message {
    let language = context.language;
    let order = draft
        .order()
        .expect("a settled draft reaches the summary with every answer");
    let summary = Summary {
        warehouses: &names(draft, context),
        boxes: &order.boxes,
        max: order.max,
        from: order.from,
        to: order.to,
        key: &context.key_label(&order.key).unwrap_or_default(),
        mode: order.mode,
        today: context.today,
        feed: &context.feed,
        catches_left: context.catches_left,
    };
    let make = Button::press(buttons::make(language), WizardPress::Make.data());
    texts::summary(language, &summary)
        .keyboard(Keyboard::new().row([make]).row([back(draft, context), cancel(context)]))
}

fn names(draft: &Draft, context: &Context) -> Vec<String> {
    draft
        .warehouses
        .iter()
        .map(|w| warehouse(context.language, w.id, &w.name))
        .collect()
}

/// Back, on where an answer is there already, and out.
fn footer(keyboard: Keyboard, draft: &Draft, context: &Context) -> Keyboard {
    let next = draft.is_answered(draft.step).then(|| next(draft, context));
    keyboard
        .row(std::iter::once(back(draft, context)).chain(next))
        .row([cancel(context)])
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
