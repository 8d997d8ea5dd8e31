//! `counterfoil rates …`, `counterfoil subscription …` and `counterfoil category …`

use std::path::PathBuf;

use clap::{Args, Subcommand};
use counterfoil_domain::merchant::Category;
use counterfoil_domain::rates::Quote;
use counterfoil_domain::{Currency, MerchantDomain, PurchaseId};

const FILES: &str = "\
The European Central Bank publishes its reference rates on every working day:
  https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml
Counterfoil never fetches them itself. A rate that is older than a mandate allows (7 days, unless
its limits say otherwise in rate_max_age_days) is not used: you are asked instead.";

#[derive(Debug, Subcommand)]
pub(crate) enum RatesCommand {
    /// Record a day of the European Central Bank's rates, from its XML or CSV file
    #[command(after_help = FILES)]
    Import(ImportRates),
    /// Record what one unit of a currency is worth in another today
    Set(SetRate),
    /// List the rates in use
    List,
}

/// A file of rates.
#[derive(Debug, Args)]
pub(crate) struct ImportRates {
    /// eurofxref-daily.xml, or the CSV file of the same day, unpacked
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
}

/// One rate.
#[derive(Debug, Args)]
pub(crate) struct SetRate {
    /// One unit of this currency, such as EUR or USDC
    #[arg(value_name = "FROM", value_parser = currency)]
    pub(crate) from: Currency,
    /// is worth, in this currency,
    #[arg(value_name = "TO", value_parser = currency)]
    pub(crate) to: Currency,
    /// so much: a decimal such as 1.0841
    #[arg(value_name = "RATE", value_parser = quote)]
    pub(crate) rate: Quote,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SubscriptionCommand {
    /// List purchases that repeat, with what they cost and when the next one is due
    List,
    /// Refuse every renewal from now on; tell the merchant yourself
    Cancel(OneSubscription),
    /// Let a cancelled subscription be renewed again, on the terms that were agreed to
    Allow(OneSubscription),
}

/// One subscription.
#[derive(Debug, Args)]
pub(crate) struct OneSubscription {
    /// The purchase it began with, as `list` shows it
    #[arg(value_name = "PURCHASE")]
    pub(crate) id: PurchaseId,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CategoryCommand {
    /// Say what kind of shop a merchant is, whatever agents claim
    Pin(PinCategory),
    /// Believe what agents claim about a merchant again
    Unpin(UnpinCategory),
    /// List the categories that are pinned
    List,
}

/// A merchant and its category.
#[derive(Debug, Args)]
pub(crate) struct PinCategory {
    /// The merchant's domain; it counts for all below it too
    #[arg(value_name = "DOMAIN", value_parser = domain)]
    pub(crate) domain: MerchantDomain,
    /// What kind of shop it is, such as books
    #[arg(value_name = "CATEGORY", value_parser = category)]
    pub(crate) category: Category,
}

/// A merchant.
#[derive(Debug, Args)]
pub(crate) struct UnpinCategory {
    /// The merchant's domain
    #[arg(value_name = "DOMAIN", value_parser = domain)]
    pub(crate) domain: MerchantDomain,
}

pub(super) fn currency(code: &str) -> Result<Currency, String> {
    Currency::parse(code).map_err(|error| error.to_string())
}

fn quote(text: &str) -> Result<Quote, String> {
    Quote::parse(text).map_err(|error| error.to_string())
}

pub(super) fn domain(text: &str) -> Result<MerchantDomain, String> {
    MerchantDomain::parse(text).map_err(|error| error.to_string())
}

fn category(word: &str) -> Result<Category, String> {
    Category::parse(word).map_err(|error| error.to_string())
}
