//! The plot: one purchase of each kind, and what an agent cannot do.

use counterfoil_domain::PurchaseId;
use counterfoil_engine::{Approve, How, Reject};

use super::Cast;
use super::agent::Wish;
use super::story::Story;
use crate::call::Answer;
use crate::commands::verify;
use crate::failure::Failure;

const SMALL: Wish = Wish {
    key: "demo-1",
    title: "Pocket guide to mosses",
    amount: "9.90",
    reason: "Cheapest in-stock offer",
};
const LARGER: Wish = Wish {
    key: "demo-2",
    title: "Field Guide to Nordic Lichens",
    amount: "84.90",
    reason: "The edition you asked for",
};
const UNWANTED: Wish = Wish {
    key: "demo-3",
    title: "Map case",
    amount: "45.00",
    reason: "Goes well with the guide",
};
const TOO_LARGE: Wish = Wish {
    key: "demo-4",
    title: "Microscope",
    amount: "350.00",
    reason: "Lichens are small",
};

pub(super) async fn play(cast: &Cast, story: &mut Story) -> Result<(), Failure> {
    automatic(cast, story).await?;
    approved(cast, story).await?;
    rejected(cast, story).await?;
    blocked(cast, story).await?;
    paused(cast, story).await?;
    verified(cast, story).await
}

/// Inside the budget: no question, an authorization at once.
async fn automatic(cast: &Cast, story: &mut Story) -> Result<(), Failure> {
    let bought = cast.agent.buy(SMALL).await?;
    let signed = bought.text("/authorization").split('.').count() == 3;
    story.step(
        "The agent asks for a 9.90 EUR book: inside the budget.",
        &format!(
            "{} at once, with a signed authorization",
            bought.text("/status")
        ),
        bought.text("/status") == "authorized" && signed,
    )?;
    let paid = cast
        .agent
        .settle(&bought.text("/id"), "capture", "9.90", "receipt 4711")
        .await?;
    story.step(
        "It pays and reports the receipt.",
        &format!("{} {}", paid.text("/status"), paid.text("/captured")),
        paid.text("/status") == "captured",
    )?;
    let again = cast.agent.buy(SMALL).await?;
    story.step(
        "The network hiccups and it sends the first request again, with the same key.",
        "the same purchase is answered; nothing is bought twice",
        again.status == 200 && again.text("/id") == bought.text("/id"),
    )
}

/// Above what is automatic: the owner decides on exactly what was shown.
async fn approved(cast: &Cast, story: &mut Story) -> Result<(), Failure> {
    let asked = cast.agent.buy(LARGER).await?;
    let purchase = asked.text("/id");
    story.step(
        "It asks for an 84.90 EUR book: more than it may spend by itself.",
        &format!(
            "{}: {}",
            asked.text("/status"),
            asked.text("/evaluation/reasons/0/text")
        ),
        asked.text("/status") == "pending",
    )?;
    let cheat = cast.agent.try_to_approve(&purchase).await?;
    story.step(
        "It tries to approve that itself.",
        &format!("HTTP {}: no agent can", cheat.status),
        (400..500).contains(&cheat.status),
    )?;
    let (answer, decided) = tokio::join!(cast.agent.wait(&purchase), approve(cast, &purchase));
    decided?;
    let mut answer: Answer = answer?;
    if answer.text("/status") == "approved" {
        answer = cast.agent.wait(&purchase).await?;
    }
    story.step(
        "You read the card and approve it while the agent waits.",
        &format!(
            "{}; the authorization names this shop, amount and card",
            answer.text("/status")
        ),
        answer.text("/status") == "authorized",
    )?;
    cast.agent
        .settle(&purchase, "capture", "84.90", "receipt 4712")
        .await?;
    let back = cast
        .agent
        .settle(&purchase, "refund", "20.00", "credit 17")
        .await?;
    story.step(
        "It pays, and gets 20.00 EUR back for a bent cover.",
        &format!(
            "taken {}, returned {}",
            back.text("/captured"),
            back.text("/refunded")
        ),
        back.text("/refunded") == "20.00",
    )
}

async fn approve(cast: &Cast, purchase: &str) -> Result<(), Failure> {
    let purchase = id(purchase)?;
    let card = cast.owner.card(purchase).await?;
    let presence = cast.owner.present(&cast.passphrase).await?;
    let approve = Approve {
        purchase,
        view_hash: card.hash,
        tick: card.view.tick,
        presence: Some(presence),
        how: How::Terminal,
    };
    cast.owner.approve(approve).await?;
    Ok(())
}

async fn rejected(cast: &Cast, story: &mut Story) -> Result<(), Failure> {
    let asked = cast.agent.buy(UNWANTED).await?;
    let purchase = asked.text("/id");
    let note = "There is one at home already".to_owned();
    let reject = Reject {
        purchase: id(&purchase)?,
        note: Some(note),
        counter_offer: None,
    };
    cast.owner.reject(reject).await?;
    let answer = cast.agent.wait(&purchase).await?;
    story.step(
        "It asks for a 45.00 EUR map case; you reject it and say why.",
        &format!(
            "{}: {}",
            answer.text("/status"),
            answer.text("/decision/reason")
        ),
        answer.text("/status") == "rejected",
    )
}

async fn blocked(cast: &Cast, story: &mut Story) -> Result<(), Failure> {
    let asked = cast.agent.buy(TOO_LARGE).await?;
    story.step(
        "It asks for a 350.00 EUR microscope: above what the budget ever allows.",
        &format!(
            "{}: {}",
            asked.text("/status"),
            asked.text("/evaluation/reasons/0/text")
        ),
        asked.text("/status") == "denied",
    )?;
    let stranger = cast.agent.with_token("cfa_guessed");
    let refused = stranger
        .buy(Wish {
            key: "demo-5",
            ..SMALL
        })
        .await?;
    story.step(
        "Somebody without a token tries.",
        &format!("HTTP {}: {}", refused.status, refused.text("/detail")),
        refused.status == 401,
    )
}

async fn paused(cast: &Cast, story: &mut Story) -> Result<(), Failure> {
    cast.engine.local().pause_all(None).await?;
    let asked = cast
        .agent
        .buy(Wish {
            key: "demo-6",
            ..SMALL
        })
        .await?;
    let presence = cast.owner.present(&cast.passphrase).await?;
    cast.owner.resume_all(presence).await?;
    story.step(
        "You pause all agents; it asks for another 9.90 EUR book.",
        &format!(
            "{}: not even that goes through; then you resume",
            asked.text("/status")
        ),
        asked.text("/status") != "authorized",
    )
}

async fn verified(cast: &Cast, story: &mut Story) -> Result<(), Failure> {
    let report = verify::checked(&cast.engine.local()).await?;
    verify::intact(&report)?;
    story.step(
        "Every step is in the record; you verify it.",
        &format!(
            "intact: {} entries, {} signed checkpoints",
            report.entries, report.checkpoints
        ),
        report.problem.is_none(),
    )
}

fn id(text: &str) -> Result<PurchaseId, Failure> {
    text.parse()
        .map_err(|_| Failure::internal(&"the gateway gave no purchase's id"))
}
