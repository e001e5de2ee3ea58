//! What the reporter does about channels. Its jobs travel on `reports.fifo` among its other errands.

use channel_sources::ChannelName;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use telegram::{ChatId, Language, UserId};

/// Work for the reporter about channels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "about")]
pub enum ChannelErrand {
    /// Judge the alerts of every followed channel, page by page.
    Alerts(AlertsPage),
    /// Judge the alerts of one channel for everybody who follows it.
    Judge(Judge),
    /// Order the reports of a period for everybody who follows channels, page by page.
    Reports(ReportsPage),
    /// Write and send one user's report.
    Report(ReportJob),
    /// Draw a channel's figures.
    Chart(ChartJob),
    /// Write and send an export.
    Export(ExportJob),
    /// Draw what an alert is about.
    AlertChart(AlertChart),
}

/// "Judge these channels."
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertsPage {
    /// When the schedule ordered it: names the run.
    pub at: Timestamp,
    /// The channel to go on after; `None` at the beginning.
    pub after: Option<String>,
}

/// "Judge this channel."
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judge {
    /// Which channel.
    pub channel: ChannelName,
    /// When the run began.
    pub at: Timestamp,
}

/// Which stretch of days a report is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// The seven days before.
    Week,
    /// The calendar month before.
    Month,
}

/// "Order these reports."
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportsPage {
    /// Of what.
    pub period: Period,
    /// The day they are sent on: the period ends the day before.
    pub day: Date,
    /// Where to go on in the list of users; `None` at its beginning.
    pub after: Option<String>,
}

/// "Write this report."
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportJob {
    /// For whom.
    pub user: UserId,
    /// Where it is sent.
    pub chat: ChatId,
    /// Of what.
    pub period: Period,
    /// The day it is sent on: the period ends the day before.
    pub day: Date,
    /// When the user asked for it; `None` when the schedule did, which does so once for a period.
    pub asked_at: Option<Timestamp>,
}

/// "Draw this channel."
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChartJob {
    /// For whom.
    pub user: UserId,
    /// Where it is sent.
    pub chat: ChatId,
    /// In which language.
    pub language: Language,
    /// One channel, or those to be compared.
    pub channels: Vec<ChannelName>,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// When it was asked for.
    pub at: Timestamp,
}

/// How an export is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    /// CSV as RFC 4180 has it.
    Csv,
    /// The same with a byte order mark, without which Excel takes it for another alphabet.
    CsvForExcel,
    /// JSON.
    Json,
}

/// "Write this export."
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportJob {
    /// For whom.
    pub user: UserId,
    /// Where it is sent.
    pub chat: ChatId,
    /// In which language.
    pub language: Language,
    /// Which channels; the user follows them.
    pub channels: Vec<ChannelName>,
    /// How.
    pub format: ExportFormat,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// When it was asked for.
    pub at: Timestamp,
}

/// What an alert watches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertKind {
    /// The number of subscribers.
    Members,
    /// The views of posts at equal age.
    Views,
    /// That posts come.
    Silence,
    /// That figures come.
    Trouble,
}

/// "Draw what this alert is about." Ordered beside the alert's words; the same alert is drawn once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertChart {
    /// For whom.
    pub user: UserId,
    /// Where it is sent.
    pub chat: ChatId,
    /// In which language.
    pub language: Language,
    /// Which channel.
    pub channel: ChannelName,
    /// What the alert watches.
    pub kind: AlertKind,
    /// When the alert began: names it.
    pub at: Timestamp,
}

impl ChannelErrand {
    /// Errands of one group are done one after another.
    pub fn group(&self) -> String {
        match self {
            Self::Alerts(_) => "alerts".to_owned(),
            Self::Judge(job) => format!("judge-{}", job.channel.as_str()),
            Self::Reports(_) => "channel-reports".to_owned(),
            Self::Report(job) => job.user.to_string(),
            Self::Chart(job) => job.user.to_string(),
            Self::Export(job) => job.user.to_string(),
            Self::AlertChart(job) => job.user.to_string(),
        }
    }

    /// The same errand ordered twice is one.
    pub fn dedup(&self) -> String {
        let after = |after: &Option<String>| after.clone().unwrap_or_else(|| "beginning".to_owned());
        match self {
            Self::Alerts(page) => format!("alerts-{}-{}", page.at.as_second(), after(&page.after)),
            Self::Judge(job) => format!("judge-{}-{}", job.channel.as_str(), job.at.as_second()),
            Self::Reports(page) => format!("reports-{}-{}-{}", page.period.name(), page.day, after(&page.after)),
            Self::Report(job) => {
                let asked = job.asked_at.map_or(0, Timestamp::as_millisecond);
                format!("report-{}-{}-{}-{asked}", job.user, job.period.name(), job.day)
            }
            Self::Chart(job) => format!("chart-{}-{}", job.user, job.at.as_millisecond()),
            Self::Export(job) => format!("export-{}-{}", job.user, job.at.as_millisecond()),
            Self::AlertChart(job) => {
                let (user, channel, kind) = (job.user, job.channel.as_str(), job.kind.name());
                format!("alert-chart-{user}-{channel}-{kind}-{}", job.at.as_millisecond())
            }
        }
    }
}

impl AlertKind {
    /// Every kind, in the order in which they are shown.
    pub const ALL: [Self; 4] = [Self::Members, Self::Views, Self::Silence, Self::Trouble];

    /// Its name in keys, buttons and logs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Members => "members",
            Self::Views => "views",
            Self::Silence => "silence",
            Self::Trouble => "trouble",
        }
    }
}

impl Period {
    /// Its name in keys and logs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Month => "month",
        }
    }
}
