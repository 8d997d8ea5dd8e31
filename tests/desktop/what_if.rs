//! The counts under the handles of a budget.

use anyhow::Result;
use e2e::folder::Kind;
use e2e::slider;
use e2e::stage::Stage;

/// Generous: the window and the engine are built without optimizations here. `cargo xtask bench`
/// measures what they take.
const PATIENCE_MS: f64 = 2_000.0;

#[tokio::test(flavor = "multi_thread")]
async fn counts_follow_the_handle_by_keys_and_by_dragging() -> Result<()> {
    let past = slider::past(1_000);
    let stage = Stage::open_with_past(Kind::Real, &slider::budget(), &past).await?;
    let window = &stage.app.window;
    slider::open(window).await?;
    let before = window.text_in("what-if-sentence").await?;

    let mut took = slider::keys(window, 3).await?;
    let by_keys = window.text_in("what-if-sentence").await?;
    took.push(slider::drag(window, 20).await?);
    let by_dragging = window.text_in("what-if-sentence").await?;

    assert_ne!(before, by_keys);
    assert_ne!(by_keys, by_dragging);
    assert!(took.iter().all(|took| *took < PATIENCE_MS), "{took:?} ms");
    Ok(())
}
