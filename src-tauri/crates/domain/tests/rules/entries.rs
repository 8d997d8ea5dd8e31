//! What is written into the ledger, and that it is read back as what was meant.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "what is not named is not expected there"
)]

use std::collections::BTreeMap;

use counterfoil_domain::Window;
use counterfoil_domain::entry::{
    Actor, Approved, EntryError, EntryHead, Fact, Paused, RawEntry, Rejected, Requested, Resumed,
    Settled, decode, encode,
};
use counterfoil_domain::purchase::{Raise, Raises, Step};
use counterfoil_domain::replay::Effect;
use counterfoil_domain::subscription::Plan;
use counterfoil_domain::words::Writing;

use crate::fixtures::{eur, now};
use samples::{
    agent, approved, every_fact, of_balances, of_nothing, of_purchases, of_subscriptions,
    of_the_registry, purchase,
};

mod paid;
mod rails;
mod samples;
mod statements;

fn bytes(fact: &Fact) -> Vec<u8> {
    let root = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    let head = EntryHead {
        seq: u64::MAX,
        at: now(),
        prev_root: root,
        salt: "00ff",
    };
    encode(&head, fact).unwrap()
}

#[test]
fn every_kind_of_fact_is_among_the_samples() {
    let kinds: std::collections::BTreeSet<_> = every_fact().iter().map(Fact::kind).collect();
    assert_eq!(kinds.len(), 45, "{kinds:?}");
}

#[test]
fn every_entry_is_the_bytes_that_a_canonicaliser_makes() {
    for fact in every_fact() {
        let bytes = bytes(&fact);
        let value: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        let canonical = serde_json_canonicalizer::to_vec(&value).unwrap();
        let (ours, theirs) = (
            String::from_utf8(bytes).unwrap(),
            String::from_utf8(canonical).unwrap(),
        );
        assert_eq!(ours, theirs, "{}", fact.kind());
    }
}

#[test]
fn every_entry_is_read_back_as_what_was_written() {
    for fact in every_fact() {
        let read = decode(&bytes(&fact)).unwrap();
        assert_eq!(read.fact, fact);
        assert_eq!((read.seq, read.at), (u64::MAX, now()));
    }
}

#[test]
fn an_entry_without_what_may_be_absent_is_read_back_too() {
    let bare = [
        Fact::PurchaseRejected(Rejected {
            by: Actor::Local,
            counter_offer: None,
            note: None,
            postings: Vec::new(),
            purchase: purchase(),
            revision: 1,
        }),
        approved(&[]),
        Fact::Paused(Paused {
            by: Actor::Local,
            until: None,
        }),
    ];
    for fact in bare {
        let bytes = bytes(&fact);
        assert!(!String::from_utf8_lossy(&bytes).contains("null"));
        assert_eq!(decode(&bytes).unwrap().fact, fact);
    }
}

/// How it repeats, with the merchant under the identity that was recorded.
fn plan(asked: &Requested) -> Option<Box<Plan>> {
    let mut plan = Plan::of(&asked.request.checkout)?;
    plan.key.merchant = counterfoil_domain::MerchantIdentity::recorded(asked.merchant.clone());
    Some(Box::new(plan))
}

/// What the fact, read whole, says that replay must do.
fn expected(fact: &Fact) -> Option<(Option<u32>, Step)> {
    use counterfoil_domain::purchase::Terms;
    let minor = |settled: &Settled| settled.minor.parse::<i64>().unwrap();
    let terms = |asked: &Requested| Terms {
        merchant: counterfoil_domain::MerchantIdentity::recorded(asked.merchant.clone()),
        rail: asked.request.checkout.rail,
        amount: asked.request.checkout.amount,
        status: asked.status,
        charge: asked.charge,
        overall: asked.overall,
        raises: raises(&asked.raises),
        overall_raises: raises(&asked.overall_raises),
        held: eur(&asked.held).minor(),
        again_of: asked.again_of.map(|again| again.purchase),
        expires_at: asked.expires_at,
        plan: plan(asked),
        quote: None,
    };
    Some(match fact {
        Fact::PurchaseRequested(asked) => (None, Step::Amend(terms(asked))),
        Fact::PurchaseAmended(asked) => (Some(asked.revision), Step::Amend(terms(asked))),
        Fact::PurchaseApproved(approved) => {
            let Approved {
                authorize_at,
                charge,
                overall,
                ..
            } = *approved.clone();
            (
                Some(approved.revision),
                Step::Approve {
                    authorize_at,
                    charge,
                    overall,
                    raises: raises(&approved.raises),
                    overall_raises: raises(&approved.overall_raises),
                },
            )
        }
        Fact::PurchaseRejected(data) => (Some(data.revision), Step::Reject),
        Fact::PurchaseUndone(data) => (Some(data.revision), Step::Undo),
        Fact::PurchaseExpired(data) => (Some(data.revision), Step::Expire),
        Fact::PurchaseCancelled(data) => (Some(data.revision), Step::Cancel),
        Fact::PurchaseLapsed(data) => (Some(data.revision), Step::Lapse),
        Fact::PurchaseReleased(data) => (Some(data.revision), Step::Release),
        Fact::PurchaseReported(data) => (Some(data.revision), Step::Report),
        Fact::PurchaseNoted(data) => (Some(data.revision), Step::Annotate),
        Fact::PurchaseTagged(data) => (Some(data.revision), Step::Annotate),
        Fact::PurchaseUntagged(data) => (Some(data.revision), Step::Annotate),
        Fact::PurchaseWordsErased(data) => (Some(data.revision), Step::Annotate),
        Fact::PurchaseAuthorized(data) => {
            (Some(data.revision), Step::Authorize { ends: data.ends })
        }
        Fact::PurchaseCaptured(data) => (Some(data.revision), Step::Capture(minor(data))),
        Fact::PurchaseRefunded(data) => (Some(data.revision), Step::Refund(minor(data))),
        Fact::PurchaseVoided(data) => (Some(data.revision), Step::Void),
        Fact::PurchaseDisputed(data) => (Some(data.revision), Step::Dispute),
        _ => return None,
    })
}

