//! What happened with a purchase, fact by fact, with what the owner said.

use std::collections::BTreeMap;

use counterfoil_domain::entry::{Actor, Entry, Fact, Requested};
use counterfoil_domain::evaluate::{Reason, Verdict};
use counterfoil_domain::purchase::Status;
use counterfoil_domain::time::Timestamp;

use super::settled::{reported, settled};
use crate::store::words::WordsRow;

/// One fact in words.
#[derive(Clone, Debug)]
pub struct TimelineStep {
    /// The entry.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// The kind of entry.
    pub kind: &'static str,
    /// Who caused it.
    pub by: &'static str,
    /// In words.
    pub text: String,
    /// What the owner said with it, unless there was nothing or it is erased.
    pub said: Option<String>,
}

/// Something that the owner said, and the entry beside which it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaidHere {
    /// The entry.
    pub seq: u64,
    /// What was said.
    pub text: String,
}

pub(super) fn said(row: &WordsRow) -> SaidHere {
    SaidHere {
        seq: row.seq,
        text: row.text.clone(),
    }
}

/// Every step, oldest first. A tag that was taken away is named once more where that happened.
pub(super) fn of(chain: &[Entry], words: &[WordsRow]) -> Vec<TimelineStep> {
    let texts: BTreeMap<u64, &str> = words
        .iter()
        .map(|row| (row.seq, row.text.as_str()))
        .collect();
    let text = |entry: &Entry| {
        let seq = if let Fact::PurchaseUntagged(untagged) = &entry.fact {
            untagged.of.parse().ok()?
        } else {
            entry.seq
        };
        texts.get(&seq).map(|text| (*text).to_owned())
    };
    let steps = chain.iter().map(|entry| step(entry, text(entry)));
    steps.collect()
}

fn step(entry: &Entry, said: Option<String>) -> TimelineStep {
    let (by, text) = words(&entry.fact);
    TimelineStep {
        seq: entry.seq,
        at: entry.at,
        kind: entry.fact.kind(),
        by,
        text,
        said,
    }
}

const fn actor(by: Actor) -> &'static str {
    match by {
        Actor::Agent => "agent",
        Actor::Local => "local",
        Actor::Owner => "owner",
        Actor::Clock => "clock",
        Actor::Rule => "rule",
    }
}

fn words(fact: &Fact) -> (&'static str, String) {
    match fact {
        Fact::PurchaseRequested(requested) | Fact::PurchaseAmended(requested) => {
            ("agent", asked(requested))
        }
        Fact::PurchaseApproved(approved) => {
            let mut text = format!("Approved ({})", approved.how);
            if let Some(tick) = &approved.tick {
                text = format!("{text}, ticked {tick}");
            }
            if approved.present {
                text = format!("{text}, with the passphrase");
            }
            ("owner", text)
        }
        Fact::PurchaseRejected(rejected) => (actor(rejected.by), "Rejected".to_owned()),
        Fact::PurchaseUndone(moved) => (actor(moved.by), "Approval taken back".to_owned()),
        Fact::PurchaseExpired(_) => ("clock", "Expired, not paid".to_owned()),
        Fact::PurchaseCancelled(moved) => (actor(moved.by), "Withdrawn".to_owned()),
        Fact::PurchaseAuthorized(_) => ("engine", "Authorization signed".to_owned()),
        Fact::PurchaseReported(data) => reported(data),
        Fact::PurchaseCaptured(data) => ("agent", settled("Paid", data)),
        Fact::PurchaseVoided(data) => ("agent", settled("Given back unused", data)),
        Fact::PurchaseRefunded(data) => ("agent", settled("Refunded", data)),
        Fact::PurchaseDisputed(data) => ("agent", settled("Disputed", data)),
        Fact::PurchaseLapsed(_) => ("clock", "Authorization ended unused".to_owned()),
        Fact::PurchaseReleased(_) => ("clock", "What was still held is free again".to_owned()),
        Fact::PurchaseNoted(_) => ("owner", "Note".to_owned()),
        Fact::PurchaseTagged(_) => ("owner", "Tag added".to_owned()),
        Fact::PurchaseUntagged(_) => ("owner", "Tag removed".to_owned()),
        Fact::PurchaseWordsErased(_) => ("owner", "Your text erased".to_owned()),
        Fact::Started(_)
        | Fact::AgentAdded(_)
        | Fact::AgentPaused(_)
        | Fact::AgentResumed(_)
        | Fact::AgentRotated(_)
        | Fact::AgentRemoved(_)
        | Fact::Paused(_)
        | Fact::Resumed(_)
        | Fact::MandateSet(_)
        | Fact::MandateRevoked(_)
        | Fact::MandateRaised(_)
        | Fact::RatesSet(_)
        | Fact::CategoryPinned(_)
        | Fact::MerchantKeyPinned(_)
        | Fact::MerchantKeyRemoved(_)
        | Fact::TaskIssued(_)
        | Fact::TaskRevoked(_)
        | Fact::PayerSet(_)
        | Fact::NetworkSet(_)
        | Fact::QuoteRefused(_)
        | Fact::SubscriptionCancelled(_)
        | Fact::SubscriptionAllowed(_)
        | Fact::StatementImported(_)
        | Fact::StatementRuled(_)
        | Fact::Exported(_)
        | Fact::UnsignedCovered(_) => ("owner", fact.kind().to_owned()),
    }
}

fn asked(requested: &Requested) -> String {
    let reasons: Vec<String> = requested
        .evaluation
        .reasons
        .iter()
        .map(Reason::text)
        .collect();
    let reasons = reasons.join(" · ");
    let asks = requested.evaluation.verdict == Verdict::Ask;
    if requested.status == Status::Approved && asks {
        "Price changed; within what you allowed".to_owned()
    } else if requested.status == Status::Approved {
        "Asked for; within a budget".to_owned()
    } else if requested.status == Status::Denied {
        format!("Asked for; refused by a rule: {reasons}")
    } else {
        format!("Asked for; waits for you: {reasons}")
    }
}
