//! The words of what sellers answered, and of settlements.

use counterfoil_domain::entry::{Reported, Said, Settled};
use counterfoil_protocols::x402::explain;

pub(super) fn settled(what: &str, data: &Settled) -> String {
    let late = if data.late {
        ", after the authorization had ended"
    } else {
        ""
    };
    let receipt = data
        .receipt
        .as_ref()
        .map(|text| format!(" · receipt {text}"))
        .unwrap_or_default();
    let amount = if data.minor == "0" {
        String::new()
    } else {
        format!(" {}", data.amount)
    };
    format!("{what}{amount}{late}{receipt}")
}

/// What a seller answered.
pub(super) fn reported(data: &Reported) -> String {
    let on = data.transaction.as_deref().unwrap_or("no number");
    match data.said {
        Said::Settled => format!("Says it was paid: {on}"),
        Said::Ordered => format!("Says it is ordered: {on}"),
        Said::Pending => format!("Says it is on its way: {on}"),
        Said::Failed => {
            let code = data.code.as_deref().unwrap_or_default();
            format!("Says it failed ({code}): {}", explain(code))
        }
    }
}
