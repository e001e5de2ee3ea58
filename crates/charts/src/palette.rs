use crate::Theme;

/// The colours of one theme: two accents told apart by every kind of eye, and greys.
#[derive(Debug)]
pub(crate) struct Palette {
    /// Behind everything.
    pub(crate) background: &'static str,
    /// Titles and figures.
    pub(crate) ink: &'static str,
    /// Axis labels and small print.
    pub(crate) muted: &'static str,
    /// Grid lines.
    pub(crate) grid: &'static str,
    /// Zero lines, thresholds and events.
    pub(crate) rule: &'static str,
    /// Behind figures.
    pub(crate) shade: &'static str,
    /// Behind days nothing is known of.
    pub(crate) blank: &'static str,
    /// One colour a series: accents, then their tints and shades, so that neighbours differ in lightness too.
    pub(crate) series: [&'static str; 12],
}

/// What a rise that is wanted is drawn in; a fall takes [`WARM`].
pub(crate) const COOL: usize = 0;
/// The second accent.
pub(crate) const WARM: usize = 1;
/// The tint of the first accent, for rows that step back.
pub(crate) const COOL_TINT: usize = 3;

static LIGHT: Palette = Palette {
    background: "#ffffff",
    ink: "#171b24",
    muted: "#5d6675",
    grid: "#e7eaf0",
    rule: "#8b94a3",
    shade: "#f3f5f9",
    blank: "#edf0f5",
    series: [
        "#2f5fe0", "#e07b1a", "#5b6472", "#9db8fb", "#f5c48c", "#b3bac6", "#1a2f78", "#8a4610", "#262b35", "#5fa3cf",
        "#c9a227", "#d3d8e0",
    ],
};

static DARK: Palette = Palette {
    background: "#16181d",
    ink: "#f1f3f7",
    muted: "#a3abb9",
    grid: "#2a2e37",
    rule: "#7b8494",
    shade: "#1e2128",
    blank: "#22262e",
    series: [
        "#7b9dff", "#f3a24e", "#c3c9d4", "#4064b8", "#a86c2c", "#7b8494", "#bccdff", "#ffd3a1", "#eef1f6", "#6fc0e8",
        "#dcc05a", "#525b6b",
    ],
};

impl Palette {
    /// The colours of a theme.
    pub(crate) fn of(theme: Theme) -> &'static Self {
        match theme {
            Theme::Light => &LIGHT,
            Theme::Dark => &DARK,
        }
    }
}
