//! OFX of both dialects.

use crate::{refused, told, whole};

const OLD: &str = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:USASCII\nCHARSET:1252\n\n\
<OFX>\n<SIGNONMSGSRSV1><SONRS><LANGUAGE>ENG</SONRS></SIGNONMSGSRSV1>\n\
<CREDITCARDMSGSRSV1><CCSTMTTRNRS><TRNUID>1\n<CCSTMTRS>\n<CURDEF>EUR\n\
<CCACCTFROM><ACCTID>4242</CCACCTFROM>\n<BANKTRANLIST>\n<DTSTART>20261101\n\
<STMTTRN>\n<TRNTYPE>DEBIT\n<DTPOSTED>20261105120000[-5:EST]\n<DTUSER>20261103\n<TRNAMT>-84.90\n\
<FITID>A1\n<NAME>NORDLICHT B&amp;OOKS\n<MEMO>\n</STMTTRN>\n\
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20261106<TRNAMT>9,95<FITID>A2<NAME>AT&T BOOKS</STMTTRN>\n\
<STMTTRN><TRNTYPE>OTHER<DTPOSTED>20261107<TRNAMT>0.00<FITID>A3</STMTTRN>\n\
</BANKTRANLIST>\n</CCSTMTRS></CCSTMTTRNRS></CREDITCARDMSGSRSV1>\n</OFX>\n";

#[test]
fn the_first_dialect_is_read_though_most_tags_are_not_closed() {
    let found = whole(OLD.as_bytes());
    assert_eq!(found.account.as_deref(), Some("4242"));
    assert_eq!(found.left_out, 1);
    assert_eq!(
        told(&found.lines),
        [
            ("2026-11-05".into(), 8490, "NORDLICHT B&OOKS"),
            ("2026-11-06".into(), -995, "AT&T BOOKS"),
        ]
    );
    let first = &found.lines[0];
    assert_eq!(first.paid.unwrap().to_string(), "2026-11-03");
    assert_eq!(first.reference.as_deref(), Some("A1"));
    assert_eq!(first.row, 15);
}

#[test]
fn the_second_dialect_is_xml() {
    let text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<?OFX OFXHEADER=\"200\" VERSION=\"211\"?>\n\
        <OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>JPY</CURDEF><BANKACCTFROM><BANKID>1</BANKID>\
        <ACCTID>77</ACCTID></BANKACCTFROM><BANKTRANLIST>\n<STMTTRN><TRNTYPE>POS</TRNTYPE>\
        <DTPOSTED>20261105</DTPOSTED><TRNAMT>-1200</TRNAMT><FITID>x</FITID><PAYEE><NAME>株式会社\
        </NAME></PAYEE></STMTTRN></BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>";
    let found = whole(text.as_bytes());
    assert_eq!(
        told(&found.lines),
        [("2026-11-05".into(), 1200, "株式会社")]
    );
    assert_eq!(found.account.as_deref(), Some("77"));
}

#[test]
fn what_is_wrong_is_named_with_its_line() {
    for (from, to, line, code) in [
        ("<FITID>A2", "<FITID>A1", 24, "statement_twice"),
        ("20261106", "20261131", 24, "statement_date"),
        ("<TRNAMT>-84.90", "<TRNAMT>1e9", 19, "statement_amount"),
        ("<TRNAMT>-84.90", "<TRNAMT>-84.905", 19, "statement_amount"),
        ("<CURDEF>EUR", "<CURDEF>EUX", 10, "statement_currency"),
        ("<DTPOSTED>20261106", "", 24, "statement_missing"),
        ("AT&T", "AT&euro;T", 24, "statement_forbidden"),
        ("<MEMO>", "<!ENTITY a \"b\">", 22, "statement_forbidden"),
    ] {
        let broken = OLD.replacen(from, to, 1);
        let error = refused(broken.as_bytes());
        assert_eq!(
            (error.line, error.code()),
            (Some(line), code),
            "{to}: {error}"
        );
    }
    let cut = OLD.split("</BANKTRANLIST>").next().unwrap();
    assert_eq!(refused(cut.as_bytes()).code(), "statement_markup");
}
