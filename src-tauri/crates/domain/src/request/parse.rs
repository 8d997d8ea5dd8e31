//! From a draft to a request, field by field.

use std::time::Duration;

use chrono::{Datelike, NaiveDate};

use super::basket;
use super::draft::{Draft, DraftMerchant, DraftRecurrence};
use super::intent::intent;
use super::notes;
use super::problems::{capitalised, currency_error, money_error, text_error, time_error};
use super::{FieldError, MAX_QUANTITY, PurchaseRequest};
use crate::checkout::{Checkout, Interval, Rail, Recurrence, check_callback};
use crate::currency::Currency;
use crate::merchant::{CATEGORY_RULE, Category, Country, Merchant, MerchantDomain, NAME_RULE};
use crate::money::Money;
use crate::text::{Text, TextRule};
use crate::time::Timestamp;

const LINE: TextRule = TextRule {
    max_graphemes: 120,
    max_bytes: 480,
    multiline: false,
};
pub(super) const NOTE: TextRule = TextRule {
    max_graphemes: 2000,
    max_bytes: 8000,
    multiline: true,
};
const SHORTEST_OFFER: Duration = Duration::from_secs(10);
const LONGEST_OFFER: Duration = Duration::from_hours(7 * 24);

/// Counts what cleaning takes out of all the texts of one request.
#[derive(Default)]
pub(super) struct Cleaner {
    hidden: u32,
}

impl Cleaner {
    pub(super) fn text(
        &mut self,
        field: impl FnOnce() -> String,
        raw: &str,
        rule: TextRule,
    ) -> Result<Text, FieldError> {
        let text = Text::clean(raw, rule).map_err(|error| text_error(field(), error))?;
        self.hidden = self.hidden.saturating_add(text.removed());
        Ok(text)
    }

    pub(super) fn optional(
        &mut self,
        field: &str,
        raw: Option<&str>,
        rule: TextRule,
    ) -> Result<Option<Text>, FieldError> {
        raw.map(|raw| self.text(|| field.to_owned(), raw, rule))
            .transpose()
    }
}

pub(super) fn request(draft: Draft, now: Timestamp) -> Result<PurchaseRequest, FieldError> {
    let mut cleaner = Cleaner::default();
    let currency = currency(&draft.currency)?;
    let amount = positive(|| "amount".to_owned(), &draft.amount, currency)?;
    let merchant = merchant(&mut cleaner, &draft.merchant)?;
    if draft.items.is_empty() && draft.reason.is_none() {
        return Err(FieldError::new(
            "items",
            "items_or_reason",
            "The request says neither what is bought nor why",
            "Send `items`, or a `reason` the owner can judge.",
        ));
    }
    let items = basket::items(&mut cleaner, &draft.items, currency)?;
    let totals = draft
        .totals
        .as_ref()
        .map(|totals| basket::totals(totals, currency))
        .transpose()?;
    basket::add_up(&items, totals, amount)?;
    let recurrence = draft
        .recurrence
        .as_ref()
        .map(|terms| recurrence(terms, now))
        .transpose()?;
    let intent = draft
        .intent
        .as_ref()
        .map(|wish| intent(&mut cleaner, wish, currency))
        .transpose()?;
    let reason = cleaner.optional("reason", draft.reason.as_deref(), NOTE)?;
    let instrument = cleaner.optional("instrument", draft.instrument.as_deref(), LINE)?;
    let metadata = notes::metadata(&mut cleaner, &draft.metadata)?;
    let quote = draft
        .quote
        .as_ref()
        .map(|quote| notes::quote(&mut cleaner, quote))
        .transpose()?;
    Ok(PurchaseRequest {
        checkout: Checkout {
            merchant,
            items,
            totals,
            amount,
            rail: draft.rail.as_deref().map_or(Ok(Rail::Other), rail)?,
            instrument,
            quote,
            recurrence,
        },
        intent,
        reason,
        expires_at: draft
            .expires_at
            .as_deref()
            .map(|text| expiry(text, now))
            .transpose()?,
        callback: draft.callback.map(callback).transpose()?,
        metadata,
        hidden_characters: cleaner.hidden,
    })
}

pub(super) fn money(
    field: impl FnOnce() -> String,
    text: &str,
    currency: Currency,
) -> Result<Money, FieldError> {
    Money::parse(text, currency).map_err(|error| money_error(field(), error))
}

pub(super) fn positive(
    field: impl FnOnce() -> String,
    text: &str,
    currency: Currency,
) -> Result<Money, FieldError> {
    let amount = Money::parse(text, currency);
    match amount {
        Ok(amount) if amount.is_positive() => Ok(amount),
        Ok(_) => Err(FieldError::new(
            field(),
            "amount_zero",
            "The amount is zero",
            "Ask only for purchases that cost something.",
        )),
        Err(error) => Err(money_error(field(), error)),
    }
}

fn currency(code: &str) -> Result<Currency, FieldError> {
    Currency::parse(code).map_err(|error| currency_error("currency", &error))
}

