//! The official SDKs on both transports, in the revision that each prefers.

use crate::kit::{Shop, node, program, python};

const SEEN: &str = "tools ok\nbought ok\npending ok\nagain ok\nrefused ok\nunknown ok\n";

#[test]
fn the_python_sdk_speaks_the_revision_without_a_handshake() {
    let Some(python) = python(&["mcp==2.3.0"]) else {
        return;
    };
    let shop = Shop::open();
    for transport in ["stdio", "http"] {
        let script = program("sdk_2.py");
        assert_eq!(
            shop.prints(&python, &[&script, transport]),
            format!("2026-07-28\n{SEEN}")
        );
    }
}

#[test]
fn the_older_python_sdk_speaks_the_revision_with_a_handshake() {
    let Some(python) = python(&["mcp==1.30.0"]) else {
        return;
    };
    let shop = Shop::open();
    for transport in ["stdio", "http"] {
        let script = program("sdk_1.py");
        assert_eq!(
            shop.prints(&python, &[&script, transport]),
            format!("2025-11-25\n{SEEN}")
        );
    }
}

#[test]
fn the_typescript_sdks_speak_both_revisions() {
    let packages = [
        "@modelcontextprotocol/sdk@1.32.2",
        "@modelcontextprotocol/client@2.4.0",
    ];
    let Some(folder) = node(&packages) else {
        return;
    };
    for name in ["conversation.mjs", "sdk.mjs", "client.mjs"] {
        std::fs::copy(program(name), folder.join(name)).unwrap();
    }
    let shop = Shop::open();
    for name in ["sdk.mjs", "client.mjs"] {
        let script = folder.join(name);
        let revision = if name == "sdk.mjs" {
            "2025-11-25"
        } else {
            "2026-07-28"
        };
        for transport in ["stdio", "http"] {
            let args = [script.to_str().unwrap(), transport];
            let printed = shop.prints("node".as_ref(), &args);
            assert_eq!(printed, format!("{revision}\n{SEEN}"), "{name} {transport}");
        }
    }
}
