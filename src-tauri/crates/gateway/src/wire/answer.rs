//! A purchase as agents see it.

use counterfoil_domain::entry::CounterOffer;
use counterfoil_domain::evaluate::{Reason, Verdict};
use counterfoil_domain::ids::{MandateId, PurchaseId};
use counterfoil_domain::money::Money;
use counterfoil_domain::purchase::{DecidedBy, Status};
use counterfoil_domain::time::Timestamp;
use counterfoil_engine::{Decision, DecisionVerdict, PaymentAnswer, PurchaseAnswer, RailProblem};
use serde::Serialize;
use utoipa::ToSchema;

/// How soon to look again while the owner has not decided.
const POLL_PENDING_MS: u32 = 2_000;
/// How soon to look again while the undo window runs.
const POLL_APPROVED_MS: u32 = 1_000;

/// A purchase and where it stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Purchase {
    #[schema(value_type = String, example = "pur_019a9b0c1d2e7f3a8b4c5d6e7f8091a2")]
    id: PurchaseId,
    /// Counts the amendments, from 1.
    revision: u32,
    #[schema(value_type = String, example = "pending")]
    status: Status,
    #[schema(example = "84.90")]
    amount: String,
    #[schema(example = "EUR")]
    currency: &'static str,
    evaluation: Evaluation,
    /// Present when the same was refused to this agent before: that purchase.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<String>)]
    again_of: Option<PurchaseId>,
    #[schema(required = true)]
    decision: Option<DecisionView>,
    /// The signed permission (compact JWS, ES256), once there is one.
    #[schema(required = true)]
    authorization: Option<String>,
    /// What the rail needs beyond the authorization, for rails that do.
    #[schema(required = true, value_type = Option<Object>)]
    payment: Option<PaymentView>,
    /// Why there is no payment although the purchase is approved or authorized.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    payment_problem: Option<ReasonView>,
    limits: Room,
    /// What was taken so far.
    captured: String,
    /// What came back so far.
    refunded: String,
    /// Present and true when no real money can move.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    sandbox: bool,
    /// Present while the purchase will still change without the agent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next_poll_ms: Option<u32>,
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
    links: Links,
}

/// What goes to the seller or the agent's platform besides, as the rail has it.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum PaymentView {
    Header {
        header: &'static str,
        value: String,
    },
    Allowance {
        allowance: serde_json::Value,
        line_items_hash: String,
    },
    IntentTrace {
        intent_trace: serde_json::Value,
    },
    Mandates {
        checkout_mandate: String,
        payment_mandate: String,
    },
}

/// What the rules said.
#[derive(Debug, Serialize, ToSchema)]
struct Evaluation {
    /// `within`, `ask` or `refuse`.
    result: &'static str,
    reasons: Vec<ReasonView>,
    /// Every mandate that covers the purchase.
    #[schema(value_type = Vec<String>)]
    mandates: Vec<MandateId>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Reason)]
struct ReasonView {
    code: &'static str,
    text: String,
    /// What can be done about it.
    hint: String,
}

/// Who decided what.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Decision)]
struct DecisionView {
    /// `rule` or `owner`.
    #[schema(value_type = String)]
    by: DecidedBy,
    /// `approve` or `reject`.
    verdict: &'static str,
    #[schema(required = true)]
    reason: Option<String>,
    #[schema(required = true)]
    code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    counter_offer: Option<CounterOfferView>,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
}

/// What the owner would agree to instead.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CounterOffer)]
struct CounterOfferView {
    #[schema(required = true)]
    max_amount: Option<String>,
    #[schema(required = true)]
    merchant: Option<String>,
    #[schema(required = true, value_type = Option<String>, format = DateTime)]
    not_before: Option<Timestamp>,
    #[schema(required = true)]
    note: Option<String>,
}

/// What is left of the budget.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PurchaseLimits)]
struct Room {
    #[schema(required = true)]
    left_after: Option<String>,
    #[schema(required = true)]
    held_by_others: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Links {
    #[serde(rename = "self")]
    #[schema(value_type = String)]
    own: OwnLink,
}

#[derive(Debug)]
struct OwnLink(PurchaseId);

impl Serialize for OwnLink {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("/v1/purchases/{}", self.0))
    }
}

/// One page of an agent's own purchases, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Purchases {
    items: Vec<Purchase>,
    /// Pass it as `cursor` for the next page; `null` on the last one.
    #[schema(required = true, value_type = Option<String>)]
    next: Option<PurchaseId>,
}

impl Purchases {
    pub(crate) fn new(items: Vec<PurchaseAnswer>, next: Option<PurchaseId>) -> Self {
        Self {
            items: items.into_iter().map(Purchase::from).collect(),
            next,
        }
    }
}

