//! `counterfoil approve`: the card first, then the passphrase, then exactly that is approved.

use counterfoil_domain::PurchaseId;
use counterfoil_domain::evaluate::Tier;
use counterfoil_engine::{Approve, Engine, EngineError, How, PurchaseSummary};
use serde_json::Value;

use crate::address;
use crate::context::Context;
use crate::failure::Failure;
use crate::passphrase::Source;
use crate::shown::{card, local_exact, purchase};

pub(super) async fn run(context: &Context, id: PurchaseId) -> Result<(), Failure> {
    let engine = context.open().await?;
    let done = approve(context, &engine, id).await;
    super::closing(engine, done).await
}

async fn approve(context: &Context, engine: &Engine, id: PurchaseId) -> Result<(), Failure> {
    let by_person = context.passphrase.is_a_person();
    let served = engine.local().card(id).await?;
    let text = context.output.text(|page| card::page(page, &served.view));
    if by_person {
        Source::show(&text)?;
    }
    if served.view.tier == Tier::T4 {
        return Err(EngineError::Blocked.into());
    }
    // Asked for only now: whoever gives it has read what it is for.
    let prompt = "Passphrase, to approve exactly this (Ctrl-C leaves it waiting): ";
    let owner = context.unlock_asking(engine, prompt).await?;
    let presence = owner.presence().await?;
    let approve = Approve {
        purchase: id,
        view_hash: served.hash,
        tick: served.view.tick.clone(),
        presence: Some(presence),
        how: How::Terminal,
    };
    let row = owner.session.approve(approve).await?;
    let handed_over = address::running(&context.dir).is_some();
    context.output.say(
        || {
            let mut value = purchase::value(&row);
            if let Value::Object(fields) = &mut value {
                fields.insert("card".to_owned(), card::value(&served));
            }
            value
        },
        |page| {
            if !by_person {
                page.line(text.trim_end());
                page.gap();
            }
            page.line(said(&row, handed_over));
        },
    )
}

fn said(row: &PurchaseSummary, handed_over: bool) -> String {
    let mut text = format!("Approved {} to {}.", row.amount, purchase::shop(row));
    if let Some(until) = row.undo_until {
        let until = local_exact(until);
        text = format!(
            "{text} Until {until}, `counterfoil reject {}` takes it back.",
            row.id
        );
    }
    if !handed_over {
        text = format!(
            "{text}\nThe agent gets its authorization once the app or `counterfoil serve` runs."
        );
    }
    text
}
