//! A card number gets no further than the door: it is in no file, whatever it was hidden in.

use serde_json::json;

use super::acp::session;
use super::{code, handed, in_folder};
use crate::support::House;

const NUMBER: &str = "4242424242424242";

#[tokio::test(flavor = "multi_thread")]
async fn a_card_number_anywhere_is_refused_and_in_no_file() {
    let house = House::new().await;
    let before = house.entries();
    let mut bodies = Vec::new();
    for place in ["buyer", "metadata", "payment_data"] {
        let mut hidden = session(2_490);
        hidden[place] = json!({"note": format!("pay with {NUMBER}")});
        bodies.push(hidden.to_string());
    }
    let mut spaced = session(2_490);
    spaced["line_items"][0]["name"] = json!("4242 4242 4242 4242");
    bodies.push(spaced.to_string());
    let mut as_number = session(2_490);
    as_number["order"] = json!(4_242_424_242_424_242_u64);
    bodies.push(as_number.to_string());
    let mut as_name = session(2_490);
    as_name[NUMBER] = json!(true);
    bodies.push(as_name.to_string());
    let mut secret = session(2_490);
    secret["payment_data"] = json!({"cvc": "424"});
    bodies.push(secret.to_string());
    bodies.push(json!({"session": session(2_490), "reason": NUMBER}).to_string());
    bodies.push(format!("{{\"not json\": {NUMBER}"));
    bodies.push(format!("{{\"a\":\"\\u0034{}\"}}", &NUMBER[1..]));
    let count = u64::try_from(bodies.len()).unwrap();
    for body in bodies {
        let refused = house.agent.checkout_acp(handed("k1", &body)).await;
        let said = format!("{refused:?}");
        assert!(!said.contains("4242"), "{said}");
        assert_eq!(code(refused), "card_number", "{body}");
    }
    assert_eq!(house.entries(), before + count, "each is recorded");
    house.is_intact().await;
    let taken = house.acp("k1", &session(2_490)).await.unwrap();
    assert!(taken.answer.payment.is_some(), "the key is still free");
    let (dir, _clock, _token) = house.closed().await;
    for needle in [NUMBER, "4242 4242", "cvc"] {
        assert!(!in_folder(dir.path(), needle.as_bytes()), "{needle}");
    }
    assert!(in_folder(dir.path(), b"card_number"));
    assert!(
        in_folder(dir.path(), b"cs_1"),
        "the folder is searched as it is written"
    );
}
