//! What is recorded about rails besides purchases.

use counterfoil_domain::entry::{
    Actor, Fact, MerchantKeyPinned, MerchantKeyRemoved, NetworkSet, PayerSet, QuoteRefused,
    TaskIssued, TaskRevoked,
};
use counterfoil_domain::{MandateId, TaskId};

use super::samples::agent;

pub fn of_the_registry() -> Vec<Fact> {
    vec![
        Fact::PayerSet(PayerSet {
            address: "0x1563915e194D8CfBA1943570603F7606A3115508".into(),
            imported: true,
        }),
        Fact::NetworkSet(NetworkSet {
            network: "eip155:8453".into(),
            on: true,
        }),
        Fact::MerchantKeyPinned(MerchantKeyPinned {
            domain: "nordlicht-books.example".into(),
            key: format!("02{}", "11".repeat(32)),
            kid: "2026-a".into(),
        }),
        Fact::MerchantKeyRemoved(MerchantKeyRemoved {
            domain: "nordlicht-books.example".into(),
            kid: "2026-a".into(),
        }),
        Fact::TaskIssued(TaskIssued {
            agent: agent(),
            document: "{}".into(),
            kid: "kid".into(),
            mandate: MandateId::from_bytes([3; 16]),
            seed: "aa".repeat(32),
            task: TaskId::from_bytes([4; 16]),
        }),
        Fact::TaskRevoked(TaskRevoked {
            by: Actor::Local,
            task: TaskId::from_bytes([4; 16]),
        }),
    ]
}

pub fn refused() -> Fact {
    Fact::QuoteRefused(QuoteRefused {
        agent: agent(),
        code: "acp_sums".into(),
        quote: "99".repeat(32),
        rail: "acp".into(),
        seller: Some("shop.nordlicht-books.example".into()),
        text: "The session does not add up.".into(),
    })
}
