//! The room of the rules: the list, one card at a time, and a rule's results.

use store::StoreError;
use telegram::{Action, Button, Keyboard, Language, Message, Reply, Say, Screen, fingerprint, page, pager_row};
use wildberries::Budget;

use super::press::{Press, RulePress};
use super::wizard::Step;
use super::{Activity, MoveModule};
use crate::ids::RuleId;
use crate::records::{CoolDown, MoveRest};
use crate::rule::{Rule, RuleState};
use crate::rules::{ChangeRule, fit_keys};
use crate::texts::card::{self as texts, Around, buttons, toasts};

/// Rules on one page of the list.
const PAGE: usize = 8;
/// Requests on the page of results.
const RESULTS: usize = 12;

impl MoveModule {
    /// The list of the user's rules.
    pub(super) async fn show_rules(
        &self,
        screen: &Screen<'_, Activity>,
        number: usize,
        say: Say,
    ) -> Result<Reply, StoreError> {
        let language = screen.language();
        let rules = self.services.rules.list(screen.request().user).await?;
        let shown = page(&rules, number, PAGE);
        let mut keyboard = Keyboard::new();
        for rule in shown.items {
            let label = texts::label(language, &rule.record);
            keyboard = keyboard.row([Button::press(label, RulePress::Show(rule.record.id.clone()).data())]);
        }
        let keyboard = keyboard
            .row(pager_row(shown.number, shown.pages, |n| RulePress::List(n).data()))
            .row([Button::press(buttons::new(language), RulePress::New.data())]);
        let records: Vec<&Rule> = rules.iter().map(|rule| &rule.record).collect();
        let view = texts::list(language, &records).keyboard(keyboard);
        Ok(screen.show(view, Activity::Browsing, say))
    }

    /// A press on the list or a card.
    pub(super) async fn rule_press(
        &self,
        screen: &Screen<'_, Activity>,
        press: &RulePress,
    ) -> Result<Reply, StoreError> {
        let (user, now, language) = (screen.request().user, screen.request().now, screen.language());
        let rules = &self.services.rules;
        let (id, say) = match press {
            RulePress::New => return self.start_wizard(screen).await,
            RulePress::List(number) => return self.show_rules(screen, *number, Say::Nothing).await,
            RulePress::Show(id) => (id, Say::Nothing),
            RulePress::Open(id) => return self.open_rule(screen, id).await,
            RulePress::Pause(id) => {
                let change = rules.pause(user, id, now).await?;
                (id, said(language, &change, toasts::paused(language)))
            }
            RulePress::Resume(id) => {
                let change = rules.resume(user, id, now).await?;
                (id, said(language, &change, toasts::resumed(language)))
            }
            RulePress::Delete(id) => return self.ask_to_delete(screen, id).await,
            RulePress::ConfirmDelete(id) => {
                let change = rules.delete(user, id, now).await?;
                let say = said(language, &change, toasts::deleted(language));
                return self.show_rules(screen, 0, say).await;
            }
            RulePress::Edit(id) => return self.ask_what_to_change(screen, id).await,
            RulePress::Change(id, step) => {
                return match rules.get(user, id).await? {
                    Some(rule) if self.services.offices.is_some() => self.start_edit(screen, &rule.record, *step).await,
                    _ => self.show_rule(screen, id, Say::Nothing).await,
                };
            }
            RulePress::Results(id) => return self.show_results(screen, id).await,
            RulePress::Renew(id, mark) => return self.renew(screen, id, mark).await,
        };
        self.show_rule(screen, id, say).await
    }

    /// The card of a rule in the pressed message; the list if the rule is gone.
    pub(super) async fn show_rule(
        &self,
        screen: &Screen<'_, Activity>,
        id: &RuleId,
        say: Say,
    ) -> Result<Reply, StoreError> {
        let Some(rule) = self.services.rules.get(screen.request().user, id).await? else {
            let say = match say {
                Say::Nothing => Say::Toast(toasts::gone(screen.language())),
                say => say,
            };
            return self.show_rules(screen, 0, say).await;
        };
        let card = self.card_of(screen, &rule.record).await?;
        Ok(screen.show(card, Activity::Browsing, say))
    }

