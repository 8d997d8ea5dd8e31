//! The frame of the window, and the owner's settings.

use std::time::Duration;

use counterfoil_engine as engine;
use counterfoil_engine::Overview;

use super::values::{count, money, time};
use crate::views::{AppStatus, LedgerState, Paused, Privacy, Settings, Theme};

/// Fills in what the engine knows.
pub fn overview(overview: &Overview, status: &mut AppStatus) {
    status.paused = overview.pause.map(|pause| Paused {
        until: pause.until.map(time),
    });
    status.waiting = count(overview.waiting);
    status.spent_today = overview.spent_today.iter().copied().map(money).collect();
    status.ledger.size = count(overview.ledger_size);
    status.ledger.root.clone_from(&overview.root);
    if let Some(damage) = &overview.damage {
        status.ledger.state = LedgerState::Damaged;
        status.ledger.problem = Some(damage.clone());
    }
}

/// The owner's settings, with what the core enforces besides.
pub fn settings(settings: engine::Settings, guard: Duration) -> Settings {
    Settings {
        theme: match settings.theme {
            engine::Theme::System => Theme::System,
            engine::Theme::Light => Theme::Light,
            engine::Theme::Dark => Theme::Dark,
        },
        privacy: match settings.privacy {
            engine::Privacy::Standard => Privacy::Standard,
            engine::Privacy::Private => Privacy::Private,
            engine::Privacy::Full => Privacy::Full,
        },
        undo_seconds: settings.undo_seconds,
        single_keys: settings.single_keys,
        guard_ms: count(guard.as_millis()),
    }
}

/// Those of the settings that are the owner's to choose.
pub fn settings_from(settings: &Settings) -> engine::Settings {
    engine::Settings {
        theme: match settings.theme {
            Theme::System => engine::Theme::System,
            Theme::Light => engine::Theme::Light,
            Theme::Dark => engine::Theme::Dark,
        },
        privacy: match settings.privacy {
            Privacy::Standard => engine::Privacy::Standard,
            Privacy::Private => engine::Privacy::Private,
            Privacy::Full => engine::Privacy::Full,
        },
        single_keys: settings.single_keys,
        undo_seconds: settings.undo_seconds,
    }
}
