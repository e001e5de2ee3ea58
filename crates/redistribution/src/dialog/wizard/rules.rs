//! The wizard's rules: a draft, a press or a text, what follows. Pure.

use jiff::ToSpan;
use telegram::Say;
use wildberries::redistribution_rules::LEAST_UNITS;
use wildberries::{ChrtId, NmId};

use super::day::parse_day;
use super::draft::{Context, Draft, LAST_DAY, Task};
use super::step::Step;
use crate::dialog::press::WizardPress;
use crate::ids::RuleId;
use crate::rule::{MOST_DESTINATIONS, MOST_SIZES, MOST_UNITS, Office};
use crate::rules::{Edit, MakeRule, RuleOrder};
use crate::texts::wizard::notes;

/// Entries on one page of a list.
pub(super) const PAGE: usize = 8;

/// What follows a press or a text.
#[derive(Debug, PartialEq)]
pub(super) enum Next {
    /// The wizard goes on.
    Show(Say),
    /// The text is not an answer: one sentence says what would be, and the wizard stays as it is.
    Remark(String),
    /// The user gave it up.
    Cancelled,
    /// There is no key to work with any more.
    NoKeys,
    /// The shop's stock is to be asked for; then the wizard goes on.
    ReadStock,
    /// The list of warehouses is to be looked for again.
    ReadOffices,
    /// Everything is chosen and confirmed.
    Make(u64, Box<RuleOrder>),
    /// An answer about a rule is to be changed.
    Save(RuleId, Edit),
}

impl Next {
    const SHOW: Self = Self::Show(Say::Nothing);

    fn toast(text: String) -> Self {
        Self::Show(Say::Toast(text))
    }
}

/// Takes a press. One that belongs to another step than the one on the screen (pressed twice, or late) changes nothing.
pub(super) fn press(draft: &mut Draft, press: &WizardPress, context: &Context) -> Next {
    if *press == WizardPress::Cancel {
        return Next::Cancelled;
    }
    if matches!(draft.task, Task::Make { .. }) && context.shops.is_empty() {
        return Next::NoKeys;
    }
    if let Some(gone) = settled(draft, context) {
        return gone;
    }
    match (draft.step, press) {
        (Step::Shop, WizardPress::Shop(key)) => match context.shop(key) {
            Some(shop) => {
                if draft.shop.as_ref().is_none_or(|known| known.seller != shop.seller) {
                    (draft.nm, draft.size) = (None, None);
                    draft.sizes.clear();
                }
                draft.shop = Some(shop);
                forward(draft, context)
            }
            None => Next::SHOW,
        },
        (Step::Item, WizardPress::Item(nm)) => {
            draft.choose_item(*nm, context);
            forward(draft, context)
        }
        (Step::Item, WizardPress::Renew) => Next::ReadStock,
        (Step::From | Step::To, WizardPress::Renew) => Next::ReadOffices,
        (Step::Sizes, WizardPress::Size(chrt)) if draft.sizes.iter().any(|size| size.chrt == *chrt) => {
            draft.size = Some(*chrt);
            Next::SHOW
        }
        (Step::Sizes, WizardPress::Units(units)) => units_pressed(draft, *units, context),
        (Step::Sizes, WizardPress::AllUnits) => match chosen_stock(draft) {
            Some(units) => units_pressed(draft, units.min(MOST_UNITS), context),
            None => Next::SHOW,
        },
        (Step::Sizes, WizardPress::NoUnits) => {
            draft.wish(None);
            Next::SHOW
        }
        (Step::From, WizardPress::From(id)) => match office(context, *id) {
            Some(office) => {
                draft.to.retain(|to| to.id != office.id);
                draft.from = Some(office);
                forward(draft, context)
            }
            None => Next::SHOW,
        },
        (Step::To, WizardPress::To(id)) => to_pressed(draft, *id, context),
        (Step::When, WizardPress::Windows(windows)) => {
            draft.windows = *windows;
            Next::SHOW
        }
        (Step::When, WizardPress::Days(days)) if i32::from(*days) <= LAST_DAY => {
            draft.until = context.today.saturating_add(i32::from(*days).days());
            Next::SHOW
        }
        (Step::Item | Step::Sizes | Step::From | Step::To, WizardPress::Page(page)) => {
            draft.page = *page;
            Next::SHOW
        }
        (_, WizardPress::All) => {
            draft.query.clear();
            draft.page = 0;
            Next::SHOW
        }
        (_, WizardPress::Make) => finish(draft, context),
        (step, WizardPress::Next(of)) if step == *of => forward(draft, context),
        (step, WizardPress::Back(of)) if step == *of => {
            if let Some(previous) = draft.previous(context) {
                draft.go(previous);
            }
            entered(draft, context)
        }
        _ => Next::SHOW,
    }
}

