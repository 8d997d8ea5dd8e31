//! Every edge, every missing edge, and that the money follows.

#![expect(
    clippy::arithmetic_side_effects,
    reason = "sums of small numbers that a test chose"
)]

use super::*;

mod money;

const PRICE: i64 = 8_490;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(1_795_348_800_000 + seconds * 1000)
}

fn eur(minor: i64) -> Money {
    Money::new(minor, crate::Currency::parse("EUR").unwrap())
}

fn charge(day: u32) -> Charge {
    Charge {
        day: chrono::NaiveDate::from_ymd_opt(2026, 11, day).unwrap(),
        hour: Slot(498_000 + i32::try_from(day).unwrap()),
        rate: None,
        mandate: MandateId::from_bytes([7; 16]),
        version: 1,
    }
}

fn terms(status: Status, amount: i64, held: i64) -> Terms {
    Terms {
        merchant: MerchantIdentity::recorded("domain:nordlicht-books.example".into()),
        rail: Rail::Card,
        amount: eur(amount),
        status,
        charge: (status != Status::Denied).then(|| charge(22)),
        overall: None,
        raises: Raises::new(),
        overall_raises: Raises::new(),
        held,
        again_of: None,
        expires_at: at(1800),
        plan: None,
        quote: None,
    }
}

fn opened(terms: Terms) -> Purchase {
    let (id, agent) = (
        PurchaseId::from_bytes([1; 16]),
        AgentId::from_bytes([2; 16]),
    );
    Purchase::open(id, agent, terms, at(0)).0
}

fn raises(minor: i64) -> Raises {
    let slot = Slot::of_day(chrono::NaiveDate::from_ymd_opt(2026, 11, 1).unwrap());
    [(Window::Month, Raise { minor, slot })]
        .into_iter()
        .filter(|(_, raise)| raise.minor != 0)
        .collect()
}

fn approve(raise: i64) -> Step {
    Step::Approve {
        authorize_at: at(10),
        charge: Some(charge(22)),
        overall: None,
        raises: raises(raise),
        overall_raises: Raises::new(),
    }
}

fn authorize() -> Step {
    Step::Authorize { ends: at(610) }
}

fn after(steps: &[Step]) -> Purchase {
    let mut purchase = opened(terms(Status::Pending, PRICE, PRICE));
    for step in steps {
        purchase.apply(step, at(1)).unwrap();
    }
    purchase
}

/// A purchase in each status. `Superseded` has no way in yet.
fn in_each_status() -> Vec<Purchase> {
    vec![
        after(&[]),
        after(&[approve(0)]),
        after(&[approve(0), authorize()]),
        after(&[approve(0), authorize(), Step::Capture(100)]),
        after(&[
            approve(0),
            authorize(),
            Step::Capture(PRICE),
            Step::Refund(PRICE),
        ]),
        after(&[approve(0), authorize(), Step::Void]),
        opened(terms(Status::Denied, PRICE, 0)),
        after(&[Step::Reject]),
        after(&[Step::Expire]),
        after(&[Step::Cancel]),
        after(&[approve(0), authorize(), Step::Capture(100), Step::Dispute]),
        after(&[approve(0), authorize(), Step::Lapse]),
    ]
}

fn every_step() -> Vec<Step> {
    vec![
        Step::Amend(terms(Status::Pending, 500, 500)),
        approve(0),
        Step::Reject,
        Step::Undo,
        Step::Expire,
        Step::Cancel,
        authorize(),
        Step::Capture(100),
        Step::Void,
        Step::Refund(100),
        Step::Dispute,
        Step::Lapse,
        Step::Release,
        Step::Report,
        Step::Annotate,
    ]
}

