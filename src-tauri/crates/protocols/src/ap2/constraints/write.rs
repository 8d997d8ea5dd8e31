//! Constraints as an issuer writes them.

use serde_json::{Number, Value, json};

use crate::ap2::content::{Instrument, Party, Pisp};

use super::{CheckoutConstraint, Frequency, PaymentConstraint};

impl CheckoutConstraint {
    pub(in crate::ap2) fn to_json(&self) -> Value {
        match self {
            Self::AllowedMerchants(allowed) => json!({
                "type": "checkout.allowed_merchants",
                "allowed": allowed.iter().map(Party::to_json).collect::<Vec<_>>(),
            }),
            Self::LineItems(items) => {
                let items: Vec<Value> = items
                    .iter()
                    .map(|item| {
                        let acceptable: Vec<Value> = item
                            .acceptable
                            .iter()
                            .map(|one| json!({"id": one.id, "title": one.title}))
                            .collect();
                        json!({
                            "id": item.id, "acceptable_items": acceptable,
                            "quantity": item.quantity,
                        })
                    })
                    .collect();
                json!({"type": "checkout.line_items", "items": items})
            }
        }
    }
}

impl PaymentConstraint {
    pub(in crate::ap2) fn to_json(&self) -> Value {
        match self {
            Self::AmountRange { min, max, currency } => json!({
                "type": "payment.amount_range", "currency": currency, "max": max,
                "min": min.unwrap_or(0),
            }),
            Self::AllowedPayees(allowed) => json!({
                "type": "payment.allowed_payees",
                "allowed": allowed.iter().map(Party::to_json).collect::<Vec<_>>(),
            }),
            Self::AllowedInstruments(allowed) => json!({
                "type": "payment.allowed_payment_instruments",
                "allowed": allowed.iter().map(Instrument::to_json).collect::<Vec<_>>(),
            }),
            Self::AllowedPisps(allowed) => json!({
                "type": "payment.allowed_pisps",
                "allowed": allowed.iter().map(Pisp::to_json).collect::<Vec<_>>(),
            }),
            Self::Reference { checkout } => json!({
                "type": "payment.reference", "conditional_transaction_id": checkout,
            }),
            Self::Budget(max) => {
                // A decimal is always a JSON number.
                let number = serde_json::from_str::<Number>(&max.decimal());
                json!({
                    "type": "payment.budget", "max": number.unwrap_or_else(|_| 0.into()),
                    "currency": max.currency().code(),
                })
            }
            Self::Recurrence {
                frequency,
                max_occurrences,
            } => {
                let mut value = json!({
                    "type": "payment.agent_recurrence", "frequency": frequency.as_str(),
                });
                if let (Some(fields), Some(max)) = (value.as_object_mut(), max_occurrences) {
                    fields.insert("max_occurrences".to_owned(), (*max).into());
                }
                value
            }
            Self::ExecutionDate {
                not_before,
                not_after,
            } => {
                let mut value = json!({"type": "payment.execution_date"});
                let dates = [("not_before", not_before), ("not_after", not_after)];
                for (name, date) in dates {
                    if let (Some(fields), Some(date)) = (value.as_object_mut(), date) {
                        fields.insert(name.to_owned(), date.clone().into());
                    }
                }
                value
            }
        }
    }
}

impl Frequency {
    /// The name used in mandates.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OnDemand => "ON_DEMAND",
            Self::Daily => "DAILY",
            Self::Weekly => "WEEKLY",
            Self::Biweekly => "BIWEEKLY",
            Self::Monthly => "MONTHLY",
            Self::Quarterly => "QUARTERLY",
            Self::Annually => "ANNUALLY",
        }
    }
}
