//! `agent …`, `pause` and `resume`.

use crate::support::{Home, mode};

#[test]
fn a_token_is_printed_once_with_how_to_use_it() {
    let home = Home::made();
    let added = home.owner(&["agent", "add", "Shopping agent"]).ok();
    added
        .says("Shopping agent is connected")
        .says("curl -sS http://127.0.0.1:7402/v1/purchases");
    added.says("urllib.request").says("openapi.json");
    let token = added
        .out
        .lines()
        .find_map(|line| line.trim().strip_prefix("cfa_"))
        .unwrap();
    assert_eq!(token.len(), 43, "256 bits");
    for args in [["agent", "list"], ["agent", "show"]] {
        let name = (args[1] == "show").then_some("Shopping agent");
        let args: Vec<&str> = args.into_iter().chain(name).collect();
        assert!(!home.run(&args).ok().out.contains(token));
    }
}

#[test]
fn a_token_can_go_to_a_new_file_of_the_owners_alone() {
    let home = Home::made();
    let file = home.path("token");
    let args = [
        "--json",
        "agent",
        "add",
        "Shop",
        "--sandbox",
        "--token-file",
        &file,
    ];
    let added = home.owner(&args).ok();
    assert!(!added.out.contains("cfa_"), "{added:#?}");
    assert_eq!(added.json()["token_file"], file);
    assert_eq!(added.json()["sandbox"], true);
    assert_eq!(mode(&home.file("token")), 0o600);
    let token = std::fs::read_to_string(home.file("token")).unwrap();
    assert!(token.starts_with("cfa_") && token.ends_with('\n'));
    // A file that is there is never replaced, and nobody is connected without a token.
    let again = ["agent", "add", "Other", "--token-file", &file];
    home.owner(&again).failed(1).says("is there already");
    assert_eq!(std::fs::read_to_string(home.file("token")).unwrap(), token);
    home.run(&["agent", "show", "Other"])
        .failed(1)
        .says("no agent named");
}

#[test]
fn an_agent_is_found_by_name_and_by_id() {
    let home = Home::made();
    home.run(&["agent", "list"])
        .ok()
        .says("No agent is connected");
    let args = [
        "--json",
        "agent",
        "add",
        "Shop",
        "--controls-desktop",
        "yes",
    ];
    let added = home.owner(&args).ok().json();
    let id = added["id"].as_str().unwrap();
    assert_eq!(added["controls_desktop"], true);
    assert!(added["snippets"].as_array().unwrap().len() >= 3);
    for name in ["Shop", id] {
        let shown = home.run(&["--json", "agent", "show", name]).ok().json();
        assert_eq!(
            (&shown["id"], &shown["name"]),
            (&added["id"], &added["name"])
        );
        assert_eq!(shown.get("token"), None);
    }
    home.run(&["agent", "show", "Shop"])
        .ok()
        .says("it can click here")
        .says(id);
    let list = home.run(&["--json", "agent", "list"]).ok().json();
    assert_eq!(list["items"][0]["state"], "active");
    assert_eq!(list["next"], serde_json::Value::Null);
    let nobody = home
        .run(&["--json", "agent", "show", "Nobody"])
        .failed(1)
        .error();
    assert_eq!(nobody["code"], "not_found");
    home.run(&["agent", "show", "agt_00000000000000000000000000000001"])
        .failed(1);
}

#[test]
fn the_owner_and_the_agent_see_the_same_comparison_code() {
    let home = Home::made();
    let shop = home.owner(&["--json", "agent", "add", "Shop"]).ok().json();
    let other = home.owner(&["--json", "agent", "add", "Other"]).ok().json();
    let serving = home.serve();
    for agent in [&shop, &other] {
        let (_, limits) = serving.get(agent["token"].as_str().unwrap(), "/v1/limits");
        assert_eq!(limits["agent"]["code"], agent["code"]);
        assert_eq!(limits["agent"]["name"], agent["name"]);
    }
    let code = shop["code"].as_str().unwrap();
    assert!(code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit()));
    home.owner(&["agent", "rotate", "Shop"])
        .ok()
        .says("Compare:");
}

#[test]
fn two_agents_cannot_share_a_name() {
    let home = Home::made();
    home.connect("Shop");
    let again = home
        .owner(&["--json", "agent", "add", "Shop"])
        .failed(1)
        .error();
    assert_eq!(again["code"], "name_taken");
    home.owner(&["agent", "add", "\u{1b}[31mred"]).failed(1);
}

#[test]
fn pausing_needs_nobody_and_resuming_needs_the_owner() {
    let home = Home::made();
    home.connect("Shop");
    let paused = home
        .run(&["--json", "pause", "Shop", "--for", "1h"])
        .ok()
        .json();
    assert_eq!(paused["state"], "paused");
    assert!(paused["paused_until"].is_string());
    // A longer pause is never shortened.
    home.run(&["agent", "pause", "Shop"])
        .ok()
        .says("until you resume");
    home.run(&["agent", "pause", "Shop", "--for", "1m"])
        .ok()
        .says("until you resume");
    home.run(&["resume", "Shop"]).failed(4);
    home.owner(&["agent", "resume", "Shop"])
        .ok()
        .says("Shop goes on");
    assert_eq!(
        home.run(&["--json", "agent", "show", "Shop"]).ok().json()["state"],
        "active"
    );
}

#[test]
fn everything_stops_at_once_and_goes_on_with_the_owner() {
    let home = Home::made();
    home.run(&["pause"])
        .ok()
        .says("All agents are paused until you resume");
    home.run(&["inbox"]).ok().says("Agents are paused");
    assert_eq!(
        home.run(&["--json", "pause", "--for", "2d"]).ok().json()["paused"],
        true
    );
    assert_eq!(
        home.owner(&["--json", "resume"]).ok().json()["paused"],
        false
    );
    assert!(!home.run(&["inbox"]).ok().out.contains("paused"));
}

#[test]
fn an_old_token_stops_working_when_it_is_replaced_or_taken_away() {
    let home = Home::made();
    let first = home.connect("Shop");
    let serving = home.serve();
    assert_eq!(serving.get(&first, "/v1/limits").0, 200);
    let rotated = home
        .owner(&["--json", "agent", "rotate", "Shop"])
        .ok()
        .json();
    let second = rotated["token"].as_str().unwrap();
    assert_eq!(rotated["url"], serving.url);
    wait_for(|| serving.get(&first, "/v1/limits").0 == 401);
    assert_eq!(serving.get(second, "/v1/limits").0, 200);
    home.owner(&["agent", "remove", "Shop"])
        .ok()
        .says("is disconnected");
    wait_for(|| serving.get(second, "/v1/limits").0 == 401);
    home.run(&["agent", "show", "Shop"]).failed(1);
    let all = home.run(&["--json", "agent", "list", "--all"]).ok().json();
    assert_eq!(all["items"][0]["state"], "removed");
}

/// Another process's writes are noticed within moments.
#[track_caller]
fn wait_for(holds: impl Fn() -> bool) {
    for _ in 0..100 {
        if holds() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("it did not come true within five seconds");
}
