//! Reading statements in, and what the owner says of their lines.

use counterfoil_domain::entry::{Fact, StatementImported, StatementRuled};
use counterfoil_domain::ids::{PurchaseId, StatementId};
use counterfoil_domain::statement::{LineId, Ruling, Sheet, SheetHead, Verdict, Way, sums};
use counterfoil_domain::text::{Text, TextRule};
use counterfoil_protocols::statement::Parsed;

use crate::error::EngineError;
use crate::store;
use crate::writer::Desk;

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementTaken {
    /// The statement that it is.
    pub id: StatementId,
    /// Whether it was read in now; else it was there already, and nothing has changed.
    pub new: bool,
}

/// What the owner says of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineVerdict {
    /// The line.
    pub line: LineId,
    /// What it is.
    pub verdict: Verdict,
    /// The purchase that it is, or is not.
    pub purchase: Option<PurchaseId>,
    /// The entry about the purchase's money; needed only where there are several.
    pub entry: Option<u64>,
}

const NAME: TextRule = TextRule {
    max_graphemes: 120,
    max_bytes: 480,
    multiline: false,
};

/// Reads a statement in, unless the same file was.
pub(crate) fn import(
    desk: &mut Desk<'_>,
    parsed: &Parsed,
    file: [u8; 32],
    name: &str,
) -> Result<StatementTaken, EngineError> {
    if let Some(id) = store::statements::of_file(desk.conn(), &file)? {
        return Ok(StatementTaken { id, new: false });
    }
    let id = StatementId::from_parts(desk.now(), crate::clock::random::<10>()?);
    // What a file is called is only for the owner to recognise it by.
    let name = Text::clean(name, NAME).map(|name| name.as_str().to_owned());
    let sheet = Sheet {
        head: SheetHead {
            account: parsed.account.clone(),
            name: name.unwrap_or_default(),
            salt: hex::encode(crate::clock::random::<16>()?),
        },
        lines: parsed.lines.clone(),
    };
    let empty = || EngineError::Invalid("The statement has no lines that were booked.".to_owned());
    let (from, until) = sheet.period().ok_or_else(empty)?;
    let beyond = || EngineError::Invalid("The statement's sums are beyond all amounts.".to_owned());
    let sum = |way| sums(sheet.lines.iter(), way).ok_or_else(beyond);
    let fact = Fact::StatementImported(StatementImported {
        charged: sum(Way::Out)?,
        count: u32::try_from(sheet.lines.len()).unwrap_or(u32::MAX),
        file: hex::encode(file),
        format: parsed.format,
        from,
        lines: sheet.hash(),
        returned: sum(Way::Back)?,
        statement: id,
        until,
    });
    let seq = desk.record(&fact)?;
    store::statements::put(desk.conn(), id, &file, seq, &sheet)?;
    Ok(StatementTaken { id, new: true })
}

/// Records what the owner says of a line.
pub(crate) fn rule(desk: &mut Desk<'_>, said: &LineVerdict) -> Result<(), EngineError> {
    let LineVerdict {
        line: id,
        verdict,
        purchase,
        entry,
    } = *said;
    let none = || EngineError::NotFound {
        what: "line of a statement",
    };
    let line = store::statements::line(desk.conn(), id)?.ok_or_else(none)?;
    let settlement = match (verdict, purchase) {
        (Verdict::Matched | Verdict::Unmatched, Some(purchase)) => {
            Some((purchase, settlement(desk, purchase, line.way(), entry)?))
        }
        (Verdict::Matched | Verdict::Unmatched, None) => {
            let text = "Say which purchase the line is, or is not.";
            return Err(EngineError::Invalid(text.to_owned()));
        }
        (Verdict::Known | Verdict::Disputed | Verdict::Open, _) => None,
    };
    let seq = settlement.map(|(_, seq)| seq);
    desk.record(&Fact::StatementRuled(StatementRuled {
        line: id.line,
        purchase: settlement.map(|(purchase, _)| purchase),
        settlement: seq,
        statement: id.statement,
        verdict,
    }))?;
    let ruling = Ruling {
        verdict,
        settlement: seq,
    };
    store::statements::put_ruling(desk.conn(), id, ruling)
}

/// The entry about the purchase's money that a line of that direction can be: the one that is
/// named, or the only one there is.
fn settlement(
    desk: &Desk<'_>,
    purchase: PurchaseId,
    way: Way,
    named: Option<u64>,
) -> Result<u64, EngineError> {
    let row = desk.purchase(purchase)?;
    let chain = crate::reading::chain_of(row.last_seq, |seq| desk.stored_entry(seq))?;
    let moved = chain.iter().filter_map(|entry| {
        let (known, _) = crate::reading::moved(&entry.fact)?;
        (known == way).then_some(entry.seq)
    });
    let mut all: Vec<u64> = moved.collect();
    if all.is_empty() && way == Way::Out {
        all.extend(row.authorized_seq);
    }
    let fits = |seq: &u64| named.is_none_or(|named| named == *seq);
    let mut fitting = all.iter().copied().filter(fits);
    match (fitting.next(), fitting.next()) {
        (Some(only), None) => Ok(only),
        (None, _) => Err(EngineError::Invalid(format!(
            "Nothing is on record that moved money of {purchase} in that direction."
        ))),
        (Some(_), Some(_)) => {
            let all: Vec<String> = all.iter().map(u64::to_string).collect();
            let text = format!("Say which entry of {purchase} it is: {}.", all.join(", "));
            Err(EngineError::Invalid(text))
        }
    }
}
