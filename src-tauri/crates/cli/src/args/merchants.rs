//! `counterfoil merchant …`

use std::path::PathBuf;

use clap::{Args, Subcommand};
use counterfoil_domain::MerchantDomain;

const KEYS: &str = "\
A merchant that signs its checkouts (AP2, UCP) publishes its keys, for UCP at
  https://DOMAIN/.well-known/ucp
Counterfoil never fetches them itself: get the file where you trust it and compare the names.
Without a pinned key, cards say that the merchant's signature is not verified.";

#[derive(Debug, Subcommand)]
pub(crate) enum MerchantCommand {
    /// Say whose signatures count
    #[command(subcommand, after_help = KEYS)]
    Key(MerchantKeyCommand),
}

#[derive(Debug, Subcommand)]
pub(crate) enum MerchantKeyCommand {
    /// Trust the P-256 keys of a JWK set to sign for a merchant
    Pin(PinKeys),
    /// List the keys that are trusted
    List,
    /// Trust a key no longer
    Remove(RemoveKey),
}

/// A merchant and its keys.
#[derive(Debug, Args)]
pub(crate) struct PinKeys {
    /// The merchant's domain; it counts for all below it too
    #[arg(value_name = "DOMAIN", value_parser = super::terms::domain)]
    pub(crate) domain: MerchantDomain,
    /// A JWK, a JWK set, or a UCP profile
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
}

/// A merchant's key.
#[derive(Debug, Args)]
pub(crate) struct RemoveKey {
    /// The merchant's domain
    #[arg(value_name = "DOMAIN", value_parser = super::terms::domain)]
    pub(crate) domain: MerchantDomain,
    /// The key's name, as `list` shows it
    #[arg(value_name = "KEY")]
    pub(crate) kid: String,
}
