//! Small payments close together are one line with an exact sum; each stays an entry.

use std::time::Duration;

use counterfoil_domain::Draft;
use counterfoil_engine::{ActivityPage, ActivityQuery, PurchaseSummary, SmallPayments};

use crate::support::{House, draft, parsed, submission};

const CALLS: &str = r#"{"name":"Calls","currency":"USDC","limits":{"auto_up_to":"0.05"},
    "always_ask":{"new_merchant":false,"repeats":false},"undo_seconds":0}"#;

fn call(amount: &str, domain: &str) -> Draft {
    let mut call = draft(amount, domain);
    "USDC".clone_into(&mut call.currency);
    domain.clone_into(&mut call.merchant.name);
    call
}

async fn buy(house: &House, key: &str, call: Draft) {
    let submitted = submission(key, parsed(call));
    house.agent.submit(submitted).await.unwrap();
}

async fn lines(house: &House, limit: u32, after: Option<&PurchaseSummary>) -> ActivityPage {
    let query = ActivityQuery {
        text: String::new(),
        after: after.map(|row| row.id),
        limit,
    };
    house.owner.activity_at_a_glance(query).await.unwrap()
}

#[tokio::test]
async fn five_hundred_payments_of_a_minute_are_one_line_and_five_hundred_entries() {
    let house = House::with_mandate(Some(CALLS)).await;
    for number in 0..500 {
        buy(
            &house,
            &format!("c-{number}"),
            call("0.001", "api.seller.example"),
        )
        .await;
        house.clock.advance(Duration::from_millis(120));
    }
    let page = lines(&house, 100, None).await;
    let totals = house.owner.totals_at_a_glance(String::new()).await;
    assert_eq!((page.rows.len(), totals.unwrap().count), (500, 500));
    let [line] = page.small.as_slice() else {
        panic!("{:?}", page.small.len());
    };
    assert_eq!(line.sum.to_string(), "0.500000 USDC");
    let listed: Vec<_> = page.rows.iter().map(|row| row.id).collect();
    assert_eq!(line.members, listed, "newest first, as in the list");
    let lately = house.owner.decided_lately().await.unwrap();
    assert_eq!(SmallPayments::among(&lately), page.small);
    let query = ActivityQuery {
        text: String::new(),
        after: None,
        limit: 10,
    };
    assert_eq!(house.owner.activity(query).await.unwrap().rows.len(), 10);
    house.is_intact().await;
}

#[tokio::test]
async fn a_line_has_one_agent_one_shop_one_state_and_no_pause_of_more_than_a_minute() {
    let house = House::with_mandate(Some(CALLS)).await;
    for number in 0..6 {
        let both = [("a", "0.010"), ("b", "0.002")];
        for (shop, amount) in both {
            let domain = format!("{shop}.example");
            buy(&house, &format!("{shop}-{number}"), call(amount, &domain)).await;
        }
    }
    buy(&house, "dear", call("0.12", "a.example")).await;
    house.clock.advance(Duration::from_secs(61));
    for number in 0..4 {
        buy(
            &house,
            &format!("late-{number}"),
            call("0.010", "a.example"),
        )
        .await;
    }
    let page = lines(&house, 100, None).await;
    let sums: Vec<String> = page.small.iter().map(|line| line.sum.to_string()).collect();
    assert_eq!(sums, ["0.012000 USDC", "0.060000 USDC"]);
    assert!(page.small.iter().all(|line| line.members.len() == 6));
    let rest = lines(&house, 2, None).await;
    assert!(
        rest.rows.len() > 4 && rest.next.is_some(),
        "ends with the dear one"
    );
    let next = lines(&house, 2, rest.rows.last()).await;
    assert_eq!(next.small, page.small);
}
