//! Small values that every answer is made of.

use std::collections::BTreeMap;

use counterfoil_domain::evaluate::{Reason as Found, Tier as Friction};
use counterfoil_domain::purchase::{DecidedBy as Decider, Status as Standing};
use counterfoil_domain::{Money as Amount, Timestamp};

use super::signals;
use crate::views::{DecidedBy, Money, Reason, Status, Tier};

/// A number that JavaScript holds exactly.
pub fn count<T: TryInto<u32>>(number: T) -> u32 {
    number.try_into().unwrap_or(u32::MAX)
}

/// An amount.
pub fn money(amount: Amount) -> Money {
    Money {
        amount: amount.decimal(),
        currency: amount.currency().code().to_owned(),
        exponent: amount.currency().exponent(),
    }
}

/// A time.
pub fn time(at: Timestamp) -> String {
    at.to_string()
}

/// What deciding takes.
pub fn tier(tier: Friction) -> Tier {
    match tier {
        Friction::T0 => Tier::T0,
        Friction::T1 => Tier::T1,
        Friction::T2 => Tier::T2,
        Friction::T3 => Tier::T3,
        Friction::T4 => Tier::T4,
    }
}

/// Who decided.
pub fn decided_by(by: Decider) -> DecidedBy {
    match by {
        Decider::Rule => DecidedBy::Rule,
        Decider::Owner => DecidedBy::Owner,
    }
}

/// Where a purchase stands.
pub fn status(status: Standing) -> Status {
    match status {
        Standing::Pending => Status::Pending,
        Standing::Approved => Status::Approved,
        Standing::Authorized => Status::Authorized,
        Standing::Captured => Status::Captured,
        Standing::Refunded => Status::Refunded,
        Standing::Voided => Status::Voided,
        Standing::Denied => Status::Denied,
        Standing::Rejected => Status::Rejected,
        Standing::Expired => Status::Expired,
        Standing::Cancelled => Status::Cancelled,
        Standing::Superseded => Status::Superseded,
        Standing::Disputed => Status::Disputed,
        Standing::Lapsed => Status::Lapsed,
    }
}

/// Why the owner is asked, with everything its sentence names.
pub fn reason(found: &Found) -> Reason {
    let mut reason = Reason {
        code: found.code().to_owned(),
        params: BTreeMap::new(),
        amounts: BTreeMap::new(),
        text: found.text(),
    };
    fill(found, &mut reason);
    reason
}

/// The riskiest first: what must be ticked, then what takes the passphrase, then the rest.
pub fn reasons(found: &[Found]) -> Vec<Reason> {
    let mut sorted: Vec<&Found> = found.iter().collect();
    sorted.sort_by_key(|one| {
        (
            one.tick_rank().unwrap_or(u8::MAX),
            std::cmp::Reverse(one.tier()),
        )
    });
    sorted.into_iter().map(reason).collect()
}

#[expect(clippy::too_many_lines, reason = "one arm for each kind of reason")]
fn fill(found: &Found, reason: &mut Reason) {
    let mut say = |name: &str, text: &str| {
        reason.params.insert(name.to_owned(), text.to_owned());
    };
    let mut amount = |name: &str, amount: Amount| {
        reason.amounts.insert(name.to_owned(), money(amount));
    };
    match found {
        Found::Paused { .. } | Found::NoBudget | Found::ControlsDesktop => {}
        Found::BlockedMerchant {
            mandate_name,
            merchant,
        } => {
            say("budget", mandate_name);
            say("domain", merchant);
        }
        Found::AboveDeny {
            diff,
            limit,
            mandate_name,
        }
        | Found::OverAuto {
            diff,
            limit,
            mandate_name,
        } => {
            say("budget", mandate_name);
            amount("diff", *diff);
            amount("limit", *limit);
        }
        Found::PeriodUsedUp {
            diff,
            left,
            mandate_name,
            next,
            window,
        }
        | Found::OverPeriod {
            diff,
            left,
            mandate_name,
            next,
            window,
        } => {
            say("budget", mandate_name);
            say("window", window.as_str());
            if let Some(next) = next {
                say("next", &next.to_string());
            }
            amount("diff", *diff);
            amount("left", *left);
        }
        Found::TooMany {
            count,
            mandate_name,
            max,
            window,
        } => {
            say("budget", mandate_name);
            say("count", &count.to_string());
            say("max", &max.to_string());
            say("window", window.as_str());
        }
        Found::OutsideHours {
            from,
            mandate_name,
            until,
        } => {
            say("budget", mandate_name);
            say("from", from);
            say("until", until);
        }
        Found::NoRate {
            currency,
            into,
            mandate_name,
            max_age_days,
        } => {
            say("budget", mandate_name);
            say("currency", currency.code());
            say("into", into.code());
            say("days", &max_age_days.to_string());
        }
        Found::Learning {
            mandate_name,
            until,
        } => {
            say("budget", mandate_name);
            say("until", &until.to_string());
        }
        Found::BudgetPaused { mandate_name } => say("budget", mandate_name),
        Found::OverTolerance { diff, now, old } => {
            amount("diff", *diff);
            amount("now", *now);
            amount("old", *old);
        }
        Found::NewMerchant { merchant } => say("domain", merchant),
        Found::Unverified { name } => say("name", name),
        Found::MixedScript { ascii, unicode } => {
            say("ascii", ascii);
            say("unicode", unicode);
        }
        Found::HiddenText { count } => say("count", &count.to_string()),
        Found::NeedsPresence { limit } => amount("limit", *limit),
        Found::Signal(found) => signals::signal(found, reason),
        Found::Renewal(found) => signals::doubt(found, reason),
    }
}

#[cfg(test)]
mod tests {
    use counterfoil_domain::{Currency, Window};

    use super::*;

    fn eur(minor: i64) -> Amount {
        Amount::new(minor, Currency::parse("EUR").unwrap())
    }

    #[test]
    fn an_amount_keeps_the_digits_of_its_currency() {
        let yen = Amount::new(1200, Currency::parse("JPY").unwrap());
        assert_eq!(money(eur(8490)).amount, "84.90");
        assert_eq!(
            (money(yen).amount.as_str(), money(yen).exponent),
            ("1200", 0)
        );
    }

    #[test]
    fn a_reason_names_what_its_sentence_needs() {
        let over = Found::OverPeriod {
            diff: eur(4490),
            left: eur(4000),
            mandate_name: "Books".into(),
            next: None,
            window: Window::Month,
        };
        let reason = reason(&over);
        assert_eq!(reason.code, "over_period");
        assert_eq!(reason.params["budget"], "Books");
        assert_eq!(reason.params["window"], "month");
        assert_eq!(reason.amounts["diff"].amount, "44.90");
        assert!(reason.text.contains("44.90"));
    }

    #[test]
    fn the_fact_to_tick_comes_first() {
        let over = Found::OverAuto {
            diff: eur(4490),
            limit: eur(4000),
            mandate_name: "Books".into(),
        };
        let new = Found::NewMerchant {
            merchant: "nordlicht.example".into(),
        };
        let codes: Vec<String> = reasons(&[over, new])
            .into_iter()
            .map(|reason| reason.code)
            .collect();
        assert_eq!(codes, ["new_merchant", "over_auto"]);
    }

    #[test]
    fn a_number_too_large_for_the_window_is_its_largest() {
        assert_eq!(count(7_u64), 7);
        assert_eq!(count(u64::MAX), u32::MAX);
    }
}
