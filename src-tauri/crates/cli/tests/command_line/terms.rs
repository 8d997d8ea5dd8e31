//! `rates …`, `subscription …`, `category …` and `merchant …`

use std::time::Duration;

use counterfoil_domain::Timestamp;
use counterfoil_engine::{Clock, SystemClock};

use serde_json::{Value, json};

use crate::support::{BOOKS, Home, purchase};

const DAY: &str = "Date, USD, JPY, HRK, \n02 September 2024, 1.0743, 163.21, 7.53, \n";

#[test]
fn rates_are_imported_set_and_listed() {
    let home = Home::made();
    home.run(&["rates", "list"]).ok().says("There are no rates");
    let file = home.write("eurofxref.csv", DAY);
    let taken = home
        .owner(&["--json", "rates", "import", &file])
        .ok()
        .json();
    assert_eq!(taken["date"], "2024-09-02");
    assert_eq!((&taken["taken"], &taken["older"]), (&2.into(), &0.into()));
    assert_eq!(taken["skipped"], serde_json::json!(["HRK"]));
    home.owner(&["rates", "set", "USDC", "USD", "1"])
        .ok()
        .says("1 USDC counts as 1 USD");
    let list = home.run(&["--json", "rates", "list"]).ok().json();
    assert_eq!(list["items"].as_array().unwrap().len(), 3);
    assert_eq!(list["items"][1]["rate"], "1.0743");
    assert_eq!(list["items"][1]["source"], "ecb");
    home.run(&["rates", "list"])
        .ok()
        .says("2024-09-02")
        .says("ECB");
}

#[test]
fn a_wrong_file_or_rate_is_refused_before_a_passphrase_is_asked() {
    let home = Home::made();
    let twice = DAY.replace("JPY", "USD");
    for (name, text) in [
        ("twice.csv", twice.as_str()),
        ("negative.csv", &DAY.replace("1.0743", "-1.0743")),
        ("entities.xml", "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>"),
        ("empty.csv", ""),
    ] {
        let file = home.write(name, text);
        home.run(&["rates", "import", &file]).failed(1);
    }
    home.run(&["rates", "import", "/nowhere/at/all"]).failed(1);
    for wrong in [
        ["EUR", "USD", "0"],
        ["EUR", "USD", "1e3"],
        ["EUR", "USD", "1,08"],
        ["EUR", "dollars", "1"],
    ] {
        let [from, to, rate] = wrong;
        home.run(&["rates", "set", from, to, rate]).failed(2);
    }
    // Without a passphrase nothing is recorded.
    home.run(&["rates", "set", "EUR", "USD", "1"]).failed(4);
}

#[test]
fn a_category_is_pinned_to_a_merchant_listed_and_unpinned() {
    let home = Home::made();
    home.run(&["category", "pin", "shop.example.com", "Books"])
        .failed(4);
    let pin = ["category", "pin", "shop.example.com", "Books"];
    home.owner(&pin).ok().says("example.com counts as books");
    let list = home.run(&["--json", "category", "list"]).ok().json();
    assert_eq!(
        list["items"],
        serde_json::json!([{ "domain": "example.com", "category": "books" }])
    );
    home.owner(&["category", "unpin", "example.com"]).ok();
    home.owner(&["category", "unpin", "example.com"]).failed(1);
    home.run(&["category", "list"])
        .ok()
        .says("No category is pinned");
    home.run(&["category", "pin", "com", "books"]).failed(2);
}

#[test]
fn subscriptions_are_listed_and_an_unknown_one_is_not_cancelled() {
    let home = Home::made();
    home.run(&["subscription", "list"])
        .ok()
        .says("There are no subscriptions");
    let list = home.run(&["--json", "subscription", "list"]).ok().json();
    assert_eq!(list, serde_json::json!({ "items": [], "next": null }));
    let unknown = format!("pur_{}", "0".repeat(32));
    home.run(&["subscription", "cancel", &unknown]).failed(1);
    home.run(&["subscription", "cancel", "everything"])
        .failed(2);
    home.owner(&["subscription", "allow", &unknown]).failed(1);
}

#[test]
fn a_cancelled_subscription_is_allowed_again_with_the_passphrase_only() {
    let home = Home::made();
    let token = home.connect("Shop");
    home.mandate(BOOKS);
    let serving = home.serve();
    let mut monthly = purchase("9.90");
    monthly["recurrence"] = json!({ "interval": "month" });
    let (_, asked) = serving.post(&token, "one", "/v1/purchases", &monthly);
    let id = asked["id"].as_str().unwrap();
    home.owner(&["approve", id]).ok();
    let (_, bought) = serving.get(&token, &format!("/v1/purchases/{id}?wait=10"));
    assert_eq!(bought["status"], "authorized", "{bought}");
    home.run(&["subscription", "cancel", id]).ok();
    let (_, refused) = serving.post(&token, "two", "/v1/purchases", &monthly);
    assert_eq!(
        refused["evaluation"]["reasons"][0]["code"],
        "subscription_cancelled"
    );
    home.run(&["subscription", "allow", id]).failed(4);
    home.owner(&["subscription", "allow", id])
        .ok()
        .says("may be renewed again");
    let list = home.run(&["--json", "subscription", "list"]).ok().json();
    assert_eq!(list["items"][0]["cancelled_at"], Value::Null);
    let (_, early) = serving.post(&token, "three", "/v1/purchases", &monthly);
    assert_eq!(
        early["evaluation"]["reasons"][0]["code"], "renewal_early",
        "{early}"
    );
}

