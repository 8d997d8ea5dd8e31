//! Which column of a table is what. What a table does not say beyond doubt is asked for.

use counterfoil_domain::Currency;
use counterfoil_domain::statement::{Format, Line};
use serde::{Deserialize, Serialize};

use super::error::{Problem, StatementError, clipped};
use super::figures::{DateOrder, DecimalMark, amount, day, is_negative, mark, order};
use super::tree::clean;
use super::{Parsed, Table};

mod names;

/// Which amounts are charges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Charges {
    /// Those below zero, as on accounts.
    Negative,
    /// Those above zero, as on cards.
    Positive,
}

/// Which column is what, by its name, and how it is written. What is absent is found out, if the
/// table tells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mapping {
    /// The amount, of either direction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<String>,
    /// Which amounts are charges.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charges: Option<Charges>,
    /// What came in, where charges have a column of their own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credit: Option<String>,
    /// The currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// The currency of all lines, where no column has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency_code: Option<Currency>,
    /// The day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// In which order days are written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_order: Option<DateOrder>,
    /// What was charged, where it has a column of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub debit: Option<String>,
    /// What stands before the cents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decimal: Option<DecimalMark>,
    /// Who was paid and what for; several are put together.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub description: Vec<String>,
    /// By what the bank knows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// Something that a table does not say beyond doubt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ask {
    /// Which column the day is.
    Date,
    /// In which order it is written.
    DateOrder,
    /// Which column the amount is.
    Amount,
    /// What stands before the cents.
    Decimal,
    /// Which amounts are charges.
    Charges,
    /// The currency.
    Currency,
}

impl Ask {
    /// A stable code for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::DateOrder => "date_order",
            Self::Amount => "amount",
            Self::Decimal => "decimal",
            Self::Charges => "charges",
            Self::Currency => "currency",
        }
    }

    /// What to call it in a sentence.
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Date => "which column has the day",
            Self::DateOrder => "whether the day or the month comes first",
            Self::Amount => "which column has the amount",
            Self::Decimal => "whether a comma or a point stands before the cents",
            Self::Charges => "whether charges are above or below zero",
            Self::Currency => "in which currency the amounts are",
        }
    }

    /// How to say it on the command line.
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::Date => "--map date=COLUMN",
            Self::DateOrder => "--date-order dmy, mdy or ymd",
            Self::Amount => "--map amount=COLUMN, or debit=COLUMN and credit=COLUMN",
            Self::Decimal => "--decimal comma or point",
            Self::Charges => "--charges negative or positive",
            Self::Currency => "--currency CODE, or --map currency=COLUMN",
        }
    }
}

/// A mapping with everything found out that the table tells, and what it does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// As far as it is known.
    pub mapping: Mapping,
    /// What has to be said.
    pub asks: Vec<Ask>,
}

impl Table {
    /// Finds out what a mapping leaves open.
    pub fn settle(&self, given: &Mapping) -> Result<Settled, StatementError> {
        let mut mapping = given.clone();
        names::complete(self, &mut mapping);
        let mut asks = Vec::new();
        let days = self.column(mapping.date.as_deref(), "date")?;
        match days {
            None => asks.push(Ask::Date),
            Some(at) => {
                let found = mapping.date_order.or_else(|| order(&self.cells(at)));
                mapping.date_order = found;
                asks.extend(found.is_none().then_some(Ask::DateOrder));
            }
        }
        let amounts = self.amounts(&mapping)?;
        if amounts.is_empty() {
            asks.push(Ask::Amount);
        } else {
            let all = amounts.iter().flat_map(|at| self.cells(*at));
            mapping.decimal = mapping.decimal.or_else(|| mark(all));
            asks.extend(mapping.decimal.is_none().then_some(Ask::Decimal));
        }
        if let (Some(_), [at]) = (&mapping.amount, amounts.as_slice()) {
            let found = mapping.charges.or_else(|| self.charges(*at));
            mapping.charges = found;
            asks.extend(found.is_none().then_some(Ask::Charges));
        }
        let currency = self.column(mapping.currency.as_deref(), "currency")?;
        if currency.is_none() && mapping.currency_code.is_none() {
            asks.push(Ask::Currency);
        }
        self.column(mapping.reference.as_deref(), "reference")?;
        for name in &mapping.description {
            self.column(Some(name), "description")?;
        }
        Ok(Settled { mapping, asks })
    }

    /// Reads the rows by a mapping; an error if it leaves something open.
    pub fn parse(&self, given: &Mapping) -> Result<Parsed, StatementError> {
        let Settled { mapping, asks } = self.settle(given)?;
        let unclear = || StatementError::whole(Problem::Unclear(asks.clone()));
        if !asks.is_empty() {
            return Err(unclear());
        }
        let plan = self.plan(&mapping)?.ok_or_else(unclear)?;
        let mut parsed = Parsed {
            format: Format::Csv,
            account: None,
            lines: Vec::new(),
            left_out: 0,
        };
        for (row, cells) in &self.rows {
            match plan.line(*row, cells)? {
                Some(line) => parsed.lines.push(line),
                None => parsed.left_out = parsed.left_out.saturating_add(1),
            }
        }
        Ok(parsed)
    }

