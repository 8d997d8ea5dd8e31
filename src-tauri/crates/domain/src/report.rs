//! What a report is made from: the engine reads it, the reports write it. Nothing here decides.

mod asked;

use chrono_tz::Tz;

use crate::evaluate::{Reason, Tier};
use crate::ids::{AgentId, MandateId, PurchaseId};
use crate::money::Money;
use crate::purchase::{DecidedBy, Status};
use crate::time::Timestamp;

pub use asked::Asked;

/// One purchase in a list.
#[derive(Clone, Debug)]
pub struct PurchaseSummary {
    /// Its id.
    pub id: PurchaseId,
    /// The revision.
    pub revision: u32,
    /// When it was asked for first.
    pub requested_at: Timestamp,
    /// Who asked.
    pub agent: AgentId,
    /// The agent's name.
    pub agent_name: String,
    /// Whether it is play money.
    pub sandbox: bool,
    /// The merchant's name, as the agent gives it.
    pub merchant_name: String,
    /// The merchant's domain.
    pub merchant_domain: Option<String>,
    /// The first item's title.
    pub first_item: Option<String>,
    /// How many items there are.
    pub item_count: usize,
    /// The whole price.
    pub amount: Money,
    /// What was taken.
    pub captured: Money,
    /// What came back.
    pub refunded: Money,
    /// Where it stands.
    pub status: Status,
    /// Who decided.
    pub decided_by: Option<DecidedBy>,
    /// How much friction approving takes.
    pub tier: Tier,
    /// Why the owner was asked, or why it was refused.
    pub reasons: Vec<Reason>,
    /// When nobody may decide any more.
    pub expires_at: Timestamp,
    /// End of the undo window, while it is open.
    pub undo_until: Option<Timestamp>,
    /// The budget it counts against.
    pub budget: Option<(MandateId, String)>,
    /// The refused purchase that it tries again, by whatever agent.
    pub again_of: Option<PurchaseId>,
    /// How often the same was asked for, by whatever agent, this purchase included; more than one
    /// only where it was refused before.
    pub tried: u32,
}

/// One purchase in a report.
#[derive(Clone, Debug)]
pub struct Reported {
    /// As in lists.
    pub summary: PurchaseSummary,
    /// When the rule or the owner decided.
    pub decided_at: Option<Timestamp>,
    /// What moved, oldest first; empty where the report does without.
    pub movements: Vec<Movement>,
    /// The owner's tags.
    pub tags: Vec<String>,
    /// The owner's note, where the report tells notes.
    pub note: Option<String>,
}

/// Money that was taken or came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement {
    /// When it was recorded.
    pub at: Timestamp,
    /// In which direction.
    pub way: Way,
    /// How much.
    pub amount: Money,
    /// The entry that says so.
    pub seq: u64,
}

/// The direction in which money moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// The merchant took it.
    Out,
    /// It came back.
    Back,
}

/// What a report says about itself: what was asked for, and the state of the record it follows from.
#[derive(Clone, Debug)]
pub struct ReportHead {
    /// When it was made.
    pub made_at: Timestamp,
    /// The search that the rows answer; empty for everything.
    pub query: String,
    /// Where the owner lives: the dates of the search, and of the report, are meant there.
    pub zone: Tz,
    /// How many purchases.
    pub count: u64,
    /// What was paid and not returned, per currency; play money is left out.
    pub paid: Vec<Money>,
    /// How many entries the signed head covers.
    pub size: u64,
    /// The root over them, base64.
    pub root: String,
    /// The signed checkpoint, as C2SP has it.
    pub checkpoint: String,
    /// What proves the head, where the report comes with its proofs.
    pub proof: Option<Proof>,
}

/// How much is read of the record for a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Where each purchase stands.
    Rows,
    /// Also when how much moved.
    Movements,
    /// Also the entries, and what proves them.
    Proof,
}

/// How the head of a report continues the first head that was ever signed.
#[derive(Clone, Debug)]
pub struct Proof {
    /// Whether every entry is told, and not a selection.
    pub whole: bool,
    /// The first signed checkpoint.
    pub start: String,
    /// The hashes of the consistency proof, base64.
    pub consistency: Vec<String>,
}

/// What a report is told.
#[derive(Clone, Copy, Debug)]
pub enum Told<'a> {
    /// A piece of what proves it; all of these come before the rows.
    Piece(Piece<'a>),
    /// A purchase.
    Row(&'a Reported),
}

/// A piece of evidence.
#[derive(Clone, Copy, Debug)]
pub enum Piece<'a> {
    /// An entry, byte for byte; they come in order.
    Leaf(&'a [u8]),
    /// That an entry is in the ledger, as C2SP writes it; only for a selection.
    Proof {
        /// The entry.
        seq: u64,
        /// The proof.
        text: &'a str,
    },
    /// What the owner was shown and approved.
    View {
        /// Its SHA-256, hex.
        hash: &'a str,
        /// As it was stored.
        bytes: &'a [u8],
    },
    /// The owner's own words.
    Words {
        /// What the entry has of them: the SHA-256 of the opening, hex.
        hash: &'a str,
        /// The salt, a line break and the words.
        opening: &'a str,
    },
}
