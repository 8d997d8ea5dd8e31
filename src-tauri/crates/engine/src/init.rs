//! A new data folder: keys, schema, and the entry that names the keys.

use std::path::Path;

use counterfoil_domain::entry::{EntryHead, Fact, Started, encode};
use counterfoil_ledger::{NoteSigner, TileBuilder, empty_root, leaf_hash};

use crate::error::EngineError;
use crate::keys::{Keys, Passphrase, Vault, public_hex, remember};
use crate::store::log::{StoredCheckpoint, StoredEntry};
use crate::store::{self, DATABASE, Store};
use crate::{Keyring, Options};

pub(crate) fn init(
    dir: &Path,
    passphrase: &Passphrase,
    options: &Options,
) -> Result<(), EngineError> {
    // A write-ahead log without its database holds what the database still lacks.
    let exists = |suffix: &str| dir.join(format!("{DATABASE}{suffix}")).exists();
    if exists("") || exists("-wal") {
        return Err(EngineError::DataExists(dir.display().to_string()));
    }
    crate::files::make_private_folder(dir)
        .map_err(|error| EngineError::LedgerUnavailable(error.to_string()))?;
    let unwritable = |error: std::io::Error| EngineError::LedgerUnavailable(error.to_string());
    // What an attempt that did not end left behind is nobody's; keys without a database may still
    // open one that was moved away.
    let beside = dir.join("new.part");
    crate::files::remove_folder(&beside).map_err(unwritable)?;
    crate::files::make_private_folder(&beside).map_err(unwritable)?;
    Vault::in_folder(dir).set_aside()?;
    let secrets = Keys::fresh_secrets()?;
    let keys = Keys::from_secrets(&secrets)?;
    let origin = format!("counterfoil/{}", hex::encode(crate::clock::random::<8>()?));
    write_first(&beside, &origin, keys, options)?;
    let kek = Vault::in_folder(dir).seal(&secrets, passphrase)?;
    crate::files::move_durably(&beside.join(DATABASE), &dir.join(DATABASE)).map_err(unwritable)?;
    crate::files::remove_folder(&beside).map_err(unwritable)?;
    if options.keyring == Keyring::Use
        && let Err(error) = remember(&origin, &kek)
    {
        tracing::info!(%error, "the keyring does not keep the key; the passphrase is asked each time");
    }
    Ok(())
}

/// Writes a whole database. It is moved to its place last, so that a folder has one or has none.
fn write_first(dir: &Path, origin: &str, keys: Keys, options: &Options) -> Result<(), EngineError> {
    let unusable = || EngineError::Internal("the ledger's name cannot be used".to_owned());
    let signer = NoteSigner::new(origin, keys.ledger).map_err(|_| unusable())?;
    let fact = Fact::Started(Started {
        authorization_key: public_hex(&keys.authorization.public()),
        ledger_key: signer.verifier_key().to_string(),
        origin: origin.to_owned(),
        owner_key: public_hex(&keys.owner.public()),
    });
    let at = options.clock.now();
    let salt = hex::encode(crate::clock::random::<16>()?);
    let prev_root = empty_root().to_base64();
    let head = EntryHead {
        seq: 0,
        at,
        prev_root: &prev_root,
        salt: &salt,
    };
    let bytes = encode(&head, &fact).map_err(|error| EngineError::Internal(error.to_string()))?;
    let mut tree = TileBuilder::new();
    tree.push(leaf_hash(&bytes));
    let root = tree.root();
    let signature = Some(signer.checkpoint(1, root).signature_bytes(&signer));
    let mut store = Store::create(dir)?;
    let transaction = store.begin()?;
    store::log::append(
        &transaction,
        &StoredEntry {
            seq: 0,
            bytes,
            before: None,
        },
    )?;
    let checkpoint = StoredCheckpoint {
        size: 1,
        root,
        signature,
        at: at.as_millis(),
    };
    store::log::put_checkpoint(&transaction, &checkpoint)?;
    transaction.commit()?;
    crate::files::restrict_to_owner(&dir.join(DATABASE))
        .map_err(|error| EngineError::LedgerUnavailable(error.to_string()))
}
