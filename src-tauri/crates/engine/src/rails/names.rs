//! What the other side calls a purchase, so that it is found again and never paid twice.

use counterfoil_domain::checkout::Checkout;
use counterfoil_domain::entry::Payment;
use counterfoil_domain::ids::AgentId;
use sha2::{Digest, Sha256};

/// The name of the checkout or order behind a purchase of this agent; none where the rail has none.
pub(crate) fn name(agent: AgentId, checkout: &Checkout) -> Option<[u8; 32]> {
    let facts = &checkout.quote.as_ref()?.facts;
    let thing = [
        "acp.session",
        "ap2.checkout_hash",
        "a402.order",
        "clawtip.order",
    ];
    let thing = thing.into_iter().find_map(|fact| facts.get(fact))?;
    let seller = ["acp.merchant", "a402.seller", "clawtip.pay_to"];
    let seller = seller.into_iter().find_map(|fact| facts.get(fact));
    Some(hash(&[
        checkout.rail.as_str(),
        &agent.to_string(),
        seller.map_or("", String::as_str),
        thing,
    ]))
}

/// The names under which receipts may speak of what is paid.
pub(crate) fn names_of(payment: &Payment) -> Vec<[u8; 32]> {
    let references = match payment {
        Payment::Ap2(payment) => payment.references.as_slice(),
        Payment::Acp(_) | Payment::X402(_) => &[],
    };
    references
        .iter()
        .map(|reference| of_mandate(reference))
        .collect()
}

/// What a receipt calls a closed mandate.
pub(crate) fn of_mandate(reference: &str) -> [u8; 32] {
    hash(&["ap2 mandate", reference])
}

/// Each part with its length before it, so that no two lists give the same bytes.
fn hash(parts: &[&str]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().into()
}
