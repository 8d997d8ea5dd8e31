//! Whether a checkout and a payment satisfy what the owner demanded.

use counterfoil_domain::{Currency, Money};

use crate::ap2::checkout::Checkout;
use crate::ap2::content::{ClosedPayment, OpenCheckout, OpenPayment};
use crate::ap2::flow;

use super::dates;
use super::{Ap2Error, CheckoutConstraint, Frequency, PaymentConstraint, Requirement, Usage};

/// What else must be known about a payment.
#[derive(Clone, Copy, Debug)]
pub struct PaymentFacts<'a> {
    /// The hash of the open checkout mandate that goes with it.
    pub open_checkout: &'a str,
    /// What was paid under the mandate before; without it budget and recurrence refuse.
    pub usage: Option<&'a Usage>,
    /// Now, seconds since the epoch.
    pub now: u64,
}

/// Checks a merchant's checkout against an open checkout mandate.
pub fn check_checkout(open: &OpenCheckout, checkout: &Checkout) -> Result<(), Ap2Error> {
    open.constraints
        .iter()
        .try_for_each(|constraint| match constraint {
            CheckoutConstraint::AllowedMerchants(allowed) => {
                let merchant = checkout.merchant.as_ref();
                let fits =
                    merchant.is_some_and(|one| allowed.iter().any(|party| party.allows(one)));
                require(
                    "checkout.allowed_merchants",
                    "the merchant is not among them",
                    fits,
                )
            }
            CheckoutConstraint::LineItems(requirements) => line_items(requirements, checkout),
        })
}

/// Checks a payment against an open payment mandate: first what is fixed, then every constraint.
pub fn check_payment(
    open: &OpenPayment,
    payment: &ClosedPayment,
    facts: &PaymentFacts<'_>,
) -> Result<(), Ap2Error> {
    check_presets(open, payment)?;
    if payment.amount.amount <= 0 {
        return Err(Ap2Error::Money);
    }
    open.constraints
        .iter()
        .try_for_each(|one| check_one(one, payment, facts))
}

fn check_presets(open: &OpenPayment, payment: &ClosedPayment) -> Result<(), Ap2Error> {
    let presets = &open.presets;
    let kept = [
        (
            "payee",
            presets
                .payee
                .as_ref()
                .is_none_or(|one| *one == payment.payee),
        ),
        (
            "payment_amount",
            presets
                .amount
                .as_ref()
                .is_none_or(|one| *one == payment.amount),
        ),
        (
            "payment_instrument",
            presets
                .instrument
                .as_ref()
                .is_none_or(|one| *one == payment.instrument),
        ),
        (
            "pisp",
            presets
                .pisp
                .as_ref()
                .is_none_or(|one| Some(one) == payment.pisp.as_ref()),
        ),
        (
            "execution_date",
            presets
                .execution_date
                .as_ref()
                .is_none_or(|one| Some(one) == payment.execution_date.as_ref()),
        ),
    ];
    let changed = kept.into_iter().find(|(_, kept)| !kept);
    changed.map_or(Ok(()), |(name, _)| Err(Ap2Error::Preset(name)))
}

fn check_one(
    constraint: &PaymentConstraint,
    payment: &ClosedPayment,
    facts: &PaymentFacts<'_>,
) -> Result<(), Ap2Error> {
    match constraint {
        PaymentConstraint::AmountRange { min, max, currency } => {
            let kind = "payment.amount_range";
            let amount = &payment.amount;
            require(
                kind,
                "the currency is another",
                amount.currency == *currency,
            )?;
            let within = amount.amount <= *max && min.is_none_or(|min| min <= amount.amount);
            require(kind, "the amount is outside", within)
        }
        PaymentConstraint::AllowedPayees(allowed) => {
            let fits = allowed.iter().any(|party| party.allows(&payment.payee));
            require(
                "payment.allowed_payees",
                "the payee is not among them",
                fits,
            )
        }
        PaymentConstraint::AllowedInstruments(allowed) => {
            let fits = allowed.iter().any(|one| one.is_same(&payment.instrument));
            require(
                "payment.allowed_payment_instruments",
                "it is not among them",
                fits,
            )
        }
        PaymentConstraint::AllowedPisps(allowed) => {
            let fits = payment
                .pisp
                .as_ref()
                .is_some_and(|pisp| allowed.contains(pisp));
            require("payment.allowed_pisps", "it is not among them", fits)
        }
        PaymentConstraint::Reference { checkout } => {
            let fits = checkout == facts.open_checkout;
            require(
                "payment.reference",
                "it refers to another open checkout",
                fits,
            )
        }
        PaymentConstraint::Budget(max) => budget(*max, payment, facts),
        PaymentConstraint::Recurrence {
            frequency,
            max_occurrences,
        } => recurrence(*frequency, *max_occurrences, facts),
        PaymentConstraint::ExecutionDate {
            not_before,
            not_after,
        } => execution_date(
            not_before.as_deref(),
            not_after.as_deref(),
            payment,
            facts.now,
        ),
    }
}

