//! The same search a second time, without index or SQL: every term is held against every purchase.

use chrono::{Datelike, Days as Count, Months, NaiveDate};
use chrono_tz::Tz;
use counterfoil_domain::purchase::{DecidedBy, Status};
use counterfoil_domain::query::{
    AmountIs, DateIs, Days, Decider, Decimal, Has, Is, Query, StatusIs, TextField, Wants,
};
use counterfoil_domain::request::Draft;
use counterfoil_domain::{Currency, Money, Reason};
use counterfoil_engine::PurchaseSummary;

/// A purchase as it was asked for, as it stands, and what is beside it.
pub struct Known {
    pub asked: Draft,
    pub stands: PurchaseSummary,
    pub hashes: Vec<String>,
    pub answered: bool,
    pub quoted: bool,
}

/// When and where somebody searches.
#[derive(Clone, Copy)]
pub struct Here {
    pub today: NaiveDate,
    pub zone: Tz,
}

impl Known {
    pub fn fits(&self, query: &Query, here: Here) -> bool {
        query.terms.iter().all(|term| {
            let holds = self.holds(&term.wants, here);
            holds.is_none_or(|holds| holds != term.negated)
        })
    }

    /// None where a term asks for nothing that can be looked for.
    fn holds(&self, wants: &Wants, here: Here) -> Option<bool> {
        Some(match wants {
            Wants::Words(text) => {
                let mut all = self.shop();
                all.extend(self.asked.items.iter().map(|item| item.title.clone()));
                all.extend(self.asked.merchant.category.clone());
                all.extend(self.asked.reason.clone());
                all.extend(self.asked.instrument.clone());
                all.extend(self.asked.intent.as_ref().map(|intent| intent.text.clone()));
                all.extend(self.asked.metadata.values().cloned());
                all.push(self.stands.agent_name.clone());
                contain(&all, std::slice::from_ref(text))?
            }
            Wants::Text(field, any) => self.text(*field, any)?,
            Wants::Status(any) => any.iter().any(|status| is(*status, self.stands.status)),
            Wants::By(any) => any.iter().any(|by| match by {
                Decider::You => self.stands.decided_by == Some(DecidedBy::Owner),
                Decider::Rule => self.stands.decided_by == Some(DecidedBy::Rule),
            }),
            Wants::Is(any) => any.iter().any(|is| self.is(*is)),
            Wants::Has(any) => any.iter().any(|has| match has {
                Has::Receipt => self.answered,
                Has::Proof => self.quoted,
                Has::Note => false,
            }),
            Wants::Currency(any) => any.contains(&self.stands.amount.currency()),
            Wants::Amount(amount, currency) => self.costs(amount, *currency),
            Wants::Date(date) => self.was_asked(*date, here),
            Wants::Unread(_) => return None,
        })
    }

    fn shop(&self) -> Vec<String> {
        let mut names = vec![self.asked.merchant.name.clone()];
        names.extend(self.asked.merchant.domain.clone());
        names
    }

    fn text(&self, field: TextField, any: &[String]) -> Option<bool> {
        let begins = |with: &str| any.iter().any(|text| with.starts_with(text.as_str()));
        let named = |name: &str| any.iter().any(|part| plain(name).contains(&plain(part)));
        match field {
            TextField::Merchant | TextField::Domain => contain(&self.shop(), any),
            TextField::Item => {
                let titles = self.asked.items.iter().map(|item| item.title.clone());
                contain(&titles.collect::<Vec<_>>(), any)
            }
            TextField::Category => contain(self.asked.merchant.category.as_slice(), any),
            TextField::Reason => contain(self.asked.reason.as_slice(), any),
            TextField::Card => contain(self.asked.instrument.as_slice(), any),
            // Nobody wrote a note or a tag.
            TextField::Tag | TextField::Note => Some(false),
            TextField::Agent => Some(named(&self.stands.agent_name)),
            TextField::Budget => Some(
                self.stands
                    .budget
                    .as_ref()
                    .is_some_and(|(_, name)| named(name)),
            ),
            TextField::Id => {
                let id = self.stands.id.to_string();
                Some(begins(&id) || begins(id.trim_start_matches("pur_")))
            }
            TextField::Hash => Some(self.hashes.iter().any(|hash| begins(hash))),
        }
    }

    fn is(&self, is: Is) -> bool {
        match is {
            Is::Recurring => self.asked.recurrence.is_some(),
            Is::Unverified => true,
            Is::Sandbox => self.stands.sandbox,
            Is::Flagged => {
                let mut reasons = self.stands.reasons.iter();
                reasons.any(|reason| matches!(reason, Reason::Signal(_)))
            }
            Is::Again => self.stands.again_of.is_some(),
        }
    }

