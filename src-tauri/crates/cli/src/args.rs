//! What can be asked on the command line.

#![expect(
    clippy::doc_markdown,
    reason = "comments on arguments are their help texts, where backticks would be printed"
)]

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use counterfoil_domain::PurchaseId;

pub(crate) use agents::{
    AddAgent, AgentCommand, AgentName, Choice, ConfigureClient, ListAgents, RotateAgent,
};
pub(crate) use mandates::{
    BacktestMandate, ListMandates, MandateCommand, RaiseMandate, RestoreMandate,
};
pub(crate) use merchants::{MerchantCommand, MerchantKeyCommand, PinKeys, RemoveKey};
pub(crate) use payer::{PayerCommand, SetNetwork};
pub(crate) use query::{given, text};
pub(crate) use statements::{
    Charges, Column, DateOrder, Decimal, Heap, ImportCommand, ImportStatement, Reconcile,
    ReconcileCommand,
};
pub(crate) use tasks::{IssueTask, TaskCommand};
pub(crate) use terms::{CategoryCommand, RatesCommand, SetRate, SubscriptionCommand};
pub(crate) use values::Stretch;
pub(crate) use words::{Change, Erase, Note, Tag};

mod agents;
mod mandates;
mod merchants;
mod payer;
mod query;
mod statements;
mod tasks;
mod terms;
mod values;
mod words;

const EXIT_CODES: &str = "\
Exit codes: 0 done · 1 refused or not found · 2 wrong usage · 3 the record is damaged · \
4 locked, or needs the owner.";

/// Agents ask to buy, you decide, and every step is kept in a record that shows tampering.
#[derive(Debug, Parser)]
#[command(name = "counterfoil", version, max_term_width = 100, after_help = EXIT_CODES)]
#[command(disable_help_subcommand = true, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command understands.
#[derive(Debug, Args)]
#[command(next_help_heading = "Everywhere")]
pub(crate) struct Global {
    /// Keep the data in DIR [default: counterfoil/ in the platform's data folder]
    #[arg(long, global = true, value_name = "DIR", env = "COUNTERFOIL_DATA_DIR")]
    #[arg(hide_env_values = true)]
    pub(crate) data_dir: Option<PathBuf>,
    /// Answer in JSON: one object, or {"items":[…],"next":…}
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Print without colours (so does the environment variable NO_COLOR)
    #[arg(long, global = true)]
    pub(crate) no_color: bool,
    /// Read the owner's passphrase from this open file descriptor (3 or higher) instead of asking
    /// on the terminal
    #[arg(long, global = true, value_name = "N")]
    #[arg(value_parser = clap::value_parser!(u32).range(3..=65_535))]
    pub(crate) passphrase_fd: Option<u32>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Create the data folder, its keys, and the owner's passphrase
    Init,
    /// Run the gateway through which agents ask to buy
    Serve(Serve),
    /// Connect one agent's MCP client to the gateway that runs, over standard input and output
    Mcp(Mcp),
    /// Connect agents, pause them, take their access away
    #[command(subcommand)]
    Agent(AgentCommand),
    /// Say what agents may buy without asking, and what they may never buy
    #[command(subcommand)]
    Mandate(MandateCommand),
    /// Record what currencies are worth, so that purchases in another one count in a budget
    #[command(subcommand)]
    Rates(RatesCommand),
    /// The account that x402 payments are paid from, and the networks agents may pay on
    #[command(subcommand)]
    Payer(PayerCommand),
    /// See what repeats, and end it
    #[command(subcommand)]
    Subscription(SubscriptionCommand),
    /// Say what kind of shop a merchant is
    #[command(subcommand)]
    Category(CategoryCommand),
    /// Say whose signatures count
    #[command(subcommand)]
    Merchant(MerchantCommand),
    /// Give agents tasks to close themselves, and end them
    #[command(subcommand)]
    Task(TaskCommand),
    /// List the purchases that wait for a decision
    Inbox,
    /// Show a waiting purchase, ask for the passphrase, and approve it
    Approve(Approve),
    /// Reject a waiting purchase
    Reject(Reject),
    /// Stop one agent, or all of them, until you resume
    Pause(Pause),
    /// Let agents go on
    Resume(Resume),
    /// Search everything that agents asked for
    #[command(after_help = ACTIVITY_HELP)]
    Activity(Activity),
    /// Show one purchase with its timeline and evidence
    Show(Show),
    /// Write a note about a purchase, shown in place of the one before
    Note(Note),
    /// Give tags to a purchase, or take them away
    Tag(Tag),
    /// Erase the text that you wrote with an entry, for good
    Erase(Erase),
    /// Write purchases to a file for other programs
    Export(Export),
    /// Read in what a bank or card says was charged
    #[command(subcommand)]
    Import(ImportCommand),
    /// Hold statements of banks and cards against what was approved
    Reconcile(Reconcile),
    /// Check that nothing in the record was changed, removed or added
    Verify(Verify),
    /// Check an authorization, as a shop would
    #[command(subcommand)]
    Authorization(AuthorizationCommand),
    /// Watch a sandbox agent buy through the real gateway, with play money, in a folder of its own
    Demo(Demo),
    /// Check everything Counterfoil needs of this computer
    Doctor(Doctor),
    /// Try to break Counterfoil's promises, in a temporary folder: kill, race, wait, cheat, tamper
    CrashTest(CrashTest),
}

