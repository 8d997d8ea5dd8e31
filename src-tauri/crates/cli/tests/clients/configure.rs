//! Writing clients' files for the owner.

use std::fs;

use serde_json::Value;

use crate::kit::Shop;
use crate::support::PROGRAM;

#[test]
fn a_clients_file_is_written_with_a_backup_and_works() {
    let shop = Shop::open();
    let before = "{\n  \"theme\": \"dark\"\n}\n";
    let file = shop.home.write("mcp.json", before);
    let args = [
        "--json",
        "agent",
        "configure",
        "cursor",
        "--token-file",
        &shop.token_file,
        "--config",
        &file,
    ];
    let said = shop.home.run(&args).ok().json();
    assert_eq!(said["changed"], true);
    assert_eq!(
        fs::read_to_string(said["backup"].as_str().unwrap()).unwrap(),
        before
    );
    let written: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    assert_eq!(written["theme"], "dark");
    let server = &written["mcpServers"]["counterfoil"];
    assert_eq!(server["command"], PROGRAM);
    assert!(!fs::read_to_string(&file).unwrap().contains(&shop.token()));

    let args: Vec<&str> = server["args"]
        .as_array()
        .unwrap()
        .iter()
        .map(|arg| arg.as_str().unwrap())
        .collect();
    let hello = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"get_limits\",\"arguments\":{}}}\n";
    let ran = shop.home.run_with_input(&args, hello).ok();
    assert!(ran.out.contains("without_asking"), "{}", ran.out);
}

#[test]
fn the_same_again_changes_nothing_and_keeps_no_second_backup() {
    let shop = Shop::open();
    let file = shop.home.path("config.toml");
    let args = [
        "--json",
        "agent",
        "configure",
        "codex",
        "--token-file",
        &shop.token_file,
        "--config",
        &file,
    ];
    assert_eq!(shop.home.run(&args).ok().json()["backup"], Value::Null);
    let again = shop.home.run(&args).ok().json();
    assert_eq!(
        (&again["changed"], &again["backup"]),
        (&Value::Bool(false), &Value::Null)
    );
}

#[test]
fn a_file_with_comments_is_left_alone() {
    let shop = Shop::open();
    let text = "{\n  // mine\n  \"servers\": {}\n}\n";
    let file = shop.home.write("mcp.json", text);
    let args = [
        "agent",
        "configure",
        "vscode",
        "--token-file",
        &shop.token_file,
        "--config",
        &file,
    ];
    shop.home.run(&args).failed(1).says("left as it is");
    assert_eq!(fs::read_to_string(&file).unwrap(), text);
}

#[test]
fn an_unknown_client_and_a_missing_token_are_told() {
    let shop = Shop::open();
    let missing = shop.home.path("nothing");
    shop.home
        .run(&["agent", "configure", "netscape", "--token-file", &missing])
        .failed(2)
        .says("openclaw");
    shop.home
        .run(&["agent", "configure", "cursor", "--token-file", &missing])
        .failed(1);
}
