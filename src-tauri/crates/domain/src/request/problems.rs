//! What to say about each thing that can be wrong: what it is, and what to do about it.

use super::FieldError;
use crate::currency::CurrencyError;
use crate::money::MoneyError;
use crate::text::TextError;
use crate::time::TimeError;

pub(crate) fn money_error(field: String, error: MoneyError) -> FieldError {
    let hint = match error {
        MoneyError::Syntax => {
            "Send a string of ASCII digits in major units with a point, such as \"84.90\"."
                .to_owned()
        }
        MoneyError::TooManyDecimals { currency } => {
            format!(
                "Send at most {} decimals for {currency}.",
                currency.exponent()
            )
        }
        MoneyError::TooLarge | MoneyError::Overflow => "Send a smaller amount.".to_owned(),
        MoneyError::CurrencyMismatch { .. } => "Use one currency throughout.".to_owned(),
    };
    FieldError::new(field, error.code(), capitalised(&error.to_string()), hint)
}

pub(crate) fn currency_error(field: &str, error: &CurrencyError) -> FieldError {
    FieldError::new(
        field,
        error.code(),
        capitalised(&error.to_string()),
        "Send the upper-case ISO 4217 code of a currency in use, such as \"EUR\", or \"USDC\".",
    )
}

pub(crate) fn text_error(field: String, error: TextError) -> FieldError {
    let hint = match error {
        TextError::Empty => "Send some readable text, or leave the field out.".to_owned(),
        TextError::TooLong { max_graphemes, .. } => {
            format!("Shorten it to {max_graphemes} characters; it is never cut for you.")
        }
        TextError::Forbidden { .. } => "Send plain text without control characters.".to_owned(),
        TextError::TooManyMarks => "Send text without stacked accents.".to_owned(),
    };
    FieldError::new(field, error.code(), capitalised(&error.to_string()), hint)
}

pub(super) fn time_error(field: String, error: TimeError) -> FieldError {
    FieldError::new(
        field,
        error.code(),
        capitalised(&error.to_string()),
        "Send a time such as \"2026-11-22T14:32:00Z\".",
    )
}

/// Sentences begin with a capital; error texts inside the library do not.
pub(super) fn capitalised(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
