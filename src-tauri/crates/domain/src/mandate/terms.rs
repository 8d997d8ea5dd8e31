//! From the words of a document to what is enforced.

mod limits;
mod overall;

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::{NaiveDate, NaiveTime, Weekday};
use chrono_tz::Tz;

use super::wire::{self, Document};
use super::{Fetch, FetchPattern, Hours, Limits, Scope, Validity};
use crate::checkout::Rail;
use crate::currency::Currency;
use crate::evaluate::DEFAULT_UNDO;
use crate::merchant::{Category, MerchantPattern};
use crate::money::Money;
use crate::percent::Percent;
use crate::period::start_of_day;
use crate::request::{FieldError, currency_error, money_error, parse_day, text_error};
use crate::text::{Text, TextRule};

const NAME: TextRule = TextRule {
    max_graphemes: 60,
    max_bytes: 240,
    multiline: false,
};
const MAX_LIST: usize = 500;
const MAX_UNDO_SECONDS: u32 = 60;

/// Where the owner is warned when the document says nothing.
const WARN_AT: [u8; 2] = [80, 100];

/// Everything of a mandate but which agents and which version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Terms {
    pub name: String,
    pub overall: bool,
    pub currency: Currency,
    pub scope: Scope,
    pub limits: Limits,
    pub fetch: Option<Fetch>,
    pub asks: Asks,
    pub learning_until: Option<NaiveDate>,
    pub paused: bool,
    pub confirm_above: Option<Money>,
    pub undo: Duration,
    pub valid: Validity,
    pub time_zone: Tz,
    pub first_weekday: Weekday,
    pub warn_at_percent: Vec<u8>,
}

impl Terms {
    pub(super) fn read(document: &Document) -> Result<Self, FieldError> {
        let name = Text::clean(&document.name, NAME)
            .map_err(|error| text_error("name".to_owned(), error))?;
        let currency = Currency::parse(&document.currency)
            .map_err(|error| currency_error("currency", &error))?;
        check_length("agents", document.agents.as_deref().unwrap_or_default())?;
        let time_zone = time_zone(document.time_zone.as_deref().unwrap_or("UTC"))?;
        let overall = document.overall.unwrap_or(false);
        if overall {
            overall::refuse_others(document)?;
        }
        Ok(Self {
            name: name.as_str().to_owned(),
            overall,
            currency,
            scope: document
                .scope
                .as_ref()
                .map_or(Ok(Scope::default()), scope)?,
            limits: document
                .limits
                .as_ref()
                .map_or(Ok(Limits::default()), |wire| limits::read(wire, currency))?,
            fetch: document.fetch.as_ref().map(fetch).transpose()?,
            asks: asks(document.always_ask.as_ref())?,
            learning_until: document
                .learning_until
                .as_deref()
                .map(|text| day("learning_until", text))
                .transpose()?,
            paused: document.paused.unwrap_or(false),
            confirm_above: amount("confirm_above", document.confirm_above.as_deref(), currency)?,
            undo: undo(document.undo_seconds)?,
            valid: document
                .valid
                .as_ref()
                .map_or(Ok(Validity::default()), |valid| validity(valid, time_zone))?,
            time_zone,
            first_weekday: first_weekday(document.first_weekday.as_deref())?,
            warn_at_percent: warnings(document.warn_at_percent.as_deref())?,
        })
    }
}

/// When a purchase is asked whatever its amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asks {
    pub new_merchant: bool,
    pub repeats: bool,
    pub subscription: bool,
    pub price_rise: Percent,
    pub hours: Option<Hours>,
}

fn asks(wire: Option<&wire::AlwaysAsk>) -> Result<Asks, FieldError> {
    let hours = wire.and_then(|ask| ask.outside_hours.as_deref());
    let rise = wire.and_then(|ask| ask.price_rise_percent.as_deref());
    Ok(Asks {
        new_merchant: wire.and_then(|ask| ask.new_merchant).unwrap_or(true),
        repeats: wire.and_then(|ask| ask.repeats).unwrap_or(true),
        subscription: wire.and_then(|ask| ask.subscription).unwrap_or(true),
        price_rise: percent("always_ask.price_rise_percent", rise)?.unwrap_or_default(),
        hours: hours.map(hours_of).transpose()?,
    })
}

