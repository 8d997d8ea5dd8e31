//! The basket held against what the owner is said to have asked for, field by field.

use super::{IntentField, Signal};
use crate::checkout::{Checkout, Interval};
use crate::currency::Currency;
use crate::memory::{folded_name, label_of};
use crate::merchant::MerchantDomain;
use crate::request::{Intent, PurchaseRequest};

/// How people write the currencies they speak of. A word that several currencies share names all.
const SPOKEN: [(&str, &[&str]); 22] = [
    ("€", &["EUR"]),
    ("euro", &["EUR"]),
    ("euros", &["EUR"]),
    (
        "$",
        &["USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "USDC"],
    ),
    (
        "dollar",
        &["USD", "CAD", "AUD", "NZD", "SGD", "HKD", "USDC"],
    ),
    (
        "dollars",
        &["USD", "CAD", "AUD", "NZD", "SGD", "HKD", "USDC"],
    ),
    ("bucks", &["USD", "CAD", "AUD", "USDC"]),
    ("£", &["GBP"]),
    ("pound", &["GBP"]),
    ("pounds", &["GBP"]),
    ("quid", &["GBP"]),
    ("¥", &["JPY", "CNY"]),
    ("yen", &["JPY"]),
    ("円", &["JPY"]),
    ("yuan", &["CNY"]),
    ("franken", &["CHF"]),
    ("francs", &["CHF"]),
    ("zł", &["PLN"]),
    ("zloty", &["PLN"]),
    ("kronor", &["SEK"]),
    ("kroner", &["NOK", "DKK"]),
    ("rupees", &["INR"]),
];

pub(super) fn find(request: &PurchaseRequest, found: &mut Vec<Signal>) {
    let Some(intent) = &request.intent else {
        return;
    };
    let checkout = &request.checkout;
    found.extend(cap(intent, checkout));
    found.extend(quantity(intent, checkout));
    found.extend(merchant(intent, checkout));
    found.extend(recurring(intent, checkout));
    found.extend(currency(intent, checkout));
}

fn cap(intent: &Intent, checkout: &Checkout) -> Option<Signal> {
    let most = intent.max_amount?;
    (checkout.amount.minor() > most.minor()).then(|| Signal::Deviation {
        field: IntentField::MaxAmount,
        found: checkout.amount.to_string(),
        said: most.to_string(),
    })
}

fn quantity(intent: &Intent, checkout: &Checkout) -> Option<Signal> {
    let wanted = u64::from(intent.quantity?);
    let listed = checkout.items.iter().map(|item| u64::from(item.quantity));
    let count = listed.fold(0_u64, u64::saturating_add);
    (!checkout.items.is_empty() && count != wanted).then(|| Signal::Deviation {
        field: IntentField::Quantity,
        found: count.to_string(),
        said: wanted.to_string(),
    })
}

fn merchant(intent: &Intent, checkout: &Checkout) -> Option<Signal> {
    let wanted = intent.merchant.as_ref()?.as_str();
    let anywhere = ["any", "anywhere", "any shop", "*"];
    let merchant = &checkout.merchant;
    if anywhere.contains(&wanted.to_lowercase().as_str()) || is_called(wanted, checkout) {
        return None;
    }
    Some(Signal::Deviation {
        field: IntentField::Merchant,
        found: merchant.label().to_owned(),
        said: wanted.to_owned(),
    })
}

/// Whether the merchant is the one of that domain or name.
fn is_called(wanted: &str, checkout: &Checkout) -> bool {
    let merchant = &checkout.merchant;
    if let Ok(domain) = MerchantDomain::parse(wanted) {
        let own = merchant.domain.as_ref();
        return own.is_some_and(|own| own.registrable() == domain.registrable());
    }
    let wanted = folded_name(wanted);
    let label = merchant
        .domain
        .as_ref()
        .map(|own| label_of(own.registrable()));
    let names = [Some(merchant.name.as_str()), label.as_deref()];
    names.into_iter().flatten().map(folded_name).any(|name| {
        let (short, long) = if name.len() < wanted.len() {
            (&name, &wanted)
        } else {
            (&wanted, &name)
        };
        name == wanted || (short.chars().count() >= 4 && long.contains(short.as_str()))
    })
}

fn recurring(intent: &Intent, checkout: &Checkout) -> Option<Signal> {
    let (found, said) = match (intent.recurring?, &checkout.recurrence) {
        (true, None) => ("Charged once", "something that repeats"),
        (false, Some(terms)) => (repeats(terms.interval), "a single charge"),
        (true, Some(_)) | (false, None) => return None,
    };
    Some(Signal::Deviation {
        field: IntentField::Recurring,
        found: found.to_owned(),
        said: said.to_owned(),
    })
}

const fn repeats(interval: Interval) -> &'static str {
    match interval {
        Interval::Day => "Repeats every day",
        Interval::Week => "Repeats every week",
        Interval::Month => "Repeats every month",
        Interval::Year => "Repeats every year",
    }
}

/// The currency of an amount in the wish's words, where it names one that is not the charge's.
fn currency(intent: &Intent, checkout: &Checkout) -> Option<Signal> {
    let text = intent.text.as_str();
    let charged = checkout.currency();
    if !text.chars().any(char::is_numeric) {
        return None;
    }
    let mut named = spoken_beside_numbers(text).peekable();
    named.peek()?;
    let all: Vec<Spoken> = named.collect();
    let fits = all
        .iter()
        .any(|spoken| spoken.codes.contains(&charged.code()));
    let first = all.first()?;
    (!fits).then(|| Signal::Deviation {
        field: IntentField::Currency,
        found: charged.code().to_owned(),
        said: first.codes.first().copied().unwrap_or_default().to_owned(),
    })
}

struct Spoken {
    codes: Vec<&'static str>,
}

/// Currencies that stand next to a number: `90 euros`, `€90`, `EUR 90`.
fn spoken_beside_numbers(text: &str) -> impl Iterator<Item = Spoken> {
    let words = words(text);
    let mut found = Vec::new();
    for (place, word) in words.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|at| words.get(at));
        let after = words.get(place.saturating_add(1));
        let beside = before.into_iter().chain(after).any(|word| is_number(word));
        if beside && let Some(codes) = codes(word) {
            found.push(Spoken { codes });
        }
    }
    found.into_iter()
}

/// Words, numbers and signs, each by itself: `€90` is two.
fn words(text: &str) -> Vec<String> {
    let kind = |letter: char| {
        if letter.is_numeric() || matches!(letter, '.' | ',') {
            1
        } else if letter.is_alphabetic() {
            2
        } else if letter.is_whitespace() {
            0
        } else {
            3
        }
    };
    let mut words: Vec<String> = Vec::new();
    let mut last = 0;
    for letter in text.chars() {
        let now = kind(letter);
        match words.last_mut() {
            Some(word) if now == last && now != 0 && now != 3 => word.push(letter),
            _ if now != 0 => words.push(letter.to_string()),
            _ => {}
        }
        last = now;
    }
    words
}

fn is_number(word: &str) -> bool {
    word.starts_with(char::is_numeric)
}

fn codes(word: &str) -> Option<Vec<&'static str>> {
    let small = word.to_lowercase();
    if let Some((_, codes)) = SPOKEN.iter().find(|(spoken, _)| *spoken == small) {
        return Some(codes.to_vec());
    }
    // Only capitals: `all 3` is not the Albanian lek.
    let code = Currency::parse(word).ok()?.code();
    Some(vec![code])
}
