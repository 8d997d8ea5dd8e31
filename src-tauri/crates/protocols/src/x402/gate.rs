//! The gate: all that must hold before a key is touched.
//!
//! It chooses by the owner's policy and never by the seller's order: of the options that pass, the
//! one that can cost least, then the one with the simplest signature.

use counterfoil_domain::Money;
use counterfoil_domain::money::MAX_MAJOR;
use url::Url;

use crate::evm::Address;

use super::choice::{Method, Offer};
use super::{
    Asset, MAX_TIMEOUT_SECS, MIN_TIMEOUT_SECS, Network, Networks, Offered, Proof, Quote, Refusal,
    Terms, Version,
};

/// What the agent called and was asked to pay for.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The address it called.
    pub url: &'a str,
    /// How: `GET`, `POST`.
    pub method: &'a str,
}

/// What the owner allows.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Whose money it is.
    pub payer: Address,
    /// The networks that are turned on.
    pub networks: Networks,
    /// The most this call may cost, if the agent set a bound.
    pub max_amount: Option<Money>,
    /// The longest a payment may stay valid.
    pub max_timeout_secs: u64,
}

impl Policy {
    /// The cautious policy: play money only, ten minutes.
    pub fn new(payer: Address) -> Self {
        Self {
            payer,
            networks: Networks::default(),
            max_amount: None,
            max_timeout_secs: MAX_TIMEOUT_SECS,
        }
    }
}

/// Chooses the option to pay at `now` (seconds since the epoch), or says why there is none: the
/// reason of the first option, since that is what the seller would rather have.
pub fn gate(quote: &Quote, asked: Asked<'_>, policy: &Policy, now: u64) -> Result<Offer, Refusal> {
    let called = called(asked.url)?;
    if let Some(resource) = &quote.resource {
        require_same(&resource.url, &called)?;
    }
    let mut best: Option<Offer> = None;
    let mut first_refusal = None;
    for offered in &quote.options {
        match judged(quote, offered, asked, &called, policy, now) {
            Ok(offer) => {
                let cheaper = best
                    .as_ref()
                    .is_none_or(|best| (offer.amount, offer.method) < (best.amount, best.method));
                if cheaper {
                    best = Some(offer);
                }
            }
            Err(refusal) => {
                first_refusal.get_or_insert(refusal);
            }
        }
    }
    match (best, first_refusal) {
        (Some(offer), _) => Ok(offer),
        (None, Some(refusal)) => Err(refusal),
        (None, None) => Err(Refusal::Incomplete("no option".to_owned())),
    }
}

fn judged(
    quote: &Quote,
    offered: &Offered,
    asked: Asked<'_>,
    called: &Url,
    policy: &Policy,
    now: u64,
) -> Result<Offer, Refusal> {
    let network = network(&offered.network, policy)?;
    require_scheme(&offered.scheme, quote.version)?;
    let terms = offered.terms.clone()?;
    if let Some(resource) = &terms.resource {
        require_same(resource, called)?;
    }
    let method = method(&offered.scheme, &terms, quote)?;
    let asset = Asset::find(network, terms.asset).ok_or(Refusal::Asset(network.label))?;
    if method == Method::Eip3009 {
        require_token(&asset, &terms)?;
    }
    let money = money(&asset, terms.amount, network, policy)?;
    require_payee(terms.pay_to, policy.payer)?;
    require_timeout(terms.timeout_secs, policy)?;
    if let Some(flow) = terms.payment_flow.filter(|flow| flow != "authorization") {
        return Err(Refusal::PaymentFlow(flow));
    }
    let resource = quote.resource.as_ref();
    let description = resource.and_then(|resource| resource.description.clone());
    let mut offer = Offer {
        version: quote.version,
        accepted: offered.raw.clone(),
        method,
        network,
        network_name: offered.network.clone(),
        asset,
        amount: terms.amount,
        money,
        pay_to: terms.pay_to,
        timeout_secs: terms.timeout_secs,
        http_method: asked.method.to_ascii_uppercase(),
        url: called.clone(),
        description: description.or(terms.description),
        service: resource.and_then(|resource| resource.service.clone()),
        resource: resource.map(|resource| resource.raw.clone()),
        extensions: quote.extensions.clone(),
        proof: Proof::None,
    };
    offer.proof = Proof::of(&offer, &offered.scheme, now)?;
    Ok(offer)
}

/// The address that was called: plain http(s), or a tool's (`mcp://tool/name`), no user in it.
fn called(text: &str) -> Result<Url, Refusal> {
    let url = Url::parse(text).map_err(|_| Refusal::Called)?;
    let named = url.has_host() && url.username().is_empty() && url.password().is_none();
    let scheme = matches!(url.scheme(), "http" | "https" | "mcp");
    if text.len() > 2048 || !named || !scheme {
        return Err(Refusal::Called);
    }
    Ok(url)
}

