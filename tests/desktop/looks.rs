//! Every screen, in both themes, at both ends of the widths, for everyone.

use std::fs;

use anyhow::{Context, Result};
use e2e::folder::{self, Kind};
use e2e::process::root;
use e2e::request;
use e2e::stage::{AGENT, Stage};
use e2e::window::Theme;
use serde_json::{Value, json};

const SCREENS: [&str; 5] = ["inbox", "activity", "budgets", "agents", "settings"];

#[tokio::test(flavor = "multi_thread")]
async fn no_screen_keeps_anyone_out() -> Result<()> {
    let stage = Stage::open(
        Kind::Real,
        &folder::wary(&folder::mandate("Books", AGENT, 3)),
    )
    .await?;
    let id = stage.ask("seen", &request::lichens()).await?;
    let window = &stage.app.window;
    let axe = fs::read_to_string(root().join("ui/node_modules/axe-core/axe.min.js"))
        .context("ui/node_modules is missing; run npm ci in ui")?;
    let mut problems = Vec::new();

    for theme in [Theme::Light, Theme::Dark] {
        window.set_theme(theme).await?;
        for screen in SCREENS {
            window.click(&format!("nav-{screen}")).await?;
            if screen == "inbox" {
                window.click(&format!("request-{id}")).await?;
                window.part("card").await?;
            }
            for violation in violations(&stage, &axe).await? {
                problems.push(format!("{screen}, {theme:?}: {violation}"));
            }
        }
    }

    assert!(problems.is_empty(), "{}", problems.join("\n"));
    Ok(())
}

/// What axe-core finds wrong on what is shown now.
async fn violations(stage: &Stage, axe: &str) -> Result<Vec<String>> {
    let window = &stage.app.window;
    window.settle().await?;
    window.script(axe, vec![]).await?;
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
    Ok(found.iter().map(Value::to_string).collect())
}
