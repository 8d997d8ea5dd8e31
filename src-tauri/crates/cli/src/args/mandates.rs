//! `counterfoil mandate …`

use std::path::PathBuf;

use clap::{Args, Subcommand};
use counterfoil_domain::MandateId;
use counterfoil_domain::period::Window;

const DOCUMENT: &str = "\
A mandate document is JSON, for example:
  {\"name\":\"Books\",\"currency\":\"EUR\",
   \"limits\":{\"auto_up_to\":\"50.00\",\"deny_above\":\"200.00\",
             \"periods\":[{\"window\":\"month\",\"max\":\"400.00\",\"when_used_up\":\"ask\"}]},
   \"scope\":{\"merchants\":[\"*.books.example\"]},\"time_zone\":\"Europe/Berlin\"}";

const BACKTEST: &str = "\
The requests of the last days run again, oldest first, with the document in force throughout and
everything else as it was. What you decided then is decided again; what was not asked then is
approved. It assumes the same requests: it cannot know what agents would have tried.
Nothing is changed.";

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
    /// Set an earlier version again, for the agents it was for then
    Restore(RestoreMandate),
    /// Let a limit go over once, for the period it is in
    Raise(RaiseMandate),
    /// Show what a document would have done with the requests of the last days
    #[command(after_help = BACKTEST)]
    Backtest(BacktestMandate),
    /// List budgets that the record of the last days speaks for
    Suggest(SuggestMandates),
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

/// An earlier version.
#[derive(Debug, Args)]
pub(crate) struct RestoreMandate {
    /// The mandate
    #[arg(value_name = "MANDATE")]
    pub(crate) id: MandateId,
    /// The version to set again; `mandate history` lists them
    #[arg(long, value_name = "N")]
    pub(crate) version: u32,
}

/// A raise.
#[derive(Debug, Args)]
pub(crate) struct RaiseMandate {
    /// The mandate
    #[arg(value_name = "MANDATE")]
    pub(crate) id: MandateId,
    /// The window of the limit: day, week, month, quarter, year, total, rolling:24h, 7d or 30d
    #[arg(long, value_parser = window)]
    pub(crate) window: Window,
    /// By how much, in the mandate's currency
    #[arg(long, value_name = "AMOUNT")]
    pub(crate) amount: String,
}

/// A back-test.
#[derive(Debug, Args)]
pub(crate) struct BacktestMandate {
    /// The mandate document
    #[arg(long, value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The mandate it would amend; without it the one of the same name, else it is a new one
    #[arg(long, value_name = "MANDATE")]
    pub(crate) mandate: Option<MandateId>,
    /// How many days back
    #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(u32).range(1..=365))]
    pub(crate) days: u32,
}

/// Which stretch of the record.
#[derive(Debug, Args)]
pub(crate) struct SuggestMandates {
    /// How many days back
    #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(u32).range(1..=365))]
    pub(crate) days: u32,
}

fn window(name: &str) -> Result<Window, String> {
    let hint =
        "write day, week, month, quarter, year, total, rolling:24h, rolling:7d or rolling:30d";
    Window::parse(name).ok_or_else(|| hint.to_owned())
}
