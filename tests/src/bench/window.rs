//! The editor of a budget in the real window: from the move of a handle to the counts.

use anyhow::Result;
use serde_json::{Value, json};

use crate::folder::Kind;
use crate::process::program;
use crate::slider;
use crate::stage::Stage;

const KEYS: usize = 40;
const DRAGS: usize = 8;
const STEPS: usize = 40;

/// Measures it in a folder with so many purchases.
pub(super) async fn run(purchases: u64) -> Result<Value> {
    if std::env::var_os("DISPLAY").is_none() || program("counterfoil-desktop").is_err() {
        return Ok(json!({"skipped": "there is no display, or counterfoil-desktop was not built"}));
    }
    eprintln!("writing {purchases} purchases for the window …");
    let measured = measure(purchases).await;
    Ok(measured.unwrap_or_else(|problem| json!({"failed": format!("{problem:#}")})))
}

async fn measure(purchases: u64) -> Result<Value> {
    let past = slider::past(purchases);
    let stage = Stage::open_with_past(Kind::Real, &slider::budget(), &past).await?;
    let window = &stage.app.window;
    slider::open(window).await?;
    let keys = slider::keys(window, KEYS).await?;
    let mut drags = Vec::new();
    for _ in 0..DRAGS {
        drags.push(slider::drag(window, STEPS).await?);
    }
    Ok(json!({
        "purchases": purchases,
        "keys": slider::figures(&keys),
        "drags": slider::figures(&drags),
    }))
}
