//! What the search box finds, in the index and before it is indexed.

use std::collections::BTreeSet;
use std::time::Duration;

use counterfoil_domain::Timestamp;
use counterfoil_domain::request::{Draft, DraftItem, DraftMerchant};
use counterfoil_engine::{ActivityPage, ActivityQuery, Engine, Options};
use rusqlite::Connection;

use crate::support::{House, options, parsed, submission};

mod agreement;
mod completions;
mod fields;
mod scripts;
mod words;

fn draft(shop: (&str, &str), item: &str, amount: &str, currency: &str) -> Draft {
    Draft {
        merchant: DraftMerchant {
            name: shop.0.into(),
            domain: Some(shop.1.into()),
            ..DraftMerchant::default()
        },
        items: vec![DraftItem {
            title: item.into(),
            amount: amount.into(),
            ..DraftItem::default()
        }],
        amount: amount.into(),
        currency: currency.into(),
        rail: Some("card".into()),
        ..Draft::default()
    }
}

/// Five purchases: two on either side of midnight in Berlin, the others days later.
async fn fixture() -> (House, Engine) {
    let mut house = House::new().await;
    house.duties = None;
    let (_, other) = house.another("Travel agent").await;
    let books = ("Nordlicht Books GmbH", "nordlicht-books.example");
    let cafe = ("Café Müller", "mueller-cafe.example");
    let tokyo = ("株式会社 東京書店", "tokyo-books.example");
    for (time, agent, shop, item, amount, currency) in [
        (
            "2026-11-30T22:30:00Z",
            &house.agent,
            books,
            "Field Guide to Lichens",
            "35.00",
            "EUR",
        ),
        (
            "2026-11-30T23:30:00Z",
            &house.agent,
            cafe,
            "Crème brûlée torch",
            "84.90",
            "EUR",
        ),
        (
            "2026-12-05T12:00:00Z",
            &house.agent,
            tokyo,
            "日本地図帳",
            "5000",
            "JPY",
        ),
        (
            "2026-12-06T12:00:00Z",
            &house.agent,
            books,
            "Herbarium cabinet",
            "300.00",
            "EUR",
        ),
        (
            "2026-12-06T12:00:01Z",
            &other,
            cafe,
            "Night train \"sleeper\"",
            "20.00",
            "EUR",
        ),
    ] {
        house.clock.set(Timestamp::parse(time).unwrap());
        let request = parsed(draft(shop, item, amount, currency));
        agent.submit(submission(amount, request)).await.unwrap();
    }
    let zone = chrono_tz::Europe::Berlin;
    let berlin = Options {
        zone,
        ..options(&house.clock)
    };
    let engine = Engine::open(house.dir.path(), berlin).unwrap();
    (house, engine)
}

async fn search(engine: &Engine, text: &str) -> ActivityPage {
    let query = ActivityQuery {
        text: text.into(),
        after: None,
        limit: 100,
    };
    engine
        .local()
        .activity(query)
        .await
        .unwrap_or_else(|error| panic!("{text:?}: {error}"))
}

async fn found(engine: &Engine, text: &str) -> BTreeSet<String> {
    let page = search(engine, text).await;
    let totals = engine.local().totals(text.into()).await.unwrap();
    assert_eq!(
        totals.count,
        u64::try_from(page.rows.len()).unwrap(),
        "{text:?}"
    );
    page.rows.iter().map(|row| row.amount.decimal()).collect()
}