const KEYS: &str = r#"{"keys":[
    {"kty":"EC","crv":"P-256","kid":"2026-a","use":"sig",
     "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"},
    {"kty":"OKP","crv":"Ed25519","kid":"other","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;

#[test]
fn the_keys_of_a_merchant_are_pinned_listed_and_removed() {
    let home = Home::made();
    home.run(&["merchant", "key", "list"])
        .ok()
        .says("No key is pinned");
    let file = home.write("keys.json", KEYS);
    let domain = "shop.nordlicht-books.example";
    home.run(&["merchant", "key", "pin", domain, &file])
        .failed(4);
    home.owner(&["merchant", "key", "pin", domain, &file])
        .ok()
        .says("2026-a signs for nordlicht-books.example");
    home.owner(&["merchant", "key", "pin", domain, &file])
        .ok()
        .says("trusted already");
    let list = home.run(&["--json", "merchant", "key", "list"]).ok().json();
    assert_eq!(list["items"][0]["kid"], "2026-a");
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    home.run(&["merchant", "key", "remove", domain, "2026-a"])
        .failed(4);
    home.owner(&["merchant", "key", "remove", domain, "2026-a"])
        .ok();
    home.owner(&["merchant", "key", "remove", domain, "2026-a"])
        .failed(1);
    home.run(&["verify"]).ok();
}

#[test]
fn what_is_no_public_key_is_not_pinned() {
    let home = Home::made();
    let private = KEYS.replace("\"use\"", "\"d\":\"AAAA\",\"use\"");
    let nameless = KEYS.replace("\"kid\":\"2026-a\",", "");
    for (name, text) in [
        ("private.json", private.as_str()),
        ("nameless.json", &nameless),
        ("none.json", "{\"keys\":[]}"),
        ("text.json", "hello"),
    ] {
        let file = home.write(name, text);
        home.owner(&["merchant", "key", "pin", "a.example", &file])
            .failed(1);
    }
    home.run(&["merchant", "key", "list"])
        .ok()
        .says("No key is pinned");
}

#[test]
fn a_task_is_issued_by_the_owner_listed_and_ended() {
    let home = Home::made();
    home.run(&["task", "list"]).ok().says("There are no tasks");
    home.owner(&["agent", "add", "Buyer"]).ok();
    let mandate =
        home.mandate(r#"{"name":"Books","currency":"EUR","limits":{"deny_above":"200.00"}}"#);
    let day = Duration::from_hours(24);
    let until = |end: Timestamp| {
        let task = r#"{"merchants":[{"id":"m","name":"M","website":"https://m.example"}],
            "items":[{"id":"l","quantity":1,"acceptable_items":[{"id":"s","title":"S"}]}],
            "max_amount":"40.00","currency":"EUR","until":"END"}"#;
        home.write("task.json", &task.replace("END", &end.to_string()))
    };
    let issue = |file: &str| {
        let args = [
            "--json",
            "task",
            "issue",
            "--agent",
            "Buyer",
            "--mandate",
            &mandate,
        ];
        [&args[..], &["--file", file]].concat().join("\n")
    };
    let owner = |line: String| home.owner(&line.split('\n').collect::<Vec<_>>());
    let now = SystemClock.now();
    owner(issue(&until(now.minus(day)))).failed(1);
    let file = until(now.plus(day));
    home.run(&issue(&file).split('\n').collect::<Vec<_>>())
        .failed(4);
    let task = owner(issue(&file)).ok().json();
    let task = task["task"].as_str().unwrap();
    home.run(&["task", "revoke", task]).ok();
    let list = home.run(&["--json", "task", "list"]).ok().json();
    assert_eq!(list["items"][0]["revoked"], true);
    home.run(&["verify"]).ok();
}

#[test]
fn an_offer_that_is_not_paid_is_listed_with_its_reason() {
    let home = Home::made();
    home.run(&["payer", "refused"])
        .ok()
        .says("No offer of a seller was refused");
    home.owner(&["payer", "new"]).ok();
    let token = home.connect("Calls");
    let serving = home.serve();
    let offer = json!({
        "x402Version": 2,
        "accepts": [{
            "scheme": "exact", "network": "eip155:8453", "amount": "10000",
            "asset": "0x833589fcd6edb6e08f4c7c32d4f71b54bda02913",
            "payTo": "0x209693bc6afc0c5328ba36faf03c514ef312287c",
            "maxTimeoutSeconds": 300, "extra": {"name": "USD Coin", "version": "2"},
        }],
    });
    let asked = json!({
        "resource": "https://api.seller.example/paid", "method": "GET",
        "payment_required": offer.to_string(),
    });
    let (status, answer) = serving.post(&token, "one", "/v1/x402/payments", &asked);
    assert_eq!(status, 422, "{answer}");

    home.run(&["payer", "refused"])
        .ok()
        .says("api.seller.example")
        .says("Calls")
        .says("Base");
    let list = home.run(&["--json", "payer", "refused"]).ok().json();
    let [one] = list["items"].as_array().unwrap().as_slice() else {
        panic!("{list}");
    };
    assert_eq!(one["code"], answer["code"]);
    assert_eq!(
        (&one["rail"], &one["sandbox"]),
        (&json!("x402"), &json!(false))
    );
}
