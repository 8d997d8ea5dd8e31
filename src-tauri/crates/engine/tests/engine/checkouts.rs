//! Checkouts of shops that speak ACP or AP2: one purchase each, however often they are handed in.

mod acp;
mod ap2;
mod cards;
mod local;
mod mandates;
mod race;
mod receipts;
mod tasks;
mod told;

use std::fs;
use std::path::Path;

use counterfoil_domain::ids::PurchaseId;
use counterfoil_engine::{EngineError, Handed, Submitted};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::support::House;

pub fn handed(key: &str, body: &str) -> Handed {
    Handed {
        key: key.to_owned(),
        body_hash: Sha256::digest(body).into(),
        body: body.as_bytes().to_vec(),
    }
}

impl House {
    pub async fn acp(&self, key: &str, session: &Value) -> Result<Submitted, EngineError> {
        self.agent
            .checkout_acp(handed(key, &session.to_string()))
            .await
    }

    pub async fn ap2(&self, key: &str, body: &Value) -> Result<Submitted, EngineError> {
        self.agent
            .checkout_ap2(handed(key, &body.to_string()))
            .await
    }

    /// How many entries the record has.
    pub fn entries(&self) -> u64 {
        self.engine.gate().health().unwrap().ledger_size
    }

    /// Approves, and lets the undo window pass.
    pub async fn approved(&self, id: PurchaseId) {
        self.approve(id).await.unwrap();
        let authorized = counterfoil_domain::purchase::Status::Authorized;
        self.pass_until(std::time::Duration::from_secs(11), id, authorized)
            .await;
    }
}

/// Whether the bytes stand in any file of the folder.
pub fn in_folder(dir: &Path, needle: &[u8]) -> bool {
    fs::read_dir(dir).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return in_folder(&path, needle);
        }
        let bytes = fs::read(&path).unwrap();
        bytes.windows(needle.len()).any(|window| window == needle)
    })
}

pub fn code(outcome: Result<Submitted, EngineError>) -> &'static str {
    outcome
        .map(|submitted| submitted.answer.id)
        .unwrap_err()
        .code()
}
