//! The purchase request as agents write it.

use std::collections::BTreeMap;

use counterfoil_domain::request::{
    Draft, DraftIntent, DraftItem, DraftMerchant, DraftRecurrence, DraftTotals, DraftTurn,
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::json;

/// What an agent wants to buy. Required: `merchant.name`, `amount`, `currency`, and `items` or
/// `reason`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PurchaseRequest)]
pub(crate) struct PurchaseBody {
    /// Who sells.
    #[serde(deserialize_with = "json::object")]
    merchant: MerchantBody,
    /// What is bought; the amounts must add up to `amount` or to `totals.items`.
    #[serde(default, deserialize_with = "json::some_objects")]
    #[schema(nullable = false, max_items = 100)]
    items: Option<Vec<ItemBody>>,
    /// How the amount is made up: items + shipping + tax − discount.
    #[serde(default, deserialize_with = "json::some_object")]
    #[schema(nullable = false)]
    totals: Option<TotalsBody>,
    /// The whole price, as a decimal string in major units.
    #[serde(deserialize_with = "json::amount")]
    #[schema(example = "84.90")]
    amount: String,
    /// ISO 4217 code, or a registered asset such as USDC.
    #[schema(example = "EUR")]
    currency: String,
    /// What the agent was asked to do, as it understood it. Shown as the agent's claim.
    #[serde(default, deserialize_with = "json::some_object")]
    #[schema(nullable = false)]
    intent: Option<IntentBody>,
    /// Why this offer. Shown as the agent's claim.
    #[serde(default, deserialize_with = "json::some")]
    #[schema(nullable = false)]
    reason: Option<String>,
    /// How the money will move; `other` when absent.
    #[serde(default, deserialize_with = "json::some")]
    #[schema(nullable = false, example = "card")]
    rail: Option<String>,
    /// The card or account, as the owner would recognise it.
    #[serde(default, deserialize_with = "json::some")]
    #[schema(nullable = false)]
    instrument: Option<String>,
    /// Present when the charge repeats.
    #[serde(default, deserialize_with = "json::some_object")]
    #[schema(nullable = false)]
    recurrence: Option<RecurrenceBody>,
    /// When the answer is no longer of use; RFC 3339 with offset.
    #[serde(default, deserialize_with = "json::some")]
    #[schema(nullable = false, format = DateTime)]
    expires_at: Option<String>,
    /// An address on this machine that is told of the decision.
    #[serde(default, deserialize_with = "json::some")]
    #[schema(nullable = false)]
    callback: Option<String>,
    /// The agent's own notes.
    #[serde(default, deserialize_with = "json::words")]
    metadata: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Merchant)]
struct MerchantBody {
    /// The seller's name.
    name: String,
    /// The seller's domain. Without it the merchant counts as unverified.
    #[serde(default, deserialize_with = "json::some")]
    #[schema(nullable = false)]
    domain: Option<String>,
    /// ISO 3166 code of two letters.
    #[serde(default, deserialize_with = "json::some")]
    #[schema(nullable = false)]
    country: Option<String>,
    /// What kind of shop it is.
    #[serde(default, deserialize_with = "json::some")]
    #[schema(nullable = false)]
    category: Option<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Item)]
struct ItemBody {
    /// What it is.
    title: String,
    /// How many; one when absent.
    #[serde(default, deserialize_with = "json::some")]
    #[schema(nullable = false, minimum = 1)]
    quantity: Option<u64>,
    /// The price of one.
    #[serde(default, deserialize_with = "json::some_amount")]
    #[schema(nullable = false)]
    unit_amount: Option<String>,
    /// The price of all.
    #[serde(deserialize_with = "json::amount")]
    amount: String,
    /// The seller's number for it.
    #[serde(default, deserialize_with = "json::some")]
    #[schema(nullable = false)]
    sku: Option<String>,
    /// Where it is offered.
    #[serde(default, deserialize_with = "json::some")]
    #[schema(nullable = false)]
    url: Option<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Totals)]
struct TotalsBody {
    /// The sum of the items.
    #[serde(default, deserialize_with = "json::some_amount")]
    #[schema(nullable = false)]
    items: Option<String>,
    /// What is taken off.
    #[serde(default, deserialize_with = "json::some_amount")]
    #[schema(nullable = false)]
    discount: Option<String>,
    /// What delivery costs.
    #[serde(default, deserialize_with = "json::some_amount")]
    #[schema(nullable = false)]
    shipping: Option<String>,
    /// Tax that is not in the item prices.
    #[serde(default, deserialize_with = "json::some_amount")]
    #[schema(nullable = false)]
    tax: Option<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Intent)]
