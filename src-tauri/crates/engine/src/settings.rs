//! The owner's preferences for the screens. None of them gives authority to anybody.

use crate::store::Connection;
use counterfoil_domain::evaluate::DEFAULT_UNDO;

use crate::error::EngineError;
use crate::store;

/// How much a notification tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Privacy {
    /// Merchant and amount.
    #[default]
    Standard,
    /// That something waits.
    Private,
    /// Items too.
    Full,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// The shortest and the longest undo window, seconds.
pub const UNDO_SECONDS: std::ops::RangeInclusive<u32> = 5..=60;

/// Preferences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Light or dark.
    pub theme: Theme,
    /// How much a notification tells.
    pub privacy: Privacy,
    /// Whether single letters act in lists.
    pub single_keys: bool,
    /// The undo window of purchases that no mandate covers, within [`UNDO_SECONDS`].
    pub undo_seconds: u32,
}

impl Default for Settings {
    fn default() -> Self {
        let undo = u32::try_from(DEFAULT_UNDO.as_secs()).unwrap_or(*UNDO_SECONDS.start());
        Self {
            theme: Theme::default(),
            privacy: Privacy::default(),
            single_keys: false,
            undo_seconds: undo,
        }
    }
}

impl Theme {
    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

impl Privacy {
    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Private => "private",
            Self::Full => "full",
        }
    }
}

pub(crate) fn load(conn: &Connection) -> Result<Settings, EngineError> {
    let read = |name| store::texts::setting(conn, name).map(Option::unwrap_or_default);
    let theme = read("theme")?;
    let privacy = read("privacy")?;
    let themes = [Theme::System, Theme::Light, Theme::Dark];
    let modes = [Privacy::Standard, Privacy::Private, Privacy::Full];
    Ok(Settings {
        theme: themes
            .into_iter()
            .find(|known| known.word() == theme)
            .unwrap_or_default(),
        privacy: modes
            .into_iter()
            .find(|known| known.word() == privacy)
            .unwrap_or_default(),
        single_keys: read("single_keys")? == "yes",
        undo_seconds: undo_seconds(conn)?,
    })
}

/// The undo window of purchases that no mandate covers.
pub(crate) fn undo_seconds(conn: &Connection) -> Result<u32, EngineError> {
    let kept = store::texts::setting(conn, "undo_seconds")?;
    let kept = kept.and_then(|text| text.parse().ok());
    let kept = kept.filter(|seconds| UNDO_SECONDS.contains(seconds));
    Ok(kept.unwrap_or(Settings::default().undo_seconds))
}

pub(crate) fn save(conn: &Connection, settings: Settings) -> Result<(), EngineError> {
    if !UNDO_SECONDS.contains(&settings.undo_seconds) {
        let (from, to) = (UNDO_SECONDS.start(), UNDO_SECONDS.end());
        return Err(EngineError::Invalid(format!(
            "The undo window must be between {from} and {to} seconds."
        )));
    }
    store::texts::put_setting(conn, "undo_seconds", &settings.undo_seconds.to_string())?;
    store::texts::put_setting(conn, "theme", settings.theme.word())?;
    store::texts::put_setting(conn, "privacy", settings.privacy.word())?;
    let single_keys = if settings.single_keys { "yes" } else { "no" };
    store::texts::put_setting(conn, "single_keys", single_keys)
}
