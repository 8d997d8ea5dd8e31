//! The main job, from the request to the record.

use std::process::Command;

use anyhow::{Context, Result};
use e2e::authorization;
use e2e::folder::{self, Kind};
use e2e::notifications::Notification;
use e2e::process::program;
use e2e::request;
use e2e::stage::{AGENT, Stage};
use e2e::until::until;
use e2e::window::Chord;
use serde_json::{Value, json};
use thirtyfour::Key;

#[tokio::test(flavor = "multi_thread")]
async fn a_purchase_goes_from_request_to_a_record_that_can_be_verified() -> Result<()> {
    let mandate = folder::wary(&folder::mandate("Books", AGENT, 3));
    let stage = Stage::open(Kind::Real, &mandate).await?;

    let (id, notification) = ask_and_be_told(&stage).await?;
    review_and_approve(&stage, &id, &notification).await?;
    let authorization = wait_out_the_undo_window(&stage, &id).await?;
    stage
        .around
        .notifications
        .wait_until_closed(notification.id)
        .await?;
    check_as_a_shop(&stage, &id, &authorization).await?;
    pay(&stage, &id).await?;
    find_export_and_verify(&stage, &id).await
}

async fn ask_and_be_told(stage: &Stage) -> Result<(String, Notification)> {
    let answer = stage.agent.ask("order-17", &request::lichens()).await?;
    let answer = answer.expect_status(201)?;
    assert_eq!(answer.text_at("/status")?, "pending");
    assert_eq!(
        answer.text_at("/evaluation/reasons/0/code")?,
        "new_merchant"
    );
    let notification = stage.around.notifications.wait_for("84.90").await?;
    assert!(notification.text().contains("Nordlicht Books GmbH"));
    assert_eq!(notification.buttons(), ["Review", "Reject"]);
    Ok((answer.text_at("/id")?.to_owned(), notification))
}

/// Review leads to the card, which wants its tick before the keys do anything.
async fn review_and_approve(stage: &Stage, id: &str, told: &Notification) -> Result<()> {
    let window = &stage.app.window;
    stage.around.notifications.press(told, "Review").await?;
    window.wait_for_text(Some("card-amount"), "84.90").await?;
    window.wait_until_ready("card-approve").await?;
    window.press(Chord::Control(Key::Enter)).await?;
    assert_eq!(
        stage.agent.get(&path(id)).await?.text_at("/status")?,
        "pending"
    );
    window.click("card-tick").await?;
    approve_with_keys(stage, id).await
}

/// Nothing is signed before it ends.
async fn wait_out_the_undo_window(stage: &Stage, id: &str) -> Result<String> {
    let approved = stage.agent.get(&path(id)).await?;
    assert_eq!(approved.text_at("/status")?, "approved");
    assert!(
        approved.text_at("/authorization").is_err(),
        "{}",
        approved.text
    );
    stage.app.window.part("card-undo").await?;
    let authorized = stage.wait_for(id, "authorized").await?;
    Ok(authorized.text_at("/authorization")?.to_owned())
}

/// A shop has the authorization and the published keys, and nothing else.
async fn check_as_a_shop(stage: &Stage, id: &str, authorization: &str) -> Result<()> {
    let keys = stage
        .agent
        .get("/.well-known/jwks.json")
        .await?
        .expect_status(200)?;
    let claims = authorization::verify(authorization, &keys.body)?;
    let text = |pointer| claims.pointer(pointer).and_then(Value::as_str);
    assert_eq!(text("/purchase/amount"), Some("84.90"));
    assert_eq!(text("/purchase/currency"), Some("EUR"));
    assert_eq!(text("/aud"), Some("shop.nordlicht-books.example"));
    assert_eq!(text("/jti"), Some(format!("{id}:1").as_str()));
    Ok(())
}

async fn pay(stage: &Stage, id: &str) -> Result<()> {
    let receipt = json!({"amount": "84.90", "currency": "EUR", "receipt": "RE-2026-17"});
    let captured = stage
        .agent
        .post(&format!("{}/capture", path(id)), &receipt)
        .await?;
    assert_eq!(captured.expect_status(200)?.text_at("/status")?, "captured");
    Ok(())
}

async fn find_export_and_verify(stage: &Stage, id: &str) -> Result<()> {
    let window = &stage.app.window;
    window.click("nav-activity").await?;
    window.fill("search", "lichens").await?;
    window
        .wait_for_text(Some("activity-row"), "Nordlicht Books GmbH")
        .await?;
    let file = stage.folder.path.with_file_name("export.csv");
    counterfoil(
        stage,
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
        exported.contains(id) && exported.contains("84.90"),
        "{exported}"
    );
    export_in_the_window(stage).await?;
    counterfoil(stage, &["verify"])?;
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

/// The same export without a terminal.
async fn export_in_the_window(stage: &Stage) -> Result<()> {
    stage.app.window.click("export").await?;
    // A table is what it begins with.
    stage.app.window.click("export-run").await?;
    let file = until("the exported file", async || {
        for file in std::fs::read_dir(stage.around.exports())? {
            let file = file?.path();
            // What is still being written has another ending.
            if file.extension().is_some_and(|ending| ending == "csv") {
                return Ok(Some(file));
            }
        }
        Ok(None)
    })
    .await?;
    let exported = std::fs::read_to_string(&file)?;
    anyhow::ensure!(exported.contains("84.90"), "{}: {exported}", file.display());
    Ok(())
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
