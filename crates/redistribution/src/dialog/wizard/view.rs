//! The wizard on the screen: the step's text and its buttons. Pure.

use telegram::{Button, Keyboard, Message, page, pager_row};

use super::draft::{Context, Draft, Task};
use super::rules::{self, PAGE};
use super::step::Step;
use crate::dialog::press::WizardPress;
use crate::rule::Office;
use crate::texts::common::{office_name, shortened, units};
use crate::texts::wizard::{self as texts, Progress, buttons};
use crate::windows::Windows;

/// Numbers of units on buttons.
const UNITS: [u32; 6] = [5, 10, 20, 50, 100, 200];
/// Last days on buttons, days from today.
const DAYS: [u16; 5] = [3, 7, 14, 30, 90];
/// Sizes on one page.
const SIZES: usize = 6;
/// The longest name of a warehouse on a button, characters.
const LONGEST_LABEL: usize = 40;

/// The wizard's message at the draft's step.
pub(super) fn of(draft: &Draft, context: &Context) -> Message {
    let (language, at) = (context.language, progress(draft, context));
    match draft.step {
        Step::Shop => texts::shop(language, at).keyboard(shops(draft, context)),
        Step::Item => item(draft, context, at),
        Step::Sizes => texts::sizes(language, at, draft.nm, &draft.sizes, draft.size).keyboard(sizes(draft, context)),
        Step::From => {
            let stock = context.stock.as_ref().zip(draft.nm);
            let is_told = stock.is_some_and(|(stock, nm)| stock.shelves.tells_warehouses(nm));
            offices(draft, context, texts::from(language, at, draft.from.as_ref(), is_told))
        }
        Step::To => offices(draft, context, texts::to(language, at, &draft.to)),
        Step::When => texts::when(language, at, draft.windows, draft.until).keyboard(when(draft, context)),
        Step::Summary => {
            let make = Button::press(buttons::make(language), WizardPress::Make.data());
            texts::summary(language, draft).keyboard(footer(Keyboard::new().row([make]), draft, context))
        }
    }
}

fn progress(draft: &Draft, context: &Context) -> Progress {
    if let Task::Edit { .. } = draft.task {
        return Progress::Edit;
    }
    let asks_for_shop = context.shops.len() > 1;
    let steps = Step::ALL
        .into_iter()
        .filter(|step| *step != Step::Summary && (asks_for_shop || *step != Step::Shop));
    let (mut of, mut here) = (0, 0);
    for step in steps {
        of += 1;
        here += usize::from(step <= draft.step);
    }
    Progress::Step { step: here.max(1), of }
}

fn shops(draft: &Draft, context: &Context) -> Keyboard {
    let mut keyboard = Keyboard::new();
    for key in &context.shops {
        let is_chosen = draft.shop.as_ref().is_some_and(|shop| shop.seller == key.seller);
        let label = ticked(is_chosen, &shortened(&key.name, LONGEST_LABEL));
        keyboard = keyboard.row([Button::press(label, WizardPress::Shop(key.id.clone()).data())]);
    }
    footer(keyboard, draft, context)
}

fn item(draft: &Draft, context: &Context, at: Progress) -> Message {
    let language = context.language;
    let found = rules::found_items(draft, context);
    let shown = page(&found, draft.page, PAGE);
    let mut keyboard = Keyboard::new();
    for (nm, sizes, units) in shown.items {
        let label = ticked(draft.nm == Some(*nm), &texts::item_label(language, *nm, *sizes, *units));
        keyboard = keyboard.row([Button::press(label, WizardPress::Item(*nm).data())]);
    }
    keyboard = keyboard.row(pager_row(shown.number, shown.pages, |n| WizardPress::Page(n).data()));
    if !draft.query.is_empty() {
        keyboard = keyboard.row([Button::press(buttons::all(language), WizardPress::All.data())]);
    }
    let renew = Button::press(buttons::renew(language), WizardPress::Renew.data());
    let keyboard = footer(keyboard.row([renew]), draft, context);
    texts::item(
        language,
        at,
        context.stock.as_ref(),
        draft.no_stock,
        &draft.query,
        found.len(),
    )
    .keyboard(keyboard)
}

