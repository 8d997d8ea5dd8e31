//! The ten constraint types of AP2 v0.2, read and evaluated.
//!
//! Each rule is the specification's, and where that is silent the narrow reading: what is not
//! disclosed matches nothing, what is not known about the past refuses, an unknown type refuses.

mod dates;
mod evaluate;
mod write;

use counterfoil_domain::{Currency, Money};

use crate::json::{Fields, Json};

use super::Ap2Error;
use super::content::{Instrument, Party, Pisp};

pub(super) use evaluate::currency_of;
pub use evaluate::{PaymentFacts, check_checkout, check_payment};

/// The most elements of one constraint.
const MAX_ELEMENTS: usize = 100;

/// What an open checkout mandate demands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckoutConstraint {
    /// `checkout.allowed_merchants`: one of those that are disclosed.
    AllowedMerchants(Vec<Party>),
    /// `checkout.line_items`: exactly these things in these numbers.
    LineItems(Vec<Requirement>),
}

/// One demanded line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// Its id.
    pub id: String,
    /// What satisfies it; of what is not disclosed nothing does.
    pub acceptable: Vec<Acceptable>,
    /// How many.
    pub quantity: u32,
}

/// A thing that satisfies a demanded line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptable {
    /// The merchant's id for it.
    pub id: String,
    /// What it is called.
    pub title: String,
}

/// What an open payment mandate demands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaymentConstraint {
    /// `payment.amount_range`, in minor units.
    AmountRange {
        /// The least.
        min: Option<i64>,
        /// The most.
        max: i64,
        /// Of which currency.
        currency: String,
    },
    /// `payment.allowed_payees`.
    AllowedPayees(Vec<Party>),
    /// `payment.allowed_payment_instruments`.
    AllowedInstruments(Vec<Instrument>),
    /// `payment.allowed_pisps`.
    AllowedPisps(Vec<Pisp>),
    /// `payment.reference`: only with that open checkout mandate.
    Reference {
        /// Its hash with all its disclosures.
        checkout: String,
    },
    /// `payment.budget`: over all payments. The one amount that AP2 writes in major units.
    Budget(Money),
    /// `payment.agent_recurrence`.
    Recurrence {
        /// How far apart.
        frequency: Frequency,
        /// How often at most.
        max_occurrences: Option<u32>,
    },
    /// `payment.execution_date`.
    ExecutionDate {
        /// Not before.
        not_before: Option<String>,
        /// Not after.
        not_after: Option<String>,
    },
}

/// How far apart payments under one mandate are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frequency {
    /// As needed.
    OnDemand,
    /// A day.
    Daily,
    /// A week.
    Weekly,
    /// Two weeks.
    Biweekly,
    /// A calendar month.
    Monthly,
    /// Three calendar months.
    Quarterly,
    /// A calendar year.
    Annually,
}

impl Frequency {
    pub(super) fn parse(word: &str) -> Result<Self, Ap2Error> {
        Ok(match word {
            "ON_DEMAND" => Self::OnDemand,
            "DAILY" => Self::Daily,
            "WEEKLY" => Self::Weekly,
            "BIWEEKLY" => Self::Biweekly,
            "MONTHLY" => Self::Monthly,
            "QUARTERLY" => Self::Quarterly,
            "ANNUALLY" => Self::Annually,
            other => return Err(unknown(other)),
        })
    }
}

/// What was paid under a mandate before. A closed mandate counts until a receipt says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// Together.
    pub spent: Money,
    /// How many.
    pub count: u32,
    /// When the last was closed, seconds since the epoch.
    pub last: Option<u64>,
}

impl Usage {
    /// Nothing yet.
    pub const fn none(currency: Currency) -> Self {
        Self {
            spent: Money::zero(currency),
            count: 0,
            last: None,
        }
    }
}

impl CheckoutConstraint {
    pub(super) fn read(json: &Json<'_>) -> Result<Self, Ap2Error> {
        let fields = object(json)?;
        match fields.text("type")? {
            "checkout.allowed_merchants" => {
                fields.only(&["type", "allowed"])?;
                Ok(Self::AllowedMerchants(all(fields, "allowed", Party::read)?))
            }
            "checkout.line_items" => {
                fields.only(&["type", "items"])?;
                let items = all(fields, "items", Requirement::read)?;
                if items.is_empty() {
                    return Err(Ap2Error::Type("with line items"));
                }
                Ok(Self::LineItems(items))
            }
            other => Err(unknown(other)),
        }
    }
}

impl Requirement {
    pub(super) fn read(fields: &Fields<'_>) -> Result<Self, Ap2Error> {
        fields.only(&["id", "acceptable_items", "quantity"])?;
        let quantity = u32::try_from(fields.integer("quantity")?).unwrap_or(0);
        if quantity == 0 {
            return Err(Ap2Error::Type("with quantities above zero"));
        }
        let acceptable = |fields: &Fields<'_>| {
            Ok(Acceptable {
                id: fields.text("id")?.to_owned(),
                title: fields.text("title")?.to_owned(),
            })
        };
        Ok(Self {
            id: fields.text("id")?.to_owned(),
            acceptable: all(fields, "acceptable_items", acceptable)?,
            quantity,
        })
    }
}

