//! From nothing: a new owner, the first agent, the first budget, the first request.

use anyhow::Result;
use e2e::agent::Agent;
use e2e::desktop::Surroundings;
use e2e::folder::PASSPHRASE;
use e2e::request;
use e2e::until::until;

#[tokio::test(flavor = "multi_thread")]
async fn a_new_owner_gets_from_the_first_start_to_the_first_request() -> Result<()> {
    let home = tempfile::tempdir()?;
    let around = Surroundings::new(&home.path().join("data")).await?;
    let app = around.start().await?;
    let window = &app.window;

    window.fill("first-passphrase", PASSPHRASE).await?;
    window.fill("first-passphrase-again", PASSPHRASE).await?;
    window.click("first-submit").await?;
    window.click("nav-agents").await?;
    window.click("agent-connect").await?;
    window.fill("agent-name", "Shopping agent").await?;
    window.choose("No").await?;
    window.fill("agent-passphrase", PASSPHRASE).await?;
    window.click("agent-submit").await?;
    window.part("agent-token").await?;
    let token = window.text_in("agent-token").await?;
    window.click("agent-token-done").await?;

    window.click("nav-budgets").await?;
    window.click("budget-new").await?;
    window.fill("field-name", "Books").await?;
    window.fill("field-auto", "50").await?;
    window.fill("field-deny", "200").await?;
    window.click("budget-save").await?;
    window.fill("presence-passphrase", PASSPHRASE).await?;
    window.click("presence-confirm").await?;
    window.wait_until_gone("presence-passphrase").await?;

    let agent = Agent::new(&app.gateway().await?, token.trim());
    let limits = until("the new budget's limits", async || {
        let limits = agent.get("/v1/limits").await?.expect_status(200)?;
        Ok(limits.text.contains("Books").then_some(limits))
    })
    .await?;
    assert!(
        limits.text.contains("50.00") && limits.text.contains("200.00"),
        "{}",
        limits.text
    );
    let answer = agent
        .ask("first", &request::lichens())
        .await?
        .expect_status(201)?;
    window.click("nav-inbox").await?;
    window
        .part(&format!("request-{}", answer.text_at("/id")?))
        .await?;
    let dear = request::one("Fjord", "fjord.example", "Telescope", "200.01");
    let denied = agent.ask("dear", &dear).await?;
    assert_eq!(denied.text_at("/status")?, "denied", "{}", denied.text);
    Ok(())
}
