//! Plain-text accounting, for beancount and hledger: one transaction for each movement of money.
//!
//! What an agent bought is an expense in an account of its own, and is owed from one account, so
//! that the owner's books can take it over from there. Play money is left out.

use std::collections::BTreeMap;
use std::io::Write;

use chrono::NaiveDate;
use chrono_tz::Tz;
use counterfoil_domain::AgentId;
use counterfoil_domain::report::{Movement, Reported, Way};

use super::{checked_movements, day};
use crate::statement::{ExportHead, Summary};
use crate::words::one_line;
use crate::write::{Form, ReportError};

const OWED: &str = "Liabilities:Counterfoil";

/// What both programs' journals have in common.
struct Journal<W> {
    out: W,
    zone: Tz,
    accounts: Accounts,
    first: Option<NaiveDate>,
    played: u64,
}

/// One transaction.
struct Entry<'a> {
    day: NaiveDate,
    reported: &'a Reported,
    movement: &'a Movement,
    account: String,
    narration: String,
}

impl<W: Write> Journal<W> {
    fn begin(mut out: W, head: &ExportHead, zone: Tz) -> Result<Self, ReportError> {
        for (name, fact) in head.facts() {
            writeln!(out, "; {name}: {}", one_line(&fact))?;
        }
        writeln!(out)?;
        Ok(Self {
            out,
            zone,
            accounts: Accounts::default(),
            first: None,
            played: 0,
        })
    }

    fn each(
        &mut self,
        reported: &Reported,
        write: impl Fn(&mut W, &Entry<'_>) -> std::io::Result<()>,
    ) -> Result<(), ReportError> {
        if reported.summary.sandbox {
            self.played = self.played.saturating_add(1);
            return Ok(());
        }
        for movement in checked_movements(reported)? {
            let day = day(movement.at, self.zone);
            self.first = Some(self.first.map_or(day, |first| first.min(day)));
            let account = self.accounts.of(reported);
            let entry = Entry {
                day,
                reported,
                movement,
                account,
                narration: narration(reported, movement),
            };
            write(&mut self.out, &entry)?;
        }
        Ok(())
    }

    fn end(&mut self, summary: &Summary) -> Result<(), ReportError> {
        writeln!(self.out, "; End: {summary}")?;
        if self.played > 0 {
            writeln!(
                self.out,
                "; Left out because the money is play money: {}",
                self.played
            )?;
        }
        Ok(self.out.flush()?)
    }
}

/// For `bean-check` and its kin.
pub(crate) struct Beancount<W>(Journal<W>);

impl<W: Write> Beancount<W> {
    pub(crate) fn begin(out: W, head: &ExportHead, zone: Tz) -> Result<Self, ReportError> {
        let mut journal = Journal::begin(out, head, zone)?;
        writeln!(journal.out, "option \"title\" \"Counterfoil\"\n")?;
        Ok(Self(journal))
    }
}

impl<W: Write> Form for Beancount<W> {
    fn row(&mut self, reported: &Reported) -> Result<(), ReportError> {
        self.0.each(reported, |out, entry| {
            let purchase = &entry.reported.summary;
            let (amount, sign) = signed(entry.movement);
            let code = entry.movement.amount.currency();
            let day = entry.day;
            writeln!(
                out,
                "{day} * {} {} ^{}",
                quoted(&purchase.merchant_name),
                quoted(&entry.narration),
                purchase.id
            )?;
            writeln!(out, "  agent: {}", quoted(&purchase.agent_name))?;
            if let Some((_, budget)) = &purchase.budget {
                writeln!(out, "  budget: {}", quoted(budget))?;
            }
            writeln!(out, "  entry: \"{}\"", entry.movement.seq)?;
            writeln!(out, "  {}  {sign}{amount} {code}", entry.account)?;
            writeln!(out, "  {OWED}\n")
        })
    }

