//! How a checkout's total comes about, recomputed.

use counterfoil_domain::{Currency, Money};

use crate::ap2::Ap2Error;
use crate::json::{Fields, Json};

use super::Line;

/// The parts of a total: `items − discount + shipping + tax = total`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sums {
    /// The lines together, before any discount.
    pub items: Money,
    /// What is taken off, of lines and of the whole.
    pub discount: Money,
    /// Delivery.
    pub shipping: Money,
    /// Taxes and fees.
    pub tax: Money,
    /// What is to be paid.
    pub total: Money,
}

#[derive(Default)]
struct Entries {
    subtotal: Option<i128>,
    total: Option<i128>,
    items_discount: i128,
    discount: i128,
    shipping: i128,
    tax: i128,
}

impl Sums {
    pub(super) fn read(
        fields: &Fields<'_>,
        items: &[Line],
        currency: Currency,
    ) -> Result<Self, Ap2Error> {
        let entries = Entries::read(fields)?;
        let subtotal = entries
            .subtotal
            .ok_or(Ap2Error::Sums("there is no subtotal"))?;
        let total = entries.total.ok_or(Ap2Error::Sums("there is no total"))?;
        let mut lines: i128 = 0;
        for item in items {
            let amount = i128::from(item.price).checked_mul(i128::from(item.quantity));
            let sum = amount.and_then(|amount| lines.checked_add(amount));
            lines = sum.ok_or(Ap2Error::Sums("it is too large"))?;
        }
        // Some shops give the subtotal before what is taken off the lines, some after it.
        let net = lines.saturating_sub(entries.items_discount);
        if subtotal != lines && subtotal != net {
            return Err(Ap2Error::Sums("the lines are not the subtotal"));
        }
        let discount = entries.discount.saturating_add(entries.items_discount);
        let expected = lines
            .saturating_sub(discount)
            .saturating_add(entries.shipping)
            .saturating_add(entries.tax);
        if expected != total {
            return Err(Ap2Error::Sums("the parts are not the total"));
        }
        if total <= 0 {
            return Err(Ap2Error::Sums("the total is not above zero"));
        }
        let money = |minor: i128| -> Result<Money, Ap2Error> {
            let minor = i64::try_from(minor).map_err(|_| Ap2Error::Sums("it is too large"))?;
            Ok(Money::new(minor, currency))
        };
        Ok(Self {
            items: money(lines)?,
            discount: money(discount)?,
            shipping: money(entries.shipping)?,
            tax: money(entries.tax)?,
            total: money(total)?,
        })
    }
}

impl Entries {
    fn read(fields: &Fields<'_>) -> Result<Self, Ap2Error> {
        let mut entries = Self::default();
        for entry in fields.list("totals")? {
            entries.take(entry)?;
        }
        Ok(entries)
    }

    fn take(&mut self, entry: &Json<'_>) -> Result<(), Ap2Error> {
        let wrong = crate::json::wrong("totals", "a list of objects");
        let fields = entry.as_object().ok_or(wrong)?;
        let amount = fields.integer("amount")?;
        let kind = fields.text("type")?;
        if amount < 0 && !matches!(kind, "discount" | "items_discount") {
            return Err(Ap2Error::Sums("a part is below zero"));
        }
        let once = |slot: &mut Option<i128>| match slot.replace(amount) {
            None => Ok(()),
            Some(_) => Err(Ap2Error::Sums("a subtotal or total is there twice")),
        };
        let add = |slot: &mut i128, amount: i128| {
            let sum = slot.checked_add(amount);
            *slot = sum.ok_or(Ap2Error::Sums("it is too large"))?;
            Ok(())
        };
        match kind {
            "subtotal" => once(&mut self.subtotal),
            "total" => once(&mut self.total),
            // Discounts are written with either sign; they always take off.
            "items_discount" => add(&mut self.items_discount, amount.saturating_abs()),
            "discount" => add(&mut self.discount, amount.saturating_abs()),
            "fulfillment" => add(&mut self.shipping, amount),
            "tax" | "fee" => add(&mut self.tax, amount),
            _ => Err(Ap2Error::Sums("a part of it is not known")),
        }
    }
}