fn sizes(draft: &Draft, context: &Context) -> Keyboard {
    let language = context.language;
    let shown = page(&draft.sizes, draft.page, SIZES);
    let mut keyboard = Keyboard::new();
    // A single size is in the text already.
    if draft.sizes.len() > 1 {
        for size in shown.items {
            let label = texts::size_label(language, size, draft.size == Some(size.chrt));
            keyboard = keyboard.row([Button::press(label, WizardPress::Size(size.chrt).data())]);
        }
        keyboard = keyboard.row(pager_row(shown.number, shown.pages, |n| WizardPress::Page(n).data()));
    }
    if draft.size.is_some() {
        let preset = |units: &u32| Button::press(units.to_string(), WizardPress::Units(*units).data());
        keyboard = keyboard.row(UNITS.iter().map(preset));
        let all = rules::chosen_stock(draft)
            .map(|units| Button::press(buttons::all_units(language, units), WizardPress::AllUnits.data()));
        let none = Button::press(buttons::no_units(language), WizardPress::NoUnits.data());
        keyboard = keyboard.row(all.into_iter().chain([none]));
    }
    footer(keyboard, draft, context)
}

fn offices(draft: &Draft, context: &Context, text: Message) -> Message {
    let language = context.language;
    if context.offices.is_none() {
        let renew = Button::press(buttons::renew(language), WizardPress::Renew.data());
        return texts::no_offices(language).keyboard(footer(Keyboard::new().row([renew]), draft, context));
    }
    let found = rules::found_offices(draft, &draft.query, context);
    let shown = page(&found, draft.page, PAGE);
    let mut keyboard = Keyboard::new();
    for office in shown.items {
        keyboard = keyboard.row([office_button(draft, context, office)]);
    }
    keyboard = keyboard.row(pager_row(shown.number, shown.pages, |n| WizardPress::Page(n).data()));
    if !draft.query.is_empty() {
        keyboard = keyboard.row([Button::press(buttons::all(language), WizardPress::All.data())]);
    }
    text.keyboard(footer(keyboard, draft, context))
}

fn office_button(draft: &Draft, context: &Context, office: &Office) -> Button {
    let name = shortened(&office_name(context.language, office), LONGEST_LABEL);
    if draft.step == Step::From {
        let is_chosen = draft.from.as_ref().is_some_and(|from| from.id == office.id);
        let label = match units_in(draft, context, office) {
            0 => name,
            there => format!("{name} · {}", units(context.language, there)),
        };
        return Button::press(ticked(is_chosen, &label), WizardPress::From(office.id).data());
    }
    let label = match draft.to.iter().position(|to| to.id == office.id) {
        Some(place) => format!("✅ {}. {name}", place + 1),
        None => name,
    };
    Button::press(label, WizardPress::To(office.id).data())
}

/// Units of the wished sizes in a warehouse, where Wildberries tells that.
fn units_in(draft: &Draft, context: &Context, office: &Office) -> u64 {
    let sizes: Vec<_> = draft.wished().into_iter().map(|(chrt, _)| chrt).collect();
    let stock = context.stock.as_ref();
    stock.map_or(0, |stock| stock.shelves.units_in(office.id, &sizes))
}

fn when(draft: &Draft, context: &Context) -> Keyboard {
    let language = context.language;
    let mut keyboard = Keyboard::new();
    for windows in [Windows::Both, Windows::Morning, Windows::Evening] {
        let label = ticked(draft.windows == windows, &buttons::windows(language, windows));
        keyboard = keyboard.row([Button::press(label, WizardPress::Windows(windows).data())]);
    }
    let days = DAYS.map(|days| Button::press(buttons::days(language, days), WizardPress::Days(days).data()));
    footer(keyboard.row(days), draft, context)
}

fn footer(keyboard: Keyboard, draft: &Draft, context: &Context) -> Keyboard {
    let language = context.language;
    if let Task::Edit { .. } = draft.task {
        return keyboard
            .row([Button::press(buttons::save(language), WizardPress::Make.data())])
            .row([Button::press(
                buttons::do_not_change(language),
                WizardPress::Cancel.data(),
            )]);
    }
    let back = draft
        .previous(context)
        .map(|_| Button::press(buttons::back(language), WizardPress::Back(draft.step).data()));
    // At the summary the button above it is the next step.
    let next = (draft.step != Step::Summary)
        .then(|| Button::press(buttons::next(language), WizardPress::Next(draft.step).data()));
    keyboard
        .row(back.into_iter().chain(next))
        .row([Button::press(buttons::cancel(language), WizardPress::Cancel.data())])
}

fn ticked(is_chosen: bool, label: &str) -> String {
    if is_chosen {
        format!("✅ {label}")
    } else {
        label.to_owned()
    }
}
