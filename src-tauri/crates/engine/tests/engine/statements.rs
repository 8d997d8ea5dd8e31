//! Statements, read in and held against what agents bought.

use std::time::Duration;

use counterfoil_domain::statement::{LineId, Unseen, Verdict, Way, Why};
use counterfoil_domain::{PurchaseId, StatementId};
use counterfoil_engine::SettlementKind::{Capture, Refund};
use counterfoil_engine::{EngineError, Heaps, LineVerdict, StatementTaken};
use counterfoil_protocols::statement::{Charges, Mapping};

use crate::support::{House, SHOP, request, submission};

const DAY: Duration = Duration::from_hours(24);

/// An account's table of these rows, each with a day of December in it.
fn table(rows: &[(u8, &str, &str)]) -> Vec<u8> {
    let row = |(nth, (day, descriptor, amount)): (usize, &(u8, &str, &str))| {
        format!("2026-12-{day:02};{descriptor};{amount};EUR;R{day}-{nth}\n")
    };
    let rows: Vec<String> = rows.iter().enumerate().map(row).collect();
    let rows = rows.concat();
    format!("Date;Description;Amount;Currency;Reference\n{rows}").into_bytes()
}

async fn import(house: &House, file: Vec<u8>) -> StatementTaken {
    let local = house.engine.local();
    let taken = local.import_statement(file, "december.csv".into(), None);
    taken.await.unwrap()
}

async fn heaps(house: &House, one: Option<StatementId>) -> Heaps {
    house.engine.local().reconcile(one).await.unwrap()
}

/// A house in which 40.00 were bought and taken on the first of December.
async fn bought() -> (House, PurchaseId) {
    let house = House::new().await;
    house.clock.advance(9 * DAY);
    let id = house.ask("k1", "40.00").await.id;
    house.settle(id, Capture, None, Some("1")).await.unwrap();
    (house, id)
}

fn counts(heaps: &Heaps) -> (usize, usize, usize, usize) {
    (
        heaps.matched.len(),
        heaps.differs.len(),
        heaps.unapproved.len(),
        heaps.missing().count(),
    )
}

