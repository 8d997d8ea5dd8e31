//! Nothing leaves this machine: everything works in a network that has no way out, and the kernel
//! counts who tries.

use crate::support::{Home, PROGRAM};

/// In a network of its own with nothing but loopback: plays the demo, verifies its record, and
/// prints the kernel's counters; then one try to leave, and the counters again.
const ALONE: &str = r#"
ip link set lo up || exit 77
"$0" demo --keep "$1" >&2 && "$0" --data-dir "$1" verify >&2 || exit 1
grep ^Ip: /proc/net/snmp
bash -c 'exec 3<>/dev/tcp/192.0.2.1/80' 2>/dev/null
grep ^Ip: /proc/net/snmp
"#;

#[test]
fn nothing_tries_to_leave_a_network_without_a_way_out() {
    let home = Home::made();
    let kept = home.path("kept");
    let alone = ["--user", "--map-root-user", "--net"];
    let mut can = home.command("unshare", &alone);
    if !can.arg("true").status().is_ok_and(|done| done.success()) {
        assert!(std::env::var_os("CI").is_none(), "no network namespaces");
        eprintln!("SKIPPED: this system makes no network namespaces");
        return;
    }
    let mut played = home.command("unshare", &alone);
    let output = played
        .args(["sh", "-c", ALONE, PROGRAM, &kept])
        .output()
        .unwrap();
    let counters = String::from_utf8(output.stdout).unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let lines: Vec<Vec<&str>> = counters
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    let count = |names: usize, counter: &str| -> u64 {
        let at = lines[names].iter().position(|name| *name == counter);
        lines[names + 1][at.unwrap()].parse().unwrap()
    };
    assert!(
        count(0, "OutRequests") > 100,
        "the demo talks over loopback"
    );
    assert_eq!(count(0, "OutNoRoutes"), 0, "something tried to leave");
    assert_eq!(count(2, "OutNoRoutes"), 1, "what leaves is counted");
}
