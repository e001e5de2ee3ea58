//! The wizard that makes a rule, and changes one answer of a rule there is: loads what its rules need, lets them decide, shows the
//! result.

mod day;
mod draft;
mod rules;
mod step;
mod view;

use accounts::keys;
use accounts::seller_key::KeyRecord;
use clock::{moscow_date, moscow_time};
use rand::SeedableRng;
use rand::rngs::StdRng;
use store::StoreError;
use telegram::{Reply, Say, Screen};
use wildberries::SellerId;

use self::draft::StockView;
use self::rules::Next;
use super::press::WizardPress;
use super::{Activity, MoveModule};
use crate::ids::RuleId;
use crate::offices::OfficeList;
use crate::rule::Rule;
use crate::rules::{ChangeRule, Edit, MakeRule, RuleOrder};
use crate::stock::ShopStock;
use crate::texts::wizard as texts;

pub(crate) use self::draft::StockView as ShownStock;
pub(crate) use self::draft::{Context, Draft, SizeWish, Task};
pub(crate) use self::step::Step;

impl MoveModule {
    /// A new wizard in a new message, if there is a gateway and a key to work with.
    pub(super) async fn start_wizard(&self, screen: &Screen<'_, Activity>) -> Result<Reply, StoreError> {
        let language = screen.language();
        if self.services.offices.is_none() {
            return Ok(screen.send_aside(texts::no_gateway(language)));
        }
        let (mut context, has_keys) = self.context(screen, None).await?;
        if context.shops.is_empty() {
            return Ok(screen.send_aside(texts::no_keys(language, has_keys)));
        }
        let mut draft = Draft::new(&context, rand::random());
        if draft.step == Step::Item {
            self.know_stock(screen, &mut draft, &mut context).await?;
        }
        Ok(screen.send(view::of(&draft, &context), Activity::Wizard(Box::new(draft))))
    }

    /// One step of the wizard in the pressed message, to change that answer of a rule.
    pub(super) async fn start_edit(
        &self,
        screen: &Screen<'_, Activity>,
        rule: &Rule,
        step: Step,
    ) -> Result<Reply, StoreError> {
        let (context, _) = self.context(screen, Some(&rule.seller)).await?;
        let draft = Draft::of_rule(rule, step, &context);
        Ok(show(screen, Box::new(draft), &context, Say::Nothing))
    }

    /// A press on one of the wizard's buttons; anywhere but on the wizard's own message it is stale.
    pub(super) async fn wizard_press(
        &self,
        screen: &Screen<'_, Activity>,
        press: &WizardPress,
    ) -> Result<Reply, StoreError> {
        let Activity::Wizard(draft) = screen.activity() else {
            return Ok(screen.stale());
        };
        if !screen.is_here() {
            return Ok(screen.stale());
        }
        let mut draft = draft.clone();
        let (context, has_keys) = self.context(screen, seller_of(&draft).as_ref()).await?;
        let next = rules::press(&mut draft, press, &context);
        self.follow(screen, draft, context, next, has_keys).await
    }

    /// A text while the wizard is open.
    pub(super) async fn wizard_text(
        &self,
        screen: &Screen<'_, Activity>,
        draft: &Draft,
        text: &str,
    ) -> Result<Reply, StoreError> {
        let mut draft = draft.clone();
        let (context, _) = self.context(screen, seller_of(&draft).as_ref()).await?;
        match rules::text(&mut draft, text, &context) {
            Next::Show(_) => {
                // The wizard moves down to where the user is typing.
                let reply = screen.send(view::of(&draft, &context), Activity::Wizard(Box::new(draft)));
                Ok(match screen.dialog_message() {
                    Some(old) => reply.delete(screen.request().chat, old),
                    None => reply,
                })
            }
            Next::Remark(sentence) => Ok(screen.remark(telegram::Message::plain(sentence))),
            _ => Ok(screen.remark(texts::use_buttons(screen.language()))),
        }
    }

    async fn follow(
        &self,
        screen: &Screen<'_, Activity>,
        mut draft: Box<Draft>,
        mut context: Context,
        next: Next,
        has_keys: bool,
    ) -> Result<Reply, StoreError> {
        let language = screen.language();
        match next {
            Next::Show(say) => Ok(show(screen, draft, &context, say)),
            Next::Remark(sentence) => Ok(show(screen, draft, &context, Say::Toast(sentence))),
            Next::ReadStock => {
                // Another shop may have been chosen just now.
                let chose_another = context.stock.is_none();
                context.stock = None;
                match chose_another {
                    true => self.know_stock(screen, &mut draft, &mut context).await?,
                    false => self.read_stock(screen, &mut draft, &mut context).await?,
                }
                Ok(show(screen, draft, &context, Say::Nothing))
            }
            // The context was read for this very press.
            Next::ReadOffices => Ok(show(screen, draft, &context, Say::Nothing)),
            Next::Make(seed, order) => self.make(screen, draft, seed, *order, context).await,
            Next::Save(rule, edit) => self.save(screen, draft, &rule, &edit, context).await,
            Next::Cancelled => match &draft.task {
                Task::Make { .. } => Ok(screen.end(texts::cancelled(language), Say::Nothing)),
                Task::Edit { rule } => {
                    let say = Say::Toast(texts::not_changed(language));
                    self.show_rule(screen, rule, say).await
                }
            },
            Next::NoKeys => Ok(screen.end(texts::no_keys(language, has_keys), Say::Nothing)),
        }
    }

