//! `counterfoil mandate backtest`

use std::collections::BTreeMap;

use counterfoil_domain::mandate::MandateDocument;
use counterfoil_domain::{AgentId, MandateId};
use counterfoil_engine::{Engine, EngineError, LocalSession, MandateState};

use crate::args::BacktestMandate;
use crate::context::Context;
use crate::failure::Failure;
use crate::shown::backtest;

pub(super) async fn run(
    context: &Context,
    engine: &Engine,
    which: &BacktestMandate,
) -> Result<(), Failure> {
    let document = super::read(&which.file)?;
    let local = engine.local();
    let id = match which.mandate {
        Some(id) => Some(id),
        None => of_same_name(&local, &document).await?,
    };
    let report = local.backtest(id, document, which.days).await?;
    let agents = local.agents().await?.into_iter();
    let names: BTreeMap<AgentId, String> = agents.map(|agent| (agent.id, agent.name)).collect();
    context.output.say(
        || backtest::value(&report, id, which.days, &names),
        |page| backtest::page(page, &report, which.days, &names),
    )
}

pub(super) async fn suggest(context: &Context, engine: &Engine, days: u32) -> Result<(), Failure> {
    let local = engine.local();
    let found = local.suggestions(days).await?;
    let agents = local.agents().await?.into_iter();
    let names: BTreeMap<AgentId, String> = agents.map(|agent| (agent.id, agent.name)).collect();
    let value = |suggested| backtest::suggestion(suggested, days, &names);
    let items: Vec<_> = found.iter().map(value).collect();
    context.output.list(&items, |page| {
        if found.is_empty() {
            page.line("Nothing yet: it takes five like approvals over thirty days, none rejected.");
        }
        for suggested in &found {
            backtest::suggested(page, suggested);
        }
    })
}

/// The mandate in force that is called like the document, if it is the only one.
async fn of_same_name(local: &LocalSession, document: &[u8]) -> Result<Option<MandateId>, Failure> {
    let document = MandateDocument::parse(document).map_err(EngineError::from)?;
    let mandates = local.mandates().await?;
    let mut alike = mandates
        .iter()
        .filter(|row| row.state != MandateState::Revoked && row.mandate.name == document.name());
    let first = alike.next().map(|row| row.mandate.id);
    Ok(first.filter(|_| alike.next().is_none()))
}
