//! `counterfoil note`, `counterfoil tag` and `counterfoil erase`

use clap::Args;
use counterfoil_domain::PurchaseId;

/// A note.
#[derive(Debug, Args)]
pub(crate) struct Note {
    /// The purchase
    #[arg(value_name = "PURCHASE")]
    pub(crate) id: PurchaseId,
    /// The note, at most 1000 characters
    #[arg(value_name = "TEXT")]
    pub(crate) text: String,
}

/// Tags.
#[derive(Debug, Args)]
pub(crate) struct Tag {
    /// The purchase
    #[arg(value_name = "PURCHASE")]
    pub(crate) id: PurchaseId,
    /// +travel gives a tag, -private takes one away
    #[arg(value_name = "+TAG|-TAG", required = true)]
    #[arg(value_parser = change)]
    pub(crate) changes: Vec<Change>,
}

/// One tag more, or one less.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    /// It is given.
    Add(String),
    /// It is taken away.
    Remove(String),
}

/// Which text.
#[derive(Debug, Args)]
pub(crate) struct Erase {
    /// The purchase
    #[arg(value_name = "PURCHASE")]
    pub(crate) id: PurchaseId,
    /// The number of the entry, as the timeline of `show` has it
    #[arg(value_name = "ENTRY")]
    pub(crate) entry: u64,
}

fn change(text: &str) -> Result<Change, String> {
    let tag = |text: &str| {
        let read = counterfoil_domain::words::tag(text);
        read.map(|tag| tag.as_str().to_owned())
            .map_err(|error| error.to_string())
    };
    match super::query::typed(text).split_at_checked(1) {
        Some(("+", rest)) => Ok(Change::Add(tag(rest)?)),
        Some(("-", rest)) => Ok(Change::Remove(tag(rest)?)),
        _ => Err("write +travel to give a tag, -travel to take it away".to_owned()),
    }
}
