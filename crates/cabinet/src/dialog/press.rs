//! What the buttons send, as types: each is written and read here only.

mod forget;
mod history;
mod settings;
mod speed;

pub(crate) use self::forget::ForgetPress;
pub(crate) use self::history::HistoryPress;
pub(crate) use self::settings::SettingsPress;
pub(crate) use self::speed::SpeedPress;

/// A press of one of the feature's buttons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Press {
    /// In the room of the settings.
    Settings(SettingsPress),
    /// In the room of the history.
    History(HistoryPress),
    /// In the room of the figures.
    Speed(SpeedPress),
    /// On the way to an end of everything.
    Forget(ForgetPress),
}

impl Press {
    /// Reads callback data; `None` for what no button of this version sends.
    pub(crate) fn parse(data: &str) -> Option<Self> {
        let (prefix, rest) = data.split_once(':')?;
        match prefix {
            "set" => SettingsPress::parse(rest).map(Self::Settings),
            "hist" => HistoryPress::parse(rest).map(Self::History),
            "speed" => SpeedPress::parse(rest).map(Self::Speed),
            "forget" => ForgetPress::parse(rest).map(Self::Forget),
            _ => None,
        }
    }
}
