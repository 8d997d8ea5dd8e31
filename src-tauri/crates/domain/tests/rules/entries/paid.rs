//! A payment of every rail that the engine signs for.

use counterfoil_domain::entry::{Payment, X402Payment};

pub fn over_x402() -> Payment {
    Payment::X402(X402Payment {
        digest: "66".repeat(32),
        fingerprint: "77".repeat(32),
        method: "eip3009".into(),
        network: "eip155:84532".into(),
        nonce: "88".repeat(32),
        payer: "0x1563915e194D8CfBA1943570603F7606A3115508".into(),
        valid_before: "1893456000".into(),
    })
}
