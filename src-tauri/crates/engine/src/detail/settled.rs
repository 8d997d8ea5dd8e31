//! The words of a settlement.

use counterfoil_domain::entry::Settled;

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
