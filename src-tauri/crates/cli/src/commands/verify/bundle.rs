//! A bundle, checked by itself: neither the record nor the data folder is looked at.

use std::path::{Path, PathBuf};

use counterfoil_reports::{BundleCheck, BundleError, Fault, check_bundle, looks_like_bundle};
use serde_json::{Value, json};

use crate::context::{Context, blocking};
use crate::failure::Failure;

/// Whether the file is a bundle, rather than an export without its proofs.
pub(super) fn is_one(path: &Path) -> Result<bool, Failure> {
    looks_like_bundle(path).map_err(|error| Failure::file("read", path, &error))
}

pub(super) async fn run(
    context: &Context,
    path: PathBuf,
    key: Option<String>,
) -> Result<(), Failure> {
    let checked = blocking({
        let path = path.clone();
        move || check_bundle(&path)
    });
    match checked.await? {
        Ok(found) => match key.filter(|key| *key != found.key) {
            Some(_) => Err(other_key(&found)),
            None => good(context, &path, &found),
        },
        Err(BundleError::Bad(fault)) => {
            if context.output.is_json() {
                context.output.say(|| bad(&path, &fault), |_| {})?;
            }
            Err(damaged(&path, &fault))
        }
        Err(error @ (BundleError::Io(_) | BundleError::NotABundle(_))) => Err(Failure::refused(
            error.code(),
            &error,
            "Name a file that `export --format bundle` wrote.",
        )),
    }
}

fn good(context: &Context, path: &Path, found: &BundleCheck) -> Result<(), Failure> {
    let head = &found.head;
    context.output.say(
        || {
            json!({
                "ok": true,
                "file": path,
                "scope": if found.whole { "whole" } else { "selection" },
                "entries": found.entries,
                "key": found.key,
                "query": head.query,
                "count": head.totals.count,
                "paid": head.totals.paid,
                "ledger": head.ledger,
            })
        },
        |page| {
            page.title(format!("{} holds.", path.display()));
            let extent = if found.whole {
                "all there are"
            } else {
                "a selection, each with its proof"
            };
            page.facts(&[
                ("Entries", format!("{}, {extent}", found.entries)),
                ("Head", format!("entry {}", head.ledger.size)),
                ("Holds", head.totals.to_string()),
                ("Query", head.query.clone()),
                ("Made", head.exported_at.clone()),
                ("Key", found.key.clone()),
            ]);
            page.line(
                "Ask the owner by another way whether the key is theirs, or name it with --key.",
            );
            page.line("That a shop delivered is not shown by this.");
        },
    )
}

fn bad(path: &Path, fault: &Fault) -> Value {
    json!({
        "ok": false,
        "file": path,
        "problem": { "seq": fault.seq, "text": fault.text },
    })
}

fn damaged(path: &Path, fault: &Fault) -> Failure {
    let name = path.display();
    let message = match fault.seq {
        Some(seq) => format!("{name} is damaged at entry {seq}: {}", fault.text),
        None => format!("{name} is damaged: {}", fault.text),
    };
    Failure::damaged(
        message,
        "Do not rely on it; ask for another one, and keep both.",
    )
}

fn other_key(found: &BundleCheck) -> Failure {
    Failure::damaged(
        format!(
            "It is signed under {}, and not under the key you gave",
            found.key
        ),
        "Ask the owner which key is theirs.",
    )
}