fn legal(status: Status) -> &'static [&'static str] {
    match status {
        Status::Pending => &["amend", "approve", "reject", "expire", "cancel"],
        Status::Approved => &["amend", "reject", "undo", "expire", "cancel", "authorize"],
        Status::Authorized => &["capture", "void", "lapse", "report"],
        Status::Captured => &["capture", "refund", "dispute", "release", "report"],
        Status::Refunded => &["dispute"],
        Status::Voided => &["release"],
        Status::Disputed => &["refund", "release"],
        Status::Lapsed => &["capture", "report"],
        Status::Denied
        | Status::Rejected
        | Status::Expired
        | Status::Cancelled
        | Status::Superseded => &[],
    }
}

fn leads_to(from: Status, verb: &str) -> Status {
    match (verb, from) {
        ("amend" | "undo", _) => Status::Pending,
        ("approve", _) => Status::Approved,
        ("reject", _) => Status::Rejected,
        ("expire", _) => Status::Expired,
        ("cancel", _) => Status::Cancelled,
        ("authorize", _) => Status::Authorized,
        ("capture", _) => Status::Captured,
        ("void", _) => Status::Voided,
        ("dispute", _) => Status::Disputed,
        ("lapse", _) => Status::Lapsed,
        (_, from) => from,
    }
}

#[test]
fn a_revision_within_the_tolerance_keeps_the_approval_and_its_undo_window() {
    let mut purchase = after(&[approve(0)]);
    let (due, held) = (purchase.due_at, PRICE + 100);
    let kept = Terms {
        status: Status::Approved,
        ..terms(Status::Pending, held, held)
    };
    purchase.apply(&Step::Amend(kept), at(5)).unwrap();
    assert_eq!((purchase.status, purchase.due_at), (Status::Approved, due));
    assert_eq!(purchase.decided_by, Some(DecidedBy::Owner));
    assert_eq!((purchase.revision, purchase.held), (2, held));
}

#[test]
fn a_revision_beyond_the_tolerance_waits_for_the_owner_again() {
    let mut purchase = after(&[approve(90)]);
    let anew = Step::Amend(terms(Status::Pending, PRICE + 100, 0));
    purchase.apply(&anew, at(5)).unwrap();
    assert_eq!(
        (purchase.status, purchase.decided_by),
        (Status::Pending, None)
    );
    assert_eq!((purchase.held, purchase.raised), (0, Raises::new()));
    assert_eq!(purchase.due_at, Some(purchase.expires_at));
}

#[test]
fn each_status_has_exactly_the_edges_of_the_design() {
    let mut seen = Vec::new();
    for purchase in in_each_status() {
        let from = purchase.status;
        seen.push(from);
        let allowed = legal(from);
        for step in every_step() {
            let mut changed = purchase.clone();
            let outcome = changed.apply(&step, at(2));
            let verb = step.verb();
            // The owner may say something about anything, and nothing comes of it.
            if allowed.contains(&verb) || verb == "annotate" {
                assert!(outcome.is_ok(), "{from} should allow {verb}: {outcome:?}");
                assert_eq!(changed.status, leads_to(from, verb), "{verb} from {from}");
            } else {
                assert_eq!(
                    outcome,
                    Err(IllegalStep::NoEdge { status: from, verb }),
                    "{from} must not allow {verb}"
                );
                assert_eq!(
                    changed, purchase,
                    "a refused {verb} changed a {from} purchase"
                );
            }
        }
    }
    let missing: Vec<_> = Status::ALL
        .into_iter()
        .filter(|status| !seen.contains(status))
        .collect();
    assert_eq!(missing, [Status::Superseded]);
}

#[test]
fn every_status_is_read_back_from_its_word() {
    for status in Status::ALL {
        assert_eq!(Status::from_word(status.word()), Some(status));
        assert_eq!(
            serde_json::to_string(&status).unwrap(),
            format!("\"{status}\"")
        );
    }
    assert_eq!(Status::from_word("Pending"), None);
}

