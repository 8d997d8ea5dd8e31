//! Facts about rails: a payment of every one that the engine signs for, and what surrounds them.

use counterfoil_domain::TaskId;
use counterfoil_domain::entry::{
    AcpPayment, Ap2Payment, Fact, Payment, Reported, Said, Used, X402Payment,
};

use super::samples::purchase;
use crate::fixtures::now;

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

pub fn over_acp() -> Payment {
    Payment::Acp(AcpPayment {
        checkout_session_id: "cs_1".into(),
        currency: "eur".into(),
        expires_at: now(),
        line_items_hash: "99".repeat(32),
        max_amount: "8490".into(),
        merchant_id: "nordlicht".into(),
    })
}

pub fn over_ap2() -> Payment {
    Payment::Ap2(Ap2Payment {
        issued: "1795348800".into(),
        kid: "kid".into(),
        references: vec!["NivWhuq".into(), "40R3g4e".into()],
        seed: "aa".repeat(32),
        task: Some(TaskId::from_bytes([4; 16])),
        used: Some(Used {
            count: 2,
            last: Some("1795348800".into()),
            spent: "4980".into(),
        }),
    })
}
