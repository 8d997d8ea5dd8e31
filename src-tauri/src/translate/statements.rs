//! Statements of banks and cards, and the four heaps.

use counterfoil_domain::Money as Amount;
use counterfoil_domain::statement::{Line, LineId, Settlement, Unseen, Verdict, Way, Why};
use counterfoil_engine::{HeapLine, HeapPair, HeapSettlement, Heaps, StatementRow};
use counterfoil_protocols::statement::Mapping;
use serde_json::{Value, json};

use super::values::{count, money};
use crate::error::IpcError;
use crate::views::{
    HeapsView, StatementLine, StatementMapping, StatementMissing, StatementPair, StatementPreview,
    StatementReason, StatementSettlement, StatementTable, StatementView,
};

/// How many lines of a file are shown before it is read in.
const PREVIEWED: usize = 8;

/// A statement in the list.
pub fn statement(row: &StatementRow) -> StatementView {
    let imported = &row.imported;
    StatementView {
        id: imported.statement.to_string(),
        name: row.name.clone(),
        account: row.account.clone(),
        from: imported.from.to_string(),
        until: imported.until.to_string(),
        count: imported.count,
        charged: imported.charged.iter().copied().map(money).collect(),
    }
}

/// The four heaps.
pub fn heaps(found: &Heaps) -> HeapsView {
    let paired = |pairs: &[HeapPair]| -> Vec<StatementPair> { pairs.iter().map(pair).collect() };
    let sum = |lines: &mut dyn Iterator<Item = &HeapLine>| {
        let sums = Heaps::sums(lines, Way::Out);
        sums.into_iter().map(money).collect()
    };
    HeapsView {
        matched: paired(&found.matched),
        differs: paired(&found.differs),
        unapproved: found.unapproved.iter().map(line).collect(),
        uncharged: found.uncharged.iter().filter_map(missing).collect(),
        matched_sum: sum(&mut found.matched.iter().map(|pair| &pair.line)),
        differs_sum: sum(&mut found.differs.iter().map(|pair| &pair.line)),
        unapproved_sum: sum(&mut found.unapproved.iter()),
        repeated: found.repeated,
    }
}

/// What would be read in of a file.
pub fn preview(name: &str, found: &counterfoil_engine::StatementPreview) -> StatementPreview {
    let lines = found.lines.iter().take(PREVIEWED).enumerate();
    StatementPreview {
        name: name.to_owned(),
        lines: lines.map(|(at, line)| told(line, at.to_string())).collect(),
        count: count(found.lines.len()),
        left_out: found.left_out,
        known: found.known.is_some(),
        table: found.table.as_ref().map(|shown| StatementTable {
            encoding: shown.table.encoding.to_owned(),
            columns: shown.table.columns.clone(),
            samples: shown.table.samples(),
            mapping: mapping(&shown.settled.mapping),
            asks: shown
                .settled
                .asks
                .iter()
                .map(|ask| ask.code().to_owned())
                .collect(),
            remembered: shown.remembered,
            problem: shown.problem.as_ref().map(ToString::to_string),
        }),
    }
}

/// What the window says of the columns.
pub fn mapping_from(given: &StatementMapping) -> Result<Mapping, IpcError> {
    let value = json!({
        "amount": given.amount,
        "charges": given.charges,
        "credit": given.credit,
        "currency": given.currency,
        "currency_code": given.currency_code,
        "date": given.date,
        "date_order": given.date_order,
        "debit": given.debit,
        "decimal": given.decimal,
        "description": given.description,
        "reference": given.reference,
    });
    let unlike = |error: serde_json::Error| {
        IpcError::new("invalid", format!("{error}."), "Choose one of the values.")
    };
    serde_json::from_value(value).map_err(unlike)
}

/// The line that an id of the window names.
pub fn line_id(text: &str) -> Result<LineId, IpcError> {
    let unlike = |_| IpcError::new("invalid", "There is no such line.", "Open the list again.");
    text.parse().map_err(unlike)
}

/// What the owner says, from its word.
pub fn verdict(word: &str) -> Result<Verdict, IpcError> {
    let unlike = || {
        IpcError::new(
            "invalid",
            "That is no verdict.",
            "Choose one of the buttons.",
        )
    };
    Verdict::from_word(word).ok_or_else(unlike)
}

fn mapping(found: &Mapping) -> StatementMapping {
    let value = json!(found);
    let word = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    StatementMapping {
        amount: found.amount.clone(),
        charges: word("charges"),
        credit: found.credit.clone(),
        currency: found.currency.clone(),
        currency_code: word("currency_code"),
        date: found.date.clone(),
        date_order: word("date_order"),
        debit: found.debit.clone(),
        decimal: word("decimal"),
        description: found.description.clone(),
        reference: found.reference.clone(),
    }
}

fn line(found: &HeapLine) -> StatementLine {
    StatementLine {
        verdict: found.verdict.map(|verdict| verdict.word().to_owned()),
        ..told(&found.line, found.id.to_string())
    }
}

fn told(line: &Line, id: String) -> StatementLine {
    StatementLine {
        id,
        booked: line.booked.to_string(),
        amount: money(line.amount()),
        back: line.way() == Way::Back,
        descriptor: line.descriptor.clone(),
        verdict: None,
    }
}

fn pair(found: &HeapPair) -> StatementPair {
    StatementPair {
        line: line(&found.line),
        settlement: settlement(&found.settlement),
        reasons: found.reasons.iter().map(reason).collect(),
    }
}

/// What need not have a line, and what an earlier statement may have, is nothing to look at.
fn missing(found: &HeapSettlement) -> Option<StatementMissing> {
    let until = match found.unseen {
        Unseen::Missing => None,
        Unseen::Expected(day) => Some(day.to_string()),
        Unseen::Before | Unseen::NotDue => return None,
    };
    Some(StatementMissing {
        settlement: settlement(&found.settlement),
        until,
    })
}

fn settlement(found: &Settlement) -> StatementSettlement {
    StatementSettlement {
        purchase: found.purchase.to_string(),
        entry: found.seq.to_string(),
        day: found.day.to_string(),
        amount: money(found.amount),
        back: found.way() == Way::Back,
        merchant: found.merchant.clone(),
    }
}

fn reason(why: &Why) -> StatementReason {
    let about = |amount: Option<Amount>, days, date| StatementReason {
        code: why.code().to_owned(),
        amount: amount.map(money),
        days,
        date,
    };
    match why {
        Why::SameOriginal(amount) | Why::More(amount) | Why::Less(amount) => {
            about(Some(*amount), None, None)
        }
        Why::Converted { by_rate, date, .. } => about(Some(*by_rate), None, Some(date.to_string())),
        Why::Days(days) => about(None, i32::try_from(*days).ok(), None),
        Why::Owner
        | Why::SameAmount
        | Why::NoRate
        | Why::Domain
        | Why::Name
        | Why::Alike
        | Why::OnlyOne
        | Why::Late
        | Why::Unreported => about(None, None, None),
    }
}
