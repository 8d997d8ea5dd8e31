//! Nothing leaves this machine but what the owner allowed: everything works in a network that has no
//! way out, and the kernel counts who tries.

use std::process::Output;

use crate::support::{Home, PASSPHRASE, PROGRAM};

/// In a network of its own with nothing but loopback: plays the demo, verifies its record, and
/// prints the kernel's counters; then one try to leave, and the counters again.
const DEMO: &str = r#"
ip link set lo up || exit 77
"$0" demo --keep "$1" >&2 && "$0" --data-dir "$1" verify >&2 || exit 1
grep ^Ip: /proc/net/snmp
bash -c 'exec 3<>/dev/tcp/192.0.2.1/80' 2>/dev/null
grep ^Ip: /proc/net/snmp
"#;

/// The same with an agent that asks for a call: before a budget lets it be made, and after.
const CALL: &str = r#"
ip link set lo up || exit 77
"$0" --data-dir "$1" serve --listen 127.0.0.1:0 --passphrase-fd 3 3<<<"$2" >/dev/null &
served=$!
trap 'kill $served' EXIT
for _ in $(seq 100); do [ -e "$1/gateway.json" ] && break; sleep 0.1; done
ask() { "$0" --data-dir "$1" mcp --token-file "$2" <"$3" >&2; }
ask "$1" "$3" "$4"
grep ^Ip: /proc/net/snmp
"$0" --data-dir "$1" mandate add --file "$5" --passphrase-fd 3 3<<<"$2" >&2 || exit 1
ask "$1" "$3" "$4"
grep ^Ip: /proc/net/snmp
"#;

const CALLS: &str = r#"{"name":"Calls","currency":"USDC","fetch":{"hosts":["198.41.0.4"]}}"#;

#[test]
fn nothing_tries_to_leave_a_network_without_a_way_out() {
    let home = Home::made();
    let kept = home.path("kept");
    let Some(output) = alone(&home, DEMO, &[&kept]) else {
        return;
    };
    let counted = Counted::by(&output);
    assert!(
        counted.of(0, "OutRequests") > 100,
        "the demo talks over loopback"
    );
    assert_eq!(counted.of(0, "OutNoRoutes"), 0, "something tried to leave");
    assert_eq!(counted.of(2, "OutNoRoutes"), 1, "what leaves is counted");
}

#[test]
fn a_call_for_an_agent_leaves_only_once_a_budget_lets_it() {
    let home = Home::made();
    let token = home.write("token", &home.connect("Caller"));
    let asked = home.write("asked", &asked());
    let budget = home.write("calls.json", CALLS);
    let data = home.data();
    let given = [data.to_str().unwrap(), PASSPHRASE, &token, &asked, &budget];
    let Some(output) = alone(&home, CALL, &given) else {
        return;
    };
    let counted = Counted::by(&output);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("fetch_not_allowed"), "{said}");
    assert_eq!(counted.of(0, "OutNoRoutes"), 0, "it left without leave");
    assert!(said.contains("fetch_not_reached"), "{said}");
    assert!(counted.of(2, "OutNoRoutes") > 0, "it leaves with leave");
}

/// What a client says on standard input to have one call made.
fn asked() -> String {
    let begin = serde_json::json!({"jsonrpc": "2.0", "id": 1, "method": "initialize",
        "params": {"protocolVersion": "2025-11-25", "capabilities": {},
            "clientInfo": {"name": "test", "version": "1"}}});
    let ready = serde_json::json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
    let call = serde_json::json!({"jsonrpc": "2.0", "id": 2, "method": "tools/call",
        "params": {"name": "fetch_paid", "arguments":
            {"url": "https://198.41.0.4/", "idempotency_key": "one"}}});
    format!("{begin}\n{ready}\n{call}\n")
}

/// Runs a script in a network of its own, where this system makes any.
fn alone(home: &Home, script: &str, given: &[&str]) -> Option<Output> {
    let alone = ["--user", "--map-root-user", "--net"];
    let mut can = home.command("unshare", &alone);
    if !can.arg("true").status().is_ok_and(|done| done.success()) {
        assert!(std::env::var_os("CI").is_none(), "no network namespaces");
        eprintln!("SKIPPED: this system makes no network namespaces");
        return None;
    }
    let mut played = home.command("unshare", &alone);
    played.args(["bash", "-c", script, PROGRAM]).args(given);
    let output = played.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    Some(output)
}

/// The kernel's counters: lines of names and of numbers in turn.
struct Counted(Vec<Vec<String>>);

impl Counted {
    fn by(output: &Output) -> Self {
        let printed = String::from_utf8_lossy(&output.stdout);
        let words = |line: &str| line.split_whitespace().map(str::to_owned).collect();
        Self(printed.lines().map(words).collect())
    }

    fn of(&self, names: usize, counter: &str) -> u64 {
        let at = self.0[names].iter().position(|name| name == counter);
        self.0[names + 1][at.unwrap()].parse().unwrap()
    }
}
