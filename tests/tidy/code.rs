//! How code is written: short files, no floats near money, one clock.

use anyhow::Result;
use e2e::source::Source;
use e2e::tree;

use super::hold;

const LONGEST: usize = 400;

/// Written by a program from the desktop app's views.
const GENERATED: [&str; 1] = ["ui/src/ipc/bindings.ts"];

/// Where money is handled, that is everywhere but in the tools around the product.
const PRODUCT: [&str; 2] = ["src-tauri/crates", "src-tauri/src"];

const PURE: [&str; 3] = [
    "src-tauri/crates/domain/src",
    "src-tauri/crates/ledger/src",
    "src-tauri/crates/protocols/src",
];

const CLOCK: &str = "src-tauri/crates/engine/src/clock.rs";

/// Whether a path belongs to tests, whichever way they are set apart.
pub(super) fn is_test(path: &str) -> bool {
    path.contains("/tests/") || path.ends_with("/tests.rs") || path.ends_with("_tests.rs")
}

#[test]
fn no_file_is_longer_than_one_can_keep_in_mind() -> Result<()> {
    let endings = [".rs", ".ts", ".tsx", ".css", ".sql"];
    let mut broken = Vec::new();
    for folder in ["src-tauri", "tests", "ui"] {
        for file in tree::files(folder, &endings)? {
            let lines = file.text.lines().count();
            if lines > LONGEST && !GENERATED.contains(&file.path.as_str()) {
                broken.push(format!("{}: {lines} lines", file.path));
            }
        }
    }
    hold("a file has at most 400 lines", &broken);
    Ok(())
}

/// A rate of false alarms is no money, a number that is only skipped is none either, nor is a place
/// on a page.
const MAY_FLOAT: [&str; 7] = [
    "src-tauri/crates/engine/src/keyfilter.rs",
    "src-tauri/crates/gateway/src/mcp/frame.rs",
    "src-tauri/crates/reports/src/forms/pdf.rs",
    "src-tauri/crates/reports/src/forms/pdf/draw.rs",
    "src-tauri/crates/reports/src/forms/pdf/flow.rs",
    "src-tauri/crates/reports/src/forms/pdf/letters.rs",
    "src-tauri/crates/reports/src/forms/pdf/paper.rs",
];

#[test]
fn no_floating_point_number_comes_near_money() -> Result<()> {
    let floats = ["f32", "f64", "as_f64", "as_secs_f32", "as_secs_f64"];
    let mut broken = Vec::new();
    for (path, source) in product()? {
        if MAY_FLOAT.contains(&path.as_str()) {
            continue;
        }
        for (line, name) in source.names().filter(|(_, name)| floats.contains(name)) {
            broken.push(format!("{path}:{line} {name}"));
        }
    }
    for file in tree::files("ui/src", &[".ts", ".tsx"])? {
        let money = file.path.starts_with("ui/src/money/");
        for (number, line) in file.text.lines().enumerate() {
            let float = line.contains("parseFloat(") || line.contains(".toFixed(");
            if float || (money && line.contains("Number(")) {
                broken.push(format!("{}:{} {}", file.path, number + 1, line.trim()));
            }
        }
    }
    hold("amounts are whole numbers of minor units", &broken);
    Ok(())
}

#[test]
fn only_the_engines_clock_reads_the_time() -> Result<()> {
    let mut broken = Vec::new();
    for (path, source) in product()? {
        if path == CLOCK {
            continue;
        }
        for words in ["Utc::now(", "Local::now(", "SystemTime::now("] {
            let found = source.lines_with(words).into_iter();
            broken.extend(found.map(|line| format!("{path}:{line} {words})")));
        }
    }
    hold("time is a parameter everywhere else", &broken);
    Ok(())
}

#[test]
fn the_pure_crates_ask_the_machine_for_nothing() -> Result<()> {
    let outside = [
        "std::env",
        "std::fs",
        "std::net",
        "std::process",
        "std::thread",
        "Instant::now",
        "println!",
        "thread_rng",
        "OsRng",
    ];
    let mut broken = Vec::new();
    for (path, source) in product()? {
        if !PURE.iter().any(|folder| path.starts_with(folder)) {
            continue;
        }
        for words in outside {
            let found = source.lines_with(words).into_iter();
            broken.extend(found.map(|line| format!("{path}:{line} {words}")));
        }
    }
    hold(
        "files, time and chance are parameters of the pure crates",
        &broken,
    );
    Ok(())
}

#[test]
fn names_say_what_a_thing_is() -> Result<()> {
    let vague = ["Manager", "Service", "Helper", "Util", "Utils", "Processor"];
    let kinds = ["struct", "enum", "trait", "type", "mod"];
    let mut broken = Vec::new();
    for (path, source) in product()? {
        let names: Vec<(usize, &str)> = source.names().collect();
        for pair in names.windows(2) {
            let [(_, kind), (line, name)] = pair else {
                continue;
            };
            let module = ["util", "utils", "helpers", "misc"].contains(name);
            let says_nothing = vague.iter().any(|word| name.ends_with(word)) || module;
            if kinds.contains(kind) && says_nothing {
                broken.push(format!("{path}:{line} {kind} {name}"));
            }
        }
    }
    hold("a name like Manager says nothing", &broken);
    Ok(())
}

#[test]
fn modules_are_files_named_after_them() -> Result<()> {
    let mut broken = Vec::new();
    for folder in ["src-tauri", "tests"] {
        let files = tree::files(folder, &["mod.rs"])?;
        broken.extend(files.into_iter().map(|file| file.path));
    }
    hold("`foo.rs` with `foo/`, no `mod.rs`", &broken);
    Ok(())
}

fn product() -> Result<Vec<(String, Source)>> {
    let mut sources = Vec::new();
    for folder in PRODUCT {
        for file in tree::files(folder, &[".rs"])? {
            if !is_test(&file.path) {
                let source = Source::of_product(&file.text);
                sources.push((file.path, source));
            }
        }
    }
    Ok(sources)
}