fn merchant(cleaner: &mut Cleaner, draft: &DraftMerchant) -> Result<Merchant, FieldError> {
    let name = cleaner.text(|| "merchant.name".to_owned(), &draft.name, NAME_RULE)?;
    let domain = draft.domain.as_deref().map(domain).transpose()?;
    let country = draft.country.as_deref().map(country).transpose()?;
    let category = cleaner.optional(
        "merchant.category",
        draft.category.as_deref(),
        CATEGORY_RULE,
    )?;
    Ok(Merchant {
        name,
        domain,
        country,
        category: category.as_ref().map(Category::from_text),
    })
}

fn domain(text: &str) -> Result<MerchantDomain, FieldError> {
    MerchantDomain::parse(text).map_err(|error| {
        FieldError::new(
            "merchant.domain",
            error.code(),
            capitalised(&error.to_string()),
            "Send the bare host name of the shop, such as \"shop.example.com\".",
        )
    })
}

fn country(code: &str) -> Result<Country, FieldError> {
    Country::parse(code).ok_or_else(|| {
        FieldError::new(
            "merchant.country",
            "country_unknown",
            "The country is not a known code",
            "Send the two upper-case letters of ISO 3166, such as \"DE\", or leave it out.",
        )
    })
}

fn rail(name: &str) -> Result<Rail, FieldError> {
    Rail::parse(name).ok_or_else(|| {
        FieldError::new(
            "rail",
            "rail_unknown",
            "The rail is not known",
            "Send one of card, x402, ap2, acp, a402, clawtip, bank, other.",
        )
    })
}

fn recurrence(draft: &DraftRecurrence, now: Timestamp) -> Result<Recurrence, FieldError> {
    let interval = Interval::parse(&draft.interval).ok_or_else(|| {
        FieldError::new(
            "recurrence.interval",
            "interval_unknown",
            "The interval is not known",
            "Send one of day, week, month, year.",
        )
    })?;
    let count = draft
        .count
        .map(|count| quantity(|| "recurrence.count".to_owned(), count));
    let trial_ends = draft.trial_ends.as_deref().map(|day| trial_end(day, now));
    Ok(Recurrence {
        interval,
        count: count.transpose()?,
        trial_ends: trial_ends.transpose()?,
    })
}

fn trial_end(text: &str, now: Timestamp) -> Result<NaiveDate, FieldError> {
    let field = "recurrence.trial_ends";
    let hint = "Send the day as YYYY-MM-DD.";
    let day = parse_day(text).ok_or_else(|| {
        FieldError::new(
            field,
            "date_syntax",
            "The end of the trial is not a date",
            hint,
        )
    })?;
    // Somewhere on earth it is still yesterday.
    let yesterday = now
        .minus(Duration::from_hours(24))
        .to_datetime()
        .date_naive();
    if day < yesterday {
        let hint = "Send the day the trial will end, or leave it out.";
        return Err(FieldError::new(
            field,
            "date_past",
            "The trial has already ended",
            hint,
        ));
    }
    Ok(day)
}

/// Reads exactly `YYYY-MM-DD` of the years 2000 to 2100.
pub(crate) fn parse_day(text: &str) -> Option<NaiveDate> {
    let shaped = text.len() == 10
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'-');
    let day = text.parse::<NaiveDate>().ok().filter(|_| shaped)?;
    (2000..=2100).contains(&day.year()).then_some(day)
}

pub(super) fn quantity(field: impl FnOnce() -> String, count: u64) -> Result<u32, FieldError> {
    match u32::try_from(count) {
        Ok(count) if (1..=MAX_QUANTITY).contains(&count) => Ok(count),
        _ => Err(FieldError::new(
            field(),
            "quantity_range",
            "The number is out of range",
            format!("Send a whole number from 1 to {MAX_QUANTITY}."),
        )),
    }
}

fn expiry(text: &str, now: Timestamp) -> Result<Timestamp, FieldError> {
    let at = Timestamp::parse(text).map_err(|error| time_error("expires_at".to_owned(), error))?;
    let hint = "Send a time from 10 seconds to 7 days from now, or leave it out.";
    if at < now.plus(SHORTEST_OFFER) {
        let message = "The offer ends too soon to be decided";
        return Err(FieldError::new(
            "expires_at",
            "expires_too_soon",
            message,
            hint,
        ));
    }
    if at > now.plus(LONGEST_OFFER) {
        let message = "The offer stays open for too long";
        return Err(FieldError::new(
            "expires_at",
            "expires_too_late",
            message,
            hint,
        ));
    }
    Ok(at)
}

fn callback(url: String) -> Result<String, FieldError> {
    match check_callback(&url) {
        Ok(()) => Ok(url),
        Err(error) => Err(FieldError::new(
            "callback",
            error.code(),
            capitalised(&error.to_string()),
            "Send an address such as \"http://127.0.0.1:9000/decided\", or poll instead.",
        )),
    }
}
