//! `counterfoil task …`

use std::path::PathBuf;

use clap::{Args, Subcommand};
use counterfoil_domain::{MandateId, TaskId};

use super::AgentName;

const DOCUMENT: &str = "\
A task document is JSON, for example:
  {\"merchants\":[{\"id\":\"m_1\",\"name\":\"Nordlicht Books\",\"website\":\"https://nordlicht.example\"}],
   \"items\":[{\"id\":\"line_1\",\"quantity\":1,\"acceptable_items\":[{\"id\":\"LI-1\",\"title\":\"Field Guide\"}]}],
   \"max_amount\":\"40.00\",\"currency\":\"EUR\",\"until\":\"2026-12-01T00:00:00Z\"}
It may also have \"instruments\" and, to be closed more than once, \"repeats\":
  {\"frequency\":\"MONTHLY\",\"max_occurrences\":3,\"budget\":\"120.00\"}";

#[derive(Debug, Subcommand)]
pub(crate) enum TaskCommand {
    /// Give an agent a task to close itself (AP2 open mandates), inside a mandate
    #[command(after_help = DOCUMENT)]
    Issue(IssueTask),
    /// List the tasks
    List,
    /// End a task: nothing more is closed under it
    Revoke(OneTask),
}

/// A new task.
#[derive(Debug, Args)]
pub(crate) struct IssueTask {
    /// Who may close it, by name or id
    #[arg(long, value_name = "AGENT")]
    pub(crate) agent: AgentName,
    /// The mandate that stands behind it
    #[arg(long, value_name = "MANDATE")]
    pub(crate) mandate: MandateId,
    /// The task document
    #[arg(long, value_name = "FILE")]
    pub(crate) file: PathBuf,
}

/// Which task.
#[derive(Debug, Args)]
pub(crate) struct OneTask {
    /// The task, as `list` shows it
    #[arg(value_name = "TASK")]
    pub(crate) id: TaskId,
}