    fn costs(&self, amount: &AmountIs, currency: Option<Currency>) -> bool {
        let mine = exact(&self.stands.amount.decimal());
        let number = |decimal: &Decimal| exact(&decimal.to_string());
        let fits = match amount {
            AmountIs::Exactly(other) => mine == number(other),
            AmountIs::Above(other) => mine > number(other),
            AmountIs::AtLeast(other) => mine >= number(other),
            AmountIs::Below(other) => mine < number(other),
            AmountIs::AtMost(other) => mine <= number(other),
            AmountIs::Between(low, high) => number(low) <= mine && mine <= number(high),
        };
        fits && currency.is_none_or(|currency| currency == self.stands.amount.currency())
    }

    fn was_asked(&self, date: DateIs, here: Here) -> bool {
        let at = self.stands.requested_at.to_datetime();
        let day = at.with_timezone(&here.zone).date_naive();
        let first = |days| span(days, here.today).0;
        let last = |days| span(days, here.today).1;
        match date {
            DateIs::In(days) => first(days) <= day && day <= last(days),
            DateIs::After(days) => day > last(days),
            DateIs::From(days) => day >= first(days),
            DateIs::Before(days) => day < first(days),
            DateIs::Until(days) => day <= last(days),
            DateIs::Between(low, high) => first(low) <= day && day <= last(high),
        }
    }
}

/// Captured minus refunded, per currency in the order of their codes; zero is left out.
pub fn sums<'a>(all: impl Iterator<Item = &'a Known>) -> Vec<Money> {
    let mut sums = std::collections::BTreeMap::new();
    for known in all {
        let paid = known.stands.captured.minor() - known.stands.refunded.minor();
        let currency = known.stands.amount.currency();
        let sum = sums.entry(currency.code()).or_insert((currency, 0));
        sum.1 += paid;
    }
    let sums = sums.into_values().filter(|sum| sum.1 != 0);
    sums.map(|(currency, minor)| Money::new(minor, currency))
        .collect()
}

fn is(wanted: StatusIs, status: Status) -> bool {
    use Status::{Approved, Authorized, Cancelled, Captured, Lapsed, Pending, Voided};
    match wanted {
        StatusIs::Exactly(exactly) => status == exactly,
        StatusIs::Waiting => status == Pending,
        StatusIs::Paid => status == Captured,
        StatusIs::Held => [Pending, Approved, Authorized].contains(&status),
        StatusIs::Failed => [Voided, Lapsed].contains(&status),
        StatusIs::Withdrawn => status == Cancelled,
    }
}

/// The first and the last of some days.
fn span(days: Days, today: NaiveDate) -> (NaiveDate, NaiveDate) {
    let month = |day: NaiveDate| {
        let first = day.with_day(1).unwrap();
        (first, first + Months::new(1) - Count::new(1))
    };
    match days {
        Days::Today => (today, today),
        Days::Yesterday => (today - Count::new(1), today - Count::new(1)),
        Days::ThisMonth => month(today),
        Days::LastMonth => month(today - Months::new(1)),
        Days::Last(count) => (today - Count::new(u64::from(count) - 1), today),
        Days::Year(year) => {
            let day = |month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
            (day(1, 1), day(12, 31))
        }
        Days::Month(year, of) => month(NaiveDate::from_ymd_opt(year, of, 1).unwrap()),
        Days::Day(day) => (day, day),
    }
}

/// A decimal as a whole number of the smallest part that can be written.
fn exact(decimal: &str) -> i128 {
    let (whole, fraction) = decimal.split_once('.').unwrap_or((decimal, ""));
    format!("{whole}{fraction:0<18}").parse().unwrap()
}

/// Whether one of the texts holds one of the needles; none if a needle is too short to look for.
fn contain(texts: &[String], needles: &[String]) -> Option<bool> {
    let ideographs = |text: &str| text.chars().all(|c| c >= '\u{3041}');
    let long = |text: &String| {
        let text = plain(text.trim());
        text.chars().count() >= 3 || (!text.is_empty() && ideographs(&text))
    };
    let holds = |text: &String, needle: &String| plain(text).contains(&plain(needle.trim()));
    let any = || {
        texts
            .iter()
            .any(|text| needles.iter().any(|one| holds(text, one)))
    };
    needles.iter().all(long).then(any)
}

/// Without case and accents, for the letters that the purchases of this test are written with.
fn plain(text: &str) -> String {
    let letter = |c: char| match c {
        '"' => None,
        'à'..='å' | 'À'..='Å' => Some('a'),
        'è'..='ë' | 'È'..='Ë' => Some('e'),
        'ò'..='ö' | 'Ò'..='Ö' => Some('o'),
        'ù'..='ü' | 'Ù'..='Ü' => Some('u'),
        'ç' | 'Ç' => Some('c'),
        'й' | 'Й' => Some('и'),
        'ё' | 'Ё' => Some('е'),
        'А'..='Я' => char::from_u32(u32::from(c) + 32),
        c => Some(c.to_ascii_lowercase()),
    };
    text.chars().filter_map(letter).collect()
}