async fn rule(
    house: &House,
    line: LineId,
    verdict: Verdict,
    purchase: Option<PurchaseId>,
) -> Result<LineId, EngineError> {
    let said = LineVerdict {
        line,
        verdict,
        purchase,
        entry: None,
    };
    house.owner.rule_line(said).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_statement_is_sorted_into_the_four_heaps_and_is_in_the_record() {
    let (house, id) = bought().await;
    let never = house.ask("k2", "12.00").await.id;
    house.settle(never, Capture, None, None).await.unwrap();
    house.clock.advance(40 * DAY);
    let rows = [
        (2, "NORDLICHT BOOKS", "-40,00"),
        (3, "STREAMFLIX", "-19,99"),
        (30, "LOHN", "2.000,00"),
        (31, "MIETE", "-900,00"),
    ];
    let taken = import(&house, table(&rows)).await;
    assert!(taken.new);
    let found = heaps(&house, Some(taken.id)).await;
    assert_eq!(counts(&found), (1, 0, 3, 1));
    assert_eq!(found.matched[0].settlement.purchase, id);
    let missing: Vec<PurchaseId> = found.missing().map(|it| it.settlement.purchase).collect();
    assert_eq!(missing, [never]);
    let sum = Heaps::sums(found.unapproved.iter(), Way::Out);
    assert_eq!(sum[0].to_string(), "919.99 EUR");
    let listed = house.engine.local().statements().await.unwrap();
    assert_eq!((listed.len(), listed[0].imported.count), (1, 4));
    assert_eq!(listed[0].imported.charged[0].to_string(), "959.99 EUR");
    house.is_intact().await;
    let house = house.reopened().await;
    assert_eq!(heaps(&house, Some(taken.id)).await, found);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_file_changes_nothing_and_an_overlapping_one_adds_only_what_is_new() {
    let (house, _) = bought().await;
    let rows = [(2, "NORDLICHT BOOKS", "-40,00"), (3, "KIOSK", "-1,00")];
    let first = import(&house, table(&rows)).await;
    let size = house.engine.local().overview().await.unwrap().ledger_size;
    let again = import(&house, table(&rows)).await;
    assert_eq!((again.id, again.new), (first.id, false));
    let after = house.engine.local().overview().await.unwrap().ledger_size;
    assert_eq!(after, size);
    let more = [rows[0], rows[1], (4, "KIOSK", "-1,00")];
    let second = import(&house, table(&more)).await;
    let found = heaps(&house, Some(second.id)).await;
    assert_eq!((found.repeated, counts(&found)), (2, (0, 0, 1, 0)));
    assert_eq!(counts(&heaps(&house, None).await), (1, 0, 2, 0));
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_with_one_bad_line_leaves_nothing_behind() {
    let (house, _) = bought().await;
    let size = house.engine.local().overview().await.unwrap().ledger_size;
    let mut file = table(&[(2, "NORDLICHT BOOKS", "-40,00")]);
    file.extend(b"2026-12-03;KIOSK;-1e9;EUR;R9\n");
    let local = house.engine.local();
    let error = local.import_statement(file, "bad.csv".into(), None).await;
    let error = error.unwrap_err();
    assert_eq!(error.code(), "statement_amount");
    assert!(error.to_string().contains("line 3"), "{error}");
    assert!(local.statements().await.unwrap().is_empty());
    assert_eq!(local.overview().await.unwrap().ledger_size, size);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn how_columns_are_mapped_is_remembered_for_the_next_file_of_the_bank() {
    let (house, _) = bought().await;
    let local = house.engine.local();
    let card = |day: u8| {
        format!("Date;Description;Amount;Currency\n2026-12-{day:02};NORDLICHT BOOKS;40,00;EUR\n")
            .into_bytes()
    };
    let silent = local.import_statement(card(2), "a.csv".into(), None).await;
    assert_eq!(silent.unwrap_err().code(), "statement_unclear");
    let mapping = Mapping {
        charges: Some(Charges::Positive),
        ..Mapping::default()
    };
    let preview = local.preview_statement(card(2), Some(mapping.clone()));
    assert_eq!(preview.await.unwrap().lines[0].charged, 4000);
    let taken = local.import_statement(card(2), "a.csv".into(), Some(mapping));
    assert!(taken.await.unwrap().new);
    let preview = local.preview_statement(card(3), None).await.unwrap();
    assert!(preview.table.unwrap().remembered);
    assert_eq!(preview.lines[0].charged, 4000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_owner_says_of_a_line_is_recorded_and_can_be_taken_back() {
    let (house, id) = bought().await;
    let rows = [(2, "PP 4029357733", "-40,00"), (3, "STREAMFLIX", "-19,99")];
    let statement = import(&house, table(&rows)).await.id;
    let line = |line| LineId { statement, line };
    let found = heaps(&house, None).await;
    assert!(found.matched[0].reasons.contains(&Why::OnlyOne));
    rule(&house, line(0), Verdict::Unmatched, Some(id))
        .await
        .unwrap();
    assert_eq!(heaps(&house, None).await.matched.len(), 0);
    rule(&house, line(1), Verdict::Matched, Some(id))
        .await
        .unwrap();
    let found = heaps(&house, None).await;
    assert_eq!(found.differs[0].reasons[0], Why::Owner);
    rule(&house, line(1), Verdict::Known, None).await.unwrap();
    let found = heaps(&house, None).await;
    assert_eq!(found.unapproved[1].verdict, Some(Verdict::Known));
    rule(&house, line(0), Verdict::Open, None).await.unwrap();
    assert_eq!(heaps(&house, None).await.matched.len(), 1);
    house.is_intact().await;
    let wrong = [
        (line(2), Verdict::Known, None),
        (line(0), Verdict::Matched, None),
        (
            line(0),
            Verdict::Matched,
            Some(PurchaseId::from_bytes([9; 16])),
        ),
    ];
    for (line, verdict, purchase) in wrong {
        assert!(rule(&house, line, verdict, purchase).await.is_err());
    }
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_owner_s_keys_a_statement_can_be_read_in_and_is_signed_for_later() {
    let (house, _) = bought().await;
    house.engine.lock();
    let taken = import(&house, table(&[(2, "NORDLICHT BOOKS", "-40,00")])).await;
    let line = LineId {
        statement: taken.id,
        line: 0,
    };
    let said = rule(&house, line, Verdict::Known, None).await;
    assert!(matches!(said, Err(EngineError::Locked)), "{said:?}");
    let house = house.reopened().await;
    house.is_intact().await;
    assert_eq!(counts(&heaps(&house, None).await), (1, 0, 0, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn play_money_is_looked_for_on_no_statement() {
    let (house, _) = bought().await;
    let toy = house.toy().await;
    let asked = toy.submit(submission("t1", request("25.00", SHOP))).await;
    let id = asked.unwrap().answer.id;
    house.approve(id).await.ok();
    house.clock.advance(40 * DAY);
    let rows = [(2, "NORDLICHT BOOKS", "-40,00"), (31, "KIOSK", "-1,00")];
    import(&house, table(&rows)).await;
    let found = heaps(&house, None).await;
    assert_eq!((found.matched.len(), found.uncharged.len()), (1, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_charge_above_what_was_approved_a_late_one_and_a_refund_stand_out() {
    let (house, id) = bought().await;
    let late = house.ask("k2", "20.00").await.id;
    house.pass(8 * DAY).await;
    house.settle(late, Capture, None, None).await.unwrap();
    house.settle(id, Refund, Some("10.00"), None).await.unwrap();
    let rows = [
        (2, "NORDLICHT BOOKS", "-44,00"),
        (10, "NORDLICHT BOOKS", "-20,00"),
        (11, "NORDLICHT BOOKS", "10,00"),
    ];
    import(&house, table(&rows)).await;
    let found = heaps(&house, None).await;
    assert_eq!(counts(&found), (2, 1, 0, 0));
    let Why::More(more) = &found.differs[0].reasons[0] else {
        panic!("{found:?}");
    };
    assert_eq!(more.to_string(), "4.00 EUR");
    assert!(found.matched[0].reasons.contains(&Why::Late));
    assert_eq!(found.matched[1].settlement.way(), Way::Back);
    assert!(
        found
            .uncharged
            .iter()
            .all(|it| it.unseen != Unseen::Missing)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn verify_finds_a_line_a_verdict_or_a_statement_that_was_altered() {
    for sql in [
        "UPDATE statement_line SET bytes = CAST(replace(CAST(bytes AS TEXT), 'KIOSK', 'BOOKS') AS BLOB)",
        "DELETE FROM statement_line WHERE line = 0",
        "UPDATE statement_ruling SET verdict = 'open'",
        "DELETE FROM statement_ruling",
        "DELETE FROM statement",
        "UPDATE statement SET head = NULL",
        "UPDATE statement SET file = zeroblob(32)",
        "UPDATE statement SET seq = seq - 1",
    ] {
        let (house, _) = bought().await;
        let rows = [(2, "NORDLICHT BOOKS", "-40,00"), (3, "KIOSK", "-1,00")];
        let statement = import(&house, table(&rows)).await.id;
        let line = LineId { statement, line: 1 };
        rule(&house, line, Verdict::Known, None).await.unwrap();
        let problem = house.finding_after(sql).await;
        assert!(problem.contains("statement"), "{sql}: {problem}");
    }
}
