//! The owner's preferences for the screens. None of them gives authority to anybody.

use rusqlite::Connection;

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

/// Preferences.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Light or dark.
    pub theme: Theme,
    /// How much a notification tells.
    pub privacy: Privacy,
    /// Whether single letters act in lists.
    pub single_keys: bool,
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
    })
}

pub(crate) fn save(conn: &Connection, settings: &Settings) -> Result<(), EngineError> {
    store::texts::put_setting(conn, "theme", settings.theme.word())?;
    store::texts::put_setting(conn, "privacy", settings.privacy.word())?;
    let single_keys = if settings.single_keys { "yes" } else { "no" };
    store::texts::put_setting(conn, "single_keys", single_keys)
}
