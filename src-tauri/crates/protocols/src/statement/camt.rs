//! camt.053, versions 2 to 13: what they differ in is where names and states stand.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use counterfoil_domain::Currency;
use counterfoil_domain::statement::{Format, Line, MOST_LINES, Original};

use super::Parsed;
use super::error::{Problem, StatementError, clipped};
use super::figures::{DateOrder, DecimalMark, amount, day};
use super::ofx::currency;
use super::tree::{Node, clean};

pub(super) fn of_tree(tree: &Node) -> Result<Parsed, StatementError> {
    let Some(body) = tree
        .at(&["BkToCstmrStmt"])
        .filter(|_| tree.name == "Document")
    else {
        return Err(tree.wrong(Problem::Format("it is neither camt.053 nor OFX")));
    };
    let mut parsed = Parsed {
        format: Format::Camt053,
        account: None,
        lines: Vec::new(),
        left_out: 0,
    };
    let mut accounts: Vec<String> = Vec::new();
    let mut seen = BTreeSet::new();
    for statement in body.all("Stmt") {
        let account = [
            &["Acct", "Id", "IBAN"][..],
            &["Acct", "Id", "Othr", "Id"][..],
        ]
        .iter()
        .find_map(|way| statement.says(way))
        .unwrap_or_default();
        let account = clean(account, statement.line)?;
        for entry in statement.all("Ntry") {
            take(entry, &mut seen, &mut parsed)?;
        }
        if !account.is_empty() && !accounts.contains(&account) {
            accounts.push(account);
        }
    }
    parsed.account = (!accounts.is_empty()).then(|| accounts.join(", "));
    Ok(parsed)
}

fn take<'a>(
    entry: &'a Node,
    seen: &mut BTreeSet<&'a str>,
    parsed: &mut Parsed,
) -> Result<(), StatementError> {
    // In older versions the state is text, in later ones a code in it.
    let state = entry.says(&["Sts", "Cd"]).or_else(|| entry.says(&["Sts"]));
    if state.is_some_and(|state| state != "BOOK") {
        parsed.left_out = parsed.left_out.saturating_add(1);
        return Ok(());
    }
    if let Some(reference) = entry.says(&["AcctSvcrRef"])
        && !seen.insert(reference)
    {
        return Err(entry.wrong(Problem::Twice(clipped(reference))));
    }
    let whole = sum(entry)?;
    let details: Vec<&Node> = entry
        .all("NtryDtls")
        .flat_map(|details| details.all("TxDtls"))
        .collect();
    let shares = shares(&details, whole)?;
    let mut lines = Vec::new();
    if let Some(shares) = shares {
        for (number, (detail, minor)) in details.iter().zip(shares).enumerate() {
            lines.push(line(entry, &[*detail], (minor, whole.1), Some(number))?);
        }
    } else {
        lines.push(line(entry, &details, whole, None)?);
    }
    for line in lines {
        if parsed.lines.len() >= MOST_LINES {
            return Err(entry.wrong(Problem::TooManyLines));
        }
        if line.charged == 0 {
            parsed.left_out = parsed.left_out.saturating_add(1);
        } else {
            parsed.lines.push(line);
        }
    }
    Ok(())
}

/// What each part of an entry comes to, where the bank says so and the parts add up.
fn shares(
    details: &[&Node],
    (whole, currency): (i64, Currency),
) -> Result<Option<Vec<i64>>, StatementError> {
    if details.len() < 2 {
        return Ok(None);
    }
    let mut shares = Vec::new();
    for detail in details {
        let node = detail
            .at(&["Amt"])
            .or_else(|| detail.at(&["AmtDtls", "TxAmt", "Amt"]));
        let Some(node) = node.filter(|node| node.currency.as_deref() == Some(currency.code()))
        else {
            return Ok(None);
        };
        shares.push(figure(node, currency)?);
    }
    let sum = shares
        .iter()
        .try_fold(0_i64, |sum, part| sum.checked_add(*part));
    Ok((sum == Some(whole)).then_some(shares))
}

