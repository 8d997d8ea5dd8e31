//! The sandbox that `cargo xtask run` opens, and the play that shows it without a display.

mod play;

use std::path::Path;
use std::process::Command;

use anyhow::Result;
use serde_json::{Value, json};

use crate::folder::{self, Folder, Kind};
use crate::process::program;

pub use play::play;

/// The agent that only plays.
pub const AGENT: &str = "Sandbox agent";

/// Makes the data folder, under a passphrase of its own.
pub async fn prepare(path: &Path) -> Result<Folder> {
    let passphrase = passphrase()?;
    folder::prepare(path, &passphrase, &[(AGENT, Kind::Sandbox)], &[mandate()]).await
}

/// What its owner has to know.
pub fn welcome(folder: &Folder) -> String {
    let token = folder
        .agents
        .first()
        .map_or("", |agent| agent.token.as_str());
    format!(
        "Data folder   {}\nPassphrase    {}\nAgent's token {token}\n\n\
         When the window is open, let the agent ask:\n\n\
         curl -s http://127.0.0.1:7402/v1/purchases -H 'Authorization: Bearer {token}' \\\n  \
         -H 'Content-Type: application/json' -H 'Idempotency-Key: '$(date +%s) \\\n  \
         -d '{}'\n",
        folder.path.display(),
        folder.passphrase,
        json!({
            "merchant": {"name": "Nordlicht Books GmbH", "domain": "shop.nordlicht-books.example"},
            "reason": "Two lichen guides and a map case",
            "amount": "84.90",
            "currency": "EUR",
        }),
    )
}

/// The app for its owner. It shares the terminal, so that Ctrl C ends it too.
pub fn app(folder: &Folder) -> Result<Command> {
    let mut command = Command::new(program("counterfoil-desktop")?);
    command.arg("--data-dir").arg(&folder.path);
    Ok(command)
}

fn mandate() -> Value {
    let mut mandate = folder::mandate("Sandbox", AGENT, 5);
    mandate["always_ask"]["new_merchant"] = json!(false);
    mandate
}

/// 80 random bits, readable and typed once.
fn passphrase() -> Result<String> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|problem| anyhow::anyhow!("no random bytes: {problem}"))?;
    let letters: String = bytes
        .iter()
        .filter_map(|byte| LETTERS.get(usize::from(byte % 32)))
        .map(|letter| char::from(*letter))
        .collect();
    let groups: Vec<&str> = [0..4, 4..8, 8..12, 12..16]
        .into_iter()
        .filter_map(|group| letters.get(group))
        .collect();
    Ok(groups.join("-"))
}
