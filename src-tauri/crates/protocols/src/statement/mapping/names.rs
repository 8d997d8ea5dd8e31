//! What banks call their columns. A column is only taken by its name if no other is called so too.

use counterfoil_domain::Currency;

use super::{Mapping, Table};

const DATE: [&str; 14] = [
    "date",
    "booking date",
    "posting date",
    "posted date",
    "transaction date",
    "started date",
    "completed date",
    "datum",
    "buchungstag",
    "buchungsdatum",
    "buchung",
    "date comptable",
    "fecha",
    "data",
];
const AMOUNT: [&str; 7] = [
    "amount", "betrag", "umsatz", "montant", "importe", "importo", "bedrag",
];
const DEBIT: [&str; 8] = [
    "debit",
    "soll",
    "paid out",
    "money out",
    "withdrawal",
    "withdrawals",
    "ausgang",
    "belastung",
];
const CREDIT: [&str; 8] = [
    "credit",
    "haben",
    "paid in",
    "money in",
    "deposit",
    "deposits",
    "eingang",
    "gutschrift",
];
const CURRENCY: [&str; 6] = ["currency", "wahrung", "waehrung", "ccy", "devise", "moneda"];
const DESCRIPTION: [&str; 24] = [
    "description",
    "details",
    "merchant",
    "payee",
    "name",
    "memo",
    "narrative",
    "text",
    "verwendungszweck",
    "buchungstext",
    "empfanger",
    "empfaenger",
    "zahlungsempfanger",
    "zahlungsempfanger*in",
    "beguenstigter",
    "begunstigter",
    "beguenstigter/zahlungspflichtiger",
    "name zahlungsbeteiligter",
    "beschreibung",
    "libelle",
    "concepto",
    "descrizione",
    "omschrijving",
    "transaction details",
];
const REFERENCE: [&str; 7] = [
    "reference",
    "transaction id",
    "id",
    "referenz",
    "transaktions-id",
    "bank reference",
    "umsatz-id",
];

/// Fills in what the names of the columns tell.
pub(super) fn complete(table: &Table, mapping: &mut Mapping) {
    let only = |known: &[&str]| {
        let mut found = table.columns.iter().filter(|column| {
            let (plain, _) = plain(column);
            known.contains(&plain.as_str())
        });
        found.next().filter(|_| found.next().is_none()).cloned()
    };
    if mapping.date.is_none() {
        mapping.date = only(&DATE);
    }
    let told = mapping.amount.is_some() || mapping.debit.is_some() || mapping.credit.is_some();
    if !told {
        mapping.amount = only(&AMOUNT);
        if mapping.amount.is_none()
            && let (Some(debit), Some(credit)) = (only(&DEBIT), only(&CREDIT))
        {
            (mapping.debit, mapping.credit) = (Some(debit), Some(credit));
        }
    }
    if mapping.currency.is_none() && mapping.currency_code.is_none() {
        mapping.currency = only(&CURRENCY);
        if mapping.currency.is_none() {
            mapping.currency_code = named_currency(mapping);
        }
    }
    if mapping.reference.is_none() {
        mapping.reference = only(&REFERENCE).filter(|column| is_unique(table, column));
    }
    if mapping.description.is_empty() {
        let all = table.columns.iter();
        let described = all.filter(|column| DESCRIPTION.contains(&plain(column).0.as_str()));
        mapping.description = described.cloned().collect();
    }
}

/// Whether a column tells rows apart: what a customer wrote as a reference does not.
fn is_unique(table: &Table, column: &str) -> bool {
    let Some(at) = table.columns.iter().position(|name| name == column) else {
        return false;
    };
    let cells: Vec<&str> = table.cells(at).collect();
    let different: std::collections::BTreeSet<&&str> = cells.iter().collect();
    different.len() == table.len()
}

/// The currency that the name of the amount's column has: `Betrag (EUR)`.
fn named_currency(mapping: &Mapping) -> Option<Currency> {
    let columns = [&mapping.amount, &mapping.debit, &mapping.credit];
    columns.into_iter().flatten().find_map(|name| plain(name).1)
}

/// A name in small letters without accents, brackets and currency, and the currency.
fn plain(name: &str) -> (String, Option<Currency>) {
    use unicode_normalization::UnicodeNormalization;
    use unicode_normalization::char::is_combining_mark;
    let words = name.split(|c: char| c.is_whitespace() || "()[]".contains(c));
    let mut kept: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let currency = kept.iter().find_map(|word| Currency::parse(word).ok());
    if currency.is_some() {
        kept.retain(|word| *word != "in" && Currency::parse(word).is_err());
    }
    let small = kept.join(" ");
    let small = small.nfkd().filter(|letter| !is_combining_mark(*letter));
    (small.flat_map(char::to_lowercase).collect(), currency)
}
