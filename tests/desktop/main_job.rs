//! The main job, from the request to the record.

use std::process::Command;

use anyhow::{Context, Result};
use e2e::authorization;
use e2e::folder::{self, Kind};
use e2e::process::program;
use e2e::request;
use e2e::stage::{AGENT, Stage};
use e2e::until::until;
use e2e::window::Chord;
use serde_json::json;
use thirtyfour::Key;

#[tokio::test(flavor = "multi_thread")]
async fn a_purchase_goes_from_request_to_a_record_that_can_be_verified() -> Result<()> {
    let mandate = folder::wary(&folder::mandate("Books", AGENT, 3));
    let stage = Stage::open(Kind::Real, &mandate).await?;
    let window = &stage.app.window;

    // The agent asks and the owner is told.
    let answer = stage.agent.ask("order-17", &request::lichens()).await?;
    let answer = answer.expect_status(201)?;
    let id = answer.text_at("/id")?.to_owned();
    assert_eq!(answer.text_at("/status")?, "pending");
    assert_eq!(
        answer.text_at("/evaluation/reasons/0/code")?,
        "new_merchant"
    );
    let notification = stage.around.notifications.wait_for("84.90").await?;
    assert!(notification.text().contains("Nordlicht Books GmbH"));
    assert_eq!(notification.buttons(), ["Review", "Reject"]);

    // Review leads to the card, which waits for the tick.
    stage
        .around
        .notifications
        .press(&notification, "Review")
        .await?;
    window.wait_for_text(Some("card-amount"), "84.90").await?;
    window.press(Chord::Control(Key::Enter)).await?;
    assert_eq!(
        stage.agent.get(&path(&id)).await?.text_at("/status")?,
        "pending"
    );
    window.click("card-tick").await?;
    approve_with_keys(&stage, &id).await?;

    // Nothing is signed before the undo window ends.
    let approved = stage.agent.get(&path(&id)).await?;
    assert_eq!(approved.text_at("/status")?, "approved");
    assert!(
        approved.body["authorization"].is_null(),
        "{}",
        approved.text
    );
    window.part("card-undo").await?;
    let authorized = stage.wait_for(&id, "authorized").await?;
    stage
        .around
        .notifications
        .wait_until_closed(notification.id)
        .await?;

    // The shop checks the authorization with the published keys.
    let keys = stage
        .agent
        .get("/.well-known/jwks.json")
        .await?
        .expect_status(200)?;
    let claims = authorization::verify(authorized.text_at("/authorization")?, &keys.body)?;
    assert_eq!(claims["purchase"]["amount"], "84.90");
    assert_eq!(claims["purchase"]["currency"], "EUR");
    assert_eq!(claims["aud"], "shop.nordlicht-books.example");
    assert_eq!(claims["jti"], json!(format!("{id}:1")));

    // The agent pays and reports it.
    let receipt = json!({"amount": "84.90", "currency": "EUR", "receipt": "RE-2026-17"});
    let captured = stage
        .agent
        .post(&format!("{}/capture", path(&id)), &receipt)
        .await?;
    assert_eq!(captured.expect_status(200)?.text_at("/status")?, "captured");

    // It is found, exported, and the record verifies.
    window.click("nav-activity").await?;
    window.fill("search", "lichens").await?;
    window
        .wait_for_text(Some("activity-row"), "Nordlicht Books GmbH")
        .await?;
    let file = stage.folder.path.with_file_name("export.csv");
    counterfoil(
        &stage,
        &[
            "export",
            "lichens",
            "--format",
            "csv",
            "-o",
            &file.to_string_lossy(),
        ],
    )?;
    let exported = std::fs::read_to_string(&file)?;
    assert!(
        exported.contains(&id) && exported.contains("84.90"),
        "{exported}"
    );
    counterfoil(&stage, &["verify"])?;
    Ok(())
}

/// The chord is refused while the card is new; whoever keeps at it is heard in the end.
async fn approve_with_keys(stage: &Stage, id: &str) -> Result<()> {
    until("the approval", async || {
        stage.app.window.press(Chord::Control(Key::Enter)).await?;
        let answer = stage.agent.get(&path(id)).await?;
        Ok((answer.text_at("/status")? != "pending").then_some(()))
    })
    .await
}

fn counterfoil(stage: &Stage, arguments: &[&str]) -> Result<String> {
    let output = Command::new(program("counterfoil")?)
        .args(arguments)
        .arg("--data-dir")
        .arg(&stage.folder.path)
        .output()
        .context("counterfoil")?;
    anyhow::ensure!(
        output.status.success(),
        "counterfoil {arguments:?}: {}\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8(output.stdout)?)
}

fn path(id: &str) -> String {
    format!("/v1/purchases/{id}")
}
