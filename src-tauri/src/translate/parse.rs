//! What the window sends.

use std::str::FromStr;
use std::time::Duration;

use counterfoil_domain::merchant::{Category, MerchantDomain};
use counterfoil_domain::rates::Quote;
use counterfoil_domain::{
    AgentId, Currency, MandateId, PurchaseId, StatementId, Timestamp, Window,
};

use crate::error::IpcError;

/// A purchase's id.
pub fn purchase_id(text: &str) -> Result<PurchaseId, IpcError> {
    id(text, "purchase")
}

/// A statement's id.
pub fn statement_id(text: &str) -> Result<StatementId, IpcError> {
    id(text, "statement")
}

/// An agent's id.
pub fn agent_id(text: &str) -> Result<AgentId, IpcError> {
    id(text, "agent")
}

/// A budget's id.
pub fn mandate_id(text: &str) -> Result<MandateId, IpcError> {
    id(text, "budget")
}

/// A budget's id; none for a new one.
pub fn optional_mandate_id(text: Option<&str>) -> Result<Option<MandateId>, IpcError> {
    text.map(mandate_id).transpose()
}

/// A period.
pub fn window(name: &str) -> Result<Window, IpcError> {
    Window::parse(name).ok_or_else(|| {
        let hint = "Choose one of the budget's periods.";
        IpcError::new("unknown_window", "There is no such period.", hint).about("window")
    })
}

/// A currency by its code.
pub fn currency(code: &str, field: &str) -> Result<Currency, IpcError> {
    Currency::parse(code.trim()).map_err(|_| {
        let hint = "Write its three letters, such as EUR.";
        IpcError::new("currency", "That is not a currency.", hint).about(field)
    })
}

/// A merchant's domain.
pub fn domain(text: &str) -> Result<MerchantDomain, IpcError> {
    MerchantDomain::parse(text.trim()).map_err(|error| {
        let hint = "Write the shop's domain, such as shop.example.com.";
        IpcError::new("domain", format!("That is not a domain: {error}."), hint).about("domain")
    })
}

/// A kind of shop.
pub fn category(word: &str) -> Result<Category, IpcError> {
    Category::parse(word).map_err(|error| {
        let hint = "Write one word or two, such as books.";
        IpcError::new(
            "category",
            format!("That is not a category: {error}."),
            hint,
        )
        .about("category")
    })
}

/// An exchange rate.
pub fn quote(text: &str) -> Result<Quote, IpcError> {
    Quote::parse(text.trim()).map_err(|error| {
        let hint = "Write it like 1.0842.";
        IpcError::new("rate", format!("That is not a rate: {error}."), hint).about("rate")
    })
}

/// The currency that a mandate document names.
pub fn currency_of(document: &str) -> Result<Currency, IpcError> {
    let named = serde_json::from_str::<serde_json::Value>(document).ok();
    let named = named.as_ref().and_then(|document| document.get("currency"));
    let code = named
        .and_then(serde_json::Value::as_str)
        .unwrap_or_default();
    currency(code, "currency")
}

/// The hash of a view, in hex.
pub fn view_hash(text: &str) -> Result<[u8; 32], IpcError> {
    let mut hash = [0; 32];
    hex::decode_to_slice(text, &mut hash).map_err(|_| {
        let hint = "Read the request again and decide on what it says now.";
        let error = IpcError::new("view_changed", "That is not the hash of a view.", hint);
        error.about("viewHash")
    })?;
    Ok(hash)
}

/// The end of a pause that starts now; without an end when no time is given.
pub fn minutes_from(now: Timestamp, minutes: Option<u32>) -> Option<Timestamp> {
    minutes.map(|minutes| now.plus(Duration::from_secs(u64::from(minutes).saturating_mul(60))))
}

fn id<T: FromStr>(text: &str, what: &str) -> Result<T, IpcError> {
    text.parse().map_err(|_| {
        let message = format!("There is no {what} with that id.");
        IpcError::new(
            "not_found",
            message,
            "Check the id; lists show the ones there are.",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_64_hex_digits() {
        assert_eq!(view_hash(&"0f".repeat(32)).unwrap(), [15; 32]);
        for wrong in ["", "0f", &"0g".repeat(32), &"0".repeat(63), &"0".repeat(66)] {
            assert_eq!(
                view_hash(wrong).unwrap_err().code,
                "view_changed",
                "{wrong}"
            );
        }
    }

    #[test]
    fn an_id_of_another_kind_is_refused() {
        let agent = AgentId::from_bytes([7; 16]).to_string();
        assert!(agent_id(&agent).is_ok());
        assert_eq!(purchase_id(&agent).unwrap_err().code, "not_found");
        assert_eq!(optional_mandate_id(None).unwrap(), None);
    }

    #[test]
    fn a_pause_counts_from_now() {
        let now = Timestamp::from_millis(1_000_000_000_000);
        assert_eq!(
            minutes_from(now, Some(15)),
            Some(Timestamp::from_millis(1_000_000_900_000))
        );
        assert_eq!(minutes_from(now, None), None);
    }
}