    /// Makes the rule under the id that the draft's seed gives: the same press delivered again finds it instead of making a second.
    async fn make(
        &self,
        screen: &Screen<'_, Activity>,
        mut draft: Box<Draft>,
        seed: u64,
        order: RuleOrder,
        context: Context,
    ) -> Result<Reply, StoreError> {
        let (request, language) = (screen.request(), screen.language());
        let id = RuleId::random(&mut StdRng::seed_from_u64(seed));
        let rules = &self.services.rules;
        let made = rules.make(request.user, request.chat, &id, order, request.now).await?;
        match made {
            MakeRule::Made(rule) if rule.is_listed() => {
                let card = self.card_of(screen, &rule).await?;
                Ok(screen.show(card, Activity::Browsing, Say::Toast(texts::made(language))))
            }
            // This very wizard's rule was made and has been deleted since.
            MakeRule::Made(_) => Ok(screen.end(texts::cancelled(language), Say::Nothing)),
            outcome => {
                rules::not_made(&mut draft, &outcome);
                Ok(show(
                    screen,
                    draft,
                    &context,
                    Say::Alert(texts::not_made(language, &outcome)),
                ))
            }
        }
    }

    /// Saves a changed answer and goes back to the card.
    async fn save(
        &self,
        screen: &Screen<'_, Activity>,
        draft: Box<Draft>,
        rule: &RuleId,
        edit: &Edit,
        context: Context,
    ) -> Result<Reply, StoreError> {
        let (request, language) = (screen.request(), screen.language());
        let change = self.services.rules.edit(request.user, rule, edit, request.now).await?;
        let say = match &change {
            ChangeRule::Changed(_) => Say::Toast(texts::saved(language)),
            ChangeRule::Already(_) => Say::Toast(texts::not_changed(language)),
            change => super::rules::said(language, change, texts::saved(language)),
        };
        if matches!(change, ChangeRule::Past | ChangeRule::NothingLeft) {
            return Ok(show(screen, draft, &context, say));
        }
        self.show_rule(screen, rule, say).await
    }

    /// What the wizard's rules need to know, and whether the user has keys at all.
    async fn context(
        &self,
        screen: &Screen<'_, Activity>,
        seller: Option<&SellerId>,
    ) -> Result<(Context, bool), StoreError> {
        let request = screen.request();
        let all = keys::list(&self.services.table, request.user).await?;
        let mut shops: Vec<KeyRecord> = Vec::new();
        for key in all
            .iter()
            .map(|stored| &stored.record)
            .filter(|key| key.can_book(request.now))
        {
            if !shops.iter().any(|known| known.seller == key.seller) {
                shops.push(key.clone());
            }
        }
        let stock = match seller {
            Some(seller) => self.services.stocks.known(request.user, seller, request.now).await?,
            None => None,
        };
        let context = Context {
            language: screen.language(),
            today: moscow_date(request.now),
            stock: stock.as_ref().and_then(shown_stock),
            offices: self.offices(&shops, request.now).await?,
            shops,
        };
        Ok((context, !all.is_empty()))
    }

    async fn offices(&self, shops: &[KeyRecord], now: jiff::Timestamp) -> Result<Option<OfficeList>, StoreError> {
        match (&self.services.offices, shops.first()) {
            (Some(offices), Some(key)) => offices.list(key, now).await,
            _ => Ok(None),
        }
    }

    /// The draft's shop's stock as it is remembered; asked for if it is not.
    async fn know_stock(
        &self,
        screen: &Screen<'_, Activity>,
        draft: &mut Draft,
        context: &mut Context,
    ) -> Result<(), StoreError> {
        let request = screen.request();
        if let Some(seller) = seller_of(draft)
            && let Some(known) = self.services.stocks.known(request.user, &seller, request.now).await?
            && known.is_fresh(request.now)
        {
            context.stock = shown_stock(&known);
            return Ok(());
        }
        self.read_stock(screen, draft, context).await
    }

    /// Asks Wildberries what lies in the draft's shop; what was known before is better than nothing.
    async fn read_stock(
        &self,
        screen: &Screen<'_, Activity>,
        draft: &mut Draft,
        context: &mut Context,
    ) -> Result<(), StoreError> {
        let request = screen.request();
        let Some(seller) = seller_of(draft) else {
            return Ok(());
        };
        let Some(key) = context.shops.iter().find(|key| key.seller == seller) else {
            return Ok(());
        };
        match self.services.stocks.read(key, request.now).await? {
            Ok(stock) => {
                draft.no_stock = None;
                context.stock = shown_stock(&stock);
            }
            Err(why) => {
                draft.no_stock = Some(why);
                let known = self.services.stocks.known(request.user, &seller, request.now).await?;
                context.stock = known.as_ref().and_then(shown_stock);
            }
        }
        Ok(())
    }
}

fn seller_of(draft: &Draft) -> Option<SellerId> {
    draft.shop.as_ref().map(|shop| shop.seller.clone())
}

fn shown_stock(stock: &ShopStock) -> Option<StockView> {
    let shelves = stock.unpack();
    if let Err(error) = &shelves {
        tracing::error!(error = %error, "stock.unreadable: stored stock could not be read");
    }
    Some(StockView {
        shelves: shelves.ok()?,
        at: moscow_time(stock.taken_at),
        is_whole: stock.is_whole,
    })
}

/// The wizard goes on at the draft's step.
fn show(screen: &Screen<'_, Activity>, draft: Box<Draft>, context: &Context, say: Say) -> Reply {
    screen.show(view::of(&draft, context), Activity::Wizard(draft), say)
}

#[cfg(test)]
mod tests;
