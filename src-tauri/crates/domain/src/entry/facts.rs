//! The kinds of fact and their data. Fields are in alphabetical order; see the parent module.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{
    AgainOf, AgentAdded, AgentChanged, AgentRotated, CategoryPinned, EntryError, Exported,
    MandateRaised, MandateRevoked, MandateSet, MerchantKeyPinned, MerchantKeyRemoved, NetworkSet,
    Noted, PayerSet, Payment, PostingRecord, QuoteRefused, RatesSet, Rejected, Reported, Started,
    StatementImported, StatementRuled, SubscriptionAllowed, SubscriptionCancelled, Tagged,
    TaskIssued, TaskRevoked, UnsignedCovered, Untagged, WordsErased,
};
use crate::evaluate::{Reason, Tier, Verdict};
use crate::ids::{AgentId, MandateId, PurchaseId};
use crate::purchase::{Charge, Raise, Status};
use crate::request::PurchaseRequest;
use crate::risk::Quarantine;
use crate::time::Timestamp;

/// Who caused a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Actor {
    /// The agent itself.
    Agent,
    /// Somebody at this computer, without the owner's authority.
    Local,
    /// The owner.
    Owner,
    /// The engine, because time passed.
    Clock,
    /// The engine, because of what was done.
    Rule,
}