const ACTIVITY_HELP: &str = "\
A query is words, \"quoted phrases\" and filters; all must match, - in front excludes (a word
that begins with - goes after --).
  merchant:books,tea  item:  agent:  budget:  category:  reason:  card:  tag:  note:  id:  hash:
  status:rejected  by:you  amount>50EUR  amount:20..80  currency:EUR
  date:today  date:7d  date:2026-09  date:2026-09-01..2026-09-14  before:  after:
  is:recurring|unverified|sandbox|flagged|again  has:note|receipt|proof";

/// The gateway.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Where agents connect: 127.0.0.1 or [::1]; port 0 picks a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7402")]
    pub(crate) listen: SocketAddr,
    /// Requests per second and agent, with a burst of four times that; or off
    #[arg(long, value_name = "RATE|off", default_value = "50", value_parser = values::rate)]
    pub(crate) rate_limit: Rate,
}

/// One agent's way in.
#[derive(Debug, Args)]
pub(crate) struct Mcp {
    /// Read the agent's token from this file [default: the environment variable COUNTERFOIL_TOKEN]
    #[arg(long, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,
}

/// How often one agent may call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rate {
    /// So many requests a second.
    PerSecond(NonZeroU32),
    /// As often as it likes.
    Off,
}

/// Which purchase to approve.
#[derive(Debug, Args)]
pub(crate) struct Approve {
    /// The purchase, as `inbox` lists it
    #[arg(value_name = "PURCHASE")]
    pub(crate) id: PurchaseId,
}

/// Which purchase to reject, and what to tell the agent.
#[derive(Debug, Args)]
pub(crate) struct Reject {
    /// The purchase, as `inbox` lists it
    #[arg(value_name = "PURCHASE")]
    pub(crate) id: PurchaseId,
    /// A sentence for the agent
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
    /// What you would agree to instead, as JSON:
    /// {"max_amount":"50.00","merchant":…,"not_before":…,"note":…}
    #[arg(long, value_name = "JSON", value_parser = values::counter_offer)]
    pub(crate) counter_offer: Option<values::Offer>,
}

/// What to stop.
#[derive(Debug, Args)]
pub(crate) struct Pause {
    /// Only this agent, by name or id [default: all]
    pub(crate) agent: Option<AgentName>,
    /// Only for this long: 30m, 1h, 2d [default: until resumed]
    #[arg(long = "for", value_name = "TIME")]
    pub(crate) stretch: Option<Stretch>,
}

/// What to let go on.
#[derive(Debug, Args)]
pub(crate) struct Resume {
    /// Only this agent, by name or id [default: lift the pause of everything]
    pub(crate) agent: Option<AgentName>,
}

