//! What all rails do alike when they make a purchase request of what they read.

use std::time::Duration;

use counterfoil_domain::Timestamp;

/// The longest an offer may stay open in a purchase request.
const LONGEST: Duration = Duration::from_hours(7 * 24);

/// The end of an offer, where a purchase request can say it.
pub(crate) fn end(end: Option<Timestamp>, now: Timestamp) -> Option<String> {
    let near = end.filter(|end| *end <= now.plus(LONGEST));
    near.map(|end| end.to_string())
}
