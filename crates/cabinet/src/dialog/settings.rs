//! The room of the settings.

use accounts::preferences::Preferences;
use store::StoreError;
use telegram::{Reply, Say};

use super::press::SettingsPress;
use super::{Activity, CabinetModule, Screen};
use crate::settings::{Change, change};
use crate::texts::settings as texts;

impl CabinetModule {
    /// The settings.
    pub(super) async fn show_settings(&self, screen: &Screen<'_>) -> Result<Reply, StoreError> {
        let wishes = Preferences::of(&self.services.table, screen.request().user).await?;
        let view = texts::overview(screen.language(), &wishes, screen.request().now);
        Ok(screen.show(view, Activity::Browsing, Say::Nothing))
    }

    pub(super) async fn settings_press(&self, screen: &Screen<'_>, press: SettingsPress) -> Result<Reply, StoreError> {
        let language = screen.language();
        let changed = match press {
            SettingsPress::Show => return self.show_settings(screen).await,
            SettingsPress::QuietFrom => {
                return Ok(screen.show(texts::quiet_from(language), Activity::Browsing, Say::Nothing));
            }
            SettingsPress::QuietTo(from) => {
                return Ok(screen.show(texts::quiet_to(language, from), Activity::Browsing, Say::Nothing));
            }
            SettingsPress::Topics | SettingsPress::QuietChoices | SettingsPress::DigestChoices => None,
            SettingsPress::Tell(topic, told) => Some(Change::Tell(topic, told)),
            SettingsPress::Quiet(quiet) => Some(Change::Quiet(quiet)),
            SettingsPress::Digest(hour) => Some(Change::Digest(hour)),
        };
        let (table, user) = (&self.services.table, screen.request().user);
        let wishes = match changed {
            Some(wish) => change(table, user, wish).await?,
            None => Preferences::of(table, user).await?,
        };
        let view = match press {
            SettingsPress::Topics | SettingsPress::Tell(..) => texts::topics(language, &wishes),
            SettingsPress::QuietChoices => texts::quiet_choices(language, &wishes),
            SettingsPress::DigestChoices => texts::digest_choices(language, &wishes),
            _ => texts::overview(language, &wishes, screen.request().now),
        };
        let say = match changed {
            Some(_) => Say::Toast(texts::saved(language)),
            None => Say::Nothing,
        };
        Ok(screen.show(view, Activity::Browsing, say))
    }
}