/// A search.
#[derive(Debug, Args)]
pub(crate) struct Activity {
    /// What to look for [default: everything, newest first]
    #[arg(value_name = "QUERY")]
    pub(crate) query: Vec<String>,
    /// How many to list, 1 to 500
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=500))]
    pub(crate) limit: u32,
    /// Continue after this cursor of the page before
    #[arg(long, value_name = "CURSOR")]
    pub(crate) after: Option<String>,
}

/// Which purchase to show.
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// The purchase
    #[arg(value_name = "PURCHASE")]
    pub(crate) id: PurchaseId,
}

/// What to write where.
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// What to export; the same queries as `activity` [default: everything]
    #[arg(value_name = "QUERY")]
    pub(crate) query: Vec<String>,
    /// How to write it
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: ExportFormat,
    /// Give a report parts with totals of their own; only with pdf
    #[arg(long, value_name = "PARTS")]
    pub(crate) group_by: Option<GroupBy>,
    /// Leave your notes out; your tags stay
    #[arg(long)]
    pub(crate) no_notes: bool,
    /// The file; it appears only once it is complete
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: PathBuf,
    /// Replace the file if it is there already
    #[arg(long)]
    pub(crate) force: bool,
}

/// The parts of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum GroupBy {
    /// A monthly statement
    Month,
    /// What each agent asked for
    Agent,
    /// What counts in each budget
    Budget,
    /// What was bought at each shop
    Merchant,
    /// Who decided what
    Decision,
    /// What you gave each tag, such as what is to be reimbursed
    Tag,
}

/// How purchases are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    /// A table for spreadsheets
    Csv,
    /// One JSON object a line
    Jsonl,
    /// One JSON object
    Json,
    /// A workbook with typed cells, one sheet a currency
    Xlsx,
    /// A report for people
    Pdf,
    /// A journal for beancount
    Beancount,
    /// A journal for hledger
    Hledger,
    /// Statements as banks send them
    Ofx,
    /// Entries with their proofs and a program that checks them, as a ZIP archive
    Bundle,
}

/// What to check.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// An export in jsonl or json to compare with the record, or a bundle, which is checked without
    /// any record [default: the whole data folder]
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// The key that a bundle must be signed under, as its owner gave it to you: name+id+key
    #[arg(long, value_name = "KEY", requires = "file")]
    pub(crate) key: Option<String>,
}

/// What can be done with an authorization.
#[derive(Debug, Subcommand)]
pub(crate) enum AuthorizationCommand {
    /// Check signature, time, merchant and amount, and the ledger's checkpoint in it
    Verify(VerifyAuthorization),
}

/// Which authorization, and what it must say.
#[derive(Debug, Args)]
pub(crate) struct VerifyAuthorization {
    /// The authorization, or the agent's whole answer with it; - for standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The keys that may have signed it, as the gateway serves them at /.well-known/jwks.json
    /// [default: those of the data folder]
    #[arg(long, value_name = "JWKS")]
    pub(crate) keys: Option<PathBuf>,
    /// It must be for this merchant: the domain, or the name where there is none
    #[arg(long, value_name = "DOMAIN")]
    pub(crate) merchant: Option<String>,
    /// It must be for exactly this amount, such as 84.90
    #[arg(long, value_name = "AMOUNT", requires = "currency")]
    pub(crate) amount: Option<String>,
    /// … in this currency, such as EUR
    #[arg(long, value_name = "CODE")]
    pub(crate) currency: Option<String>,
}

/// Where the demo plays.
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Play in this new folder and keep it [default: a temporary folder, removed afterwards]
    #[arg(long, value_name = "DIR")]
    pub(crate) keep: Option<PathBuf>,
}

/// How long to try.
#[derive(Debug, Args)]
pub(crate) struct CrashTest {
    /// About how many seconds the buying and the killing take
    #[arg(long, value_name = "N", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=86_400))]
    pub(crate) seconds: u32,
}

/// What to check of this computer.
#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// The address that `serve` would listen on
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7402")]
    pub(crate) listen: SocketAddr,
}
