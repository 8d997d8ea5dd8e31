//! Authority is a type: where it may be named at all.

use anyhow::Result;
use e2e::source::Source;
use e2e::tree;

use super::hold;

/// Whoever can name one of these could approve, loosen, or read what is not an agent's to read.
const OWNERS: [&str; 5] = [
    "Engine",
    "LocalSession",
    "OwnerSession",
    "Passphrase",
    "Presence",
];

#[test]
fn the_gateway_has_no_name_for_the_owner() -> Result<()> {
    let mut broken = Vec::new();
    for file in tree::files("src-tauri/crates/gateway/src", &[".rs"])? {
        if super::code::is_test(&file.path) {
            continue;
        }
        let source = Source::of_product(&file.text);
        for (line, name) in source.names().filter(|(_, name)| OWNERS.contains(name)) {
            broken.push(format!("{}:{line} names {name}", file.path));
        }
    }
    hold(
        "an agent's token must lead to nothing that could approve",
        &broken,
    );
    Ok(())
}

/// Words that only SQL puts in this order; in capitals where English might do so too.
const SQL: [&str; 8] = [
    "INSERT INTO ",
    "INSERT OR ",
    "DELETE FROM ",
    "CREATE TABLE",
    "CREATE INDEX",
    "BEGIN IMMEDIATE",
    "PRAGMA ",
    "ON CONFLICT",
];

#[test]
fn sql_is_written_only_where_the_store_is() -> Result<()> {
    let mut broken = Vec::new();
    for file in tree::files("src-tauri", &[".rs"])? {
        let store = "src-tauri/crates/engine/src/store";
        if file.path.starts_with(store) || super::code::is_test(&file.path) {
            continue;
        }
        let source = Source::of_product(&file.text);
        for (line, text) in &source.strings {
            if is_sql(text) {
                broken.push(format!("{}:{line} {text}", file.path));
            }
        }
        for (line, name) in source.names().filter(|(_, name)| *name == "rusqlite") {
            broken.push(format!("{}:{line} names {name}", file.path));
        }
    }
    hold(
        "nothing outside engine/src/store knows that it is SQLite",
        &broken,
    );
    Ok(())
}

fn is_sql(text: &str) -> bool {
    let select = text.contains("SELECT ") && (text.contains(" FROM ") || text.contains("(SELECT"));
    let update = text.contains("UPDATE ") && text.contains(" SET ");
    select || update || SQL.iter().any(|words| text.to_uppercase().contains(words))
}
