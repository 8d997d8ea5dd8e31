//! What one entry does to the state.

use super::lean::{LeanApproved, LeanAuthorized, LeanMoved, LeanRequested, LeanSettled, LeanWords};
use crate::balances::BalanceKey;
use crate::currency::Currency;
use crate::entry::{
    EntryError, Fact, MandateRaised, RawEntry, StatementImported, StatementRuled,
    SubscriptionAllowed, SubscriptionCancelled,
};
use crate::ids::{AgentId, PurchaseId};
use crate::money::Money;
use crate::purchase::{Step, Terms};
use crate::subscription::SubscriptionKey;
use crate::words::Writing;

/// The part of an entry that state depends on.
#[derive(Clone, Debug)]
pub enum Effect {
    /// The entry changes no state.
    Nothing,
    /// Agents, mandates, the pause, rates or categories change.
    Registry(Box<Fact>),
    /// A limit is raised for one period.
    Raised {
        /// Where the raise is kept.
        key: BalanceKey,
        /// By how much, minor units.
        minor: i64,
    },
    /// A subscription ends.
    Cancelled(Box<SubscriptionKey>),
    /// A subscription that had ended goes on.
    Allowed(Box<SubscriptionKey>),
    /// A statement is read in.
    Imported(Box<StatementImported>),
    /// The owner says what a line of a statement is.
    Ruled(StatementRuled),
    /// A purchase begins.
    Opened {
        /// Its id.
        id: PurchaseId,
        /// Who asked.
        agent: AgentId,
        /// Its terms.
        terms: Terms,
    },
    /// A purchase takes an edge.
    Moved {
        /// Its id.
        id: PurchaseId,
        /// The revision it has afterwards.
        revision: u32,
        /// The edge.
        step: Step,
        /// Whether the merchant is known from now on.
        known: bool,
        /// What the owner said with it.
        words: Option<Box<Writing>>,
    },
}

impl Effect {
    /// Reads the effect of an entry.
    pub fn read(raw: &RawEntry<'_>) -> Result<Self, EntryError> {
        let data = raw.data.get();
        match raw.kind {
            "purchase.requested" => {
                let lean: LeanRequested<'_> = serde_json::from_str(data)?;
                let (id, agent) = (lean.id()?, lean.agent()?);
                let terms = lean.terms()?;
                Ok(Self::Opened { id, agent, terms })
            }
            "purchase.amended" => {
                let lean: LeanRequested<'_> = serde_json::from_str(data)?;
                let (id, revision) = (lean.id()?, lean.revision);
                Ok(moved(id, revision, Step::Amend(lean.terms()?)))
            }
            "purchase.approved" => {
                let lean: LeanApproved<'_> = serde_json::from_str(data)?;
                Ok(moved(lean.id()?, lean.revision, lean.step()?))
            }
            "purchase.authorized" => {
                let lean: LeanAuthorized<'_> = serde_json::from_str(data)?;
                let step = Step::Authorize { ends: lean.ends()? };
                Ok(Self::Moved {
                    id: lean.id()?,
                    revision: lean.revision,
                    step,
                    known: true,
                    words: None,
                })
            }
            "purchase.captured" | "purchase.refunded" | "purchase.voided" | "purchase.disputed" => {
                Self::settled(raw.kind, data)
            }
            "purchase.rejected" => said(raw.kind, data, Step::Reject),
            "purchase.noted"
            | "purchase.tagged"
            | "purchase.untagged"
            | "purchase.words_erased" => said(raw.kind, data, Step::Annotate),
            "purchase.undone" => plain(data, Step::Undo),
            "purchase.expired" => plain(data, Step::Expire),
            "purchase.cancelled" => plain(data, Step::Cancel),
            "purchase.lapsed" => plain(data, Step::Lapse),
            "purchase.released" => plain(data, Step::Release),
            "purchase.reported" => plain(data, Step::Report),
            "mandate.raised" => {
                let raised: MandateRaised = serde_json::from_str(data)?;
                Ok(Self::Raised {
                    key: raised.key(),
                    minor: raised.raise.minor,
                })
            }
            "subscription.cancelled" => {
                let cancelled: SubscriptionCancelled = serde_json::from_str(data)?;
                Ok(Self::Cancelled(Box::new(cancelled.key())))
            }
            "subscription.allowed" => {
                let allowed: SubscriptionAllowed = serde_json::from_str(data)?;
                Ok(Self::Allowed(Box::new(allowed.subscription)))
            }
            "statement.imported" => Ok(Self::Imported(Box::new(serde_json::from_str(data)?))),
            "statement.ruled" => Ok(Self::Ruled(serde_json::from_str(data)?)),
            "ledger.started" | "exported" | "quote.refused" | "unsigned.covered" => {
                Ok(Self::Nothing)
            }
            other => Ok(Self::Registry(Box::new(Fact::decode(other, raw.data)?))),
        }
    }

    fn settled(kind: &str, data: &str) -> Result<Self, EntryError> {
        let lean: LeanSettled<'_> = serde_json::from_str(data)?;
        let step = match kind {
            "purchase.captured" => Step::Capture(lean.minor()?),
            "purchase.refunded" => Step::Refund(lean.minor()?),
            "purchase.voided" => Step::Void,
            _ => Step::Dispute,
        };
        Ok(moved(lean.id()?, lean.revision, step))
    }
}

fn moved(id: PurchaseId, revision: u32, step: Step) -> Effect {
    Effect::Moved {
        id,
        revision,
        step,
        known: false,
        words: None,
    }
}

fn said(kind: &str, data: &str, step: Step) -> Result<Effect, EntryError> {
    let lean: LeanWords<'_> = serde_json::from_str(data)?;
    Ok(Effect::Moved {
        id: lean.id()?,
        revision: lean.revision,
        step,
        known: false,
        words: lean.writing(kind)?.map(Box::new),
    })
}

fn plain(data: &str, step: Step) -> Result<Effect, EntryError> {
    let lean: LeanMoved<'_> = serde_json::from_str(data)?;
    Ok(moved(lean.id()?, lean.revision, step))
}

pub(super) fn money(text: &str, currency: Currency) -> Result<Money, EntryError> {
    Money::parse(text, currency).map_err(|_| EntryError::Field("amount"))
}
