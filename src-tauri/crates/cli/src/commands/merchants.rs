//! `counterfoil merchant key …`

use std::path::Path;

use counterfoil_engine::{Engine, read_merchant_keys};
use counterfoil_protocols::jws::KeySet;
use serde_json::{Value, json};

use crate::args::{MerchantKeyCommand, PinKeys, RemoveKey};
use crate::context::Context;
use crate::failure::Failure;
use crate::output::Cell;
use crate::shown::shown;

/// A set of keys has a few kilobytes.
const MOST_BYTES: u64 = 256 * 1024;

pub(super) async fn run(context: &Context, command: MerchantKeyCommand) -> Result<(), Failure> {
    let engine = context.open().await?;
    let done = match command {
        MerchantKeyCommand::Pin(keys) => pin(context, &engine, keys).await,
        MerchantKeyCommand::List => list(context, &engine),
        MerchantKeyCommand::Remove(key) => remove(context, &engine, key).await,
    };
    super::closing(engine, done).await
}

async fn pin(context: &Context, engine: &Engine, given: PinKeys) -> Result<(), Failure> {
    let keys = read(&given.file)?;
    let merchant = given.domain.registrable().to_owned();
    let owner = context.unlock(engine).await?;
    let presence = owner.presence().await?;
    let new = owner
        .session
        .pin_merchant_keys(given.domain, keys, presence);
    let new = new.await?;
    context.output.say(
        || json!({ "domain": merchant, "pinned": new }),
        |page| {
            if new.is_empty() {
                page.line(format!("These keys of {merchant} are trusted already."));
            }
            for kid in &new {
                let kid = shown(kid);
                page.line(format!("{kid} signs for {merchant} from now on."));
            }
        },
    )
}

async fn remove(context: &Context, engine: &Engine, given: RemoveKey) -> Result<(), Failure> {
    let RemoveKey { domain, kid } = given;
    let merchant = domain.registrable().to_owned();
    let owner = context.unlock(engine).await?;
    let presence = owner.presence().await?;
    let removed = owner
        .session
        .remove_merchant_key(domain, kid.clone(), presence);
    removed.await?;
    context.output.say(
        || json!({ "domain": merchant, "removed": kid }),
        |page| {
            let kid = shown(&kid);
            page.line(format!(
                "{kid} is not trusted to sign for {merchant} any more."
            ));
        },
    )
}

fn list(context: &Context, engine: &Engine) -> Result<(), Failure> {
    let keys = engine.local().merchant_keys();
    let item = |(domain, kid, key): &(String, String, String)| json!({ "domain": domain, "kid": kid, "key": key });
    let items: Vec<Value> = keys.iter().map(item).collect();
    context.output.list(&items, |page| {
        if keys.is_empty() {
            page.line("No key is pinned: no merchant's signature is verified.");
            return;
        }
        let row = |(domain, kid, key): &(String, String, String)| {
            vec![Cell::left(domain), Cell::left(shown(kid)), Cell::left(key)]
        };
        let rows: Vec<Vec<Cell>> = keys.iter().map(row).collect();
        page.table(&["Merchant", "Name", "Key"], &rows);
    })
}

/// Read here, a wrong file costs no passphrase.
fn read(path: &Path) -> Result<KeySet, Failure> {
    let bytes = super::read_bounded(path, MOST_BYTES)?;
    Ok(read_merchant_keys(&bytes)?)
}
