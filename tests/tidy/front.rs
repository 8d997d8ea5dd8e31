//! The rules of the user interface.

use std::collections::BTreeMap;

use anyhow::Result;
use e2e::tree::{self, File};
use serde_json::Value;

use super::hold;

const SEAM: &str = "ui/src/ipc/";
const FEATURES: &str = "ui/src/features/";

#[test]
fn only_the_seam_knows_tauri() -> Result<()> {
    let mut broken = Vec::new();
    for file in sources()? {
        for (line, target) in imports(&file) {
            if target.contains("@tauri-apps") && !file.path.starts_with(SEAM) {
                broken.push(format!("{}:{line} {target}", file.path));
            }
        }
    }
    hold("only ui/src/ipc imports @tauri-apps", &broken);
    Ok(())
}

#[test]
fn features_do_not_know_each_other() -> Result<()> {
    let mut broken = Vec::new();
    for file in sources()? {
        let Some(own) = feature(&file.path) else {
            continue;
        };
        for (line, target) in imports(&file) {
            let resolved = resolve(&file.path, &target);
            if feature(&resolved).is_some_and(|other| other != own) {
                broken.push(format!("{}:{line} {target}", file.path));
            }
        }
    }
    hold("a feature imports another one", &broken);
    Ok(())
}

#[test]
fn what_features_share_does_not_know_them() -> Result<()> {
    let shared = ["components", "i18n", "ipc", "money", "charts", "styles"];
    let mut broken = Vec::new();
    for file in sources()? {
        let folder = file.path.trim_start_matches("ui/src/");
        let folder = folder.split('/').next().unwrap_or_default();
        if !shared.contains(&folder) {
            continue;
        }
        for (line, target) in imports(&file) {
            if feature(&resolve(&file.path, &target)).is_some() {
                broken.push(format!("{}:{line} {target}", file.path));
            }
        }
    }
    hold("what all features use must not know one of them", &broken);
    Ok(())
}

#[test]
fn every_key_that_is_used_is_in_the_catalogue() -> Result<()> {
    let catalogue = catalogue()?;
    let mut broken = Vec::new();
    let mut used = 0;
    for file in sources()? {
        for (line, key) in keys(&file) {
            used += 1;
            let plural = format!("{key}_other");
            if !catalogue.contains_key(&key) && !catalogue.contains_key(&plural) {
                broken.push(format!("{}:{line} {key}", file.path));
            }
        }
    }
    assert!(
        used > 0 || sources()?.is_empty(),
        "no key was found in ui/src"
    );
    hold("words come from the catalogue", &broken);
    Ok(())
}

#[test]
fn the_window_loads_nothing_from_elsewhere() -> Result<()> {
    let mut broken = Vec::new();
    for file in tree::files("ui", &[".html", ".css", ".ts", ".tsx"])? {
        if file.path.starts_with("ui/e2e/") || file.path.contains(".test.") {
            continue;
        }
        for (number, line) in file.text.lines().enumerate() {
            let loads = [
                "src=\"http",
                "href=\"http",
                "url(http",
                "import('http",
                " fetch(",
                "window.fetch(",
                "XMLHttpRequest",
                "WebSocket(",
            ];
            if loads.iter().any(|words| line.contains(words)) {
                broken.push(format!("{}:{} {}", file.path, number + 1, line.trim()));
            }
        }
    }
    hold("the window works without a network", &broken);
    Ok(())
}

fn sources() -> Result<Vec<File>> {
    tree::files("ui/src", &[".ts", ".tsx"])
}

fn feature(path: &str) -> Option<&str> {
    path.strip_prefix(FEATURES)?.split('/').next()
}

/// What a file imports, statically or on demand, each with its line.
fn imports(file: &File) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in file.text.lines().enumerate() {
        for lead in ["from ", "import(", "import ", "require("] {
            for (start, _) in line.match_indices(lead) {
                let rest = line.get(start + lead.len()..).unwrap_or_default();
                found.extend(quoted(rest).map(|target| (number + 1, target)));
            }
        }
    }
    found
}

/// The text in quotes that starts right here.
fn quoted(rest: &str) -> Option<String> {
    let quote = rest
        .chars()
        .next()
        .filter(|first| ['\'', '"'].contains(first))?;
    let inside = rest.get(1..)?;
    inside.split(quote).next().map(str::to_owned)
}

/// The path in the workspace that an import means.
fn resolve(importer: &str, target: &str) -> String {
    if let Some(path) = target.strip_prefix("@/") {
        return format!("ui/src/{path}");
    }
    if !target.starts_with('.') {
        return target.to_owned();
    }
    let mut parts: Vec<&str> = importer.split('/').collect();
    parts.pop();
    for step in target.split('/') {
        match step {
            "." => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    parts.join("/")
}

/// Keys that are written out: `t('a.b')`, `k="a.b"`.
fn keys(file: &File) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    if file.path.contains("/i18n/") || file.path.contains(".test.") {
        return found;
    }
    for (number, line) in file.text.lines().enumerate() {
        for lead in ["t(", "k="] {
            for (start, _) in line.match_indices(lead) {
                let spelled = line.get(..start).unwrap_or_default().chars().next_back();
                let part_of_a_name = spelled.is_some_and(char::is_alphanumeric);
                if part_of_a_name {
                    continue;
                }
                let rest = line.get(start + lead.len()..).unwrap_or_default();
                found.extend(quoted(rest).map(|key| (number + 1, key)));
            }
        }
    }
    found
}

fn catalogue() -> Result<BTreeMap<String, String>> {
    let mut all = BTreeMap::new();
    for file in tree::files("ui/src/i18n/locales", &["en.json"])? {
        flatten("", &serde_json::from_str(&file.text)?, &mut all);
    }
    Ok(all)
}

fn flatten(prefix: &str, tree: &Value, into: &mut BTreeMap<String, String>) {
    if let Some(branches) = tree.as_object() {
        for (name, branch) in branches {
            let path = if prefix.is_empty() {
                name.clone()
            } else {
                format!("{prefix}.{name}")
            };
            flatten(&path, branch, into);
        }
    } else if let Some(words) = tree.as_str() {
        into.insert(prefix.to_owned(), words.to_owned());
    }
}
