//! `counterfoil inbox`

use crate::context::Context;
use crate::failure::Failure;
use crate::shown::{counted, purchase};

pub(super) async fn run(context: &Context) -> Result<(), Failure> {
    let engine = context.open().await?;
    let done = list(context, &engine).await;
    super::closing(engine, done).await
}

async fn list(context: &Context, engine: &counterfoil_engine::Engine) -> Result<(), Failure> {
    let local = engine.local();
    let rows = local.inbox().await?;
    let overview = local.overview().await?;
    context.output.list(
        &rows.iter().map(purchase::value).collect::<Vec<_>>(),
        |page| {
            if let Some(pause) = overview.pause {
                let until = pause.until.map(crate::shown::local);
                let until =
                    until.map_or_else(|| "until you resume".to_owned(), |at| format!("until {at}"));
                page.line(format!("Agents are paused {until}."));
                page.gap();
            }
            if rows.is_empty() {
                page.line("Nothing waits for you.");
                return;
            }
            purchase::waiting(page, &rows, context.now());
            let waiting = counted(overview.waiting, "purchase");
            let waits = if overview.waiting == 1 {
                "waits"
            } else {
                "wait"
            };
            page.line(format!(
                "{waiting} {waits}. Decide with: counterfoil approve ID, counterfoil reject ID"
            ));
        },
    )
}