    /// The card of a rule.
    pub(super) async fn card_of(&self, screen: &Screen<'_, Activity>, rule: &Rule) -> Result<Message, StoreError> {
        let (table, now) = (&self.services.table, screen.request().now);
        let shop = CoolDown::partition(&rule.seller);
        let rest_key = MoveRest::key_of(&rule.seller);
        let (cool_downs, rest, stock, keys) = tokio::try_join!(
            table.list::<CoolDown>(&shop, CoolDown::PREFIX),
            table.get_live::<MoveRest>(&rest_key, now),
            self.services.stocks.known_for_rules(&rule.seller, now),
            fit_keys(table, rule.user, &rule.seller, now),
        )?;
        // Until the shop's keys have been tried, their kind may say already that they will not do.
        let is_stock_hidden = match stock {
            Some(stock) => stock.is_denied,
            None => !keys.is_empty() && keys.iter().all(|key| Budget::stocks(key.record.kind).is_none()),
        };
        let concerns = |cool: &CoolDown| {
            cool.until > now
                && rule.lines.iter().any(|line| line.chrt == cool.chrt)
                && rule.to.iter().any(|to| to.id == cool.dst)
        };
        let mut cool_downs: Vec<CoolDown> = cool_downs
            .into_iter()
            .map(|stored| stored.record)
            .filter(concerns)
            .collect();
        cool_downs.sort_by_key(|cool| (cool.until, cool.chrt));
        let around = Around {
            cool_downs,
            rest_until: rest.map(|rest| rest.record.until),
            next_opening: self.services.hours.next_for(rule.windows, now),
            is_stock_hidden,
            has_gateway: self.services.offices.is_some(),
        };
        let language = screen.language();
        let text = texts::card(language, rule, &around, now);
        let unmarked = text.clone().keyboard(keyboard(language, rule, UNMARKED));
        Ok(text.keyboard(keyboard(language, rule, &fingerprint(&unmarked))))
    }

    /// Shows the card as it is now, if that differs from what the user sees: known from the dialog, else from the button's mark.
    async fn renew(&self, screen: &Screen<'_, Activity>, id: &RuleId, mark: &str) -> Result<Reply, StoreError> {
        let Some(rule) = self.services.rules.get(screen.request().user, id).await? else {
            return self.show_rule(screen, id, Say::Nothing).await;
        };
        let card = self.card_of(screen, &rule.record).await?;
        let is_same = if screen.is_here() {
            screen.shows(&card)
        } else {
            mark_of(&card).as_deref() == Some(mark)
        };
        if is_same {
            return Ok(screen.answer(Say::Toast(toasts::unchanged(screen.language()))));
        }
        Ok(screen.show(card, Activity::Browsing, Say::Nothing))
    }

    async fn open_rule(&self, screen: &Screen<'_, Activity>, id: &RuleId) -> Result<Reply, StoreError> {
        Ok(
            screen.send_aside(match self.services.rules.get(screen.request().user, id).await? {
                Some(rule) => self.card_of(screen, &rule.record).await?,
                None => texts::gone_message(screen.language()),
            }),
        )
    }

    async fn ask_to_delete(&self, screen: &Screen<'_, Activity>, id: &RuleId) -> Result<Reply, StoreError> {
        let language = screen.language();
        let Some(rule) = self.services.rules.get(screen.request().user, id).await? else {
            return self.show_rule(screen, id, Say::Nothing).await;
        };
        let keyboard = Keyboard::new()
            .row([Button::press(
                buttons::yes(language),
                RulePress::ConfirmDelete(id.clone()).data(),
            )])
            .row([Button::press(
                buttons::keep(language),
                RulePress::Show(id.clone()).data(),
            )]);
        let question = texts::delete_question(language, &rule.record).keyboard(keyboard);
        Ok(screen.show(question, Activity::Browsing, Say::Nothing))
    }

