//! `rates …`, `subscription …` and `category …`

use crate::support::Home;

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
}