macro_rules! facts {
    ($($(#[$doc:meta])* $name:ident($data:ty) = $kind:literal,)+) => {
        /// Everything that can be recorded.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
        #[serde(untagged)]
        pub enum Fact {
            $($(#[$doc])* $name($data),)+
        }

        impl Fact {
            /// The name of the kind in the entry.
            pub const fn kind(&self) -> &'static str {
                match self {
                    $(Self::$name(_) => $kind,)+
                }
            }

            /// Reads the data of an entry of the given kind.
            pub fn decode(kind: &str, data: &RawValue) -> Result<Self, EntryError> {
                match kind {
                    $($kind => Ok(Self::$name(serde_json::from_str(data.get())?)),)+
                    _ => Err(EntryError::Kind(kind.to_owned())),
                }
            }
        }
    };
}

facts! {
    /// The first entry: which keys this ledger trusts.
    Started(Started) = "ledger.started",
    /// An agent was connected.
    AgentAdded(AgentAdded) = "agent.added",
    /// An agent may not buy for now.
    AgentPaused(AgentPaused) = "agent.paused",
    /// An agent may buy again.
    AgentResumed(AgentChanged) = "agent.resumed",
    /// An agent's token was replaced.
    AgentRotated(AgentRotated) = "agent.rotated",
    /// An agent was disconnected for good.
    AgentRemoved(AgentChanged) = "agent.removed",
    /// Nobody may buy for now.
    Paused(Paused) = "paused",
    /// Agents may buy again.
    Resumed(Resumed) = "resumed",
    /// A mandate, or a new version of one.
    MandateSet(MandateSet) = "mandate.set",
    /// A mandate ended.
    MandateRevoked(MandateRevoked) = "mandate.revoked",
    /// A limit was raised for one period.
    MandateRaised(MandateRaised) = "mandate.raised",
    /// The owner recorded exchange rates.
    RatesSet(RatesSet) = "rates.set",
    /// The owner said what kind of shop a merchant is, or took it back.
    CategoryPinned(CategoryPinned) = "category.pinned",
    /// The owner trusts a key of a merchant.
    MerchantKeyPinned(MerchantKeyPinned) = "merchant.key_pinned",
    /// The owner trusts it no longer.
    MerchantKeyRemoved(MerchantKeyRemoved) = "merchant.key_removed",
    /// The owner gave an agent a task to close itself.
    TaskIssued(TaskIssued) = "task.issued",
    /// Nothing more is closed under a task.
    TaskRevoked(TaskRevoked) = "task.revoked",
    /// Whose money x402 payments are.
    PayerSet(PayerSet) = "payer.set",
    /// Agents may pay on a network, or not any more.
    NetworkSet(NetworkSet) = "network.set",
    /// An offer was refused; nothing was asked for.
    QuoteRefused(QuoteRefused) = "quote.refused",
    /// A subscription may not be renewed any more.
    SubscriptionCancelled(SubscriptionCancelled) = "subscription.cancelled",
    /// A cancelled subscription may be renewed again.
    SubscriptionAllowed(SubscriptionAllowed) = "subscription.allowed",
    /// An agent asked to buy.
    PurchaseRequested(Box<Requested>) = "purchase.requested",
    /// An agent changed what it asks for.
    PurchaseAmended(Box<Requested>) = "purchase.amended",
    /// The owner approved.
    PurchaseApproved(Box<Approved>) = "purchase.approved",
    /// The owner rejected.
    PurchaseRejected(Rejected) = "purchase.rejected",
    /// The approval was taken back.
    PurchaseUndone(PurchaseMoved) = "purchase.undone",
    /// Nobody decided in time.
    PurchaseExpired(PurchaseMoved) = "purchase.expired",
    /// The agent withdrew.
    PurchaseCancelled(PurchaseMoved) = "purchase.cancelled",
    /// The authorization may leave.
    PurchaseAuthorized(Authorized) = "purchase.authorized",
    /// What the seller says became of the payment.
    PurchaseReported(Reported) = "purchase.reported",
    /// Money was taken.
    PurchaseCaptured(Settled) = "purchase.captured",
    /// The agent will not use the authorization.
    PurchaseVoided(Settled) = "purchase.voided",
    /// Money came back.
    PurchaseRefunded(Settled) = "purchase.refunded",
    /// The charge is disputed.
    PurchaseDisputed(Settled) = "purchase.disputed",
    /// The authorization can settle no more.
    PurchaseLapsed(PurchaseMoved) = "purchase.lapsed",
    /// What was still reserved is free.
    PurchaseReleased(PurchaseMoved) = "purchase.released",
    /// The owner wrote a note about it.
    PurchaseNoted(Noted) = "purchase.noted",
    /// The owner gave it a tag.
    PurchaseTagged(Tagged) = "purchase.tagged",
    /// The owner took a tag away.
    PurchaseUntagged(Untagged) = "purchase.untagged",
    /// The owner erased words that stood beside an entry.
    PurchaseWordsErased(WordsErased) = "purchase.words_erased",
    /// A statement of a bank or card was read in.
    StatementImported(StatementImported) = "statement.imported",
    /// The owner said what a line of a statement is.
    StatementRuled(StatementRuled) = "statement.ruled",
    /// The record was exported.
    Exported(Exported) = "exported",
    /// Entries written while the ledger key was locked are signed for from here on.
    UnsignedCovered(UnsignedCovered) = "unsigned.covered",
}

/// Data of [`Fact::AgentPaused`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentPaused {
    /// The agent.
    pub agent: AgentId,
    /// Who paused it.
    pub by: Actor,
    /// Why, when a rule did.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<Quarantine>,
    /// Until when; absent: until the owner resumes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

/// Data of [`Fact::Paused`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paused {
    /// Who paused.
    pub by: Actor,
    /// Until when; absent: until the owner resumes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

/// Data of [`Fact::Resumed`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resumed {
    /// Who resumed.
    pub by: Actor,
}

/// What the rules said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evaluated {
    /// What would be left of the charged budget, decimal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_after: Option<String>,
    /// Every mandate that covers the purchase.
    pub mandates: Vec<MandateId>,
    /// By how much the charged budget would go over, decimal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub over: Option<String>,
    /// Why it was asked or refused.
    pub reasons: Vec<Reason>,
    /// How much friction approving it takes.
    pub tier: Tier,
    /// The undo window if the owner approves, milliseconds.
    pub undo_ms: u32,
    /// The result.
    pub verdict: Verdict,
}

/// Data of [`Fact::PurchaseRequested`] and [`Fact::PurchaseAmended`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requested {
    /// The last refused purchase that this one tries again.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub again_of: Option<AgainOf>,
    /// Who asked.
    pub agent: AgentId,
    /// SHA-256 of the request as received, hex.
    pub body: String,
    /// The budget it counts against.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charge: Option<Charge>,
    /// SHA-256 of the canonical checkout, hex.
    pub checkout: String,
    /// What the rules said.
    pub evaluation: Evaluated,
    /// When nobody may decide any more.
    pub expires_at: Timestamp,
    /// What is reserved at once, decimal.
    pub held: String,
    /// What other open purchases reserve of the same budget, decimal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held_by_others: Option<String>,
    /// SHA-256 of the idempotency key, hex; absent on amendments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Who sells: the identity that mandates and history know.
    pub merchant: String,
    /// The limit over all budgets that it counts in as well.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub overall: Option<Charge>,
    /// By how much an approval that is kept lets the overall limit go over.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub overall_raises: BTreeMap<String, Raise>,
    /// The money it moved.
    pub postings: Vec<PostingRecord>,
    /// The purchase.
    pub purchase: PurchaseId,
    /// By how much an approval that is kept lets the budget go over.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub raises: BTreeMap<String, Raise>,
    /// What was asked for.
    pub request: PurchaseRequest,
    /// Which version of what is bought.
    pub revision: u32,
    /// Where the purchase stands after it.
    pub status: Status,
}

