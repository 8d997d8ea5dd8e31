//! Open mandates for one task: what an agent may buy and pay on its own, issued from what the owner
//! allows. A general budget cannot be said in AP2 v0.2, so each task gets its own narrow pair.

mod read;

use counterfoil_domain::Money;
use p256::ecdsa::VerifyingKey;

use crate::jws::to_jwk;

use super::Ap2Error;
use super::constraints::{CheckoutConstraint, Frequency, PaymentConstraint, Requirement};
use super::content::{Instrument, OpenCheckout, OpenPayment, Party, Presets};
use super::direct::Issuer;
use super::token::{Salts, Token, issue_root};

/// The longest a task's mandates may live.
const MAX_TASK_SECS: u64 = 30 * 24 * 3600;

/// One task.
#[derive(Clone, Debug)]
pub struct Task {
    /// From whom; at least one.
    pub merchants: Vec<Party>,
    /// What, and how many; at least one line, each with something that satisfies it.
    pub items: Vec<Requirement>,
    /// The most it may cost.
    pub max_amount: Money,
    /// With what it may be paid; any, if there is none.
    pub instruments: Vec<Instrument>,
    /// How often, and the most over all times.
    pub repeats: Option<(Frequency, u32, Money)>,
    /// When it ends, seconds since the epoch.
    pub until: u64,
}

/// The open checkout mandate and the open payment mandate that refers to it.
#[derive(Clone, Debug)]
pub struct OpenPair {
    /// What may be bought.
    pub checkout: Token,
    /// What may be paid.
    pub payment: Token,
}

impl Task {
    /// Issues the pair for an agent's key.
    pub fn issue(
        &self,
        agent: (&str, &VerifyingKey),
        issuer: Issuer<'_>,
        salts: &mut Salts<'_>,
    ) -> Result<OpenPair, Ap2Error> {
        self.require_narrow(issuer.now)?;
        let confirmed = to_jwk(agent.1, agent.0);
        let checkout = OpenCheckout {
            constraints: vec![
                CheckoutConstraint::LineItems(self.items.clone()),
                CheckoutConstraint::AllowedMerchants(self.merchants.clone()),
            ],
        };
        let content = checkout.to_json(&confirmed, issuer.now, self.until);
        let checkout = issue_root(content, issuer.name, issuer.key_id, issuer.key, salts)?;
        let reference = checkout.last().map(super::token::Segment::sd_hash);
        let payment = OpenPayment {
            constraints: self.payment_constraints(reference.unwrap_or_default()),
            presets: Presets::default(),
        };
        let content = payment.to_json(&confirmed, issuer.now, self.until);
        let payment = issue_root(content, issuer.name, issuer.key_id, issuer.key, salts)?;
        Ok(OpenPair { checkout, payment })
    }

    fn require_narrow(&self, now: u64) -> Result<(), Ap2Error> {
        let wide = self.merchants.is_empty()
            || self.items.is_empty()
            || self
                .items
                .iter()
                .any(|item| item.acceptable.is_empty() || item.quantity == 0);
        if wide {
            return Err(Ap2Error::Type("that names merchants and things"));
        }
        if self.until <= now || self.until > now.saturating_add(MAX_TASK_SECS) {
            return Err(Ap2Error::Time);
        }
        if !self.max_amount.is_positive() {
            return Err(Ap2Error::Money);
        }
        Ok(())
    }

    fn payment_constraints(&self, reference: String) -> Vec<PaymentConstraint> {
        let mut constraints = vec![
            PaymentConstraint::AmountRange {
                min: None,
                max: self.max_amount.minor(),
                currency: self.max_amount.currency().code().to_owned(),
            },
            PaymentConstraint::AllowedPayees(self.merchants.clone()),
            PaymentConstraint::Reference {
                checkout: reference,
            },
        ];
        if !self.instruments.is_empty() {
            constraints.push(PaymentConstraint::AllowedInstruments(
                self.instruments.clone(),
            ));
        }
        if let Some((frequency, times, budget)) = self.repeats {
            constraints.push(PaymentConstraint::Recurrence {
                frequency,
                max_occurrences: Some(times),
            });
            constraints.push(PaymentConstraint::Budget(budget));
        }
        constraints
    }
}
