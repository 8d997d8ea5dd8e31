//! From the words of a document to what is enforced.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::wire::{self, Document, Strict};
use super::{Limits, PeriodLimit, Scope, Validity, WhenUsedUp};
use crate::checkout::Rail;
use crate::currency::Currency;
use crate::evaluate::DEFAULT_UNDO;
use crate::merchant::{Category, MerchantPattern};
use crate::money::Money;
use crate::period::{Window, start_of_day};
use crate::request::{FieldError, currency_error, money_error, parse_day, text_error};
use crate::text::{Text, TextRule};

const NAME: TextRule = TextRule {
    max_graphemes: 60,
    max_bytes: 240,
    multiline: false,
};
const MAX_LIST: usize = 500;
const MAX_UNDO_SECONDS: u32 = 60;

/// Everything of a mandate but which agents and which version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Terms {
    pub name: String,
    pub currency: Currency,
    pub scope: Scope,
    pub limits: Limits,
    pub ask_new_merchant: bool,
    pub confirm_above: Option<Money>,
    pub undo: Duration,
    pub valid: Validity,
    pub time_zone: Tz,
}

impl Terms {
    pub(super) fn read(document: &Document) -> Result<Self, FieldError> {
        let name = Text::clean(&document.name, NAME)
            .map_err(|error| text_error("name".to_owned(), error))?;
        let currency = Currency::parse(&document.currency)
            .map_err(|error| currency_error("currency", &error))?;
        check_length("agents", document.agents.as_deref().unwrap_or_default())?;
        let time_zone = time_zone(document.time_zone.as_deref().unwrap_or("UTC"))?;
        Ok(Self {
            name: name.as_str().to_owned(),
            currency,
            scope: document
                .scope
                .as_ref()
                .map_or(Ok(Scope::default()), scope)?,
            limits: document
                .limits
                .as_ref()
                .map_or(Ok(Limits::default()), |wire| limits(wire, currency))?,
            ask_new_merchant: document
                .always_ask
                .as_ref()
                .and_then(|ask| ask.new_merchant)
                .unwrap_or(true),
            confirm_above: amount("confirm_above", document.confirm_above.as_deref(), currency)?,
            undo: undo(document.undo_seconds)?,
            valid: document
                .valid
                .as_ref()
                .map_or(Ok(Validity::default()), |valid| validity(valid, time_zone))?,
            time_zone,
        })
    }
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

fn limits(wire: &wire::Limits, currency: Currency) -> Result<Limits, FieldError> {
    let auto_up_to = amount("limits.auto_up_to", wire.auto_up_to.as_deref(), currency)?;
    let deny_above = amount("limits.deny_above", wire.deny_above.as_deref(), currency)?;
    if let (Some(auto), Some(deny)) = (auto_up_to, deny_above)
        && auto.minor() > deny.minor()
    {
        return Err(FieldError::new(
            "limits.auto_up_to",
            "limits_contradict",
            format!("The automatic limit {auto} is above {deny}, where purchases are denied"),
            "Make auto_up_to at most deny_above.",
        ));
    }
    let mut periods: Vec<PeriodLimit> = Vec::new();
    for (index, Strict(wire)) in wire.periods.iter().flatten().enumerate() {
        let period = period(index, wire, currency)?;
        if periods.iter().any(|other| other.window == period.window) {
            return Err(FieldError::new(
                format!("limits.periods[{index}].window"),
                "window_twice",
                format!("There are two limits per {}", period.window),
                "Keep the smaller one.",
            ));
        }
        periods.push(period);
    }
    Ok(Limits {
        auto_up_to,
        deny_above,
        periods,
    })
}

fn period(
    index: usize,
    wire: &wire::PeriodLimit,
    currency: Currency,
) -> Result<PeriodLimit, FieldError> {
    let field = |name: &str| format!("limits.periods[{index}].{name}");
    if wire.window.starts_with("rolling:") {
        return Err(wire::not_enforced(field("window")));
    }
    if wire
        .rollover
        .as_deref()
        .is_some_and(|rollover| rollover != "none")
    {
        return Err(wire::not_enforced(field("rollover")));
    }
    let window = Window::ALL
        .into_iter()
        .find(|window| window.as_str() == wire.window);
    let window = window.ok_or_else(|| {
        FieldError::new(
            field("window"),
            "window_unknown",
            "The window is not known",
            "Write one of day, week, month, quarter, year, total.",
        )
    })?;
    let when_used_up = match wire.when_used_up.as_deref() {
        None | Some("ask") => WhenUsedUp::Ask,
        Some("deny") => WhenUsedUp::Deny,
        Some(_) => {
            let message = "What happens when it is used up is not known";
            let hint = "Write ask or deny.";
            return Err(FieldError::new(
                field("when_used_up"),
                "choice_unknown",
                message,
                hint,
            ));
        }
    };
    let max =
        Money::parse(&wire.max, currency).map_err(|error| money_error(field("max"), error))?;
    Ok(PeriodLimit {
        window,
        max,
        when_used_up,
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

fn amount(
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
