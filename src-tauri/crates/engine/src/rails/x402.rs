//! x402 as the payer: the offer judged, the transfer recorded, the signature made from the record.
//!
//! The offer is judged by the owner's policy when it comes in, and again from the stored bytes when
//! the authorization is recorded. Nonce, digest and end are durable before anything is signed, and
//! the signature follows from them, so that after a crash it is the same one and never a second.

use counterfoil_domain::entry::{Authorized, Requested, X402Payment};
use counterfoil_domain::money::Money;
use counterfoil_domain::registry::{AgentRecord, Registry};
use counterfoil_domain::request::Draft;
use counterfoil_domain::time::Timestamp;
use counterfoil_protocols::evm::Address;
use counterfoil_protocols::x402::{
    Asked, Lifetime, MAX_TIMEOUT_SECS, Method, Network, Networks, Offer, Policy, QUOTE_FRESH_SECS,
    Quote, Transfer, gate,
};

use super::{PaymentAnswer, RailProblem};
use crate::keys::PayerKey;

/// What an agent was asked to pay, as it passes it on.
#[derive(Clone, Debug)]
pub struct X402Request {
    /// The address it called.
    pub resource: String,
    /// How it called: `GET`, `POST`.
    pub method: String,
    /// The header's value or the body, as received.
    pub payment_required: String,
    /// The most this call may cost, decimal in USDC.
    pub max_amount: Option<String>,
    /// Why it wants this.
    pub reason: Option<String>,
    /// What it was asked for.
    pub intent: Option<counterfoil_domain::request::DraftIntent>,
    /// A loopback address that is told of the decision.
    pub callback: Option<String>,
}

impl X402Request {
    /// The purchase this is, or why it is not paid.
    pub(super) fn draft(
        &self,
        registry: &Registry,
        agent: &AgentRecord,
        now: Timestamp,
    ) -> Result<Draft, RailProblem> {
        let quote = Quote::parse(&self.payment_required)?;
        let mut policy = policy(registry, agent)?;
        policy.max_amount = self.max_amount.as_deref().map(most).transpose()?;
        let asked = Asked {
            url: &self.resource,
            method: &self.method,
        };
        let offer = gate(&quote, asked, &policy, seconds(now))?;
        Ok(Draft {
            reason: self.reason.clone(),
            intent: self.intent.clone(),
            callback: self.callback.clone(),
            ..offer.draft(self.payment_required.as_bytes())
        })
    }
}

/// What will be signed for a purchase, judged anew by the policy of now.
pub(super) fn prepare(
    registry: &Registry,
    agent: &AgentRecord,
    requested: &Requested,
    received: &[u8],
    asked_at: Timestamp,
    now: Timestamp,
) -> Result<X402Payment, RailProblem> {
    if is_stale(asked_at, now) {
        return Err(RailProblem::STALE);
    }
    let policy = policy(registry, agent)?;
    let payer = policy.payer;
    let offer = offer(requested, received, policy, now)?;
    let nonce = crate::clock::random::<32>().map_err(|_| RailProblem::NO_NONCE)?;
    let lifetime = Lifetime::starting(seconds(now), &offer);
    let transfer = Transfer::prepare(&offer, payer, lifetime, nonce)?;
    Ok(X402Payment {
        digest: hex::encode(transfer.digest()),
        fingerprint: hex::encode(offer.fingerprint()),
        method: method(&offer).to_owned(),
        network: offer.network().caip2(),
        nonce: hex::encode(nonce),
        payer: payer.to_string(),
        valid_before: lifetime.valid_before().to_string(),
    })
}

/// The header to send. The same bytes however often it is made.
pub(super) fn sign(
    requested: &Requested,
    authorized: &Authorized,
    payment: &X402Payment,
    received: &[u8],
    key: Option<&PayerKey>,
) -> Result<PaymentAnswer, RailProblem> {
    let key = key.ok_or(RailProblem::NO_PAYER)?;
    let offer = recorded_offer(requested, authorized, payment, received)?;
    let nonce = hex::decode(&payment.nonce).ok();
    let nonce = nonce.and_then(|bytes| bytes.try_into().ok());
    let lifetime = Lifetime::until(payment.valid_before.parse().unwrap_or(0));
    let nonce = nonce.ok_or(RailProblem::DAMAGED)?;
    let transfer = Transfer::prepare(&offer, payer(payment)?, lifetime, nonce)?;
    if hex::encode(transfer.digest()) != payment.digest {
        return Err(RailProblem::DAMAGED);
    }
    let signed = transfer.sign(key.signing())?;
    Ok(PaymentAnswer::Header {
        name: signed.header_name(),
        value: signed.header_value(requested.purchase)?,
    })
}