fn hours_of(texts: &[String]) -> Result<Hours, FieldError> {
    let field = "always_ask.outside_hours";
    let time = |text: &String| {
        let whole = text.len() == 5;
        let time = NaiveTime::parse_from_str(text, "%H:%M").ok();
        time.filter(|_| whole)
    };
    let times: Vec<_> = texts.iter().map(time).collect();
    match times.as_slice() {
        [Some(from), Some(until)] if from != until => Ok(Hours {
            from: *from,
            until: *until,
        }),
        _ => Err(FieldError::new(
            field,
            "hours_syntax",
            "The hours are not two different times of day",
            "Write when they begin and end, such as [\"07:00\",\"22:00\"].",
        )),
    }
}

fn first_weekday(name: Option<&str>) -> Result<Weekday, FieldError> {
    match name {
        None | Some("monday") => Ok(Weekday::Mon),
        Some("tuesday") => Ok(Weekday::Tue),
        Some("wednesday") => Ok(Weekday::Wed),
        Some("thursday") => Ok(Weekday::Thu),
        Some("friday") => Ok(Weekday::Fri),
        Some("saturday") => Ok(Weekday::Sat),
        Some("sunday") => Ok(Weekday::Sun),
        Some(_) => Err(FieldError::new(
            "first_weekday",
            "weekday_unknown",
            "The day of the week is not known",
            "Write one of monday, tuesday, wednesday, thursday, friday, saturday, sunday.",
        )),
    }
}

fn warnings(percents: Option<&[u8]>) -> Result<Vec<u8>, FieldError> {
    let percents = percents.unwrap_or(&WARN_AT);
    let ascends = percents.is_sorted_by(|one, next| one < next);
    let in_range = percents.iter().all(|percent| (1..=100).contains(percent));
    if ascends && in_range {
        return Ok(percents.to_vec());
    }
    Err(FieldError::new(
        "warn_at_percent",
        "warnings_syntax",
        "The warnings are not percentages from 1 to 100 in ascending order",
        "Write them as in [80, 100].",
    ))
}

pub(super) fn percent(field: &str, text: Option<&str>) -> Result<Option<Percent>, FieldError> {
    text.map(Percent::parse).transpose().map_err(|error| {
        let hint = "Write it as a string, such as \"3\" or \"2.5\".";
        FieldError::new(field, error.code(), error.to_string(), hint)
    })
}

fn scope(wire: &wire::Scope) -> Result<Scope, FieldError> {
    let categories = wire.categories.as_deref().map(|words| {
        list("scope.categories", words, |field, word| {
            Category::parse(word).map_err(|error| text_error(field, error))
        })
    });
    let rails = wire
        .rails
        .as_deref()
        .map(|names| list("scope.rails", names, rail));
    let merchants = wire
        .merchants
        .as_deref()
        .map(|texts| list("scope.merchants", texts, pattern));
    Ok(Scope {
        merchants: merchants.transpose()?,
        merchants_blocked: list(
            "scope.merchants_blocked",
            wire.merchants_blocked.as_deref().unwrap_or_default(),
            pattern,
        )?,
        categories: categories.transpose()?.map(BTreeSet::from_iter),
        rails: rails.transpose()?.map(BTreeSet::from_iter),
    })
}

fn fetch(wire: &wire::Fetch) -> Result<Fetch, FieldError> {
    let hosts = wire.hosts.as_deref();
    let host = |field, text: &str| {
        FetchPattern::parse(text).map_err(|error| {
            let message = format!("\"{text}\" is not a host that can be called: {error}");
            let hint = "Write a domain such as api.example.com, localhost or an IP address.";
            FieldError::new(field, error.code(), message, hint)
        })
    };
    Ok(Fetch {
        hosts: hosts
            .map(|texts| list("fetch.hosts", texts, host))
            .transpose()?,
        private_addresses: wire.private_addresses.unwrap_or(false),
        redirects: wire.redirects.unwrap_or(false),
    })
}

