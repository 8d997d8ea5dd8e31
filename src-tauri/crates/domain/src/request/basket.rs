//! Items and totals: read, then added up to the unit.

use super::draft::{DraftItem, DraftTotals};
use super::parse::{Cleaner, money, quantity};
use super::problems::{capitalised, money_error};
use super::{FieldError, MAX_ITEMS};
use crate::checkout::{Item, ItemUrl, Totals};
use crate::currency::Currency;
use crate::money::{Money, MoneyError};
use crate::text::TextRule;

const TITLE: TextRule = TextRule {
    max_graphemes: 250,
    max_bytes: 1000,
    multiline: false,
};
const SKU: TextRule = TextRule {
    max_graphemes: 64,
    max_bytes: 256,
    multiline: false,
};

pub(super) fn items(
    cleaner: &mut Cleaner,
    drafts: &[DraftItem],
    currency: Currency,
) -> Result<Vec<Item>, FieldError> {
    if drafts.len() > MAX_ITEMS {
        return Err(FieldError::new(
            "items",
            "too_many_items",
            format!("There are more than {MAX_ITEMS} items"),
            "Split the purchase, or join lines of the same thing.",
        ));
    }
    let drafts = drafts.iter().enumerate();
    drafts
        .map(|(index, draft)| item(cleaner, index, draft, currency))
        .collect()
}

pub(super) fn totals(draft: &DraftTotals, currency: Currency) -> Result<Totals, FieldError> {
    let part = |name: &str, text: Option<&str>| {
        text.map_or(Ok(Money::zero(currency)), |text| {
            money(|| format!("totals.{name}"), text, currency)
        })
    };
    Ok(Totals {
        items: part("items", draft.items.as_deref())?,
        discount: part("discount", draft.discount.as_deref())?,
        shipping: part("shipping", draft.shipping.as_deref())?,
        tax: part("tax", draft.tax.as_deref())?,
    })
}

/// Checks `Σ items = totals.items` and `items + shipping + tax − discount = amount`; without
/// totals, `Σ items = amount`.
pub(super) fn add_up(
    items: &[Item],
    totals: Option<Totals>,
    amount: Money,
) -> Result<(), FieldError> {
    let sum = items
        .iter()
        .try_fold(Money::zero(amount.currency()), |sum, item| {
            sum.checked_add(item.amount)
        })
        .map_err(|error| money_error("items".to_owned(), error))?;
    let Some(totals) = totals else {
        return if items.is_empty() || sum == amount {
            Ok(())
        } else {
            let hint = "Add `totals` with shipping, tax and discount, or correct the amounts.";
            Err(off(amount, sum, "amount", "The items", hint))
        };
    };
    if !items.is_empty() && sum != totals.items {
        let hint = "Send every item, and as `totals.items` their sum.";
        return Err(off(totals.items, sum, "totals.items", "The items", hint));
    }
    let total = total_of(totals).map_err(|error| money_error("totals".to_owned(), error))?;
    if total != amount {
        let hint = "Make items + shipping + tax - discount equal the amount.";
        return Err(off(amount, total, "totals", "The totals", hint));
    }
    Ok(())
}

fn item(
    cleaner: &mut Cleaner,
    index: usize,
    draft: &DraftItem,
    currency: Currency,
) -> Result<Item, FieldError> {
    let field = |name: &str| format!("items[{index}].{name}");
    let quantity = quantity(|| field("quantity"), draft.quantity.unwrap_or(1))?;
    let amount = money(|| field("amount"), &draft.amount, currency)?;
    let unit_amount = draft
        .unit_amount
        .as_deref()
        .map(|text| money(|| field("unit_amount"), text, currency))
        .transpose()?;
    if let Some(unit) = unit_amount {
        let product = unit
            .checked_mul(quantity)
            .map_err(|error| money_error(field("amount"), error))?;
        if product != amount {
            let hint = "Make quantity times unit_amount equal the amount of the item.";
            return Err(off(
                amount,
                product,
                &field("amount"),
                "Quantity and unit price",
                hint,
            ));
        }
    }
    let title = cleaner.text(|| field("title"), &draft.title, TITLE)?;
    let sku = draft
        .sku
        .as_deref()
        .map(|sku| cleaner.text(|| field("sku"), sku, SKU))
        .transpose()?;
    let url = draft
        .url
        .as_deref()
        .map(|url| address(field("url"), url))
        .transpose()?;
    Ok(Item {
        title,
        quantity,
        unit_amount,
        amount,
        sku,
        url,
    })
}

fn address(field: String, url: &str) -> Result<ItemUrl, FieldError> {
    ItemUrl::parse(url).map_err(|error| {
        let hint = "Send an https address of a named host, percent-encoded, or leave it out.";
        FieldError::new(field, error.code(), capitalised(&error.to_string()), hint)
    })
}

fn total_of(totals: Totals) -> Result<Money, MoneyError> {
    totals
        .items
        .checked_add(totals.shipping)?
        .checked_add(totals.tax)?
        .checked_sub(totals.discount)
}

fn off(said: Money, found: Money, field: &str, what: &str, hint: &str) -> FieldError {
    let message = format!("{what} come to {found}, not to {said}");
    FieldError::new(field, "does_not_add_up", message, hint)
}
