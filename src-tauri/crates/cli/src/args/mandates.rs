//! `counterfoil mandate …`

use std::path::PathBuf;

use clap::{Args, Subcommand};
use counterfoil_domain::MandateId;

const DOCUMENT: &str = "\
A mandate document is JSON, for example:
  {\"name\":\"Books\",\"currency\":\"EUR\",
   \"limits\":{\"auto_up_to\":\"50.00\",\"deny_above\":\"200.00\",
             \"periods\":[{\"window\":\"month\",\"max\":\"400.00\",\"when_used_up\":\"ask\"}]},
   \"scope\":{\"merchants\":[\"*.books.example\"]},\"time_zone\":\"Europe/Berlin\"}";

#[derive(Debug, Subcommand)]
pub(crate) enum MandateCommand {
    /// Set a new mandate
    #[command(after_help = DOCUMENT)]
    Add(AddMandate),
    /// Set a new version of a mandate; the old ones stay in the record
    #[command(after_help = DOCUMENT)]
    Amend(AmendMandate),
    /// List the mandates with what is spent and left
    List(ListMandates),
    /// Show one mandate and its document
    Show(OneMandate),
    /// End a mandate; what it already holds stays held
    Revoke(OneMandate),
    /// List every version of a mandate and what each changed
    History(OneMandate),
}

/// A new mandate.
#[derive(Debug, Args)]
pub(crate) struct AddMandate {
    /// The mandate document
    #[arg(long, value_name = "FILE")]
    pub(crate) file: PathBuf,
}

/// A new version.
#[derive(Debug, Args)]
pub(crate) struct AmendMandate {
    /// The mandate to amend
    #[arg(value_name = "MANDATE")]
    pub(crate) id: MandateId,
    /// The whole new document
    #[arg(long, value_name = "FILE")]
    pub(crate) file: PathBuf,
}

/// Which mandates to list.
#[derive(Debug, Args)]
pub(crate) struct ListMandates {
    /// Also those that were revoked or have ended
    #[arg(long)]
    pub(crate) all: bool,
}

/// One mandate.
#[derive(Debug, Args)]
pub(crate) struct OneMandate {
    /// The mandate
    #[arg(value_name = "MANDATE")]
    pub(crate) id: MandateId,
}
