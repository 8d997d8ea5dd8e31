//! What can be said of a request before anything else is known.

use super::{Signal, addressing, basket, deviation};
use crate::memory::Traits;
use crate::request::PurchaseRequest;

/// A request looked at once, however often it is evaluated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection {
    /// By what it is recognised.
    pub traits: Traits,
    pub(super) signals: Vec<Signal>,
}

impl Inspection {
    /// Reads its texts, totals and pages, and holds it against its own intent.
    pub fn of(request: &PurchaseRequest) -> Self {
        let mut signals = Vec::new();
        addressing::find(request, &mut signals);
        basket::find(request, &mut signals);
        deviation::find(request, &mut signals);
        Self {
            traits: Traits::of(&request.checkout),
            signals,
        }
    }
}
