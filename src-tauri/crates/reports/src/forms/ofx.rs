//! OFX 2.1.1: one credit-card statement for each currency, with one transaction for each movement of
//! money. Play money is left out. OFX knows the currencies of states only; others are refused.
//!
//! What the export says about itself is the message with which the server's sign-on answers.

use std::io::{self, Write};

use counterfoil_domain::report::{Movement, Reported, Way};
use counterfoil_domain::{Currency, Timestamp};

use super::checked_movements;
use crate::spool::Spool;
use crate::statement::{ExportHead, Summary};
use crate::words::{cut, one_line, xml};
use crate::write::{Form, Format, ReportError};

/// The longest that OFX allows.
const LONGEST_NAME: usize = 32;
const LONGEST_TEXT: usize = 255;

pub(crate) struct Statements<W> {
    out: W,
    spool: Spool<Currency>,
    made_at: Timestamp,
    first: Option<Timestamp>,
}

impl<W: Write> Statements<W> {
    pub(crate) fn begin(
        mut out: W,
        head: &ExportHead,
        made_at: Timestamp,
    ) -> Result<Self, ReportError> {
        let mut facts = head.facts();
        // The filter may be long, and what is too long is cut at the end.
        facts.rotate_left(1);
        let facts = facts
            .map(|(name, fact)| format!("{name}: {fact}"))
            .join("; ");
        let about = xml(&cut(&one_line(&facts), LONGEST_TEXT));
        write!(
            out,
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n\
             <?OFX OFXHEADER=\"200\" VERSION=\"211\" SECURITY=\"NONE\" OLDFILEUID=\"NONE\" \
             NEWFILEUID=\"NONE\"?>\n\
             <OFX>\n<SIGNONMSGSRSV1><SONRS><STATUS><CODE>0</CODE><SEVERITY>INFO</SEVERITY>\
             <MESSAGE>{about}</MESSAGE></STATUS><DTSERVER>{}</DTSERVER><LANGUAGE>ENG</LANGUAGE>\
             </SONRS></SIGNONMSGSRSV1>\n",
            time(made_at)
        )?;
        Ok(Self {
            out,
            spool: Spool::default(),
            made_at,
            first: None,
        })
    }
}

impl<W: Write> Form for Statements<W> {
    fn row(&mut self, reported: &Reported) -> Result<(), ReportError> {
        let purchase = &reported.summary;
        if purchase.sandbox {
            return Ok(());
        }
        for movement in checked_movements(reported)? {
            let currency = movement.amount.currency();
            if currency.is_asset() {
                return Err(ReportError::Currency {
                    format: Format::Ofx,
                    code: currency.code(),
                });
            }
            self.first = Some(
                self.first
                    .map_or(movement.at, |first| first.min(movement.at)),
            );
            transaction(self.spool.of(currency)?, reported, movement)?;
        }
        Ok(())
    }

    fn end(mut self: Box<Self>, summary: &Summary) -> Result<(), ReportError> {
        let (first, last) = (time(self.first.unwrap_or(self.made_at)), time(self.made_at));
        let out = &mut self.out;
        let mut number: u32 = 0;
        for written in std::mem::take(&mut self.spool).read() {
            let (currency, mut transactions) = written?;
            let code = currency.code();
            if number == 0 {
                out.write_all(b"<CREDITCARDMSGSRSV1>\n")?;
            }
            number = number.saturating_add(1);
            write!(
                out,
                "<CCSTMTTRNRS><TRNUID>{number}</TRNUID><STATUS><CODE>0</CODE>\
                 <SEVERITY>INFO</SEVERITY></STATUS>\n\
                 <CCSTMTRS><CURDEF>{code}</CURDEF>\
                 <CCACCTFROM><ACCTID>counterfoil-{code}</ACCTID></CCACCTFROM>\n\
                 <BANKTRANLIST><DTSTART>{first}</DTSTART><DTEND>{last}</DTEND>\n"
            )?;
            io::copy(&mut transactions, out)?;
            let owed = match summary.paid.get(code) {
                Some(paid) => format!("-{paid}"),
                None => "0".to_owned(),
            };
            write!(
                out,
                "</BANKTRANLIST>\n<LEDGERBAL><BALAMT>{owed}</BALAMT><DTASOF>{last}</DTASOF>\
                 </LEDGERBAL></CCSTMTRS></CCSTMTTRNRS>\n"
            )?;
        }
        if number > 0 {
            out.write_all(b"</CREDITCARDMSGSRSV1>\n")?;
        }
        out.write_all(b"</OFX>\n")?;
        Ok(out.flush()?)
    }
}

fn transaction(out: &mut impl Write, reported: &Reported, movement: &Movement) -> io::Result<()> {
    let purchase = &reported.summary;
    let (kind, sign) = match movement.way {
        Way::Out => ("DEBIT", "-"),
        Way::Back => ("CREDIT", ""),
    };
    let item = purchase.first_item.as_deref().unwrap_or_default();
    let memo = format!("{} · {item} · {}", purchase.agent_name, purchase.id);
    writeln!(
        out,
        "<STMTTRN><TRNTYPE>{kind}</TRNTYPE><DTPOSTED>{}</DTPOSTED><TRNAMT>{sign}{}</TRNAMT>\
         <FITID>{}:{}</FITID><NAME>{}</NAME><MEMO>{}</MEMO></STMTTRN>",
        time(movement.at),
        movement.amount.decimal(),
        purchase.id,
        movement.seq,
        xml(&cut(&one_line(&purchase.merchant_name), LONGEST_NAME)),
        xml(&cut(&one_line(&memo), LONGEST_TEXT)),
    )
}

fn time(at: Timestamp) -> String {
    at.to_datetime()
        .format("%Y%m%d%H%M%S%.3f[0:GMT]")
        .to_string()
}