    fn plan(&self, mapping: &Mapping) -> Result<Option<Plan>, StatementError> {
        let description = mapping.description.iter();
        let description = description
            .map(|name| self.column(Some(name), "description"))
            .collect::<Result<Vec<_>, _>>()?;
        let (Some(date), Some(order), Some(mark)) = (
            self.column(mapping.date.as_deref(), "date")?,
            mapping.date_order,
            mapping.decimal,
        ) else {
            return Ok(None);
        };
        Ok(Some(Plan {
            date,
            order,
            mark,
            amount: self.column(mapping.amount.as_deref(), "amount")?,
            positive: mapping.charges == Some(Charges::Positive),
            debit: self.column(mapping.debit.as_deref(), "debit")?,
            credit: self.column(mapping.credit.as_deref(), "credit")?,
            currency: self.column(mapping.currency.as_deref(), "currency")?,
            code: mapping.currency_code,
            description: description.into_iter().flatten().collect(),
            reference: self.column(mapping.reference.as_deref(), "reference")?,
        }))
    }

    fn column(&self, name: Option<&str>, what: &str) -> Result<Option<usize>, StatementError> {
        let Some(name) = name else { return Ok(None) };
        let found = self.columns.iter().position(|column| column == name);
        let missing = || format!("{:?} for the {what}", clipped(name));
        found
            .map(Some)
            .ok_or_else(|| StatementError::whole(Problem::Mapping(missing())))
    }

    /// The columns that hold amounts: one, or one for each direction.
    fn amounts(&self, mapping: &Mapping) -> Result<Vec<usize>, StatementError> {
        let one = self.column(mapping.amount.as_deref(), "amount")?;
        let debit = self.column(mapping.debit.as_deref(), "debit")?;
        let credit = self.column(mapping.credit.as_deref(), "credit")?;
        Ok(match (one, debit, credit) {
            (Some(one), ..) => vec![one],
            (None, Some(debit), Some(credit)) => vec![debit, credit],
            (None, Some(only), None) | (None, None, Some(only)) => vec![only],
            (None, None, None) => Vec::new(),
        })
    }

    /// What is in a column, as far as there is anything.
    fn cells(&self, at: usize) -> impl Iterator<Item = &str> + Clone {
        self.rows
            .iter()
            .filter_map(move |(_, cells)| cells.get(at).map(String::as_str))
            .filter(|cell| !cell.is_empty())
    }

    /// More is charged than comes in, so if most amounts have a minus, it is that of a charge. If
    /// few or none have one, it may be a card's table or a month in which only money came in.
    fn charges(&self, at: usize) -> Option<Charges> {
        let all = self.cells(at).count();
        let below = self.cells(at).filter(|cell| is_negative(cell)).count();
        (below.saturating_mul(2) > all).then_some(Charges::Negative)
    }
}

/// A mapping by places.
struct Plan {
    date: usize,
    order: DateOrder,
    mark: DecimalMark,
    amount: Option<usize>,
    positive: bool,
    debit: Option<usize>,
    credit: Option<usize>,
    currency: Option<usize>,
    code: Option<Currency>,
    description: Vec<usize>,
    reference: Option<usize>,
}

impl Plan {
    fn line(&self, row: u32, cells: &[String]) -> Result<Option<Line>, StatementError> {
        let wrong = |problem| StatementError::at(row, problem);
        let cell = |at: usize| cells.get(at).map(String::as_str).unwrap_or_default();
        let booked = day(cell(self.date), self.order).map_err(wrong)?;
        let own = self.currency.map(cell).filter(|code| !code.is_empty());
        let currency = match own {
            Some(code) => {
                Currency::parse(code).map_err(|_| wrong(Problem::Currency(clipped(code))))?
            }
            None => self
                .code
                .ok_or_else(|| wrong(Problem::Missing("currency")))?,
        };
        let charged = self.charged(cells, currency).map_err(wrong)?;
        if charged == 0 {
            return Ok(None);
        }
        let words: Vec<&str> = self.description.iter().map(|at| cell(*at)).collect();
        let reference = self.reference.map(cell).unwrap_or_default();
        let reference = clean(reference, row)?;
        Ok(Some(Line {
            booked,
            charged,
            currency,
            descriptor: clean(&words.join(" "), row)?,
            original: None,
            paid: None,
            reference: (!reference.is_empty()).then_some(reference),
            row,
        }))
    }

    /// What it took from the account, below zero where money came in.
    fn charged(&self, cells: &[String], currency: Currency) -> Result<i64, Problem> {
        let read = |at: Option<usize>| {
            let text = at.and_then(|at| cells.get(at)).map(String::as_str);
            let text = text.filter(|text| !text.is_empty());
            text.map(|text| amount(text, self.mark, currency))
                .transpose()
        };
        if self.amount.is_some() {
            let minor = read(self.amount)?.ok_or(Problem::Missing("amount"))?;
            return Ok(if self.positive {
                minor
            } else {
                minor.saturating_neg()
            });
        }
        // In columns of their own charges are written with a minus or without.
        let debit = read(self.debit)?.map_or(0, i64::saturating_abs);
        let credit = read(self.credit)?.map_or(0, i64::saturating_abs);
        if debit != 0 && credit != 0 {
            return Err(Problem::Missing(
                "single direction: both columns have an amount",
            ));
        }
        Ok(debit.saturating_sub(credit))
    }
}