fn budget(max: Money, payment: &ClosedPayment, facts: &PaymentFacts<'_>) -> Result<(), Ap2Error> {
    let kind = "payment.budget";
    let usage = facts.usage.ok_or(Ap2Error::NoState)?;
    let amount = payment.amount.money()?;
    let sum = usage
        .spent
        .checked_add(amount)
        .map_err(|_| Ap2Error::Constraint {
            kind,
            why: "the currency is another",
        })?;
    let order = sum.compare(max).map_err(|_| Ap2Error::Money)?;
    require(kind, "the sum would be above it", order.is_le())
}

fn recurrence(
    frequency: Frequency,
    max: Option<u32>,
    facts: &PaymentFacts<'_>,
) -> Result<(), Ap2Error> {
    let kind = "payment.agent_recurrence";
    let usage = facts.usage.ok_or(Ap2Error::NoState)?;
    let room = max.is_none_or(|max| usage.count < max);
    require(kind, "it has been used as often as it may", room)?;
    let Some(last) = usage.last else {
        return Ok(());
    };
    let next = dates::next(last, frequency).ok_or(Ap2Error::Time)?;
    require(kind, "the last payment is too recent", next <= facts.now)
}

fn execution_date(
    not_before: Option<&str>,
    not_after: Option<&str>,
    payment: &ClosedPayment,
    now: u64,
) -> Result<(), Ap2Error> {
    let kind = "payment.execution_date";
    let unread = Ap2Error::Constraint {
        kind,
        why: "a date cannot be read",
    };
    let read = |text: Option<&str>| {
        text.map(|text| dates::read(text).ok_or_else(|| unread.clone()))
            .transpose()
    };
    let (from, to) = match read(payment.execution_date.as_deref())? {
        Some(span) => span,
        None => (now, now),
    };
    let after_start = read(not_before)?.is_none_or(|(start, _)| start <= from);
    let before_end = read(not_after)?.is_none_or(|(_, end)| to <= end);
    require(kind, "the date is outside", after_start && before_end)
}

/// Exactly what is demanded: every demanded piece is there, and no piece is left over.
fn line_items(requirements: &[Requirement], checkout: &Checkout) -> Result<(), Ap2Error> {
    let kind = "checkout.line_items";
    let demanded: Vec<u64> = requirements
        .iter()
        .map(|one| u64::from(one.quantity))
        .collect();
    let offered: Vec<u64> = checkout
        .items
        .iter()
        .map(|item| u64::from(item.quantity))
        .collect();
    let total: u64 = demanded.iter().sum();
    require(
        kind,
        "there are more or fewer pieces",
        total == offered.iter().sum::<u64>(),
    )?;
    let fits = |demand: usize, offer: usize| {
        let pair = requirements.get(demand).zip(checkout.items.get(offer));
        pair.is_some_and(|(demand, item)| {
            demand
                .acceptable
                .iter()
                .any(|acceptable| acceptable.id == item.sku)
        })
    };
    let matched = flow::largest(&demanded, &offered, &fits);
    require(kind, "the pieces are others", matched == total)
}

fn require(kind: &'static str, why: &'static str, holds: bool) -> Result<(), Ap2Error> {
    if holds {
        return Ok(());
    }
    Err(Ap2Error::Constraint { kind, why })
}

/// The currency of a mandate's amount constraint, for the sums that are kept under it.
pub(in crate::ap2) fn currency_of(open: &OpenPayment) -> Option<Currency> {
    open.constraints
        .iter()
        .find_map(|constraint| match constraint {
            PaymentConstraint::Budget(max) => Some(max.currency()),
            PaymentConstraint::AmountRange { currency, .. } => Currency::parse(currency).ok(),
            PaymentConstraint::AllowedPayees(_)
            | PaymentConstraint::AllowedInstruments(_)
            | PaymentConstraint::AllowedPisps(_)
            | PaymentConstraint::Reference { .. }
            | PaymentConstraint::Recurrence { .. }
            | PaymentConstraint::ExecutionDate { .. } => None,
        })
}
