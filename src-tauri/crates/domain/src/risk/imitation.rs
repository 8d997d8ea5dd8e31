//! A merchant that passes itself off as one the owner buys from.
//!
//! Only merchants that were never bought from are looked at, so an ordinary purchase costs one
//! look-up here however many merchants are known.

use super::{Likeness, RiskQuestion, Signal};
use crate::memory::{KnownMerchant, KnownMerchants, label_of};
use crate::merchant::MerchantDomain;

/// From this length on a label may differ by two letters and still be taken for another.
const LONG: usize = 8;

/// Shorter labels are all alike: only their looks count.
const SHORTEST: usize = 5;

/// A known label this long is recognised with other words around it.
const CONTAINED: usize = 6;

pub(super) fn find(question: &RiskQuestion<'_>, found: &mut Vec<Signal>) {
    let Some(known) = question.known else {
        return;
    };
    let merchant = &question.request.checkout.merchant;
    let domain = merchant.domain.as_ref();
    let imitated = domain.and_then(|domain| look_alike(known, domain));
    found.extend(imitated.or_else(|| known_name(known, merchant.name.as_str(), domain)));
}

fn look_alike(all: &KnownMerchants, domain: &MerchantDomain) -> Option<Signal> {
    let registrable = domain.registrable();
    let label = label_of(registrable);
    let signal = |how, known: &KnownMerchant| {
        Some(Signal::LookAlike {
            host: registrable.to_owned(),
            how,
            like: known.domain.clone()?,
        })
    };
    let mut same_looks = all.looking_like(&label);
    if let Some(known) = same_looks.find(|known| known.label.as_deref() != Some(&label)) {
        return signal(Likeness::Letters, known);
    }
    if let Some(known) = near(all, &label) {
        return signal(Likeness::Spelling, known);
    }
    let known = contained(all, domain, &label)?;
    Some(Signal::LookAlike {
        host: domain.host().to_owned(),
        how: Likeness::Contains,
        like: known.domain.clone()?,
    })
}

fn near<'a>(all: &'a KnownMerchants, label: &str) -> Option<&'a KnownMerchant> {
    let letters: Vec<char> = label.chars().collect();
    if letters.len() < SHORTEST {
        return None;
    }
    all.near(label).into_iter().find(|known| {
        let other: Vec<char> = known.label.iter().flat_map(|label| label.chars()).collect();
        let shorter = letters.len().min(other.len());
        let allowed = if shorter < LONG { 1 } else { 2 };
        let apart = distance(&letters, &other);
        shorter >= SHORTEST && (1..=allowed).contains(&apart)
    })
}

/// A known label as a part of the host: `nordlicht.pay.example`, `nordlicht-refund.example`,
/// `nordlichtshop.example`.
fn contained<'a>(
    all: &'a KnownMerchants,
    domain: &MerchantDomain,
    label: &str,
) -> Option<&'a KnownMerchant> {
    let host = domain.unicode();
    let registered = domain.registrable().split('.').count();
    let fronts = host.split('.').rev().skip(registered);
    let words = fronts
        .flat_map(|front| std::iter::once(front).chain(front.split('-')))
        .chain(label.split('-'))
        .filter(|word| word.chars().count() >= CONTAINED && *word != label);
    let ends = (CONTAINED..label.len()).flat_map(|length| {
        let tail = label.len().saturating_sub(length);
        label.get(..length).into_iter().chain(label.get(tail..))
    });
    words
        .chain(ends)
        .find_map(|word| all.looking_like(word).next())
}

fn known_name(all: &KnownMerchants, name: &str, domain: Option<&MerchantDomain>) -> Option<Signal> {
    let host = domain.map(MerchantDomain::registrable);
    let label = host.map(label_of);
    let same_label = label.iter().flat_map(|label| {
        let alike = all.looking_like(label);
        alike.filter(move |_| label.len() >= SHORTEST)
    });
    let known = all
        .named(name)
        .chain(same_label)
        .find(|known| known.domain.is_some() && known.domain.as_deref() != host)?;
    Some(Signal::KnownName {
        host: host.map(str::to_owned),
        known: known.domain.clone()?,
        name: name.to_owned(),
    })
}

/// How many letters must be added, left out, replaced or swapped with their neighbour; three
/// stands for more.
fn distance(left: &[char], right: &[char]) -> usize {
    const MANY: usize = 3;
    if left.len().abs_diff(right.len()) >= MANY {
        return MANY;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=right.len()).collect();
    let mut last_left = None;
    for (row, letter) in left.iter().enumerate() {
        let mut line = Vec::with_capacity(above.len());
        let mut near = row.saturating_add(1);
        line.push(near);
        let mut last_right = None;
        for (column, other) in right.iter().enumerate() {
            let at = |line: &[usize], place: usize| line.get(place).copied().unwrap_or(MANY);
            let next = column.saturating_add(1);
            let replaced = at(&above, column).saturating_add(usize::from(letter != other));
            let mut best = replaced
                .min(at(&above, next).saturating_add(1))
                .min(near.saturating_add(1));
            if last_left == Some(other) && last_right == Some(letter) {
                let two_before = column.checked_sub(1);
                let swapped = two_before.map_or(MANY, |place| at(&before, place));
                best = best.min(swapped.saturating_add(1));
            }
            near = best;
            line.push(best);
            last_right = Some(other);
        }
        before = std::mem::replace(&mut above, line);
        last_left = Some(letter);
    }
    above.last().copied().unwrap_or(MANY).min(MANY)
}
