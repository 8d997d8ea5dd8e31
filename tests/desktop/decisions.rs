//! What the owner can do with a request, and what happens when nothing is done.

use std::time::Duration;

use anyhow::Result;
use e2e::folder::{self, Kind};
use e2e::request;
use e2e::stage::{AGENT, Stage};
use e2e::until::until;

const UNDO_SECONDS: u32 = 3;

#[tokio::test(flavor = "multi_thread")]
async fn what_fits_the_budget_needs_nobody() -> Result<()> {
    let stage = Stage::open(Kind::Real, &folder::mandate("Books", AGENT, UNDO_SECONDS)).await?;

    let id = stage.ask("small", &small()).await?;

    stage.wait_for(&id, "authorized").await?;
    assert!(stage.around.notifications.all().is_empty());
    assert!(!stage.app.window.has(&format!("request-{id}")).await?);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_undone_in_time_is_never_signed() -> Result<()> {
    let stage = Stage::open(Kind::Real, &folder::mandate("Books", AGENT, 30)).await?;
    let window = &stage.app.window;
    let id = stage.ask("undone", &request::lichens()).await?;

    open(&stage, &id).await?;
    approve(&stage, &id).await?;
    window.click("card-undo").await?;

    let answer = stage
        .agent
        .wait_for(&id, &["pending", "rejected", "cancelled"])
        .await?;
    assert!(answer.body["authorization"].is_null(), "{}", answer.text);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_amount_needs_the_passphrase() -> Result<()> {
    let stage = Stage::open(Kind::Real, &folder::mandate("Travel", AGENT, UNDO_SECONDS)).await?;
    let window = &stage.app.window;
    let request = request::one("Nordbahn", "nordbahn.example", "Night train", "412.00");
    let id = stage.ask("train", &request).await?;

    open(&stage, &id).await?;
    window.fill("card-passphrase", "wrong passphrase").await?;
    press(&stage, "card-approve").await?;
    assert_eq!(status(&stage, &id).await?, "pending");
    window.fill("card-passphrase", folder::PASSPHRASE).await?;
    approve(&stage, &id).await?;

    stage.wait_for(&id, "authorized").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejected_request_tells_the_agent_why() -> Result<()> {
    let stage = Stage::open(Kind::Real, &folder::mandate("Books", AGENT, UNDO_SECONDS)).await?;
    let id = stage.ask("rejected", &request::lichens()).await?;

    open(&stage, &id).await?;
    decide(&stage, &id, "card-reject").await?;

    let answer = stage.wait_for(&id, "rejected").await?;
    assert_eq!(answer.text_at("/decision/by")?, "owner");
    assert_eq!(answer.text_at("/decision/verdict")?, "reject");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_decides_expires_unpaid() -> Result<()> {
    let stage = Stage::open(Kind::Real, &folder::mandate("Books", AGENT, UNDO_SECONDS)).await?;
    let request = request::expiring_in(request::lichens(), Duration::from_secs(12));
    let id = stage.ask("late", &request).await?;
    let notification = stage.around.notifications.wait_for("Nordlicht").await?;

    let answer = stage.wait_for(&id, "expired").await?;

    assert!(answer.body["authorization"].is_null());
    stage
        .around
        .notifications
        .wait_until_closed(notification.id)
        .await?;
    stage
        .app
        .window
        .wait_until_gone(&format!("request-{id}"))
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_survives_a_restart() -> Result<()> {
    let stage = Stage::open(Kind::Real, &folder::mandate("Books", AGENT, UNDO_SECONDS)).await?;
    let id = stage.ask("patient", &request::lichens()).await?;
    stage.app.window.part(&format!("request-{id}")).await?;

    let stage = stage.restart().await?;
    stage.unlock().await?;

    assert_eq!(status(&stage, &id).await?, "pending");
    stage.around.notifications.wait_for("Nordlicht").await?;
    open(&stage, &id).await?;
    approve(&stage, &id).await?;
    stage.wait_for(&id, "authorized").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_that_controls_the_desktop_never_gets_by_without_the_passphrase() -> Result<()> {
    let mandate = folder::mandate("Books", AGENT, UNDO_SECONDS);
    let stage = Stage::open(Kind::ControlsDesktop, &mandate).await?;

    let id = stage.ask("clicker", &small()).await?;

    assert_eq!(status(&stage, &id).await?, "pending");
    open(&stage, &id).await?;
    stage.app.window.part("card-passphrase").await?;
    Ok(())
}

/// Opens the request from the list in the inbox.
async fn open(stage: &Stage, id: &str) -> Result<()> {
    stage.app.window.click("nav-inbox").await?;
    stage.app.window.click(&format!("request-{id}")).await?;
    stage.app.window.part("card").await?;
    Ok(())
}

async fn approve(stage: &Stage, id: &str) -> Result<()> {
    decide(stage, id, "card-approve").await
}

/// Clicks until the guard has passed and the click is taken.
async fn decide(stage: &Stage, id: &str, button: &str) -> Result<()> {
    until("the decision", async || {
        press(stage, button).await?;
        Ok((status(stage, id).await? != "pending").then_some(()))
    })
    .await
}

async fn press(stage: &Stage, button: &str) -> Result<()> {
    tokio::time::sleep(Duration::from_secs(1)).await;
    if stage.app.window.has(button).await? {
        stage.app.window.part(button).await?.click().await?;
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    Ok(())
}

async fn status(stage: &Stage, id: &str) -> Result<String> {
    let answer = stage.agent.get(&format!("/v1/purchases/{id}")).await?;
    Ok(answer.text_at("/status")?.to_owned())
}

fn small() -> serde_json::Value {
    request::one("Nordlicht Books", "nordlicht.example", "Postcards", "12.00")
}
