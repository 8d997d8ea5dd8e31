//! What is said of a purchase that a kept search finds.

use super::{Choice, Key, Notice, Style, Urgency, marked};
use crate::notifications::Waiting;
use crate::notifications::text;
use crate::views::Privacy;

/// A purchase that a search finds of which the owner wants to be told. It asks for nothing, and a
/// later one takes its place.
pub fn found(purchase: &Waiting, search: &str, style: Style) -> Notice {
    let (title, body) = match style.privacy {
        Privacy::Private => (
            "A search found something".to_owned(),
            "Open Counterfoil to look at it.".to_owned(),
        ),
        Privacy::Standard | Privacy::Full => (
            format!("New in {}", text::isolate(search)),
            format!(
                "{} to {} · {}",
                text::money(&purchase.amount),
                text::isolate(&purchase.merchant),
                text::isolate(&purchase.agent)
            ),
        ),
    };
    Notice {
        key: Key::Found(search.to_owned()),
        title: marked(text::disarm(&title), purchase.sandbox),
        body,
        urgency: Urgency::Low,
        choices: vec![(Choice::Review, "Open entry")],
        opens: format!("activity/{}", purchase.id),
    }
}