/// Waits until the index has everything.
async fn indexed(house: &House) -> Connection {
    let raw = Connection::open(house.dir.path().join("counterfoil.db")).unwrap();
    raw.busy_timeout(Duration::from_secs(5)).unwrap();
    let sql = "SELECT value = (SELECT max(seq) + 1 FROM ledger) FROM setting
               WHERE name = 'search.mark'";
    for _ in 0..500 {
        if raw.query_row(sql, [], |row| row.get(0)).unwrap() {
            return raw;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the index was never brought up to date");
}

/// Each query finds these amounts, in the index and before it.
async fn both_ways(house: &House, engine: &Engine, table: &[(&str, &[&str])]) {
    let raw = indexed(house).await;
    for round in ["indexed", "not indexed yet"] {
        for (text, amounts) in table {
            let expected = amounts.iter().map(|amount| (*amount).to_owned());
            let expected: BTreeSet<String> = expected.collect();
            assert_eq!(found(engine, text).await, expected, "{text:?}, {round}");
        }
        let sql = "UPDATE setting SET value = '0' WHERE name = 'search.mark'";
        raw.execute(sql, []).unwrap();
    }
}

const ALL: &[&str] = &["35.00", "84.90", "5000", "300.00", "20.00"];

const TABLE: &[(&str, &[&str])] = &[
    ("", ALL),
    ("lichens", &["35.00"]),
    ("LICHÉNS", &["35.00"]),
    ("ichen", &["35.00"]),
    ("creme", &["84.90"]),
    ("müller", &["84.90", "20.00"]),
    ("muller torch", &["84.90"]),
    ("\"brulee torch\"", &["84.90"]),
    ("\"torch brulee\"", &[]),
    ("\"train \"sleeper", &["20.00"]),
    ("-lichens", &["84.90", "5000", "300.00", "20.00"]),
    ("-lichens -torch", &["5000", "300.00", "20.00"]),
    ("books -lichens", &["5000", "300.00"]),
    ("-\"brulee torch\" müller", &["20.00"]),
    ("東京書", &["5000"]),
    ("東京", &["5000"]),
    ("図", &["5000"]),
    ("-図", &["35.00", "84.90", "300.00", "20.00"]),
    ("item:東", &[]),
    ("京都", &[]),
    ("item:地図帳", &["5000"]),
    ("item:nordlicht", &[]),
    ("merchant:nordlicht", &["35.00", "300.00"]),
    (
        "merchant:nordlicht,muller",
        &["35.00", "300.00", "84.90", "20.00"],
    ),
    ("-merchant:nordlicht,muller", &["5000"]),
    ("domain:tokyo-books.example", &["5000"]),
    ("agent:travel", &["20.00"]),
    ("-agent:travel", &["35.00", "84.90", "5000", "300.00"]),
    ("agent:nobody", &[]),
    ("status:pending", &["84.90", "5000", "20.00"]),
    (
        "status:waiting,denied",
        &["84.90", "5000", "20.00", "300.00"],
    ),
    ("-status:waiting", &["35.00", "300.00"]),
    ("by:rule", &["35.00", "300.00"]),
    ("by:you", &[]),
    ("-by:rule", &["84.90", "5000", "20.00"]),
    ("currency:jpy", &["5000"]),
    ("currency:EUR,JPY", ALL),
    ("amount>50", &["84.90", "300.00", "5000"]),
    ("amount>50EUR", &["84.90", "300.00"]),
    ("amount>=5000jpy", &["5000"]),
    ("amount<=20", &["20.00"]),
    ("amount<20", &[]),
    ("amount:20..84.90", &["20.00", "35.00", "84.90"]),
    ("-amount:20..84.90", &["300.00", "5000"]),
    ("amount:35", &["35.00"]),
    ("date:2026-11", &["35.00"]),
    ("date:2026-12", &["84.90", "5000", "300.00", "20.00"]),
    ("date:2026", ALL),
    ("date:2026-12-01", &["84.90"]),
    ("date:2026-11-30..2026-12-01", &["35.00", "84.90"]),
    ("date<2026-12-01", &["35.00"]),
    ("date<=2026-12-01", &["35.00", "84.90"]),
    ("date>2026-12-05", &["300.00", "20.00"]),
    ("date>=2026-12-05", &["5000", "300.00", "20.00"]),
    ("date:today", &["300.00", "20.00"]),
    ("date:yesterday", &["5000"]),
    ("date:2d", &["5000", "300.00", "20.00"]),
    ("date:last-month", &["35.00"]),
    ("date:this-month -müller", &["5000", "300.00"]),
    (
        "müller status:waiting amount>50 date:2026-12-01",
        &["84.90"],
    ),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_query_finds_the_same_in_the_index_and_before_it() {
    let (house, engine) = fixture().await;
    both_ways(&house, &engine, TABLE).await;
    engine.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_term_without_effect_says_why() {
    let (_house, engine) = fixture().await;
    for (text, problem, hits) in [
        ("ab", "three letters", 5),
        ("merchant:é", "three letters", 5),
        ("statuss:waiting", "Did you mean \"status\"", 0),
        ("merchnat:books", "Did you mean \"merchant\"", 0),
        ("colour:red", "searched as text", 0),
        ("status:lost", "there are waiting, paid", 5),
        ("by:nobody", "there are you, rule", 5),
        ("amount>much", "not an amount", 5),
        ("amount>5XXX", "XXX", 5),
        ("date:someday", "not a date", 5),
        ("date:2026-13", "not a date", 5),
        ("date:2026-02-30", "not a date", 5),
    ] {
        let page = search(&engine, text).await;
        let said = page.terms[0].problem.clone().unwrap_or_default();
        assert!(said.contains(problem), "{text:?}: {said:?}");
        assert_eq!(page.rows.len(), hits, "{text:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_can_be_typed_breaks_the_search() {
    let (house, engine) = fixture().await;
    indexed(&house).await;
    let long = "lichens ".repeat(500);
    for text in [
        "\"",
        "\"\"",
        "-",
        "--",
        "-\"",
        "\"lichens",
        "lichens\"",
        "(lichens",
        "lichens)",
        "*",
        "lic*",
        "NEAR(a b)",
        "lichens OR torch",
        "AND",
        "{items} : x",
        "item:",
        "item:\"",
        "item:,,,",
        "'; DROP TABLE purchase; --",
        "lich\0ens",
        "%%%",
        "___",
        "\u{202e}lichens",
        "😀😀😀",
        "-😀😀😀",
        "amount>",
        "amount:..",
        "amount:1..",
        "amount:-5",
        "amount>99999999999999999999",
        "date:..",
        "date:99999d",
        "currency:",
        "status:",
        "^^^",
        "\\\\\\",
        "a:b:c",
        "::::",
        &long,
    ] {
        search(&engine, text).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_follow_each_other_without_gap_or_repetition() {
    let (_house, engine) = fixture().await;
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let query = ActivityQuery {
            text: "amount>1".into(),
            after,
            limit: 2,
        };
        let page = engine.local().activity(query).await.unwrap();
        seen.extend(page.rows.iter().map(|row| row.amount.decimal()));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, ["20.00", "300.00", "5000", "84.90", "35.00"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_amended_purchase_is_found_by_its_new_words_only() {
    let (house, engine) = fixture().await;
    indexed(&house).await;
    let shop = ("Café Müller", "mueller-cafe.example");
    let asked = parsed(draft(shop, "Blowlamp", "60.00", "EUR"));
    let asked = house
        .agent
        .submit(submission("b", asked))
        .await
        .unwrap()
        .answer;
    indexed(&house).await;
    let amended = parsed(draft(shop, "Espresso machine", "60.00", "EUR"));
    house
        .agent
        .amend(asked.id, submission("a", amended))
        .await
        .unwrap();
    for round in 0..2 {
        assert_eq!(found(&engine, "espresso").await.len(), 1, "round {round}");
        assert!(found(&engine, "blowlamp").await.is_empty(), "round {round}");
        indexed(&house).await;
    }
}
