//! `counterfoil task …`

use counterfoil_domain::TaskId;
use counterfoil_domain::registry::TaskRecord;
use counterfoil_engine::{Engine, NewTask};
use serde_json::{Value, json};

use crate::args::{IssueTask, TaskCommand};
use crate::context::Context;
use crate::failure::Failure;
use crate::output::Cell;
use crate::shown::local;

/// A task has a few kilobytes.
const MOST_BYTES: u64 = 64 * 1024;

pub(super) async fn run(context: &Context, command: TaskCommand) -> Result<(), Failure> {
    let engine = context.open().await?;
    let done = match command {
        TaskCommand::Issue(task) => issue(context, &engine, task).await,
        TaskCommand::List => list(context, &engine),
        TaskCommand::Revoke(task) => revoke(context, &engine, task.id).await,
    };
    super::closing(engine, done).await
}

async fn issue(context: &Context, engine: &Engine, given: IssueTask) -> Result<(), Failure> {
    let document = super::read_bounded(&given.file, MOST_BYTES)?;
    let agent = super::agents::find(&engine.local(), &given.agent).await?.id;
    let owner = context.unlock(engine).await?;
    let presence = owner.presence().await?;
    let task = NewTask {
        agent,
        mandate: given.mandate,
        document,
    };
    let id = owner.session.issue_task(task, presence).await?;
    context.output.say(
        || json!({ "task": id, "agent": agent, "mandate": given.mandate }),
        |page| {
            page.line(format!("{id} is issued."));
            page.line("The agent finds its open mandates at /v1/ap2/tasks.");
        },
    )
}

async fn revoke(context: &Context, engine: &Engine, id: TaskId) -> Result<(), Failure> {
    engine.local().revoke_task(id).await?;
    context.output.say(
        || json!({ "task": id, "revoked": true }),
        |page| page.line("Nothing more is closed under this task."),
    )
}

fn list(context: &Context, engine: &Engine) -> Result<(), Failure> {
    let tasks = engine.local().tasks();
    let item = |(id, task): &(TaskId, TaskRecord)| {
        json!({ "task": id, "agent": task.agent, "mandate": task.mandate, "issued": task.issued,
            "revoked": task.revoked, "document": task.document })
    };
    let items: Vec<Value> = tasks.iter().map(item).collect();
    context.output.list(&items, |page| {
        if tasks.is_empty() {
            page.line("There are no tasks.");
            return;
        }
        let row = |(id, task): &(TaskId, TaskRecord)| {
            let state = if task.revoked { "ended" } else { "open" };
            vec![
                Cell::left(id.to_string()),
                Cell::left(task.agent.to_string()),
                Cell::left(local(task.issued)),
                Cell::left(state),
            ]
        };
        let rows: Vec<Vec<Cell>> = tasks.iter().map(row).collect();
        page.table(&["Task", "Agent", "Issued", ""], &rows);
    })
}
