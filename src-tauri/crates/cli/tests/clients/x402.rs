//! A real seller: the published x402 server packages for Express, versions 2 and 1, with a
//! facilitator in the same process that recovers every signature.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::kit::{Shop, node, program};
use crate::support::Home;

const PACKAGES: [&str; 6] = [
    "@x402/core@2.27.0",
    "@x402/evm@2.27.0",
    "@x402/express@2.27.0",
    "express@5.3.0",
    "viem@2.57.20",
    "x402-express@1.2.0",
];

const CALLS: &str = r#"{"name":"Calls","currency":"USDC","scope":{"rails":["x402"]},
    "limits":{"auto_up_to":"0.05","deny_above":"1.00",
        "periods":[{"window":"month","max":"1.00","when_used_up":"ask"}]},
    "always_ask":{"new_merchant":false,"repeats":false},"undo_seconds":0}"#;

/// A server that ends with the test.
struct Seller {
    child: Child,
    url: String,
}

impl Seller {
    fn open(folder: &Path) -> Self {
        let script = folder.join("x402_seller.mjs");
        let mut child = Command::new("node")
            .arg(script)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut url = String::new();
        let out = child.stdout.take().expect("its output");
        BufReader::new(out).read_line(&mut url).unwrap();
        let url = url.trim().to_owned();
        assert!(url.starts_with("http://127.0.0.1:"), "{url:?}");
        Self { child, url }
    }
}

impl Drop for Seller {
    fn drop(&mut self) {
        let ended = self.child.kill().and_then(|()| self.child.wait());
        assert!(ended.is_ok(), "{ended:?}");
    }
}

fn shop() -> Shop {
    let home = Home::made();
    home.mandate(CALLS);
    home.owner(&["payer", "new"]).ok();
    let token_file = home.path("calls.token");
    home.owner(&["agent", "add", "Calls", "--token-file", &token_file])
        .ok();
    let serving = home.serve();
    Shop {
        home,
        serving,
        token_file,
    }
}

#[test]
fn sellers_of_both_versions_take_every_kind_of_payment() {
    let Some(folder) = node(&PACKAGES) else {
        return;
    };
    for name in ["x402_seller.mjs", "x402_agent.mjs"] {
        std::fs::copy(program(name), folder.join(name)).unwrap();
    }
    let seller = Seller::open(&folder);
    let shop = shop();
    let agent = folder.join("x402_agent.mjs");
    let printed = shop.prints("node".as_ref(), &[agent.to_str().unwrap(), &seller.url]);
    let expected = "\
exact authorized 200 exact captured 0.010000
permit2 authorized 200 permit2 captured 0.010000
upto authorized 200 upto captured 0.004000
v1 authorized 200 v1 captured 0.010000
";
    assert_eq!(printed, expected);
}
