//! `counterfoil serve`: the gateway and the standing duties, without a window.

use std::io::Write;
use std::time::Duration;

use counterfoil_domain::PurchaseId;
use counterfoil_domain::purchase::Status;
use counterfoil_engine::{Duties, Engine, Event, Keyring, LocalSession, PurchaseSummary};
use counterfoil_gateway::{Gateway, GatewayConfig};
use serde_json::json;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use crate::address::{self, Announced};
use crate::args::{Rate, Serve};
use crate::context::Context;
use crate::failure::Failure;
use crate::terminal::shown;

use self::notice::Notice;

mod notice;

pub(super) async fn run(context: &Context, asked: Serve) -> Result<(), Failure> {
    let engine = context.open_with(Context::keyring()).await?;
    let done = serve(context, &engine, &asked).await;
    super::closing(engine, done).await
}

async fn serve(context: &Context, engine: &Engine, asked: &Serve) -> Result<(), Failure> {
    // First what can be refused without asking for the passphrase.
    let duties = duties(context, engine)?;
    let gateway = Gateway::bind(config(asked)).await?;
    unlock(context, engine).await?;
    // From here on a signal ends this in order, and not in the middle.
    let asked_to_stop = asked_to_stop()?;
    let shutdown = CancellationToken::new();
    let url = gateway.url();
    let events = engine.subscribe();
    let serving = tokio::spawn(gateway.serve(engine.gate(), shutdown.clone()));
    let announced = Announced::write(&context.dir, &url)?;
    ready(&url)?;
    let mut notice = Notice::connect().await;
    tokio::select! {
        () = asked_to_stop => {}
        () = tell(context, engine.local(), events, &mut notice) => {}
    }
    notice.close().await;
    drop(announced);
    shutdown.cancel();
    serving.await.map_err(|error| Failure::internal(&error))?;
    drop(duties);
    Ok(())
}

fn duties(context: &Context, engine: &Engine) -> Result<Duties, Failure> {
    engine.take_duties()?.ok_or_else(|| {
        let who = match address::running(&context.dir) {
            Some(running) => format!("process {} at {}", running.pid, running.url),
            None => "another process".to_owned(),
        };
        Failure::refused(
            "already_running",
            format!("{who} serves this data folder already"),
            "Stop it first: the app, or another `counterfoil serve`.",
        )
    })
}

fn config(asked: &Serve) -> GatewayConfig {
    let rate = match asked.rate_limit {
        Rate::PerSecond(rate) => Some(rate),
        Rate::Off => None,
    };
    GatewayConfig {
        rate,
        ..GatewayConfig::at(asked.listen)
    }
}

/// By the keyring where it may be used and nobody passes a passphrase; else by the passphrase.
async fn unlock(context: &Context, engine: &Engine) -> Result<(), Failure> {
    if context.passphrase.is_a_person() && Context::keyring() == Keyring::Use {
        match engine.unlock_from_keyring().await {
            Ok(_) => return Ok(()),
            Err(error) => tracing::info!(%error, "the keyring did not unlock the keys"),
        }
    }
    context.unlock(engine).await?;
    Ok(())
}

/// The one line that scripts wait for; the same with and without `--json`.
fn ready(url: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", json!({ "ready": true, "url": url }))?;
    Ok(out.flush()?)
}

/// Tells the owner what waits, until nothing can happen any more.
async fn tell(
    context: &Context,
    local: LocalSession,
    mut events: Receiver<Event>,
    notice: &mut Notice,
) {
    let mut told: Vec<(PurchaseId, u32)> = Vec::new();
    loop {
        match local.inbox().await {
            Ok(mut rows) => {
                rows.retain(|row| row.status == Status::Pending);
                let now: Vec<_> = rows.iter().map(|row| (row.id, row.revision)).collect();
                if now != told {
                    rows.retain(|row| !told.contains(&(row.id, row.revision)));
                    lines(context, &rows);
                    notice.show(now.len()).await;
                    told = now;
                }
            }
            Err(error) => tracing::error!(%error, "what waits could not be read"),
        }
        if !something_happened(&mut events).await {
            return;
        }
    }
}

/// Waits for an event that may change what waits; false when there can be none any more.
async fn something_happened(events: &mut Receiver<Event>) -> bool {
    loop {
        match events.recv().await {
            Ok(Event::Purchase { .. } | Event::Elsewhere) | Err(RecvError::Lagged(_)) => break,
            Ok(
                Event::Agents | Event::Mandates | Event::Budget(_) | Event::Freeze | Event::Ledger,
            ) => {}
            Err(RecvError::Closed) => return false,
        }
    }
    // One look answers a burst of events.
    tokio::time::sleep(Duration::from_millis(100)).await;
    while events.try_recv().is_ok() {}
    true
}

/// One line each on standard error, without amount and shop: these lines end up in logs.
fn lines(context: &Context, rows: &[PurchaseSummary]) {
    let mut err = std::io::stderr().lock();
    for row in rows {
        let line = if context.output.is_json() {
            json!({ "waiting": row.id, "revision": row.revision, "agent": row.agent_name })
                .to_string()
        } else {
            let agent = shown(&row.agent_name);
            format!(
                "{agent} asks to buy: counterfoil approve {0}, or counterfoil reject {0}",
                row.id
            )
        };
        // Whoever closed standard error does not want to be told; the gateway goes on.
        writeln!(err, "{line}").ok();
    }
}

#[cfg(unix)]
fn asked_to_stop() -> Result<impl Future<Output = ()>, Failure> {
    use tokio::signal::unix::{SignalKind, signal};
    let of = |kind| signal(kind).map_err(|error| Failure::internal(&error));
    let mut terminate = of(SignalKind::terminate())?;
    let mut interrupt = of(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(windows)]
fn asked_to_stop() -> Result<impl Future<Output = ()>, Failure> {
    let mut interrupt =
        tokio::signal::windows::ctrl_c().map_err(|error| Failure::internal(&error))?;
    Ok(async move {
        interrupt.recv().await;
    })
}
