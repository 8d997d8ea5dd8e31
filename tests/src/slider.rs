//! How long the window takes from a move of a handle to the counts that follow from it, measured
//! inside the page.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use thirtyfour::Key;

use crate::folder;
use crate::past::Past;
use crate::stage::AGENT;
use crate::until::until;
use crate::window::{Chord, Window};

/// Notes when the handle was last moved, and how long the counts took to change after it.
const WATCH: &str = "window.moves = {last: 0, took: []};
    const counts = () => document.querySelector('[data-testid=what-if-sentence]')?.textContent;
    let before = counts();
    const moved = () => { window.moves.last = performance.now(); };
    for (const kind of ['keydown', 'pointerdown', 'pointermove'])
        addEventListener(kind, event => {
            if (event.target.closest?.('[data-testid=zonebar]')) moved();
        }, true);
    new MutationObserver(() => {
        const now = counts();
        if (now === before) return;
        before = now;
        window.moves.took.push(performance.now() - window.moves.last);
    }).observe(document.querySelector('[data-testid=what-if]'),
        {childList: true, characterData: true, subtree: true});";

/// So many purchases of the last two months, a few dozen at a time.
pub fn past(purchases: u64) -> Past {
    let moments = 60 * 24 / 6;
    Past {
        purchases,
        at_once: purchases.div_ceil(moments),
        pause: Duration::from_hours(6),
    }
}

/// A budget that approved all of them by itself.
pub fn budget() -> Value {
    let mut budget = folder::mandate("Books", AGENT, 10);
    budget["limits"]["periods"] = json!([
        {"window": "day", "max": "50000.00", "when_used_up": "ask"},
        {"window": "month", "max": "900000.00", "when_used_up": "ask"},
        {"window": "rolling:30d", "max": "900000.00", "when_used_up": "ask"},
    ]);
    budget
}

/// Opens the editor of the only budget and waits for its first counts.
pub async fn open(window: &Window) -> Result<()> {
    window.click("nav-budgets").await?;
    let script = "const row = document.querySelector('[data-testid^=\"budget-man_\"]');
        row?.click(); return row !== null";
    until("the budget", async || {
        let found = window.script(script, vec![]).await?;
        Ok((found == Value::Bool(true)).then_some(()))
    })
    .await?;
    window.part("what-if-sentence").await?;
    window.script(WATCH, vec![]).await?;
    // From where all are approved to where every step changes the counts.
    focus(window).await?;
    window.press(Chord::Plain(Key::PageDown)).await?;
    last(window).await?;
    Ok(())
}

/// Moves the handle of what is approved by itself with so many keys, and waits for the counts after
/// each; in milliseconds.
pub async fn keys(window: &Window, presses: usize) -> Result<Vec<f64>> {
    focus(window).await?;
    let mut all = Vec::with_capacity(presses);
    for press in 0..presses {
        let key = if press % 8 < 4 { Key::Left } else { Key::Right };
        forget(window).await?;
        window.press(Chord::Plain(key)).await?;
        all.push(last(window).await?);
    }
    Ok(all)
}

/// Drags the handle to and fro in one movement, and waits for the counts of where it ends; in
/// milliseconds since the last movement.
pub async fn drag(window: &Window, steps: usize) -> Result<f64> {
    forget(window).await?;
    let shifts: Vec<i64> = (0..steps)
        .map(|step| if step % 10 < 6 { -3 } else { 3 })
        .collect();
    window.drag("zone-auto", &shifts).await?;
    last(window).await
}

async fn focus(window: &Window) -> Result<()> {
    let focus = "document.querySelector('[data-testid=zone-auto]').focus()";
    window.script(focus, vec![]).await?;
    Ok(())
}

async fn forget(window: &Window) -> Result<()> {
    window.script("window.moves.took = []", vec![]).await?;
    Ok(())
}

/// The last counts, once there are some and they stay.
async fn last(window: &Window) -> Result<f64> {
    let script = "const {took, last} = window.moves;
        return took.length > 0 && performance.now() - last > 700 ? took.at(-1) : null";
    let took = until("the counts to change", async || {
        Ok(window.script(script, vec![]).await?.as_f64())
    })
    .await
    .context("the counts stay as they are")?;
    ensure!(took >= 0.0, "the counts changed before anything moved");
    Ok(took)
}

/// The figures of some measurements.
pub fn figures(all: &[f64]) -> Value {
    let mut sorted = all.to_vec();
    sorted.sort_by(f64::total_cmp);
    json!({
        "moves": sorted.len(),
        "p50_ms": sorted.get(sorted.len() / 2),
        "max_ms": sorted.last(),
    })
}