fn validity(wire: &wire::Valid, time_zone: Tz) -> Result<Validity, FieldError> {
    let first_day = wire
        .from
        .as_deref()
        .map(|text| day("valid.from", text))
        .transpose()?;
    let last_day = wire
        .until
        .as_deref()
        .map(|text| day("valid.until", text))
        .transpose()?;
    if let (Some(first), Some(last)) = (first_day, last_day)
        && first > last
    {
        return Err(FieldError::new(
            "valid.until",
            "validity_contradicts",
            "It ends before it begins",
            "Make `until` the same day as `from` or a later one.",
        ));
    }
    let day_after = last_day.and_then(|day| day.succ_opt());
    Ok(Validity {
        first_day,
        last_day,
        from: first_day.map(|day| start_of_day(time_zone, day)),
        until: day_after.map(|day| start_of_day(time_zone, day)),
    })
}

fn day(field: &str, text: &str) -> Result<NaiveDate, FieldError> {
    parse_day(text).ok_or_else(|| {
        let message = "That is not a date of the years 2000 to 2100";
        FieldError::new(
            field,
            "date_syntax",
            message,
            "Write the day as YYYY-MM-DD.",
        )
    })
}

pub(super) fn amount(
    field: &str,
    text: Option<&str>,
    currency: Currency,
) -> Result<Option<Money>, FieldError> {
    text.map(|text| Money::parse(text, currency))
        .transpose()
        .map_err(|error| money_error(field.to_owned(), error))
}

fn undo(seconds: Option<u32>) -> Result<Duration, FieldError> {
    match seconds {
        None => Ok(DEFAULT_UNDO),
        Some(seconds) if seconds <= MAX_UNDO_SECONDS => Ok(Duration::from_secs(seconds.into())),
        Some(_) => Err(FieldError::new(
            "undo_seconds",
            "undo_range",
            "The undo window is too long",
            format!("Write 0 to {MAX_UNDO_SECONDS} seconds."),
        )),
    }
}

fn time_zone(name: &str) -> Result<Tz, FieldError> {
    name.parse().map_err(|_| {
        FieldError::new(
            "time_zone",
            "time_zone_unknown",
            "The time zone is not known",
            "Write a name of the IANA database, such as Europe/Berlin.",
        )
    })
}

fn rail(field: String, name: &str) -> Result<Rail, FieldError> {
    Rail::parse(name).ok_or_else(|| {
        FieldError::new(
            field,
            "rail_unknown",
            "The rail is not known",
            "Write one of card, x402, ap2, acp, a402, clawtip, bank, other.",
        )
    })
}

fn pattern(field: String, text: &str) -> Result<MerchantPattern, FieldError> {
    MerchantPattern::parse(text).map_err(|error| {
        let message = format!("\"{text}\" does not name merchants: {error}");
        let hint = "Write a domain such as shop.example.com, or *.example.com with all below it.";
        FieldError::new(field, error.code(), message, hint)
    })
}

fn list<T>(
    field: &str,
    texts: &[String],
    read: impl Fn(String, &str) -> Result<T, FieldError>,
) -> Result<Vec<T>, FieldError> {
    check_length(field, texts)?;
    let entries = texts.iter().enumerate();
    entries
        .map(|(index, text)| read(format!("{field}[{index}]"), text))
        .collect()
}

fn check_length(field: &str, texts: &[String]) -> Result<(), FieldError> {
    if texts.len() <= MAX_LIST {
        return Ok(());
    }
    Err(FieldError::new(
        field,
        "list_too_long",
        format!("The list has more than {MAX_LIST} entries"),
        "Use patterns, or split the budget.",
    ))
}
