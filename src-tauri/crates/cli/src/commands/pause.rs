//! `counterfoil pause` and `counterfoil resume`, for everything or for one agent.

use counterfoil_domain::Timestamp;
use counterfoil_engine::Engine;
use serde_json::json;

use crate::args::{AgentName, Stretch};
use crate::context::Context;
use crate::failure::Failure;
use crate::shown::{local, shown};

pub(super) async fn pause(
    context: &Context,
    agent: Option<AgentName>,
    stretch: Option<Stretch>,
) -> Result<(), Failure> {
    let engine = context.open().await?;
    let until = stretch.map(|stretch| stretch.from(context.now()));
    let done = stop(context, &engine, agent, until).await;
    super::closing(engine, done).await
}

pub(super) async fn resume(context: &Context, agent: Option<AgentName>) -> Result<(), Failure> {
    let engine = context.open().await?;
    let done = go_on(context, &engine, agent).await;
    super::closing(engine, done).await
}

pub(super) async fn stop(
    context: &Context,
    engine: &Engine,
    agent: Option<AgentName>,
    until: Option<Timestamp>,
) -> Result<(), Failure> {
    let local_session = engine.local();
    if let Some(name) = agent {
        let row = super::agents::find(&local_session, &name).await?;
        local_session.pause_agent(row.id, until).await?;
        // A pause that was longer already stays, so what holds is read back.
        let row = super::agents::find(&local_session, &AgentName::Id(row.id)).await?;
        let until = row.pause.and_then(|pause| pause.until);
        return context.output.say(
            || crate::shown::agent::value(&row),
            |page| {
                page.line(format!(
                    "{} is paused {}.",
                    shown(&row.name),
                    until_words(until)
                ));
            },
        );
    }
    local_session.pause_all(until).await?;
    let pause = local_session.overview().await?.pause;
    let until = pause.and_then(|pause| pause.until);
    context.output.say(
        || json!({ "paused": pause.is_some(), "until": until }),
        |page| {
            page.line(format!("All agents are paused {}.", until_words(until)));
            page.line("Nothing is approved or authorized meanwhile. `counterfoil resume` ends it.");
        },
    )
}

pub(super) async fn go_on(
    context: &Context,
    engine: &Engine,
    agent: Option<AgentName>,
) -> Result<(), Failure> {
    let Some(name) = agent else {
        let owner = context.unlock(engine).await?;
        owner.session.resume_all(owner.presence().await?).await?;
        let text = "Agents go on. One that is paused by itself stays paused.";
        return context.output.say(
            || json!({ "paused": false, "until": null }),
            |page| page.line(text),
        );
    };
    let row = super::agents::find(&engine.local(), &name).await?;
    let owner = context.unlock(engine).await?;
    owner
        .session
        .resume_agent(row.id, owner.presence().await?)
        .await?;
    let row = super::agents::find(&engine.local(), &AgentName::Id(row.id)).await?;
    let all = engine.local().overview().await?.pause.is_some();
    context.output.say(
        || crate::shown::agent::value(&row),
        |page| {
            page.line(format!("{} goes on.", shown(&row.name)));
            if all {
                page.line("All agents are still paused; `counterfoil resume` ends that.");
            }
        },
    )
}

fn until_words(until: Option<Timestamp>) -> String {
    until.map_or_else(
        || "until you resume".to_owned(),
        |until| format!("until {}", local(until)),
    )
}
