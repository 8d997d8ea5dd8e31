//! Values on the command line that are more than words.

use std::num::NonZeroU32;
use std::str::FromStr;
use std::time::Duration;

use counterfoil_domain::Timestamp;
use counterfoil_domain::entry::CounterOffer;

use super::Rate;

/// A counter-offer, as given.
pub(crate) type Offer = CounterOffer;

/// A stretch of time: a whole number and a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stretch(Duration);

/// Longer than this, a pause is better left without an end.
const LONGEST: Duration = Duration::from_hours(366 * 24);

impl Stretch {
    /// When it ends if it begins now.
    pub(crate) fn from(self, now: Timestamp) -> Timestamp {
        now.plus(self.0)
    }
}

impl FromStr for Stretch {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "write a number and a unit: 30s, 15m, 1h, 2d".to_owned();
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let unit = text.strip_prefix(digits).unwrap_or_default();
        if digits.is_empty() || digits.len() > 9 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(wrong());
        }
        let number: u64 = digits.parse().map_err(|_| wrong())?;
        let seconds: u64 = match unit {
            "s" => 1,
            "m" | "min" => 60,
            "h" => 60 * 60,
            "d" => 24 * 60 * 60,
            "w" => 7 * 24 * 60 * 60,
            _ => return Err(wrong()),
        };
        let stretch = Duration::from_secs(number.saturating_mul(seconds));
        if stretch.is_zero() || stretch > LONGEST {
            return Err("choose between one second and 366 days".to_owned());
        }
        Ok(Self(stretch))
    }
}

/// A rate: requests per second, or none.
pub(crate) fn rate(text: &str) -> Result<Rate, String> {
    if text == "off" {
        return Ok(Rate::Off);
    }
    let wrong = |_| "write a whole number of requests per second, at least 1, or off".to_owned();
    text.parse::<NonZeroU32>()
        .map(Rate::PerSecond)
        .map_err(wrong)
}

/// What the owner would agree to.
pub(crate) fn counter_offer(text: &str) -> Result<Offer, String> {
    let wrong = |detail: &dyn std::fmt::Display| {
        format!("write a JSON object with max_amount, merchant, not_before or note ({detail})")
    };
    if !text.trim_start().starts_with('{') {
        return Err(wrong(&"it does not begin with {"));
    }
    serde_json::from_str(text).map_err(|error| wrong(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_is_a_number_and_a_unit() {
        let of = |text: &str| text.parse::<Stretch>().map(|stretch| stretch.0.as_secs());
        assert_eq!(of("90s"), Ok(90));
        assert_eq!(of("15m"), Ok(900));
        assert_eq!(of("1h"), Ok(3600));
        assert_eq!(of("2d"), Ok(172_800));
        assert_eq!(of("1w"), Ok(604_800));
        for wrong in [
            "",
            "h",
            "1",
            "-1h",
            "1.5h",
            "1 h",
            "１h",
            "0m",
            "1y",
            "999999999d",
            "1H",
        ] {
            assert!(of(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_rate_is_a_positive_number_or_off() {
        assert_eq!(rate("off"), Ok(Rate::Off));
        assert_eq!(rate("7"), Ok(Rate::PerSecond(NonZeroU32::new(7).unwrap())));
        for wrong in ["0", "-1", "1.5", "OFF", "", "99999999999"] {
            assert!(rate(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_counter_offer_has_known_fields_only() {
        let offer = counter_offer(r#"{"max_amount":"50.00","note":"cheaper, please"}"#).unwrap();
        assert_eq!(offer.max_amount.as_deref(), Some("50.00"));
        for wrong in ["", "[]", "{\"maximum\":\"5\"}", "{\"max_amount\":5}"] {
            assert!(counter_offer(wrong).is_err(), "{wrong}");
        }
    }
}
