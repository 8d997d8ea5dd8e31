//! Who uses how much of a mandate.

use std::time::Duration;

use crate::support::{House, limited, request, submission};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_agent_has_its_share_of_the_period_and_the_next_one_begins_empty() {
    let both = limited("50.00", "200.00", &[("day", "100.00")])
        .replace(r#""agents":["Shopping agent"],"#, "");
    let house = House::with_mandate(Some(&both)).await;
    house.ask("k1", "12.00").await;
    let (_, other) = house.another("Second agent").await;
    other
        .submit(submission(
            "k2",
            request("30.00", "nordlicht-books.example"),
        ))
        .await
        .unwrap();
    let mandate = house.owner.mandates().await.unwrap()[0].mandate.id;
    let shares = house.owner.mandate_shares(mandate).await.unwrap();
    let found: Vec<(&str, String)> = shares
        .iter()
        .map(|share| (share.name.as_str(), share.used.decimal()))
        .collect();
    assert_eq!(found[0], ("Second agent", "30.00".to_owned()));
    assert_eq!(found[1].1, "12.00");
    house.clock.advance(Duration::from_hours(25));
    assert_eq!(house.owner.mandate_shares(mandate).await.unwrap(), []);
}