/// Takes a text.
pub(super) fn text(draft: &mut Draft, text: &str, context: &Context) -> Next {
    let language = context.language;
    let text = text.trim();
    match draft.step {
        Step::Item => item_typed(draft, text, context),
        Step::Sizes => units_typed(draft, text, context),
        Step::From | Step::To => {
            if found_offices(draft, text, context).is_empty() {
                return Next::Remark(notes::no_such_office(language, text));
            }
            draft.query = text.chars().take(40).collect();
            draft.page = 0;
            Next::SHOW
        }
        Step::When => match parse_day(text, context.today) {
            Some(day) if day < context.today => Next::Remark(notes::past_day(language)),
            Some(day) if day > context.today.saturating_add(LAST_DAY.days()) => Next::Remark(notes::too_far(language)),
            Some(day) => {
                draft.until = day;
                Next::SHOW
            }
            None => Next::Remark(notes::no_date(language)),
        },
        Step::Shop | Step::Summary => Next::Remark(crate::texts::wizard::use_buttons(language).text),
    }
}

/// After the rule could not be made: back to the step that can help, if one can.
pub(super) fn not_made(draft: &mut Draft, outcome: &MakeRule) {
    match outcome {
        MakeRule::KeyUnusable => draft.go(Step::Shop),
        MakeRule::Past => draft.go(Step::When),
        MakeRule::Odd => draft.go(Step::Sizes),
        MakeRule::Made(_) | MakeRule::TooMany => {}
    }
}

/// The warehouses of the step on the screen that fit a search: all of them for an empty one.
pub(super) fn found_offices(draft: &Draft, query: &str, context: &Context) -> Vec<Office> {
    let query = query.trim().to_lowercase();
    let Some(list) = &context.offices else {
        return Vec::new();
    };
    let is_source =
        |office: &Office| draft.step == Step::To && draft.from.as_ref().is_some_and(|from| from.id == office.id);
    let fits = |office: &&Office| {
        query.is_empty() || office.name.to_lowercase().contains(&query) || office.id.to_string() == query
    };
    let offices = list.offices.iter().filter(|office| !is_source(office));
    offices.filter(fits).cloned().collect()
}

/// The cards that fit the draft's search, each with its sizes and units.
pub(super) fn found_items(draft: &Draft, context: &Context) -> Vec<(NmId, usize, u64)> {
    let Some(stock) = &context.stock else {
        return Vec::new();
    };
    let mut cards = stock.shelves.cards();
    cards.retain(|(nm, ..)| nm.to_string().contains(&draft.query));
    cards
}

/// Brings an old draft into today's world.
fn settled(draft: &mut Draft, context: &Context) -> Option<Next> {
    let language = context.language;
    if draft.until < context.today {
        draft.until = context.today;
    }
    let Task::Make { .. } = draft.task else {
        return None;
    };
    let is_shop_gone = draft.shop.as_ref().is_some_and(|shop| {
        let mut shops = context.shops.iter();
        !shops.any(|key| key.seller == shop.seller)
    });
    if !is_shop_gone {
        return None;
    }
    let mut fresh = Draft::new(context, 0);
    fresh.task = draft.task.clone();
    *draft = fresh;
    Some(Next::toast(notes::shop_gone(language)))
}

fn forward(draft: &mut Draft, context: &Context) -> Next {
    if !draft.is_answered(draft.step) {
        return unanswered(draft, context);
    }
    if let Some(next) = Step::ALL.into_iter().find(|step| *step > draft.step) {
        draft.go(next);
    }
    entered(draft, context)
}

/// Whoever comes to the list of items sees what lies there now, unless that is known.
fn entered(draft: &Draft, context: &Context) -> Next {
    match draft.step {
        // The context was made for the shop before, if another was chosen.
        Step::Item if context.stock.is_none() => Next::ReadStock,
        _ => Next::SHOW,
    }
}

fn unanswered(draft: &Draft, context: &Context) -> Next {
    let language = context.language;
    Next::toast(match draft.step {
        Step::Shop => notes::choose_shop(language),
        Step::Item => notes::choose_item(language),
        Step::Sizes => notes::choose_units(language),
        Step::From => notes::choose_from(language),
        Step::To => notes::choose_to(language),
        Step::When | Step::Summary => return Next::SHOW,
    })
}

