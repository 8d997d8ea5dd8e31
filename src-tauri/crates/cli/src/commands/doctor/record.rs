//! The record, its keys and the clock it runs by.

use counterfoil_engine::{ActivityQuery, Engine, Keyring};

use super::Check;
use crate::context::Context;
use crate::shown::local;

/// More entries than this are better checked by `verify`, which shows how far it is.
const QUICK: u64 = 100_000;

pub(super) async fn checks(context: &Context, engine: &Engine) -> Vec<Check> {
    vec![
        record(engine).await,
        keyring(engine).await,
        clock(context, engine).await,
    ]
}

async fn record(engine: &Engine) -> Check {
    let name = "record";
    let session = engine.local();
    let remedy = "Run `counterfoil verify`, keep a copy of the folder, and go back to a backup.";
    let overview = match session.overview().await {
        Ok(overview) => overview,
        Err(error) => return Check::damaged(name, error.to_string(), remedy),
    };
    if let Some(damage) = overview.damage {
        return Check::damaged(name, damage, remedy);
    }
    let size = overview.ledger_size;
    if size > QUICK {
        return Check::fine(
            name,
            format!("{size} entries; its newest head fits. All of them: `counterfoil verify`"),
        );
    }
    match super::super::verify::checked(&session).await {
        Ok(report) => match report.problem {
            None => Check::fine(name, format!("{size} entries, all verified")),
            Some(problem) => Check::damaged(name, problem.text, remedy),
        },
        Err(failure) => Check::damaged(name, failure.message, remedy),
    }
}

async fn keyring(engine: &Engine) -> Check {
    let name = "keyring";
    if Context::keyring() == Keyring::Never {
        let remedy = "Unset COUNTERFOIL_NO_KEYRING to let the system's keyring keep the key.";
        return Check::mind(
            name,
            "Switched off: the passphrase is asked each time.",
            remedy,
        );
    }
    match engine.unlock_from_keyring().await {
        Ok(_) => {
            engine.lock();
            Check::fine(name, "The system's keyring opens the keys")
        }
        Err(error) => {
            let remedy = "Unlock the keyring of this system and `counterfoil serve` once with the \
                          passphrase; or go on typing it.";
            Check::mind(name, error.to_string(), remedy)
        }
    }
}

async fn clock(context: &Context, engine: &Engine) -> Check {
    let name = "clock";
    let now = context.now();
    let newest = ActivityQuery {
        text: String::new(),
        after: None,
        limit: 1,
    };
    let newest = engine.local().activity(newest).await.ok();
    let newest = newest.and_then(|found| found.rows.first().map(|row| row.requested_at));
    match newest {
        Some(newest) if newest > now => Check::bad(
            name,
            format!(
                "It shows {}, which is before the newest purchase ({})",
                local(now),
                local(newest)
            ),
            "Set the clock of this computer; limits by day and month depend on it.",
        ),
        Some(_) | None => Check::fine(name, format!("It shows {}", local(now))),
    }
}
