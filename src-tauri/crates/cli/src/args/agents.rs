//! `counterfoil agent …`

use std::convert::Infallible;
use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Subcommand, ValueEnum};
use counterfoil_domain::AgentId;
use counterfoil_gateway::connect::Client;

#[derive(Debug, Subcommand)]
pub(crate) enum AgentCommand {
    /// Connect an agent: prints its token once, and how to use it
    Add(AddAgent),
    /// List the agents
    List(ListAgents),
    /// Show one agent
    Show(OneAgent),
    /// Stop one agent until you resume it
    Pause(PauseAgent),
    /// Let an agent go on
    Resume(OneAgent),
    /// Replace an agent's token; the old one stops working at once
    Rotate(RotateAgent),
    /// Write the agent's MCP server into a client's configuration file, which is backed up first
    Configure(ConfigureClient),
    /// Disconnect an agent for good; its purchases stay in the record
    Remove(OneAgent),
}

/// A new agent.
#[derive(Debug, Args)]
pub(crate) struct AddAgent {
    /// What you call it
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// Whether it can click and type on this desktop; if so, you confirm each approval with the
    /// passphrase
    #[arg(
        long,
        value_name = "yes|no",
        default_value = "no",
        hide_possible_values = true
    )]
    pub(crate) controls_desktop: Choice,
    /// Play money: it never touches your budgets
    #[arg(long)]
    pub(crate) sandbox: bool,
    #[command(flatten)]
    pub(crate) token: TokenFile,
}

/// A yes or a no that is said in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Choice {
    Yes,
    No,
}

/// Which agents to list.
#[derive(Debug, Args)]
pub(crate) struct ListAgents {
    /// Also those that were removed
    #[arg(long)]
    pub(crate) all: bool,
}

/// One agent.
#[derive(Debug, Args)]
pub(crate) struct OneAgent {
    /// Its name or id
    pub(crate) agent: AgentName,
}

/// One agent to stop.
#[derive(Debug, Args)]
pub(crate) struct PauseAgent {
    /// Its name or id
    pub(crate) agent: AgentName,
    /// Only for this long: 30m, 1h, 2d [default: until resumed]
    #[arg(long = "for", value_name = "TIME")]
    pub(crate) stretch: Option<super::Stretch>,
}

/// One agent that gets a new token.
#[derive(Debug, Args)]
pub(crate) struct RotateAgent {
    /// Its name or id
    pub(crate) agent: AgentName,
    #[command(flatten)]
    pub(crate) token: TokenFile,
}

/// Which client's file to write.
#[derive(Debug, Args)]
pub(crate) struct ConfigureClient {
    /// claude-desktop, claude-code, cursor, vscode, codex, gemini or openclaw
    #[arg(value_name = "CLIENT", value_parser = client)]
    pub(crate) client: Client,
    /// The file that `agent add --token-file` wrote; the client's configuration names it
    #[arg(long, value_name = "FILE")]
    pub(crate) token_file: PathBuf,
    /// The configuration file [default: where the client keeps it]
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

fn client(word: &str) -> Result<Client, String> {
    Client::from_id(word).ok_or_else(|| {
        let all: Vec<&str> = Client::ALL.into_iter().map(Client::id).collect();
        format!("one of {}", all.join(", "))
    })
}

/// Where the token goes.
#[derive(Debug, Args)]
pub(crate) struct TokenFile {
    /// Write the token to this new file, readable only by you, instead of printing it
    #[arg(long = "token-file", value_name = "FILE")]
    pub(crate) path: Option<PathBuf>,
}

/// An agent as it was named on the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AgentName {
    Id(AgentId),
    Name(String),
}

impl FromStr for AgentName {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(text
            .parse()
            .map_or_else(|_| Self::Name(text.to_owned()), Self::Id))
    }
}