/// The last press: everything there is becomes the rule, or the change to it.
fn finish(draft: &Draft, context: &Context) -> Next {
    match &draft.task {
        Task::Edit { rule } => match draft.edit() {
            Some(edit) => Next::Save(rule.clone(), edit),
            None => unanswered(draft, context),
        },
        Task::Make { seed } if draft.step == Step::Summary => match draft.order() {
            Some(order) => Next::Make(*seed, Box::new(order)),
            None => Next::toast(notes::something_missing(context.language)),
        },
        Task::Make { .. } => Next::SHOW,
    }
}

/// One number is an article to choose, or to search for; several are an article and its sizes.
fn item_typed(draft: &mut Draft, text: &str, context: &Context) -> Next {
    let language = context.language;
    let words = text
        .split(|c: char| c.is_whitespace() || c == ',' || c == ';')
        .filter(|word| !word.is_empty());
    let numbers: Option<Vec<u64>> = words.map(|word| word.parse().ok().filter(|n| *n > 0)).collect();
    match numbers.as_deref() {
        None | Some([]) => Next::Remark(notes::no_article(language)),
        Some([number]) => one_number(draft, *number, context),
        Some([_, sizes @ ..]) if sizes.len() > MOST_SIZES => Next::Remark(notes::too_many_sizes(language)),
        Some([nm, sizes @ ..]) => {
            let sizes: Vec<ChrtId> = sizes.iter().map(|chrt| ChrtId(*chrt)).collect();
            draft.type_item(NmId(*nm), &sizes, context);
            forward(draft, context)
        }
    }
}

fn one_number(draft: &mut Draft, number: u64, context: &Context) -> Next {
    let language = context.language;
    let Some(stock) = &context.stock else {
        return Next::Remark(notes::sizes_too(language));
    };
    let is_card = stock.shelves.of_card(NmId(number)).next().is_some();
    let card_of_size = stock.shelves.0.iter().find(|shelf| shelf.chrt == ChrtId(number));
    if is_card {
        draft.choose_item(NmId(number), context);
        return forward(draft, context);
    }
    if let Some(shelf) = card_of_size {
        draft.choose_item(shelf.nm, context);
        draft.size = Some(shelf.chrt);
        return forward(draft, context);
    }
    let searched = Draft {
        query: number.to_string(),
        page: 0,
        ..draft.clone()
    };
    if found_items(&searched, context).is_empty() {
        return Next::Remark(notes::no_such_item(language));
    }
    *draft = searched;
    Next::SHOW
}

fn units_typed(draft: &mut Draft, text: &str, context: &Context) -> Next {
    let language = context.language;
    if draft.size.is_none() {
        return Next::Remark(notes::choose_size_first(language));
    }
    match text.parse::<u32>() {
        Ok(units) if units < LEAST_UNITS => Next::Remark(notes::too_few(language)),
        Ok(units) if units <= MOST_UNITS => match may_wish(draft) {
            true => {
                draft.wish(Some(units));
                Next::SHOW
            }
            false => Next::Remark(notes::too_many_sizes(language)),
        },
        _ => Next::Remark(notes::no_number(language)),
    }
}

fn units_pressed(draft: &mut Draft, units: u32, context: &Context) -> Next {
    let language = context.language;
    if draft.size.is_none() {
        return Next::toast(notes::choose_size_first(language));
    }
    if !(LEAST_UNITS..=MOST_UNITS).contains(&units) {
        return Next::toast(notes::too_few(language));
    }
    if !may_wish(draft) {
        return Next::toast(notes::too_many_sizes(language));
    }
    draft.wish(Some(units));
    Next::SHOW
}

/// Whether the chosen size may have units: it has some, or there is room for another.
fn may_wish(draft: &Draft) -> bool {
    let wished = draft.wished();
    wished.len() < MOST_SIZES || wished.iter().any(|(chrt, _)| Some(*chrt) == draft.size)
}

/// What lies there of the chosen size.
pub(super) fn chosen_stock(draft: &Draft) -> Option<u32> {
    let mut sizes = draft.sizes.iter();
    sizes.find(|size| Some(size.chrt) == draft.size)?.in_stock
}

fn to_pressed(draft: &mut Draft, id: wildberries::OfficeId, context: &Context) -> Next {
    let language = context.language;
    if let Some(place) = draft.to.iter().position(|to| to.id == id) {
        draft.to.remove(place);
        return Next::SHOW;
    }
    if draft.from.as_ref().is_some_and(|from| from.id == id) {
        return Next::toast(notes::same_office(language));
    }
    if draft.to.len() >= MOST_DESTINATIONS {
        return Next::toast(notes::too_many_offices(language));
    }
    draft.to.extend(office(context, id));
    Next::SHOW
}

fn office(context: &Context, id: wildberries::OfficeId) -> Option<Office> {
    context.offices.as_ref()?.office(id).cloned()
}