    async fn ask_what_to_change(&self, screen: &Screen<'_, Activity>, id: &RuleId) -> Result<Reply, StoreError> {
        let language = screen.language();
        let Some(rule) = self.services.rules.get(screen.request().user, id).await? else {
            return self.show_rule(screen, id, Say::Nothing).await;
        };
        let change = |step: Step, label: &str| Button::press(label, RulePress::Change(id.clone(), step).data());
        let keyboard = Keyboard::new()
            .row([
                change(Step::Sizes, buttons::units(language)),
                change(Step::To, buttons::destinations(language)),
            ])
            .row([change(Step::When, buttons::when(language))])
            .row([Button::press(
                buttons::back(language),
                RulePress::Show(id.clone()).data(),
            )]);
        let card = self.card_of(screen, &rule.record).await?;
        Ok(screen.show(card.keyboard(keyboard), Activity::Browsing, Say::Nothing))
    }

    async fn show_results(&self, screen: &Screen<'_, Activity>, id: &RuleId) -> Result<Reply, StoreError> {
        let (language, user) = (screen.language(), screen.request().user);
        let Some(rule) = self.services.rules.get(user, id).await? else {
            return self.show_rule(screen, id, Say::Nothing).await;
        };
        let requests = self.services.rules.requests(user, id).await?;
        let shown = &requests[..requests.len().min(RESULTS)];
        let keyboard = Keyboard::new().row([Button::press(
            buttons::back(language),
            RulePress::Show(id.clone()).data(),
        )]);
        let view = texts::results(language, &rule.record, shown, requests.len()).keyboard(keyboard);
        Ok(screen.show(view, Activity::Browsing, Say::Nothing))
    }
}

/// What is said about a change; `done` when it was made.
pub(super) fn said(language: Language, change: &ChangeRule, done: String) -> Say {
    match change {
        ChangeRule::Changed(_) => Say::Toast(done),
        ChangeRule::Already(rule) => Say::Toast(toasts::already(language, rule)),
        ChangeRule::Gone => Say::Toast(toasts::gone(language)),
        ChangeRule::KeyUnusable => Say::Alert(toasts::key_unusable(language)),
        ChangeRule::Past => Say::Alert(toasts::past(language)),
        ChangeRule::NothingLeft => Say::Alert(toasts::nothing_left(language)),
    }
}

/// Stands where a card's mark goes while the mark is being made.
const UNMARKED: &str = "0";

/// The mark that a card's refresh button carries.
fn mark_of(card: &Message) -> Option<String> {
    let mut buttons = card.keyboard.0.iter().flatten();
    buttons.find_map(|button| match &button.action {
        Action::Press(data) => match Press::parse(data.as_str()) {
            Some(Press::Rule(RulePress::Renew(_, mark))) => Some(mark),
            _ => None,
        },
        Action::Open(_) => None,
    })
}

fn keyboard(language: Language, rule: &Rule, mark: &str) -> Keyboard {
    let id = || rule.id.clone();
    let switch = match rule.state {
        RuleState::Waiting => Some(Button::press(buttons::pause(language), RulePress::Pause(id()).data())),
        RuleState::Paused(_) => Some(Button::press(buttons::resume(language), RulePress::Resume(id()).data())),
        RuleState::Done | RuleState::Passed | RuleState::Deleted => None,
    };
    let edit = Button::press(buttons::edit(language), RulePress::Edit(id()).data());
    let delete = Button::press(buttons::delete(language), RulePress::Delete(id()).data());
    Keyboard::new()
        .row(switch.into_iter().chain([edit, delete]))
        .row([
            Button::press(buttons::results(language), RulePress::Results(id()).data()),
            Button::press(
                buttons::refresh(language),
                RulePress::Renew(id(), mark.to_owned()).data(),
            ),
        ])
        .row([
            Button::press(buttons::list(language), RulePress::List(0).data()),
            Button::press(buttons::new(language), RulePress::New.data()),
        ])
}
