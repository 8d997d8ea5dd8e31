//! OFX of bank accounts and cards, from either dialect.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use counterfoil_domain::Currency;
use counterfoil_domain::statement::{Format, Line, MOST_LINES, Original};

use super::Parsed;
use super::error::{Problem, StatementError, clipped};
use super::figures::{DateOrder, DecimalMark, amount, day};
use super::tree::{Node, clean};

/// The responses that have transactions.
const STATEMENTS: [&str; 2] = ["STMTRS", "CCSTMTRS"];

/// Reads the first dialect.
pub(super) fn read(text: &str) -> Result<Parsed, StatementError> {
    of_tree(&super::sgml::read(text)?)
}

pub(super) fn of_tree(tree: &Node) -> Result<Parsed, StatementError> {
    if tree.name != "OFX" {
        return Err(tree.wrong(Problem::Format("its first element is not OFX")));
    }
    let mut found = Vec::new();
    for name in STATEMENTS {
        tree.each(name, &mut found);
    }
    if found.is_empty() {
        return Err(tree.wrong(Problem::Format("it has no account or card")));
    }
    let mut parsed = Parsed {
        format: Format::Ofx,
        account: None,
        lines: Vec::new(),
        left_out: 0,
    };
    let mut accounts: Vec<String> = Vec::new();
    for statement in &found {
        let account = [["BANKACCTFROM", "ACCTID"], ["CCACCTFROM", "ACCTID"]]
            .iter()
            .find_map(|way| statement.says(way))
            .unwrap_or_default();
        let account = clean(account, statement.line)?;
        take(statement, &mut parsed)?;
        if !account.is_empty() && !accounts.contains(&account) {
            accounts.push(account);
        }
    }
    parsed.account = (!accounts.is_empty()).then(|| accounts.join(", "));
    Ok(parsed)
}

fn take(statement: &Node, parsed: &mut Parsed) -> Result<(), StatementError> {
    let code = statement.needs(&["CURDEF"], "currency (CURDEF)")?;
    let currency = currency(code, statement)?;
    let mut transactions = Vec::new();
    statement.each("STMTTRN", &mut transactions);
    let mut seen = BTreeSet::new();
    for transaction in transactions {
        if parsed.lines.len() >= MOST_LINES {
            return Err(transaction.wrong(Problem::TooManyLines));
        }
        if let Some(id) = transaction.says(&["FITID"])
            && !seen.insert(id)
        {
            return Err(transaction.wrong(Problem::Twice(clipped(id))));
        }
        match line(transaction, currency)? {
            Some(line) => parsed.lines.push(line),
            None => parsed.left_out = parsed.left_out.saturating_add(1),
        }
    }
    Ok(())
}

fn line(node: &Node, account: Currency) -> Result<Option<Line>, StatementError> {
    let at = |problem| StatementError::at(node.line_of(&["TRNAMT"]), problem);
    let text = node.needs(&["TRNAMT"], "amount (TRNAMT)")?;
    // CURRENCY says that the amount itself is in it, ORIGCURRENCY that it was.
    let own = node.says(&["CURRENCY", "CURSYM"]);
    let own = own.map(|code| currency(code, node)).transpose()?;
    let currency_of = own.unwrap_or(account);
    let mark = if text.contains(',') {
        DecimalMark::Comma
    } else {
        DecimalMark::Point
    };
    let minor = amount(text, mark, currency_of).map_err(at)?;
    if minor == 0 {
        return Ok(None);
    }
    let says = |names: &[&[&str]]| {
        let parts: Vec<&str> = names.iter().filter_map(|way| node.says(way)).collect();
        clean(&parts.join(" "), node.line)
    };
    let reference = says(&[&["FITID"]])?;
    Ok(Some(Line {
        booked: date(node, "DTPOSTED")?
            .ok_or_else(|| node.wrong(Problem::Missing("day (DTPOSTED)")))?,
        charged: minor.saturating_neg(),
        currency: currency_of,
        descriptor: says(&[&["NAME"], &["PAYEE", "NAME"], &["MEMO"]])?,
        original: original(node, minor)?,
        paid: date(node, "DTUSER")?,
        reference: (!reference.is_empty()).then_some(reference),
        row: node.line,
    }))
}

/// What it was before: the rate tells how much of the account's currency one unit is.
fn original(node: &Node, minor: i64) -> Result<Option<Original>, StatementError> {
    let Some(code) = node.says(&["ORIGCURRENCY", "CURSYM"]) else {
        return Ok(None);
    };
    let currency = currency(code, node)?;
    let rate = node.says(&["ORIGCURRENCY", "CURRATE"]);
    // An amount that is only reckoned may be off by a unit, so it is taken where it is the same.
    Ok((rate == Some("1")).then_some(Original {
        currency,
        minor: minor.saturating_abs(),
    }))
}

pub(super) fn currency(code: &str, node: &Node) -> Result<Currency, StatementError> {
    Currency::parse(code).map_err(|_| node.wrong(Problem::Currency(clipped(code))))
}

/// `20261122`, and a time and zone that do not matter behind it.
fn date(node: &Node, name: &str) -> Result<Option<NaiveDate>, StatementError> {
    let Some(text) = node.says(&[name]) else {
        return Ok(None);
    };
    let wrong = |_| StatementError::at(node.line_of(&[name]), Problem::Date(clipped(text)));
    let digits = text.get(..8).unwrap_or(text);
    day(digits, DateOrder::Ymd).map(Some).map_err(wrong)
}
