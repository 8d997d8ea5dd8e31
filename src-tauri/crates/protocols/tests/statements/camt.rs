//! camt.053 of several versions.

use crate::{refused, told, whole};

fn document(version: &str, entries: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}\">\n\
         <BkToCstmrStmt><GrpHdr><MsgId>1</MsgId></GrpHdr><Stmt><Id>1</Id>\
         <Acct><Id><IBAN>DE02120300000000202051</IBAN></Id></Acct>\n{entries}\n\
         </Stmt></BkToCstmrStmt></Document>"
    )
}

fn entry(amount: &str, direction: &str, state: &str, rest: &str) -> String {
    format!(
        "<Ntry><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd>{state}\
         <BookgDt><Dt>2026-11-05</Dt></BookgDt>{rest}</Ntry>"
    )
}

const OLD_NAME: &str = "<NtryDtls><TxDtls><RltdPties><Cdtr><Nm>Nordlicht Books</Nm></Cdtr></RltdPties>\
    <RmtInf><Ustrd>Rechnung 7</Ustrd></RmtInf></TxDtls></NtryDtls>";
const NEW_NAME: &str = "<NtryDtls><TxDtls><RltdPties><Cdtr><Pty><Nm>Nordlicht Books</Nm></Pty></Cdtr>\
    </RltdPties></TxDtls></NtryDtls><AddtlNtryInf>Kartenzahlung</AddtlNtryInf>";

#[test]
fn names_and_states_are_found_where_each_version_has_them() {
    let old = document("02", &entry("84.90", "DBIT", "<Sts>BOOK</Sts>", OLD_NAME));
    let found = whole(old.as_bytes());
    assert_eq!(
        told(&found.lines),
        [("2026-11-05".into(), 8490, "Nordlicht Books Rechnung 7")]
    );
    assert_eq!(found.account.as_deref(), Some("DE02120300000000202051"));
    let new = document(
        "08",
        &entry("9.95", "CRDT", "<Sts><Cd>BOOK</Cd></Sts>", NEW_NAME),
    );
    let found = whole(new.as_bytes());
    // Of money that comes in, the other side is who paid, and here nobody says who that is.
    assert_eq!(
        told(&found.lines),
        [("2026-11-05".into(), -995, "Kartenzahlung")]
    );
}

#[test]
fn what_is_not_booked_yet_is_left_out() {
    let entries = [
        entry("84.90", "DBIT", "<Sts>BOOK</Sts>", ""),
        entry("1.00", "DBIT", "<Sts><Cd>PDNG</Cd></Sts>", ""),
        entry("0.00", "DBIT", "<Sts>BOOK</Sts>", ""),
    ];
    let found = whole(document("04", &entries.concat()).as_bytes());
    assert_eq!((found.lines.len(), found.left_out), (1, 2));
}

#[test]
fn an_entry_of_several_payments_is_as_many_lines_if_they_add_up() {
    let part = |amount: &str| format!("<TxDtls><Amt Ccy=\"EUR\">{amount}</Amt></TxDtls>");
    let batch = |parts: [&str; 2]| {
        let parts = parts.map(part).concat();
        let rest = format!("<AcctSvcrRef>R</AcctSvcrRef><NtryDtls>{parts}</NtryDtls>");
        document("06", &entry("100.00", "DBIT", "<Sts>BOOK</Sts>", &rest))
    };
    let found = whole(batch(["60.00", "40.00"]).as_bytes());
    let charged: Vec<i64> = found.lines.iter().map(|line| line.charged).collect();
    assert_eq!(charged, [6000, 4000]);
    assert_eq!(found.lines[1].reference.as_deref(), Some("R/1"));
    let found = whole(batch(["60.00", "30.00"]).as_bytes());
    assert_eq!(found.lines.len(), 1);
    assert_eq!(found.lines[0].charged, 10000);
}

#[test]
fn the_merchant_s_own_currency_is_kept() {
    let rest = "<NtryDtls><TxDtls><AmtDtls><InstdAmt><Amt Ccy=\"USD\">19.00</Amt></InstdAmt>\
        </AmtDtls></TxDtls></NtryDtls>";
    let found = whole(document("13", &entry("17.68", "DBIT", "", rest)).as_bytes());
    let original = found.lines[0].original.unwrap();
    assert_eq!((original.currency.code(), original.minor), ("USD", 1900));
}

#[test]
fn what_is_wrong_is_named_with_its_line() {
    let good = document("02", &entry("84.90", "DBIT", "<Sts>BOOK</Sts>", ""));
    for (from, to, line, code) in [
        ("84.90", "84,90", 4, "statement_amount"),
        ("84.90", "-84.90", 4, "statement_amount"),
        ("84.90", "1e9", 4, "statement_amount"),
        ("Ccy=\"EUR\"", "", 4, "statement_missing"),
        ("2026-11-05", "2026-02-31", 4, "statement_date"),
        ("DBIT", "BOTH", 4, "statement_missing"),
        ("BkToCstmrStmt", "BkToCstmrAcctRpt", 2, "statement_format"),
        ("</Ntry>", "", 5, "statement_markup"),
    ] {
        let error = refused(good.replace(from, to).as_bytes());
        assert_eq!(
            (error.line, error.code()),
            (Some(line), code),
            "{to}: {error}"
        );
    }
    let twice = entry("1.00", "DBIT", "", "<AcctSvcrRef>R</AcctSvcrRef>");
    let twice = document("02", &format!("{twice}\n{twice}"));
    let error = refused(twice.as_bytes());
    assert_eq!((error.line, error.code()), (Some(5), "statement_twice"));
}
