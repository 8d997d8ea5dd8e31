//! What follows the `?` of an address: known names only, each once.

use std::borrow::Cow;
use std::time::Duration;

use counterfoil_domain::currency::Currency;
use counterfoil_domain::ids::PurchaseId;
use counterfoil_domain::merchant::MerchantDomain;
use counterfoil_domain::purchase::Status;
use counterfoil_engine::{LimitsQuery, ListQuery};

use crate::problem::{Problem, clipped, sentence};

const MOST_WAIT_SECONDS: u32 = 30;
const MOST_LISTED: u32 = 100;
const USUALLY_LISTED: u32 = 20;

/// Refuses everything, for routes that take no parameters.
pub(crate) fn none(query: Option<&str>) -> Result<(), Problem> {
    read(query, []).map(|[]| ())
}

/// `?wait=SECONDS`; zero when absent.
pub(crate) fn wait(query: Option<&str>) -> Result<Duration, Problem> {
    let [wait] = read(query, ["wait"])?;
    let Some(wait) = wait else {
        return Ok(Duration::ZERO);
    };
    let seconds = number(&wait)
        .filter(|seconds| *seconds <= MOST_WAIT_SECONDS)
        .ok_or_else(|| {
            Problem::bad(
                "wait_out_of_range",
                "wait must be a whole number of seconds from 0 to 30.",
                "Use for example ?wait=30 and repeat while next_poll_ms is present.",
            )
            .at("wait")
        })?;
    Ok(Duration::from_secs(u64::from(seconds)))
}

/// `?status=&cursor=&limit=`.
pub(crate) fn list(query: Option<&str>) -> Result<ListQuery, Problem> {
    let [status, cursor, limit] = read(query, ["status", "cursor", "limit"])?;
    // What is not a number is out of range like one that is too large.
    let limit = limit.map(|limit| number(&limit).unwrap_or_default());
    list_of(status.as_deref(), cursor.as_deref(), limit)
}

/// The same from its parts.
pub(crate) fn list_of(
    status: Option<&str>,
    cursor: Option<&str>,
    limit: Option<u32>,
) -> Result<ListQuery, Problem> {
    let status = status
        .map(|word| {
            Status::from_word(word).ok_or_else(|| {
                Problem::bad(
                    "status_unknown",
                    "There is no such status.",
                    "Use one of the statuses of /openapi.json, such as pending.",
                )
                .at("status")
            })
        })
        .transpose()?;
    let after = cursor
        .map(|cursor| {
            cursor.parse::<PurchaseId>().map_err(|_| {
                Problem::bad(
                    "cursor_unknown",
                    "The cursor is not one that this gateway gave out.",
                    "Pass the value of next from the answer before, or leave the cursor out.",
                )
                .at("cursor")
            })
        })
        .transpose()?;
    let limit = limit.map_or(Ok(USUALLY_LISTED), |limit| {
        Some(limit)
            .filter(|limit| (1..=MOST_LISTED).contains(limit))
            .ok_or_else(|| {
                Problem::bad(
                    "limit_out_of_range",
                    "limit must be a whole number from 1 to 100.",
                    "Ask for at most 100 and follow next for more.",
                )
                .at("limit")
            })
    })?;
    Ok(ListQuery {
        status,
        after,
        limit,
    })
}

/// `?merchant=&currency=`.
pub(crate) fn limits(query: Option<&str>) -> Result<LimitsQuery, Problem> {
    let [merchant, currency] = read(query, ["merchant", "currency"])?;
    limits_of(merchant.map(Cow::into_owned), currency.map(Cow::into_owned))
}

/// The same from its parts.
pub(crate) fn limits_of(
    merchant: Option<String>,
    currency: Option<String>,
) -> Result<LimitsQuery, Problem> {
    if let Some(error) = merchant
        .as_deref()
        .and_then(|name| MerchantDomain::parse(name).err())
    {
        let hint = "Give the bare host name of the shop, such as shop.example.com.";
        return Err(Problem::bad(error.code(), sentence(&error.to_string()), hint).at("merchant"));
    }
    if let Some(error) = currency
        .as_deref()
        .and_then(|code| Currency::parse(code).err())
    {
        let hint = "Give the upper-case ISO 4217 code, such as EUR, or USDC.";
        return Err(Problem::bad(error.code(), sentence(&error.to_string()), hint).at("currency"));
    }
    Ok(LimitsQuery { merchant, currency })
}

fn read<'a, const N: usize>(
    query: Option<&'a str>,
    names: [&'static str; N],
) -> Result<[Option<Cow<'a, str>>; N], Problem> {
    let mut values = [const { None }; N];
    for (name, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
        let slot = names
            .iter()
            .zip(&mut values)
            .find(|(known, _)| **known == name);
        match slot {
            Some((_, slot @ None)) => *slot = Some(value),
            Some((known, Some(_))) => {
                return Err(Problem::bad(
                    "query_repeated",
                    format!("{known} is given twice in the address."),
                    "Give every parameter once.",
                )
                .at(known));
            }
            None => {
                return Err(Problem::bad(
                    "query_unknown",
                    "The address has a parameter that this route does not know.",
                    "Leave it out; /openapi.json lists the known ones.",
                )
                .at(&clipped(&name, 64)));
            }
        }
    }
    Ok(values)
}

/// Digits only; `str::parse` would also take a plus sign.
fn number(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}