/// The offer that was authorized, from the bytes that are kept.
pub(crate) fn recorded_offer(
    requested: &Requested,
    authorized: &Authorized,
    payment: &X402Payment,
    received: &[u8],
) -> Result<Offer, RailProblem> {
    let network = Network::parse(&payment.network).ok_or(RailProblem::DAMAGED)?;
    let mut policy = Policy::new(payer(payment)?);
    policy.networks = Networks::none().with(network);
    let offer = offer(requested, received, policy, authorized.starts)?;
    let fingerprint = hex::decode(&payment.fingerprint).ok();
    let fingerprint = fingerprint.and_then(|bytes| bytes.try_into().ok());
    offer.require(&fingerprint.ok_or(RailProblem::DAMAGED)?)?;
    Ok(offer)
}

/// The account that pays, as recorded.
pub(crate) fn payer(payment: &X402Payment) -> Result<Address, RailProblem> {
    Address::parse(&payment.payer).map_err(|_| RailProblem::DAMAGED)
}

/// When the recorded payment is worth nothing any more.
pub(crate) fn ends(payment: &X402Payment) -> Option<Timestamp> {
    let seconds: i64 = payment.valid_before.parse().ok()?;
    Some(Timestamp::from_millis(seconds.checked_mul(1000)?))
}

/// Whether the seller may have changed its mind since.
pub(super) fn is_stale(asked_at: Timestamp, now: Timestamp) -> bool {
    now.since(asked_at).as_secs() > QUOTE_FRESH_SECS
}

/// The very offer that was asked for, out of the bytes as received.
fn offer(
    requested: &Requested,
    received: &[u8],
    mut policy: Policy,
    now: Timestamp,
) -> Result<Offer, RailProblem> {
    let kept = requested.request.checkout.quote.as_ref();
    let kept = kept.filter(|quote| quote.is_of(received));
    let facts = &kept.ok_or(RailProblem::DAMAGED)?.facts;
    let fact = |name: &str| facts.get(name).map(String::as_str);
    let (address, method) = (fact("x402.address"), fact("x402.http_method"));
    let (Some(url), Some(method)) = (address, method) else {
        return Err(RailProblem::DAMAGED);
    };
    // Only what was asked for is looked at: another network that was turned on since changes nothing.
    let network = fact("x402.network").and_then(Network::parse);
    let network = network.ok_or(RailProblem::DAMAGED)?;
    if policy.networks.contains(network) {
        policy.networks = Networks::none().with(network);
    }
    let text = std::str::from_utf8(received).map_err(|_| RailProblem::DAMAGED)?;
    let offer = gate(
        &Quote::parse(text)?,
        Asked { url, method },
        &policy,
        seconds(now),
    )?;
    let same = fact("x402.terms") == Some(hex::encode(offer.fingerprint()).as_str())
        && offer.amount() == requested.request.checkout.amount;
    if same {
        Ok(offer)
    } else {
        Err(counterfoil_protocols::x402::Refusal::TermsChanged.into())
    }
}

/// What the owner allows, for this agent.
fn policy(registry: &Registry, agent: &AgentRecord) -> Result<Policy, RailProblem> {
    let payer = registry.payer.as_deref().ok_or(RailProblem::NO_PAYER)?;
    let payer = Address::parse(payer).map_err(|_| RailProblem::NO_PAYER)?;
    Ok(Policy {
        networks: networks(registry, agent.sandbox),
        max_timeout_secs: MAX_TIMEOUT_SECS,
        ..Policy::new(payer)
    })
}

/// The networks on which agents may pay. A sandbox never touches real money.
pub(crate) fn networks(registry: &Registry, sandbox: bool) -> Networks {
    let mut networks = Networks::default();
    for (name, on) in &registry.networks {
        let Some(network) = Network::parse(name) else {
            continue;
        };
        networks = if *on && !(sandbox && network.real_money) {
            networks.with(network)
        } else {
            networks.without(network)
        };
    }
    networks
}

fn most(text: &str) -> Result<Money, RailProblem> {
    let currency = counterfoil_domain::Currency::parse("USDC").map_err(|_| RailProblem::DAMAGED)?;
    Money::parse(text, currency).map_err(|_| RailProblem::MAX_AMOUNT)
}

const fn method(offer: &Offer) -> &'static str {
    match offer.method() {
        Method::Eip3009 => "eip3009",
        Method::Permit2 => "permit2",
        Method::UpTo { .. } => "upto",
    }
}

fn seconds(at: Timestamp) -> u64 {
    u64::try_from(at.as_millis().div_euclid(1000)).unwrap_or(0)
}
