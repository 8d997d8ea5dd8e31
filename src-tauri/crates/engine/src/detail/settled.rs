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
pub(super) fn reported(data: &Reported) -> (&'static str, String) {
    let on = data.transaction.as_deref().unwrap_or("no number");
    let code = data.code.as_deref().unwrap_or_default();
    let sent = "Payment sent to the seller from here";
    match data.said {
        Said::Sent => ("engine", sent.to_owned()),
        Said::Nothing => ("engine", format!("No word of the payment came ({code})")),
        Said::Settled => ("seller", format!("Says it was paid: {on}")),
        Said::Ordered => ("seller", format!("Says it is ordered: {on}")),
        Said::Pending => ("seller", format!("Says it is on its way: {on}")),
        Said::Failed => {
            let words = format!("Says it failed ({code}): {}", explain(code));
            ("seller", words)
        }
    }
}
