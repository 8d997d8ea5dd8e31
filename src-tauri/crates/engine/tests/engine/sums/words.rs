//! Between the engine's words and the model's.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "only what limits say is compared"
)]

use std::collections::BTreeMap;

use counterfoil_domain::evaluate::Reason;

use super::SHOPS;
use super::list::{Budget, Limit, Objection};

pub fn raised(json: &str) -> BTreeMap<String, (i64, i64)> {
    let raises: BTreeMap<String, serde_json::Value> = serde_json::from_str(json).unwrap();
    let raise = |raise: serde_json::Value| {
        let minor = raise["minor"].as_str().unwrap().parse().unwrap();
        (minor, raise["slot"].as_i64().unwrap())
    };
    raises
        .into_iter()
        .map(|(window, value)| (window, raise(value)))
        .collect()
}

/// What a limit objects to, without what else there is to say about a purchase.
pub fn said(reason: &Reason) -> Option<Objection> {
    let code = reason.code();
    let (name, window, left) = match reason {
        Reason::AboveDeny { mandate_name, .. } | Reason::OverAuto { mandate_name, .. } => {
            (mandate_name, None, None)
        }
        Reason::TooMany {
            mandate_name,
            window,
            ..
        } => (mandate_name, Some(window), None),
        Reason::OverPeriod {
            mandate_name,
            window,
            left,
            ..
        }
        | Reason::PeriodUsedUp {
            mandate_name,
            window,
            left,
            ..
        } => (mandate_name, Some(window), Some(left.minor())),
        _ => return None,
    };
    Some((code, name.clone(), window.map(ToString::to_string), left))
}

pub fn decimal(minor: i64) -> String {
    format!("{}.{:02}", minor / 100, minor % 100)
}

pub fn document(budget: &Budget) -> String {
    let period = |limit: &Limit| {
        let (window, max, rollover) = (limit.window, decimal(limit.max), limit.rollover);
        let end = if limit.deny { "deny" } else { "ask" };
        format!(
            r#"{{"window":"{window}","max":"{max}","when_used_up":"{end}","rollover":"{rollover}"}}"#
        )
    };
    let periods = budget
        .limits
        .iter()
        .map(period)
        .collect::<Vec<_>>()
        .join(",");
    let most = budget.most.map_or_else(String::new, |(window, count)| {
        format!(r#","max_purchases":{{"window":"{window}","count":{count}}}"#)
    });
    let (name, zone, deny) = (budget.name, budget.zone, decimal(budget.deny));
    if budget.overall {
        return format!(
            r#"{{"name":"{name}","overall":true,"currency":"EUR","time_zone":"{zone}",
                "limits":{{"deny_above":"{deny}","periods":[{periods}]{most}}}}}"#
        );
    }
    let scope = budget.shops.map_or_else(String::new, |shop| {
        format!(r#","scope":{{"merchants":["{}"]}}"#, SHOPS[shop])
    });
    let auto = decimal(budget.auto);
    format!(
        r#"{{"name":"{name}","agents":["Shopping agent"],"currency":"EUR","time_zone":"{zone}",
            "limits":{{"auto_up_to":"{auto}","deny_above":"{deny}","periods":[{periods}]{most}}},
            "always_ask":{{"new_merchant":false,"repeats":false}},"undo_seconds":5{scope}}}"#
    )
}
