//! AP2: a merchant's signed checkout becomes a purchase; authorized, it is a closed checkout
//! mandate and a closed payment mandate over exactly what was shown.
//!
//! The mandates are not stored. They follow from the authorization's entry, the checkout as
//! received and the key, so asking again gives the same bytes.

use counterfoil_domain::MerchantDomain;
use counterfoil_domain::checkout::Rail;
use counterfoil_domain::entry::{Ap2Payment, Payment, Requested};
use counterfoil_domain::ids::AgentId;
use counterfoil_domain::registry::{Registry, TaskRecord};
use counterfoil_domain::request::PurchaseRequest;
use counterfoil_domain::time::Timestamp;
use counterfoil_protocols::ap2::direct::{ClosedPair, Issuer};
use counterfoil_protocols::ap2::{
    Ap2Error, Asked, Checkout, Instrument, Party, Salts, Shown, Token,
};
use counterfoil_protocols::authorization::thumbprint;
use counterfoil_protocols::jws::{JwsError, KeySet};
use sha2::{Digest, Sha256};

use super::{Handed, PaymentAnswer, RailProblem, Read, tasks};
use crate::answer::PurchaseAnswer;
use crate::error::EngineError;
use crate::keys::public_from_hex;
use crate::ops;
use crate::session::{AgentSession, Submitted};
use crate::shared::{Shared, Unlocked};
use crate::writer::Desk;

impl AgentSession {
    /// Asks to pay a merchant's checkout: AP2's token, UCP's signed checkout, or the data of an A2A
    /// message. The same checkout again is the same purchase.
    pub async fn checkout_ap2(&self, handed: Handed) -> Result<Submitted, EngineError> {
        let now = self.shared.now();
        let read = read(&self.shared, self.caller.agent, &handed.body, now);
        self.ask(Rail::Ap2, handed, None, (None, read)).await
    }

    /// Takes in what a merchant or a processor says became of a closed mandate.
    pub async fn receipt_ap2(&self, receipt: String) -> Result<PurchaseAnswer, EngineError> {
        self.change(move |desk, caller| ops::receipts::take(desk, caller, &receipt))
            .await
    }
}

/// What is recorded with the authorization, before any mandate goes out. The checkout is judged
/// again with the keys of now.
pub(super) fn payment(
    desk: &Desk<'_>,
    (agent, request): (AgentId, &PurchaseRequest),
    received: &[u8],
    now: Timestamp,
) -> Result<Option<Payment>, EngineError> {
    // Version 0.1 is shown and counted, and never signed from.
    if fact(request, "ap2.checkout_hash").is_none() {
        return Ok(None);
    }
    let told = |error: Ap2Error| EngineError::from(RailProblem::from(error));
    let shared = desk.shared();
    let checkout = verified(desk.registry(), &token(received)?, now).map_err(told)?;
    let shown = fact(request, "ap2.verified") == Some("true");
    if shown && !checkout.verified {
        return Err(told(Ap2Error::Token(JwsError::UnknownKey)));
    }
    let keys = shared.unlocked()?;
    let task = tasks::of(request);
    let record = task.map(|task| tasks::open(desk.registry(), agent, task));
    let record = record.transpose()?;
    let mut payment = Ap2Payment {
        issued: now.as_millis().div_euclid(1000).to_string(),
        kid: shared.authorization_kid().to_owned(),
        references: Vec::new(),
        seed: hex::encode(crate::clock::random::<32>()?),
        task,
        used: task.map(|task| tasks::used(desk, task)).transpose()?,
    };
    if record.is_some() {
        let key = keys.authorization.of_agent(agent)?;
        payment.kid = thumbprint(key.verifying_key());
    }
    let (bought, paid) = mandates((shared, &keys), record, request, &payment, &checkout)?;
    payment.references = [bought, paid].iter().flat_map(Token::references).collect();
    Ok(Some(Payment::Ap2(payment)))
}

/// The mandates themselves.
pub(super) fn answer(
    shared: &Shared,
    requested: &Requested,
    payment: &Ap2Payment,
    received: &[u8],
) -> Result<PaymentAnswer, EngineError> {
    let damaged = |error: Ap2Error| EngineError::Damaged(error.to_string());
    let at = Timestamp::from_millis(issued(payment).saturating_mul(1000));
    let mut checkout = Checkout::read(&token(received)?, &KeySet::new(), at).map_err(damaged)?;
    // As it was when the authorization was recorded.
    checkout.verified = fact(&requested.request, "ap2.verified") == Some("true");
    let (keys, registry) = (shared.unlocked()?, shared.registry());
    let record = payment.task.and_then(|task| registry.tasks.get(&task));
    let request = &requested.request;
    let (bought, paid) = mandates((shared, &keys), record, request, payment, &checkout)?;
    Ok(PaymentAnswer::Mandates {
        checkout: bought.compact(),
        payment: paid.compact(),
    })
}

