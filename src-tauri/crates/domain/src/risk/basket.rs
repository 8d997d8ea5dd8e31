//! What does not fit within one request: pages on other domains, totals out of proportion, tokens
//! that only borrow a symbol.

use super::{Signal, TotalsPart};
use crate::checkout::Checkout;
use crate::currency::Currency;
use crate::merchant::MerchantDomain;
use crate::money::Money;
use crate::request::PurchaseRequest;

/// The names under which x402 first knew its networks, and what they are called since.
const NETWORKS: [(&str, &str); 5] = [
    ("base", "eip155:8453"),
    ("base-sepolia", "eip155:84532"),
    ("avalanche", "eip155:43114"),
    ("polygon", "eip155:137"),
    ("ethereum", "eip155:1"),
];

/// Every chain on which a registered contract may live, for requests that name none.
const CHAINS: [&str; 10] = [
    "eip155:1",
    "eip155:10",
    "eip155:137",
    "eip155:324",
    "eip155:8453",
    "eip155:42161",
    "eip155:42220",
    "eip155:43114",
    "eip155:59144",
    "eip155:84532",
];

pub(super) fn find(request: &PurchaseRequest, found: &mut Vec<Signal>) {
    let checkout = &request.checkout;
    found.extend(url_mismatch(checkout));
    found.extend(odd_totals(checkout));
    found.extend(unknown_token(request));
}

fn url_mismatch(checkout: &Checkout) -> Option<Signal> {
    let domain = checkout.merchant.domain.as_ref()?;
    let mut items = checkout.items.iter();
    items.find_map(|item| {
        let host = item.url.as_ref()?.host();
        let registrable = domain.registrable();
        if is_below(host, registrable) {
            return None;
        }
        // The host may be written otherwise: capitals, or the letters behind the ASCII form.
        let host = MerchantDomain::parse(host).ok()?;
        (host.registrable() != registrable).then(|| Signal::UrlMismatch {
            domain: registrable.to_owned(),
            host: host.registrable().to_owned(),
            item: item.title.as_str().to_owned(),
        })
    })
}

fn is_below(host: &str, registrable: &str) -> bool {
    host.strip_suffix(registrable)
        .is_some_and(|front| front.is_empty() || front.ends_with('.'))
}

/// Nobody pays more for delivery than five times the goods, half again in tax, or gets more off
/// than the goods cost.
fn odd_totals(checkout: &Checkout) -> Option<Signal> {
    let totals = checkout.totals?;
    let items = totals.items.minor();
    let part = if totals.discount.minor() > items {
        Some((TotalsPart::Discount, totals.discount))
    } else if totals.shipping.minor() > items.saturating_mul(5) {
        Some((TotalsPart::Shipping, totals.shipping))
    } else if totals.tax.minor().saturating_mul(2) > items.saturating_add(totals.shipping.minor()) {
        Some((TotalsPart::Tax, totals.tax))
    } else {
        None
    };
    part.filter(|(_, share): &(TotalsPart, Money)| share.is_positive())
        .map(|(part, share)| Signal::OddTotals {
            part,
            share,
            whole: totals.items,
        })
}

/// A contract that the agent names in its notes, as x402 does, must be one of the currency's own.
fn unknown_token(request: &PurchaseRequest) -> Option<Signal> {
    let currency = request.checkout.currency();
    if !currency.is_asset() {
        return None;
    }
    let notes = &request.metadata;
    let contract = [
        "asset",
        "contract",
        "token",
        "token_address",
        "asset_address",
    ]
    .into_iter()
    .find_map(|key| notes.get(key))
    .filter(|value| value.as_str() != currency.code())?;
    let chain = ["network", "chain", "chain_id"]
        .into_iter()
        .find_map(|key| notes.get(key));
    let registered = match chain {
        Some(chain) => is_registered(&caip(chain), contract, currency),
        None => CHAINS
            .iter()
            .any(|chain| is_registered(chain, contract, currency)),
    };
    (!registered).then(|| Signal::UnknownToken {
        contract: contract.clone(),
        symbol: currency.code().to_owned(),
    })
}

fn is_registered(chain: &str, contract: &str, currency: Currency) -> bool {
    Currency::of_contract(chain, contract) == Ok(currency)
}

fn caip(chain: &str) -> String {
    let known = NETWORKS.iter().find(|(name, _)| *name == chain);
    match known {
        Some((_, caip)) => (*caip).to_owned(),
        None if chain.bytes().all(|byte| byte.is_ascii_digit()) => format!("eip155:{chain}"),
        None => chain.to_owned(),
    }
}
