//! Amounts in queries: `amount>50` means 50 of each currency, `amount>50EUR` that currency only.

use counterfoil_domain::currency::Currency;
use counterfoil_domain::money::Money;
use serde::Serialize;

/// The range in minor units, per currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AmountRange(Vec<Bound>);

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Bound {
    c: &'static str,
    l: i64,
    h: i64,
}

impl AmountRange {
    pub(crate) fn parse(op: &str, value: &str) -> Result<Self, String> {
        let split = value
            .find(|c: char| c.is_ascii_alphabetic())
            .unwrap_or(value.len());
        let (number, code) = value.split_at_checked(split).unwrap_or((value, ""));
        let currencies: Vec<Currency> = match code {
            "" => Currency::all().collect(),
            // Without a number it is a word, not a currency.
            _ if number.is_empty() => Vec::new(),
            code => {
                let known = Currency::parse(&code.to_uppercase());
                vec![known.map_err(|_| format!("{code:?} is not a currency."))?]
            }
        };
        let bounds: Vec<Bound> = currencies
            .into_iter()
            .filter_map(|currency| bound(op, number, currency))
            .collect();
        if bounds.is_empty() {
            return Err(format!(
                "{value:?} is not an amount; write amount>50 or amount:20..80."
            ));
        }
        Ok(Self(bounds))
    }

    pub(super) fn bounds_json(&self) -> String {
        serde_json::to_string(&self.0).unwrap_or_else(|_| "[]".to_owned())
    }
}

fn bound(op: &str, number: &str, currency: Currency) -> Option<Bound> {
    let minor = |text: &str| Money::parse(text, currency).ok().map(Money::minor);
    let (low, high) = if let Some((low, high)) = number.split_once("..") {
        (minor(low)?, minor(high)?)
    } else {
        let minor = minor(number)?;
        match op {
            ">" => (minor.checked_add(1)?, i64::MAX),
            ">=" => (minor, i64::MAX),
            "<" => (0, minor.checked_sub(1)?),
            "<=" => (0, minor),
            _ => (minor, minor),
        }
    };
    Some(Bound {
        c: currency.code(),
        l: low,
        h: high,
    })
}