impl From<PurchaseAnswer> for Purchase {
    fn from(answer: PurchaseAnswer) -> Self {
        Self {
            id: answer.id,
            revision: answer.revision,
            status: answer.status,
            amount: answer.amount.decimal(),
            currency: answer.amount.currency().code(),
            evaluation: Evaluation {
                result: match answer.verdict {
                    Verdict::Within => "within",
                    Verdict::Ask => "ask",
                    Verdict::Refuse => "refuse",
                },
                reasons: answer.reasons.iter().map(ReasonView::from).collect(),
                mandates: answer.mandates,
            },
            again_of: answer.again_of,
            decision: answer.decision.map(DecisionView::from),
            authorization: answer.authorization,
            payment: answer.payment.map(PaymentView::from),
            payment_problem: answer.payment_problem.map(ReasonView::from),
            limits: Room {
                left_after: answer.left_after.map(Money::decimal),
                held_by_others: answer.held_by_others.map(Money::decimal),
            },
            captured: answer.captured.decimal(),
            refunded: answer.refunded.decimal(),
            sandbox: answer.sandbox,
            next_poll_ms: next_poll(answer.status),
            expires_at: answer.expires_at,
            links: Links {
                own: OwnLink(answer.id),
            },
        }
    }
}

impl From<PaymentAnswer> for PaymentView {
    fn from(answer: PaymentAnswer) -> Self {
        match answer {
            PaymentAnswer::Header { name, value } => Self::Header {
                header: name,
                value,
            },
            PaymentAnswer::Allowance {
                allowance,
                line_items_hash,
            } => Self::Allowance {
                allowance,
                line_items_hash,
            },
            PaymentAnswer::IntentTrace(intent_trace) => Self::IntentTrace { intent_trace },
            PaymentAnswer::Mandates { checkout, payment } => Self::Mandates {
                checkout_mandate: checkout,
                payment_mandate: payment,
            },
        }
    }
}

impl From<&Reason> for ReasonView {
    fn from(reason: &Reason) -> Self {
        Self {
            code: reason.code(),
            text: reason.told(),
            hint: reason.way_out(),
        }
    }
}

impl From<RailProblem> for ReasonView {
    fn from(problem: RailProblem) -> Self {
        Self {
            code: problem.code,
            text: problem.text.into_owned(),
            hint: problem.hint.into_owned(),
        }
    }
}

impl From<Decision> for DecisionView {
    fn from(decision: Decision) -> Self {
        Self {
            by: decision.by,
            verdict: match decision.verdict {
                DecisionVerdict::Approve => "approve",
                DecisionVerdict::Reject => "reject",
            },
            reason: decision.reason,
            code: decision.code,
            counter_offer: decision.counter_offer.map(CounterOfferView::from),
            at: decision.at,
        }
    }
}

impl From<CounterOffer> for CounterOfferView {
    fn from(offer: CounterOffer) -> Self {
        let CounterOffer {
            max_amount,
            merchant,
            not_before,
            note,
        } = offer;
        Self {
            max_amount,
            merchant,
            not_before,
            note,
        }
    }
}

/// Whether the owner or the clock may still change the status.
pub(crate) fn moves(status: Status) -> bool {
    next_poll(status).is_some()
}

/// What an agent does next, in words for a model.
pub(crate) fn next(status: Status) -> &'static str {
    match status {
        Status::Pending => {
            "The owner is asked. Keep the id and call get_purchase every few seconds; do not ask \
             again with another idempotency_key."
        }
        Status::Approved => {
            "Approved, and the owner can still take it back for a moment. Call get_purchase with \
             wait_s 3 until it is authorized."
        }
        Status::Authorized => {
            "Pay now, exactly this, and give the shop the authorization; then call \
             report_settlement."
        }
        Status::Captured => "Paid. Nothing more to do, unless money comes back.",
        Status::Refunded => "The money came back. Nothing more to do.",
        Status::Voided => "Nothing was charged. Nothing more to do.",
        Status::Denied => {
            "Refused by a rule: do not pay. evaluation.reasons says why; get_limits says what \
             would be possible."
        }
        Status::Rejected => {
            "The owner said no: do not pay, and do not ask for the same again. If decision has a \
             counter_offer, another purchase within it may be asked for."
        }
        Status::Expired => {
            "Nobody decided in time: do not pay. Ask again with a new idempotency_key if it is \
             still wanted."
        }
        Status::Cancelled => "Withdrawn: do not pay.",
        Status::Superseded => "A newer revision took its place.",
        Status::Disputed => "The charge is disputed; that is the owner's to follow.",
        Status::Lapsed => {
            "The authorization was not used in time and is worth nothing: do not pay with it."
        }
    }
}

fn next_poll(status: Status) -> Option<u32> {
    match status {
        Status::Pending => Some(POLL_PENDING_MS),
        Status::Approved => Some(POLL_APPROVED_MS),
        Status::Authorized
        | Status::Captured
        | Status::Refunded
        | Status::Voided
        | Status::Denied
        | Status::Rejected
        | Status::Expired
        | Status::Cancelled
        | Status::Superseded
        | Status::Disputed
        | Status::Lapsed => None,
    }
}
