//! `serve`

use crate::support::{Home, mode};

#[test]
fn the_gateway_says_when_it_is_ready_and_cleans_up_behind_it() {
    let home = Home::made();
    for signal in ["-TERM", "-INT"] {
        let serving = home.serve();
        let file = home.data().join("gateway.json");
        let announced: serde_json::Value =
            serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        assert_eq!(announced["url"], serving.url);
        assert_eq!(announced["pid"], serving.pid());
        assert_eq!(mode(&file), 0o600);
        assert_eq!(serving.get("none", "/healthz").0, 200);
        let (code, said) = serving.stop(signal);
        assert_eq!((code, said.as_str()), (0, ""), "{signal}");
        assert!(!file.exists(), "{signal}");
    }
}

#[test]
fn a_folder_is_served_once() {
    let home = Home::made();
    let serving = home.serve();
    let pid = serving.pid().to_string();
    let second = home.owner(&["serve", "--listen", "127.0.0.1:0"]).failed(1);
    second.says(&pid).says(&serving.url);
    let second = home
        .owner(&["--json", "serve", "--listen", "127.0.0.1:0"])
        .failed(1)
        .error();
    assert_eq!(second["code"], "already_running");
    assert_eq!(serving.get("none", "/healthz").0, 200);
}

#[test]
fn after_a_killed_gateway_the_next_one_starts() {
    let home = Home::made();
    let (code, _) = {
        let serving = home.serve();
        drop(serving);
        assert!(
            home.data().join("gateway.json").exists(),
            "nobody cleaned up"
        );
        home.serve().stop("-TERM")
    };
    assert_eq!(code, 0);
}

#[test]
fn an_address_that_others_can_reach_is_refused() {
    let home = Home::made();
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:7402", "127.0.0.2:0"] {
        let refused = home
            .owner(&["--json", "serve", "--listen", address])
            .failed(2)
            .error();
        assert_eq!(refused["code"], "not_loopback", "{address}");
    }
}

#[test]
fn a_port_that_is_taken_is_named() {
    let home = Home::made();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let refused = home
        .owner(&["--json", "serve", "--listen", &address])
        .failed(1)
        .error();
    assert_eq!(refused["code"], "port_unavailable");
    assert!(refused["message"].as_str().unwrap().contains(&address));
    assert!(!home.data().join("gateway.json").exists());
}

#[test]
fn what_waits_is_said_without_what_it_is() {
    let home = Home::made();
    let token = home.connect("Shop");
    let serving = home.serve();
    let id = serving.bought(&token, "one", "84.90", "pending");
    std::thread::sleep(std::time::Duration::from_millis(500));
    let (_, said) = serving.stop("-TERM");
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(
        said.contains(&format!("counterfoil approve {id}")),
        "{said}"
    );
    assert!(
        !said.contains("84.90") && !said.contains("nordlicht"),
        "{said}"
    );
}
