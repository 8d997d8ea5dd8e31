//! Who may know whom, as far as manifests tell.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use anyhow::{Context, Result};
use e2e::process::root;
use e2e::tree;
use serde_json::Value;

use super::hold;

const PURE: [&str; 3] = ["domain", "ledger", "protocols"];

/// What a pure crate has none of, however deep: a runtime, a database, a log, a clock, chance.
const IMPURE: [&str; 18] = [
    "async-std",
    "axum",
    "fastrand",
    "getrandom",
    "hyper",
    "iana-time-zone",
    "libsqlite3-sys",
    "log",
    "mio",
    "rand",
    "reqwest",
    "rusqlite",
    "socket2",
    "sqlx",
    "tempfile",
    "tokio",
    "tracing",
    "zbus",
];

/// Which of our packages each may use, besides those of the outside world.
const MAY_USE: [(&str, &[&str]); 10] = [
    ("domain", &[]),
    ("ledger", &[]),
    ("protocols", &["domain"]),
    ("engine", &["domain", "ledger", "protocols"]),
    ("reports", &["domain", "ledger", "protocols"]),
    ("gateway", &["domain", "engine", "protocols"]),
    (
        "cli",
        &[
            "domain",
            "engine",
            "gateway",
            "ledger",
            "protocols",
            "reports",
        ],
    ),
    (
        "desktop",
        &[
            "domain",
            "engine",
            "gateway",
            "ledger",
            "protocols",
            "reports",
        ],
    ),
    ("xtask", &[]),
    (
        "e2e",
        &[
            "domain",
            "engine",
            "gateway",
            "ledger",
            "protocols",
            "reports",
        ],
    ),
];

/// Each of these belongs to the one edge that speaks it.
const ONLY_IN: [(&str, &[&str]); 9] = [
    ("tauri", &["desktop"]),
    ("tauri-specta", &["desktop"]),
    ("specta", &["desktop"]),
    ("notify-rust", &["desktop", "cli"]),
    ("rusqlite", &["engine", "e2e"]),
    // The command line's pipe for MCP reaches the gateway over HTTP.
    ("hyper", &["gateway", "cli"]),
    ("utoipa", &["gateway"]),
    ("clap", &["cli"]),
    ("rpassword", &["cli"]),
];

/// The parts of a desktop that a machine without one cannot build.
const DESKTOP_ONLY: [&str; 8] = [
    "gdk",
    "glib",
    "gtk",
    "soup3",
    "tao",
    "tauri",
    "webkit2gtk",
    "wry",
];

#[test]
fn each_package_uses_only_those_that_it_may_know() -> Result<()> {
    let mut broken = Vec::new();
    let rules: BTreeMap<&str, &[&str]> = MAY_USE.into_iter().collect();
    for package in packages()? {
        let Some(allowed) = rules.get(package.name.as_str()) else {
            broken.push(format!(
                "{}: say in this test what it may use",
                package.name
            ));
            continue;
        };
        for ours in package
            .uses
            .iter()
            .filter_map(|name| name.strip_prefix("counterfoil-"))
        {
            if !allowed.contains(&ours) {
                broken.push(format!("{} uses {ours}", package.name));
            }
        }
    }
    hold("a package uses one that it must not know", &broken);
    Ok(())
}

#[test]
fn what_belongs_to_one_edge_stays_there() -> Result<()> {
    let mut broken = Vec::new();
    for package in packages()? {
        for (outside, owners) in ONLY_IN {
            if package.uses.contains(outside) && !owners.contains(&package.name.as_str()) {
                broken.push(format!("{} uses {outside}", package.name));
            }
        }
        let plugin = package
            .uses
            .iter()
            .find(|name| name.starts_with("tauri-plugin"));
        if let Some(plugin) = plugin.filter(|_| package.name != "desktop") {
            broken.push(format!("{} uses {plugin}", package.name));
        }
    }
    hold("a part of one edge has crept into another package", &broken);
    Ok(())
}