pub(crate) struct IntentBody {
    /// The task in words.
    text: String,
    /// The most it may cost.
    #[serde(default, deserialize_with = "json::some_amount")]
    #[schema(nullable = false)]
    max_amount: Option<String>,
    /// From whom.
    #[serde(default, deserialize_with = "json::some")]
    #[schema(nullable = false)]
    merchant: Option<String>,
    /// How many.
    #[serde(default, deserialize_with = "json::some")]
    #[schema(nullable = false)]
    quantity: Option<u64>,
    /// Whether a repeating charge was asked for.
    #[serde(default, deserialize_with = "json::some")]
    #[schema(nullable = false)]
    recurring: Option<bool>,
    /// The messages that led to it.
    #[serde(default, deserialize_with = "json::some_objects")]
    #[schema(nullable = false)]
    conversation: Option<Vec<MessageBody>>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Message)]
struct MessageBody {
    /// Who spoke.
    role: String,
    /// What was said.
    text: String,
    /// When; RFC 3339 with offset.
    #[serde(default, deserialize_with = "json::some")]
    #[schema(nullable = false, format = DateTime)]
    at: Option<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Recurrence)]
struct RecurrenceBody {
    /// `day`, `week`, `month` or `year`.
    interval: String,
    /// How many charges; absent for open-ended.
    #[serde(default, deserialize_with = "json::some")]
    #[schema(nullable = false)]
    count: Option<u64>,
    /// The day on which a free trial ends.
    #[serde(default, deserialize_with = "json::some")]
    #[schema(nullable = false, format = Date)]
    trial_ends: Option<String>,
}

impl PurchaseBody {
    /// As the domain reads it. Every field is named, so that a new one cannot be forgotten.
    pub(crate) fn into_draft(self) -> Draft {
        let Self {
            merchant,
            items,
            totals,
            amount,
            currency,
            intent,
            reason,
            rail,
            instrument,
            recurrence,
            expires_at,
            callback,
            metadata,
        } = self;
        Draft {
            merchant: merchant.into_draft(),
            items: items
                .unwrap_or_default()
                .into_iter()
                .map(ItemBody::into_draft)
                .collect(),
            totals: totals.map(TotalsBody::into_draft),
            amount,
            currency,
            intent: intent.map(IntentBody::into_draft),
            reason,
            rail,
            instrument,
            recurrence: recurrence.map(RecurrenceBody::into_draft),
            expires_at,
            callback,
            metadata,
            quote: None,
        }
    }
}

impl MerchantBody {
    fn into_draft(self) -> DraftMerchant {
        let Self {
            name,
            domain,
            country,
            category,
        } = self;
        DraftMerchant {
            name,
            domain,
            country,
            category,
        }
    }
}

impl ItemBody {
    fn into_draft(self) -> DraftItem {
        let Self {
            title,
            quantity,
            unit_amount,
            amount,
            sku,
            url,
        } = self;
        DraftItem {
            title,
            quantity,
            unit_amount,
            amount,
            sku,
            url,
        }
    }
}

impl TotalsBody {
    fn into_draft(self) -> DraftTotals {
        let Self {
            items,
            discount,
            shipping,
            tax,
        } = self;
        DraftTotals {
            items,
            discount,
            shipping,
            tax,
        }
    }
}

impl IntentBody {
    pub(crate) fn into_draft(self) -> DraftIntent {
        let Self {
            text,
            max_amount,
            merchant,
            quantity,
            recurring,
            conversation,
        } = self;
        DraftIntent {
            text,
            max_amount,
            merchant,
            quantity,
            recurring,
            conversation: conversation
                .unwrap_or_default()
                .into_iter()
                .map(MessageBody::into_draft)
                .collect(),
        }
    }
}

impl MessageBody {
    fn into_draft(self) -> DraftTurn {
        let Self { role, text, at } = self;
        DraftTurn { role, text, at }
    }
}

impl RecurrenceBody {
    fn into_draft(self) -> DraftRecurrence {
        let Self {
            interval,
            count,
            trial_ends,
        } = self;
        DraftRecurrence {
            interval,
            count,
            trial_ends,
        }
    }
}
