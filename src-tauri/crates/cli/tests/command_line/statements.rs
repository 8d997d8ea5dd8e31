//! `import statement` and `reconcile …`

use crate::support::{BOOKS, Home};

/// A card's table with a charge of today.
fn table(today: &str, rows: &[(&str, &str)]) -> String {
    let row = |(descriptor, amount): &(&str, &str)| format!("{today},{descriptor},{amount},EUR");
    let rows: Vec<String> = rows.iter().map(row).collect();
    format!("Date,Description,Amount,Currency\n{}\n", rows.join("\n"))
}

fn today(home: &Home) -> String {
    let list = home.run(&["--json", "activity"]).ok().json();
    let at = list["items"][0]["requested_at"]
        .as_str()
        .unwrap()
        .to_owned();
    at.split('T').next().unwrap().to_owned()
}

#[test]
fn a_csv_file_becomes_four_heaps_and_what_one_says_of_its_lines_counts() {
    let home = Home::made();
    home.mandate(BOOKS);
    let token = home.connect("Shopper");
    let serving = home.serve();
    let bought = serving.bought(&token, "k1", "15.00", "authorized");
    serving.stop("-TERM");
    let today = today(&home);
    let rows = [("NORDLICHT BOOKS", "-15.00"), ("STREAMFLIX", "-19.99")];
    let file = home.write("card.csv", &table(&today, &rows));

    let preview = home
        .run(&["--json", "import", "statement", &file, "--preview"])
        .ok()
        .json();
    assert_eq!(preview["table"]["mapping"]["date_order"], "ymd");
    assert_eq!(preview["lines"][0]["charged"], "15.00");
    home.run(&["reconcile", "list"]).ok().says("No statement");

    home.run(&["import", "statement", &file])
        .ok()
        .says("Read in as stm_")
        .says("15.00 EUR")
        .says("19.99 EUR");
    home.run(&["import", "statement", &file])
        .ok()
        .says("Nothing has changed");
    let heaps = home.run(&["--json", "reconcile"]).ok().json();
    assert_eq!(heaps["matched"][0]["settlement"]["purchase"], bought);
    assert_eq!(heaps["matched"][0]["reasons"][0]["code"], "same_amount");
    assert_eq!(heaps["unapproved"][0]["charged"], "19.99");

    let line = heaps["unapproved"][0]["id"].as_str().unwrap();
    home.run(&["reconcile", "known", line]).failed(4);
    home.owner(&["reconcile", "known", line])
        .ok()
        .says("is known");
    home.run(&["reconcile", "--heap", "unapproved"])
        .ok()
        .says("known");
    home.owner(&["reconcile", "undo", line]).ok();
    home.run(&["reconcile"])
        .ok()
        .says("Charged, but nobody approved: 1")
        .says("same amount");
    let list = home.run(&["--json", "reconcile", "list"]).ok().json();
    assert_eq!(list["items"][0]["count"], 2);
    home.run(&["verify"]).ok();
}

#[test]
fn what_a_table_does_not_say_is_asked_for_and_a_bad_line_is_named() {
    let home = Home::made();
    let file = home.write("slashes.csv", "Date,Payee,Sum\n03/04/2026,Books,84.90\n");
    let error = home
        .run(&["--json", "import", "statement", &file])
        .failed(1)
        .error();
    assert_eq!(error["code"], "statement_unclear");
    let hint = error["hint"].as_str().unwrap();
    assert!(
        hint.contains("--date-order") && hint.contains("--map amount="),
        "{hint}"
    );
    let said = [
        "import",
        "statement",
        &file,
        "--map",
        "amount=Sum",
        "--currency",
        "EUR",
        "--date-order",
        "dmy",
        "--charges",
        "positive",
    ];
    home.run(&said).ok().says("84.90 EUR");
    let bad = home.write(
        "bad.csv",
        "Date,Payee,Amount,Currency\n2026-11-01,x,-1.00,EUR\n2026-11-02,x,-1.00,EUR\n2026-11-02,x,1e9,EUR\n",
    );
    home.run(&["import", "statement", &bad])
        .failed(1)
        .says("line 4");
    home.run(&["import", "statement", &file, "--map", "sum=Sum"])
        .failed(2);
    let list = home.run(&["--json", "reconcile", "list"]).ok().json();
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
}
