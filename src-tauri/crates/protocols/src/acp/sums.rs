//! How a session's total comes about, recomputed. All amounts are whole minor units; ¥100 is 100.

use counterfoil_domain::{Currency, Money};

use crate::json::Json;

use super::{AcpError, Line};

/// The parts of a total: `items − discount + shipping + extra = total`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sums {
    /// The lines together, before any discount.
    pub items: Money,
    /// Discounts and store credit.
    pub discount: Money,
    /// Delivery.
    pub shipping: Money,
    /// Taxes, fees, gift wrap and tip.
    pub extra: Money,
    /// What is to be paid.
    pub total: Money,
}

#[derive(Default)]
struct Entries {
    base: Option<i128>,
    subtotal: Option<i128>,
    total: Option<i128>,
    items_discount: i128,
    discount: i128,
    shipping: i128,
    extra: i128,
}

impl Sums {
    pub(super) fn read(
        totals: &[Json<'_>],
        lines: &[Line],
        currency: Currency,
    ) -> Result<Self, AcpError> {
        let entries = Entries::read(totals)?;
        let total = entries.total.ok_or(AcpError::Sums("there is no total"))?;
        let items: i128 = lines.iter().map(|line| i128::from(line.base.minor())).sum();
        if entries.base.is_some_and(|base| base != items) {
            return Err(AcpError::Sums("the lines are not the items' amount"));
        }
        let net = items.saturating_sub(entries.items_discount);
        if entries
            .subtotal
            .is_some_and(|subtotal| subtotal != net && subtotal != items)
        {
            return Err(AcpError::Sums("the lines are not the subtotal"));
        }
        let discount = entries.items_discount.saturating_add(entries.discount);
        let expected = items
            .saturating_sub(discount)
            .saturating_add(entries.shipping)
            .saturating_add(entries.extra);
        if expected != total {
            return Err(AcpError::Sums("the parts are not the total"));
        }
        if total <= 0 {
            return Err(AcpError::Sums("the total is not above zero"));
        }
        let money = |minor: i128| {
            let minor = i64::try_from(minor).map_err(|_| AcpError::Sums("it is too large"));
            minor.map(|minor| Money::new(minor, currency))
        };
        Ok(Self {
            items: money(items)?,
            discount: money(discount)?,
            shipping: money(entries.shipping)?,
            extra: money(entries.extra)?,
            total: money(total)?,
        })
    }
}

/// What a line costs before discounts, where its totals say it.
pub(super) fn line_base(totals: &[Json<'_>]) -> Result<Option<i128>, AcpError> {
    let entries = Entries::read(totals)?;
    let from_net = entries
        .subtotal
        .map(|net| net.saturating_add(entries.items_discount));
    let from_net = from_net.map(|net| net.saturating_add(entries.discount));
    Ok(entries.base.or(from_net))
}

impl Entries {
    fn read(totals: &[Json<'_>]) -> Result<Self, AcpError> {
        let mut entries = Self::default();
        totals.iter().try_for_each(|entry| entries.take(entry))?;
        Ok(entries)
    }

    fn take(&mut self, entry: &Json<'_>) -> Result<(), AcpError> {
        let wrong = crate::json::wrong("totals", "a list of objects");
        let fields = entry.as_object().ok_or(wrong)?;
        let kind = fields.text("type")?;
        let amount = fields.integer("amount")?;
        let lowers = matches!(kind, "items_discount" | "discount" | "store_credit");
        if amount < 0 && !lowers {
            return Err(AcpError::Sums("a part is below zero"));
        }
        let once = |slot: &mut Option<i128>| match slot.replace(amount) {
            None => Ok(()),
            Some(_) => Err(AcpError::Sums("a part that is there once is there twice")),
        };
        let add = |slot: &mut i128| {
            // What lowers the total is written with either sign.
            let sum = slot.checked_add(amount.saturating_abs());
            *slot = sum.ok_or(AcpError::Sums("it is too large"))?;
            Ok(())
        };
        match kind {
            "items_base_amount" => once(&mut self.base),
            "subtotal" => once(&mut self.subtotal),
            "total" => once(&mut self.total),
            "items_discount" => add(&mut self.items_discount),
            "discount" | "store_credit" => add(&mut self.discount),
            "fulfillment" => add(&mut self.shipping),
            "tax" | "fee" | "gift_wrap" | "tip" => add(&mut self.extra),
            "amount_refunded" if amount == 0 => Ok(()),
            _ => Err(AcpError::Sums("a part of it is not known")),
        }
    }
}
