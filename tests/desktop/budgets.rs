//! A budget, set by hand and eye.

use anyhow::Result;
use e2e::folder::{self, Kind};
use e2e::request;
use e2e::stage::{AGENT, Stage};
use e2e::until::until;
use e2e::window::{Chord, Window};
use thirtyfour::Key;

#[tokio::test(flavor = "multi_thread")]
async fn a_budget_is_widened_with_the_passphrase_restored_and_raised_once() -> Result<()> {
    let stage = Stage::open(Kind::Real, &folder::mandate("Books", AGENT, 3)).await?;
    let window = &stage.app.window;
    let limits = stage.agent.get("/v1/limits").await?;
    let id = limits.text_at("/items/0/mandate")?.to_owned();

    window.go_to(&format!("budgets/{id}")).await?;
    move_both_handles(window).await?;
    save_with_the_passphrase(&stage).await?;
    let automatic = request::one("Nordlicht", "nordlicht.example", "A globe", "54.00");
    let bought = stage.ask("wider", &automatic).await?;
    stage.wait_for(&bought, "authorized").await?;

    restore_the_first_version(&stage).await?;
    let waiting = request::one("Nordlicht", "nordlicht.example", "A larger globe", "53.00");
    let asked = stage.ask("narrower", &waiting).await?;
    stage.wait_for(&asked, "pending").await?;

    raise_once(&stage).await
}

/// One with the keys, one by dragging; the number fields follow both.
async fn move_both_handles(window: &Window) -> Result<()> {
    window.part("zone-auto").await?.focus().await?;
    window.press(Chord::Plain(Key::Right)).await?;
    wait_for_value(window, "field-auto", "55.00").await?;
    window.drag("zone-deny", &[-60]).await?;
    until("the deny handle to move", async || {
        Ok((value(window, "field-deny").await? != "1000.00").then_some(()))
    })
    .await?;
    window.wait_for_text(None, "Now denies above").await
}

async fn save_with_the_passphrase(stage: &Stage) -> Result<()> {
    let window = &stage.app.window;
    window.click("budget-save").await?;
    confirm(stage).await?;
    window.wait_until_gone("budget-save").await
}

async fn restore_the_first_version(stage: &Stage) -> Result<()> {
    let window = &stage.app.window;
    window.click("budget-history").await?;
    window.click("restore-1").await?;
    wait_for_value(window, "field-auto", "50.00").await?;
    wait_for_value(window, "field-deny", "1000.00").await?;
    save_with_the_passphrase(stage).await
}

async fn raise_once(stage: &Stage) -> Result<()> {
    let window = &stage.app.window;
    window.click("budget-more").await?;
    window.choose("Raise once…").await?;
    window.fill("raise-amount", "20.00").await?;
    confirm(stage).await?;
    until("the raised limit", async || {
        let limits = stage.agent.get("/v1/limits").await?;
        Ok((limits.text_at("/items/0/periods/0/max")? == "2020.00").then_some(()))
    })
    .await
}

async fn confirm(stage: &Stage) -> Result<()> {
    let window = &stage.app.window;
    let passphrase = &stage.folder.passphrase;
    window.fill("presence-passphrase", passphrase).await?;
    window.click("presence-confirm").await?;
    window.wait_until_gone("presence-passphrase").await
}

async fn value(window: &Window, id: &str) -> Result<String> {
    let script = "return document.querySelector(`[data-testid=\"${arguments[0]}\"]`).value";
    let found = window.script(script, vec![id.into()]).await?;
    Ok(found.as_str().unwrap_or_default().to_owned())
}

async fn wait_for_value(window: &Window, id: &str, wanted: &str) -> Result<()> {
    window.part(id).await?;
    until(&format!("{wanted} in {id}"), async || {
        Ok((value(window, id).await? == wanted).then_some(()))
    })
    .await
}
