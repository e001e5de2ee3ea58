//! The room where channels stand side by side.

use channels::ChannelName;
use store::StoreError;
use telegram::{Reply, Say};

use super::{Activity, AnalyticsModule, Screen};
use crate::comparison::{DAYS, MOST, compare};
use crate::texts::{adding, compare as texts, list};

impl AnalyticsModule {
    pub(super) async fn compare_command(&self, screen: &Screen<'_>, argument: &str) -> Result<Reply, StoreError> {
        let language = screen.language();
        if argument.is_empty() {
            return self.choose(screen).await;
        }
        let mut names: Vec<ChannelName> = Vec::new();
        for word in argument.split([' ', ',', '\n']).filter(|word| !word.is_empty()) {
            match ChannelName::try_from(word) {
                Ok(name) if names.contains(&name) => {}
                Ok(name) => names.push(name),
                Err(bad) => return Ok(screen.remark(adding::bad_name(language, bad))),
            }
        }
        if !(2..=MOST).contains(&names.len()) {
            return Ok(screen.remark(texts::wrong_number(language, MOST)));
        }
        self.show_comparison(screen, &names).await
    }

    /// Asks which channels.
    pub(super) async fn choose(&self, screen: &Screen<'_>) -> Result<Reply, StoreError> {
        self.show_choice(screen, Vec::new()).await
    }

    pub(super) async fn pick(&self, screen: &Screen<'_>, name: ChannelName) -> Result<Reply, StoreError> {
        // A press on another message than the dialog's is about a choice that is over.
        let mut chosen = match screen.activity() {
            Activity::Choosing { chosen } if screen.is_here() => chosen.clone(),
            _ => return Ok(screen.stale()),
        };
        match chosen.iter().position(|one| *one == name) {
            Some(place) => {
                chosen.remove(place);
            }
            None if chosen.len() == MOST => {
                return Ok(screen.answer(Say::Toast(texts::full(screen.language(), MOST))));
            }
            None => chosen.push(name),
        }
        self.show_choice(screen, chosen).await
    }

    pub(super) async fn compare_chosen(&self, screen: &Screen<'_>) -> Result<Reply, StoreError> {
        match screen.activity() {
            Activity::Choosing { chosen } if chosen.len() < 2 => {
                Ok(screen.answer(Say::Toast(texts::too_few(screen.language()))))
            }
            Activity::Choosing { chosen } if screen.is_here() => self.show_comparison(screen, chosen).await,
            _ => Ok(screen.stale()),
        }
    }

    async fn show_choice(&self, screen: &Screen<'_>, chosen: Vec<ChannelName>) -> Result<Reply, StoreError> {
        let language = screen.language();
        let mine = self.services.channels.of_user(screen.request().user).await?;
        let names: Vec<ChannelName> = mine.into_iter().map(|following| following.channel).collect();
        if names.len() < 2 {
            return Ok(screen.show(texts::nothing_to_compare(language), Activity::Browsing, Say::Nothing));
        }
        let view = texts::choice(language, &names, &chosen);
        Ok(screen.show(view, Activity::Choosing { chosen }, Say::Nothing))
    }

    /// The figures at once, the picture when it is drawn.
    async fn show_comparison(&self, screen: &Screen<'_>, names: &[ChannelName]) -> Result<Reply, StoreError> {
        let (request, language) = (screen.request(), screen.language());
        for name in names {
            if !self.services.channels.follows(request.user, name).await? {
                return Ok(screen.remark(list::not_followed(language, name)));
            }
        }
        let overviews = compare(&self.services.table, names, request.now).await?;
        self.order_chart(screen, names.to_vec(), DAYS).await?;
        let view = texts::table(language, &overviews);
        Ok(screen.show(view, Activity::Browsing, Say::Nothing))
    }
}
