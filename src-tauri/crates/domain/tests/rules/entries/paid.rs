//! Facts about rails: a payment of every one that the engine signs for, and what surrounds them.

use counterfoil_domain::entry::{
    Fact, NetworkSet, PayerSet, Payment, QuoteRefused, Reported, Said, X402Payment,
};

use super::samples::{agent, purchase};

pub fn reported() -> Fact {
    Fact::PurchaseReported(Reported {
        code: Some("insufficient_funds".into()),
        purchase: purchase(),
        response: "99".repeat(32),
        revision: 2,
        said: Said::Failed,
        transaction: Some("0xab".into()),
    })
}

pub fn of_the_registry() -> [Fact; 2] {
    [
        Fact::PayerSet(PayerSet {
            address: "0x1563915e194D8CfBA1943570603F7606A3115508".into(),
            imported: true,
        }),
        Fact::NetworkSet(NetworkSet {
            network: "eip155:8453".into(),
            on: true,
        }),
    ]
}

pub fn refused() -> Fact {
    Fact::QuoteRefused(QuoteRefused {
        agent: agent(),
        code: "x402_network_off".into(),
        quote: "aa".repeat(32),
        rail: "x402".into(),
        text: "Payments on Base are turned off.".into(),
    })
}

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