impl PaymentConstraint {
    pub(super) fn read(json: &Json<'_>) -> Result<Self, Ap2Error> {
        let fields = object(json)?;
        let kind = fields.text("type")?;
        let names: &[&str] = match kind {
            "payment.amount_range" => &["type", "currency", "max", "min"],
            "payment.allowed_payees"
            | "payment.allowed_payment_instruments"
            | "payment.allowed_pisps" => &["type", "allowed"],
            "payment.reference" => &["type", "conditional_transaction_id"],
            "payment.budget" => &["type", "max", "currency"],
            "payment.agent_recurrence" => &["type", "frequency", "max_occurrences"],
            "payment.execution_date" => &["type", "not_before", "not_after"],
            other => return Err(unknown(other)),
        };
        // A field that is not known could narrow what the rest allows.
        fields.only(names)?;
        match kind {
            "payment.amount_range" => amount_range(fields),
            "payment.allowed_payees" => {
                all(fields, "allowed", Party::read).map(Self::AllowedPayees)
            }
            "payment.allowed_payment_instruments" => {
                all(fields, "allowed", Instrument::read).map(Self::AllowedInstruments)
            }
            "payment.allowed_pisps" => all(fields, "allowed", Pisp::read).map(Self::AllowedPisps),
            "payment.reference" => Ok(Self::Reference {
                checkout: fields.text("conditional_transaction_id")?.to_owned(),
            }),
            "payment.budget" => budget(fields).map(Self::Budget),
            "payment.agent_recurrence" => recurrence(fields),
            _ => {
                let text = |name: &str| -> Result<Option<String>, Ap2Error> {
                    Ok(fields.optional_text(name)?.map(str::to_owned))
                };
                Ok(Self::ExecutionDate {
                    not_before: text("not_before")?,
                    not_after: text("not_after")?,
                })
            }
        }
    }
}

fn amount_range(fields: &Fields<'_>) -> Result<PaymentConstraint, Ap2Error> {
    let minor = |number: i128| i64::try_from(number).map_err(|_| Ap2Error::Money);
    let max = minor(fields.integer("max")?)?;
    let min = fields.optional_integer("min")?.map(minor).transpose()?;
    if max <= 0 || min.is_some_and(|min| min > max) {
        return Err(Ap2Error::Money);
    }
    let currency = fields.text("currency")?.to_owned();
    Ok(PaymentConstraint::AmountRange { min, max, currency })
}

/// The number is taken by its digits: 19.99 is 1999 cents, and 50 is 50 yen.
fn budget(fields: &Fields<'_>) -> Result<Money, Ap2Error> {
    let currency = Currency::parse(fields.text("currency")?).map_err(|_| Ap2Error::Money)?;
    let max = fields.required("max")?;
    if max.as_text().is_some() {
        return Err(Ap2Error::Money);
    }
    decimal(max.raw(), currency)
}

/// Reads a decimal number; zeros beyond the currency's decimals say nothing.
pub(super) fn decimal(digits: &str, currency: Currency) -> Result<Money, Ap2Error> {
    let exponent = usize::from(currency.exponent());
    let kept = match digits.split_once('.') {
        Some((major, fraction)) => {
            let (near, far) = fraction
                .split_at_checked(exponent)
                .unwrap_or((fraction, ""));
            if far.bytes().any(|digit| digit != b'0') {
                return Err(Ap2Error::Money);
            }
            if near.is_empty() {
                major.to_owned()
            } else {
                format!("{major}.{near}")
            }
        }
        None => digits.to_owned(),
    };
    Money::parse(&kept, currency).map_err(|_| Ap2Error::Money)
}

fn recurrence(fields: &Fields<'_>) -> Result<PaymentConstraint, Ap2Error> {
    let frequency = Frequency::parse(fields.text("frequency")?)?;
    let max = fields.optional_integer("max_occurrences")?;
    let max = max
        .map(|count| u32::try_from(count).map_err(|_| Ap2Error::Money))
        .transpose()?;
    Ok(PaymentConstraint::Recurrence {
        frequency,
        max_occurrences: max,
    })
}

fn object<'j, 'a>(json: &'j Json<'a>) -> Result<&'j Fields<'a>, Ap2Error> {
    let wrong = crate::json::wrong("constraints", "a list of objects");
    json.as_object().ok_or(Ap2Error::Json(wrong))
}

fn all<T>(
    fields: &Fields<'_>,
    name: &str,
    read: impl Fn(&Fields<'_>) -> Result<T, Ap2Error>,
) -> Result<Vec<T>, Ap2Error> {
    let elements = fields.list(name)?;
    if elements.len() > MAX_ELEMENTS {
        return Err(Ap2Error::Json(crate::json::JsonError::TooComplex));
    }
    elements
        .iter()
        .map(|element| read(object(element)?))
        .collect()
}

fn unknown(kind: &str) -> Ap2Error {
    let shown = kind.chars().filter(char::is_ascii_graphic).take(64);
    Ap2Error::UnknownConstraint(shown.collect())
}
