//! The sentences of the signals.

use super::{IntentField, Likeness, Sameness, Signal, TotalsPart};
use crate::purchase::Status;

pub(super) fn text(signal: &Signal) -> String {
    match signal {
        Signal::LookAlike { host, how, like } => look_alike(host, *how, like),
        Signal::KnownName { host, known, name } => match host {
            Some(host) => format!("{name} was {known} so far; this is {host}"),
            None => format!("{name} was {known} so far; this one gives no domain"),
        },
        Signal::UnusualAmount {
            count,
            item,
            now,
            usual,
        } => match item {
            Some(item) => format!("{item} costs {now}; usual is {usual} ({count} purchases)"),
            None => format!("{now} is far above the usual {usual} here ({count} purchases)"),
        },
        Signal::UnitSlip {
            item,
            now,
            times,
            usual,
        } => match item {
            Some(item) => format!("{item} costs {now}, {times} times the usual {usual}"),
            None => format!("{now} is {times} times the usual {usual} here"),
        },
        Signal::JustUnder {
            count,
            limit,
            mandate_name,
            sum,
        } => format!(
            "{count} purchases in 24 hours just under the automatic limit of {limit} in \
             {mandate_name}, {sum} together"
        ),
        Signal::Burst { count, minutes } => {
            format!("{count} purchases within {minutes} minutes")
        }
        Signal::NewHour { count, hour } => {
            format!("This agent never bought around {hour:02}:00 ({count} purchases)")
        }
        Signal::Addressing { field, found } => {
            format!("A text ({field}) speaks to whoever decides: \u{201c}{found}\u{201d}")
        }
        Signal::UrlMismatch { domain, host, item } => {
            format!("The page of {item} is on {host}, but the money goes to {domain}")
        }
        Signal::OddTotals { part, share, whole } => {
            let part = match part {
                TotalsPart::Discount => "discount",
                TotalsPart::Shipping => "delivery",
                TotalsPart::Tax => "tax",
            };
            format!("The {part} of {share} is out of proportion to items of {whole}")
        }
        Signal::UnknownToken { contract, symbol } => {
            format!("{contract} is not a registered contract of {symbol}")
        }
        Signal::Duplicate {
            day,
            paid,
            same,
            status,
            ..
        } => duplicate(&day.format("%A, %-d %B").to_string(), paid, *same, *status),
        Signal::TriedBefore {
            count, day, status, ..
        } => tried_before(*count, &day.format("%A, %-d %B").to_string(), *status),
        Signal::Deviation { field, found, said } => deviation(*field, found, said),
    }
}

pub(super) fn told(signal: &Signal) -> String {
    let neutral = match signal {
        Signal::Duplicate {
            status: Status::Pending,
            ..
        } => "The same is asked for already",
        Signal::Duplicate { .. } => "The same was bought a short while ago",
        Signal::TriedBefore { .. } => "The same was refused before",
        Signal::UnusualAmount { .. } => "This costs far more than is usual",
        Signal::UnitSlip { .. } => "This costs about 100 or 1000 times what is usual",
        Signal::LookAlike { .. }
        | Signal::KnownName { .. }
        | Signal::JustUnder { .. }
        | Signal::Burst { .. }
        | Signal::NewHour { .. }
        | Signal::Addressing { .. }
        | Signal::UrlMismatch { .. }
        | Signal::OddTotals { .. }
        | Signal::UnknownToken { .. }
        | Signal::Deviation { .. } => return text(signal),
    };
    neutral.to_owned()
}

fn look_alike(host: &str, how: Likeness, like: &str) -> String {
    match how {
        Likeness::Letters => format!("{host} is written with letters that look like {like}"),
        Likeness::Spelling => format!("{host} is spelled almost like {like}"),
        Likeness::Contains => format!("{host} uses the name of {like}, but is not {like}"),
    }
}

fn tried_before(count: u32, day: &str, status: Status) -> String {
    let was = if status == Status::Denied {
        "denied by a rule"
    } else {
        "rejected"
    };
    if count > 1 {
        format!("The same was {was} {count} times, last on {day}")
    } else {
        format!("The same was {was} on {day}")
    }
}

fn duplicate(day: &str, paid: &crate::money::Money, same: Sameness, status: Status) -> String {
    let what = match same {
        Sameness::Items => "The same items",
        Sameness::Amount => "The same amount at the same shop",
    };
    match status {
        Status::Pending => format!("{what} for {paid} already waits since {day}"),
        Status::Approved
        | Status::Authorized
        | Status::Captured
        | Status::Refunded
        | Status::Voided
        | Status::Denied
        | Status::Rejected
        | Status::Expired
        | Status::Cancelled
        | Status::Superseded
        | Status::Disputed
        | Status::Lapsed => format!("Already bought on {day}: {} for {paid}", lower(what)),
    }
}

fn lower(sentence: &str) -> String {
    sentence.replacen("The", "the", 1)
}

fn deviation(field: IntentField, found: &str, said: &str) -> String {
    match field {
        IntentField::MaxAmount => format!("Costs {found}; wanted was at most {said}"),
        IntentField::Quantity => format!("Has {found} pieces; wanted were {said}"),
        IntentField::Merchant => format!("Sold by {found}; wanted was {said}"),
        IntentField::Recurring => format!("{found}; wanted was {said}"),
        IntentField::Currency => format!("Charged in {found}; the wish speaks of {said}"),
    }
}

pub(super) fn way_out(signal: &Signal) -> String {
    match signal {
        Signal::LookAlike { like, .. } => {
            format!("Buy from {like} itself, or let the owner confirm that this is another shop.")
        }
        Signal::KnownName { known, .. } => {
            format!("Buy from {known}, or let the owner confirm the new domain.")
        }
        Signal::UnusualAmount { .. } | Signal::UnitSlip { .. } => {
            "Check the price and its decimal point; the owner can approve this one.".to_owned()
        }
        Signal::JustUnder { .. } => {
            "Put what belongs together into one purchase and ask the owner.".to_owned()
        }
        Signal::Burst { minutes, .. } => {
            format!("Wait {minutes} minutes, or let the owner approve these.")
        }
        Signal::NewHour { .. } => "Ask again by day, or let the owner approve it.".to_owned(),
        Signal::Addressing { .. } => {
            "Send only what describes the purchase; the owner decides from the facts.".to_owned()
        }
        Signal::UrlMismatch { domain, .. } => {
            format!("Send the page on {domain}, or leave it out and let the owner look.")
        }
        Signal::OddTotals { .. } => {
            "Check the totals with the shop; the owner sees each part.".to_owned()
        }
        Signal::UnknownToken { symbol, .. } => {
            format!("Pay with a registered contract of {symbol}, or let the owner confirm.")
        }
        Signal::Duplicate { .. } => {
            "If it is wanted twice, let the owner approve it; else cancel one of them.".to_owned()
        }
        Signal::TriedBefore { .. } => {
            "Do not try it again as it is; follow the owner's answer to the first one.".to_owned()
        }
        Signal::Deviation { said, field, .. } => match field {
            IntentField::MaxAmount => {
                format!("Find an offer of at most {said}, or let the owner approve this one.")
            }
            IntentField::Quantity
            | IntentField::Merchant
            | IntentField::Recurring
            | IntentField::Currency => {
                format!(
                    "Find an offer that fits the wish ({said}), or let the owner approve this one."
                )
            }
        },
    }
}
