//! `counterfoil payer …`

use std::path::Path;

use counterfoil_engine::{Engine, Network, PayerKey, RefusedOffer};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::args::{PayerCommand, SetNetwork};
use crate::context::Context;
use crate::failure::Failure;
use crate::output::Cell;
use crate::shown::local;
use crate::terminal::{cut, shown};

pub(super) async fn run(context: &Context, command: PayerCommand) -> Result<(), Failure> {
    let engine = context.open().await?;
    let done = match command {
        PayerCommand::New => set(context, &engine, None).await,
        PayerCommand::Import(from) => set(context, &engine, Some(&from.key_file)).await,
        PayerCommand::Show => show(context, &engine),
        PayerCommand::Network(chosen) => network(context, &engine, &chosen).await,
        PayerCommand::Refused(asked) => refused(context, &engine, asked.limit).await,
    };
    super::closing(engine, done).await
}

async fn set(context: &Context, engine: &Engine, file: Option<&Path>) -> Result<(), Failure> {
    let key = match file {
        Some(path) => PayerKey::import(&read(path)?)?,
        None => PayerKey::fresh()?,
    };
    let owner = context.unlock(engine).await?;
    let address = owner.set_payer(key, file.is_some()).await?;
    context.output.say(
        || json!({ "address": address }),
        |page| page.line(format!("x402 payments are paid from {address}.")),
    )
}

fn show(context: &Context, engine: &Engine) -> Result<(), Failure> {
    let local = engine.local();
    let (address, networks) = (local.payer(), local.networks());
    let items: Vec<Value> = networks
        .iter()
        .map(|(one, on)| {
            json!({ "name": one.legacy, "network": one.caip2(), "label": one.label,
                "real_money": one.real_money, "on": on })
        })
        .collect();
    context.output.say(
        || json!({ "address": address, "networks": items }),
        |page| {
            match &address {
                Some(address) => page.line(format!("x402 payments are paid from {address}.")),
                None => page.line("There is no account yet: counterfoil payer new"),
            }
            page.gap();
            let rows: Vec<Vec<Cell>> = networks.iter().map(|(one, on)| row(*one, *on)).collect();
            page.table(&["Network", "Name", "Money", "Agents may pay"], &rows);
        },
    )
}

fn row(network: Network, on: bool) -> Vec<Cell> {
    vec![
        Cell::left(network.label),
        Cell::left(network.legacy),
        Cell::left(if network.real_money { "real" } else { "test" }),
        Cell::left(if on { "yes" } else { "no" }),
    ]
}

async fn network(context: &Context, engine: &Engine, chosen: &SetNetwork) -> Result<(), Failure> {
    let owner = context.unlock(engine).await?;
    let SetNetwork { network, on } = *chosen;
    if on {
        let presence = owner.presence().await?;
        owner.session.set_network(network, on, presence).await?;
    } else {
        owner.session.stop_network(network).await?;
    }
    context.output.say(
        || json!({ "network": network.caip2(), "on": on }),
        |page| {
            let may = if on { "may pay" } else { "no longer pay" };
            page.line(format!("Agents {may} on {}.", network.label));
        },
    )
}

async fn refused(context: &Context, engine: &Engine, limit: u32) -> Result<(), Failure> {
    let offers = engine.local().refused_offers(limit).await?;
    let items: Vec<Value> = offers
        .iter()
        .map(|offer| {
            json!({ "entry": offer.seq, "at": offer.at.to_string(), "agent": offer.agent_name,
                "sandbox": offer.sandbox, "rail": offer.rail, "seller": offer.seller,
                "code": offer.code, "why": offer.text })
        })
        .collect();
    context.output.list(&items, |page| {
        if offers.is_empty() {
            page.line("No offer of a seller was refused.");
            return;
        }
        let rows: Vec<Vec<Cell>> = offers.iter().map(refusal).collect();
        page.table(&["When", "Seller", "Agent", "Rail", "Why"], &rows);
    })
}

fn refusal(offer: &RefusedOffer) -> Vec<Cell> {
    let play = if offer.sandbox { " (sandbox)" } else { "" };
    vec![
        Cell::left(local(offer.at)),
        Cell::left(cut(&shown(offer.seller.as_deref().unwrap_or("–")), 40)),
        Cell::left(format!("{}{play}", cut(&shown(&offer.agent_name), 24))),
        Cell::left(shown(&offer.rail)),
        Cell::left(cut(&shown(&offer.text), 80)),
    ]
}

fn read(path: &Path) -> Result<Zeroizing<String>, Failure> {
    let read = std::fs::read_to_string(path).map(Zeroizing::new);
    read.map_err(|error| {
        Failure::refused(
            "file_unreadable",
            format!("{} cannot be read: {error}", path.display()),
            "Name a file with the private key in hexadecimal digits.",
        )
    })
}
