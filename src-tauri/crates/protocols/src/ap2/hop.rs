//! The agent's hop, signed here after deterministic checks (implementation considerations, "Agent
//! Key"): the agent never holds the key, so its budget is kept and not only promised.

use counterfoil_domain::Currency;
use p256::ecdsa::SigningKey;

use crate::jws::KeySet;

use super::checkout::Checkout;
use super::constraints::{
    PaymentConstraint, PaymentFacts, Usage, check_checkout, check_payment, currency_of,
};
use super::content::{Content, OpenCheckout, OpenPayment};
use super::direct::ClosedPair;
use super::task::OpenPair;
use super::token::{Expected, Salts, Segment, Token, issue_hop};
use super::{Ap2Error, CLOSED_SECS};

/// A pair that satisfies its open mandates. Only [`check`] makes one, and only it can be signed.
#[derive(Clone, Debug)]
pub struct Checked<'a> {
    open: &'a OpenPair,
    pair: ClosedPair,
    now: u64,
}

/// Checks a closed pair against the open one, as of `now`: the open mandates are the owner's, the
/// checkout and the payment are of each other, and every constraint holds. `usage` is what was closed
/// under the open mandates before.
pub fn check<'a>(
    open: &'a OpenPair,
    owner: &KeySet,
    checkout: &Checkout,
    pair: ClosedPair,
    usage: &Usage,
    now: u64,
) -> Result<Checked<'a>, Ap2Error> {
    open.checkout.verify(owner, None, now)?;
    open.payment.verify(owner, None, now)?;
    let (open_checkout, open_payment) = contents(open)?;
    if !checkout.verified {
        return Err(Ap2Error::Checkout(
            "the merchant's signature is not verified",
        ));
    }
    if !checkout.ready {
        return Err(Ap2Error::Checkout("the merchant has not finished it"));
    }
    if pair.checkout.checkout_hash != checkout.hash {
        return Err(Ap2Error::Hash("checkout_hash"));
    }
    checkout.require_payment(&pair.payment)?;
    check_checkout(&open_checkout, checkout)?;
    let reference = open
        .checkout
        .last()
        .map(Segment::sd_hash)
        .unwrap_or_default();
    require_unused(&open_payment, usage)?;
    let facts = PaymentFacts {
        open_checkout: &reference,
        usage: Some(usage),
        now,
    };
    check_payment(&open_payment, &pair.payment, &facts)?;
    Ok(Checked { open, pair, now })
}

/// Verifies a pair of chains that somebody presents: signatures, links, and every constraint.
pub fn verify(
    chains: (&Token, &Token),
    owner: &KeySet,
    expected: (Expected<'_>, Expected<'_>),
    checkout: &Checkout,
    usage: Option<&Usage>,
    now: u64,
) -> Result<(), Ap2Error> {
    let (checkout_chain, payment_chain) = chains;
    checkout_chain.verify(owner, Some(expected.0), now)?;
    payment_chain.verify(owner, Some(expected.1), now)?;
    let [open_checkout, closed_checkout] = checkout_chain.segments() else {
        return Err(Ap2Error::Chain("it is not an open and a closed mandate"));
    };
    let [open_payment, closed_payment] = payment_chain.segments() else {
        return Err(Ap2Error::Chain("it is not an open and a closed mandate"));
    };
    let of = (Content::of(open_checkout)?, Content::of(closed_checkout)?);
    let (Content::OpenCheckout(open_content), Content::Checkout(closed)) = of else {
        return Err(Ap2Error::Type(
            "mandate.checkout.open.1 and mandate.checkout.1",
        ));
    };
    let of = (Content::of(open_payment)?, Content::of(closed_payment)?);
    let (Content::OpenPayment(open), Content::Payment(payment)) = of else {
        return Err(Ap2Error::Type(
            "mandate.payment.open.1 and mandate.payment.1",
        ));
    };
    if closed.checkout_hash != checkout.hash {
        return Err(Ap2Error::Hash("checkout_hash"));
    }
    checkout.require_payment(&payment)?;
    check_checkout(&open_content, checkout)?;
    let reference = open_checkout.sd_hash();
    let facts = PaymentFacts {
        open_checkout: &reference,
        usage,
        now,
    };
    check_payment(&open, &payment, &facts)
}

impl Checked<'_> {
    /// What will be signed.
    pub const fn pair(&self) -> &ClosedPair {
        &self.pair
    }

    /// Signs both hops with the agent's key: for the merchant, and for whoever holds the means of
    /// payment.
    pub fn sign(
        &self,
        agent: (&str, &SigningKey),
        merchant: Expected<'_>,
        payment: Expected<'_>,
        salts: &mut Salts<'_>,
    ) -> Result<(Token, Token), Ap2Error> {
        let (key_id, key) = agent;
        let end = self.now.saturating_add(CLOSED_SECS);
        let content = self.pair.checkout.to_json(self.now, end);
        let checkout = issue_hop(
            &self.open.checkout,
            content,
            merchant,
            self.now,
            key_id,
            key,
            salts,
        )?;
        let content = self.pair.payment.to_json(self.now, end);
        let paid = issue_hop(
            &self.open.payment,
            content,
            payment,
            self.now,
            key_id,
            key,
            salts,
        )?;
        Ok((checkout, paid))
    }
}

/// The currency in which sums under an open pair are kept.
pub fn currency(open: &OpenPair) -> Result<Option<Currency>, Ap2Error> {
    let (_, payment) = contents(open)?;
    Ok(currency_of(&payment))
}

/// Without a recurrence a mandate is closed once, until a receipt says that it was refused.
fn require_unused(open: &OpenPayment, usage: &Usage) -> Result<(), Ap2Error> {
    let recurs = |one: &PaymentConstraint| matches!(one, PaymentConstraint::Recurrence { .. });
    if usage.count == 0 || open.constraints.iter().any(recurs) {
        return Ok(());
    }
    Err(Ap2Error::Constraint {
        kind: "payment.agent_recurrence",
        why: "there is none, and the mandate is closed already",
    })
}

fn contents(open: &OpenPair) -> Result<(OpenCheckout, OpenPayment), Ap2Error> {
    let [checkout] = open.checkout.segments() else {
        return Err(Ap2Error::Chain("it is not one open mandate"));
    };
    let [payment] = open.payment.segments() else {
        return Err(Ap2Error::Chain("it is not one open mandate"));
    };
    match (Content::of(checkout)?, Content::of(payment)?) {
        (Content::OpenCheckout(checkout), Content::OpenPayment(payment)) => Ok((checkout, payment)),
        _ => Err(Ap2Error::Type(
            "mandate.checkout.open.1 and mandate.payment.open.1",
        )),
    }
}
