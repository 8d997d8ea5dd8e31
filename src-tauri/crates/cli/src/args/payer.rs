//! `counterfoil payer …`

use std::path::PathBuf;

use clap::{Args, Subcommand};
use counterfoil_engine::Network;

const KEYS: &str = "\
The key is kept with Counterfoil's other keys, encrypted with your passphrase, and is never shown
or written anywhere else. There is one account; keep only small change on it.";

#[derive(Debug, Subcommand)]
pub(crate) enum PayerCommand {
    /// Make a new account that x402 payments are paid from
    #[command(after_help = KEYS)]
    New,
    /// Pay from an account that you have
    #[command(after_help = KEYS)]
    Import(ImportPayer),
    /// Show the account and the networks that agents may pay on
    Show,
    /// Let agents pay on a network, or stop it; those with real money are off until you say so
    Network(SetNetwork),
    /// List the newest offers of sellers that were not paid, and why
    Refused(Refused),
}

/// An account's key.
#[derive(Debug, Args)]
pub(crate) struct ImportPayer {
    /// A file with the private key, 64 hexadecimal digits; remove it afterwards
    #[arg(long, value_name = "FILE")]
    pub(crate) key_file: PathBuf,
}

/// How many refused offers.
#[derive(Debug, Args)]
pub(crate) struct Refused {
    /// How many to list, 1 to 500
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=500))]
    pub(crate) limit: u32,
}

/// A network.
#[derive(Debug, Args)]
pub(crate) struct SetNetwork {
    /// The network, such as base or eip155:8453
    #[arg(value_name = "NETWORK", value_parser = network)]
    pub(crate) network: Network,
    /// Whether agents may pay on it
    #[arg(value_name = "on|off", value_parser = on)]
    pub(crate) on: bool,
}

fn network(text: &str) -> Result<Network, String> {
    Network::parse(text).ok_or_else(|| {
        let known: Vec<&str> = Network::ALL.iter().map(|one| one.legacy).collect();
        format!("the networks are: {}", known.join(", "))
    })
}

fn on(text: &str) -> Result<bool, &'static str> {
    match text {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err("say on or off"),
    }
}
