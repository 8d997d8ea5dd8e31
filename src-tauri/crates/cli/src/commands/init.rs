//! `counterfoil init`

use serde_json::json;

use crate::context::Context;
use crate::failure::Failure;

pub(super) async fn run(context: &Context) -> Result<(), Failure> {
    // Asking for a passphrase that would then not be used helps nobody.
    if context.dir.join("counterfoil.db").exists() {
        let there = counterfoil_engine::EngineError::DataExists(context.dir.display().to_string());
        return Err(there.into());
    }
    let passphrase = context.passphrase.read_new()?;
    context.init(&passphrase, Context::keyring()).await?;
    let engine = context.open().await?;
    let key = engine.local().verifier_key();
    let done = context.output.say(
        || json!({ "data_dir": context.dir, "ledger_key": key }),
        |page| {
            page.title(format!("Created {}", context.dir.display()));
            page.line("Nobody can recover the passphrase for you: keep it safe.");
            page.line(format!("The record is signed under this key: {key}"));
            page.gap();
            page.line("Next: counterfoil agent add NAME, counterfoil mandate add --file FILE, counterfoil serve");
        },
    );
    super::closing(engine, done).await
}
