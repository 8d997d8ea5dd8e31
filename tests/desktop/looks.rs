//! Every screen, in both themes, at both ends of the widths, for everyone.

use std::fs;

use anyhow::{Context, Result};
use e2e::desktop::{Desktop, Surroundings};
use e2e::folder::{self, Kind, PASSPHRASE};
use e2e::process::root;
use e2e::request;
use e2e::stage::{AGENT, Stage};
use e2e::window::{Theme, Window};
use serde_json::json;

const WIDTHS: [(u32, u32); 2] = [(1180, 780), (420, 780)];

#[tokio::test(flavor = "multi_thread")]
async fn no_light_screen_keeps_anyone_out() -> Result<()> {
    no_screen_keeps_anyone_out(Theme::Light).await
}

#[tokio::test(flavor = "multi_thread")]
async fn no_dark_screen_keeps_anyone_out() -> Result<()> {
    no_screen_keeps_anyone_out(Theme::Dark).await
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_the_first_nor_the_locked_window_keeps_anyone_out() -> Result<()> {
    let home = tempfile::tempdir()?;
    let around = Surroundings::new(&home.path().join("data")).await?;
    let app = around.start().await?;
    let mut problems = Vec::new();

    app.window.part("first-passphrase").await?;
    both_themes(&app, "first start", &mut problems).await?;
    app.window.fill("first-passphrase", PASSPHRASE).await?;
    app.window
        .fill("first-passphrase-again", PASSPHRASE)
        .await?;
    app.window.click("first-submit").await?;
    app.window.part("nav-inbox").await?;
    app.quit().await?;
    let app = around.start().await?;
    app.window.part("unlock-passphrase").await?;
    both_themes(&app, "locked", &mut problems).await?;

    assert!(problems.is_empty(), "{}", problems.join("\n"));
    Ok(())
}

async fn no_screen_keeps_anyone_out(theme: Theme) -> Result<()> {
    let stage = Stage::open(
        Kind::Real,
        &folder::wary(&folder::mandate("Books", AGENT, 3)),
    )
    .await?;
    let id = stage.ask("seen", &request::lichens()).await?;
    let window = &stage.app.window;
    let screens = [
        ("inbox".to_owned(), "nav-inbox"),
        (format!("inbox/{id}"), "card"),
        ("activity".to_owned(), "activity-row"),
        (format!("activity/{id}"), "detail"),
        ("budgets".to_owned(), "budget-new"),
        ("agents".to_owned(), "agent-connect"),
        ("settings".to_owned(), "verify-now"),
    ];
    let mut problems = Vec::new();

    window.set_theme(theme).await?;
    for (width, height) in WIDTHS {
        window.resize(width, height).await?;
        for (address, part) in &screens {
            window.go_to(address).await?;
            window.part(part).await?;
            if *part == "card" {
                // Its buttons change their colours when the guard has passed.
                window.wait_until_ready("card-approve").await?;
            }
            look(
                window,
                &format!("{address} at {width}, {theme:?}"),
                &mut problems,
            )
            .await?;
        }
    }

    assert!(problems.is_empty(), "{}", problems.join("\n"));
    Ok(())
}

/// Before there are settings, the theme is the system's; only what it looks like matters here.
async fn both_themes(app: &Desktop, name: &str, problems: &mut Vec<String>) -> Result<()> {
    for theme in [Theme::Light, Theme::Dark] {
        let set = "document.documentElement.dataset.theme = arguments[0]";
        app.window.script(set, vec![json!(theme.name())]).await?;
        look(&app.window, &format!("{name}, {theme:?}"), problems).await?;
    }
    Ok(())
}

/// Adds what axe-core finds wrong, and whatever cannot be seen without scrolling sideways.
async fn look(window: &Window, name: &str, problems: &mut Vec<String>) -> Result<()> {
    let axe = fs::read_to_string(root().join("ui/node_modules/axe-core/axe.min.js"))
        .context("ui/node_modules is missing; run npm ci in ui")?;
    window.settle().await?;
    window.script(&axe, vec![]).await?;
    let run = "const done = arguments[arguments.length - 1];
        axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})
            .then(found => done(found.violations.map(one =>
                one.id + ': ' + one.nodes.map(node => node.target + ' ' + node.failureSummary).join('; '))))
            .catch(problem => done(['axe: ' + problem]));";
    let found = window.script_later(run, vec![]).await?;
    let found = found
        .as_array()
        .cloned()
        .unwrap_or_else(|| vec![json!("axe gave no answer")]);
    problems.extend(found.iter().map(|one| format!("{name}: {one}")));
    let wide = "return document.documentElement.scrollWidth - innerWidth";
    let wide = window.script(wide, vec![]).await?;
    if wide.as_i64().is_none_or(|wide| wide > 0) {
        problems.push(format!("{name}: {wide} px wider than the window"));
    }
    Ok(())
}
