//! What the sentences about signals and renewals name.

use counterfoil_domain::Money as Amount;
use counterfoil_domain::purchase::Status;
use counterfoil_domain::risk::{IntentField, Sameness, Signal};
use counterfoil_domain::subscription::Doubt;

use super::values::money;
use crate::views::Reason;

/// Puts the evidence of a signal beside its sentence.
#[expect(clippy::too_many_lines, reason = "one arm for each kind of signal")]
pub fn signal(found: &Signal, reason: &mut Reason) {
    match found {
        Signal::LookAlike { host, like, .. } => {
            say(reason, "domain", host);
            say(reason, "known", like);
        }
        Signal::KnownName { host, known, name } => {
            say(reason, "known", known);
            say(reason, "name", name);
            if let Some(host) = host {
                say(reason, "domain", host);
            }
        }
        Signal::UnusualAmount {
            item, now, usual, ..
        } => usual_and_now(reason, item.as_deref(), *usual, *now),
        Signal::UnitSlip {
            item,
            now,
            times,
            usual,
        } => {
            usual_and_now(reason, item.as_deref(), *usual, *now);
            say(reason, "times", &times.to_string());
        }
        Signal::JustUnder {
            count,
            limit,
            mandate_name,
            sum,
        } => {
            say(reason, "count", &count.to_string());
            say(reason, "budget", mandate_name);
            amount(reason, "limit", *limit);
            amount(reason, "sum", *sum);
        }
        Signal::Burst { count, minutes } => {
            say(reason, "count", &count.to_string());
            say(reason, "minutes", &minutes.to_string());
        }
        Signal::NewHour { hour, .. } => say(reason, "hour", &format!("{hour:02}:00")),
        Signal::Addressing { found, .. } => say(reason, "found", found),
        Signal::UrlMismatch { domain, host, item } => {
            say(reason, "domain", domain);
            say(reason, "page", host);
            say(reason, "item", item);
        }
        // Which part of the total is meant only its own sentence says.
        Signal::OddTotals { .. } => {}
        Signal::UnknownToken { contract, symbol } => {
            say(reason, "contract", contract);
            say(reason, "symbol", symbol);
        }
        Signal::Duplicate {
            day,
            paid,
            same,
            status,
            ..
        } => {
            say(reason, "day", &day.to_string());
            amount(reason, "paid", *paid);
            match (status, same) {
                (Status::Pending, _) => say(reason, "kind", "pending"),
                (_, Sameness::Amount) => say(reason, "kind", "amount"),
                (_, Sameness::Items) => {}
            }
        }
        Signal::TriedBefore {
            count, day, status, ..
        } => {
            // More than once is a sentence of its own.
            if *count == 1 {
                say(reason, "day", &day.to_string());
            }
            if *status == Status::Denied {
                say(reason, "kind", "denied");
            }
        }
        Signal::Deviation { field, found, said } => {
            say(reason, "kind", deviation(*field));
            say(reason, "found", found);
            say(reason, "said", said);
        }
    }
}

/// Puts what was agreed and what is asked now beside the sentence about a renewal.
pub fn doubt(found: &Doubt, reason: &mut Reason) {
    match found {
        Doubt::New {
            count,
            interval,
            yearly,
            ..
        } => {
            say(reason, "interval", interval.as_str());
            if let Some(count) = count {
                say(reason, "count", &count.to_string());
            }
            if let Some(yearly) = yearly {
                amount(reason, "yearly", *yearly);
            }
        }
        Doubt::PriceRise { new, old, percent } => {
            amount(reason, "new", *new);
            amount(reason, "old", *old);
            say(reason, "percent", &percent.to_string());
        }
        Doubt::IntervalChanged { new, old } => {
            say(reason, "newInterval", new.as_str());
            say(reason, "oldInterval", old.as_str());
        }
        Doubt::Early { due } => say(reason, "day", &due.to_string()),
        Doubt::Ended { .. } => {}
        Doubt::Cancelled { since } => say(reason, "day", &since.to_string()),
    }
}

fn usual_and_now(reason: &mut Reason, item: Option<&str>, usual: Amount, now: Amount) {
    amount(reason, "usual", usual);
    amount(reason, "now", now);
    if let Some(item) = item {
        say(reason, "item", item);
        say(reason, "kind", "item");
    }
}

const fn deviation(field: IntentField) -> &'static str {
    match field {
        IntentField::MaxAmount => "max_amount",
        IntentField::Quantity => "quantity",
        IntentField::Merchant => "merchant",
        IntentField::Recurring => "recurring",
        IntentField::Currency => "currency",
    }
}

fn say(reason: &mut Reason, name: &str, text: &str) {
    reason.params.insert(name.to_owned(), text.to_owned());
}

fn amount(reason: &mut Reason, name: &str, amount: Amount) {
    reason.amounts.insert(name.to_owned(), money(amount));
}
