//! The log of a command: to standard error, for what `COUNTERFOIL_LOG` asks for.

use tracing_subscriber::EnvFilter;

/// Starts the log; without `COUNTERFOIL_LOG` only errors are in it.
pub(crate) fn start() {
    let asked = std::env::var("COUNTERFOIL_LOG")
        .ok()
        .filter(|text| !text.is_empty());
    let filter = EnvFilter::try_new(asked.as_deref().unwrap_or("error"));
    let filter = filter.unwrap_or_else(|_| EnvFilter::new("error"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // Only a test that runs commands in its own process could have started one before.
    log.with_ansi(false).try_init().ok();
}