#[test]
fn replay_takes_from_an_entry_what_reading_it_whole_would_give() {
    for fact in of_purchases() {
        let bytes = bytes(&fact);
        let raw = RawEntry::read(&bytes).unwrap();
        let (revision, step) = expected(&fact).unwrap();
        match Effect::read(&raw).unwrap() {
            Effect::Opened {
                id,
                agent: by,
                terms,
            } => {
                assert_eq!((id, by), (purchase(), agent()));
                assert_eq!((None, Step::Amend(terms)), (revision, step));
            }
            Effect::Moved {
                id,
                revision: read,
                step: taken,
                known,
                words,
            } => {
                assert_eq!(id, purchase());
                assert_eq!((Some(read), taken), (revision, step));
                assert_eq!(known, matches!(fact, Fact::PurchaseAuthorized(_)));
                let whole = Writing::of(&fact).map(|(_, writing)| Box::new(writing));
                assert_eq!(words, whole);
            }
            other => panic!("{} has the effect {other:?}", fact.kind()),
        }
    }
}

#[test]
fn replay_takes_the_registry_s_entries_whole_and_the_others_not_at_all() {
    for fact in of_the_registry()
        .into_iter()
        .chain(rails::of_the_registry())
    {
        let bytes = bytes(&fact);
        match Effect::read(&RawEntry::read(&bytes).unwrap()).unwrap() {
            Effect::Registry(read) => assert_eq!(*read, fact),
            other => panic!("{} has the effect {other:?}", fact.kind()),
        }
    }
    for fact in of_balances() {
        let bytes = bytes(&fact);
        match Effect::read(&RawEntry::read(&bytes).unwrap()).unwrap() {
            Effect::Raised { key, minor } => {
                let Fact::MandateRaised(raised) = &fact else {
                    panic!("{} is not a raise", fact.kind());
                };
                assert_eq!((key, minor), (raised.key(), raised.raise.minor));
            }
            other => panic!("{} has the effect {other:?}", fact.kind()),
        }
    }
    for fact in of_subscriptions() {
        let effect = Effect::read(&RawEntry::read(&bytes(&fact)).unwrap()).unwrap();
        match (&fact, effect) {
            (Fact::SubscriptionCancelled(cancelled), Effect::Cancelled(key)) => {
                assert_eq!(*key, cancelled.key());
            }
            (Fact::SubscriptionAllowed(allowed), Effect::Allowed(key)) => {
                assert_eq!(*key, allowed.subscription);
            }
            (fact, other) => panic!("{} has the effect {other:?}", fact.kind()),
        }
    }
    for fact in statements::of_statements() {
        let effect = Effect::read(&RawEntry::read(&bytes(&fact)).unwrap()).unwrap();
        match (&fact, effect) {
            (Fact::StatementImported(imported), Effect::Imported(read)) => {
                assert_eq!(*read, *imported);
            }
            (Fact::StatementRuled(ruled), Effect::Ruled(read)) => assert_eq!(read, *ruled),
            (fact, other) => panic!("{} has the effect {other:?}", fact.kind()),
        }
    }
    for fact in of_nothing().into_iter().chain([rails::refused()]) {
        let bytes = bytes(&fact);
        let effect = Effect::read(&RawEntry::read(&bytes).unwrap()).unwrap();
        assert!(matches!(effect, Effect::Nothing), "{}", fact.kind());
    }
}

#[test]
fn an_entry_of_another_format_or_kind_is_refused_by_name() {
    let text = String::from_utf8(bytes(&Fact::Resumed(Resumed { by: Actor::Owner }))).unwrap();
    let other = text.replace("\"v\":1", "\"v\":2");
    assert!(matches!(
        decode(other.as_bytes()),
        Err(EntryError::Format(2))
    ));
    let other = text.replace("\"resumed\"", "\"resumed.twice\"");
    assert!(
        matches!(decode(other.as_bytes()), Err(EntryError::Kind(kind)) if kind == "resumed.twice")
    );
    let raw = RawEntry::read(other.as_bytes()).unwrap();
    assert!(matches!(Effect::read(&raw), Err(EntryError::Kind(_))));
    let other = text.replace("\"v\":1", "\"v\":1,\"w\":1");
    assert!(matches!(decode(other.as_bytes()), Err(EntryError::Json(_))));
    let other = format!("{text} {text}");
    assert!(matches!(decode(other.as_bytes()), Err(EntryError::Json(_))));
}

fn raises(named: &BTreeMap<String, Raise>) -> Raises {
    let windows = named.iter();
    windows
        .map(|(window, raise)| (Window::parse(window).unwrap(), *raise))
        .collect()
}