/// Data of [`Fact::PurchaseApproved`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approved {
    /// End of the undo window.
    pub authorize_at: Timestamp,
    /// The budget as it stands now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charge: Option<Charge>,
    /// How it was given: keys, click, terminal.
    pub how: String,
    /// How long the view had been on screen, milliseconds; absent where it was no screen of ours.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub looked_ms: Option<u32>,
    /// The overall limit as it stands now.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub overall: Option<Charge>,
    /// By how much each window of the overall limit may go over.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub overall_raises: BTreeMap<String, Raise>,
    /// The money it moved.
    pub postings: Vec<PostingRecord>,
    /// Whether the owner proved to be present.
    pub present: bool,
    /// The purchase.
    pub purchase: PurchaseId,
    /// By how much the budget may go over at most, decimal in its currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raise: Option<String>,
    /// The same for each window that has not enough left, in minor units, so that replay needs no
    /// currency.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub raises: BTreeMap<String, Raise>,
    /// The revision that was shown.
    pub revision: u32,
    /// ES256 over the decision text, base64.
    pub signature: String,
    /// The fact that was ticked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tick: Option<String>,
    /// SHA-256 of the view that was shown, hex.
    pub view: String,
}

/// Data of facts that move a purchase and need nothing more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurchaseMoved {
    /// Who caused it.
    pub by: Actor,
    /// The money it moved.
    pub postings: Vec<PostingRecord>,
    /// The purchase.
    pub purchase: PurchaseId,
    /// The revision.
    pub revision: u32,
}

/// Data of [`Fact::PurchaseAuthorized`]: the claims, from which the signature follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authorized {
    /// The merchant's domain or name.
    pub aud: String,
    /// When it ends.
    pub ends: Timestamp,
    /// SHA-256 of the items, hex.
    pub items_hash: String,
    /// Which key signs.
    pub kid: String,
    /// The mandate it is charged to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mandate: Option<MandateId>,
    /// What is paid on the rail, where the engine signs that too.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub payment: Option<Payment>,
    /// The purchase.
    pub purchase: PurchaseId,
    /// The revision.
    pub revision: u32,
    /// Whether it is play money.
    pub sandbox: bool,
    /// SHA-256 of the view that the owner approved, hex; absent when a rule approved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shown_hash: Option<String>,
    /// From when it is valid.
    pub starts: Timestamp,
}

/// Data of the settlement facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// How much, decimal in the purchase's currency.
    pub amount: String,
    /// Whether it came after the authorization had lapsed.
    pub late: bool,
    /// The amount in minor units, for replay without the currency.
    pub minor: String,
    /// The money it moved.
    pub postings: Vec<PostingRecord>,
    /// The signed message that says so, where it was verified.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub proof: Option<String>,
    /// The purchase.
    pub purchase: PurchaseId,
    /// The receipt the agent gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt: Option<String>,
    /// The revision.
    pub revision: u32,
}
