//! Evidence of rails: what the seller asked and answered, held against its hashes and signatures
//! again just now.

use counterfoil_domain::checkout::Rail;
use counterfoil_domain::entry::{Entry, Fact, Reported, Requested};
use counterfoil_domain::registry::Registry;
use counterfoil_domain::time::Timestamp;
use counterfoil_protocols::ap2::Checkout;
use counterfoil_protocols::evm::Address;
use counterfoil_protocols::x402::{Settlement, SignedReceipt};

use super::{Check, Evidence, checked};
use crate::error::EngineError;
use crate::rails::pinned_keys;
use crate::store::purchases::PurchaseRow;
use crate::store::{self, Connection};

/// What there is to show of a purchase on a rail that the engine speaks.
pub(super) fn evidence(
    registry: &Registry,
    conn: &Connection,
    row: &PurchaseRow,
    requested: &Requested,
    chain: &[Entry],
) -> Result<Vec<Evidence>, EngineError> {
    let checkout = &requested.request.checkout;
    let Some(quote) = &checkout.quote else {
        return Ok(Vec::new());
    };
    let received = store::quotes::get(conn, row.n, row.purchase.revision)?;
    let received = received.unwrap_or_default();
    let mut all = vec![Evidence {
        name: "quote",
        value: quote.hash.clone(),
        check: checked(quote.is_of(&received)),
        note: Some("SHA-256 of what the seller asked, computed again just now".to_owned()),
    }];
    match checkout.rail {
        Rail::X402 => all.extend(signed_offer(fact(requested, "x402.signed_offer"))),
        Rail::Ap2 => {
            let text = String::from_utf8_lossy(&received);
            all.extend(merchant_signature(registry, requested, &text, chain));
        }
        Rail::Acp | Rail::A402 | Rail::Clawtip | Rail::Card | Rail::Bank | Rail::Other => {}
    }
    for entry in chain {
        if let Fact::PurchaseReported(reported) = &entry.fact {
            all.extend(answered(conn, row, requested, reported)?);
        }
    }
    Ok(all)
}

fn fact<'a>(requested: &'a Requested, name: &str) -> &'a str {
    let quote = requested.request.checkout.quote.as_ref();
    let fact = quote.and_then(|quote| quote.facts.get(name));
    fact.map_or("", String::as_str)
}

/// Whether the seller signed its offer; judged when it came and again when it was authorized.
fn signed_offer(signer: &str) -> Option<Evidence> {
    let (check, note) = match signer {
        "" | "no" => return None,
        "payee" => (
            Check::Verified,
            "Signed with the key of the account that is paid",
        ),
        "unchecked" => (Check::Claimed, "In a form whose key is not known here"),
        _ => (Check::Claimed, "Signed by another account than is paid"),
    };
    Some(Evidence {
        name: "signed_offer",
        value: signer.to_owned(),
        check,
        note: Some(note.to_owned()),
    })
}

/// A merchant's signature under a key that the owner trusts, checked with the keys of now.
fn merchant_signature(
    registry: &Registry,
    requested: &Requested,
    token: &str,
    chain: &[Entry],
) -> Option<Evidence> {
    let domain = requested.request.checkout.merchant.domain.as_ref()?;
    if fact(requested, "ap2.verified") != "true" {
        return None;
    }
    let at = chain
        .first()
        .map_or(Timestamp::from_millis(0), |entry| entry.at);
    let keys = pinned_keys(registry, domain).ok()?;
    let holds = Checkout::read(token, &keys, at).is_ok_and(|checkout| checkout.verified);
    let (check, note) = if holds {
        (Check::Verified, "ES256 by a key that you trust")
    } else {
        // What was right then is not wrong now, only not to be checked any more.
        let note = "Verified when it came; you no longer trust that key";
        (Check::Records, note)
    };
    Some(Evidence {
        name: "merchant_signature",
        value: fact(requested, "ap2.key").to_owned(),
        check,
        note: Some(note.to_owned()),
    })
}

/// What the seller answered to the payment, with its signed receipt where there is one.
fn answered(
    conn: &Connection,
    row: &PurchaseRow,
    requested: &Requested,
    reported: &Reported,
) -> Result<Vec<Evidence>, EngineError> {
    let hash = hex::decode(&reported.response).unwrap_or_default();
    let stored = store::quotes::response(conn, row.n, &hash)?;
    let mut all = vec![Evidence {
        name: "response",
        value: reported.response.clone(),
        check: checked(stored.is_some()),
        note: Some("SHA-256 of what the seller answered, kept as it came".to_owned()),
    }];
    let text = String::from_utf8(stored.unwrap_or_default()).unwrap_or_default();
    let receipt = Settlement::parse(&text).ok().and_then(|said| said.receipt);
    all.extend(receipt.map(|receipt| signed_receipt(requested, reported, &receipt)));
    Ok(all)
}

fn signed_receipt(requested: &Requested, reported: &Reported, receipt: &SignedReceipt) -> Evidence {
    let paid = Address::parse(fact(requested, "x402.pay_to")).ok();
    let about = receipt.resource_url == fact(requested, "x402.address")
        && (receipt.transaction.is_none() || receipt.transaction == reported.transaction);
    let (check, note) = match (receipt.signer, about) {
        (_, false) => (Check::Failed, "It is about another call or transaction"),
        (None, true) => (Check::Claimed, "In a form whose key is not known here"),
        (signer, true) if signer == paid => {
            let note = "Signed with the key of the account that was paid";
            (Check::Verified, note)
        }
        (Some(_), true) => (Check::Claimed, "Signed by another account than was paid"),
    };
    Evidence {
        name: "signed_receipt",
        value: receipt.raw.clone(),
        check,
        note: Some(note.to_owned()),
    }
}