/// Same origin and same path: what a seller puts behind the question mark is its own affair.
pub(super) fn require_same(resource: &str, called: &Url) -> Result<(), Refusal> {
    let resource = Url::parse(resource).map_err(|_| Refusal::Resource)?;
    let place = |url: &Url| {
        (
            url.scheme().to_owned(),
            url.host_str().map(str::to_owned),
            url.port_or_known_default(),
            url.path().to_owned(),
        )
    };
    let plain = resource.username().is_empty() && resource.password().is_none();
    if plain && place(&resource) == place(called) {
        return Ok(());
    }
    Err(Refusal::Resource)
}

fn network(name: &str, policy: &Policy) -> Result<Network, Refusal> {
    let network = Network::parse(name).ok_or_else(|| Refusal::NetworkUnknown(shown(name)))?;
    if policy.networks.contains(network) {
        return Ok(network);
    }
    Err(Refusal::NetworkOff(network.label))
}

fn require_scheme(scheme: &str, version: Version) -> Result<(), Refusal> {
    match (scheme, version) {
        ("exact", _) | ("upto", Version::V2) => Ok(()),
        _ => Err(Refusal::Scheme(shown(scheme))),
    }
}

fn method(scheme: &str, terms: &Terms, quote: &Quote) -> Result<Method, Refusal> {
    let said = terms.transfer_method.as_deref();
    let permit2 = || match quote.extensions.second_signature() {
        Some(extension) => Err(Refusal::SecondSignature(extension.to_owned())),
        None => Ok(()),
    };
    match (scheme, said, quote.version) {
        ("exact", None | Some("eip3009"), _) => Ok(Method::Eip3009),
        ("exact", Some("permit2"), Version::V2) => permit2().map(|()| Method::Permit2),
        ("upto", None | Some("permit2"), Version::V2) => {
            permit2()?;
            let facilitator = terms.facilitator.as_deref().ok_or(Refusal::Facilitator)?;
            let facilitator = Address::parse(facilitator).map_err(|_| Refusal::Facilitator)?;
            if facilitator.is_zero() {
                return Err(Refusal::Facilitator);
            }
            Ok(Method::UpTo { facilitator })
        }
        (_, Some(other), _) => Err(Refusal::TransferMethod(shown(other))),
        (_, None, _) => Err(Refusal::Scheme(shown(scheme))),
    }
}

fn require_token(asset: &Asset, terms: &Terms) -> Result<(), Refusal> {
    if terms.token_name.as_deref() != Some(asset.name) {
        return Err(Refusal::AssetTerms("name"));
    }
    if terms.token_version.as_deref() != Some(asset.version) {
        return Err(Refusal::AssetTerms("version"));
    }
    Ok(())
}

fn money(asset: &Asset, amount: u128, network: Network, policy: &Policy) -> Result<Money, Refusal> {
    let currency = asset.currency().ok_or(Refusal::Asset(network.label))?;
    let minor = i64::try_from(amount).map_err(|_| Refusal::AmountTooLarge)?;
    let largest = 10_i64
        .checked_pow(u32::from(currency.exponent()))
        .and_then(|unit| MAX_MAJOR.checked_mul(unit));
    if largest.is_none_or(|largest| minor > largest) {
        return Err(Refusal::AmountTooLarge);
    }
    let money = Money::new(minor, currency);
    match policy.max_amount {
        Some(cap) if !money.compare(cap).is_ok_and(std::cmp::Ordering::is_le) => {
            Err(Refusal::AmountAboveCap(cap.to_string()))
        }
        _ => Ok(money),
    }
}

fn require_payee(pay_to: Address, payer: Address) -> Result<(), Refusal> {
    if pay_to.is_zero() {
        return Err(Refusal::PayToZero);
    }
    if pay_to == payer {
        return Err(Refusal::PayToSelf);
    }
    Ok(())
}

fn require_timeout(seconds: u64, policy: &Policy) -> Result<(), Refusal> {
    if seconds > policy.max_timeout_secs.min(MAX_TIMEOUT_SECS) {
        return Err(Refusal::TimeoutTooLong(seconds));
    }
    if seconds < MIN_TIMEOUT_SECS {
        return Err(Refusal::TimeoutTooShort(seconds));
    }
    Ok(())
}

/// What the other side wrote, short enough for a sentence.
fn shown(text: &str) -> String {
    let plain = text.chars().filter(char::is_ascii_graphic);
    plain.take(48).collect()
}
