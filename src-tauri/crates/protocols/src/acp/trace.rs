//! What goes out when a session is refused: the `intent_trace` for the shop's `/cancel`. It tells
//! the shop why in general, and nothing of the owner's limits.

use serde_json::{Value, json};

/// Why a session is not completed, in ACP's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// Too expensive.
    Price,
    /// Delivery too expensive.
    ShippingCost,
    /// Delivery too slow.
    ShippingSpeed,
    /// Not the right thing.
    Fit,
    /// The shop is not trusted.
    Trust,
    /// The terms of return.
    Returns,
    /// The means of payment.
    Payment,
    /// Another offer.
    Comparison,
    /// Later.
    Later,
    /// Anything else.
    Other,
}

impl Why {
    /// ACP's code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Price => "price_sensitivity",
            Self::ShippingCost => "shipping_cost",
            Self::ShippingSpeed => "shipping_speed",
            Self::Fit => "product_fit",
            Self::Trust => "trust_security",
            Self::Returns => "returns_policy",
            Self::Payment => "payment_options",
            Self::Comparison => "comparison",
            Self::Later => "timing_deferred",
            Self::Other => "other",
        }
    }

    /// The nearest word for the code of a reason for which a purchase was refused.
    pub fn of_code(code: &str) -> Self {
        match code {
            "no_budget" | "over_auto" | "above_deny" | "over_period" | "too_many"
            | "price_changed" | "unusual_amount" => Self::Price,
            "new_merchant" | "look_alike" | "known_name" | "blocked_merchant" | "not_verified"
            | "addressing" | "url_mismatch" => Self::Trust,
            "outside_hours" | "paused" | "learning" => Self::Later,
            "recurring" | "duplicate" | "deviation" => Self::Fit,
            _ => Self::Other,
        }
    }

    const fn summary(self) -> &'static str {
        match self {
            Self::Price => "The buyer does not spend this much here now.",
            Self::ShippingCost => "Delivery costs too much for the buyer.",
            Self::ShippingSpeed => "Delivery takes too long for the buyer.",
            Self::Fit => "This is not what the buyer asked for.",
            Self::Trust => "The buyer does not buy from this shop.",
            Self::Returns => "The terms of return do not suit the buyer.",
            Self::Payment => "The means of payment do not suit the buyer.",
            Self::Comparison => "The buyer takes another offer.",
            Self::Later => "The buyer may come back later.",
            Self::Other => "The buyer decided not to buy.",
        }
    }
}

/// The body for `/cancel`.
pub fn trace(why: Why) -> Value {
    json!({"intent_trace": {"reason_code": why.as_str(), "trace_summary": why.summary()}})
}
