//! The verifier that goes with bundles knows what this version writes.

use std::path::Path;

use counterfoil_reports::VERIFIER;

/// The words in quotation marks after `=`, or all of them, in a part of a source file.
fn quoted(path: &str, from: &str, until: &str, before: &str) -> Vec<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    let text = std::fs::read_to_string(file).unwrap();
    let (_, rest) = text.split_once(from).unwrap();
    let (part, _) = rest.split_once(until).unwrap();
    let words = part.split(before).skip(1);
    let words: Vec<String> = words
        .filter_map(|rest| rest.split('"').next().map(str::to_owned))
        .filter(|word| {
            word.chars()
                .all(|c| c.is_ascii_lowercase() || "._".contains(c))
        })
        .filter(|word| !word.is_empty())
        .collect();
    assert!(words.len() > 5, "{words:?}");
    words
}

#[test]
fn the_verifier_knows_every_kind_of_entry() {
    for kind in quoted("domain/src/entry/facts.rs", "facts! {", "\n}\n", "= \"") {
        assert!(
            VERIFIER.contains(&format!("\"{kind}\"")),
            "reports/verify/rules.py does not know what {kind} does: say so there"
        );
    }
}

#[test]
fn the_verifier_knows_which_kinds_need_no_signature() {
    let (_, rest) = VERIFIER.split_once("TIGHTENS = {").unwrap();
    let (tightens, _) = rest.split_once('}').unwrap();
    let mut known: Vec<&str> = tightens.split('"').skip(1).step_by(2).collect();
    known.sort_unstable();
    let path = "domain/src/entry/tightening.rs";
    let mut kinds = quoted(path, "matches!(", "\n    )", "\"");
    kinds.sort_unstable();
    assert_eq!(known, kinds);
}