#[test]
fn what_a_rule_approved_cannot_be_undone() {
    let mut purchase = opened(terms(Status::Approved, PRICE, PRICE));
    let refused = purchase.apply(&Step::Undo, at(1));
    assert_eq!(
        refused,
        Err(IllegalStep::NoEdge {
            status: Status::Approved,
            verb: "undo"
        })
    );
}

#[test]
fn captures_add_up_to_the_price_and_no_further() {
    let mut purchase = after(&[approve(0), authorize(), Step::Capture(8_000)]);
    for wrong in [0, -1, i64::MIN] {
        assert_eq!(
            purchase.apply(&Step::Capture(wrong), at(2)),
            Err(IllegalStep::BadAmount)
        );
    }
    for much in [491, i64::MAX] {
        let before = purchase.clone();
        let refused = purchase.apply(&Step::Capture(much), at(2));
        let too_much = IllegalStep::TooMuch {
            verb: "capture",
            asked: eur(much),
            left: eur(490),
        };
        assert_eq!(refused, Err(too_much));
        assert_eq!(purchase, before);
    }
    purchase.apply(&Step::Capture(490), at(2)).unwrap();
    assert_eq!(
        (purchase.captured, purchase.held, purchase.due_at),
        (PRICE, 0, None)
    );
}

#[test]
fn refunds_add_up_to_what_was_captured_and_no_further() {
    let mut purchase = after(&[
        approve(0),
        authorize(),
        Step::Capture(100),
        Step::Refund(40),
    ]);
    let refused = purchase.apply(&Step::Refund(61), at(2));
    let too_much = IllegalStep::TooMuch {
        verb: "refund",
        asked: eur(61),
        left: eur(60),
    };
    assert_eq!(refused, Err(too_much));
    purchase.apply(&Step::Refund(60), at(2)).unwrap();
    // Something may still be captured, so it is not over.
    assert_eq!(purchase.status, Status::Captured);
    purchase.apply(&Step::Release, at(3)).unwrap();
    assert_eq!(purchase.status, Status::Refunded);
}

#[test]
fn what_is_refunded_of_a_dispute_leaves_the_dispute() {
    let mut purchase = after(&[approve(0), authorize(), Step::Capture(100), Step::Dispute]);
    let postings = purchase.apply(&Step::Refund(100), at(2)).unwrap();
    assert_eq!(postings.len(), 1);
    assert_eq!(
        (postings[0].from, postings[0].to),
        (Account::Disputed, Account::Returned)
    );
}

#[test]
fn a_void_keeps_the_hold_until_the_authorization_is_dead() {
    let purchase = after(&[approve(0), authorize(), Step::Void]);
    assert_eq!(purchase.held, PRICE);
    assert_eq!(purchase.due_at, Some(at(610).plus(CLOCK_SKEW)));
}

#[test]
fn an_authorization_is_held_for_until_nobody_can_settle_it() {
    let purchase = after(&[approve(0), authorize()]);
    let grace = Rail::Card.settlement_grace();
    assert_eq!(purchase.due_at, Some(at(610).plus(CLOCK_SKEW).plus(grace)));
}

#[test]
fn an_amendment_counts_revisions_and_forgets_the_decision() {
    let purchase = after(&[Step::Amend(terms(Status::Pending, 500, 0))]);
    assert_eq!(
        (purchase.revision, purchase.held, purchase.requested_at),
        (2, 0, at(0))
    );
    let mut last = Purchase {
        revision: u32::MAX,
        ..purchase
    };
    let refused = last.apply(&Step::Amend(terms(Status::Pending, 500, 500)), at(1));
    assert_eq!(refused, Err(IllegalStep::BadAmount));
}

#[test]
fn a_raise_must_be_positive() {
    for wrong in [-1, i64::MIN] {
        let mut purchase = opened(terms(Status::Pending, PRICE, 0));
        let before = purchase.clone();
        assert_eq!(
            purchase.apply(&approve(wrong), at(1)),
            Err(IllegalStep::BadAmount)
        );
        assert_eq!(purchase, before);
    }
}
