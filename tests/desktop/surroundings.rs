//! The tray, the second start, the closed window.

use anyhow::Result;
use e2e::agent::Agent;
use e2e::desktop::{Desktop, Surroundings};
use e2e::folder::{self, Kind, PASSPHRASE};
use e2e::request;
use e2e::stage::{AGENT, Stage};
use e2e::until::until;

#[tokio::test(flavor = "multi_thread")]
async fn the_tray_names_what_waits_and_decides_nothing() -> Result<()> {
    let stage = Stage::open(Kind::Real, &folder::mandate("Books", AGENT, 3)).await?;
    let idle = stage.around.tray.icon().await?;

    let id = stage.ask("tray", &request::lichens()).await?;

    stage.around.tray.wait_for("84.90").await?;
    let menu = stage.around.tray.menu().await?;
    assert!(
        menu.first()
            .is_some_and(|item| item.label.contains("Open inbox")),
        "{menu:?}"
    );
    let words = format!("{menu:?}");
    assert!(
        !words.contains("Approve") && !words.contains("Reject"),
        "{words}"
    );
    assert_ne!(
        stage.around.tray.icon().await?,
        idle,
        "the icon shows that something waits"
    );
    stage.around.tray.click("84.90").await?;
    stage
        .app
        .window
        .wait_for_text(Some("card"), "Nordlicht")
        .await?;
    stage.app.window.part(&format!("request-{id}")).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn pausing_from_the_tray_stops_every_agent() -> Result<()> {
    let stage = Stage::open(Kind::Real, &folder::mandate("Books", AGENT, 3)).await?;
    stage.around.tray.click("Until I resume").await?;
    stage.around.tray.wait_for("Resume").await?;

    let answer = stage.agent.ask("paused", &request::lichens()).await?;

    assert_eq!(answer.text_at("/status")?, "denied", "{}", answer.text);
    assert_eq!(answer.text_at("/evaluation/reasons/0/code")?, "paused");
    stage.app.window.part("resume-all").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_shows_the_first() -> Result<()> {
    let stage = Stage::open(Kind::Real, &folder::mandate("Books", AGENT, 3)).await?;
    let first = stage.app.process().await?;

    let mut second = stage.around.start_again()?;

    let status = until("the second start to end", async || {
        Ok(second.child().try_wait()?)
    })
    .await?;
    assert!(status.success(), "{status}");
    assert_eq!(stage.app.process().await?, first);
    stage.app.window.part("nav-inbox").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hidden_start_stays_locked_and_shows_itself_when_called() -> Result<()> {
    let home = tempfile::tempdir()?;
    let path = home.path().join("data");
    let mandate = [folder::mandate("Books", AGENT, 3)];
    let folder = folder::prepare(&path, PASSPHRASE, &[(AGENT, Kind::Real)], &mandate).await?;
    let around = Surroundings::new(&path).await?;
    let app = around.start_with(&["--hidden"]).await?;
    let agent = Agent::new(&app.gateway().await?, &folder.agents[0].token);

    let answer = agent.ask("hidden", &request::lichens()).await?;

    assert_eq!(answer.expect_status(503)?.text_at("/code")?, "locked");
    assert_eq!(visibility(&app).await?, "hidden");
    let mut second = around.start_again()?;
    until("the second start to end", async || {
        Ok(second.child().try_wait()?)
    })
    .await?;
    until("the window to show", async || {
        Ok((visibility(&app).await? == "visible").then_some(()))
    })
    .await
}

async fn visibility(app: &Desktop) -> Result<String> {
    let state = app
        .window
        .script("return document.visibilityState", vec![])
        .await?;
    Ok(state.as_str().unwrap_or_default().to_owned())
}
