//! What outlasts the gateway: that a payment left, and what came back for it.

use super::*;

#[tokio::test]
async fn what_was_paid_for_is_given_out_again_after_a_restart() {
    let house = open().await;
    let seller = Seller::open(honest(report)).await;
    let first = house.does("fetch_paid", call("one", &seller.url)).await;
    let house = house.restarted().await;
    let again = house.does("fetch_paid", call("one", &seller.url)).await;
    assert_eq!(first, again);
    assert_eq!(seller.heard().len(), 2);
    let whole = house.owner.verify(Arc::default()).await.unwrap();
    assert_eq!(whole.problem, None);
}

#[tokio::test]
async fn a_payment_that_left_before_a_crash_is_not_sent_again() {
    let fetch = json!({"hosts": [HOST], "private_addresses": true});
    let names = Arc::new(Names::of(
        HOST,
        vec![vec![IpAddr::from([127, 0, 0, 1])], vec![]],
    ));
    let house = house(names, &calls(&fetch)).await;
    let seller = Seller::open(honest(report)).await;
    let refused = house.refuses("fetch_paid", call("one", &seller.url)).await;
    assert_eq!(refused["code"], "fetch_no_address");
    let listed = house.does("list_purchases", json!({})).await;
    let id = listed["items"][0]["id"].as_str().unwrap().parse().unwrap();
    let session = house.engine.gate().authenticate(&house.token).unwrap();
    assert!(session.send_payment(id, "as if it left").await.unwrap());
    assert!(!session.send_payment(id, "as if it left").await.unwrap());
    let house = house.restarted().await;
    let gone = house.refuses("fetch_paid", call("one", &seller.url)).await;
    assert_eq!(gone["code"], "fetch_answer_gone");
    assert!(seller.payments().is_empty());
}