    fn end(mut self: Box<Self>, summary: &Summary) -> Result<(), ReportError> {
        if let Some(first) = self.0.first {
            writeln!(self.0.out, "{first} open {OWED}")?;
            for account in self.0.accounts.all() {
                writeln!(self.0.out, "{first} open {account}")?;
            }
        }
        self.0.end(summary)
    }
}

/// For `hledger`.
pub(crate) struct Hledger<W>(Journal<W>);

impl<W: Write> Hledger<W> {
    pub(crate) fn begin(out: W, head: &ExportHead, zone: Tz) -> Result<Self, ReportError> {
        let mut journal = Journal::begin(out, head, zone)?;
        // Without it, 1.234 could be taken for more than a thousand.
        writeln!(journal.out, "decimal-mark .\n")?;
        Ok(Self(journal))
    }
}

impl<W: Write> Form for Hledger<W> {
    fn row(&mut self, reported: &Reported) -> Result<(), ReportError> {
        self.0.each(reported, |out, entry| {
            let purchase = &entry.reported.summary;
            let (amount, sign) = signed(entry.movement);
            let code = entry.movement.amount.currency();
            let (day, account) = (entry.day, &entry.account);
            writeln!(
                out,
                "{day} * ({}) {} | {}",
                purchase.id,
                field(&purchase.merchant_name),
                field(&entry.narration)
            )?;
            writeln!(out, "    ; agent: {}", field(&purchase.agent_name))?;
            if let Some((_, budget)) = &purchase.budget {
                writeln!(out, "    ; budget: {}", field(budget))?;
            }
            writeln!(out, "    ; entry: {}", entry.movement.seq)?;
            writeln!(out, "    {account}  {sign}{amount} {code}")?;
            writeln!(out, "    {OWED}\n")
        })
    }

    fn end(mut self: Box<Self>, summary: &Summary) -> Result<(), ReportError> {
        self.0.end(summary)
    }
}

/// The accounts of agents: a name both programs take, and never one for two agents.
#[derive(Default)]
struct Accounts(BTreeMap<AgentId, String>);

impl Accounts {
    fn of(&mut self, reported: &Reported) -> String {
        let purchase = &reported.summary;
        if let Some(known) = self.0.get(&purchase.agent) {
            return known.clone();
        }
        let wished = format!("Expenses:Agents:{}", component(&purchase.agent_name));
        let mut account = wished.clone();
        let mut number: u32 = 1;
        while self.0.values().any(|taken| *taken == account) {
            number = number.saturating_add(1);
            account = format!("{wished}-{number}");
        }
        self.0.insert(purchase.agent, account.clone());
        account
    }

    fn all(&self) -> impl Iterator<Item = &String> {
        self.0.values()
    }
}

/// Letters, digits and dashes, beginning with a capital or a digit.
fn component(name: &str) -> String {
    let plain = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' });
    let plain: String = plain.collect();
    let words = plain.split('-').filter(|word| !word.is_empty());
    let joined = words.collect::<Vec<&str>>().join("-");
    let mut chars = joined.chars();
    chars.next().map_or_else(
        || "Agent".to_owned(),
        |first| format!("{}{}", first.to_ascii_uppercase(), chars.as_str()),
    )
}

fn narration(reported: &Reported, movement: &Movement) -> String {
    let purchase = &reported.summary;
    let item = purchase.first_item.as_deref().unwrap_or("Purchase");
    let more = purchase.item_count.saturating_sub(1);
    let more = if more == 0 {
        String::new()
    } else {
        format!(" (+{more})")
    };
    match movement.way {
        Way::Out => format!("{item}{more}"),
        Way::Back => format!("Refund: {item}{more}"),
    }
}

fn signed(movement: &Movement) -> (String, &'static str) {
    let sign = match movement.way {
        Way::Out => "",
        Way::Back => "-",
    };
    (movement.amount.decimal(), sign)
}

/// A string of beancount's.
fn quoted(text: &str) -> String {
    let escaped = one_line(text).replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{escaped}\"")
}

/// A text that hledger takes neither for a comment nor for the next field.
fn field(text: &str) -> String {
    one_line(text).replace([';', '|', ','], " ")
}
