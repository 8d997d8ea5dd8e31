//! Stray keys and hurried pages must not pay.

use anyhow::Result;
use e2e::folder::{self, Kind};
use e2e::request;
use e2e::stage::{AGENT, Stage};
use e2e::window::Chord;
use serde_json::{Value, json};
use thirtyfour::Key;

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_hit_by_habit_decides_nothing() -> Result<()> {
    let stage = Stage::open(Kind::Real, &folder::mandate("Books", AGENT, 3)).await?;
    let window = &stage.app.window;
    let id = stage.ask("habit", &request::lichens()).await?;
    window.click(&format!("request-{id}")).await?;
    window.wait_until_ready("card-approve").await?;

    for key in [Key::Enter, Key::Space, Key::Escape] {
        window.press(Chord::Plain(key)).await?;
    }

    let answer = stage
        .agent
        .get(&format!("/v1/purchases/{id}?wait=2"))
        .await?;
    assert_eq!(answer.text_at("/status")?, "pending");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_skips_the_wait_is_refused_by_the_core() -> Result<()> {
    let stage = Stage::open(Kind::Real, &folder::mandate("Books", AGENT, 3)).await?;
    stage.app.window.click("nav-settings").await?;
    let id = stage.ask("hurry", &request::lichens()).await?;
    let card = call(&stage, "card", json!({"purchase": id})).await?;
    let view = &card["ok"]["viewHash"];
    let approve = json!({
        "purchase": id, "viewHash": view, "tick": null, "passphrase": null, "how": "click",
    });

    let unseen = call(&stage, "approve", approve.clone()).await?;
    // In one breath, so that a busy computer cannot make it late enough.
    let script = "const done = arguments[arguments.length - 1];
        const {invoke} = window.__TAURI_INTERNALS__;
        invoke('presented', arguments[0]).then(() => invoke('approve', arguments[1]))
            .then(ok => done({ok}), error => done({error}));";
    let seen = json!({"purchase": id, "viewHash": view});
    let breath = vec![seen, approve.clone()];
    let hurried = stage.app.window.script_later(script, breath).await?;
    let mut other = approve;
    other["viewHash"] = json!("00".repeat(32));
    let forged = call(&stage, "approve", other).await?;

    assert_eq!(unseen["error"]["code"], "too_early", "{unseen}");
    assert_eq!(hurried["error"]["code"], "too_early", "{hurried}");
    assert_eq!(forged["error"]["code"], "view_changed", "{forged}");
    let answer = stage.agent.get(&format!("/v1/purchases/{id}")).await?;
    assert_eq!(answer.text_at("/status")?, "pending");
    Ok(())
}

/// Calls a command of the core as a page without any manners would.
async fn call(stage: &Stage, command: &str, arguments: Value) -> Result<Value> {
    let script = "const done = arguments[arguments.length - 1];
        window.__TAURI_INTERNALS__.invoke(arguments[0], arguments[1])
            .then(ok => done({ok}), error => done({error}));";
    stage
        .app
        .window
        .script_later(script, vec![json!(command), arguments])
        .await
}
