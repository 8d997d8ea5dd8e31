//! The paying account, and offers that were refused.

use counterfoil_engine as engine;
use counterfoil_engine::{Network, Used};

use super::values::{count, money, time};
use crate::views::{NetworkView, PayerView, RefusedOffer};

/// The account, the networks, and what was paid.
pub fn payer(address: Option<String>, networks: &[(Network, bool)], used: &Used) -> PayerView {
    let view = |(network, on): &(Network, bool)| NetworkView {
        id: network.caip2(),
        name: network.label.to_owned(),
        real_money: network.real_money,
        on: *on,
    };
    PayerView {
        address,
        networks: networks.iter().map(view).collect(),
        paid: used.paid.iter().copied().map(money).collect(),
        held: used.held.iter().copied().map(money).collect(),
    }
}

/// An offer that never became a purchase.
pub fn refused(offer: &engine::RefusedOffer) -> RefusedOffer {
    RefusedOffer {
        seq: count(offer.seq),
        at: time(offer.at),
        agent_name: offer.agent_name.clone(),
        sandbox: offer.sandbox,
        rail: offer.rail.clone(),
        seller: offer.seller.clone(),
        code: offer.code.clone(),
        text: offer.text.clone(),
    }
}
