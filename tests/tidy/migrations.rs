//! Migrations are only ever added.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use e2e::process::root;
use e2e::tree;
use sha2::{Digest, Sha256};

use super::hold;

const FOLDER: &str = "src-tauri/crates/engine/src/store/migrations";

/// One line per migration: its SHA-256 and its name, as `sha256sum` writes them.
const LIST: &str = "tests/tidy/migrations.sha256";

#[test]
fn a_migration_that_is_on_the_list_never_changes() -> Result<()> {
    let list = std::fs::read_to_string(root().join(LIST)).context(LIST)?;
    let listed: BTreeMap<&str, &str> = list
        .lines()
        .filter_map(|line| line.split_once("  "))
        .map(|(hash, name)| (name, hash))
        .collect();
    let mut broken = Vec::new();
    let mut found = BTreeMap::new();
    for file in tree::files(FOLDER, &[".sql"])? {
        let name = file.path.trim_start_matches(FOLDER).trim_start_matches('/');
        let hash = hex::encode(Sha256::digest(file.text.as_bytes()));
        match listed.get(name) {
            None => broken.push(format!("{name} is new; add to {LIST}: {hash}  {name}")),
            Some(listed) if *listed != hash => {
                broken.push(format!("{name} was changed; add another migration instead"));
            }
            Some(_) => {}
        }
        found.insert(name.to_owned(), hash);
    }
    let gone = listed.keys().filter(|name| !found.contains_key(**name));
    broken.extend(gone.map(|name| format!("{name} is gone")));
    hold(
        "somebody's data has been through the migrations as they are",
        &broken,
    );
    Ok(())
}
