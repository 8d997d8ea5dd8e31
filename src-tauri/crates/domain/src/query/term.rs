//! The words that fields know.

use crate::purchase::Status;

/// Fields that look for text or names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TextField {
    /// The merchant's name or domain.
    Merchant,
    /// The merchant's domain.
    Domain,
    /// What is bought.
    Item,
    /// The agent's name.
    Agent,
    /// The budget's name.
    Budget,
    /// The merchant's category.
    Category,
    /// What the agent said about it.
    Reason,
    /// What it is paid with.
    Card,
    /// One of the owner's tags, whole.
    Tag,
    /// The owner's note.
    Note,
    /// The beginning of the purchase's id.
    Id,
    /// The beginning of a hash: of what was shown, or of what a seller answered.
    Hash,
}

/// States as people call them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StatusIs {
    /// Exactly this one.
    Exactly(Status),
    /// The owner has not decided.
    Waiting,
    /// Money was taken.
    Paid,
    /// Holds budget and is not paid.
    Held,
    /// Authorized, and nothing came of it.
    Failed,
    /// Taken back by the agent.
    Withdrawn,
}

/// Who decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Decider {
    /// The owner.
    You,
    /// A mandate.
    Rule,
}

/// Properties of a purchase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Is {
    /// It repeats.
    Recurring,
    /// Nobody signed what the seller asked, or nobody checked it.
    Unverified,
    /// Play money.
    Sandbox,
    /// Something about it was suspicious.
    Flagged,
    /// A refused purchase tried again.
    Again,
}

/// What stands beside a purchase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Has {
    /// A note of the owner.
    Note,
    /// What a seller answered to the payment.
    Receipt,
    /// What the seller asked, as received.
    Proof,
}

/// Something that is written as one of a few words.
pub(super) trait Worded: Copy + 'static {
    /// Every value with its word; where one has several, the first is written.
    fn words() -> impl Iterator<Item = (&'static str, Self)>;
}

impl TextField {
    /// Every one.
    pub const ALL: [Self; 12] = [
        Self::Merchant,
        Self::Domain,
        Self::Item,
        Self::Agent,
        Self::Budget,
        Self::Category,
        Self::Reason,
        Self::Card,
        Self::Tag,
        Self::Note,
        Self::Id,
        Self::Hash,
    ];

    /// As it is written.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Merchant => "merchant",
            Self::Domain => "domain",
            Self::Item => "item",
            Self::Agent => "agent",
            Self::Budget => "budget",
            Self::Category => "category",
            Self::Reason => "reason",
            Self::Card => "card",
            Self::Tag => "tag",
            Self::Note => "note",
            Self::Id => "id",
            Self::Hash => "hash",
        }
    }
}

impl StatusIs {
    /// The states that it means.
    pub fn states(self) -> Vec<Status> {
        match self {
            Self::Exactly(status) => vec![status],
            Self::Waiting => vec![Status::Pending],
            Self::Paid => vec![Status::Captured],
            Self::Held => vec![Status::Pending, Status::Approved, Status::Authorized],
            Self::Failed => vec![Status::Voided, Status::Lapsed],
            Self::Withdrawn => vec![Status::Cancelled],
        }
    }
}

impl Worded for StatusIs {
    fn words() -> impl Iterator<Item = (&'static str, Self)> {
        let own = [
            ("waiting", Self::Waiting),
            ("paid", Self::Paid),
            ("held", Self::Held),
            ("failed", Self::Failed),
            ("withdrawn", Self::Withdrawn),
        ];
        let exact = Status::ALL.map(|status| (status.word(), Self::Exactly(status)));
        own.into_iter().chain(exact)
    }
}

impl Worded for Decider {
    fn words() -> impl Iterator<Item = (&'static str, Self)> {
        [
            ("you", Self::You),
            ("rule", Self::Rule),
            ("me", Self::You),
            ("owner", Self::You),
            ("auto", Self::Rule),
        ]
        .into_iter()
    }
}

impl Worded for Is {
    fn words() -> impl Iterator<Item = (&'static str, Self)> {
        [
            ("recurring", Self::Recurring),
            ("unverified", Self::Unverified),
            ("sandbox", Self::Sandbox),
            ("flagged", Self::Flagged),
            ("again", Self::Again),
        ]
        .into_iter()
    }
}

impl Worded for Has {
    fn words() -> impl Iterator<Item = (&'static str, Self)> {
        [
            ("note", Self::Note),
            ("receipt", Self::Receipt),
            ("proof", Self::Proof),
        ]
        .into_iter()
    }
}