/// Reads what was handed in as a purchase, with what is kept of it.
fn read(shared: &Shared, agent: AgentId, body: &[u8], now: Timestamp) -> Read {
    let asked = Asked::read(body)?;
    let token = match &asked.shown {
        Shown::Token(token) => token,
        Shown::Legacy(legacy) => return Ok((legacy.draft(body)?, body.to_vec())),
    };
    let checkout = verified(&shared.registry(), token, now)?;
    if checkout.merchant.is_none() {
        return Err(Ap2Error::Checkout("it does not say who sells").into());
    }
    let task = asked
        .open
        .as_ref()
        .map(|open| tasks::named(shared, agent, open));
    let task = task.transpose()?.map(|task| task.to_string());
    let received = checkout.jwt.clone().into_bytes();
    Ok((asked.draft(&checkout, task.as_deref(), now), received))
}

/// A checkout, verified with the keys that the owner pinned for whoever it says sells. Where there
/// are some, another signature is refused; where there is none, it counts as not verified.
fn verified(registry: &Registry, token: &str, now: Timestamp) -> Result<Checkout, Ap2Error> {
    let checkout = Checkout::read(token, &KeySet::new(), now)?;
    let domain = checkout.merchant.as_ref().and_then(Party::domain);
    let keys = domain.map(|domain| pinned_keys(registry, &domain));
    let Some(keys) = keys.transpose()?.filter(|keys| !keys.is_empty()) else {
        return Ok(checkout);
    };
    Checkout::read(token, &keys, now)
}

/// The keys that the owner pinned for a merchant.
pub(crate) fn pinned_keys(
    registry: &Registry,
    domain: &MerchantDomain,
) -> Result<KeySet, Ap2Error> {
    let pinned = registry.merchant_keys.get(domain.registrable());
    let mut keys = KeySet::new();
    for (kid, key) in pinned.into_iter().flatten() {
        let key = public_from_hex(key).map_err(|_| Ap2Error::Token(JwsError::Key))?;
        keys = keys.with(kid, key);
    }
    Ok(keys)
}

fn mandates(
    (shared, keys): (&Shared, &Unlocked),
    record: Option<&TaskRecord>,
    request: &PurchaseRequest,
    payment: &Ap2Payment,
    checkout: &Checkout,
) -> Result<(Token, Token), RailProblem> {
    if let Some(record) = record {
        return tasks::close((shared, keys), record, request, checkout, payment);
    }
    let pair = ClosedPair::of(checkout, instrument(request))?;
    let issuer = Issuer {
        name: shared.origin(),
        key_id: &payment.kid,
        key: keys.authorization.signing(),
        now: u64::try_from(issued(payment)).map_err(|_| Ap2Error::Time)?,
    };
    let mut draw = salts(&payment.seed);
    Ok(pair.sign(issuer, &mut Salts::new(&mut draw))?)
}

/// Each salt follows from the seed and its place.
pub(super) fn salts(seed: &str) -> impl FnMut() -> [u8; 16] + use<> {
    let seed = Sha256::digest(seed.as_bytes());
    let mut place: u64 = 0;
    move || {
        place = place.saturating_add(1);
        let hash = Sha256::new()
            .chain_update(seed)
            .chain_update(place.to_be_bytes());
        let hash = hash.finalize();
        hash.first_chunk().copied().unwrap_or_default()
    }
}

/// With what it is paid, as it was shown.
pub(super) fn instrument(request: &PurchaseRequest) -> Instrument {
    let text = |name: &str| fact(request, name).unwrap_or_default().to_owned();
    let described = request.checkout.instrument.as_ref();
    Instrument {
        id: text("ap2.instrument"),
        kind: text("ap2.instrument_type"),
        description: described.map(|text| text.as_str().to_owned()),
    }
}

pub(super) fn fact<'a>(request: &'a PurchaseRequest, name: &str) -> Option<&'a str> {
    let quote = request.checkout.quote.as_ref()?;
    quote.facts.get(name).map(String::as_str)
}

fn token(received: &[u8]) -> Result<String, EngineError> {
    let damaged = || EngineError::Damaged("a stored checkout is not a token".to_owned());
    String::from_utf8(received.to_vec()).map_err(|_| damaged())
}

fn issued(payment: &Ap2Payment) -> i64 {
    payment.issued.parse().unwrap_or_default()
}
