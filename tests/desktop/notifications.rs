//! What reaches the owner outside the window.

use anyhow::Result;
use e2e::folder::{self, Kind};
use e2e::request;
use e2e::stage::{AGENT, Stage};

#[tokio::test(flavor = "multi_thread")]
async fn a_request_can_be_rejected_where_it_is_announced() -> Result<()> {
    let stage = Stage::open(Kind::Real, &folder::mandate("Books", AGENT, 3)).await?;
    let id = stage.ask("no", &request::lichens()).await?;
    let notification = stage.around.notifications.wait_for("Nordlicht").await?;
    assert!(
        notification
            .buttons()
            .iter()
            .all(|label| !label.contains("Approve"))
    );

    stage
        .around
        .notifications
        .press(&notification, "Reject")
        .await?;

    stage.wait_for(&id, "rejected").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn markup_in_a_shops_name_stays_text() -> Result<()> {
    let stage = Stage::open(Kind::Real, &folder::mandate("Books", AGENT, 3)).await?;
    let name = "<b>Bold</b> & <img src=x> Books";
    let request = request::one(name, "bold.example", "Marked up", "84.90");

    stage.ask("markup", &request).await?;

    let notification = stage.around.notifications.wait_for("84.90").await?;
    let text = notification.text();
    assert!(!text.contains("<b>") && !text.contains("<img"), "{text}");
    assert!(text.contains("Bold"), "{text}");
    stage.app.window.wait_for_text(None, name).await
}

#[tokio::test(flavor = "multi_thread")]
async fn in_private_mode_a_notification_names_neither_shop_nor_amount() -> Result<()> {
    let stage = Stage::open(Kind::Real, &folder::mandate("Books", AGENT, 3)).await?;
    let window = &stage.app.window;
    window.click("nav-settings").await?;
    window.choose("Private").await?;

    stage.ask("secret", &request::lichens()).await?;

    let notification = stage.around.notifications.wait_for("wants to buy").await?;
    let text = notification.text();
    assert!(
        !text.contains("Nordlicht") && !text.contains("84"),
        "{text}"
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn many_requests_at_once_become_one_notification() -> Result<()> {
    let stage = Stage::open(Kind::Real, &folder::mandate("Books", AGENT, 3)).await?;

    for number in 1..=4 {
        stage
            .ask(&format!("flood-{number}"), &request::lichens())
            .await?;
    }

    stage
        .around
        .notifications
        .wait_for("purchases need a decision")
        .await?;
    stage.around.tray.wait_for("(4)").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_budget_that_is_nearly_used_up_is_told_quietly_and_leads_to_its_editor() -> Result<()> {
    let mut mandate = folder::mandate("Books", AGENT, 3);
    mandate["limits"]["periods"][0]["max"] = "100.00".into();
    let stage = Stage::open(Kind::Real, &mandate).await?;

    for (key, amount) in [("one", "45.00"), ("two", "40.00")] {
        let request = request::one("Nordlicht", "nordlicht.example", key, amount);
        let id = stage.ask(key, &request).await?;
        stage.wait_for(&id, "authorized").await?;
    }

    let told = stage.around.notifications.wait_for("80 % used").await?;
    assert_eq!(told.buttons(), ["Open budget"]);
    stage
        .around
        .notifications
        .press(&told, "Open budget")
        .await?;
    stage.app.window.part("zone-auto").await?;
    Ok(())
}
