//! Direct mandates: the owner saw this very checkout and approved it, and the owner's key signs
//! that it is bought and paid.

use p256::ecdsa::SigningKey;

use super::checkout::Checkout;
use super::content::{Amount, ClosedCheckout, ClosedPayment, Instrument};
use super::token::{Salts, Token, issue_root};
use super::{Ap2Error, CLOSED_SECS};

/// What is about to be signed: a checkout mandate and a payment mandate of the same checkout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosedPair {
    /// What is bought.
    pub checkout: ClosedCheckout,
    /// What is paid.
    pub payment: ClosedPayment,
}

/// Who signs, and when.
#[derive(Clone, Copy)]
pub struct Issuer<'a> {
    /// The issuer's name.
    pub name: &'a str,
    /// The key's name.
    pub key_id: &'a str,
    /// The owner's key.
    pub key: &'a SigningKey,
    /// Now, seconds since the epoch.
    pub now: u64,
}

impl ClosedPair {
    /// The pair that says exactly what the checkout says.
    pub fn of(checkout: &Checkout, instrument: Instrument) -> Result<Self, Ap2Error> {
        let payee = checkout.merchant.clone();
        let payment = ClosedPayment {
            transaction_id: checkout.hash.clone(),
            payee: payee.ok_or(Ap2Error::Checkout("it does not say who sells"))?,
            amount: Amount {
                amount: checkout.total().minor(),
                currency: checkout.currency.code().to_owned(),
            },
            instrument,
            pisp: None,
            execution_date: None,
        };
        checkout.require_payment(&payment)?;
        Ok(Self {
            checkout: ClosedCheckout {
                checkout_jwt: checkout.jwt.clone(),
                checkout_hash: checkout.hash.clone(),
            },
            payment,
        })
    }

    /// Signs both with the owner's key: the checkout mandate for the merchant, the payment mandate
    /// for whoever holds the means of payment.
    pub fn sign(
        &self,
        issuer: Issuer<'_>,
        salts: &mut Salts<'_>,
    ) -> Result<(Token, Token), Ap2Error> {
        let end = issuer.now.saturating_add(CLOSED_SECS);
        let mut issue =
            |content| issue_root(content, issuer.name, issuer.key_id, issuer.key, salts);
        let checkout = issue(self.checkout.to_json(issuer.now, end))?;
        let payment = issue(self.payment.to_json(issuer.now, end))?;
        Ok((checkout, payment))
    }
}