fn line(
    entry: &Node,
    details: &[&Node],
    (minor, currency): (i64, Currency),
    part: Option<usize>,
) -> Result<Line, StatementError> {
    let credit = match entry.needs(&["CdtDbtInd"], "direction (CdtDbtInd)")? {
        "DBIT" => false,
        "CRDT" => true,
        _ => return Err(entry.wrong(Problem::Missing("direction of DBIT or CRDT"))),
    };
    let reference = entry
        .says(&["AcctSvcrRef"])
        .or_else(|| entry.says(&["NtryRef"]));
    let reference = reference.map(|reference| match part {
        Some(number) => format!("{reference}/{number}"),
        None => reference.to_owned(),
    });
    let reference = clean(&reference.unwrap_or_default(), entry.line)?;
    Ok(Line {
        booked: date(entry, "BookgDt")?
            .or(date(entry, "ValDt")?)
            .ok_or_else(|| entry.wrong(Problem::Missing("day (BookgDt)")))?,
        charged: if credit {
            minor.saturating_neg()
        } else {
            minor
        },
        currency,
        descriptor: descriptor(entry, details, credit)?,
        original: original(details, currency)?,
        paid: None,
        reference: (!reference.is_empty()).then_some(reference),
        row: details
            .first()
            .filter(|_| part.is_some())
            .map_or(entry.line, |one| one.line),
    })
}

/// Who was paid, or paid, and what for.
fn descriptor(entry: &Node, details: &[&Node], credit: bool) -> Result<String, StatementError> {
    let other = if credit { "Dbtr" } else { "Cdtr" };
    let mut words: Vec<&str> = Vec::new();
    for detail in details {
        let parties = detail.at(&["RltdPties"]);
        let name = parties.and_then(|parties| {
            let later = parties.says(&[other, "Pty", "Nm"]);
            later.or_else(|| parties.says(&[other, "Nm"]))
        });
        words.extend(name);
        let texts = detail.at(&["RmtInf"]).into_iter();
        words.extend(
            texts
                .flat_map(|texts| texts.all("Ustrd"))
                .map(|text| text.text.trim()),
        );
    }
    words.extend(entry.says(&["AddtlNtryInf"]));
    clean(&words.join(" "), entry.line)
}

/// What the merchant asked for, where it is in another currency.
fn original(details: &[&Node], account: Currency) -> Result<Option<Original>, StatementError> {
    let [detail] = details else { return Ok(None) };
    let Some(node) = detail.at(&["AmtDtls", "InstdAmt", "Amt"]) else {
        return Ok(None);
    };
    let currency = marked(node)?;
    if currency == account {
        return Ok(None);
    }
    let minor = figure(node, currency)?;
    Ok(Some(Original { currency, minor }))
}

fn sum(entry: &Node) -> Result<(i64, Currency), StatementError> {
    let missing = || entry.wrong(Problem::Missing("amount (Amt)"));
    let node = entry.at(&["Amt"]).ok_or_else(missing)?;
    let currency = marked(node)?;
    Ok((figure(node, currency)?, currency))
}

fn marked(node: &Node) -> Result<Currency, StatementError> {
    let missing = || node.wrong(Problem::Missing("currency (Ccy)"));
    currency(node.currency.as_deref().ok_or_else(missing)?, node)
}

/// An amount has no sign here; its direction stands beside it.
fn figure(node: &Node, currency: Currency) -> Result<i64, StatementError> {
    let text = node.text.trim();
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    let read = amount(text, DecimalMark::Point, currency);
    read.ok()
        .filter(|_| plain)
        .ok_or_else(|| node.wrong(Problem::Amount(clipped(text))))
}

fn date(entry: &Node, name: &str) -> Result<Option<NaiveDate>, StatementError> {
    let text = entry
        .says(&[name, "Dt"])
        .or_else(|| entry.says(&[name, "DtTm"]));
    let Some(text) = text else { return Ok(None) };
    // A day may be followed by its offset.
    let plain = text.get(..10).unwrap_or(text);
    let read = day(plain, DateOrder::Ymd);
    read.map(Some)
        .map_err(|_| entry.wrong(Problem::Date(clipped(text))))
}
