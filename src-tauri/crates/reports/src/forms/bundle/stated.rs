//! What a bundle states about itself besides its entries: written here, and compared by [`crate::proof`].

use std::collections::BTreeMap;

use counterfoil_domain::Currency;
use counterfoil_domain::entry::Fact;
use serde::{Deserialize, Serialize};

use crate::statement::ExportHead;

/// The one format there is.
pub(crate) const FORMAT: &str = "counterfoil-bundle/1";

/// `manifest.json`.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    pub(crate) format: String,
    pub(crate) scope: Scope,
    pub(crate) size: u64,
    pub(crate) root: String,
    #[serde(flatten)]
    pub(crate) head: ExportHead,
    pub(crate) exponents: BTreeMap<String, u8>,
    pub(crate) files: BTreeMap<String, String>,
}

/// Which entries a bundle has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Scope {
    Whole,
    Selection,
}

/// How many decimals each currency has.
pub(crate) fn exponents() -> BTreeMap<String, u8> {
    let each = Currency::all().map(|currency| (currency.code().to_owned(), currency.exponent()));
    each.collect()
}

/// `mandates.json`: every mandate in its last version.
#[derive(Debug, Default)]
pub(crate) struct Mandates(BTreeMap<String, Mandate>);

#[derive(Debug, Serialize)]
struct Mandate {
    document: String,
    entry: u64,
    in_force: bool,
    #[serde(rename = "mandate")]
    id: String,
    version: u32,
}

impl Mandates {
    /// Takes in what an entry says of a mandate, if it does.
    pub(crate) fn take(&mut self, fact: &Fact, seq: u64) {
        if let Fact::MandateSet(set) = fact {
            let id = set.mandate.to_string();
            let mandate = Mandate {
                document: set.document.clone(),
                entry: seq,
                in_force: true,
                id: id.clone(),
                version: set.version,
            };
            self.0.insert(id, mandate);
        }
        if let Fact::MandateRevoked(revoked) = fact
            && let Some(mandate) = self.0.get_mut(&revoked.mandate.to_string())
        {
            mandate.in_force = false;
        }
    }

    /// The file.
    pub(crate) fn to_json(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(&self.0.values().collect::<Vec<_>>())
    }
}