#[test]
fn the_pure_crates_stay_pure_however_deep_one_looks() -> Result<()> {
    let mut broken = Vec::new();
    let ours: BTreeSet<String> = packages()?
        .into_iter()
        .map(|package| package.name)
        .collect();
    for name in PURE.into_iter().filter(|name| ours.contains(*name)) {
        let closure = closure(&[format!("counterfoil-{name}")])?;
        let found = IMPURE
            .into_iter()
            .filter(|impure| closure.contains(*impure));
        broken.extend(found.map(|impure| format!("{name} depends on {impure}")));
    }
    hold(
        "time, chance and files are parameters of the pure crates",
        &broken,
    );
    Ok(())
}

#[test]
fn what_is_built_by_default_needs_no_desktop() -> Result<()> {
    let metadata = metadata()?;
    let members: Vec<String> = array(&metadata, "/workspace_default_members")
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    let names: Vec<String> = array(&metadata, "/packages")
        .filter(|package| {
            members
                .iter()
                .any(|member| package["id"] == member.as_str())
        })
        .filter_map(|package| package["name"].as_str().map(str::to_owned))
        .collect();
    assert!(names.len() >= 6, "{names:?}");
    let closure = closure(&names)?;
    let broken: Vec<String> = DESKTOP_ONLY
        .into_iter()
        .filter(|part| closure.contains(*part))
        .map(str::to_owned)
        .collect();
    hold("`cargo test` has to work on a machine without GTK", &broken);
    Ok(())
}

#[test]
fn every_package_keeps_the_lints_of_the_workspace() -> Result<()> {
    let mut broken = Vec::new();
    for manifest in tree::files("", &["Cargo.toml"])? {
        let parsed: toml::Table = manifest.text.parse().context(manifest.path.clone())?;
        if parsed.contains_key("workspace") {
            continue;
        }
        let shared = parsed.get("lints").and_then(|lints| lints.get("workspace"));
        if shared.and_then(toml::Value::as_bool) != Some(true) {
            broken.push(manifest.path.clone());
        }
        for (name, entry) in dependencies(&parsed) {
            let pinned = entry.get("workspace").and_then(toml::Value::as_bool);
            if pinned != Some(true) {
                broken.push(format!(
                    "{}: {name} has a version of its own",
                    manifest.path
                ));
            }
        }
    }
    hold("lints and versions are those of the workspace", &broken);
    Ok(())
}

struct Package {
    name: String,
    uses: BTreeSet<String>,
}

/// Our packages with what they use to run: neither for their tests nor to be built.
fn packages() -> Result<Vec<Package>> {
    let metadata = metadata()?;
    let packages = array(&metadata, "/packages").map(|package| {
        let uses = array(package, "/dependencies")
            .filter(|dependency| dependency["kind"].is_null())
            .filter_map(|dependency| dependency["name"].as_str().map(str::to_owned));
        let name = package["name"].as_str().unwrap_or_default();
        Package {
            name: name.trim_start_matches("counterfoil-").to_owned(),
            uses: uses.collect(),
        }
    });
    Ok(packages.collect())
}

fn metadata() -> Result<Value> {
    let output = cargo(&["metadata", "--no-deps", "--format-version", "1"])?;
    Ok(serde_json::from_str(&output)?)
}

/// The names of all packages that these need to run, with the features that they ask for.
fn closure(packages: &[String]) -> Result<BTreeSet<String>> {
    let mut arguments = vec![
        "tree", "--edges", "normal", "--prefix", "none", "--format", "{p}",
    ];
    for package in packages {
        arguments.extend(["--package", package]);
    }
    let names = cargo(&arguments)?;
    Ok(names
        .lines()
        .filter_map(|line| line.split(' ').next())
        .map(str::to_owned)
        .collect())
}

fn cargo(arguments: &[&str]) -> Result<String> {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .arg("--offline")
        .current_dir(root())
        .output()?;
    let problem = String::from_utf8_lossy(&output.stderr);
    anyhow::ensure!(output.status.success(), "cargo {arguments:?}: {problem}");
    Ok(String::from_utf8(output.stdout)?)
}

fn array<'a>(value: &'a Value, pointer: &str) -> impl Iterator<Item = &'a Value> {
    value
        .pointer(pointer)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

fn dependencies(manifest: &toml::Table) -> impl Iterator<Item = (&String, &toml::Value)> {
    ["dependencies", "dev-dependencies", "build-dependencies"]
        .into_iter()
        .filter_map(|kind| manifest.get(kind).and_then(toml::Value::as_table))
        .flatten()
}
