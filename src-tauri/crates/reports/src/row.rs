//! One purchase as a row.

use counterfoil_domain::Money;
use counterfoil_domain::purchase::DecidedBy;
use counterfoil_domain::report::Reported;
use serde::{Deserialize, Serialize};

use crate::words::one_line;

/// One purchase, as an export states it. Fields are in the order of the columns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportRow {
    /// The purchase's id.
    pub id: String,
    /// When the agent asked: RFC 3339, UTC.
    pub requested_at: String,
    /// The agent's name.
    pub agent: String,
    /// Who sells, as the agent names it.
    pub merchant_name: String,
    /// The merchant's host.
    pub merchant_domain: Option<String>,
    /// The first item.
    pub item: Option<String>,
    /// How many line items there are.
    pub item_count: u32,
    /// The whole price: a decimal string in major units.
    pub amount: String,
    /// ISO 4217 or a registered asset code; also of the two sums that follow.
    pub currency: String,
    /// How much the merchant took, decimal.
    pub captured: Option<String>,
    /// How much of it came back, decimal.
    pub refunded: Option<String>,
    /// Where the purchase stands.
    pub status: String,
    /// `rule` or `owner`.
    pub decided_by: Option<String>,
    /// When it was decided: RFC 3339, UTC.
    pub decided_at: Option<String>,
    /// The name of the budget it is charged to.
    pub budget: Option<String>,
    /// Which revision of the request this is.
    pub revision: u32,
    /// Whether it is play money.
    pub sandbox: bool,
    /// What the authorization's `jti` says, if one was given out.
    pub authorization_id: Option<String>,
    /// The owner's tags; in CSV with commas between them.
    #[serde(default)]
    pub tags: Vec<String>,
    /// The owner's note, where the export tells notes.
    #[serde(default)]
    pub note: Option<String>,
}

/// The columns of the CSV form, in order; the same names are the keys of the JSON forms.
pub const COLUMNS: [&str; 20] = [
    "id",
    "requested_at",
    "agent",
    "merchant_name",
    "merchant_domain",
    "item",
    "item_count",
    "amount",
    "currency",
    "captured",
    "refunded",
    "status",
    "decided_by",
    "decided_at",
    "budget",
    "revision",
    "sandbox",
    "authorization_id",
    "tags",
    "note",
];

impl ExportRow {
    /// The row of a purchase.
    pub fn of(reported: &Reported) -> Self {
        let purchase = &reported.summary;
        let moved = |amount: Money| (!amount.is_zero()).then(|| amount.decimal());
        Self {
            id: purchase.id.to_string(),
            requested_at: purchase.requested_at.to_string(),
            agent: purchase.agent_name.clone(),
            merchant_name: purchase.merchant_name.clone(),
            merchant_domain: purchase.merchant_domain.clone(),
            item: purchase.first_item.clone(),
            item_count: u32::try_from(purchase.item_count).unwrap_or(u32::MAX),
            amount: purchase.amount.decimal(),
            currency: purchase.amount.currency().code().to_owned(),
            captured: moved(purchase.captured),
            refunded: moved(purchase.refunded),
            status: purchase.status.to_string(),
            decided_by: purchase.decided_by.map(|by| decided_by(by).to_owned()),
            decided_at: reported.decided_at.map(|at| at.to_string()),
            budget: purchase.budget.as_ref().map(|(_, name)| name.clone()),
            revision: purchase.revision,
            sandbox: purchase.sandbox,
            authorization_id: purchase
                .status
                .was_authorized()
                .then(|| format!("{}:{}", purchase.id, purchase.revision)),
            tags: reported.tags.clone(),
            note: reported.note.clone(),
        }
    }

    /// The cells, in the order of [`COLUMNS`]; absent ones are empty.
    pub(crate) fn cells(&self) -> [String; 20] {
        let or_empty = |value: &Option<String>| value.clone().unwrap_or_default();
        [
            self.id.clone(),
            self.requested_at.clone(),
            self.agent.clone(),
            self.merchant_name.clone(),
            or_empty(&self.merchant_domain),
            or_empty(&self.item),
            self.item_count.to_string(),
            self.amount.clone(),
            self.currency.clone(),
            or_empty(&self.captured),
            or_empty(&self.refunded),
            self.status.clone(),
            or_empty(&self.decided_by),
            or_empty(&self.decided_at),
            or_empty(&self.budget),
            self.revision.to_string(),
            self.sandbox.to_string(),
            or_empty(&self.authorization_id),
            self.tags.join(","),
            self.note.as_deref().map(one_line).unwrap_or_default(),
        ]
    }
}

/// The word for who decided.
pub(crate) const fn decided_by(by: DecidedBy) -> &'static str {
    match by {
        DecidedBy::Rule => "rule",
        DecidedBy::Owner => "owner",
    }
}
